package ballot

import (
	"slices"

	"magbot/bot"
	"magbot/bot/ballot/picture"
	"magbot/bot/ballot/tally"
	"magbot/bot/chat"
)

// pictures draw a published result: what each group said, and of an election what
// tells most of its count. They begin with the sentence of the ballot, which knows
// of the quorum and the Chair, and draw only what the tables beside them tell: what
// these leave out is in neither. Before the publication there are none, so that no
// file with numbers lies on a platform that might still be withdrawn.
func (s *State) pictures(v bot.View, r *Result) []chat.Block {
	if s.Phase != PhasePublished {
		return nil
	}
	var drawn []picture.Picture
	said := s.Sentence(v)
	switch {
	case r.Motion != nil:
		drawn = append(drawn, picture.Motion(v.Print, said, s.grouped(v, r.Motion)))
	case r.Gradient != nil:
		drawn = append(drawn, s.scale(v, r.Gradient, said))
	default:
		if p, ok := picture.Of(v.Print, said, r.Election, r.Count); ok && r.drawable() {
			drawn = append(drawn, p)
		}
		if p, ok := s.parts(v, r, said); ok {
			drawn = append(drawn, p)
		}
		if given, ok := s.totals(r); ok && len(drawn) == 0 {
			drawn = append(drawn, picture.Given(v.Print, said, r.Election, r.Count, given))
		}
	}
	var blocks []chat.Block
	for _, p := range drawn {
		blocks = append(blocks, chat.Picture{Alt: p.Alt, SVG: p.SVG})
	}
	return blocks
}

// answers draw a published result that was counted elsewhere, where its files hold
// totals.
func (s *State) answers(v bot.View) []chat.Block {
	if s.Phase != PhasePublished {
		return nil
	}
	var blocks []chat.Block
	for i := range s.Elsewhere.Questions {
		a := &s.Elsewhere.Questions[i]
		if a.Mixed > 0 {
			continue
		}
		var names []string
		var votes []int64
		for _, x := range a.best() {
			names, votes = append(names, x.Name.Text), append(votes, x.Votes)
		}
		p := picture.Answers(v.Print, s.Sentence(v), a.Text.Text, names, votes)
		blocks = append(blocks, chat.Picture{Alt: p.Alt, SVG: p.SVG})
	}
	return blocks
}

// drawable reports whether a picture of the count shows what was decided. Rounds
// show who is elected in each; where the quorum was missed nobody is, and where
// there was a tie they show one possibility only.
func (r *Result) drawable() bool {
	switch r.Count.Method {
	case tally.IRV, tally.ScottishSTV, tally.MeekSTV:
		return r.Outcome == Decided
	case tally.PickOne, tally.Approval, tally.Score, tally.Dots, tally.Phragmen, tally.EqualShares,
		tally.Schulze, tally.SchulzeMargins, tally.RankedPairs, tally.RankedPairsMargins:
	}
	return true
}

// grouped is a motion with its groups as they are called; of a detached ballot
// there are none.
func (s *State) grouped(v bot.View, r *tally.MotionResult) *tally.MotionResult {
	m := *r
	m.Groups = slices.Clone(r.Groups)
	if s.Rules.Mode == Detached {
		m.Groups = nil
	}
	for i := range m.Groups {
		m.Groups[i].Group = inGroup(bot.Group(m.Groups[i].Group), v)
	}
	return &m
}

func (s *State) scale(v bot.View, r *tally.GradientResult, said string) picture.Picture {
	g := *r
	g.Groups = slices.Clone(r.Groups)
	if s.Rules.Mode == Detached {
		g.Groups = nil
	}
	for i := range g.Groups {
		g.Groups[i].Group = inGroup(bot.Group(g.Groups[i].Group), v)
	}
	rule := tally.Gradient{Levels: s.Names(), Supports: s.Rules.Supports, Objects: s.Rules.Objects}
	return picture.Gradient(v.Print, said, rule, &g)
}

// parts draws what each group gave whom, where that is told.
func (s *State) parts(v bot.View, r *Result, said string) (picture.Picture, bool) {
	if s.Rules.Mode == Detached || len(r.Parts) < 2 {
		return picture.Picture{}, false
	}
	parts := slices.Clone(r.Parts)
	for i := range parts {
		parts[i].Group = inGroup(bot.Group(parts[i].Group), v)
	}
	return picture.Groups(v.Print, said, r.Election, r.Count, parts), true
}
