package ballot

import (
	"slices"
	"strconv"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// told reports whether numbers are told at all.
func (r *Result) told() bool { return r.Outcome != TooFew && r.Outcome != Missing }

// resultMessage tells a result: what came of it, by which rule and base, how many
// took part, and the numbers, by group beside the total.
func (s *State) resultMessage(v bot.View) (chat.Message, error) {
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: v.Say("ballot.result-title", "number", s.Number, "question", s.Question.Text)}}}
	if s.outside() {
		m.Blocks = append(m.Blocks, slices.Concat(s.elsewhereBlocks(v), s.statement(v), s.answers(v))...)
		return m, nil
	}
	r, err := s.Result()
	if err != nil {
		return m, err
	}
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(chat.Strong(s.Sentence(v)))})
	m.Blocks = append(m.Blocks, s.statement(v)...)
	var lines []chat.Text
	if s.Rules.Binding { // of an advisory one the sentence says so
		lines = append(lines, chat.Line(v.Say(s.force())))
	}
	for _, t := range s.ruleTexts() {
		lines = append(lines, chat.Line(v.Print.Text(t)))
	}
	n := r.Turnout.Total
	lines = append(lines, chat.Line(v.Say("ballot.result-turnout", "count", n.Took, "of", n.Entitled, "recused", n.Recused)))
	m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	if r.told() {
		m.Blocks = append(m.Blocks, s.numbers(v, r)...)
		m.Blocks = append(m.Blocks, s.alikeNotes(v, r)...)
		m.Blocks = append(m.Blocks, s.pictures(v, r)...)
	}
	if s.Settled.Elected != nil {
		m.Blocks = append(m.Blocks, chat.Quote{Text: written(v, s.Settled.Reason), From: roster.Name(v, s.Settled.By)})
	}
	m.Blocks = append(m.Blocks, s.promise(v))
	return m, nil
}

func showResult(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Phase != PhasePublished {
		return chat.Message{}, nil
	}
	m, err := s.resultMessage(v)
	m.Seen = v.Say("seen.channel")
	if s.Rules.Mode == Open {
		m.Blocks = append(m.Blocks, s.names(v)...)
	}
	m.Blocks = append(m.Blocks, s.sealNote(v)...)
	return m, err
}

// names tells who chose what, in the order of the roster: of an open ballot.
func (s *State) names(v bot.View) []chat.Block {
	var lines []chat.Text
	for _, w := range s.Voters {
		if _, ok := s.Casts[w.Person]; !ok {
			continue
		}
		text, isBlank := s.said(s.Mine(w.Person))
		if isBlank {
			text = v.Say("ballot.blank")
		}
		lines = append(lines, chat.Line(v.Say("ballot.named", "name", roster.Name(v, w.Person), "group", inGroup(w.Group, v)), ": ", chat.Strong(text)))
	}
	if len(lines) == 0 {
		return nil
	}
	return []chat.Block{chat.List{Lines: lines}}
}

// showCounted tells the Chair what came out, before it is published.
func showCounted(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Phase != PhaseCounted {
		return chat.Message{}, nil
	}
	m, err := s.counted(v)
	m.Seen = v.Say("seen.only-you")
	return m, err
}

// counted is a result that is not published, with what can be done about it.
func (s *State) counted(v bot.View) (chat.Message, error) {
	m, err := s.resultMessage(v)
	m.Buttons = s.ending(v)
	return m, err
}

func (s *State) ending(v bot.View) []chat.Button {
	var buttons []chat.Button
	if s.Count.Outcome == Tied && len(s.Settled.Elected) == 0 {
		buttons = append(buttons, chat.Button{Label: v.Say("ballot.button.settle"), Call: s.call("ballot settle"), Ask: true, Style: chat.Primary})
	} else {
		publish := s.button(v, "ballot.button.publish", "ballot publish", chat.Primary)
		publish.Call.Args["seen"] = strconv.Itoa(s.looks())
		buttons = append(buttons, publish)
	}
	return append(buttons, chat.Button{Label: v.Say("ballot.button.withdraw"), Call: s.call("ballot withdraw"), Ask: true, Style: chat.Danger})
}

// showResultNow answers with the result: everybody once it is published, and who
// leads once it is counted.
func showResultNow(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	leads := c.Reader.Has(command.Leads...)
	switch s.Phase {
	case PhasePublished:
	case PhaseCounted:
		if !leads {
			return bot.Reply{}, lang.Refuse("ballot.unpublished", "number", s.Number)
		}
	case PhaseWithdrawn:
		return bot.Reply{Text: lang.T("ballot.sentence.withdrawn", "why", written(c.View, s.Why))}, nil
	case PhaseClosed:
		return bot.Reply{}, lang.Refuse("ballot.waits-for-seeds", "number", s.Number, "when", utc(s.revealed()))
	case PhaseNone, PhaseDraft, PhaseOpen:
		return bot.Reply{}, lang.Refuse("ballot.no-result", "number", s.Number)
	}
	m, err := s.resultMessage(c.View)
	if err != nil {
		return bot.Reply{}, err
	}
	if s.Rules.Mode == Open && s.Phase == PhasePublished {
		m.Blocks = append(m.Blocks, s.names(c.View)...)
	}
	m.Blocks = append(m.Blocks, s.sealNote(c.View)...)
	if s.Phase == PhaseCounted {
		m.Buttons = s.ending(c.View)
	}
	return only(c.View, m), nil
}
