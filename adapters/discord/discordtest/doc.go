// Package discordtest stands in for Discord in tests. What it accepts and sends
// is written from the public API documentation (discord/discord-api-docs, August
// 2026), never from what the adapter happens to send.
//
// CheckMessage, CheckModal and CheckCommands refuse what Discord would refuse;
// Modal fills in a form as a person does and sends it as a client does.
//
//	if err := discordtest.CheckMessage(body); err != nil {
//		t.Fatal(err)
//	}
package discordtest
