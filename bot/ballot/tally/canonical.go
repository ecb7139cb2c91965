package tally

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Canonical writes what a ballot says, without its weight, in the one form that
// is committed to (proof.CommitBallot): candidates by their place on the list from
// 1, as "2>1=3" for a ranking or "1:5,3:0" for points. Ballots that say the same
// have the same form, in whatever order a shared place, or points, were given; a
// blank ballot is "". Approvals have no order, so they are "1=3" by the methods
// that count them.
func (b *Ballot) Canonical(m Method) string {
	var text strings.Builder
	if b.Points != nil {
		at := make([]int, len(b.Order))
		for i := range at {
			at[i] = i
		}
		slices.SortFunc(at, func(x, y int) int { return cmp.Compare(b.Order[x], b.Order[y]) })
		for i, k := range at {
			if i > 0 {
				text.WriteByte(',')
			}
			text.WriteString(strconv.Itoa(int(b.Order[k])+1) + ":" + strconv.FormatInt(b.Points[k], 10))
		}
		return text.String()
	}
	places := b.Places()
	if len(places) > 0 && m.approves() {
		places = [][]Candidate{b.Order}
	}
	for i, place := range places {
		if i > 0 {
			text.WriteByte('>')
		}
		for k, c := range sorted(place) {
			if k > 0 {
				text.WriteByte('=')
			}
			text.WriteString(strconv.Itoa(int(c) + 1))
		}
	}
	return text.String()
}

// Blank is how a ballot that chooses nobody may also be written.
const Blank = "blank"

// ParseCanonical reads what Canonical wrote, of that many candidates. The error
// is a *FormError.
func ParseCanonical(text string, candidates int) (Ballot, error) {
	b := Ballot{Weight: 1}
	if text == "" || text == Blank {
		return b, nil
	}
	seen := make([]bool, candidates)
	mark := func(word string, beside bool) error {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > candidates || strconv.Itoa(n) != word {
			return wrong(0, "%q is not one of %d candidates", word, candidates)
		}
		if seen[n-1] {
			return wrong(0, "candidate %d is there twice", n)
		}
		seen[n-1] = true
		b.Order, b.Tied = append(b.Order, Candidate(n-1)), append(b.Tied, beside)
		return nil
	}
	if strings.Contains(text, ":") {
		for piece := range strings.SplitSeq(text, ",") {
			who, points, _ := strings.Cut(piece, ":")
			if err := mark(who, false); err != nil {
				return b, err
			}
			n, err := strconv.ParseInt(points, 10, 64)
			if err != nil || n < -MaxPoints || n > MaxPoints || strconv.FormatInt(n, 10) != points {
				return b, wrong(0, "%q is not a number of points", points)
			}
			b.Points = append(b.Points, n)
		}
		b.Tied = nil
		return b, nil
	}
	for place := range strings.SplitSeq(text, ">") {
		for i, word := range strings.Split(place, "=") {
			if err := mark(word, i > 0); err != nil {
				return b, err
			}
		}
	}
	if !slices.Contains(b.Tied, true) {
		b.Tied = nil
	}
	return b, nil
}
