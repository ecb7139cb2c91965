package belenios

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"magbot/bot/ballot/proof"
	"magbot/bot/ballot/tally"
)

// Result is an election held with Belenios.
type Result struct {
	Name        string // of the election
	Description string
	UUID        string
	Ballots     int64 // how many were counted; 0 where the file does not say
	Questions   []Question

	// Files are the SHA-256 of election.json and of result.json.
	Files [2]proof.Hash
}

// Question is one question and what was answered.
type Question struct {
	Text    string
	Answers []Answer // the votes of each; of Ranks and Grades none
	Blank   int64    // blank votes, where they could be cast
	Least   int      // how many answers had to be chosen
	Most    int      // and could be; 0 and 0 where Ranks or Grades were asked for

	// Marks are the ballots of a question whose ballots were mixed, in no order: a
	// number for each answer, as the voter wrote it.
	Marks [][]int64
	Rule  string // what Belenios counts them by, such as Schulze; empty where it does not say
}

// Answer is one of those that could be chosen.
type Answer struct {
	Text  string
	Votes int64
}

type electionFile struct {
	Name        string            `json:"name"`
	Description string            `json:"description"`
	UUID        string            `json:"uuid"`
	Questions   []json.RawMessage `json:"questions"`
}

// questionFile is a question with choices, or, with Type, one of another kind
// around its Value.
type questionFile struct {
	Type     string          `json:"type"`
	Value    json.RawMessage `json:"value"`
	Extra    json.RawMessage `json:"extra"`
	Question string          `json:"question"`
	Answers  []string        `json:"answers"`
	Blank    bool            `json:"blank"`
	Min      int             `json:"min"`
	Max      int             `json:"max"`
}

type resultFile struct {
	Tallied int64             `json:"num_tallied"`
	Result  []json.RawMessage `json:"result"`
}

// most is how large a file may be: 64 MB.
const most = 64 << 20

// Parse reads the two files. The error says which of them does not fit.
func Parse(election, result []byte) (*Result, error) {
	var e electionFile
	if err := read("election.json", election, &e); err != nil {
		return nil, err
	}
	var f resultFile
	if err := read("result.json", result, &f); err != nil {
		return nil, err
	}
	if len(e.Questions) == 0 {
		return nil, fmt.Errorf("election.json asks no question; is it the file of an election?")
	}
	if len(f.Result) != len(e.Questions) {
		return nil, fmt.Errorf("result.json answers %d questions, and election.json asks %d", len(f.Result), len(e.Questions))
	}
	if f.Tallied < 0 || f.Tallied > tally.MaxVotes {
		return nil, fmt.Errorf("result.json counts %d ballots", f.Tallied)
	}
	r := &Result{
		Name: e.Name, Description: e.Description, UUID: e.UUID, Ballots: f.Tallied,
		Files: [2]proof.Hash{sha256.Sum256(election), sha256.Sum256(result)},
	}
	for i, raw := range e.Questions {
		q, err := question(raw, f.Result[i], f.Tallied)
		if err != nil {
			return nil, fmt.Errorf("question %d: %w", i+1, err)
		}
		r.Questions = append(r.Questions, q)
	}
	return r, nil
}

