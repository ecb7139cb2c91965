package chairing

import (
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// ShowDesk is the desk: what whoever leads the meeting can do next, kept
// current from the planning to the minutes.
const ShowDesk = "chairing.desk"

// Also adds the desk to the records of any feature that move a meeting on. Who
// asks for the floor or says what they think moves nothing on it. When those
// who lead change on the roster, the meetings are asked to show it anew.
func Also(v bot.View, events []bot.Event) []bot.Effect {
	if _, ok := v.Here.Stream.Meeting(); !ok {
		return renewals(v, events)
	}
	if slices.ContainsFunc(events, movesDesk) {
		return []bot.Effect{
			{Do: bot.Live, Key: ShowDesk, Show: ShowDesk, To: bot.ToRole(bot.RoleActingChair)},
			{Do: bot.Live, Key: ShowDesk + " secretariat", Show: ShowDesk, To: bot.ToRole(bot.RoleSecretariat)},
		}
	}
	return nil
}

// renewals asks every meeting that still has a desk to show it, when somebody
// begins or ceases to lead: the audience of a message is that of its record.
func renewals(v bot.View, events []bot.Event) []bot.Effect {
	if v.Here.Stream != bot.CommunityStream || !slices.ContainsFunc(events, leads) {
		return nil
	}
	d := meeting.DirectoryOf(v)
	last, _ := d.Last()
	var effects []bot.Effect
	for _, e := range d.All() {
		coming := e.Phase.Ahead() && !e.Forgotten(v.Now)
		if coming || e.Phase == meeting.PhaseOpen || e.ID == last.ID {
			effects = append(effects, bot.Effect{Do: bot.Forward, Key: ShowDesk + " " + string(e.ID), Send: &bot.Forwarded{
				Stream: bot.MeetingStream(e.ID), Call: bot.Do("meeting desk"),
			}})
		}
	}
	return effects
}

// leads reports whether a fact of the roster says who leads.
func leads(e bot.Event) bool {
	var roles []bot.Role
	of := func(tenures []roster.Tenure) {
		for _, t := range tenures {
			roles = append(roles, t.Role)
		}
	}
	switch e := e.(type) {
	case roster.PersonAdded:
		of(e.Facts.Roles)
	case roster.PersonChanged:
		of(e.Facts.Roles)
	case roster.RoleGiven:
		roles = []bot.Role{e.Tenure.Role}
	case roster.RoleEnded:
		roles = []bot.Role{e.Role}
	}
	return slices.Contains(roles, bot.RoleChair) || slices.Contains(roles, bot.RoleSecretariat)
}

// decideDesk records that the desk is shown to those who lead now. After the
// release nothing is left to do at it, and the record rests.
func decideDesk(c *command.Context) (bot.Decision, error) {
	if minutes.Of(c.View).Phase == minutes.Final {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	switch meeting.Of(c.View).Phase {
	case meeting.PhaseScheduled, meeting.PhaseInvited, meeting.PhaseOpen, meeting.PhaseClosed:
		return bot.Decision{Events: []bot.Event{DeskRenewed{}}}, nil
	case meeting.PhaseNone, meeting.PhaseCancelled:
	}
	return bot.Decision{Reply: bot.Reply{Done: true}}, nil
}

func movesDesk(e bot.Event) bool {
	switch e.(type) {
	case meeting.Present, meeting.Left, meeting.Regrets, meeting.RegretsWithdrawn, meeting.LateAnnounced, agenda.InputSupported, agenda.SupportWithdrawn:
		return false
	case bot.Undone:
		return true
	}
	feature, _, _ := strings.Cut(e.Kind(), ".")
	switch feature {
	case "meeting", "agenda", "chairing", "minutes":
		return true
	case "proposal":
		_, stance := e.(proposal.Said)
		return !stance
	}
	return false
}

func showDesk(v bot.View, _ bot.Effect) (chat.Message, error) {
	m := meeting.Of(v)
	d := desk{v: v, out: chat.Message{Seen: v.Say("seen.only-you")}}
	switch m.Phase {
	case meeting.PhaseScheduled, meeting.PhaseInvited:
		d.out.Rank = chat.Ahead
		d.head("chairing.desk-before", m)
		d.before(m)
	case meeting.PhaseOpen:
		d.out.Rank = chat.Underway
		d.head("chairing.desk-open", m)
		d.during(m)
	case meeting.PhaseClosed:
		d.head("chairing.desk-closed", m)
		d.after()
		d.ask("chairing.reopen", chat.Do("meeting reopen", "meeting", string(m.ID)))
	case meeting.PhaseNone, meeting.PhaseCancelled:
		return chat.Message{}, nil
	}
	return d.out, nil
}

// desk builds the message.
type desk struct {
	v   bot.View
	out chat.Message
}

func (d *desk) head(key string, m *meeting.State) {
	d.out.Blocks = append(d.out.Blocks, chat.Heading{Text: d.v.Say(key, "title", said(d.v, m.Title))})
}

func (d *desk) button(key string, style chat.ButtonStyle, call chat.Call, args ...any) {
	d.out.Buttons = append(d.out.Buttons, chat.Button{Label: d.v.Say(key, args...), Call: call, Style: style})
}

func (d *desk) ask(key string, call chat.Call) {
	d.out.Buttons = append(d.out.Buttons, chat.Button{Label: d.v.Say(key), Call: call, Ask: true})
}

// undecided tells how many inputs wait for a fate.
func (d *desk) undecided() {
	waiting := 0
	for _, in := range agenda.Of(d.v).Inputs {
		if in.Fate == agenda.Undecided {
			waiting++
		}
	}
	if waiting > 0 {
		d.out.Blocks = append(d.out.Blocks, chat.Paragraph{Text: chat.Line(d.v.Say("chairing.desk-inputs", "count", waiting))})
	}
	if len(agenda.Of(d.v).Inputs) > 0 {
		d.button("chairing.to-inputs", chat.Ordinary, chat.Do("agenda list"))
	}
}

func (d *desk) before(m *meeting.State) {
	d.out.Blocks = append(d.out.Blocks, chat.Paragraph{Text: chat.Line(d.v.Say("chairing.desk-begins")+" ", chat.Time{At: m.Start})})
	if m.Phase == meeting.PhaseScheduled {
		d.button("chairing.to-invite", chat.Ordinary, chat.Do("meeting invite"))
	}
	d.undecided()
	if len(agenda.Of(d.v).Inputs) > 0 {
		d.button("chairing.to-propose", chat.Ordinary, chat.Do("agenda propose"))
		d.button("chairing.to-publish", chat.Ordinary, chat.Do("agenda publish"))
	}
	d.button("chairing.to-open", chat.Primary, chat.Do("meeting open", "meeting", string(m.ID)))
}

// after offers what can be done with the minutes, as far as they have come.
func (d *desk) after() {
	d.button("chairing.to-minutes", chat.Primary, chat.Do("minutes show"))
	switch s := minutes.Of(d.v); s.Phase {
	case minutes.Draft:
		d.button("chairing.to-approve", chat.Ordinary, chat.Do("minutes approve"))
	case minutes.Window:
		d.out.Blocks = append(d.out.Blocks, chat.Paragraph{Text: chat.Line(d.v.Say("chairing.desk-window")+" ", chat.Time{At: s.Until})})
	case minutes.Closed:
		d.button("chairing.to-release", chat.Ordinary, chat.Do("minutes release"))
	case minutes.Final:
		d.out.Blocks = append(d.out.Blocks, chat.Paragraph{Text: chat.Line(d.v.Say("chairing.desk-released"))})
	}
}

func (d *desk) during(m *meeting.State) {
	a := agenda.Of(d.v)
	current, taken := a.Current()
	if taken {
		d.out.Blocks = append(d.out.Blocks, chat.Paragraph{Text: chat.Line(itemTitle(d.v, current))})
		n := strconv.Itoa(current.Number)
		d.button("chairing.to-close-item", chat.Ordinary, chat.Do("item close", "item", n), "item", current.Number)
		d.ask("chairing.to-time", chat.Do("item time", "item", n))
	}
	d.next(a, current, taken)
	d.undecided()
	if _, open := proposal.Of(d.v).Open(); !open && taken {
		d.ask("chairing.to-proposal", chat.Do("proposal make"))
	}
	if taken {
		d.ask("chairing.to-action", chat.Do("action add"))
	}
	if m.OffRecord {
		d.button("chairing.to-on", chat.Ordinary, chat.Do("record on"))
	} else {
		d.button("chairing.to-off", chat.Ordinary, chat.Do("record off"))
	}
	if _, ok := Of(d.v).LastFor(d.v.Reader.Person); ok {
		d.button("chairing.to-undo", chat.Ordinary, chat.Do("record undo"))
	}
	d.button("chairing.to-close", chat.Danger, chat.Do("meeting close"))
}

// next offers the item that comes next. The call names the item that is current
// now, so that a second press does not take the one after.
func (d *desk) next(a *agenda.State, current agenda.Item, taken bool) {
	item, ok := a.Next()
	if !ok {
		d.ask("chairing.to-topic", chat.Do("topic"))
		return
	}
	style := chat.Ordinary
	if !taken {
		style = chat.Primary
	}
	d.button("chairing.to-take", style,
		chat.Do("item take", "item", strconv.Itoa(item.Number), "after", strconv.Itoa(current.Number)),
		"item", item.Number, "title", said(d.v, item.Title))
}
