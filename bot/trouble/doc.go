// Package trouble keeps what magbot cannot do on a platform until somebody grants
// it something, and tells the Chair and the Secretariat the exact thing to grant.
//
// Rules:
//
//   - A problem is told once, however often it is met. It is over when what failed
//     works, and that is told too; met again after that, it is a new one.
//   - A problem of which nothing can show that it is over is told again when it is
//     met more than a day later.
//   - What the platforms say is the community's own text; nobody is named in it.
//
// What the shell hands in:
//
//	bot.Do("trouble report", "key", "missing_scope im:write", "platform", "slack",
//		"what", "conversations.open", "text", "Slack does not let me …")
//	bot.Do("trouble works", "platform", "slack", "what", "conversations.open")
package trouble
