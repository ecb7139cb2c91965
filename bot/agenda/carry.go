package agenda

import (
	"fmt"
	"slices"
	"strconv"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

func forward(key string, stream bot.StreamID, path string, o Origin) bot.Effect {
	return bot.Effect{Do: bot.Forward, Key: key, Send: &bot.Forwarded{
		Stream: stream, Call: bot.Do(path, "source", string(o.Meeting), "input", strconv.Itoa(o.Input)),
	}}
}

// send names the way a deferred input takes: to a meeting, or to the work
// stream to wait for one.
func send(o Origin, to bot.MeetingID) bot.Effect {
	key := fmt.Sprintf("agenda.carry %d", o.Input)
	if to == "" {
		return forward(key, bot.WorkStream, "agenda kept", o)
	}
	return forward(key, bot.MeetingStream(to), "agenda carried", o)
}

// deferInput sends an input to another meeting: the one named, else the next
// one, else to wait until one is scheduled.
func deferInput(c *command.Context) (bot.Decision, error) {
	in, err := theInput(c)
	if err != nil {
		return bot.Decision{}, err
	}
	here := meeting.Of(c.View).ID
	to, err := target(c, here)
	if err != nil {
		return bot.Decision{}, err
	}
	d := bot.Decision{
		Events:  []bot.Event{InputDeferred{Number: in.Number, To: to.ID, Reason: reasonOf(c), By: c.Me()}},
		Effects: []bot.Effect{send(Origin{here, in.Number}, to.ID)},
		Reply:   bot.Say("agenda.deferred-later", "input", in.Number),
	}
	if to.ID != "" {
		d.Reply = bot.Say("agenda.deferred", "input", in.Number, "title", to.Title.Text)
	}
	return Of(c.View).follow(c, d, in.Number), nil
}

func target(c *command.Context, here bot.MeetingID) (meeting.Entry, error) {
	d := meeting.DirectoryOf(c.View)
	name := c.Text("to")
	if name == "" {
		next, _ := d.NextAfter(here, c.Now)
		return next, nil
	}
	e, ok := d.Find(name)
	switch {
	case !ok:
		return meeting.Entry{}, lang.Refuse("agenda.no-such-meeting", "meeting", name)
	case e.ID == here:
		return meeting.Entry{}, lang.Refuse("agenda.same-meeting", "title", e.Title.Text)
	case !e.Phase.Ahead() && e.Phase != meeting.PhaseOpen:
		return meeting.Entry{}, lang.Refuse("agenda.meeting-over", "title", e.Title.Text)
	}
	return e, nil
}

// origin reads where a carried input comes from.
func origin(c *command.Context) Origin {
	return Origin{Meeting: bot.MeetingID(c.Text("source")), Input: c.Number("input")}
}

// carried takes a deferred input in, with its authors and its support. Its
// words are read from the stream it comes from. It arrives once. Where this
// meeting is over it goes on to wait for the next one.
func carried(c *command.Context) (bot.Decision, error) {
	s, from := Of(c.View), origin(c)
	if slices.ContainsFunc(s.Inputs, func(in Input) bool { return in.From != nil && *in.From == from }) {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	source, ok := In(c.View, from.Meeting).Input(from.Input)
	if !ok {
		return bot.Decision{}, lang.Refuse("agenda.no-such-input", "input", from.Input, "most", len(In(c.View, from.Meeting).Inputs))
	}
	if over(c) || len(s.Inputs) >= maxInputs {
		return bot.Decision{Events: []bot.Event{PassedOn{from}}, Effects: []bot.Effect{send(from, "")}}, nil
	}
	e := InputAdded{
		Number: len(s.Inputs) + 1, Title: copied(source.Title), Why: copied(source.Why), Minutes: source.Minutes,
		Purpose: source.Kind, Authors: slices.Clone(source.Authors), Groups: slices.Clone(source.Groups),
		OnBehalf: copied(source.OnBehalf), Late: s.late(), From: &from, By: source.By,
	}
	for _, b := range source.Support {
		e.Support = append(e.Support, b.Backer)
	}
	d := bot.Decision{Events: []bot.Event{e}}
	for _, p := range e.Authors {
		d.Effects = append(d.Effects, tell("agenda.entered", e.Number, p))
	}
	if e.Late {
		d.Effects = append(d.Effects, tellLeads(c, "agenda.late", e.Number)...)
	}
	return d, nil
}

// copied gives words for another record: what was erased stays nobody's words.
func copied(w bot.Words) bot.Words { return bot.Words{By: w.By, Text: w.Text} }

// kept lets a deferred input wait in the work stream.
func kept(c *command.Context) (bot.Decision, error) {
	if BacklogOf(c.View).waits(origin(c)) {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	return bot.Decision{Events: []bot.Event{Kept{origin(c)}}}, nil
}

// Due names what waits to be carried on: in the work stream, as soon as there
// is a meeting to carry it to; in a cancelled meeting, what was handed in for it.
func Due(v bot.View) []bot.Due {
	if v.Here == nil {
		return nil
	}
	if v.Here.Stream == bot.WorkStream {
		for i, w := range backlogSlot.Of(v.Here).kept {
			if _, ok := meeting.DirectoryOf(v).NextAfter(w.Meeting, v.Now); ok && w.To == "" {
				return []bot.Due{{Key: fmt.Sprintf("agenda.carry %d", i), At: v.Here.Last, Call: bot.Do("agenda carry")}}
			}
		}
		return nil
	}
	if meeting.Of(v).Phase == meeting.PhaseCancelled && len(Of(v).unreached()) > 0 {
		return []bot.Due{{Key: "agenda.carry-all", At: v.Here.Last, Call: bot.Do("agenda carry-all")}}
	}
	return nil
}

// Rests reports whether nothing of the meeting waits to be carried on.
func Rests(v bot.View) bool {
	return v.Here.Stream != bot.WorkStream && (meeting.Of(v).Phase != meeting.PhaseCancelled || len(Of(v).unreached()) == 0)
}

// unreached lists the inputs that still wait for their meeting.
func (s *State) unreached() []int {
	var list []int
	for _, in := range s.Inputs {
		if in.Fate == Undecided || in.Fate.OnAgenda() {
			list = append(list, in.Number)
		}
	}
	return list
}

// carry sends what waits to the next meeting.
func carry(c *command.Context) (bot.Decision, error) {
	var d bot.Decision
	for i, w := range BacklogOf(c.View).Waiting() {
		next, ok := meeting.DirectoryOf(c.View).NextAfter(w.Meeting, c.Now)
		if !ok {
			continue
		}
		effect := send(w.Origin, next.ID)
		effect.Key = fmt.Sprintf("agenda.carry %d", i)
		d.Events = append(d.Events, CarriedOut{Origin: w.Origin, To: next.ID})
		d.Effects = append(d.Effects, effect)
	}
	if len(d.Events) == 0 {
		d.Reply.Done = true
	}
	return d, nil
}

// carryAll defers everything that was handed in for a meeting that was
// cancelled, and tells the authors.
func carryAll(c *command.Context) (bot.Decision, error) {
	s, here := Of(c.View), meeting.Of(c.View).ID
	var d bot.Decision
	if meeting.Of(c.View).Phase != meeting.PhaseCancelled {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	next, _ := meeting.DirectoryOf(c.View).NextAfter(here, c.Now)
	for _, n := range s.unreached() {
		in, _ := s.Input(n)
		d.Events = append(d.Events, InputDeferred{Number: n, To: next.ID, Reason: copied(meeting.Of(c.View).Cancelled)})
		d.Effects = append(append(d.Effects, send(Origin{here, n}, next.ID)), tellAuthors(c, in)...)
	}
	return d, nil
}
