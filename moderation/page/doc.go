// Package page says who may open the page of those who handle cases, in a browser:
// links, and the sessions that they open. What the page shows is for package
// moderation to say.
//
// Rules:
//
//   - Whoever may handle cases asks the bot for a link. It serves that person alone,
//     once, for ten minutes; a new one takes the place of the last.
//   - A session ends twelve hours after it was opened, however much it is used; when
//     its person signs out, here or everywhere; and at once when they may not handle
//     cases any more, which is computed from the roster each time (Whose).
//   - One person has ten sessions at most: the oldest ends when another is opened.
//   - The record holds the SHA-256 sums of tokens alone.
//   - A link that was used, is too old or never was gets the same answer.
//
// Who sits behind a token:
//
//	session, ok := page.Whose(v, token)
package page
