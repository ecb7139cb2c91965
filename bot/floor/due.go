package floor

import (
	"fmt"
	"strconv"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/command"
	"magbot/bot/meeting"
)

// The speaker is warned so long before the end, but never before so much of the
// time is over.
const (
	warnBefore  = 30 * time.Second
	warnPercent = 80
)

// warnAt is how far into a turn the speaker is warned: 30 seconds before the
// end or at 80 % of the time, whichever is later.
func warnAt(limit time.Duration) time.Duration {
	return max(limit-warnBefore, limit*warnPercent/100)
}

// Due says what time will bring to the floor: the speaker's warning and the end
// of their time, and a hint about a silent group.
func Due(v bot.View) []bot.Due {
	if !meeting.Of(v).IsOpen() {
		return nil
	}
	s := Of(v)
	return append(s.dueTurn(v.Now), s.dueHints(v)...)
}

// Rests reports whether the floor has closed.
func Rests(v bot.View) bool { return !meeting.Of(v).IsOpen() }

func (s *State) dueTurn(now time.Time) []bot.Due {
	t, on := s.Speaking()
	if !on || t.Limit == 0 || t.Overran {
		return nil
	}
	turn := strconv.Itoa(t.Number)
	end := t.Began.Add(t.Limit)
	due := []bot.Due{{Key: "floor.overran." + turn, At: end, Call: bot.Do("queue overran", "turn", turn)}}
	if !t.Warned && now.Before(end) {
		due = append(due, bot.Due{
			Key: "floor.warned." + turn, At: t.Began.Add(warnAt(t.Limit)), Call: bot.Do("queue warned", "turn", turn),
		})
	}
	return due
}

func decideWarned(c *command.Context) (bot.Decision, error) {
	t, on := Of(c.View).Speaking()
	if !on || t.Number != c.Number("turn") || t.Warned {
		return bot.Decision{}, nil
	}
	return bot.Decision{
		Events:  []bot.Event{TurnWarned{Turn: t.Number}},
		Effects: []bot.Effect{toSpeaker(ShowWarned, t)},
	}, nil
}

func decideOverran(c *command.Context) (bot.Decision, error) {
	t, on := Of(c.View).Speaking()
	if !on || t.Number != c.Number("turn") || t.Overran {
		return bot.Decision{}, nil
	}
	d := changed(bot.Reply{}, TurnOverran{Turn: t.Number})
	d.Effects = append(d.Effects, toSpeaker(ShowOverran, t))
	return d, nil
}

func toSpeaker(show string, t Turn) bot.Effect {
	return bot.Effect{
		Do: bot.Direct, Key: show, Show: show, To: bot.ToPerson(t.Person),
		With: map[string]string{"turn": strconv.Itoa(t.Number)},
	}
}

// Hints lists the silent groups that the Chair should hear of now and has not
// heard of.
func Hints(v bot.View) []Hint { return Of(v).hints(v, v.Now) }

// Unheard lists the silent groups that the Chair should know of before the
// current item is closed, whether or not they were told of before.
func Unheard(v bot.View) []Hint { return Silent(Of(v).standing(v, v.Now), stage(v, v.Now, true)) }

func (s *State) hints(v bot.View, at time.Time) []Hint {
	if len(s.tallies) == 0 {
		return nil
	}
	var fresh []Hint
	for _, h := range Silent(s.standing(v, at), stage(v, at, false)) {
		if !s.hinted[h.about()] {
			fresh = append(fresh, h)
		}
	}
	return fresh
}

// stage is how far the current item has come at an instant. Without an item the
// whole meeting is looked at, and there is no half of it.
func stage(v bot.View, at time.Time, closing bool) Stage {
	item, on := agenda.Of(v).Current()
	if !on {
		return Stage{Closing: closing}
	}
	half, timed := halfTime(item)
	return Stage{Item: item.Number, Half: timed && !at.Before(half), Closing: closing}
}

// halfTime is when half of an item's time is over, for one with a timebox.
func halfTime(item agenda.Item) (time.Time, bool) {
	if item.Minutes == 0 {
		return time.Time{}, false
	}
	half := time.Duration(item.Minutes) * time.Minute / 2
	return item.TakenAt.Add(half - item.Spent(item.TakenAt)), true
}

// standing is how every group stands under the current item.
func (s *State) standing(v bot.View, at time.Time) []Standing {
	groups := map[bot.Group]*Standing{}
	of := func(g bot.Group) *Standing {
		if groups[g] == nil {
			groups[g] = &Standing{Group: g, Since: -1}
		}
		return groups[g]
	}
	present, _ := presence(v, s.began, at)
	for _, p := range present {
		of(p.Group).Base = p.Amount
	}
	had := s.had(at)
	for key, t := range s.tallies {
		if key.item == s.item {
			g := of(key.group)
			g.Turns, g.Called, g.Asked, g.Since, g.Had = t.turns, t.called, t.asked-t.withdrawn, t.since, had[key.group]
		}
	}
	all := make([]Standing, 0, len(groups))
	for _, g := range groups {
		all = append(all, *g)
	}
	return all
}

// had is the floor time of each group under the current item, the running turn
// included; words where nobody's time is known.
func (s *State) had(at time.Time) map[bot.Group]float64 {
	seconds, words := map[bot.Group]float64{}, map[bot.Group]float64{}
	for key, t := range s.tallies {
		if key.item == s.item {
			seconds[key.group] += t.time.Seconds()
			words[key.group] += float64(t.words)
		}
	}
	if t, on := s.Speaking(); on && !t.Lead {
		seconds[t.Group] += t.Length(at).Seconds()
	}
	if positive(seconds) || !positive(words) {
		return seconds
	}
	return words
}

// dueHints says what the Chair is to be told: at once where the reason stands
// already, or when half of the item is over.
func (s *State) dueHints(v bot.View) []bot.Due {
	at := v.Now
	hints := s.hints(v, at)
	if item, on := agenda.Of(v).Current(); on && len(hints) == 0 {
		half, timed := halfTime(item)
		if !timed || !half.After(at) {
			return nil
		}
		at = half
		hints = s.hints(v, at)
	}
	due := make([]bot.Due, 0, len(hints))
	for _, h := range hints {
		due = append(due, bot.Due{
			Key: fmt.Sprintf("floor.hint.%d.%s.%s", h.Item, h.Why, h.Group), At: at,
			Call: bot.Do("queue hint", "item", strconv.Itoa(h.Item), "group", string(h.Group), "why", string(h.Why)),
		})
	}
	return due
}

// decideHint tells the Chair of a silent group, once. Where the reason has gone
// meanwhile, that is recorded instead and nobody is told, so that the clock
// does not ask again.
func decideHint(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	about := Hint{Item: c.Number("item"), Group: bot.Group(c.Text("group")), Why: Silence(c.Text("why"))}
	if s.hinted[about] {
		return bot.Decision{}, nil
	}
	for _, h := range s.hints(c.View, c.Now) {
		if h.about() == about {
			return bot.Decision{
				Events: []bot.Event{Hinted{Item: h.Item, Group: h.Group, Why: h.Why}},
				Effects: []bot.Effect{{
					Do: bot.Direct, Key: ShowHint, Show: ShowHint, To: bot.ToRole(bot.RoleActingChair),
					With: map[string]string{"item": strconv.Itoa(h.Item), "group": string(h.Group), "why": string(h.Why)},
				}},
			}, nil
		}
	}
	return bot.Decision{Events: []bot.Event{Hinted{Item: about.Item, Group: about.Group, Why: about.Why, Moot: true}}}, nil
}
