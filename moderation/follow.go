package moderation

import (
	"slices"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
)

// What a reporter is shown of their report is the report's own, also while it is dealt
// with in a case that others began: what happened there before would tell them that
// somebody else had reported the same, or that a rule had asked to look.

// Mark is a place in the course of a case.
type Mark struct{ Notes, History int }

// Part is the time for which a report is dealt with in a case.
type Part struct {
	Case     string // the report
	From, To Mark
	Over     bool // it was parted; else To says nothing
}

func (s *State) mark() Mark { return Mark{Notes: len(s.Notes), History: len(s.History)} }

// takesIn notes that a report is dealt with here from now on.
func (s *State) takesIn(name string) {
	if !slices.Contains(s.With, name) {
		s.Parts = append(slices.Clip(s.Parts), Part{Case: name, From: s.mark()})
	}
	s.With = append(without(s.With, name), name)
}

// letsGo notes that a report is a case of its own again.
func (s *State) letsGo(name string) {
	s.With, s.Parts = without(s.With, name), slices.Clone(s.Parts)
	for i := range s.Parts {
		if p := &s.Parts[i]; p.Case == name && !p.Over {
			p.To, p.Over = s.mark(), true
		}
	}
}

// spell is a case and what of it one report has had a part in.
type spell struct {
	of       *State
	from, to Mark
	now      bool // the report is dealt with there
}

// spellsOf gives where a report is and was dealt with: first on its own, and last where
// it is dealt with now.
func spellsOf(v bot.View, s *State) (all []spell) {
	all = []spell{{of: s, to: s.mark(), now: s.Into == ""}}
	for _, name := range s.Leads {
		l := in(v, name)
		for _, p := range l.Parts {
			if p.Case != s.Name {
				continue
			}
			if !p.Over {
				p.To = l.mark()
			}
			all = append(all, spell{l, p.From, p.To, !p.Over && name == s.Into})
		}
	}
	slices.SortStableFunc(all, func(a, b spell) int {
		switch {
		case a.now == b.now:
			return 0
		case a.now:
			return 1
		}
		return -1
	})
	return all
}

// has reports whether something of this kind happened meanwhile.
func (p spell) has(is func(Happening) bool) bool {
	return slices.ContainsFunc(p.of.History[p.from.History:p.to.History], is)
}

// steps reports whether a step got so far meanwhile. The erasure of what a reporter wrote
// is none: it may be what another one wrote.
func (p spell) steps(what ...string) bool {
	return p.has(func(h Happening) bool {
		step := p.of.step(h.Number)
		return step != nil && step.Rung != Redact && slices.Contains(what, h.What)
	})
}

// attended reports whether somebody who is free looked after the report meanwhile: took
// the case, or had it already and wrote something.
func (p spell) attended() bool {
	did := []string{"taken", "given", "noted", "told"}
	return p.has(func(h Happening) bool { return slices.Contains(did, h.What) && !slices.Contains(p.of.Excused, h.By) })
}

// knowsAppeal reports whether the reporter may know of an appeal in the case where their
// report is dealt with: it is against a step that was taken meanwhile.
func knowsAppeal(v bot.View, s *State) bool {
	return slices.ContainsFunc(spellsOf(v, s), func(p spell) bool { return p.now && p.steps("suggested", "seconded") })
}

// follow shows a reporter where their report is: by its token or, without one, all
// that they reported under their name, the newest first.
func follow(c *command.Context) (bot.Reply, error) {
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{chat.Heading{Text: c.Say("conduct.follow.title")}}}
	sum := community.Sum(c.Text("token"))
	found := false
	reports := all(c.View)
	slices.SortStableFunc(reports, func(a, b *State) int { return b.At.Compare(a.At) })
	for _, s := range reports {
		byToken := c.Has("token") && s.Report.Token == sum
		byName := !c.Has("token") && c.Me() != "" && s.Report.By == c.Me()
		if !byToken && !byName || s.Cleared {
			continue
		}
		found = true
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(chat.Time{At: s.At}, " · ", called(s, byName), progress(c.View, s))})
		m.Blocks = append(m.Blocks, ownWords(c.View, s)...)
		m.Blocks = append(m.Blocks, outward(c.View, s)...)
		if byName && len(m.Buttons) < mostOwn {
			m.Buttons = append(m.Buttons, ownButtons(c.View, s)...)
		}
	}
	switch {
	case !found && c.Has("token"):
		return bot.Reply{}, lang.Refuse("conduct.no-such-token")
	case !found:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("conduct.follow.none"))})
	}
	return bot.Reply{Message: &m}, nil
}

// mostOwn bounds the buttons of a list of reports.
const mostOwn = 20

// called names a report to whoever made it under their name.
func called(s *State, byName bool) string {
	if !byName {
		return ""
	}
	return s.receipt() + " · "
}

// ownButtons are what whoever made a report under their name can do about it, without a
// token.
func ownButtons(v bot.View, s *State) []chat.Button {
	if !s.Withdrawn.IsZero() || !lead(v, s).Open() {
		return nil
	}
	button := func(key, path string) chat.Button {
		return chat.Button{Label: v.Say(key, "report", s.receipt()), Call: chat.Do(path, "token", s.receipt()), Ask: true}
	}
	return []chat.Button{button("conduct.button.add-to", "conduct add"), button("conduct.button.withdraw", "conduct withdraw")}
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

// progress says to a reporter where their report is, without saying who handles it or
// what was said to whom; nor who wrote the message, which they may have the link of alone.
func progress(v bot.View, s *State) string {
	l, spells := lead(v, s), spellsOf(v, s)
	switch {
	case l.Appeal().Open() && knowsAppeal(v, s):
		return v.Say("conduct.follow.appeal")
	case !l.Open():
		return v.Say("conduct.follow.closed." + string(l.Finding))
	case len(handlers(v, l)) == 0: // whatever was done before: nobody goes on with it
		return elsewhere(v)
	case slices.ContainsFunc(spells, func(p spell) bool { return p.steps("proposed", "suggested", "seconded") }):
		return v.Say("conduct.follow.underway")
	case slices.ContainsFunc(spells, spell.attended):
		return v.Say("conduct.follow.taken")
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

// outward are the notes for the reporter, since their report was dealt with there.
func outward(v bot.View, s *State) (blocks []chat.Block) {
	var notes []Note
	for _, p := range spellsOf(v, s) {
		notes = append(notes, p.of.Notes[p.from.Notes:p.to.Notes]...)
	}
	slices.SortStableFunc(notes, func(a, b Note) int { return a.At.Compare(b.At) })
	for _, n := range notes {
		if !n.Outward {
			continue
		}
		blocks = append(blocks, chat.Quote{Text: n.Text, From: v.Say("conduct.follow.note")})
		if !n.Until.IsZero() && !s.AddedAt.After(n.At) && lead(v, s).Open() {
			blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.follow.answer-by"), " ", chat.Time{At: n.Until})})
		}
	}
	return blocks
}

// isFor reports whether a note of this case, from 0, is for the reporter of one of its
// reports: it was written since they had a part in it.
func (s *State) isFor(one *State, note int) bool {
	return one.Name == s.Name || slices.ContainsFunc(s.Parts, func(p Part) bool { return p.Case == one.Name && !p.Over && p.From.Notes <= note })
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
