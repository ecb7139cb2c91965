package consensus

import (
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/objection"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// about finds the call that an effect is about; where it was taken back nothing
// is left to show.
func about(show func(v bot.View, c *Call, e bot.Effect) chat.Message) bot.Show {
	return func(v bot.View, e bot.Effect) (chat.Message, error) {
		c, ok := Of(v).Call(number(e, withCall))
		if !ok {
			return chat.Message{}, nil
		}
		return show(v, c, e), nil
	}
}

func groupName(v bot.View, g bot.Group) string {
	if g == "" {
		return v.Say("consensus.group-unknown")
	}
	return string(g)
}

// nameOf is what people read for a person; nothing for nobody.
func nameOf(v bot.View, p bot.PersonID) string {
	if p == "" {
		return ""
	}
	return roster.Name(v, p)
}

func named(v bot.View, p bot.PersonID, g bot.Group) string {
	return v.Say("consensus.named", "name", nameOf(v, p), "group", groupName(v, g))
}

// said is what a person wrote; words that were erased are said to be gone.
func said(v bot.View, w bot.Words) string {
	if w.Gone {
		return v.Say("consensus.erased")
	}
	return w.Text
}

func (c *Call) title(v bot.View) string {
	if c.Count() {
		return v.Say("consensus.title-count", "number", c.Proposal, "phase", v.Say("consensus.phase."+string(c.Phase)))
	}
	return v.Say("consensus.title", "call", c.Name(), "phase", v.Say("consensus.phase."+string(c.Phase)))
}

// call makes a Call that names the call and, for answers, its wording.
func (c *Call) call(path string, args ...string) chat.Call {
	name := c.Name()
	if _, within := c.Stream.Meeting(); !within {
		name = mark + name // pressed in a meeting's channel, it must not mean the meeting's
	}
	return chat.Do(path, append(args, command.CallArg, name)...)
}

func (c *Call) asking(path string) chat.Call {
	return c.call(path, wordingArg, strconv.Itoa(len(c.Wordings)))
}

// showCall is the live message of a call.
func showCall(v bot.View, c *Call, _ bot.Effect) chat.Message {
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: c.title(v)}}, Seen: v.Say("seen.channel"), Rank: chat.Over}
	w := c.Now()
	m.Blocks = append(m.Blocks, chat.Quote{Text: said(v, w.Text), From: nameOf(v, w.By)})
	if len(c.Wordings) > 1 {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("consensus.wordings", "wording", w.Number))})
	}
	switch {
	case c.Count():
		m.Blocks = append(m.Blocks, c.progress(v)...)
	case c.Phase == PhaseOpen:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("consensus.until")+" ", chat.Time{At: c.Until}, ".")})
	}
	if c.Phase == PhaseWithdrawn {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("consensus.because", "text", said(v, c.Reason)))})
		return m
	}
	switch c.Phase {
	case PhaseOpen:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Standing(v).brief(v))})
	case PhaseClosed, PhaseOutcome, PhaseSettled:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Sentence(v, c.Standing(v)))})
	case PhaseStopped, PhaseWithdrawn, PhaseLapsed:
	}
	if lines := c.objectionLines(v); len(lines) > 0 {
		m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	}
	if c.Phase != PhaseOpen {
		return m
	}
	m.Rank = chat.Pending
	if c.Count() {
		m.Rank = chat.Foremost
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.rules(v))})
	m.Buttons = c.answers(v)
	return m
}

// answers are the buttons of whoever is asked.
func (c *Call) answers(v bot.View) []chat.Button {
	whole := chat.Button{Label: v.Say("consensus.button.show"), Call: c.call("consensus show")}
	recuse := chat.Button{Label: v.Say("consensus.button.recuse"), Call: c.asking("consensus recuse"), Ask: true}
	if c.Count() {
		n, w := strconv.Itoa(c.Proposal), strconv.Itoa(c.counted)
		return []chat.Button{
			{Label: v.Say("consensus.button.object"), Call: chat.Do("proposal object", "proposal", n, "wording", w), Ask: true, Style: chat.Danger},
			recuse, whole,
		}
	}
	return []chat.Button{
		{Label: v.Say("consensus.button.no-objection"), Call: c.asking("consensus no-objection"), Style: chat.Primary},
		{Label: v.Say("consensus.button.object"), Call: c.asking("consensus object"), Ask: true},
		recuse, whole,
	}
}

