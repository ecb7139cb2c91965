// Package meetingtest is a desk at which the tests of a feature hold meetings
// without an engine: it binds and decides calls as the house does, writes each
// event as the record would and reads it back, folds it, passes forwarded calls
// on and lets the clock in. It counts as tests and is in no binary.
//
// Rules: everything that is decided goes through the table of commands, so that
// rights and arguments are checked as in the house; what is folded has been
// through JSON with its words sealed; Replay folds the whole log again.
//
//	d := meetingtest.New(t, meetingtest.Feature{Events: agenda.Events(), Apply: agenda.Apply, …})
//	d.Must("chair", "agenda accept", "inputs", "1")
package meetingtest
