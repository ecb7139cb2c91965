// Package model is a linear model of two heads, hate and incivility, over hashed
// features of a message that packages text and lexicon have read.
//
// Rules:
//
//   - Features are words and pairs of words, pieces of words, and pairs and
//     triples in which groups of people, "you", "I" and negations are replaced by
//     their class, so that what was learnt about one group holds for all.
//
//   - The weights are one signed byte for each of 2^18 buckets and head. They are
//     trained by the command moderation/signal/train, byte for byte the same from
//     the same data, and embedded.
//
//   - A score comes with its evidence: the whole word that speaks most for it.
//
//   - The cost grows with the message alone.
//
//     w := model.Shared()
//     o := w.Judge(model.Features(doc, units, nil))
//     if o.Score[model.Hate] > 0.9 && o.Word[model.Hate] >= 0 { … }
package model
