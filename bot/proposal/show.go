package proposal

import (
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/objection"
	"magbot/bot/roster"
)

// The names of what is shown.
const (
	ShowProposal = "proposal.wording"  // live, for everybody: one wording and what was said to it
	ShowChair    = "proposal.chair"    // live, for who holds the chair: what can be done
	ShowAnswered = "proposal.answered" // to the author of an objection
	ShowResolved = "proposal.resolved" // to everybody
	ShowRejected = "proposal.rejected" // to everybody
	ShowVote     = "vote.live"         // live, for everybody: a straw poll
	ShowResult   = "vote.result"       // to everybody
)

// Shows are the messages that records name.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{
		ShowProposal: showWording, ShowChair: showChair, ShowAnswered: showAnswered,
		ShowResolved: showResolved, ShowRejected: showRejected, ShowVote: showVote, ShowResult: showResult,
	}
}

// nameOf is what people read for a person; nothing for nobody.
func nameOf(v bot.View, p bot.PersonID) string {
	if p == "" {
		return ""
	}
	return roster.Name(v, p)
}

func groupName(v bot.View, g bot.Group) string {
	if g == "" {
		return v.Say("proposal.group-unknown")
	}
	return string(g)
}

func named(v bot.View, p bot.PersonID, g bot.Group) string {
	return v.Say("proposal.named", "name", nameOf(v, p), "group", groupName(v, g))
}

// said is what a person wrote; words that were erased are said to be gone.
func said(v bot.View, w bot.Words) string {
	if w.Gone {
		return v.Say("proposal.erased")
	}
	return w.Text
}

// find gives the wording that an effect is about.
func find(v bot.View, e bot.Effect) (Proposal, Wording, bool) {
	p, ok := Of(v).Proposal(number(e, "proposal"))
	n := number(e, "wording")
	if !ok || n < 1 || n > len(p.Wordings) {
		return Proposal{}, Wording{}, false
	}
	return p, p.Wordings[n-1], true
}

// showWording is the live message of one wording. An earlier wording keeps its
// words and what was said, without buttons.
func showWording(v bot.View, e bot.Effect) (chat.Message, error) {
	p, w, ok := find(v, e)
	if !ok {
		return chat.Message{}, nil
	}
	m := wordingMessage(v, p, w)
	m.Seen = v.Say("seen.channel")
	if p.Outcome != Pending || w.Number != len(p.Wordings) {
		m.Rank = chat.Over
		return m, nil
	}
	m.Rank = chat.Pending
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("proposal.how"))})
	m.Buttons = []chat.Button{
		{Label: string(InFavour), Call: p.call("proposal say", "stance", string(InFavour)), Style: chat.Primary},
		{Label: string(Neutral), Call: p.call("proposal say", "stance", string(Neutral))},
		{Label: "−1 …", Call: p.call("proposal say", "stance", string(Against)), Ask: true},
		{Label: v.Say("proposal.button.object"), Call: p.call("proposal object"), Ask: true},
		{Label: v.Say("proposal.button.show"), Call: chat.Do("proposal show", "proposal", strconv.Itoa(p.Number))},
	}
	return m, nil
}

func wordingMessage(v bot.View, p Proposal, w Wording) chat.Message {
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: heading(v, p, w)},
		chat.Quote{Text: said(v, w.Text), From: named(v, w.By, w.Group)},
	}}
	open := p.Outcome == Pending && w.Number == len(p.Wordings)
	if open || len(w.Said) > 0 {
		m.Blocks = append(m.Blocks, tally(v, w, open))
	}
	if lines := objectionLines(v, Of(v).against(w)); len(lines) > 0 {
		m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	}
	if open {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(stands(v, Of(v).standing(v, p.Number)))})
	}
	return m
}

func heading(v bot.View, p Proposal, w Wording) string {
	key, args := "proposal.title", []any{"number", p.Number, "wording", w.Number}
	switch {
	case w.Number < len(p.Wordings):
		key = "proposal.title-earlier"
	case p.Outcome == Agreed:
		key, args = "proposal.title-agreed", append(args, "resolution", p.Resolution)
	case p.Outcome != Pending:
		key = "proposal.title-" + string(p.Outcome)
	case len(p.Wordings) > 1:
		key = "proposal.title-reworded"
	}
	return v.Say(key, args...)
}

