package consensus

import (
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/proposal"
)

// decideReword gives a call another wording. Everybody is asked afresh, for at
// least as long as the first wording was asked about.
func decideReword(c *command.Context) (bot.Decision, error) {
	call, err := meantOnRecord(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case call.Count():
		return bot.Decision{}, lang.Refuse("consensus.count-reword", "number", call.Proposal)
	case call.Phase != PhaseOpen && call.Phase != PhaseClosed:
		return bot.Decision{}, lang.Refuse("consensus.over", "call", call.Name())
	case !leads(c) && !call.wrote(c.Me()):
		return bot.Decision{}, lang.Refuse("consensus.not-yours", "call", call.Name())
	}
	if err := stale(c, call); err != nil {
		return bot.Decision{}, err
	}
	words := strings.TrimSpace(c.Text("text"))
	if proposal.Same(call.Now().Text.Text, words) && call.Now().Text.Text == words {
		return nothing("consensus.same", "call", call.Name())
	}
	until := c.Now.Add(call.length)
	if call.Until.After(until) {
		until = call.Until
	}
	if c.Has("until") {
		if c.When("until").Before(until) {
			return bot.Decision{}, lang.Refuse("consensus.reword-time", "until", clock(c.View, until))
		}
		until = c.When("until").UTC()
	}
	if err := inWindow(c.Now, until); err != nil {
		return bot.Decision{}, err
	}
	n := len(call.Wordings) + 1
	e := Reworded{Call: call.Number, Wording: n, Text: bot.Write(c.Me(), words), Until: until, By: c.Me()}
	return bot.Decision{
		Events: []bot.Event{e}, Effects: append(live(call.Number), post(call, ShowReworded, strconv.Itoa(n))),
		Reply: bot.Say("consensus.reworded", "call", call.Name(), "wording", n, "until", clock(c.View, until)),
	}, nil
}

// decideExtend gives a call more time, never less.
func decideExtend(c *command.Context) (bot.Decision, error) {
	call, err := meantOnRecord(c)
	until := c.When("until").UTC()
	switch {
	case err != nil:
		return bot.Decision{}, err
	case call.Phase != PhaseOpen || call.Count():
		return bot.Decision{}, lang.Refuse("consensus.not-asking", "call", call.Name())
	case !until.After(call.Until):
		return bot.Decision{}, lang.Refuse("consensus.not-later", "until", clock(c.View, call.Until))
	}
	if err := inWindow(c.Now, until); err != nil {
		return bot.Decision{}, err
	}
	n := len(call.Extensions) + 1
	e := Extended{Call: call.Number, Until: until, Reason: written(c, "reason"), By: c.Me()}
	return bot.Decision{
		Events: []bot.Event{e}, Effects: append(live(call.Number), post(call, ShowExtended, strconv.Itoa(n))),
		Reply: bot.Say("consensus.extended", "call", call.Name(), "until", clock(c.View, until)),
	}, nil
}

// decideClose ends the asking before its time, which only answers of everybody
// allow: the time was promised to those who have not answered yet.
func decideClose(c *command.Context) (bot.Decision, error) {
	call, err := meant(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case call.Phase != PhaseOpen && call.Phase != PhaseStopped:
		return nothing("consensus.closed-already", "call", call.Name())
	case call.Count():
		return bot.Decision{}, lang.Refuse("consensus.count-close")
	case !call.everybody() && c.Now.Before(call.Until):
		return bot.Decision{}, lang.Refuse("consensus.not-yet", "count", len(call.Waiting()), "until", clock(c.View, call.Until))
	}
	return call.closed(c, bot.Say("consensus.closed", "call", call.Name())), nil
}

// closed is the decision that the asking is over, with what is so.
func (c *Call) closed(x *command.Context, reply bot.Reply) bot.Decision {
	e := Closed{Call: c.Number, Standing: c.standingAt(x.View, x.Now), By: x.Me()}
	return bot.Decision{
		Events:  []bot.Event{e},
		Effects: append(live(c.Number), post(c, ShowClosed, strconv.Itoa(len(c.Wordings))+"-"+strconv.Itoa(c.Begins))),
		Reply:   reply,
	}
}

// decideWithdraw takes a call back, with a reason.
func decideWithdraw(c *command.Context) (bot.Decision, error) {
	call, err := meantOnRecord(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case call.Phase == PhaseWithdrawn:
		return nothing("consensus.withdrawn", "call", call.Name())
	case !call.mayBeWithdrawn():
		return bot.Decision{}, lang.Refuse("consensus.decided", "call", call.Name())
	}
	return bot.Decision{
		Events:  []bot.Event{Withdrawn{Call: call.Number, Reason: written(c, "reason"), By: c.Me()}},
		Effects: append(live(call.Number), post(call, ShowWithdrawn, "")),
		Reply:   bot.Say("consensus.withdrawn", "call", call.Name()),
	}, nil
}
