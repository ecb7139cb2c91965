package series

import (
	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// day finds the series and the day of it that a call means.
func day(c *command.Context) (*Series, Occurrence, error) {
	s, err := running(c)
	if err != nil {
		return nil, Occurrence{}, err
	}
	o, err := s.dayOf(c)
	return s, o, err
}

// skip leaves one day out. A meeting that was planned for it is called off.
func skip(c *command.Context) (bot.Decision, error) {
	s, o, err := day(c)
	if err != nil {
		return bot.Decision{}, err
	}
	reason := bot.Write(c.Me(), c.Text("reason"))
	if reply, ask := told(c, s.skipMessage(c.View, o, reason.Text), s.known(c.View, o)); ask {
		return bot.Decision{Reply: reply}, nil
	}
	return s.exception(c, o, Skipped{Series: s.ID, Date: o.Date.String(), Reason: reason, By: c.Me()}, showSkipped)
}

// move gives one day another start.
func move(c *command.Context) (bot.Decision, error) {
	s, o, err := day(c)
	if err != nil {
		return bot.Decision{}, err
	}
	w, err := civil.ParseWhen(c.Call.Args["when"], c.Now, s.Zone)
	if err != nil {
		return bot.Decision{}, err
	}
	start := w.At.UTC()
	switch {
	case start.Before(c.Now.Add(-meeting.Breather)):
		return bot.Decision{}, lang.Refuse("meeting.past", "when", meeting.UTC(c.View, start))
	case start.Equal(o.Start):
		return bot.Decision{}, lang.Refuse("series.nothing-to-change")
	}
	reason := bot.Write(c.Me(), c.Text("reason"))
	from := o.Start
	o.Start = start
	if reply, ask := told(c, s.moveMessage(c.View, o, from, reason.Text), s.known(c.View, o)); ask {
		return bot.Decision{Reply: reply}, nil
	}
	return s.exception(c, o, Moved{Series: s.ID, Date: o.Date.String(), Start: start, Reason: reason, By: c.Me()}, showMoved)
}

// exception records what is otherwise with one day. A meeting's own stream
// tells people; where there is none yet, the series does.
func (s *Series) exception(c *command.Context, o Occurrence, e bot.Event, show string) (bot.Decision, error) {
	d := bot.Decision{Events: []bot.Event{e}, Reply: bot.Say(show+".done", "title", s.Title(o.Number), "when", meeting.UTC(c.View, o.Start))}
	switch {
	case o.Meeting != "":
		d.Effects = append(d.Effects, s.ask(o.Meeting, "series apply", tellArg, "yes"))
	case s.invitedTo():
		d.Effects = append(d.Effects, s.everybody(c.View, show)...)
		for i := range d.Effects {
			d.Effects[i].With[dayArg] = o.Date.String()
		}
	}
	return d, nil
}

// end ends a series. Its meetings to come are called off.
func end(c *command.Context) (bot.Decision, error) {
	s, err := meant(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case s.Ended:
		return bot.Decision{Reply: bot.Say("series.is-ended", "name", s.Name.String())}, nil
	}
	reason := bot.Write(c.Me(), c.Text("reason"))
	planned := s.planned(c.View)
	if reply, ask := told(c, s.endMessage(c.View, reason.Text), s.known(c.View, planned...)); ask {
		return bot.Decision{Reply: reply}, nil
	}
	d := bot.Decision{
		Events: []bot.Event{Ended{Series: s.ID, Reason: reason, By: c.Me()}},
		Reply:  bot.Say("series.ended.done", "name", s.Name.String()),
	}
	for _, o := range planned {
		d.Effects = append(d.Effects, s.applyIn(o.Meeting))
	}
	if s.invitedTo() {
		d.Effects = append(d.Effects, s.everybody(c.View, showEnded)...)
	}
	return d, nil
}
