package moderation

import (
	"cmp"
	"strconv"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// What those outside of a case are shown: reporters, those whom a step concerns, and
// the channel. None of it names a reporter, or the case.

// gone is the answer for a case that the reader may not see, or that is not.
func gone(c *command.Context) error {
	return lang.Refuse("conduct.no-such-case", "text", shorten(c.Text(command.CaseArg)))
}

func showContact(v bot.View, _ bot.Effect) (chat.Message, error) {
	return chat.Message{Seen: v.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(v.Say("conduct.you-are-contact"))},
	}}, nil
}

// stepOf gives the step that an effect is about, if it is the reader's.
func stepOf(v bot.View, e bot.Effect) *Progress {
	n, err := strconv.Atoi(e.With["step"])
	if err != nil {
		return nil
	}
	return Of(v).step(n)
}

// showStep is what the person reads whom a step concerns: the handlers' own words,
// what it means, and what they can do.
func showStep(v bot.View, e bot.Effect) (chat.Message, error) {
	p := stepOf(v, e)
	if p == nil || p.To != v.Reader.Person || Of(v).Cleared {
		return chat.Message{}, nil
	}
	m := chat.Message{Seen: v.Say("conduct.seen-person"), Blocks: []chat.Block{
		chat.Heading{Text: v.Say("conduct.step.title." + string(p.Rung))},
		chat.Quote{Text: p.Text.Text, From: v.Say("conduct.step.from")},
	}}
	if p.Lasts > 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.step.lasts."+string(p.Rung), "length", length(v, p.Lasts)))})
	}
	if !p.ReplyBy.IsZero() && len(p.Replies) == 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.step.answer-by"), " ", chat.Time{At: p.ReplyBy})})
		m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("conduct.button.answer"), Call: chat.Do("conduct answer", "token", p.Secret), Ask: true})
	}
	if p.Rung == Cooling && p.State == Offered {
		m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("conduct.button.accept"), Call: chat.Do("conduct accept", "token", p.Secret)})
	}
	m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("conduct.button.appeal"), Call: chat.Do("conduct appeal", "token", p.Secret), Ask: true})
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("conduct.step.appeal", "token", p.Secret))})
	return m, nil
}

// showReminder is the neutral reminder in a channel: it is about nobody.
func showReminder(v bot.View, e bot.Effect) (chat.Message, error) {
	p := stepOf(v, e)
	if p == nil || p.Rung != Reminder || Of(v).Cleared {
		return chat.Message{}, nil
	}
	return chat.Message{Seen: v.Say("seen.channel"), Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(p.Text.Text)}}}, nil
}

func showEnded(v bot.View, e bot.Effect) (chat.Message, error) {
	p := stepOf(v, e)
	if p == nil || p.To != v.Reader.Person || Of(v).Cleared {
		return chat.Message{}, nil
	}
	return chat.Message{Seen: v.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(v.Say("conduct.step.ended." + string(p.Rung)))},
	}}, nil
}

// showAppeal tells the person what was decided on their appeal, and why.
func showAppeal(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	a := s.Appeal()
	mine, deleted := false, false
	for _, p := range s.Steps {
		to := p.To == v.Reader.Person && p.To != ""
		o, has := p.outcome(false)
		mine, deleted = mine || to, deleted || to && p.Rung == Delete && p.State == Reversed && has && o.Done
	}
	if !mine || a.Decided.IsZero() || s.Cleared {
		return chat.Message{}, nil
	}
	key := "conduct.appeal.rejected"
	if a.Upheld {
		key = "conduct.appeal.upheld"
	}
	m := chat.Message{Seen: v.Say("seen.only-you"), Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(v.Say(key))}}}
	if a.Upheld && deleted {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.appeal.deleted"))})
	}
	m.Blocks = append(m.Blocks, chat.Quote{Text: a.Reason, From: v.Say("conduct.appeal.reason")})
	return m, nil
}

// draft is the form of a step with courteous words to begin with: nothing goes out
// that nobody has read.
func draft(c *command.Context, s *State, rung Rung) bot.Reply {
	fields := []chat.Field{{
		Name: "text", Label: c.Say("conduct.draft.text"), Kind: chat.LongText, Required: true, Max: mostText,
		Value: c.Say("conduct.draft." + string(rung)),
	}}
	args := []string{"case", s.Name, "step", string(rung)}
	for _, name := range []string{"to", "within"} {
		if given := c.Call.Args[name]; given != "" {
			args = append(args, name, given)
		}
	}
	if rung.most() > 0 {
		lasts := cmp.Or(c.Duration("lasts"), rung.most())
		fields = append(fields, chat.Field{
			Name: "lasts", Label: c.Say("arg.lasts"), Kind: chat.ShortText, Value: civil.FormatDuration(lasts),
			Hint: c.Say("conduct.draft.lasts", "most", length(c.View, rung.most())),
		})
	}
	note := c.Say("conduct.draft.second")
	if rung == Suggestion {
		note = c.Say("conduct.draft.at-once")
	}
	if rung == Restrict {
		note += " " + c.Say("conduct.draft.by-hand")
	}
	if _, acts := rung.deed(); acts {
		note += " " + c.Say("conduct.draft.act")
	}
	return bot.Reply{Form: &chat.Form{
		Title: c.Say("choice.step." + string(rung)), Submit: c.Say("form.submit"), Call: chat.Do("conduct propose", args...), Fields: fields, Note: note,
	}}
}
