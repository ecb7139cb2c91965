package series

import (
	"slices"
	"strconv"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/meeting"
)

// How far ahead days become meetings, so that inputs can be handed in and
// reminders go out: all within the horizon, or a day before the first reminder
// where that is earlier, and never fewer than two.
const (
	horizon   = 60 * 24 * time.Hour
	spare     = 24 * time.Hour
	leastMade = 2
	mostMade  = 40 // at one time
)

// Due says when the next day of each series is to become a meeting.
func Due(v bot.View) []bot.Due {
	if v.Here == nil || v.Here.Stream != bot.WorkStream {
		return nil
	}
	var due []bot.Due
	for _, s := range slot.Of(v.Here).Running() {
		if next := s.upcoming(1); len(next) > 0 {
			id := strconv.Itoa(s.ID)
			due = append(due, bot.Due{
				Key: "series.plan/" + id + "/" + s.Terms.From + "/" + next[0].Date.String(), At: s.makeAt(next[0]),
				Call: bot.Do("series plan", seriesArg, id),
			})
		}
	}
	return due
}

// Rests reports that time brings nothing to a meeting here.
func Rests(v bot.View) bool { return v.Here.Stream != bot.WorkStream }

// makeAt is when a day becomes a meeting: the horizon or the first reminder
// before it, or already when the last but one of those that were planned begins.
func (s *Series) makeAt(next Occurrence) time.Time {
	at := s.firstReminder(next.Start).Add(-spare)
	if usual := next.Start.Add(-horizon); usual.Before(at) {
		at = usual
	}
	made := 0
	for _, o := range slices.Backward(s.Occurrences) {
		if o.Gone || o.Number == 0 {
			continue
		}
		if made++; made == leastMade {
			if o.Start.Before(at) {
				return o.Start
			}
			return at
		}
	}
	return s.Begun // fewer than two yet
}

// planNext makes meetings of the days whose time has come.
func planNext(c *command.Context) (bot.Decision, error) {
	s, ok := Of(c.View).Get(c.Number(seriesArg))
	if !ok || s.Ended {
		return bot.Decision{}, nil
	}
	return s.clone().make(c.View, s.By)
}

// make plans on the series, which is a copy, whatever is to be planned by now.
// Days that went by while nothing ran are recorded as such.
func (s *Series) make(v bot.View, by bot.PersonID) (bot.Decision, error) {
	var d bot.Decision
	for made := 0; made < mostMade; {
		next := s.upcoming(1)
		if len(next) == 0 {
			break
		}
		o := next[0]
		if o.Start.Before(v.Now.Add(-meeting.Breather)) {
			e := Passed{Series: s.ID, Date: o.Date.String()}
			s.apply(e, v.Now)
			d.Events = append(d.Events, e)
			if len(d.Events) >= mostCount {
				break
			}
			continue
		}
		if s.makeAt(o).After(v.Now) {
			break
		}
		event, created, err := meeting.Enter(v, s.facts(o), by, made)
		if err != nil {
			return bot.Decision{}, err
		}
		e := Planned{Series: s.ID, Date: o.Date.String(), Slot: o.Slot, Number: o.Number, Start: o.Start, Meeting: event.ID}
		s.apply(e, v.Now)
		d.Events = append(d.Events, e, event)
		d.Effects = append(d.Effects, created)
		if !s.Invited.IsZero() {
			d.Effects = append(d.Effects, s.ask(event.ID, "series invited"))
		}
		made++
	}
	return d, nil
}

// facts are those of the meeting that an occurrence becomes.
func (s *Series) facts(o Occurrence) meeting.Facts {
	return meeting.Facts{
		Title: bot.Words{Text: s.Title(o.Number)}, Start: o.Start, Length: s.Terms.Length, Mode: s.Terms.Mode,
		Join: bot.Words{Text: s.Terms.Join.Text}, Everywhere: s.Terms.Everywhere, Places: s.Terms.Places,
	}
}

// ask forwards a call to the stream of a meeting.
func (s *Series) ask(id bot.MeetingID, path string, args ...string) bot.Effect {
	return bot.Effect{Do: bot.Forward, Key: path + " " + string(id), Send: &bot.Forwarded{
		Stream: bot.MeetingStream(id), Call: bot.Do(path, args...),
	}}
}

// invited takes the invitation to a series for one to the meeting.
func invited(c *command.Context) (bot.Decision, error) {
	return meeting.Invite(c.View, bySeries(c.View)), nil
}

func bySeries(v bot.View) bot.PersonID {
	if s, _, ok := Of(v).ByMeeting(meeting.Of(v).ID); ok {
		return s.By
	}
	return ""
}

// applyTo puts a meeting where its series now has it. The words of the reason
// come from the series' own record.
func applyTo(c *command.Context) (bot.Decision, error) {
	s, o, ok := Of(c.View).ByMeeting(meeting.Of(c.View).ID)
	if !ok {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	reason := bot.Words{By: o.Reason.By, Text: o.Reason.Text}
	if o.Gone || s.Ended {
		return meeting.CallOff(c.View, o.By, reason, c.Flag(tellArg)), nil
	}
	f := meeting.Of(c.View).Facts()
	f.Start = o.Start
	s.bring(&f, o)
	return meeting.Alter(c.View, f, o.By, reason, c.Flag(tellArg)), nil
}

// bring gives a meeting what the terms say now, where it has what they said
// before: what was set for the meeting alone stays.
func (s *Series) bring(f *meeting.Facts, o Occurrence) {
	if slices.Contains(o.was, f.Title.Text) {
		f.Title = bot.Words{Text: s.Title(o.Number)}
	}
	for _, t := range s.former {
		if f.Length == t.Length {
			f.Length = s.Terms.Length
		}
		if f.Mode == t.Mode {
			f.Mode = s.Terms.Mode
		}
		if f.Join.Text == t.Join.Text {
			f.Join = bot.Words{Text: s.Terms.Join.Text}
		}
	}
}
