package tally_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
	"magbot/bot/lang"
)

func english(t tester) *lang.Printer {
	t.Helper()
	c, err := lang.Load(tally.Words)
	if err != nil {
		t.Fatal(err)
	}
	return c.For("en")
}

// told is an account as people read it, a sentence a line.
func told(p *lang.Printer, lines []lang.Text) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(p.Text(l) + "\n")
	}
	return b.String()
}

func TestACountIsToldSoThatItCanBeDoneAgain(t *testing.T) {
	for name, c := range map[string]struct {
		file   string
		method tally.Method
		want   string
	}{
		"Scottish STV": {
			`4 2 [tie 3 4 1 2] 5 1 2 0 2 2 0 1 3 2 0 1 4 2 0 0 "Ann" "Bo" "Cy" "Di"`, tally.ScottishSTV, `
Counted by single transferable vote, Scottish rules (Scottish Local Government Elections Order 2011, schedule 1 part III, rules 46 to 53).
9 ballots, 4 candidates, 2 to elect.
The quota is 4.00000 votes: the papers with a preference, divided by one more than the seats, the fraction ignored, plus one.
Round 1.
Votes: Ann 5.00000; Bo 2.00000; Cy 1.00000; Di 1.00000. On papers that name nobody else: 0.00000.
Elected: Ann.
Round 2.
5 papers of Ann go to Bo at 0.20000 each: 1.00000.
Votes: Ann 4.00000; Bo 3.00000; Cy 1.00000; Di 1.00000. On papers that name nobody else: 0.00000.
Round 3.
Equal, and nothing else decides: Cy, Di. The published order of lots names Cy first.
Excluded: Cy.
1 paper of Cy goes to Bo at 1.00000: 1.00000.
Votes: Ann 4.00000; Bo 4.00000; Cy 0.00000; Di 1.00000. On papers that name nobody else: 0.00000.
Elected: Bo.
Result: elected are Ann, Bo.
`,
		},
		"IRV with a tie": {
			`3 1 2 1 0 2 2 0 1 3 0 0 "Ann" "Bo" "Cy"`, tally.IRV, `
Counted by instant runoff (Scottish Local Government Elections Order 2011, schedule 1 part III, for one seat, without transfers of surpluses).
5 ballots, 3 candidates, 1 to elect.
Round 1.
Votes: Ann 2; Bo 2; Cy 1. On papers that name nobody else: 0.
Excluded: Cy.
Round 2.
1 paper of Cy names nobody else: 1.
Votes: Ann 2; Bo 2; Cy 0. On papers that name nobody else: 1.
A tie between Ann, Bo, and nothing decides it. What follows shows one possibility: Ann.
Elected: Ann.
A tie for one seat, which the Chair decides: Ann, Bo.
`,
		},
		"Ranked Pairs": {
			`3 1 4 1 2 3 0 3 2 3 1 0 2 3 1 2 0 0 "Ann" "Bo" "Cy"`, tally.RankedPairs, `
Counted by Ranked Pairs, winning votes (Tideman, Social Choice and Welfare 4, 1987, by winning votes).
9 ballots, 3 candidates, 1 to elect.
Ann before Bo: 6 to 3.
Cy before Ann: 5 to 4.
Bo before Cy: 7 to 2.
Kept: Bo over Cy, 7 to 2.
Kept: Ann over Bo, 6 to 3.
Left out, for it closes a circle with what is kept: Cy over Ann, 5 to 4.
Elected: Ann.
Result: elected is Ann.
`,
		},
		"Phragmén": {
			`3 2 2 1 2 0 1 3 0 0 "Ann" "Bo" "Cy"`, tally.Phragmen, `
Counted by Phragmén's sequential rule (Phragmén 1894; Brill, Freeman, Janson and Lackner, Mathematical Programming 203, 2024: sequential).
3 ballots, 3 candidates, 2 to elect.
Round 1.
Load of each supporter if elected now: Ann 1/2; Bo 1/2; Cy 1. The lowest is elected.
A tie between Ann, Bo, and nothing decides it. What follows shows one possibility: Ann.
Elected: Ann.
Round 2.
Load of each supporter if elected now: Bo 1; Cy 1. The lowest is elected.
A tie between Bo, Cy, and nothing decides it. What follows shows one possibility: Bo.
Elected: Bo.
A tie for 2 seats, which the Chair decides: Ann, Bo, Cy.
`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := blt(t, c.file)
			got := told(english(t), count(t, e, c.method, tally.Options{}).Account(e))
			if d := cmp.Diff(strings.TrimPrefix(c.want, "\n"), got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestAMotionIsToldInOneSentenceAndThenInNumbers(t *testing.T) {
	rule := tally.MotionRule{Double: true, Threshold: tally.TwoThirds, Base: tally.OfCast, Quorum: tally.Quorum{Share: tally.MoreThanHalf}}
	r := motion(t, rule, votes("Governments", 5, 4, 0, 0), votes("Civil society", 5, 3, 1, 1))
	want := `Carried: 7 yes, 1 no, and 2 of 2 groups in favour; needed: 6 of 9 (at least 2/3 of all who took part, where an abstention works as a no, and more than half of the groups that count).
Yes 7, no 1, abstaining 1, silent 1; recused, and in no base, 0.
Took part: 9 of 10; the quorum is 6.
Members: 7 yes of 9; needed: 6 (at least 2/3 of all who took part, where an abstention works as a no).
Groups: 2 in favour, of 2 that count; more than half: 2.
Governments: yes 4, no 0, abstaining 0; 4 of 5 took part, 0 must.
Civil society: yes 3, no 1, abstaining 1; 5 of 5 took part, 0 must.
`
	if d := cmp.Diff(want, told(english(t), r.Account())); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for said, r := range map[string]*tally.MotionResult{
		"Nothing is decided: 1 took part, and the quorum is 3.": motion(t, tally.MotionRule{Quorum: tally.Quorum{Number: 3}}, votes("a", 5, 1, 0, 0)),
		"Nothing is decided: too few took part of a (1/3) (how many did, and how many must).": motion(t,
			tally.MotionRule{GroupQuorum: tally.Quorum{Number: 3}}, votes("a", 5, 1, 0, 0)),
		"Nothing is decided: nobody said yes or no. The rule is all of those who said yes or no.": motion(t,
			tally.MotionRule{Threshold: tally.Everybody}, votes("a", 5, 0, 0, 1)),
		"A tie, so not carried: 1 yes, 1 no; needed: 2 of 2 (more than half of those who said yes or no).": motion(t,
			tally.MotionRule{}, votes("a", 5, 1, 1, 0)),
		"Carried: 2 yes, 1 no; needed: 2 of 3 (more than half of those who said yes or no).": motion(t,
			tally.MotionRule{Counts: tally.Quorum{Number: 3}}, votes("a", 5, 1, 1, 0), votes("b", 5, 1, 0, 0)),
		"Not carried: 2 yes, 1 no; needed: 3 of 3 (all of those who said yes or no).": motion(t,
			tally.MotionRule{Threshold: tally.Everybody, Counts: tally.Quorum{Number: 3}}, votes("a", 5, 1, 1, 0), votes("b", 5, 1, 0, 0)),
		"Not carried: 2 yes, 0 no, and no group has as many votes as it needs to count; needed: 2 of 2 (more than half of those who said yes or no, and more than half of the groups that count).": motion(t,
			tally.MotionRule{Double: true, Counts: tally.Quorum{Number: 3}}, votes("a", 5, 2, 0, 0)),
		"Not carried: 1 yes, 0 no, and 1 of 1 groups in favour; needed: 2 of 5 (more than 1/3 of all who could vote, where an absence works as a no).": motion(t,
			tally.MotionRule{Base: tally.OfEntitled, Threshold: tally.Share{Num: 1, Den: 3, More: true}}, votes("a", 5, 1, 0, 0)),
	} {
		if got := english(t).Text(r.Sentence()); got != said {
			t.Errorf("said %q, want %q", got, said)
		}
	}
	hidden := told(english(t), motion(t, tally.MotionRule{}, votes("a", 5, 1, 0, 0)).Suppressed().Account())
	if !strings.Contains(hidden, "a: 1 of 5 took part, 0 must; what they said is not told") || !strings.Contains(hidden, "All who took part said the same") {
		t.Errorf("small numbers are not explained:\n%s", hidden)
	}
}

// Whatever is counted, each sentence is there, filled in and without a gap.
func TestEverySentenceOfAnAccountIsThere(t *testing.T) {
	c, err := lang.Load(tally.Words)
	if err != nil {
		t.Fatal(err)
	}
	p := c.For("en")
	rapid.Check(t, func(t *rapid.T) {
		e := drawAny(t)
		for _, m := range methodsFor(e) {
			o := tally.Options{Comparison: rapid.Bool().Draw(t, "comparison")}
			if m != tally.IRV && rapid.Bool().Draw(t, "bounds") {
				o.Axes = []tally.Axis{{Name: "group", Of: strings.Split("gggggg"[:len(e.Candidates)], ""), Limits: []tally.Limit{{Part: "g", Min: 0, Max: 4}}}}
			}
			r, err := tally.Count(e, m, o)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range r.Account(e) {
				if said := p.Text(l); !c.Has(l.Key) || strings.Contains(said, "tally.") || strings.Contains(said, "<no value>") {
					t.Fatalf("%s says %q", l.Key, said)
				}
			}
		}
		groups := drawGroups(t)
		for _, r := range []*tally.MotionResult{motion(t, tally.MotionRule{}, groups...), motion(t, tally.MotionRule{Double: true}, groups...).Suppressed()} {
			for _, l := range r.Account() {
				if said := p.Text(l); !c.Has(l.Key) || strings.Contains(said, "tally.") || strings.Contains(said, "<no value>") {
					t.Fatalf("%s says %q", l.Key, said)
				}
			}
		}
	})
}

func TestASheetHasNamesAndDecimals(t *testing.T) {
	for file, c := range map[string]struct {
		method tally.Method
		want   string
	}{
		`3 2 [withdrawn 3] 5 1 2 0 1 2 0 0 "Ann" "Bo" "Cy"`: {
			tally.ScottishSTV,
			`{"winners":["Ann","Bo"],"tied":[],"ranking":[["Ann"],["Bo"]],"quota":"3.00000","rounds":[{"votes":{"Ann":"5.00000","Bo":"1.00000"},"elected":["Ann","Bo"],"eliminated":[]}]}`,
		},
		`3 1 1 1 0 1 2 0 0 "Ann" "Bo" "Cy"`: {
			tally.Approval,
			`{"winners":[],"tied":[["Ann","Bo"]],"ranking":[["Ann","Bo"],["Cy"]],"quota":"","rounds":[{"votes":{"Ann":"1","Bo":"1","Cy":"0"},"elected":["Ann"],"eliminated":[]}]}`,
		},
		`3 2 2 1 0 1 2 0 1 3 0 0 "Ann" "Bo" "Cy"`: {
			tally.Approval,
			`{"winners":["Ann"],"tied":[["Ann","Bo"],["Ann","Cy"]],"ranking":[["Ann"],["Bo","Cy"]],"quota":"","rounds":[{"votes":{"Ann":"2","Bo":"1","Cy":"1"},"elected":["Ann","Bo"],"eliminated":[]}]}`,
		},
	} {
		e := blt(t, file)
		got, err := json.Marshal(count(t, e, c.method, tally.Options{}).Sheet(e))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, string(got)); d != "" {
			t.Errorf("%s (-want +got):\n%s", file, d)
		}
	}
}