// rules are the call's own printed rules: who is asked, who sees the answers,
// what silence means, who says what was agreed, and for how long that can be
// contested.
func (c *Call) rules(v bot.View) string {
	who := v.Say("consensus.asked", "count", len(c.Asked))
	switch {
	case c.Named:
		who = v.Say("consensus.asked-named", "count", len(c.Asked))
	case len(c.Among) > 0:
		who = v.Say("consensus.asked-groups", "count", len(c.Asked), "groups", joinGroups(v, c.Among))
	}
	return strings.Join([]string{who, v.Say("consensus.open-answers"), c.silence(v), v.Say("consensus.chair-says"), c.contestable(v)}, " ")
}

func (c *Call) contestable(v bot.View) string {
	return v.Say("consensus.contestable", "time", civil.FormatDuration(c.Window))
}

func (c *Call) silence(v bot.View) string {
	_, within := c.Stream.Meeting()
	switch {
	case c.Silence == Counts && within:
		return v.Say("consensus.silence.counts-present")
	case c.Silence == Counts:
		return v.Say("consensus.silence.counts-asked")
	}
	return v.Say("consensus.silence.reported")
}

// progress says how far a slow count has come. The clock between two steps is
// the reader's own.
func (c *Call) progress(v bot.View) []chat.Block {
	switch c.Phase {
	case PhaseOpen:
		steps := make([]string, c.Step)
		for i := range steps {
			steps[i] = strconv.Itoa(i + 1)
		}
		text := chat.Line(chat.Strong(strings.Join(steps, " · ")), " "+v.Say("consensus.of", "steps", c.Steps)+" ")
		return []chat.Block{chat.Paragraph{Text: append(text, chat.Clock{
			Since: c.SteppedAt, Spent: time.Duration(c.Step-1) * c.Every, Allowed: time.Duration(c.Steps) * c.Every,
		})}}
	case PhaseStopped:
		key := "consensus.stopped"
		if c.spoken[c.Stopper] != Objects {
			key = "consensus.stopped-reworded"
		}
		return []chat.Block{chat.Paragraph{Text: chat.Line(chat.Strong(v.Say(key, "step", c.Step, "steps", c.Steps, "name", nameOf(v, c.Stopper))))}}
	case PhaseLapsed:
		return []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("consensus.lapsed", "number", c.Proposal))}}
	case PhaseClosed, PhaseOutcome, PhaseSettled, PhaseWithdrawn:
	}
	return []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("consensus.counted", "steps", c.Steps))}}
}

// objectionLines are the objections with what became of each; those to a slow
// count are its proposal's.
func (c *Call) objectionLines(v bot.View) []chat.Text {
	var all []objection.Objection
	for _, o := range c.Objections {
		all = append(all, o.Objection)
	}
	if c.Count() {
		for _, o := range proposal.Of(v).ObjectionsTo(c.Proposal) {
			all = append(all, o.Objection)
		}
	}
	return objection.Lines(v, all)
}

func takeBackButton(v bot.View, c *Call, n int) chat.Button {
	return chat.Button{
		Label: v.Say("consensus.button.take-back", "objection", n),
		Call:  c.call("consensus withdraw-objection", "objection", strconv.Itoa(n)),
	}
}

