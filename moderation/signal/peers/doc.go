// Package peers measures other flaggers beside package signal: the word lists
// go-away (Go) and obscenity, leo-profanity and @2toad/profanity (npm), all on
// the same messages in the same run.
//
// Rules:
//
//   - The messages are the English cases of moderation/signal/testdata that were
//     held out, and, as ordinary talk, the lines of docs/, where docs/conduct.md
//     is about conduct.
//
//   - scripts/peers installs the npm ones, at fixed versions, below .tools; what
//     asks them is peers.mjs.
//
//   - `make bench` prints the figures; nothing of this is in the program.
//
//     go test -run='^$' -bench=Peers ./moderation/signal/peers
package peers
