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
//     Only the very last step can be taken back, and only while nothing rests on
//     it: see Steps. What other people said is never taken back; opening and
//     closing a meeting is answered by reopening it.
//   - In a log of the past nothing is refused.
//
// What "record undo" would take back:
//
//	if step, ok := chairing.Of(v).Last(); ok {
//		fmt.Println(step.What, step.Subject, step.By)
//	}
package chairing
