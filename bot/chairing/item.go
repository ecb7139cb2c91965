package chairing

import (
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/command"
	"magbot/bot/floor"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// debounce is how long after an item was taken another person's typed "next
// item" is taken for the same step.
const debounce = 5 * time.Second

func decideTake(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	a := agenda.Of(c.View)
	current, on := a.Current()
	if c.Has("after") && c.Number("after") != current.Number {
		return advanced(c, current, on)
	}
	target, err := wanted(c, a)
	if err != nil {
		return refusal(c, err)
	}
	if strings.EqualFold(c.Text("item"), "next") && on && !c.Has("after") && !c.Archive {
		if t := Of(c.View).taken; t.by != c.Me() && c.Now.Sub(t.at) < debounce {
			return bot.Decision{}, lang.Refuse("chairing.taken-just-now", "item", current.Number, "name", roster.Name(c.View, t.by))
		}
	}
	return take(c, target)
}

// advanced answers a press on "next" that somebody else made first.
func advanced(c *command.Context, current agenda.Item, on bool) (bot.Decision, error) {
	if !on {
		return nothing("chairing.advanced-none", "item", c.Number("after"))
	}
	return nothing("chairing.advanced", "item", current.Number, "title", current.Title.Text)
}

// wanted finds the item meant: "next", a number, or words of its title.
func wanted(c *command.Context, a *agenda.State) (agenda.Item, error) {
	text := strings.TrimSpace(c.Text("item"))
	if strings.EqualFold(text, "next") {
		if next, ok := a.Next(); ok {
			return next, nil
		}
		return agenda.Item{}, lang.Refuse("chairing.no-next")
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(text, "#")); err == nil {
		return known(a, n)
	}
	if i, ok := titled(a, text, true); ok {
		return i, nil
	}
	if i, ok := titled(a, text, false); ok {
		return i, nil
	}
	return agenda.Item{}, lang.Refuse("chairing.no-such-title", "text", shorten(text))
}

func known(a *agenda.State, n int) (agenda.Item, error) {
	if i, ok := a.Item(n); ok {
		return i, nil
	}
	if len(a.Items) == 0 {
		return agenda.Item{}, lang.Refuse("agenda.no-items", "item", n)
	}
	return agenda.Item{}, lang.Refuse("agenda.no-such-item", "item", n, "count", len(a.Items))
}

// titled finds the only item of a title, whatever its case and punctuation;
// those still to come before the others. Without whole, words of the title are
// enough.
func titled(a *agenda.State, text string, whole bool) (agenda.Item, bool) {
	for _, coming := range []bool{true, false} {
		var found []agenda.Item
		for _, i := range a.Items {
			is := proposal.Same(i.Title.Text, text)
			if !whole {
				is = strings.Contains(strings.ToLower(i.Title.Text), strings.ToLower(text))
			}
			if is && (i.State.ToCome() || i.State == agenda.ItemCurrent) == coming {
				found = append(found, i)
			}
		}
		if len(found) == 1 {
			return found[0], true
		}
	}
	return agenda.Item{}, false
}

// take is the decision that an item becomes the current one; the one before is
// closed by the same record, once nothing is in the way.
func take(c *command.Context, target agenda.Item, before ...bot.Event) (bot.Decision, error) {
	a := agenda.Of(c.View)
	if len(before) == 0 && !c.Archive {
		already, err := a.Taking(target.Number)
		if err != nil {
			return bot.Decision{}, err
		}
		if already {
			return nothing("chairing.current-already", "item", target.Number, "title", target.Title.Text)
		}
	}
	events, err := leave(c)
	if err != nil {
		return bot.Decision{}, err
	}
	events = append(append(events, before...), agenda.ItemTaken{Item: target.Number, By: c.Me()})
	return bot.Decision{
		Events:  events,
		Effects: append(withProposal(c, events, live()), post(ShowTaken, target.Number)),
		Reply:   bot.Say("chairing.taken", "item", target.Number, "title", target.Title.Text),
	}, nil
}

// leave closes the current item, if there is one. It is refused while somebody
// waits or a proposal is open, unless that is meant.
func leave(c *command.Context) ([]bot.Event, error) {
	current, on := agenda.Of(c.View).Current()
	if !on {
		return nil, nil
	}
	if err := inTheWay(c, current); err != nil {
		return nil, err
	}
	return append(endProposal(c), agenda.ItemClosed{Item: current.Number, By: c.Me()}), nil
}

// endProposal closes the open proposal without a decision: with "really" its
// item is left although it is open.
func endProposal(c *command.Context) []bot.Event {
	if p, ok := proposal.Of(c.View).Open(); ok && !c.Archive {
		return []bot.Event{proposal.Closed{Proposal: p.Number, By: c.Me()}}
	}
	return nil
}

// withProposal adds the messages of a proposal that the events end.
func withProposal(c *command.Context, events []bot.Event, effects []bot.Effect) []bot.Effect {
	for _, e := range events {
		if closed, ok := e.(proposal.Closed); ok {
			p, _ := proposal.Of(c.View).Proposal(closed.Proposal)
			effects = append(effects, proposal.LiveEffects(p)...)
		}
	}
	return effects
}

// inTheWay refuses to leave an item silently: who waits, what is open and, for
// the Chair alone, which groups asked and were not called.
func inTheWay(c *command.Context, item agenda.Item) error {
	if c.Archive || c.Flag("really") {
		return nil
	}
	waiting := floor.Of(c.View).Waiting()
	open, isOpen := proposal.Of(c.View).Open()
	silent := silentGroups(c)
	if len(waiting) == 0 && !isOpen && silent == "" {
		return nil
	}
	var why []string
	if len(waiting) > 0 {
		why = append(why, c.Say("chairing.waiting", "count", len(waiting), "names", waitingNames(c.View, waiting)))
	}
	if isOpen {
		why = append(why, c.Say("chairing.proposal-open", "number", open.Number))
	}
	if silent != "" {
		why = append(why, c.Say("chairing.silent", "groups", silent))
	}
	return lang.Refuse("chairing.in-the-way", "item", item.Number, "why", strings.Join(why, " "), "command", again(c))
}

// again is how the command is given when it is meant all the same.
func again(c *command.Context) string {
	switch c.Call.Path {
	case "item take":
		return "item take " + strings.TrimSpace(c.Text("item")) + " really: yes"
	case "topic":
		return "topic " + shorten(c.Text("title")) + " really: yes"
	case "item skip", "item close":
		return c.Call.Path + " really: yes"
	case "item reopen":
		return "item reopen " + strconv.Itoa(c.Number("item")) + " really: yes reason: …"
	}
	return c.Call.Path + " really: yes"
}

// namesShown is how many names a sentence lists.
const namesShown = 12

func waitingNames(v bot.View, waiting []floor.Request) string {
	var names []string
	for _, r := range waiting[:min(len(waiting), namesShown)] {
		names = append(names, roster.Name(v, r.Person))
	}
	if more := len(waiting) - namesShown; more > 0 {
		names = append(names, v.Say("chairing.and-more", "count", more))
	}
	return strings.Join(names, ", ")
}

// silentGroups lists the groups that asked and were not called. It is for
// whoever holds the chair alone: for everybody else it is empty.
func silentGroups(c *command.Context) string {
	if !holdsChair(c) {
		return ""
	}
	var groups []string
	for _, h := range floor.Unheard(c.View) {
		if h.Why != floor.AskedNotCalled {
			continue
		}
		name := string(h.Group)
		if name == "" {
			name = c.Say("chairing.group-unknown")
		}
		groups = append(groups, c.Say("chairing.asked-times", "group", name, "count", h.Asked))
	}
	return strings.Join(groups, "; ")
}

func holdsChair(c *command.Context) bool {
	if chair := meeting.Of(c.View).Chair; chair != "" {
		return c.Me() == chair
	}
	return c.Reader.Has(bot.RoleChair)
}

// numbered gives the item named, or the current one.
func numbered(c *command.Context) (agenda.Item, error) {
	a := agenda.Of(c.View)
	if c.Has("item") {
		return known(a, c.Number("item"))
	}
	if current, on := a.Current(); on {
		return current, nil
	}
	return agenda.Item{}, lang.Refuse("chairing.no-current")
}

func decideClose(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	item, err := numbered(c)
	if err != nil {
		return refusal(c, err)
	}
	already, err := agenda.Of(c.View).Closing(item.Number)
	switch {
	case err != nil:
		return refusal(c, err)
	case already:
		return nothing("chairing.closed-already", "item", item.Number)
	}
	events, err := leave(c)
	if err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events: events, Effects: append(withProposal(c, events, live()), post(ShowClosed, item.Number)),
		Reply: bot.Say("chairing.closed", "item", item.Number, "title", item.Title.Text),
	}, nil
}

