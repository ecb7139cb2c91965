package ballot

import (
	"strconv"
	"strings"

	"magbot/bot/ballot/tally"
	"magbot/bot/lang"
)

// A ballot on its way through buttons is packed: a letter an option, "-" before
// one that shares the place of the one before, and after each letter its points
// and a dot where the ballot has points. So it fits into a button of every
// platform, and no adapter has to keep it anywhere.
const (
	letters     = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	packedBlank = "!" // a ballot that chooses nobody
	packedEmpty = "." // a paper on which nothing is pressed yet
	packedMost  = 48  // characters that fit into a button beside the rest
)

// pack writes a ballot for a button.
func pack(b tally.Ballot) string {
	if len(b.Order) == 0 {
		return packedEmpty
	}
	var out strings.Builder
	for i, c := range b.Order {
		if i < len(b.Tied) && b.Tied[i] {
			out.WriteByte('-')
		}
		out.WriteByte(letters[c])
		if len(b.Points) > i {
			out.WriteString(strconv.FormatInt(b.Points[i], 10) + ".")
		}
	}
	return out.String()
}

// unpack reads what pack wrote. It is not checked whether the ballot is allowed.
func (s *State) unpack(text string) (tally.Ballot, error) {
	b := tally.Ballot{Weight: 1}
	points := s.Rules.way() == Score || s.Rules.way() == Dots
	if points {
		b.Points = []int64{}
	}
	if text == packedEmpty || text == packedBlank {
		return b, nil
	}
	shared := false
	for rest := text; rest != ""; {
		tied := rest[0] == '-'
		rest = strings.TrimPrefix(rest, "-")
		if rest == "" {
			return b, errPacked()
		}
		at := strings.IndexByte(letters, rest[0])
		if rest = rest[1:]; at < 0 || at >= len(s.Options) || tied && (len(b.Order) == 0 || points) {
			return b, errPacked()
		}
		b.Order, b.Tied, shared = append(b.Order, tally.Candidate(at)), append(b.Tied, tied), shared || tied
		if !points {
			continue
		}
		digits, more, ok := strings.Cut(rest, ".")
		n, err := strconv.ParseInt(digits, 10, 32)
		if !ok || err != nil || n < 0 || strconv.FormatInt(n, 10) != digits {
			return b, errPacked()
		}
		b.Points, rest = append(b.Points, n), more
	}
	if !shared {
		b.Tied = nil
	}
	return b, nil
}

func errPacked() error { return lang.Refuse("ballot.button-broken") }

// handedIn reads and checks a ballot that a button hands in.
func (s *State) handedIn(text string) (tally.Ballot, error) {
	b, err := s.unpack(text)
	if err != nil {
		return b, err
	}
	a := s.allowed()
	a.Blank = text == packedBlank && s.Rules.mayBeBlank()
	return b, a.Check(b)
}

// packedSize is how long a packed ballot can become, in characters.
func (d *Draft) packedSize() int {
	r := d.Rules
	switch r.way() {
	case Score:
		return len(d.Options) * (2 + len(strconv.FormatInt(r.High, 10)))
	case Dots:
		return len(d.Options) * (2 + len(strconv.FormatInt(r.Budget, 10)))
	case YesNo, PickOne, Approval, Ranked, Gradients, Election:
	}
	return len(d.Options)
}
