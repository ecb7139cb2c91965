package tally

// Answer is one of the three that a motion can be given.
type Answer int

// The answers, in the order of GroupVotes.Said.
const (
	Yes Answer = iota
	No
	Abstain
)

// GroupVotes is what the members of one stakeholder group said to a motion.
// Whoever is recused is not among the entitled.
type GroupVotes struct {
	Group    string
	Entitled int64 // frozen when the poll was opened, less Recused
	Recused  int64 // shown, and in no base
	Said     [3]int64
}

// Took is how many took part; an abstention takes part.
func (g GroupVotes) Took() int64 { return g.Said[Yes] + g.Said[No] + g.Said[Abstain] }

// Silent is how many could have voted and did not.
func (g GroupVotes) Silent() int64 { return g.Entitled - g.Took() }

// Base is of what a threshold is a share. It is printed on every ballot and
// every result, because it decides what an abstention and an absence do.
type Base string

// The bases.
const (
	OfYesNo    Base = ""         // yes and no: an abstention changes nothing
	OfCast     Base = "cast"     // all who took part: an abstention works as a no
	OfEntitled Base = "entitled" // all who could: an absence works as a no
)

// MotionRule is how a motion is decided.
type MotionRule struct {
	Base      Base
	Threshold Share // the zero Share is MoreThanHalf

	// Quorum is how many of all must take part; GroupQuorum how many of each
	// group, and every group must reach it.
	Quorum      Quorum
	GroupQuorum Quorum

	// Double also asks for a majority of groups: more than half of those who
	// reach Counts must be in favour, a group being in favour where more of its
	// members said yes than no.
	Double bool
	Counts Quorum // who takes part for a group to count; at least one always
}

// Outcome is what became of a motion.
type Outcome string

// The outcomes, in the order in which they are looked for.
const (
	NoQuorum      Outcome = "no-quorum"       // too few of all took part
	NoGroupQuorum Outcome = "no-group-quorum" // too few of a group took part
	Nobody        Outcome = "nobody"          // nobody is in the base: there is nothing to decide on
	Carried       Outcome = "carried"
	Even          Outcome = "even" // as many yes as no, where one more would have carried it: a tie
	Lost          Outcome = "lost"
)

// GroupResult is one group's votes, and where it stands.
type GroupResult struct {
	Group             string
	Entitled, Recused int64
	Took, Silent      int64
	Said              [3]int64
	NeedsTook         int64 // of MotionRule.GroupQuorum
	Quorate           bool
	Counts            bool // reaches MotionRule.Counts
	InFavour          bool // more yes than no
	Hidden            bool // small numbers: Said and InFavour are left out (MotionResult.Suppressed)
}

// MotionResult is a motion counted. Members and groups are both told, whichever
// of them the rule asks for.
type MotionResult struct {
	Rule    MotionRule // with its Threshold filled in
	Outcome Outcome

	Total     GroupVotes // of all groups together, without a name
	NeedsTook int64      // of Rule.Quorum
	Base      int64      // how many the Base is
	NeedsYes  int64      // of them
	Members   bool       // enough yes among members

	Groups        []GroupResult // in the order given
	GroupsCounted int
	GroupsFor     int
	GroupsNeeded  int
	GroupsCarry   bool // more than half of the groups that count

	// Unanimous says that all who took part said the same, so that the total
	// alone tells what each of them said.
	Unanimous bool
}

// CountMotion decides a motion. A *FormError says what cannot be counted.
//
// The default base is yes and no; a double majority asks for more yes than no
// among the members and in more than half of the groups that reach their
// minimum, a group's position being its own majority.
func CountMotion(groups []GroupVotes, rule MotionRule) (*MotionResult, error) {
	if rule.Threshold == (Share{}) {
		rule.Threshold = MoreThanHalf
	}
	if err := rule.check(); err != nil {
		return nil, err
	}
	if err := checkGroups(groups); err != nil {
		return nil, err
	}
	r := &MotionResult{Rule: rule}
	for _, g := range groups {
		r.add(g)
	}
	r.NeedsTook = rule.Quorum.Needed(r.Total.Entitled)
	r.Base = r.base()
	r.NeedsYes = rule.Threshold.Needed(r.Base)
	r.Members = r.Base > 0 && r.Total.Said[Yes] >= r.NeedsYes
	r.GroupsNeeded = int(MoreThanHalf.Needed(int64(r.GroupsCounted)))
	r.GroupsCarry = r.GroupsFor >= r.GroupsNeeded
	for _, said := range r.Total.Said {
		r.Unanimous = r.Unanimous || said > 0 && said == r.Total.Took()
	}
	r.Outcome = r.outcome()
	return r, nil
}

