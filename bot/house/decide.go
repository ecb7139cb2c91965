package house

import (
	"errors"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
	"magbot/moderation"
)

// Decide checks the right to give the call, reads its arguments and asks its
// rule. v.Here is the stream that decides. An error that a person can mend is
// returned as such; use Refused to answer with it.
func (h *House) Decide(v bot.View, in bot.Input, r Routed) (bot.Decision, error) {
	c := h.context(v, in, r)
	cmd, err := h.table.Bind(c, readers())
	if err != nil {
		return bot.Decision{}, err
	}
	if cmd.Show != nil {
		reply, err := cmd.Show(c)
		return bot.Decision{Reply: reply}, err
	}
	d, err := cmd.Decide(c)
	if err == nil && len(d.Events) == 0 && (len(d.Effects) > 0 || d.Slip != "" || d.EmptyUrn || d.Veiled) {
		return bot.Decision{}, errors.New("command " + cmd.Path + " names effects without a fact")
	}
	if err == nil && len(d.Events) > 0 && !c.Archive {
		d.Effects = h.also(v, d)
	}
	return d, err
}

// also gives the effects of a decision with those that other features add. An
// effect that is named twice is kept once.
func (h *House) also(v bot.View, d bot.Decision) []bot.Effect {
	if v.Here == nil {
		return d.Effects
	}
	effects := slices.Clip(d.Effects)
	for _, f := range h.features {
		if f.Also == nil {
			continue
		}
		for _, e := range f.Also(v, d.Events) {
			named := func(had bot.Effect) bool { return had.Do == e.Do && had.Key == e.Key }
			if !slices.ContainsFunc(effects, named) {
				effects = append(effects, e)
			}
		}
	}
	return effects
}

func (h *House) context(v bot.View, in bot.Input, r Routed) *command.Context {
	v = h.Seen(v, r.Actor, in.Place)
	return &command.Context{
		View: v, Actor: r.Actor, Place: in.Place, Cause: in.Cause, Call: r.Call,
		Fresh: in.Fresh, Veil: in.Veil, Archive: roster.Of(v).Archive(),
	}
}

// Seen gives the view as somebody sees it: with their roles, zone and language.
func (h *House) Seen(v bot.View, actor bot.Actor, place bot.Place) bot.View {
	v.Reader = h.reader(v, actor, place, v.Here)
	v.Print = h.printer(v, actor.Person)
	return v
}

func (h *House) reader(v bot.View, actor bot.Actor, place bot.Place, here *bot.State) bot.Reader {
	r := bot.Reader{Person: actor.Person, Place: place, Zone: time.UTC}
	switch actor.Self {
	case bot.NotSelf:
	case bot.ByCommand:
		r.Roles = []bot.Role{bot.RoleBot, bot.RoleOperator}
		return r
	case bot.ByClock, bot.ByRecord:
		r.Roles = []bot.Role{bot.RoleBot}
		return r
	}
	s := roster.Of(v)
	if actor.Person != "" {
		r.Zone, _ = meeting.ZoneOf(v, actor.Person)
	}
	r.Roles = roster.RolesAt(s, actor.Person, v.Now)
	if len(r.Roles) == 0 {
		r.Roles = []bot.Role{bot.RoleUnknown}
	}
	if moderation.Handles(v, actor.Person, r.Roles) {
		r.Roles = append(slices.Clip(r.Roles), bot.RoleHandler)
	}
	if here != nil && meeting.Chairs(v, place, actor.Person) {
		r.Roles = append(slices.Clip(r.Roles), bot.RoleActingChair)
	}
	return r
}

func (h *House) printer(v bot.View, person bot.PersonID) *lang.Printer {
	_, language := roster.Of(v).Wishes(person)
	return h.words.For(string(language), "en")
}

// longestDuration is the longest length of time that an argument may name: a
// meeting, a turn or a window of days, never a year.
const longestDuration = 60 * 24 * time.Hour

// readers read arguments with the help of the features that know them.
func readers() command.Readers {
	return command.Readers{
		Person: roster.ReadPerson,
		When: func(v bot.View, text string) (time.Time, error) {
			w, err := civil.ParseWhen(text, v.Now, v.Reader.Zone)
			return w.At.UTC(), err
		},
		Date: func(v bot.View, text string) (string, error) {
			d, err := civil.ParseDate(text, v.Now, v.Reader.Zone)
			if err != nil {
				return "", err
			}
			return d.String(), nil
		},
		Duration: func(text string) (time.Duration, error) {
			return civil.ParseDuration(text, time.Minute, time.Second, longestDuration)
		},
	}
}

// Refused makes the reply to an error that a person can mend, and reports
// whether it is one: a missing argument opens the command's form, an unknown
// command offers the nearest.
func (h *House) Refused(v bot.View, call bot.Call, err error) (bot.Reply, bool) {
	said, ok := lang.AsError(err)
	if !ok {
		return bot.Reply{}, false
	}
	reply := bot.Reply{Text: said.Text, Refused: true}
	if _, ok := errors.AsType[*command.Missing](err); ok {
		if form, err := h.table.Form(v, call); err == nil {
			form.Note = v.Print.Text(said.Text)
			reply.Form = &form
		}
	}
	var near *command.Suggestion
	if errors.As(err, &near) && len(near.Nearest) > 0 {
		m := chat.Say(v.Print.Text(said.Text))
		for _, path := range near.Nearest {
			m.Buttons = append(m.Buttons, chat.Button{
				Label: v.Say("command.do-that", "command", "/mag "+path), Call: chat.Call(h.table.Suggested(near, path)), Ask: h.asks(path),
			})
		}
		reply.Message = &m
	}
	return reply, true
}

// asks reports whether a command needs arguments before it can be given.
func (h *House) asks(path string) bool {
	c, ok := h.table.Get(path)
	if !ok {
		return false
	}
	for _, a := range c.Args {
		if a.Required {
			return true
		}
	}
	return false
}

// Answer writes a reply in the reader's words.
func (h *House) Answer(v bot.View, r bot.Reply) bot.Answer {
	a := bot.Answer{Refused: r.Refused, Ignored: r.Ignored, Done: r.Done}
	if r.Form != nil {
		form := h.formOf(v.Here, *r.Form)
		a.Form = &form
	}
	switch {
	case r.Message != nil:
		a.Message = zoned(v, h.nameMeeting(v.Here, *r.Message))
	case !r.Text.IsZero():
		a.Message = chat.Say(v.Print.Text(r.Text))
	}
	if r.After != nil {
		a.Message.Blocks = append(a.Message.Blocks, r.After(v)...)
	}
	if !a.Message.IsZero() && a.Message.Seen == "" {
		a.Message.Seen = v.Say("seen.only-you") // as every answer, whoever wrote it
	}
	return a
}
