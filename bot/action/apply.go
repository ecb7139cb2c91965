package action

import (
	"slices"
	"time"

	"magbot/bot"
)

// Apply folds one fact into a meeting's stream or into the work stream.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Recorded:
		s := slot.Change(st)
		if e.Number == len(s.Items)+1 {
			s.Items = append(s.Items, Item{
				Number: e.Number, Text: e.Text, Owners: slices.Clone(e.Owners), Named: e.Named, Due: e.Due,
				Item: e.Item, By: e.By, At: m.At, Ref: m.Ref(),
			})
		}
	case Taken:
		w := workSlot.Change(st)
		if e.Number == len(w.Actions)+1 {
			w.Actions = append(w.Actions, Action{
				Number: e.Number, From: e.From, Text: e.Text, Owners: slices.Clone(e.Owners), Named: e.Named,
				Due: e.Due, By: e.By, At: m.At, Ref: m.Ref(), State: ToDo,
			})
		}
	case Changed:
		workSlot.Change(st).onOpen(e.Number, func(a *Action) {
			a.Owners, a.Named, a.Due = slices.Clone(e.Owners), e.Named, e.Due
			a.Changes = append(a.Changes, Change{e.Reason, e.By, m.At, m.Ref()})
		})
	case Done:
		workSlot.Change(st).end(e.Number, Finished, m.At, e.By, e.Note)
	case Dropped:
		workSlot.Change(st).end(e.Number, GivenUp, m.At, e.By, e.Reason)
	case Retracted:
		workSlot.Change(st).end(e.Number, TakenBack, m.At, "", bot.Words{})
	}
}

func (w *Work) onOpen(n int, do func(*Action)) {
	if n >= 1 && n <= len(w.Actions) && w.Actions[n-1].State == ToDo {
		do(&w.Actions[n-1])
	}
}

func (w *Work) end(n int, how Condition, at time.Time, by bot.PersonID, note bot.Words) {
	w.onOpen(n, func(a *Action) { a.State, a.Ended, a.EndedBy, a.Note = how, at, by, note })
}
