// Package discordtest stands in for Discord in tests. What it accepts and sends
// is written from the public API documentation (discord/discord-api-docs, August
// 2026), never from what the adapter happens to send.
//
// Server is its REST API and its gateway on a loopback port: channels, direct
// conversations, interactions with every kind of response, commands, rate limits,
// and what goes wrong (Break, Greet, Drop, Redeliver).
//
// CheckMessage, CheckModal and CheckCommands refuse what Discord would refuse;
// Modal fills in a form as a person does and sends it as a client does.
//
//	s := discordtest.NewServer(t)
//	s.Greet(discordtest.Silence) // the next connection hears HELLO, then nothing
//	i := s.Slash(s.AddUser("ana"), s.AddChannel("hall"), "queue", "add")
package discordtest
