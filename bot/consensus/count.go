package consensus

import (
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
)

// decideCount begins a slow count on the open proposal, or on a text, which is
// proposed with it. One that was stopped begins again from one.
func decideCount(c *command.Context) (bot.Decision, error) {
	if c.Archive { // nobody can be asked any more
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, nil
	}
	if err := onRecord(c); err != nil {
		return bot.Decision{}, err
	}
	if !meeting.Of(c.View).IsOpen() {
		return bot.Decision{}, lang.Refuse("consensus.not-open")
	}
	steps, every, err := pace(c)
	if err != nil {
		return bot.Decision{}, err
	}
	d, on, err := countedOn(c)
	if err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	for _, call := range s.calls {
		if call.Count() && call.Phase == PhaseOpen {
			return countsAlready(c, call, on)
		}
	}
	if call, ok := s.counting(on.proposal); ok {
		e := Begun{Call: call.Number, Wording: on.wording, Text: on.text, Steps: steps, Every: every, By: c.Me()}
		d.Events, d.Effects = append(d.Events, e), append(d.Effects, live(call.Number)...)
		d.Reply = bot.Say("consensus.count-again", "count", steps)
		return d, nil
	}
	t, err := terms(c)
	if err != nil {
		return bot.Decision{}, err
	}
	t.Text = on.text
	asked := electorate(c.View, nil, nil)
	if len(asked) == 0 {
		return bot.Decision{}, lang.Refuse("consensus.nobody-to-ask")
	}
	e := Opened{
		Terms: t, Number: len(s.calls) + 1, Asked: asked, Item: currentItem(c.View),
		Proposal: on.proposal, Wording: on.wording, Steps: steps, Every: every,
	}
	d.Events, d.Effects = append(d.Events, e), append(d.Effects, live(e.Number)...)
	d.Reply = bot.Say("consensus.counting", "count", steps, "number", on.proposal)
	return d, nil
}

// countsAlready answers a second press: one count runs at a time.
func countsAlready(c *command.Context, call *Call, on counted) (bot.Decision, error) {
	if on.proposal == call.Proposal && strings.TrimSpace(c.Text("text")) == "" {
		return nothing("consensus.counts-already", "step", call.Step, "steps", call.Steps)
	}
	return bot.Decision{}, lang.Refuse("consensus.one-count", "number", call.Proposal)
}

// counted is the wording of a proposal that is counted on.
type counted struct {
	proposal, wording int
	text              bot.Words
}

// countedOn gives what is counted on and, where the text is new, the decision
// that proposes it.
func countedOn(c *command.Context) (bot.Decision, counted, error) {
	s := proposal.Of(c.View)
	open, ok := s.Open()
	text := strings.TrimSpace(c.Text("text"))
	if text != "" && (!ok || !proposal.Same(open.Now().Text.Text, text)) {
		d, err := proposal.Make(c)
		for _, e := range d.Events {
			switch e := e.(type) {
			case proposal.Made:
				return d, counted{e.Number, 1, e.Text}, err
			case proposal.Reworded:
				return d, counted{e.Proposal, e.Wording, e.Text}, err
			}
		}
		if err == nil {
			err = lang.Refuse("consensus.nothing-proposed")
		}
		return d, counted{}, err
	}
	if !ok {
		return bot.Decision{}, counted{}, lang.Refuse("consensus.nothing-proposed")
	}
	if stand := s.Standing(open.Number); len(stand) > 0 {
		key := "consensus.objection-stands"
		if stand[0].State == proposal.Upheld {
			key = "consensus.objection-sustained"
		}
		return bot.Decision{}, counted{}, lang.Refuse(key, "objection", stand[0].Number, "number", open.Number)
	}
	now := open.Now()
	return bot.Decision{}, counted{open.Number, now.Number, bot.Words{By: now.Text.By, Text: now.Text.Text}}, nil
}

// pace reads how far is counted, and how slowly.
func pace(c *command.Context) (steps int, every time.Duration, err error) {
	steps, every = usualSteps, usualEvery
	if c.Has("steps") {
		steps = c.Number("steps")
	}
	if c.Has("every") {
		every = c.Duration("every")
	}
	if steps < 2 || every < minEvery || every > maxEvery {
		return 0, 0, lang.Refuse("consensus.pace", "most", maxSteps, "least", int(minEvery.Seconds()), "longest", int(maxEvery.Seconds()))
	}
	return steps, every, nil
}
