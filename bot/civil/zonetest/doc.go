// Package zonetest lists every time zone of the IANA database and the changes
// of its clock, for tests that must hold in all of them. It counts as tests.
//
// Rules: the list is that of the database which Go 1.26 brings; the zones
// themselves come from time/tzdata, which a test has to import.
//
//	for _, loc := range zonetest.All(t) { … zonetest.Changes(loc, from, to) … }
package zonetest
