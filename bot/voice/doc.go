// Package voice holds what is seen of the voice channels of a meeting: who is in
// one, and who can be heard there. From it comes floor time: how long somebody
// was in the channel, not muted by themselves or by others, and not in the
// audience of a stage. It is not speaking time, which nobody measures here: who
// leaves the microphone on has floor time and may say nothing.
//
// Rules:
//
//   - A platform tells everything that it sees of one channel at once ("voice
//     seen"). Only what has changed since becomes a fact, so that it may be told
//     as often as one likes.
//   - Facts are kept only of a meeting that is open in that channel, and only of
//     people of the roster. The close of the meeting ends all that lasts.
//   - Who goes from one channel of a meeting to another is in the one that was
//     told last; that the first one misses them means nothing then.
//   - Floor time stands beside the turns of the queue and never enters their
//     balance. The Chair and the Secretariat are left out, as they are there.
//   - A channel that nobody could look into (the bot was away) goes on as it was
//     until it is seen again.
//
// An example:
//
//	bot.Do("voice seen", "heard", "p4 p9", "muted", "p2")
package voice
