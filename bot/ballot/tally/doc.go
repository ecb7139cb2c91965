// Package tally counts ballots: polls, elections of one or several, and lists
// that should be balanced. It is what a recount needs, and nothing else: it has
// no clock, no chance and no input or output, and it counts in whole numbers and
// fractions, never in floating point. Whoever has the same ballots gets the same
// result, to the last digit.
//
// Rules:
//   - Every result carries its steps (Round, Transfer, Tie), so that anyone can
//     do them again by hand, and the Source of its rule.
//   - A tie is broken by the latest earlier round at which the tied were unequal,
//     then by lots in the published order (proof.Lots). Without lots a tie stays a tie:
//     Elected are those who win whatever happens, Tied those between whom the
//     Chair decides, Committees every way in which it can end. A tie that changes
//     nothing is called NoMatter.
//   - In a tie it happens to whoever was drawn first: being excluded, being
//     transferred, being elected.
//   - None of these stands on the ballot as a candidate (Election.None), and a seat
//     that it wins stays empty. Where candidates are compared, or their points or
//     approvals added up, only those who stand above it are elected.
//   - Whoever is left out of a ranking stands last, beside all others left out.
//   - Rules that follow one preference after the other (IRV, STV) read a ballot up
//     to the first place that two candidates share.
//   - Seats can be bounded by group or region (Axis); Seating says whom that
//     brought in or kept out.
//   - A motion prints the base of its percentage; a breakdown by group hides
//     small cells, and whatever would tell them by subtraction (Suppress).
//
// Ballots come from a file that others can count too (Read, which recognises its
// form, or ParseBLT, ParseCVotes and the others):
//
//	e, err := tally.Read("", "ward.blt", file)
//	if err != nil {
//		return err // *ParseError: "line 7: there is no candidate 9"
//	}
//	r, err := tally.Count(e, tally.MeekSTV, tally.Options{})
//	r.Elected    // candidates, in the order in which they were elected
//	r.Rounds[0]  // who had how many votes, who was excluded and why
//	r.Account(e) // the same in words, to be done again by hand
//	r.Sheet(e)   // the same under names, for programs
//
// What a voter may say is Allowed; yes, no and abstain are counted by CountMotion,
// a scale of agreement by CountGradient; CountTurnout looks at the quorum of any
// poll, Backing at the share of a winner, and ByGroup breaks a count down.
package tally
