package agenda

import (
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// decidable refuses where there is no meeting whose inputs could be decided.
// Also after the close something may become of an input that was not reached.
func decidable(c *command.Context) error {
	switch meeting.Of(c.View).Phase {
	case meeting.PhaseNone:
		if !c.Archive {
			return lang.Refuse("agenda.no-meeting")
		}
	case meeting.PhaseCancelled:
		return lang.Refuse("agenda.meeting-over", "title", meeting.Of(c.View).Title.Text)
	case meeting.PhaseScheduled, meeting.PhaseInvited, meeting.PhaseOpen, meeting.PhaseClosed:
	}
	return nil
}

// movable refuses to change the fate of an input that has gone elsewhere, was
// withdrawn, or whose item has been dealt with.
func (s *State) movable(in Input) error {
	if in.Fate == Deferred || in.Fate == Withdrawn {
		return lang.Refuse("agenda.decided-already", "input", in.Number, "fate", lang.T("agenda.fate-is."+string(in.Fate)))
	}
	if t, ok := s.TopicOf(in.Number); ok && t.Item != 0 {
		if item, ok := s.Item(t.Item); ok && (item.State == ItemCurrent || item.State == ItemDone) {
			return lang.Refuse("agenda.item-taken-already", "input", in.Number, "item", item.Number)
		}
	}
	return nil
}

// after gives the agenda as it will be when these facts are recorded.
func (s *State) after(events []bot.Event) *State {
	scratch := bot.NewState("")
	now := slot.Change(scratch)
	*now = *s
	now.Inputs, now.Topics, now.Items = slices.Clone(s.Inputs), slices.Clone(s.Topics), slices.Clone(s.Items)
	for _, e := range events {
		Apply(scratch, bot.Meta{}, e)
	}
	return now
}

// follow adds what a decision about inputs means for the items: an item that
// loses all its inputs is dropped; a topic that the inputs make, once the agenda
// has gone out or the meeting is open, becomes an item at once. The authors of
// these inputs are told their fate when it is settled.
func (s *State) follow(c *command.Context, d bot.Decision, inputs ...int) bot.Decision {
	after := s.after(d.Events)
	changed := s.Published() && len(d.Events) > 0
	for _, i := range s.Items {
		now, _ := after.Item(i.Number)
		if len(i.Inputs) > 0 && len(now.Inputs) == 0 && i.State.ToCome() {
			d.Events = append(d.Events, ItemDropped{Item: i.Number, By: c.Me()})
			changed = true
		}
	}
	number := s.NextItemNumber()
	for _, t := range after.Plan() {
		if t.Item == 0 && s.late() && slices.ContainsFunc(t.Inputs, func(n int) bool { return slices.Contains(inputs, n) }) {
			d.Events = append(d.Events, after.item(number, t, c.Me()))
			number++
			changed = true
		}
	}
	if changed {
		d.Effects = append(d.Effects, LiveEffects()...)
	}
	for _, n := range inputs {
		in, _ := after.Input(n)
		if in.settled(s.late()) {
			d.Effects = append(d.Effects, tellAuthors(c, in)...)
		}
	}
	return d
}

// item is the fact that makes a topic an item.
func (s *State) item(number int, t Topic, by bot.PersonID) ItemAdded {
	title := s.TopicTitle(t)
	return ItemAdded{
		Number: number, Title: bot.Words{By: title.By, Text: title.Text}, Purpose: s.TopicKind(t),
		Minutes: s.TopicMinutes(t), Inputs: slices.Clone(t.Inputs), By: by,
	}
}

// settled reports whether the author can be told the fate: what is on the
// agenda is told with its item, what is kept off it with the reason.
func (i Input) settled(published bool) bool {
	switch i.Fate {
	case Accepted, Merged:
		return published
	case Declined, OutOfScope:
		return !i.Reason.IsZero()
	case Deferred:
		return true
	case Undecided, Withdrawn:
	}
	return false
}

// tellAuthors names the message about the fate to each author. Whoever decided
// about their own input knows.
func tellAuthors(c *command.Context, in Input) []bot.Effect {
	var effects []bot.Effect
	for _, p := range in.Authors {
		if p != c.Me() {
			effects = append(effects, tell("agenda.fate", in.Number, p))
		}
	}
	return effects
}

// accept puts inputs on the agenda, each as a topic of its own.
func accept(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if err := decidable(c); err != nil {
		return bot.Decision{}, err
	}
	var d bot.Decision
	var touched []int
	for _, n := range c.Numbers("inputs") {
		in, err := s.input(n)
		if err != nil {
			return bot.Decision{}, err
		}
		if in.Fate.OnAgenda() || slices.Contains(touched, n) {
			continue
		}
		if err := s.movable(in); err != nil {
			return bot.Decision{}, err
		}
		d.Events = append(d.Events, InputAccepted{Number: n, By: c.Me()})
		touched = append(touched, n)
	}
	if len(touched) == 0 {
		return bot.Decision{Reply: bot.Say("agenda.accepted-already", "inputs", numbers(c.View, c.Numbers("inputs")))}, nil
	}
	d.Reply = bot.Say("agenda.accepted", "inputs", numbers(c.View, touched), "count", len(touched))
	return s.follow(c, d, touched...), nil
}

// merge joins inputs into another one, or under a new title.
func merge(c *command.Context) (bot.Decision, error) {
	s, into := Of(c.View), c.Number("into")
	if err := decidable(c); err != nil {
		return bot.Decision{}, err
	}
	title := strings.Join(strings.Fields(c.Text("title")), " ")
	if into == 0 && title == "" {
		return bot.Decision{}, lang.Refuse("agenda.merge-into-what")
	}
	if into != 0 {
		in, err := s.input(into)
		if err != nil {
			return bot.Decision{}, err
		}
		if in.Fate == Withdrawn || in.Fate == Deferred {
			return bot.Decision{}, s.movable(in)
		}
	}
	var moved []int
	for _, n := range c.Numbers("inputs") {
		in, err := s.input(n)
		if err != nil {
			return bot.Decision{}, err
		}
		if n == into || slices.Contains(moved, n) {
			continue
		}
		if err := s.movable(in); err != nil {
			return bot.Decision{}, err
		}
		moved = append(moved, n)
	}
	if len(moved) == 0 || into == 0 && len(moved) == 1 {
		return bot.Decision{}, lang.Refuse("agenda.merge-two")
	}
	e := InputsMerged{Inputs: moved, Into: into, By: c.Me()}
	if title != "" {
		e.Title = bot.Words{Text: title}
	}
	touched := moved
	if into != 0 {
		touched = append(slices.Clone(moved), into)
	}
	d := bot.Decision{
		Events: []bot.Event{e},
		Reply:  bot.Say("agenda.merged", "inputs", numbers(c.View, touched), "title", s.mergedTitle(e)),
	}
	return s.follow(c, d, touched...), nil
}

func (s *State) mergedTitle(e InputsMerged) string {
	after := s.after([]bot.Event{e})
	t, _ := after.TopicOf(e.Inputs[0])
	return after.TopicTitle(t).Text
}

// theInput gives the input whose fate a call decides.
func theInput(c *command.Context) (Input, error) {
	if err := decidable(c); err != nil {
		return Input{}, err
	}
	s := Of(c.View)
	in, err := s.input(c.Number("input"))
	if err != nil {
		return Input{}, err
	}
	return in, s.movable(in)
}

// decline keeps an input off the agenda. The reason may follow later, but
// without one the agenda cannot be published.
func decline(c *command.Context) (bot.Decision, error) {
	in, err := theInput(c)
	if err != nil {
		return bot.Decision{}, err
	}
	return refusing(c, in, Declined, InputDeclined{Number: in.Number, Reason: reasonOf(c), By: c.Me()})
}

// outOfScope says that an input is not for this body to deal with.
func outOfScope(c *command.Context) (bot.Decision, error) {
	in, err := theInput(c)
	if err != nil {
		return bot.Decision{}, err
	}
	return refusing(c, in, OutOfScope, InputOutOfScope{Number: in.Number, Reason: reasonOf(c), By: c.Me()})
}

func reasonOf(c *command.Context) bot.Words {
	if reason := strings.TrimSpace(c.Text("reason")); reason != "" {
		return bot.Write(c.Me(), reason)
	}
	return bot.Words{}
}

func refusing(c *command.Context, in Input, fate Fate, e bot.Event) (bot.Decision, error) {
	reason := reasonOf(c).Text
	if in.Fate == fate && (reason == "" || reason == in.Reason.Text) {
		return bot.Decision{Reply: bot.Say("agenda.refused-already."+string(fate), "input", in.Number)}, nil
	}
	reply := bot.Say("agenda.refused."+string(fate), "input", in.Number, "title", in.Title.Text)
	if reason == "" {
		reply = bot.Say("agenda.refused-without-reason", "input", in.Number, "command", c.Call.Path)
	}
	return Of(c.View).follow(c, bot.Decision{Events: []bot.Event{e}, Reply: reply}, in.Number), nil
}

// order puts topics, or items once there are any to come, in the order given.
// What is not named follows.
func order(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if err := decidable(c); err != nil {
		return bot.Decision{}, err
	}
	given := c.Numbers("order")
	for i, n := range given {
		if slices.Contains(given[:i], n) {
			return bot.Decision{}, lang.Refuse("agenda.order-twice", "number", n)
		}
	}
	if len(s.Items) > 0 {
		return s.reorder(c, given)
	}
	for _, n := range given {
		in, err := s.input(n)
		if err != nil {
			return bot.Decision{}, err
		}
		if in.Fate != Undecided && !in.Fate.OnAgenda() {
			return bot.Decision{}, lang.Refuse("agenda.decided-already", "input", n, "fate", lang.T("agenda.fate-is."+string(in.Fate)))
		}
	}
	if slices.Equal(given, s.order) {
		return bot.Decision{Reply: bot.Say("agenda.ordered-already")}, nil
	}
	return bot.Decision{
		Events: []bot.Event{InputsOrdered{Inputs: given, By: c.Me()}},
		Reply:  bot.Say("agenda.ordered", "order", numbers(c.View, given)),
	}, nil
}

func (s *State) reorder(c *command.Context, given []int) (bot.Decision, error) {
	for _, n := range given {
		i, err := s.known(n)
		if err != nil {
			return bot.Decision{}, err
		}
		if !i.State.ToCome() && !c.Archive {
			return bot.Decision{}, lang.Refuse("agenda.item-not-to-come", "item", n)
		}
	}
	e := ItemsOrdered{Items: given, By: c.Me()}
	same := slices.EqualFunc(s.after([]bot.Event{e}).Items, s.Items, func(a, b Item) bool { return a.Number == b.Number })
	if same {
		return bot.Decision{Reply: bot.Say("agenda.ordered-already")}, nil
	}
	return bot.Decision{
		Events: []bot.Event{e}, Effects: LiveEffects(),
		Reply: bot.Say("agenda.items-ordered", "order", numbers(c.View, given)),
	}, nil
}

// publish shows the agenda to whoever is about to send it, and sends it when
// that was seen. It is refused while an input is undecided, or kept off the
// agenda without a reason.
func publish(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if err := going(c); err != nil {
		return bot.Decision{}, err
	}
	if err := s.blocked(c.View); err != nil && !c.Archive {
		return bot.Decision{}, err
	}
	if len(s.Topics) == 0 && len(s.Items) == 0 {
		return bot.Decision{}, lang.Refuse("agenda.nothing-accepted")
	}
	var d bot.Decision
	var touched []int
	number := s.NextItemNumber()
	for _, t := range s.Plan() {
		touched = append(touched, t.Inputs...)
		if t.Item == 0 {
			d.Events = append(d.Events, s.item(number, t, c.Me()))
			number++
		}
	}
	if s.Published() && len(d.Events) == 0 {
		return bot.Decision{Reply: bot.Say("agenda.published-already")}, nil
	}
	d.Events = append(d.Events, Published{By: c.Me()})
	if !c.Flag("really") && !c.Archive {
		m := publication(c.View, s.after(d.Events))
		return bot.Decision{Reply: bot.Reply{Message: &m}}, nil
	}
	d.Effects = LiveEffects()
	for _, n := range touched {
		in, _ := s.Input(n)
		d.Effects = append(d.Effects, tellAuthors(c, in)...)
	}
	_, items := s.after(d.Events).Place(0)
	d.Reply = bot.Say("agenda.published", "count", items)
	return d, nil
}

// publication is the preview of the agenda, with the button that sends it.
func publication(v bot.View, after *State) chat.Message {
	m := itemsMessage(v, after)
	m.Blocks = append([]chat.Block{chat.Paragraph{Text: chat.Line(chat.Strong(v.Say("agenda.preview")))}}, m.Blocks...)
	m.Buttons = []chat.Button{
		{Label: v.Say("agenda.button.publish"), Call: chat.Do("agenda publish", "really", "yes"), Style: chat.Primary},
		{Label: v.Say("agenda.button.propose"), Call: chat.Do("agenda propose")},
	}
	m.Seen = v.Say("seen.only-you")
	return m
}

// blocked refuses publication by naming the inputs in the way.
func (s *State) blocked(v bot.View) error {
	undecided, unreasoned := s.Blocking()
	args := []any{"undecided", numbers(v, undecided), "unreasoned", numbers(v, unreasoned)}
	switch {
	case len(undecided) > 0 && len(unreasoned) > 0:
		return lang.Refuse("agenda.blocked.both", args...)
	case len(undecided) > 0:
		return lang.Refuse("agenda.blocked.undecided", append(args, "count", len(undecided))...)
	case len(unreasoned) > 0:
		return lang.Refuse("agenda.blocked.unreasoned", append(args, "count", len(unreasoned), "first", unreasoned[0])...)
	}
	return nil
}

// numbers writes a list of numbers as people read it: "2, 7 and 9".
func numbers(v bot.View, list []int) string {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strconv.Itoa(n)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return v.Say("agenda.and", "list", strings.Join(words[:len(words)-1], ", "), "last", words[len(words)-1])
}
