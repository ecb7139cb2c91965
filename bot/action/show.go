package action

import (
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// The names of what is shown.
const (
	ShowRecorded  = "action.recorded"  // to everybody
	ShowYours     = "action.yours"     // to an owner: they have an action
	ShowChanged   = "action.changed"   // to an owner: it was changed
	ShowDropped   = "action.dropped"   // to an owner: it need not be done
	ShowRetracted = "action.retracted" // to an owner: the meeting took it back
)

// Shows are the messages that records name.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{
		ShowRecorded: showRecorded, ShowYours: showYours,
		ShowChanged: showOne("action.tell-changed"), ShowDropped: showOne("action.tell-dropped"),
		ShowRetracted: showOne("action.tell-retracted"),
	}
}

func nameList(v bot.View, people []bot.PersonID) string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = roster.Name(v, p)
	}
	return strings.Join(names, ", ")
}

// ownerNames lists owners, those whom nobody is known by as they were typed.
func ownerNames(v bot.View, owners []bot.PersonID, named bot.Words) string {
	var parts []string
	if len(owners) > 0 {
		parts = append(parts, nameList(v, owners))
	}
	if text := said(v, named); text != "" {
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return v.Say("action.nobody")
	}
	return strings.Join(parts, ", ")
}

// said is what a person wrote; words that were erased are said to be gone.
func said(v bot.View, w bot.Words) string {
	if w.Gone {
		return v.Say("action.erased")
	}
	return w.Text
}

// DueText says when an action is due, and that it is overdue.
func DueText(v bot.View, a Action) chat.Text {
	switch {
	case a.Due == "":
		return chat.Line(v.Say("action.no-date"))
	case a.Overdue(v.Now, v.Reader.Zone):
		return chat.Line(chat.Strong(v.Say("action.overdue", "date", a.Due)))
	}
	return chat.Line(v.Say("action.due", "date", a.Due))
}

// showRecorded tells the channel of a new action, with the number under which
// the community keeps it. Once taken back it has nothing to show.
func showRecorded(v bot.View, e bot.Effect) (chat.Message, error) {
	version, err := strconv.ParseUint(e.With["record"], 10, 64)
	if err != nil {
		return chat.Message{}, nil //nolint:nilerr // an effect without a number shows nothing
	}
	item, ok := Of(v).recordedIn(version)
	if !ok {
		return chat.Message{}, nil
	}
	title := v.Say("action.title")
	a, kept := WorkOf(v).From(item.Ref)
	if kept {
		title = v.Say("action.title-number", "action", a.Number)
	} else {
		a = Action{Due: item.Due, State: ToDo}
	}
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: title},
		chat.Quote{Text: said(v, item.Text)},
		chat.Paragraph{Text: append(chat.Line(v.Say("action.for", "owners", ownerNames(v, item.Owners, item.Named)), " · "), DueText(v, a)...)},
	}, Seen: v.Say("seen.channel")}
	if kept {
		m.Buttons = buttons(v, a)
	}
	return m, nil
}

func buttons(v bot.View, a Action) []chat.Button {
	n := strconv.Itoa(a.Number)
	date := v.Say("action.button.date")
	if a.Due != "" {
		date = v.Say("action.button.change")
	}
	return []chat.Button{
		{Label: v.Say("action.button.done"), Call: chat.Do("action done", "action", n)},
		{Label: date, Call: chat.Do("action change", "action", n), Ask: true},
	}
}

func theAction(v bot.View, e bot.Effect) (Action, bool) {
	n, err := strconv.Atoi(e.With["action"])
	if err != nil {
		return Action{}, false
	}
	return WorkOf(v).Action(n)
}

func meetingTitle(v bot.View, id bot.MeetingID) string {
	if e, ok := meeting.DirectoryOf(v).Get(id); ok && e.Title.Text != "" {
		return e.Title.Text
	}
	return v.Say("action.meeting", "meeting", string(id))
}

// showYours tells an owner of their action, while it is to be done.
func showYours(v bot.View, e bot.Effect) (chat.Message, error) {
	a, ok := theAction(v, e)
	if !ok || a.State != ToDo || v.Reader.Person != "" && !a.OwnedBy(v.Reader.Person) {
		return chat.Message{}, nil
	}
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("action.yours", "action", a.Number, "title", meetingTitle(v, a.Meeting()))},
		chat.Quote{Text: said(v, a.Text)},
		chat.Paragraph{Text: DueText(v, a)},
	}, Buttons: buttons(v, a), Seen: v.Say("seen.only-you")}
	return m, nil
}

// showOne tells an owner what became of an action.
func showOne(key string) bot.Show {
	return func(v bot.View, e bot.Effect) (chat.Message, error) {
		a, ok := theAction(v, e)
		if !ok {
			return chat.Message{}, nil
		}
		m := chat.Say(v.Say(key, "action", a.Number))
		m.Blocks = append(m.Blocks, chat.Quote{Text: said(v, a.Text)})
		if a.State == ToDo {
			m.Blocks = append(m.Blocks, chat.Paragraph{Text: append(
				chat.Line(v.Say("action.for", "owners", ownerNames(v, a.Owners, a.Named)), " · "), DueText(v, a)...)})
		}
		if reason := said(v, a.lastReason()); reason != "" {
			m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("action.because", "text", reason))})
		}
		m.Seen = v.Say("seen.only-you")
		return m, nil
	}
}

// lastReason is why the action was last changed, or dropped.
func (a Action) lastReason() bot.Words {
	if a.State == GivenUp {
		return a.Note
	}
	if n := len(a.Changes); a.State == ToDo && n > 0 {
		return a.Changes[n-1].Reason
	}
	return bot.Words{}
}

// Table shows actions as lines, with what is overdue standing out. Meetings use
// it to show what was carried over.
func Table(v bot.View, actions []Action) chat.Table {
	t := chat.Table{
		Header: []string{v.Say("action.column.number"), v.Say("action.column.what"), v.Say("action.column.who"), v.Say("action.column.when")},
	}
	t.Numbers = []int{0}
	for _, a := range actions {
		t.Rows = append(t.Rows, []chat.Text{
			chat.Line(strconv.Itoa(a.Number)), chat.Line(said(v, a.Text)),
			chat.Line(ownerNames(v, a.Owners, a.Named)), DueText(v, a),
		})
	}
	return t
}

// shown is how many actions one message lists.
const shown = 50

func show(c *command.Context) (bot.Reply, error) {
	var actions []Action
	for _, a := range Open(c.View) {
		if c.Text("whose") != "mine" || a.OwnedBy(c.Me()) {
			actions = append(actions, a)
		}
	}
	m := chat.Message{Seen: c.Say("seen.only-you")}
	if len(actions) == 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("action.none." + c.Text("whose")))})
		return bot.Reply{Message: &m}, nil
	}
	m.Blocks = append(m.Blocks,
		chat.Heading{Text: c.Say("action.open", "count", len(actions))}, Table(c.View, actions[:min(shown, len(actions))]))
	if more := len(actions) - shown; more > 0 {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("action.more", "count", more))})
	}
	for _, a := range actions[:min(5, len(actions))] {
		if a.OwnedBy(c.Me()) {
			m.Buttons = append(m.Buttons, chat.Button{
				Label: c.Say("action.button.done-number", "action", a.Number),
				Call:  chat.Do("action done", "action", strconv.Itoa(a.Number)),
			})
		}
	}
	return bot.Reply{Message: &m}, nil
}
