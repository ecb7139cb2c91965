package slack

import (
	"context"

	"magbot/bot"
)

// Bot decides what people type, press and fill in. It is called from many
// goroutines at once.
type Bot interface {
	// Handle decides an input and records it, or refuses it in the answer. An
	// error means that nobody knows whether it was recorded: Slack is left to send
	// it again, with the same Cause.
	Handle(ctx context.Context, in bot.Input) (bot.Answer, error)
	// Form gives the form of the command that in.Intent calls, with what the
	// call already holds filled in.
	Form(ctx context.Context, in bot.Input) (bot.Answer, error)
}

// Greeter greets people who act for the first time.
type Greeter interface {
	// Greet has somebody told what is kept of them, unless they were told before,
	// here or on another platform. What is in the answer is shown to them here; for
	// most it is empty, because they are told by a delivery.
	Greet(ctx context.Context, account bot.Account) (bot.Answer, error)
}

// Counter counts the words of ordinary talk in channels.
type Counter interface {
	// Count takes a message as it was written, changed or deleted; it does not
	// wait. Recorded waits until the record holds the count; after an error the
	// same may be given again. The text is not kept.
	Count(w bot.Wrote, text string) (recorded func(context.Context) error)
}

// People knows who an account is.
type People interface {
	// Person gives the person to whom an account of Slack is linked. It is asked
	// for every name that somebody mentions, so it answers from memory.
	Person(ctx context.Context, account bot.Account) (Seat, bool)
}

// Seat is a person as the adapter needs to know them.
type Seat struct {
	Person   bot.PersonID
	Name     string
	Language bot.Language
}
