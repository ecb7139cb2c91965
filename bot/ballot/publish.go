package ballot

import (
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// publish makes the result known to whoever has looked at it first: without the mark
// that the button beside it carries, it shows what would be told.
func publish(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if s.Phase == PhasePublished {
		return nothing("ballot.published-already", "number", s.Number)
	}
	if err := s.mustBe(PhaseCounted); err != nil {
		return bot.Decision{}, err
	}
	if s.Count.Outcome == Tied && len(s.Settled.Elected) == 0 {
		return bot.Decision{}, lang.Refuse("ballot.settle-first", "names", s.listed(s.Count.Tied))
	}
	if c.Number("seen") != s.looks() {
		return s.lookFirst(c.View)
	}
	d := bot.Decision{
		Events:  []bot.Event{Published{By: c.Me()}},
		Effects: append(s.live(), s.note(), post("ballot.result", ShowResult, nil), toChair(c.View)),
		Reply:   bot.Say("ballot.published", "number", s.Number),
	}
	if s.Meeting != "" {
		d.Effects = append(d.Effects, s.minute("result"))
	}
	return d, nil
}

// looks is what the button to publish carries: another number whenever the Chair has
// decided a tie otherwise.
func (s *State) looks() int { return 1 + s.settlements }

// lookFirst shows what would be published, to be published by its button.
func (s *State) lookFirst(v bot.View) (bot.Decision, error) {
	m, err := s.counted(v)
	if err != nil {
		return bot.Decision{}, err
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("ballot.look-first", "number", s.Number))})
	m.Seen = v.Say("seen.only-you")
	return bot.Decision{Reply: bot.Reply{Text: lang.T("ballot.look-first", "number", s.Number), Message: &m}}, nil
}

// withdraw ends a ballot without a result, with a reason that everybody reads.
func withdraw(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	switch s.Phase {
	case PhaseWithdrawn:
		return nothing("ballot.withdrawn-already", "number", s.Number)
	case PhaseNone, PhasePublished:
		return bot.Decision{}, s.mustBe(PhaseOpen)
	case PhaseDraft, PhaseOpen, PhaseClosed, PhaseCounted:
	}
	d := bot.Decision{
		Events:  []bot.Event{Withdrawn{By: c.Me(), Reason: bot.Write(c.Me(), c.Text("reason"))}},
		Effects: []bot.Effect{s.note()},
		Reply:   bot.Say("ballot.withdrawn", "number", s.Number),
	}
	switch s.Phase {
	case PhaseCounted:
		d.Effects = append(d.Effects, toChair(c.View))
	case PhaseClosed:
		d.Effects = append(d.Effects, s.toSeeders()...)
	case PhaseNone, PhaseDraft, PhaseOpen, PhasePublished, PhaseWithdrawn:
	}
	if s.Phase != PhaseDraft && !s.outside() { // nobody was told of an outside result yet
		d.Effects = append(d.Effects, append(s.live(), post("ballot.withdrawn", ShowWithdrawn, nil))...)
		if s.Meeting != "" {
			d.Effects = append(d.Effects, s.minute("withdrawn"))
		}
	}
	return d, nil
}
