package tally

import "slices"

// least is the smallest number of ballots that is told of a part of the voters
// in a poll whose ballots are not open (notes on integrity, section 4).
const least = 3

// Suppress says which rows of a table must be left out so that no small number
// follows from the rest. A row is a group, a column an answer, and the total of
// each column and of each row is public, so what the rows left out have together
// follows by subtraction. Left out is a row with a cell of one or two; and then
// the row of the fewest ballots, again and again (the first among equals), until
// what is left out has no such cell together either, or all is left out.
//
// Zeros are told: where all who took part say the same, no table can hide it
// (MotionResult.Unanimous).
func Suppress(rows [][]int64) (hidden []bool) {
	hidden = make([]bool, len(rows))
	for i, row := range rows {
		hidden[i] = small(row)
	}
	for {
		together := pooled(rows, hidden)
		if !small(together) {
			return hidden
		}
		next := -1
		for i, row := range rows {
			if !hidden[i] && sum(row) > 0 && (next < 0 || sum(row) < sum(rows[next])) {
				next = i
			}
		}
		if next < 0 {
			return hidden
		}
		hidden[next] = true
	}
}

// pooled is what the hidden rows have together.
func pooled(rows [][]int64, hidden []bool) []int64 {
	var together []int64
	for i, row := range rows {
		if !hidden[i] {
			continue
		}
		for c, n := range row {
			if c == len(together) {
				together = append(together, 0)
			}
			together[c] += n
		}
	}
	return together
}

func small(row []int64) bool {
	return slices.ContainsFunc(row, func(n int64) bool { return n > 0 && n < least })
}

func sum(row []int64) (n int64) {
	for _, x := range row {
		n += x
	}
	return n
}

// Part is what one group of voters said, beside the total: how many of them gave
// each candidate their first preference, or approved it, or how many points they
// gave it.
type Part struct {
	Group   string
	Ballots int64
	Given   []int64 // by candidate; nil where it is Hidden
	Hidden  bool
}

// ByGroup breaks a count down by group: group[i] is the group of the voters of
// ballot i. Approvals and points are broken down as they are counted, and of
// rankings the first preferences. The parts are in the order in which the groups
// first come, or in that of order where it is given. With suppress small numbers
// are left out, as in Suppress; a group of one or two ballots never shows points.
func ByGroup(e *Election, m Method, group, order []string, suppress bool) ([]Part, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	if len(group) != len(e.Ballots) {
		return nil, wrong(0, "there are %d ballots, but the groups of %d", len(e.Ballots), len(group))
	}
	switch {
	case m.approves():
		m = Approval
	case m != Score && m != Dots:
		m = PickOne
	}
	parts := make([]Part, 0, len(order))
	at := map[string]int{}
	part := func(name string) *Part {
		i, ok := at[name]
		if !ok {
			i = len(parts)
			at[name] = i
			parts = append(parts, Part{Group: name, Given: make([]int64, len(e.Candidates))})
		}
		return &parts[i]
	}
	for _, name := range order {
		part(name)
	}
	in := e.standing()
	for i := range e.Ballots {
		p := part(group[i])
		p.Ballots += e.Ballots[i].Weight
		if err := give(p.Given, &e.Ballots[i], i+1, m, in); err != nil {
			return nil, err
		}
	}
	if suppress {
		hideParts(parts, m)
	}
	return parts, nil
}

// give adds what a ballot gives to whom.
func give(given []int64, b *Ballot, number int, m Method, in []bool) error {
	switch m {
	case Approval:
		for _, c := range b.Order {
			given[c] += b.Weight
		}
		return nil
	case Score, Dots:
		return addPoints(b, number, m, Options{}, given, make([]int64, len(given)))
	default:
		if order := singles(b, in); len(order) > 0 {
			given[order[0]] += b.Weight
		}
		return nil
	}
}

// hideParts leaves out what would tell of one or two people. Of numbers of
// voters each cell counts, and its complement, who did not choose the candidate;
// of points only how many voted.
func hideParts(parts []Part, m Method) {
	rows := make([][]int64, len(parts))
	for i, p := range parts {
		rows[i] = []int64{p.Ballots}
		if m == Score || m == Dots {
			continue
		}
		for _, n := range p.Given {
			rows[i] = append(rows[i], n, p.Ballots-n)
		}
	}
	for i, hide := range Suppress(rows) {
		if hide {
			parts[i].Hidden, parts[i].Given = true, nil
		}
	}
}