// against lists the objections to one wording, and those to the wordings
// before it that still stand.
func (s *State) against(w Wording) []Objection {
	return slices.DeleteFunc(s.ObjectionsTo(w.Proposal), func(o Objection) bool {
		if o.Proposal != w.Proposal || o.Wording < w.Number {
			return !o.State.Stands()
		}
		return o.Wording > w.Number
	})
}

// tally counts the stances by group, and who of the members here has not been
// heard. It ranks nobody and concludes nothing.
func tally(v bot.View, w Wording, open bool) chat.Table {
	type row struct{ sides [3]int }
	rows, others := map[bot.Group]*row{}, &row{}
	heard := map[bot.PersonID]bool{}
	of := func(g bot.Group) *row {
		if rows[g] == nil {
			rows[g] = &row{}
		}
		return rows[g]
	}
	total := &row{}
	for _, s := range w.Stances() {
		heard[s.Person] = true
		r := others
		if s.Member {
			r = of(s.Group)
			total.sides[1-s.Stance.Side()]++
		}
		r.sides[1-s.Stance.Side()]++
	}
	silent, silence := map[bot.Group]int{}, 0
	m := meeting.Of(v)
	for _, here := range m.Here() {
		if open && here.Seat.Counted() && here.Person != m.Chair && !heard[here.Person] {
			of(here.Group)
			silent[here.Group]++
			silence++
		}
	}
	t := chat.Table{Header: []string{v.Say("proposal.column.group"), "+1", "0", "−1"}, Numbers: []int{1, 2, 3}}
	if open {
		t.Header, t.Numbers = append(t.Header, v.Say("proposal.column.silent")), append(t.Numbers, 4)
	}
	add := func(label chat.Span, r *row, silent int) {
		line := []chat.Text{{label}}
		for _, n := range r.sides {
			line = append(line, chat.Line(strconv.Itoa(n)))
		}
		if open {
			line = append(line, chat.Line(strconv.Itoa(silent)))
		}
		t.Rows = append(t.Rows, line)
	}
	groups := make([]bot.Group, 0, len(rows))
	for g := range rows {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, compareGroups)
	for _, g := range groups {
		add(chat.Plain(groupName(v, g)), rows[g], silent[g])
	}
	add(chat.Strong(v.Say("proposal.row.total")), total, silence)
	if others.sides != [3]int{} {
		add(chat.Plain(v.Say("proposal.row.others")), others, 0)
	}
	return t
}

// stands says how a wording stands, in numbers alone.
func stands(v bot.View, st Standing) string {
	line := v.Say("proposal.no-objection", "count", st.Present)
	if len(st.Open) > 0 {
		line = v.Say("proposal.objections-stand", "count", len(st.Open), "present", st.Present)
	}
	if len(st.Absent) > 0 {
		line += " " + v.Say("proposal.absent", "groups", joinGroups(v, st.Absent))
	}
	return line
}

func joinGroups(v bot.View, groups []bot.Group) string {
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = groupName(v, g)
	}
	return strings.Join(names, ", ")
}

func unheard(v bot.View, groups []GroupCount) string {
	var parts []string
	for _, g := range groups {
		parts = append(parts, groupName(v, g.Group)+" "+strconv.Itoa(g.Count))
	}
	return strings.Join(parts, ", ")
}

func objectionLines(v bot.View, objections []Objection) []chat.Text {
	plain := make([]objection.Objection, len(objections))
	for i, o := range objections {
		plain[i] = o.Objection
	}
	return objection.Lines(v, plain)
}

// showChair tells who holds the chair what can be done. Once the proposal is
// over nothing is left to show.
func showChair(v bot.View, e bot.Effect) (chat.Message, error) {
	p, ok := Of(v).Proposal(number(e, "proposal"))
	if !ok || p.Outcome != Pending {
		return chat.Message{}, nil
	}
	st := Of(v).standing(v, p.Number)
	m := chat.Say(v.Say("proposal.chair", "number", p.Number, "wording", len(p.Wordings)), stands(v, st))
	if len(st.Unheard) > 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("proposal.unheard", "groups", unheard(v, st.Unheard)))})
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("proposal.chair-decides"))})
	m.Seen, m.Rank = v.Say("seen.only-you"), chat.Pending
	for _, n := range st.Open {
		m.Buttons = append(m.Buttons, chat.Button{
			Label: v.Say("proposal.button.answer", "objection", n),
			Call:  chat.Do("proposal answer", "objection", strconv.Itoa(n)), Ask: true,
		})
	}
	m.Buttons = append(m.Buttons,
		chat.Button{Label: v.Say("proposal.button.resolve"), Call: p.call("proposal resolve"), Style: chat.Primary},
		chat.Button{Label: v.Say("proposal.button.reword"), Call: p.call("proposal reword"), Ask: true},
		chat.Button{
			Label: v.Say("proposal.button.window"), Ask: true,
			Call: chat.Do("consensus open", command.MeetingArg, string(meeting.Of(v).ID), "proposal", strconv.Itoa(p.Number)),
		},
		chat.Button{Label: v.Say("proposal.button.reject"), Call: p.call("proposal reject"), Style: chat.Danger},
		chat.Button{Label: v.Say("proposal.button.close"), Call: p.call("proposal close")},
	)
	return m, nil
}

