// Package series is a row of meetings that come again: by which rule and in
// which time zone, at which hours in turn, under which name and number, what is
// skipped or moved, and how the burden of night hours is shared.
//
// Rules:
//   - A series lives in the work stream, since it outlives its meetings. It
//     gives each meeting its number and title some weeks ahead; from then on the
//     meeting has its own stream, and what the series decides about it is
//     forwarded there.
//   - A rule names days of the calendar in the zone of the series, never
//     instants. The hour is added as a clock on the wall shows it: an hour that
//     does not exist is shifted forward by the gap, one that comes twice is its
//     first occurrence (design §9).
//   - Hours are taken in turn. Number and turn go on with each meeting that is
//     planned: a day that is skipped before that takes neither.
//   - A day that was left out or moved stays so when the series is changed. What
//     is not about days (link, length, mode) comes to the meetings that are planned
//     as well, but for those that were given their own.
//   - Nobody is told of a series before the invitation to it has been seen and
//     sent. From then on whoever is invited is told, with the reason, of every
//     change, of every day that is left out, and of its end. Who was invited to a
//     single meeting of it is told of that one.
//   - The burden of night hours of single people is shown to the Chair and the
//     Secretariat alone; others see it by time zone.
//
// How the next days of a series are found:
//
//	day, ok := series.Rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE").Next(first, first)
//	at, how := civil.Resolve(day.At(13, 0), zurich)
package series
