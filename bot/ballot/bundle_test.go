package ballot_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/ballot/bundle"
)

// Whatever is voted, the bundle of a published ballot is counted again by others
// to the same outcome and the same winners.
func TestABundleIsCountedAgainToTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom(drawn).Draw(rt, "kind")
		mode := rapid.SampledFrom([]string{"open", "confidential", "detached"}).Draw(rt, "mode")
		r := newRoom(rt)
		s := r.draft(append([]string{"mode", mode}, kind.draft...)...)
		r.Must("chair", "ballot rule", "ballot", "1", "sheet", rapid.SampledFrom([]string{"yes", "no"}).Draw(rt, "sheet"), "quorum", rapid.SampledFrom([]string{"none", "1/2"}).Draw(rt, "quorum"))
		if slices.Contains(kind.draft, "pick-one") || slices.Contains(kind.draft, "approval") {
			r.Must("chair", "ballot rule", "ballot", "1", "threshold", rapid.SampledFrom([]string{"none", "half", "2/3"}).Draw(rt, "threshold"))
		}
		r.Must("m11", "ballot recuse", "ballot", "1")
		r.Must("chair", "ballot open", "ballot", "1")
		for _, m := range members()[:11] {
			choice := rapid.SampledFrom(append([]string{""}, kind.choices...)).Draw(rt, string(m))
			if kind.draft == nil {
				choice = map[string]string{"": "", "yes": "1", "no": "2", "abstain": "3"}[choice]
			}
			if choice != "" {
				r.Must(m, "ballot cast", "ballot", "1", "say", choice)
			}
		}
		r.closed(s)
		st := r.state(s)
		b, err := st.Bundle()
		if err != nil {
			rt.Fatal(err)
		}
		text, err := b.Format()
		if err != nil {
			rt.Fatal(err)
		}
		read, err := bundle.Parse(text)
		if err != nil {
			rt.Fatal(err)
		}
		report, err := read.Verify()
		if err != nil {
			rt.Fatalf("%v in\n%s", err, text)
		}
		if report.Result.Outcome != string(st.Count.Outcome) {
			rt.Fatalf("counted again it is %q, and was %q", report.Result.Outcome, st.Count.Outcome)
		}
	})
}

func TestABundleHoldsNoMoreThanWasPromised(t *testing.T) {
	r := newRoom(t)
	s := r.opened("mode", "confidential", "kind", "ranked", "options", "Alpha\nBravo\nCharlie")
	for _, m := range members()[:5] {
		r.vote(m, s, "2 > 1")
	}
	r.closed(s)
	r.Refused("ballot.unpublished", "m0", "ballot bundle", "ballot", "1")
	r.published(s)
	has(t, r.Reply(r.Must("m0", "ballot bundle", "ballot", "1").Reply), "The votes themselves are not in it", "ballot-1.json (application/json")
	withheld, err := r.state(s).Bundle()
	if err != nil {
		t.Fatal(err)
	}
	if report, err := withheld.Verify(); err != nil || len(report.Unchecked) != 1 || len(withheld.Ballots) != 0 {
		t.Errorf("%v; %d votes are given out", err, len(withheld.Ballots))
	}
	if len(withheld.Electorate.Voted) != 5 || len(withheld.Commits) != 5 {
		t.Errorf("%d took part, and there are %d hashes", len(withheld.Electorate.Voted), len(withheld.Commits))
	}
	text, err := withheld.Format()
	if err != nil {
		t.Fatal(err)
	}
	hasNot(t, string(text), "2>1", `"choice":`)

	two := r.draft("mode", "confidential", "kind", "ranked", "options", "Alpha\nBravo\nCharlie")
	r.Must("chair", "ballot rule", "ballot", "2", "sheet", "yes")
	r.Must("chair", "ballot open", "ballot", "2")
	has(t, r.shown(two, "", ballot.ShowLive), "all votes are given to everybody, without names")
	for _, m := range members()[:5] {
		r.vote(m, two, "2 > 1")
	}
	r.closed(two)
	r.published(two)
	d := r.Must("m0", "ballot bundle", "ballot", "2")
	has(t, r.Reply(d.Reply), "ballot-2.json (application/json")
	b, err := r.state(two).Bundle()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range b.Ballots {
		if x.Person != "" || x.Group != "" || x.Nonce != "" {
			t.Errorf("a vote that is not open is shown with more than its choice: %+v", x)
		}
	}
}

