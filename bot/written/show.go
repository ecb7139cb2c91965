package written

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/floor"
	"magbot/bot/lang"
)

// monthMeant gives the stream of the month that is named, else of this one.
func monthMeant(c *command.Context) (bot.StreamID, time.Time, error) {
	text := c.Text("month")
	stream := bot.MonthStream(c.Now)
	if text != "" {
		at, err := time.Parse("2006-01", text)
		if err != nil {
			return "", at, lang.Refuse("written.no-month", "text", text)
		}
		stream = bot.MonthStream(at)
	}
	from, _ := stream.Month()
	return stream, from, nil
}

func monthName(at time.Time) string { return at.Format("2006-01") }

// showBalance is the balance of a month for who leads.
func showBalance(c *command.Context) (bot.Reply, error) {
	stream, from, err := monthMeant(c)
	if err != nil {
		return bot.Reply{}, err
	}
	b := Measured(c.View, stream)
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{chat.Heading{
		Text: c.Say("written.balance", "month", monthName(from), "count", b.Turns),
	}}}
	rows := Careful(b.Rows, sizes(c.View))
	switch {
	case b.Turns == 0:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("written.balance-nothing"))})
	case len(rows) == 0:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("written.balance-too-few", "few", Few))})
	default:
		m.Blocks = append(m.Blocks, balanceTable(c.View, rows, b), chat.Paragraph{Text: chat.Line(headline(c.View, b))})
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("written.balance-how", "few", Few))}, chat.Note{Text: chat.Line(where(c.View))})
	m.Buttons = []chat.Button{{
		Label: c.Say("written.month-before"), Call: chat.Do("written balance", "month", monthName(from.AddDate(0, -1, 0))),
	}}
	return bot.Reply{Message: &m}, nil
}

func balanceTable(v bot.View, rows []Shown, b floor.Balance) chat.Table {
	t := chat.Table{
		Header:  []string{v.Say("written.group"), v.Say("written.share"), v.Say("written.seats"), v.Say("written.messages")},
		Numbers: []int{1, 2, 3},
	}
	for _, r := range rows {
		names := make([]string, len(r.Groups))
		for i, g := range r.Groups {
			names[i] = cmp.Or(string(g), v.Say("written.group-unknown"))
		}
		name := strings.Join(names, ", ")
		if len(names) > 1 {
			name = v.Say("written.together", "groups", name)
		}
		seats := "–"
		if b.Shift.Bases != nil {
			seats = v.Say("written.percent", "number", percent(r.Base))
		}
		t.Rows = append(t.Rows, []chat.Text{
			chat.Line(name), chat.Line(v.Say("written.percent", "number", percent(r.Share))), chat.Line(seats), chat.Line(strconv.Itoa(r.Messages)),
		})
	}
	return t
}

// headline says how much would have to move, and nothing of it inside the band
// that chance explains.
func headline(v bot.View, b floor.Balance) string {
	switch {
	case !b.Shift.Known:
		return v.Say("written.no-seats")
	case b.Outside():
		return v.Say("written.shift", "shift", percent(b.Shift.Amount), "count", b.Turns, "band", percent(b.Shift.Band))
	}
	return v.Say("written.chance", "count", b.Turns)
}

func percent(share float64) int { return int(math.Round(share * 100)) }

// where says in which channels words are counted now.
func where(v bot.View) string {
	places := Of(v).Channels()
	if len(places) == 0 {
		return v.Say("written.nowhere")
	}
	names := make([]string, len(places))
	for i, p := range places {
		names[i] = placeName(p)
	}
	return v.Say("written.where", "channels", strings.Join(names, ", "))
}

// placeName is a channel for people to read, as the settings show it.
func placeName(p bot.Place) string { return p.Platform + ": " + p.Channel }

// showMine is what is counted of the person who asks, for them alone.
func showMine(c *command.Context) (bot.Reply, error) {
	stream, from, err := monthMeant(c)
	if err != nil {
		return bot.Reply{}, err
	}
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{chat.Heading{
		Text: c.Say("written.mine", "month", monthName(from)),
	}}}
	var list chat.List
	for _, own := range mine(In(c.View, stream), c.Me()) {
		list.Lines = append(list.Lines, chat.Line(c.Say("written.mine-in",
			"channel", placeName(own.place), "count", own.messages, "words", own.words)))
	}
	if len(list.Lines) == 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("written.mine-nothing"))})
	} else {
		m.Blocks = append(m.Blocks, list)
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("written.mine-how"))}, chat.Note{Text: chat.Line(where(c.View))})
	stop := chat.Button{Label: c.Say("written.stop"), Call: chat.Do("me written stop")}
	if Of(c.View).Declines(c.Me()) {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("written.you-declined"))})
		stop = chat.Button{Label: c.Say("written.resume"), Call: chat.Do("me written resume")}
	}
	m.Buttons = []chat.Button{
		{Label: c.Say("written.month-before"), Call: chat.Do("me written", "month", monthName(from.AddDate(0, -1, 0)))}, stop,
	}
	return bot.Reply{Message: &m}, nil
}

// ownSum is what a person wrote in one channel.
type ownSum struct {
	place           bot.Place
	messages, words int
}

func mine(m *Month, p bot.PersonID) []ownSum {
	sums := map[bot.Place]ownSum{}
	for _, l := range m.lines {
		if l.person == p && !l.gone {
			s := sums[l.place]
			sums[l.place] = ownSum{l.place, s.messages + 1, s.words + l.words}
		}
	}
	var all []ownSum
	for _, s := range sums {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b ownSum) int { return comparePlaces(a.place, b.place) })
	return all
}

func comparePlaces(a, b bot.Place) int {
	return cmp.Or(cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.Workspace, b.Workspace), cmp.Compare(a.Channel, b.Channel))
}
