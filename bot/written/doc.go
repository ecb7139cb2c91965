// Package written counts what is written in the channels of a community, for
// the balance of written discussion (design §4 and §6): who, when, where and how
// many words, never the text.
//
// Rules:
//
//   - A channel is counted only after the Chair or the Secretariat switched that
//     on and the channel was told so in plain words: what was written before the
//     announcement stood there is never counted.
//   - Only linked people are counted, and nobody who has said no ("me written
//     stop"). What commands the bot is no talk and is not counted.
//   - Each month has a stream of its own, "written/2026-11". A message belongs to
//     the month in which it was written. A change and a deletion are facts of
//     their own that take back what was counted; the same message that comes
//     again is counted once. What was deleted while nobody told of it, a list of
//     the channel takes back.
//   - What is counted of a person (which messages, when, where, how many words)
//     is sealed under that person's key; in the clear stand sums by group,
//     channel and record. So an erasure leaves the sums of groups, which the
//     balance is made of, and nothing else.
//   - The balance compares groups, never persons. Groups of fewer than three
//     people are shown together with others, so that no row is one person's.
//     What the Chair and the Secretariat write is left out, as at the floor.
//   - A month is closed a week after its end; a deletion still reaches it.
//
// What the shell hands in:
//
//	call, err := written.Count(messages) // on bot.MonthStream(message.At)
package written
