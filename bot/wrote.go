package bot

import "time"

// Wrote is one message of ordinary talk as it is counted: who wrote it, when,
// where, and how many words it has. Its text is nowhere in it.
type Wrote struct {
	// ID names the message for as long as it is there: it is the same when the
	// message is changed or deleted.
	ID      string    `json:"id"`
	Account Account   `json:"account,omitzero"` // who wrote it; empty for a deletion
	Place   Place     `json:"place"`
	At      time.Time `json:"at"` // when it was written, by the platform's clock
	Words   int       `json:"words,omitempty"`
	// Changed is when its author changed it last; zero for one as it was written.
	Changed time.Time `json:"changed,omitzero"`
	// Edit says that it is about a change alone: what was not counted as it was
	// written stays uncounted.
	Edit bool `json:"edit,omitempty"`
	Gone bool `json:"gone,omitempty"` // it was deleted
	// Asked says that it was typed to the bot, where others read it: a command, or
	// shorthand. Its words do not count as talk.
	Asked bool `json:"asked,omitempty"`
	// Listing makes it a comparison with what stands in Place now, after a time in
	// which nobody told of changes.
	Listing *Listing `json:"listing,omitempty"`
}

// Listing is what a platform lists of a place: all messages that were written there
// at Wrote.At or later. Whatever was counted by then and is not among them was
// deleted. It is for a platform that lists a place whole, threads and all.
type Listing struct {
	IDs []string `json:"ids"`
}
