// Package consensus keeps consensus calls: a text that people are asked about,
// what each says, the objections and what became of them, and the level of
// consensus that the Chair designates. A slow count ("I count to six") is the
// same in small, on the open proposal of a meeting.
//
// Rules:
//   - Who is asked is frozen at the opening: the members in term, or those of
//     them or of the roster that are named; never whoever holds the chair, who
//     says afterwards what was agreed. Others read it and are not counted.
//   - There are three answers: no objection, an objection with its reason, not my
//     call (recusal). The last one counts, until the end. Answers are open: names
//     are shown, and the message says so. A recusal lies outside the base and
//     lasts through every wording, until its author says otherwise.
//   - An objection has a number and a life of its own; see package objection.
//     Who still objects has to take the objection back before anything else they
//     say counts.
//   - A new wording is asked about afresh, for at least as long as the first; the
//     chain of wordings and the objections to each stay visible.
//   - Silence is reported as silence, unless the call said at its opening that
//     the silence of those present, or asked, counts as no objection.
//   - Once the time is over, or everybody has answered, the bot says what is so,
//     in numbers by group: who had no objection, who objected, who was present
//     and silent, who was absent. It draws no conclusion.
//   - The Chair designates the level: full consensus, mere consensus, strong
//     support but significant opposition, or divergence (GNSO working group
//     guidelines, 3.6). Authors attach minority statements. In a window after it those who
//     were asked may contest the designation; the Chair answers each contest, and
//     may designate anew. When the window is over and every contest is answered,
//     the call is settled, and nothing of it changes any more.
//   - A slow count is counted in steps, each of them recorded, so that those who
//     come back after a failure of the bot still have their time. Any objection
//     stops it. Counted to the end it says what is so; full consensus and
//     consensus then settle the proposal, as a resolution does.
//   - A call within a meeting is kept in the meeting's stream, and is named after
//     it: 7.1. A call by itself has a stream of its own: consensus/4.
//   - Closing, by the clock or by two people at once, happens once.
//
// What is so of a call:
//
//	call, _ := consensus.Of(v).Call(1)
//	st := call.Standing(v)
//	fmt.Println(st.Sum().Agreed, "of", st.Sum().Base())
package consensus
