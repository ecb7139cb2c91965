package floor_test

import (
	"fmt"

	"magbot/bot/floor"
)

func ExampleSuggest() {
	s := floor.Suggest([]floor.Candidate{
		{Person: "cs2", Group: "Civil Society", Member: true},
		{Person: "ps1", Group: "Private Sector", Member: true},
	}, []floor.GroupShare{
		{Group: "Civil Society", Had: 980, Base: 78},
		{Group: "Private Sector", Had: 20, Base: 22},
	}, floor.MAGDay)
	fmt.Printf("%s by %s: had %.0f %%, is %.0f %%; in order of asking %s\n", s.Person, s.Key, s.Had*100, s.Base*100, s.InOrder)
	// Output: ps1 by share: had 2 %, is 22 %; in order of asking cs2
}
