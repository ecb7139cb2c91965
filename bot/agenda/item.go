package agenda

import (
	"slices"

	"magbot/bot"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

func applyItem(s *bot.State, m bot.Meta, e bot.Event) bool {
	switch e := e.(type) {
	case ItemAdded:
		slot.Change(s).addItem(m, e)
	case ItemRenamed:
		slot.Change(s).onItem(e.Item, func(i *Item) { i.Title = e.Title })
	case ItemsOrdered:
		slot.Change(s).orderItems(e.Items)
	case ItemTaken:
		slot.Change(s).take(m, e.Item, bot.Words{})
	case ItemReopened:
		slot.Change(s).take(m, e.Item, e.Reason)
	case ItemClosed:
		slot.Change(s).finish(m, e.Item, ItemDone, bot.Words{})
	case ItemSkipped:
		slot.Change(s).finish(m, e.Item, ItemPassed, e.Reason)
	case ItemDropped:
		slot.Change(s).finish(m, e.Item, ItemOff, e.Reason)
	case ItemTimed:
		slot.Change(s).onItem(e.Item, func(i *Item) { i.Minutes = e.Minutes })
	default:
		return false
	}
	return true
}

func (s *State) addItem(m bot.Meta, e ItemAdded) {
	if _, there := s.Item(e.Number); there || e.Number < 1 {
		return
	}
	item := Item{
		Number: e.Number, Title: e.Title, Kind: e.Purpose, Minutes: e.Minutes, Parent: e.Parent,
		Inputs: slices.Clone(e.Inputs), State: ItemPlanned, Papers: s.papers[e.Number], Added: m.Ref(),
	}
	at := len(s.Items)
	if e.Parent != 0 { // a part stands after its item and that one's other parts
		for i, other := range s.Items {
			if other.Number == e.Parent || other.Parent == e.Parent {
				at = i + 1
			}
		}
	}
	s.Items = slices.Insert(slices.Clone(s.Items), at, item)
	if len(e.Inputs) > 0 {
		if t := s.topicAt(e.Inputs[0]); t >= 0 {
			s.Topics[t].Item = e.Number
		}
	}
}

// orderItems puts the items to come in the order given, in the places that
// items to come have now; those not named follow in their order.
func (s *State) orderItems(numbers []int) {
	var coming []Item
	for _, n := range numbers {
		if i, ok := s.Item(n); ok && i.State.ToCome() && !containsItem(coming, n) {
			coming = append(coming, i)
		}
	}
	for _, i := range s.Items {
		if i.State.ToCome() && !containsItem(coming, i.Number) {
			coming = append(coming, i)
		}
	}
	items := slices.Clone(s.Items)
	for at, i := range items {
		if i.State.ToCome() {
			items[at], coming = coming[0], coming[1:]
		}
	}
	s.Items = items
}

func containsItem(items []Item, n int) bool {
	return slices.ContainsFunc(items, func(i Item) bool { return i.Number == n })
}

// take makes an item current; another that was current is closed by it.
func (s *State) take(m bot.Meta, n int, reason bot.Words) {
	if s.current == n || s.itemAt(n) < 0 {
		return
	}
	s.leave(m, ItemDone)
	s.current = n
	s.onItem(n, func(i *Item) {
		i.State, i.TakenAt, i.Taken, i.Reason = ItemCurrent, m.At, m.Ref(), reason
		i.Spells = append(slices.Clone(i.Spells), meeting.Span{From: m.At})
	})
}

// leave ends the current item, whichever it is.
func (s *State) leave(m bot.Meta, state ItemState) {
	if s.current != 0 {
		s.finish(m, s.current, state, bot.Words{})
	}
}

func (s *State) finish(m bot.Meta, n int, state ItemState, reason bot.Words) {
	s.onItem(n, func(i *Item) {
		if i.State == state {
			return
		}
		if k := len(i.Spells); i.State == ItemCurrent && k > 0 {
			spells := slices.Clone(i.Spells)
			spells[k-1].To = m.At
			i.Spells = spells
		}
		i.State, i.Reason = state, reason
		if state == ItemDone {
			i.ClosedAt, i.Closed = m.At, m.Ref()
		}
	})
	if s.current == n {
		s.current = 0
	}
}

// Taking says whether an item may be taken. Already is true when it is the
// current one: whoever asked second gets the same answer, and nothing happens.
// An item that was closed is taken up again by reopening it, with a reason.
func (s *State) Taking(n int) (already bool, err error) {
	i, err := s.known(n)
	switch {
	case err != nil:
		return false, err
	case i.State == ItemCurrent:
		return true, nil
	case i.State == ItemDone:
		return false, lang.Refuse("agenda.item-is-closed", "item", n)
	case i.State == ItemOff:
		return false, lang.Refuse("agenda.item-is-dropped", "item", n)
	}
	return false, nil
}

// Closing says whether an item may be closed: only the current one.
func (s *State) Closing(n int) (already bool, err error) {
	i, err := s.known(n)
	switch {
	case err != nil:
		return false, err
	case i.State == ItemDone:
		return true, nil
	case i.State != ItemCurrent:
		return false, lang.Refuse("agenda.item-not-taken", "item", n)
	}
	return false, nil
}

// Skipping says whether an item may be passed over: one that is planned or
// current.
func (s *State) Skipping(n int) (already bool, err error) {
	i, err := s.known(n)
	switch {
	case err != nil:
		return false, err
	case i.State == ItemPassed:
		return true, nil
	case i.State == ItemDone:
		return false, lang.Refuse("agenda.item-is-closed", "item", n)
	case i.State == ItemOff:
		return false, lang.Refuse("agenda.item-is-dropped", "item", n)
	}
	return false, nil
}

// Dropping says whether an item may be taken off the agenda: one that has not
// been taken.
func (s *State) Dropping(n int) (already bool, err error) {
	i, err := s.known(n)
	switch {
	case err != nil:
		return false, err
	case i.State == ItemOff:
		return true, nil
	case i.State == ItemDone:
		return false, lang.Refuse("agenda.item-is-closed", "item", n)
	case i.State == ItemCurrent:
		return false, lang.Refuse("agenda.item-is-current", "item", n)
	}
	return false, nil
}

// Reopening says whether an item may be taken up again: one that was closed,
// skipped or dropped, while no other is current.
func (s *State) Reopening(n int) (already bool, err error) {
	i, err := s.known(n)
	switch {
	case err != nil:
		return false, err
	case i.State == ItemCurrent:
		return true, nil
	case i.State == ItemPlanned:
		return false, lang.Refuse("agenda.item-not-taken", "item", n)
	}
	if s.current != 0 {
		return false, lang.Refuse("agenda.another-is-current", "item", n, "current", s.current)
	}
	return false, nil
}

func (s *State) known(n int) (Item, error) {
	if i, ok := s.Item(n); ok {
		return i, nil
	}
	if len(s.Items) == 0 {
		return Item{}, lang.Refuse("agenda.no-items", "item", n)
	}
	return Item{}, lang.Refuse("agenda.no-such-item", "item", n, "count", len(s.Items))
}
