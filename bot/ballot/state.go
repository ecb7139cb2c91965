package ballot

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/ballot/proof"
	"magbot/bot/ballot/tally"
)

// Phase is where a ballot stands.
type Phase string

// The phases.
const (
	PhaseNone      Phase = ""          // there is no such ballot
	PhaseDraft     Phase = "draft"     // not open yet; it may be planned
	PhaseOpen      Phase = "open"      // taking votes
	PhaseClosed    Phase = "closed"    // no more votes; not counted yet
	PhaseCounted   Phase = "counted"   // the result waits for the Chair
	PhasePublished Phase = "published" // over
	PhaseWithdrawn Phase = "withdrawn" // over, without a result
)

// Over reports whether the result, or that there is none, stays as it is.
func (p Phase) Over() bool { return p == PhasePublished || p == PhaseWithdrawn }

// Outcome is what a count came to. That of a motion is a tally.Outcome.
type Outcome string

// The outcomes beside those of a motion.
const (
	Decided  Outcome = "decided"   // the count names all it can
	Tied     Outcome = "tied"      // the Chair decides
	NoQuorum Outcome = "no-quorum" // too few took part, of all or of a group
	TooFew   Outcome = "too-few"   // fewer than three ballots that are not open: to tell would name
	Missing  Outcome = "missing"   // ballots are missing: nothing can be counted
)

// leastTold is how many ballots there must be, unless they are open, before
// anything is told of them.
const leastTold = 3

// Seed is one person's part in the lots.
type Seed struct {
	By         string
	Commitment string
	Opened     string // in hex; empty until then
}

// Paper is one ballot that counts.
type Paper struct {
	Group  bot.Group // unknown of a Detached ballot
	Choice string    // tally.Ballot.Canonical
}

// Extension is a later close.
type Extension struct {
	From, Until time.Time
	By          bot.PersonID
	Reason      bot.Words
	At          time.Time
}

// State is one ballot.
type State struct {
	Draft

	Phase       Phase
	By          bot.PersonID // who drafted it
	From        time.Time    // planned opening
	OpenedAt    time.Time
	OpenedHead  string // of the record before the opening
	OpenedBy    bot.PersonID
	ClosesAt    time.Time // zero: when the Chair closes it
	ClosedAt    time.Time
	ClosedBy    bot.PersonID
	EarlyWhy    bot.Words
	Extensions  []Extension
	Voters      []Voter // frozen at the opening, in the order of the roster
	VotersRoot  string
	Receipts    []byte
	Advice      bool // the bundle says that it is advisory
	Recusals    []Recused
	Seeds       []Seed
	Casts       map[bot.PersonID]Cast // the last of each who may vote; Open and Confidential
	Voted       map[bot.PersonID]bool // who has cast a ballot that counts
	Gathered    Gathered
	Count       Counted
	Settled     Settled
	settlements int          // how often a tie was settled
	EndedBy     bot.PersonID // who published or withdrew it
	EndedAt     time.Time
	Why         bot.Words // of a withdrawal
	Statements  []Statement
	reviewed    bool // people were told to look at the last of them again
	plan        int  // counts what the clock is told
	took        tookPart
	voters      map[bot.PersonID]int
	recused     map[bot.PersonID]bool
	causes      map[bot.Cause]bool // of confidential votes, which are sealed with them
	early       map[bot.Cause]bool // of votes before the opening, which were not taken
}

var slot = bot.NewSlot("ballot", func() *State { return &State{} })

// Of gives the ballot that decides or is shown. It must not be changed.
func Of(v bot.View) *State { return slot.Of(v.Here) }

// In gives any ballot.
func In(v bot.View, id bot.BallotID) *State { return slot.Of(v.Stream(bot.BallotStream(id))) }

// name is what the ballot is called in proofs.
func (s *State) name() string { return string(bot.BallotStream(s.ID)) }

// MayVote reports whether a person is of the electorate and not recused.
func (s *State) MayVote(p bot.PersonID) bool {
	_, is := s.voters[p]
	return is && !s.recused[p]
}

