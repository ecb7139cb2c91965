// Package lexicon knows classes of words and phrases (you, groups of people,
// insults, verbs of harm, verbs of reporting and many more) in the six UN
// languages, and finds them in a message that package text has read.
//
// Rules:
//
//   - words.txt is the lexicon: a class in brackets, then lines "language: term,
//     term". A term is one word or several; a star at its end stands for any
//     ending, for the sake of cases and persons. Terms are read by package text
//     as messages are, so accents and capitals do not matter.
//
//   - The longest term wins; phrases, which the rules are made of, are all found, in the
//     same walk (scan.go). A Chinese word is a phrase of its characters. An
//     Arabic word is also looked up without the particles written onto it, for the
//     other persons it may be said to, and without who owns the thing (persons.go).
//
//   - A word with figures and signs in it ("1d10t") is also looked up as what it
//     reads then, and a row of letters without borders of words is cut where
//     words begin that are known, or usual (usual.bin, which the training writes). A word
//     of the class PEOPLE beside one of GADJ is a GROUP.
//
//   - In a message in Latin letters a term counts only when the message may be
//     in the language of the term.
//
//   - The cost of a message grows with its words and not with the lexicon, and
//     nothing is allocated but the list of what was found, and what it takes to cut rows of
//     letters.
//
//     book := lexicon.Shared()
//     for _, unit := range book.Scan(text.Read("You are right")) { … }
package lexicon
