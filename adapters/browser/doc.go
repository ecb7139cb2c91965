// Package browser is what the pages of every adapter for a browser share: the
// guard before them, the files and styles they use, how a message of the bot and
// a form are drawn, and how a form that was sent is read.
//
// Rules:
//
//   - It knows no page, no person and no session: those are the adapters'.
//   - Pages use no inline script and no inline style; all text is escaped. What
//     another site's page sends is refused (http.CrossOriginProtection), and so is
//     a host name that is not the pages' own.
//   - A form travels in its own page, so that it can be drawn again, after a restart
//     too, with all that was typed.
//   - Files that browsers keep for ever have an address with their hash.
//
// An example:
//
//	assets, err := browser.LoadAssets(own)
//	pages, err := browser.LoadPages(assets, "/assets/", own)
//	guard := browser.Guard{Origin: origin, Foreign: refuse, Elsewhere: unknown}
//	handler := guard.Before(routes)
package browser
