package consensus_test

import (
	"slices"
	"testing"

	"magbot/bot"
	"magbot/bot/consensus"
	"magbot/bot/meeting/meetingtest"
)

// Reminded is who is asked and has said nothing to the wording that counts; a
// recusal is an answer.
func TestWhoIsReminded(t *testing.T) {
	d := opened(t)
	d.Must("gov1", "consensus no-objection")
	d.Must("cs1", "consensus object", "reason", "no")
	d.Must("cs2", "consensus recuse")
	look := func() consensus.Window {
		t.Helper()
		w := consensus.Windows(d.View("consensus/1", ""))
		if len(w) != 1 {
			t.Fatalf("%d windows", len(w))
		}
		return w[0]
	}
	first := look()
	if got := first.Waiting(); !slices.Equal(got, []bot.PersonID{"gov2", "tech1"}) {
		t.Errorf("reminded are %v", got)
	}
	holds(t, meetingtest.Text(consensus.Reminder(d.View("consensus/1", "gov2"), 1)), "Consensus call 1 waits for your answer", "version 3", "[No objection]")
	for _, who := range []bot.PersonID{"gov1", "cs2", "obs1"} {
		if m := consensus.Reminder(d.View("consensus/1", who), 1); !m.IsZero() {
			t.Errorf("%s is told: %s", who, meetingtest.Text(m))
		}
	}
	d.Must("chair", "consensus extend", "until", "+5d", "reason", "a holiday")
	if second := look(); second.Revision == first.Revision || !second.Until.After(first.Until) {
		t.Errorf("more time is no new occasion: %+v", second)
	}
	d.Must("chair", "consensus reword", "text", "Version 4.")
	if got := look().Waiting(); !slices.Equal(got, []bot.PersonID{"gov1", "gov2", "cs1", "tech1"}) {
		t.Errorf("asked afresh are %v", got)
	}
	d.Must("chair", "consensus withdraw", "reason", "no")
	if w := consensus.Windows(d.View("consensus/1", "")); len(w) != 0 {
		t.Errorf("after it was taken back: %v", w)
	}
}