// showClosed says what was so when the asking ended.
func showClosed(v bot.View, c *Call, _ bot.Effect) chat.Message {
	if c.Closing.IsZero() || c.So.isZero() {
		return chat.Message{}
	}
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: c.closedTitle(v)}}, Seen: v.Say("seen.channel")}
	m.Blocks = append(m.Blocks, chat.Quote{Text: said(v, c.Now().Text)})
	m.Blocks = append(m.Blocks, c.so(v)...)
	if lines := c.objectionLines(v); len(lines) > 0 {
		m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.silence(v) + " " + v.Say("consensus.chair-says") + " " + c.contestable(v))})
	if !c.Count() {
		m.Blocks = append(m.Blocks, headNote(v))
	}
	return m
}

func (c *Call) closedTitle(v bot.View) string {
	if c.Count() {
		return v.Say("consensus.counted-title", "steps", c.Steps, "number", c.Proposal)
	}
	return v.Say("consensus.closed-title", "call", c.Name())
}

// showOutcome is the live message of a designation, with the minority statements
// and contests that belong to it.
func showOutcome(v bot.View, c *Call, _ bot.Effect) chat.Message {
	d, ok := c.Level()
	if !ok {
		return chat.Message{}
	}
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: v.Say("consensus.outcome-title", "subject", c.subject(v), "level", levelName(d.Level))}}, Seen: v.Say("seen.channel")}
	m.Blocks = append(m.Blocks, chat.Quote{Text: said(v, c.Now().Text)}, chat.Paragraph{Text: chat.Line(c.Sentence(v, c.Standing(v)))})
	m.Blocks = append(m.Blocks, c.outcome(v)...)
	if c.Phase.Over() {
		m.Rank = chat.Over
		return m
	}
	m.Rank = chat.InView
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("consensus.contest-until")+" ", chat.Time{At: d.Until}, ".")})
	m.Buttons = []chat.Button{
		{Label: v.Say("consensus.button.minority"), Call: c.call("consensus minority"), Ask: true},
		{Label: v.Say("consensus.button.contest"), Call: c.call("consensus contest"), Ask: true},
		{Label: v.Say("consensus.button.show"), Call: c.call("consensus show")},
	}
	return m
}

func (c *Call) subject(v bot.View) string {
	if c.Count() {
		return v.Say("consensus.subject-count", "number", c.Proposal)
	}
	return v.Say("consensus.subject", "call", c.Name())
}

// outcome is what the Chair designated, and what was said to it.
func (c *Call) outcome(v bot.View) []chat.Block {
	var blocks []chat.Block
	for _, d := range c.Designations {
		line := chat.Line(v.Say("consensus.by", "level", levelName(d.Level), "name", nameOf(v, d.By)))
		if note := said(v, d.Note); note != "" {
			line = append(line, chat.Plain(" “"+note+"”"))
		}
		blocks = append(blocks, chat.Paragraph{Text: line})
	}
	var lines []chat.Text
	for _, x := range c.Minorities {
		lines = append(lines, chat.Line(chat.Strong(v.Say("consensus.minority-by", "name", named(v, x.Person, x.Group))), " “"+said(v, x.Text)+"”"))
	}
	for _, x := range c.Contests {
		lines = append(lines, chat.Line(chat.Strong(v.Say("consensus.contest-by", "contest", x.Number, "name", named(v, x.Person, x.Group))), " “"+said(v, x.Reason)+"”"))
		if x.Answered {
			lines = append(lines, chat.Line(contestAnswer(v, x)))
		}
	}
	if len(lines) > 0 {
		blocks = append(blocks, chat.List{Lines: lines})
	}
	return blocks
}

func contestAnswer(v bot.View, x Contest) string {
	key := "consensus.contest-changed"
	if x.Kept {
		key = "consensus.contest-kept"
	}
	return v.Say(key, "contest", x.Number, "name", nameOf(v, x.By), "text", said(v, x.Answer))
}

// showOpened says that a call is open, with the head of the record. It is said
// late, too: the head is that of the moment in which it is posted.
func showOpened(v bot.View, c *Call, _ bot.Effect) chat.Message {
	return chat.Message{Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(v.Say("consensus.opened", "call", c.Name(), "count", len(c.Asked)))},
		headNote(v),
	}, Seen: v.Say("seen.channel")}
}

