package ballot

import (
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
)

// alikeNotes warn, of a ballot that is not open, where what is told of all or of a
// group tells what each of them said, because they all said the same. Nothing is
// added to what the tables show: of a group whose numbers are left out nothing is
// said, of rankings the first place alone, and of points, whose sums do not tell who
// gave how many, nothing.
func (s *State) alikeNotes(v bot.View, r *Result) []chat.Block {
	way := s.Rules.way()
	if !s.Rules.Mode.hides() || way == Score || way == Dots {
		return nil
	}
	key := "ballot.alike."
	if way == Ranked {
		key = "ballot.alike-first."
	}
	papers := s.Papers()
	if alike(papers, way) {
		return []chat.Block{chat.Note{Text: chat.Line(v.Say(key + "all"))}}
	}
	told := r.groupsTold()
	of := map[bot.Group][]Paper{}
	for _, p := range papers {
		of[p.Group] = append(of[p.Group], p)
	}
	var names []string
	for _, g := range s.Groups() {
		if told[g] && alike(of[g], way) {
			names = append(names, inGroup(g, v))
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []chat.Block{chat.Note{Text: chat.Line(v.Say(key+"groups", "groups", strings.Join(names, ", ")))}}
}

// groupsTold are the groups whose numbers are shown.
func (r *Result) groupsTold() map[bot.Group]bool {
	told := map[bot.Group]bool{}
	for _, p := range r.Parts {
		told[bot.Group(p.Group)] = !p.Hidden
	}
	if r.Motion != nil {
		for _, g := range r.Motion.Groups {
			told[bot.Group(g.Group)] = !g.Hidden
		}
	}
	if r.Gradient != nil {
		for _, g := range r.Gradient.Groups {
			told[bot.Group(g.Group)] = !g.Hidden
		}
	}
	return told
}

// alike reports whether there are papers and all say the same, or of rankings have
// the same option alone in the first place: that is the first preference.
func alike(papers []Paper, way Kind) bool {
	if len(papers) == 0 {
		return false
	}
	first := firstOf(papers[0], way)
	if way == Ranked && strings.Contains(first, "=") {
		return false
	}
	return !slices.ContainsFunc(papers, func(p Paper) bool { return firstOf(p, way) != first })
}

// firstOf is what a paper says or, of a ranking, its first place.
func firstOf(p Paper, way Kind) string {
	if way != Ranked {
		return p.Choice
	}
	first, _, _ := strings.Cut(p.Choice, ">")
	return first
}
