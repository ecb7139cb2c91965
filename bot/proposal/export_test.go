package proposal_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"magbot/bot"
	"magbot/bot/meeting"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// Wordings, stances, objections, answers, decisions and votes are exported to
// who they belong to; what others wrote is a number alone.
func TestExport(t *testing.T) {
	t.Parallel()
	d := meetingtest.New(t, meetingtest.Feature{Events: proposal.Events(), Apply: proposal.Apply})
	d.Community(meetingtest.Member("gov1", gov), meetingtest.Member("cs1", cs), meetingtest.Member("ps1", ps), meetingtest.Person{ID: "chair1", Roles: []bot.Role{bot.RoleChair}})
	d.Record(bot.WorkStream, bot.Actor{}, meeting.Scheduled{Facts: meeting.Facts{ID: "1"}})
	d.Record("meeting/1", bot.Actor{},
		proposal.Made{Number: 1, Text: bot.Write("gov1", "We meet in  June"), By: "gov1", Group: gov},
		proposal.Said{Proposal: 1, Wording: 1, Person: "cs1", Group: cs, Stance: "-1", Reason: bot.Write("cs1", "Exams!"), Objection: 1},
		proposal.Answered{Objection: 1, Text: bot.Write("chair1", "They end on the 5th"), By: "chair1"},
		proposal.Sustained{Objection: 1, Text: bot.Write("cs1", "Not in Chad"), By: "cs1"},
		proposal.Reworded{Proposal: 1, Wording: 2, Text: bot.Write("ps1", "We meet in July"), By: "ps1", Group: ps},
		proposal.Said{Proposal: 1, Wording: 2, Person: "cs1", Group: cs, Stance: "0"},
		proposal.Said{Proposal: 1, Wording: 2, Person: "cs1", Group: cs, Stance: "+1"},
		proposal.Resolved{Number: 1, Proposal: 1, Wording: 2, Text: bot.Write("ps1", "We meet in July"), By: "chair1"},
		proposal.Rejected{Number: 1, Text: bot.Write("chair1", "Another meeting"), Reason: bot.Write("chair1", "no money"), By: "chair1"},
		proposal.VoteStarted{Number: 1, Question: bot.Write("gov1", "Which room?"), Options: []bot.Words{bot.Write("gov1", "Blue"), bot.Write("gov1", "Red")}, By: "gov1"},
		proposal.VoteCast{Vote: 1, Person: "cs1", Group: cs, Option: 2})
	for who, want := range map[bot.PersonID][]proposal.Own{
		"gov1": {{
			Meeting: "1", Wordings: []proposal.OwnWording{{Proposal: 1, Wording: 1, Text: "We meet in  June"}},
			Polls: []proposal.OwnPoll{{Number: 1, Question: "Which room?", Options: []string{"Blue", "Red"}}},
		}},
		"ps1": {{Meeting: "1", Wordings: []proposal.OwnWording{{Proposal: 1, Wording: 2, Text: "We meet in July"}}}},
		"cs1": {{
			Meeting: "1",
			Stances: []proposal.OwnStance{
				{Proposal: 1, Wording: 1, Stance: "-1", Group: cs, Reason: "Exams!"},
				{Proposal: 1, Wording: 2, Stance: "0", Group: cs},
				{Proposal: 1, Wording: 2, Stance: "+1", Group: cs},
			},
			Objections: []proposal.OwnObjection{{Number: 1, Proposal: 1, Wording: 1, Reason: "Exams!", State: proposal.Upheld}},
			Replies:    []proposal.OwnRemark{{Objection: 1, Text: "Not in Chad"}},
			Votes:      []proposal.OwnVote{{Poll: 1, Option: 2, Group: cs}},
		}},
		"chair1": {{
			Meeting: "1",
			Answers: []proposal.OwnRemark{{Objection: 1, Text: "They end on the 5th"}},
			Decisions: []proposal.OwnDecision{
				{Number: 1, Agreed: true}, {Number: 1, Text: "Another meeting", Reason: "no money"},
			},
		}},
		"nobody": nil, "": nil,
	} {
		if diff := cmp.Diff(want, proposal.Export(d.View(bot.CommunityStream, who), who), cmpopts.IgnoreTypes(d.Now)); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", who, diff)
		}
	}
	d.Record(bot.CommunityStream, bot.Actor{}, roster.Erased{Person: "cs1"})
	if got := proposal.Export(d.View(bot.CommunityStream, "cs1"), "cs1"); got != nil {
		t.Errorf("an erased person exports %+v", got)
	}
}
