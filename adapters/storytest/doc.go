// Package storytest tells one meeting, from the import of the roster to the
// minutes and the erasure of a person, on any stage: an adapter with the bot
// behind it. It is the suite that every adapter passes, and it ends with the
// record, which must be the same on each.
//
// Rules:
//
//   - The story knows people, lines, buttons and forms, and what each person
//     sees; it knows no platform, no identifier and no machine clock.
//   - Every step says what must be true after it: who was told what, who was
//     not, and in the end which facts stand in the record.
//   - A stage never decides. It carries what people do to the bot and what the
//     bot shows to people, and it waits until the bot has come to rest.
//   - What differs from platform to platform is left out of the comparison:
//     causes, times, places, accounts, hashes, and how accounts were linked.
//
// An example:
//
//	func TestStory(t *testing.T) {
//		storytest.Tell(t, newStage(t))
//	}
package storytest
