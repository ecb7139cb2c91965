package series

import (
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// Limits of a series.
const (
	mostSlots  = 6
	mostSeries = 100
	leastTime  = 5 * time.Minute
	mostTime   = 24 * time.Hour
)

// begun begins a series and plans its first meetings. Nobody is told.
func begun(c *command.Context) (bot.Decision, error) {
	st := Of(c.View)
	if len(st.series) >= mostSeries {
		return bot.Decision{}, lang.Refuse("series.too-many", "most", mostSeries)
	}
	name, number := ParseName(c.Text("title"))
	t := Terms{
		Name: bot.Words{Text: name.Words}, Digits: name.Digits, Zone: community.Of(c.View).Settings.Zone,
		Length: meeting.UsualTime, Mode: meeting.ModeMAG, Everywhere: c.Text("where") != "here",
	}
	if !c.Place.Private() {
		t.Places = []bot.Place{meeting.Channel(c.Place)}
	} else if !t.Everywhere {
		return bot.Decision{}, lang.Refuse("meeting.here-is-private")
	}
	t, first, err := readTerms(c, t)
	if err != nil {
		return bot.Decision{}, err
	}
	if first.Before(c.Now.Add(-meeting.Breather)) {
		return bot.Decision{}, lang.Refuse("meeting.past", "when", meeting.UTC(c.View, first))
	}
	e := Started{Terms: t, Series: len(st.series) + 1, Number: number, By: c.Me()}
	s := begin(e, c.Now)
	d, err := s.make(c.View, c.Me())
	if err != nil {
		return bot.Decision{}, err
	}
	d.Events = append([]bot.Event{e}, d.Events...)
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: append([]chat.Block{
		chat.Paragraph{Text: chat.Line(chat.Strong(c.Say("series.started", "name", s.Name.String(), "number", s.ID)))},
	}, s.describe(c.View)...)}
	m.Blocks = append(m.Blocks, s.dayList(c.View, s.firstDays(6))...)
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("series.nobody-told"))})
	m.Buttons = s.buttons(c.View)
	d.Reply = bot.Reply{Message: &m}
	return d, nil
}

// firstDays lists the days of a series that no directory knows yet.
func (s *Series) firstDays(n int) []Occurrence {
	days := slices.Clone(s.Occurrences)
	if len(days) < n {
		days = append(days, s.upcoming(n-len(days))...)
	}
	return days[:min(n, len(days))]
}

// readTerms reads the arguments that start and change share over the terms that
// hold so far, and gives the first start. A time of day is read in the zone of
// the series.
func readTerms(c *command.Context, t Terms) (Terms, time.Time, error) {
	if c.Has("zone") {
		t.Zone = c.Text("zone")
	}
	loc, ok := civil.Location(t.Zone)
	if !ok {
		return t, time.Time{}, lang.Refuse("command.not-a-zone", "arg", "zone", "text", shorten(t.Zone))
	}
	var slots []Clock
	if c.Has("when") {
		w, err := civil.ParseWhen(c.Call.Args["when"], c.Now, loc)
		if err != nil {
			return t, time.Time{}, err
		}
		dt := civil.DateTimeOf(w.At.In(loc))
		if w.How == civil.Gap && w.At.Location().String() == loc.String() {
			dt = w.Asked // the hour that is meant; the gap is that day's alone
		}
		t.From, slots = dt.Date.String(), []Clock{{dt.Hour, dt.Minute}}
	}
	slots, err := readSlots(c, t, slots)
	if err != nil {
		return t, time.Time{}, err
	}
	t.Slots = writeSlots(slots)
	from := parseDate(t.From)
	if c.Has("every") {
		rule, err := ParseRule(c.Text("every"), from)
		if err != nil {
			return t, time.Time{}, err
		}
		t.Rule = string(rule)
	}
	if err := readRest(c, &t); err != nil {
		return t, time.Time{}, err
	}
	first, _ := civil.Resolve(from.At(slots[0].Hour, slots[0].Minute), loc)
	return t, first.UTC(), nil
}

func readRest(c *command.Context, t *Terms) error {
	if c.Has("length") {
		if t.Length = c.Duration("length"); t.Length < leastTime || t.Length > mostTime {
			return lang.Refuse("meeting.length", "hours", int(mostTime.Hours()))
		}
	}
	if c.Has("mode") {
		t.Mode = meeting.Mode(c.Text("mode"))
	}
	if c.Has("join") {
		t.Join = bot.Words{Text: c.Text("join")}
	}
	return nil
}

// readSlots reads the hours a series takes in turn. When is the hour of its
// first meeting, if that was given: the turn begins with it.
func readSlots(c *command.Context, t Terms, when []Clock) ([]Clock, error) {
	if !c.Has("slots") {
		if len(when) > 0 {
			return when, nil
		}
		var slots []Clock
		for _, text := range t.Slots {
			if clock, ok := parseClock(text); ok {
				slots = append(slots, clock)
			}
		}
		return slots, nil
	}
	slots, err := ParseSlots(c.Text("slots"), when)
	if err != nil {
		return nil, err
	}
	if len(when) == 0 {
		return slots, nil
	}
	at := slices.Index(slots, when[0])
	if at < 0 {
		return nil, lang.Refuse("series.slots-first", "text", shorten(c.Text("slots")), "first", when[0].String())
	}
	return append(slices.Clone(slots[at:]), slots[:at]...), nil
}

// ParseSlots reads the hours that a series takes in turn: "13:00, 21:00, 05:00",
// or the step from one to the next around the clock, "8h", which begins with
// the first hour. The error is a *lang.Error.
func ParseSlots(text string, first []Clock) ([]Clock, error) {
	refuse := func() ([]Clock, error) {
		return nil, lang.Refuse("series.slots-unread", "text", shorten(text), "most", mostSlots)
	}
	if step, err := civil.ParseDuration(text, 0, time.Hour, 24*time.Hour); err == nil && !strings.Contains(text, ":") {
		minutes, n := int(step/time.Minute), int(24*time.Hour/step)
		if len(first) == 0 || 24*time.Hour%step != 0 || n > mostSlots || step%time.Minute != 0 {
			return refuse()
		}
		var slots []Clock
		for i := range n {
			at := (first[0].Hour*60 + first[0].Minute + i*minutes) % (24 * 60)
			slots = append(slots, Clock{at / 60, at % 60})
		}
		return slots, nil
	}
	var slots []Clock
	for _, piece := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		clock, ok := parseClock(piece)
		if !ok && len(piece) == 4 {
			clock, ok = parseClock("0" + piece)
		}
		if !ok || len(slots) == mostSlots {
			return refuse()
		}
		slots = append(slots, clock)
	}
	if len(slots) == 0 {
		return refuse()
	}
	return slots, nil
}
