package agenda_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/roster"
)

// What somebody wrote is in their export word for word, in each meeting; what
// others wrote is not, but for the reason of what became of their input.
func TestExport(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "meeting schedule", "title", "Virtual Meeting XV", "when", "2028-04-15 13:00 UTC")
	d.Must("cs1", "agenda add", "title", "Schools \u202e first", "why", "They lack   cables; ليلى asked", "minutes", "15", "kind", "decision")
	d.Must("gov1", "agenda add", "title", "GOV: a long topic", "why", "GOV: because", "behalf", "GOV: the ministry")
	d.Must("cs1", "agenda support", "input", "2")
	d.Must("sec", "agenda support", "input", "2", "person", "gov2")
	d.Must("chair", "agenda decline", "input", "1", "reason", "It was settled in May")
	d.Must("cs1", "agenda contest", "input", "1", "text", "It was not!")
	d.Must("cs1", "agenda add", "title", "Schools again", "meeting", "2")
	later := cmpopts.IgnoreTypes(d.Now)
	for who, want := range map[bot.PersonID][]agenda.Own{
		"cs1": {
			{Meeting: "1", Inputs: []agenda.OwnInput{{
				Number: 1, Title: "Schools first", Why: "They lack   cables; ليلى asked", Minutes: 15, Kind: agenda.ForDecision, Group: "Civil Society",
				Fate: agenda.Declined, Reason: "It was settled in May", Contests: []agenda.OwnWords{{Text: "It was not!"}},
			}}, Support: []agenda.OwnSupport{{Input: 2, Group: "Civil Society"}}},
			{Meeting: "2", Inputs: []agenda.OwnInput{{Number: 1, Title: "Schools again", Group: "Civil Society"}}},
		},
		"gov1": {{Meeting: "1", Inputs: []agenda.OwnInput{{
			Number: 2, Title: "GOV: a long topic", Why: "GOV: because", OnBehalf: "GOV: the ministry", Group: "Government",
		}}}},
		"gov2":    {{Meeting: "1", Support: []agenda.OwnSupport{{Input: 2, Group: "Government", Entered: true}}}},
		"chair":   {{Meeting: "1", Decided: []agenda.OwnDecided{{Input: 1, Fate: agenda.Declined, Reason: "It was settled in May"}}}},
		"tech1":   nil,
		"nobody":  nil,
		"":        nil,
		"Chair-1": nil,
	} {
		got := agenda.Export(d.View(bot.CommunityStream, who), who)
		if diff := cmp.Diff(want, got, later); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", who, diff)
		}
		raw, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if who != "gov1" && strings.Contains(string(raw), "GOV:") {
			t.Errorf("%s takes the words of somebody else along: %s", who, raw)
		}
	}
	d.Record(bot.CommunityStream, bot.Actor{Person: "cs1"}, roster.Erased{Person: "cs1"})
	if got := agenda.Export(d.View(bot.CommunityStream, "cs1"), "cs1"); got != nil {
		t.Errorf("an erased person exports %+v", got)
	}
}

// A topic that came up without an input is the words of who named it.
func TestExportHoldsTheTopicsThatOneNamed(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Record(one, bot.Actor{Person: "chair"},
		agenda.ItemAdded{Number: 1, Title: bot.Write("chair", "Any other business"), By: "chair"},
		agenda.ItemAdded{Number: 2, Title: bot.Write("gov1", "GOV: of an input"), Inputs: []int{1}, By: "chair"})
	want := []agenda.Own{{Meeting: "1", Topics: []string{"Any other business"}}}
	if diff := cmp.Diff(want, agenda.Export(d.View(one, "chair"), "chair")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
