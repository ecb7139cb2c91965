// Package objection is what an objection is, wherever one is made: to a
// proposal of a meeting, or in a consensus call. Each feature keeps its own
// facts and numbers; the life of an objection and who may do what are here.
//
// Rules:
//   - An objection has a reason, and a number of its own. It is open until it is
//     answered, and it is never forgotten: what was taken back stays, shown as
//     such.
//   - Who leads, or who wrote one of the wordings, answers. Nobody answers their
//     own objection: they take it back.
//   - Its author alone takes it back, or says that an answer does not settle it.
//     Then it is sustained, and stands until they take it back: another answer is
//     kept, and they are asked again.
//   - The bot counts objections that stand. It never weighs them.
//
// What became of one:
//
//	o := objection.Objection{Number: 1, By: "cs1", State: objection.Open}
//	o.Answer(objection.Remark{By: "chair", Text: bot.Write("chair", "In May.")})
//	fmt.Println(o.State.Stands()) // false
package objection
