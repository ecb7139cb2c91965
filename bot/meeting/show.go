package meeting

import (
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/roster"
)

// utc writes an instant in full, in Coordinated Universal Time.
func utc(v bot.View, t time.Time) string {
	t = t.UTC()
	return v.Say("meeting.utc",
		"weekday", v.Say("meeting.weekday."+strings.ToLower(t.Weekday().String())), "day", t.Day(),
		"month", v.Say("meeting.month."+strings.ToLower(t.Month().String())), "year", t.Year(), "time", t.Format("15:04"))
}

// UTC writes an instant in full, in Coordinated Universal Time.
func UTC(v bot.View, t time.Time) string { return utc(v, t) }

// WhenLine says when something of a length begins: in UTC, and for whoever
// reads it. A length of 0 is left out.
func WhenLine(v bot.View, start time.Time, length time.Duration) chat.Text {
	return whenLine(v, start, length)
}

// whenLine says when a meeting is: in UTC, and for whoever reads it, unless their
// clock is known to show the same.
func whenLine(v bot.View, start time.Time, length time.Duration) chat.Text {
	line := chat.Line(utc(v, start))
	if !readsUTC(v, start) {
		line = append(line, chat.Plain(" · "), chat.Time{At: start}, chat.Plain(" "+v.Say("meeting.for-you")))
	}
	if length > 0 {
		line = append(line, chat.Plain(" · "+civil.FormatDuration(length)))
	}
	return line
}

// readsUTC reports whether the one who reads has chosen a zone whose clock shows
// then what UTC shows.
func readsUTC(v bot.View, at time.Time) bool {
	if v.Reader.Person == "" {
		return false
	}
	zone, chosen := ZoneOf(v, v.Reader.Person)
	_, offset := at.In(zone).Zone()
	return chosen && offset == 0
}

// Where lists how to come in and what to read: the join link, then the papers
// of the whole meeting and, by item, of its items. It stands in every message
// that reminds of the meeting. A meeting without a link of its own has that of
// the community. Item 0 asks for all of them.
func Where(v bot.View, link string, papers []Paper, item int) []chat.Block {
	var lines []chat.Text
	if link == "" {
		link = community.Of(v).Settings.Join
	}
	if link != "" {
		lines = append(lines, chat.Line(chat.Link{Label: v.Say("meeting.join-here"), URL: link}))
	}
	for _, p := range papers {
		if item != 0 && p.Item != 0 && p.Item != item {
			continue
		}
		label := p.Title.Text
		if label == "" {
			label = p.Link
		}
		if p.Item != 0 {
			lines = append(lines, chat.Line(v.Say("meeting.paper-of-item", "item", p.Item)+" ", chat.Link{Label: label, URL: p.Link}))
			continue
		}
		lines = append(lines, chat.Line(v.Say("meeting.paper-of-all")+" ", chat.Link{Label: label, URL: p.Link}))
	}
	if len(lines) == 0 {
		return nil
	}
	return []chat.Block{chat.List{Lines: lines}}
}

// invitation is what everybody gets: when, how to come in, what to read.
func invitation(v bot.View, f Facts, papers []Paper) chat.Message {
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: f.Title.Text},
		chat.Paragraph{Text: whenLine(v, f.Start, f.Length)},
	}}
	if f.Mode == ModeConsultation {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("meeting.consultation"))})
	}
	m.Blocks = append(m.Blocks, Where(v, f.Join.Text, papers, 0)...)
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("meeting.invitation.inputs"))})
	m.Buttons = []chat.Button{
		{Label: v.Say("meeting.button.coming"), Call: chat.Do("present add"), Style: chat.Primary},
		{Label: v.Say("meeting.button.regrets"), Call: chat.Do("regrets add"), Ask: true},
		{Label: v.Say("meeting.button.input"), Call: chat.Do("agenda add"), Ask: true},
		{Label: v.Say("meeting.button.agenda"), Call: chat.Do("agenda show")},
		{Label: v.Say("meeting.button.calendar"), Call: chat.Do("meeting calendar")},
	}
	return seen(v, m)
}

// seen says who can see a message, by where it is shown.
func seen(v bot.View, m chat.Message) chat.Message {
	if v.Reader.Place.Private() {
		m.Seen = v.Say("seen.only-you")
		return m
	}
	m.Seen = v.Say("seen.channel")
	return m
}

func showInvitation(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Phase == PhaseCancelled {
		return showCancelled(v, bot.Effect{})
	}
	return invitation(v, s.Facts(), s.Papers), nil
}

func changedMessage(v bot.View, f Facts, papers []Paper, reason bot.Words) chat.Message {
	m := invitation(v, f, papers)
	said := []chat.Block{chat.Paragraph{Text: chat.Line(chat.Strong(v.Say("meeting.changed")))}}
	if reason.Text != "" {
		said = append(said, chat.Quote{Text: reason.Text})
	}
	m.Blocks = append(said, m.Blocks...)
	return m
}

func showChanged(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Phase == PhaseCancelled {
		return chat.Message{}, nil // told since
	}
	return changedMessage(v, s.Facts(), s.Papers, s.Changed), nil
}

func cancelledMessage(v bot.View, reason string) chat.Message {
	s := Of(v)
	return seen(v, chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("meeting.cancelled", "title", s.Title.Text)},
		chat.Paragraph{Text: whenLine(v, s.Start, 0)},
		chat.Quote{Text: reason},
	}})
}

