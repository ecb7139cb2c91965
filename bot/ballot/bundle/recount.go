package bundle

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"magbot/bot/ballot/proof"
	"magbot/bot/ballot/tally"
)

// The outcomes of a Choice and of a Gradient, and those that any ballot can have.
// Those of a Motion are tally's.
const (
	Decided  = "decided"
	Tied     = "tied"      // the Chair decides
	NoQuorum = "no-quorum" // of all, or of a group
	TooFew   = "too-few"   // fewer than three ballots that are not open
	Missing  = "missing"   // ballots cannot be read any more
)

// leastTold is how many ballots there must be, unless they are open, before
// anything is told of them.
const leastTold = 3

// Result is a ballot counted.
type Result struct {
	Outcome  string       `json:"outcome"`
	Turnout  []Turnout    `json:"turnout"` // the total, without a name, and each group
	Winners  []string     `json:"winners,omitempty"`
	Motion   *MotionSum   `json:"motion,omitempty"`
	Levels   []int64      `json:"levels,omitempty"` // of a Gradient
	Count    *tally.Sheet `json:"count,omitempty"`
	Backing  []Backing    `json:"backing,omitempty"`
	ByGroup  []Said       `json:"by_group,omitempty"` // of an open Motion or Gradient
	Vacant   int          `json:"vacant,omitempty"`
	OpenSeat int          `json:"open_seats,omitempty"` // that the tied are tied for
}

// Turnout is who took part.
type Turnout struct {
	Group    string `json:"group"`
	Entitled int64  `json:"entitled"`
	Recused  int64  `json:"recused"`
	Took     int64  `json:"took_part"`
	Needs    int64  `json:"needs"`
	Met      bool   `json:"met"`
}

// MotionSum is the count of a motion.
type MotionSum struct {
	Yes          int64 `json:"yes"`
	No           int64 `json:"no"`
	Abstain      int64 `json:"abstain"`
	Base         int64 `json:"base"`
	NeedsYes     int64 `json:"needs_yes"`
	Groups       int   `json:"groups_that_count,omitempty"`
	GroupsFor    int   `json:"groups_in_favour,omitempty"`
	GroupsNeeded int   `json:"groups_needed,omitempty"`
}

// Said is what one group said, by option.
type Said struct {
	Group string  `json:"group"`
	Said  []int64 `json:"said"`
}

// Backing is how many stand behind somebody whom a threshold is asked of.
type Backing struct {
	Name   string `json:"name"`
	Votes  int64  `json:"votes"`
	Of     int64  `json:"of"`
	Needs  int64  `json:"needs"`
	Enough bool   `json:"enough"`
}

// order sorts what tells nothing by its order.
func (b *Bundle) order() {
	slices.SortFunc(b.Commits, func(x, y proof.Hash) int { return bytes.Compare(x[:], y[:]) })
	slices.SortFunc(b.Ballots, func(x, y Ballot) int {
		return cmp.Or(cmp.Compare(x.Choice, y.Choice), cmp.Compare(x.Person, y.Person))
	})
	slices.Sort(b.Electorate.Recused)
	slices.Sort(b.Electorate.Voted)
}

func (b *Bundle) electorateRoot() (proof.Hash, error) {
	all := make([]proof.Hash, len(b.Electorate.Voters))
	for i, v := range b.Electorate.Voters {
		all[i] = proof.CommitVoter(b.Ballot, v.Person, v.Group)
	}
	root, err := proof.Root(all)
	if err != nil {
		return root, errors.New("the electorate has somebody twice")
	}
	return root, nil
}

func (b *Bundle) names() []string {
	names := make([]string, len(b.Options))
	for i, o := range b.Options {
		names[i] = o.Name
	}
	return names
}

// lots are the options in the order of their lots; nil where none were drawn, or
// a seed was not opened.
func (b *Bundle) lots() ([]string, error) {
	if len(b.Seeds) == 0 {
		return nil, nil
	}
	seeds := make([]proof.Seed, len(b.Seeds))
	for i, s := range b.Seeds {
		opened, err := hex.DecodeString(s.Opened)
		if err != nil {
			return nil, fmt.Errorf("the seed of %q is not hexadecimal", s.By)
		}
		if s.Opened == "" {
			opened = nil
		}
		seeds[i] = proof.Seed{By: s.By, Commitment: s.Commitment, Opened: opened}
	}
	order, err := proof.Lots(b.Ballot, seeds, b.Root, b.names())
	if errors.Is(err, proof.ErrUnopened) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("draw the lots: %w", err)
	}
	return b.named(order), nil
}

func (b *Bundle) named(cs []tally.Candidate) []string {
	var names []string
	for _, c := range cs {
		names = append(names, b.Options[c].Name)
	}
	return names
}

