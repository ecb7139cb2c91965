package reminder

import (
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/cycle"
	"magbot/bot/meeting"
	"magbot/bot/roster"
	"magbot/bot/series"
)

// Shows are the messages that records name.
func (r *Reminders) Shows() map[string]bot.Show {
	return map[string]bot.Show{showTold: r.told, showMissed: missedTold}
}

// told writes a reminder, if what it is about is still so.
func (r *Reminders) told(v bot.View, e bot.Effect) (chat.Message, error) {
	source, o, ok := r.find(v, e.With[withName])
	if !ok {
		return chat.Message{}, nil
	}
	m := source.Show(v, o)
	if m.IsZero() {
		return m, nil
	}
	if due, err := time.Parse(time.RFC3339, e.With[withLate]); err == nil {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("reminder.late")+" ", chat.Time{At: due}, ".")})
	}
	m.Seen = v.Say("seen.channel")
	if v.Reader.Place.Private() || e.To.Person != "" {
		m.Seen = v.Say("seen.only-you")
	}
	return m, nil
}

// missedTold tells the Chair which reminders never went out.
func missedTold(v bot.View, e bot.Effect) (chat.Message, error) {
	count, err := strconv.Atoi(e.With["count"])
	if err != nil {
		return chat.Message{}, err
	}
	m := chat.Message{Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(chat.Strong(v.Say("reminder.missed", "count", count)))}}}
	var list chat.List
	for one := range strings.FieldsSeq(e.With["missed"]) {
		lost, people, some := strings.Cut(one, "=")
		name, before := cutLast(lost)
		said := v.Say("reminder.missed.before", "what", about(v, name), "before", before)
		if before == (civil.Offset{}).String() {
			said = v.Say("reminder.missed.due", "what", about(v, name))
		}
		if n, err := strconv.Atoi(people); err == nil && some {
			said += " " + v.Say("reminder.missed.some", "count", n)
		}
		list.Lines = append(list.Lines, chat.Line(said))
	}
	m.Blocks = append(m.Blocks, list, chat.Paragraph{Text: chat.Line(v.Say("reminder.missed.now"))})
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

// about says what an occasion is, by the title or number that people know.
func about(v bot.View, name string) string {
	kind, rest, _ := strings.Cut(name, "/")
	key, _, _ := strings.Cut(rest, "/")
	title := key
	switch Kind(kind) {
	case Meeting, Inputs, Agenda, Report, Clocks:
		if m := meeting.In(v, bot.MeetingID(key)); m.Title.Text != "" {
			title = m.Title.Text
		}
	case Deadline:
		if d, ok := cycle.Of(v).Deadline(numberOf(Occasion{Key: key})); ok && d.Name.Text != "" {
			title = d.Name.Text
		}
	case Action, Ballot:
	}
	return v.Say("reminder.missed."+kind, "title", title)
}

// soon says how far away an instant is for the reader: in minutes or hours
// when it is today, else in days of the reader's calendar.
func soon(v bot.View, at time.Time) string {
	left := at.Sub(v.Now).Round(time.Minute)
	zone := v.Reader.Zone
	if zone == nil {
		zone = time.UTC
	}
	days := daysBetween(civil.DateOf(v.Now.In(zone)), civil.DateOf(at.In(zone)))
	switch {
	case left <= 0:
		return v.Say("reminder.begun")
	case left < 2*time.Hour:
		return v.Say("reminder.in-minutes", "count", int(left/time.Minute))
	case days == 0:
		return v.Say("reminder.today")
	case days == 1:
		return v.Say("reminder.tomorrow")
	}
	return v.Say("reminder.in-days", "count", days)
}

func daysBetween(a, b civil.Date) int {
	noon := func(d civil.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }
	return int(noon(b).Sub(noon(a)) / (24 * time.Hour))
}

// showMeeting is the reminder of a meeting: when, what is on the agenda, what
// of it is the reader's, and who is up at night for it.
func showMeeting(v bot.View, o Occasion) chat.Message {
	p := place(v)
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("reminder.meeting", "title", p.Title.Text, "soon", soon(v, o.At))},
		chat.Paragraph{Text: meeting.WhenLine(v, p.Start, p.Length)},
	}}
	m.Blocks = append(m.Blocks, agendaLines(v)...)
	if line := moveLine(v, p); line != "" {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(line)})
	}
	m.Blocks = append(m.Blocks, meeting.Where(v, p.Join, p.Papers, 0)...)
	if line := nightLine(v, p); line != "" {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(line)})
	}
	m.Buttons = []chat.Button{
		{Label: v.Say("meeting.button.coming"), Call: chat.Do("present add"), Style: chat.Primary},
		{Label: v.Say("meeting.button.regrets"), Call: chat.Do("regrets add"), Ask: true},
		{Label: v.Say("meeting.button.agenda"), Call: chat.Do("agenda show")},
	}
	if v.Reader.Place.Private() {
		m.Buttons = append(m.Buttons, remindMe(v))
	}
	return m
}

// agendaLines say how much is on the agenda, and which of it is the reader's.
func agendaLines(v bot.View) []chat.Block {
	a := agenda.Of(v)
	if !a.Published() {
		return []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("reminder.no-agenda"))}}
	}
	items, decisions := 0, 0
	said := []string{""}
	for _, item := range a.Items {
		if item.Parent != 0 || item.State == agenda.ItemOff {
			continue
		}
		items++
		if item.Kind == agenda.ForDecision {
			decisions++
		}
		for _, n := range item.Inputs {
			if in, ok := a.Input(n); ok && v.Reader.Place.Private() && mine(in, v.Reader.Person) {
				at, _ := a.Place(item.Number)
				said = append(said, v.Say("reminder.yours", "title", in.Title.Text, "item", at))
			}
		}
	}
	said[0] = v.Say("reminder.items", "count", items) + " " + v.Say("reminder.decisions", "count", decisions)
	return []chat.Block{chat.Paragraph{Text: chat.Line(strings.Join(said, " "))}}
}