func showCancelled(v bot.View, _ bot.Effect) (chat.Message, error) {
	return cancelledMessage(v, Of(v).Cancelled.Text), nil
}

// showOpened says that the meeting has begun, who is here by group against the
// roster, and where in the record it begins.
func showOpened(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	return openMessage(v, e, v.Say("meeting.opened", "title", s.Title.Text))
}

func showReopened(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	m, err := openMessage(v, e, v.Say("meeting.reopened", "title", s.Title.Text))
	if n := len(s.Sittings); n > 0 && !s.Sittings[n-1].Reason.IsZero() {
		m.Blocks = append(m.Blocks, chat.Quote{Text: s.Sittings[n-1].Reason.Text})
	}
	return m, err
}

func openMessage(v bot.View, e bot.Effect, heading string) (chat.Message, error) {
	s := Of(v)
	chair := v.Say("meeting.chair.nobody")
	if s.Chair != "" {
		chair = v.Say("meeting.chair.is", "name", roster.Name(v, s.Chair))
	}
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: heading},
		chat.Paragraph{Text: chat.Line(chair)},
	}}
	m.Blocks = append(m.Blocks, Where(v, s.Join, s.Papers, 0)...)
	m.Blocks = append(m.Blocks, groupTable(v)...)
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("meeting.opened.how"))})
	if head := e.With["head"]; head != "" {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("meeting.head", "head", head))})
	}
	m.Buttons = []chat.Button{
		{Label: v.Say("meeting.button.here"), Call: chat.Do("present add"), Style: chat.Primary},
		{Label: v.Say("meeting.button.floor"), Call: chat.Do("queue add")},
		{Label: v.Say("meeting.button.agenda"), Call: chat.Do("agenda show")},
	}
	return seen(v, m), nil
}

func showChair(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	n := len(s.Chairs)
	if n == 0 {
		return chat.Message{}, nil
	}
	last := s.Chairs[n-1]
	m := chat.Say(v.Say("meeting.chair.now", "name", roster.Name(v, last.Person)))
	switch {
	case n > 1 && s.Chairs[n-2].Person != last.Person:
		m = chat.Say(v.Say("meeting.chair.after", "name", roster.Name(v, last.Person), "before", roster.Name(v, s.Chairs[n-2].Person)))
	case last.By != "" && last.By != last.Person:
		m = chat.Say(v.Say("meeting.chair.given", "name", roster.Name(v, last.Person), "by", roster.Name(v, last.By)))
	}
	return seen(v, m), nil
}

func showChairYou(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Chair != v.Reader.Person && v.Reader.Person != "" {
		return chat.Message{}, nil // passed on since
	}
	m := chat.Say(v.Say("meeting.chair.you", "title", s.Title.Text))
	m.Buttons = []chat.Button{{Label: v.Say("meeting.button.agenda"), Call: chat.Do("agenda show")}}
	return seen(v, m), nil
}

func showJoin(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	m := chat.Say(v.Say("meeting.join", "title", s.Title.Text))
	m.Blocks = append(m.Blocks, Where(v, s.Join, nil, 0)...)
	return seen(v, m), nil
}

func showRecord(v bot.View, e bot.Effect) (chat.Message, error) {
	if e.With["state"] == "off" {
		m := chat.Say(v.Say("meeting.record.is-off"))
		m.Buttons = []chat.Button{{Label: v.Say("meeting.button.record-on"), Call: chat.Do("record on")}}
		return seen(v, m), nil
	}
	return seen(v, chat.Say(v.Say("meeting.record.is-on"))), nil
}

// list shows every meeting of the community, the next first.
func list(c *command.Context) (bot.Reply, error) {
	all := DirectoryOf(c.View).All()
	if len(all) == 0 {
		return bot.Say("meeting.list.empty"), nil
	}
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: c.Say("meeting.list")}}, Seen: c.Say("seen.only-you")}
	table := chat.Table{Header: []string{
		c.Say("meeting.list.number"), c.Say("meeting.list.title"), c.Say("meeting.list.when"), c.Say("meeting.list.phase"),
	}}
	for _, e := range all {
		table.Rows = append(table.Rows, []chat.Text{
			chat.Line(string(e.ID)), chat.Line(e.Title.Text),
			chat.Line(utc(c.View, e.Start)+" · ", chat.Time{At: e.Start}), chat.Line(c.Say("meeting.phase." + string(e.Phase))),
		})
	}
	m.Blocks = append(m.Blocks, table)
	return bot.Reply{Message: &m}, nil
}

// show tells about one meeting.
func show(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	if s.Phase == PhaseNone {
		return bot.Say("meeting.none"), nil
	}
	m := invitation(c.View, s.Facts(), s.Papers)
	state := c.Say("meeting.phase." + string(s.Phase))
	if s.Chair != "" {
		state += " · " + c.Say("meeting.chair.is", "name", roster.Name(c.View, s.Chair))
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(state)})
	if !s.Phase.Ahead() {
		m.Buttons = []chat.Button{
			{Label: c.Say("meeting.button.agenda"), Call: chat.Do("agenda show")},
			{Label: c.Say("meeting.button.attendance"), Call: chat.Do("attendance")},
		}
	}
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}
