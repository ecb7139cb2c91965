// Package calendar puts meetings into people's calendars: a file of one
// meeting, of a series, of all that a person may see, and an address that a
// calendar program follows.
//
// Rules:
//   - A calendar is computed from the record each time: the same record gives
//     the same calendar. The number of an entry (SEQUENCE) counts the facts that
//     changed it and only grows; its identifier is never given to another.
//   - A meeting that is called off stays in calendars, as cancelled.
//   - A feed shows what its owner may know: what people were invited to or was
//     opened; to the Chair and the Secretariat also what is only planned, as
//     tentative, and the deadlines that are theirs.
//   - The address of a feed holds a token of 160 bits. The record holds its
//     SHA-256 sum alone, which opens nothing, so an address is shown once. A new
//     one ends the last. Who is erased has none, and neither has a guest; that
//     of somebody whose term is over is not answered until they have another.
//   - Nobody's calendar rings unless they wished for that.
//   - A file and a feed are only read: what somebody answers in their calendar
//     reaches nobody. So each entry that is still to come says that, and links to
//     the pages of the room on which they answer (Outside.Form).
//
// Whose calendar an address is, and what stands in it:
//
//	owner, ok := calendar.Owner(v, token)
//	// …
//	entries := outside.Feed(v) // v.Reader is the owner
package calendar
