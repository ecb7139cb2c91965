package chairing

import (
	"strconv"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// decideUndo takes back the last step, for a reason. Asked without one, it says
// what would be taken back; the form names the step, so that a second press, or
// a press after somebody else's step, takes back nothing else.
func decideUndo(c *command.Context) (bot.Decision, error) {
	step, ok := Of(c.View).LastFor(c.Me())
	last, some := Of(c.View).Last()
	if c.Archive {
		step, ok = last, some
	}
	switch {
	case !ok && c.Archive:
		return talk()
	case !c.Archive && !meeting.Of(c.View).IsOpen():
		return bot.Decision{}, lang.Refuse("chairing.undo-not-open")
	case c.Has("step") && (!ok || uint64(c.Number("step")) != step.Version):
		return nothing("chairing.undo-moved-on")
	case !ok && some:
		return bot.Decision{}, lang.Refuse("chairing.others-words", "name", roster.Name(c.View, last.By))
	case !ok:
		return bot.Decision{}, lang.Refuse("chairing.nothing-to-undo")
	}
	if why(c).IsZero() && !c.Archive {
		return bot.Decision{Reply: askWhy(c, step)}, nil
	}
	e := bot.Undone{Version: step.Version, Reason: why(c)}
	effects := append(live(), proposal.Effects(c.View)...)
	if step.What == whatAction {
		ref := bot.Ref{Stream: c.Here.Stream, Version: step.Version}
		if a, kept := action.WorkOf(c.View).From(ref); kept && (a.State != action.ToDo || len(a.Changes) > 0) {
			return bot.Decision{}, lang.Refuse("chairing.action-moved-on", "action", a.Number)
		}
		effects = append(effects, action.Retract(ref))
	}
	effects = append(effects, bot.Effect{
		Do: bot.Post, Key: ShowUndone, Show: ShowUndone, To: bot.ToChannels(),
		With: map[string]string{
			"version": strconv.FormatUint(step.Version, 10), "what": step.What,
			"subject": strconv.Itoa(step.Subject), "person": string(step.Person),
		},
	})
	return bot.Decision{
		Events: []bot.Event{e}, Effects: effects,
		Reply: bot.Say("chairing.undone", "what", step.said(c.View)),
	}, nil
}

// said says what a step did: "item 3 was taken".
func (t Step) said(v bot.View) lang.Text {
	name := ""
	if t.Person != "" {
		name = roster.Name(v, t.Person)
	}
	return lang.T("chairing.step."+t.What, "subject", t.Subject, "name", name)
}

func askWhy(c *command.Context, step Step) bot.Reply {
	id, _ := c.Here.Stream.Meeting()
	by := ""
	if step.By != "" {
		by = roster.Name(c.View, step.By)
	}
	text := lang.T("chairing.undo-why", "what", step.said(c.View), "name", by)
	return bot.Reply{
		Text: text, Refused: true,
		Form: &chat.Form{
			Title: c.Say("chairing.undo-title"),
			Call:  chat.Do("record undo", "step", strconv.FormatUint(step.Version, 10), command.MeetingArg, string(id)),
			Fields: []chat.Field{{
				Name: "reason", Label: c.Say("arg.reason"), Kind: chat.LongText, Required: true, Max: reasonMax,
			}},
			Submit: c.Say("chairing.undo-submit"), Note: c.Print.Text(text),
		},
	}
}
