package tally_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot/ballot/tally"
)

// with is the names of three candidates after the ballots of a file.
const names3 = ` "A" "B" "C"`

func TestBallotFilesAreReadAsTheirFormatSays(t *testing.T) {
	ranked := tally.Rank
	one := func(c tally.Candidate) []tally.Candidate { return []tally.Candidate{c} }
	for name, c := range map[string]struct {
		file string
		want tally.Election
	}{
		"a weight, candidates in order, and 0 make a ballot": {
			"3 1\n4 2 1 0\n1 3 0\n0" + names3,
			tally.Election{Ballots: []tally.Ballot{ranked(4, one(1), one(0)), ranked(1, one(2))}},
		},
		"a ballot of 0 alone is blank": {
			"3 1 2 0 0" + names3, tally.Election{Ballots: []tally.Ballot{ranked(2)}},
		},
		"negative numbers withdraw": {
			"3 1\n-2 -3\n1 1 0 0" + names3,
			tally.Election{Withdrawn: []tally.Candidate{1, 2}, Ballots: []tally.Ballot{ranked(1, one(0))}},
		},
		"[withdrawn] and [tie] stand before the ballots": {
			"3 1 [withdrawn 2] [tie 3 2 1] 1 1 0 0" + names3,
			tally.Election{Withdrawn: []tally.Candidate{1}, Lots: []tally.Candidate{2, 1, 0}, Ballots: []tally.Ballot{ranked(1, one(0))}},
		},
		"[nick] gives short names": {
			"3 1 [nick a b c] 1 c a 0 0" + names3, tally.Election{Ballots: []tally.Ballot{ranked(1, one(2), one(0))}},
		},
		"= and parentheses share a place": {
			"3 1 1 1=3 2 0 1 2 (3 1) 0 0" + names3,
			tally.Election{Ballots: []tally.Ballot{
				ranked(1, []tally.Candidate{0, 2}, one(1)), ranked(1, one(1), []tally.Candidate{2, 0}),
			}},
		},
		"a place left empty is passed over": {
			"3 1 1 2 - 1 0 0" + names3, tally.Election{Ballots: []tally.Ballot{ranked(1, one(1), one(0))}},
		},
		"the name of a ballot stands for one voter": {
			"3 1 (voter 7) 2 0 0" + names3, tally.Election{Ballots: []tally.Ballot{ranked(1, one(1))}},
		},
		"comments, a byte order mark and line ends are passed over": {
			"\ufeff3 1 # three candidates\r\n/* so\nsaid */ 1 2 0\r\n0" + names3,
			tally.Election{Ballots: []tally.Ballot{ranked(1, one(1))}},
		},
		"quotation marks within names, not doubled": {
			"3 1 0\n\"A\"\n\"Jo \\\"B\\\" S\"\n\"Jo \"C\" S\"\n\"Title\"\n",
			tally.Election{Candidates: []string{"A", `Jo "B" S`, `Jo "C" S`}, Title: "Title"},
		},
		"a title, a source and a comment can follow": {
			"3 1 0" + names3 + ` "Title" "Source" "Comment"`, tally.Election{Title: "Title"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.Seats = 1
			if c.want.Candidates == nil {
				c.want.Candidates = []string{"A", "B", "C"}
			}
			got, err := tally.ParseBLT([]byte(c.file))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(&c.want, got, exactly...); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestBallotFilesThatCannotBeReadSayWhere(t *testing.T) {
	for name, c := range map[string]struct {
		file, want string
	}{
		"nothing":                 {"", "line 1: the file ends where the number of candidates should be"},
		"no seats":                {"3 0", "line 1: there are 0 seats"},
		"too many candidates":     {"9999 1", "line 1: there are 9999 candidates"},
		"a word for a number":     {"3 x", `line 1: "x" stands where the number of seats should be`},
		"a ballot without its 0":  {"3 1\n1 2\n\"A\"", "line 3: a name stands within a ballot"},
		"an unknown candidate":    {"3 1\n1 2 7 0 0", `line 2: there is no candidate "7"`},
		"a candidate twice":       {"3 1\n\n1 2 2 0 0", `line 3: a ballot names candidate "2" twice`},
		"too few names":           {"3 1 0 \"A\"", "the file names 1 of its 3 candidates"},
		"two of one name":         {"2 1 0 \"A\" \"A\"", `two candidates are called "A"`},
		"the line of the second":  {"2 1\n0\n\"A\"\n\"A\"\n\"Title\"\n", `line 4: two candidates are called "A"; add`},
		"the same without marks":  {"2 1\n0\nA\nA\nTitle\n", `line 4: two candidates are called "A"`},
		"a ballot of no voter":    {"3 1\n1 3 0\n0 1 2 0\n0" + names3, "line 3: \"1\" stands where a name in quotation marks should be; the 0 in line 3 ended the ballots"},
		"and few lines":           {"2 1\n0 1 2 0\n0\n\"A\"\n\"B\"\n", "line 2: \"1\" stands where a name in quotation marks should be; the 0 in line 2 ended"},
		"and no marks":            {"2 1\n0 1 2 0\n1 2 0\n0\nA\nB\n", "line 2: \"1\" stands where a name in quotation marks should be; the 0 in line 2 ended"},
		"part of a voter":         {"3 1\n1.5 1 0\n0" + names3, `line 2: "1.5" stands where a number of voters`},
		"withdrawn and unknown":   {"3 1\n-5 1 0\n0" + names3, `line 2: there is no candidate "5" to withdraw`},
		"an option nobody knows":  {"3 1 [quota 7] 0" + names3, "the option [quota] is not known"},
		"an option without end":   {"3 1 [tie 1 2", "the option [tie has no ]"},
		"lots that leave one out": {"3 1 [tie 1 2] 0" + names3, `leaves out "C"`},
		"a comment without end":   {"3 1 /* 0", "has no end"},
		"a quotation without end": {"3 1 0 \"A", "has no partner"},
		"what is between names":   {"2 1\n0\n\"A\" x \"C\"\n\"B\"\n", `line 3: "x" stands where a name`},
		"a million million":       {"3 1\n1000000000000 1 0 0" + names3, "line 2: 1000000000000 voters cannot be counted: at least 1, and all together at most 1000000000"},
		"more voters than can be": {"3 1 9000000000 1 0 0" + names3, "cannot be counted"},
		"not UTF-8":               {"3 1 0 \"\xff\"", "not UTF-8"},
		"a shared place left off": {"3 1 1 1= 0 0" + names3, "before a shared place does"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tally.ParseBLT([]byte(c.file))
			failsAt(t, err, c.want)
		})
	}
}

func failsAt(t *testing.T, err error, want string) {
	t.Helper()
	var p *tally.ParseError
	if !errors.As(err, &p) || p.Line < 1 {
		t.Fatalf("%v is not a ParseError with a line", err)
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("says %q, want %q", err, want)
	}
}

func TestVotesInLinesAreReadAsTheirFormatSays(t *testing.T) {
	e := parse(t, "\ufeff#/Candidates: Ann ; Bo; Cy \r\n#/Number of Seats: 2\n#/Implicit Ranking: false\n# a comment\n\ngroup || Ann > Bo = Cy ^2 * 39 # why\nCy\nEMPTY\n/EMPTY_RANKING/ * 2\n")
	want := &tally.Election{
		Candidates: []string{"Ann", "Bo", "Cy"}, Seats: 2, RankedOnly: true,
		Ballots: []tally.Ballot{
			tally.Rank(78, []tally.Candidate{0}, []tally.Candidate{1, 2}), tally.Rank(1, []tally.Candidate{2}),
			tally.Rank(1), tally.Rank(2),
		},
	}
	if d := cmp.Diff(want, e, exactly...); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	e = parse(t, "#/Candidates: A;B\nA > B;\nA > B * 4;tag1 || B*2 ; /Empty/ #; A\n")
	want = &tally.Election{
		Candidates: []string{"A", "B"}, Seats: 1,
		Ballots: []tally.Ballot{
			tally.Rank(1, []tally.Candidate{0}, []tally.Candidate{1}), tally.Rank(4, []tally.Candidate{0}, []tally.Candidate{1}),
			tally.Rank(2, []tally.Candidate{1}), tally.Rank(1),
		},
	}
	if d := cmp.Diff(want, e, exactly...); d != "" {
		t.Errorf("semicolons (-want +got):\n%s", d)
	}
	e = parse(t, "#/Weight Allowed: false\nZoe > Al ^7")
	if e.Candidates[0] != "Al" || e.Ballots[0].Order[0] != 1 || e.Ballots[0].Weight != 1 {
		t.Errorf("%v, %v: want them in alphabetical order, and no weights", e.Candidates, e.Ballots)
	}
}

func TestVotesInLinesThatCannotBeReadSayWhere(t *testing.T) {
	for file, want := range map[string]string{
		"":                                       "line 1: there is no candidate",
		"A > B\nA > A":                           `line 2: the vote names "A" twice`,
		"A > > B":                                "line 1: a place in the vote has no name",
		"A\nA > /EMPTY_RANKING/":                 "line 2: /EMPTY_RANKING/ stands for a whole vote",
		"A * 8 ^7":                               "line 1: after * stands",
		"A\n#/Candidates: A":                     "line 2: the candidates must be listed once, before the votes",
		"#/Candidates: A;A":                      "twice",
		"A * 0":                                  "line 1: after * stands",
		"A * 1000000000\nA":                      "line 2: there are more votes than",
		"#/Number of Seats: none\nA":             "line 1: the number of seats",
		"#/Implicit Ranking: perhaps\nA":         "implicit ranking is",
		"#/Weight Allowed: perhaps\nA":           "weight allowed is",
		"#/Candidates\nA":                        "a header needs a colon",
		"#/Candidates: A;B # two\nA":             "line 1: a comment cannot stand behind a header",
		"A ^2\n#/Weight Allowed: false":          "line 2: whether weights count must be said before the votes",
		"#/Candidates: A;B\nA < B":               `line 2: < stands in "A < B"`,
		"A > /Empty/":                            "line 1: /Empty/ stands for a whole vote",
		"A > \xff":                               "not UTF-8",
		"#/Number of Seats: 99999999999999999\n": "the number of seats",
	} {
		_, err := tally.ParseCVotes([]byte(file))
		failsAt(t, err, want)
	}
}

func TestScoresAreReadFromColumns(t *testing.T) {
	e, err := tally.ParseScores([]byte("\ufeffAnn, \"Bo, Jr\",Cy\n5,,0\n-1,3,\n,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := &tally.Election{Candidates: []string{"Ann", "Bo, Jr", "Cy"}, Seats: 1, Ballots: []tally.Ballot{
		{Weight: 1, Order: []tally.Candidate{0, 2}, Points: []int64{5, 0}},
		{Weight: 1, Order: []tally.Candidate{0, 1}, Points: []int64{-1, 3}},
		{Weight: 1},
	}}
	if d := cmp.Diff(want, e, exactly...); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for file, want := range map[string]string{
		"":                     "there is no candidate",
		"A,B\n1":               "line 2: there are 1 columns where the first line has 2; leave the cell of whom a voter gave no points empty",
		"A,\"B\n1,2":           `a quotation mark has no partner`,
		"A,B\n1,2\"":           `line 2: a quotation mark has no partner; within a name in quotation marks it is written twice ("")`,
		"A,B\n1,2\n1,x":        `line 3: "x" in column 2 is not a number of points, like 3 or 3.5`,
		"A,B\n1,1.":            "not a number",
		"A,B\n1,.5":            "not a number",
		"A,B\n1,1e3":           "not a number",
		"A;B\n1;1,2,3":         "not a number",
		"A,B\n1,\"1,5\"":       "not a number",
		"A,B\n1,1.1234567":     "in column 2 has more than 6 decimal places",
		"A,B\n1,2\n100000.5,1": "line 3: column 1: points written with as many decimal places as in this file reach from -100000.0 to 100000.0",
		"A,A\n1,2":             "two candidates",
		"A,\n1,2":              "has no name",
		"A\n99999999999999999": "reach from -1000000 to 1000000",
		"A\n999999999":         "reach from -1000000 to 1000000",
	} {
		_, err := tally.ParseScores([]byte(file))
		failsAt(t, err, want)
	}
}

// Decimals are exact: a tenth ten times is one, and no place is rounded away.
func TestScoresWithDecimalsAreCountedExactly(t *testing.T) {
	e, err := tally.ParseScores([]byte("Ann;Bo\n0,1;-0.5\n" + strings.Repeat("0.1;0\n", 9) + ";3,250\n"))
	if err != nil {
		t.Fatal(err)
	}
	if e.Places != 2 || !slices.Equal(e.Ballots[0].Points, []int64{10, -50}) || !slices.Equal(e.Ballots[10].Points, []int64{325}) {
		t.Fatalf("%d places: %v", e.Places, e.Ballots)
	}
	if _, err := tally.Count(e, tally.Dots, tally.Options{Budget: 10}); err == nil || !strings.Contains(err.Error(), "dots are whole numbers") {
		t.Errorf("dots with decimals: %v", err)
	}
	for mean, want := range map[bool][]string{false: {"1.00", "2.75"}, true: {"0.100000", "0.250000"}} {
		r, err := tally.Count(e, tally.Score, tally.Options{Mean: mean})
		if err != nil {
			t.Fatal(err)
		}
		for c, v := range r.Rounds[0].Votes {
			if v.String() != want[c] {
				t.Errorf("mean %v: %s has %s, want %s", mean, e.Candidates[c], v, want[c])
			}
		}
	}
}

// anyRule counts what was read by every rule, where that is quick: whatever the
// ballots are, the count comes to an end or to an error.
func anyRule(t *testing.T, e *tally.Election) {
	t.Helper()
	if len(e.Candidates) > 6 || len(e.Ballots) > 20 {
		return
	}
	for _, m := range tally.Methods() {
		r, err := tally.Count(e, m, tally.Options{Comparison: len(e.Ballots)%2 == 0, Together: len(e.Candidates)%2 == 0})
		var form *tally.FormError
		switch {
		case errors.As(err, &form), errors.Is(err, tally.ErrNobody):
		case err != nil:
			t.Errorf("%s: %v", m, err)
		case len(r.Elected)+r.Open+r.Vacant != e.Seats:
			t.Errorf("%s: %d elected, %d open, %d vacant of %d", m, len(r.Elected), r.Open, r.Vacant, e.Seats)
		}
	}
}

// invalid says that an error is one that a person can mend.
func invalid(t *testing.T, err error) {
	t.Helper()
	var p *tally.ParseError
	if !errors.As(err, &p) || p.Line < 1 || p.Reason == "" {
		t.Errorf("%v does not say where", err)
	}
}

func FuzzParseBLT(f *testing.F) {
	f.Add([]byte("3 2\n-2\n[tie 3 2 1]\n[nick a b c]\n(x) a=b 3 0\n4 1 (2 3) - 0\n0" + names3 + `"T" "S" "C"`))
	f.Add([]byte("1 1 0 \"A\""))
	f.Add([]byte("\ufeff3 3\r\n-1 -2 -3\r\n# all gone\r\n1000000000 1=2 3 0\r\n0\r\n\"A\nB\"\r\n\"Æ\u00a0x\"\r\n\"李 明\"\r\n"))
	f.Add([]byte("3 1\n0 1 2 0\n1 3 0\n0" + names3))
	f.Add([]byte("2 9\n2 0\n3 0\n0\nAnn\nAnn\nTitle"))
	f.Add([]byte("4 3 1 1 0 1 2 0 1 3 0 1 4 0 0 \"A\" \"B\" \"C\" \"D\""))
	f.Fuzz(func(t *testing.T, file []byte) {
		e, err := tally.ParseBLT(file)
		if err != nil {
			invalid(t, err)
			return
		}
		anyRule(t, e)
		text, err := tally.FormatBLT(e)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := tally.ParseBLT(text)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, text)
		}
		if d := cmp.Diff(e, again, exactly...); d != "" {
			t.Errorf("(-read +written and read):\n%s", d)
		}
	})
}

func FuzzParseCVotes(f *testing.F) {
	f.Add([]byte("#/Candidates: A ; B ; C\n#/Number of Seats: 2\n#/Implicit Ranking: false\nA > B = C ^2 * 3\nEMPTY\n"))
	f.Add([]byte("tag || B > A # why\nC * 7"))
	f.Add([]byte("\ufeff#/Candidates: A B;李\r\n\r\nt1, t2 || 李 = A B ^3 * 2\r\n/EMPTY_RANKING/ * 4\r\n"))
	f.Add([]byte("A ^1000000000000\nB * 0"))
	f.Fuzz(func(t *testing.T, file []byte) {
		e, err := tally.ParseCVotes(file)
		if err != nil {
			invalid(t, err)
			return
		}
		anyRule(t, e)
	})
}

func FuzzParseScores(f *testing.F) {
	f.Add([]byte("A,B,C\n1,2,3\n,,5\n\"7\",0,-1\n"))
	f.Add([]byte("A;B\n1,5;-0.25\n;100000\n"))
	f.Add([]byte("\"Ann, the \"\"boat\"\"\",\"李\n明\"\n\"3\",\n1\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		e, err := tally.ParseScores(file)
		if err != nil {
			invalid(t, err)
			return
		}
		anyRule(t, e)
	})
}
