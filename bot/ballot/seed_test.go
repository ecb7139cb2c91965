package ballot_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/ballot/proof"
	"magbot/bot/chat"
	"magbot/bot/meeting/meetingtest"
)

var seedText = regexp.MustCompile(`\b[0-9a-f]{64}\b`)

// committed has somebody commit to a seed, and gives it.
func (r *room) committed(who bot.PersonID, s bot.StreamID) string {
	r.T.Helper()
	text := seedText.FindString(r.Reply(r.Must(who, "ballot seed", "ballot", id(s)).Reply))
	for _, rec := range r.Log(s) {
		for _, e := range rec.Events {
			if text == "" || strings.Contains(string(e.Body), text) {
				r.T.Fatalf("the seed %q is in the record: %s", text, e.Body)
			}
		}
	}
	return text
}

// tied is an election that ends in a tie, with the seeds of two.
func tied(t *testing.T) (r *room, s bot.StreamID, chair, co string) {
	t.Helper()
	r = newRoom(t)
	s = r.draft("kind", "election", "options", "Ana\nBo\nCy")
	chair, co = r.committed("chair", s), r.committed("co", s)
	r.Must("chair", "ballot open", "ballot", "1")
	has(t, r.shown(s, "", ballot.ShowLive), "lots from the seeds of 2 people")
	for i, m := range members()[:4] {
		r.vote(m, s, fmt.Sprint(i%2+1))
	}
	return r, s, chair, co
}

func TestATieIsBrokenByTheLotsOfTwoSeeds(t *testing.T) {
	r, s, chair, co := tied(t)
	r.Refused("ballot.seed-early", "chair", "ballot reveal", "ballot", "1", "seed", chair)
	r.closed(s)
	if p := r.state(s).Phase; p != ballot.PhaseClosed {
		t.Fatalf("it was counted before the seeds were opened: %s", p)
	}
	r.Refused("ballot.waits-for-seeds", "chair", "ballot result", "ballot", "1")
	has(t, r.shown(s, "chair", ballot.ShowSeed), "Please open your seed within 24 hours")
	r.Refused("ballot.seed-other", "chair", "ballot reveal", "ballot", "1", "seed", co)
	r.Refused("ballot.no-seed", "m1", "ballot reveal", "ballot", "1", "seed", co)
	r.Must("chair", "ballot reveal", "ballot", "1", "seed", chair)
	r.asksForSeeds(s, "co")
	r.Must("co", "ballot reveal", "ballot", "1", "seed", co)
	r.asksForSeeds(s)
	st := r.state(s)
	if st.Phase != ballot.PhaseCounted || st.Count.Outcome != ballot.Decided || len(st.Count.Elected) != 1 {
		t.Fatalf("it ended as %+v", st.Count)
	}
	// Anybody who has the seeds and the root finds the same lots.
	var root proof.Hash
	if err := root.UnmarshalText([]byte(st.Gathered.Root)); err != nil {
		t.Fatal(err)
	}
	lots, err := proof.Lots("ballot/1", seedsOf(t, st), root, st.Names())
	if err != nil || fmt.Sprint(lots) != fmt.Sprint(st.Count.Lots) {
		t.Errorf("the lots are %v, and anybody finds %v: %v", st.Count.Lots, lots, err)
	}
	has(t, r.published(s), "Elected is "+st.Names()[st.Count.Elected[0]], "the published lots decided")
}

// asksForSeeds makes sure that of those who committed to a seed these alone are still
// asked to open it.
func (r *room) asksForSeeds(s bot.StreamID, who ...string) {
	r.T.Helper()
	last := map[string]bot.Effect{}
	for _, e := range r.effectsOf(s) {
		if e.Show == ballot.ShowSeed {
			last[e.With["by"]] = e
		}
	}
	for by, e := range last {
		text := r.Show(s, bot.PersonID(by), e)
		if asked := strings.Contains(text, "Open my seed"); e.Do != bot.Live || asked != slices.Contains(who, by) {
			r.T.Fatalf("%s is asked: %s %q", by, e.Do, text)
		}
	}
	if len(last) != 2 {
		r.T.Fatalf("%d were asked for a seed", len(last))
	}
}

