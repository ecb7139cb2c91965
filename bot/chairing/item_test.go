package chairing_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/agenda/roomtest"
	"magbot/bot/chairing"
	"magbot/bot/floor"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
)

func (r *room) current() int {
	i, _ := agenda.Of(r.Here()).Current()
	return i.Number
}

func TestItems(t *testing.T) {
	t.Run("next takes the items in order and closes the one before", func(t *testing.T) {
		r := openRoom(t)
		for _, want := range []int{1, 2, 3} {
			r.Does("chair1", "item take", "item", "next")
			r.Wait(time.Minute)
			if got := r.current(); got != want {
				t.Fatalf("current item %d, want %d", got, want)
			}
		}
		if i, _ := agenda.Of(r.Here()).Item(2); i.State != agenda.ItemDone {
			t.Errorf("item 2 is %s", i.State)
		}
		if key, _ := r.Refused("chair1", "item take", "item", "next"); key != "chairing.no-next" {
			t.Errorf("after the last item: %s", key)
		}
	})
	t.Run("two presses of the same button advance one item", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "item take", "item", "next", "after", "0")
		said := r.Does("sec1", "item take", "item", "next", "after", "0")
		if r.current() != 1 || !strings.Contains(said, "before you") {
			t.Errorf("current %d, said %q", r.current(), said)
		}
	})
	t.Run("a typed next of somebody else within moments is the same step", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "item take", "item", "next")
		r.Wait(2 * time.Second)
		if key, _ := r.Refused("sec1", "item take", "item", "next"); key != "chairing.taken-just-now" {
			t.Errorf("refused with %s", key)
		}
		r.Wait(5 * time.Second)
		r.Does("sec1", "item take", "item", "next")
		if r.current() != 2 {
			t.Errorf("current %d", r.current())
		}
	})
	t.Run("an item is named by its number or words of its title", func(t *testing.T) {
		r := openRoom(t)
		for text, want := range map[string]int{"#2": 2, "other business": 3} {
			r.Does("chair1", "item take", "item", text)
			if r.current() != want {
				t.Errorf("%q took item %d", text, r.current())
			}
		}
		if key, _ := r.Refused("chair1", "item take", "item", "weather"); key != "chairing.no-such-title" {
			t.Errorf("refused with %s", key)
		}
		if key, _ := r.Refused("chair1", "item take", "item", "9"); key != "agenda.no-such-item" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("a closed item is reopened with a reason, not taken", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "item take", "item", "1")
		r.Does("chair1", "item close")
		if key, _ := r.Refused("chair1", "item take", "item", "1"); key != "agenda.item-is-closed" {
			t.Errorf("refused with %s", key)
		}
		r.Does("chair1", "item reopen", "item", "1", "reason", "a new point")
		i, _ := agenda.Of(r.Here()).Current()
		if i.Number != 1 || i.Reason.Text != "a new point" {
			t.Errorf("current %+v", i)
		}
	})
	t.Run("skipping without a number passes over the current or next item", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "item skip")
		r.Does("chair1", "item take", "item", "next")
		if r.current() != 2 {
			t.Errorf("current %d after skipping the first", r.current())
		}
		r.Does("chair1", "item skip", "reason", "no time")
		if i, _ := agenda.Of(r.Here()).Item(2); i.State != agenda.ItemPassed || i.Reason.Text != "no time" {
			t.Errorf("item 2 is %+v", i)
		}
	})
	t.Run("who handed an item in is owed a reason for dropping it", func(t *testing.T) {
		r := openRoom(t)
		if key, _ := r.Refused("chair1", "item drop", "item", "1"); key != "chairing.drop-reason" {
			t.Errorf("refused with %s", key)
		}
		r.Does("chair1", "item drop", "item", "1", "reason", "settled by mail")
		r.Does("chair1", "item drop", "item", "3")
		if next, _ := agenda.Of(r.Here()).Next(); next.Number != 2 {
			t.Errorf("next item %d", next.Number)
		}
	})
	t.Run("members do not run the agenda", func(t *testing.T) {
		r := openRoom(t)
		for _, path := range []string{"item take", "topic"} {
			arg := map[string]string{"item take": "item", "topic": "title"}[path]
			if key, _ := r.Refused("gov1", path, arg, "1"); key != "command.not-allowed.leads" {
				t.Errorf("%s: %s", path, key)
			}
		}
	})
	t.Run("nothing happens in a meeting that is not open", func(t *testing.T) {
		r := newRoom(t)
		if key, _ := r.Refused("chair1", "item take", "item", "1"); key != "chairing.not-open" {
			t.Errorf("refused with %s", key)
		}
	})
}

