package ballot

import (
	"fmt"
	"slices"

	"magbot/bot"
	"magbot/bot/ballot/tally"
)

// Result is a ballot counted: exactly one of Motion, Count and Gradient is set.
// Everything in it is told; what small numbers would tell is left out of Parts,
// of Motion's groups and of Gradient's.
type Result struct {
	Turnout  *tally.Participation
	Motion   *tally.MotionResult   // YesNo
	Gradient *tally.GradientResult // Gradients
	Count    *tally.Result         // all others
	Election *tally.Election       // that Count counted
	Backing  []tally.Backing       // where Count has a threshold
	Parts    []tally.Part          // of Count, by group; none of a Detached ballot
	Outcome  Outcome
}

// Result counts the ballots that were gathered, with the lots that were drawn.
// Whoever has the same ballots, rules and seeds gets the same.
func (s *State) Result() (*Result, error) { return s.result(s.Papers(), s.Count.Lots) }

func (s *State) result(papers []Paper, lots []tally.Candidate) (*Result, error) {
	turnout, err := tally.CountTurnout(s.Turnout(), s.Rules.Quorum, s.Rules.GroupQuorum)
	if err != nil {
		return nil, fmt.Errorf("count the turnout: %w", err)
	}
	r := &Result{Turnout: turnout}
	switch s.Rules.Kind {
	case YesNo:
		err = s.motion(r, papers)
	case Gradients:
		err = s.gradient(r, papers)
	case PickOne, Approval, Score, Dots, Ranked, Election:
		err = s.election(r, papers, lots)
	}
	if err != nil {
		return nil, fmt.Errorf("count the ballots: %w", err)
	}
	if s.Rules.Mode.hides() && len(papers) < leastTold {
		r.Outcome = TooFew
	}
	if s.Gathered.Missing != 0 {
		r.Outcome = Missing
	}
	return r, nil
}

// groupsOf adds papers up by group: how many chose each option first. In a
// Detached ballot nobody knows the group of a paper, and all are together.
func (s *State) groupsOf(papers []Paper) ([]tally.Turnout, [][]int64, error) {
	rows := s.Turnout()
	if s.Rules.Mode == Detached {
		rows = []tally.Turnout{sum(rows)}
		rows[0].Group = ""
	}
	said := make([][]int64, len(rows))
	for i := range said {
		said[i] = make([]int64, len(s.Options))
	}
	for _, p := range papers {
		i := slices.IndexFunc(rows, func(t tally.Turnout) bool { return t.Group == string(p.Group) || s.Rules.Mode == Detached })
		b, err := s.pressed(p.Choice)
		if err != nil || i < 0 || len(b.Order) != 1 {
			return nil, nil, fmt.Errorf("a ballot that was taken cannot be read: %w", err)
		}
		said[i][b.Order[0]]++
	}
	return rows, said, nil
}

func (s *State) motion(r *Result, papers []Paper) error {
	rows, said, err := s.groupsOf(papers)
	if err != nil {
		return err
	}
	groups := make([]tally.GroupVotes, len(rows))
	for i, row := range rows {
		groups[i] = tally.GroupVotes{Group: row.Group, Entitled: row.Entitled, Recused: row.Recused, Said: [3]int64(said[i])}
	}
	rule := tally.MotionRule{
		Base: s.Rules.Base, Threshold: s.Rules.Threshold, Quorum: s.Rules.Quorum, Double: s.Rules.Double, Counts: s.Rules.counts(),
	}
	if s.Rules.Mode != Detached { // who took part is known by group, what they said is not
		rule.GroupQuorum = s.Rules.GroupQuorum
	}
	if r.Motion, err = tally.CountMotion(groups, rule); err != nil {
		return err
	}
	r.Outcome = Outcome(r.Motion.Outcome)
	if !r.Turnout.Quorum && r.Motion.Outcome != tally.NoQuorum && r.Motion.Outcome != tally.NoGroupQuorum {
		r.Outcome = NoQuorum
	}
	if s.Rules.Mode.hides() {
		r.Motion = r.Motion.Suppressed()
	}
	return nil
}

func (s *State) gradient(r *Result, papers []Paper) error {
	rows, said, err := s.groupsOf(papers)
	if err != nil {
		return err
	}
	g := tally.Gradient{Levels: s.Names(), Supports: s.Rules.Supports, Objects: s.Rules.Objects}
	for i, row := range rows {
		g.Groups = append(g.Groups, tally.Gradings{Group: row.Group, Entitled: row.Entitled, Recused: row.Recused, At: said[i]})
	}
	r.Gradient, err = tally.CountGradient(g, s.Rules.Mode.hides())
	r.Outcome = Decided
	if !r.Turnout.Quorum {
		r.Outcome = NoQuorum
	}
	return err
}