// turnout is who took part, by group in the order of the electorate.
func (b *Bundle) turnout() (*tally.Participation, error) {
	var rows []tally.Turnout
	at := map[string]int{}
	for _, v := range b.Electorate.Voters {
		i, ok := at[v.Group]
		if !ok {
			i = len(rows)
			at[v.Group] = i
			rows = append(rows, tally.Turnout{Group: v.Group})
		}
		if slices.Contains(b.Electorate.Recused, v.Person) {
			rows[i].Recused++
			continue
		}
		rows[i].Entitled++
		if slices.Contains(b.Electorate.Voted, v.Person) {
			rows[i].Took++
		}
	}
	p, err := tally.CountTurnout(rows, b.Rules.Quorum, b.Rules.GroupQuorum)
	if err != nil {
		return nil, fmt.Errorf("count the turnout: %w", err)
	}
	return p, nil
}

// Recount counts the ballots; where they are withheld, the turnout. In a motion that also asks for groups, and is not
// open, what the groups said is taken from Result, because nobody else can know.
func (b *Bundle) Recount() (Result, error) {
	p, err := b.turnout()
	if err != nil {
		return Result{}, err
	}
	r := Result{}
	for _, g := range append([]tally.GroupTurnout{p.Total}, p.Groups...) {
		r.Turnout = append(r.Turnout, Turnout{g.Group, g.Entitled, g.Recused, g.Took, g.Needs, g.Met})
	}
	switch {
	case b.Missing > 0:
		r.Outcome = Missing
		return r, nil
	case b.Mode.hides() && len(b.Electorate.Voted) < leastTold:
		r.Outcome = TooFew
		return r, nil
	}
	if b.Withheld {
		return b.stated(r, p), nil
	}
	switch b.Kind {
	case Motion:
		err = b.motion(&r, p)
	case Gradient:
		err = b.gradient(&r, p)
	case Choice:
		err = b.choice(&r, p)
	default:
		err = fmt.Errorf("there is no kind of ballot %q", b.Kind)
	}
	if err != nil {
		return Result{}, fmt.Errorf("count the ballots: %w", err)
	}
	return r, nil
}

// stated is a result whose ballots are withheld: who took part is counted again, and
// with it the quorum; the rest is as the bundle has it.
func (b *Bundle) stated(r Result, p *tally.Participation) Result {
	told := b.Result
	told.Turnout = r.Turnout
	switch {
	case !p.Quorum:
		told.Outcome, told.Winners = NoQuorum, nil
	case told.Outcome != Tied:
		told.Outcome = Decided
	}
	return told
}

// said adds up the ballots by group, or all together where they are not open.
func (b *Bundle) said(p *tally.Participation) ([]tally.GroupTurnout, [][]int64, error) {
	rows := p.Groups
	if b.Mode.hides() {
		rows = []tally.GroupTurnout{p.Total}
	}
	said := make([][]int64, len(rows))
	for i := range said {
		said[i] = make([]int64, len(b.Options))
	}
	for n, x := range b.Ballots {
		i := slices.IndexFunc(rows, func(g tally.GroupTurnout) bool { return b.Mode.hides() || g.Group == x.Group })
		y, err := tally.ParseCanonical(x.Choice, len(b.Options))
		if err != nil || i < 0 || len(y.Order) != 1 {
			return nil, nil, fmt.Errorf("ballot %d names no option, or more than one, or a group that there is not: %w", n+1, cmp.Or(err, ErrForm))
		}
		said[i][y.Order[0]]++
	}
	return rows, said, nil
}

func (b *Bundle) byGroup(r *Result, rows []tally.GroupTurnout, said [][]int64) {
	if b.Mode.hides() {
		return
	}
	for i, g := range rows {
		r.ByGroup = append(r.ByGroup, Said{g.Group, said[i]})
	}
}

