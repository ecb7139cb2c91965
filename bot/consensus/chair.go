package consensus

import (
	"strconv"

	"magbot/bot"
	"magbot/bot/chat"
)

// showChair tells who holds the chair what can be done. Once the call is over
// nothing is left to show.
func showChair(v bot.View, c *Call, _ bot.Effect) chat.Message {
	if c.Phase.Over() {
		return chat.Message{}
	}
	m := chat.Say(c.title(v))
	m.Seen, m.Rank = v.Say("seen.only-you"), chat.Pending
	switch c.Phase {
	case PhaseOpen:
		c.chairOpen(v, &m)
	case PhaseStopped:
		m.Blocks = append(m.Blocks, c.progress(v)...)
		m.Buttons = []chat.Button{
			{Label: v.Say("consensus.button.count-again"), Call: chat.Do("consensus count"), Style: chat.Primary},
			{Label: v.Say("consensus.button.withdraw"), Call: c.call("consensus withdraw"), Ask: true},
		}
	case PhaseClosed:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Sentence(v, c.Standing(v)))})
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("consensus.chair-designates"))})
		for _, l := range Levels() {
			b := chat.Button{Label: v.Print.Text(levelName(l)), Call: c.call("consensus designate", "level", string(l))}
			m.Buttons = append(m.Buttons, b)
		}
		if !c.Count() {
			m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("consensus.button.reword"), Call: c.call("consensus reword"), Ask: true})
		}
		m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("consensus.button.withdraw"), Call: c.call("consensus withdraw"), Ask: true})
	case PhaseOutcome:
		d, _ := c.Level()
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("consensus.contest-until")+" ", chat.Time{At: d.Until}, ".")})
		for _, x := range c.Pending() {
			m.Blocks = append(m.Blocks, chat.Quote{Text: said(v, x.Reason), From: named(v, x.Person, x.Group)})
			m.Buttons = append(m.Buttons, chat.Button{
				Label: v.Say("consensus.button.answer-contest", "contest", x.Number),
				Call:  c.call("consensus answer-contest", "contest", strconv.Itoa(x.Number)), Ask: true,
			})
		}
	case PhaseSettled, PhaseWithdrawn, PhaseLapsed:
	}
	return m
}

func (c *Call) chairOpen(v bot.View, m *chat.Message) {
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Sentence(v, c.Standing(v)))})
	if c.Count() {
		m.Buttons = []chat.Button{{Label: v.Say("consensus.button.withdraw"), Call: c.call("consensus withdraw"), Ask: true}}
		return
	}
	for _, n := range c.Open() {
		m.Buttons = append(m.Buttons, chat.Button{
			Label: v.Say("consensus.button.answer", "objection", n),
			Call:  c.call("consensus answer", "objection", strconv.Itoa(n)), Ask: true,
		})
	}
	if c.everybody() {
		m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("consensus.button.close"), Call: c.call("consensus close"), Style: chat.Primary})
	}
	m.Buttons = append(m.Buttons,
		chat.Button{Label: v.Say("consensus.button.reword"), Call: c.call("consensus reword"), Ask: true},
		chat.Button{Label: v.Say("consensus.button.extend"), Call: c.call("consensus extend"), Ask: true},
		chat.Button{Label: v.Say("consensus.button.withdraw"), Call: c.call("consensus withdraw"), Ask: true},
	)
}
