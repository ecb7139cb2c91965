// Package redistest starts real Redis servers for tests: each on a free loopback
// port, with its files in a folder of the test, ended by its own process number
// and by no later than a quarter of an hour.
//
//	server := redistest.Start(t)
//	config, err := redis.ParseURL(server.URL("forum", ""))
package redistest
