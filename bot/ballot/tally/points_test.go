package tally_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"magbot/bot/ballot/tally"
)

func TestPointsAreAddedOrAveraged(t *testing.T) {
	e, err := tally.ParseScores([]byte("Ann,Bo,Cy,Di\n5,4,,\n1,4,,\n,4,5,\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		method tally.Method
		option tally.Options
		want   [][]string
		votes  []string
		exact  []string
	}{
		"sums": {tally.Score, tally.Options{}, [][]string{{"Bo"}, {"Ann"}, {"Cy"}, {"Di"}}, []string{"6", "12", "5", "0"}, nil},
		"means of those who scored, the unscored last": {
			tally.Score,
			tally.Options{Mean: true},
			[][]string{{"Cy"}, {"Bo"}, {"Ann"}, {"Di"}},
			[]string{"3.000000", "4.000000", "5.000000", "0.000000"},
			[]string{"3", "4", "5", ""},
		},
		"dots":                       {tally.Dots, tally.Options{Budget: 9}, [][]string{{"Bo"}, {"Ann"}, {"Cy"}, {"Di"}}, []string{"6", "12", "5", "0"}, nil},
		"a score is an approval too": {tally.Approval, tally.Options{}, [][]string{{"Bo"}, {"Ann"}, {"Cy"}, {"Di"}}, []string{"2", "3", "1", "0"}, nil},
	} {
		r := count(t, e, c.method, c.option)
		if d := cmp.Diff(c.want, ranking(e, r)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		var votes []string
		for _, v := range r.Rounds[0].Votes {
			votes = append(votes, v.String())
		}
		if d := cmp.Diff(c.votes, votes) + cmp.Diff(c.exact, r.Rounds[0].Exact, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s votes (-want +got):\n%s", name, d)
		}
	}
}

func TestAnAmountIsWrittenWithAllItsPlaces(t *testing.T) {
	for want, a := range map[string]tally.Amount{
		`"0"`: {}, `"7"`: tally.Votes(7), `"0.00012"`: tally.Fixed(12, 5), `"1.50000"`: tally.Fixed(150_000, 5),
		`"-0.000000001"`: tally.Fixed(-1, 9), `"-12.5"`: tally.Fixed(-125, 1),
	} {
		got, err := json.Marshal(a)
		if err != nil || string(got) != want {
			t.Errorf("%s, %v: want %s", got, err, want)
		}
	}
	if a := tally.Fixed(3, 2); a.Places() != 2 || a.Units() != 3 || a.Rat().RatString() != "3/100" {
		t.Errorf("%v is %d of %d places", a, a.Units(), a.Places())
	}
}
