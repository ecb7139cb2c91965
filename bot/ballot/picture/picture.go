package picture

import (
	"strconv"
	"strings"

	"magbot/bot/ballot/tally"
	"magbot/bot/chart"
	"magbot/bot/lang"
)

// Picture is an SVG image and the words that say the same.
type Picture struct {
	SVG string
	Alt string
}

// Of draws what tells most of a count: the rounds of a rule that transfers, the
// pairs of one that compares, the totals of one that adds up. It is false for
// balanced lists, whose steps are fractions that no picture helps to read.
//
// The sentence is what the description begins with: what was decided, by which
// rule and on which base. It is given, because more than the count may decide, such
// as a quorum, or the Chair where there is a tie.
func Of(p *lang.Printer, sentence string, e *tally.Election, r *tally.Result) (Picture, bool) {
	switch r.Method {
	case tally.IRV, tally.ScottishSTV, tally.MeekSTV:
		return Rounds(p, sentence, e, r), true
	case tally.Schulze, tally.SchulzeMargins, tally.RankedPairs, tally.RankedPairsMargins:
		return Pairs(p, sentence, e, r), true
	case tally.PickOne, tally.Approval, tally.Score, tally.Dots:
		return Totals(p, sentence, e, r), true
	case tally.Phragmen, tally.EqualShares:
	}
	return Picture{}, false
}

// Motion is what each group said to a motion, and all together.
func Motion(p *lang.Printer, sentence string, r *tally.MotionResult) Picture {
	s := chart.Stack{
		Title: p.Say("tally.picture.groups"),
		Parts: []string{p.Say("tally.picture.yes"), p.Say("tally.picture.no"), p.Say("tally.picture.abstain")},
		Rows:  []chart.StackRow{{Label: p.Say("tally.picture.total"), Values: r.Total.Said[:]}},
	}
	for _, g := range r.Groups {
		row := chart.StackRow{Label: g.Group, Values: g.Said[:]}
		if g.Hidden {
			row = chart.StackRow{Label: g.Group, Words: p.Say("tally.picture.hidden")}
		}
		s.Rows = append(s.Rows, row)
	}
	return stacked(p, s, sentence)
}

// Gradient is where each group stands on a scale, and all together: on its levels
// where a picture can tell them apart, else in support, between and objecting.
func Gradient(p *lang.Printer, sentence string, g tally.Gradient, r *tally.GradientResult) Picture {
	s := chart.Stack{Title: p.Say("tally.picture.groups"), Parts: g.Levels}
	few := len(g.Levels) <= chart.MaxParts
	if !few {
		s.Parts = []string{p.Say("tally.picture.support"), p.Say("tally.picture.between"), p.Say("tally.picture.objecting")}
	}
	row := func(label string, at []int64) chart.StackRow {
		if few {
			return chart.StackRow{Label: label, Values: at}
		}
		values := make([]int64, 3)
		for level, n := range at {
			switch {
			case level < g.Supports:
				values[0] += n
			case level < len(at)-g.Objects:
				values[1] += n
			default:
				values[2] += n
			}
		}
		return chart.StackRow{Label: label, Values: values}
	}
	s.Rows = append(s.Rows, row(p.Say("tally.picture.total"), r.At))
	for _, x := range r.Groups {
		if x.Hidden {
			s.Rows = append(s.Rows, chart.StackRow{Label: x.Group, Words: p.Say("tally.picture.hidden")})
			continue
		}
		s.Rows = append(s.Rows, row(x.Group, x.At))
	}
	return stacked(p, s, sentence)
}

