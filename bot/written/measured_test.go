package written_test

import (
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/floor"
)

// measured makes the rows of a balance: each group with some words.
func measured(t *rapid.T, people map[bot.Group]int) (rows []floor.Row, total, words int) {
	in := floor.Floor{}
	for _, g := range []bot.Group{"", "A", "B", "C", "D", "E"} {
		n, there := people[g]
		if !there {
			continue
		}
		total += n
		w := rapid.IntRange(0, 50).Draw(t, "words of "+string(g))
		if n == 0 {
			w = 0
		}
		words += w
		in.Spells = append(in.Spells, floor.Spell{Group: g, Words: w, Lines: 1})
		in.Presence = append(in.Presence, floor.Presence{Group: g, Amount: float64(n), People: n})
	}
	return floor.Measure(in).Rows, total, words
}
