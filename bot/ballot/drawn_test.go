package ballot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/ballot/tally"
	"magbot/bot/chat"
)

// pictures are those of the newest message of that name.
func (r *room) pictures(s bot.StreamID, name string) []chat.Picture {
	r.T.Helper()
	m, err := ballot.Shows()[name](r.View(s, "chair"), bot.Effect{Show: name})
	if err != nil {
		r.T.Fatalf("show %s: %v", name, err)
	}
	return picturesIn(m)
}

func picturesIn(m chat.Message) []chat.Picture {
	var all []chat.Picture
	for _, b := range m.Blocks {
		if p, is := b.(chat.Picture); is {
			all = append(all, p)
		}
	}
	return all
}

// everyKind are drafts of all that can be asked, with four votes each.
func everyKind() map[string]struct{ draft, votes []string } {
	three := "Alpha\nBravo\nCharlie"
	return map[string]struct{ draft, votes []string }{
		"yes-no":       {nil, []string{"yes", "no", "abstain", "yes"}},
		"pick-one":     {[]string{"kind", "pick-one", "options", three}, []string{"2", "2", "1", "2"}},
		"approval":     {[]string{"kind", "approval", "options", three}, []string{"1, 2", "2, 3", "2", "1"}},
		"score":        {[]string{"kind", "score", "options", three}, []string{"1:5, 2:3", "2:5, 3:1", "2:4", "1:1"}},
		"dots":         {[]string{"kind", "dots", "options", three}, []string{"1:4", "3:3, 2:1", "3:2, 1:2", "2:1"}},
		"ranked":       {[]string{"kind", "ranked", "options", three}, []string{"3 > 1 > 2", "3 > 2", "1 > 3", "2 > 3"}},
		"gradients":    {[]string{"kind", "gradients"}, []string{"1", "3", "8", "2"}},
		"stv":          {[]string{"kind", "election", "seats", "2", "options", three}, []string{"1 > 2", "1 > 2", "3", "2 > 1"}},
		"phragmen":     {[]string{"kind", "election", "method", "phragmen", "seats", "2", "options", three}, []string{"1, 2", "1, 2", "3", "2"}},
		"equal shares": {[]string{"kind", "election", "method", "equal-shares", "seats", "2", "options", three}, []string{"1, 2", "1, 2", "3", "2"}},
	}
}

// Each published result has a picture that begins with its sentence, shown to
// everybody and to whoever asks; before the publication nobody is shown one.
func TestAPublishedResultHasItsPictureAndNothingBefore(t *testing.T) {
	for name, c := range everyKind() {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			s := r.drafted(c.draft...)
			r.Must("chair", "ballot open", "ballot", "1")
			for i, v := range c.votes {
				r.vote(members()[i], s, v)
			}
			none := func(when string, shows ...string) {
				for _, show := range shows {
					if p := r.pictures(s, show); len(p) > 0 {
						t.Errorf("%s, %s shows %s", when, show, p[0].Alt)
					}
				}
			}
			none("while open", ballot.ShowLive, ballot.ShowOpened)
			r.closed(s)
			none("once counted", ballot.ShowLive, ballot.ShowClosed, ballot.ShowCounted, ballot.ShowResult)
			if d := r.Must("chair", "ballot result", "ballot", "1"); len(picturesIn(*d.Reply.Message)) > 0 {
				t.Error("the Chair is shown a picture before the publication")
			}
			r.settled(s)
			r.published(s)
			sentence := r.state(s).Sentence(r.View(s, "chair"))
			all := r.pictures(s, ballot.ShowResult)
			if len(all) == 0 {
				t.Fatal("the result has no picture")
			}
			for _, p := range all {
				if !strings.HasPrefix(p.Alt, sentence) || !strings.HasPrefix(p.SVG, "<svg") {
					t.Errorf("%q does not begin with %q, or is no picture: %.80s", p.Alt, sentence, p.SVG)
				}
			}
			d := r.Must("m9", "ballot result", "ballot", "1")
			if asked := picturesIn(*d.Reply.Message); !slices.Equal(asked, all) {
				t.Errorf("whoever asks is shown other pictures: %d and %d", len(asked), len(all))
			}
		})
	}
}

// The tables and pictures name what they count, and count that: approvals of a
// balanced list, points, dots, and of rankings the first place.
func TestANumberByGroupIsWhatItIsCalled(t *testing.T) {
	for kind, wants := range map[string][]string{
		"phragmen":     {"Approvals, by group.", "Bravo | 1 | 1 | 0 | 1 | 3", "Government: Bravo 1, Alpha 1,"},
		"equal shares": {"Approvals, by group.", "Bravo | 1 | 1 | 0 | 1 | 3", "Government: Bravo 1, Alpha 1,"},
		"approval":     {"Approvals, by group.", "Bravo | 1 | 1 | 1 | 0 | 3", "Bravo: votes 3."},
		"score":        {"Points, by group.", "Bravo | 3 | 5 | 4 | 0 | 12", "Bravo: points 12."},
		"dots":         {"Dots, by group.", "Alpha | 4 | 0 | 2 | 0 | 6", "Alpha: dots 6."},
		"ranked":       {"First preferences, by group.", "Charlie | 1 | 1 | 0 | 0 | 2", "First preferences by group: Government: Charlie 1,"},
	} {
		t.Run(kind, func(t *testing.T) {
			r, c := newRoom(t), everyKind()[kind]
			s := r.drafted(c.draft...)
			r.Must("chair", "ballot open", "ballot", "1")
			for i, v := range c.votes {
				r.vote(members()[i], s, v)
			}
			r.closed(s)
			has(t, r.published(s), wants...)
		})
	}
}

