package ballot

import (
	"strings"

	"magbot/bot"
	"magbot/bot/ballot/tally"
)

// Sentence is the one sentence that says what came of a ballot, by which rule
// and on which base. It is empty before the count. Read without the ballot beside it,
// as in minutes, or at a glance, what is advisory must not look decided: that is said
// with it.
func (s *State) Sentence(v bot.View) string {
	said := s.sentence(v)
	if said == "" || s.Rules.Binding || s.outside() || s.Phase == PhaseWithdrawn {
		return said
	}
	return said + " " + v.Say(s.force())
}

func (s *State) sentence(v bot.View) string {
	switch s.Phase {
	case PhaseWithdrawn:
		return v.Say("ballot.sentence.withdrawn", "why", written(v, s.Why))
	case PhaseCounted, PhasePublished:
	case PhaseNone, PhaseDraft, PhaseOpen, PhaseClosed:
		return ""
	}
	if s.outside() {
		return s.elsewhereSentence(v)
	}
	r, err := s.Result()
	if err != nil {
		return v.Say("ballot.sentence.uncountable")
	}
	n := r.Turnout.Total
	switch r.Outcome {
	case TooFew:
		return v.Say("ballot.sentence.too-few", "least", leastTold)
	case Missing:
		return v.Say("ballot.sentence.lost", "count", max(s.Gathered.Missing, -s.Gathered.Missing))
	case NoQuorum:
		return v.Say("ballot.sentence.no-quorum", "count", n.Took, "of", n.Entitled, "needs", n.Needs, "groups", s.short(v, r))
	case Decided, Tied:
	}
	switch {
	case r.Motion != nil && s.Rules.Mode == Detached:
		return s.together(v, r.Motion)
	case r.Motion != nil:
		return v.Print.Text(r.Motion.Sentence())
	case r.Gradient != nil:
		return s.middle(v, r.Gradient)
	}
	return s.chosen(v, r)
}

// together tells a motion of which nothing is known by group.
func (s *State) together(v bot.View, r *tally.MotionResult) string {
	said := r.Total.Said
	return v.Say("ballot.sentence.motion."+string(r.Outcome), "yes", said[tally.Yes], "no", said[tally.No], "abstain", said[tally.Abstain],
		"needs", r.NeedsYes, "of", r.Base, "threshold", shareText(r.Rule.Threshold), "base", s.Rules.baseText())
}

// short lists the groups of which too few took part.
func (s *State) short(v bot.View, r *Result) string {
	var names []string
	for _, g := range r.Turnout.Groups {
		if !g.Met {
			names = append(names, v.Say("ballot.short-group", "group", inGroup(bot.Group(g.Group), v), "took", g.Took, "needs", g.Needs))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " " + v.Say("ballot.short-groups", "groups", strings.Join(names, ", "))
}

func (s *State) middle(v bot.View, g *tally.GradientResult) string {
	if g.Took == 0 {
		return v.Say("ballot.sentence.nobody")
	}
	return v.Say("ballot.sentence.gradients", "count", g.Took, "support", g.Support, "objections", g.Objections, "middle", s.Options[g.Middle[0]].Name.Text)
}

// chosen tells a choice, and whether lots had a part in it.
func (s *State) chosen(v bot.View, r *Result) string {
	said := s.choice(v, r)
	if r.Count.LotsFell() {
		said += " " + v.Say("ballot.sentence.by-lot")
	}
	return said
}

// choice tells an election in the words of the count: who is elected, by which
// rule, and on which base. What the count alone does not decide is added: whether
// a threshold was needed, and what the Chair decided of a tie.
func (s *State) choice(v bot.View, r *Result) string {
	if s.Rules.Kind == Election {
		return s.elected(v, r)
	}
	method := v.Print.Text(methodText(s.Rules.Method))
	if (s.Rules.Threshold != tally.Share{}) {
		method = v.Say("ballot.method-threshold", "method", method, "threshold", shareText(s.Rules.Threshold), "base", s.Rules.baseText())
	}
	winners := s.Winners()
	args := []any{"count", len(winners), "names", s.listed(winners), "method", method, "ballots", r.Count.Voters}
	switch {
	case len(winners) == 0 && r.Outcome == Tied:
		return v.Say("ballot.sentence.tied", "names", s.listed(s.Count.Tied), "method", method, "ballots", r.Count.Voters)
	case len(winners) == 0:
		return v.Say("ballot.sentence.nobody-chosen", args...)
	case r.Outcome == Tied && len(s.Settled.Elected) == 0:
		return v.Say("ballot.sentence.partly", append(args, "tied", s.listed(s.Count.Tied))...)
	case r.Outcome == Tied:
		return v.Say("ballot.sentence.settled", append(args, "chair", s.listed(s.Settled.Elected))...)
	}
	return v.Say("ballot.sentence.chosen", args...)
}

func (s *State) elected(v bot.View, r *Result) string {
	told := *r.Count
	told.Elected, told.Tied, told.Open = s.Winners(), s.Count.Tied, s.Count.Open
	settled := r.Outcome == Tied && len(s.Settled.Elected) > 0
	if settled {
		told.Tied, told.Open = nil, 0
	}
	said := v.Print.Text(told.Sentence(r.Election))
	if (s.Rules.Threshold != tally.Share{}) {
		said += " " + v.Say("ballot.rule.threshold", "threshold", shareText(s.Rules.Threshold), "base", s.Rules.baseText())
	}
	if settled {
		said += " " + v.Say("ballot.sentence.by-chair", "chair", s.listed(s.Settled.Elected))
	}
	return said
}
