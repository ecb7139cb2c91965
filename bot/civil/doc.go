// Package civil is time as people write it: a date and a clock in a place, the
// instant that is meant, and a small grammar for both.
//
// Rules: what is not plainly one thing is refused, never guessed (no natural
// language, no 03/04/2027, no "2pm", no CST); a refusal quotes the piece that
// was not understood and shows how to write it; what was understood is echoed.
// A local time that comes twice (clocks go back) means the first; one that is
// skipped (clocks go forward) is moved forward by what was skipped.
//
// The clock is passed in. Zones come from the zone data of the Go runtime; the
// program embeds time/tzdata so that it knows the same zones everywhere.
//
//	when, err := civil.ParseWhen("tomorrow 14:00", now, zurich)
//	when.At       // the instant
//	when.String() // "2027-03-15 13:00 UTC (14:00 Europe/Zurich)"
package civil
