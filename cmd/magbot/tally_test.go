package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// counts are the published elections that the counting rules are tested with.
const counts = "../../bot/ballot/tally/testdata"

// sheet is what magbot tally --format json prints.
type sheet struct {
	Winners []string   `json:"winners"`
	Tied    [][]string `json:"tied"`
	Ranking [][]string `json:"ranking"`
	Quota   string     `json:"quota"`
	Rounds  []struct {
		Votes      map[string]string `json:"votes"`
		Elected    []string          `json:"elected"`
		Eliminated []string          `json:"eliminated"`
	} `json:"rounds"`
}

// tallied runs magbot tally on standard input.
func tallied(t *testing.T, ballots []byte, flags ...string) sheet {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Args = append([]string{"magbot", "tally", "--format", "json"}, append(flags, "-")...)
	cmd.Stdin = bytes.NewReader(ballots)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, errs.Bytes())
	}
	d := json.NewDecoder(bytes.NewReader(out))
	d.DisallowUnknownFields()
	var s sheet
	if err := d.Decode(&s); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return s
}

// publishedElection is a case of condorcetphp.json.
type publishedElection struct {
	ID         string   `json:"id"`
	Votes      []string `json:"votes"`
	VotesFile  string   `json:"votes_file"`
	Candidates []string `json:"candidates"`
	Implicit   bool     `json:"implicit_ranking"`
	Seats      int      `json:"seats"`
	QuotaRule  string   `json:"quota_rule"`
	Expected   []struct {
		Method  string     `json:"method"`
		Ranking [][]string `json:"ranking"`
		Winners []string   `json:"winners"`
		Quota   float64    `json:"quota"`
	} `json:"expected"`
}

// file is the case as a .cvotes file.
func (p publishedElection) file(t *testing.T) []byte {
	t.Helper()
	if p.VotesFile != "" {
		year := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(p.VotesFile), "leader"), "_tally.txt")
		return readCount(t, "debian"+year+".cvotes")
	}
	var b bytes.Buffer
	if p.Candidates != nil {
		fmt.Fprintf(&b, "#/Candidates: %s\n", strings.Join(p.Candidates, " ; "))
	}
	fmt.Fprintf(&b, "#/Implicit Ranking: %v\n#/Weight Allowed: true\n#/Number of Seats: %d\n", p.Implicit, max(p.Seats, 1))
	b.WriteString(strings.Join(p.Votes, "\n"))
	return b.Bytes()
}