// Who is erased while a confidential ballot is open loses the vote, and nobody
// else does; the count and the turnout agree.
func TestAVoterErasedMeanwhileIsNotCounted(t *testing.T) {
	r := newRoom(t)
	s := r.opened("mode", "confidential")
	for _, m := range members()[:5] {
		r.vote(m, s, "yes")
	}
	r.eraseVote(s, "m2")
	r.closed(s)
	has(t, r.published(s), "Carried: 4 yes, 0 no", "Took part: 4 of 12")
}

// The seal that was posted holds after the Chair has erased the reason for settling a
// tie, and the reason cannot be exchanged while it is there.
func TestTheSealOutlivesTheReasonOfATie(t *testing.T) {
	r := newRoom(t)
	s := r.tied()
	r.Must("chair", "ballot settle", "ballot", "1", "winners", "Bo", "reason", "the region had nobody")
	sealed := func(reason string) *bundle.Bundle {
		t.Helper()
		b, err := r.state(s).Bundle()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Verify(); err != nil || b.Settled.Reason != reason {
			t.Errorf("the reason is %q: %v", b.Settled.Reason, err)
		}
		return b
	}
	before := sealed("the region had nobody")
	exchanged := sealed("the region had nobody")
	exchanged.Settled.Reason = "because"
	if _, err := exchanged.Verify(); err == nil || !strings.Contains(err.Error(), "settled.reason") {
		t.Errorf("another reason is taken: %v", err)
	}
	st := r.state(s)
	st.Settled.Reason, st.Settled.Nonce = bot.Words{By: "chair", Gone: true}, bot.Words{By: "chair", Gone: true}
	if after := sealed(""); after.Seal != before.Seal || after.Settled.Commitment != before.Settled.Commitment {
		t.Errorf("after the erasure the seal is %s, and was %s", after.Seal, before.Seal)
	}
}

// A tie that was settled before there was a commitment keeps its seal, which covers the
// reason itself.
func TestTheSealOfATieFromBeforeCoversItsReason(t *testing.T) {
	r := newRoom(t)
	s := r.tied()
	r.Must("chair", "ballot settle", "ballot", "1", "winners", "Bo", "reason", "the region had nobody")
	st := r.state(s)
	st.Settled.Nonce, st.Settled.Commitment = bot.Words{}, ""
	b, err := st.Bundle()
	if err != nil {
		t.Fatal(err)
	}
	text, err := b.Format()
	if err != nil || strings.Contains(string(text), "reason_") || !strings.Contains(string(text), `"reason": "the region had nobody"`) {
		t.Errorf("the bundle (%v): %s", err, text)
	}
	if _, err := b.Verify(); err != nil {
		t.Error(err)
	}
	b.Settled.Reason = "because"
	if _, err := b.Verify(); err == nil || !strings.Contains(err.Error(), "seal") {
		t.Errorf("another reason is taken: %v", err)
	}
}

// eraseVote makes what a person wrote unreadable, as the erasure of their key does.
func (r *room) eraseVote(s bot.StreamID, who bot.PersonID) {
	st := r.state(s)
	e := st.Casts[who]
	e.Sealed = bot.Words{By: who, Gone: true}
	st.Casts[who] = e
}

// A bundle holds the heads that were posted at the opening and at the close, and says
// whether it was advisory. Of what an earlier version recorded it says neither, so that
// its seal stays.
func TestABundleHoldsTheHeadsThatWerePosted(t *testing.T) {
	for _, mode := range []string{"open", "confidential", "detached"} {
		for _, binding := range []string{"yes", "no"} {
			r := newRoom(t)
			s := r.draft("mode", mode, "binding", binding)
			r.Must("chair", "ballot open", "ballot", "1")
			for _, m := range members()[:5] {
				r.Must(m, "ballot cast", "ballot", "1", "say", "1")
			}
			r.closed(s)
			b, err := r.state(s).Bundle()
			if err != nil {
				t.Fatal(err)
			}
			posted := map[string]string{}
			for _, e := range r.Effects {
				posted[e.Show] = e.With["head"]
			}
			if b.Opened.Head == "" || b.Opened.Head != posted[ballot.ShowOpened] || b.Closed.Head == "" || b.Closed.Head != posted[ballot.ShowClosed] {
				t.Errorf("%s: the heads are %q and %q, and posted were %q", mode, b.Opened.Head, b.Closed.Head, posted)
			}
			if b.Advisory != (binding == "no") {
				t.Errorf("%s, binding %s: advisory is %v", mode, binding, b.Advisory)
			}
			st := r.state(s)
			st.OpenedHead, st.Gathered.Head, st.Advice = "", "", false
			if b, err = st.Bundle(); err != nil {
				t.Fatal(err)
			}
			text, err := b.Format()
			if err != nil {
				t.Fatal(err)
			}
			hasNot(t, string(text), `"head"`, `"advisory"`)
		}
	}
}
