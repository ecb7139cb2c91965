// Package agenda makes the agenda from below: anyone hands in inputs, others
// support them, the Chair or the Secretariat decides what becomes of each, and
// the author is told.
//
// Rules:
//   - Every input has a number that never changes, a receipt, and exactly one
//     fate at any time: undecided, accepted, merged, deferred, out of scope,
//     declined or withdrawn. Merging keeps all authors.
//   - A person supports an input once, however often they say so; their own
//     counts already. What is handed in on behalf of an organisation is never
//     counted as personal.
//   - Support is shown by stakeholder group. The proposed order puts breadth of
//     groups before the number of people, then who came first, and says so (the
//     founding document, I.4: the agenda is made bottom-up). An unknown group is
//     shown as unknown and adds no breadth.
//   - Publication is refused while an input is undecided, or declined or out of
//     scope without a reason; the refusal names the inputs.
//   - What is deferred goes to the next meeting, or waits in the work stream
//     until one is scheduled, and arrives there once with its authors and its
//     support.
//   - Items have numbers that never change. One item at most is current.
//
// The rules of items are here as functions on State; package chairing has the
// commands:
//
//	already, err := agenda.Of(v).Taking(3)
//	if err != nil || already {
//		return bot.Decision{}, err
//	}
//	return bot.Decision{Events: []bot.Event{agenda.ItemTaken{Item: 3, By: c.Me()}}}, nil
package agenda
