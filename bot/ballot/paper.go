package ballot

import (
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/ballot/tally"
	"magbot/bot/chat"
	"magbot/bot/command"
)

// onePage is how many options have their buttons at once.
const onePage = 15

// showPaper is a ballot paper being filled in, by pressing. What is pressed so
// far stands in its own buttons, so that it is in no record and outlives a
// restart; what was handed in before is where it begins.
func showPaper(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	if err := s.mayCast(c); err != nil {
		return bot.Reply{}, err
	}
	p := pad{s: s, v: c.View, at: c.Number("at"), page: c.Number("page")}
	switch {
	case c.Has("say"):
		p.now = c.Text("say")
	default:
		p.now = s.Mine(c.Me())
	}
	if blank(p.now) || p.now == "none" {
		p.now = ""
	}
	return only(c.View, p.draw(s.Voted[c.Me()])), nil
}

// pad is a paper as it stands.
type pad struct {
	s    *State
	v    bot.View
	now  string // canonical, or nothing yet
	at   int    // the option to be scored, from 1
	page int
}

// empty is what a paper holds that was begun anew.
const empty = "none"

func (p pad) draw(handedIn bool) chat.Message {
	s := p.s
	way := s.Rules.way()
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: s.title(p.v)},
		chat.Paragraph{Text: chat.Line(p.v.Say("ballot.paper." + string(way)))},
	}}
	if handedIn {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(p.v.Say("ballot.paper-handed-in"))})
	}
	m.Blocks = append(m.Blocks, p.standing()...)
	if p.at > 0 && p.at <= len(s.Options) && way == Score {
		return p.points(m)
	}
	first := min(p.page*onePage, max(0, len(s.Options)-1))
	last := min(first+onePage, len(s.Options))
	for i := first; i < last; i++ {
		if b, ok := p.option(i); ok {
			m.Buttons = append(m.Buttons, b)
		}
	}
	m.Buttons = append(m.Buttons, p.below(len(s.Options) > onePage, last)...)
	m.Blocks = append(m.Blocks, s.promise(p.v))
	return m
}

// standing is the choice as it stands, in its order.
func (p pad) standing() []chat.Block {
	b, err := p.s.pressed(p.now)
	if p.now == "" || len(b.Order) == 0 {
		return []chat.Block{chat.Note{Text: chat.Line(p.v.Say("ballot.paper-empty"))}}
	}
	list := chat.List{Numbered: p.s.Rules.way() == Ranked && !slices.Contains(b.Tied, true)}
	for i, c := range b.Order {
		line := chat.Line(p.s.Options[c].Name.Text)
		if len(b.Points) > i {
			line = append(line, chat.Plain(": "), chat.Strong(strconv.FormatInt(b.Points[i], 10)))
		}
		if i < len(b.Tied) && b.Tied[i] {
			line = append(chat.Line("= "), line...)
		}
		list.Lines = append(list.Lines, line)
	}
	blocks := []chat.Block{list}
	if p.s.Rules.way() == Dots {
		blocks = append(blocks, chat.Note{Text: chat.Line(p.v.Say("ballot.paper-dots", "count", p.s.Rules.Budget-spent(b.Points)))})
	}
	if err != nil {
		blocks = append(blocks, chat.Note{Text: chat.Line(mend(p.v, err))})
	}
	return blocks
}

func spent(points []int64) (n int64) {
	for _, p := range points {
		n += p
	}
	return n
}

// option is the button of one option.
func (p pad) option(i int) (chat.Button, bool) {
	s := p.s
	code, name := optionCode(i), s.Options[i].Name.Text
	b, _ := s.pressed(p.now)
	at := slices.IndexFunc(b.Order, func(c tally.Candidate) bool { return int(c) == i })
	switch s.Rules.way() {
	case Ranked:
		if at >= 0 {
			return chat.Button{}, false
		}
		return p.to(strconv.Itoa(len(b.Places())+1)+". "+name, join(p.now, ">", code)), true
	case Approval:
		if at >= 0 {
			return p.to("☑ "+name, without(p.now, "=", code)), true
		}
		return p.to("☐ "+name, join(p.now, "=", code)), true
	case Dots:
		had := int64(0)
		if at >= 0 {
			had = b.Points[at]
		}
		if spent(b.Points) >= s.Rules.Budget {
			return chat.Button{}, false
		}
		return p.to(name+" ("+strconv.FormatInt(had, 10)+") +1", p.given(i, had+1)), true
	case Score:
		label := name
		if at >= 0 {
			label += ": " + strconv.FormatInt(b.Points[at], 10)
		}
		button := p.to(label, p.now)
		button.Call.Args["at"] = code
		return button, true
	case YesNo, PickOne, Gradients, Election:
	}
	return chat.Button{Label: name, Call: s.call("ballot cast", "say", code)}, true
}

