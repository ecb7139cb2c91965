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
