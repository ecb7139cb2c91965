// Package ical is the neutral vocabulary of a calendar: entries with their
// times and zones, as iCalendar (RFC 5545) knows them, before anybody writes a
// file of them.
//
// Rules:
//   - An entry keeps its UID for life, and its Sequence only grows: a program
//     that has it already replaces it by the one with the higher number.
//   - What is called off stays, as Cancelled, so that it leaves the calendars
//     that hold it.
//   - A zone is written out with every change of its clocks over the span of
//     the entries, taken from the zone itself: no rule is assumed that the
//     zone might leave.
//
// An example:
//
//	c := ical.Calendar{Name: "Example MAG", Entries: []ical.Entry{{
//		UID: "meeting-7@magbot", Title: "Virtual Meeting XIV", Start: start, End: end, Zone: zurich,
//	}}}
//	zones := c.Zones()
package ical
