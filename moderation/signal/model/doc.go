// Package model is a linear model of three heads, hate, incivility and conduct, over hashed
// features of a message that packages text and lexicon have read.
//
// Rules:
//
//   - Features are words and pairs of words, pieces of words, and pairs and
//     triples in which groups of people, "you", "I" and negations are replaced by
//     their class, so that what was learnt about one group holds for all.
//
//   - The head of conduct also sees which classes a message has, those of the lexicon
//     and more that the caller knows, and pairs of them, wherever they stand. It is
//     trained on the cases of package signal, the others on labelled messages.
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
//     o := w.Judge(model.Features(doc, units, &lexicon.Mask{}, nil))
//     if o.Score[model.Hate] > 0.9 && o.Word[model.Hate] >= 0 { … }
package model