func seedsOf(t *testing.T, st *ballot.State) []proof.Seed {
	t.Helper()
	var seeds []proof.Seed
	for _, x := range st.Seeds {
		seed := proof.Seed{By: x.By}
		if err := seed.Commitment.UnmarshalText([]byte(x.Commitment)); err != nil {
			t.Fatal(err)
		}
		var opened proof.Hash
		if err := opened.UnmarshalText([]byte(x.Opened)); err != nil {
			t.Fatal(err)
		}
		seed.Opened = opened[:]
		seeds = append(seeds, seed)
	}
	return seeds
}

func TestASeedThatStaysShutLeavesTheTieToTheChair(t *testing.T) {
	r, s, chair, co := tied(t)
	r.closed(s)
	r.Must("chair", "ballot reveal", "ballot", "1", "seed", chair)
	r.RunTo(meetingtest.Begin().Add(25 * time.Hour))
	if st := r.state(s); st.Phase != ballot.PhaseCounted || st.Count.Outcome != ballot.Tied || len(st.Count.Lots) != 0 {
		t.Fatalf("it ended as %s %+v", st.Phase, st.Count)
	}
	r.asksForSeeds(s)
	r.Refused("ballot.seed-late", "co", "ballot reveal", "ballot", "1", "seed", co)
	r.Refused("ballot.settle-first", "chair", "ballot publish", "ballot", "1")
	r.Refused("ballot.not-tied", "chair", "ballot settle", "ballot", "1", "winners", "Cy", "reason", "x")
	r.Refused("ballot.settle-count", "chair", "ballot settle", "ballot", "1", "winners", "Ana, Bo", "reason", "x")
	r.Must("chair", "ballot settle", "ballot", "1", "winners", "Bo", "reason", "the region had nobody")
	told := r.published(s)
	has(t, told, "Elected is Bo. ", "The count left a tie, and the Chair decided for Bo", "the region had nobody")
	hasNot(t, told, "nobody is elected")
}

func TestOneSeedAloneOpensNothing(t *testing.T) {
	r := newRoom(t)
	s := r.draft("kind", "election", "options", "Ana\nBo\nCy")
	r.committed("chair", s)
	r.committed("chair", s) // another one takes its place
	r.Refused("ballot.one-seed", "chair", "ballot open", "ballot", "1")
	r.Refused("ballot.commitment-how", "sec", "ballot seed", "ballot", "1", "commitment", "abc")
	r.Must("sec", "ballot seed", "ballot", "1", "commitment", strings.Repeat("ab", 32))
	r.Must("chair", "ballot open", "ballot", "1")
	r.Refused("ballot.phase.open", "co", "ballot seed", "ballot", "1")
	m := r.draft()
	r.Refused("ballot.seed-none", "chair", "ballot seed", "ballot", id(m))
}

// Lots are offered where a tie can be broken by them, and only there.
func TestLotsAreOfferedWhereTheyCanBeDrawn(t *testing.T) {
	for kind, want := range map[string]bool{"yes-no": false, "gradients": false, "election": true, "ranked": true} {
		r := newRoom(t)
		args := []string{"kind", kind}
		if want {
			args = append(args, "options", "Ana\nBo\nCy")
		}
		d := r.Must("chair", "ballot show", "ballot", id(r.draft(args...)))
		offered := slices.ContainsFunc(d.Reply.Message.Buttons, func(b chat.Button) bool { return b.Call.Path == "ballot seed" })
		if offered != want {
			t.Errorf("a draft of the kind %s offers lots: %t", kind, offered)
		}
	}
}

// pressed follows a paper from button to button.
func (r *room) paper(who bot.PersonID, call bot.Call) (text string, buttons map[string]bot.Call) {
	r.T.Helper()
	before := len(r.Log("ballot/1"))
	d, err := r.Press(who, call)
	if err != nil || d.Reply.Message == nil {
		r.T.Fatalf("%+v: %v", call, err)
	}
	if len(r.Log("ballot/1")) != before && call.Path == "ballot paper" {
		r.T.Fatalf("a draft was recorded")
	}
	buttons = map[string]bot.Call{}
	for _, b := range d.Reply.Message.Buttons {
		buttons[b.Label] = bot.Call(b.Call)
	}
	return meetingtest.Text(*d.Reply.Message), buttons
}

