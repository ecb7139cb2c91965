package series

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// The names of what is shown.
const (
	showInvitation = "series.invitation"
	showChanged    = "series.changed"
	showSkipped    = "series.skipped"
	showMoved      = "series.moved"
	showEnded      = "series.ended"
)

// How many days to come are shown: at least, and at most.
const (
	shownDays = 4
	mostShown = 10
)

func (s *Series) arg() []string { return []string{seriesArg, strconv.Itoa(s.ID)} }

// everybody tells the channels and each who is invited of the series.
func (s *Series) everybody(v bot.View, show string) []bot.Effect {
	effects := meeting.Everybody(v, show)
	if !s.Terms.Everywhere && len(s.Terms.Places) > 0 { // its own channels alone
		effects = effects[1:]
		for i, p := range s.Terms.Places {
			effects = append(effects, bot.Effect{Do: bot.Post, Key: show + " place " + strconv.Itoa(i), Show: show, To: bot.Audience{Place: p}})
		}
	}
	for i := range effects {
		effects[i].With = map[string]string{seriesArg: strconv.Itoa(s.ID)}
	}
	return effects
}

// describe says by which rule and at which hours a series meets.
func (s *Series) describe(v bot.View) []chat.Block {
	return []chat.Block{chat.Paragraph{Text: chat.Line(
		s.ruleText(v) + " · " + v.Say("series.hours", "count", len(s.Slots), "hours", s.slotsText(), "zone", s.Zone.String()) +
			" · " + civil.FormatDuration(s.Terms.Length),
	)}}
}

// ruleText says the usual rules in words and others as they are.
func (s *Series) ruleText(v bot.View) string {
	part := map[string]string{}
	for pair := range strings.SplitSeq(string(s.Rule), ";") {
		name, value, _ := strings.Cut(pair, "=")
		part[name] = value
	}
	every := 1
	if n, err := strconv.Atoi(part["INTERVAL"]); err == nil && n > 0 {
		every = n
	}
	delete(part, "INTERVAL")
	day := v.Say("meeting.weekday." + strings.ToLower(s.From.Weekday().String()))
	code := strings.ToUpper(s.From.Weekday().String()[:2])
	switch {
	case part["FREQ"] == "DAILY" && len(part) == 1:
		return v.Say("series.every-day", "count", every)
	case part["FREQ"] == "WEEKLY" && len(part) == 2 && part["BYDAY"] == code:
		return v.Say("series.every-week", "count", every, "day", day)
	case part["FREQ"] == "MONTHLY" && len(part) == 2 && strings.HasSuffix(part["BYDAY"], code):
		nth := strings.TrimPrefix(strings.TrimSuffix(part["BYDAY"], code), "+")
		if slices.Contains([]string{"1", "2", "3", "4", "-1"}, nth) {
			return v.Say("series.every-month", "count", every, "day", v.Say("series.nth."+nth, "day", day))
		}
	}
	return v.Say("series.by-rule", "rule", string(s.Rule))
}

// dayList lists days to come, each with what the clocks do on it.
func (s *Series) dayList(v bot.View, days []Occurrence) []chat.Block {
	if len(days) == 0 {
		return []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("series.no-days"))}}
	}
	var list chat.List
	for i, o := range days {
		line := chat.Line(chat.Strong(s.Title(o.Number)), " · ", meeting.WhenLine(v, o.Start, 0))
		for _, note := range s.clockNotes(v, o, days[:i]) {
			line = append(line, chat.Plain(" · "+note))
		}
		list.Lines = append(list.Lines, line)
	}
	return []chat.Block{list}
}

// clockNotes says what the clocks do to one meeting: that its hour does not
// exist, or comes twice, or is another for the reader than the last time, which
// may be one of those listed before it.
func (s *Series) clockNotes(v bot.View, o Occurrence, before []Occurrence) []string {
	var notes []string
	if o.Moved {
		return append(notes, v.Say("series.note.moved"))
	}
	switch _, how := s.Instant(o.Date, o.Hour); how {
	case civil.Gap:
		notes = append(notes, v.Say("series.note.gap", "hour", o.Hour.String(), "zone", s.Zone.String()))
	case civil.Ambiguous:
		notes = append(notes, v.Say("series.note.twice", "hour", o.Hour.String(), "zone", s.Zone.String()))
	case civil.Exact:
	}
	loc, chosen := meeting.ZoneOf(v, v.Reader.Person)
	if v.Reader.Person == "" || !chosen { // a channel has readers everywhere
		return notes
	}
	earlier, ok := s.Earlier(o)
	for _, p := range before {
		if !p.Moved && p.Hour == o.Hour {
			earlier = p.Start
		}
	}
	if ok {
		if from, to, moved := LocalMove(earlier, o.Start, loc); moved {
			notes = append(notes, v.Say("series.note.clocks", "from", from.String(), "to", to.String()))
		}
	}
	return notes
}

