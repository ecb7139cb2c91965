package moderation

import (
	"strconv"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
)

// What those outside of a case are shown: reporters, those whom a step concerns, and
// the channel. None of it names a reporter, or the case.

// gone is the answer for a case that the reader may not see, or that is not.
func gone(c *command.Context) error {
	return lang.Refuse("conduct.no-such-case", "text", shorten(c.Text(command.CaseArg)))
}

// follow shows a reporter where their report is: by its token or, without one, all
// that they reported under their name.
func follow(c *command.Context) (bot.Reply, error) {
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{chat.Heading{Text: c.Say("conduct.follow.title")}}}
	sum := community.Sum(c.Text("token"))
	found := false
	for _, s := range all(c.View) {
		byToken := c.Has("token") && s.Report.Token == sum
		byName := !c.Has("token") && c.Me() != "" && s.Report.By == c.Me()
		if !byToken && !byName || s.Cleared {
			continue
		}
		found = true
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(chat.Time{At: s.At}, " · ", progress(c.View, s))})
		m.Blocks = append(m.Blocks, ownWords(c.View, s)...)
		m.Blocks = append(m.Blocks, outward(c.View, s)...)
	}
	switch {
	case !found && c.Has("token"):
		return bot.Reply{}, lang.Refuse("conduct.no-such-token")
	case !found:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("conduct.follow.none"))})
	}
	return bot.Reply{Message: &m}, nil
}

// lead is the case in which a report is dealt with.
func lead(v bot.View, s *State) *State {
	if s.Into != "" {
		if l := in(v, s.Into); l.Exists() {
			return l
		}
	}
	return s
}

// progress says to a reporter where the case is, without saying who handles it or
// what was said to whom; nor who wrote the message, which they may have the link of alone.
func progress(v bot.View, s *State) string {
	l := lead(v, s)
	switch {
	case l.Appeal().Open():
		return v.Say("conduct.follow.appeal")
	case !l.Open():
		return v.Say("conduct.follow.closed." + string(l.Finding))
	case len(l.Steps) > 0:
		return v.Say("conduct.follow.underway")
	case l.Taken != "":
		return v.Say("conduct.follow.taken")
	case len(handlers(v, l)) == 0:
		return elsewhere(v)
	}
	return v.Say("conduct.follow.received")
}

// ownWords says to a reporter what became of what they wrote.
func ownWords(v bot.View, s *State) (blocks []chat.Block) {
	if !s.Withdrawn.IsZero() {
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.follow.withdrawn"))})
	}
	if s.Erased.Times > 0 {
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.follow.redacted"))})
	}
	return blocks
}

// outward are the notes for the reporter.
func outward(v bot.View, s *State) (blocks []chat.Block) {
	l := lead(v, s)
	for i, n := range l.Notes {
		if !n.Outward {
			continue
		}
		blocks = append(blocks, chat.Quote{Text: n.Text, From: v.Say("conduct.follow.note")})
		if q, is := questionOf(v, l, i+1, 0); is && l.Open() {
			blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.follow.answer-by"), " ", chat.Time{At: q.until})})
		}
	}
	return blocks
}

// showNews tells a reporter that there is news.
func showNews(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	for _, one := range group(v, s) {
		if one.Report.By == v.Reader.Person && v.Reader.Person != "" && !s.Cleared {
			m := chat.Message{Seen: v.Say("seen.only-you"), Blocks: []chat.Block{
				chat.Paragraph{Text: chat.Line(v.Say("conduct.news"), " ", progress(v, one))},
			}}
			m.Blocks = append(m.Blocks, outward(v, one)...)
			m.Buttons = []chat.Button{{Label: v.Say("conduct.button.follow"), Call: chat.Do("conduct follow")}}
			return m, nil
		}
	}
	return chat.Message{}, nil
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
		days := int((p.Lasts + 24*time.Hour - 1) / (24 * time.Hour))
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.step.lasts."+string(p.Rung), "count", days))})
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
	mine := false
	for _, p := range s.Steps {
		mine = mine || p.To == v.Reader.Person && p.To != ""
	}
	if !mine || a.Decided.IsZero() || s.Cleared {
		return chat.Message{}, nil
	}
	key := "conduct.appeal.rejected"
	if a.Upheld {
		key = "conduct.appeal.upheld"
	}
	return chat.Message{Seen: v.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(v.Say(key))}, chat.Quote{Text: a.Reason, From: v.Say("conduct.appeal.reason")},
	}}, nil
}

// draft is the form of a step with courteous words to begin with: nothing goes out
// that nobody has read.
func draft(c *command.Context, s *State, rung Rung) bot.Reply {
	fields := []chat.Field{{
		Name: "text", Label: c.Say("conduct.draft.text"), Kind: chat.LongText, Required: true, Max: mostText,
		Value: c.Say("conduct.draft." + string(rung)),
	}}
	args := []string{"case", s.Name, "step", string(rung)}
	if to := c.Call.Args["to"]; to != "" {
		args = append(args, "to", to)
	}
	if rung.most() > 0 {
		days := strconv.Itoa(int(rung.most()/(24*time.Hour))) + "d"
		fields = append(fields, chat.Field{Name: "lasts", Label: c.Say("arg.lasts"), Kind: chat.ShortText, Value: days, Hint: c.Say("hint.duration")})
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
