package series

import (
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chart"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// The rows of the account of night hours.
const (
	byZone   = "zone"
	byPerson = "person"
)

// showFair answers who has been asked to meet at night how often, and which
// rotation would share that best. Single people are shown to those who lead
// alone; what is proposed is for the Chair to take up or not.
func showFair(c *command.Context) (bot.Reply, error) {
	s, err := meant(c)
	if err != nil {
		return bot.Reply{}, err
	}
	if c.Text("by") == byPerson && !c.Reader.Has(command.Leads...) {
		return bot.Reply{}, lang.Refuse("series.fair.leads")
	}
	zones, people, unknown := sitters(c.View)
	if len(zones) == 0 {
		return bot.Say("series.fair.no-zones"), nil
	}
	best := s.Propose(s.nextDay(c.View), zones, len(s.Slots))
	rows := zones
	if c.Text("by") == byPerson {
		rows = people
	}
	burdens := s.burdens(c.View, rows, best.Hours)
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Heading{Text: c.Say("series.fair", "name", s.Name.String())},
		s.fairTable(c.View, burdens),
		s.grid(c.View, burdens, s.Slots, "series.fair.now"),
	}}
	m.Blocks = append(m.Blocks, s.proposal(c.View, burdens, best)...)
	note := c.Say("series.fair.night")
	if unknown > 0 {
		note += " " + c.Say("series.fair.unknown", "count", unknown)
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(note)})
	if c.Reader.Has(command.Leads...) {
		m.Buttons = s.fairButtons(c, best)
	}
	return bot.Reply{Message: &m}, nil
}

func (s *Series) fairButtons(c *command.Context, best Proposal) []chat.Button {
	var b []chat.Button
	if !s.Ended && !sameHours(best.Hours, s.Slots) {
		b = append(b, chat.Button{Label: c.Say("series.button.take"), Ask: true, Call: chat.Do(
			"series change", seriesArg, strconv.Itoa(s.ID), "slots", strings.Join(writeSlots(best.Hours), ", "),
		)})
	}
	if c.Text("by") != byPerson {
		b = append(b, chat.Button{Label: c.Say("series.button.people"), Call: chat.Do("series fair", seriesArg, strconv.Itoa(s.ID), "by", byPerson)})
	}
	return b
}

func (s *Series) proposal(v bot.View, burdens []Burden, best Proposal) []chat.Block {
	largest, sum := 0, 0
	for _, b := range burdens {
		largest, sum = max(largest, b.Ahead), sum+b.Ahead*b.People
	}
	if sameHours(best.Hours, s.Slots) || largest == best.Largest && sum == best.Sum {
		return []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("series.fair.as-good"))}}
	}
	return []chat.Block{
		chat.Paragraph{Text: chat.Line(v.Say("series.fair.proposal", "hours", strings.Join(writeSlots(best.Hours), ", "), "zone", s.Zone.String(),
			"largest", best.Largest, "sum", best.Sum, "was", largest, "all", sum))},
		s.grid(v, burdens, best.Hours, "series.fair.then"),
	}
}

// sameHours reports whether two rotations hold the same hours, in any order.
func sameHours(a, b []Clock) bool {
	x, y := writeSlots(a), writeSlots(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

func (b Burden) label(v bot.View) string {
	if b.Person != "" {
		return roster.Name(v, b.Person)
	}
	return v.Say("series.fair.zone", "zone", b.Zone.String(), "count", b.People)
}

func (s *Series) fairTable(v bot.View, burdens []Burden) chat.Table {
	t := chat.Table{
		Header: []string{
			v.Say("series.fair.who"), v.Say("series.fair.asked"), v.Say("series.fair.nights"),
			v.Say("series.fair.ahead"), v.Say("series.fair.proposed"),
		},
		Numbers: []int{1, 2, 3, 4},
	}
	for _, b := range burdens {
		t.Rows = append(t.Rows, []chat.Text{
			chat.Line(b.label(v)), chat.Line(strconv.Itoa(b.Asked)), chat.Line(strconv.Itoa(b.Nights)),
			chat.Line(strconv.Itoa(b.Ahead)), chat.Line(strconv.Itoa(b.Proposed)),
		})
	}
	return t
}

// grid draws what the clock shows where each sitter is, at each hour.
func (s *Series) grid(v bot.View, burdens []Burden, hours []Clock, title string) chat.Picture {
	day := s.nextDay(v)
	g := chart.Grid{Title: v.Say(title, "name", s.Name.String()), Dark: v.Say("series.fair.dark"), Columns: writeSlots(hours)}
	said := []string{v.Say("series.fair.alt", "zone", s.Zone.String())}
	for _, b := range burdens {
		row := chart.GridRow{Label: b.label(v)}
		var at []string
		for _, h := range hours {
			start, _ := s.Instant(day, h)
			local := start.In(b.Zone).Format("15:04")
			night := AtNight(start, s.Terms.Length, b.Zone)
			if night {
				local = v.Say("series.fair.cell", "time", local)
			}
			row.Cells = append(row.Cells, chart.Cell{Words: local, Dark: night})
			at = append(at, local)
		}
		g.Rows = append(g.Rows, row)
		said = append(said, row.Label+": "+strings.Join(at, ", ")+".")
	}
	g.Alt = strings.Join(said, " ")
	return chat.Picture{Alt: g.Alt, SVG: g.SVG()}
}
