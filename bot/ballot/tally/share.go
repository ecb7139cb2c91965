package tally

import "fmt"

// Share is a part of a whole that has to be reached: a half, two thirds. The zero
// Share asks for nothing.
type Share struct {
	Num, Den int64 // Num/Den, from 0/1 to 1/1; Den at most MaxPoints
	More     bool  // it must be exceeded: more than half, not half
}

// Shares that statutes name most often.
var (
	MoreThanHalf = Share{1, 2, true}
	TwoThirds    = Share{2, 3, false}
	Everybody    = Share{1, 1, false}
)

// Needed is the least number out of whole that is enough. Of nobody, a share
// that has to be exceeded cannot be had: 1 of 0.
func (s Share) Needed(whole int64) int64 {
	if s.Den == 0 {
		return 0
	}
	need := whole * s.Num / s.Den
	if s.More || need*s.Den < whole*s.Num {
		need++
	}
	return need
}

// Met says whether part out of whole is enough.
func (s Share) Met(part, whole int64) bool { return part >= s.Needed(whole) }

// String is "more than 1/2" or "at least 2/3"; the zero Share is "".
func (s Share) String() string {
	switch {
	case s.Den == 0:
		return ""
	case s.More:
		return fmt.Sprintf("more than %d/%d", s.Num, s.Den)
	}
	return fmt.Sprintf("at least %d/%d", s.Num, s.Den)
}

func (s Share) check(what string) error {
	if s == (Share{}) || s.Den >= 1 && s.Den <= MaxPoints && s.Num >= 0 && s.Num <= s.Den && (!s.More || s.Num < s.Den) {
		return nil
	}
	return wrong(0, "%s cannot be %d/%d: it must lie from 0 to 1, and more than all of them cannot be had", what, s.Num, s.Den)
}

// Quorum is how many must take part: a share of those entitled, a number, or
// both. The zero Quorum asks for nobody.
type Quorum struct {
	Share  Share
	Number int64
}

// Needed is how many of those entitled must take part.
func (q Quorum) Needed(entitled int64) int64 { return max(q.Share.Needed(entitled), q.Number) }

func (q Quorum) check(what string) error {
	if q.Number < 0 || q.Number > MaxVotes {
		return wrong(0, "%s cannot be %d people", what, q.Number)
	}
	return q.Share.check(what)
}
