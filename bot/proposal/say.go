package proposal

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// signs are what keyboards write for the signs that are meant.
var signs = strings.NewReplacer("−", "-", "–", "-", "－", "-", "＋", "+", "±0", "0", "±", "")

// ParseStance reads what somebody says to a wording: +1, 0, -1 or a decimal
// between, with any of the minus signs that keyboards write. The error tells
// how to mend it.
func ParseStance(text string) (Stance, error) {
	plain := signs.Replace(strings.TrimSpace(text))
	digits := strings.TrimLeft(plain, "+-")
	x, err := strconv.ParseFloat(plain, 64)
	if err != nil || len(plain)-len(digits) > 1 || strings.Trim(digits, "0123456789.") != "" || math.Abs(x) > 1 {
		return "", lang.Refuse("proposal.not-a-stance", "text", shorten(text))
	}
	switch {
	case x == 0:
		return Neutral, nil
	case x > 0:
		return Stance("+" + strconv.FormatFloat(x, 'f', -1, 64)), nil
	}
	return Stance(strconv.FormatFloat(x, 'f', -1, 64)), nil
}

func decideSay(c *command.Context) (bot.Decision, error) {
	stance, err := ParseStance(c.Text("stance"))
	if err != nil {
		return bot.Decision{}, err
	}
	return say(c, stance)
}

func decideObject(c *command.Context) (bot.Decision, error) { return say(c, Against) }

// say is the decision on a stance. Under no open proposal such a line is
// ordinary talk, unless it came from a button or names the proposal.
func say(c *command.Context, stance Stance) (bot.Decision, error) {
	s := Of(c.View)
	open, ok := s.Open()
	if !ok {
		if c.Has("proposal") && !c.Archive {
			return bot.Decision{}, lang.Refuse("proposal.over", "number", c.Number("proposal"))
		}
		return ignored()
	}
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	if err := stale(c, open); err != nil {
		return bot.Decision{}, err
	}
	w, reason := open.Now(), strings.TrimSpace(c.Text("reason"))
	if r, asks := toWhom(c, open, stance, reason); asks {
		return bot.Decision{Reply: r}, nil
	}
	e := Said{
		Proposal: open.Number, Wording: w.Number, Person: c.Me(), Group: capacity(c.View, c.Me()),
		Member: member(c), Stance: stance,
	}
	if reason != "" {
		e.Reason = bot.Write(c.Me(), reason)
	}
	if w.lastOf(c.Me()).is(e) {
		return nothing("proposal.said-already", "stance", string(stance))
	}
	if stance.Side() < 0 && reason != "" {
		e.Objection = s.objectionFor(e)
	}
	return bot.Decision{
		Events: []bot.Event{e}, Effects: []bot.Effect{liveWording(open.Number, w.Number), chairEffect(open)},
		Reply: saidReply(c, s, open, e),
	}, nil
}

func chairEffect(p Proposal) bot.Effect {
	live := LiveEffects(p)
	return live[len(live)-1]
}

// lastOf gives the last that a person said to a wording, zero where nothing.
func (w Wording) lastOf(p bot.PersonID) Saying {
	for _, said := range slices.Backward(w.Said) {
		if said.Person == p {
			return said
		}
	}
	return Saying{}
}

func (said Saying) is(e Said) bool {
	return said.Person == e.Person && said.Stance == e.Stance && said.Reason.Text == e.Reason.Text
}

// objectionFor is the number of the objection that a reason belongs to: the one
// the person has open against this wording, else a new one.
func (s *State) objectionFor(e Said) int {
	for _, o := range s.Objections {
		if o.By == e.Person && o.Proposal == e.Proposal && o.Wording == e.Wording && o.State.Stands() {
			return o.Number
		}
	}
	return len(s.Objections) + 1
}

// toWhom asks back where "+1 Ana" may agree with what Ana said and not with the
// proposal.
func toWhom(c *command.Context, p Proposal, stance Stance, reason string) (bot.Reply, bool) {
	if c.Archive || c.Has("proposal") || stance.Side() <= 0 || reason == "" {
		return bot.Reply{}, false
	}
	name := reason
	for _, word := range []string{"to ", "with "} {
		if len(name) > len(word) && strings.EqualFold(name[:len(word)], word) {
			name = strings.TrimSpace(name[len(word):])
		}
	}
	who, ok := exactly(c.View, name)
	if !ok || p.isBy(who) {
		return bot.Reply{}, false
	}
	m := chat.Say(c.Say("proposal.to-whom", "name", roster.Name(c.View, who), "number", p.Number))
	m.Buttons = []chat.Button{{
		Label: c.Say("proposal.button.to-proposal", "number", p.Number),
		Call:  p.call("proposal say", "stance", string(stance)),
	}}
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, true
}

// exactly gives the person whose whole name a text is.
func exactly(v bot.View, name string) (bot.PersonID, bool) {
	found := roster.Of(v).Find(name)
	if len(found) != 1 {
		return "", false
	}
	p, _ := roster.Of(v).Person(found[0])
	names := []string{string(p.ID), p.Name.Text}
	for _, a := range p.Aliases {
		names = append(names, a.Text)
	}
	for _, n := range names {
		if Same(n, name) {
			return p.ID, true
		}
	}
	return "", false
}

// call makes a Call that names the proposal and the wording it is about.
func (p Proposal) call(path string, args ...string) chat.Call {
	return chat.Do(path, append(args,
		"proposal", strconv.Itoa(p.Number), "wording", strconv.Itoa(len(p.Wordings)))...)
}

// saidReply tells a person how they are counted, and what else they may do.
func saidReply(c *command.Context, s *State, p Proposal, e Said) bot.Reply {
	m := chat.Say(c.Say("proposal.said", "stance", string(e.Stance), "number", p.Number, "group", groupName(c.View, e.Group)))
	m.Seen = c.Say("seen.only-you")
	switch {
	case e.Objection != 0:
		m = chat.Say(c.Say("proposal.objected", "objection", e.Objection, "number", p.Number))
		m.Seen = c.Say("seen.channel")
		m.Buttons = []chat.Button{withdrawButton(c.View, e.Objection)}
	case e.Stance.Side() < 0:
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("proposal.why"))})
		m.Buttons = []chat.Button{{Label: c.Say("proposal.button.why"), Call: p.call("proposal object"), Ask: true}}
	default:
		for _, o := range s.Standing(p.Number) {
			if o.By == e.Person {
				m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("proposal.still-objects", "objection", o.Number))})
				m.Buttons = append(m.Buttons, withdrawButton(c.View, o.Number))
			}
		}
	}
	if !e.Member {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("proposal.shown-apart"))})
	}
	return bot.Reply{Message: &m}
}

func withdrawButton(v bot.View, objection int) chat.Button {
	return chat.Button{
		Label: v.Say("proposal.button.withdraw", "objection", objection),
		Call:  chat.Do("proposal withdraw-objection", "objection", strconv.Itoa(objection)),
	}
}
