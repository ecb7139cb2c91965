package consensus

import (
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/objection"
)

// asked gives the call that somebody answers, and refuses who is not asked, what
// is over, and a press on an earlier wording.
func asked(c *command.Context) (*Call, error) {
	call, err := meantOnRecord(c)
	switch {
	case err != nil:
		return nil, err
	case call.Phase != PhaseOpen:
		return nil, lang.Refuse("consensus.not-asking", "call", call.Name())
	case !call.IsAsked(c.Me()):
		return nil, lang.Refuse("consensus.not-asked", "call", call.Name())
	}
	return call, stale(c, call)
}

func decideNoObjection(c *command.Context) (bot.Decision, error) {
	call, err := asked(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case call.Count():
		return bot.Decision{}, lang.Refuse("consensus.count-plus", "number", call.Proposal)
	}
	if o, stands := call.standing(c.Me()); stands {
		return bot.Decision{Reply: stillObjects(c, call, o)}, nil
	}
	if call.own[c.Me()] == NoObjection && !call.Recused(c.Me()) {
		return nothing("consensus.said-already", "call", call.Name())
	}
	return call.answered(c, Answered{Answer: NoObjection}, bot.Say("consensus.said", "call", call.Name(), "group", groupName(c.View, call.GroupOf(c.Me())))), nil
}

// stillObjects tells who has an objection that stands how to be counted
// otherwise: nothing is taken back for them.
func stillObjects(c *command.Context, call *Call, o Objection) bot.Reply {
	text := lang.T("consensus.still-objects", "objection", o.Number)
	m := chat.Say(c.Print.Text(text))
	m.Buttons, m.Seen = []chat.Button{takeBackButton(c.View, call, o.Number)}, c.Say("seen.only-you")
	return bot.Reply{Text: text, Message: &m, Refused: true}
}

func decideObject(c *command.Context) (bot.Decision, error) {
	call, err := asked(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case call.Count():
		return bot.Decision{}, lang.Refuse("consensus.count-minus", "number", call.Proposal)
	}
	reason := strings.TrimSpace(c.Text("reason"))
	n := len(call.Objections) + 1
	for _, o := range call.Objections {
		if o.By != c.Me() || o.Wording != len(call.Wordings) || !o.State.Stands() {
			continue
		}
		if o.Reason.Text == reason && !call.Recused(c.Me()) {
			return nothing("consensus.objected-already", "objection", o.Number)
		}
		n = o.Number
	}
	m := chat.Say(c.Say("consensus.objected", "objection", n, "call", call.Name()))
	m.Buttons, m.Seen = []chat.Button{takeBackButton(c.View, call, n)}, c.Say("seen.channel")
	return call.answered(c, Answered{Answer: Objects, Reason: bot.Write(c.Me(), reason), Objection: n}, bot.Reply{Message: &m}), nil
}

func decideRecuse(c *command.Context) (bot.Decision, error) {
	call, err := asked(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if o, stands := call.standing(c.Me()); stands {
		return bot.Decision{Reply: stillObjects(c, call, o)}, nil
	}
	if call.Recused(c.Me()) {
		return nothing("consensus.recused-already", "call", call.Name())
	}
	e := Answered{Answer: NotMyCall, Reason: written(c, "reason")}
	return call.answered(c, e, bot.Say("consensus.recused", "call", call.Name())), nil
}

// answered is the decision on one answer.
func (c *Call) answered(x *command.Context, e Answered, reply bot.Reply) bot.Decision {
	e.Call, e.Wording, e.Person = c.Number, len(c.Wordings), x.Me()
	return bot.Decision{Events: []bot.Event{e}, Effects: live(c.Number), Reply: reply}
}

// objected finds the objection that a command is about.
func objected(c *command.Context) (*Call, Objection, error) {
	call, err := meantOnRecord(c)
	switch {
	case err != nil:
		return nil, Objection{}, err
	case call.Count():
		return nil, Objection{}, lang.Refuse("consensus.count-objection", "number", call.Proposal)
	}
	o, ok := call.Objection(c.Number("objection"))
	switch {
	case !ok:
		return nil, Objection{}, lang.Refuse("consensus.no-such-objection", "objection", c.Number("objection"), "count", len(call.Objections), "call", call.Name())
	case call.Phase.Over():
		return nil, Objection{}, lang.Refuse("consensus.over", "call", call.Name())
	}
	return call, o, nil
}

func somebody(c *command.Context, call *Call) objection.Somebody {
	return objection.Somebody{Person: c.Me(), Leads: leads(c), Wrote: call.wrote(c.Me()), Archive: c.Archive}
}

func against(o Objection, rule objection.Rule) error {
	return lang.Refuse("consensus."+string(rule), "objection", o.Number)
}

func decideAnswer(c *command.Context) (bot.Decision, error) {
	call, o, err := objected(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if rule := o.MayAnswer(somebody(c, call)); rule != objection.Fine {
		return bot.Decision{}, against(o, rule)
	}
	words := strings.TrimSpace(c.Text("text"))
	if o.AnsweredBy(c.Me(), words) {
		return nothing("consensus.answered-already", "objection", o.Number)
	}
	n, key := strconv.Itoa(o.Number), "consensus.answered"
	if o.State == objection.Upheld {
		key = "consensus.answered-stands"
	}
	return bot.Decision{
		Events: []bot.Event{Met{Call: call.Number, Objection: o.Number, Text: bot.Write(c.Me(), words), By: c.Me()}},
		Effects: append(live(call.Number), bot.Effect{
			Do: bot.Direct, Key: "consensus.answered." + n, Show: ShowAnswered, To: bot.ToPerson(o.By),
			With: map[string]string{withCall: strconv.Itoa(call.Number), "objection": n},
		}),
		Reply: bot.Say(key, "objection", o.Number, "call", call.Name()),
	}, nil
}

func decideTakeBack(c *command.Context) (bot.Decision, error) {
	call, o, err := objected(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if rule := o.MayTakeBack(somebody(c, call)); rule != objection.Fine {
		return bot.Decision{}, against(o, rule)
	}
	if o.State == objection.Withdrawn {
		return nothing("consensus.taken-back", "objection", o.Number, "call", call.Name())
	}
	return bot.Decision{
		Events:  []bot.Event{ObjectionWithdrawn{Call: call.Number, Objection: o.Number, By: c.Me()}},
		Effects: live(call.Number), Reply: bot.Say("consensus.taken-back", "objection", o.Number, "call", call.Name()),
	}, nil
}

func decideSustain(c *command.Context) (bot.Decision, error) {
	call, o, err := objected(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if rule := o.MaySustain(somebody(c, call)); rule != objection.Fine {
		return bot.Decision{}, against(o, rule)
	}
	words := written(c, "text")
	if _, asked := o.Asked(); o.State.Stands() && words.IsZero() && !asked {
		return nothing("consensus.stands", "objection", o.Number, "call", call.Name())
	}
	return bot.Decision{
		Events:  []bot.Event{Sustained{Call: call.Number, Objection: o.Number, Text: words, By: c.Me()}},
		Effects: live(call.Number), Reply: bot.Say("consensus.stands", "objection", o.Number, "call", call.Name()),
	}, nil
}
