package ballot

import (
	"slices"
	"strconv"

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
	var err error
	switch mine := s.Mine(c.Me()); {
	case c.Has("say"):
		if p.now, err = s.unpack(c.Text("say")); err != nil {
			return bot.Reply{}, err
		}
	case mine != "":
		if p.now, err = s.pressed(mine); err != nil {
			return bot.Reply{}, err
		}
	}
	return only(c.View, p.draw(s.Voted[c.Me()])), nil
}

// pad is a paper as it stands.
type pad struct {
	s    *State
	v    bot.View
	now  tally.Ballot
	at   int // the option to be scored, from 1
	page int
}

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
	first := min(p.page*onePage, (len(s.Options)-1)/onePage*onePage)
	last := min(first+onePage, len(s.Options))
	for i := first; i < last; i++ {
		if b, ok := p.option(tally.Candidate(i)); ok {
			m.Buttons = append(m.Buttons, b)
		}
	}
	m.Buttons = append(m.Buttons, p.below(len(s.Options) > onePage, last)...)
	m.Blocks = append(m.Blocks, s.promise(p.v))
	return m
}

// standing is the choice as it stands, in its order, and what keeps it from
// being handed in.
func (p pad) standing() []chat.Block {
	b := p.now
	if len(b.Order) == 0 {
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
	if err := p.s.allowed().Check(p.checked()); err != nil {
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

// place is where an option stands on the paper; -1: nowhere.
func (p pad) place(c tally.Candidate) int { return slices.Index(p.now.Order, c) }

// option is the button of one option.
func (p pad) option(c tally.Candidate) (chat.Button, bool) {
	s, at, name := p.s, p.place(c), p.s.Options[c].Name.Text
	switch s.Rules.way() {
	case Ranked:
		if at >= 0 {
			return chat.Button{}, false
		}
		return p.to(strconv.Itoa(len(p.now.Places())+1)+". "+name, p.with(c)), true
	case Approval:
		if at >= 0 {
			return p.to("☑ "+name, p.without(c)), true
		}
		return p.to("☐ "+name, p.with(c)), true
	case Dots:
		had := int64(0)
		if at >= 0 {
			had = p.now.Points[at]
		}
		if spent(p.now.Points) >= s.Rules.Budget {
			return chat.Button{}, false
		}
		return p.to(name+" ("+strconv.FormatInt(had, 10)+") +1", p.given(c, had+1)), true
	case Score:
		label := name
		if at >= 0 {
			label += ": " + strconv.FormatInt(p.now.Points[at], 10)
		}
		button := p.to(label, p.now)
		button.Call.Args["at"] = optionCode(int(c))
		return button, true
	case YesNo, PickOne, Gradients, Election:
	}
	return chat.Button{Label: name, Call: s.call("ballot cast", "say", string(letters[c]))}, true
}

// to is a button that leads to the paper with another choice.
func (p pad) to(label string, b tally.Ballot) chat.Button {
	args := []string{"say", pack(b)}
	if p.page > 0 {
		args = append(args, "page", strconv.Itoa(p.page))
	}
	return chat.Button{Label: label, Call: p.s.call("ballot paper", args...)}
}

// with is the choice with one more option, at its end.
func (p pad) with(c tally.Candidate) tally.Ballot {
	b := tally.Ballot{Order: append(slices.Clone(p.now.Order), c)}
	if len(p.now.Tied) > 0 {
		b.Tied = append(slices.Clone(p.now.Tied), false)
	}
	return b
}

// without is the choice without one option. Whoever shared its place stays there.
func (p pad) without(c tally.Candidate) tally.Ballot {
	b := tally.Ballot{}
	for _, place := range p.now.Places() {
		rest := slices.DeleteFunc(slices.Clone(place), func(x tally.Candidate) bool { return x == c })
		for i, x := range rest {
			b.Order, b.Tied = append(b.Order, x), append(b.Tied, i > 0)
		}
	}
	if !slices.Contains(b.Tied, true) {
		b.Tied = nil
	}
	return b
}

// given is the choice with other points for one option, which stands last from
// then on, as it was pressed last; -1 takes its points away.
func (p pad) given(c tally.Candidate, points int64) tally.Ballot {
	b := tally.Ballot{}
	for i, x := range p.now.Order {
		if x != c && len(p.now.Points) > i {
			b.Order, b.Points = append(b.Order, x), append(b.Points, p.now.Points[i])
		}
	}
	if points >= 0 {
		b.Order, b.Points = append(b.Order, c), append(b.Points, points)
	}
	return b
}

// points offers the points for one option.
func (p pad) points(m chat.Message) chat.Message {
	c := tally.Candidate(p.at - 1)
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(p.v.Say("ballot.paper-points", "name", p.s.Options[c].Name.Text))})
	for n := p.s.Rules.Low; n <= p.s.Rules.High; n++ {
		m.Buttons = append(m.Buttons, p.to(strconv.FormatInt(n, 10), p.given(c, n)))
	}
	m.Buttons = append(m.Buttons, p.to(p.v.Say("ballot.button.no-points"), p.given(c, -1)))
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
	way, begun := p.s.Rules.way(), len(p.now.Order) > 0
	if begun && (way == Ranked || way == Dots) {
		buttons = append(buttons, p.to(p.v.Say("ballot.button.undo"), p.undone()))
	}
	if begun {
		buttons = append(buttons, p.to(p.v.Say("ballot.button.anew"), tally.Ballot{}))
	}
	if begun && p.s.allowed().Check(p.checked()) == nil {
		buttons = append(buttons, chat.Button{
			Label: p.v.Say("ballot.button.hand-in"), Call: p.s.call("ballot cast", "say", pack(p.now)), Style: chat.Primary,
		})
	}
	if !begun && p.s.Rules.mayBeBlank() {
		buttons = append(buttons, chat.Button{Label: p.v.Say("ballot.button.blank"), Call: p.s.call("ballot cast", "say", packedBlank)})
	}
	return buttons
}

func (p pad) checked() tally.Ballot {
	b := p.now
	b.Weight = 1
	return b
}

// undone is the choice without what was pressed last: of an order its end, of
// dots one of the option that was pressed last.
func (p pad) undone() tally.Ballot {
	n := len(p.now.Order) - 1
	if n < 0 {
		return p.now
	}
	c := p.now.Order[n]
	if p.s.Rules.way() != Dots {
		return p.without(c)
	}
	if points := p.now.Points[n] - 1; points > 0 {
		return p.given(c, points)
	}
	return p.given(c, -1)
}

func optionCode(i int) string { return strconv.Itoa(i + 1) }
