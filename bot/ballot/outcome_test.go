package ballot_test

import (
	"slices"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/ballot"
)

// What follows from a result is told beside it, and everybody is told on the day
// to look again, once; what is said anew takes the place of what was said before.
func TestWhatFollowsFromAResult(t *testing.T) {
	r := newRoom(t)
	s := r.opened()
	for _, m := range members()[:3] {
		r.vote(m, s, "yes")
	}
	outcome := func(args ...string) []string { return append([]string{"ballot", "1"}, args...) }
	r.Refused("ballot.phase.open", "chair", "ballot outcome", outcome("text", "We meet.")...)
	r.closed(s)
	r.Refused("ballot.phase.counted", "chair", "ballot outcome", outcome("text", "We meet.")...)
	r.published(s)
	r.Refused("command.not-allowed.leads", "m1", "ballot outcome", outcome("text", "We meet.")...)
	r.Refused("ballot.review-later", "chair", "ballot outcome", outcome("text", "We meet.", "review", "2020-01-01")...)
	if _, ok := r.state(s).Stands(); ok {
		t.Fatal("something refused was recorded")
	}
	before := r.state(s).Sentence(r.View(s, ""))

	noon := r.Now.UTC().Truncate(24 * time.Hour).Add(60 * time.Hour)
	day := noon.Format(time.DateOnly)
	r.Must("chair", "ballot outcome", outcome("text", "We meet in June.", "review", day)...)
	has(t, r.shown(s, "", ballot.ShowOutcome), "What follows from the result of ballot 1", before, "We meet in June.", "To be looked at again on "+day+".")
	has(t, r.Reply(r.Must("m0", "ballot result", "ballot", "1").Reply), before, "We meet in June.")
	if got := r.state(s).Sentence(r.View(s, "")); got != before {
		t.Errorf("the result says %q, it was %q", got, before)
	}

	r.RunTo(noon.Add(-time.Minute))
	if times(r.effectsOf(s), ballot.ShowReview) != 0 {
		t.Error("people are told before the day")
	}
	r.RunTo(noon.Add(72 * time.Hour))
	if n := times(r.effectsOf(s), ballot.ShowReview); n != 1 {
		t.Errorf("people are told %d times", n)
	}
	has(t, r.shown(s, "", ballot.ShowReview), "The day has come", "We meet in June.")

	r.Must("chair", "ballot outcome", outcome("text", "We do not meet.", "review", r.Now.Add(24*time.Hour).Format(time.DateOnly))...)
	r.Must("chair", "ballot outcome", outcome("text", "We meet in July.")...)
	r.RunTo(r.Now.Add(48 * time.Hour))
	if n := times(r.effectsOf(s), ballot.ShowReview); n != 1 {
		t.Error("a day that was taken back is told")
	}
	if all := r.state(s).Statements; len(all) != 3 || all[0].Text.Text != "We meet in June." {
		t.Errorf("the statements are %+v", all)
	}
	own := ballot.Export(r.View(bot.WorkStream, "chair"), "chair")
	if len(own) != 1 || !slices.Contains(own[0].Wrote, "We meet in July.") || !slices.Contains(own[0].Wrote, "We meet in June.") {
		t.Errorf("the Chair's own are %+v", own)
	}
	if replayed := ballot.Of(bot.View{Here: r.Replay(s)}); len(replayed.Statements) != 3 {
		t.Errorf("replayed there are %d statements", len(replayed.Statements))
	}
}

func times(all []bot.Effect, show string) (n int) {
	for _, e := range all {
		if e.Show == show {
			n++
		}
	}
	return n
}
