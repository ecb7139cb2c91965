package tally

// Sheet is a count as magbot tally prints it for programs: names in place of
// numbers, votes as decimal strings.
type Sheet struct {
	Winners []string     `json:"winners"` // whatever the open ties bring
	Tied    [][]string   `json:"tied"`    // whole committees; where one seat is filled, those who are tied for it
	Ranking [][]string   `json:"ranking"`
	Quota   string       `json:"quota"` // empty where the rule has none
	Rounds  []SheetRound `json:"rounds"`
}

// SheetRound is one round of a Sheet.
type SheetRound struct {
	Votes      map[string]string `json:"votes"`
	Elected    []string          `json:"elected"`
	Eliminated []string          `json:"eliminated"`
}

// Sheet gives the count under the names of the candidates of e.
func (r *Result) Sheet(e *Election) Sheet {
	names := func(cs []Candidate) []string {
		list := make([]string, len(cs))
		for i, c := range cs {
			list[i] = e.Candidates[c]
		}
		return list
	}
	s := Sheet{Winners: names(r.Elected), Tied: [][]string{}, Ranking: [][]string{}, Rounds: []SheetRound{}}
	switch {
	case r.Committees != nil && (r.Seats > 1 || r.Method == Phragmen || r.Method == EqualShares):
		for _, set := range r.Committees {
			s.Tied = append(s.Tied, names(set))
		}
	case r.Open > 0:
		s.Tied = append(s.Tied, names(r.Tied))
	}
	for _, place := range r.Ranking {
		s.Ranking = append(s.Ranking, names(place))
	}
	if r.Method == ScottishSTV || r.Method == MeekSTV {
		s.Quota = r.Quota.String()
	}
	in := e.standing()
	for i := range r.Rounds {
		round := SheetRound{Votes: map[string]string{}, Elected: names(r.Rounds[i].Elected), Eliminated: names(r.Rounds[i].Eliminated)}
		for c, v := range r.Rounds[i].Votes {
			if in[c] {
				round.Votes[e.Candidates[c]] = v.String()
			}
		}
		s.Rounds = append(s.Rounds, round)
	}
	return s
}
