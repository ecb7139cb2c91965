package ballot

import (
	"strings"

	"magbot/bot"
	"magbot/bot/ballot/tally"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/lang"
)

func (s *State) title(v bot.View) string {
	key := "ballot.title." + string(s.Phase)
	return v.Say(key, "number", s.Number, "question", s.Question.Text)
}

// paper is what every ballot says of itself: the question, how to answer, how it
// is decided, on which base, who may vote, and what becomes of the answer.
func (s *State) paper(v bot.View) chat.Message {
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: s.title(v)}}}
	if s.Details.Text != "" {
		m.Blocks = append(m.Blocks, chat.Quote{Text: s.Details.Text})
	}
	list := chat.List{Numbered: true}
	for _, o := range s.Options {
		line := chat.Line(o.Name.Text)
		for _, of := range []string{string(o.Group), string(o.Region)} {
			if of != "" {
				line = append(line, chat.Plain(" · "+of))
			}
		}
		list.Lines = append(list.Lines, line)
	}
	if s.Rules.Kind != YesNo {
		m.Blocks = append(m.Blocks, list)
	}
	lines := []chat.Text{chat.Line(chat.Strong(v.Say(s.force())), " ", v.Say("ballot.way."+string(s.Rules.way())))}
	for _, t := range s.ruleTexts() {
		lines = append(lines, chat.Line(v.Print.Text(t)))
	}
	lines = append(lines, chat.Line(s.who(v)))
	if line, ok := s.times(v); ok {
		lines = append(lines, line)
	}
	if len(s.Seeds) > 0 {
		lines = append(lines, chat.Line(v.Say("ballot.seeds", "count", len(s.Seeds))))
	}
	m.Blocks = append(m.Blocks, chat.List{Lines: lines}, s.promise(v))
	return m
}

func (s *State) force() string {
	switch {
	case s.Rules.Binding:
		return "ballot.binding"
	case s.Rules.Kind == Election:
		return "ballot.advisory-election"
	}
	return "ballot.advisory"
}

// ruleTexts are the sentences that print threshold, base and quorum.
func (s *State) ruleTexts() []lang.Text {
	r := s.Rules
	all := []lang.Text{r.thresholdText()}
	if r.Double {
		all = append(all, lang.T("ballot.rule.double", "counts", quorumText(r.counts())))
	}
	if r.Method != "" {
		all = append(all, lang.T("ballot.rule.method", "method", methodText(r.Method), "count", r.Seats))
	}
	if r.Kind == Gradients {
		all = append(all, lang.T("ballot.rule.gradients", "supports", r.Supports, "objects", r.Objects))
	}
	for _, b := range r.Bounds {
		key := "ballot.rule.reserved"
		if b.Max > 0 {
			key = "ballot.rule.bounded"
		}
		all = append(all, lang.T(key, "part", b.Part, "least", b.Min, "most", b.Max))
	}
	if r.Most > 0 {
		all = append(all, lang.T("ballot.rule.most", "count", r.Most))
	}
	switch r.way() {
	case Score:
		all = append(all, lang.T("ballot.rule.score", "low", r.Low, "high", r.High))
	case Dots:
		all = append(all, lang.T("ballot.rule.dots", "count", r.Budget))
	case YesNo, PickOne, Approval, Ranked, Gradients, Election:
	}
	if r.Sheet && r.Mode.hides() {
		all = append(all, lang.T("ballot.rule.sheet"))
	}
	if r.Minimum > 0 {
		all = append(all, lang.T("ballot.rule.least-open", "length", civil.FormatDuration(r.Minimum)))
	}
	all = append(all, lang.T("ballot.rule.quorum", "quorum", quorumText(r.Quorum)))
	if r.GroupQuorum != (tally.Quorum{}) {
		all = append(all, lang.T("ballot.rule.group-quorum", "quorum", quorumText(r.GroupQuorum)))
	}
	return all
}

// thresholdText prints the threshold and its base or, where none is asked, the base
// that numbers are told of.
func (r Rules) thresholdText() lang.Text {
	threshold := r.Threshold
	if r.Kind == YesNo && threshold == (tally.Share{}) {
		threshold = tally.MoreThanHalf
	}
	switch {
	case threshold != (tally.Share{}):
		return lang.T("ballot.rule.threshold", "threshold", shareText(threshold), "base", r.baseText())
	case r.Kind == Gradients:
		return lang.T("ballot.rule.no-threshold", "base", lang.T("ballot.base.cast"))
	}
	return lang.T("ballot.rule.no-threshold", "base", r.baseText())
}

