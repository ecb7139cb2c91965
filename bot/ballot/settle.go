package ballot

import (
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/ballot/proof"
	"magbot/bot/ballot/tally"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// settle records whom the Chair chose where the count left a tie.
func settle(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if err := s.mustBe(PhaseCounted); err != nil {
		return bot.Decision{}, err
	}
	if s.Count.Outcome != Tied {
		return bot.Decision{}, lang.Refuse("ballot.no-tie", "number", s.Number)
	}
	var chosen []tally.Candidate
	for _, piece := range pieces(c.Text("winners"), ",;\n") {
		x, err := s.named(piece)
		if err != nil {
			return bot.Decision{}, err
		}
		if !slices.Contains(s.Count.Tied, x) || slices.Contains(chosen, x) {
			return bot.Decision{}, lang.Refuse("ballot.not-tied", "name", s.Options[x].Name.Text, "names", s.listed(s.Count.Tied))
		}
		chosen = append(chosen, x)
	}
	slices.Sort(chosen)
	if !s.ends(chosen) {
		return bot.Decision{}, lang.Refuse("ballot.settle-count", "count", s.Count.Open, "names", s.listed(s.Count.Tied))
	}
	e, err := s.settled(c, chosen)
	if err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events:  []bot.Event{e},
		Effects: append(s.live(), toChair(c.View)),
		Reply:   bot.Say("ballot.settled", "names", s.listed(chosen), "number", s.Number),
	}, nil
}

// settled is the fact, with a commitment to its reason that outlives the reason.
func (s *State) settled(c *command.Context, chosen []tally.Candidate) (Settled, error) {
	e := Settled{Elected: chosen, By: c.Me(), Reason: bot.Write(c.Me(), c.Text("reason")), Nonce: bot.Write(c.Me(), c.Fresh)}
	h, err := proof.CommitReason(s.name(), unhex(c.Fresh), []byte(e.Reason.Text))
	if err != nil {
		return e, errNoChance
	}
	e.Commitment = h.String()
	return e, nil
}

// ends reports whether the count can end with those of the tied.
func (s *State) ends(chosen []tally.Candidate) bool {
	r, err := s.Result()
	if err != nil || r.Count == nil {
		return false
	}
	if len(r.Count.Committees) == 0 {
		return len(chosen) == s.Count.Open
	}
	return slices.ContainsFunc(r.Count.Committees, func(set []tally.Candidate) bool {
		rest := slices.DeleteFunc(slices.Clone(set), func(x tally.Candidate) bool { return !slices.Contains(s.Count.Tied, x) })
		slices.Sort(rest)
		return slices.Equal(rest, chosen)
	})
}

func (s *State) listed(of []tally.Candidate) string {
	names := make([]string, len(of))
	for i, x := range of {
		names[i] = s.Options[x].Name.Text
	}
	return strings.Join(names, ", ")
}
