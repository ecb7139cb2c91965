package floor_test

import (
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/community"
	"magbot/bot/floor"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

func TestAsking(t *testing.T) {
	t.Run("one open request a person: asking again changes the note and keeps the place", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add", "note", "first words")
		r.do("cs1", "queue add")
		r.do("gov1", "queue add", "note", "other words")
		if r.waiting() != "gov1 cs1" {
			t.Errorf("waiting: %s", r.waiting())
		}
		if w, _ := r.state().Request("gov1"); w.Note.Text != "other words" || w.Note.By != "gov1" || w.Number != 1 {
			t.Errorf("request %+v", w)
		}
	})
	t.Run("asking again without a new note changes nothing", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add", "note", "words")
		before := len(r.record)
		for range 3 {
			if said := r.do("gov1", "queue add"); !strings.Contains(said, "on the queue already") {
				t.Errorf("says %q", said)
			}
		}
		if len(r.record) != before {
			t.Error("it was recorded")
		}
	})
	t.Run("a point of order stands first, a direct reply before the others", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add")
		r.do("cs1", "queue direct")
		r.do("ps1", "queue point", "note", "the agenda was not adopted")
		r.do("tech1", "queue add", "position", "front")
		if said := r.do("cs2", "queue add", "point", "true"); !strings.Contains(said, "after those that came before it") {
			t.Errorf("says %q", said)
		}
		if r.waiting() != "ps1 cs2 cs1 tech1 gov1" {
			t.Errorf("waiting: %s", r.waiting())
		}
	})
	t.Run("off the record the place is kept, and no words", func(t *testing.T) {
		r := openRoom(t)
		r.happens(meeting.OffRecord{By: "chair1"})
		if said := r.do("gov1", "queue add", "note", "between us"); !strings.Contains(said, "your note was not kept") {
			t.Errorf("says %q", said)
		}
		if w, waits := r.state().Request("gov1"); !waits || !w.Note.IsZero() {
			t.Errorf("request %+v", w)
		}
		before := len(r.record)
		if said := r.do("gov1", "queue add", "note", "again between us"); !strings.Contains(said, "your note was not kept") || len(r.record) != before {
			t.Errorf("says %q", said)
		}
		r.happens(meeting.OnRecord{By: "chair1"})
		r.do("gov1", "queue add", "note", "for all")
		if w, _ := r.state().Request("gov1"); w.Note.Text != "for all" {
			t.Errorf("request %+v", w)
		}
	})
	t.Run("who asks again is told of their place as themselves", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add")
		r.do("cs1", "queue add")
		if said := r.do("gov1", "queue add"); !strings.HasPrefix(said, "You are on the queue already, first in line") {
			t.Errorf("says %q", said)
		}
		if said := r.do("cs1", "queue add"); !strings.HasPrefix(said, "You are on the queue already; one person is before you") {
			t.Errorf("says %q", said)
		}
		if said := r.do("chair1", "queue add", "person", "cs1"); !strings.HasPrefix(said, "CS-1: on the queue already") {
			t.Errorf("says %q", said)
		}
	})
	t.Run("a request becomes a point of order when it is asked again as one", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add")
		r.do("cs1", "queue add", "note", "weights")
		if said := r.do("cs1", "queue point"); strings.Contains(said, "keep your place") || !strings.Contains(said, "point of order stands first") {
			t.Errorf("says %q", said)
		}
		if r.waiting() != "cs1 gov1" {
			t.Errorf("waiting: %s", r.waiting())
		}
		if w, _ := r.state().Request("cs1"); w.Note.Text != "weights" {
			t.Errorf("the note is lost: %+v", w)
		}
	})
	t.Run("a closed queue takes points of order alone, and changes of note", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add")
		r.do("chair1", "queue close")
		if key := r.refused("cs1", "queue add"); key != "floor.queue-is-closed" {
			t.Errorf("refused with %s", key)
		}
		r.do("gov1", "queue add", "note", "still here")
		r.do("cs1", "queue point")
		if r.waiting() != "cs1 gov1" {
			t.Errorf("waiting: %s", r.waiting())
		}
		r.do("sec1", "queue open")
		r.do("ps1", "queue add")
	})
	t.Run("a new item opens the queue, and who waits keeps waiting", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add")
		r.do("chair1", "queue close")
		r.happens(agenda.ItemClosed{Item: 1}, agenda.ItemTaken{Item: 2})
		r.do("cs1", "queue add")
		if r.waiting() != "gov1 cs1" {
			t.Errorf("waiting: %s", r.waiting())
		}
	})
	t.Run("a note has at most 250 characters", func(t *testing.T) {
		r := openRoom(t)
		if key := r.refused("gov1", "queue add", "note", strings.Repeat("é", 251)); key != "floor.note-too-long" {
			t.Errorf("refused with %s", key)
		}
		r.do("gov1", "queue add", "note", strings.Repeat("é", 250))
	})
	t.Run("before the meeting is open nobody asks", func(t *testing.T) {
		r := closedRoom(t)
		if key := r.refused("gov1", "queue add"); key != "floor.not-open" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("before the meeting is open, and after it, the queue stands still", func(t *testing.T) {
		over := openRoom(t)
		over.do("gov1", "queue add")
		over.happens(meeting.Closed{By: "chair1"})
		for when, r := range map[string]*room{"before": closedRoom(t), "after": over} {
			for _, call := range [][]string{
				{"queue close"},
				{"queue open"},
				{"queue clear"},
				{"queue timer", "duration", "2m"},
				{"queue timer", "off", "yes"},
				{"queue set", "persons", "gov1"},
				{"queue remove", "person", "gov1"},
				{"queue later", "person", "gov1"},
				{"queue point", "person", "gov1"},
				{"queue call", "next", "yes"},
				{"queue last", "person", "gov1"},
				{"queue yield", "person", "gov1"},
				{"queue invite", "group", "Government"},
			} {
				if key := r.refused("chair1", call[0], call[1:]...); key != "floor.not-open" {
					t.Errorf("%s: %v refused with %s", when, call, key)
				}
			}
		}
	})
	t.Run("who is not on the roster cannot ask", func(t *testing.T) {
		r := openRoom(t)
		if _, err := r.try("stranger", "queue add"); err == nil {
			t.Error("a stranger is on the queue")
		}
	})
}

func TestCapacity(t *testing.T) {
	t.Run("who has two groups chooses, each time", func(t *testing.T) {
		r := openRoom(t)
		for range 2 {
			before := len(r.record)
			reply, err := r.try("two1", "queue add", "note", "about x")
			if err != nil || reply.Message == nil || len(reply.Message.Buttons) != 2 || !reply.Refused || len(r.record) != before {
				t.Fatalf("not asked for the capacity: %+v, %v", reply, err)
			}
			press := reply.Message.Buttons[1].Call
			if press.Args["note"] != "about x" || press.Args["as"] != string(tech) {
				t.Fatalf("the button holds %v", press)
			}
			r.do("two1", press.Path, "note", press.Args["note"], "as", press.Args["as"])
			if w, _ := r.state().Request("two1"); w.Group != tech || w.Note.Text != "about x" {
				t.Errorf("request %+v", w)
			}
			r.do("two1", "queue remove")
		}
	})
	t.Run("the group may be typed in any case, and must be theirs", func(t *testing.T) {
		r := openRoom(t)
		r.do("two1", "queue add", "as", "civil society")
		if w, _ := r.state().Request("two1"); w.Group != cs {
			t.Errorf("request %+v", w)
		}
		r.refused("gov1", "queue add", "as", "Private Sector")
	})
	t.Run("asking again keeps the capacity unless another is named", func(t *testing.T) {
		r := openRoom(t)
		r.do("two1", "queue add", "as", string(tech))
		r.do("two1", "queue add", "note", "more")
		if w, _ := r.state().Request("two1"); w.Group != tech || w.Note.Text != "more" {
			t.Errorf("request %+v", w)
		}
		r.do("two1", "queue add", "as", string(cs))
		if w, _ := r.state().Request("two1"); w.Group != cs || w.Note.Text != "more" {
			t.Errorf("request %+v", w)
		}
	})
}

func TestForOthers(t *testing.T) {
	t.Run("the Chair and the Secretariat enter anybody, shown as entered by them", func(t *testing.T) {
		r := openRoom(t)
		r.do("sec1", "queue add", "person", "GOV-2", "note", "on the phone")
		w, _ := r.state().Request("gov2")
		if w.By != "sec1" || w.Note.By != "gov2" {
			t.Errorf("request %+v", w)
		}
		if said := r.show(floor.ShowQueue, "gov1"); !strings.Contains(said, "GOV-2 (Government) “on the phone” first time today (entered by SEC-1)") {
			t.Error(said)
		}
		r.do("sec1", "queue remove", "person", "gov-2")
		if r.waiting() != "" {
			t.Errorf("waiting: %s", r.waiting())
		}
	})
	t.Run("a guest is entered like anybody", func(t *testing.T) {
		r := openRoom(t)
		roster.Apply(r.community, bot.Meta{Stream: bot.CommunityStream, Version: 99}, roster.GuestAdded{Person: "guest9", Name: bot.Write("guest9", "Ada"), Group: tech})
		r.do("chair1", "queue add", "person", "Ada")
		if w, _ := r.state().Request("guest9"); w.Group != tech || w.By != "chair1" {
			t.Errorf("request %+v", w)
		}
	})
	t.Run("members ask for themselves alone", func(t *testing.T) {
		r := openRoom(t)
		if key := r.refused("cs1", "queue add", "person", "gov1"); key != "floor.not-for-others" {
			t.Errorf("refused with %s", key)
		}
		r.do("gov1", "queue add")
		for _, path := range []string{"queue remove", "queue later"} {
			if key := r.refused("cs1", path, "person", "gov1"); key != "floor.not-of-others" {
				t.Errorf("%s: refused with %s", path, key)
			}
		}
	})
	t.Run("in what was typed, a name that nobody has is the note", func(t *testing.T) {
		r := openRoom(t)
		r.do("cs1", "queue add", "person", "Quorum", "text", "Quorum")
		if w, _ := r.state().Request("cs1"); w.Note.Text != "Quorum" {
			t.Errorf("request %+v", w)
		}
	})
	t.Run("several are entered at once", func(t *testing.T) {
		r := openRoom(t)
		r.do("chair1", "queue add", "person", "gov1, cs1", "text", "gov1, cs1")
		if r.waiting() != "gov1 cs1" {
			t.Errorf("waiting: %s", r.waiting())
		}
	})
}

func TestLater(t *testing.T) {
	r := openRoom(t)
	for _, p := range []bot.PersonID{"gov1", "cs1", "ps1"} {
		r.do(p, "queue add")
	}
	r.do("gov1", "queue later")
	if r.waiting() != "gov1 cs1 ps1" {
		t.Fatalf("the place is lost: %s", r.waiting())
	}
	r.do("chair1", "queue call", "next", "true")
	if r.speaker() != "cs1" {
		t.Fatalf("called: %s", r.speaker())
	}
	if w, _ := r.state().Request("gov1"); w.Overtaken != 0 || w.NotNow {
		t.Fatalf("passed over once, not overtaken: %+v", w)
	}
	r.wait(time.Minute)
	r.do("chair1", "queue call", "next", "true")
	if r.speaker() != "gov1" {
		t.Errorf("passed over twice: %s has the floor", r.speaker())
	}
	t.Run("who is behind does not use it up", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add")
		r.do("cs1", "queue add", "position", "later")
		r.do("chair1", "queue call", "next", "true")
		if w, _ := r.state().Request("cs1"); !w.NotNow {
			t.Error("the call of somebody before used it up")
		}
		r.wait(time.Minute)
		r.do("chair1", "queue call", "next", "true")
		if r.speaker() != "cs1" {
			t.Error("who said not now is called when nobody else waits")
		}
	})
}

