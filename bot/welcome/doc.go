// Package welcome tells each person once what is kept of what they do, and how to
// stop it, however many platforms they use.
//
// Rules:
//
//   - Who acts for the first time is told: a person on the roster by a direct
//     message that the record names, anybody else by the answer, on the spot.
//   - An account that was told before it was linked is not told again as a person.
//   - Of an account that is not linked the record holds a hash alone.
//
// What the shell hands in, when somebody has acted:
//
//	bot.Do("welcome greet", "platform", "slack", "workspace", "T1", "user", "U1")
package welcome
