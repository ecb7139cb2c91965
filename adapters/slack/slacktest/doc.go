// Package slacktest holds Slack to its word where no Slack is. CheckBlocks,
// CheckView and CheckText know the limits of Block Kit, which the servers of
// others let pass. Gate is a transport before such a server: it enforces limits,
// tokens and the pace of calls, and breaks what it is told to. Workspace is a
// Slack in memory behind a Gate, for tests in which weeks pass at once.
//
// Rules:
//
//   - It reads JSON as it goes over the wire, and shares no code with the
//     adapter: the limits stand here a second time, from the documentation.
//   - An error is what Slack would answer, with the place that is wrong.
//   - What people do in a Workspace comes to the bot as signed requests, and
//     what the bot answers does to a modal what Slack would do.
//
// An example:
//
//	w := slacktest.NewWorkspace()
//	w.AddUser("UANA", "Ana", "ana@example.org")
//	w.AddChannel("CGEN", "general", true)
//	w.Bot = adapter.Handler()
//	sent := w.Command("UANA", "CGEN", "help")
package slacktest