func TestTheQueueGuardsTheItem(t *testing.T) {
	waiting := func(t *testing.T) *room {
		r := openRoom(t)
		r.Does("chair1", "item take", "item", "1")
		r.Does("ps1", "queue add")
		return r
	}
	for _, call := range [][]string{{"item close"}, {"item take", "item", "2"}, {"item skip"}, {"topic", "title", "Hybrid rules"}, {"item reopen", "item", "3", "reason", "x"}} {
		t.Run("refused while somebody waits: "+call[0], func(t *testing.T) {
			r := waiting(t)
			if call[0] == "item reopen" {
				r.Does("chair1", "item skip", "item", "3")
			}
			key, sentence := r.Refused("chair1", call[0], call[1:]...)
			if key != "chairing.in-the-way" || !strings.Contains(sentence, "PS-1") || !strings.Contains(sentence, "really") {
				t.Errorf("%s: %s", key, sentence)
			}
			if r.current() != 1 {
				t.Errorf("the item changed to %d", r.current())
			}
			r.Does("chair1", call[0], append(slices.Clone(call[1:]), "really", "yes")...)
			if r.current() == 1 {
				t.Error("really was not enough")
			}
			if floor.Of(r.Here()).Count() != 1 {
				t.Error("who waited does not wait any more")
			}
		})
	}
	t.Run("an open proposal is in the way, and really closes it without a decision", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "item take", "item", "1")
		r.Does("gov1", "proposal make", "text", "We meet in June")
		if key, sentence := r.Refused("chair1", "item close"); key != "chairing.in-the-way" || !strings.Contains(sentence, "Proposal 1") {
			t.Errorf("%s: %s", key, sentence)
		}
		r.Does("chair1", "item close", "really", "yes")
		if p, _ := proposal.Of(r.Here()).Proposal(1); p.Outcome != proposal.Dropped {
			t.Errorf("the proposal is %q", p.Outcome)
		}
	})
	t.Run("the Chair alone hears which groups asked and were not called", func(t *testing.T) {
		r := waiting(t)
		r.Does("ps2", "queue add")
		r.Does("gov1", "queue add")
		r.Does("chair1", "queue call", "person", "gov1")
		_, chair := r.Refused("chair1", "item close")
		_, sec := r.Refused("sec1", "item close")
		if !strings.Contains(chair, "Private Sector (asked 2 times)") {
			t.Errorf("the Chair reads %q", chair)
		}
		if strings.Contains(sec, "Private Sector") {
			t.Errorf("the Secretariat reads %q", sec)
		}
	})
	t.Run("closing twice is closing once", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "item take", "item", "1")
		r.Does("chair1", "item close", "item", "1")
		version := r.State(here).Version
		if said := r.Does("sec1", "item close", "item", "1"); !strings.Contains(said, "already") || r.State(here).Version != version {
			t.Errorf("said %q", said)
		}
	})
}

func TestTopics(t *testing.T) {
	t.Run("a topic takes the item of that title, whatever its case and points", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "topic", "title", "hybrid RULES!")
		if r.current() != 2 || len(agenda.Of(r.Here()).Items) != 3 {
			t.Errorf("current %d of %d", r.current(), len(agenda.Of(r.Here()).Items))
		}
	})
	t.Run("another topic becomes an item of its own", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "topic", "title", "The weather")
		i, _ := agenda.Of(r.Here()).Current()
		if i.Number != 4 || i.Title.Text != "The weather" || i.Title.By != "chair1" {
			t.Errorf("current %+v", i)
		}
	})
	t.Run("a subtopic is a part of its item", func(t *testing.T) {
		r := openRoom(t)
		if key, _ := r.Refused("chair1", "subtopic", "title", "Weights"); key != "chairing.no-current" {
			t.Errorf("refused with %s", key)
		}
		r.Does("chair1", "item take", "item", "1")
		r.Does("chair1", "subtopic", "title", "Weights")
		r.Does("chair1", "subtopic", "title", "Dates")
		i, _ := agenda.Of(r.Here()).Current()
		if i.Parent != 1 || i.Title.Text != "Dates" {
			t.Errorf("current %+v", i)
		}
	})
	t.Run("off the record no new title is taken", func(t *testing.T) {
		r := openRoom(t)
		r.Happens(here, meeting.OffRecord{})
		if key, _ := r.Refused("chair1", "topic", "title", "The weather"); key != "chairing.off-record" {
			t.Errorf("refused with %s", key)
		}
		r.Does("chair1", "topic", "title", "Evaluation")
	})
	t.Run("in a log every topic is a line, also the same one again", func(t *testing.T) {
		r := openRoom(t)
		r.Archive = true
		for _, title := range []string{"Budget", "Evaluation", "Budget"} {
			r.Does("gov1", "topic", "title", title)
		}
		items := agenda.Of(r.Here()).Items[3:]
		var titles []string
		for _, i := range items {
			titles = append(titles, i.Title.Text)
		}
		if !slices.Equal(titles, []string{"Budget", "Evaluation", "Budget"}) {
			t.Errorf("topics %q", titles)
		}
	})
}

