package floor

import (
	"cmp"
	"math"
	"slices"
	"time"

	"magbot/bot"
)

// Unit is what floor time is counted in.
type Unit string

// The units: seconds at the floor or, where nobody's time is known, words.
const (
	InSeconds Unit = "seconds"
	InWords   Unit = "words"
)

// Spell is what one person had of the floor: a turn, or written contributions.
type Spell struct {
	Person  bot.PersonID
	Group   bot.Group
	Lead    bool // Chair or Secretariat
	Seconds float64
	Words   int
	Turns   int // at the floor
	Lines   int // contributions outside turns
}

// Ask is one request for the floor.
type Ask struct {
	Group     bot.Group
	Called    bool
	Withdrawn bool          // taken back by the person
	Wait      time.Duration // from asking to being called; counted where Called
}

// Presence is what a group is of those present.
type Presence struct {
	Group  bot.Group
	Amount float64 // member-minutes or seats: one unit for all
	People int     // persons, for the split within groups; may be 0
}

// Floor is what Measure looks at.
type Floor struct {
	Spells   []Spell
	Asks     []Ask
	Presence []Presence // empty where nothing is known of presence or seats
	Leads    bool       // count the Chair's and the Secretariat's turns too
}

// Row is the balance of one group.
type Row struct {
	Group     bot.Group // "" is the unknown group, a row of its own
	Seconds   float64
	Words     int
	Turns     int
	Lines     int
	Share     float64 // s_g, of 1
	Base      float64 // b_g, of 1
	Ratio     float64 // s_g / b_g; meaningless where Base is 0
	Asked     int
	Called    int
	Withdrawn int
	Wait      time.Duration // median from asking to being called; 0 where nobody was
}

// Uncalled is how often the group asked in vain: not called, not withdrawn.
func (r Row) Uncalled() int { return max(0, r.Asked-r.Called-r.Withdrawn) }

// Shift is the headline: how much of the floor time would have to move.
type Shift struct {
	Share  map[bot.Group]float64 // s_g
	Bases  map[bot.Group]float64 // b_g
	Amount float64               // ½ Σ |s_g − b_g|, from 0 to 1
	Band   float64               // what chance alone makes of it, from 0 to 1
	Known  bool                  // something was said, and the baseline is known
}

// Outside reports whether the shift is more than chance explains; inside the
// band nothing is said.
func (s Shift) Outside() bool { return s.Known && s.Amount > s.Band }

// MeasureShift gives the shift share of what groups had against the baseline,
// both in any unit, after k turns.
//
// Shift share: total variation distance ½ Σ |s_g − b_g|. Chance band: its
// expectation for a perfectly fair process with k turns of equal length, by
// the normal approximation E|s_g − b_g| ≈ √(2 b_g (1−b_g) / (π k)), so
// ½ Σ √(2 b_g (1−b_g) / (π k)), and never more than 1. Source: the design of
// this house, "The floor and its balance"; mean absolute deviation of a
// binomial share (De Moivre).
func MeasureShift(had, base map[bot.Group]float64, k int) Shift {
	s := Shift{Share: shares(had), Bases: shares(base), Band: 1}
	s.Known = len(s.Share) > 0 && len(s.Bases) > 0 && k > 0
	if !s.Known {
		return s
	}
	var band float64
	for _, g := range groupsOf(s.Share, s.Bases) {
		b := s.Bases[g]
		s.Amount += math.Abs(s.Share[g]-b) / 2
		band += Chance(b, k) / 2
	}
	s.Amount, s.Band = min(s.Amount, 1), min(band, 1)
	return s
}

// Chance is how far chance alone takes the share of a group of baseline b from
// it after k > 0 turns: √(2 b (1−b) / (π k)), as in MeasureShift.
func Chance(b float64, k int) float64 { return math.Sqrt(2 * b * (1 - b) / (math.Pi * float64(k))) }

// shares gives the parts of 1; nothing where the sum is 0.
func shares(of map[bot.Group]float64) map[bot.Group]float64 {
	var sum float64
	for _, g := range groupsOf(of) {
		sum += of[g]
	}
	if sum <= 0 {
		return nil
	}
	parts := make(map[bot.Group]float64, len(of))
	for g, x := range of {
		parts[g] = x / sum
	}
	return parts
}

// groupsOf lists the groups of all maps in their order, so that sums come out
// the same every time.
func groupsOf(maps ...map[bot.Group]float64) []bot.Group {
	var groups []bot.Group
	for _, m := range maps {
		for g := range m {
			groups = append(groups, g)
		}
	}
	slices.SortFunc(groups, compareGroups)
	return slices.Compact(groups)
}

