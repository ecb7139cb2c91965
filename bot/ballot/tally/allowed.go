package tally

import (
	"slices"

	"magbot/bot/lang"
)

// Allowed is what one voter may say on a ballot. A ballot that says more, or
// less, is refused when it is cast, so that the voter can mend it: it is never
// corrected, and never counted in part.
type Allowed struct {
	Method     Method
	Candidates []string

	Most   int   // how many may be chosen or ranked; 0: any number
	Places bool  // a ranking may have two candidates at one place
	Low    int64 // the scores are from Low to High
	High   int64
	Budget int64 // the dots that each voter has
	Blank  bool  // a ballot that chooses nobody may be cast
}

// Check refuses a ballot that is not allowed (*lang.Error, with words of how to
// mend it). A ballot that passes is counted whole by the method.
func (a Allowed) Check(b Ballot) error {
	if b.Weight != 1 {
		return lang.Refuse("tally.ballot.weight", "weight", b.Weight)
	}
	if len(b.Order) == 0 && !a.Blank {
		return lang.Refuse("tally.ballot.blank")
	}
	seen := map[Candidate]bool{}
	for _, c := range b.Order {
		if c < 0 || int(c) >= len(a.Candidates) {
			return lang.Refuse("tally.ballot.unknown", "candidate", int(c)+1, "count", len(a.Candidates))
		}
		if seen[c] {
			return lang.Refuse("tally.ballot.twice", "name", a.Candidates[c])
		}
		seen[c] = true
	}
	if most := a.most(); most > 0 && len(b.Order) > most {
		return lang.Refuse("tally.ballot.too-many", "chosen", len(b.Order), "count", most)
	}
	if a.Method == Score || a.Method == Dots {
		return a.checkPoints(b)
	}
	switch {
	case b.Points != nil:
		return lang.Refuse("tally.ballot.points")
	case len(b.Tied) > 0 && (len(b.Tied) != len(b.Order) || b.Tied[0]):
		return lang.Refuse("tally.ballot.places")
	case slices.Contains(b.Tied, true) && (!a.Places || a.Method == Approval || a.Method == PickOne):
		return lang.Refuse("tally.ballot.shared")
	}
	return nil
}

func (a Allowed) most() int {
	if a.Method == PickOne {
		return 1
	}
	return a.Most
}

func (a Allowed) checkPoints(b Ballot) error {
	if len(b.Points) != len(b.Order) || len(b.Tied) > 0 {
		return lang.Refuse("tally.ballot.no-points")
	}
	spent, low, high := int64(0), a.Low, a.High
	if a.Method == Dots {
		low, high = 0, a.Budget
	}
	for i, p := range b.Points {
		if p < low || p > high {
			return lang.Refuse("tally.ballot.range", "points", p, "name", a.Candidates[b.Order[i]], "low", low, "high", high)
		}
		if a.Method == Dots {
			if spent += p; spent > a.Budget {
				return lang.Refuse("tally.ballot.budget", "count", a.Budget)
			}
		}
	}
	return nil
}
