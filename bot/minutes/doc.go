// Package minutes makes the minutes of a meeting: a document that can be thrown
// away and written again from the record at any time.
//
// Rules:
//   - Every line says from which record it comes; a line without one is never
//     made up. What was taken back stays, shown as taken back, with the reason.
//   - A correction is a line of the record. It never changes a fact: the
//     document shows what was written and what it was corrected to. It applies
//     to the nearest earlier line that holds the words ("g": to every earlier
//     line, "G": to the whole document).
//   - Who was there is corrected after the close by a fact with a reason that
//     takes the place of what was recorded of the person's presence; the document
//     lists it. It takes no approval away; a meeting that is opened again does,
//     and everybody is told (Also).
//   - Of a stretch off the record only is told that there was one.
//   - Minutes are a draft until the Chair approves them. Then members have a
//     window (a setting of the community) to ask for corrections; the Chair
//     answers each; only then, and only when every agenda input has a fate, they
//     are released. What changes after that needs the meeting reopened, and makes
//     a new version.
//   - Names are read from the roster when the document is made, so an erased
//     person is shown as one.
//
// The document of a meeting, as Markdown:
//
//	doc := minutes.Document(v)
//	text := minutes.Markdown(v, doc)
package minutes
