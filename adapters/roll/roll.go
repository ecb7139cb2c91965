package roll

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
)

// Roll says whose roles are of interest, and what the bot knows of them.
type Roll interface {
	// Roll gives the accounts of a space, none where roles are of no interest, and
	// the roles that the space had when that was told last. It answers from memory.
	Roll(ctx context.Context, space string) (accounts []Held, listed []string)
}

// Held are the roles of an account as they were told last.
type Held struct {
	Account bot.Account
	Known   bool     // they were told
	Away    bool     // the account was in the space no longer
	Roles   []string // their names, in the order in which they were told
}

// Book is what a platform says at one look.
type Book interface {
	// Roles names the roles that there are, each once and in order.
	Roles() []string
	// Has names the roles of an account, each once and in order; away when it is in
	// the space no longer. An error about this account alone is an ErrOne.
	Has(ctx context.Context, h Held) (roles []string, away bool, err error)
}

// ErrOne is for an account of which the platform says nothing, though it answers.
var ErrOne = errors.New("nothing is known of one account")

// Pace says how often is looked: everybody's roles every so often, at a tick those
// that nobody was told of; after a failure nobody's for a while.
type Pace struct{ Every, Tick, Again time.Duration }

// Usual is the pace for a platform.
var Usual = Pace{Every: time.Hour, Tick: 5 * time.Second, Again: time.Minute}

// Watch looks at the roles of one space.
type Watch struct {
	Roll
	Platform, Space string
	// Open asks the platform which roles there are.
	Open func(ctx context.Context) (Book, error)
	// Ask asks the bot.
	Ask    func(ctx context.Context, in bot.Input) (bot.Answer, error)
	Now    func() time.Time
	Logger *slog.Logger
	Pace   Pace
}

// Run tells of roles that have changed, until ctx ends.
func (w Watch) Run(ctx context.Context) {
	tick := time.NewTicker(w.Pace.Tick)
	defer tick.Stop()
	var all time.Time // when everybody was looked at
	for ctx.Err() == nil {
		everybody := w.Now().Sub(all) >= w.Pace.Every
		if err := w.once(ctx, everybody); err == nil && everybody {
			all = w.Now()
		} else if err != nil && ctx.Err() == nil {
			w.Logger.Warn("the roles of the platform are looked at again later", "error", err)
			again := time.NewTimer(w.Pace.Again)
			select {
			case <-again.C:
			case <-ctx.Done():
			}
			again.Stop()
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

// once looks at everybody's roles, or at those that nobody was told of.
func (w Watch) once(ctx context.Context, everybody bool) error {
	accounts, listed := w.Roll.Roll(ctx, w.Space)
	accounts = slices.DeleteFunc(slices.Clone(accounts), func(h Held) bool { return h.Known && !everybody })
	if len(accounts) == 0 {
		return nil
	}
	book, err := w.Open(ctx)
	if err != nil {
		return fmt.Errorf("ask which roles there are: %w", err)
	}
	if there := book.Roles(); !slices.Equal(there, listed) {
		if err := w.tell(ctx, bot.Do("roles listed", "names", strings.Join(there, "\n"))); err != nil {
			return err
		}
	}
	var failed error
	for _, h := range accounts {
		err := w.lookAt(ctx, h, book)
		if err != nil && !errors.Is(err, ErrOne) {
			return err // whoever comes next fares no better
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

// lookAt tells which roles an account has, if those are others than were told.
func (w Watch) lookAt(ctx context.Context, h Held, book Book) error {
	has, away, err := book.Has(ctx, h)
	if err != nil {
		return fmt.Errorf("ask which roles somebody has: %w", err)
	}
	call := bot.Do("roles seen", "user", h.Account.User)
	switch {
	case away && h.Known && h.Away, !away && h.Known && !h.Away && slices.Equal(has, h.Roles):
		return nil
	case away:
		call.Args["away"] = "yes"
	default:
		call.Args["names"] = strings.Join(has, "\n")
	}
	return w.tell(ctx, call)
}

func (w Watch) tell(ctx context.Context, call bot.Call) error {
	answer, err := w.Ask(ctx, bot.Input{
		Cause: bot.Cause(w.Platform + ":roles:" + rand.Text()), At: w.Now().UTC(), Actor: bot.Actor{Self: bot.ByRecord},
		Place: bot.Place{Platform: w.Platform, Workspace: w.Space}, Stream: bot.CommunityStream, Intent: call,
	})
	if err == nil && answer.Refused {
		err = fmt.Errorf("%s is refused", call.Path)
	}
	return err
}

// Names puts names of roles in order, each once; a name is one line without blanks
// around it.
func Names(all []string) []string {
	out := make([]string, 0, len(all))
	for _, name := range all {
		if name = strings.Join(strings.Fields(chat.Legible(name)), " "); name != "" {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