func decideSkip(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	a := agenda.Of(c.View)
	item, err := numbered(c)
	if err != nil && !c.Has("item") {
		if next, ok := a.Next(); ok {
			item, err = next, nil
		}
	}
	if err != nil {
		return refusal(c, err)
	}
	already, err := a.Skipping(item.Number)
	switch {
	case err != nil:
		return refusal(c, err)
	case already:
		return nothing("chairing.skipped-already", "item", item.Number)
	}
	var events []bot.Event
	if item.State == agenda.ItemCurrent {
		if err := inTheWay(c, item); err != nil {
			return bot.Decision{}, err
		}
		events = endProposal(c)
	}
	events = append(events, agenda.ItemSkipped{Item: item.Number, Reason: why(c), By: c.Me()})
	return bot.Decision{
		Events: events, Effects: append(withProposal(c, events, live()), post(ShowSkipped, item.Number)),
		Reply: bot.Say("chairing.skipped", "item", item.Number, "title", item.Title.Text),
	}, nil
}

func decideDrop(c *command.Context) (bot.Decision, error) {
	m := meeting.Of(c.View)
	if !c.Archive && !m.IsOpen() && !m.Phase.Ahead() {
		return bot.Decision{}, lang.Refuse("chairing.not-open")
	}
	item, err := numbered(c)
	if err != nil {
		return refusal(c, err)
	}
	already, err := agenda.Of(c.View).Dropping(item.Number)
	switch {
	case err != nil:
		return refusal(c, err)
	case already:
		return nothing("chairing.dropped-already", "item", item.Number)
	case len(item.Inputs) > 0 && strings.TrimSpace(c.Text("reason")) == "" && !c.Archive:
		return bot.Decision{}, lang.Refuse("chairing.drop-reason", "item", item.Number)
	}
	return bot.Decision{
		Events:  []bot.Event{agenda.ItemDropped{Item: item.Number, Reason: why(c), By: c.Me()}},
		Effects: append(live(), post(ShowDropped, item.Number)),
		Reply:   bot.Say("chairing.dropped", "item", item.Number, "title", item.Title.Text),
	}, nil
}

