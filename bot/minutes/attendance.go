package minutes

import (
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// The choices of "was".
const (
	wasPresent = "present"
	wasAbsent  = "absent"
)

// attendanceCommand corrects who was there. While the meeting is open everybody
// says so themselves: present+ and present-.
func attendanceCommand() command.Command {
	clock := func(name string) command.Arg {
		return command.Arg{Name: name, Kind: command.Text, Named: true, Max: 20}
	}
	return command.Command{
		Path: "minutes attendance", Who: command.Leads, Past: true, Decide: attend,
		Args: []command.Arg{
			{Name: "persons", Kind: command.People, Required: true, Rest: true},
			{Name: "was", Kind: command.Choice, Choices: []string{wasPresent, wasAbsent}, Default: wasPresent, Named: true},
			clock("from"), clock("until"),
			{Name: "reason", Kind: command.Text, Required: true, Named: true, Max: maxReason},
		},
	}
}

func attend(c *command.Context) (bot.Decision, error) {
	m := meeting.Of(c.View)
	if err := editable(c); err != nil {
		return bot.Decision{}, err
	}
	if m.Phase != meeting.PhaseClosed {
		return bot.Decision{}, lang.Refuse("minutes.attendance-not-closed", "title", titleOf(c.View))
	}
	here, err := stretch(c, m)
	if err != nil {
		return bot.Decision{}, err
	}
	key := "minutes.attendance-corrected." + c.Text("was")
	var d bot.Decision
	var who []string
	for _, p := range c.People("persons") {
		e := meeting.AttendanceCorrected{Person: p, Reason: bot.Write(c.Me(), c.Text("reason")), By: c.Me()}
		if c.Text("was") != wasAbsent {
			e.From, e.To = here.From, here.To
			e.Late = e.From.Sub(m.OpenedAt) > meeting.LateAfter
			e.Group, e.Seat = roster.GroupOf(c.View, p, ""), meeting.SeatOf(c.View, p)
		}
		d.Events, who = append(d.Events, e), append(who, name(c.View, p))
	}
	d.Reply = bot.Say(key, "names", strings.Join(who, ", "), "title", titleOf(c.View))
	return d, nil
}

// stretch reads from when until when people were there: the whole meeting,
// where nothing else is said. Clocks are read as the minutes write them.
func stretch(c *command.Context, m *meeting.State) (meeting.Span, error) {
	here, zone := meeting.Span{From: m.OpenedAt, To: m.ClosedAt}, documentZone(c.View)
	for _, end := range []struct {
		arg string
		at  *time.Time
	}{{"from", &here.From}, {"until", &here.To}} {
		text := c.Text(end.arg)
		if text == "" {
			continue
		}
		clock, err := time.Parse("15:04", text)
		at, inside := m.Clock(clock.Hour(), clock.Minute(), zone)
		if err != nil || !inside {
			return meeting.Span{}, lang.Refuse("minutes.attendance-when", "text", text,
				"from", m.OpenedAt.In(zone).Format("15:04"), "until", m.ClosedAt.In(zone).Format("15:04"))
		}
		*end.at = at
	}
	if here.To.Before(here.From) {
		return meeting.Span{}, lang.Refuse("minutes.attendance-order")
	}
	return here, nil
}

// Presence is a correction of the attendance: who was there, or was not.
type Presence struct {
	Who    string    `json:"who"`
	Here   bool      `json:"here"`
	From   time.Time `json:"from,omitzero"`
	To     time.Time `json:"to,omitzero"`
	Reason string    `json:"reason,omitempty"`
	By     string    `json:"by,omitempty"`
	Record uint64    `json:"record"`
}

func (w *writer) amendments() []Presence {
	var all []Presence
	for _, a := range w.meeting.Amendments {
		all = append(all, Presence{
			Who: w.name(a.Person), Here: a.Here(), From: a.From, To: a.To,
			Reason: w.words(a.Reason), By: w.name(a.By), Record: a.Ref.Version,
		})
	}
	return all
}

func (s *sheet) amendments(list []Presence) {
	if len(list) == 0 {
		return
	}
	s.section("attendance-corrections")
	for _, a := range list {
		said := " " + s.label("was-absent")
		if a.Here {
			said = " " + s.label("was-present") + " " + s.span(a.From, a.To)
		}
		s.line(0, a.Record, run{strong, a.Who}, run{plain, said + tail(": ", a.Reason) + tail(" · ", a.By)})
	}
}
