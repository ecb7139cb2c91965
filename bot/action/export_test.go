package action_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/roster"
)

// Who owns an action exports that they do; its words go with who wrote them.
func TestExport(t *testing.T) {
	t.Parallel()
	d := meetingtest.New(t, meetingtest.Feature{Events: action.Events(), Apply: action.Apply})
	d.Community(meetingtest.Member("gov1", "Government"), meetingtest.Member("cs1", "Civil Society"), meetingtest.Member("cs2", "Civil Society"), meetingtest.Person{ID: "chair1", Roles: []bot.Role{bot.RoleChair}})
	from := bot.Ref{Stream: "meeting/7", Version: 12}
	d.Record(bot.WorkStream, bot.Actor{},
		action.Taken{Number: 1, From: from, Text: bot.Write("chair1", "CS1 to  mend what they broke"), Owners: []bot.PersonID{"cs1"}, Named: bot.Write("chair1", "and Ana"), Due: "2028-06-01", By: "chair1"},
		action.Changed{Number: 1, Owners: []bot.PersonID{"cs1"}, Named: bot.Write("chair1", "and Ana"), Due: "2028-07-01", Reason: bot.Write("cs1", "I was ill"), By: "cs1"},
		action.Done{Number: 1, Note: bot.Write("cs1", "It is mended"), By: "cs1"},
		action.Taken{Number: 2, From: bot.Ref{Stream: "meeting/8", Version: 3}, Text: bot.Write("gov1", "Write the report"), By: "gov1"})
	for who, want := range map[bot.PersonID][]action.Own{
		"cs1": {{
			Number: 1, Meeting: "7", Owner: true, Due: "2028-07-01", State: action.Finished,
			Changes: []action.OwnChange{{Reason: "I was ill"}}, Note: "It is mended",
		}},
		"chair1": {{Number: 1, Meeting: "7", Due: "2028-07-01", State: action.Finished, Text: "CS1 to  mend what they broke", Named: "and Ana"}},
		"gov1":   {{Number: 2, Meeting: "8", State: action.ToDo, Text: "Write the report"}},
		"cs2":    nil, "nobody": nil, "": nil,
	} {
		if diff := cmp.Diff(want, action.Export(d.View(bot.CommunityStream, who), who), cmpopts.IgnoreTypes(d.Now)); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", who, diff)
		}
	}
	d.Record(bot.CommunityStream, bot.Actor{}, roster.Erased{Person: "cs1"})
	if got := action.Export(d.View(bot.CommunityStream, "cs1"), "cs1"); got != nil {
		t.Errorf("an erased person exports %+v", got)
	}
}
