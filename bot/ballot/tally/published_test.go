package tally_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot/ballot/tally"
)

// published is a case of testdata/condorcetphp.json.
type published struct {
	ID         string   `json:"id"`
	Votes      []string `json:"votes"`
	VotesFile  string   `json:"votes_file"`
	Candidates []string `json:"candidates"`
	Implicit   bool     `json:"implicit_ranking"`
	Seats      int      `json:"seats"`
	QuotaRule  string   `json:"quota_rule"`
	Expected   []struct {
		Method  string                      `json:"method"`
		Ranking [][]string                  `json:"ranking"`
		Winners []string                    `json:"winners"`
		Paths   map[string]map[string]int64 `json:"strongest_paths"`
		Quota   float64                     `json:"quota"`
	} `json:"expected"`
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parse(t testing.TB, text string) *tally.Election {
	t.Helper()
	e, err := tally.ParseCVotes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func count(t testing.TB, e *tally.Election, m tally.Method, o tally.Options) *tally.Result {
	t.Helper()
	r, err := tally.Count(e, m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// names are the names of candidates, in alphabetical order.
func names(e *tally.Election, cs []tally.Candidate) []string {
	ns := make([]string, 0, len(cs))
	for _, c := range cs {
		ns = append(ns, e.Candidates[c])
	}
	slices.Sort(ns)
	return ns
}

func ranking(e *tally.Election, r *tally.Result) [][]string {
	var all [][]string
	for _, place := range r.Ranking {
		all = append(all, names(e, place))
	}
	return all
}

func (p published) election(t *testing.T) *tally.Election {
	t.Helper()
	if p.VotesFile != "" {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(p.VotesFile), "leader"), "_tally.txt")
		return parse(t, string(read(t, "debian"+name+".cvotes")))
	}
	head := ""
	if p.Candidates != nil {
		head = "#/Candidates: " + strings.Join(p.Candidates, " ; ") + "\n"
	}
	e := parse(t, head+strings.Join(p.Votes, "\n"))
	e.RankedOnly = !p.Implicit
	e.Seats = max(p.Seats, 1)
	return e
}

// ours maps the names of methods in the file to the rules here. Others are not
// rules of this package.
var ours = map[string]tally.Method{
	"Schulze Winning": tally.Schulze, "Schulze": tally.Schulze, "Schulze Margin": tally.SchulzeMargins,
	"Ranked Pairs Winning": tally.RankedPairs, "Ranked Pairs Margin": tally.RankedPairsMargins,
	"InstantRunoff": tally.IRV, "STV": tally.ScottishSTV,
}

var quotas = map[string]tally.Quota{
	"": tally.DroopQuota, "hagenbach-bischoff": tally.HagenbachBischoffQuota,
	"hagenbach_bischoff": tally.HagenbachBischoffQuota, "imperiali": tally.ImperialiQuota, "hare quota": tally.HareQuota,
}

func TestPublishedElectionsComeOutAsPublished(t *testing.T) {
	var cases []published
	if err := json.Unmarshal(read(t, "condorcetphp.json"), &cases); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, p := range cases {
		for _, want := range p.Expected {
			m, ok := ours[want.Method]
			if !ok || strings.HasPrefix(p.ID, "CPO-STV") { // CPO-STV has a quota of its own
				continue
			}
			checked++
			t.Run(p.ID+"/"+want.Method, func(t *testing.T) {
				e := p.election(t)
				quota, ok := quotas[p.QuotaRule]
				if !ok {
					t.Fatalf("quota rule %q", p.QuotaRule)
				}
				o := tally.ForFile(e, m)
				o.Quota = quota
				r := count(t, e, m, o)
				if want.Ranking != nil {
					for i := range want.Ranking {
						slices.Sort(want.Ranking[i])
					}
					got := ranking(e, r)
					if m == tally.ScottishSTV { // published are the elected alone
						got = got[:len(r.Elected)]
					}
					if d := cmp.Diff(want.Ranking, got); d != "" {
						t.Errorf("ranking (-published +ours):\n%s", d)
					}
				}
				if want.Winners != nil {
					slices.Sort(want.Winners)
					got := names(e, append(slices.Clone(r.Elected), r.Tied...))
					if d := cmp.Diff(want.Winners, got); d != "" {
						t.Errorf("winners (-published +ours):\n%s", d)
					}
				}
				for from, row := range want.Paths {
					for to, strength := range row {
						a, _ := e.Find(from)
						b, _ := e.Find(to)
						if got := r.Paths[a][b]; got != strength {
							t.Errorf("the strongest path from %s to %s is %d, published %d", from, to, got, strength)
						}
					}
				}
				if want.Quota != 0 && int64(want.Quota*100_000) != r.Quota.Units() {
					t.Errorf("quota %v, published %v", r.Quota, want.Quota)
				}
			})
		}
	}
	if checked < 65 {
		t.Errorf("only %d published results were compared", checked)
	}
}
