// Package discord is the adapter of a Discord server.
//
// What it serves: slash commands with subcommands and "/mag …" in words,
// choices while somebody types, buttons, forms as modals, mentions and direct
// messages with the same words, and shorthand typed in channels. What it is
// asked: Platform, Deliver, Conduct, Forget, Run, Close; and Examine, without a
// connection.
//
// Rules:
//
//   - It translates and knows nothing of meetings: what arrives becomes a
//     bot.Input, answers and deliveries become messages of Discord.
//   - Nothing that a person wrote is cut off in silence. What is longer than a
//     message goes on in another one, and both say so; what is longer than a
//     field of a form has several; a form of more than five questions has parts.
//   - Text is never markup: whatever Discord would interpret is escaped, and no
//     message mentions anybody.
//   - Times are Discord's own timestamps, so that each reader sees them by their
//     clock.
//   - A button holds its call in its custom_id, or the key of a place where it is
//     kept sealed, so that it works after a restart.
//   - An interaction is answered within three seconds, or the answer is promised
//     and follows; only who asked sees it. What comes twice is the same bot.Cause.
//   - What is about to be posted is noted first, so that after a crash it is
//     looked for before it is posted again; a nonce covers the moments between.
//   - A connection that does not open, or falls silent, is ended and made again;
//     what was said, changed and deleted meanwhile is read from history. What only
//     somebody else can mend (a token, an intent) ends Run and is told.
//   - No wait outlasts its context, and a global limit holds for all routes.
//   - Of the library, only its gateway and the types of components are used: its
//     calls know no nonce and its limits no context. No type of it leaves this
//     package, and no token reaches a log.
//   - Who is in a voice channel is told whole, whenever something there changes,
//     after a gap, and when something was posted in it. What is changed of
//     somebody's voice is noted first, and is set back.
//   - Events of the server are compared with the meetings there are, and carry the
//     meeting's mark, so that none is made twice.
//   - Which roles linked accounts have in the server is looked at when the bot wants
//     to know, and told where it is not what was told last.
//   - What the bot has no permission for is told to Config.Trouble, with the
//     exact thing to grant.
//   - Every length is counted in UTF-16 units, which are never fewer than code
//     points, and texts are cut between code points.
//
// Sources of the limits: the public API documentation (discord/discord-api-docs,
// August 2026), named where they stand.
//
// An example:
//
//	d, err := discord.New(ctx, discord.Config{
//		Bot: house, People: house, Log: log, Sealer: keys, Words: catalogue, Table: table,
//		Now: time.Now, Token: token,
//	})
//	// …
//	engine.Attach(d)
//	err = d.Run(ctx)
package discord