func decideReopen(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	a := agenda.Of(c.View)
	item, err := numbered(c)
	if err != nil {
		return refusal(c, err)
	}
	current, on := a.Current()
	if on && current.Number == item.Number {
		return nothing("chairing.current-already", "item", item.Number, "title", item.Title.Text)
	}
	if item.State == agenda.ItemPlanned {
		return take(c, item)
	}
	events, err := leave(c)
	if err != nil {
		return bot.Decision{}, err
	}
	events = append(events, agenda.ItemReopened{Item: item.Number, Reason: why(c), By: c.Me()})
	return bot.Decision{
		Events: events, Effects: append(withProposal(c, events, live()), post(ShowTaken, item.Number)),
		Reply: bot.Say("chairing.reopened", "item", item.Number, "title", item.Title.Text),
	}, nil
}

// decideTopic takes the item of that title, or makes one that was not on the
// agenda. In a log every topic is a new line.
func decideTopic(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	a, title := agenda.Of(c.View), strings.TrimSpace(c.Text("title"))
	if !c.Archive {
		if item, ok := titled(a, title, true); ok {
			return take(c, item)
		}
		if meeting.Of(c.View).OffRecord {
			return bot.Decision{}, lang.Refuse("chairing.off-record")
		}
	}
	item := agenda.Item{Number: a.NextItemNumber(), Title: bot.Write(c.Me(), title)}
	return take(c, item, agenda.ItemAdded{Number: item.Number, Title: item.Title, By: c.Me()})
}

// decideSubtopic takes up a part of the current item. Who waits for the floor
// keeps waiting, so nothing is in the way.
func decideSubtopic(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	if meeting.Of(c.View).OffRecord && !c.Archive {
		return bot.Decision{}, lang.Refuse("chairing.off-record")
	}
	a, title := agenda.Of(c.View), strings.TrimSpace(c.Text("title"))
	current, on := a.Current()
	if !on && !c.Archive {
		return bot.Decision{}, lang.Refuse("chairing.no-current")
	}
	if on && current.Parent != 0 && proposal.Same(current.Title.Text, title) && !c.Archive {
		return nothing("chairing.current-already", "item", current.Number, "title", current.Title.Text)
	}
	e := agenda.ItemAdded{Number: a.NextItemNumber(), Title: bot.Write(c.Me(), title), Parent: current.Number, By: c.Me()}
	if current.Parent != 0 {
		e.Parent = current.Parent
	}
	events := []bot.Event{e, agenda.ItemTaken{Item: e.Number, By: c.Me()}}
	if on {
		events = append([]bot.Event{agenda.ItemClosed{Item: current.Number, By: c.Me()}}, events...)
	}
	return bot.Decision{
		Events: events, Effects: append(live(), post(ShowTaken, e.Number)),
		Reply: bot.Say("chairing.taken", "item", e.Number, "title", title),
	}, nil
}
