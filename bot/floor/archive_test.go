package floor_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/floor"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// archiveRoom is a log of the past: nothing was opened, everybody may.
func archiveRoom(t *testing.T) *room {
	t.Helper()
	r := closedRoom(t)
	r.archive = true
	roster.Put(r.community, roster.NewArchive(map[string][]string{
		"Ana Lima": {"ana"}, "Ben Okri": {"ben"}, "Manu Sporny": {"manu"},
	}, map[string]bot.Group{"Ana Lima": cs}))
	r.happens(meeting.Present{Person: "Justin_Richer"})
	return r
}

func TestArchive(t *testing.T) {
	t.Run("anybody calls anybody, and the history holds it all in order", func(t *testing.T) {
		r := archiveRoom(t)
		at := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
		for i, step := range []struct {
			who, path, args string
		}{
			{"Ana Lima", "queue add", "note=to summarize"},
			{"Ben Okri", "queue add", "person=Manu Sporny"},
			{"Ben Okri", "queue call", "person=ana"},
			{"Ana Lima", "queue call", "person=justin"},
			{"Manu Sporny", "queue remove", ""},
			{"Ana Lima", "queue done", ""},
		} {
			r.now = at(i)
			var args []string
			if name, value, ok := strings.Cut(step.args, "="); ok {
				args = []string{name, value}
			}
			r.do(bot.PersonID(step.who), step.path, args...)
		}
		want := []floor.Entry{
			{Person: "Ana Lima", Asked: at(0), Called: at(2), Done: at(3), Note: bot.Write("Ana Lima", "to summarize")},
			{Person: "Manu Sporny", Asked: at(1)},
			{Person: "Justin_Richer", Asked: at(3), Called: at(3), Done: at(5)},
		}
		if diff := cmp.Diff(want, r.state().History()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("nothing that was said is refused", func(t *testing.T) {
		r := archiveRoom(t)
		r.do("Ana Lima", "queue close")
		r.do("Ben Okri", "queue add", "note", strings.Repeat("long ", 400))
		r.do("Ben Okri", "queue call", "next", "true")
		r.do("Ana Lima", "queue call", "next", "true")
		r.do("Ana Lima", "queue remove")
		r.do("Ana Lima", "queue last", "person", "ben")
		r.happens(agenda.ItemAdded{Number: 1, Title: bot.Write("", "x")}, agenda.ItemTaken{Item: 1})
		r.do("Ana Lima", "queue add", "person", "Ben", "text", "Ben")
		if r.waiting() != "Ben Okri" {
			t.Errorf("waiting: %s", r.waiting())
		}
	})
	t.Run("a name that nobody in the log has is a note", func(t *testing.T) {
		r := archiveRoom(t)
		r.do("Ana Lima", "queue add", "person", "Quorum", "text", "Quorum")
		if w, ok := r.state().Request("Ana Lima"); !ok || w.Note.Text != "Quorum" || w.Group != cs {
			t.Errorf("waiting: %s", r.waiting())
		}
	})
	t.Run("only who chairs counts as leading", func(t *testing.T) {
		r := archiveRoom(t)
		r.happens(meeting.Opened{Chair: "Manu Sporny"})
		r.do("Ben Okri", "queue call", "person", "Manu Sporny")
		r.do("Ben Okri", "queue call", "person", "Ana Lima")
		turns := r.state().Turns()
		if !turns[0].Lead || turns[1].Lead {
			t.Errorf("turns %+v", turns)
		}
	})
	t.Run("words of a log count by group", func(t *testing.T) {
		r := archiveRoom(t)
		r.do("Ana Lima", "floor spoke", "person", "Ana Lima", "words", "30")
		r.do("Ana Lima", "floor spoke", "person", "Ana Lima", "words", "5")
		r.do("Ben Okri", "floor spoke", "person", "Ben Okri", "words", "65")
		b, base := floor.Measured(r.view("Ana Lima"), floor.Whole)
		if b.Unit != floor.InWords || b.Turns != 3 || len(b.Rows) != 2 || b.Rows[0].Words != 35 || b.Rows[1].Words != 65 || base == floor.BaseSeats {
			t.Errorf("%+v from %s", b, base)
		}
	})
}
