package tally

import (
	"embed"
	"strings"

	"magbot/bot/lang"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

// Account tells a count from its ballots to its outcome, a sentence a step, so
// that a person can do it again with pencil and paper: who had how many votes,
// which papers went where and at what value, and which tie-break decided. e is
// the election that was counted.
func (r *Result) Account(e *Election) []lang.Text {
	a := &account{e: e, r: r}
	a.say("tally.method", "method", lang.T("tally.method."+string(r.Method)), "source", r.Source)
	a.say("tally.ballots", "count", r.Voters, "seats", r.Seats, "candidates", len(e.Candidates)-len(e.Withdrawn))
	if len(e.Withdrawn) > 0 {
		a.say("tally.withdrawn", "names", a.list(e.Withdrawn))
	}
	if e.None != "" {
		a.say("tally.none", "name", e.None)
	}
	if r.Method == ScottishSTV {
		a.say("tally.quota", "quota", r.Quota)
	}
	a.pairs()
	for i := range r.Rounds {
		a.round(i)
	}
	a.outcome()
	return a.lines
}

type account struct {
	e     *Election
	r     *Result
	lines []lang.Text
}

func (a *account) say(key string, args ...any) { a.lines = append(a.lines, lang.T(key, args...)) }

func (a *account) list(cs []Candidate) string {
	names := make([]string, len(cs))
	for i, c := range cs {
		names[i] = a.e.Candidates[c]
	}
	return strings.Join(names, ", ")
}

// standing are those of whom the count tells.
func (a *account) standing() []Candidate {
	var cs []Candidate
	for c, in := range a.e.standing() {
		if in {
			cs = append(cs, Candidate(c))
		}
	}
	return cs
}

// pairs tells what the methods that compare two and two do.
func (a *account) pairs() {
	if a.r.Pairs == nil {
		return
	}
	cs := a.standing()
	for i, x := range cs {
		for _, y := range cs[i+1:] {
			over, back := a.r.Pairs.Over[x][y], a.r.Pairs.Over[y][x]
			switch {
			case back > over:
				a.say("tally.pair", "win", a.e.Candidates[y], "lose", a.e.Candidates[x], "votes", back, "oppose", over)
			case over > back:
				a.say("tally.pair", "win", a.e.Candidates[x], "lose", a.e.Candidates[y], "votes", over, "oppose", back)
			default:
				a.say("tally.pair.even", "one", a.e.Candidates[x], "other", a.e.Candidates[y], "votes", over)
			}
		}
	}
	for _, l := range a.r.Locked {
		key := "tally.lock.left"
		if l.Locked {
			key = "tally.lock.kept"
		}
		a.say(key, "win", a.e.Candidates[l.Win], "lose", a.e.Candidates[l.Lose], "votes", l.Votes, "oppose", l.Oppose, "why", l.why())
	}
	if a.r.Paths != nil {
		a.paths(cs)
	}
}

// why says what put a defeat before equal ones, if anything did.
func (l Lock) why() lang.Text {
	switch {
	case l.ByLot:
		return lang.T("tally.lock.lot")
	case l.Open:
		return lang.T("tally.lock.open")
	}
	return lang.Text{}
}

func (a *account) paths(cs []Candidate) {
	for i, x := range cs {
		for _, y := range cs[i+1:] {
			there, back := a.r.Paths[x][y], a.r.Paths[y][x]
			if there != 0 || back != 0 {
				a.say("tally.path", "one", a.e.Candidates[x], "other", a.e.Candidates[y], "there", there, "back", back)
			}
		}
	}
}

// round tells one round, in the order in which its method goes.
func (a *account) round(i int) {
	r := &a.r.Rounds[i]
	if a.r.Method.transfers() {
		a.say("tally.round", "round", i+1)
	}
	if len(r.Doomed) > 0 {
		a.say("tally.doomed", "names", a.list(r.Doomed))
	}
	if len(r.Guarded) > 0 {
		a.say("tally.guarded", "names", a.list(r.Guarded))
	}
	if a.r.Method == ScottishSTV {
		a.ties(r)
		a.excluded(r)
		a.transfers(r)
		a.votes(r)
	} else {
		a.transfers(r)
		a.votes(r)
		a.ties(r)
		a.excluded(r)
	}
	if len(r.Elected) > 0 {
		a.say("tally.elected.now", "names", a.list(r.Elected))
	}
}

// transfers says that a method goes from round to round.
func (m Method) transfers() bool {
	return m == IRV || m == ScottishSTV || m == MeekSTV || m == Phragmen || m == EqualShares
}

func (a *account) excluded(r *Round) {
	if len(r.Eliminated) > 0 {
		a.say("tally.excluded", "names", a.list(r.Eliminated))
	}
}

func (a *account) transfers(r *Round) {
	for _, t := range r.Transfers {
		if t.To == Nowhere {
			a.say("tally.spent", "count", t.Papers, "from", a.e.Candidates[t.From], "value", t.Value, "votes", t.Votes)
			continue
		}
		a.say("tally.transfer", "count", t.Papers, "from", a.e.Candidates[t.From], "to", a.e.Candidates[t.To], "value", t.Value, "votes", t.Votes)
	}
}

// votes tells what each candidate has.
func (a *account) votes(r *Round) {
	if r.Votes == nil {
		return
	}
	var has, keeps []string
	for _, c := range a.standing() {
		v := r.Votes[c].String()
		if r.Exact != nil {
			if v = r.Exact[c]; v == "" {
				continue
			}
		}
		has = append(has, a.e.Candidates[c]+" "+v)
		if a.r.Method == MeekSTV && r.Keep[c].units != 0 {
			keeps = append(keeps, a.e.Candidates[c]+" "+r.Keep[c].String())
		}
	}
	switch a.r.Method {
	case Phragmen, EqualShares:
		a.say("tally.price."+string(a.r.Method), "votes", strings.Join(has, "; "))
	case Score, Dots, Approval, PickOne:
		a.say("tally.total", "votes", strings.Join(has, "; "))
	default:
		a.say("tally.votes", "votes", strings.Join(has, "; "), "spent", r.Exhausted)
	}
	if a.r.Method == MeekSTV {
		a.say("tally.keep", "keeps", strings.Join(keeps, "; "), "quota", r.Quota)
	}
	if r.Rounding.units != 0 {
		a.say("tally.rounding", "votes", r.Rounding)
	}
}

func (a *account) ties(r *Round) {
	for _, t := range r.Ties {
		a.say("tally.tie."+string(t.By), "names", a.list(t.Between), "chosen", a.e.Candidates[t.Chosen], "round", t.Round)
	}
}

// outcome tells what came out.
func (a *account) outcome() {
	switch {
	case len(a.r.Elected) > 0:
		a.say("tally.elected", "names", a.list(a.r.Elected), "count", len(a.r.Elected))
	case a.r.Open == 0: // else it is still open who is
		a.say("tally.elected.nobody")
	}
	if a.r.Open > 0 {
		a.say("tally.open", "names", a.list(a.r.Tied), "count", a.r.Open)
	}
	if a.r.Vacant > 0 {
		a.say("tally.vacant", "count", a.r.Vacant)
	}
	a.bounded()
}

// Bounded says where bounds on seats changed the outcome, as Account does at its end.
func (r *Result) Bounded(e *Election) []lang.Text {
	a := &account{e: e, r: r}
	a.bounded()
	return a.lines
}

func (a *account) bounded() {
	s := a.r.Seating
	if s == nil {
		return
	}
	if len(s.BroughtIn)+len(s.KeptOut) == 0 {
		a.say("tally.seating.same")
	}
	if len(s.BroughtIn) > 0 {
		a.say("tally.seating.in", "names", a.list(s.BroughtIn))
	}
	if len(s.KeptOut) > 0 {
		a.say("tally.seating.out", "names", a.list(s.KeptOut))
	}
}
