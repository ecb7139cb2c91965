// Package action keeps what people have taken on: recorded in a meeting, and
// carried from meeting to meeting until it is done.
//
// Rules:
//   - An action is recorded in its meeting, in the words as they were typed. Its
//     owners are people of the roster; a name that nobody has is kept as typed.
//   - The community's work stream keeps it from then on, under a number of its
//     own that never changes, until it is done or dropped.
//   - An owner, the Chair or the Secretariat says that it is done or changes its
//     owners and date; the Chair or the Secretariat drops it, with a reason.
//   - No date is ever assumed. Without one the action says so.
//   - Whoever is given an action is told by direct message.
//   - Taking back the record of the meeting takes back the action too.
//
// What is still to be done, soonest first:
//
//	for _, a := range action.Open(v) {
//		fmt.Println(a.Number, a.Text.Text, a.Due)
//	}
package action
