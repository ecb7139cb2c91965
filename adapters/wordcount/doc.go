// Package wordcount counts the words of what people write in channels, and hands
// the counts on in batches. It belongs to no platform: adapters give it each
// message of ordinary talk, cmd/magbot puts the record behind it.
//
// Rules:
//
//   - A text is counted at once and let go; only its number of words goes on.
//   - What is counted together goes in one record, in the order in which it was
//     heard, so that ten thousand messages a second cost few records.
//   - What cannot be recorded is tried again for as long as the counter runs; who
//     waits for it is told when it is in the record.
//
// Words are those of Unicode Standard Annex #29, by clipperhouse/uax29: it needs
// no dictionary and no C, walks a string without allocating, and keeps up with the
// newest Unicode; rivo/uniseg, which segments as well, is several times slower on
// words. Neither knows the words of scripts that are written without blanks, so
// there letters are counted and divided (see Words).
//
//	c := wordcount.New(wordcount.Config{Record: record, Knows: knows})
//	recorded := c.Count(bot.Wrote{ID: "C1 17.2", Account: who, Place: where, At: at}, text)
//	err := recorded(ctx) // when the platform wants to know
package wordcount