func (b *Bundle) motion(r *Result, p *tally.Participation) error {
	if len(b.Options) != 3 {
		return fmt.Errorf("a motion has the options yes, no and abstain, not %d", len(b.Options))
	}
	rows, said, err := b.said(p)
	if err != nil {
		return err
	}
	groups := make([]tally.GroupVotes, len(rows))
	for i, g := range rows {
		groups[i] = tally.GroupVotes{Group: g.Group, Entitled: g.Entitled, Recused: g.Recused, Said: [3]int64(said[i])}
	}
	rule := tally.MotionRule{Base: b.Rules.Base, Threshold: b.Rules.Threshold, Quorum: b.Rules.Quorum, Double: b.Rules.Double, Counts: b.Rules.Counts}
	if b.Mode.hides() {
		rule.Double = false // what groups said is not shown
	} else {
		rule.GroupQuorum = b.Rules.GroupQuorum
	}
	m, err := tally.CountMotion(groups, rule)
	if err != nil {
		return err
	}
	r.Motion = &MotionSum{Yes: m.Total.Said[tally.Yes], No: m.Total.Said[tally.No], Abstain: m.Total.Said[tally.Abstain], Base: m.Base, NeedsYes: m.NeedsYes}
	r.Outcome = string(m.Outcome)
	if !p.Quorum && m.Outcome != tally.NoQuorum && m.Outcome != tally.NoGroupQuorum {
		r.Outcome = NoQuorum
	}
	switch {
	case !b.Mode.hides():
		r.Motion.Groups, r.Motion.GroupsFor, r.Motion.GroupsNeeded = m.GroupsCounted, m.GroupsFor, m.GroupsNeeded
	case b.Rules.Double && b.Result.Motion != nil:
		stated := b.Result.Motion
		r.Motion.Groups, r.Motion.GroupsFor, r.Motion.GroupsNeeded = stated.Groups, stated.GroupsFor, stated.GroupsNeeded
		if r.Outcome == string(tally.Carried) && stated.GroupsFor < int(tally.MoreThanHalf.Needed(int64(stated.Groups))) {
			r.Outcome = string(tally.Lost)
		}
	}
	b.byGroup(r, rows, said)
	return nil
}

func (b *Bundle) gradient(r *Result, p *tally.Participation) error {
	rows, said, err := b.said(p)
	if err != nil {
		return err
	}
	r.Levels = make([]int64, len(b.Options))
	for _, row := range said {
		for i, n := range row {
			r.Levels[i] += n
		}
	}
	if r.Outcome = Decided; !p.Quorum {
		r.Outcome = NoQuorum
	}
	b.byGroup(r, rows, said)
	return nil
}

// election is what tally counts.
func (b *Bundle) election() (*tally.Election, error) {
	e := &tally.Election{Title: b.Question, Candidates: b.names(), Seats: b.Rules.Seats}
	if b.Rules.None && len(b.Options) > 0 {
		e.None = b.Options[len(b.Options)-1].Name
	}
	for i, x := range b.Ballots {
		y, err := tally.ParseCanonical(x.Choice, len(b.Options))
		if err != nil {
			return nil, fmt.Errorf("ballot %d: %w", i+1, err)
		}
		e.Ballots = append(e.Ballots, y)
	}
	lots, err := b.lots()
	if err != nil {
		return nil, err
	}
	for _, name := range lots {
		c, _ := e.Find(name)
		e.Lots = append(e.Lots, c)
	}
	return e, nil
}

func (b *Bundle) choice(r *Result, p *tally.Participation) error {
	e, err := b.election()
	if err != nil {
		return err
	}
	o := tally.Options{Budget: b.Rules.Budget, Mean: b.Rules.Mean, Quota: b.Rules.Quota, LastTransfer: b.Rules.LastTransfer}
	for _, x := range b.Rules.Seating {
		axis := tally.Axis{Name: x.Name, Of: make([]string, len(b.Options))}
		for _, l := range x.Limits {
			axis.Limits = append(axis.Limits, tally.Limit{Part: l.Part, Min: l.Min, Max: l.Max})
		}
		for i, option := range b.Options {
			axis.Of[i] = option.Parts[x.Name]
		}
		o.Axes = append(o.Axes, axis)
	}
	count, err := tally.Count(e, b.Rules.Method, o)
	if err != nil {
		return err
	}
	sheet := count.Sheet(e)
	r.Count, r.OpenSeat, r.Vacant = &sheet, count.Open, count.Vacant
	if r.Outcome = Decided; count.Open > 0 {
		r.Outcome = Tied
	}
	if !p.Quorum {
		r.Outcome = NoQuorum
	}
	return b.backing(r, count, e, p)
}

// backing measures the elected and the tied against a threshold, where there is
// one, and names the winners: those who reach it and are somebody. A tie among those
// who miss it leaves nothing to choose.
func (b *Bundle) backing(r *Result, count *tally.Result, e *tally.Election, p *tally.Participation) error {
	short := map[tally.Candidate]bool{}
	if b.Rules.Threshold != (tally.Share{}) {
		all, err := count.Backing(b.Rules.Threshold, b.Rules.Base, max(p.Total.Entitled, count.Voters))
		if err != nil {
			return err
		}
		for _, x := range all {
			r.Backing = append(r.Backing, Backing{e.Candidates[x.Candidate], x.Votes, x.Of, x.Needs, x.Enough})
			short[x.Candidate] = !x.Enough
		}
		if r.Outcome == Tied && !slices.ContainsFunc(count.Tied, func(c tally.Candidate) bool { return !short[c] }) {
			r.Outcome, r.OpenSeat = Decided, 0
		}
	}
	if r.Outcome == NoQuorum {
		return nil
	}
	for _, c := range count.Elected {
		if !short[c] && e.Candidates[c] != e.None {
			r.Winners = append(r.Winners, e.Candidates[c])
		}
	}
	return nil
}
