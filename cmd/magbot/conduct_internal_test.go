package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/roster"
	"magbot/moderation"
	"magbot/store/memory"
	"magbot/store/seal"
)

// counted is a counter that remembers.
type counted struct {
	got []bot.Wrote
	err error
}

func (c *counted) Count(w bot.Wrote, _ string) func(context.Context) error {
	c.got = append(c.got, w)
	return func(context.Context) error { return c.err }
}

func TestWhatIsWrittenIsStillCounted(t *testing.T) {
	broken := errors.New("not now")
	c := &counted{err: broken}
	f := follow(c, nil, nil)
	defer f.close()
	if err := f.Count(bot.Wrote{ID: "room:general:1"}, "good morning")(t.Context()); !errors.Is(err, broken) {
		t.Errorf("the counter's error: %v", err)
	}
	if len(c.got) != 1 || c.got[0].ID != "room:general:1" {
		t.Errorf("it was given %+v", c.got)
	}
}

// shell is the room as far as a case asks it: one message, and one who reads the
// moderators' channel.
type shell struct {
	members []bot.Account
	asked   chan struct{}
}

func (*shell) Platform() string { return "room" }

func (*shell) Deliver(context.Context, bot.Delivery) (bot.Posted, error) {
	return bot.Posted{Message: "m"}, nil
}

func (*shell) Around(ctx context.Context, _ bot.Around) ([]bot.Said, error) {
	return []bot.Said{{ID: "room:general:1", Place: bot.Place{Platform: "room", Channel: "general"}, Text: "You know nothing.", Meant: true}}, ctx.Err()
}

func (s *shell) Members(ctx context.Context, place bot.Place) (bot.Members, error) {
	if place.Channel == "general" {
		return bot.Members{Open: true}, ctx.Err()
	}
	select {
	case s.asked <- struct{}{}:
	default:
	}
	return bot.Members{Accounts: s.members}, ctx.Err()
}

// reporting is a community with a case about one message.
func reporting(t *testing.T, s *shell) *engine.Engine {
	t.Helper()
	h, err := house.New(house.Features())
	if err != nil {
		t.Fatal(err)
	}
	e, err := started(t.Context(), engine.Config{Store: memory.New(), Keys: seal.NewMemory(rand.Reader), House: h})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Stop)
	e.Attach(s)
	do := func(actor bot.Actor, place bot.Place, path string, args ...string) bot.Answer {
		cause, err := e.NewCause("test")
		if err != nil {
			t.Fatal(err)
		}
		a, err := e.Handle(t.Context(), bot.Input{Cause: cause, Actor: actor, Place: place, Intent: bot.Do(path, args...)})
		if err != nil || a.Refused {
			t.Fatalf("%s: %+v, %v", path, a, err)
		}
		return a
	}
	operator, hall := bot.Actor{Self: bot.ByCommand}, bot.Place{Platform: "room", Channel: "general"}
	do(operator, hall, "community found", "name", "Town")
	people := "name,alias,stakeholder group,role\nAda,ada,,secretariat\nNia,nia,Civil Society,moderator\nSam,sam,Government,member\n"
	preview := do(operator, hall, "roster import", "file", people)
	do(operator, hall, "roster import", "file", people, "confirm", preview.Form.Call.Args["confirm"])
	as := func(alias string) (a bot.Actor) {
		e.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
			for _, p := range roster.Of(v).All() {
				if p.Aliases[0].Text == alias {
					a.Account = bot.Account{Platform: "room", User: string(p.ID)}
				}
			}
		})
		return a
	}
	do(as("ada"), bot.Place{Platform: "room", Channel: "mods"}, "conduct channel")
	do(as("ada"), bot.Place{Platform: "room"}, "conduct report", "about", "sam", "clause", "2", "text", "Please look.", "message", "the link")
	if err := e.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	return e
}

// look reads the one case there is.
func lookAt(t *testing.T, e *engine.Engine) (s moderation.State) {
	t.Helper()
	var id bot.StreamID
	e.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { id = v.Streams(string(bot.CaseStream("")))[0] })
	e.Read(id, bot.Actor{}, bot.Place{}, func(v bot.View) { s = *moderation.Of(v) })
	return s
}

func TestACaseHearsWhatBecomesOfItsMessageAndNobodyOfOthers(t *testing.T) {
	e := reporting(t, &shell{})
	f := follow(&counted{}, e, slog.New(slog.DiscardHandler))
	defer f.close()
	tell := func(w bot.Wrote, text string) {
		t.Helper()
		if err := f.Count(w, text)(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	at := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	tell(bot.Wrote{ID: "room:general:1"}, "it was written")
	tell(bot.Wrote{ID: "room:general:2", Edit: true, Changed: at}, "another one")
	for range 2 { // the same again is told once
		tell(bot.Wrote{ID: "room:general:1", Edit: true, Changed: at}, "You know less.")
	}
	tell(bot.Wrote{ID: "room:general:1", Gone: true}, "")
	got := lookAt(t, e).Changes
	if len(got) != 2 || got[0].Text != "You know less." || !got[1].Gone {
		t.Errorf("the case heard %+v", got)
	}
}

func TestWhoReadsTheModeratorsChannelIsLookedAt(t *testing.T) {
	s := &shell{asked: make(chan struct{}, 1)}
	e := reporting(t, s)
	for len(s.asked) > 0 {
		<-s.asked
	}
	stop := watchMembers(t.Context(), e, slog.New(slog.DiscardHandler), time.Millisecond)
	defer stop()
	for range 3 {
		select {
		case <-s.asked:
		case <-time.After(10 * time.Second):
			t.Fatal("nobody looks")
		}
	}
}
