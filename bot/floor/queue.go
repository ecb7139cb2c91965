package floor

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

func decideClose(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	if Of(c.View).closed {
		return nothing("floor.closed-already"), nil
	}
	return changed(bot.Say("floor.closed"), QueueClosed{By: c.Me()}), nil
}

func decideOpen(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	if !Of(c.View).closed {
		return nothing("floor.open-already"), nil
	}
	return changed(bot.Say("floor.opened"), QueueOpened{By: c.Me()}), nil
}

func decideClear(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	dropped := Of(c.View).others()
	if len(dropped) == 0 {
		return nothing("floor.nobody-waits"), nil
	}
	d := changed(bot.Say("floor.clear", "count", len(dropped)), QueueCleared{By: c.Me(), Dropped: dropped})
	d.Effects = append(d.Effects, cleared(c, dropped))
	return d, nil
}

// cleared tells everybody that these people no longer wait.
func cleared(c *command.Context, dropped []bot.PersonID) bot.Effect {
	return bot.Effect{
		Do: bot.Post, Key: ShowCleared, Show: ShowCleared, To: bot.ToChannels(),
		With: map[string]string{"by": string(c.Me()), "people": join(dropped), "count": strconv.Itoa(len(dropped))},
	}
}

// join and split carry the first few people of a list in an effect.
func join(people []bot.PersonID) string {
	var ids []string
	for _, p := range people[:min(len(people), namesShown)] {
		ids = append(ids, string(p))
	}
	return strings.Join(ids, "\n")
}

func split(list string) []bot.PersonID {
	var people []bot.PersonID
	for id := range strings.SplitSeq(list, "\n") {
		if id != "" {
			people = append(people, bot.PersonID(id))
		}
	}
	return people
}

func decideSet(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	e := QueueSet{By: c.Me()}
	var people []bot.PersonID
	for name := range strings.FieldsFuncSeq(c.Text("persons"), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if strings.TrimSpace(name) == "" {
			continue
		}
		p, err := s.atFloor(c.View, strings.TrimSpace(name))
		if err != nil {
			return bot.Decision{}, err
		}
		if slices.Contains(people, p) {
			continue
		}
		place := Place{Person: p, Group: capacity(c.View, p)}
		if r, ok := s.Request(p); ok {
			place.Group = r.Group
		}
		people, e.Places = append(people, p), append(e.Places, place)
	}
	if len(people) == 0 {
		return bot.Decision{}, lang.Refuse("floor.set-whom")
	}
	e.Dropped = s.others(people...)
	d := changed(bot.Say("floor.set", "names", names(c.View, people)), e)
	d.Effects = append(d.Effects, bot.Effect{
		Do: bot.Post, Key: ShowSet, Show: ShowSet, To: bot.ToChannels(),
		With: map[string]string{
			"by": string(c.Me()), "people": join(people), "count": strconv.Itoa(len(people)),
			"dropped": join(e.Dropped), "gone": strconv.Itoa(len(e.Dropped)),
		},
	})
	return d, nil
}

// The range of a speaker's time.
const (
	leastLimit = 10 * time.Second
	mostLimit  = 4 * time.Hour
)

func decideTimer(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	text := c.Text("duration")
	if c.Flag("off") || strings.EqualFold(text, "off") {
		if s.limitNow(c) == 0 {
			return nothing("floor.timer-off-already"), nil
		}
		return changed(bot.Say("floor.timer-off"), TimerSet{By: c.Me()}), nil
	}
	if text == "" {
		return bot.Decision{}, lang.Refuse("floor.timer-how-long")
	}
	d, err := civil.ParseDuration(text, time.Minute, leastLimit, mostLimit)
	if err != nil {
		return bot.Decision{}, err
	}
	limit := Seconds(d / time.Second)
	said := civil.FormatDuration(d)
	if limit == s.limitNow(c) {
		return nothing("floor.timer-already", "time", said), nil
	}
	return changed(bot.Say("floor.timer", "time", said), TimerSet{Limit: limit, By: c.Me()}), nil
}

// limitNow is how long the next speaker has: what the Chair has set in this
// meeting, else what the community has chosen for all of them. Nobody had a
// timer of ours in a log of the past.
func (s *State) limitNow(c *command.Context) Seconds {
	if s.timed || c.Archive {
		return s.limit
	}
	return Seconds(community.Of(c.View).Settings.SpeakerTime / time.Second)
}

func decideInvite(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	group, err := groupCalled(c.View, c.Text("group"))
	if err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events: []bot.Event{Invited{Group: group, By: c.Me()}},
		Effects: []bot.Effect{{
			Do: bot.Post, Key: ShowInvited, Show: ShowInvited, To: bot.ToChannels(),
			With: map[string]string{"group": string(group)},
		}},
		Reply: bot.Say("floor.invited", "group", string(group)),
	}, nil
}

// groupCalled is the group a text names: as spelt in the roster, or the only
// one that begins so.
func groupCalled(v bot.View, text string) (bot.Group, error) {
	known := knownGroups(v)
	var begin []bot.Group
	for _, g := range known {
		if strings.EqualFold(string(g), text) {
			return g, nil
		}
		if strings.HasPrefix(plain(string(g)), plain(text)) {
			begin = append(begin, g)
		}
	}
	if len(begin) == 1 && plain(text) != "" {
		return begin[0], nil
	}
	return "", lang.Refuse("floor.no-such-group", "group", short(text), "groups", groupList(v, known))
}

// knownGroups lists the groups of the roster and of those present.
func knownGroups(v bot.View) []bot.Group {
	seats := map[bot.Group]float64{}
	for g := range roster.Of(v).Seats(v.Now) {
		seats[g] = 1
	}
	present, _ := presence(v, time.Time{}, v.Now)
	for _, p := range present {
		seats[p.Group] = 1
	}
	delete(seats, "")
	return groupsOf(seats)
}

func decideBalance(c *command.Context) (bot.Decision, error) {
	item, err := itemMeant(c)
	if err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events: []bot.Event{BalanceShown{Item: item, By: c.Me()}},
		Effects: []bot.Effect{{
			Do: bot.Post, Key: ShowBalance, Show: ShowBalance, To: bot.ToChannels(),
			With: map[string]string{"item": strconv.Itoa(item)},
		}},
		Reply: bot.Say("floor.balance-posted"),
	}, nil
}

// itemMeant is the item named, or the current one; 0 for the whole meeting.
func itemMeant(c *command.Context) (int, error) {
	if !c.Has("item") {
		return Of(c.View).item, nil
	}
	n := c.Number("item")
	if _, ok := agenda.Of(c.View).Item(n); n != 0 && !ok {
		return 0, lang.Refuse("floor.no-such-item", "item", n)
	}
	return n, nil
}

func decideSpoke(c *command.Context) (bot.Decision, error) {
	p, err := one(c.View, c.Text("person"))
	if err != nil {
		return bot.Decision{}, err
	}
	e := Spoke{
		Person: p, Group: capacity(c.View, p), Lead: leads(c, p),
		Words: c.Number("words"), Seconds: Seconds(c.Number("seconds")),
	}
	return bot.Decision{Events: []bot.Event{e}}, nil
}
