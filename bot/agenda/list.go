package agenda

import (
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// Most that one message shows: a chat takes only so much, and so does a reader.
const (
	inputsShown = 40
	itemsShown  = 40
	namesShown  = 20
	mostOrdered = 200 // that one command can name
)

// list shows the inputs with their authors, their support by group and their
// fate, a page at a time.
func list(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	if len(s.Inputs) == 0 {
		return bot.Say("agenda.list.empty"), nil
	}
	t := chat.Table{Header: []string{
		c.Say("agenda.list.number"), c.Say("agenda.list.input"), c.Say("agenda.list.authors"),
		c.Say("agenda.list.support"), c.Say("agenda.list.fate"),
	}}
	m := chat.Message{}
	from := min(c.Number("after"), len(s.Inputs)-1)
	page := s.Inputs[from:min(from+inputsShown, len(s.Inputs))]
	for _, in := range page {
		t.Rows = append(t.Rows, []chat.Text{
			chat.Line(strconv.Itoa(in.Number)), chat.Line(title(c.View, in.Title)), chat.Line(authors(c.View, in)),
			chat.Line(backing(c.View, s.Backing(in.Number))), chat.Line(FateOf(c.View, in)),
		})
		if b, ok := listButton(c, in); ok && len(m.Buttons) < 5 {
			m.Buttons = append(m.Buttons, b)
		}
	}
	if last := from + len(page); last < len(s.Inputs) {
		m.Buttons = append(m.Buttons, chat.Button{
			Label: c.Say("agenda.button.more", "count", len(s.Inputs)-last), Call: chat.Do("agenda list", "after", strconv.Itoa(last)),
		})
	}
	m.Blocks = []chat.Block{chat.Heading{Text: c.Say("agenda.list", "title", meeting.Of(c.View).Title.Text)}, t}
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}

// listButton is what a reader can do with an input that is undecided: who leads
// looks at it to decide, others support it.
func listButton(c *command.Context, in Input) (chat.Button, bool) {
	n := strconv.Itoa(in.Number)
	switch {
	case in.Fate != Undecided:
		return chat.Button{}, false
	case c.Reader.Has(command.Leads...):
		return chat.Button{Label: c.Say("agenda.button.decide", "input", in.Number), Call: chat.Do("agenda show", "input", n)}, true
	case in.Backs(c.Me()):
		return chat.Button{}, false
	}
	return chat.Button{Label: c.Say("agenda.button.support", "input", in.Number), Call: chat.Do("agenda support", "input", n)}, true
}

// FateOf says what has become of an input, and why.
func FateOf(v bot.View, in Input) string {
	if in.Fate == Undecided {
		return v.Say("agenda.fate-is.undecided")
	}
	said := v.Say("agenda.fate-is." + string(in.Fate))
	if in.Into != 0 && in.Into != in.Number {
		said += " " + v.Say("agenda.with-input", "input", in.Into)
	}
	if in.Reason.Text != "" {
		said += ": " + in.Reason.Text
	}
	return said
}

// show shows the agenda, or what there will be of it; or one input in full.
func show(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	if c.Number("input") != 0 {
		in, err := s.input(c.Number("input"))
		if err != nil {
			return bot.Reply{}, err
		}
		m := inputMessage(c.View, s, in)
		return bot.Reply{Message: &m}, nil
	}
	if len(s.Items) > 0 {
		m := itemsMessage(c.View, s)
		m.Seen = c.Say("seen.only-you")
		return bot.Reply{Message: &m}, nil
	}
	if len(s.Topics) == 0 {
		return bot.Say("agenda.none-yet", "count", len(s.Inputs)), nil
	}
	draft := chat.List{Numbered: true}
	for _, t := range s.Plan() {
		draft.Lines = append(draft.Lines, chat.Line(topicLine(c.View, s, t)))
	}
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: c.Say("agenda.draft")}, draft}, Seen: c.Say("seen.only-you")}
	m.Buttons = []chat.Button{{Label: c.Say("agenda.button.list"), Call: chat.Do("agenda list")}}
	return bot.Reply{Message: &m}, nil
}

func topicLine(v bot.View, s *State, t Topic) string {
	return title(v, s.TopicTitle(t)) + " · " + v.Say("agenda.from-inputs", "inputs", numbers(v, t.Inputs), "count", len(t.Inputs))
}

