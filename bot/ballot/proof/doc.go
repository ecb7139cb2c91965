// Package proof is what lets anyone check a ballot afterwards: commitments, the
// root of all ballots, the published order of lots, and the voter's receipt. It
// has no clock, no chance, no keys of its own and no input or output.
//
// Rules:
//   - Each hash is SHA-256 over a label and then the fields, each led by its
//     length in eight bytes, the highest first; so no two lists of fields give
//     the same bytes, and nothing made for one purpose passes for another.
//   - A ballot is committed to with a nonce of 32 bytes (CommitBallot). The
//     commitments are sorted before they are hashed into a Root, because the
//     order in which they came could tell who cast them.
//   - A receipt proves that a ballot is among those counted (Proof) and never
//     what it says: who knows the commitment does not know the choice.
//   - Lots are drawn by nobody: at least two people commit to a seed at opening
//     (CommitSeed) and open it at close. The order of candidates follows from the
//     ballot, the seeds and the root of the ballots (Lots), so that neither a
//     voter nor one of those people can choose it. A seed that is never opened
//     leaves a tie to the Chair.
//
// An election is counted with its lots so:
//
//	root, err := proof.Root(commitments)
//	if err != nil {
//		return err
//	}
//	e.Lots, err = proof.Lots("ballot-7", seeds, root, e.Candidates)
//	if errors.Is(err, proof.ErrUnopened) {
//		e.Lots = nil // the Chair decides a tie
//	}
package proof
