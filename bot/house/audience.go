package house

import (
	"errors"
	"slices"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/meeting"
	"magbot/bot/roster"
	"magbot/moderation"
)

// Audience expands who is told into places and people, each once. The channels
// of a meeting are its own or, where it has none, the community's.
func (h *House) Audience(v bot.View, to bot.Audience) ([]bot.Place, []bot.PersonID) {
	switch {
	case to.Channels:
		if places := meetingOf(v).Places; len(places) > 0 {
			return places, nil
		}
		return community.Of(v).Places(), nil
	case to.Place != (bot.Place{}):
		return []bot.Place{to.Place}, nil
	case to.Person != "":
		return nil, []bot.PersonID{to.Person}
	case to.Role == bot.RoleActingChair:
		return nil, h.chairing(v)
	case to.Role == bot.RoleHandler:
		return nil, moderation.Watchers(v)
	case to.Role != "":
		return nil, roster.Of(v).With(to.Role, v.Now)
	}
	return nil, nil
}

// meetingOf is the meeting that v.Here is, or that its ballot belongs to.
func meetingOf(v bot.View) *meeting.State {
	if of := ballot.Of(v).Meeting; of != "" {
		return meeting.In(v, of)
	}
	return meeting.Of(v)
}

// Voices says whether only some may be heard in the voice channels of v.Here, and
// who.
func (h *House) Voices(v bot.View) (formal bool, heard []bot.PersonID) {
	for _, f := range h.features {
		if f.Voices == nil {
			continue
		}
		if formal, heard = f.Voices(v); formal {
			return formal, heard
		}
	}
	return false, nil
}

// chairing is who holds the chair of the meeting: the one it was handed to, or
// the Chair in office.
func (h *House) chairing(v bot.View) []bot.PersonID {
	if acting := meeting.Of(v).Chair; acting != "" {
		return []bot.PersonID{acting}
	}
	return roster.Of(v).With(bot.RoleChair, v.Now)
}

// roomPlatform is where everybody on the roster has an account without linking
// one: the browser room knows people by their own sign-in.
const roomPlatform = "room"

// Accounts lists where a person can be told something, the preferred first.
func (h *House) Accounts(v bot.View, person bot.PersonID) []bot.Account {
	p, ok := roster.Of(v).Person(person)
	if !ok || p.Erased || p.Guest {
		return nil
	}
	accounts := slices.DeleteFunc(slices.Clone(p.Accounts), func(a bot.Account) bool { return a.Platform == roomPlatform })
	return append(accounts, bot.Account{Platform: roomPlatform, User: string(person)})
}

// Form asks for what a routed call does not hold yet, if the reader may give
// the command at all.
func (h *House) Form(v bot.View, r Routed, in bot.Input) (chat.Form, error) {
	c := h.context(v, in, r)
	if _, err := h.table.Bind(c, readers()); err != nil {
		if _, ok := errors.AsType[*command.Missing](err); !ok {
			return chat.Form{}, err
		}
	}
	var fixed []string
	name, isCase := r.Stream.Case()
	if isCase = isCase && r.Call.Args[command.CaseArg] != ""; isCase {
		fixed = append(fixed, command.CaseArg) // whoever presses a button of a case is not asked which
	}
	form, err := h.table.Form(c.View, r.Call, fixed...)
	form = h.formOf(c.Here, form)
	if isCase && err == nil {
		form.Call.Args[command.CaseArg] = name
	}
	if form.Note == "" && isCase {
		form.Note = c.Say("form.of-case", "case", name)
	}
	if form.Note == "" && form.Call.Args[command.MeetingArg] != "" {
		form.Note = meeting.Of(c.View).Title.Text // a link leads here from outside, where nothing says which it is
	}
	return form, err
}

// AfterRefusal says what must be recorded because a call was refused: that
// somebody whose term has ended tried to act in the role they had.
func (h *House) AfterRefusal(v bot.View, in bot.Input, r Routed, err error) (bot.Input, bool) {
	cmd, ok := h.table.Get(r.Call.Path)
	if !ok || r.Actor.Person == "" || cmd.May(v.Reader) {
		return bot.Input{}, false
	}
	for _, tenure := range roster.ExpiredRoles(roster.Of(v), r.Actor.Person, v.Now) {
		if cmd.May(bot.Reader{Roles: []bot.Role{tenure.Role}}) {
			return bot.Input{
				Cause: in.Cause + "/expired", At: in.At, Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream,
				Intent: bot.Do("roster expired", "person", string(r.Actor.Person), "role", string(tenure.Role), "command", r.Call.Path),
			}, true
		}
	}
	return bot.Input{}, false
}