func inputMessage(v bot.View, s *State, in Input) chat.Message {
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("agenda.input", "input", in.Number, "title", title(v, in.Title))},
		chat.Paragraph{Text: chat.Line(v.Say("agenda.by", "name", authors(v, in)))},
	}}
	if in.Why.Text != "" {
		m.Blocks = append(m.Blocks, chat.Quote{Text: in.Why.Text})
	}
	var wish []string
	if in.Kind != "" {
		wish = append(wish, v.Say("agenda.for."+string(in.Kind)))
	}
	if in.Minutes > 0 {
		wish = append(wish, v.Say("agenda.minutes", "count", in.Minutes))
	}
	wish = append(wish, backing(v, s.Backing(in.Number)), FateOf(v, in))
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(strings.Join(wish, " · "))})
	if who := supporters(v, in); who != "" {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(who)})
	}
	for _, contest := range in.Contests {
		m.Blocks = append(m.Blocks, chat.Quote{Text: contest.Text.Text, From: v.Say("agenda.contest-by", "name", roster.Name(v, contest.Person))})
	}
	n := strconv.Itoa(in.Number)
	switch {
	case in.IsAuthor(v.Reader.Person):
		m.Buttons = changeButtons(v, in.Number)
	case in.Fate == Undecided && !in.Supports(v.Reader.Person):
		m.Buttons = []chat.Button{{Label: v.Say("agenda.button.support", "input", in.Number), Call: chat.Do("agenda support", "input", n)}}
	}
	if in.Fate == Undecided && v.Reader.Has(command.Leads...) {
		m.Buttons = append(m.Buttons, decideButtons(v, n)...)
	}
	m.Seen = v.Say("seen.only-you")
	return m
}

// decideButtons settle what becomes of an input.
func decideButtons(v bot.View, n string) []chat.Button {
	return []chat.Button{
		{Label: v.Say("agenda.button.accept"), Call: chat.Do("agenda accept", "inputs", n), Style: chat.Primary},
		{Label: v.Say("agenda.button.defer"), Call: chat.Do("agenda defer", "input", n), Ask: true},
		{Label: v.Say("agenda.button.decline"), Call: chat.Do("agenda decline", "input", n), Ask: true},
	}
}

// supporters names who supports an input, and who entered it where that was
// somebody else.
func supporters(v bot.View, in Input) string {
	if len(in.Support) == 0 {
		return ""
	}
	var who []string
	for _, s := range in.Support[:min(len(in.Support), namesShown)] {
		name := roster.Name(v, s.Person)
		if s.By != "" {
			name = v.Say("agenda.entered-by", "name", name, "by", roster.Name(v, s.By))
		}
		who = append(who, name)
	}
	said := strings.Join(who, "; ")
	if more := len(in.Support) - namesShown; more > 0 {
		said += "; " + v.Say("agenda.and-more", "count", more)
	}
	return v.Say("agenda.supported-by", "names", said)
}

// propose shows the order that breadth of support gives, why, and the button
// that uses it. Nothing is changed by looking.
func propose(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	all := s.ProposedOrder()
	if len(all) == 0 {
		return bot.Say("agenda.list.empty"), nil
	}
	list := chat.List{Numbered: true}
	var order []string
	for i, p := range all {
		order = append(order, strconv.Itoa(p.Topic.Inputs[0]))
		if i >= inputsShown {
			continue
		}
		why := c.Say("agenda.breadth", "count", p.Backing.Breadth) + ", " + backing(c.View, p.Backing)
		line := chat.Line(chat.Strong(topicLine(c.View, s, p.Topic)), " — "+why)
		if p.Undecided {
			line = append(line, chat.Plain(" · "+c.Say("agenda.fate-is.undecided")))
		}
		list.Lines = append(list.Lines, line)
	}
	if more := len(all) - inputsShown; more > 0 {
		list.Lines = append(list.Lines, chat.Line(c.Say("agenda.and-more", "count", more)))
	}
	// What is not named follows in the order in which it was accepted.
	order = order[:min(len(order), mostOrdered)]
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: c.Say("agenda.proposed")},
		chat.Paragraph{Text: chat.Line(c.Say("agenda.proposed.rule"))},
		list,
	}, Seen: c.Say("seen.only-you")}
	if len(s.Items) == 0 {
		m.Buttons = []chat.Button{{
			Label: c.Say("agenda.button.use"), Call: chat.Do("agenda order", "order", strings.Join(order, ",")), Style: chat.Primary,
		}}
	}
	return bot.Reply{Message: &m}, nil
}
