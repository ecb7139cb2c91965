// Package chairing runs a meeting: it takes, skips, closes and reopens items,
// keeps their time, closes and reopens the meeting, and takes back the last
// step.
//
// Rules:
//   - One item is current. Taking the next one never closes anything silently:
//     while somebody waits for the floor, or a proposal is open, it is refused
//     and says what is in the way; otherwise the same record closes the item.
//   - "Next" names the item it goes on from, so that two who press at once
//     advance one item.
//   - An item is closed over waiting people only when that is meant ("really").
//     The refusal tells the Chair alone which groups asked and were not called.
//   - A timebox warns when a fifth of it, and two minutes at most, is left, and
//     once when it is over: the Chair privately.
//   - At the close of a meeting what was not dealt with goes to the next one.
//   - Undo is a fact with a reason: the fold leaves the record out that it names.
//     Steps are taken back one after another, the last first, and only while
//     nothing rests on them: a proposal, a straw poll, a hand-over, a stretch off
//     the record, and the opening or close of the meeting bar every step before
//     them; a stance or an answer bars decisions on proposals; a person's own
//     request for the floor bars the call that they had before it, and the
//     clearing of the queue; a person's own word on being here bars what was
//     entered for them; an action that was worked on stays. What other people
//     said is never taken back, and notes of others are passed over; the close
//     of a meeting is answered by reopening it.
//   - In a log of the past nothing is refused.
//
// What "record undo" would take back:
//
//	if step, ok := chairing.Of(v).LastFor(v.Reader.Person); ok {
//		fmt.Println(step.What, step.Subject, step.By)
//	}
package chairing
