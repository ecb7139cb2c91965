package chairing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/command"
	"magbot/bot/floor"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
)

// decideEnd closes the meeting: the turn and the current item with it, and what
// was not dealt with goes to the next meeting. It is refused while somebody
// waits or something is open, unless that is meant.
func decideEnd(c *command.Context) (bot.Decision, error) {
	m := meeting.Of(c.View)
	if !c.Archive && !m.IsOpen() {
		if m.Phase == meeting.PhaseClosed {
			return nothing("chairing.ended-already", "title", m.Title.Text)
		}
		return bot.Decision{}, lang.Refuse("chairing.not-open")
	}
	if err := stillOpen(c); err != nil {
		return bot.Decision{}, err
	}
	var events []bot.Event
	if m.OffRecord {
		events = append(events, meeting.OnRecord{By: c.Me()})
	}
	if current, on := agenda.Of(c.View).Current(); on {
		events = append(events, agenda.ItemClosed{Item: current.Number, By: c.Me()})
	}
	effects := []bot.Effect{meeting.Release(c.View)}
	if !c.Archive {
		over := carryOver(c)
		events, effects = append(events, over.events...), append(effects, over.effects...)
	}
	events = append(events, meeting.Closed{By: c.Me()})
	effects = append(append(effects, live()...), proposal.Effects(c.View)...)
	effects = append(effects, bot.Effect{Do: bot.Post, Key: ShowEnded, Show: ShowEnded, To: bot.ToChannels()})
	return bot.Decision{Events: events, Effects: effects, Reply: bot.Say("chairing.ended", "title", m.Title.Text)}, nil
}

// stillOpen refuses to close the meeting over people who wait and over what is
// open.
func stillOpen(c *command.Context) error {
	if c.Archive || c.Flag("really") {
		return nil
	}
	var why []string
	if waiting := floor.Of(c.View).Waiting(); len(waiting) > 0 {
		why = append(why, c.Say("chairing.waiting", "count", len(waiting), "names", waitingNames(c.View, waiting)))
	}
	s := proposal.Of(c.View)
	if open, ok := s.Open(); ok {
		why = append(why, c.Say("chairing.proposal-open", "number", open.Number))
	}
	if open, ok := s.OpenVote(); ok {
		why = append(why, c.Say("chairing.vote-open", "number", open.Number))
	}
	if silent := silentGroups(c); silent != "" {
		why = append(why, c.Say("chairing.silent", "groups", silent))
	}
	if len(why) == 0 {
		return nil
	}
	return lang.Refuse("chairing.meeting-in-the-way", "why", strings.Join(why, " "))
}

// over is what a closing meeting passes on.
type over struct {
	events  []bot.Event
	effects []bot.Effect
}

// carryOver defers every input of the items that were not reached, and those
// nobody has decided on, to the next meeting. An item that came up without an
// input gets one, so that it is not lost.
func carryOver(c *command.Context) over {
	var o over
	a, here := agenda.Of(c.View), meeting.Of(c.View).ID
	next, _ := meeting.DirectoryOf(c.View).NextAfter(here, c.Now)
	carried := CarriedOver{To: next.ID}
	inputs := len(a.Inputs)
	for _, item := range a.Items {
		if !item.State.ToCome() || Of(c.View).carried(item.Number) {
			continue
		}
		carried.Items = append(carried.Items, item.Number)
		why := left(c, item)
		for _, n := range item.Inputs {
			o.deferInput(c, a, n, next.ID, why)
		}
		if len(item.Inputs) == 0 {
			inputs++
			o.events = append(o.events, agenda.InputAdded{
				Number: inputs, Title: bot.Words{By: item.Title.By, Text: item.Title.Text},
				Minutes: item.Minutes, Purpose: item.Kind, By: c.Me(),
			})
			o.deferInput(c, a, inputs, next.ID, why)
		}
	}
	for _, in := range a.Inputs {
		if in.Fate == agenda.Undecided {
			carried.Inputs = append(carried.Inputs, in.Number)
			o.deferInput(c, a, in.Number, next.ID, c.Say("chairing.not-decided"))
		}
	}
	if len(carried.Items)+len(carried.Inputs) > 0 {
		o.events = append(o.events, carried)
	}
	return o
}

// carried reports whether an item went to another meeting at an earlier close.
func (s *State) carried(item int) bool {
	return slices.ContainsFunc(s.Carried, func(c CarriedOver) bool { return slices.Contains(c.Items, item) })
}

// left says why an item was not dealt with.
func left(c *command.Context, item agenda.Item) string {
	if item.State == agenda.ItemPassed {
		return c.Say("chairing.not-taken-again", "item", item.Number)
	}
	return c.Say("chairing.not-reached")
}

// deferInput sends an input on the way that "agenda defer" does, and tells its
// authors.
func (o *over) deferInput(c *command.Context, a *agenda.State, n int, to bot.MeetingID, why string) {
	o.events = append(o.events, agenda.InputDeferred{
		Number: n, To: to, Reason: bot.Words{Text: why}, By: c.Me(),
	})
	stream, path := bot.WorkStream, "agenda kept"
	if to != "" {
		stream, path = bot.MeetingStream(to), "agenda carried"
	}
	o.effects = append(o.effects, bot.Effect{Do: bot.Forward, Key: fmt.Sprintf("agenda.carry %d", n), Send: &bot.Forwarded{
		Stream: stream,
		Call:   bot.Do(path, "source", string(meeting.Of(c.View).ID), "input", strconv.Itoa(n)),
	}})
	in, _ := a.Input(n)
	for _, p := range in.Authors {
		if p == c.Me() {
			continue
		}
		o.effects = append(o.effects, bot.Effect{
			Do: bot.Direct, Key: fmt.Sprintf("agenda.fate %d %s", n, p), Show: "agenda.fate",
			To: bot.ToPerson(p), With: map[string]string{"input": strconv.Itoa(n)},
		})
	}
}

// decideAgain opens a closed meeting again. It is decided on the work stream,
// because another meeting may sit in the channel by now.
func decideAgain(c *command.Context) (bot.Decision, error) {
	d := meeting.DirectoryOf(c.View)
	name := c.Text(command.MeetingArg)
	entry, ok := d.Last()
	if name != "" {
		if entry, ok = d.Find(name); !ok {
			return bot.Decision{}, lang.Refuse("chairing.no-such-meeting", "meeting", shorten(name))
		}
	} else if id, open := d.OpenAt(c.Place); open {
		entry, ok = d.Get(id)
	}
	switch {
	case !ok:
		return bot.Decision{}, lang.Refuse("chairing.none-to-reopen")
	case entry.Phase == meeting.PhaseOpen:
		return nothing("chairing.open-already", "title", entry.Title.Text)
	case entry.Phase != meeting.PhaseClosed:
		return bot.Decision{}, lang.Refuse("chairing.not-closed", "title", entry.Title.Text)
	}
	return meeting.Claim(c, entry, why(c))
}
