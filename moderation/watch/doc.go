// Package watch is where messages are looked at for matters of conduct, how
// sensitively, and what is told to their authors. Package signal finds; people
// decide (package moderation).
//
// Rules:
//
//   - Nothing is looked at unless the Chair or the Secretariat switch it on for a
//     channel, and the channel has been told. Everybody there can ask how it is set.
//   - A message is let go when it has been looked at. Its words are kept only when
//     people are asked to look: they stand in the sealed stream of the case.
//   - A mark of confidence is a word to the author alone: no case, nobody else is
//     told, and it is forgotten after a month (issue 6, rule 8).
//   - Who urges to choose something that names their own organisation, as the roster has
//     it today, without a word of that, is told so alone in the same way (Interest).
//   - Whose message was flagged can ask why, and is told rule, clause, span and
//     reason; not whether anybody looks at it, nor what others reported.
//   - Who asks for it (conduct nudge) is told so at once by direct message, beside the case.
//   - A case that is closed with "disagree" proposes that its rule leave the words
//     of its span alone. It takes a second person who may see the case. Such a
//     phrase is exact, of one rule, of one channel unless they say otherwise, and
//     ends by itself. It excuses its own span and nothing else of a message (Find).
//   - What a rule of the platform itself finds (Discord's AutoMod) asks people to
//     look in the same way (Ruled), in the same channels. A channel can switch it
//     off by the name AutoMod.
//   - Phrases stand in the streams of their cases: who may not see a case sees no
//     phrase of it either.
//
// The shell looks at a message like this:
//
//	if scene, on := watch.At(v, place, at); on {
//		found := scene.Find(text, scene.Context(people, account, name), phrases)
//		calls := scene.Calls(people, message, found)
//	}
package watch
