package action

import (
	"cmp"
	"slices"
	"time"

	"magbot/bot"
)

// Item is one action as a meeting recorded it.
type Item struct {
	Number int
	Text   bot.Words
	Owners []bot.PersonID
	Named  bot.Words // owners whom nobody is known by
	Due    string    // YYYY-MM-DD; empty: no date
	Item   int       // of the agenda; 0: before the first
	By     bot.PersonID
	At     time.Time
	Ref    bot.Ref
}

// State is the actions that one meeting recorded.
type State struct {
	Items []Item // by number, from 1
}

var slot = bot.NewSlot("action", func() *State { return &State{} })

// Of gives the actions recorded in the meeting that decides or is shown. It
// must not be changed.
func Of(v bot.View) *State { return slot.Of(v.Here) }

// In gives the actions recorded in any meeting.
func In(v bot.View, id bot.MeetingID) *State { return slot.Of(v.Stream(bot.MeetingStream(id))) }

// Item gives an action by its number within the meeting.
func (s *State) Item(n int) (Item, bool) {
	if n < 1 || n > len(s.Items) {
		return Item{}, false
	}
	return s.Items[n-1], true
}

// recordedIn gives the action that a record of the meeting holds.
func (s *State) recordedIn(version uint64) (Item, bool) {
	i := slices.IndexFunc(s.Items, func(it Item) bool { return it.Ref.Version == version })
	if i < 0 {
		return Item{}, false
	}
	return s.Items[i], true
}

// Condition is where an action stands.
type Condition string

// The conditions.
const (
	ToDo      Condition = "open"
	Finished  Condition = "done"
	GivenUp   Condition = "dropped"
	TakenBack Condition = "retracted"
)

// Action is one action as the community keeps it.
type Action struct {
	Number  int // from 1 within the community
	From    bot.Ref
	Text    bot.Words
	Owners  []bot.PersonID
	Named   bot.Words
	Due     string // YYYY-MM-DD; empty: no date
	By      bot.PersonID
	At      time.Time
	Ref     bot.Ref
	State   Condition
	Changes []Change
	Ended   time.Time // zero while open
	EndedBy bot.PersonID
	Note    bot.Words // said when done or dropped
}

// Change is one change of owners or date.
type Change struct {
	Reason bot.Words
	By     bot.PersonID
	At     time.Time
	Ref    bot.Ref
}

// Meeting gives the meeting that recorded the action.
func (a Action) Meeting() bot.MeetingID {
	id, _ := a.From.Stream.Meeting()
	return id
}

// OwnedBy reports whether the person is one of the owners.
func (a Action) OwnedBy(p bot.PersonID) bool { return p != "" && slices.Contains(a.Owners, p) }

// Overdue reports whether the day of the action has passed, seen in zone.
func (a Action) Overdue(now time.Time, zone *time.Location) bool {
	return a.State == ToDo && a.Due != "" && a.Due < now.In(zone).Format(time.DateOnly)
}

// Work is every action of a community.
type Work struct {
	Actions []Action // by number, from 1
}

var workSlot = bot.NewSlot("action.work", func() *Work { return &Work{} })

// WorkOf gives the community's actions. It must not be changed.
func WorkOf(v bot.View) *Work { return workSlot.Of(v.Stream(bot.WorkStream)) }

// Action gives an action by its number within the community.
func (w *Work) Action(n int) (Action, bool) {
	if n < 1 || n > len(w.Actions) {
		return Action{}, false
	}
	return w.Actions[n-1], true
}

// From gives the action that a record of a meeting led to.
func (w *Work) From(ref bot.Ref) (Action, bool) {
	i := slices.IndexFunc(w.Actions, func(a Action) bool { return a.From == ref })
	if i < 0 {
		return Action{}, false
	}
	return w.Actions[i], true
}

// Open lists the actions still to be done: by date, those without one last,
// then by number.
func (w *Work) Open() []Action {
	var open []Action
	for _, a := range w.Actions {
		if a.State == ToDo {
			open = append(open, a)
		}
	}
	slices.SortStableFunc(open, func(a, b Action) int {
		if (a.Due == "") != (b.Due == "") {
			return cmp.Compare(len(b.Due), len(a.Due))
		}
		return cmp.Compare(a.Due, b.Due)
	})
	return open
}

// Open lists the community's actions still to be done: what a meeting that
// opens finds carried over.
func Open(v bot.View) []Action { return WorkOf(v).Open() }
