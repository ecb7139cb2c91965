package ballot_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/meeting/meetingtest"
)

// The record of a detached ballot says who has voted; what they said lies in the
// urn; and neither says anything of the other.
func TestADetachedVoteStandsInTheUrnAlone(t *testing.T) {
	r := newRoom(t)
	s := r.opened("mode", "detached", "kind", "ranked", "options", "Alpha\nBravo\nCharlie")
	has(t, r.shown(s, "", ballot.ShowLive), "stored data do not link you to your vote; the platform, the host and logs might", "Your vote is final")
	for i, m := range members()[:6] {
		has(t, r.press(m, s, []string{"1 > 2", "2", "3 > 1"}[i%3]), "It is final.")
	}
	for _, rec := range r.Log(s) {
		for _, e := range rec.Events {
			if e.Kind == "ballot.voted.v1" && string(e.Body) != fmt.Sprintf(`{"person":%q}`, rec.Meta.Actor.Person) {
				t.Errorf("more than that they voted is recorded: %s", e.Body)
			}
			if e.Kind == "ballot.cast.v1" {
				t.Error("a detached vote was recorded")
			}
		}
	}
	if n := len(r.Urns[s]); n != 6 {
		t.Fatalf("%d slips lie in the urn", n)
	}
	for _, slip := range r.Urns[s] {
		for _, m := range members() {
			hasNot(t, slip, string(m))
		}
		for _, g := range groups {
			hasNot(t, slip, string(g))
		}
	}
	r.Refused("ballot.final", "m0", "ballot cast", "ballot", "1", "choice", "2")
	r.Refused("ballot.recuse-detached", "m0", "ballot recuse", "ballot", "1")
	r.Refused("ballot.receipt-once", "m0", "ballot receipt", "ballot", "1")
	text := r.Reply(r.Must("m0", "ballot show", "ballot", "1").Reply)
	has(t, text, "You have voted. How, nobody can look up")
	hasNot(t, text, "Your vote: ")
	r.closed(s)
	if n := len(r.Urns[s]); n != 0 {
		t.Errorf("%d slips are left", n)
	}
	text = r.published(s)
	has(t, text, "Took part: 6 of 12", "There are no numbers by group")
	hasNot(t, text, "m0", "Government")
}

// However people vote, two of them exchanging their ballots changes nothing of
// what is stored, shown or exported: so nothing stored joins a ballot to a voter.
func TestExchangingTwoDetachedVotesChangesNothingThatIsStored(t *testing.T) {
	stored := func(first, second string) (record, papers, shown string) {
		r := newRoom(t)
		s := r.opened("mode", "detached", "kind", "ranked", "options", "Alpha\nBravo\nCharlie")
		choices := map[string]string{"m0": first, "m1": second, "m2": "1 > 3", "m3": "2 > 3", "m4": "1"}
		for _, m := range members()[:5] {
			r.press(m, s, choices[string(m)])
		}
		log, err := json.Marshal(r.Log(s))
		if err != nil {
			t.Fatal(err)
		}
		r.closed(s)
		// The nonces are drawn for each vote, and with them commitments, root and seal.
		p := r.state(s)
		for i, h := range p.Gathered.Commitments {
			if i > 0 && h <= p.Gathered.Commitments[i-1] {
				t.Error("commitments are not sorted, so that their order may tell")
			}
		}
		text := regexp.MustCompile(`[0-9a-f]{64}`).ReplaceAllString(r.published(s), "(hash)")
		return string(log), p.Gathered.Papers.Text, text + fmt.Sprintf("%+v", ballot.Export(r.View(s, "m0"), "m0"))
	}
	recordA, papersA, shownA := stored("1 > 2", "2 > 1")
	recordB, papersB, shownB := stored("2 > 1", "1 > 2")
	if recordA != recordB {
		t.Errorf("the record differs:\n%s\n%s", recordA, recordB)
	}
	if papersA != papersB {
		t.Errorf("the gathered ballots differ:\n%s\n%s", papersA, papersB)
	}
	if shownA != shownB {
		t.Errorf("what is shown differs:\n%s\n%s", shownA, shownB)
	}
}

