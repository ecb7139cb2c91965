package action

import (
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// decideTaken keeps what a meeting recorded. The words come from the meeting's
// own stream. When the record has been taken back meanwhile there is nothing
// to keep.
func decideTaken(c *command.Context) (bot.Decision, error) {
	id, version, err := origin(c)
	if err != nil {
		return bot.Decision{}, err
	}
	ref := bot.Ref{Stream: bot.MeetingStream(id), Version: version}
	w := WorkOf(c.View)
	item, ok := In(c.View, id).recordedIn(version)
	if _, kept := w.From(ref); kept || !ok {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	e := Taken{
		Number: len(w.Actions) + 1, From: ref, Text: copied(item.Text), Owners: slices.Clone(item.Owners),
		Named: copied(item.Named), Due: item.Due, By: item.By,
	}
	d := bot.Decision{Events: []bot.Event{e}}
	for _, p := range item.Owners {
		if p != item.By {
			d.Effects = append(d.Effects, tell(ShowYours, e.Number, p))
		}
	}
	return d, nil
}

// copied gives words for another record: what was erased stays nobody's words.
func copied(w bot.Words) bot.Words { return bot.Words{By: w.By, Text: w.Text} }

func origin(c *command.Context) (bot.MeetingID, uint64, error) {
	n := c.Number("record")
	if n < 1 {
		return "", 0, lang.Refuse("action.no-such", "action", n, "count", 0)
	}
	return bot.MeetingID(c.Text("of")), uint64(n), nil
}

func tell(show string, n int, p bot.PersonID) bot.Effect {
	return bot.Effect{
		Do: bot.Direct, Key: show + " " + string(p), Show: show, To: bot.ToPerson(p),
		With: map[string]string{"action": strconv.Itoa(n)},
	}
}

func decideRetracted(c *command.Context) (bot.Decision, error) {
	id, version, err := origin(c)
	if err != nil {
		return bot.Decision{}, err
	}
	a, ok := WorkOf(c.View).From(bot.Ref{Stream: bot.MeetingStream(id), Version: version})
	if !ok || a.State != ToDo {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	d := bot.Decision{Events: []bot.Event{Retracted{Number: a.Number}}}
	for _, p := range a.Owners {
		if p != a.By {
			d.Effects = append(d.Effects, tell(ShowRetracted, a.Number, p))
		}
	}
	return d, nil
}

// open finds the action meant, if it is still to be done.
func open(c *command.Context) (Action, error) {
	w := WorkOf(c.View)
	a, ok := w.Action(c.Number("action"))
	if !ok {
		return Action{}, lang.Refuse("action.no-such", "action", c.Number("action"), "count", len(w.Actions))
	}
	return a, nil
}

// mayChange reports whether who acts may change the action: its owners, and who
// leads.
func mayChange(c *command.Context, a Action) bool {
	return c.Archive || a.OwnedBy(c.Me()) || c.Reader.Has(command.Leads...)
}

func decideDone(c *command.Context) (bot.Decision, error) {
	a, err := open(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case a.State == Finished:
		return bot.Decision{Reply: bot.Say("action.done-already", "action", a.Number)}, nil
	case a.State != ToDo:
		return bot.Decision{}, lang.Refuse("action.over", "action", a.Number)
	case !mayChange(c, a):
		return bot.Decision{}, lang.Refuse("action.not-yours", "action", a.Number)
	}
	e := Done{Number: a.Number, By: c.Me()}
	if note := strings.TrimSpace(c.Text("note")); note != "" {
		e.Note = bot.Write(c.Me(), note)
	}
	return bot.Decision{Events: []bot.Event{e}, Reply: bot.Say("action.done", "action", a.Number)}, nil
}

func decideChange(c *command.Context) (bot.Decision, error) {
	a, err := open(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case a.State != ToDo:
		return bot.Decision{}, lang.Refuse("action.over", "action", a.Number)
	case !mayChange(c, a):
		return bot.Decision{}, lang.Refuse("action.not-yours", "action", a.Number)
	}
	e := Changed{Number: a.Number, Owners: slices.Clone(a.Owners), Named: copied(a.Named), Due: a.Due, By: c.Me()}
	if c.Has("owners") {
		if e.Owners, e.Named, err = readOwners(c, c.Text("owners")); err != nil {
			return bot.Decision{}, err
		}
	}
	if c.Has("due") {
		if e.Due, _, err = readDue(c, ""); err != nil {
			return bot.Decision{}, err
		}
	}
	if slices.Equal(e.Owners, a.Owners) && e.Due == a.Due && e.Named.Text == a.Named.Text {
		return bot.Decision{}, lang.Refuse("action.nothing-to-change", "action", a.Number)
	}
	if reason := strings.TrimSpace(c.Text("reason")); reason != "" {
		e.Reason = bot.Write(c.Me(), reason)
	} else if a.Due != "" && e.Due != a.Due {
		return bot.Decision{}, lang.Refuse("action.change-reason", "action", a.Number)
	}
	d := bot.Decision{Events: []bot.Event{e}, Reply: bot.Say("action.changed", "action", a.Number)}
	for _, p := range union(a.Owners, e.Owners) {
		if p == c.Me() {
			continue
		}
		show := ShowChanged
		if !a.OwnedBy(p) {
			show = ShowYours
		}
		d.Effects = append(d.Effects, tell(show, a.Number, p))
	}
	return d, nil
}

func union(a, b []bot.PersonID) []bot.PersonID {
	all := slices.Clone(a)
	for _, p := range b {
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

func decideDrop(c *command.Context) (bot.Decision, error) {
	a, err := open(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case a.State == GivenUp:
		return bot.Decision{Reply: bot.Say("action.dropped", "action", a.Number)}, nil
	case a.State != ToDo:
		return bot.Decision{}, lang.Refuse("action.over", "action", a.Number)
	}
	d := bot.Decision{
		Events: []bot.Event{Dropped{Number: a.Number, Reason: bot.Write(c.Me(), strings.TrimSpace(c.Text("reason"))), By: c.Me()}},
		Reply:  bot.Say("action.dropped", "action", a.Number),
	}
	for _, p := range a.Owners {
		if p != c.Me() {
			d.Effects = append(d.Effects, tell(ShowDropped, a.Number, p))
		}
	}
	return d, nil
}