// Where nothing is told nothing is drawn: of too few votes, and of votes that are
// missing.
func TestWhatIsNotToldIsNotDrawn(t *testing.T) {
	few := newRoom(t)
	s := few.opened("mode", "confidential")
	few.vote("m0", s, "yes")
	few.vote("m1", s, "yes")
	few.closed(s)
	has(t, few.published(s), "fewer than 3 voted")
	lost := newRoom(t)
	l := lost.opened("mode", "detached")
	for _, m := range members()[:5] {
		lost.press(m, l, "yes")
	}
	lost.Urns[l] = lost.Urns[l][:4]
	lost.closed(l)
	has(t, lost.published(l), "Nothing is decided")
	for _, p := range append(few.pictures(s, ballot.ShowResult), lost.pictures(l, ballot.ShowResult)...) {
		t.Errorf("drawn is %s", p.Alt)
	}
}

// Rounds show whom they elect, so they are not drawn where the quorum was missed
// and nobody is.
func TestNobodyIsDrawnAsElectedWhoIsNot(t *testing.T) {
	r := newRoom(t)
	s := r.drafted("kind", "election", "seats", "2", "options", "Ana\nBo\nCy", "quorum", "6")
	r.Must("chair", "ballot open", "ballot", "1")
	for _, m := range members()[:4] {
		r.vote(m, s, "1 > 2")
	}
	r.closed(s)
	has(t, r.published(s), "Nothing is decided: 4 of 12 took part, and the quorum is 6.")
	for _, p := range r.pictures(s, ballot.ShowResult) {
		if !strings.HasPrefix(p.Alt, "Nothing is decided: ") || strings.Contains(p.SVG, "✓") || strings.Contains(p.Alt, "elected") {
			t.Errorf("drawn is %s", p.Alt)
		}
	}
}

// settled has the Chair end a tie with the first that can end it.
func (r *room) settled(s bot.StreamID) {
	r.T.Helper()
	st := r.state(s)
	res, err := st.Result()
	if err != nil {
		r.T.Fatalf("count: %v", err)
	}
	if st.Count.Outcome != ballot.Tied || res.Count == nil {
		return
	}
	chosen := st.Count.Tied[:st.Count.Open]
	if sets := res.Count.Committees; len(sets) > 0 {
		chosen = slices.DeleteFunc(slices.Clone(sets[0]), func(x tally.Candidate) bool { return !slices.Contains(st.Count.Tied, x) })
	}
	names := make([]string, len(chosen))
	for i, x := range chosen {
		names[i] = st.Names()[x]
	}
	r.Must("chair", "ballot settle", "ballot", id(s), "winners", strings.Join(names, ", "), "reason", "somebody must")
}

// drawing holds a ballot on what members say and gives its pictures.
func drawing(rt *rapid.T, mode string, draft []string, say map[bot.PersonID]string) (*room, bot.StreamID, []chat.Picture) {
	r := newRoom(rt)
	s := r.opened(append([]string{"mode", mode}, draft...)...)
	for _, m := range members() {
		if say[m] != "" {
			r.Must(m, "ballot cast", "ballot", "1", "say", say[m])
		}
	}
	r.closed(s)
	r.settled(s)
	r.publish(s)
	all := r.pictures(s, ballot.ShowResult)
	return r, s, all
}

var drawnKinds = map[string]struct{ draft, say []string }{
	"yes-no":    {nil, []string{"", "1", "2", "3"}},
	"pick-one":  {[]string{"kind", "pick-one", "options", "Alpha\nBravo\nCharlie"}, []string{"", "1", "2", "3"}},
	"approval":  {[]string{"kind", "approval", "options", "Alpha\nBravo\nCharlie"}, []string{"", "1", "12", "23"}},
	"gradients": {[]string{"kind", "gradients"}, []string{"", "1", "3", "8"}},
	"ranked":    {[]string{"kind", "ranked", "options", "Alpha\nBravo\nCharlie"}, []string{"", "12", "21", "31"}},
	"election":  {[]string{"kind", "election", "seats", "2", "options", "Alpha\nBravo\nCharlie"}, []string{"", "12", "21", "31"}},
}

