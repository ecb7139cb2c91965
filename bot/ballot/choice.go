package ballot

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"magbot/bot/ballot/tally"
	"magbot/bot/lang"
)

// allowed is what a voter may say here.
func (s *State) allowed() tally.Allowed {
	a := tally.Allowed{
		Method: s.Rules.Method, Candidates: s.Names(), Most: s.Rules.Most,
		Low: s.Rules.Low, High: s.Rules.High, Budget: s.Rules.Budget,
	}
	switch s.Rules.way() {
	case YesNo, Gradients, PickOne:
		a.Method = tally.PickOne
	case Approval:
		a.Method = tally.Approval
	case Ranked:
		a.Places = true
	case Score, Dots, Election:
	}
	return a
}

// blank reports whether somebody said in words that they choose nobody.
func blank(text string) bool {
	return slices.Contains([]string{"blank", "nobody", "-", "–"}, strings.ToLower(strings.TrimSpace(text)))
}

// mayBeBlank reports whether a ballot that chooses nobody can be cast. Where one
// can abstain it cannot: that would be two ways to say the same.
func (r Rules) mayBeBlank() bool { return r.Kind != YesNo && r.Kind != Gradients }

// finder finds the option that a piece of text means.
type finder func(text string) (tally.Candidate, error)

// typed reads what somebody typed: a place on the list or a name for one choice;
// "2, 5" for several; "2 > 1 = 3" for an order; "1:5, 3:0" for points; "blank"
// for none. The ballot is checked.
func (s *State) typed(text string) (tally.Ballot, error) { return s.read(text, s.named) }

// pressed reads the canonical form of a ballot (canonical), in which options
// stand by number. It is checked as if it were typed.
func (s *State) pressed(text string) (tally.Ballot, error) { return s.read(text, s.numbered) }

func (s *State) read(text string, find finder) (tally.Ballot, error) {
	a := s.allowed()
	b := tally.Ballot{Weight: 1}
	if points := s.Rules.way() == Score || s.Rules.way() == Dots; points {
		b.Points = []int64{}
	}
	if blank(text) {
		a.Blank = s.Rules.mayBeBlank()
		return b, a.Check(b)
	}
	var err error
	switch s.Rules.way() {
	case Score, Dots:
		err = readPoints(&b, text, find)
	case Ranked:
		err = readOrder(&b, text, find)
	case Approval:
		err = readSeveral(&b, text, find)
	case YesNo, PickOne, Gradients, Election:
		if strings.TrimSpace(text) != "" {
			b.Order = []tally.Candidate{0}
			b.Order[0], err = find(text)
		}
	}
	if err != nil {
		return b, err
	}
	return b, a.Check(b)
}

// numbered finds an option by its number, from 1.
func (s *State) numbered(text string) (tally.Candidate, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 1 || n > len(s.Options) {
		return 0, s.unknownOption(text)
	}
	return tally.Candidate(n - 1), nil
}

// named finds an option by its name, else by its number, else by the beginning
// of its name, where only one begins so.
func (s *State) named(text string) (tally.Candidate, error) {
	wanted := fold(text)
	var begins []tally.Candidate
	for i, o := range s.Options {
		name := fold(o.Name.Text)
		if name == wanted {
			return tally.Candidate(i), nil
		}
		if wanted != "" && strings.HasPrefix(name, wanted) {
			begins = append(begins, tally.Candidate(i))
		}
	}
	if c, err := s.numbered(text); err == nil {
		return c, nil
	}
	if len(begins) == 1 {
		return begins[0], nil
	}
	return 0, s.unknownOption(text)
}

// namedOptions is how many options a refusal names; the ballot shows all of them.
const namedOptions = 8

func (s *State) unknownOption(text string) error {
	var names []string
	for i, o := range s.Options[:min(len(s.Options), namedOptions)] {
		names = append(names, strconv.Itoa(i+1)+" "+shorten(o.Name.Text))
	}
	if len(s.Options) > namedOptions {
		names = append(names, "… "+strconv.Itoa(len(s.Options)))
	}
	return lang.Refuse("ballot.no-option", "text", shorten(text), "count", len(s.Options), "options", strings.Join(names, ", "))
}

// fold leaves what tells two names apart.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// pieces cuts a list at any of some characters, and leaves empty pieces out.
func pieces(text, at string) []string {
	var all []string
	for piece := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(at, r) }) {
		if piece = strings.TrimSpace(piece); piece != "" {
			all = append(all, piece)
		}
	}
	return all
}

func readSeveral(b *tally.Ballot, text string, find finder) error {
	for _, piece := range pieces(text, ",;=\n") {
		c, err := find(piece)
		if err != nil {
			return err
		}
		b.Order = append(b.Order, c)
	}
	return nil
}

func readOrder(b *tally.Ballot, text string, find finder) error {
	for _, place := range pieces(text, ">,;\n") {
		for i, name := range pieces(place, "=") {
			c, err := find(name)
			if err != nil {
				return err
			}
			b.Order, b.Tied = append(b.Order, c), append(b.Tied, i > 0)
		}
	}
	if !slices.Contains(b.Tied, true) {
		b.Tied = nil
	}
	return nil
}

func readPoints(b *tally.Ballot, text string, find finder) error {
	for _, piece := range pieces(text, ",;\n") {
		at := strings.LastIndexByte(piece, ':')
		if at < 0 {
			return lang.Refuse("ballot.points-how", "text", shorten(piece))
		}
		points, err := strconv.ParseInt(strings.TrimSpace(piece[at+1:]), 10, 64)
		if err != nil || points > math.MaxInt32 || points < math.MinInt32 {
			return lang.Refuse("ballot.points-how", "text", shorten(piece))
		}
		c, err := find(piece[:at])
		if err != nil {
			return err
		}
		b.Order, b.Points = append(b.Order, c), append(b.Points, points)
	}
	return nil
}

// canonical is the one form of a ballot, which is committed to and counted;
// "blank" chooses nobody.
func (s *State) canonical(b tally.Ballot) string {
	if len(b.Order) == 0 {
		return "blank"
	}
	return b.Canonical(s.allowed().Method)
}

// said writes a ballot for the one who cast it.
func (s *State) said(choice string) (text string, isBlank bool) {
	b, err := s.pressed(choice)
	if err != nil || len(b.Order) == 0 {
		return "", true
	}
	var out strings.Builder
	for i, c := range b.Order {
		switch {
		case i == 0:
		case s.Rules.way() != Ranked:
			out.WriteString(", ")
		case i < len(b.Tied) && b.Tied[i]:
			out.WriteString(" = ")
		default:
			out.WriteString(" > ")
		}
		out.WriteString(s.Options[c].Name.Text)
		if len(b.Points) > i {
			out.WriteString(" " + strconv.FormatInt(b.Points[i], 10))
		}
	}
	return out.String(), false
}
