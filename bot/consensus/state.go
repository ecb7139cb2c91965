package consensus

import (
	"slices"
	"strconv"
	"time"

	"magbot/bot"
	"magbot/bot/objection"
)

// Answer is what a person says to a wording.
type Answer string

// The answers.
const (
	Nothing     Answer = "" // not heard
	NoObjection Answer = "no-objection"
	Objects     Answer = "objection"
	NotMyCall   Answer = "recused"
)

// Silence is the rule of a call about those who say nothing.
type Silence string

// The rules of silence.
const (
	Reported Silence = "reported" // as silence, and no more
	Counts   Silence = "counts"   // as no objection: of those present in a meeting, else of those asked
)

// Level is how much agreement the Chair says there was (GNSO working group
// guidelines, 3.6).
type Level string

// The levels.
const (
	Full       Level = "full"       // full consensus: nobody spoke against it
	Consensus  Level = "consensus"  // a small minority disagrees, most agree
	Strong     Level = "strong"     // strong support, but significant opposition
	Divergence Level = "divergence" // no strong support for any one view
)

// Levels lists them, from the most agreement to the least.
func Levels() []Level { return []Level{Full, Consensus, Strong, Divergence} }

// agreed reports whether the level says that the text was agreed.
func (l Level) agreed() bool { return l == Full || l == Consensus }

// Phase is how far a call has come.
type Phase string

// The phases.
const (
	PhaseOpen      Phase = "open"      // people are asked, or the count runs
	PhaseStopped   Phase = "stopped"   // an objection stopped the slow count
	PhaseClosed    Phase = "closed"    // what was so is said; the Chair has the word
	PhaseOutcome   Phase = "outcome"   // designated; it may be contested
	PhaseSettled   Phase = "settled"   // nothing changes any more
	PhaseWithdrawn Phase = "withdrawn" // taken back, with a reason
	PhaseLapsed    Phase = "lapsed"    // the proposal of a slow count, or its meeting, was over first
)

// Over reports whether nothing of the call can change any more.
func (p Phase) Over() bool { return p == PhaseSettled || p == PhaseWithdrawn || p == PhaseLapsed }

// Wording is one text of a call.
type Wording struct {
	Number  int // from 1
	Text    bot.Words
	By      bot.PersonID
	At      time.Time
	Ref     bot.Ref
	Answers []Said // all of it, in order
}

// Said is one thing a person answered.
type Said struct {
	Person    bot.PersonID
	Answer    Answer
	Reason    bot.Words
	Objection int // 0: none
	At        time.Time
	Ref       bot.Ref
}

// Objection is an objection to one wording of a call.
type Objection struct {
	objection.Objection

	Wording int
}

// Extension is more time that was given.
type Extension struct {
	Until  time.Time
	Reason bot.Words
	By     bot.PersonID
	At     time.Time
	Ref    bot.Ref
}

// Designation is a level that the Chair designated.
type Designation struct {
	Level Level
	Note  bot.Words
	Until time.Time
	By    bot.PersonID
	At    time.Time
	Ref   bot.Ref
}

// Minority is a minority statement, in its author's last words.
type Minority struct {
	Person bot.PersonID
	Group  bot.Group
	Text   bot.Words
	At     time.Time
	Ref    bot.Ref
}

// Contest is a word against a designation, and the Chair's answer.
type Contest struct {
	Number   int
	Person   bot.PersonID
	Group    bot.Group
	Reason   bot.Words
	At       time.Time
	Ref      bot.Ref
	Answered bool
	Kept     bool // the designation stands
	Answer   bot.Words
	By       bot.PersonID
	Answers  bot.Ref // the record of the answer
}

// Call is one consensus call, or one slow count.
type Call struct {
	Terms

	Stream   bot.StreamID
	Number   int
	Asked    []Elector
	Item     int
	Phase    Phase
	At       time.Time
	Ref      bot.Ref
	Wordings []Wording // from the first to the last
	Until    time.Time // of the wording that counts; zero for a slow count
	Closing  time.Time // zero while open
	ClosedBy bot.PersonID
	So       Standing  // what was so at the end
	Reason   bot.Words // of the withdrawal

	Objections   []Objection // by number, from 1; those to a slow count are its proposal's
	Extensions   []Extension
	Designations []Designation // the last one counts
	Minorities   []Minority
	Contests     []Contest // by number, from 1

	// Of a slow count.
	Proposal  int
	Steps     int
	Every     time.Duration
	Step      int // how far it was counted
	SteppedAt time.Time
	Begins    int // how often it was begun
	Stopper   bot.PersonID
	spoken    map[bot.PersonID]Answer // to the proposal's wording that is counted on
	counted   int                     // the proposal's wording

	length time.Duration           // that the first wording was asked about
	own    map[bot.PersonID]Answer // the last of each, to the wording that counts
	out    map[bot.PersonID]bool   // recused
	groups map[bot.PersonID]bot.Group
}

