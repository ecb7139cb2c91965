package series

import (
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/command"
)

// DefaultReminders are the offsets that hold until the Chair sets others.
func DefaultReminders(w What) []civil.Offset {
	days := func(n int) civil.Offset { return civil.Offset{Days: n} }
	exact := func(d time.Duration) civil.Offset { return civil.Offset{Exact: d} }
	if w == TheMeeting {
		return []civil.Offset{days(14), days(3), exact(24 * time.Hour), exact(time.Hour), exact(10 * time.Minute)}
	}
	if w == TheInputs {
		return []civil.Offset{days(3), exact(24 * time.Hour)}
	}
	return []civil.Offset{days(3), exact(24 * time.Hour), {}} // and when it is due
}

// DefaultDeadline is when something is due until the Chair says otherwise:
// inputs ten days and the agenda seven days before a meeting, the report two
// weeks after it.
func DefaultDeadline(w What) (civil.Offset, bool) {
	switch w {
	case TheInputs:
		return civil.Offset{Days: 10}, true
	case TheAgenda:
		return civil.Offset{Days: 7}, true
	case TheReport:
		return civil.Offset{Days: 14}, true
	case TheMeeting:
	}
	return civil.Offset{}, false
}

// Reminders gives how long before something people are reminded of it.
func (s *Series) Reminders(w What) []civil.Offset {
	if set, ok := s.Before[w]; ok {
		return set
	}
	return DefaultReminders(w)
}

// Deadline gives the distance of a deadline from each meeting: before it, and
// after it for the report.
func (s *Series) Deadline(w What) (civil.Offset, bool) {
	if set, ok := s.Due[w]; ok {
		if set == nil {
			return civil.Offset{}, false
		}
		return *set, true
	}
	return DefaultDeadline(w)
}

// firstReminder gives when people are first reminded of a meeting that begins
// at start, or of one of its deadlines.
func (s *Series) firstReminder(start time.Time) time.Time {
	first := start
	for _, w := range []What{TheMeeting, TheInputs, TheAgenda} {
		at, ok := start, true
		if w != TheMeeting {
			at, ok = s.DueAt(w, start)
		}
		for _, o := range s.Reminders(w) {
			if due := o.Before(at, s.Zone); ok && due.Before(first) {
				first = due
			}
		}
	}
	return first
}

// DueAt gives the instant of a deadline of a meeting.
func (s *Series) DueAt(w What, start time.Time) (time.Time, bool) {
	o, ok := s.Deadline(w)
	switch {
	case !ok:
		return time.Time{}, false
	case w == TheReport:
		return o.After(start, s.Zone), true
	}
	return o.Before(start, s.Zone), true
}

// The words that clear reminders and deadlines.
const none = "none"

// remind sets how long before something people are reminded of it.
func remind(c *command.Context) (bot.Decision, error) {
	s, err := running(c)
	if err != nil {
		return bot.Decision{}, err
	}
	e := RemindersSet{Series: s.ID, What: What(c.Text("what")), By: c.Me()}
	said := c.Say("series.never")
	if text := c.Text("before"); !strings.EqualFold(text, none) {
		offsets, err := civil.ParseOffsets(text)
		if err != nil {
			return bot.Decision{}, err
		}
		for _, o := range offsets {
			e.Before = append(e.Before, o.String())
		}
		said = strings.Join(e.Before, ", ")
	}
	return bot.Decision{Events: []bot.Event{e}, Reply: bot.Say("series.reminders."+string(e.What), "before", said)}, nil
}

// deadline sets when, counted from each meeting, something is due.
func deadline(c *command.Context) (bot.Decision, error) {
	s, err := running(c)
	if err != nil {
		return bot.Decision{}, err
	}
	e := DeadlineSet{Series: s.ID, What: What(c.Text("what")), By: c.Me()}
	if text := c.Text("offset"); !strings.EqualFold(text, none) {
		o, err := civil.ParseOffset(text)
		if err != nil {
			return bot.Decision{}, err
		}
		e.Offset = o.String()
		return bot.Decision{Events: []bot.Event{e}, Reply: bot.Say("series.deadline."+string(e.What), "offset", e.Offset)}, nil
	}
	return bot.Decision{Events: []bot.Event{e}, Reply: bot.Say("series.deadline.none." + string(e.What))}, nil
}
