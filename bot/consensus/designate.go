package consensus

import (
	"strconv"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// kept is the outcome of a contest after which the designation stands.
const kept = "kept"

// decideDesignate records the level that the Chair says was reached. A level
// that its own definition contradicts is asked about once more.
func decideDesignate(c *command.Context) (bot.Decision, error) {
	call, err := meantOnRecord(c)
	if err != nil {
		return bot.Decision{}, err
	}
	level := Level(c.Text("level"))
	switch call.Phase {
	case PhaseClosed:
	case PhaseOutcome:
		if d, _ := call.Level(); d.Level == level {
			return nothing("consensus.designated-already", "call", call.Name(), "level", levelName(level))
		}
		return bot.Decision{}, lang.Refuse("consensus.designated-before", "call", call.Name())
	case PhaseOpen:
		return bot.Decision{}, lang.Refuse("consensus.still-asking", "call", call.Name())
	case PhaseStopped:
		return bot.Decision{}, lang.Refuse("consensus.count-stopped")
	case PhaseSettled, PhaseWithdrawn, PhaseLapsed:
		return bot.Decision{}, lang.Refuse("consensus.over", "call", call.Name())
	}
	if level == Full && !c.Flag("really") {
		if doubt, ok := call.notFull(c); ok {
			really := call.call("consensus designate", "level", string(Full), "really", "yes")
			return bot.Decision{Reply: fullAfterAll(c, really, "note", doubt)}, nil
		}
	}
	d := call.designated(c, level, written(c, "note"))
	d.Reply = bot.Say("consensus.designated", "call", call.Name(), "level", levelName(level))
	return call.settleProposal(c, d, level), nil
}

// notFull says why nobody can take it for granted that nobody speaks against it: somebody
// objects, or an objection to an earlier wording was never settled.
func (c *Call) notFull(x *command.Context) (lang.Text, bool) {
	if sum := c.So.Sum(); sum.Objecting > 0 {
		return lang.T("consensus.not-full", "count", sum.Objecting), true
	}
	stand := len(c.Open())
	if c.Count() {
		stand = len(proposal.Of(x.View).Standing(c.Proposal))
	}
	return lang.T("consensus.not-full-earlier", "count", stand), stand > 0
}

// fullAfterAll asks once more whether nobody spoke against it, with the button that
// says so, and the words that go with it.
func fullAfterAll(c *command.Context, really chat.Call, words string, text lang.Text) bot.Reply {
	m := chat.Say(c.Print.Text(text))
	if c.Has(words) {
		really.Args[words] = c.Text(words)
	}
	m.Buttons, m.Seen = []chat.Button{{Label: c.Say("consensus.button.full"), Call: really, Style: chat.Danger}}, c.Say("seen.only-you")
	return bot.Reply{Text: text, Message: &m, Refused: true}
}

// designated is the decision on a level, which may be contested for as long as
// the call said at its opening.
func (c *Call) designated(x *command.Context, level Level, note bot.Words) bot.Decision {
	e := Designated{Call: c.Number, Level: level, Note: note, Until: x.Now.Add(c.Window), By: x.Me()}
	return bot.Decision{Events: []bot.Event{e}, Effects: append(live(c.Number), liveOutcome(c.Number))}
}

// settleProposal lets the proposal of a slow count be agreed with it, as a
// resolution in its words does; other levels leave it to the Chair.
func (c *Call) settleProposal(x *command.Context, d bot.Decision, level Level) bot.Decision {
	if !c.Count() || !level.agreed() {
		return d
	}
	if e, effects, ok := proposal.Agree(x, c.Proposal, c.counted); ok {
		d.Events, d.Effects = append(d.Events, e), append(d.Effects, effects...)
	}
	return d
}

func levelName(l Level) lang.Text { return lang.T("choice.level." + string(l)) }

// speaks gives the call on which somebody who is asked has a word to say.
func speaks(c *command.Context) (*Call, error) {
	call, err := meantOnRecord(c)
	switch {
	case err != nil:
		return nil, err
	case call.Phase.Over():
		return nil, lang.Refuse("consensus.over", "call", call.Name())
	case !call.IsAsked(c.Me()):
		return nil, lang.Refuse("consensus.not-asked", "call", call.Name())
	}
	return call, nil
}

func (c *Call) minority(p bot.PersonID) (Minority, bool) {
	for _, m := range c.Minorities {
		if m.Person == p {
			return m, true
		}
	}
	return Minority{}, false
}

func decideMinority(c *command.Context) (bot.Decision, error) {
	call, err := speaks(c)
	if err != nil {
		return bot.Decision{}, err
	}
	words := written(c, "statement")
	if had, ok := call.minority(c.Me()); ok && had.Text.Text == words.Text {
		return nothing("consensus.minority-already", "call", call.Name())
	}
	return bot.Decision{
		Events:  []bot.Event{MinoritySaid{Call: call.Number, Person: c.Me(), Group: call.GroupOf(c.Me()), Text: words}},
		Effects: call.liveNow(), Reply: bot.Say("consensus.minority", "call", call.Name()),
	}, nil
}

func decideWithdrawMinority(c *command.Context) (bot.Decision, error) {
	call, err := speaks(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if _, ok := call.minority(c.Me()); !ok {
		return bot.Decision{}, lang.Refuse("consensus.no-minority", "call", call.Name())
	}
	return bot.Decision{
		Events:  []bot.Event{MinorityWithdrawn{Call: call.Number, Person: c.Me()}},
		Effects: call.liveNow(), Reply: bot.Say("consensus.minority-withdrawn", "call", call.Name()),
	}, nil
}

func decideContest(c *command.Context) (bot.Decision, error) {
	call, err := speaks(c)
	if err != nil {
		return bot.Decision{}, err
	}
	d, ok := call.Level()
	switch {
	case !ok:
		return bot.Decision{}, lang.Refuse("consensus.nothing-to-contest", "call", call.Name())
	case !c.Now.Before(d.Until):
		return bot.Decision{}, lang.Refuse("consensus.contest-over", "call", call.Name(), "until", clock(c.View, d.Until))
	}
	words := written(c, "reason")
	for _, x := range call.Pending() {
		if x.Person == c.Me() {
			if x.Reason.Text == words.Text {
				return nothing("consensus.contested", "contest", x.Number, "call", call.Name())
			}
			return bot.Decision{}, lang.Refuse("consensus.contest-pending", "contest", x.Number)
		}
	}
	e := Contested{Call: call.Number, Contest: len(call.Contests) + 1, Person: c.Me(), Group: call.GroupOf(c.Me()), Reason: words}
	return bot.Decision{
		Events: []bot.Event{e}, Effects: call.liveNow(), Reply: bot.Say("consensus.contested", "contest", e.Contest, "call", call.Name()),
	}, nil
}

// decideAnswerContest keeps the designation or changes it; either way the answer
// is recorded with its reason, and whoever contested is told. Full consensus is asked
// about once more, as at the first designation.
func decideAnswerContest(c *command.Context) (bot.Decision, error) {
	call, err := meantOnRecord(c)
	if err != nil {
		return bot.Decision{}, err
	}
	x, ok := call.Contest(c.Number("contest"))
	d, designated := call.Level()
	outcome := c.Text("outcome")
	switch {
	case !ok || !designated:
		return bot.Decision{}, lang.Refuse("consensus.no-such-contest", "contest", c.Number("contest"), "count", len(call.Contests), "call", call.Name())
	case x.Answered:
		return nothing("consensus.contest-answered-already", "contest", x.Number)
	case x.Person == c.Me():
		return bot.Decision{}, lang.Refuse("consensus.own-contest", "contest", x.Number)
	case outcome == string(d.Level):
		outcome = kept
	}
	if outcome == string(Full) && !c.Flag("really") {
		if doubt, ok := call.notFull(c); ok {
			really := call.call("consensus answer-contest", "contest", strconv.Itoa(x.Number), "outcome", outcome, "really", "yes")
			return bot.Decision{Reply: fullAfterAll(c, really, "text", doubt)}, nil
		}
	}
	e := ContestAnswered{Call: call.Number, Contest: x.Number, Kept: outcome == kept, Text: written(c, "text"), By: c.Me()}
	out := bot.Decision{Events: []bot.Event{e}, Effects: append(live(call.Number), liveOutcome(call.Number))}
	if !e.Kept {
		again := call.designated(c, Level(outcome), written(c, "text"))
		out.Events = append(out.Events, again.Events...)
		out = call.settleProposal(c, out, Level(outcome))
	}
	n := strconv.Itoa(x.Number)
	out.Effects = append(out.Effects, bot.Effect{
		Do: bot.Direct, Key: "consensus.contest." + n, Show: ShowContestAnswered, To: bot.ToPerson(x.Person),
		With: map[string]string{withCall: strconv.Itoa(call.Number), "contest": n},
	})
	out.Reply = bot.Say("consensus.contest-answered", "contest", x.Number, "call", call.Name(), "name", roster.Name(c.View, x.Person))
	return out, nil
}
