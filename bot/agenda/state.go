package agenda

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/meeting"
)

// Purpose says what an input or item is for.
type Purpose string

// The purposes; the empty one was not said.
const (
	ForInformation Purpose = "information"
	ForDiscussion  Purpose = "discussion"
	ForDecision    Purpose = "decision"
)

// Fate is what has become of an input.
type Fate string

// The fates.
const (
	Undecided  Fate = ""
	Accepted   Fate = "accepted"
	Merged     Fate = "merged"
	Deferred   Fate = "deferred"
	OutOfScope Fate = "out-of-scope"
	Declined   Fate = "declined"
	Withdrawn  Fate = "withdrawn"
)

// OnAgenda reports whether an input with this fate is part of the agenda.
func (f Fate) OnAgenda() bool { return f == Accepted || f == Merged }

// Input is one agenda input.
type Input struct {
	Number   int
	Title    bot.Words
	Why      bot.Words
	Minutes  int // wanted; 0: not said
	Kind     Purpose
	Authors  []bot.PersonID
	Groups   []bot.Group // of each author
	OnBehalf bot.Words   // of whom; empty: personal
	By       bot.PersonID
	Late     bool
	From     *Origin
	Support  []Support
	At       time.Time
	Ref      bot.Ref

	Fate      Fate
	Reason    bot.Words
	Into      int           // merged: the first input of its topic
	To        bot.MeetingID // deferred: to where; empty: the next one scheduled
	Left      int           // deferred: the item of the agenda that it stood on; 0: none
	DecidedBy bot.PersonID
	Decided   bot.Ref
	Contests  []Contest
}

// Personal reports whether the input was handed in for the authors themselves.
func (i Input) Personal() bool { return i.OnBehalf.IsZero() }

// Support is one person's support of an input.
type Support struct {
	Backer

	At  time.Time
	Ref bot.Ref
}

// Contest is an author's word that what became of the input misses it.
type Contest struct {
	Person bot.PersonID
	Text   bot.Words
	At     time.Time
	Ref    bot.Ref
}

// Topic is what will be, or is, one item: an accepted input with those merged
// into it, or inputs merged under a new title.
type Topic struct {
	Inputs []int     // the first is what the topic is called by
	Title  bot.Words // empty: the title of the first input
	Item   int       // once published
}

// ItemState is where an item stands.
type ItemState string

// The states of an item.
const (
	ItemPlanned ItemState = "planned"
	ItemCurrent ItemState = "current"
	ItemDone    ItemState = "closed"
	ItemPassed  ItemState = "skipped"
	ItemOff     ItemState = "dropped"
)

// ToCome reports whether the item can still be taken.
func (s ItemState) ToCome() bool { return s == ItemPlanned || s == ItemPassed }

// Item is one item of the agenda.
type Item struct {
	Number   int
	Title    bot.Words
	Kind     Purpose
	Minutes  int // timebox; 0: none
	Inputs   []int
	Parent   int
	State    ItemState
	Reason   bot.Words      // why skipped, dropped or reopened, last said
	TakenAt  time.Time      // when last taken; zero before
	ClosedAt time.Time      // when last closed; zero before
	Spells   []meeting.Span // every stretch in which it was the current item
	Papers   []meeting.Paper
	Added    bot.Ref
	Taken    bot.Ref
	Closed   bot.Ref
}

// Spent is how long the item has been the current one, up to now.
func (i Item) Spent(now time.Time) time.Duration {
	var d time.Duration
	for _, sp := range i.Spells {
		if part, ok := sp.Cut(time.Time{}, now); ok {
			d += part.To.Sub(part.From)
		}
	}
	return d
}

// State is the agenda of one meeting.
type State struct {
	Inputs      []Input // by number, from 1
	Topics      []Topic // in the order they were made; Plan gives the order chosen
	Items       []Item  // in the order of the agenda
	PublishedAt time.Time
	PublishedBy bot.PersonID
	Publication bot.Ref

	order   []int                   // of inputs, as the Chair chose
	current int                     // number of the current item, 0 none
	papers  map[int][]meeting.Paper // by item
	opened  bool                    // the meeting has been opened
}

