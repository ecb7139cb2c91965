// Package slack is the adapter of a Slack workspace: Socket Mode by default,
// signed requests over HTTP where that is wished.
//
// What it serves: the slash command /mag, mentions and direct messages with the
// same words, shorthand typed in channels, buttons, forms as modals, message and
// global shortcuts, the Home tab. What it is asked: Platform, Deliver, Forget, Run or Handler.
//
// Rules:
//
//   - It translates and knows nothing of meetings: what arrives becomes a
//     bot.Input, answers and deliveries become Block Kit.
//   - An envelope is acknowledged when the record holds what it asked, or just
//     before Slack's three seconds are over; what failed is not acknowledged, so
//     that Slack sends it again. A retry is never dropped for being one: the same
//     press, line or form is the same bot.Cause, however often it comes.
//   - Nothing that a person wrote is cut off in silence. What is longer than a
//     block is split between code points, what is longer than a message goes on
//     beneath it, and the message says so.
//   - Text is never markup: names and words stand in rich text, which Slack does
//     not interpret, and are escaped where only markup can be used.
//   - Times are Slack's own dates, so that each reader sees them by their clock.
//   - A delivery is claimed in the log before it is made, and what it came to is
//     found again by the metadata of its messages, after a crash or in another
//     process. A live message is updated in place; a meeting has one thread in a
//     channel.
//   - The Home tab shows what Config.Home is answered with. While somebody has it
//     open it is renewed when something happens, at a limited pace, and only when
//     it would show something else.
//   - An account is linked by its e-mail address only when Slack has confirmed
//     that, its owner is a full member, one person on the roster has it, and the
//     owner says that it is them.
//   - No type of the library leaves this package, and no token reaches a log.
//   - What the bot has no permission for is told to Config.Trouble, with the
//     exact thing to grant.
//
// An example:
//
//	s, err := slack.New(ctx, slack.Config{
//		Bot: house, People: house, Log: log, Sealer: keys, Words: catalogue, Now: time.Now,
//		BotToken: bot, AppToken: app,
//	})
//	// …
//	engine.Attach(s)
//	err = s.Run(ctx)
package slack
