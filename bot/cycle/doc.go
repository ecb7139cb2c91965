// Package cycle is the year of a community up to its forum: the date of the
// forum and the deadlines that hang on it.
//
// Rules:
//   - A deadline is a number of days before or after the forum, never a date of
//     its own. Who moves the forum moves them all, gives the reason, and sees
//     first which days come of it.
//   - It lives in the work stream. People are told by package reminder.
//
// The day of a deadline:
//
//	day, ok := cycle.Of(v).Day(deadline) // forum 2027-11-15, 200 days before: 2027-04-29
package cycle