func (s *Series) buttons(v bot.View) []chat.Button {
	var b []chat.Button
	if s.Invited.IsZero() {
		b = append(b, chat.Button{Label: v.Say("series.button.invite"), Call: chat.Do("series invite", s.arg()...), Style: chat.Primary})
	}
	return append(b,
		chat.Button{Label: v.Say("series.button.change"), Call: chat.Do("series change", s.arg()...), Ask: true},
		chat.Button{Label: v.Say("series.button.fair"), Call: chat.Do("series fair", s.arg()...)})
}

// invitation is what everybody gets for the whole series.
func (s *Series) invitation(v bot.View) chat.Message {
	m := chat.Message{Blocks: append([]chat.Block{
		chat.Heading{Text: v.Say("series.invitation", "name", s.Name.String())},
	}, s.describe(v)...)}
	m.Blocks = append(m.Blocks, s.dayList(v, s.Ahead(v, shownDays))...)
	m.Blocks = append(m.Blocks, meeting.Where(v, s.Terms.Join.Text, nil, 0)...)
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("series.invitation.reminders"))})
	m.Buttons = []chat.Button{
		{Label: v.Say("series.button.show"), Call: chat.Do("series show", s.arg()...), Style: chat.Primary},
		{Label: v.Say("meeting.button.input"), Call: chat.Do("agenda add"), Ask: true},
		{Label: v.Say("meeting.button.calendar"), Call: chat.Do("series calendar", s.arg()...)},
	}
	return seen(v, m)
}

func (s *Series) saidWhy(v bot.View, heading, reason string) chat.Message {
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: heading}}}
	if reason != "" {
		m.Blocks = append(m.Blocks, chat.Quote{Text: reason})
	}
	return seen(v, m)
}

func (s *Series) changeMessage(v bot.View, reason string, days []Occurrence) chat.Message {
	m := s.saidWhy(v, v.Say("series.changed", "name", s.Name.String()), reason)
	m.Blocks = append(m.Blocks, s.describe(v)...)
	m.Blocks = append(m.Blocks, s.dayList(v, days)...)
	m.Blocks = append(m.Blocks, meeting.Where(v, s.Terms.Join.Text, nil, 0)...)
	return m
}

func (s *Series) skipMessage(v bot.View, o Occurrence, reason string) chat.Message {
	m := s.saidWhy(v, v.Say("series.skipped", "name", s.Name.String()), reason)
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: meeting.WhenLine(v, o.Start, 0)})
	return m
}

func (s *Series) moveMessage(v bot.View, o Occurrence, from time.Time, reason string) chat.Message {
	m := s.saidWhy(v, v.Say("series.moved", "title", s.Title(o.Number)), reason)
	if !from.IsZero() {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("series.moved.from")+" ", meeting.WhenLine(v, from, 0))})
	}
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("series.moved.to")+" ", meeting.WhenLine(v, o.Start, s.Terms.Length))})
	return m
}

func (s *Series) endMessage(v bot.View, reason string) chat.Message {
	m := s.saidWhy(v, v.Say("series.ended", "name", s.Name.String()), reason)
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("series.ended.off"))})
	return m
}

// seen says who can see a message, by where it is shown.
func seen(v bot.View, m chat.Message) chat.Message {
	m.Seen = v.Say("seen.channel")
	if v.Reader.Place.Private() {
		m.Seen = v.Say("seen.only-you")
	}
	return m
}

// of finds the series that an effect is about.
func of(v bot.View, e bot.Effect) (*Series, bool) {
	n, err := strconv.Atoi(e.With[seriesArg])
	if err != nil {
		return nil, false
	}
	return Of(v).Get(n)
}

