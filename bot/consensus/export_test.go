package consensus_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"magbot/bot"
	"magbot/bot/consensus"
	"magbot/bot/objection"
)

// What is exported is what the person answered and wrote, and nobody else's words.
func TestExportHoldsTheOwnWordsAlone(t *testing.T) {
	d := closed(t)
	d.Must("chair", "consensus answer", "objection", "1", "text", "In June.")
	d.Must("cs1", "consensus sustain", "objection", "1", "text", "July!")
	d.Must("chair", "consensus designate", "level", "consensus", "note", "One objection.")
	d.Must("cs1", "consensus minority", "statement", "We would wait.")
	d.Must("cs1", "consensus contest", "reason", "Two objected")
	d.Must("chair", "consensus answer-contest", "contest", "1", "outcome", "kept", "text", "One did.")
	for who, want := range map[bot.PersonID][]consensus.Own{
		"cs1": {{
			Call: "1", Asked: true, Group: "Civil Society", Minority: "We would wait.",
			Answers:    []consensus.OwnAnswer{{Wording: 1, Answer: consensus.Objects, Reason: "too soon"}},
			Objections: []consensus.OwnObjection{{Number: 1, Wording: 1, Reason: "too soon", State: objection.Upheld}},
			Replies:    []consensus.OwnText{{Number: 1, Text: "July!"}},
			Contests:   []consensus.OwnText{{Number: 1, Text: "Two objected"}},
		}},
		"chair": {{
			Call: "1", Opened: true, Wordings: []consensus.OwnText{{Number: 1, Text: "The MAG adopts version 3."}},
			Answered:   []consensus.OwnText{{Number: 1, Text: "In June."}},
			Designated: []consensus.OwnLevel{{Level: consensus.Consensus, Note: "One objection."}},
			Decided:    []consensus.OwnText{{Number: 1, Text: "One did."}},
		}},
		"obs1": nil,
	} {
		got := consensus.Export(d.View("consensus/1", who), who)
		if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(d.Now)); diff != "" {
			t.Errorf("%s: %s", who, diff)
		}
	}
}
