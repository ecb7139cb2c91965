// Package web is the page of those who handle cases, in a browser. It shows what
// the bot answers to the reader and nothing else: each act on it is the same command
// as in a chat, decided and refused by the same rules.
//
// Rules:
//
//   - It translates and knows nothing of cases. A case that the reader may not see,
//     one that never was, and an address that is none get the same answer, byte for
//     byte, in the same way.
//   - Who comes in asked the bot for a link. Opening the link does nothing; the button
//     behind it uses it up, so that a preview of the link does not. A session is asked
//     for anew on every request (Door.Session), so that it ends with the role.
//   - Tokens are kept nowhere and logged nowhere: the Door knows their sums.
//   - What was reported is folded, and not even sent, until it is asked for.
//   - A page that is open is drawn anew when the case has changed; forms stand on
//     pages of their own, so that nothing that is being typed is lost. Without script
//     everything works but that.
//   - Nothing of it is kept by browsers or search engines.
//
// An example:
//
//	pages, err := web.New(web.Config{Bot: engine, Door: door, Words: words, Now: time.Now, Name: name, Origin: origin, Platform: "room"})
//	// …
//	mux.Handle(web.Path, pages)
package web