// add takes a group into the totals.
func (r *MotionResult) add(g GroupVotes) {
	x := GroupResult{
		Group: g.Group, Entitled: g.Entitled, Recused: g.Recused, Took: g.Took(), Silent: g.Silent(), Said: g.Said,
		NeedsTook: r.Rule.GroupQuorum.Needed(g.Entitled),
	}
	x.Quorate = x.Took >= x.NeedsTook
	x.Counts = x.Took >= max(r.Rule.Counts.Needed(g.Entitled), 1)
	x.InFavour = g.Said[Yes] > g.Said[No]
	if x.Counts {
		r.GroupsCounted++
		if x.InFavour {
			r.GroupsFor++
		}
	}
	r.Groups = append(r.Groups, x)
	r.Total.Entitled += g.Entitled
	r.Total.Recused += g.Recused
	for a, n := range g.Said {
		r.Total.Said[a] += n
	}
}

func (r *MotionResult) base() int64 {
	switch r.Rule.Base {
	case OfCast:
		return r.Total.Took()
	case OfEntitled:
		return r.Total.Entitled
	default:
		return r.Total.Said[Yes] + r.Total.Said[No]
	}
}

func (r *MotionResult) outcome() Outcome {
	if r.Total.Took() < r.NeedsTook {
		return NoQuorum
	}
	for _, g := range r.Groups {
		if !g.Quorate {
			return NoGroupQuorum
		}
	}
	switch {
	case r.Base == 0:
		return Nobody
	case r.Members && (r.GroupsCarry || !r.Rule.Double):
		return Carried
	case !r.Members && r.Total.Said[Yes] == r.Total.Said[No] && r.Total.Said[Yes]+1 == r.NeedsYes:
		return Even
	}
	return Lost
}

func (rule MotionRule) check() error {
	switch rule.Base {
	case OfYesNo, OfCast, OfEntitled:
	default:
		return wrong(0, "there is no base %q; it is yes and no, %q or %q", string(rule.Base), OfCast, OfEntitled)
	}
	if err := rule.Threshold.check("the threshold"); err != nil {
		return err
	}
	if rule.Threshold.Num == 0 && !rule.Threshold.More {
		return wrong(0, "the threshold cannot be nobody")
	}
	if err := rule.Quorum.check("the quorum"); err != nil {
		return err
	}
	if err := rule.GroupQuorum.check("the quorum of a group"); err != nil {
		return err
	}
	return rule.Counts.check("what makes a group count")
}

func checkGroups(groups []GroupVotes) error {
	turnout := make([]Turnout, len(groups))
	for i, g := range groups {
		for _, n := range g.Said {
			if n < 0 || n > MaxVotes {
				return wrong(0, "the group %q has a number of %d, which nobody can be", g.Group, n)
			}
		}
		turnout[i] = Turnout{Group: g.Group, Entitled: g.Entitled, Recused: g.Recused, Took: g.Took()}
	}
	return checkTurnout(turnout)
}

// Suppressed is the same result for a poll whose ballots are not open. What a
// group said is left out where it, or what follows from it by subtraction, is
// small enough to tell what one person said (Suppress). Who took part stays, and
// so does how many groups are in favour, which a double majority cannot do
// without: let a group count there from three ballots on.
func (r *MotionResult) Suppressed() *MotionResult {
	rows := make([][]int64, len(r.Groups))
	for i, g := range r.Groups {
		rows[i] = g.Said[:]
	}
	s := *r
	s.Groups = nil
	hidden := Suppress(rows)
	for i, g := range r.Groups {
		if hidden[i] {
			g.Hidden, g.InFavour, g.Said = true, false, [3]int64{}
		}
		s.Groups = append(s.Groups, g)
	}
	return &s
}