// Entitled lists who may vote: the electorate less the recused.
func (s *State) Entitled() []Voter {
	return slices.DeleteFunc(slices.Clone(s.Voters), func(w Voter) bool { return s.recused[w.Person] })
}

// Waiting lists who may vote and has not.
func (s *State) Waiting() []bot.PersonID {
	var people []bot.PersonID
	for _, w := range s.Voters {
		if !s.recused[w.Person] && !s.Voted[w.Person] {
			people = append(people, w.Person)
		}
	}
	return people
}

// Groups lists the stakeholder groups of the electorate, in the order in which
// they first come.
func (s *State) Groups() []bot.Group {
	var groups []bot.Group
	for _, w := range s.Voters {
		if !slices.Contains(groups, w.Group) {
			groups = append(groups, w.Group)
		}
	}
	return groups
}

// Turnout counts who took part, by group.
func (s *State) Turnout() []tally.Turnout { return slices.Clone(s.took.rows) }

// tookPart is the turnout, kept with every vote: the live message of a ballot shows
// it after each, and going through thousands of voters for that cost more than the
// vote did.
type tookPart struct {
	rows []tally.Turnout
	at   []int // by voter, in the order of State.Voters: the row of the group
}

// countTurnout is the turnout before the first vote.
func countTurnout(voters []Voter) tookPart {
	c := tookPart{at: make([]int, len(voters))}
	rows := map[bot.Group]int{}
	for i, w := range voters {
		row, ok := rows[w.Group]
		if !ok {
			row = len(c.rows)
			rows[w.Group] = row
			c.rows = append(c.rows, tally.Turnout{Group: string(w.Group)})
		}
		c.at[i] = row
		c.rows[row].Entitled++
	}
	return c
}

// of is the row of one voter; nil for who is not of the electorate.
func (c *tookPart) of(s *State, p bot.PersonID) *tally.Turnout {
	i, ok := s.voters[p]
	if !ok {
		return nil
	}
	return &c.rows[c.at[i]]
}

// sum adds the turnout of all groups.
func sum(rows []tally.Turnout) (all tally.Turnout) {
	for _, r := range rows {
		all.Entitled += r.Entitled
		all.Recused += r.Recused
		all.Took += r.Took
	}
	return all
}

// seeded reports whether lots are drawn should they be needed.
func (s *State) seeded() bool { return len(s.Seeds) > 0 }

// seedsOpen reports whether every seed is open.
func (s *State) seedsOpen() bool {
	return !slices.ContainsFunc(s.Seeds, func(x Seed) bool { return x.Opened == "" })
}

// revealed is when the wait for seeds ends.
func (s *State) revealed() time.Time { return s.ClosedAt.Add(seedWait) }

// seedWait is how long after the close seeds can be opened before the count is
// made without lots.
const seedWait = 24 * time.Hour

// Names are the options as a count lists them.
func (s *State) Names() []string {
	names := make([]string, len(s.Options))
	for i, o := range s.Options {
		names[i] = o.Name.Text
	}
	return names
}

// lots draws the published order of lots; nil where it cannot be.
func (s *State) lots() []tally.Candidate {
	if !s.seeded() || !s.seedsOpen() {
		return nil
	}
	var root proof.Hash
	if root.UnmarshalText([]byte(s.Gathered.Root)) != nil {
		return nil
	}
	order, err := proof.Lots(s.name(), s.proofSeeds(), root, s.Names())
	if err != nil {
		return nil
	}
	return order
}

func (s *State) proofSeeds() []proof.Seed {
	seeds := make([]proof.Seed, len(s.Seeds))
	for i, x := range s.Seeds {
		seeds[i] = proof.Seed{By: x.By, Opened: unhex(x.Opened)}
		if seeds[i].Commitment.UnmarshalText([]byte(x.Commitment)) != nil {
			seeds[i].Opened = nil
		}
	}
	return seeds
}
