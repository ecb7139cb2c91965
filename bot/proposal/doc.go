// Package proposal keeps what is proposed in a meeting, what people say to it,
// the objections and what became of each, what the Chair said was agreed, and
// open straw polls.
//
// Rules:
//   - One proposal is open at a time. While it is, a new PROPOSAL of the Chair,
//     or of the one who proposed it, is a new wording of the same proposal;
//     anybody else is asked to speak to the open one. In a log of the past a new
//     PROPOSAL always takes the place of the earlier one and is linked to it.
//   - +1, 0 and -1 (and decimals between) count only under an open proposal. The
//     last one a person says counts; the earlier are kept. Nobody says it for
//     another. A new wording starts a fresh count.
//   - A -1 with a reason is an objection: it has a number of its own and stays
//     open until it is answered or its author withdraws it. Its author may say
//     that it still stands after an answer. Saying +1 later takes nothing back.
//   - The Chair, or whoever leads, says what was agreed. The bot does not: it
//     says "no objection from n present" and which groups are absent or not
//     heard. Objections that stand are kept with the resolution and shown.
//   - A resolution in the words of the open wording settles the proposal; one in
//     other words stands by itself and the proposal stays open.
//   - A straw poll is open and advisory: it shows names, the last vote counts.
//   - Off the record nothing here is taken.
//
// What was agreed, with every wording that led to it:
//
//	for _, r := range proposal.Of(v).Resolutions {
//		for _, w := range proposal.Of(v).Chain(r.Proposal) {
//			fmt.Println(w.Number, w.Text.Text)
//		}
//	}
package proposal
