// Package slacktest holds Slack to its word where no Slack is: Check enforces the
// limits of Block Kit that the servers of others let pass, and Proxy stands
// before such a server with limits, tokens, 429 and repeated deliveries.
//
// Rules:
//
//   - It reads JSON as it goes over the wire, and shares no code with the
//     adapter: the limits stand here a second time, from the documentation.
//   - An error is what Slack would answer, with the place that is wrong.
//
// An example:
//
//	if err := slacktest.CheckBlocks([]byte(form.Get("blocks")), slacktest.InMessage); err != nil {
//		// {"ok":false,"error":"invalid_blocks", …}
//	}
package slacktest
