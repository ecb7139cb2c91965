package floor

import (
	"iter"
	"slices"
	"time"

	"magbot/bot"
)

// Way is how somebody asks for the floor.
type Way string

// The ways, in no order; Waiting gives the order in which they stand.
const (
	Ordinary     Way = ""
	PointOfOrder Way = "point"  // stands first, and passes a closed queue
	DirectReply  Way = "direct" // stands before the ordinary ones ("qq+")
)

// How says how somebody came to the floor.
type How string

// The ways to the floor.
const (
	Called   How = ""
	Granted  How = "last"    // the last word: nobody else is taken
	Received How = "yielded" // the speaker before passed on the rest of the time
)

// End says how a turn ended.
type End string

// The ends of a turn.
const (
	EndDone    End = ""
	EndNext    End = "next"    // somebody else was called
	EndYielded End = "yielded" // the rest of the time was passed on
	EndItem    End = "item"    // the item was closed, or another taken
	EndMeeting End = "meeting" // the meeting was closed
)

// ways is how many Ways there are.
const ways = 3

// line is which of the lines somebody stands in, the first line first.
func (w Way) line() int {
	switch w {
	case PointOfOrder:
		return 0
	case DirectReply:
		return 1
	case Ordinary:
	}
	return 2
}

// Seconds is a length of time in whole seconds, as the record keeps it.
type Seconds int

// Duration gives the length of time.
func (s Seconds) Duration() time.Duration { return time.Duration(s) * time.Second }

// overtakenCap is where counting ends: two is what the rule looks at, three
// shows that it was broken. It also keeps the record of a very long queue short.
const overtakenCap = 3

// Request is one person's wish for the floor, from asking to its end.
type Request struct {
	Number    int // from 1 in order of asking; never changes
	Person    bot.PersonID
	Group     bot.Group
	Note      bot.Words
	Way       Way
	NotNow    bool         // keeps the place and is passed over once
	By        bot.PersonID // who entered it; empty when the person did
	Item      int          // under which it was asked; 0 before the first
	Asked     time.Time
	Called    time.Time    // zero while waiting, and when never called
	Done      time.Time    // when the turn ended
	Withdrawn time.Time    // when it was taken back or dropped
	Dropped   bool         // taken from the queue by the Chair, not by the person
	Remover   bot.PersonID // who entered that it was taken back; empty when the person did
	Overtaken int          // by calls, counted to 3
	Turn      int          // the turn it led to

	place int  // in the order of asking; "queue set" gives new ones
	told  bool // that they are next
}

// Open reports whether the person still waits.
func (r Request) Open() bool { return r.Called.IsZero() && r.Withdrawn.IsZero() }

// Turn is one person's time at the floor.
type Turn struct {
	Number  int // from 1 within the meeting
	Person  bot.PersonID
	Group   bot.Group
	Lead    bool         // Chair or Secretariat: left out of the balance
	By      bot.PersonID // who gave the floor
	Item    int
	Note    bot.Words
	Way     Way
	How     How
	End     End
	Asked   time.Time
	Began   time.Time
	Ended   time.Time // zero while it lasts
	Limit   time.Duration
	Warned  bool
	Overran bool
	Ref     bot.Ref

	request int // place in State.requests
}

// Length is how long the turn lasted, or has lasted at now.
func (t Turn) Length(now time.Time) time.Duration {
	end := t.Ended
	if end.IsZero() {
		end = now
	}
	return max(0, end.Sub(t.Began))
}

// Entry is one line of the history of the queue.
type Entry struct {
	Person bot.PersonID
	Asked  time.Time
	Called time.Time // zero when never called
	Done   time.Time // zero when never called, or still speaking
	Note   bot.Words
}

// tally counts what is needed at every step, so that no step looks at all of
// the past.
type tally struct {
	time      time.Duration // of ended turns
	words     int
	turns     int
	lines     int // contributions outside turns
	asked     int
	called    int
	withdrawn int
	since     int // turns of others since the second request; -1 before it
}

// under names a tally: of a group under an item.
type under struct {
	item  int
	group bot.Group
}

// speech is what one person contributed outside turns under an item.
type speech struct {
	person bot.PersonID
	group  bot.Group
	item   int
	lead   bool
}

type amount struct {
	words, lines int
	seconds      Seconds
}