func TestTimebox(t *testing.T) {
	timed := func(t *testing.T, minutes string) *room {
		r := openRoom(t)
		r.Does("chair1", "item take", "item", "1")
		r.Does("chair1", "item time", "duration", minutes)
		return r
	}
	due := func(r *room) map[string]time.Duration {
		at := map[string]time.Duration{}
		for _, d := range chairing.Due(r.Here()) {
			at[d.Call.Path] = d.At.Sub(start)
		}
		return at
	}
	for _, box := range []struct {
		minutes string
		warned  time.Duration
	}{{"20", 18 * time.Minute}, {"5", 4 * time.Minute}, {"1", 48 * time.Second}} {
		t.Run("it warns when a fifth and at most two minutes are left of "+box.minutes, func(t *testing.T) {
			if at := due(timed(t, box.minutes))["item warned"]; at != box.warned {
				t.Errorf("warned at %v, want %v", at, box.warned)
			}
		})
	}
	t.Run("each is told once, to the chair alone", func(t *testing.T) {
		r := timed(t, "10 min")
		for _, step := range []struct {
			after time.Duration
			left  int
		}{{8 * time.Minute, 1}, {2 * time.Minute, 0}} {
			r.Wait(step.after)
			d := chairing.Due(r.Here())[0]
			if _, err := r.Call(here, bot.Actor{Self: bot.ByClock}, d.Call.Path, roomtest.Flat(d.Call.Args)...); err != nil {
				t.Fatalf("%s: %v", d.Call.Path, err)
			}
			rec := r.Logs[here][len(r.Logs[here])-1]
			if len(rec.Events) != 1 || len(chairing.Due(r.Here())) != step.left {
				t.Errorf("after %s: %v is due", d.Call.Path, chairing.Due(r.Here()))
			}
			version := r.State(here).Version
			if _, err := r.Call(here, bot.Actor{Self: bot.ByClock}, d.Call.Path, roomtest.Flat(d.Call.Args)...); err != nil || r.State(here).Version != version {
				t.Errorf("%s was recorded twice (%v)", d.Call.Path, err)
			}
		}
	})
	t.Run("more time warns again", func(t *testing.T) {
		r := timed(t, "10")
		r.Happens(here, chairing.ItemOverran{Item: 1, Minutes: 10})
		r.Wait(12 * time.Minute)
		if key, _ := r.Refused("chair1", "item time", "duration", "5"); key != "chairing.time-is-over" {
			t.Errorf("refused with %s", key)
		}
		r.Does("chair1", "item time", "duration", "5", "more", "yes")
		if at := due(r); at["item overran"] != 17*time.Minute {
			t.Errorf("due %v", at)
		}
	})
	t.Run("the time before a reopening counts", func(t *testing.T) {
		r := timed(t, "10")
		r.Wait(4 * time.Minute)
		r.Does("chair1", "item close")
		r.Wait(time.Hour)
		r.Does("chair1", "item reopen", "item", "1", "reason", "again")
		if at := due(r)["item overran"]; at != time.Hour+10*time.Minute {
			t.Errorf("over at %v", at)
		}
	})
	t.Run("off takes it away", func(t *testing.T) {
		r := timed(t, "10")
		r.Does("chair1", "item time", "duration", "off")
		if d := chairing.Due(r.Here()); len(d) != 0 {
			t.Errorf("due %v", d)
		}
	})
	for text, key := range map[string]string{"soon": "civil.duration-unread", "11h": "civil.duration-range", "-5": "civil.duration-unread"} {
		t.Run("a time that cannot be read is refused: "+text, func(t *testing.T) {
			r := openRoom(t)
			r.Does("chair1", "item take", "item", "1")
			if got, _ := r.Refused("chair1", "item time", "duration", text); got != key {
				t.Errorf("refused with %s", got)
			}
		})
	}
}

func TestShownWhenAnItemIsTaken(t *testing.T) {
	r := openRoom(t)
	r.Does("chair1", "item time", "duration", "20", "item", "1")
	r.Does("chair1", "item take", "item", "1")
	got := roomtest.Plain(r.Shown[len(r.Shown)-1])
	want := `# Item 1 of 3 · Evaluation · for decision
20 minutes
[Ask for the floor …] [The agenda]
~ Everybody in the channel sees this.
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestStatus(t *testing.T) {
	r := openRoom(t)
	r.Does("chair1", "item take", "item", "1")
	r.Does("ps1", "queue add")
	r.Does("gov1", "queue add")
	r.Does("chair1", "queue call", "person", "gov1")
	r.Does("cs1", "proposal make", "text", "We meet in June")
	got := r.Does("chair1", "status")
	want := `# Virtual Meeting XIV is open
In the chair: CHAIR-1
Item 1 of 3 · Evaluation · for decision · <clock of 0s>
Speaking: GOV-1 <clock of 0s>
One person waits for the floor.
Proposal 1 is open: “We meet in June”
[Take up item 2]
~ Only you see this.
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := r.Does("gov2", "status"); strings.Contains(got, "[Take up") {
		t.Errorf("a member is offered what only the Chair may do:\n%s", got)
	}
}