// election makes what tally counts of the papers.
func (s *State) electionOf(papers []Paper, lots []tally.Candidate) (*tally.Election, error) {
	e := &tally.Election{Title: s.Question.Text, Candidates: s.Names(), Seats: s.Rules.Seats, Lots: lots}
	if s.Rules.None {
		e.None = e.Candidates[len(e.Candidates)-1]
	}
	for _, p := range papers {
		b, err := s.pressed(p.Choice)
		if err != nil {
			return nil, fmt.Errorf("a ballot that was taken cannot be read: %w", err)
		}
		e.Ballots = append(e.Ballots, b)
	}
	return e, nil
}

// countOptions are the choices that the counting rule leaves open.
func (s *State) countOptions() tally.Options {
	o := tally.Options{Budget: s.Rules.Budget}
	for _, axis := range []string{byGroup, byRegion} {
		a := tally.Axis{Name: axis, Of: make([]string, len(s.Options))}
		for _, b := range s.Rules.Bounds {
			if b.Axis == axis {
				a.Limits = append(a.Limits, tally.Limit{Part: b.Part, Min: b.Min, Max: b.Max})
			}
		}
		for i, option := range s.Options {
			part := string(option.Group)
			if axis == byRegion {
				part = string(option.Region)
			}
			for _, l := range a.Limits {
				if fold(l.Part) == fold(part) {
					a.Of[i] = l.Part
				}
			}
		}
		if len(a.Limits) > 0 {
			o.Axes = append(o.Axes, a)
		}
	}
	return o
}

func (s *State) election(r *Result, papers []Paper, lots []tally.Candidate) error {
	e, err := s.electionOf(papers, lots)
	if err != nil {
		return err
	}
	if r.Count, err = tally.Count(e, s.Rules.Method, s.countOptions()); err != nil {
		return err
	}
	r.Election, r.Outcome = e, Decided
	if len(r.Count.Tied) > 0 {
		r.Outcome = Tied
	}
	if !r.Turnout.Quorum {
		r.Outcome = NoQuorum
	}
	if (s.Rules.Threshold != tally.Share{}) {
		entitled := sum(s.Turnout()).Entitled
		if r.Backing, err = r.Count.Backing(s.Rules.Threshold, s.Rules.Base, max(entitled, r.Count.Voters)); err != nil {
			return err
		}
		if r.Outcome == Tied && !r.decidable() {
			r.Outcome = Decided
		}
	}
	if s.Rules.Mode == Detached {
		return nil
	}
	groups := make([]string, len(papers))
	for i, p := range papers {
		groups[i] = string(p.Group)
	}
	order := make([]string, 0, len(s.Voters))
	for _, g := range s.Groups() {
		order = append(order, string(g))
	}
	r.Parts, err = tally.ByGroup(e, s.Rules.Method, groups, order, s.Rules.Mode.hides())
	return err
}

// short reports whether a threshold is asked that a candidate does not reach.
func (r *Result) short(x tally.Candidate) bool {
	return slices.ContainsFunc(r.Backing, func(b tally.Backing) bool { return b.Candidate == x && !b.Enough })
}

// decidable reports whether a tie leaves anybody to choose: where all of the tied
// miss the threshold, none of them can be chosen, and the Chair is asked nothing.
func (r *Result) decidable() bool {
	return slices.ContainsFunc(r.Count.Tied, func(x tally.Candidate) bool { return !r.short(x) })
}

// fact is what is recorded of a count.
func (s *State) fact() (Counted, error) {
	lots := s.lots()
	r, err := s.result(s.Papers(), lots)
	if err != nil {
		return Counted{}, err
	}
	c := Counted{Outcome: r.Outcome, Lots: lots}
	if r.Count == nil || r.Outcome == TooFew || r.Outcome == Missing || r.Outcome == NoQuorum {
		return c, nil
	}
	if r.Outcome == Tied {
		c.Tied, c.Open = r.Count.Tied, r.Count.Open
	}
	for _, x := range r.Count.Elected {
		none := s.Rules.None && int(x) == len(s.Options)-1
		if !r.short(x) && !none {
			c.Elected = append(c.Elected, x)
		}
	}
	return c, nil
}

// Winners are those chosen, by the count and where that left a tie by the Chair.
func (s *State) Winners() []tally.Candidate { return slices.Concat(s.Count.Elected, s.Settled.Elected) }

func inGroup(g bot.Group, v bot.View) string {
	if g == "" {
		return v.Say("ballot.group-unknown")
	}
	return string(g)
}