// Groups is what each group of voters gave each candidate: at most six of them,
// those with the most first.
func Groups(p *lang.Printer, sentence string, e *tally.Election, r *tally.Result, parts []tally.Part) Picture {
	s := chart.Stack{Title: p.Say("tally.picture.groups")}
	switch r.Method {
	case tally.PickOne, tally.Approval, tally.Score, tally.Dots, tally.Phragmen, tally.EqualShares:
	default: // of rankings: more than that is not broken down
		s.Title = p.Say("tally.picture.first")
		sentence += " " + s.Title + ":"
	}
	var shown []tally.Candidate
	for _, place := range r.Ranking {
		for _, c := range place {
			if len(shown) < chart.MaxParts {
				shown = append(shown, c)
				s.Parts = append(s.Parts, e.Candidates[c])
			}
		}
	}
	for _, part := range parts {
		row := chart.StackRow{Label: part.Group}
		if part.Hidden {
			row.Words = p.Say("tally.picture.hidden")
		}
		for _, c := range shown {
			if int(c) < len(part.Given) {
				row.Values = append(row.Values, part.Given[c])
			}
		}
		s.Rows = append(s.Rows, row)
	}
	return stacked(p, s, sentence)
}

// stacked describes bars, after the sentence of their result.
func stacked(p *lang.Printer, s chart.Stack, sentence string) Picture {
	said := []string{sentence}
	for _, row := range s.Rows {
		words := row.Words
		if words == "" {
			var parts []string
			for i, v := range row.Values {
				parts = append(parts, s.Parts[i]+" "+strconv.FormatInt(v, 10))
			}
			words = strings.Join(parts, ", ")
		}
		said = append(said, p.Say("tally.picture.groups.alt", "group", row.Label, "said", words))
	}
	s.Alt = strings.Join(said, " ")
	return Picture{SVG: s.SVG(), Alt: s.Alt}
}

// Totals are the votes or points of each candidate, the most first.
func Totals(p *lang.Printer, sentence string, e *tally.Election, r *tally.Result) Picture {
	what := "tally.picture.votes"
	switch r.Method {
	case tally.Score:
		what = "tally.picture.points"
	case tally.Dots:
		what = "tally.picture.dots"
	default:
	}
	s := chart.Stack{Title: p.Say("tally.picture.totals"), Parts: []string{p.Say(what)}}
	for _, place := range r.Ranking {
		for _, c := range place {
			s.Rows = append(s.Rows, chart.StackRow{Label: e.Candidates[c], Values: []int64{r.Rounds[0].Votes[c].Units()}})
			if r.Rounds[0].Exact != nil { // a mean is no number of votes
				s.Rows[len(s.Rows)-1] = chart.StackRow{Label: e.Candidates[c], Words: r.Rounds[0].Votes[c].String()}
			}
		}
	}
	return stacked(p, s, sentence)
}

// Given is what all gave each candidate, the first in the result first: approvals,
// points, or of rankings the first preferences. It is what can be drawn of a count
// whose rounds or groups are not.
func Given(p *lang.Printer, sentence string, e *tally.Election, r *tally.Result, given []int64) Picture {
	what := "tally.picture.preferences"
	switch r.Method {
	case tally.Approval, tally.Phragmen, tally.EqualShares:
		what = "tally.picture.approvals"
	case tally.PickOne:
		what = "tally.picture.votes"
	case tally.Score:
		what = "tally.picture.points"
	case tally.Dots:
		what = "tally.picture.dots"
	case tally.Schulze, tally.SchulzeMargins, tally.RankedPairs, tally.RankedPairsMargins, tally.IRV, tally.ScottishSTV, tally.MeekSTV:
	}
	s := chart.Stack{Title: p.Say("tally.picture.totals"), Parts: []string{p.Say(what)}}
	for _, place := range r.Ranking {
		for _, c := range place {
			s.Rows = append(s.Rows, chart.StackRow{Label: e.Candidates[c], Values: given[c : c+1]})
		}
	}
	return stacked(p, s, sentence)
}

// Answers are the votes for each answer to a question that was counted elsewhere.
func Answers(p *lang.Printer, sentence, question string, names []string, votes []int64) Picture {
	s := chart.Stack{Title: question, Parts: []string{p.Say("tally.picture.votes")}}
	for i, name := range names {
		s.Rows = append(s.Rows, chart.StackRow{Label: name, Values: votes[i : i+1]})
	}
	return stacked(p, s, sentence)
}

