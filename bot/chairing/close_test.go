package chairing_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/agenda/roomtest"
	"magbot/bot/chairing"
	"magbot/bot/chat"
	"magbot/bot/floor"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
	"magbot/bot/proposal"
	"magbot/bot/shorthand"
)

func TestClosingTheMeeting(t *testing.T) {
	t.Run("it ends the turn and the item, and frees the channel", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "item take", "item", "1")
		r.Does("chair1", "queue call", "person", "gov1")
		r.Does("chair1", "meeting close")
		if _, on := floor.Of(r.Here()).Speaking(); on || r.current() != 0 {
			t.Error("a turn or an item goes on after the close")
		}
		if e, _ := meeting.DirectoryOf(r.Here()).Get("14"); e.Phase != meeting.PhaseClosed || meeting.Of(r.Here()).Phase != meeting.PhaseClosed {
			t.Errorf("the directory says %q", e.Phase)
		}
	})
	t.Run("what was not dealt with is deferred and waits in the work stream", func(t *testing.T) {
		r := openRoom(t)
		r.Happens(here, agenda.InputAdded{Number: 3, Title: bot.Write("ps1", "Late idea"), Authors: []bot.PersonID{"ps1"}})
		r.Does("chair1", "item take", "item", "1")
		r.Does("chair1", "item skip", "item", "3")
		r.Does("chair1", "meeting close")
		a := agenda.Of(r.Here())
		for n, want := range map[int]agenda.Fate{1: agenda.Accepted, 2: agenda.Deferred, 3: agenda.Deferred, 4: agenda.Deferred} {
			if in, _ := a.Input(n); in.Fate != want {
				t.Errorf("input %d is %q, want %q", n, in.Fate, want)
			}
		}
		var waiting []int
		for _, w := range agenda.BacklogOf(r.Here()).Waiting() {
			waiting = append(waiting, w.Input)
		}
		slices.Sort(waiting)
		if !slices.Equal(waiting, []int{2, 3, 4}) {
			t.Errorf("waiting: %v", waiting)
		}
		if in, _ := a.Input(4); in.Title.Text != "Any other business" {
			t.Errorf("an item without an input was lost: %+v", in)
		}
		for n, want := range map[int]string{
			2: "The meeting closed before it was reached.",
			3: "The meeting closed before anything was decided about it.",
			4: "Item 3 was skipped, and the meeting closed before it was taken up again.",
		} {
			if in, _ := a.Input(n); in.Reason.Text != want {
				t.Errorf("what became of input %d is told as %q, want %q", n, in.Reason.Text, want)
			}
		}
	})
	t.Run("the agenda still lists what was never on it, and not what the close passed on", func(t *testing.T) {
		r := openRoom(t)
		for n, title := range []string{"Kept for autumn", "Late idea"} {
			r.Happens(here, agenda.InputAdded{Number: 3 + n, Title: bot.Write("ps1", title), Authors: []bot.PersonID{"ps1"}})
		}
		r.Happens(here, agenda.InputDeferred{Number: 3, Reason: bot.Words{Text: "In autumn"}, By: "chair1"})
		r.Does("chair1", "meeting close")
		var off []string
		for _, b := range r.Show(here, agenda.LiveEffects()[0]).Blocks {
			list, ok := b.(chat.List)
			for _, line := range list.Lines {
				if text := fmt.Sprint(line); ok && strings.Contains(text, "Input ") {
					off = append(off, text)
				}
			}
		}
		if len(off) != 2 || !strings.Contains(off[0], "Kept for autumn") || !strings.Contains(off[1], "Late idea") {
			t.Errorf("kept off: %q", off)
		}
	})
	t.Run("it goes straight to the next meeting where there is one", func(t *testing.T) {
		r := openRoom(t)
		next := meeting.Facts{ID: "15", Number: 15, Title: bot.Words{Text: "XV"}, Start: start.AddDate(0, 1, 0)}
		r.Happens(bot.WorkStream, meeting.Scheduled{Facts: next})
		r.Happens(bot.MeetingStream("15"), meeting.Created{Facts: next})
		r.Does("chair1", "meeting close")
		var titles []string
		for _, in := range agenda.In(r.Here(), "15").Inputs {
			titles = append(titles, in.Title.Text)
		}
		if !slices.Equal(titles, []string{"Evaluation", "Hybrid rules", "Any other business"}) {
			t.Errorf("carried %q", titles)
		}
	})
	t.Run("closed again after a reopening, nothing is carried twice", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "meeting close")
		r.Wait(time.Minute)
		r.Does("chair1", "meeting reopen", "reason", "one thing was left")
		if !meeting.Of(r.Here()).IsOpen() {
			t.Fatal("it is not open again")
		}
		before := len(agenda.BacklogOf(r.Here()).All())
		r.Does("chair1", "meeting close")
		if after := len(agenda.BacklogOf(r.Here()).All()); after != before {
			t.Errorf("%d inputs wait, %d before", after, before)
		}
	})
	t.Run("refused over people who wait, an open proposal and a straw poll", func(t *testing.T) {
		r := openRoom(t)
		r.Does("gov1", "queue add")
		r.Does("cs1", "proposal make", "text", "We meet in June")
		r.Does("chair1", "vote start", "question", "Which week?")
		key, sentence := r.Refused("chair1", "meeting close")
		if key != "chairing.meeting-in-the-way" {
			t.Fatalf("refused with %s", key)
		}
		for _, part := range []string{"GOV-1", "Proposal 1", "Straw poll 1"} {
			if !strings.Contains(sentence, part) {
				t.Errorf("%q is not in %q", part, sentence)
			}
		}
		r.Does("chair1", "meeting close", "really", "yes")
		if p, _ := proposal.Of(r.Here()).Proposal(1); p.Outcome != proposal.Lapsed {
			t.Errorf("the proposal is %q", p.Outcome)
		}
	})
	t.Run("it ends a stretch off the record", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "record off")
		r.Does("chair1", "meeting close")
		if m := meeting.Of(r.Here()); m.OffRecord || len(m.Pauses) != 1 || m.Pauses[0].To.IsZero() {
			t.Errorf("pauses %+v", m.Pauses)
		}
	})
	t.Run("closing twice is closing once", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "meeting close")
		version := r.State(here).Version
		r.Does("sec1", "meeting close")
		if r.State(here).Version != version {
			t.Error("it was recorded twice")
		}
	})
	t.Run("what cannot be reopened is said", func(t *testing.T) {
		r := openRoom(t)
		if said := r.Does("chair1", "meeting reopen", "reason", "x", "meeting", "14"); !strings.Contains(said, "is open") {
			t.Errorf("said %q", said)
		}
		if key, _ := r.Refused("chair1", "meeting reopen", "reason", "x", "meeting", "99"); key != "chairing.no-such-meeting" {
			t.Errorf("refused with %s", key)
		}
		if key, _ := r.Refused("chair1", "meeting reopen", "reason", "x"); key != "chairing.none-to-reopen" {
			t.Errorf("refused with %s", key)
		}
	})
}

