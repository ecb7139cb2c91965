package tally

import "math/big"

// points is every method that adds up numbers: first preferences, approvals,
// scores, dots.
func points(e *Election, m Method, o Options) (way, error) {
	if m == Dots && e.Places > 0 {
		return nil, wrong(0, "dots are whole numbers, and this file has decimals")
	}
	in := e.standing()
	sum, given := make([]int64, len(in)), make([]int64, len(in))
	for i := range e.Ballots {
		b := &e.Ballots[i]
		switch m {
		case PickOne:
			if order := singles(b, in); len(order) > 0 {
				sum[order[0]] += b.Weight
			}
		case Approval:
			for _, c := range b.Order {
				sum[c] += b.Weight
			}
		default:
			if err := addPoints(b, i+1, m, o, sum, given); err != nil {
				return nil, err
			}
		}
	}
	round := Round{Votes: make([]Amount, len(in))}
	for c, v := range sum {
		round.Votes[c] = Fixed(v, e.Places)
	}
	var standing []Candidate
	for c := range in {
		if in[c] {
			standing = append(standing, Candidate(c))
		}
	}
	more := func(a, b Candidate) bool { return sum[a] > sum[b] }
	if m == Score && o.Mean {
		mean := means(sum, given, e.Places, &round)
		more = func(a, b Candidate) bool {
			return mean[b] == nil && mean[a] != nil || mean[b] != nil && mean[a] != nil && mean[a].Cmp(mean[b]) > 0
		}
	}
	return ranked(e, layers(standing, more), &round), nil
}

func addPoints(b *Ballot, number int, m Method, o Options, sum, given []int64) error {
	if b.Points == nil && len(b.Order) > 0 {
		return wrong(number, "it gives no points; %s counts a table of scores, and what is put in order is counted by another rule", m)
	}
	var spent int64
	for k, c := range b.Order {
		p := b.Points[k]
		if m == Dots && p < 0 {
			return wrong(number, "it gives %d dots", p)
		}
		spent += p
		sum[c] += p * b.Weight
		given[c] += b.Weight
	}
	if m == Dots && o.Budget > 0 && spent > o.Budget {
		return wrong(number, "it gives %d dots, and each voter has %d", spent, o.Budget)
	}
	return nil
}

// means are the mean points of each candidate over those who gave any, as
// fractions, nil where nobody did. The round shows them with six places.
func means(sum, given []int64, places int, round *Round) []*big.Rat {
	mean := make([]*big.Rat, len(sum))
	round.Exact = make([]string, len(sum))
	for c := range sum {
		shown := Fixed(0, 6)
		if given[c] > 0 {
			mean[c] = new(big.Rat).Quo(Fixed(sum[c], places).Rat(), new(big.Rat).SetInt64(given[c]))
			shown = rounded(mean[c], 6)
			round.Exact[c] = mean[c].RatString()
		}
		round.Votes[c] = shown
	}
	return mean
}
