package ballot_test

import (
	"testing"

	"magbot/bot/ballot"
)

// Where all say the same, or all of a group whose numbers are told, everybody knows
// what each said. A ballot that is not open warns of it, and tells nothing by that
// which its numbers do not tell.
func TestTheResultWarnsWhereAllSaidTheSame(t *testing.T) {
	three := "Alpha\nBravo\nCharlie"
	const all, first, groups, groupsFirst = "All who took part said the same", "All who took part put the same first",
		"In each of these groups all who took part said the same", "In each of these groups all who took part put the same first"
	warnings := []string{all, first, groups, groupsFirst}
	// m0, m4 and m8 are of the Government, m1, m5 and m9 of Civil Society
	apart := func(government, society string) []string {
		return []string{government, society, "", "", government, society, "", "", government, society}
	}
	for name, c := range map[string]struct {
		draft []string
		votes []string // of m0, m1, …; "" for none
		says  string   // "" for no warning
	}{
		"yes and no":                       {nil, []string{"yes", "yes", "yes"}, all},
		"pick one":                         {[]string{"kind", "pick-one", "options", three}, []string{"1", "1", "1"}, all},
		"approval":                         {[]string{"kind", "approval", "options", three}, []string{"1, 2", "2, 1", "1, 2"}, all},
		"gradients":                        {[]string{"kind", "gradients"}, []string{"8", "8", "8"}, all},
		"rankings by their first":          {[]string{"kind", "ranked", "options", three}, []string{"1 > 2", "1 > 3", "1"}, first},
		"a shared first place is not told": {[]string{"kind", "ranked", "options", three}, []string{"1 = 2", "1 = 2", "1 = 2"}, ""},
		"sums of points do not tell":       {[]string{"kind", "score", "options", three}, []string{"1:3", "1:3", "1:3"}, ""},
		"not all":                          {nil, []string{"yes", "yes", "no"}, ""},
		"open ballots promise nothing":     {[]string{"mode", "open"}, []string{"yes", "yes", "yes"}, ""},
		"all of a group that is told":      {nil, apart("yes", "no"), groups + ", so everybody knows what each of them said: Government, Civil Society."},
		"all of a group put the same first": {
			[]string{"kind", "ranked", "options", three}, apart("1 > 2", "2 > 3"), groupsFirst + ", so everybody knows whom or what each of them put first: Government, Civil Society.",
		},
		"a group that is left out is not named": {nil, []string{"yes", "no", "", "", "yes"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			s := r.opened(append([]string{"mode", "confidential"}, c.draft...)...)
			for i, v := range c.votes {
				if v != "" {
					r.vote(members()[i], s, v)
				}
			}
			r.closed(s)
			text := r.shown(s, "chair", ballot.ShowCounted)
			for _, w := range warnings {
				if w == c.says {
					has(t, text, w)
				} else if len(c.says) <= len(w) || c.says[:len(w)] != w {
					hasNot(t, text, w)
				}
			}
			has(t, text, c.says)
		})
	}
}

// What is advisory is not read as decided where the ballot does not stand beside it.
func TestTheSentenceOfAnAdvisoryBallotSaysThatItIs(t *testing.T) {
	for binding, want := range map[string]string{"yes": "", "no": " Advisory: it informs the Chair and decides nothing."} {
		r := newRoom(t)
		s := r.opened("binding", binding)
		r.vote("m0", s, "yes")
		r.closed(s)
		has(t, r.published(s), "Carried: 1 yes")
		got := r.state(s).Sentence(r.View(s, ""))
		if plain := "Carried: 1 yes, 0 no, and 1 of 1 groups in favour; needed: 1 of 1 (more than half of those who said yes or no)."; got != plain+want {
			t.Errorf("binding %s: %q", binding, got)
		}
	}
}

// The seal that was posted with the result is that of the bundle.
func TestTheSealOfTheBundleIsPostedWithTheResult(t *testing.T) {
	const posted = "Hash over the file with which it can be checked (/mag ballot bundle 1): "
	for name, c := range map[string]struct {
		draft []string
		votes []string
	}{
		"open":                   {nil, []string{"yes", "no", "yes"}},
		"confidential":           {[]string{"mode", "confidential"}, []string{"yes", "no", "yes"}},
		"rankings not given out": {[]string{"mode", "confidential", "kind", "ranked", "options", "A\nB"}, []string{"1 > 2", "2", "1"}},
		"fewer than three":       {[]string{"mode", "confidential"}, []string{"yes", "no"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			s := r.opened(c.draft...)
			for i, v := range c.votes {
				r.vote(members()[i], s, v)
			}
			r.closed(s)
			hasNot(t, r.shown(s, "chair", ballot.ShowCounted), posted)
			text := r.published(s)
			b, err := r.state(s).Bundle()
			if err != nil {
				t.Fatal(err)
			}
			has(t, text, posted+b.Seal.String())
			has(t, r.Reply(r.Must("m1", "ballot result", "ballot", "1").Reply), posted+b.Seal.String())
		})
	}
}