func read(name string, file []byte, to any) error {
	if len(file) > most {
		return fmt.Errorf("%s has %d bytes; at most %d can be read", name, len(file), most)
	}
	if err := json.Unmarshal(file, to); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

func question(raw, result json.RawMessage, tallied int64) (Question, error) {
	var q questionFile
	if err := read("its text", raw, &q); err != nil {
		return Question{}, err
	}
	switch q.Type {
	case "", "Homomorphic":
		if len(q.Value) > 0 {
			if err := read("its text", q.Value, &q); err != nil {
				return Question{}, err
			}
		}
		return q.totals(result, tallied)
	case "NonHomomorphic":
		if err := read("its text", q.Value, &q); err != nil {
			return Question{}, err
		}
		return q.mixed(result)
	}
	return Question{}, fmt.Errorf("it is of the kind %q, which cannot be read", q.Type)
}

// made is the question without what was answered.
func (q questionFile) made() (Question, error) {
	if len(q.Answers) == 0 {
		return Question{}, fmt.Errorf("it has no answers to choose")
	}
	made := Question{Text: q.Question, Least: q.Min, Most: q.Max}
	for _, a := range q.Answers {
		if a == "" || slices.ContainsFunc(made.Answers, func(x Answer) bool { return x.Text == a }) {
			return Question{}, fmt.Errorf("the answer %q is empty, or there twice", a)
		}
		made.Answers = append(made.Answers, Answer{Text: a})
	}
	return made, nil
}

// totals are the votes of each answer; where blank votes could be cast they come
// first.
func (q questionFile) totals(result json.RawMessage, tallied int64) (Question, error) {
	made, err := q.made()
	if err != nil {
		return made, err
	}
	var votes []int64
	if err := read("its result", result, &votes); err != nil {
		return made, err
	}
	want := len(q.Answers)
	if q.Blank {
		want++
	}
	if len(votes) != want {
		return made, fmt.Errorf("it has %d totals, and needs %d", len(votes), want)
	}
	bound := cmp.Or(tallied, tally.MaxVotes)
	for _, n := range votes {
		if n < 0 || n > bound {
			return made, fmt.Errorf("a total is %d, of %d ballots", n, bound)
		}
	}
	if q.Blank {
		made.Blank, votes = votes[0], votes[1:]
	}
	for i, n := range votes {
		made.Answers[i].Votes = n
	}
	return made, nil
}

// mixed are the ballots of a question that is not added up.
func (q questionFile) mixed(result json.RawMessage) (Question, error) {
	made, err := q.made()
	if err != nil {
		return made, err
	}
	made.Least, made.Most = 0, 0
	if made.Rule, err = rule(q.Extra); err != nil {
		return made, err
	}
	if err := read("its result", result, &made.Marks); err != nil {
		return made, err
	}
	for i, marks := range made.Marks {
		if len(marks) != len(made.Answers) {
			return made, fmt.Errorf("ballot %d has %d marks for %d answers", i+1, len(marks), len(made.Answers))
		}
		if slices.ContainsFunc(marks, func(n int64) bool { return n < 0 || n > tally.MaxPoints }) {
			return made, fmt.Errorf("ballot %d has a mark that no voter can write", i+1)
		}
	}
	return made, nil
}

// rule is what the extra of a question names: ["Schulze", …], or {"type": "Schulze"}.
func rule(extra json.RawMessage) (string, error) {
	if len(bytes.TrimSpace(extra)) == 0 || bytes.Equal(bytes.TrimSpace(extra), []byte("null")) {
		return "", nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(extra, &list); err == nil && len(list) > 0 {
		var name string
		if err := json.Unmarshal(list[0], &name); err != nil {
			return "", fmt.Errorf("read what it is counted by: %w", err)
		}
		return name, nil
	}
	var named struct {
		Type   string `json:"type"`
		Method string `json:"method"`
	}
	if err := json.Unmarshal(extra, &named); err != nil {
		return "", fmt.Errorf("read what it is counted by: %w", err)
	}
	return cmp.Or(named.Type, named.Method), nil
}

// Ranked is a question whose marks are ranks, 1 the most wanted and 0 not ranked,
// as package tally counts it. It is false where Belenios does not count ranks.
func (q Question) Ranked(seats int) (*tally.Election, bool) {
	switch strings.ToLower(q.Rule) {
	case "schulze", "stv", "condorcet", "preferentialvoting":
	default:
		return nil, false
	}
	e := &tally.Election{Title: q.Text, Seats: seats}
	for _, a := range q.Answers {
		e.Candidates = append(e.Candidates, a.Text)
	}
	for _, marks := range q.Marks {
		at := make([]int, 0, len(marks))
		for i, n := range marks {
			if n > 0 {
				at = append(at, i)
			}
		}
		slices.SortStableFunc(at, func(x, y int) int { return cmp.Compare(marks[x], marks[y]) })
		var places [][]tally.Candidate
		for k, i := range at {
			if k == 0 || marks[i] != marks[at[k-1]] {
				places = append(places, nil)
			}
			places[len(places)-1] = append(places[len(places)-1], tally.Candidate(i))
		}
		e.Ballots = append(e.Ballots, tally.Rank(1, places...))
	}
	return e, true
}
