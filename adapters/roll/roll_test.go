package roll_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"

	"magbot/adapters/roll"
	"magbot/bot"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// place is a platform and the bot behind it: what people have there, what the bot
// was told, and what goes wrong.
type place struct {
	mu     sync.Mutex
	has    map[string][]string
	away   map[string]bool
	odd    map[string]error // by account
	down   error
	deaf   error // of the bot
	held   map[string]roll.Held
	listed []string
	told   []string
	opened int
	asked  map[string]int
}

func newPlace() *place {
	return &place{has: map[string][]string{}, away: map[string]bool{}, odd: map[string]error{}, held: map[string]roll.Held{}, asked: map[string]int{}}
}

func (p *place) Roll(_ context.Context, space string) (accounts []roll.Held, listed []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, user := range slices.Sorted(maps.Keys(p.held)) {
		if h := p.held[user]; h.Account.Workspace == space {
			accounts = append(accounts, h)
		}
	}
	return accounts, slices.Clone(p.listed)
}

func (p *place) open(context.Context) (roll.Book, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.opened++
	return p, p.down
}

func (p *place) Roles() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []string
	for _, names := range p.has {
		all = append(all, names...)
	}
	return roll.Names(all)
}

func (p *place) Has(_ context.Context, h roll.Held) ([]string, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked[h.Account.User]++
	return roll.Names(p.has[h.Account.User]), p.away[h.Account.User], p.odd[h.Account.User]
}

// take takes what is told, as the bot does.
func (p *place) take(_ context.Context, in bot.Input) (bot.Answer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	call := in.Intent.(bot.Call)
	if p.deaf != nil || in.Actor.Self != bot.ByRecord || in.Stream != bot.CommunityStream {
		return bot.Answer{Refused: p.deaf == nil}, p.deaf
	}
	names := strings.Split(call.Args["names"], "\n")
	if call.Args["names"] == "" {
		names = nil
	}
	p.told = append(p.told, strings.TrimSpace(strings.TrimPrefix(call.Path, "roles ")+" "+call.Args["user"]+" "+strings.Join(names, ", ")+call.Args["away"]))
	if call.Path == "roles listed" {
		p.listed = names
		return bot.Answer{}, nil
	}
	p.held[call.Args["user"]] = roll.Held{Account: bot.Account{Platform: "p", Workspace: "s", User: call.Args["user"]}, Known: true, Away: call.Args["away"] != "", Roles: names}
	return bot.Answer{}, nil
}

// interest has an account be of interest.
func (p *place) interest(space string, users ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, user := range users {
		p.held[user] = roll.Held{Account: bot.Account{Platform: "p", Workspace: space, User: user}}
	}
}

func (p *place) change(do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	do()
}

// tells checks what was told since the last time.
func (p *place) tells(t *testing.T, what string, want ...string) {
	t.Helper()
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	got := p.told
	p.told = nil
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

// watched runs a test beside a watch, whose time is that of a bubble.
func watched(t *testing.T, p *place, do func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var done sync.WaitGroup
		done.Go(func() {
			roll.Watch{Roll: p, Platform: "p", Space: "s", Open: p.open, Ask: p.take, Now: time.Now, Logger: slog.New(slog.DiscardHandler), Pace: roll.Usual}.Run(ctx)
		})
		defer done.Wait()
		defer cancel()
		do(t)
	})
}

func TestRolesAreToldWhenTheyChange(t *testing.T) {
	p := newPlace()
	p.has["ana"], p.has["bo"] = []string{"MAG  member", "painter", "painter"}, nil
	p.interest("s", "ana", "bo")
	watched(t, p, func(t *testing.T) {
		p.tells(t, "at first", "listed  MAG member, painter", "seen ana MAG member, painter", "seen bo")
		for _, step := range []struct {
			what   string
			change func()
			want   []string
		}{
			{"nothing has changed", func() {}, nil},
			{"a role more", func() { p.has["bo"] = []string{"painter"} }, []string{"seen bo painter"}},
			{"none any more", func() { p.has["ana"] = nil }, []string{"listed  painter", "seen ana"}},
			{"who has left", func() { p.away["bo"] = true }, []string{"seen bo yes"}},
			{"who has left is told once", func() {}, nil},
			{"who is back", func() { p.away["bo"] = false }, []string{"seen bo painter"}},
		} {
			p.change(step.change)
			<-time.After(58 * time.Minute)
			p.tells(t, step.what+", too early")
			<-time.After(2*time.Minute + 5*time.Second)
			p.tells(t, step.what, step.want...)
		}
	})
}

func TestWhoIsNewIsLookedAtSoonAlone(t *testing.T) {
	p := newPlace()
	p.interest("s", "ana")
	watched(t, p, func(t *testing.T) {
		p.tells(t, "at first", "seen ana")
		p.interest("s", "bo")
		<-time.After(6 * time.Second)
		p.tells(t, "somebody new", "seen bo")
		if p.asked["ana"] != 1 {
			t.Errorf("Ana was looked at %d times", p.asked["ana"])
		}
	})
}

func TestNobodyIsLookedAtForNothing(t *testing.T) {
	p := newPlace()
	p.interest("another", "ana")
	watched(t, p, func(t *testing.T) {
		<-time.After(3 * time.Hour)
		p.tells(t, "nobody is of interest")
		if p.opened != 0 {
			t.Errorf("the platform was asked %d times", p.opened)
		}
	})
}

func TestWhileThePlatformDoesNotAnswerNothingIsTold(t *testing.T) {
	for name, fail := range map[string]func(p *place, err error){
		"of the roles":        func(p *place, err error) { p.down = err },
		"of a member":         func(p *place, err error) { p.odd["ana"] = err },
		"and the bot is deaf": func(p *place, err error) { p.deaf = err },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace()
			p.has["ana"] = []string{"MAG"}
			p.interest("s", "ana")
			watched(t, p, func(t *testing.T) {
				p.tells(t, "at first", "listed  MAG", "seen ana MAG")
				p.change(func() {
					p.has["ana"] = nil
					fail(p, errors.New("no answer"))
				})
				<-time.After(65 * time.Minute)
				p.change(func() {
					p.told = slices.DeleteFunc(p.told, func(s string) bool { return strings.HasPrefix(s, "listed") })
				})
				p.tells(t, "while it is down")
				tries := p.opened
				if tries > 20 {
					t.Errorf("it was asked %d times", tries)
				}
				p.change(func() { fail(p, nil) })
				<-time.After(2 * time.Minute)
				p.change(func() {
					p.told = slices.DeleteFunc(p.told, func(s string) bool { return strings.HasPrefix(s, "listed") })
				})
				p.tells(t, "when it is back", "seen ana")
			})
		})
	}
}

func TestOneWhoCannotBeLookedAtHindersNobody(t *testing.T) {
	p := newPlace()
	p.has["bo"] = []string{"MAG"}
	p.odd["ana"] = fmt.Errorf("%w: forbidden", roll.ErrOne)
	p.interest("s", "ana", "bo")
	watched(t, p, func(t *testing.T) {
		p.tells(t, "at first", "listed  MAG", "seen bo MAG")
	})
}
