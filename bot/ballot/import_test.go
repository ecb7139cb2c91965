package ballot_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/ballot"
)

const (
	whoChairs = `{"question":"Who chairs?","answers":["Ann","Bo","Cy"],"blank":true,"min":1,"max":1}`
	inOrder   = `{"type":"NonHomomorphic","value":{"question":"In order?","answers":["Alpha","Bravo","Charlie"]},"extra":["Schulze",{"blank":true}]}`
	judged    = `{"type":"NonHomomorphic","value":{"question":"How good?","answers":["Alpha","Bravo"]},"extra":{"type":"MajorityJudgment"}}`
)

func outside(questions ...string) string {
	return `{"name":"The chair of 2027","description":"d","uuid":"u-1","questions":[` + strings.Join(questions, ",") + `]}`
}

func outcome(results ...string) string {
	return `{"num_tallied":12,"result":[` + strings.Join(results, ",") + `]}`
}

// preview asks for the preview of an import and gives the mark to agree with.
func (r *room) preview(args ...string) (text, mark string) {
	r.T.Helper()
	d := r.Must("sec", "ballot import", args...)
	if len(d.Events) > 0 || d.Reply.Form == nil {
		r.T.Fatalf("it is no preview: %+v", d)
	}
	return r.Reply(d.Reply), d.Reply.Form.Call.Args["confirm"]
}

func (r *room) imported(args ...string) string {
	r.T.Helper()
	_, mark := r.preview(args...)
	return r.Reply(r.Must("sec", "ballot import", append([]string{"confirm", mark}, args...)...).Reply)
}

// A result that was counted elsewhere is previewed, recorded, shown to the Chair,
// published and told as what it is: with its source and the hashes of its files.
func TestAnOutsideResultIsPreviewedRecordedAndPublished(t *testing.T) {
	r := newRoom(t)
	e, f := outside(whoChairs), outcome("[1,3,6,2]")
	args := []string{"election", e, "result", f, "source", "https://vote.example.org/u-1", "outcome", "Bo is to chair."}
	hashes := []string{fmt.Sprintf("%x", sha256.Sum256([]byte(e))), fmt.Sprintf("%x", sha256.Sum256([]byte(f)))}
	text, mark := r.preview(args...)
	all := append([]string{hashes[0], hashes[1]}, "Counted elsewhere, with Belenios (The chair of 2027), and not here.", "Who chairs?", "| Bo | 6 |\n| Ann | 3 |\n| Cy | 2 |\n| blank | 1 |",
		"> Bo is to chair.", "Ballots counted there: 12", "Election: u-1", "Source: https://vote.example.org/u-1", "nobody voted on it here")
	has(t, text, append(all, "Nothing has been recorded yet.")...)
	if n := len(ballot.DirectoryOf(r.View(bot.WorkStream, "")).All()); n != 0 {
		t.Fatalf("a preview recorded %d ballots", n)
	}
	has(t, r.Reply(r.Must("sec", "ballot import", append([]string{"confirm", mark}, args...)...).Reply), "Recorded as ballot 1, counted elsewhere", "[Publish the result]")
	const s = bot.StreamID("ballot/1")
	has(t, r.shown(s, "chair", ballot.ShowCounted), append(all, "[Publish the result]")...)
	hasNot(t, r.Reply(r.Must("m0", "ballot show", "ballot", "1").Reply), "Bo", hashes[0])
	r.Refused("ballot.unpublished", "m0", "ballot result", "ballot", "1")
	r.Refused("ballot.unpublished", "m0", "ballot bundle", "ballot", "1")
	has(t, r.published(s), append(all, "picture: Counted elsewhere, with Belenios (The chair of 2027)", "Bo: votes 6. Ann: votes 3. Cy: votes 2.")...)
	for _, path := range []string{"ballot show", "ballot result"} {
		has(t, r.Reply(r.Must("m0", path, "ballot", "1").Reply), all...)
	}
	r.Refused("ballot.bundle-outside", "m0", "ballot bundle", "ballot", "1")
	has(t, r.state(s).Sentence(r.View(s, "m0")), "Counted elsewhere, with Belenios (The chair of 2027), and not here. “Who chairs?”: Bo 6, Ann 3, Cy 2. Base: 12 ballots")
	if d := cmp.Diff(r.state(s).Draft, ballot.Of(bot.View{Here: r.Replay(s)}).Draft); d != "" {
		t.Errorf("replayed it is another one: %s", d)
	}
	for _, e := range r.effectsOf(s) {
		if e.Do == bot.Live && e.To.Channels {
			t.Error("a live message asks for votes on what was counted elsewhere")
		}
	}
	own := ballot.Export(r.View(s, "sec"), "sec")
	if len(own) != 1 || strings.Join(own[0].Wrote, "|") != "https://vote.example.org/u-1|Bo is to chair." || own[0].Choice != "" {
		t.Errorf("who recorded it is given %+v", own)
	}
}

