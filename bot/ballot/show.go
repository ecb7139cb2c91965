package ballot

import (
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/ballot/tally"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// The names of what is shown.
const (
	ShowLive      = "ballot.live"      // live, for everybody: the ballot and who took part
	ShowOpened    = "ballot.opened"    // to everybody, with the head of the record
	ShowUnopened  = "ballot.unopened"  // to the Chair: it did not open as planned, and why
	ShowExtended  = "ballot.extended"  // to everybody
	ShowClosed    = "ballot.closed"    // to everybody, with the head of the record
	ShowCounted   = "ballot.counted"   // to the Chair: the result, to be published
	ShowSeed      = "ballot.seed"      // to whoever has to open a seed
	ShowRecused   = "ballot.recused"   // to somebody whom another has recused
	ShowReturned  = "ballot.returned"  // to somebody whose recusal another has taken back
	ShowResult    = "ballot.result"    // to everybody
	ShowOutcome   = "ballot.outcome"   // to everybody: what follows from the result
	ShowReview    = "ballot.review"    // to everybody: that is to be looked at again
	ShowWithdrawn = "ballot.withdrawn" // to everybody
)

func shows() map[string]bot.Show {
	return map[string]bot.Show{
		ShowLive: showLive, ShowOpened: showOpened, ShowUnopened: showUnopened, ShowExtended: showExtended, ShowClosed: showClosed, ShowCounted: showCounted,
		ShowSeed: showSeed, ShowRecused: showRecused, ShowReturned: showReturned, ShowResult: showResult, ShowWithdrawn: showWithdrawn,
		ShowOutcome: showOutcome, ShowReview: showReview,
	}
}

// mend writes an error that a person can mend.
func mend(v bot.View, err error) string {
	if e, ok := lang.AsError(err); ok {
		return v.Print.Text(e.Text)
	}
	return err.Error()
}

func written(v bot.View, w bot.Words) string {
	if w.Gone {
		return v.Say("ballot.erased")
	}
	return w.Text
}

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
	var all []lang.Text
	threshold := r.Threshold
	if r.Kind == YesNo && threshold == (tally.Share{}) {
		threshold = tally.MoreThanHalf
	}
	if threshold != (tally.Share{}) {
		all = append(all, lang.T("ballot.rule.threshold", "threshold", shareText(threshold), "base", r.baseText()))
	}
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

func showLive(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Phase == PhaseNone || s.Phase == PhaseDraft {
		return chat.Message{}, nil
	}
	m := s.paper(v)
	m.Blocks = append(m.Blocks, s.turnout(v)...)
	m.Seen = v.Say("seen.channel")
	if s.Phase != PhaseOpen {
		m.Rank = chat.Over
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("ballot.now." + string(s.Phase)))})
		if s.Phase == PhasePublished {
			m.Buttons = []chat.Button{s.button(v, "ballot.button.result", "ballot result", chat.Ordinary)}
		}
		return m, nil
	}
	m.Rank = chat.Pending
	m.Buttons = s.votes(v)
	return m, nil
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

func (s *State) notice(v bot.View, key string, args ...any) chat.Message {
	return chat.Message{Seen: v.Say("seen.channel"), Blocks: []chat.Block{
		chat.Heading{Text: s.title(v)},
		chat.Paragraph{Text: chat.Line(v.Say(key, append([]any{"number", s.Number}, args...)...))},
	}}
}

func showOpened(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	m := s.notice(v, "ballot.say-opened", "count", len(s.Entitled()))
	if s.Phase != PhaseOpen {
		m = s.notice(v, "ballot.say-was-open")
	}
	m.Blocks = append(m.Blocks,
		chat.Note{Text: chat.Line(v.Say("ballot.head-before", "head", e.With["head"]))},
		chat.Note{Text: chat.Line(v.Say("ballot.voters-root", "root", s.VotersRoot))})
	return m, nil
}

func showUnopened(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Phase != PhaseDraft {
		return chat.Message{}, nil
	}
	m := s.notice(v, "ballot.say-unopened")
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(e.With["why"])})
	m.Seen, m.Buttons = v.Say("seen.only-you"), s.preview(v).Buttons
	return m, nil
}

func showExtended(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if len(s.Extensions) == 0 {
		return chat.Message{}, nil
	}
	x := s.Extensions[len(s.Extensions)-1]
	m := s.notice(v, "ballot.say-extended")
	m.Blocks = append(m.Blocks,
		chat.Paragraph{Text: chat.Line(v.Say("ballot.times.open-until"), " ", chat.Time{At: x.Until})},
		chat.Quote{Text: written(v, x.Reason), From: roster.Name(v, x.By)})
	return m, nil
}

func showClosed(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	n := sum(s.Turnout())
	m := s.notice(v, "ballot.say-closed", "count", n.Took, "of", n.Entitled)
	if !s.EarlyWhy.IsZero() {
		m.Blocks = append(m.Blocks, chat.Quote{Text: written(v, s.EarlyWhy), From: roster.Name(v, s.ClosedBy)})
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("ballot.head-before", "head", e.With["head"]))})
	if s.Gathered.Root != "" {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("ballot.ballots-root", "root", s.Gathered.Root))})
	}
	return m, nil
}

func showWithdrawn(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	m := s.notice(v, "ballot.say-withdrawn")
	m.Blocks = append(m.Blocks, chat.Quote{Text: written(v, s.Why), From: roster.Name(v, s.EndedBy)})
	return m, nil
}

func showSeed(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	for _, x := range s.Seeds {
		if x.By == e.With["by"] && x.Opened == "" && s.Phase == PhaseClosed {
			m := s.notice(v, "ballot.say-seed", "hours", int(seedWait.Hours()))
			m.Buttons = []chat.Button{{Label: v.Say("ballot.button.reveal"), Call: s.call("ballot reveal"), Ask: true, Style: chat.Primary}}
			m.Seen = v.Say("seen.only-you")
			return m, nil
		}
	}
	return chat.Message{}, nil
}

func showRecused(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	at := slices.IndexFunc(s.Recusals, func(r Recused) bool { return r.Person == v.Reader.Person })
	if at < 0 {
		return chat.Message{}, nil
	}
	m := s.notice(v, "ballot.say-recused", "name", roster.Name(v, bot.PersonID(e.With["by"])))
	m.Blocks = append(m.Blocks, chat.Quote{Text: written(v, s.Recusals[at].Reason)})
	m.Seen = v.Say("seen.only-you")
	if s.Phase == PhaseDraft || s.Phase == PhaseOpen {
		m.Buttons = []chat.Button{s.button(v, "ballot.button.return", "ballot return", chat.Ordinary)}
	}
	return m, nil
}

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