var slot = bot.NewSlot("agenda", func() *State { return &State{} })

// Of gives the agenda of the meeting that decides or is shown. It must not be
// changed.
func Of(v bot.View) *State { return slot.Of(v.Here) }

// In gives the agenda of any meeting.
func In(v bot.View, id bot.MeetingID) *State { return slot.Of(v.Stream(bot.MeetingStream(id))) }

// Published reports whether the agenda has gone out.
func (s *State) Published() bool { return !s.PublishedAt.IsZero() }

// Input gives an input by number.
func (s *State) Input(n int) (Input, bool) {
	if n < 1 || n > len(s.Inputs) {
		return Input{}, false
	}
	return s.Inputs[n-1], true
}

// Item gives an item by number.
func (s *State) Item(n int) (Item, bool) {
	i := s.itemAt(n)
	if i < 0 {
		return Item{}, false
	}
	return s.Items[i], true
}

func (s *State) itemAt(n int) int {
	return slices.IndexFunc(s.Items, func(i Item) bool { return i.Number == n })
}

// Current gives the item that is being dealt with.
func (s *State) Current() (Item, bool) { return s.Item(s.current) }

// Next gives the item to take next: the first that is planned in the order of
// the agenda, and when none is left the first that was skipped.
func (s *State) Next() (Item, bool) {
	for _, want := range []ItemState{ItemPlanned, ItemPassed} {
		for _, i := range s.Items {
			if i.State == want {
				return i, true
			}
		}
	}
	return Item{}, false
}

// Place gives where an item stands on the agenda, from 1, and how many items
// there are, parts of items and what was dropped left out: "Item 3 of 6".
func (s *State) Place(n int) (at, of int) {
	for _, i := range s.Items {
		if i.Parent != 0 || i.State == ItemOff {
			continue
		}
		of++
		if i.Number == n {
			at = of
		}
	}
	return at, of
}

// NextItemNumber is the number that the next item gets.
func (s *State) NextItemNumber() int {
	n := 0
	for _, i := range s.Items {
		n = max(n, i.Number)
	}
	return n + 1
}

// TopicOf gives the topic an input belongs to.
func (s *State) TopicOf(input int) (Topic, bool) {
	i := s.topicAt(input)
	if i < 0 {
		return Topic{}, false
	}
	return s.Topics[i], true
}

func (s *State) topicAt(input int) int {
	return slices.IndexFunc(s.Topics, func(t Topic) bool { return slices.Contains(t.Inputs, input) })
}

// Plan lists the topics in the order the Chair chose; what was not ordered
// follows in the order in which it was accepted.
func (s *State) Plan() []Topic {
	plan := slices.Clone(s.Topics)
	slices.SortStableFunc(plan, func(a, b Topic) int { return s.rank(a) - s.rank(b) })
	return plan
}

func (s *State) rank(t Topic) int {
	best := len(s.order)
	for _, n := range t.Inputs {
		if at := slices.Index(s.order, n); at >= 0 {
			best = min(best, at)
		}
	}
	return best
}

// TopicTitle gives the words a topic is called by.
func (s *State) TopicTitle(t Topic) bot.Words {
	if !t.Title.IsZero() || len(t.Inputs) == 0 {
		return t.Title
	}
	in, _ := s.Input(t.Inputs[0])
	return in.Title
}

// TopicMinutes is the time a topic wants: the most that one of its inputs asks.
func (s *State) TopicMinutes(t Topic) int {
	most := 0
	for _, n := range t.Inputs {
		in, _ := s.Input(n)
		most = max(most, in.Minutes)
	}
	return most
}

// TopicKind is what a topic is for: decision when one of its inputs asks for
// one, else discussion, else information.
func (s *State) TopicKind(t Topic) Purpose {
	kind := Purpose("")
	for _, n := range t.Inputs {
		in, _ := s.Input(n)
		if weight(in.Kind) > weight(kind) {
			kind = in.Kind
		}
	}
	return kind
}

func weight(p Purpose) int {
	return slices.Index([]Purpose{"", ForInformation, ForDiscussion, ForDecision}, p)
}
