package meeting_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// One's own attendance and words are exported, in order of meetings; what
// others said of theirs is not.
func TestExport(t *testing.T) {
	t.Parallel()
	d := opened(t)
	begin := d.Now
	start := meeting.DirectoryOf(d.View(bot.WorkStream, "")).All()[0].Start
	d.Must("gov1", "present add")
	d.Must("cs1", "regrets add", "note", "CS: my train is late")
	d.Must("sec", "late add", "persons", "gov2", "note", "he said so")
	d.Now = begin.Add(30 * time.Minute)
	d.Must("gov1", "present remove")
	d.Record(one, bot.Actor{Person: "sec"}, meeting.PaperAdded{Link: "https://example.org/p", Title: bot.Write("sec", "SEC: the budget"), By: "sec"})
	d.Now = begin.Add(31 * time.Minute)
	d.Record(one, bot.Actor{}, meeting.Closed{})
	d.Record(one, bot.Actor{}, meeting.Reopened{By: "sec", Reason: bot.Write("sec", "SEC: item 3 was forgotten")})
	at := func(minutes int) time.Time { return begin.Add(time.Duration(minutes) * time.Minute) }
	for who, want := range map[bot.PersonID][]meeting.Own{
		"gov1": {{Meeting: "1", Start: start, Present: []meeting.OwnStay{{From: at(0), To: at(30), Group: "Government", Seat: meeting.SeatMember}}}},
		"cs1":  {{Meeting: "1", Start: start, Regrets: []meeting.OwnNotice{{At: at(0), Note: "CS: my train is late"}}}},
		"gov2": {{Meeting: "1", Start: start, Late: []meeting.OwnNotice{{At: at(0), Note: "he said so", Entered: true}}}},
		"obs1": nil, "nobody": nil, "": nil,
	} {
		if diff := cmp.Diff(want, meeting.Export(d.View(bot.CommunityStream, who), who)); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", who, diff)
		}
	}
	sec := meeting.Export(d.View(bot.CommunityStream, "sec"), "sec")
	if len(sec) != 1 || !cmp.Equal(sec[0].Reopened, []string{"SEC: item 3 was forgotten"}) ||
		!cmp.Equal(sec[0].Papers, []meeting.OwnPaper{{Link: "https://example.org/p", Title: "SEC: the budget"}}) {
		t.Errorf("the Secretariat's: %+v", sec)
	}
	if chair := meeting.Export(d.View(one, "chair"), "chair"); len(chair) != 1 || len(chair[0].Chaired) == 0 {
		t.Errorf("the Chair's: %+v", chair)
	}
	for _, p := range []bot.PersonID{"gov1", "cs1", "gov2", "sec", "chair"} {
		raw, err := json.Marshal(meeting.Export(d.View(one, p), p))
		if err != nil {
			t.Fatal(err)
		}
		for mark, owner := range map[string]bot.PersonID{"CS:": "cs1", "SEC:": "sec"} {
			if p != owner && strings.Contains(string(raw), mark) {
				t.Errorf("%s takes the words of %s along: %s", p, owner, raw)
			}
		}
	}
	d.Record(bot.CommunityStream, bot.Actor{Person: "cs1"}, roster.Erased{Person: "cs1"})
	if got := meeting.Export(d.View(one, "cs1"), "cs1"); got != nil {
		t.Errorf("an erased person exports %+v", got)
	}
}

func TestExportOfWhoSaidThatTheyWillComeAndOfACancelledMeeting(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Must("gov1", "present add")
	d.Must("chair", "meeting cancel", "reason", "the building burned", "really", "yes")
	if got := meeting.Export(d.View(one, "gov1"), "gov1"); len(got) != 1 || !got[0].Expected || got[0].Cancelled != "" {
		t.Errorf("%+v", got)
	}
	if got := meeting.Export(d.View(one, "chair"), "chair"); len(got) != 1 || got[0].Cancelled != "the building burned" {
		t.Errorf("%+v", got)
	}
}