func readCount(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(counts, name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

var (
	methodFlags = map[string]string{
		"Schulze Winning": "schulze", "Schulze": "schulze", "Schulze Margin": "schulze-margins",
		"Ranked Pairs Winning": "ranked-pairs", "Ranked Pairs Margin": "ranked-pairs-margins",
		"InstantRunoff": "irv", "STV": "scottish-stv",
	}
	quotaFlags = map[string]string{
		"": "droop", "hagenbach-bischoff": "hagenbach-bischoff", "hagenbach_bischoff": "hagenbach-bischoff",
		"imperiali": "imperiali", "hare quota": "hare",
	}
)

func TestPublishedElectionsComeOutOfTheProgramAsPublished(t *testing.T) {
	t.Parallel()
	var cases []publishedElection
	if err := json.Unmarshal(readCount(t, "condorcetphp.json"), &cases); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, p := range cases {
		for _, want := range p.Expected {
			method, ok := methodFlags[want.Method]
			if !ok || strings.HasPrefix(p.ID, "CPO-STV") { // CPO-STV has a quota of its own
				continue
			}
			checked++
			quota, ok := quotaFlags[p.QuotaRule]
			if !ok {
				t.Fatalf("quota rule %q", p.QuotaRule)
			}
			got := tallied(t, p.file(t), "--method", method, "--quota", quota)
			where := p.ID + "/" + want.Method
			if want.Ranking != nil {
				ranking := got.Ranking
				if method == "scottish-stv" { // published are the elected alone
					ranking = ranking[:len(got.Winners)]
				}
				if d := cmp.Diff(sorted(want.Ranking), sorted(ranking)); d != "" {
					t.Errorf("%s: ranking (-published +ours):\n%s", where, d)
				}
			}
			if want.Winners != nil {
				first := append(slices.Clone(got.Winners), slices.Concat(got.Tied...)...)
				if d := cmp.Diff(sorted([][]string{want.Winners}), sorted([][]string{first})); d != "" {
					t.Errorf("%s: winners (-published +ours):\n%s", where, d)
				}
			}
			if want.Quota != 0 && strconv.FormatFloat(want.Quota, 'f', 5, 64) != got.Quota {
				t.Errorf("%s: quota %s, published %v", where, got.Quota, want.Quota)
			}
		}
	}
	if checked < 65 {
		t.Errorf("only %d published results were compared", checked)
	}
}

// sorted puts the names at each place in order.
func sorted(places [][]string) [][]string {
	var all [][]string
	for _, place := range places {
		all = append(all, slices.Sorted(slices.Values(place)))
	}
	return all
}

// In Burlington 2009 three rules name three winners.
func TestBurlingtonHasThreeWinners(t *testing.T) {
	t.Parallel()
	ballots := readCount(t, "burlington2009.cvotes")
	for method, want := range map[string]string{
		"pick-one": "Kurt Wright", "irv": "Bob Kiss", "schulze": "Andy Montroll", "schulze-margins": "Andy Montroll",
		"ranked-pairs": "Andy Montroll", "ranked-pairs-margins": "Andy Montroll",
	} {
		got := tallied(t, ballots, "--method", method)
		if d := cmp.Diff([]string{want}, got.Winners); d != "" {
			t.Errorf("%s (-want +got):\n%s", method, d)
		}
		if last := got.Rounds[len(got.Rounds)-1]; method == "irv" && (last.Votes["Bob Kiss"] != "4313" || last.Votes["Kurt Wright"] != "4060") {
			t.Errorf("the last round of IRV: %v", last.Votes)
		}
	}
}

// Every round of a published Scottish count and of a published Meek count comes
// out of the program to the last decimal.
func TestRoundsComeOutOfTheProgramAsPublished(t *testing.T) {
	t.Parallel()
	for rounds, method := range map[string]string{
		"greens2005.scottish": "scottish-stv", "greens2005.meek": "meek-stv",
		"castor.scottish": "scottish-stv", "castor.meek": "meek-stv", "vm12.meek": "meek-stv",
	} {
		name, _, _ := strings.Cut(rounds, ".")
		ballots := readCount(t, name+".blt")
		got := tallied(t, ballots, "--method", method)
		at := 0
		for line := range strings.Lines(string(readCount(t, rounds))) {
			part := strings.Split(line, "|")
			if strings.HasPrefix(line, "#") {
				continue
			}
			if at == len(got.Rounds) {
				t.Errorf("%s: only %d rounds", rounds, at)
				break
			}
			var want, votes []string
			for v := range strings.FieldsSeq(part[1]) {
				want = append(want, decimal(t, v))
			}
			for _, place := range names(t, ballots) {
				votes = append(votes, decimal(t, got.Rounds[at].Votes[place]))
			}
			if d := cmp.Diff(want, votes); d != "" {
				t.Errorf("%s round %d (-published +ours):\n%s", rounds, at+1, d)
			}
			at++
		}
		if at != len(got.Rounds) {
			t.Errorf("%s: %d rounds, published %d", rounds, len(got.Rounds), at)
		}
	}
}

// All committees of published approval elections come out, tied ones each once.
func TestCommitteesComeOutOfTheProgramAsPublished(t *testing.T) {
	t.Parallel()
	var cases []struct {
		ID         string             `json:"id"`
		Profile    [][]int            `json:"profile"`
		Candidates int                `json:"num_cand"`
		Seats      int                `json:"committeesize"`
		Expected   map[string][][]int `json:"expected"`
	}
	if err := json.Unmarshal(readCount(t, "abcvoting.json"), &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		var blt bytes.Buffer
		fmt.Fprintf(&blt, "%d %d\n", c.Candidates, c.Seats)
		for _, approved := range c.Profile {
			blt.WriteString("1")
			for _, a := range approved {
				fmt.Fprintf(&blt, " %d", a+1)
			}
			blt.WriteString(" 0\n")
		}
		blt.WriteString("0\n")
		for i := range c.Candidates {
			fmt.Fprintf(&blt, "\"%d\"\n", i)
		}
		for method, committees := range c.Expected {
			var want [][]string
			for _, committee := range committees {
				var names []string
				for _, member := range committee {
					names = append(names, strconv.Itoa(member))
				}
				want = append(want, names)
			}
			got := tallied(t, blt.Bytes(), "--method", method)
			all := sorted(got.Tied)
			if len(all) == 0 {
				all = sorted([][]string{got.Winners})
			}
			if d := cmp.Diff(want, all); d != "" {
				t.Errorf("%s by %s (-published +ours):\n%s", c.ID, method, d)
			}
		}
	}
}

// decimal is a number without the zeros at its end.
func decimal(t *testing.T, text string) string {
	t.Helper()
	if text == "" {
		t.Fatal("no votes are told of a candidate")
	}
	if strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// names are the candidates of a ballot file, in its order.
func names(t *testing.T, blt []byte) (all []string) {
	t.Helper()
	var n int
	if _, err := fmt.Sscan(string(blt), &n); err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(blt), `"`)
	for i := 1; len(all) < n; i += 2 {
		all = append(all, parts[i])
	}
	return all
}
