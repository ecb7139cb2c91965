// Package look has the messages of watched channels looked at for matters of conduct
// (package moderation/watch), beside the chat and never in its way.
//
// Rules:
//
//   - Look takes a message and returns at once. What waits is bounded, in number and
//     in bytes. What does not fit, and a flag that the record does not take, is
//     counted, and the Secretariat and the Chair are told; never silently.
//   - Whose messages are still being looked at is known (Pending), so that nobody who
//     asks is told that nothing was found before that is so.
//   - A message is let go when it was looked at. Neither log nor metric holds any of
//     it.
//   - How often people write is counted in memory alone, for a minute, of so many
//     authors at most.
//   - What a rule of the platform says of a message (Ruled) is told once, however
//     often the platform says it: the same words of the same author by the same
//     rule, within ten minutes. That is remembered in memory alone, under a seed.
//   - An outside service is asked only where the operator named one. It gets the text
//     and nothing else, over https or on this machine, has a limited time, and is
//     never followed elsewhere. Its failure adds nothing and is counted.
//
// Used like this:
//
//	l := look.New(look.Config{Engine: e, Speaker: speaker, Logger: logger})
//	l.Look(wrote, text)
//	l.Close()
package look
