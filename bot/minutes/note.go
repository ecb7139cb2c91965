package minutes

import (
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

func info(c *command.Context) (bot.Decision, error) { return note(c, Info) }
func help(c *command.Context) (bot.Decision, error) { return note(c, Help) }

func note(c *command.Context, kind NoteKind) (bot.Decision, error) {
	if err := onRecord(c); err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events: []bot.Event{Note(kind, c.Me(), c.Me(), c.Text("text"))},
		Reply:  bot.Say("minutes.noted"),
	}, nil
}

// Note is the fact of a line for the minutes: whose words they are, and who
// wrote them down.
func Note(kind NoteKind, person, by bot.PersonID, text string) Noted {
	n := Noted{Note: kind, Person: person, Text: bot.Write(person, text)}
	if by != person {
		n.By = by
	}
	return n
}

// noted decides what a log of the past holds beside commands: nothing of it is
// lost.
func noted(c *command.Context) (bot.Decision, error) {
	if err := onRecord(c); err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{Events: []bot.Event{Note(NoteKind(c.Text("kind")), c.Person("person"), c.Me(), c.Text("text"))}}, nil
}

func offLine(*command.Context) (bot.Decision, error) {
	return bot.Decision{Reply: bot.Say("minutes.off-line")}, nil
}

// editable refuses corrections by those who may no longer make them: while the
// meeting is open everybody may, then whoever leads, after the release nobody.
func editable(c *command.Context) error {
	if c.Archive {
		return nil
	}
	s, m := Of(c.View), meeting.Of(c.View)
	switch {
	case m.OffRecord:
		return lang.Refuse("minutes.off-the-record")
	case s.Phase == Final:
		return lang.Refuse("minutes.final", "version", s.Version)
	case !m.IsOpen() && !c.Reader.Has(command.Leads...):
		return lang.Refuse("minutes.ask-instead")
	}
	return nil
}

func correct(c *command.Context) (bot.Decision, error) {
	scope := Scope(c.Text("scope"))
	if scope != Nearest && scope != Earlier && scope != Everywhere {
		return bot.Decision{}, lang.Refuse("minutes.no-such-scope", "text", c.Text("scope"))
	}
	if err := editable(c); err != nil {
		return bot.Decision{}, err
	}
	s, old := Of(c.View), c.Text("old")
	if !c.Archive && s.nearest(old) < 0 {
		return bot.Decision{}, lang.Refuse("minutes.not-found", "text", short(old))
	}
	if !c.Archive && scope != Nearest && s.wide >= maxWide {
		return bot.Decision{}, lang.Refuse("minutes.too-many-wide", "most", maxWide)
	}
	e := Corrected{Old: bot.Write(c.Me(), old), New: bot.Write(c.Me(), c.Text("new")), Scope: scope, By: c.Me()}
	return bot.Decision{Events: []bot.Event{e}, Reply: bot.Say("minutes.corrected", "old", short(old), "new", short(c.Text("new")))}, nil
}

func insert(c *command.Context) (bot.Decision, error) {
	if err := editable(c); err != nil {
		return bot.Decision{}, err
	}
	anchor := c.Text("anchor")
	if !c.Archive && Of(c.View).nearest(anchor) < 0 {
		return bot.Decision{}, lang.Refuse("minutes.not-found", "text", short(anchor))
	}
	return bot.Decision{
		Events: []bot.Event{Inserted{Anchor: bot.Write(c.Me(), anchor), Text: bot.Write(c.Me(), c.Text("text")), By: c.Me()}},
		Reply:  bot.Say("minutes.inserted"),
	}, nil
}

func short(text string) string {
	r := []rune(text)
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}

// people are those named, or who acts where nobody is.
func people(c *command.Context) []bot.PersonID {
	if named := c.People("person"); len(named) > 0 {
		return named
	}
	if c.Me() == "" {
		return nil
	}
	return []bot.PersonID{c.Me()}
}

func scribe(c *command.Context) (bot.Decision, error) {
	if err := onRecord(c); err != nil {
		return bot.Decision{}, err
	}
	d := bot.Decision{Reply: bot.Say("minutes.scribe", "count", len(people(c)))}
	for _, p := range people(c) {
		d.Events = append(d.Events, Scribed{Person: p, Off: c.Flag("off"), By: other(c, p)})
	}
	return d, nil
}

// other is who acts, when it is somebody else.
func other(c *command.Context, p bot.PersonID) bot.PersonID {
	if c.Me() == p {
		return ""
	}
	return c.Me()
}

// chair is what a log says of the chair. The first one named in the log holds
// it, others chair with them. Today it is handed over, so that the rights go
// with it.
func chair(c *command.Context) (bot.Decision, error) {
	if !c.Archive {
		return bot.Decision{}, lang.Refuse("minutes.use-hand-over")
	}
	var d bot.Decision
	for i, p := range people(c) {
		d.Events = append(d.Events, Chaired{Person: p, Off: c.Flag("off"), By: other(c, p)})
		if i == 0 && !c.Flag("off") {
			d.Events = append(d.Events, takes(c, p)...)
		}
	}
	return d, nil
}

// takes gives the chair to somebody while nobody holds it. MeetBot's chairs
// take part like everybody else, so none of them holds it.
func takes(c *command.Context, p bot.PersonID) []bot.Event {
	if meeting.Of(c.View).Chair != "" || len(Of(c.View).Chairs) > 0 || p == "" {
		return nil
	}
	return []bot.Event{meeting.HandedOver{To: p, By: c.Me()}}
}

func title(c *command.Context) (bot.Decision, error) {
	if !c.Archive {
		return bot.Decision{}, lang.Refuse("minutes.use-change")
	}
	return bot.Decision{Events: []bot.Event{Titled{Text: bot.Write(c.Me(), c.Text("text")), By: c.Me()}}}, nil
}

func start(c *command.Context) (bot.Decision, error) {
	if !c.Archive {
		return bot.Decision{}, lang.Refuse("minutes.use-open")
	}
	var d bot.Decision
	if c.Me() != "" { // who starts a meeting of MeetBot is named as its chair
		d.Events = append(d.Events, Chaired{Person: c.Me()})
	}
	if text := c.Text("title"); text != "" {
		d.Events = append(d.Events, Titled{Text: bot.Write(c.Me(), text), By: c.Me()})
	}
	return d, nil
}

func end(c *command.Context) (bot.Decision, error) {
	if !c.Archive {
		return bot.Decision{}, lang.Refuse("minutes.use-close")
	}
	return bot.Decision{}, nil
}

// head shows where the chain of the meeting stands: who notes it down can prove
// later that nothing before it was changed.
func head(c *command.Context) (bot.Reply, error) {
	if c.Here.Version == 0 {
		return bot.Say("minutes.no-record"), nil
	}
	m := chat.Say(c.Say("minutes.head", "count", whole(c.Here.Version), "head", c.Here.Head))
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}
