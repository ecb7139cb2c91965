package reminder

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/consensus"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
	"magbot/bot/roster"
)

// The inner commands by which the clock asks, for each kind of stream.
const (
	onMeeting = "remind meeting"
	onWork    = "remind work"
	onBallot  = "remind ballot"
	onCall    = "remind call" // a consensus call by itself
)

// The names of what is shown, and of what the effects carry.
const (
	showTold   = "reminder.told"
	showMissed = "reminder.missed"

	withName = "occasion"
	withLate = "late"
	listed   = 20 // missed reminders named in one message
)

// Due says when something is to be told of in v.Here. It is a pure function of
// the state and of v.Now.
func (r *Reminders) Due(v bot.View) []bot.Due {
	if v.Here == nil {
		return nil
	}
	call, reminds := asking(v.Here.Stream)
	if !reminds {
		return nil
	}
	var due []bot.Due
	for _, p := range r.points(v) {
		due = append(due, bot.Due{Key: "reminder." + p.slot(), At: p.Due, Call: call})
	}
	for _, h := range slot.Of(v.Here).held {
		due = append(due, bot.Due{Key: "reminder." + h.name(), At: h.until, Call: call})
	}
	return due
}

// asking is the call by which the clock asks on a kind of stream.
func asking(s bot.StreamID) (bot.Call, bool) {
	_, isMeeting := s.Meeting()
	_, isBallot := s.Ballot()
	switch {
	case isMeeting:
		return bot.Do(onMeeting), true
	case isBallot:
		return bot.Do(onBallot), true
	case consensus.ByItself(s):
		return bot.Do(onCall), true
	}
	return bot.Do(onWork), s == bot.WorkStream
}

// longestDeadline is more than any deadline that is counted from a meeting's
// close (civil.ParseOffset allows 400 days), in any zone.
const longestDeadline = 402 * 24 * time.Hour

// Rests reports whether nobody will be reminded of anything of the meeting any
// more: it is cancelled, or closed and its report released or so old that its
// deadline is forgotten, whatever the series says of it; and no message waits
// for the end of quiet hours. Sources that other features bring name nothing in
// a stream that rests, and alone say when that is where no meeting is.
func (r *Reminders) Rests(v bot.View) bool {
	if _, isMonth := v.Here.Stream.Month(); isMonth {
		return true
	}
	m := meeting.Of(v)
	if _, isBallot := v.Here.Stream.Ballot(); isBallot || consensus.ByItself(v.Here.Stream) {
		return len(slot.Of(v.Here).held) == 0
	}
	if _, own := v.Here.Stream.Meeting(); !own || len(slot.Of(v.Here).held) > 0 {
		return false
	}
	if m.Phase == meeting.PhaseClosed {
		return minutes.Of(v).Phase == minutes.Final || v.Now.Sub(m.ClosedAt) > longestDeadline+Forgotten
	}
	return m.Phase == meeting.PhaseCancelled
}

// tick decides everything that is due by now in one record: what is sent, what
// waits, and what was missed.
func (r *Reminders) tick(c *command.Context) (bot.Decision, error) {
	var d bot.Decision
	var missed []string
	var ready []point
	for _, p := range r.points(c.View) {
		switch late := c.Now.Sub(p.Due); {
		case late < 0:
		case late > Grace:
			d.Events = append(d.Events, Missed{Slot: p.slot(), Due: p.Due})
			missed = append(missed, lost(p.slot(), 0))
		default:
			ready = append(ready, p)
		}
	}
	for i, p := range ready {
		if last := lastOf(ready[i+1:], p); last != "" {
			d.Events = append(d.Events, Sent{Slot: p.slot(), Due: p.Due, By: last})
			continue
		}
		e, effects := send(c.View, p)
		d.Events, d.Effects = append(d.Events, e), append(d.Effects, effects...)
	}
	late := r.release(c.View, &d)
	if missed = append(missed, late...); len(missed) > 0 {
		d.Effects = append(d.Effects, tellMissed(c.View, missed)...)
	}
	return d, nil
}

// lastOf gives the slot that speaks for another of the same occasion.
func lastOf(later []point, p point) string {
	for _, q := range slices.Backward(later) {
		if q.name() == p.name() {
			return q.slot()
		}
	}
	return ""
}

// send makes the fact and the messages of one reminder. Who has quiet hours
// waits; where they end after the occasion, nothing comes.
func send(v bot.View, p point) (Sent, []bot.Effect) {
	e := Sent{Slot: p.slot(), Due: p.Due, Late: v.Now.Sub(p.Due) > onTime}
	if p.People != nil {
		e.to(v, p.Occasion, p.People())
	}
	carried := with(p.name(), p.Due, e.Late)
	var effects []bot.Effect
	if p.Channels {
		for i, to := range channels(v) {
			effects = append(effects, bot.Effect{Do: bot.Post, Key: p.slot() + " " + strconv.Itoa(i), Show: showTold, To: to, With: carried})
		}
	}
	return e, append(effects, direct(p.slot(), e.To, carried)...)
}

// to sorts people into those who are told now and those who wait.
func (e *Sent) to(v bot.View, o Occasion, people []bot.PersonID) {
	for _, id := range people {
		wish := WishOf(v, id)
		if !wish.Wants(o.Kind) {
			continue
		}
		until, quiet := wish.Quiet.Until(v.Now, zoneOf(v, id))
		switch {
		case !quiet:
			e.To = append(e.To, id)
		case until.Before(o.over()):
			e.Held = hold(e.Held, until, id)
		}
	}
}

