package ballot

import (
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/ballot/tally"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// Sentence is the one sentence that says what came of a ballot, by which rule
// and on which base. It is empty before the count. Read without the ballot beside it,
// as in minutes, or at a glance, what is advisory must not look decided: that is said
// with it.
func (s *State) Sentence(v bot.View) string {
	said := s.sentence(v)
	if said == "" || s.Rules.Binding || s.outside() || s.Phase == PhaseWithdrawn {
		return said
	}
	return said + " " + v.Say(s.force())
}

func (s *State) sentence(v bot.View) string {
	switch s.Phase {
	case PhaseWithdrawn:
		return v.Say("ballot.sentence.withdrawn", "why", written(v, s.Why))
	case PhaseCounted, PhasePublished:
	case PhaseNone, PhaseDraft, PhaseOpen, PhaseClosed:
		return ""
	}
	if s.outside() {
		return s.elsewhereSentence(v)
	}
	r, err := s.Result()
	if err != nil {
		return v.Say("ballot.sentence.uncountable")
	}
	n := r.Turnout.Total
	switch r.Outcome {
	case TooFew:
		return v.Say("ballot.sentence.too-few", "least", leastTold)
	case Missing:
		return v.Say("ballot.sentence.lost", "count", max(s.Gathered.Missing, -s.Gathered.Missing))
	case NoQuorum:
		return v.Say("ballot.sentence.no-quorum", "count", n.Took, "of", n.Entitled, "needs", n.Needs, "groups", s.short(v, r))
	case Decided, Tied:
	}
	switch {
	case r.Motion != nil && s.Rules.Mode == Detached:
		return s.together(v, r.Motion)
	case r.Motion != nil:
		return v.Print.Text(r.Motion.Sentence())
	case r.Gradient != nil:
		return s.middle(v, r.Gradient)
	}
	return s.chosen(v, r)
}

// together tells a motion of which nothing is known by group.
func (s *State) together(v bot.View, r *tally.MotionResult) string {
	said := r.Total.Said
	return v.Say("ballot.sentence.motion."+string(r.Outcome), "yes", said[tally.Yes], "no", said[tally.No], "abstain", said[tally.Abstain],
		"needs", r.NeedsYes, "of", r.Base, "threshold", shareText(r.Rule.Threshold), "base", s.Rules.baseText())
}

// short lists the groups of which too few took part.
func (s *State) short(v bot.View, r *Result) string {
	var names []string
	for _, g := range r.Turnout.Groups {
		if !g.Met {
			names = append(names, v.Say("ballot.short-group", "group", inGroup(bot.Group(g.Group), v), "took", g.Took, "needs", g.Needs))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " " + v.Say("ballot.short-groups", "groups", strings.Join(names, ", "))
}

func (s *State) middle(v bot.View, g *tally.GradientResult) string {
	if g.Took == 0 {
		return v.Say("ballot.sentence.nobody")
	}
	return v.Say("ballot.sentence.gradients", "count", g.Took, "support", g.Support, "objections", g.Objections, "middle", s.Options[g.Middle[0]].Name.Text)
}

// chosen tells a choice, and whether lots had a part in it.
func (s *State) chosen(v bot.View, r *Result) string {
	said := s.choice(v, r)
	if r.Count.LotsFell() {
		said += " " + v.Say("ballot.sentence.by-lot")
	}
	return said
}

// choice tells an election in the words of the count: who is elected, by which
// rule, and on which base. What the count alone does not decide is added: whether
// a threshold was needed, and what the Chair decided of a tie.
func (s *State) choice(v bot.View, r *Result) string {
	if s.Rules.Kind == Election {
		return s.elected(v, r)
	}
	method := v.Print.Text(methodText(s.Rules.Method))
	if (s.Rules.Threshold != tally.Share{}) {
		method = v.Say("ballot.method-threshold", "method", method, "threshold", shareText(s.Rules.Threshold), "base", s.Rules.baseText())
	}
	winners := s.Winners()
	args := []any{"count", len(winners), "names", s.listed(winners), "method", method, "ballots", r.Count.Voters}
	switch {
	case len(winners) == 0 && r.Outcome == Tied:
		return v.Say("ballot.sentence.tied", "names", s.listed(s.Count.Tied), "method", method, "ballots", r.Count.Voters)
	case len(winners) == 0:
		return v.Say("ballot.sentence.nobody-chosen", args...)
	case r.Outcome == Tied && len(s.Settled.Elected) == 0:
		return v.Say("ballot.sentence.partly", append(args, "tied", s.listed(s.Count.Tied))...)
	case r.Outcome == Tied:
		return v.Say("ballot.sentence.settled", append(args, "chair", s.listed(s.Settled.Elected))...)
	}
	return v.Say("ballot.sentence.chosen", args...)
}

func (s *State) elected(v bot.View, r *Result) string {
	told := *r.Count
	told.Elected, told.Tied, told.Open = s.Winners(), s.Count.Tied, s.Count.Open
	settled := r.Outcome == Tied && len(s.Settled.Elected) > 0
	if settled {
		told.Tied, told.Open = nil, 0
	}
	said := v.Print.Text(told.Sentence(r.Election))
	if (s.Rules.Threshold != tally.Share{}) {
		said += " " + v.Say("ballot.rule.threshold", "threshold", shareText(s.Rules.Threshold), "base", s.Rules.baseText())
	}
	if settled {
		said += " " + v.Say("ballot.sentence.by-chair", "chair", s.listed(s.Settled.Elected))
	}
	return said
}

// told reports whether numbers are told at all.
func (r *Result) told() bool { return r.Outcome != TooFew && r.Outcome != Missing }

// resultMessage tells a result: what came of it, by which rule and base, how many
// took part, and the numbers, by group beside the total.
func (s *State) resultMessage(v bot.View) (chat.Message, error) {
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: v.Say("ballot.result-title", "number", s.Number, "question", s.Question.Text)}}}
	if s.outside() {
		m.Blocks = append(m.Blocks, slices.Concat(s.elsewhereBlocks(v), s.statement(v))...)
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

func (s *State) numbers(v bot.View, r *Result) []chat.Block {
	switch {
	case r.Motion != nil:
		return s.motionTable(v, r.Motion)
	case r.Gradient != nil:
		return s.gradientTable(v, r.Gradient)
	}
	return s.countTable(v, r)
}

// grid is a table with a column for each of some names and a row for each group,
// the total last.
func (s *State) grid(v bot.View, names []string) chat.Table {
	t := chat.Table{Header: append([]string{v.Say("ballot.column.group")}, names...)}
	for i := range names {
		t.Numbers = append(t.Numbers, i+1)
	}
	return t
}

func figures(label chat.Span, numbers []int64, hidden bool) []chat.Text {
	row := []chat.Text{{label}}
	for _, n := range numbers {
		text := strconv.FormatInt(n, 10)
		if hidden {
			text = "·"
		}
		row = append(row, chat.Line(text))
	}
	return row
}

func (s *State) motionTable(v bot.View, r *tally.MotionResult) []chat.Block {
	t := s.grid(v, s.Names())
	hidden := false
	if s.Rules.Mode != Detached {
		for _, g := range r.Groups {
			t.Rows = append(t.Rows, figures(chat.Plain(inGroup(bot.Group(g.Group), v)), g.Said[:], g.Hidden))
			hidden = hidden || g.Hidden
		}
	}
	t.Rows = append(t.Rows, figures(chat.Strong(v.Say("ballot.row.total")), r.Total.Said[:], false))
	blocks := append([]chat.Block{t}, s.hiddenNote(v, hidden)...)
	if s.Rules.Mode == Detached {
		return blocks
	}
	return append(blocks, chat.Note{Text: chat.Line(v.Print.Text(r.ByGroups()))})
}

// hiddenNote says why numbers are missing.
func (s *State) hiddenNote(v bot.View, hidden bool) []chat.Block {
	switch {
	case s.Rules.Mode == Detached:
		return []chat.Block{chat.Note{Text: chat.Line(v.Say("ballot.no-groups"))}}
	case hidden:
		return []chat.Block{chat.Note{Text: chat.Line(v.Say("ballot.hidden", "least", leastTold))}}
	}
	return nil
}

// gradientTable has a row a level, because there may be many and their names are
// sentences.
func (s *State) gradientTable(v bot.View, r *tally.GradientResult) []chat.Block {
	t := chat.Table{Header: []string{v.Say("ballot.column.level")}}
	column := func(name string) {
		t.Header = append(t.Header, name)
		t.Numbers = append(t.Numbers, len(t.Header)-1)
	}
	groups, hidden := r.Groups, false
	if s.Rules.Mode == Detached {
		groups = nil
	}
	for _, g := range groups {
		column(inGroup(bot.Group(g.Group), v))
		hidden = hidden || g.Hidden
	}
	column(v.Say("ballot.row.total"))
	for level, name := range s.Names() {
		row := []chat.Text{chat.Line(name)}
		for _, g := range groups {
			text := "·"
			if !g.Hidden {
				text = strconv.FormatInt(g.At[level], 10)
			}
			row = append(row, chat.Line(text))
		}
		t.Rows = append(t.Rows, append(row, chat.Line(chat.Strong(strconv.FormatInt(r.At[level], 10)))))
	}
	return append([]chat.Block{t}, s.hiddenNote(v, hidden)...)
}

// accountMost is how many sentences of a count a message holds; all of them are
// in the file beside it.
const accountMost = 12

func (s *State) countTable(v bot.View, r *Result) []chat.Block {
	var blocks []chat.Block
	if len(r.Parts) > 0 {
		blocks = append(blocks, s.partsTable(v, r)...)
	} else {
		blocks = append(blocks, s.hiddenNote(v, false)...)
	}
	account := s.account(r)
	var lines []chat.Text
	var all []string
	for i, t := range account {
		all = append(all, v.Print.Text(t))
		if i < accountMost {
			lines = append(lines, chat.Line(all[i]))
		}
	}
	if left := len(account) - accountMost; left > 0 {
		lines = append(lines, chat.Line(v.Say("ballot.account-more", "count", left)))
		for _, t := range r.Count.Bounded(r.Election) { // among what is left out
			lines = append(lines, chat.Line(chat.Strong(v.Print.Text(t))))
		}
	}
	blocks = append(blocks, chat.List{Lines: lines})
	if len(account) > accountMost {
		blocks = append(blocks, chat.File{
			Name: "ballot-" + string(s.ID) + "-count.txt", Type: "text/plain", Text: strings.Join(all, "\n") + "\n",
		})
	}
	return blocks
}

// account tells the count sentence by sentence, and last who reaches a threshold.
// A tie among those who miss it is nobody's to decide.
func (s *State) account(r *Result) []lang.Text {
	told := *r.Count
	if r.Outcome == Decided {
		told.Tied, told.Open, told.Committees = nil, 0, nil
	}
	all := told.Account(r.Election)
	for _, b := range r.Backing {
		key := "ballot.backing.enough"
		if !b.Enough {
			key = "ballot.backing.short"
		}
		all = append(all, lang.T(key, "name", s.Options[b.Candidate].Name.Text, "votes", b.Votes, "of", b.Of, "needs", b.Needs))
	}
	return all
}

// partsTable shows what each group gave each option, beside the total: a row an
// option, because there may be many.
func (s *State) partsTable(v bot.View, r *Result) []chat.Block {
	t := chat.Table{Header: []string{v.Say("ballot.column.option")}}
	hidden := false
	for i, p := range r.Parts {
		t.Header = append(t.Header, inGroup(bot.Group(p.Group), v))
		t.Numbers = append(t.Numbers, i+1)
		hidden = hidden || p.Hidden
	}
	total, err := tally.ByGroup(r.Election, s.Rules.Method, make([]string, len(r.Election.Ballots)), nil, false)
	if err != nil || len(total) == 0 {
		return nil
	}
	t.Header = append(t.Header, v.Say("ballot.row.total"))
	t.Numbers = append(t.Numbers, len(t.Header)-1)
	for x, name := range s.Names() {
		row := []chat.Text{chat.Line(name)}
		for _, p := range r.Parts {
			text := "·"
			if !p.Hidden {
				text = strconv.FormatInt(p.Given[x], 10)
			}
			row = append(row, chat.Line(text))
		}
		t.Rows = append(t.Rows, append(row, chat.Line(strconv.FormatInt(total[0].Given[x], 10))))
	}
	return append([]chat.Block{t, chat.Note{Text: chat.Line(v.Say("ballot.given." + string(s.Rules.way())))}}, s.hiddenNote(v, hidden)...)
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