// Balance is how the floor was shared among the groups.
type Balance struct {
	Rows  []Row // by name, the unknown group last
	Unit  Unit
	Turns int // k: turns or, in words, contributions
	Total time.Duration
	Shift Shift
	Split Split
}

// Outside reports whether the shift is more than chance explains.
func (b Balance) Outside() bool { return b.Shift.Outside() }

// Trend is one meeting's point in the trend over meetings.
type Trend struct {
	At          time.Time
	Shift, Band float64
	Known       bool
	Split       Split
}

// Trend gives the balance as a point of the trend.
func (b Balance) Trend(at time.Time) Trend {
	return Trend{At: at, Shift: b.Shift.Amount, Band: b.Shift.Band, Known: b.Shift.Known, Split: b.Split}
}

// Measure gives the balance. Turns of the Chair and the Secretariat are left
// out unless asked for. The result does not depend on the order of what is
// passed in. Ratio is s_g / b_g; Asked counts every request of the group.
func Measure(in Floor) Balance {
	spells := counted(in)
	b := Balance{Unit: unitOf(spells)}
	rows := map[bot.Group]*Row{}
	row := func(g bot.Group) *Row {
		if rows[g] == nil {
			rows[g] = &Row{Group: g}
		}
		return rows[g]
	}
	had, base := map[bot.Group]float64{}, map[bot.Group]float64{}
	for _, s := range spells {
		r := row(s.Group)
		r.Seconds += s.Seconds
		r.Words += s.Words
		r.Turns += s.Turns
		r.Lines += s.Lines
		had[s.Group] += b.Unit.of(s)
		b.Turns += b.Unit.turns(s)
		b.Total += time.Duration(s.Seconds * float64(time.Second))
	}
	for _, p := range sortedPresence(in.Presence) {
		row(p.Group)
		base[p.Group] += p.Amount
	}
	b.Shift = MeasureShift(had, base, b.Turns)
	countAsks(in.Asks, row)
	for _, r := range rows {
		r.Share, r.Base = b.Shift.Share[r.Group], b.Shift.Bases[r.Group]
		if r.Base > 0 {
			r.Ratio = r.Share / r.Base
		}
		b.Rows = append(b.Rows, *r)
	}
	slices.SortFunc(b.Rows, func(a, c Row) int { return compareGroups(a.Group, c.Group) })
	b.Split = Theil(people(spells, in.Presence, b.Unit))
	return b
}

// counted gives the spells that count, in an order of their own.
func counted(in Floor) []Spell {
	var spells []Spell
	for _, s := range in.Spells {
		if in.Leads || !s.Lead {
			spells = append(spells, s)
		}
	}
	slices.SortFunc(spells, func(a, b Spell) int {
		return cmp.Or(compareGroups(a.Group, b.Group), cmp.Compare(a.Person, b.Person),
			cmp.Compare(a.Seconds, b.Seconds), cmp.Compare(a.Words, b.Words))
	})
	return spells
}

func sortedPresence(of []Presence) []Presence {
	return slices.SortedFunc(slices.Values(of), func(a, b Presence) int {
		return cmp.Or(compareGroups(a.Group, b.Group), cmp.Compare(a.Amount, b.Amount), cmp.Compare(a.People, b.People))
	})
}

func unitOf(spells []Spell) Unit {
	for _, s := range spells {
		if s.Seconds > 0 {
			return InSeconds
		}
	}
	for _, s := range spells {
		if s.Words > 0 {
			return InWords
		}
	}
	return InSeconds
}

// of is a spell's length in the unit.
func (u Unit) of(s Spell) float64 {
	if u == InWords {
		return float64(s.Words)
	}
	return s.Seconds
}

// turns is how many chances the spell was: turns, or contributions in words.
func (u Unit) turns(s Spell) int {
	if u == InWords {
		return s.Turns + s.Lines
	}
	if s.Turns == 0 && s.Seconds > 0 {
		return s.Lines
	}
	return s.Turns
}

func countAsks(asks []Ask, row func(bot.Group) *Row) {
	waits := map[bot.Group][]int64{}
	for _, a := range asks {
		r := row(a.Group)
		r.Asked++
		switch {
		case a.Called:
			r.Called++
			waits[a.Group] = append(waits[a.Group], int64(a.Wait))
		case a.Withdrawn:
			r.Withdrawn++
		}
	}
	for g, w := range waits {
		row(g).Wait = time.Duration(median(w))
	}
}