func mine(in agenda.Input, p bot.PersonID) bool {
	for _, author := range in.Authors {
		if author == p && p != "" {
			return true
		}
	}
	return false
}

// moveLine tells the reader that their hour is another than the last time.
func moveLine(v bot.View, p placed) string {
	loc, chosen := meeting.ZoneOf(v, v.Reader.Person)
	if p.series == nil || !v.Reader.Place.Private() || !chosen {
		return ""
	}
	o := p.at
	o.Moved = o.Moved || !o.Start.Equal(p.Start)
	if earlier, ok := p.series.Earlier(o); ok {
		if from, to, moved := series.LocalMove(earlier, p.Start, loc); moved {
			return v.Say("series.note.clocks", "from", from.String(), "to", to.String())
		}
	}
	return ""
}

// nightLine says for how many members a meeting is at night, and when the next
// of the series is.
func nightLine(v bot.View, p placed) string {
	r, count := roster.Of(v), 0
	for _, id := range r.With(bot.RoleMember, v.Now) {
		person, _ := r.Person(id)
		if loc, ok := civil.Location(person.Zone); ok && series.AtNight(p.Start, p.Length, loc) {
			count++
		}
	}
	if count == 0 {
		return ""
	}
	said := v.Say("reminder.night", "count", count)
	if p.series != nil && len(p.series.Slots) > 1 {
		for _, o := range p.series.Ahead(v, 3) {
			if o.Start.After(p.Start) {
				return said + " " + v.Say("reminder.night.next", "time", o.Start.UTC().Format("15:04"))
			}
		}
	}
	return said
}

func showClocks(v bot.View, o Occasion) chat.Message {
	p := place(v)
	line := moveLine(v, p)
	if line == "" {
		return chat.Message{} // moved, or the reader is elsewhere by now
	}
	return chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("reminder.clocks", "title", p.Title.Text, "soon", soon(v, o.At))},
		chat.Paragraph{Text: chat.Line(line)},
		chat.Paragraph{Text: meeting.WhenLine(v, p.Start, p.Length)},
	}, Buttons: []chat.Button{remindMe(v)}}
}

func showInputs(v bot.View, o Occasion) chat.Message {
	p := place(v)
	return chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("reminder.inputs", "title", p.Title.Text, "soon", soon(v, o.At))},
		chat.Paragraph{Text: meeting.WhenLine(v, o.At, 0)},
		chat.Paragraph{Text: chat.Line(v.Say("reminder.inputs.so-far", "count", len(agenda.Of(v).Inputs)))},
	}, Buttons: []chat.Button{
		{Label: v.Say("meeting.button.input"), Call: chat.Do("agenda add"), Ask: true, Style: chat.Primary},
		{Label: v.Say("reminder.button.inputs"), Call: chat.Do("agenda list")},
	}}
}

func showAgenda(v bot.View, o Occasion) chat.Message {
	p := place(v)
	undecided := 0
	for _, in := range agenda.Of(v).Inputs {
		if in.Fate == agenda.Undecided {
			undecided++
		}
	}
	return chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("reminder.agenda", "title", p.Title.Text, "soon", soon(v, o.At))},
		chat.Paragraph{Text: meeting.WhenLine(v, o.At, 0)},
		chat.Paragraph{Text: chat.Line(v.Say("reminder.agenda.undecided", "count", undecided))},
	}, Buttons: []chat.Button{
		{Label: v.Say("reminder.button.inputs"), Call: chat.Do("agenda list"), Style: chat.Primary},
		{Label: v.Say("meeting.button.agenda"), Call: chat.Do("agenda show")},
	}}
}

func showReport(v bot.View, o Occasion) chat.Message {
	p := place(v)
	return chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("reminder.report", "title", p.Title.Text, "soon", soon(v, o.At))},
		chat.Paragraph{Text: meeting.WhenLine(v, o.At, 0)},
	}, Buttons: []chat.Button{{Label: v.Say("reminder.button.minutes"), Call: chat.Do("minutes show"), Style: chat.Primary}}}
}

func showAction(v bot.View, o Occasion) chat.Message {
	a, ok := action.WorkOf(v).Action(numberOf(o))
	if !ok {
		return chat.Message{}
	}
	text := a.Text.Text
	if text == "" {
		text = v.Say("reminder.erased")
	}
	return chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("reminder.action", "number", a.Number, "day", a.Due)},
		chat.Quote{Text: text},
	}, Buttons: []chat.Button{
		{Label: v.Say("reminder.button.done"), Call: chat.Do("action done", "action", strconv.Itoa(a.Number)), Style: chat.Primary},
		{Label: v.Say("reminder.button.actions"), Call: chat.Do("action show", "whose", "mine")},
	}}
}

func showDeadline(v bot.View, o Occasion) chat.Message {
	s := cycle.Of(v)
	d, ok := s.Deadline(numberOf(o))
	day, set := s.Day(d)
	if !ok || !set {
		return chat.Message{}
	}
	return chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("reminder.deadline", "name", d.Name.Text, "soon", soon(v, o.At))},
		chat.Paragraph{Text: chat.Line(v.Say("reminder.deadline.day", "day", day.String()))},
	}, Buttons: []chat.Button{{Label: v.Say("reminder.button.cycle"), Call: chat.Do("cycle show")}}}
}
