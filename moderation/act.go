package moderation

import (
	"cmp"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// What a platform can do is done only by a handler's press, after a second one has
// agreed, as a step like the others: it has words for the person, an end where it
// takes time, and can be appealed. What became of it is recorded as the platform
// says; what it cannot do, the card says how to do by hand.

// deed is what a platform does for a step.
func (r Rung) deed() (bot.Deed, bool) {
	switch r {
	case Hide:
		return bot.HideMessage, true
	case Delete:
		return bot.DeleteMessage, true
	case TimeOut:
		return bot.TimeOut, true
	case Suggestion, Talk, Edit, Reminder, Cooling, Restrict, Referral, Ombuds, Redact:
	}
	return "", false
}

// undoing is what takes a deed back; a message that was deleted stays so.
func undoing(d bot.Deed) (bot.Deed, bool) {
	switch d {
	case bot.HideMessage:
		return bot.ShowMessage, true
	case bot.TimeOut:
		return bot.LetWrite, true
	case bot.DeleteMessage, bot.ShowMessage, bot.LetWrite:
	}
	return "", false
}

// Outcome is what came of something that a platform was to do.
type Outcome struct {
	Undo   bool
	Done   bool
	Unable bot.Inability
	On     string // the platform; empty when a handler did it
	ByHand bool
	At     time.Time
}

// outcome gives the last of a step, of doing it or of taking it back.
func (p Progress) outcome(undo bool) (o Outcome, has bool) {
	for _, o := range slices.Backward(p.Outcomes) {
		if o.Undo == undo {
			return o, true
		}
	}
	return o, false
}

// undoes reports whether a step that has ended early, or that an appeal was right about,
// is to be taken back on the platform.
func (p Progress) undoes() bool {
	deed, acts := p.Rung.deed()
	if !acts || !p.voided() {
		return false
	}
	_, can := undoing(deed)
	done, has := p.outcome(false)
	return can && has && done.Done
}

// byHand reports whether something of a step is left for people to do.
func (p Progress) byHand() (undo, is bool) {
	if _, acts := p.Rung.deed(); !acts {
		return false, false
	}
	if p.voided() {
		o, has := p.outcome(true)
		return true, has && !o.Done
	}
	o, has := p.outcome(false)
	return false, has && !o.Done && (p.State == Done || p.State == Running)
}

// AskAct is the request that a platform does what a step says.
const AskAct = "moderation.act"

// act asks for it; undo asks to take it back.
func act(n int, undo bool) bot.Effect {
	with := map[string]string{"step": number(n)}
	call := bot.Do("conduct acted", "number", number(n))
	key := "act " + number(n)
	if undo {
		with["undo"], call = "yes", bot.Do("conduct acted", "number", number(n), "undo", "yes")
		key = "undo " + number(n)
	}
	return bot.Effect{Do: bot.Ask, Key: key, Show: AskAct, With: with, Send: &bot.Forwarded{Call: call}}
}

// actRequest says what is to be done, as the step stands now: one that was taken
// back before it was done is not done any more.
func actRequest(v bot.View, e bot.Effect) (bot.Request, bool) {
	s, p, undo := Of(v), stepOf(v, e), e.With["undo"] != ""
	if p == nil {
		return bot.Request{}, false
	}
	deed, acts := p.Rung.deed()
	switch {
	case !acts:
		return bot.Request{}, false
	case undo && !p.undoes():
		return bot.Request{}, false
	case undo:
		deed, _ = undoing(deed)
	case p.State != Done && p.State != Running:
		return bot.Request{}, false
	}
	a := bot.Act{Do: deed, Until: p.Until}
	if deed.OfMessage() {
		a.Link = messageOf(v, s, p.To)
		return bot.Request{Act: &a}, a.Link != ""
	}
	a.Person = p.To
	return bot.Request{Act: &a}, a.Person != ""
}

// messageOf gives the link to the message of a person that a case is about, or to one
// of which nobody said whose it is. It is never somebody else's: what is deleted does
// not come back. Whose it is, its platform says or, where that is not known, the
// report. Without a person it is that of the one whose all messages with a link are.
func messageOf(v bot.View, s *State, about bot.PersonID) (link string) {
	type message struct {
		link  string
		whose bot.PersonID
	}
	var linked []message
	for _, one := range group(v, s) {
		if one.Report.Link.Text != "" {
			linked = append(linked, message{one.Report.Link.Text, cmp.Or(writer(v, one), one.Report.About)})
		}
	}
	if about == "" && len(linked) > 0 {
		about = linked[0].whose
		if slices.ContainsFunc(linked, func(m message) bool { return m.whose != about }) {
			return ""
		}
	}
	for _, m := range linked {
		if m.whose == about {
			return m.link
		}
		if m.whose == "" {
			link = cmp.Or(link, m.link)
		}
	}
	return link
}

// acted takes what a platform says that it did.
func acted(c *command.Context) (bot.Decision, error) {
	a, err := answered(c)
	p := Of(c.View).step(c.Number("number"))
	if err != nil || p == nil {
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, err
	}
	e := Acted{Number: p.Number, Undo: c.Flag("undo"), Done: a.Done, Unable: a.Unable, On: a.On}
	if !e.Done && e.Unable == "" {
		e.Unable = bot.Unsupported
	}
	return bot.Decision{Events: []bot.Event{e}, Effects: append(undone(p, e), card())}, nil
}

// undone asks to take back what was done only after its step had been ended.
func undone(p *Progress, e Acted) []bot.Effect {
	deed, _ := p.Rung.deed()
	if _, can := undoing(deed); can && e.Done && !e.Undo && p.voided() {
		return []bot.Effect{act(p.Number, true)}
	}
	return nil
}

// handed is a handler's word that they have done by hand what the platform lets no
// bot do.
func handed(c *command.Context) (bot.Decision, error) {
	s, err := handling(c)
	if err != nil {
		return bot.Decision{}, err
	}
	var d bot.Decision
	for _, p := range s.Steps {
		if undo, is := p.byHand(); is {
			d.Events = append(d.Events, Acted{Number: p.Number, Undo: undo, Done: true, ByHand: true})
		}
	}
	if len(d.Events) == 0 {
		return d, lang.Refuse("conduct.nothing-by-hand", "case", s.Name)
	}
	d.Effects, d.Reply = []bot.Effect{card()}, bot.Say("conduct.by-hand", "case", s.Name)
	return d, nil
}

// taking gives what takes back on the platforms the steps that end. A time-out that has run
// out is none: the platform may keep another one by now.
func taking(steps []Progress) (effects []bot.Effect) {
	for _, p := range steps {
		ran := p.RanOut
		p.State = Lifted
		if p.undoes() && !ran {
			effects = append(effects, act(p.Number, true))
		}
	}
	return effects
}

// actLine says what became of a step on the platform, and what is left to do by
// hand.
func actLine(v bot.View, p Progress) (string, bool) {
	if _, acts := p.Rung.deed(); !acts {
		return "", false
	}
	_, was := p.outcome(true) // earlier versions took back what had run out, too
	undo := was || p.voided()
	o, has := p.outcome(undo)
	which := "act"
	if undo {
		which = "undo"
	}
	switch {
	case !has && (p.State == Done || p.State == Running || p.undoes()):
		return v.Say("conduct." + which + ".asked"), true
	case !has:
		return "", false
	case o.ByHand:
		return v.Say("conduct." + which + ".by-hand"), true
	case o.Done:
		return v.Say("conduct."+which+".done", "platform", platformName(v, o.On)), true
	}
	return v.Say("conduct.unable."+string(o.Unable)) + " " + v.Say("conduct."+which+".hand."+string(p.Rung)), true
}

// platformName is how a platform is called.
func platformName(v bot.View, name string) string {
	switch name {
	case "slack", "discord", "room":
		return v.Say("conduct.platform." + name)
	}
	return name
}