// A ranking is pressed together, undone, seen and handed in; all of it stands in
// the buttons, so that a restart in between changes nothing and nothing leaks.
func TestARankingIsPressedTogether(t *testing.T) {
	for _, mode := range []string{"open", "confidential", "detached"} {
		r := newRoom(t)
		s := r.opened("kind", "ranked", "options", "Alpha\nBravo\nCharlie\nDelta", "mode", mode)
		text, b := r.paper("m0", bot.Do("ballot paper", "ballot", "1"))
		has(t, text, "Nothing is chosen yet", "[1. Alpha]", "(Only you see this.)")
		_, b = r.paper("m0", b["1. Charlie"])
		text, b = r.paper("m0", b["2. Alpha"])
		has(t, text, "1. Charlie\n2. Alpha\n", "[3. Bravo]")
		hasNot(t, text, "Alpha]")
		_, b = r.paper("m0", b["Undo"])
		text, b = r.paper("m0", b["2. Delta"])
		has(t, text, "1. Charlie\n2. Delta\n")
		for label, call := range b {
			size := len(call.Path)
			for k, v := range call.Args {
				size += len(k) + len(v) + 2
			}
			if size > 95 {
				t.Errorf("%s does not fit into a button: %+v", label, call)
			}
		}
		d, err := r.Press("m0", b["Hand in"])
		if err != nil {
			t.Fatal(err)
		}
		has(t, r.Reply(d.Reply), "Charlie > Delta")
		if n := sum(r.state(s)); n != 1 {
			t.Errorf("%d have voted", n)
		}
	}
}

func sum(s *ballot.State) (n int64) {
	for _, row := range s.Turnout() {
		n += row.Took
	}
	return n
}

func TestApprovalsDotsAndScoresArePressedTogether(t *testing.T) {
	r := newRoom(t)
	r.opened("kind", "approval", "options", "Alpha\nBravo\nCharlie")
	_, b := r.paper("m0", bot.Do("ballot paper", "ballot", "1"))
	_, b = r.paper("m0", b["☐ Alpha"])
	_, b = r.paper("m0", b["☐ Charlie"])
	_, b = r.paper("m0", b["☑ Alpha"])
	d, err := r.Press("m0", b["Hand in"])
	if err != nil {
		t.Fatal(err)
	}
	has(t, r.Reply(d.Reply), ": Charlie.")

	r = newRoom(t)
	r.draft("kind", "dots", "options", "Alpha\nBravo")
	r.Must("chair", "ballot rule", "ballot", "1", "budget", "3")
	r.Must("chair", "ballot open", "ballot", "1")
	_, b = r.paper("m0", bot.Do("ballot paper", "ballot", "1"))
	_, b = r.paper("m0", b["Alpha (0) +1"])
	_, b = r.paper("m0", b["Bravo (0) +1"])
	text, b := r.paper("m0", b["Bravo (1) +1"])
	has(t, text, "Alpha: 1", "Bravo: 2", "0 dots are left")
	hasNot(t, text, "+1]")
	_, b = r.paper("m0", b["Undo"])
	d, err = r.Press("m0", b["Hand in"])
	if err != nil {
		t.Fatal(err)
	}
	has(t, r.Reply(d.Reply), "Alpha 1, Bravo 1")

	r = newRoom(t)
	r.opened("kind", "score", "options", "Alpha\nBravo")
	_, b = r.paper("m0", bot.Do("ballot paper", "ballot", "1"))
	_, b = r.paper("m0", b["Bravo"])
	text, b = r.paper("m0", b["4"])
	has(t, text, "Bravo: 4")
	d, err = r.Press("m0", b["Hand in"])
	if err != nil {
		t.Fatal(err)
	}
	has(t, r.Reply(d.Reply), "Bravo 4")
	text, _ = r.paper("m0", bot.Do("ballot paper", "ballot", "1"))
	has(t, text, "You have voted already", "Bravo: 4")
	text, _ = r.paper("m1", bot.Do("ballot paper", "ballot", "1"))
	hasNot(t, text, "You have voted already", "Bravo: 4")
}

// A count of many steps says on the screen that there are more, and the file holds all.
func TestALongCountSaysThatMoreStandsInTheFile(t *testing.T) {
	r := newRoom(t)
	s := r.drafted("kind", "election", "seats", "2", "options", "Ana\nBo\nCy\nDi\nEli\nFay\nGus")
	r.Must("chair", "ballot open", "ballot", id(s))
	for i, m := range members() {
		r.vote(m, s, fmt.Sprintf("%d > %d", i%7+1, (i+3)%7+1))
	}
	r.closed(s)
	r.settled(s)
	has(t, r.published(s), "more steps stand in the file below")
}
