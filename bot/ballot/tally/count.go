package tally

import (
	"fmt"
	"slices"
)

// Quota is how many votes elect a candidate in Scottish STV.
type Quota string

// Quotas for V votes and s seats. Only the first is the rule of the Order; the
// others are for bodies whose statutes name them, and are counted to five
// decimal places, the rest ignored.
const (
	DroopQuota             Quota = ""                   // V/(s+1), the fraction ignored, plus one
	HagenbachBischoffQuota Quota = "hagenbach-bischoff" // V/(s+1)
	HareQuota              Quota = "hare"               // V/s
	ImperialiQuota         Quota = "imperiali"          // V/(s+2)
)

// Options are the choices that some rules leave open.
type Options struct {
	Quota Quota // Scottish STV

	// LastTransfer also transfers the papers of the candidate whose exclusion
	// fills the last vacancies in Scottish STV. By its words the Order forbids it
	// (rule 53(2)); the published counts of wards have it as part of the exclusion
	// (such as Monifieth and Sidlaw 2017, stage 5). It elects nobody else.
	LastTransfer bool

	// Comparison breaks ties of IRV and STV that earlier rounds leave open by
	// comparing two and two: excluded is who has the least wins less defeats.
	// It comes before lots.
	Comparison bool

	// Together sets aside equal defeats of Ranked Pairs that close a circle with
	// each other, all of them, as some programs do. It is not Tideman's rule, and
	// can leave a tie, or name a winner, where his does not. Otherwise lots decide,
	// and without lots every order is looked at.
	Together bool

	// Mean ranks scores by their mean instead of their sum. A candidate whom
	// nobody scored comes last.
	Mean bool

	// Budget is how many dots each voter may give; 0 where there is no bound.
	Budget int64

	// Axes bound seats by group or region: at most two ways of dividing.
	Axes []Axis
}

// ForFile are the options for an election that stands in a file. Where it has an
// order of lots, the published rules need nothing else. Where it has none, ties of
// IRV are compared two and two and equal defeats of Ranked Pairs set aside
// together, as the published collections of examples have it; what that leaves
// open is reported as a tie. In Scottish STV the last excluded candidate's papers
// move, as in the published counts of all wards. Elections of the bot's own have
// lots, or leave a tie to the Chair.
func ForFile(e *Election, m Method) Options {
	return Options{Comparison: m == IRV && e.Lots == nil, Together: e.Lots == nil, LastTransfer: true}
}

// Source is where the rule of a method is published.
func (m Method) Source() string {
	return map[Method]string{
		PickOne:            "Most first preferences",
		Approval:           "Brams and Fishburn, Approval Voting, 1983",
		Score:              "Sum of points, or mean of the points given",
		Dots:               "Sum of dots within a budget for each voter",
		Schulze:            "Schulze, Social Choice and Welfare 36, 2011, winning votes",
		SchulzeMargins:     "Schulze, Social Choice and Welfare 36, 2011, margins",
		RankedPairs:        "Tideman, Social Choice and Welfare 4, 1987, by winning votes",
		RankedPairsMargins: "Tideman, Social Choice and Welfare 4, 1987",
		IRV:                "Scottish Local Government Elections Order 2011, schedule 1 part III, for one seat, without transfers of surpluses",
		ScottishSTV:        "Scottish Local Government Elections Order 2011, schedule 1 part III, rules 46 to 53",
		MeekSTV:            "Proportional Representation Foundation, Reference Meek Rule; after Hill, Wichmann and Woodall, Computer Journal 30, 1987",
		Phragmen:           "Phragmén 1894; Brill, Freeman, Janson and Lackner, Mathematical Programming 203, 2024: sequential",
		EqualShares:        "Peters and Skowron, EC 2020: Equal Shares, completed by Phragmén's rule",
	}[m]
}

// Methods are all counting rules.
func Methods() []Method {
	return []Method{
		PickOne, Approval, Score, Dots, Schulze, SchulzeMargins, RankedPairs, RankedPairsMargins,
		IRV, ScottishSTV, MeekSTV, Phragmen, EqualShares,
	}
}