func TestShownAtTheClose(t *testing.T) {
	r := openRoom(t)
	r.Does("chair1", "item take", "item", "1")
	r.Does("chair1", "action add", "text", "gov1 to write it down", "owners", "gov1")
	r.Does("chair1", "meeting close")
	got := roomtest.Plain(r.Shown[len(r.Shown)-1])
	want := `# Virtual Meeting XIV is closed. Thank you all.
Not dealt with, and carried over to the next meeting:
- Item 2: Hybrid rules
- Item 3: Any other business
One action was recorded. It is kept until it is done.
The minutes are a draft until the Chair approves them.
(The record of the meeting: 14 entries, head head14)
[The minutes] [Open it again …]
~ Everybody in the channel sees this.
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTheDeskOffersWhatTheMinutesStillNeed(t *testing.T) {
	r := openRoom(t)
	desk := func() string { return roomtest.Plain(r.Show(here, bot.Effect{Show: chairing.ShowDesk})) }
	r.Does("chair1", "meeting close")
	if text := desk(); !strings.Contains(text, "[Approve the minutes]") {
		t.Errorf("a draft cannot be approved from the desk:\n%s", text)
	}
	r.Does("chair1", "minutes approve")
	if text := desk(); strings.Contains(text, "Approve") || strings.Contains(text, "Release") || !strings.Contains(text, "can ask for corrections until") {
		t.Errorf("approved minutes are offered for approval, or too early for release:\n%s", text)
	}
	r.Happens(here, minutes.Settled{Version: 1})
	if text := desk(); strings.Contains(text, "Approve") || !strings.Contains(text, "[Release the minutes]") {
		t.Errorf("after the window:\n%s", text)
	}
	r.Happens(here, minutes.Released{Version: 1})
	if text := desk(); strings.Contains(text, "[Approve") || strings.Contains(text, "[Release") || !strings.Contains(text, "are released") {
		t.Errorf("after the release:\n%s", text)
	}
}

func TestUndo(t *testing.T) {
	t.Run("it takes back one step after the other, the last first", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "item take", "item", "1")
		r.Does("chair1", "item close")
		r.Does("chair1", "item take", "item", "2")
		for _, want := range []int{0, 1, 0} {
			r.Does("chair1", "record undo", "reason", "the wrong item")
			if r.current() != want {
				t.Fatalf("current %d, want %d", r.current(), want)
			}
		}
		if key, _ := r.Refused("chair1", "record undo", "reason", "x"); key != "chairing.nothing-to-undo" {
			t.Errorf("refused with %s", key)
		}
		r.SameFold(here)
	})
	t.Run("asked without a reason it says what it would take back, and asks why", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "item take", "item", "1")
		version := r.State(here).Version
		reply, err := r.Call(here, bot.Actor{Person: "sec1"}, "record undo")
		if err != nil || reply.Form == nil || r.State(here).Version != version {
			t.Fatalf("reply %+v, %v", reply, err)
		}
		if said := r.Said(reply); !strings.Contains(said, "item 1 was taken up (CHAIR-1)") {
			t.Errorf("said %q", said)
		}
		args := append(roomtest.Flat(reply.Form.Call.Args), "reason", "too early")
		r.Does("sec1", "record undo", args...)
		if said := r.Does("sec1", "record undo", args...); !strings.Contains(said, "already") {
			t.Errorf("the second press said %q", said)
		}
		if u := chairing.Of(r.Here()).Undone; len(u) != 1 || u[0].Reason.Text != "too early" || u[0].By != "sec1" {
			t.Errorf("undone %+v", u)
		}
		if got := roomtest.Plain(r.Shown[len(r.Shown)-1]); !strings.Contains(got, "item 1 was taken up") || !strings.Contains(got, "too early") {
			t.Errorf("the channel reads\n%s", got)
		}
	})
	t.Run("a member cannot", func(t *testing.T) {
		r := openRoom(t)
		if key, _ := r.Refused("gov1", "record undo", "reason", "x"); key != "command.not-allowed.leads" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("a resolution taken back leaves its proposal open", func(t *testing.T) {
		r := openRoom(t)
		r.Does("gov1", "proposal make", "text", "We meet in June")
		r.Does("chair1", "proposal resolve")
		r.Does("chair1", "record undo", "reason", "too fast")
		s := proposal.Of(r.Here())
		if p, ok := s.Open(); !ok || p.Number != 1 || len(s.Resolutions) != 0 {
			t.Errorf("resolutions %v, open %v", s.Resolutions, ok)
		}
	})
	t.Run("done taken back gives the speaker the floor again, since when it began", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "queue call", "person", "gov1")
		r.Wait(time.Minute)
		r.Does("gov1", "queue done")
		r.Does("cs1", "queue add")
		r.Does("chair1", "record undo", "reason", "she was not done")
		turn, on := floor.Of(r.Here()).Speaking()
		if !on || turn.Person != "gov1" || !turn.Began.Equal(start) || floor.Of(r.Here()).Count() != 1 {
			t.Errorf("speaking %+v", turn)
		}
	})
	t.Run("an action taken back leaves the work stream too", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "action add", "text", "gov1 to write it", "owners", "gov1")
		r.Does("chair1", "record undo", "reason", "nobody agreed to it")
		if open := openActions(r); len(open) != 0 {
			t.Errorf("still to be done: %+v", open)
		}
		r.Does("chair1", "action add", "text", "gov2 to write it", "owners", "gov2")
		if open := openActions(r); len(open) != 1 || open[0].Owners[0] != "gov2" || open[0].Number != 2 {
			t.Errorf("to be done: %+v", open)
		}
	})
	t.Run("an action that was worked on stays", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "action add", "text", "gov1 to write it", "owners", "gov1")
		r.Does("gov1", "action done", "action", "1")
		if key, _ := r.Refused("chair1", "record undo", "reason", "x"); key != "chairing.action-moved-on" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("the close of the meeting is reopened, never undone", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "item take", "item", "1")
		r.Does("chair1", "meeting close")
		if key, _ := r.Refused("chair1", "record undo", "reason", "x"); key != "chairing.undo-not-open" {
			t.Errorf("refused with %s", key)
		}
		r.Does("chair1", "meeting reopen", "reason", "x")
		if step, ok := chairing.Of(r.Here()).Last(); ok {
			t.Errorf("%+v can be taken back", step)
		}
	})
	t.Run("a note is taken back by its author alone", func(t *testing.T) {
		r := openRoom(t)
		r.Record(here, bot.Actor{Person: "sec1"}, []bot.Event{note{}})
		if key, _ := r.Refused("chair1", "record undo", "reason", "x"); key != "chairing.others-words" {
			t.Errorf("refused with %s", key)
		}
		r.Does("sec1", "record undo", "reason", "a slip")
		if _, ok := chairing.Of(r.Here()).Last(); ok {
			t.Error("it can be taken back again")
		}
	})
	t.Run("a note typed in the meeting is taken back, and the minutes do not hold it", func(t *testing.T) {
		r := openRoom(t)
		typed(r, "sec1", "#info the host has confirmed the dates")
		typed(r, "sec1", "s/dates/venue/")
		if lines := notes(r); !slices.Equal(lines, []string{"the host has confirmed the venue"}) {
			t.Fatalf("the minutes hold %q", lines)
		}
		for _, want := range [][]string{{"the host has confirmed the dates"}, nil} {
			said := typed(r, "sec1", "#undo")
			if !strings.Contains(said, "reason") {
				t.Errorf("#undo alone says %q", said)
			}
			r.Does("sec1", "record undo", "reason", "it was off the record")
			if lines := notes(r); !slices.Equal(lines, want) {
				t.Errorf("the minutes hold %q, want %q", lines, want)
			}
		}
		if u := chairing.Of(r.Here()).Undone; len(u) != 2 || u[0].By != "sec1" {
			t.Errorf("undone %+v", u)
		}
		r.SameFold(here)
	})
	t.Run("what others wrote down since does not stand in the way, and stays", func(t *testing.T) {
		r := openRoom(t)
		typed(r, "chair1", "#info we begin late")
		r.Does("chair1", "item take", "item", "2")
		typed(r, "gov1", "#info the embassy can help with visas")
		step, ok := chairing.Of(r.Here()).LastFor("chair1")
		if !ok || step.What != "item-taken" {
			t.Fatalf("the Chair would take back %+v", step)
		}
		r.Does("chair1", "record undo", "reason", "the wrong item")
		if lines := notes(r); r.current() != 0 || len(lines) != 2 {
			t.Errorf("item %d, the minutes hold %q", r.current(), lines)
		}
		if key, _ := r.Refused("chair1", "record undo", "reason", "x"); key != "chairing.others-words" {
			t.Errorf("her own note rests under somebody else's, and yet: %s", key)
		}
	})
	t.Run("in a log the last line is taken back without a reason", func(t *testing.T) {
		r := openRoom(t)
		r.Archive = true
		r.Does("gov1", "topic", "title", "Budget")
		r.Does("gov1", "proposal resolve", "text", "Agreed in haste")
		r.Does("gov1", "record undo")
		if len(proposal.Of(r.Here()).Resolutions) != 0 || r.current() != 4 {
			t.Errorf("resolutions %v, item %d", proposal.Of(r.Here()).Resolutions, r.current())
		}
	})
}

// What has happened since bars the way back to a step that it rests on, and to
// no other.
func TestWhatBarsUndo(t *testing.T) {
	step := map[string]func(*room){
		"item":     func(r *room) { r.Does("chair1", "item take", "item", "1") },
		"call":     func(r *room) { r.Does("chair1", "queue call", "person", "gov1") },
		"clear":    func(r *room) { r.Does("cs2", "queue add"); r.Does("chair1", "queue clear") },
		"resolve":  func(r *room) { r.Does("chair1", "proposal resolve", "text", "We meet") },
		"presence": func(r *room) { r.Does("sec1", "present add", "persons", "ps3") },
	}
	since := map[string]func(*room){
		"others ask":       func(r *room) { r.Does("cs1", "queue add") },
		"the same asks":    func(r *room) { r.Does("gov1", "queue add") },
		"a proposal":       func(r *room) { r.Does("gov2", "proposal make", "text", "In June") },
		"hand-over":        func(r *room) { r.Does("chair1", "meeting hand-over", "person", "gov2") },
		"others come":      func(r *room) { r.Does("cs3", "present add") },
		"the same leaves":  func(r *room) { r.Does("ps3", "present remove") },
		"nothing but time": func(r *room) { r.Wait(time.Hour) },
	}
	bars := map[string][]string{
		"item":     {"a proposal", "hand-over"},
		"call":     {"the same asks", "a proposal", "hand-over"},
		"clear":    {"others ask", "the same asks", "a proposal", "hand-over"},
		"resolve":  {"a proposal", "hand-over"},
		"presence": {"the same leaves", "a proposal", "hand-over"},
	}
	for what, do := range step {
		for then, happens := range since {
			t.Run(what+", then "+then, func(t *testing.T) {
				r := openRoom(t)
				do(r)
				last, ok := chairing.Of(r.Here()).Last()
				if !ok {
					t.Fatal("it is no step")
				}
				happens(r)
				now, ok := chairing.Of(r.Here()).Last()
				can := ok && now.Version == last.Version
				if barred := slices.Contains(bars[what], then); can == barred {
					t.Errorf("can be taken back: %v", can)
				}
			})
		}
	}
}

// typed lets somebody type a line and gives what they are told.
func typed(r *room, who bot.PersonID, line string) string {
	r.T.Helper()
	call, ok := shorthand.Parse(line)
	if !ok {
		r.T.Fatalf("%q is understood by nobody", line)
	}
	reply, err := r.Call(here, bot.Actor{Person: who}, call.Path, roomtest.Flat(call.Args)...)
	if err != nil {
		r.T.Fatalf("%s: %v", line, err)
	}
	return r.Printer.Text(reply.Text)
}

// notes are the lines that people wrote into the minutes, as they read now.
func notes(r *room) []string {
	var texts []string
	for _, l := range minutes.Of(r.Here()).Lines {
		if l.About == minutes.AboutNote {
			texts = append(texts, l.Text.Text)
		}
	}
	return texts
}

// note is a fact of a higher feature that counts as a step.
type note struct{}

func (note) Kind() string     { return "test.note.v1" }
func (note) UndoStep() string { return "note" }
