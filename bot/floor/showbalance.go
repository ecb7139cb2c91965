package floor

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/chart"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/meeting"
	"magbot/bot/voice"
)

// Whole is the item number that means the whole meeting.
const Whole = 0

// Measured is the balance of one item or of the Whole meeting up to now, with
// what the baseline was counted from. The running turn counts as far as it has
// come.
func Measured(v bot.View, item int) (Balance, Base) {
	s := Of(v)
	from, to := span(v, item)
	present, base := presence(v, from, to)
	return Measure(Floor{Spells: s.spells(item, v.Now), Asks: s.asks(item), Presence: present}), base
}

// span is from when to when presence counts for an item.
func span(v bot.View, item int) (from, to time.Time) {
	to = v.Now
	if closed := meeting.Of(v).ClosedAt; !closed.IsZero() && !meeting.Of(v).IsOpen() {
		to = closed
	}
	if it, ok := agenda.Of(v).Item(item); ok && len(it.Spells) > 0 {
		from = it.Spells[0].From
		if last := it.Spells[len(it.Spells)-1].To; !last.IsZero() {
			to = last
		}
	}
	return from, to
}

// spells are the turns and contributions under an item, or all.
func (s *State) spells(item int, now time.Time) []Spell {
	var all []Spell
	for _, t := range s.turns {
		if item == Whole || t.Item == item {
			all = append(all, Spell{Person: t.Person, Group: t.Group, Lead: t.Lead, Seconds: t.Length(now).Seconds(), Turns: 1})
		}
	}
	for key, a := range s.spoken {
		if item == Whole || key.item == item {
			all = append(all, Spell{
				Person: key.person, Group: key.group, Lead: key.lead,
				Seconds: a.seconds.Duration().Seconds(), Words: a.words, Lines: a.lines,
			})
		}
	}
	return all
}

func (s *State) asks(item int) []Ask {
	var all []Ask
	for _, r := range s.requests {
		if item != Whole && r.Item != item {
			continue
		}
		all = append(all, Ask{
			Group: r.Group, Called: !r.Called.IsZero(), Wait: r.Called.Sub(r.Asked),
			Withdrawn: !r.Withdrawn.IsZero() && !r.Dropped,
		})
	}
	return all
}

func showMyBalance(c *command.Context) (bot.Reply, error) {
	item, err := itemMeant(c)
	if err != nil {
		return bot.Reply{}, err
	}
	if c.Flag("all") {
		item = Whole
	}
	b, base := Measured(c.View, item)
	from, to := span(c.View, item)
	m := balanceMessage(c.View, item, b, base)
	n := strconv.Itoa(item)
	if least, ok := leastHeard(b); ok {
		m.Buttons = append(m.Buttons, chat.Button{
			Label: c.Say("floor.button.invite", "group", string(least)), Call: chat.Do("queue invite", "group", string(least)),
		})
	}
	if line := splitLine(c.View, b); line != "" {
		m.Blocks = slices.Insert(m.Blocks, len(m.Blocks)-1, chat.Block(chat.Paragraph{Text: chat.Line(line)}))
	}
	m.Blocks = append(m.Blocks, voice.Blocks(c.View, from, to)...)
	m.Buttons = append(m.Buttons, chat.Button{Label: c.Say("floor.button.trend"), Call: chat.Do("balance trend")})
	if c.Archive || c.Reader.Has(command.Chairs...) {
		m.Buttons = append(m.Buttons, chat.Button{Label: c.Say("floor.button.show-all"), Call: chat.Do("balance post", "item", n)})
	}
	if c.Flag("picture") {
		m.Blocks = append(m.Blocks, picture(c.View, b))
	} else {
		m.Buttons = append(m.Buttons, chat.Button{Label: c.Say("floor.button.picture"), Call: chat.Do("balance", "item", n, "picture", "true")})
	}
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}

func showBalance(v bot.View, e bot.Effect) (chat.Message, error) {
	item, err := strconv.Atoi(cmp.Or(e.With["item"], "0"))
	if err != nil {
		return chat.Message{}, err
	}
	b, base := Measured(v, item)
	m := balanceMessage(v, item, b, base)
	m.Blocks = append(m.Blocks, picture(v, b))
	from, to := span(v, item)
	m.Blocks = append(m.Blocks, voice.Blocks(v, from, to)...)
	m.Seen = v.Say("seen.channel")
	return m, nil
}

// balanceMessage is the table and, outside the band, its headline.
func balanceMessage(v bot.View, item int, b Balance, base Base) chat.Message {
	said := []any{"item", item, "turns", b.Turns, "time", civil.FormatDuration(b.Total.Round(time.Second)), "count", b.Turns}
	key := "floor.balance.meeting"
	if item != Whole {
		key = "floor.balance.item"
	}
	heading := v.Say(key, said...)
	if b.Unit == InWords {
		heading = v.Say(key+"-words", said...)
	}
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: heading}}}
	if len(b.Rows) == 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("floor.balance.nothing"))})
		return m
	}
	m.Blocks = append(m.Blocks, balanceTable(v, b, base))
	if line := headline(v, b); line != "" {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(line)})
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("floor.balance.left-out"))})
	return m
}

