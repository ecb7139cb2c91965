package floor

import (
	"slices"
	"strconv"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/meeting"
)

// trendShown is how many meetings the trend shows: about half a year of calls.
const trendShown = 12

// MeetingTrend is one meeting's row of the trend.
type MeetingTrend struct {
	Trend

	Meeting bot.MeetingID
	Title   bot.Words
	Ratios  map[bot.Group]float64 // s_g / b_g, of the groups with a baseline
}

// Trends measures the last meetings that were opened, the newest first, at most
// of them. Only groups are compared, never persons.
func Trends(v bot.View, most int) []MeetingTrend {
	var held []meeting.Entry
	for _, e := range meeting.DirectoryOf(v).All() {
		if e.Phase == meeting.PhaseClosed || e.Phase == meeting.PhaseOpen {
			held = append(held, e)
		}
	}
	slices.SortStableFunc(held, func(a, b meeting.Entry) int { return b.Start.Compare(a.Start) })
	var all []MeetingTrend
	for _, e := range held[:min(len(held), most)] {
		v.Here = v.Stream(bot.MeetingStream(e.ID))
		b, _ := Measured(v, Whole)
		t := MeetingTrend{Trend: b.Trend(e.Start), Meeting: e.ID, Title: e.Title, Ratios: map[bot.Group]float64{}}
		for _, r := range b.Rows {
			if r.Base > 0 {
				t.Ratios[r.Group] = r.Ratio
			}
		}
		all = append(all, t)
	}
	return all
}

// showTrend is the balance of the last meetings, a row each, for who leads.
func showTrend(c *command.Context) (bot.Reply, error) {
	all := Trends(c.View, trendShown)
	if !slices.ContainsFunc(all, func(t MeetingTrend) bool { return t.Known }) {
		return bot.Say("floor.trend.nothing"), nil
	}
	var groups []map[bot.Group]float64
	for _, t := range all {
		groups = append(groups, t.Ratios)
	}
	table := chat.Table{Header: []string{c.Say("floor.trend.meeting"), c.Say("floor.trend.shift")}, Numbers: []int{1}}
	columns := groupsOf(groups...)
	for i, g := range columns {
		table.Header = append(table.Header, groupName(c.View, g))
		table.Numbers = append(table.Numbers, i+2)
	}
	for _, t := range all {
		table.Rows = append(table.Rows, t.row(c.View, columns))
	}
	return bot.Reply{Message: &chat.Message{
		Blocks: []chat.Block{
			chat.Heading{Text: c.Say("floor.trend.heading")},
			table,
			chat.Note{Text: chat.Line(c.Say("floor.trend.how"), " "+c.Say("floor.balance.left-out"))},
		},
		Seen: c.Say("seen.only-you"),
	}}, nil
}

// row says nothing of what chance alone can make, and shows as unknown what
// nobody knows.
func (t MeetingTrend) row(v bot.View, columns []bot.Group) []chat.Text {
	title := t.Title.Text
	if t.Title.Gone {
		title = v.Say("floor.words-erased")
	}
	shift := v.Say("floor.trend.unknown")
	switch {
	case t.Known && t.Shift > t.Band:
		shift = v.Say("floor.trend.outside", "shift", percent(t.Shift), "band", percent(t.Band))
	case t.Known:
		shift = v.Say("floor.trend.chance")
	}
	cells := []chat.Text{chat.Line(title, " · ", chat.Time{At: t.At.UTC().Truncate(time.Minute), Form: chat.DateOnly}), chat.Line(shift)}
	for _, g := range columns {
		ratio, known := t.Ratios[g]
		if !known || !t.Known {
			cells = append(cells, chat.Line("–"))
			continue
		}
		cells = append(cells, chat.Line(strconv.FormatFloat(ratio, 'f', 1, 64)))
	}
	return cells
}

// splitLine says how much of the unevenness lies between the groups and how
// much within them, by Theil's T; nothing inside the band that chance explains,
// or where everybody had the same.
func splitLine(v bot.View, b Balance) string {
	if !b.Outside() || b.Split.Total <= 0 {
		return ""
	}
	between := percent(b.Split.Between / b.Split.Total)
	return v.Say("floor.balance.split", "between", between, "within", 100-between)
}