// headNote is the head of the record, and how many records it covers.
func headNote(v bot.View) chat.Note {
	return chat.Note{Text: chat.Line(v.Say("consensus.head", "count", int(min(v.Here.Version, 1<<31-1)), "head", v.Here.Head))}
}

func showReworded(v bot.View, c *Call, e bot.Effect) chat.Message {
	n := number(e, withPart)
	if n < 2 || n != len(c.Wordings) || c.Phase != PhaseOpen {
		return chat.Message{}
	}
	return chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("consensus.reworded-title", "call", c.Name(), "wording", n)},
		chat.Quote{Text: said(v, c.Now().Text), From: nameOf(v, c.Now().By)},
		chat.Paragraph{Text: chat.Line(v.Say("consensus.afresh")+" ", chat.Time{At: c.Until}, ".")},
	}, Buttons: c.answers(v), Seen: v.Say("seen.channel")}
}

func showExtended(v bot.View, c *Call, e bot.Effect) chat.Message {
	n := number(e, withPart)
	if n < 1 || n != len(c.Extensions) || c.Phase != PhaseOpen {
		return chat.Message{}
	}
	x := c.Extensions[n-1]
	return chat.Message{Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(chat.Strong(v.Say("consensus.more-time", "call", c.Name())), " "+v.Say("consensus.until")+" ", chat.Time{At: x.Until}, ".")},
		chat.Paragraph{Text: chat.Line(v.Say("consensus.because", "text", said(v, x.Reason)))},
	}, Seen: v.Say("seen.channel")}
}

func showWithdrawn(v bot.View, c *Call, _ bot.Effect) chat.Message {
	if c.Phase != PhaseWithdrawn {
		return chat.Message{}
	}
	return chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: c.title(v)},
		chat.Quote{Text: said(v, c.Now().Text)},
		chat.Paragraph{Text: chat.Line(v.Say("consensus.because", "text", said(v, c.Reason)))},
	}, Seen: v.Say("seen.channel")}
}

// showSettled says that nothing changes any more, with the head of the record,
// so that rewriting it would need every channel.
func showSettled(v bot.View, c *Call, _ bot.Effect) chat.Message {
	d, ok := c.Level()
	if !ok || c.Phase != PhaseSettled {
		return chat.Message{}
	}
	return chat.Message{Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(v.Say("consensus.settled", "subject", c.subject(v), "level", levelName(d.Level)))},
		headNote(v),
	}, Buttons: []chat.Button{{Label: v.Say("consensus.button.show"), Call: c.call("consensus show")}}, Seen: v.Say("seen.channel")}
}

func showAnswered(v bot.View, c *Call, e bot.Effect) chat.Message {
	o, ok := c.Objection(number(e, "objection"))
	a, asked := o.Asked()
	if !ok || !asked || c.Phase.Over() {
		return chat.Message{}
	}
	m := chat.Say(v.Say("consensus.your-objection", "objection", o.Number, "call", c.Name()))
	m.Blocks = append(m.Blocks, chat.Quote{Text: said(v, a.Text), From: nameOf(v, a.By)})
	m.Buttons = []chat.Button{takeBackButton(v, c, o.Number), {
		Label: v.Say("consensus.button.sustain"), Call: c.call("consensus sustain", "objection", strconv.Itoa(o.Number)), Ask: true,
	}}
	m.Seen = v.Say("seen.only-you")
	return m
}

func showContestAnswered(v bot.View, c *Call, e bot.Effect) chat.Message {
	x, ok := c.Contest(number(e, "contest"))
	if !ok || !x.Answered {
		return chat.Message{}
	}
	m := chat.Say(v.Say("consensus.your-contest", "contest", x.Number, "subject", c.subject(v)), contestAnswer(v, x))
	m.Seen = v.Say("seen.only-you")
	return m
}
