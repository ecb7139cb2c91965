// Package discord is the adapter of a Discord server.
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
//   - Every length is counted in UTF-16 units, which are never fewer than code
//     points, and texts are cut between code points.
//
// Sources of the limits: the public API documentation (discord/discord-api-docs,
// August 2026), named where they stand.
//
// An example:
//
//	manifest, err := discord.NewManifest(house.Table(), house.Words(), "en", "fr")
//	// …
//	path, ok := manifest.Path("agenda", "add") // what /agenda add means
package discord
