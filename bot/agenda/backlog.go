package agenda

import (
	"slices"

	"magbot/bot"
)

// Waiting is a deferred input that waits in the work stream for the next
// meeting.
type Waiting struct {
	Origin

	To bot.MeetingID // where it was carried; empty while it waits
}

// Backlog is every input that was deferred to the next meeting when none was
// scheduled.
type Backlog struct{ kept []Waiting }

var backlogSlot = bot.NewSlot("agenda.backlog", func() *Backlog { return &Backlog{} })

// BacklogOf gives what waits in the work stream. It must not be changed.
func BacklogOf(v bot.View) *Backlog { return backlogSlot.Of(v.Stream(bot.WorkStream)) }

// Waiting lists what has not been carried to a meeting, in order of deferral.
func (b *Backlog) Waiting() []Waiting {
	return slices.DeleteFunc(slices.Clone(b.kept), func(w Waiting) bool { return w.To != "" })
}

// All lists everything that ever waited.
func (b *Backlog) All() []Waiting { return slices.Clone(b.kept) }

// Where says to which meeting an input was carried from here.
func (b *Backlog) Where(o Origin) (bot.MeetingID, bool) {
	i := slices.IndexFunc(b.kept, func(w Waiting) bool { return w.Origin == o })
	if i < 0 || b.kept[i].To == "" {
		return "", false
	}
	return b.kept[i].To, true
}

func (b *Backlog) waits(o Origin) bool {
	return slices.ContainsFunc(b.kept, func(w Waiting) bool { return w.Origin == o && w.To == "" })
}

func applyBacklog(s *bot.State, e bot.Event) bool {
	switch e := e.(type) {
	case Kept:
		b := backlogSlot.Change(s)
		if !b.waits(e.Origin) {
			b.kept = append(b.kept, Waiting{Origin: e.Origin})
		}
	case CarriedOut:
		b := backlogSlot.Change(s)
		for i := range b.kept {
			if b.kept[i].Origin == e.Origin && b.kept[i].To == "" {
				b.kept[i].To = e.To
			}
		}
	default:
		return false
	}
	return true
}
