package formal_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/roster"
	"magbot/store/memory"
	"magbot/store/seal"
)

var hall = bot.Place{Platform: "far", Workspace: "w", Channel: "hall"}

// far is a platform with voice channels. Everybody has an account there that is
// called like their alias.
type far struct {
	mu     sync.Mutex
	stages []bot.Stage
	told   []string
	fails  int
}

func (*far) Platform() string { return "far" }

func (f *far) Deliver(_ context.Context, d bot.Delivery) (bot.Posted, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.told = append(f.told, d.Key)
	return bot.Posted{Message: strconv.Itoa(len(f.told))}, nil
}

func (f *far) Conduct(_ context.Context, s bot.Stage) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fails > 0 {
		f.fails--
		return errors.New("the line is busy")
	}
	f.stages = append(f.stages, s)
	return nil
}

// last is what the platform was asked last: who may be heard, or that all may.
func (f *far) last() (formal bool, heard []string) {
	synctest.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.stages) == 0 {
		return false, nil
	}
	s := f.stages[len(f.stages)-1]
	for _, a := range s.Heard {
		heard = append(heard, a.User)
	}
	return s.Formal, heard
}

func (f *far) asked() int {
	synctest.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.stages)
}

var linkCode = regexp.MustCompile(`[2-9A-Z]{4}-[2-9A-Z]{4}(-[2-9A-Z]{4})?`)

type town struct {
	t      *testing.T
	engine *engine.Engine
	far    *far
	causes int
}

func inTown(t *testing.T, do func(w *town)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		<-time.After(time.Until(time.Date(2027, 3, 1, 13, 0, 0, 0, time.UTC)))
		h, err := house.New(house.Features())
		if err != nil {
			t.Fatal(err)
		}
		w := &town{t: t, far: &far{}}
		if w.engine, err = engine.New(engine.Config{Store: memory.New(), Keys: seal.NewMemory(rand.Reader), House: h}); err != nil {
			t.Fatal(err)
		}
		w.engine.Attach(w.far)
		if err := w.engine.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer w.engine.Stop()
		w.begin()
		do(w)
	})
}

func (w *town) begin() {
	operator := bot.Actor{Self: bot.ByCommand}
	w.handle(operator, hall, bot.Do("community found", "name", "Example", "example", "yes"))
	w.handle(operator, hall, bot.Do("channel link"))
	preview := w.handle(operator, hall, bot.Do("roster import", "file", roster.Example()))
	w.handle(operator, hall, bot.Do("roster import", "file", roster.Example(), "confirm", preview.Form.Call.Args["confirm"]))
	ids := map[string]bot.PersonID{}
	w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			ids[p.Aliases[0].Text] = p.ID
		}
	})
	for _, alias := range []string{"chair", "gov1", "cs1"} {
		offered := w.handle(bot.Actor{Person: ids["sec"]}, bot.Place{Platform: "room"}, bot.Do("roster link", "person", string(ids[alias])))
		code := linkCode.FindString(fmt.Sprint(offered.Message))
		w.handle(bot.Actor{Account: bot.Account{Platform: "far", Workspace: "w", User: alias}}, bot.Place{Platform: "far", Workspace: "w"}, bot.Do("me link", "code", code))
	}
	w.says("chair", `/mag meeting schedule "Meeting I" when: +1h`)
	w.says("chair", "/mag meeting open")
}

func (w *town) handle(who bot.Actor, where bot.Place, intent bot.Intent) bot.Answer {
	w.t.Helper()
	w.causes++
	a, err := w.engine.Handle(w.t.Context(), bot.Input{Cause: bot.Cause(strconv.Itoa(w.causes)), Actor: who, Place: where, Intent: intent})
	if err != nil {
		w.t.Fatalf("%v: %v", intent, err)
	}
	return a
}

func (w *town) says(alias, line string) {
	w.t.Helper()
	a := w.handle(bot.Actor{Account: bot.Account{Platform: "far", Workspace: "w", User: alias}}, hall, bot.Typed{Text: line})
	if a.Refused {
		w.t.Errorf("%s, %q: %+v", alias, line, a.Message)
	}
}

// The Chair and whoever has the floor are heard; the one before is set back; an
// undone call is, too; off and the close give everybody their voice again.
func TestWhoMayBeHeardFollowsTheFloor(t *testing.T) {
	inTown(t, func(w *town) {
		for _, step := range []struct {
			who, line string
			formal    bool
			heard     []string
		}{
			{"gov1", "q+", false, nil},
			{"chair", "/mag queue formal", true, []string{"chair"}},
			{"chair", "ack next", true, []string{"chair", "gov1"}},
			{"chair", "/mag queue call cs1", true, []string{"chair", "cs1"}},
			{"cs1", "/mag queue done", true, []string{"chair"}},
			{"chair", "/mag queue call gov1", true, []string{"chair", "gov1"}},
			{"chair", "/mag record undo reason: A mistake.", true, []string{"chair"}},
			{"chair", "/mag queue formal off", false, nil},
			{"chair", "/mag queue call cs1", false, nil},
			{"chair", "/mag queue formal on", true, []string{"chair", "cs1"}},
			{"chair", "/mag meeting close", false, nil},
		} {
			w.says(step.who, step.line)
			formal, heard := w.far.last()
			if d := cmp.Diff(step.heard, heard); formal != step.formal || d != "" {
				t.Errorf("after %q, formal %t: %s", step.line, formal, d)
			}
		}
	})
}

// Without formal mode no platform is asked anything; everybody in the channel is
// told when it begins; the same once more is nothing.
func TestFormalModeIsTheChairs(t *testing.T) {
	inTown(t, func(w *town) {
		w.says("chair", "/mag queue call gov1")
		if n := w.far.asked(); n > 0 {
			t.Errorf("a platform was asked %d times", n)
		}
		a := w.handle(bot.Actor{Account: bot.Account{Platform: "far", Workspace: "w", User: "gov1"}}, hall, bot.Typed{Text: "/mag queue formal"})
		if !a.Refused {
			t.Error("a member turned it on")
		}
		w.says("chair", "/mag queue formal")
		w.says("chair", "/mag queue formal")
		if n := w.far.asked(); n != 1 {
			t.Errorf("asked %d times", n)
		}
		told := func(key string) bool { return key == "meeting/1 formal.told" }
		w.far.mu.Lock()
		defer w.far.mu.Unlock()
		if !slices.ContainsFunc(w.far.told, told) {
			t.Errorf("nobody was told: %q", w.far.told)
		}
	})
}

// What a platform could not do is asked again, for the newest state alone.
func TestWhatFailsIsAskedAgain(t *testing.T) {
	inTown(t, func(w *town) {
		w.far.fails = 3
		w.says("chair", "/mag queue formal")
		w.says("chair", "/mag queue call gov1")
		w.says("chair", "/mag queue call cs1")
		<-time.After(time.Minute)
		if formal, heard := w.far.last(); !formal || !slices.Equal(heard, []string{"chair", "cs1"}) {
			t.Errorf("formal %t, heard %q", formal, heard)
		}
	})
}
