package belenios_test

import (
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot/ballot/belenios"
	"magbot/bot/ballot/tally"
)

const (
	choices = `{"question":"Who chairs?","answers":["Ann","Bo"],"blank":true,"min":1,"max":1}`
	plain   = `{"question":"Which?","answers":["a","b","c"],"min":0,"max":2}`
	mixed   = `{"type":"NonHomomorphic","value":{"question":"In order?","answers":["A","B","C"]},"extra":["Schulze",{"blank":true}]}`
)

func election(questions ...string) []byte {
	return []byte(`{"description":"d","name":"Chair","public_key":{"group":{},"y":"1"},"uuid":"u1","questions":[` + strings.Join(questions, ",") + `],"administrator":"x"}`)
}

func TestTotalsAndMixedBallotsAreRead(t *testing.T) {
	e := election(choices, plain, mixed)
	result := []byte(`{"num_tallied":7,"encrypted_tally":[[{"alpha":"1","beta":"2"}]],"partial_decryptions":[],"result":[[1,4,2],[7,0,3],[[1,2,2],[0,1,2],[0,0,0]]]}`)
	r, err := belenios.Parse(e, result)
	if err != nil {
		t.Fatal(err)
	}
	want := &belenios.Result{
		Name: "Chair", Description: "d", UUID: "u1", Ballots: 7,
		Questions: []belenios.Question{
			{Text: "Who chairs?", Answers: []belenios.Answer{{"Ann", 4}, {"Bo", 2}}, Blank: 1, Least: 1, Most: 1},
			{Text: "Which?", Answers: []belenios.Answer{{"a", 7}, {"b", 0}, {"c", 3}}, Most: 2},
			{Text: "In order?", Answers: []belenios.Answer{{Text: "A"}, {Text: "B"}, {Text: "C"}}, Marks: [][]int64{{1, 2, 2}, {0, 1, 2}, {0, 0, 0}}, Rule: "Schulze"},
		},
	}
	want.Files[0], want.Files[1] = sha256.Sum256(e), sha256.Sum256(result)
	if d := cmp.Diff(want, r); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	ranked, ok := r.Questions[2].Ranked(1)
	if !ok {
		t.Fatal("not ranked")
	}
	count, err := tally.Count(ranked, tally.Schulze, tally.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := count.Pairs.Over; got[0][1] != 1 || got[1][0] != 1 || got[1][2] != 1 || got[2][0] != 1 {
		t.Errorf("pairs %v", got)
	}
	if _, ok := r.Questions[0].Ranked(1); ok {
		t.Error("totals have no ranks")
	}
}

func TestFilesThatDoNotFitAreRefused(t *testing.T) {
	one := election(choices)
	for name, c := range map[string]struct{ election, result, want string }{
		"no election":            {"x", "{}", "read election.json"},
		"no result":              {string(one), "x", "read result.json"},
		"no question":            {"{}", "{}", "asks no question"},
		"one answer too few":     {string(one), `{"result":[]}`, "result.json answers 0 questions, and election.json asks 1"},
		"a total too few":        {string(one), `{"result":[[1,2]]}`, "question 1: it has 2 totals, and needs 3"},
		"more votes than voters": {string(one), `{"num_tallied":2,"result":[[0,3,0]]}`, "question 1: a total is 3, of 2 ballots"},
		"less than nothing":      {string(one), `{"result":[[0,-1,0]]}`, "a total is -1"},
		"no number":              {string(one), `{"result":[["1",2,3]]}`, "question 1: read its result"},
		"ballots below zero":     {string(one), `{"num_tallied":-1,"result":[[0,0,0]]}`, "counts -1 ballots"},
		"another kind":           {string(election(`{"type":"Lists","value":{}}`)), `{"result":[[]]}`, `the kind "Lists"`},
		"no answers":             {string(election(`{"question":"?","answers":[]}`)), `{"result":[[]]}`, "no answers"},
		"an answer twice":        {string(election(`{"question":"?","answers":["a","a"]}`)), `{"result":[[1,1]]}`, "there twice"},
		"a mark too few":         {string(election(mixed)), `{"result":[[[1,2]]]}`, "ballot 1 has 2 marks for 3 answers"},
		"a mark below zero":      {string(election(mixed)), `{"result":[[[1,2,-1]]]}`, "no voter can write"},
		"a rule without a name":  {string(election(strings.Replace(mixed, `"Schulze"`, "7", 1))), `{"result":[[]]}`, "read what it is counted by"},
	} {
		_, err := belenios.Parse([]byte(c.election), []byte(c.result))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestTheRuleOfMixedBallotsIsNamed(t *testing.T) {
	for extra, want := range map[string]string{
		`"extra":["STV",{"seats":2}]`: "STV", `"extra":{"type":"MajorityJudgment","value":{}}`: "MajorityJudgment",
		`"extra":{"method":"Schulze"}`: "Schulze", `"extra":null`: "",
	} {
		q := `{"type":"NonHomomorphic","value":{"question":"?","answers":["A"]},` + extra + `}`
		r, err := belenios.Parse(election(q), []byte(`{"result":[[[1]]]}`))
		if err != nil {
			t.Errorf("%s: %v", extra, err)
			continue
		}
		if r.Questions[0].Rule != want {
			t.Errorf("%s: rule %q", extra, r.Questions[0].Rule)
		}
		if _, ranked := r.Questions[0].Ranked(1); ranked != (want == "STV" || want == "Schulze") {
			t.Errorf("%s: ranked is %v", extra, ranked)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(election(choices, plain, mixed), []byte(`{"num_tallied":7,"result":[[1,4,2],[7,0,3],[[1,2,2],[0,1,2]]]}`))
	f.Add(election(choices), []byte(`{"result":[[1,4,2]]}`))
	f.Fuzz(func(t *testing.T, election, result []byte) {
		r, err := belenios.Parse(election, result)
		if err != nil {
			return
		}
		for _, q := range r.Questions {
			e, ok := q.Ranked(1)
			if !ok {
				continue
			}
			if err := e.Check(); err != nil {
				t.Errorf("what was read cannot be counted: %v", err)
			}
		}
	})
}
