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

// show tells about one ballot, and a voter how they voted.
func show(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	if s.Phase == PhaseNone || s.Phase == PhaseDraft && !c.Reader.Has(command.Leads...) {
		return bot.Reply{}, lang.Refuse("ballot.none")
	}
	if s.Phase == PhaseDraft {
		return only(c.View, s.preview(c.View)), nil
	}
	if s.outside() {
		return s.showElsewhere(c), nil
	}
	m := s.paper(c.View)
	m.Blocks = append(m.Blocks, s.turnout(c.View)...)
	if len(s.Recusals) > 0 {
		var lines []chat.Text
		for _, r := range s.Recusals {
			lines = append(lines, chat.Line(c.Say("ballot.recusal", "name", roster.Name(c.View, r.Person), "group", inGroup(r.Group, c.View))))
		}
		m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	}
	for _, x := range s.Extensions {
		m.Blocks = append(m.Blocks, chat.Quote{Text: written(c.View, x.Reason), From: c.Say("ballot.extension", "name", roster.Name(c.View, x.By), "when", utc(x.Until))})
	}
	if s.Phase == PhasePublished {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(chat.Strong(s.Sentence(c.View)))})
		m.Blocks = append(m.Blocks, s.statement(c.View)...)
	}
	m.Blocks = append(m.Blocks, s.yours(c.View)...)
	m.Buttons = s.mayDo(c)
	return only(c.View, m), nil
}

// showElsewhere tells of an outside result: to everybody that there is one, and
// what it is once it is published.
func (s *State) showElsewhere(c *command.Context) bot.Reply {
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: s.title(c.View)}}}
	switch {
	case s.Phase == PhaseWithdrawn:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(s.Sentence(c.View))})
	case s.Phase == PhasePublished || c.Reader.Has(command.Leads...):
		m.Blocks = append(m.Blocks, s.elsewhereBlocks(c.View)...)
	default:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("ballot.elsewhere.not-yet"))})
	}
	m.Buttons = s.mayDo(c)
	return only(c.View, m)
}

// yours says to the reader how they voted, where that is known.
func (s *State) yours(v bot.View) []chat.Block {
	me := v.Reader.Person
	switch {
	case s.recused[me]:
		return []chat.Block{chat.Note{Text: chat.Line(v.Say("ballot.yours-recused"))}}
	case !s.Voted[me]:
		return nil
	case s.Rules.Mode == Detached:
		return []chat.Block{chat.Note{Text: chat.Line(v.Say("ballot.yours-detached"))}}
	}
	text, isBlank := s.said(s.Mine(me))
	if isBlank {
		return []chat.Block{chat.Note{Text: chat.Line(v.Say("ballot.yours-blank"))}}
	}
	return []chat.Block{chat.Note{Text: chat.Line(v.Say("ballot.yours", "text", text))}}
}

// mayDo are the buttons that the reader can use.
func (s *State) mayDo(c *command.Context) []chat.Button {
	var buttons []chat.Button
	if s.Phase == PhaseOpen && s.mayCast(c) == nil {
		buttons = append(buttons, s.votes(c.View)...)
	}
	if s.Phase == PhaseOpen && s.recused[c.Me()] {
		buttons = append(buttons, s.button(c.View, "ballot.button.return", "ballot return", chat.Ordinary))
	}
	if s.Voted[c.Me()] && s.Rules.Mode != Detached {
		buttons = append(buttons, s.button(c.View, "ballot.button.receipt", "ballot receipt", chat.Ordinary))
	}
	if s.Phase == PhasePublished && !s.outside() { // its own result is shown at once
		buttons = append(buttons, s.button(c.View, "ballot.button.result", "ballot result", chat.Ordinary))
	}
	if !c.Reader.Has(command.Leads...) {
		return buttons
	}
	ask := func(key, path string) chat.Button {
		return chat.Button{Label: c.Say(key), Call: s.call(path), Ask: true}
	}
	switch s.Phase {
	case PhaseOpen:
		buttons = append(buttons, ask("ballot.button.extend", "ballot extend"), ask("ballot.button.close", "ballot close"), ask("ballot.button.withdraw", "ballot withdraw"))
	case PhaseClosed, PhaseCounted:
		buttons = append(buttons, s.button(c.View, "ballot.button.result", "ballot result", chat.Ordinary), ask("ballot.button.withdraw", "ballot withdraw"))
	case PhasePublished:
		buttons = append(buttons, ask("ballot.button.outcome", "ballot outcome"))
	case PhaseNone, PhaseDraft, PhaseWithdrawn:
	}
	return buttons
}

// list shows the ballots that are open, to come, or over lately.
func list(c *command.Context) (bot.Reply, error) {
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: c.Say("ballot.list")}}}
	table := chat.Table{Header: []string{"#", c.Say("ballot.column.question"), c.Say("ballot.column.phase")}, Numbers: []int{0}}
	all := DirectoryOf(c.View).All()
	for _, e := range slices.Backward(all) {
		if e.Phase == PhaseDraft && !c.Reader.Has(command.Leads...) || len(table.Rows) == listed {
			continue
		}
		table.Rows = append(table.Rows, []chat.Text{
			chat.Line(strconv.Itoa(e.Number)), chat.Line(e.Question.Text), chat.Line(c.Say("ballot.phase-name." + string(e.Phase))),
		})
		if e.Phase == PhaseOpen && len(m.Buttons) < directly {
			m.Buttons = append(m.Buttons, chat.Button{
				Label: c.Say("ballot.button.show-one", "number", e.Number), Call: chat.Do("ballot show", command.BallotArg, string(e.ID)),
			})
		}
	}
	if len(table.Rows) == 0 {
		return bot.Reply{Text: lang.T("ballot.list-empty")}, nil
	}
	m.Blocks = append(m.Blocks, table)
	return only(c.View, m), nil
}

// listed is how many ballots a list shows.
const listed = 30

// showReceipt gives a receipt again; of a detached ballot there is one alone.
func (b *Ballots) showReceipt(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	e, ok := s.Casts[c.Me()]
	switch {
	case s.Rules.Mode == Detached && s.Voted[c.Me()]:
		return bot.Reply{}, lang.Refuse("ballot.receipt-once")
	case !ok:
		return bot.Reply{}, lang.Refuse("ballot.receipt-none", "number", s.Number)
	case b.out.Sign == nil:
		return bot.Reply{}, lang.Refuse("ballot.receipt-off")
	}
	return only(c.View, chat.Message{Blocks: b.signed(c.View, e.Commitment)}), nil
}
