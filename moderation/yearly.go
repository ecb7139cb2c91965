package moderation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/ballot/tally"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// count counts the cases closed in a year by clause, by finding and by step. Rows of
// one or two are left out, and as many more as they would follow from
// (tally.Suppress).
func count(cases []*State, year int) (rows []Row) {
	clauses, findings, steps := map[string]int64{}, map[string]int64{}, map[string]int64{}
	for _, s := range cases {
		if s.Into != "" || s.Open() || s.Closed.UTC().Year() != year {
			continue
		}
		clauses[string(s.Report.Clause)]++
		findings[string(s.Finding)]++
		for _, p := range s.Steps {
			if p.acts() || p.State == Lifted || p.State == Reversed {
				steps[string(p.Rung)]++
			}
		}
	}
	rows = append(rows, table("clause.", Clauses(), clauses)...)
	rows = append(rows, table("finding.", Findings(), findings)...)
	return append(rows, table("step.", Rungs(), steps)...)
}

func table(prefix string, names []string, counts map[string]int64) []Row {
	numbers := make([][]int64, len(names))
	for i, name := range names {
		numbers[i] = []int64{counts[name]}
	}
	rows := make([]Row, len(names))
	for i, hidden := range tally.Suppress(numbers) {
		rows[i] = Row{What: prefix + names[i], Count: numbers[i][0], Hidden: hidden}
		if hidden {
			rows[i].Count = 0
		}
	}
	return rows
}

// yearly shows what a released report says or, to a handler, what the cases that
// they may see would give. A case that they may not see is in no number.
func yearly(c *command.Context) (bot.Reply, error) {
	year := c.Number("year")
	if e, ok := SetupOf(c.View).Released[year]; ok {
		m := yearTable(c.View, e)
		m.Seen = c.Say("seen.only-you")
		return bot.Reply{Message: &m}, nil
	}
	if !c.Reader.Has(bot.RoleHandler) {
		return bot.Reply{}, lang.Refuse("conduct.year.none", "year", year)
	}
	m := yearTable(c.View, YearReleased{Year: year, Rows: count(Visible(c.View), year)})
	m.Seen = c.Say("seen.only-you")
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("conduct.year.draft"))})
	return bot.Reply{Message: &m}, nil
}

// release publishes the report of a year that is over. It counts every case, those
// too that who releases it may not see: it is the one number that does, it says so,
// and it is made once.
func release(c *command.Context) (bot.Decision, error) {
	year := c.Number("year")
	if _, before := SetupOf(c.View).Released[year]; before {
		return bot.Decision{}, lang.Refuse("conduct.year.before", "year", year)
	}
	if !yearOver(year, c.Now) {
		return bot.Decision{}, lang.Refuse("conduct.year.not-over", "year", year)
	}
	return bot.Decision{
		Events: []bot.Event{YearReleased{Year: year, Rows: count(all(c.View), year)}},
		Effects: []bot.Effect{{
			Do: bot.Post, Key: "conduct year " + strconv.Itoa(year), Show: ShowYear, To: bot.ToChannels(), With: map[string]string{"year": strconv.Itoa(year)},
		}},
		Reply: bot.Say("conduct.year.released", "year", year),
	}, nil
}

func showYear(v bot.View, e bot.Effect) (chat.Message, error) {
	year, err := strconv.Atoi(e.With["year"])
	if err != nil {
		return chat.Message{}, err
	}
	m := yearTable(v, SetupOf(v).Released[year])
	m.Seen = v.Say("seen.channel")
	return m, nil
}

func yearTable(v bot.View, e YearReleased) chat.Message {
	t := chat.Table{Header: []string{v.Say("conduct.year.what"), v.Say("conduct.year.cases")}, Numbers: []int{1}}
	for _, r := range e.Rows {
		n := strconv.FormatInt(r.Count, 10)
		if r.Hidden {
			n = v.Say("conduct.year.hidden")
		}
		kind, name, _ := strings.Cut(r.What, ".")
		t.Rows = append(t.Rows, []chat.Text{chat.Line(v.Say("choice." + kind + "." + name)), chat.Line(n)})
	}
	return chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("conduct.year.title", "year", strconv.Itoa(e.Year))}, t, chat.Note{Text: chat.Line(v.Say("conduct.year.note"))},
	}}
}

// load shows how the work is shared, over the cases that the reader may see: so that
// it can go round, not to measure anybody.
func load(c *command.Context) (bot.Reply, error) {
	taken, closed := map[bot.PersonID]int{}, map[bot.PersonID]int{}
	people := slices.Concat(roster.Of(c.View).With(bot.RoleModerator, c.Now), roster.Of(c.View).With(bot.RoleFocalPoint, c.Now))
	waiting := 0
	for _, s := range Visible(c.View) {
		switch {
		case s.Open() && s.Taken == "":
			waiting++
		case s.Open():
			taken[s.Taken]++
			people = join(people, []bot.PersonID{s.Taken})
		case c.Now.Sub(s.Closed) < loadOf && s.DecidedBy != "":
			closed[s.DecidedBy]++
			people = join(people, []bot.PersonID{s.DecidedBy})
		}
	}
	t := chat.Table{Header: []string{c.Say("conduct.load.who"), c.Say("conduct.load.open"), c.Say("conduct.load.closed")}, Numbers: []int{1, 2}}
	for _, p := range join(nil, people) {
		t.Rows = append(t.Rows, []chat.Text{chat.Line(roster.Name(c.View, p)), chat.Line(number(taken[p])), chat.Line(number(closed[p]))})
	}
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Heading{Text: c.Say("conduct.load.title")}, t, chat.Note{Text: chat.Line(c.Say("conduct.load.waiting", "count", waiting))},
	}}
	return bot.Reply{Message: &m}, nil
}

// loadOf is over how long closed cases count in the load.
const loadOf = 90 * 24 * time.Hour

// Own is what is held of a person's own reports, for the export of their data. What
// was reported about them is not theirs to see.
type Own struct {
	At     time.Time `json:"at"`
	Clause Clause    `json:"clause"`
	Text   string    `json:"text"`
	Link   string    `json:"link,omitempty"`
}

// Export gives the reports that a person made under their name.
func Export(v bot.View, id bot.PersonID) (own []Own) {
	for _, s := range all(v) {
		if s.Report.By == id && id != "" && !s.Cleared {
			own = append(own, Own{At: s.At, Clause: s.Report.Clause, Text: s.Report.Text.Text, Link: s.Report.Link.Text})
		}
	}
	return own
}
