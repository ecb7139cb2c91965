package tally_test

import (
	"fmt"

	"magbot/bot/ballot/tally"
	"magbot/bot/lang"
)

// Nine voters fill two seats by Meek's method.
func ExampleCount() {
	e, err := tally.ParseBLT([]byte(`4 2  5 1 2 0  2 2 0  1 3 2 0  1 4 2 0  0
		"Ann" "Bo" "Cy" "Di" "Programme committee"`))
	if err != nil {
		fmt.Println(err) // such as: line 7: there is no candidate "9"
		return
	}
	r, err := tally.Count(e, tally.MeekSTV, tally.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range r.Elected {
		fmt.Println(e.Candidates[c])
	}
	fmt.Println("quota", r.Quota)
	// Output:
	// Ann
	// Bo
	// quota 3.000000001
}

// A motion needs two thirds of those who say yes or no, and a majority in more
// than half of the groups.
func ExampleCountMotion() {
	r, err := tally.CountMotion([]tally.GroupVotes{
		{Group: "Governments", Entitled: 20, Said: [3]int64{9, 3, 4}},
		{Group: "Civil society", Entitled: 12, Recused: 1, Said: [3]int64{5, 4, 0}},
		{Group: "Technical community", Entitled: 8, Said: [3]int64{6, 0, 1}},
	}, tally.MotionRule{Threshold: tally.TwoThirds, Double: true, Counts: tally.Quorum{Number: 3}})
	if err != nil {
		fmt.Println(err)
		return
	}
	words, err := lang.Load(tally.Words)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(words.For("en").Text(r.Sentence()))
	// Output:
	// Carried: 20 yes, 7 no, and 3 of 3 groups in favour; needed: 18 of 27 (at least 2/3 of those who said yes or no, and more than half of the groups that count).
}