// On an outside result nobody votes, and nothing of it can be opened, changed,
// extended, closed or settled.
func TestNobodyVotesOnAnOutsideResult(t *testing.T) {
	r := newRoom(t)
	r.imported("election", outside(whoChairs), "result", outcome("[1,3,6,2]"))
	for path, args := range map[string][]string{
		"ballot change": {"question", "Another?"}, "ballot open": nil, "ballot extend": {"until", "+1d", "reason", "x"}, "ballot seed": nil,
		"ballot recuse": {"reason", "x"},
	} {
		r.Refused("ballot.phase.counted", "chair", path, append([]string{"ballot", "1"}, args...)...)
	}
	if d := r.Must("chair", "ballot close", "ballot", "1"); len(d.Events) > 0 {
		t.Errorf("it was closed: %+v", d.Events)
	}
	r.Refused("ballot.no-tie", "chair", "ballot settle", "ballot", "1", "winners", "Bo", "reason", "x")
	r.Refused("ballot.late", "m0", "ballot cast", "ballot", "1", "choice", "Bo")
	before := len(r.effectsOf("ballot/1"))
	r.Must("chair", "ballot withdraw", "ballot", "1", "reason", "of another year")
	for _, e := range r.effectsOf("ballot/1")[before:] {
		if e.Do == bot.Post || e.To.Channels {
			t.Errorf("of what was never published everybody is told %s", e.Show)
		}
	}
	text := r.Reply(r.Must("m0", "ballot show", "ballot", "1").Reply)
	has(t, text, "Withdrawn, without a result: of another year")
	hasNot(t, text, "Bo")
	has(t, r.imported("election", outside(whoChairs), "result", outcome("[1,3,6,2]")), "Recorded as ballot 2")
}

// Ballots that Belenios mixed are put in order where its rule is Schulze's, which
// is said; for another rule whoever records them says what came of them.
func TestMixedBallotsSayWhoPutThemInOrder(t *testing.T) {
	r := newRoom(t)
	r.imported("election", outside(inOrder), "result", outcome("[[2,1,3],[2,1,0],[1,2,3]]"))
	has(t, r.published("ballot/1"), "| Bravo | 1 |\n| Alpha | 2 |\n| Charlie | 3 |", "It was found from them by Schulze's rule")
	has(t, r.state("ballot/1").Sentence(r.View("ballot/1", "m0")), "“In order?”, put in order here by Schulze's rule: 1. Bravo, 2. Alpha, 3. Charlie")
	args := []string{"election", outside(judged), "result", outcome("[[1,2],[2,2]]")}
	r.Refused("ballot.import-outcome", "sec", "ballot import", args...)
	r.imported(append(args, "outcome", "Alpha, graded good")...)
	has(t, r.published("ballot/2"), "| Alpha | · |", "The files hold 2 ballots and not what came of them (rule: MajorityJudgment)", "> Alpha, graded good")
}

// What was not seen just so is not recorded: other files, other words, or another
// number that it would have.
func TestOnlyWhatWasSeenIsRecorded(t *testing.T) {
	r := newRoom(t)
	args := []string{"election", outside(whoChairs), "result", outcome("[1,3,6,2]")}
	_, mark := r.preview(args...)
	for name, changed := range map[string][]string{
		"another result": {"election", outside(whoChairs), "result", outcome("[1,6,3,2]")},
		"other words":    append([]string{"outcome", "Ann is to chair."}, args...),
		"another source": append([]string{"source", "elsewhere"}, args...),
	} {
		d := r.Must("sec", "ballot import", append([]string{"confirm", mark}, changed...)...)
		if len(d.Events) > 0 {
			t.Errorf("%s was recorded unseen", name)
		}
		has(t, r.Reply(d.Reply), "so nothing was recorded")
	}
	r.draft()
	if d := r.Must("sec", "ballot import", append([]string{"confirm", mark}, args...)...); len(d.Events) > 0 {
		t.Error("it was recorded under another number than was seen")
	}
}

func TestAnImportThatCannotBeReadIsRefused(t *testing.T) {
	many := strings.TrimSuffix(strings.Repeat(whoChairs+",", 21), ",")
	totals := strings.TrimSuffix(strings.Repeat("[1,3,6,2],", 21), ",")
	for name, c := range map[string]struct{ key, election, result string }{
		"no file of an election": {"ballot.import-file", "name,group", outcome("[1,3,6,2]")},
		"cut off":                {"ballot.import-file", outside(whoChairs), outcome("[1,3,6,2]")[:20]},
		"of two elections":       {"ballot.import-file", outside(whoChairs, inOrder), outcome("[1,3,6,2]")},
		"totals too few":         {"ballot.import-file", outside(whoChairs), outcome("[1,3]")},
		"more votes than voters": {"ballot.import-file", outside(whoChairs), outcome("[1,3,60,2]")},
		"too many questions":     {"ballot.import-questions", outside(many), outcome(totals)},
		"a name without an end":  {"ballot.import-long", outside(strings.Replace(whoChairs, "Ann", strings.Repeat("Ann", 200), 1)), outcome("[1,3,6,2]")},
		"too many mixed ballots": {"ballot.import-large", outside(inOrder), outcome("[" + strings.TrimSuffix(strings.Repeat("[1,2,3],", 5001), ",") + "]")},
	} {
		t.Run(name, func(t *testing.T) {
			newRoom(t).Refused(c.key, "sec", "ballot import", "election", c.election, "result", c.result)
		})
	}
	r := newRoom(t)
	args := []string{"election", outside(whoChairs), "result", outcome("[1,3,6,2]")}
	r.imported(args...)
	r.Refused("ballot.import-twice", "sec", "ballot import", args...)
	if _, err := r.Do("m0", "ballot import", args...); err == nil {
		t.Error("a member recorded a result")
	}
}
