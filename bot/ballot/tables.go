package ballot

import (
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/ballot/tally"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

func (s *State) numbers(v bot.View, r *Result) []chat.Block {
	switch {
	case r.Motion != nil:
		return s.motionTable(v, r.Motion)
	case r.Gradient != nil:
		return s.gradientTable(v, r.Gradient)
	}
	return s.countTable(v, r)
}

// grid is a table with a column for each of some names and a row for each group,
// the total last.
func (s *State) grid(v bot.View, names []string) chat.Table {
	t := chat.Table{Header: append([]string{v.Say("ballot.column.group")}, names...)}
	for i := range names {
		t.Numbers = append(t.Numbers, i+1)
	}
	return t
}

func figures(label chat.Span, numbers []int64, hidden bool) []chat.Text {
	row := []chat.Text{{label}}
	for _, n := range numbers {
		text := strconv.FormatInt(n, 10)
		if hidden {
			text = "·"
		}
		row = append(row, chat.Line(text))
	}
	return row
}

func (s *State) motionTable(v bot.View, r *tally.MotionResult) []chat.Block {
	t := s.grid(v, s.Names())
	hidden := false
	if s.Rules.Mode != Detached {
		for _, g := range r.Groups {
			t.Rows = append(t.Rows, figures(chat.Plain(inGroup(bot.Group(g.Group), v)), g.Said[:], g.Hidden))
			hidden = hidden || g.Hidden
		}
	}
	t.Rows = append(t.Rows, figures(chat.Strong(v.Say("ballot.row.total")), r.Total.Said[:], false))
	blocks := append([]chat.Block{t}, s.hiddenNote(v, hidden)...)
	if s.Rules.Mode == Detached {
		return blocks
	}
	return append(blocks, chat.Note{Text: chat.Line(v.Print.Text(r.ByGroups()))})
}

// hiddenNote says why numbers are missing.
func (s *State) hiddenNote(v bot.View, hidden bool) []chat.Block {
	switch {
	case s.Rules.Mode == Detached:
		return []chat.Block{chat.Note{Text: chat.Line(v.Say("ballot.no-groups"))}}
	case hidden:
		return []chat.Block{chat.Note{Text: chat.Line(v.Say("ballot.hidden", "least", leastTold))}}
	}
	return nil
}

// gradientTable has a row a level, because there may be many and their names are
// sentences.
func (s *State) gradientTable(v bot.View, r *tally.GradientResult) []chat.Block {
	t := chat.Table{Header: []string{v.Say("ballot.column.level")}}
	column := func(name string) {
		t.Header = append(t.Header, name)
		t.Numbers = append(t.Numbers, len(t.Header)-1)
	}
	groups, hidden := r.Groups, false
	if s.Rules.Mode == Detached {
		groups = nil
	}
	for _, g := range groups {
		column(inGroup(bot.Group(g.Group), v))
		hidden = hidden || g.Hidden
	}
	column(v.Say("ballot.row.total"))
	for level, name := range s.Names() {
		row := []chat.Text{chat.Line(name)}
		for _, g := range groups {
			text := "·"
			if !g.Hidden {
				text = strconv.FormatInt(g.At[level], 10)
			}
			row = append(row, chat.Line(text))
		}
		t.Rows = append(t.Rows, append(row, chat.Line(chat.Strong(strconv.FormatInt(r.At[level], 10)))))
	}
	return append([]chat.Block{t}, s.hiddenNote(v, hidden)...)
}

// accountMost is how many sentences of a count a message holds; all of them are
// in the file beside it.
const accountMost = 12

func (s *State) countTable(v bot.View, r *Result) []chat.Block {
	blocks := s.partsTable(v, r)
	account := s.account(r)
	var lines []chat.Text
	var all []string
	for i, t := range account {
		all = append(all, v.Print.Text(t))
		if i < accountMost {
			lines = append(lines, chat.Line(all[i]))
		}
	}
	if left := len(account) - accountMost; left > 0 {
		lines = append(lines, chat.Line(v.Say("ballot.account-more", "count", left)))
		for _, t := range r.Count.Bounded(r.Election) { // among what is left out
			lines = append(lines, chat.Line(chat.Strong(v.Print.Text(t))))
		}
	}
	blocks = append(blocks, chat.List{Lines: lines})
	if len(account) > accountMost {
		blocks = append(blocks, chat.File{
			Name: "ballot-" + string(s.ID) + "-count.txt", Type: "text/plain", Text: strings.Join(all, "\n") + "\n",
		})
	}
	return blocks
}

// account tells the count sentence by sentence, and last who reaches a threshold,
// and what the Chair decided. A tie among those who miss it is nobody's to decide.
func (s *State) account(r *Result) []lang.Text {
	told := *r.Count
	if r.Outcome == Decided {
		told.Tied, told.Open, told.Committees = nil, 0, nil
	}
	all := told.Account(r.Election)
	for _, b := range r.Backing {
		key := "ballot.backing.enough"
		if !b.Enough {
			key = "ballot.backing.short"
		}
		all = append(all, lang.T(key, "name", s.Options[b.Candidate].Name.Text, "votes", b.Votes, "of", b.Of, "needs", b.Needs))
	}
	if r.Outcome == Tied && len(s.Settled.Elected) > 0 {
		all = append(all, lang.T("ballot.sentence.by-chair", "chair", s.listed(s.Settled.Elected)))
	}
	return all
}

// partsTable shows what each group gave each option, beside the total: a row an
// option, because there may be many.
func (s *State) partsTable(v bot.View, r *Result) []chat.Block {
	t := chat.Table{Header: []string{v.Say("ballot.column.option")}}
	hidden := false
	for i, p := range r.Parts {
		t.Header = append(t.Header, inGroup(bot.Group(p.Group), v))
		t.Numbers = append(t.Numbers, i+1)
		hidden = hidden || p.Hidden
	}
	total, ok := s.totals(r)
	if !ok {
		return s.hiddenNote(v, hidden)
	}
	t.Header = append(t.Header, v.Say("ballot.row.total"))
	t.Numbers = append(t.Numbers, len(t.Header)-1)
	for x, name := range s.Names() {
		row := []chat.Text{chat.Line(name)}
		for _, p := range r.Parts {
			text := "·"
			if !p.Hidden {
				text = strconv.FormatInt(p.Given[x], 10)
			}
			row = append(row, chat.Line(text))
		}
		t.Rows = append(t.Rows, append(row, chat.Line(strconv.FormatInt(total[x], 10))))
	}
	about := "ballot.given."
	if len(r.Parts) == 0 {
		about = "ballot.given-all."
	}
	return append([]chat.Block{t, chat.Note{Text: chat.Line(v.Say(about + string(s.Rules.way())))}}, s.hiddenNote(v, hidden)...)
}

// totals are what all gave each option together.
func (s *State) totals(r *Result) ([]int64, bool) {
	total, err := tally.ByGroup(r.Election, s.Rules.Method, make([]string, len(r.Election.Ballots)), nil, false)
	if err != nil || len(total) == 0 {
		return nil, false
	}
	return total[0].Given, true
}
