// Package home shows a person what is theirs on one page: the next meeting by
// their clock, what waits for their word, their inputs and what became of them,
// their actions, and how they have set magbot.
//
// Rules:
//   - It records nothing and decides nothing: every line is computed from the
//     record when somebody looks, and every button is a command that stands by
//     itself and names the meeting that it is about.
//   - Only the person sees it. What they said is shown, what others said is not.
//   - The page is made of parts. A feature that has something of a person's own
//     (a ballot, a case) brings another Part; nothing else changes here. A part
//     with nothing to show is left out.
//   - It is short: what is over for longer than Lately is not shown, and a part
//     says when it leaves something out and where the rest is.
//
// What another feature adds, in the list of package house:
//
//	home.New(home.Part{Name: "ballots", Show: ballot.Home})
package home
