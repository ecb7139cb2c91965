package consensus

import (
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/meeting"
)

// show answers with the whole of a call, to read and as a file to keep.
func show(c *command.Context) (bot.Reply, error) {
	call, err := meant(c)
	if err != nil {
		return bot.Reply{}, err
	}
	m := call.page(c.View)
	m.Blocks = append(m.Blocks, chat.File{
		Name: "consensus-call-" + strings.ReplaceAll(call.Name(), ".", "-") + ".txt", Type: "text/plain", Text: plain(c.View, m),
	})
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}

// page is everything that is known of a call: its rules, every wording with who
// said what, the objections, what was so, the designation and what followed.
func (c *Call) page(v bot.View) chat.Message {
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: c.title(v)}}}
	when := chat.Line(v.Say("consensus.opened-by", "name", nameOf(v, c.By))+" ", chat.Time{At: c.At}, ".")
	switch {
	case !c.Closing.IsZero():
		when = append(when, chat.Plain(" "+v.Say("consensus.ended")+" "), chat.Time{At: c.Closing}, chat.Plain("."))
	case !c.Until.IsZero():
		when = append(when, chat.Plain(" "+v.Say("consensus.until")+" "), chat.Time{At: c.Until}, chat.Plain("."))
	}
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: when}, chat.Paragraph{Text: chat.Line(c.rules(v))})
	for _, w := range c.Wordings {
		m.Blocks = append(m.Blocks, c.wordingBlocks(v, w)...)
	}
	var lines []chat.Text
	for _, x := range c.Extensions {
		lines = append(lines, chat.Line(v.Say("consensus.extended-by", "name", nameOf(v, x.By))+" ", chat.Time{At: x.Until}, ": “"+said(v, x.Reason)+"”"))
	}
	lines = append(lines, c.objectionLines(v)...)
	if len(lines) > 0 {
		m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	}
	if c.Count() {
		m.Blocks = append(m.Blocks, c.progress(v)...)
	}
	m.Blocks = append(m.Blocks, c.so(v)...)
	if c.Phase == PhaseWithdrawn {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("consensus.because", "text", said(v, c.Reason)))})
	}
	if len(c.Designations) > 0 || len(c.Minorities) > 0 {
		m.Blocks = append(m.Blocks, chat.Heading{Text: v.Say("consensus.designation")})
		m.Blocks = append(m.Blocks, c.outcome(v)...)
	}
	if d, ok := c.Level(); ok && !c.Phase.Over() {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("consensus.contest-until")+" ", chat.Time{At: d.Until}, ".")})
	}
	m.Blocks = append(m.Blocks, headNote(v))
	return m
}

// wordingBlocks are one text with what each person last said to it, by name:
// answers are open.
func (c *Call) wordingBlocks(v bot.View, w Wording) []chat.Block {
	blocks := []chat.Block{chat.Quote{Text: said(v, w.Text), From: v.Say("consensus.wording-by", "wording", w.Number, "name", nameOf(v, w.By))}}
	last := map[bot.PersonID]Said{}
	var order []bot.PersonID
	for _, s := range w.Answers {
		if _, had := last[s.Person]; !had {
			order = append(order, s.Person)
		}
		last[s.Person] = s
	}
	var lines []chat.Text
	for _, p := range order {
		s := last[p]
		text := named(v, p, c.GroupOf(p)) + ": " + v.Say("consensus.answer."+string(s.Answer))
		if reason := said(v, s.Reason); reason != "" {
			text += " “" + reason + "”"
		}
		lines = append(lines, chat.Line(text))
	}
	for _, p := range c.Terms.Recused {
		if _, spoke := last[p]; !spoke && w.Number == 1 && c.IsAsked(p) {
			lines = append(lines, chat.Line(named(v, p, c.GroupOf(p))+": "+v.Say("consensus.answer.recused-before")))
		}
	}
	if len(lines) > 0 {
		blocks = append(blocks, chat.List{Lines: lines})
	}
	return blocks
}

// plain writes a message as text, for a file.
func plain(v bot.View, m chat.Message) string {
	var b strings.Builder
	for _, block := range m.Blocks {
		switch block := block.(type) {
		case chat.Heading:
			b.WriteString("# " + block.Text + "\n\n")
		case chat.Paragraph:
			b.WriteString(spans(v, block.Text) + "\n\n")
		case chat.Note:
			b.WriteString(spans(v, block.Text) + "\n")
		case chat.Quote:
			b.WriteString("> " + strings.ReplaceAll(block.Text, "\n", "\n> ") + "\n")
			if block.From != "" {
				b.WriteString("(" + block.From + ")\n")
			}
			b.WriteString("\n")
		case chat.List:
			for _, line := range block.Lines {
				b.WriteString("- " + spans(v, line) + "\n")
			}
			b.WriteString("\n")
		case chat.Table:
			b.WriteString(strings.Join(block.Header, " | ") + "\n")
			for _, row := range block.Rows {
				cells := make([]string, len(row))
				for i, cell := range row {
					cells[i] = spans(v, cell)
				}
				b.WriteString(strings.Join(cells, " | ") + "\n")
			}
			b.WriteString("\n")
		case chat.Picture, chat.File:
		}
	}
	return b.String()
}

func spans(v bot.View, t chat.Text) string {
	var b strings.Builder
	for _, span := range t {
		switch span := span.(type) {
		case chat.Plain:
			b.WriteString(string(span))
		case chat.Strong:
			b.WriteString(string(span))
		case chat.Time:
			b.WriteString(clock(v, span.At))
		case chat.Clock, chat.Link:
		}
	}
	return b.String()
}

// list answers with every call: those by themselves, and those of the meeting
// that is open here.
func list(c *command.Context) (bot.Reply, error) {
	var rows [][]chat.Text
	add := func(calls []*Call) {
		for _, call := range slices.Backward(calls) {
			if !call.Count() {
				rows = append(rows, []chat.Text{
					chat.Line(call.Name()), chat.Line(c.Say("consensus.phase." + string(call.Phase))), chat.Line(shorten(said(c.View, call.Now().Text))),
				})
			}
		}
	}
	for _, m := range slices.Backward(meeting.DirectoryOf(c.View).All()) {
		add(In(c.View, bot.MeetingStream(m.ID)).calls)
	}
	for n := DirectoryOf(c.View).Count(); n > 0; n-- {
		add(In(c.View, Stream(n)).calls)
	}
	if len(rows) == 0 {
		return bot.Say("consensus.none"), nil
	}
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: c.Say("consensus.list")},
		chat.Table{Header: []string{c.Say("consensus.column.call"), c.Say("consensus.column.phase"), c.Say("consensus.column.text")}, Rows: rows[:min(len(rows), listed)]},
	}, Seen: c.Say("seen.only-you")}
	return bot.Reply{Message: &m}, nil
}

// listed is how many calls a list shows, the newest of each kind first.
const listed = 40