// Count counts an election. It needs nothing but what it is given, so that
// whoever has the same ballots gets the same result. A *FormError says what
// cannot be counted.
func Count(e *Election, m Method, o Options) (*Result, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	if !slices.Contains(e.standing(), true) {
		return nil, ErrNobody
	}
	if m == IRV && (e.Seats != 1 || len(o.Axes) > 0) {
		return nil, wrong(0, "IRV fills exactly one seat; use an STV rule for %d seats, or for bounds on seats", e.Seats)
	}
	if n := len(e.Candidates); n > MaxCompared && (o.Comparison || m.compares()) {
		return nil, wrong(0, "there are %d candidates; two and two, at most %d can be compared", n, MaxCompared)
	}
	b, err := newBounds(e, o.Axes, e.Seats)
	if err != nil {
		return nil, err
	}
	r := &Result{Method: m, Source: m.Source(), Seats: e.Seats, Voters: e.Voters(), Chose: e.chose()}
	way, kinds, err := counting(e, m, o, r)
	if err != nil {
		return nil, err
	}
	most := ways(len(e.Candidates), kinds, m)
	explore(r, e, most, func(c *chooser) outcome { return way(c, b) })
	if b != nil {
		plain := &Result{}
		explore(plain, e, most, func(c *chooser) outcome { return way(c, nil) })
		r.Seating = compareSeating(r, plain)
	}
	return r, nil
}

// compares says that a method compares all candidates two and two.
func (m Method) compares() bool {
	return m == Schulze || m == SchulzeMargins || m == RankedPairs || m == RankedPairsMargins
}

// way is one count: with a chooser for its ties, within bounds or without.
type way func(*chooser, *bounds) outcome

// counting prepares a method, and says how many different ballots it reads. What
// all ways share, such as the pairs, it puts into r.
func counting(e *Election, m Method, o Options, r *Result) (w way, kinds int, err error) {
	switch m {
	case PickOne, Approval, Score, Dots:
		w, err = points(e, m, o)
		return w, 1, err
	case Schulze, SchulzeMargins, RankedPairs, RankedPairsMargins:
		return compared(e, m, o, r), 1, nil
	case IRV, ScottishSTV, MeekSTV:
		papers := e.papers()
		w, err = transferable(e, m, o, papers)
		return w, len(papers), err
	case Phragmen, EqualShares:
		base := newBalanced(e)
		if m == Phragmen {
			return phragmen(base), len(base.groups), nil
		}
		return equalShares(base, r.Voters), len(base.groups), nil
	default:
		return nil, 0, fmt.Errorf("there is no counting rule %q; the rules are %v", m, Methods())
	}
}

// transferable is the rules that follow one preference after the other.
func transferable(e *Election, m Method, o Options, papers []paper) (way, error) {
	br := newBreaker(e, o)
	switch m {
	case IRV:
		return irv(e, papers, br), nil
	case MeekSTV:
		return meek(e, papers, br), nil
	default:
		return scottish(e, papers, br, o)
	}
}

// compared is Schulze and Ranked Pairs.
func compared(e *Election, m Method, o Options, r *Result) way {
	p, none := Compare(e), e.none()
	r.Pairs = p
	var above, below []Candidate
	for c, in := range e.standing() {
		switch {
		case !in:
		case none < 0 || Candidate(c) == none || p.Beats(Candidate(c), none):
			above = append(above, Candidate(c))
		default:
			below = append(below, Candidate(c))
		}
	}
	// Whoever does not beat none of these is out before the count begins, as in
	// the constitution of Debian, A.5.3 (A.6.3 before 2022).
	margins := m == SchulzeMargins || m == RankedPairsMargins
	if m == Schulze || m == SchulzeMargins {
		after, _ := schulze(p, below, margins)
		var ranking [][]Candidate
		ranking, r.Paths = schulze(p, above, margins)
		return ranked(e, slices.Concat(ranking, after), nil)
	}
	after, _, _ := rankedPairs(p, below, margins, true, newChooser(nil, nil))
	return func(c *chooser, b *bounds) outcome {
		ranking, locks, known := rankedPairs(p, above, margins, o.Together, c)
		if known {
			return outcome{known: true}
		}
		way := ranked(e, slices.Concat(ranking, after), nil)(c, b)
		way.locked = locks
		return way
	}
}

// ranked seats the candidates of a ranking. round is what is shown of the count.
func ranked(e *Election, ranking [][]Candidate, round *Round) way {
	return func(c *chooser, b *bounds) outcome {
		elected, ties, known := seat(ranking, e.none(), e.Seats, b, c)
		shown := Round{}
		if round != nil {
			shown = *round
		}
		shown.Elected, shown.Ties = elected, ties
		return outcome{
			elected: elected, vacant: e.Seats - len(elected), ranking: ranking,
			rounds: []Round{shown}, known: known,
		}
	}
}

func compareSeating(with, plain *Result) *Seating {
	s := &Seating{Without: plain.Elected, WithoutOpen: !plain.Decided()}
	for _, c := range with.Elected {
		if !slices.Contains(plain.Elected, c) && !slices.Contains(plain.Tied, c) {
			s.BroughtIn = append(s.BroughtIn, c)
		}
	}
	for _, c := range plain.Elected {
		if !slices.Contains(with.Elected, c) && !slices.Contains(with.Tied, c) {
			s.KeptOut = append(s.KeptOut, c)
		}
	}
	return s
}
