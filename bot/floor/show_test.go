package floor_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/floor"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// sketchRoom is the moment of the sketch "The item and its queue".
func sketchRoom(t *testing.T) *room {
	t.Helper()
	r := openRoom(t)
	r.do("chair1", "queue timer", "duration", "3m")
	r.do("chair1", "queue call", "person", "cs1")
	r.wait(2 * time.Minute)
	r.do("chair1", "queue call", "person", "ps2")
	r.wait(10 * time.Second)
	r.do("chair1", "queue call", "person", "gov4")
	r.wait(3 * time.Minute)
	r.do("chair1", "queue call", "person", "tech3")
	r.do("cs2", "queue add", "note", "weights of the criteria")
	r.do("ps1", "queue add")
	r.do("gov4", "queue add")
	r.wait(95 * time.Second)
	return r
}

func TestShowQueue(t *testing.T) {
	r := sketchRoom(t)
	r.do("gov1", "queue point")
	r.do("sec1", "queue add", "person", "nogroup1")
	r.do("ps1", "queue later")
	want := `# Item 1 of 2 · Workshop evaluation: criteria · for decision
Time {since 13:00:00 +0s of 20m0s}
Speaking TECH-3 (Technical Community)  {since 13:05:10 +0s of 3m0s}
Waiting
1. GOV-1 (Government) point of order first time today
2. CS-2 (Civil Society) “weights of the criteria” first time today
3. PS-1 (Private Sector) first time today not now
4. GOV-4 (Government)
5. NOGROUP-1 (group unknown) first time today (entered by SEC-1)
or type  q+ to say …
[Ask for the floor] [I am done] [Withdraw]
Everybody in the channel sees this.`
	if diff := cmp.Diff(want, r.show(floor.ShowQueue, "gov1")); diff != "" {
		t.Error(diff)
	}
	t.Run("the queue on request is the same, to one alone", func(t *testing.T) {
		if said := r.do("gov1", "queue show"); !strings.Contains(said, "2. CS-2 (Civil Society)") || !strings.HasSuffix(said, "Only you see this.") {
			t.Error(said)
		}
	})
	t.Run("a closed queue offers the point of order alone", func(t *testing.T) {
		r.do("chair1", "queue close")
		said := r.show(floor.ShowQueue, "gov1")
		if !strings.Contains(said, "The queue is closed; points of order are still taken") || !strings.Contains(said, "[Point of order …]") || strings.Contains(said, "[Ask for the floor]") {
			t.Error(said)
		}
	})
	t.Run("an erased note is shown as erased", func(t *testing.T) {
		r.happens(floor.Renewed{Person: "cs2", Group: cs, Note: bot.Words{By: "cs2", Gone: true}})
		if said := r.show(floor.ShowQueue, "gov1"); !strings.Contains(said, "CS-2 (Civil Society) (erased at the person's request)") {
			t.Error(said)
		}
	})
	t.Run("when the meeting is closed there is nothing left to show", func(t *testing.T) {
		r.happens(meeting.Closed{By: "chair1"})
		for _, name := range []string{floor.ShowQueue, floor.ShowChair, floor.ShowNext} {
			if said := r.show(name, "chair1"); said != "" {
				t.Errorf("%s: %s", name, said)
			}
		}
	})
}

func TestShowLongQueue(t *testing.T) {
	r := openRoom(t)
	for i := range 25 {
		r.happens(floor.Asked{Person: bot.PersonID("person" + string(rune('a'+i))), Group: gov})
	}
	said := r.show(floor.ShowQueue, "gov1")
	if !strings.Contains(said, "20. persont (Government)") || strings.Contains(said, "21.") || !strings.Contains(said, "and 5 more") {
		t.Error(said)
	}
}

