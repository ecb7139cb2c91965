// Package belenios reads the result of an election that was held with Belenios
// (belenios.org), so that a record can hold what was decided outside. It reads the
// files that Belenios publishes, election.json and result.json, as its
// specification has them (glondu/belenios, doc/specification.tex, "Elections" and
// "Election result"), and needs nothing of its cryptography.
//
// Rules:
//   - What is read is what Belenios says. Whether its proofs hold is checked with
//     its own tool (belenios-tool verify); a Result keeps the SHA-256 of both files,
//     so that anyone can see that the files they check are those that were read.
//   - A question with choices gives totals; one that is counted from mixed ballots
//     (Schulze, STV, majority judgment) gives the ballots, and with ranks an
//     election that package tally can count.
//   - Nothing is guessed: a file that does not fit the other is refused.
//
// Example:
//
//	r, err := belenios.Parse(electionJSON, resultJSON)
//	if err != nil {
//		return err // result.json answers 2 questions, and election.json asks 3
//	}
//	r.Questions[0].Answers[0].Votes
package belenios