func TestCalling(t *testing.T) {
	t.Run("calling somebody ends the running turn", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add")
		r.do("chair1", "queue call", "next", "true")
		r.wait(time.Minute)
		r.do("chair1", "queue call", "person", "CS-1")
		turns := r.state().Turns()
		if len(turns) != 2 || turns[0].End != floor.EndNext || turns[0].Length(r.now) != time.Minute || r.speaker() != "cs1" {
			t.Errorf("turns %+v", turns)
		}
	})
	t.Run("somebody who did not ask may be called: asked is called", func(t *testing.T) {
		r := openRoom(t)
		r.do("sec1", "queue call", "person", "gov3")
		h := r.state().History()
		if len(h) != 1 || !h[0].Asked.Equal(h[0].Called) || h[0].Person != "gov3" {
			t.Errorf("history %+v", h)
		}
	})
	t.Run("three presses of one button are one step", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add")
		r.do("cs1", "queue add")
		for range 3 {
			r.do("chair1", "queue call", "person", "gov1", "after", "0")
		}
		r.do("sec1", "queue call", "person", "cs1", "after", "0")
		if len(r.state().Turns()) != 1 || r.speaker() != "gov1" {
			t.Errorf("turns %+v", r.state().Turns())
		}
	})
	t.Run("two people who type next at once advance one step", func(t *testing.T) {
		r := openRoom(t)
		for _, p := range []bot.PersonID{"gov1", "cs1", "ps1"} {
			r.do(p, "queue add")
		}
		r.do("chair1", "queue call", "person", "next")
		r.wait(time.Second)
		if key := r.refused("sec1", "queue call", "next", "true"); key != "floor.called-just-now" {
			t.Errorf("refused with %s", key)
		}
		r.wait(time.Minute)
		r.do("sec1", "queue call", "next", "true")
		if r.speaker() != "cs1" {
			t.Errorf("%s has the floor", r.speaker())
		}
	})
	t.Run("the Chair's own next, sent twice, advances one step", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add")
		r.do("cs1", "queue add")
		r.do("chair1", "queue call", "person", "next")
		r.wait(700 * time.Millisecond)
		if key := r.refused("chair1", "queue call", "person", "next"); key != "floor.called-just-now" || r.speaker() != "gov1" {
			t.Errorf("refused with %s", key)
		}
		r.do("chair1", "queue call", "person", "cs1")
		if r.speaker() != "cs1" {
			t.Errorf("by name anybody is called at once, and %s has the floor", r.speaker())
		}
	})
	t.Run("calling who has the floor changes nothing", func(t *testing.T) {
		r := openRoom(t)
		r.do("chair1", "queue call", "person", "gov1")
		before := len(r.record)
		r.do("chair1", "queue call", "person", "gov1")
		if len(r.record) != before {
			t.Error("it was recorded")
		}
	})
	t.Run("a beginning of a name means who waits", func(t *testing.T) {
		r := openRoom(t)
		r.do("ps3", "queue add")
		r.do("chair1", "queue call", "person", "ps")
		if r.speaker() != "ps3" {
			t.Errorf("%s has the floor", r.speaker())
		}
		r.refused("chair1", "queue call", "person", "gov-")
	})
	t.Run("nobody waits: next says so", func(t *testing.T) {
		r := openRoom(t)
		if said := r.do("chair1", "queue call", "next", "true"); said != "Nobody waits for the floor." {
			t.Errorf("says %q", said)
		}
		if key := r.refused("chair1", "queue call"); key != "floor.call-whom" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("only the Chair and the Secretariat call", func(t *testing.T) {
		r := openRoom(t)
		if key := r.refused("gov1", "queue call", "person", "gov1"); key != "command.not-allowed.leads" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("turns of the Chair and the Secretariat are marked", func(t *testing.T) {
		r := openRoom(t)
		for _, p := range []string{"chair1", "sec1", "gov1"} {
			r.do("chair1", "queue call", "person", p)
		}
		turns := r.state().Turns()
		if !turns[0].Lead || !turns[1].Lead || turns[2].Lead {
			t.Errorf("turns %+v", turns)
		}
	})
}

func TestOvertaking(t *testing.T) {
	count := func(r *room, p bot.PersonID) int { w, _ := r.state().Request(p); return w.Overtaken }
	r := openRoom(t)
	for _, p := range []bot.PersonID{"gov1", "cs1", "ps1"} {
		r.do(p, "queue add")
	}
	r.do("tech1", "queue point")
	r.do("chair1", "queue call", "person", "tech1")
	if count(r, "gov1") != 0 {
		t.Error("a point of order overtakes nobody")
	}
	r.do("chair1", "queue call", "person", "cs1")
	if count(r, "gov1") != 1 || count(r, "ps1") != 0 {
		t.Errorf("gov1 %d, ps1 %d", count(r, "gov1"), count(r, "ps1"))
	}
	r.do("cs1", "queue yield", "person", "cs2")
	if count(r, "gov1") != 1 {
		t.Error("a speaker who passes on their own time overtakes nobody")
	}
	r.do("chair1", "queue call", "person", "gov3")
	if count(r, "gov1") != 2 || count(r, "ps1") != 1 {
		t.Errorf("who did not ask overtakes all: gov1 %d, ps1 %d", count(r, "gov1"), count(r, "ps1"))
	}
	for _, p := range []string{"gov4", "cs3", "cs4"} {
		r.do("chair1", "queue call", "person", p)
	}
	if count(r, "gov1") != 3 {
		t.Errorf("counting ends at three: %d", count(r, "gov1"))
	}
	r.do("chair1", "queue call", "person", "gov1")
	if h := r.state().Requests(); h[0].Overtaken != 3 || h[0].Called.IsZero() {
		t.Errorf("%+v", h[0])
	}
}

func TestDone(t *testing.T) {
	speaking := func(t *testing.T) *room {
		t.Helper()
		r := openRoom(t)
		r.do("gov1", "queue add")
		r.do("cs1", "queue add")
		r.do("chair1", "queue call", "next", "true")
		return r
	}
	t.Run("speaker and Chair at the same moment: one step", func(t *testing.T) {
		r := speaking(t)
		r.do("gov1", "queue done", "turn", "1")
		r.do("chair1", "queue done", "turn", "1")
		r.do("chair1", "queue call", "person", "cs1", "after", "1")
		if said := r.do("gov1", "queue done", "turn", "1"); !strings.Contains(said, "over already") {
			t.Errorf("says %q", said)
		}
		if r.speaker() != "cs1" || len(r.state().Turns()) != 2 {
			t.Errorf("%s has the floor", r.speaker())
		}
	})
	t.Run("a late done, typed, does not end the next one's turn", func(t *testing.T) {
		r := speaking(t)
		r.do("chair1", "queue call", "person", "cs1")
		r.do("gov1", "queue done")
		if r.speaker() != "cs1" {
			t.Error("the turn of cs1 was ended by gov1")
		}
	})
	t.Run("nobody else ends a turn", func(t *testing.T) {
		r := speaking(t)
		if key := r.refused("ps1", "queue done", "turn", "1"); key != "floor.not-your-turn" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("the turn ends with the item and with the meeting", func(t *testing.T) {
		r := speaking(t)
		r.wait(time.Minute)
		r.happens(agenda.ItemClosed{Item: 1})
		if turn, _ := r.state().Turn(1); r.speaker() != "" || turn.End != floor.EndItem || turn.Length(r.now) != time.Minute {
			t.Errorf("turn %+v", turn)
		}
		r = speaking(t)
		r.happens(meeting.Closed{By: "chair1"})
		if turn, _ := r.state().Turn(1); r.speaker() != "" || turn.End != floor.EndMeeting {
			t.Errorf("turn %+v", turn)
		}
	})
}

func TestYield(t *testing.T) {
	r := openRoom(t)
	r.do("chair1", "queue timer", "duration", "2m")
	r.do("chair1", "queue call", "person", "gov1")
	r.wait(45 * time.Second)
	if key := r.refused("cs1", "queue yield", "person", "cs2"); key != "floor.not-yours-to-yield" {
		t.Errorf("refused with %s", key)
	}
	if key := r.refused("gov1", "queue yield", "person", "gov1"); key != "floor.yield-to-oneself" {
		t.Errorf("refused with %s", key)
	}
	r.do("gov1", "queue yield", "person", "CS-2")
	turn, _ := r.state().Speaking()
	if turn.Person != "cs2" || turn.How != floor.Received || turn.Limit != 75*time.Second {
		t.Errorf("the rest of the time is passed on: %+v", turn)
	}
	r.wait(2 * time.Minute)
	if key := r.refused("cs2", "queue yield", "person", "cs1"); key != "floor.nothing-to-yield" {
		t.Errorf("refused with %s", key)
	}
	r.do("cs2", "queue done")
	if key := r.refused("cs2", "queue yield", "person", "cs1"); key != "floor.nobody-speaks" {
		t.Errorf("refused with %s", key)
	}
}

func TestLastWord(t *testing.T) {
	r := openRoom(t)
	for _, p := range []bot.PersonID{"gov1", "cs1", "ps1"} {
		r.do(p, "queue add")
	}
	r.wait(time.Minute)
	for range 2 {
		r.do("chair1", "queue last", "person", "cs1")
	}
	if r.speaker() != "cs1" || r.waiting() != "" || !r.state().Closed() || len(r.state().Turns()) != 1 {
		t.Errorf("%s speaks, %q wait", r.speaker(), r.waiting())
	}
	requests := r.state().Requests()
	if !requests[0].Dropped || requests[1].Dropped || requests[0].Overtaken != 0 {
		t.Errorf("requests %+v", requests)
	}
}

func TestSettingAndClearing(t *testing.T) {
	t.Run("set keeps the requests of those named, in the order given", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add", "note", "kept")
		r.do("cs1", "queue add")
		r.wait(time.Minute)
		r.do("chair1", "queue set", "persons", "ps1, gov1, ps1")
		if r.waiting() != "ps1 gov1" {
			t.Errorf("waiting: %s", r.waiting())
		}
		if w, _ := r.state().Request("gov1"); w.Note.Text != "kept" || !w.Asked.Equal(start) {
			t.Errorf("request %+v", w)
		}
		e, told := r.effect(floor.ShowSet)
		if !told || e.With["dropped"] != "cs1" {
			t.Errorf("nobody was told: %+v", r.effects)
		}
		if said := r.show(floor.ShowSet, "gov1", "by", e.With["by"], "people", e.With["people"], "count", e.With["count"],
			"dropped", e.With["dropped"], "gone", e.With["gone"]); !strings.Contains(said, "CHAIR-1 has set the queue: PS-1, GOV-1.\nNo longer on the queue: CS-1.") {
			t.Error(said)
		}
		r.do("chair1", "queue call", "next", "true")
		if w, _ := r.state().Request("gov1"); r.speaker() != "ps1" || w.Overtaken != 0 {
			t.Errorf("the order that was set is the order: %s, %+v", r.speaker(), w)
		}
	})
	t.Run("a name that nobody has changes nothing", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add")
		r.refused("chair1", "queue set", "persons", "cs1, Nobody Known")
		if r.waiting() != "gov1" {
			t.Errorf("waiting: %s", r.waiting())
		}
	})
	t.Run("clear tells everybody who waited", func(t *testing.T) {
		r := openRoom(t)
		r.do("gov1", "queue add")
		r.do("cs1", "queue add")
		r.do("chair1", "queue clear")
		e, told := r.effect(floor.ShowCleared)
		if !told || r.waiting() != "" {
			t.Fatalf("effects %+v", r.effects)
		}
		said := r.show(floor.ShowCleared, "gov1", "by", e.With["by"], "people", e.With["people"], "count", e.With["count"])
		if !strings.Contains(said, "CHAIR-1 has cleared the queue. These people waited: GOV-1, CS-1.") {
			t.Error(said)
		}
		before := len(r.record)
		r.do("chair1", "queue clear")
		if len(r.record) != before {
			t.Error("an empty queue was cleared")
		}
	})
}

func TestTimer(t *testing.T) {
	r := openRoom(t)
	r.do("chair1", "queue call", "person", "gov1")
	r.do("chair1", "queue timer", "duration", "2 minutes")
	if due := floor.Due(r.view("")); len(due) != 0 {
		t.Errorf("a running turn gets a limit: %+v", due)
	}
	r.do("chair1", "queue call", "person", "cs1")
	began := r.now
	due := floor.Due(r.view(""))
	if len(due) != 2 || !due[0].At.Equal(began.Add(2*time.Minute)) || !due[1].At.Equal(began.Add(96*time.Second)) {
		t.Fatalf("due %+v", due)
	}
	fire := func(d bot.Due) {
		t.Helper()
		r.now = d.At
		var args []string
		for k, v := range d.Call.Args {
			args = append(args, k, v)
		}
		before := len(r.record)
		r.do("", d.Call.Path, args...)
		if len(r.record) == before {
			t.Errorf("%s recorded nothing", d.Key)
		}
		for _, again := range floor.Due(r.view("")) {
			if again.Key == d.Key {
				t.Errorf("%s is due again", d.Key)
			}
		}
	}
	fire(due[1])
	if _, told := r.effect(floor.ShowWarned); !told {
		t.Errorf("nobody was warned: %+v", r.effects)
	}
	if said := r.show(floor.ShowWarned, "cs1", "turn", "2"); !strings.HasPrefix(said, "You have 24 s left.") {
		t.Error(said)
	}
	fire(due[0])
	if turn, _ := r.state().Speaking(); !turn.Overran {
		t.Errorf("turn %+v", turn)
	}
	if said := r.show(floor.ShowOverran, "cs1", "turn", "2"); !strings.HasPrefix(said, "Your 2 min are over.") {
		t.Error(said)
	}
	if said := r.show(floor.ShowQueue, "cs1"); !strings.Contains(said, "time is over") {
		t.Error(said)
	}
	t.Run("a message for a turn that is over shows nothing", func(t *testing.T) {
		r.do("cs1", "queue done")
		if said := r.show(floor.ShowOverran, "cs1", "turn", "2"); said != "" {
			t.Errorf("shows %q", said)
		}
	})
	t.Run("after a downtime only the end is told", func(t *testing.T) {
		r.do("chair1", "queue call", "person", "ps1")
		r.wait(time.Hour)
		if due := floor.Due(r.view("")); len(due) == 0 || !strings.HasPrefix(due[0].Key, "floor.overran") || len(due) > 1 && strings.HasPrefix(due[1].Key, "floor.warned") {
			t.Errorf("due %+v", due)
		}
	})
	t.Run("off, twice", func(t *testing.T) {
		r.do("chair1", "queue timer", "duration", "off")
		before := len(r.record)
		r.do("chair1", "queue timer", "off", "true")
		if r.state().Limit() != 0 || len(r.record) != before {
			t.Errorf("limit %s", r.state().Limit())
		}
	})
	t.Run("a time that cannot be read is refused", func(t *testing.T) {
		for _, text := range []string{"soon", "-1m", "0", "900h"} {
			if _, ok := lang.AsError(mustFail(r, "queue timer", "duration", text)); !ok {
				t.Errorf("%q was taken", text)
			}
		}
		if key := r.refused("chair1", "queue timer"); key != "floor.timer-how-long" {
			t.Errorf("refused with %s", key)
		}
	})
}

func mustFail(r *room, path string, args ...string) error {
	_, err := r.try("chair1", path, args...)
	return err
}

func TestYouAreNext(t *testing.T) {
	r := openRoom(t)
	for _, p := range []bot.PersonID{"gov1", "cs1", "ps1"} {
		r.do(p, "queue add", "note", "on "+string(p))
	}
	r.do("chair1", "queue call", "person", "gov1")
	e, told := r.effect(floor.ShowNext)
	if !told || e.To.Person != "cs1" {
		t.Fatalf("effects %+v", r.effects)
	}
	if said := r.show(floor.ShowNext, "cs1"); !strings.Contains(said, "You are next") || !strings.Contains(said, "“on cs1”") {
		t.Error(said)
	}
	r.do("chair1", "queue call", "person", "ps1")
	if _, again := r.effect(floor.ShowNext); again {
		t.Error("cs1 was told twice")
	}
	r.do("cs1", "queue remove")
	if said := r.show(floor.ShowNext, "cs1"); said != "" {
		t.Errorf("who no longer waits is told %q", said)
	}
}

func TestInviting(t *testing.T) {
	r := openRoom(t)
	r.do("chair1", "queue invite", "group", "private")
	e, told := r.effect(floor.ShowInvited)
	if !told || e.With["group"] != string(ps) || !e.To.Channels {
		t.Fatalf("effects %+v", r.effects)
	}
	if said := r.show(floor.ShowInvited, "ps1", "group", string(ps)); !strings.HasPrefix(said, "Private Sector: the Chair would be glad to hear from you") {
		t.Error(said)
	}
	if key := r.refused("chair1", "queue invite", "group", "Martians"); key != "floor.no-such-group" {
		t.Errorf("refused with %s", key)
	}
	r.refused("gov1", "queue invite", "group", "private")
}

func TestHintsToTheChair(t *testing.T) {
	r := openRoom(t)
	r.do("ps1", "queue add")
	r.do("ps2", "queue add")
	if hints := floor.Hints(r.view("chair1")); len(hints) != 0 {
		t.Fatalf("too early: %+v", hints)
	}
	if unheard := floor.Unheard(r.view("chair1")); len(unheard) != 1 || unheard[0].Group != ps {
		t.Fatalf("before the item closes: %+v", unheard)
	}
	due := floor.Due(r.view(""))
	if len(due) != 1 || !due[0].At.Equal(start.Add(10*time.Minute)) {
		t.Fatalf("due at half of the item: %+v", due)
	}
	for _, p := range []string{"gov1", "gov2", "cs1"} {
		r.do("chair1", "queue call", "person", p)
		r.wait(time.Minute)
		r.do("chair1", "queue done")
	}
	due = floor.Due(r.view(""))
	if len(due) != 1 || due[0].At.After(r.now) {
		t.Fatalf("due when three others were called: %+v", due)
	}
	call := due[0].Call
	r.do("", call.Path, "item", call.Args["item"], "group", call.Args["group"], "why", call.Args["why"])
	e, told := r.effect(floor.ShowHint)
	if !told || e.To.Role != bot.RoleActingChair {
		t.Fatalf("effects %+v", r.effects)
	}
	if said := r.show(floor.ShowHint, "chair1", "item", "1", "group", string(ps), "why", "asked"); said !=
		"Private Sector has asked 2 times on this item and was not called.\n[Call PS-1]\nOnly you see this." {
		t.Error(said)
	}
	for _, again := range floor.Due(r.view("")) {
		if again.Key == due[0].Key {
			t.Errorf("told again: %+v", again)
		}
	}
	r.do("", call.Path, "item", "1", "group", string(ps), "why", "asked")
	if r.effects != nil {
		t.Error("the same was told twice")
	}
	r.do("chair1", "queue call", "person", "ps1")
	for _, h := range floor.Unheard(r.view("chair1")) {
		if h.Group == ps {
			t.Errorf("heard by now: %+v", h)
		}
	}
	t.Run("a reason that has gone is recorded and told to nobody", func(t *testing.T) {
		r.do("", "queue hint", "item", "1", "group", string(cs), "why", "present")
		last, ok := r.record[len(r.record)-1].event.(floor.Hinted)
		if !ok || !last.Moot || len(r.effects) != 0 {
			t.Errorf("recorded %+v, told %+v", last, r.effects)
		}
	})
}

func TestTheCommunitysSpeakingTimeHoldsUntilTheChairSetsAnother(t *testing.T) {
	limit := func(r *room) time.Duration { turn, _ := r.state().Speaking(); return turn.Limit }
	r := openRoom(t)
	community.Apply(r.community, bot.Meta{}, community.Set{Setting: community.SpeakerTime, Value: bot.Write("", "3m0s")})
	r.do("chair1", "queue call", "person", "cs1")
	if got := limit(r); got != 3*time.Minute {
		t.Errorf("the first speaker has %s", got)
	}
	if said := r.do("chair1", "queue timer", "duration", "3m"); !strings.HasPrefix(said, "Each speaker has 3 min already") {
		t.Errorf("the same again: %s", said)
	}
	r.do("chair1", "queue timer", "duration", "2m")
	r.do("chair1", "queue call", "person", "cs2")
	if got := limit(r); got != 2*time.Minute {
		t.Errorf("after the Chair has set 2 minutes: %s", got)
	}
	r.do("chair1", "queue timer", "duration", "off")
	r.do("chair1", "queue last", "person", "cs3")
	if got := limit(r); got != 0 {
		t.Errorf("after the Chair has taken the limit away: %s", got)
	}
}

func TestWhoTakesPartAtTheFloorIsHere(t *testing.T) {
	t.Parallel()
	r := closedRoom(t)
	r.happens(meeting.Opened{By: "chair1", Chair: "chair1"}, meeting.Present{Person: "chair1", Seat: meeting.SeatChair})
	r.wait(16 * time.Minute)
	here := func(p bot.PersonID) meeting.Stay {
		stay, _ := meeting.Of(r.view("chair1")).Stay(p)
		return stay
	}
	if said := r.do("gov1", "queue add"); !strings.Contains(said, "You are noted as here too") {
		t.Errorf("the answer is silent about it: %s", said)
	}
	if s := here("gov1"); s.Seat != meeting.SeatMember || s.Group != gov || s.By != "" || s.Late {
		t.Errorf("asked for the floor: %+v", s)
	}
	if said := r.do("gov1", "queue point"); strings.Contains(said, "noted as here") {
		t.Errorf("told twice: %s", said)
	}
	r.do("chair1", "queue add", "person", "cs1")
	if meeting.Of(r.view("chair1")).IsPresent("cs1") {
		t.Error("whom the Chair puts on the queue is not here by it")
	}
	r.do("chair1", "queue call", "person", "cs1")
	if s := here("cs1"); s.Person != "cs1" || s.Group != cs || s.By != "chair1" || s.Late {
		t.Errorf("had the floor: %+v", s)
	}
	r.happens(meeting.Left{Person: "gov1"})
	r.wait(time.Minute)
	r.do("gov1", "queue point", "note", "again")
	if !meeting.Of(r.view("chair1")).IsPresent("gov1") {
		t.Error("who left and asks again is here again")
	}
}