func TestShowChair(t *testing.T) {
	r := sketchRoom(t)
	want := `Next, if you agree: PS-1. Private Sector has had 2 % of the time and is 22 % of the members present.
In order of asking it would be CS-2.
[Call PS-1] [Call CS-2] [Call someone …] [Close the queue]
Only you see this.`
	if diff := cmp.Diff(want, r.show(floor.ShowChair, "chair1")); diff != "" {
		t.Error(diff)
	}
	t.Run("a point of order", func(t *testing.T) {
		r.do("gov1", "queue point")
		want := "Next, if you agree: GOV-1. A point of order goes first.\n[Call GOV-1] [Call someone …] [Close the queue]\nOnly you see this."
		if diff := cmp.Diff(want, r.show(floor.ShowChair, "chair1")); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("nobody waits", func(t *testing.T) {
		r.do("chair1", "queue clear")
		r.do("chair1", "queue close")
		want := "Nobody waits for the floor.\n[Call someone …] [Open the queue]\nOnly you see this."
		if diff := cmp.Diff(want, r.show(floor.ShowChair, "chair1")); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("observers wait for members on a MAG day", func(t *testing.T) {
		r := openRoom(t)
		r.happens(meeting.Changed{Facts: meeting.Facts{ID: "14", Mode: meeting.ModeMAG}})
		r.do("obs1", "queue add")
		r.do("cs1", "queue add")
		if said := r.show(floor.ShowChair, "chair1"); !strings.Contains(said, "Next, if you agree: CS-1. Members go before observers on a MAG day.") {
			t.Error(said)
		}
		r.happens(meeting.Changed{Facts: meeting.Facts{ID: "14", Mode: meeting.ModeConsultation}})
		if said := r.show(floor.ShowChair, "chair1"); !strings.Contains(said, "Next, if you agree: OBS-1.") {
			t.Error(said)
		}
	})
}

func TestShowBalance(t *testing.T) {
	r := openRoom(t)
	t.Run("nobody has spoken", func(t *testing.T) {
		if said := r.do("chair1", "balance"); strings.Contains(said, "would have to move") || strings.Contains(said, "chance") {
			t.Error(said)
		}
	})
	for i := range 12 {
		r.do("gov1", "queue add")
		r.do("chair1", "queue call", "next", "true")
		r.wait(time.Minute)
		if i == 0 {
			r.do("cs1", "queue add")
			r.wait(time.Minute)
			r.do("chair1", "queue call", "person", "cs1")
			r.wait(time.Minute)
		}
	}
	r.do("chair1", "queue done")
	r.do("ps1", "queue add")
	want := `# Item 1 so far: 13 turns, 14 min
Group | had | present | asked | called | median wait | 
Government | 93 % | 22 % | 12 | 12 |  | 
Civil Society | 7 % | 28 % | 1 | 1 | 1:00 | 
Private Sector | 0 % | 22 % | 1 | 0 |  | asked once more, not called
Technical Community | 0 % | 22 % | 0 | 0 |  | 
group unknown | 0 % | 6 % | 0 | 0 |  | 
71 % of the time would have to move to match. With 13 turns, about 21 % can be chance.
How unevenly persons had the floor: 47 % of it lies between the groups, 53 % within them.
Turns of the Chair and the Secretariat are left out.
[Invite Private Sector] [Meetings before] [Show the channel] [Picture]
Only you see this.`
	if diff := cmp.Diff(want, r.do("chair1", "balance")); diff != "" {
		t.Error(diff)
	}
	t.Run("the Secretariat sees it, and does not post it", func(t *testing.T) {
		if said := r.do("sec1", "balance"); strings.Contains(said, "[Show the channel]") {
			t.Error(said)
		}
		r.refused("sec1", "balance post")
	})
	t.Run("members do not", func(t *testing.T) { r.refused("gov1", "balance") })
	t.Run("the Chair posts it with a picture", func(t *testing.T) {
		r.do("chair1", "balance post")
		e, told := r.effect(floor.ShowBalance)
		if !told || !e.To.Channels {
			t.Fatalf("effects %+v", r.effects)
		}
		said := r.show(floor.ShowBalance, "gov1", "item", e.With["item"])
		if !strings.Contains(said, "Private Sector: had 0 %, is 22 % of those present.") || !strings.HasSuffix(said, "Everybody in the channel sees this.") {
			t.Error(said)
		}
	})
	t.Run("an item that there is not", func(t *testing.T) {
		if key := r.refused("chair1", "balance", "item", "9"); key != "floor.no-such-item" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("inside the band nothing is said of the shift", func(t *testing.T) {
		r := openRoom(t)
		r.do("chair1", "queue call", "person", "gov1")
		r.wait(time.Minute)
		r.do("chair1", "queue call", "person", "cs1")
		r.wait(time.Minute)
		said := r.do("chair1", "balance")
		if strings.Contains(said, "would have to move") || !strings.Contains(said, "After 2 turns, differences like these can be chance.") {
			t.Error(said)
		}
	})
}

// TestWords holds that every sentence the commands of this package need is there.
func TestWords(t *testing.T) {
	c, err := lang.Load(floor.Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, cmd := range floor.Commands() {
		if !cmd.Inner && !c.Has(cmd.HelpKey()) {
			t.Errorf("no words for %s", cmd.HelpKey())
		}
		for _, a := range cmd.Args {
			for _, choice := range a.Choices {
				if !c.Has("choice." + a.Name + "." + choice) {
					t.Errorf("no words for the choice %s of %s", choice, a.Name)
				}
			}
		}
	}
}

func TestANoteIsShownWithoutTheWordsThatIntroduceIt(t *testing.T) {
	for typed, shown := range map[string]string{
		"say weights matter":    "“weights matter”",
		"Say weights matter":    "“weights matter”",
		"to say weights matter": "“weights matter”",
		"weights, to say it":    "“weights, to say it”",
		"saying less":           "“saying less”",
		"say":                   "“say”",
	} {
		r := openRoom(t)
		r.do("cs1", "queue add", "note", typed)
		if said := r.show(floor.ShowQueue, "cs2"); !strings.Contains(said, shown) {
			t.Errorf("%q is shown as %s", typed, said)
		}
		if got := r.state().Waiting()[0].Note.Text; got != typed {
			t.Errorf("the record says %q, not %q", got, typed)
		}
	}
}