// headline says how much of the time would have to move, and nothing of it
// inside the band that chance explains.
func headline(v bot.View, b Balance) string {
	switch {
	case !b.Shift.Known:
		return ""
	case b.Outside():
		return v.Say("floor.balance.shift", "shift", percent(b.Shift.Amount), "count", b.Turns, "band", percent(b.Shift.Band))
	}
	return v.Say("floor.balance.chance", "count", b.Turns)
}

func balanceTable(v bot.View, b Balance, base Base) chat.Table {
	t := chat.Table{
		Header: []string{
			v.Say("floor.balance.group"), v.Say("floor.balance.had"), v.Say("floor.balance.base-" + string(base)),
			v.Say("floor.balance.asked"), v.Say("floor.balance.called"), v.Say("floor.balance.wait"), "",
		},
		Numbers: []int{1, 2, 3, 4, 5},
	}
	for _, r := range bySize(b.Rows) {
		wait, remark := "", ""
		if r.Wait > 0 {
			wait = civil.FormatClock(r.Wait)
		}
		if n := r.Uncalled(); n > 0 {
			remark = v.Say("floor.balance.not-called", "count", n)
		}
		share, of := "–", "–"
		if b.Shift.Share != nil {
			share = v.Say("floor.percent", "number", percent(r.Share))
		}
		if b.Shift.Bases != nil {
			of = v.Say("floor.percent", "number", percent(r.Base))
		}
		t.Rows = append(t.Rows, []chat.Text{
			chat.Line(groupName(v, r.Group)), chat.Line(share), chat.Line(of),
			chat.Line(strconv.Itoa(r.Asked)), chat.Line(strconv.Itoa(r.Called)), chat.Line(wait), chat.Line(remark),
		})
	}
	return t
}

// bySize puts groups with the most of the floor first, the unknown one last.
func bySize(rows []Row) []Row {
	return slices.SortedFunc(slices.Values(rows), func(a, b Row) int {
		return cmp.Or(before(a.Group != "", b.Group != ""), cmp.Compare(b.Share, a.Share), cmp.Compare(a.Group, b.Group))
	})
}

// leastHeard is the group that asked in vain and has had least of what it is,
// outside the band.
func leastHeard(b Balance) (bot.Group, bool) {
	var least *Row
	for i, r := range b.Rows {
		if r.Group == "" || r.Base <= 0 || r.Ratio >= 1 || (!b.Outside() && r.Uncalled() == 0) {
			continue
		}
		if least == nil || r.Ratio < least.Ratio {
			least = &b.Rows[i]
		}
	}
	if least == nil {
		return "", false
	}
	return least.Group, true
}

// picture is the balance as bars.
func picture(v bot.View, b Balance) chat.Picture {
	c := chart.Bars{
		Title: v.Say("floor.chart.title"), Had: v.Say("floor.balance.had"), Of: v.Say("floor.chart.base"),
		Percent: func(share float64) string { return v.Say("floor.percent", "number", percent(share)) },
	}
	if b.Shift.Known {
		c.Note = v.Say("floor.chart.band", "band", percent(b.Shift.Band), "count", b.Turns)
	}
	said := []string{v.Say("floor.chart.alt")}
	for _, r := range bySize(b.Rows) {
		bar := chart.Bar{Label: groupName(v, r.Group), Had: r.Share, Of: r.Base}
		if b.Shift.Known {
			bar.Band = Chance(r.Base, b.Turns)
		}
		c.Bars = append(c.Bars, bar)
		said = append(said, v.Say("floor.chart.alt-row", "group", groupName(v, r.Group), "had", percent(r.Share), "base", percent(r.Base)))
	}
	c.Alt = strings.Join(said, " ")
	return chat.Picture{Alt: c.Alt, SVG: c.SVG()}
}

// showHint tells the Chair of a silent group.
func showHint(v bot.View, e bot.Effect) (chat.Message, error) {
	item, err := strconv.Atoi(cmp.Or(e.With["item"], "0"))
	if err != nil {
		return chat.Message{}, err
	}
	if it, on := agenda.Of(v).Current(); on && it.Number != item {
		return chat.Message{}, nil
	}
	group := bot.Group(e.With["group"])
	for _, h := range Unheard(v) {
		if h.Group == group && string(h.Why) == e.With["why"] {
			m := chat.Say(HintText(v, h))
			m.Buttons = hintButtons(v, h)
			m.Seen = v.Say("seen.only-you")
			return m, nil
		}
	}
	return chat.Message{}, nil
}

// HintText is what the Chair reads of a silent group.
func HintText(v bot.View, h Hint) string {
	if h.Why == AskedNotCalled {
		return v.Say("floor.hint.asked", "group", groupName(v, h.Group), "count", h.Asked)
	}
	return v.Say("floor.hint.present", "group", groupName(v, h.Group), "base", percent(h.Base))
}

// hintButtons call the first of the group who waits, or invite the group.
func hintButtons(v bot.View, h Hint) []chat.Button {
	s := Of(v)
	for _, r := range s.Waiting() {
		if r.Group == h.Group {
			return []chat.Button{{
				Label: v.Say("floor.button.call", "name", nameOf(v, r.Person)),
				Call:  chat.Do("queue call", "person", string(r.Person), "after", strconv.Itoa(s.LastTurn())), Style: chat.Primary,
			}}
		}
	}
	if h.Group == "" {
		return nil
	}
	return []chat.Button{{
		Label: v.Say("floor.button.invite", "group", string(h.Group)), Call: chat.Do("queue invite", "group", string(h.Group)),
	}}
}
