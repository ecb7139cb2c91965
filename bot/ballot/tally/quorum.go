package tally

import "slices"

// Turnout is how many of a stakeholder group could vote and did. Whoever is
// recused is not among the entitled.
type Turnout struct {
	Group    string
	Entitled int64 // frozen when the poll was opened, less Recused
	Recused  int64 // shown, and in no base
	Took     int64 // cast a ballot; a blank one and an abstention take part
}

// GroupTurnout is a Turnout and what was asked of it.
type GroupTurnout struct {
	Turnout
	Needs int64
	Met   bool
}

// Participation is who took part in a poll of any kind, and whether it was
// enough.
type Participation struct {
	Total  GroupTurnout // of all groups together, without a name
	Groups []GroupTurnout
	Quorum bool // Total and every group are Met
}

// CountTurnout says whether enough took part: of all together, and of each group.
// A *FormError says what cannot be counted.
func CountTurnout(groups []Turnout, all, each Quorum) (*Participation, error) {
	if err := all.check("the quorum"); err != nil {
		return nil, err
	}
	if err := each.check("the quorum of a group"); err != nil {
		return nil, err
	}
	if err := checkTurnout(groups); err != nil {
		return nil, err
	}
	p := &Participation{Quorum: true}
	for _, g := range groups {
		x := GroupTurnout{Turnout: g, Needs: each.Needed(g.Entitled)}
		x.Met = g.Took >= x.Needs
		p.Quorum = p.Quorum && x.Met
		p.Groups = append(p.Groups, x)
		p.Total.Entitled += g.Entitled
		p.Total.Recused += g.Recused
		p.Total.Took += g.Took
	}
	p.Total.Needs = all.Needed(p.Total.Entitled)
	p.Total.Met = p.Total.Took >= p.Total.Needs
	p.Quorum = p.Quorum && p.Total.Met
	return p, nil
}

func checkTurnout(groups []Turnout) error {
	seen := map[string]bool{}
	var all int64
	for _, g := range groups {
		if seen[g.Group] {
			return wrong(0, "the group %q is there twice", g.Group)
		}
		seen[g.Group] = true
		for _, n := range []int64{g.Entitled, g.Recused, g.Took} {
			if n < 0 || n > MaxVotes {
				return wrong(0, "the group %q has a number of %d, which nobody can be", g.Group, n)
			}
		}
		if g.Took > g.Entitled {
			return wrong(0, "of the group %q %d took part, but %d could", g.Group, g.Took, g.Entitled)
		}
		if all += g.Entitled + g.Recused; all > MaxVotes {
			return wrong(0, "there are more people than %d, which is the most that can be counted", MaxVotes)
		}
	}
	return nil
}

// Backing is how many voters stand behind a candidate, beside what a threshold
// asks for.
type Backing struct {
	Candidate Candidate
	Votes     int64
	Of        int64 // the base
	Needs     int64
	Enough    bool
}

// Backing says for every candidate of PickOne or Approval who is elected, or tied
// for a seat, whether their votes reach a threshold. The base is, for OfYesNo, the ballots that choose
// somebody; for OfCast, all ballots, blank ones too; for OfEntitled, all who could
// vote, which is entitled. A *FormError says what cannot be asked.
func (r *Result) Backing(threshold Share, base Base, entitled int64) ([]Backing, error) {
	if r.Method != PickOne && r.Method != Approval {
		return nil, wrong(0, "votes reach a threshold where voters pick one or approve, not by %s", r.Method)
	}
	rule := MotionRule{Base: base, Threshold: threshold}
	if err := rule.check(); err != nil {
		return nil, err
	}
	if entitled < r.Voters || entitled > MaxVotes {
		return nil, wrong(0, "%d voted, but %d could", r.Voters, entitled)
	}
	of := map[Base]int64{OfYesNo: r.Chose, OfCast: r.Voters, OfEntitled: entitled}[base]
	all := make([]Backing, 0, len(r.Elected)+len(r.Tied))
	for _, c := range slices.Concat(r.Elected, r.Tied) {
		b := Backing{Candidate: c, Votes: r.Rounds[0].Votes[c].Units(), Of: of, Needs: threshold.Needed(of)}
		b.Enough = of > 0 && b.Votes >= b.Needs
		all = append(all, b)
	}
	return all, nil
}