// who says who may vote.
func (s *State) who(v bot.View) string {
	if s.Phase != PhaseDraft {
		n := sum(s.Turnout())
		return v.Say("ballot.electorate", "count", n.Entitled, "recused", n.Recused)
	}
	roles := make([]string, len(s.Asked.Roles))
	for i, r := range s.Asked.Roles {
		roles[i] = v.Say("choice.role." + string(r))
	}
	groups := make([]string, len(s.Asked.Groups))
	for i, g := range s.Asked.Groups {
		groups[i] = string(g)
	}
	if len(groups) > 0 {
		return v.Say("ballot.asked-groups", "roles", strings.Join(roles, ", "), "groups", strings.Join(groups, ", "), "recused", len(s.Recusals))
	}
	return v.Say("ballot.asked", "roles", strings.Join(roles, ", "), "recused", len(s.Recusals))
}

// times says from when until when.
func (s *State) times(v bot.View) (chat.Text, bool) {
	switch {
	case s.Phase == PhaseDraft && !s.From.IsZero() && !s.Until.IsZero():
		return chat.Line(v.Say("ballot.times.from"), " ", chat.Time{At: s.From}, " ", v.Say("ballot.times.until"), " ", chat.Time{At: s.Until}), true
	case s.Phase == PhaseDraft && !s.From.IsZero():
		return chat.Line(v.Say("ballot.times.from"), " ", chat.Time{At: s.From}), true
	case s.Phase == PhaseDraft && !s.Until.IsZero():
		return chat.Line(v.Say("ballot.times.open-until"), " ", chat.Time{At: s.Until}), true
	case s.Phase == PhaseOpen && !s.ClosesAt.IsZero():
		return chat.Line(v.Say("ballot.times.open-until"), " ", chat.Time{At: s.ClosesAt}), true
	case s.Phase == PhaseOpen:
		return chat.Line(v.Say("ballot.times.chair")), true
	case s.Phase != PhaseDraft && !s.ClosedAt.IsZero():
		return chat.Line(v.Say("ballot.times.closed"), " ", chat.Time{At: s.ClosedAt}), true
	}
	return nil, false
}

// promise says who can know what, in the words of the notes on integrity.
func (s *State) promise(v bot.View) chat.Block {
	text := v.Say("ballot.promise." + string(s.Rules.Mode))
	if s.Rules.Mode.changeable() && (s.Phase == PhaseDraft || s.Phase == PhaseOpen) {
		text += " " + v.Say("ballot.promise-changeable")
	}
	return chat.Note{Text: chat.Line(text)}
}

// turnout shows how many took part, of all and of each group; of a group in which
// so few did, or did not, that it would name them, nothing.
func (s *State) turnout(v bot.View) []chat.Block {
	rows := s.Turnout()
	n := sum(rows)
	blocks := []chat.Block{chat.Paragraph{Text: chat.Line(chat.Strong(v.Say("ballot.turnout", "count", n.Took, "of", n.Entitled)))}}
	if len(rows) < 2 {
		return blocks
	}
	cells := make([][]int64, len(rows))
	for i, r := range rows {
		cells[i] = []int64{r.Took, r.Entitled - r.Took}
	}
	hidden := tally.Suppress(cells)
	var parts []string
	for i, r := range rows {
		if !hidden[i] && r.Entitled > 0 {
			parts = append(parts, v.Say("ballot.turnout-group", "group", inGroup(bot.Group(r.Group), v), "took", r.Took, "of", r.Entitled))
		}
	}
	if len(parts) > 0 {
		blocks = append(blocks, chat.Note{Text: chat.Line(strings.Join(parts, " · "))})
	}
	return blocks
}

// directly is how many options have a button in the channel.
const directly = 8

// votes are the buttons by which people vote, the same for everybody.
func (s *State) votes(v bot.View) []chat.Button {
	way := s.Rules.way()
	one := way == YesNo || way == PickOne || way == Gradients
	var buttons []chat.Button
	if one && len(s.Options) <= directly {
		for i, o := range s.Options {
			buttons = append(buttons, chat.Button{Label: o.Name.Text, Call: s.call("ballot cast", "say", string(letters[i]))})
		}
		if s.Rules.mayBeBlank() {
			buttons = append(buttons, chat.Button{Label: v.Say("ballot.button.blank"), Call: s.call("ballot cast", "say", packedBlank)})
		}
	} else {
		buttons = append(buttons, s.button(v, "ballot.button.vote", "ballot paper", chat.Primary))
	}
	return append(buttons,
		chat.Button{Label: v.Say("ballot.button.recuse"), Call: s.call("ballot recuse"), Ask: true},
		s.button(v, "ballot.button.show", "ballot show", chat.Ordinary))
}