func invitationTold(v bot.View, e bot.Effect) (chat.Message, error) {
	if s, ok := of(v, e); ok && !s.Ended {
		return s.invitation(v), nil
	}
	return chat.Message{}, nil
}

func changedTold(v bot.View, e bot.Effect) (chat.Message, error) {
	if s, ok := of(v, e); ok && !s.Ended {
		return s.changeMessage(v, s.Reason.Text, s.Ahead(v, mostShown)), nil
	}
	return chat.Message{}, nil
}

func skippedTold(v bot.View, e bot.Effect) (chat.Message, error) {
	s, ok := of(v, e)
	if !ok {
		return chat.Message{}, nil
	}
	o := s.on(parseDate(e.With[dayArg]))
	if o.Start.IsZero() { // never planned: the hour is that of its turn
		return s.saidWhy(v, v.Say("series.skipped-day", "name", s.Name.String(), "day", o.Date.String()), o.Reason.Text), nil
	}
	return s.skipMessage(v, o, o.Reason.Text), nil
}

func movedTold(v bot.View, e bot.Effect) (chat.Message, error) {
	s, ok := of(v, e)
	if !ok {
		return chat.Message{}, nil
	}
	d := parseDate(e.With[dayArg])
	for _, o := range s.Ahead(v, mostAhead) {
		if o.Date == d {
			return s.moveMessage(v, o, time.Time{}, o.Reason.Text), nil
		}
	}
	return chat.Message{}, nil
}

func endedTold(v bot.View, e bot.Effect) (chat.Message, error) {
	if s, ok := of(v, e); ok {
		return s.endMessage(v, s.Reason.Text), nil
	}
	return chat.Message{}, nil
}

// list shows every series with its next day.
func list(c *command.Context) (bot.Reply, error) {
	all := Of(c.View).All()
	if len(all) == 0 {
		return bot.Say("series.none"), nil
	}
	t := chat.Table{Header: []string{c.Say("series.list.number"), c.Say("series.list.name"), c.Say("series.list.next")}}
	for _, s := range all {
		next := chat.Line(c.Say("series.list.over"))
		if days := s.Ahead(c.View, 1); len(days) > 0 && !s.Ended {
			next = meeting.WhenLine(c.View, days[0].Start, 0)
		}
		t.Rows = append(t.Rows, []chat.Text{chat.Line(strconv.Itoa(s.ID)), chat.Line(s.Name.String()), next})
	}
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: c.Say("series.list")}, t}, Seen: c.Say("seen.only-you")}
	return bot.Reply{Message: &m}, nil
}

// show tells about one series.
func show(c *command.Context) (bot.Reply, error) {
	s, err := meant(c)
	if err != nil {
		return bot.Reply{}, err
	}
	m := chat.Message{Blocks: append([]chat.Block{chat.Heading{Text: s.Name.String()}}, s.describe(c.View)...), Seen: c.Say("seen.only-you")}
	if s.Ended {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("series.is-ended", "name", s.Name.String()))})
		return bot.Reply{Message: &m}, nil
	}
	m.Blocks = append(m.Blocks, s.dayList(c.View, s.Ahead(c.View, 6))...)
	m.Blocks = append(m.Blocks, s.settings(c.View)...)
	if c.Reader.Has(command.Leads...) {
		m.Buttons = s.buttons(c.View)
	}
	m.Buttons = append(m.Buttons, chat.Button{Label: c.Say("meeting.button.calendar"), Call: chat.Do("series calendar", s.arg()...)})
	return bot.Reply{Message: &m}, nil
}

// settings lists deadlines and reminders.
func (s *Series) settings(v bot.View) []chat.Block {
	var list chat.List
	for _, w := range Deadlines() {
		if o, ok := s.Deadline(w); ok {
			list.Lines = append(list.Lines, chat.Line(v.Print.Text(lang.T("series.deadline."+string(w), "offset", o.String()))))
		}
	}
	for _, w := range Whats() {
		said := v.Say("series.never")
		if before := s.Reminders(w); len(before) > 0 {
			text := make([]string, len(before))
			for i, o := range before {
				text[i] = o.String()
			}
			said = strings.Join(text, ", ")
		}
		list.Lines = append(list.Lines, chat.Line(v.Print.Text(lang.T("series.reminders."+string(w), "before", said))))
	}
	return []chat.Block{list}
}