// to is a button that leads to the paper with another choice.
func (p pad) to(label, choice string) chat.Button {
	if choice == "" {
		choice = empty
	}
	args := []string{"say", choice}
	if p.page > 0 {
		args = append(args, "page", strconv.Itoa(p.page))
	}
	return chat.Button{Label: label, Call: p.s.call("ballot paper", args...)}
}

// given is the choice with other points for one option, which stands last from
// then on, as it was pressed last; -1 takes its points away.
func (p pad) given(i int, points int64) string {
	b, _ := p.s.pressed(p.now)
	var parts []string
	for k, c := range b.Order {
		if int(c) != i && len(b.Points) > k {
			parts = append(parts, optionCode(int(c))+":"+strconv.FormatInt(b.Points[k], 10))
		}
	}
	if points >= 0 {
		parts = append(parts, optionCode(i)+":"+strconv.FormatInt(points, 10))
	}
	return strings.Join(parts, ",")
}

// points offers the points for one option.
func (p pad) points(m chat.Message) chat.Message {
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(p.v.Say("ballot.paper-points", "name", p.s.Options[p.at-1].Name.Text))})
	step := max(1, (p.s.Rules.High-p.s.Rules.Low)/20)
	for n := p.s.Rules.Low; n <= p.s.Rules.High; n += step {
		m.Buttons = append(m.Buttons, p.to(strconv.FormatInt(n, 10), p.given(p.at-1, n)))
	}
	m.Buttons = append(m.Buttons, p.to(p.v.Say("ballot.button.no-points"), p.given(p.at-1, -1)))
	return m
}

// below are the buttons under the options.
func (p pad) below(pages bool, last int) []chat.Button {
	var buttons []chat.Button
	if pages {
		next := p
		if next.page++; last >= len(p.s.Options) {
			next.page = 0
		}
		buttons = append(buttons, next.to(p.v.Say("ballot.button.more"), p.now))
	}
	way := p.s.Rules.way()
	if p.now != "" && (way == Ranked || way == Dots) {
		buttons = append(buttons, p.to(p.v.Say("ballot.button.undo"), p.undone()))
	}
	if p.now != "" {
		buttons = append(buttons, p.to(p.v.Say("ballot.button.anew"), empty),
			chat.Button{Label: p.v.Say("ballot.button.hand-in"), Call: p.s.call("ballot cast", "say", p.now), Style: chat.Primary})
	}
	if p.now == "" && p.s.Rules.mayBeBlank() {
		buttons = append(buttons, chat.Button{Label: p.v.Say("ballot.button.blank"), Call: p.s.call("ballot cast", "say", "blank")})
	}
	return buttons
}

// undone is the choice without what was pressed last: of an order its end, of
// dots one of the option that was pressed last.
func (p pad) undone() string {
	b, _ := p.s.pressed(p.now)
	if len(b.Order) == 0 {
		return ""
	}
	if p.s.Rules.way() == Dots {
		at := len(b.Order) - 1
		n := b.Points[at] - 1
		if n == 0 {
			n = -1
		}
		return p.given(int(b.Order[at]), n)
	}
	if cut := strings.LastIndexAny(p.now, ">="); cut >= 0 {
		return p.now[:cut]
	}
	return ""
}

func optionCode(i int) string { return strconv.Itoa(i + 1) }

func join(now, at, code string) string {
	if now == "" {
		return code
	}
	return now + at + code
}

func without(now, at, code string) string {
	rest := slices.DeleteFunc(strings.Split(now, at), func(x string) bool { return x == code })
	return strings.Join(rest, at)
}
