// Package text cuts a message into plain words, however it was written, and
// remembers where in the message each of them stood.
//
// Rules:
//
//   - Code, links and block quotes are left out: they are not what the author
//     says. What stands in quotation marks is kept and marked as quoted.
//   - A word is in lower case, in compatibility form (NFKD), without combining
//     marks and invisible characters. Letters that look like those of the
//     script of the word become letters of that script; digits and signs that
//     stand for letters do too, but only beside letters; a letter written three
//     times or more is written once.
//   - Letters written apart ("w o r d", "w.o.r.d") are joined. Each Chinese
//     character is a word of its own, which a lexicon joins again.
//   - Sentences end at their marks and at the ends of lines.
//
// What the characters of alphabets do is known before (glyph.go); reader.go reads letters,
// mark.go what stands between them, zone.go finds what is no text of the author, and
// spelled.go joins letters that were written apart.
//
// Where a word has figures or signs among its letters, Token.Other is what it
// reads when all of them stand for letters; package lexicon takes it only when it
// is a word.
//
// Nothing is ever looked up here, so the cost grows with the message alone.
//
//	doc := text.Read("W\u200bE are h\u0435re")
//	doc.Tokens[2].Word                                 // "here"
//	doc.Raw[doc.Tokens[0].Start:doc.Tokens[0].End]     // "W\u200bE"
package text
