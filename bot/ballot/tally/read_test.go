package tally_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
)

func ranks(weight int64, places ...[]tally.Candidate) tally.Ballot {
	return tally.Rank(weight, places...)
}

func at(cs ...tally.Candidate) []tally.Candidate { return cs }

// The same ballots in every form of file: 4 voters rank B before A, 1 puts A and C
// together, 1 is blank where the form has blank ballots.
func TestEveryFormIsRecognisedAndReadAlike(t *testing.T) {
	plain := []tally.Ballot{ranks(4, at(1), at(0)), ranks(1, at(2))}
	shared := []tally.Ballot{ranks(4, at(1), at(0)), ranks(1, at(0, 2), at(1))}
	single := []tally.Ballot{ranks(1, at(1), at(0)), ranks(1, at(0, 2), at(1)), ranks(1)}
	for name, c := range map[string]struct {
		form  tally.Form
		file  string
		seats int
		title string
		want  []tally.Ballot
	}{
		"BLT": {tally.BLT, "# a comment\n3 2\n4 2 1 0\n1 1=3 2 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"T\"", 2, "T", shared},
		"BLT of a council: names with parties on lines of their own, commas, an empty line": {
			tally.BLT, "3 2,\r\n4 2 1 0,\r\n\r\n1 3 0,\r\n0,\r\nA\r\nB,\r\nC\r\n\"Ward 1, T\"\r\n", 2, "Ward 1, T", plain,
		},
		"BLT of a council: the title is not in quotation marks": {tally.BLT, "3 2\n4 2 1 0\n1 3 0\n0\n\"A\"\n\"B\"\n\"C\"\nT 22\n", 2, "T 22", plain},
		"BLT of a council: names in comments":                   {tally.BLT, "3 2\n4 2 1 0\n1 3 0\n0\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n# ALTERNATIVE NAME 3: C\nT\n", 2, "T", plain},
		"the Condorcet election format":                         {tally.CVotes, "# x\n#/Candidates: A ; B;C\nB>A*4\nA = C > B", 1, "", shared},
		"votes alone":                                           {tally.CVotes, "B > A * 4\nA = C > B\n", 1, "", shared},
		"PrefLib":                                               {tally.PrefLib, "# FILE NAME: x.toc\n# TITLE: T\n# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n# ALTERNATIVE NAME 3: C\n4: 2,1\n1: {1,3},2\n", 1, "T", shared},
		"PrefLib before 2022":                                   {tally.PrefLib, "3\n1,A\n2,B\n3,C\n5,5,2\n4,2,1\n1,{1,3},2\n", 1, "", shared},
		"a ward's table":                                        {tally.Ward, "3,2,\n4,2,1,\n1,3,\n\"Candidate 1\",\"A\",\"X (Y)\",\n\"Candidate 2\",\"B\",\"Z\",\n\"Candidate 3\",\"C\",\"Z\",\n\"\"\"\"T\"\"\"\",\n", 2, "T", plain},
		"a tally sheet of Debian":                               {tally.Debian, "Tally Sheet\n\n   Option 1------->: A\n  /  Option 2----->: B\n  |/  Option 3--->: C\n  ||/\nV: 21-  \tabc\nV: 121\tdef\nV: ---\tghi\n", 1, "", single},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tally.FormOf("", []byte(c.file)); got != c.form {
				t.Errorf("recognised as %q, want %q", got, c.form)
			}
			e, err := tally.Read("", "file", []byte("\ufeff"+c.file))
			if err != nil {
				t.Fatal(err)
			}
			want := &tally.Election{Title: c.title, Candidates: []string{"A", "B", "C"}, Seats: c.seats, Ballots: c.want}
			if d := cmp.Diff(want, e, exactly...); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	if got := tally.FormOf("x.csv", []byte("3,2,\n4,2,1,\n\"Candidate 1\",\"A\",\"X\",\n")); got != tally.Ward {
		t.Errorf("a ward's table is taken for %q", got)
	}
	if got := tally.FormOf("x.csv", []byte("1,2\n5,4\n")); got != tally.Scores {
		t.Errorf("scores of two candidates who are called by numbers are taken for %q", got)
	}
	if got := tally.FormOf("x.tsv", []byte("A\tB\n1\t2")); got != tally.Scores {
		t.Errorf("a table with tabs is recognised as %q", got)
	}
	if got := tally.FormOf("x.csv", []byte("A,B\n1,2")); got != tally.Scores {
		t.Errorf("a table is recognised as %q", got)
	}
	if _, err := tally.Read("xml", "x", nil); err == nil || !strings.Contains(err.Error(), "xml") {
		t.Errorf("a form that there is not: %v", err)
	}
}

func TestANameAndAPartyOnOneLineAreOneName(t *testing.T) {
	for file, want := range map[string][]string{
		"2 1\n1 1 0\n0\n\"A\" \"P\"\n\"B\" \"Q\"\n\"T\"":      {"A (P)", "B (Q)"},
		"2 1\n1 1 0\n0\n\"A \"\"P\"\"\"\n\"B \"\"Q\"\"\"\nT":  {`A "P"`, `B "Q"`},
		"2 1\n1 1 0\n0\nA (P)\nB (Q)\nT":                      {"A (P)", "B (Q)"},
		"2 1\n1 1 0\n0\n\"A\" \"B\"\n\"T\"":                   {"A", "B"},
		"2 1\n1 1 0\n0 \"A\" \"B\" \"T\" \"S\" \"C\"":         {"A", "B"},
		"2 1\n1 1 0\n0\n\"A\" # first\n\"B\" /* second */":    {"A", "B"},
		"2 1\n1 1 0\n0\n\"A\nX\"\n\"B\"\n\"a title\nof two\"": {"A\nX", "B"},
	} {
		e, err := tally.ParseBLT([]byte(file))
		if err != nil {
			t.Errorf("%q: %v", file, err)
			continue
		}
		if d := cmp.Diff(want, e.Candidates); d != "" {
			t.Errorf("%q (-want +got):\n%s", file, d)
		}
	}
}

func TestFilesThatCannotBeReadSayWhere(t *testing.T) {
	const head = "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n"
	for file, want := range map[string]string{
		head + "1: 3":                         `line 4: there is no candidate "3"`,
		head + "1: 1,1":                       "line 4: a ballot names candidate 1 twice",
		head + "1: {1,{2}}":                   "line 4: a shared place begins within another",
		head + "1: 1}":                        "line 4: a shared place ends that did not begin",
		head + "1: {1":                        "line 4: a shared place does not end",
		head + "x: 1":                         `line 4: "x" voters cannot be counted`,
		head + "1,2":                          "line 4: a ballot needs a colon",
		"# NUMBER ALTERNATIVES: 2\n1: 1":      "line 2: a candidate has no name",
		"# NUMBER ALTERNATIVES: x\n":          "line 1: the number of candidates",
		"# ALTERNATIVE NAME x: A":             `line 1: "x" is not the number`,
		head + "# CATEGORY NAME 1: yes\n1: 1": "line 4: this file sorts candidates into categories",
		head + "1: \xff":                      "line 4: the text is not UTF-8",
	} {
		_, err := tally.ParsePrefLib([]byte(file))
		failsAt(t, err, want)
	}
	for file, want := range map[string]string{
		"2\n1,A\n3,B\n":           `line 3: "3,B" stands where the number 2`,
		"2\n1,A\n2,B\n1,1\n":      `line 4: "1,1" stands where three totals`,
		"9999\n":                  "line 1: the number of candidates",
		"2\n1,A\n2,B\n1,1,1\n0,1": `line 5: "0" voters`,
	} {
		_, err := tally.ParsePrefLib([]byte(file))
		failsAt(t, err, want)
	}
	for file, want := range map[string]string{
		"x,1":                                  "line 1: the number of candidates",
		"2,0":                                  "line 1: the number of seats",
		"2,1\n1,3":                             "line 2: there is no candidate",
		"2,1\n1,1\n\"Candidate 7\",\"A\"":      "line 3: there is no candidate 7",
		"2,1\n1,1\n\"Candidate 1\",\"A\"":      "line 3: a candidate has no name",
		"1,1\n1,1\n\"Candidate 1\"":            "line 3: there is no candidate 1, or no name for it",
		"2,1\n1000000000,1\n1,2\n":             "line 3: \"1\" voters cannot be counted",
		"1,1\n1,1\n\n\n\"Candidate 1\",\"\xff": "line 5: the text is not UTF-8",
	} {
		_, err := tally.ParseWard([]byte(file))
		failsAt(t, err, want)
	}
	const options = "Option 1--->: A\nOption 2--->: B\n"
	for file, want := range map[string]string{
		options + "V: 1":                   `line 3: "1" has 1 ranks for 2 options`,
		options + "V: 1! ":                 `line 3: "!" is not a rank`,
		options + "V: 10 ":                 `line 3: "0" is not a rank`,
		options + "V: 12\nOption 3--->: C": "line 4: an option stands after",
		"Option 2--->: A":                  "line 1: option 1 should be here",
		"nothing":                          "line 1: there is no candidate",
		"\xff":                             "not UTF-8",
	} {
		_, err := tally.ParseDebian([]byte(file))
		failsAt(t, err, want)
	}
}

func TestPointsAreReadAsTheMethodReadsBallots(t *testing.T) {
	e, err := tally.ParseScores([]byte("A;B;C\n5;5;0\n;-1;3\n;;\n"))
	if err != nil {
		t.Fatal(err)
	}
	for m, want := range map[tally.Method][]tally.Ballot{
		tally.Schulze:  {ranks(1, at(0, 1), at(2)), ranks(1, at(2), at(1)), ranks(1)},
		tally.Phragmen: {ranks(1, at(0), at(1)), ranks(1, at(2)), ranks(1)},
		tally.Score:    e.Ballots,
	} {
		if d := cmp.Diff(want, e.ForMethod(m).Ballots, exactly...); d != "" {
			t.Errorf("%s (-want +got):\n%s", m, d)
		}
	}
}

// All committees of a tie are told, each once.
func TestEveryCommitteeOfATieIsTold(t *testing.T) {
	for _, m := range []tally.Method{tally.Approval, tally.Phragmen, tally.EqualShares} {
		for _, c := range []struct{ candidates, seats, want int }{{10, 5, 252}, {12, 3, 220}, {6, 1, 6}} {
			e := &tally.Election{Seats: c.seats}
			for i := range c.candidates {
				e.Candidates = append(e.Candidates, strconv.Itoa(i))
				e.Ballots = append(e.Ballots, tally.Rank(1, at(tally.Candidate(i))))
			}
			r := count(t, e, m, tally.Options{})
			if len(r.Committees) != c.want || len(r.Elected) != 0 || len(r.Tied) != c.candidates {
				t.Errorf("%s: %d committees of %d among %d, want %d", m, len(r.Committees), c.seats, c.candidates, c.want)
			}
			if s := r.Sheet(e); m == tally.Phragmen && len(s.Tied) != c.want {
				t.Errorf("the sheet tells %d committees of %d", len(s.Tied), c.want)
			}
		}
	}
}

// Whatever a ballot file says, written in another form it says the same.
func TestOneElectionInEveryForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawElection(t, rapid.IntRange(2, 6).Draw(t, "candidates"), 1, true)
		blt, err := tally.FormatBLT(e)
		if err != nil {
			t.Fatal(err)
		}
		var cvotes, pref strings.Builder
		fmt.Fprintf(&cvotes, "#/Candidates: %s\n", strings.Join(e.Candidates, ";"))
		fmt.Fprintf(&pref, "# NUMBER ALTERNATIVES: %d\n", len(e.Candidates))
		for i, name := range e.Candidates {
			fmt.Fprintf(&pref, "# ALTERNATIVE NAME %d: %s\n", i+1, name)
		}
		for i := range e.Ballots {
			var names, numbers []string
			for _, place := range e.Ballots[i].Places() {
				var ns, is []string
				for _, c := range place {
					ns, is = append(ns, e.Candidates[c]), append(is, strconv.Itoa(int(c)+1))
				}
				names, numbers = append(names, strings.Join(ns, " = ")), append(numbers, "{"+strings.Join(is, ",")+"}")
			}
			vote := strings.Join(names, " > ")
			if vote == "" {
				vote = "/EMPTY_RANKING/"
			}
			fmt.Fprintf(&cvotes, "%s * %d\n", vote, e.Ballots[i].Weight)
			fmt.Fprintf(&pref, "%d: %s\n", e.Ballots[i].Weight, strings.Join(numbers, ","))
		}
		want, err := tally.Read("", "", blt)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{cvotes.String(), pref.String()} {
			got, err := tally.Read("", "", []byte(text))
			if err != nil {
				t.Fatalf("%v in %s", err, text)
			}
			if d := cmp.Diff(want.Ballots, got.Ballots, exactly...); d != "" {
				t.Fatalf("(-BLT +this):\n%s\n%s", d, text)
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add("", "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n3: {1,2}\n1: 2\n")
	f.Add("x.soi", "2\n1,A\n2,B\n4,4,2\n3,1,2\n1,{2,1}\n")
	f.Add("", "3,2,\n4,2,1,\n1,3,\n\"Candidate 1\",\"A\",\"X\",\n\"Candidate 2\",\"B\"\n\"Candidate 3\",\"C\"\n\"T\",\n")
	f.Add("", "Option 1--->: A\nOption 2--->: B\nV: 1-\nV: 11\n")
	f.Add("", "2 1\n1 1 0\n0\nA (P)\nB \"Q\"\nT")
	f.Add("x.csv", "A;B\n1;2\n")
	f.Fuzz(func(t *testing.T, name, file string) {
		e, err := tally.Read("", name, []byte(file))
		if err != nil {
			invalid(t, err)
			return
		}
		anyRule(t, e)
		for _, m := range tally.Methods() {
			if err := e.ForMethod(m).Check(); err != nil {
				t.Errorf("as %s reads it: %v", m, err)
			}
		}
	})
}
