package minutes_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"magbot/bot"
	"magbot/bot/minutes"
	"magbot/bot/roster"
)

// A line is exported as its author wrote it, whatever others corrected in it
// since; the correction is exported to who made it.
func TestExport(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Must("cs1", "record info", "text", "The  host is found: ليلى")
	d.Must("gov1", "record correct", "old", "host", "new", "venue")
	d.Must("gov1", "record insert", "anchor", "venue", "text", "We began late")
	d.Must("chair", "meeting close", "really", "yes")
	d.Must("chair", "minutes approve")
	d.Must("cs1", "minutes request", "text", "It was the host, not the venue")
	d.Must("chair", "minutes answer", "number", "1", "answer", "no", "reason", "I heard venue")
	for who, want := range map[bot.PersonID][]minutes.Own{
		"cs1": {{
			Meeting: "1", Lines: []minutes.OwnLine{{Text: "The  host is found: ليلى"}},
			Requests: []minutes.OwnRequest{{Number: 1, Text: "It was the host, not the venue", Decided: true}},
		}},
		"gov1": {{
			Meeting: "1", Lines: []minutes.OwnLine{{Text: "We began late"}},
			Corrections: []minutes.OwnCorrection{{Old: "host", New: "venue"}},
		}},
		"chair": {{Meeting: "1", Answers: []minutes.OwnAnswer{{Number: 1, Reason: "I heard venue"}}}},
		"tech1": nil, "nobody": nil, "": nil,
	} {
		if diff := cmp.Diff(want, minutes.Export(d.View(bot.CommunityStream, who), who), cmpopts.IgnoreTypes(d.Now)); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", who, diff)
		}
	}
	d.Record(bot.CommunityStream, bot.Actor{}, roster.Erased{Person: "cs1"})
	if got := minutes.Export(d.View(bot.CommunityStream, "cs1"), "cs1"); got != nil {
		t.Errorf("an erased person exports %+v", got)
	}
}
