package house

import (
	"regexp"
	"slices"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
	"magbot/bot/roster"
	"magbot/bot/shorthand"
)

// unmistakable is shorthand that nobody types in ordinary talk: a sign, or a
// label in capitals ("PROPOSAL: …"). Only that is answered where no meeting is
// open: "+1", "next item" and "Proposal: lunch" there are talk.
var unmistakable = regexp.MustCompile(`(?i)^\s*((q|queue|agenda|present|regrets)\s?[-+?=](\s|$|:|[^-+?=]*$)|(?-i:PROPOSAL|PROPOSED|RESOLUTION|RESOLVED|ACTION)\s*:)`)

// outside understands shorthand in a channel of the community where no meeting
// is open. A correction goes to the minutes of the meeting that was held there
// last, until they are released; an input to the one meeting that is planned.
// What needs an open meeting is refused, so that nobody thinks it was taken.
func (h *House) outside(v bot.View, place bot.Place, text string, typed shorthand.Command) (bot.Call, error) {
	if roster.Of(v).Archive() || place.Private() {
		return bot.Call{}, ErrTalk
	}
	call := bot.Call{Path: typed.Path, Args: h.declared(typed)}
	if typed.Path == "record correct" || typed.Path == "record insert" {
		last, ok := heldAt(v, place)
		if !ok || minutes.In(v, last.ID).Phase == minutes.Final {
			return bot.Call{}, ErrTalk
		}
		call.Args[command.MeetingArg] = string(last.ID)
		return call, nil
	}
	if !unmistakable.MatchString(text) || !community.Of(v).Linked(place) {
		return bot.Call{}, ErrTalk
	}
	planned := coming(v)
	switch {
	case typed.Path == "agenda show":
		return call, nil // answers for the meeting that comes next
	case typed.Path != "agenda add" && len(planned) == 0:
		return bot.Call{}, lang.Refuse("house.not-open")
	case typed.Path != "agenda add":
		return bot.Call{}, lang.Refuse("house.not-open-yet", "title", planned[0].Title.Text)
	case len(planned) == 0:
		return bot.Call{}, lang.Refuse("house.none-takes-inputs")
	case len(planned) > 1:
		return bot.Call{}, lang.Refuse("house.several-take-inputs", "count", len(planned), "number", string(planned[0].ID), "title", planned[0].Title.Text)
	}
	call.Args[command.MeetingArg] = string(planned[0].ID)
	return call, nil
}

// heldAt gives the meeting that was closed last among those held in a channel.
func heldAt(v bot.View, place bot.Place) (last meeting.Entry, found bool) {
	for _, e := range meeting.DirectoryOf(v).All() {
		held := slices.ContainsFunc(e.Places, func(p bot.Place) bool { return meeting.SameChannel(p, place) })
		if e.Phase == meeting.PhaseClosed && held && (!found || !e.Closed.Before(last.Closed)) {
			last, found = e, true
		}
	}
	return last, found
}

// coming lists the meetings that are planned and take inputs, the next first.
func coming(v bot.View) []meeting.Entry {
	d := meeting.DirectoryOf(v)
	next, ok := d.Next(v.Now)
	if !ok || next.Forgotten(v.Now) {
		return nil
	}
	list := []meeting.Entry{next}
	for _, e := range d.All() {
		if e.ID != next.ID && e.Phase.Ahead() && !e.Forgotten(v.Now) {
			list = append(list, e)
		}
	}
	return list
}
