// Package ballot holds polls and elections: drafted, opened, cast, closed,
// counted, published or withdrawn. Each ballot has a stream of its own
// ("ballot/7"); the work stream knows which there are (Directory).
//
// Rules:
//   - Who may vote is frozen at the opening: those of the roles and groups asked
//     for who are in term, less the recused. Observers are asked for by name or
//     not at all. Whoever leaves office while a ballot is open keeps the vote.
//   - Whoever is recused is in no base and in no quorum; a vote they cast before
//     is not counted. While the ballot is open that is taken back by them, or by the
//     leads who entered it for them; the vote is then cast anew.
//   - A ballot is planned to open at a time that leaves it open as long as it says.
//     What cannot be opened then is not planned any more, and the Chair is told.
//   - A vote from before the opening is refused, and known when it comes again, so
//     that it is never taken later.
//   - Nothing of how people voted is shown before the ballot is closed, to
//     nobody; turnout is, in numbers that name nobody.
//   - A ballot that cannot be counted whole is refused when it is cast, with how
//     to mend it (tally.Allowed). What is half made, an order being pressed
//     together, lives in the buttons of a private answer and never in the record.
//   - Modes keep what notes on integrity §4 promises, in its words. Open: names
//     and choices are published. Confidential: the choice is sealed to the voter
//     and changeable; a total by group is left out where it is small
//     (tally.Suppress), and so is everything where fewer than three voted; where what
//     is told tells all the same, because all said the same, the result says so.
//     Nobody promises more.
//   - What a ballot says of its threshold, base and quorum is said on every
//     ballot and every result. Whoever misses the threshold is not chosen, and a tie
//     among those who do is not left to the Chair.
//   - Ties are broken by lots that nobody draws (proof.Lots): before the opening
//     at least two people commit to a seed, after the close they open it, and only
//     then is it counted. A seed that is not opened in time leaves a tie to the
//     Chair, whose decision is recorded.
//   - A ballot that was held and counted outside (Elsewhere) is recorded with where it
//     comes from and the hashes of its files, and shown as counted elsewhere. It has
//     no electorate, no turnout and no bundle here, and is published like any other.
//   - What follows from a published result (OutcomeStated) is said beside it, by a
//     person and under their name. It changes nothing of the result.
//   - Counting is package tally's; nothing is counted here.
//
// An outside count needs In(v, id), and of that: Question, Options, Rules,
// Voters, Recusals, Seeds, Casts (open), Papers, Root, and Lots.
//
//	ballot.In(v, "7").Result() // *tally.MotionResult, *tally.Result or *tally.GradientResult
package ballot