// State is the floor of one meeting, folded from its stream.
type State struct {
	requests []Request
	lines    [ways][]int          // places in requests of who waits, a line for each Way, as they asked
	places   int                  // given in the order of asking
	open     map[bot.PersonID]int // a person's open request
	turns    []Turn
	turnsOf  map[bot.PersonID]int
	asked    map[bot.PersonID]bool // ever
	speaking int                   // number of the running turn; 0 for none
	closed   bool
	limit    Seconds // that the Chair has set
	timed    bool    // the Chair has set it
	item     int
	began    time.Time // when the item was taken
	tallies  map[under]*tally
	totals   map[bot.Group]*tally
	spoken   map[speech]amount
	hinted   map[Hint]bool // item, group and reason alone
}

var slot = bot.NewSlot("floor", newState)

func newState() *State {
	return &State{
		open: map[bot.PersonID]int{}, turnsOf: map[bot.PersonID]int{}, asked: map[bot.PersonID]bool{},
		tallies: map[under]*tally{}, totals: map[bot.Group]*tally{},
		spoken: map[speech]amount{}, hinted: map[Hint]bool{},
	}
}

// Of gives the floor of the meeting that decides or is shown. It must not be
// changed.
func Of(v bot.View) *State { return slot.Of(v.Here) }

// In gives the floor of any meeting.
func In(v bot.View, id bot.MeetingID) *State { return slot.Of(v.Stream(bot.MeetingStream(id))) }

// Waiting lists who waits in the order people see: points of order, then
// direct replies, then the others, each as they asked.
func (s *State) Waiting() []Request {
	waiting := make([]Request, 0, s.Count())
	for r := range s.inOrder() {
		waiting = append(waiting, *r)
	}
	return waiting
}

// inOrder is Waiting without copying anything.
func (s *State) inOrder() iter.Seq[*Request] {
	return func(yield func(*Request) bool) {
		for _, line := range s.lines {
			for _, i := range line {
				if !yield(&s.requests[i]) {
					return
				}
			}
		}
	}
}

// Count is how many wait.
func (s *State) Count() int { return len(s.open) }

// Request gives the open request of a person.
func (s *State) Request(p bot.PersonID) (Request, bool) {
	if i, ok := s.open[p]; ok {
		return s.requests[i], true
	}
	return Request{}, false
}

// Next is who would be called in the order people see: the first who did not
// say "not now", and the first of all when everybody did.
func (s *State) Next() (Request, bool) {
	var first *Request
	for r := range s.inOrder() {
		if !r.NotNow {
			return *r, true
		}
		if first == nil {
			first = r
		}
	}
	if first == nil {
		return Request{}, false
	}
	return *first, true
}

// Speaking gives the running turn.
func (s *State) Speaking() (Turn, bool) {
	if s.speaking == 0 {
		return Turn{}, false
	}
	return s.turns[s.speaking-1], true
}

// Turns lists every turn in order.
func (s *State) Turns() []Turn { return slices.Clone(s.turns) }

// Turn gives one turn by its number.
func (s *State) Turn(number int) (Turn, bool) {
	if number < 1 || number > len(s.turns) {
		return Turn{}, false
	}
	return s.turns[number-1], true
}

// LastTurn is the number of the latest turn; 0 before the first.
func (s *State) LastTurn() int { return len(s.turns) }

// TurnsOf is how many turns a person has had in this meeting.
func (s *State) TurnsOf(p bot.PersonID) int { return s.turnsOf[p] }

// Closed reports whether only points of order are taken.
func (s *State) Closed() bool { return s.closed }

// Limit is how long a speaker has by what the Chair set in this meeting; 0 for no
// limit, or where nothing was set and the setting of the community holds.
func (s *State) Limit() time.Duration { return s.limit.Duration() }

// Requests lists every request in order of asking, whatever became of it.
func (s *State) Requests() []Request { return slices.Clone(s.requests) }

// History lists every request in order of asking, with those that were
// withdrawn or never called.
func (s *State) History() []Entry {
	history := make([]Entry, len(s.requests))
	for i, r := range s.requests {
		history[i] = Entry{Person: r.Person, Asked: r.Asked, Called: r.Called, Done: r.Done, Note: r.Note}
	}
	return history
}
