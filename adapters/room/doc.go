// Package room is a chat in a browser: the adapter of those who have no account
// anywhere else, of rehearsals, and of most whole-program tests.
//
// What it serves: the door (New decides nothing about who may come in, Door
// does), the channels with their talk, each person's private conversation with
// magbot, the cards under Now that are kept up to date, buttons and forms.
// What it is asked: Platform, Deliver, Forget, Handler or Serve, Close.
//
// Rules:
//
//   - It translates and knows nothing of meetings: lines, presses and forms
//     become a bot.Input, answers and deliveries become pages.
//   - A delivery is in the Log before its receipt is given. What a window shows
//     is folded from the Log, so a window that was away, slow or met a restart
//     resumes after the last event it read.
//   - An answer goes to the window that asked; a private message to the sessions
//     of its person; nothing of either to anyone else.
//   - Each press and each line has a key; the same key with the same content is
//     one Cause, however often it is sent.
//   - What people type is sealed under its author's key before it is kept, and
//     opened each time it is drawn: when the key is erased it is gone. Messages
//     of the bot in a channel are sealed under the community's key, in a private
//     conversation under its person's.
//   - Editing or deleting a message changes the talk alone, never the record.
//   - Pages use no inline script and no inline style; all text is escaped.
//
// An example:
//
//	r, err := room.New(ctx, room.Config{
//		Bot: house, Door: house, Log: talk, Sealer: keys, Words: catalogue, Now: time.Now,
//		Name: "Example MAG", Origin: "http://127.0.0.1:8080",
//		Channels: []room.Channel{{ID: "general", Name: "general"}},
//	})
//	// …
//	err = r.Serve(ctx, listener)
package room
