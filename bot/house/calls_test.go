package house_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/consensus"
	"magbot/bot/reminder"
	"magbot/store"
)

// bodies gives the records of a stream as they stand.
func (w *crowd) bodies(stream store.Stream) []string {
	var all []string
	for r, err := range w.store.Read(context.Background(), stream, 0) {
		if err != nil {
			w.failf("%v", err)
		}
		all = append(all, string(r.Body))
	}
	return all
}

// reminded gives who was reminded in a stream, reminder by reminder.
func (w *crowd) reminded(stream store.Stream) [][]bot.PersonID {
	var all [][]bot.PersonID
	for _, body := range w.bodies(stream) {
		var page struct {
			Events []struct {
				Kind string        `json:"kind"`
				Body reminder.Sent `json:"body"`
			} `json:"events"`
		}
		if !strings.Contains(body, reminder.Sent{}.Kind()) {
			continue
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			w.failf("%v", err)
		}
		for _, e := range page.Events {
			all = append(all, e.Body.To)
		}
	}
	return all
}

// A consensus call by itself lives through the engine: those alone who have not
// answered are reminded, a day and an hour before its end; two people who close
// it at once and the clock close it once; its stream rests when it is settled,
// and the community's stream holds the heads of its opening and its end.
func TestAConsensusCallFromItsOpeningToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newCrowd()
		w.start()
		defer func() { w.engine.Stop() }()
		w.found()
		w.must("chair", `/mag consensus open 2027-03-03 09:00 "We adopt version 3." contest: 1h groups: "Civil Society"`)
		if !w.handle(w.as("gov1"), hall, bot.Typed{Text: "/mag consensus no-objection"}).Refused {
			t.Error("somebody answered who is not asked")
		}
		w.must("cs1", "/mag consensus no-objection")
		w.must("cs2", "/mag consensus object the exams")
		w.must("cs4", "/mag consensus recuse")
		var waiting []bot.PersonID
		var left time.Duration
		look := func(v bot.View) {
			c, _ := consensus.Of(v).Call(1)
			waiting, left = c.Waiting(), c.Until.Sub(v.Now)
		}
		w.engine.Read("consensus/1", bot.Actor{}, hall, look)
		<-time.After(left - 30*time.Minute)
		w.settled()
		w.engine.Read("consensus/1", bot.Actor{}, hall, look)
		sent := w.reminded("consensus/1")
		if len(waiting) == 0 || len(sent) != 2 || !slices.Equal(sent[0], waiting) || !slices.Equal(sent[1], waiting) {
			t.Errorf("reminded were %v, and %v have not answered", sent, waiting)
		}
		renewed := func(fact string) (n int) { // reminders that the last record with a fact names again
			for _, body := range w.bodies("consensus/1") {
				if strings.Contains(body, `"`+fact+`"`) {
					n = strings.Count(body, `"`+"reminder.told"+`"`)
				}
			}
			return n
		}
		w.must("cs3", "/mag consensus no-objection")
		if n := renewed("consensus.answered.v1"); n != 2 {
			t.Errorf("by somebody's answer %d of their 2 reminders are renewed", n)
		}
		<-time.After(time.Hour)
		w.settled()
		if n := renewed("consensus.closed.v1"); n != 2*len(waiting) {
			t.Errorf("by the close %d reminders of %d people are renewed", n, len(waiting))
		}
		w.must("chair", "/mag consensus close")
		w.must("sec", "/mag consensus close")
		w.must("chair", "/mag consensus designate consensus")
		w.restart()
		<-time.After(2 * time.Hour)
		w.settled()
		for kind, want := range map[string]int{"consensus.opened.v1": 1, "consensus.closed.v1": 1, "consensus.designated.v1": 1, "consensus.settled.v1": 1} {
			if n := strings.Count(strings.Join(w.bodies("consensus/1"), ""), `"`+kind+`"`); n != want {
				t.Errorf("%s: %d times", kind, n)
			}
		}
		heads := strings.Count(strings.Join(w.bodies("community"), ""), `"stream":"consensus/1","version"`)
		if heads != 2 {
			t.Errorf("%d heads of it are noted", heads)
		}
		w.engine.Read("consensus/1", bot.Actor{}, hall, func(v bot.View) {
			if !w.house.Rests(bot.View{Now: v.Now, Here: v.Here}) {
				t.Error("it does not rest")
			}
		})
		w.restart()
		w.chained()
	})
}

// From an open proposal the Chair can ask over some days, in the same words; the
// form holds them, because a button could not.
func TestAWindowCallTakesTheWordsOfAProposal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newCrowd()
		w.start()
		defer func() { w.engine.Stop() }()
		w.found()
		w.must("chair", "/mag meeting open")
		w.must("cs1", "present+")
		w.must("cs1", "PROPOSAL: We meet in June, and not in July.")
		w.settled()
		var button chat.Button
		w.desk.mu.Lock()
		seen := slices.Clone(w.desk.seen)
		w.desk.mu.Unlock()
		for _, b := range seen {
			if b.Call.Path == "consensus open" {
				button = b
			}
		}
		if !button.Ask || button.Call.Args["text"] != "" {
			t.Fatalf("the Chair has no button that asks: %+v", button)
		}
		ask := func(who string, place bot.Place, call chat.Call) bot.Answer {
			a, err := w.engine.Form(t.Context(), bot.Input{Cause: "form", Actor: w.as(who), Place: place, Intent: bot.Call(call)})
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		if a := ask("gov1", hall, button.Call); !a.Refused || a.Form != nil {
			t.Error("a member is given the form of the Chair")
		}
		form := ask("chair", private, button.Call).Form
		values := map[string]string{}
		for _, f := range form.Fields {
			values[f.Name] = f.Value
		}
		if values["text"] != "We meet in June, and not in July." {
			t.Fatalf("the form is filled in with %q", values)
		}
		changed := button.Call
		changed.Args = maps.Clone(changed.Args)
		changed.Args["text"] = "We meet in June."
		for _, f := range ask("chair", private, changed).Form.Fields {
			if f.Name == "text" && f.Value != "We meet in June." {
				t.Errorf("what the person wrote becomes %q", f.Value)
			}
		}
		args := maps.Clone(form.Call.Args)
		args["text"], args["until"] = values["text"], "+3d"
		if a := w.handle(w.as("chair"), private, bot.Call{Path: form.Call.Path, Args: args}); a.Refused {
			t.Fatalf("it is refused: %+v", a.Message)
		}
		w.engine.Read(bot.MeetingStream("1"), bot.Actor{}, hall, func(v bot.View) {
			c, ok := consensus.Of(v).Call(1)
			if !ok || c.Now().Text.Text != values["text"] {
				t.Error("no call is open on the words of the proposal")
			}
		})
		w.must("chair", "/mag meeting close really: yes")
		w.settled()
		if a := ask("chair", private, button.Call); !a.Refused || a.Form != nil {
			t.Error("the button of a meeting that is over still leads to a form")
		}
		if a := w.handle(w.as("chair"), private, bot.Call{Path: form.Call.Path, Args: args}); !a.Refused {
			t.Error("a form of a meeting that is over opens a call elsewhere")
		}
	})
}
