package floor_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/floor"
	"magbot/bot/meeting"
)

// listed enters the room's meeting, and another, in the directory of meetings.
func (r *room) listed(id bot.MeetingID, title string, at time.Time, claimed bool) {
	facts := meeting.Facts{ID: id, Title: bot.Write("", title), Start: at}
	events := []bot.Event{meeting.Scheduled{Facts: facts}}
	if claimed {
		events = append(events, meeting.Claimed{ID: id}, meeting.Released{ID: id})
	}
	for _, e := range events {
		r.work.Version++
		fold(r.work, bot.Meta{Stream: r.work.Stream, Version: r.work.Version, At: r.now}, e)
	}
}

func TestTrend(t *testing.T) {
	r := openRoom(t)
	t.Run("nothing is said before a meeting was held", func(t *testing.T) {
		r.listed("15", "Meeting XV", start.AddDate(0, 0, 7), false)
		if said := r.do("chair1", "balance trend"); !strings.HasPrefix(said, "No meeting has been measured yet") {
			t.Error(said)
		}
	})
	r.listed("14", "Meeting XIV", start, true)
	t.Run("nor while nobody has spoken", func(t *testing.T) {
		if said := r.do("chair1", "balance trend"); !strings.HasPrefix(said, "No meeting has been measured yet") {
			t.Error(said)
		}
	})
	for range 12 {
		r.do("gov1", "queue add")
		r.do("chair1", "queue call", "next", "true")
		r.wait(time.Minute)
		r.do("chair1", "queue done")
	}
	r.listed("13", "Meeting XIII", start.AddDate(0, 0, -7), true)
	t.Run("a row a meeting, the newest first; what was never opened has none; what is not known is not made up", func(t *testing.T) {
		want := `# The balance of the last meetings
Meeting | to move | Civil Society | Government | Private Sector | Technical Community | group unknown
Meeting XIV · 2027-03-15T13:00:00Z | 78 % (about 22 % can be chance) | 0.0 | 4.5 | 0.0 | 0.0 | 0.0
Meeting XIII · 2027-03-08T13:00:00Z | not known | – | – | – | – | –
“To move” is the part of the floor time that would have to move to match who was present. Under each group: 1.0 is as much of the time as it was of those present, 2.0 twice as much. Turns of the Chair and the Secretariat are left out.
Only you see this.`
		if diff := cmp.Diff(want, r.do("chair1", "balance trend")); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("the newest ones alone, when there are many", func(t *testing.T) {
		all := floor.Trends(r.view("chair1"), 1)
		if len(all) != 1 || all[0].Meeting != "14" {
			t.Errorf("%+v", all)
		}
	})
	t.Run("inside the band of chance no number is shown", func(t *testing.T) {
		r := openRoom(t)
		r.listed("14", "Meeting XIV", start, true)
		for _, who := range []bot.PersonID{"gov1", "cs1", "ps1", "tech1"} {
			r.do(who, "queue add")
			r.do("chair1", "queue call", "next", "true")
			r.wait(time.Minute)
			r.do("chair1", "queue done")
		}
		if said := r.do("chair1", "balance trend"); !strings.Contains(said, "Meeting XIV · 2027-03-15T13:00:00Z | can be chance | ") {
			t.Error(said)
		}
	})
	t.Run("for who leads alone", func(t *testing.T) {
		if key := r.refused("gov1", "balance trend"); key == "" {
			t.Error("refused without words")
		}
	})
}
