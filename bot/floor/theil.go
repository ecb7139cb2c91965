package floor

import (
	"cmp"
	"math"
	"slices"

	"magbot/bot"
)

// Portion is one person's part of the floor, as Theil's T looks at it. Persons
// are never shown: only sums by group leave this file.
type Portion struct {
	Group  bot.Group
	Amount float64 // floor time in any unit, 0 for who did not speak
}

// Split is Theil's T with natural logarithms, and its exact parts: Total is
// Between + Within. All are 0 or more, and 0 where everybody had the same.
type Split struct {
	Total   float64
	Between float64 // from how unequally groups had of the floor for their size
	Within  float64 // from how unequally it was shared inside the groups
}

// Theil gives Theil's T of the portions and its split by group:
//
//	T = Σ_i x_i ln(x_i N), x_i the person's share of the total, N persons
//	between = Σ_g s_g ln(s_g / (n_g/N)), within = Σ_g s_g T_g
//
// A person who did not speak counts in N and adds 0 (0 ln 0 = 0). Without
// persons or without any amount all are 0. Source: H. Theil, Economics and
// Information Theory (1967), ch. 4; the split is exact.
func Theil(portions []Portion) Split {
	sorted := slices.SortedFunc(slices.Values(portions), func(a, b Portion) int {
		return cmp.Or(compareGroups(a.Group, b.Group), cmp.Compare(a.Amount, b.Amount))
	})
	var sum float64
	for _, p := range sorted {
		sum += p.Amount
	}
	if sum <= 0 {
		return Split{}
	}
	var s Split
	n := float64(len(sorted))
	for _, p := range sorted {
		s.Total += entropy(p.Amount/sum, n)
	}
	for from := 0; from < len(sorted); {
		to, part := from, 0.0
		for to < len(sorted) && sorted[to].Group == sorted[from].Group {
			part += sorted[to].Amount
			to++
		}
		size := float64(to - from)
		s.Between += entropy(part/sum, n/size)
		for _, p := range sorted[from:to] {
			if part > 0 {
				s.Within += part / sum * entropy(p.Amount/part, size)
			}
		}
		from = to
	}
	return s
}

// entropy is x ln(x·n), and 0 for x = 0.
func entropy(x, n float64) float64 {
	if x <= 0 {
		return 0
	}
	return x * math.Log(x*n)
}

// people makes the portions: each speaker's sum, and a silent one for everybody
// else who is present.
func people(spells []Spell, presence []Presence, u Unit) []Portion {
	type who struct {
		group  bot.Group
		person bot.PersonID
	}
	var order []who
	had := map[who]float64{}
	speakers := map[bot.Group]int{}
	for _, s := range spells {
		w := who{s.Group, s.Person}
		if _, ok := had[w]; !ok {
			order = append(order, w)
			speakers[s.Group]++
		}
		had[w] += u.of(s)
	}
	var portions []Portion
	for _, w := range order {
		portions = append(portions, Portion{w.group, had[w]})
	}
	for _, p := range presence {
		for range p.People - speakers[p.Group] {
			portions = append(portions, Portion{Group: p.Group})
		}
	}
	return portions
}
