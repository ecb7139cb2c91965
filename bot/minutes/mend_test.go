package minutes_test

import "magbot/bot/lang"

// mendable says that a person can do something about the error.
func mendable(err error) bool {
	_, ok := lang.AsError(err)
	return ok
}
