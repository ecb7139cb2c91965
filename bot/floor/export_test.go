package floor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/floor"
	"magbot/bot/meeting"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/roster"
)

// Requests, turns, notes and seconds are exported to who they belong to, in
// order of meetings; the notes of others are not.
func TestExport(t *testing.T) {
	t.Parallel()
	d := meetingtest.New(t,
		meetingtest.Feature{Events: agenda.Events(), Apply: agenda.Apply},
		meetingtest.Feature{Events: floor.Events(), Apply: floor.Apply})
	d.Community(meetingtest.Member("gov1", gov), meetingtest.Member("cs1", cs), meetingtest.Member("cs2", cs))
	for _, id := range []bot.MeetingID{"1", "2"} {
		d.Record(bot.WorkStream, bot.Actor{}, meeting.Scheduled{Facts: meeting.Facts{ID: id}})
	}
	begin := d.Now
	at := func(seconds int) time.Time { return begin.Add(time.Duration(seconds) * time.Second) }
	happens := func(stream bot.StreamID, seconds int, events ...bot.Event) {
		d.Now = at(seconds)
		d.Record(stream, bot.Actor{}, events...)
	}
	happens("meeting/1", 0, agenda.ItemTaken{Item: 3}, floor.Asked{Person: "cs1", Group: cs, Note: bot.Write("cs1", "CS1: three  things; 你好")})
	happens("meeting/1", 10, floor.Asked{Person: "gov1", Group: gov, Note: bot.Write("gov1", "GOV: a reply"), Way: floor.DirectReply, By: "sec1"})
	happens("meeting/1", 20, floor.TurnBegan{Turn: 1, Person: "cs1", Group: cs, Item: 3, Asked: at(0), By: "chair1"})
	happens("meeting/1", 95, floor.TurnEnded{Turn: 1})
	happens("meeting/1", 96, floor.QueueCleared{By: "chair1", Dropped: []bot.PersonID{"gov1"}})
	happens("meeting/1", 97,
		floor.Spoke{Person: "cs1", Group: cs, Words: 12}, floor.Spoke{Person: "gov1", Group: gov, Words: 99}, floor.Spoke{Person: "cs1", Group: cs, Words: 3, Seconds: 4})
	happens("meeting/2", 200, floor.TurnBegan{Turn: 1, Person: "cs1", Group: cs, Asked: at(200)})
	d.Now = at(230)
	for who, want := range map[bot.PersonID][]floor.Own{
		"cs1": {
			{
				Meeting:  "1",
				Requests: []floor.OwnRequest{{Number: 1, Item: 3, Group: cs, Note: "CS1: three  things; 你好", Asked: at(0), Called: at(20)}},
				Turns:    []floor.OwnTurn{{Number: 1, Item: 3, Group: cs, Began: at(20), Ended: at(95), Seconds: 75}},
				Written:  []floor.OwnSpeech{{Item: 3, Group: cs, Words: 15, Seconds: 4}},
			},
			{
				Meeting:  "2",
				Requests: []floor.OwnRequest{{Number: 1, Group: cs, Asked: at(200), Called: at(200)}},
				Turns:    []floor.OwnTurn{{Number: 1, Group: cs, Began: at(200), Seconds: 30}},
			},
		},
		"gov1": {{
			Meeting: "1",
			Requests: []floor.OwnRequest{{
				Number: 2, Item: 3, Group: gov, Note: "GOV: a reply", Way: floor.DirectReply, Entered: true, Asked: at(10), Withdrawn: at(96), Dropped: true,
			}},
			Written: []floor.OwnSpeech{{Item: 3, Group: gov, Words: 99}},
		}},
		"cs2": nil, "nobody": nil, "": nil,
	} {
		if diff := cmp.Diff(want, floor.Export(d.View(bot.CommunityStream, who), who)); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", who, diff)
		}
	}
	d.Record(bot.CommunityStream, bot.Actor{}, roster.Erased{Person: "cs1"})
	if got := floor.Export(d.View(bot.CommunityStream, "cs1"), "cs1"); got != nil {
		t.Errorf("an erased person exports %+v", got)
	}
}
