// Package bundle is a ballot as others need it to count it again: the rules, who
// could vote, the ballots as their mode allows, commitments, seeds and the result,
// in one JSON document. It has no clock, no chance and no input or output.
//
// Rules:
//   - Whatever can be computed from the rest is computed again (Verify): the root
//     of the electorate, the commitment of each open ballot, the root of the
//     ballots, the seeds and the lots, the turnout, the count and the outcome.
//     What differs first is named (Difference).
//   - An open ballot shows who cast it, for which group, and the nonce of its
//     commitment. Other ballots show choices alone, in the order of their text,
//     which tells nothing; fewer than three of them are not shown. A bundle that
//     shows more than its mode promised is refused. So the number of other
//     ballots can be checked, and their count, but not that a choice belongs to a
//     commitment, nor what a group said: Report says so.
//   - Seal is a hash over everything else. It is worth something where it was made
//     known at another place, beside the result.
//
// The maker fills everything in but Result, Lots and Seal:
//
//	b.Form = bundle.Form1
//	if err := b.Finish(); err != nil {
//		return err
//	}
//	text, err := b.Format()
//
// and whoever has the text counts it again:
//
//	b, err := bundle.Parse(text)
//	report, err := b.Verify() // *bundle.Difference: what, as stated and as counted
package bundle
