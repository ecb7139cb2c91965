package tally

// Gradient is a poll on a scale of agreement: each voter takes one level. It
// shows how wide and how deep agreement is, and decides nothing (the levels are
// those of Kaner, Facilitator's Guide to Participatory Decision-Making, unless
// the poll has its own).
type Gradient struct {
	Levels   []string   // the most in favour first, at least two
	Supports int        // how many of the first levels count as support
	Objects  int        // how many of the last count as objection
	Groups   []Gradings // by group
}

// Gradings is how many of a group took each level.
type Gradings struct {
	Group    string
	Entitled int64
	Recused  int64
	At       []int64 // by level
}

// GradientResult is what a poll on a scale shows. Of an even number of answers
// the middle is two levels, which are the same where nothing lies between.
type GradientResult struct {
	At                  []int64 // by level, of all together
	Entitled, Recused   int64
	Took                int64
	Support, Objections int64
	// Middle are the levels that as many stand at or above as at or below:
	// indices of Levels, -1 where nobody answered.
	Middle [2]int
	Groups []GradingResult
}

// GradingResult is one group of a Gradient.
type GradingResult struct {
	Group             string
	Entitled, Recused int64
	Took              int64
	At                []int64 // nil where it is Hidden
	Hidden            bool
}

// CountGradient adds a poll on a scale up. With suppress small numbers are left
// out of the groups, as in Suppress. A *FormError says what cannot be counted.
func CountGradient(g Gradient, suppress bool) (*GradientResult, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	r := &GradientResult{At: make([]int64, len(g.Levels))}
	rows := make([][]int64, len(g.Groups))
	for i, x := range g.Groups {
		rows[i] = x.At
		r.Entitled += x.Entitled
		r.Recused += x.Recused
		for level, n := range x.At {
			r.At[level] += n
		}
		r.Groups = append(r.Groups, GradingResult{Group: x.Group, Entitled: x.Entitled, Recused: x.Recused, Took: sum(x.At), At: x.At})
	}
	r.Took = sum(r.At)
	r.Support = sum(r.At[:g.Supports])
	r.Objections = sum(r.At[len(r.At)-g.Objects:])
	r.Middle = [2]int{r.level((r.Took + 1) / 2), r.level(r.Took/2 + 1)}
	if r.Took == 0 {
		r.Middle = [2]int{-1, -1}
	}
	if suppress {
		for i, hide := range Suppress(rows) {
			if hide {
				r.Groups[i].Hidden, r.Groups[i].At = true, nil
			}
		}
	}
	return r, nil
}

// level is where the nth answer stands, the most in favour first; n from 1.
func (r *GradientResult) level(n int64) int {
	for level, at := range r.At {
		if n -= at; n <= 0 {
			return level
		}
	}
	return -1
}

func (g Gradient) check() error {
	n := len(g.Levels)
	if n < 2 || g.Supports < 0 || g.Objects < 0 || g.Supports+g.Objects > n {
		return wrong(0, "a scale needs at least two levels, of which %d and %d cannot be support and objection among %d", g.Supports, g.Objects, n)
	}
	seen := map[string]bool{}
	for _, level := range g.Levels {
		if level == "" || seen[level] {
			return wrong(0, "the scale has the level %q twice, or without a name", level)
		}
		seen[level] = true
	}
	turnout := make([]Turnout, len(g.Groups))
	for i, x := range g.Groups {
		if len(x.At) != n {
			return wrong(0, "the group %q has %d levels, but the scale has %d", x.Group, len(x.At), n)
		}
		took := int64(0)
		for _, at := range x.At {
			if at < 0 || at > MaxVotes-took {
				return wrong(0, "the group %q has %d answers at one level, which cannot be", x.Group, at)
			}
			took += at
		}
		turnout[i] = Turnout{Group: x.Group, Entitled: x.Entitled, Recused: x.Recused, Took: took}
	}
	return checkTurnout(turnout)
}