func showAnswered(v bot.View, e bot.Effect) (chat.Message, error) {
	o, ok := Of(v).Objection(number(e, "objection"))
	a, asked := o.Asked()
	if !ok || !asked {
		return chat.Message{}, nil
	}
	n := strconv.Itoa(o.Number)
	m := chat.Say(v.Say("proposal.your-objection", "objection", o.Number, "number", o.Proposal))
	m.Blocks = append(m.Blocks, chat.Quote{Text: said(v, a.Text), From: nameOf(v, a.By)})
	m.Buttons = []chat.Button{
		withdrawButton(v, o.Number),
		{Label: v.Say("proposal.button.sustain"), Call: chat.Do("proposal sustain", "objection", n), Ask: true},
	}
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

func showResolved(v bot.View, e bot.Effect) (chat.Message, error) {
	s, n := Of(v), number(e, "resolution")
	if n < 1 || n > len(s.Resolutions) {
		return chat.Message{}, nil
	}
	return decisionMessage(v, s.Resolutions[n-1], "proposal.resolution-title"), nil
}

func showRejected(v bot.View, e bot.Effect) (chat.Message, error) {
	s, n := Of(v), number(e, "rejection")
	if n < 1 || n > len(s.Rejections) {
		return chat.Message{}, nil
	}
	return decisionMessage(v, s.Rejections[n-1], "proposal.rejection-title"), nil
}

// decisionMessage shows a decision with how the proposal stood at that moment:
// objections that stood are never left out.
func decisionMessage(v bot.View, d Decision, title string) chat.Message {
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say(title, "number", d.Number)},
		chat.Quote{Text: said(v, d.Text)},
	}, Seen: v.Say("seen.channel")}
	by := v.Say("proposal.decided-by", "name", nameOf(v, d.By))
	if d.Proposal != 0 {
		by += " " + v.Say("proposal.from", "number", d.Proposal, "wording", d.Wording)
	}
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(by)})
	if !d.Reason.IsZero() {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("proposal.because", "text", said(v, d.Reason)))})
	}
	if d.Proposal != 0 {
		st := d.Standing
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(stands(v, st))})
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("proposal.counts", "for", st.For, "neutral", st.Neutral, "against", st.Against))})
		if len(st.Unheard) > 0 {
			m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("proposal.unheard", "groups", unheard(v, st.Unheard)))})
		}
		if lines := objectionLines(v, Of(v).numbered(st.Open)); len(lines) > 0 {
			m.Blocks = append(m.Blocks, chat.List{Lines: lines})
		}
	}
	return m
}

func (s *State) numbered(numbers []int) []Objection {
	var all []Objection
	for _, n := range numbers {
		if o, ok := s.Objection(n); ok {
			all = append(all, o)
		}
	}
	return all
}

// show answers with a proposal, all of its wordings, and who said what.
func show(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	p, ok := s.latest()
	if c.Has("proposal") {
		p, ok = s.Proposal(c.Number("proposal"))
	}
	if !ok {
		return bot.Reply{}, lang.Refuse("proposal.none", "count", len(s.Proposals))
	}
	var m chat.Message
	for _, w := range s.Chain(p.Number) {
		of, _ := s.Proposal(w.Proposal)
		m.Blocks = append(m.Blocks, wordingMessage(c.View, of, w).Blocks...)
		var lines []chat.Text
		for _, x := range w.Stances() {
			line := chat.Line(chat.Strong(string(x.Stance)), " ", named(c.View, x.Person, x.Group))
			if text := said(c.View, x.Reason); text != "" {
				line = append(line, chat.Plain(": “"+text+"”"))
			}
			lines = append(lines, line)
		}
		if len(lines) > 0 {
			m.Blocks = append(m.Blocks, chat.List{Lines: lines})
		}
	}
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}