// A machine that stops between the close and the opening of the urn loses no
// ballot; and the urn is gathered once, however often it is asked for.
func TestACrashInTheMiddleOfClosingIsFinished(t *testing.T) {
	r := newRoom(t)
	s := r.opened("mode", "detached")
	for i, m := range members()[:5] {
		r.press(m, s, []string{"yes", "no"}[i%2])
	}
	r.Hold = true
	r.closed(s)
	if st := r.state(s); st.Phase != ballot.PhaseClosed || len(r.Urns[s]) != 5 {
		t.Fatalf("it is %s with %d slips", st.Phase, len(r.Urns[s]))
	}
	r.Refused("ballot.late", "m6", "ballot cast", "ballot", "1", "choice", "yes")
	r.RunTo(meetingtest.Begin().Add(3 * day)) // time alone counts nothing that is not there
	r.Refused("ballot.phase.closed", "chair", "ballot publish", "ballot", "1")
	for _, e := range r.effectsOf(s) {
		if e.Key == "ballot.urn" {
			r.Gather(s, e)
			r.Gather(s, e)
		}
	}
	if st := r.state(s); st.Phase != ballot.PhaseCounted || len(st.Papers()) != 5 {
		t.Errorf("it is %s with %d ballots", st.Phase, len(st.Papers()))
	}
	has(t, r.published(s), "Carried: 3 yes, 2 no, 0 abstaining")
}

// Ballots that are missing are told and never passed over.
func TestAMissingDetachedVoteIsTold(t *testing.T) {
	r := newRoom(t)
	s := r.opened("mode", "detached")
	for _, m := range members()[:5] {
		r.press(m, s, "yes")
	}
	r.Urns[s] = append(r.Urns[s][:3:3], "garbage", strings.Repeat("0", 64)+" 9")
	r.closed(s)
	has(t, r.published(s), "Nothing is decided", "They differ by 2")
	hasNot(t, r.shown(s, "", ballot.ShowResult), "| Total")
}

// A confidential vote that is delivered again, after another one of the same
// person, does not come back; the record does not hold what it is known by.
func TestAConfidentialVoteThatComesAgainChangesNothing(t *testing.T) {
	r := newRoom(t)
	s := r.opened("mode", "confidential")
	d := r.Must("m0", "ballot cast", "ballot", "1", "choice", "yes")
	if !d.Veiled {
		t.Error("the cause stands in the record")
	}
	first := r.Cause
	r.vote("m0", s, "no")
	r.Again = first
	if d := r.Must("m0", "ballot cast", "ballot", "1", "choice", "yes"); len(d.Events) > 0 || !d.Reply.Done {
		t.Errorf("it was taken again: %+v", d)
	}
	r.Again = ""
	has(t, r.Reply(r.Must("m0", "ballot show", "ballot", "1").Reply), "Your vote: No")
	if n := sum(ballot.Of(bot.View{Here: r.Replay(s)})); n != 1 {
		t.Errorf("%d have voted", n)
	}
}

// A vote that came before the opening, and was refused, is not taken when it is
// delivered again later: neither in place of nothing nor of what was said since.
func TestAVoteFromBeforeTheOpeningIsNeverTaken(t *testing.T) {
	for _, mode := range []string{"open", "confidential"} {
		r := newRoom(t)
		s := r.draft("mode", mode)
		yes := []string{"ballot", "1", "choice", "yes"}
		d := r.Must("m0", "ballot cast", yes...)
		if !d.Reply.Refused || !d.Veiled {
			t.Errorf("refused: %t, without its cause: %t", d.Reply.Refused, d.Veiled)
		}
		has(t, r.Reply(d.Reply), "is not open yet, so your vote was not taken")
		early := r.Cause
		again := func() {
			t.Helper()
			r.Again = early
			r.Refused("ballot.was-early", "m0", "ballot cast", yes...)
			r.Again = ""
		}
		again()
		r.Must("chair", "ballot open", "ballot", "1")
		again()
		r.vote("m0", s, "no")
		again()
		has(t, r.Reply(r.Must("m0", "ballot show", "ballot", "1").Reply), "Your vote: No")
		if st := ballot.Of(bot.View{Here: r.Replay(s)}); sum(st) != 1 || st.Mine("m0") != "2" {
			t.Errorf("%d have voted, m0 %q", sum(st), st.Mine("m0"))
		}
	}
}

// Whose vote was taken is not told that it came too late when it is delivered again
// after the close.
func TestATakenVoteThatComesAgainAfterTheCloseIsNotCalledLate(t *testing.T) {
	r := newRoom(t)
	s := r.opened("mode", "confidential")
	r.vote("m0", s, "yes")
	taken := r.Cause
	r.closed(s)
	r.Again = taken
	if d := r.Must("m0", "ballot cast", "ballot", "1", "choice", "yes"); len(d.Events) > 0 || !d.Reply.Done {
		t.Errorf("it is answered %+v", d)
	}
	r.Again = ""
	r.Refused("ballot.late", "m0", "ballot cast", "ballot", "1", "choice", "no")

	s = r.draft("mode", "detached")
	r.Refused("ballot.not-open", "m0", "ballot cast", "ballot", "2", "say", "1")
	r.Must("chair", "ballot open", "ballot", "2")
	r.press("m0", s, "yes")
	r.closed(s)
	r.Refused("ballot.final", "m0", "ballot cast", "ballot", "2", "say", "1")
	r.Refused("ballot.late", "m1", "ballot cast", "ballot", "2", "say", "1")
}