// Count reports whether the call is a slow count.
func (c *Call) Count() bool { return c.Steps > 0 }

// Now gives the wording that counts.
func (c *Call) Now() *Wording { return &c.Wordings[len(c.Wordings)-1] }

// Level gives the designation that counts.
func (c *Call) Level() (Designation, bool) {
	if len(c.Designations) == 0 {
		return Designation{}, false
	}
	return c.Designations[len(c.Designations)-1], true
}

// IsAsked reports whether the call asks a person.
func (c *Call) IsAsked(p bot.PersonID) bool { _, is := c.groups[p]; return is }

// GroupOf gives the group in which somebody is counted who is asked.
func (c *Call) GroupOf(p bot.PersonID) bot.Group { return c.groups[p] }

// Recused reports whether a person is recused, at the opening or by their word.
func (c *Call) Recused(p bot.PersonID) bool { return c.out[p] }

// Heard gives what counts of a person: their last answer to the wording that
// counts, or that they are recused. Who took every objection of theirs to it
// back has none.
func (c *Call) Heard(p bot.PersonID) Answer {
	if c.out[p] {
		return NotMyCall
	}
	a := c.own[p]
	if c.Count() {
		a = c.spoken[p]
	}
	if a == Objects && !c.Count() && !slices.ContainsFunc(c.Objections, func(o Objection) bool {
		return o.By == p && o.Wording == len(c.Wordings) && o.State != objection.Withdrawn
	}) {
		return NoObjection
	}
	return a
}

// Objection gives an objection by number.
func (c *Call) Objection(n int) (Objection, bool) {
	if n < 1 || n > len(c.Objections) {
		return Objection{}, false
	}
	return c.Objections[n-1], true
}

// Contest gives a contest by number.
func (c *Call) Contest(n int) (Contest, bool) {
	if n < 1 || n > len(c.Contests) {
		return Contest{}, false
	}
	return c.Contests[n-1], true
}

// Pending lists the contests that the Chair has not answered.
func (c *Call) Pending() []Contest {
	return slices.DeleteFunc(slices.Clone(c.Contests), func(x Contest) bool { return x.Answered })
}

// Open lists the numbers of the objections that stand.
func (c *Call) Open() []int {
	var open []int
	for _, o := range c.Objections {
		if o.State.Stands() {
			open = append(open, o.Number)
		}
	}
	return open
}

// standing gives an objection of a person that stands.
func (c *Call) standing(p bot.PersonID) (Objection, bool) {
	i := slices.IndexFunc(c.Objections, func(o Objection) bool { return o.By == p && o.State.Stands() })
	if i < 0 {
		return Objection{}, false
	}
	return c.Objections[i], true
}

// wrote reports whether a person gave one of the wordings.
func (c *Call) wrote(p bot.PersonID) bool {
	return p != "" && slices.ContainsFunc(c.Wordings, func(w Wording) bool { return w.By == p })
}

// Everybody reports whether all who are asked have answered.
func (c *Call) everybody() bool {
	return !slices.ContainsFunc(c.Asked, func(e Elector) bool { return c.Heard(e.Person) == Nothing })
}

// Waiting lists who is asked and has not been heard on the wording that counts.
func (c *Call) Waiting() []bot.PersonID {
	var people []bot.PersonID
	for _, e := range c.Asked {
		if c.Heard(e.Person) == Nothing {
			people = append(people, e.Person)
		}
	}
	return people
}

// Name is what people call it: "7.1" in a meeting, "4" by itself.
func (c *Call) Name() string { return nameIn(c.Stream, c.Number) }

func nameIn(stream bot.StreamID, n int) string {
	if id, ok := stream.Meeting(); ok {
		return string(id) + "." + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// State is every call of one stream.
type State struct {
	calls []*Call // in order of number
}

var slot = bot.NewSlot("consensus", func() *State { return &State{} })

// Of gives the calls of the stream that decides or is shown. It must not be
// changed.
func Of(v bot.View) *State { return slot.Of(v.Here) }

// In gives the calls of any stream.
func In(v bot.View, id bot.StreamID) *State { return slot.Of(v.Stream(id)) }

// All lists the calls in order of number.
func (s *State) All() []*Call { return slices.Clone(s.calls) }

// Call gives a call by number.
func (s *State) Call(n int) (*Call, bool) {
	for _, c := range s.calls {
		if c.Number == n {
			return c, true
		}
	}
	return nil, false
}

// last is the call that was opened last.
func (s *State) last() (*Call, bool) {
	if len(s.calls) == 0 {
		return nil, false
	}
	return s.calls[len(s.calls)-1], true
}

// counting gives the slow count that runs or was stopped on a proposal; there is
// one at most.
func (s *State) counting(proposal int) (*Call, bool) {
	for _, c := range s.calls {
		if c.Count() && c.Proposal == proposal && (c.Phase == PhaseOpen || c.Phase == PhaseStopped) {
			return c, true
		}
	}
	return nil, false
}
