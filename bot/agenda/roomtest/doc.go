// Package roomtest is one open meeting with an agenda, for the tests of what happens
// in it: the rules are asked and folded as the engine does it, without a store or a
// clock, and every word and button that they give is looked at.
//
// It knows roster, meetings and the agenda; every other feature is brought by the test
// that is about it. What happens around meetings (planning, reminders, time) is tested
// at the desk of package meetingtest.
package roomtest
