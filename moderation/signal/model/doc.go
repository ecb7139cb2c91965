// Package model is a linear model of three heads, hate, incivility and conduct, over hashed
// features of a message that packages text and lexicon have read.
//
// Rules:
//
//   - Features are words and pairs of words, pieces of words, and pairs and
//     triples in which groups of people, "you", "I" and negations are replaced by
//     their class, so that what was learnt about one group holds for all.
//
//   - The head of conduct also sees the beginnings of words, whose endings change, the
//     pieces of Arabic words, the classes of words beside the words around them, and which
//     classes a message has, those of the lexicon and more that the caller knows, and pairs
//     of them, wherever they stand. It is trained on the pairs and cases of package signal,
//     the others on labelled messages.
//
//   - Of a message that the head of conduct found, Kind says what problem it resembles.
//
//   - The weights are one signed byte for each bucket: 2^20 of the head of conduct, 2^17
//     of the others, 2^15 of each kind. They are trained by the command
//     moderation/signal/train, the same from the same data, packed and embedded.
//
//   - A score comes with its evidence: the whole word that speaks most for it.
//
//   - The cost grows with the message alone.
//
//     w := model.Shared()
//     o := w.Judge(model.Features(doc, units, &lexicon.Mask{}, nil))
//     if o.Score[model.Hate] > 0.9 && o.Word[model.Hate] >= 0 { … }
package model
