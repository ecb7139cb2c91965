package discord

import (
	"context"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// Bot decides what people type, press and fill in. It is called from many
// goroutines at once.
type Bot interface {
	// Handle decides an input and records it, or refuses it in the answer. An
	// error means that nobody knows whether it was recorded: it is asked again,
	// with the same Cause.
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
	// wait, and what it has taken is recorded though nobody waits for it. The text
	// is not kept.
	Count(w bot.Wrote, text string) (recorded func(context.Context) error)
}

// Alerts takes what AutoMod finds.
type Alerts interface {
	// Alert takes what a rule says of a message; it does not wait. It comes once for
	// each thing that the rule did. A message that was held back has no identifier,
	// and is of the moment at which it was heard of.
	Alert(w bot.Wrote, text string, a Alert)
}

// People knows who an account is.
type People interface {
	// Person gives the person to whom an account of Discord is linked. It is
	// asked for every name that somebody mentions, so it answers from memory.
	Person(ctx context.Context, account bot.Account) (Seat, bool)
}

// Seat is a person as the adapter needs to know them.
type Seat struct {
	Person   bot.PersonID
	Name     string
	Language bot.Language
}

// Suggester offers answers while somebody fills in an argument of a command.
type Suggester interface {
	// Suggest gives what the argument may be, the likeliest first, for what is
	// typed so far. In holds who asks, where, and the command with the arguments
	// given; an argument of "" stands for the words of a whole command. It
	// answers from memory.
	Suggest(ctx context.Context, in bot.Input, arg, typed string) []chat.Choice
}

// Trouble is what magbot cannot do in Discord until somebody grants it something.
type Trouble struct {
	// Key is the same for the same trouble, so that nobody is told each time.
	Key   string
	Place bot.Place // where; the zero Place for the whole server
	Text  lang.Text // what is wrong, and the exact thing to do
	// What names what failed, as Config.Works is told when it works; empty where
	// nothing shows that it is over.
	What string
}

// Reporter is told of trouble. It may be told the same again.
type Reporter interface {
	Report(ctx context.Context, t Trouble)
}
