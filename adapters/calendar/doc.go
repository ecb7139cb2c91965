// Package calendar is the adapter of calendar programs: it writes iCalendar
// (RFC 5545) and answers those that follow an address.
//
// Rules:
//   - It translates and knows nothing of meetings: what stands in a calendar is
//     given to it as an ical.Calendar, and whose an address is says its Source.
//   - The same calendar is the same bytes, on every machine: what has not
//     changed is answered with 304.
//   - An address that is not known, was revoked or is no address at all gets one
//     and the same answer. Nothing of an address is logged or counted.
//   - Whoever tries addresses is slowed down, and nobody with a good one is by
//     them.
//
// An example:
//
//	text, err := calendar.Write(entries)
//	// …
//	http.Handle(calendar.Path, calendar.NewFeeds(source, words.For("en"), logger))
package calendar
