// Package signal finds in a message what a human should look at under the Code
// of Conduct. It never decides, hides or punishes, and it says "please look".
//
// Rules:
//
//   - Look is the one entrance. Each Signal names its rule, the clause of the
//     Code, the words it is about, a plain reason and a score; Flagged applies the
//     shipped setting. A channel that wants less compares scores itself.
//   - Deterministic rules come first, in the six UN languages. What people are known
//     to say stands in rules.txt; frames.txt joins words by the part that they play
//     (who is meant, what is said of them). Both are over the classes of package
//     lexicon. The model of package model is second and never flags without a
//     whole word as evidence.
//   - A pattern is looked for only in sentences that have all that it wants, in any order
//     (index.go); the few that are left are followed word by word (match.go).
//   - A rule about what is said (not one about a number, a mark, a slur or a group) is
//     passed over where the model thinks nothing of the message, nor of the words around
//     what the rule found: "I will wait for you outside with the badges".
//   - Of what its head of conduct finds the model says what kind of problem that
//     resembles, with the clause (model.threat, model.sexual and so on); where it is not
//     sure, model.conduct.
//   - What people read of a signal stands in words.en.toml, by "signal." and its
//     identifier; Signal.Text is that key with what fills it in.
//   - The model's head of conduct is trained on testdata/pairs, cases.tsv, functions.tsv
//     and ordinary.tsv. Rules are written by the last three; a frame that meets next to
//     nothing in testdata/pairs, or neighbours as often as problems, is taken out. The
//     model sees the names of the lists in rules.txt and frames.txt as classes, so after a
//     change of these or of the lexicon it is trained again.
//   - testdata/held-*.tsv and pairs/held.tsv are for measuring alone: no rule or word is
//     written by them.
//   - The fields of words in frames.txt ($fmoney, $fkids and the like) are what a
//     remark may be about, good or bad. They are classes for the head of conduct.
//   - Nothing is found in code, links and block quotes, nor in speech that the
//     author reports or speaks against. What is reported follows its verb, with no
//     comma between; in what is said of groups, all behind the verb is.
//   - What needs more than the text (flooding, undisclosed interest, speaking for
//     an organisation, impersonation) comes in with Context. The caller counts.
//   - A Private signal (a mark of confidence or embargo) is a word to the author
//     and makes no case.
//   - The package is pure: it keeps nothing and logs nothing.
//
// What it cannot see: irony, pictures, voices, and patterns over many messages.
// docs/signals.md has its figures.
//
//	for _, s := range signal.Look(message, signal.Context{Author: "Ada"}) {
//		fmt.Println(s.Clause, s.Span, s.Reason)
//	}
package signal