// hold adds a person to those who wait until an instant.
func hold(list []Hold, until time.Time, id bot.PersonID) []Hold {
	for i := range list {
		if list[i].Until.Equal(until) {
			list[i].People = append(list[i].People, id)
			return list
		}
	}
	return append(list, Hold{Until: until, People: []bot.PersonID{id}})
}

// direct are the messages of a reminder to some people. One to vote or to answer
// has buttons and says until when, and is kept true.
func direct(name string, people []bot.PersonID, with map[string]string) []bot.Effect {
	do := bot.Direct
	if kept(name) {
		do = bot.Live
	}
	effects := make([]bot.Effect, len(people))
	for i, id := range people {
		effects[i] = bot.Effect{Do: do, Key: name + " " + string(id), Show: showTold, To: bot.ToPerson(id), With: with}
	}
	return effects
}

func kept(slot string) bool { return strings.HasPrefix(slot, string(Ballot)+"/") }

// Also renews what people were told of a vote or a call that is over by now, that
// has another end, or that they have answered.
func (r *Reminders) Also(v bot.View, events []bot.Event) []bot.Effect {
	sent := slot.Of(v.Here).sent
	if len(sent) == 0 {
		return nil
	}
	everybody, people := false, []bot.PersonID(nil)
	for _, source := range r.sources {
		if source.Moves != nil {
			all, some := source.Moves(events)
			everybody, people = everybody || all, append(people, some...)
		}
	}
	if !everybody && len(people) == 0 {
		return nil
	}
	var effects []bot.Effect
	for _, e := range sent {
		base, _, _ := strings.Cut(e.Slot, waiting)
		name, _ := cutLast(base)
		if _, _, still := r.find(v, name); !still { // renewed before
			continue
		}
		to := slices.DeleteFunc(slices.Clone(e.To), func(p bot.PersonID) bool { return !everybody && !slices.Contains(people, p) })
		effects = append(effects, direct(e.Slot, to, with(name, e.Due, e.Late))...)
	}
	return effects
}

// channels are where a reminder is said: in those that the Secretariat set for
// reminders, but for a meeting that is held in its own channel alone.
func channels(v bot.View) []bot.Audience {
	if m := meeting.Of(v); m.Phase != meeting.PhaseNone && !m.Everywhere && len(m.Places) > 0 {
		return []bot.Audience{bot.ToChannels()}
	}
	var to []bot.Audience
	for _, p := range community.Of(v).Reminders() {
		to = append(to, bot.Audience{Place: p})
	}
	return to
}

// release sends what waited for the end of quiet hours, to those whom it still
// concerns. It gives what is too late for that; the same as for a reminder
// itself holds.
func (r *Reminders) release(v bot.View, d *bot.Decision) []string {
	var missed []string
	for _, h := range slot.Of(v.Here).held {
		name, _ := cutLast(h.slot)
		_, o, still := r.find(v, name)
		var people []bot.PersonID
		if still && v.Now.Before(o.over()) && o.People != nil {
			people = concerned(v, o, h.people)
		}
		switch late := v.Now.Sub(h.until); {
		case late < 0:
		case len(people) == 0:
			d.Events = append(d.Events, Sent{Slot: h.name(), Due: h.until, Moot: true})
		case late > Grace:
			d.Events = append(d.Events, Missed{Slot: h.name(), Due: h.until})
			missed = append(missed, lost(h.slot, len(people)))
		default:
			e := Sent{Slot: h.name(), Due: h.until, Late: late > onTime}
			e.to(v, o, people) // the hours may be others by now
			d.Events = append(d.Events, e)
			d.Effects = append(d.Effects, direct(h.name(), e.To, with(name, h.until, e.Late))...)
		}
	}
	return missed
}

// concerned gives those of the people who waited whom an occasion still
// concerns (who has voted or sent regrets meanwhile is left alone) and who still
// want to be told.
func concerned(v bot.View, o Occasion, waited []bot.PersonID) []bot.PersonID {
	now := o.People()
	return slices.DeleteFunc(slices.Clone(waited), func(id bot.PersonID) bool {
		return !slices.Contains(now, id) || !WishOf(v, id).Wants(o.Kind)
	})
}

// with is what the message of a reminder carries.
func with(name string, due time.Time, late bool) map[string]string {
	m := map[string]string{withName: name}
	if late {
		m[withLate] = due.UTC().Format(time.RFC3339)
	}
	return m
}

// lost names a slot that was missed, and how many people alone did not get it;
// 0: nobody got it.
func lost(slot string, people int) string {
	if people == 0 {
		return slot
	}
	return slot + "=" + strconv.Itoa(people)
}

func cutLast(slot string) (name, last string) {
	i := strings.LastIndexByte(slot, '/')
	if i < 0 {
		return slot, ""
	}
	return slot[:i], slot[i+1:]
}

// tellMissed tells the Chair, or the Secretariat where there is none, of all
// that was missed at once.
func tellMissed(v bot.View, missed []string) []bot.Effect {
	to := bot.ToRole(bot.RoleActingChair)
	if meeting.Of(v).Chair == "" && len(roster.Of(v).With(bot.RoleChair, v.Now)) == 0 {
		to = bot.ToRole(bot.RoleSecretariat)
	}
	return []bot.Effect{{Do: bot.Direct, Key: showMissed, Show: showMissed, To: to, With: map[string]string{
		"count": strconv.Itoa(len(missed)), "missed": strings.Join(missed[:min(listed, len(missed))], " "),
	}}}
}