// Rounds are the votes as they go from round to round.
func Rounds(p *lang.Printer, sentence string, e *tally.Election, r *tally.Result) Picture {
	f := chart.Flow{Title: p.Say("tally.picture.flow"), Spent: p.Say("tally.picture.spent")}
	var order []tally.Candidate // the elected first, then whoever stayed longest
	for _, place := range r.Ranking {
		order = append(order, place...)
	}
	at := map[tally.Candidate]int{}
	for i, c := range order {
		at[c] = i
		f.Names = append(f.Names, e.Candidates[c])
	}
	elected := make([]bool, len(order))
	said := []string{}
	for i := range r.Rounds {
		round := &r.Rounds[i]
		step := chart.FlowStep{
			Label: strconv.Itoa(i + 1), Spent: number(round.Exhausted),
			Values: make([]float64, len(order)), Said: make([]string, len(order)),
		}
		for c, v := range round.Votes {
			if n, ok := at[tally.Candidate(c)]; ok {
				step.Values[n], step.Said[n] = number(v), short(v)
			}
		}
		for _, t := range round.Transfers {
			to := -1
			if t.To != tally.Nowhere {
				to = at[t.To]
			}
			step.Moved = append(step.Moved, chart.FlowMove{From: at[t.From], To: to, Value: number(t.Votes)})
		}
		said = append(said, happened(p, e, round, i)...)
		for _, c := range round.Elected {
			elected[at[c]] = true
		}
		f.Steps = append(f.Steps, step)
	}
	for n, yes := range elected {
		if yes {
			last := f.Steps[len(f.Steps)-1].Said
			last[n] = strings.TrimSpace(last[n] + " " + p.Say("tally.picture.elected"))
		}
	}
	if len(f.Steps) > 24 {
		f.Note = p.Say("tally.picture.cut", "count", 24)
	}
	f.Alt = sentence + " " + p.Say("tally.picture.flow.alt", "count", len(r.Rounds), "steps", strings.Join(said, " "))
	return Picture{SVG: f.SVG(), Alt: f.Alt}
}

// happened says who was excluded and who was elected in a round.
func happened(p *lang.Printer, e *tally.Election, round *tally.Round, i int) (said []string) {
	if len(round.Eliminated) > 0 {
		said = append(said, p.Say("tally.picture.flow.excluded", "round", i+1, "names", listed(e, round.Eliminated)))
	}
	if len(round.Elected) > 0 {
		said = append(said, p.Say("tally.picture.flow.elected", "round", i+1, "names", listed(e, round.Elected)))
	}
	return said
}

func listed(e *tally.Election, cs []tally.Candidate) string {
	names := make([]string, len(cs))
	for i, c := range cs {
		names[i] = e.Candidates[c]
	}
	return strings.Join(names, ", ")
}

// short is a number of votes without the zeros at its end.
func short(a tally.Amount) string {
	text := a.String()
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// number is a number of votes for drawing; nothing is counted with it.
func number(a tally.Amount) float64 {
	f, _ := a.Rat().Float64()
	return f
}

// Pairs is who is put before whom.
func Pairs(p *lang.Printer, sentence string, e *tally.Election, r *tally.Result) Picture {
	m := chart.Matrix{Title: p.Say("tally.picture.pairs"), Dark: p.Say("tally.picture.pairs.dark")}
	var order []tally.Candidate
	for _, place := range r.Ranking {
		order = append(order, place...)
	}
	said := []string{sentence}
	for i, a := range order {
		m.Names = append(m.Names, e.Candidates[a])
		row := make([]int64, len(order))
		for j, b := range order {
			row[j] = r.Pairs.Over[a][b]
			if j <= i || len(order) > 12 { // more are told by the account of the count
				continue
			}
			win, lose := a, b
			key := "tally.picture.pairs.alt"
			switch {
			case r.Pairs.Beats(b, a):
				win, lose = b, a
			case !r.Pairs.Beats(a, b):
				key = "tally.picture.pairs.even"
			}
			said = append(said, p.Say(key, "win", e.Candidates[win], "lose", e.Candidates[lose], "votes", r.Pairs.Over[win][lose], "oppose", r.Pairs.Over[lose][win]))
		}
		m.Over = append(m.Over, row)
	}
	m.Alt = strings.Join(said, " ")
	return Picture{SVG: m.SVG(), Alt: m.Alt}
}