// Whoever exchanges their votes, the pictures stay as they are, to the byte: any
// two of a detached ballot, and any two of the same group of a confidential one.
// And no picture names anybody, nor of a detached ballot any group.
func TestNoPictureOfAVoteThatIsNotOpenTellsWhoseItWas(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		mode := rapid.SampledFrom([]string{"confidential", "detached"}).Draw(rt, "mode")
		kind := rapid.SampledFrom([]string{"yes-no", "pick-one", "approval", "gradients", "ranked", "election"}).Draw(rt, "kind")
		c := drawnKinds[kind]
		say := map[bot.PersonID]string{}
		for _, m := range members() {
			say[m] = rapid.SampledFrom(c.say).Draw(rt, string(m))
		}
		one := rapid.IntRange(0, 11).Draw(rt, "one")
		other := rapid.IntRange(0, 11).Draw(rt, "other")
		if mode == "confidential" {
			other = (one + len(groups)*rapid.IntRange(1, 2).Draw(rt, "places")) % 12
		}
		a, b := members()[one], members()[other]
		if (say[a] == "") != (say[b] == "") {
			return // who took part is no secret
		}
		_, _, before := drawing(rt, mode, c.draft, say)
		say[a], say[b] = say[b], say[a]
		_, _, after := drawing(rt, mode, c.draft, say)
		if !slices.Equal(before, after) {
			rt.Fatalf("the pictures tell of an exchange:\n%v\n%v", before, after)
		}
		for _, p := range before {
			for i := range 12 {
				if strings.Contains(p.Alt+p.SVG, fmt.Sprint("m", i, " ")) || strings.Contains(p.Alt+p.SVG, fmt.Sprint("m", i, "<")) {
					rt.Fatalf("m%d stands in %s", i, p.Alt)
				}
			}
			for _, g := range groups {
				if mode == "detached" && strings.Contains(p.Alt+p.SVG, string(g)) {
					rt.Fatalf("%s stands in %s", g, p.Alt)
				}
			}
		}
	})
}

// Of a group that the table leaves out the picture has no number either, neither
// drawn nor in its words; and a hidden group is drawn as one that is.
func TestAGroupThatIsLeftOutIsInNoPicture(t *testing.T) {
	seen := 0
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom([]string{"yes-no", "pick-one", "approval", "gradients", "ranked", "election"}).Draw(rt, "kind")
		c := drawnKinds[kind]
		say := map[bot.PersonID]string{}
		for _, m := range members() {
			say[m] = rapid.SampledFrom(c.say).Draw(rt, string(m))
		}
		r, s, all := drawing(rt, "confidential", c.draft, say)
		res, err := r.state(s).Result()
		if err != nil {
			rt.Fatal(err)
		}
		hidden := map[string]bool{}
		switch {
		case res.Motion != nil:
			for _, g := range res.Motion.Groups {
				hidden[g.Group] = g.Hidden
			}
		case res.Gradient != nil:
			for _, g := range res.Gradient.Groups {
				hidden[g.Group] = g.Hidden
			}
		default:
			for _, g := range res.Parts {
				hidden[g.Group] = g.Hidden
			}
		}
		for _, p := range all {
			for g, is := range hidden {
				_, rest, drawn := strings.Cut(p.Alt, " "+g+": ")
				if told := !strings.HasPrefix(rest, "not told"); drawn && told == is {
					rt.Fatalf("%s is left out: %v; its picture says %s", g, is, p.Alt)
				}
				if drawn && is {
					seen++
				}
				_, rest, drawn = strings.Cut(p.SVG, ">"+g+"</text>")
				if drawn && is && !strings.HasPrefix(rest[strings.Index(rest, ">")+1:], "not told") {
					rt.Fatalf("%s is drawn: %s", g, rest)
				}
			}
		}
	})
	if seen == 0 {
		t.Error("no group was ever left out, so nothing was proved")
	}
}

// A result of which neither groups nor rounds can be drawn has the totals of all, in
// the table and in the picture: of a balanced list, of a tie that the Chair decided.
func TestADetachedResultHasItsTotals(t *testing.T) {
	for name, c := range map[string]struct {
		draft []string
		votes []string
		wants []string
	}{
		"a balanced list": {
			[]string{"method", "phragmen", "seats", "2"},
			[]string{"12", "12", "3", "2"},
			[]string{"| Bravo | 3 |", "Approvals of all.", "Alpha: approvals 2. Charlie: approvals 1."},
		},
		"a tie under transfers": {
			[]string{"method", "irv"},
			[]string{"1", "1", "2", "2"},
			[]string{"| Alpha | 2 |", "First preferences of all.", "Alpha: first preferences 2. Bravo: first preferences 2."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			s := r.drafted(append([]string{"kind", "election", "options", "Alpha\nBravo\nCharlie", "mode", "detached"}, c.draft...)...)
			r.Must("chair", "ballot open", "ballot", "1")
			for i, v := range c.votes {
				r.press(members()[i], s, v)
			}
			r.closed(s)
			r.settled(s)
			has(t, r.published(s), c.wants...)
			if n := len(r.pictures(s, ballot.ShowResult)); n != 1 {
				t.Errorf("%d pictures", n)
			}
		})
	}
}
