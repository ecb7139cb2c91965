package bot

import "magbot/bot/chat"

// Answer is a Reply in the actor's words, ready for an adapter to show to the
// actor alone.
type Answer struct {
	Message chat.Message // may be empty: an acknowledgement is enough
	Form    *chat.Form   // to be filled in and sent back as its Call; a Message with it says what it decides
	Refused bool         // nothing was changed
	Ignored bool         // the line was ordinary talk
	Done    bool         // the same Cause was decided before
	Record  Ref          // what was recorded; zero when nothing was
}

// Delivery is one message for an adapter to put somewhere: in a channel or, by
// direct message, before one account.
type Delivery struct {
	// ID is the same however often the delivery is tried, for platforms that
	// can refuse a second one (a nonce, message metadata).
	ID      string
	Kind    EffectKind // Post, Live or Direct
	Key     string     // what a Live message shows, with its stream: stable for its life
	Place   Place      // where, when it goes to a channel
	Account Account    // whom, when it goes to a person
	Message chat.Message
	// Replaces is the platform's name of the message that a Live delivery
	// renews, as Posted gave it; empty the first time.
	Replaces string
	// Order grows with every delivery of a Live message: it is the record that
	// named it. One that comes after a later one has nothing to show any more.
	Order uint64
}

// Posted is the receipt: the platform's name of the message.
type Posted struct{ Message string }

// Stage says who may be heard in a voice channel. A platform makes it so where it
// can; what is no voice channel it leaves alone.
type Stage struct {
	Place  Place
	Formal bool      // false: as everybody likes
	Heard  []Account // the accounts there of those who may be heard
}

// Undeliverable is the error of a delivery that no further try can help: the
// channel is gone, the person blocks the bot. Why is for the operator and
// holds nothing of the message.
type Undeliverable struct{ Why string }

func (u *Undeliverable) Error() string { return "it can never be delivered: " + u.Why }
