// Package ical is the neutral vocabulary of a calendar: entries with their
// times and zones, as iCalendar (RFC 5545) knows them, before anybody writes a
// file of them.
//
// Rules:
//   - An entry keeps its UID for life, and its Sequence only grows: a program
//     that has it already replaces it by the one with the higher number.
//   - What is called off stays, as Cancelled, so that it leaves the calendars
//     that hold it.
//   - A zone is described over the span of the entries alone, and only when its
//     clocks keep one yearly rule there to the second, as the zone database has
//     them. Else its entries are to stand in UTC: each is one instant, and no
//     program can misread that.
//
// An example:
//
//	c := ical.Calendar{Name: "Example MAG", Entries: []ical.Entry{{
//		UID: "meeting-7@magbot", Title: "Virtual Meeting XIV", Start: start, End: end, Zone: zurich,
//	}}}
//	zones := c.Zones()
package ical
