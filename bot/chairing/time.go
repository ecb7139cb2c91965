package chairing

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// decideTime gives an item a timebox, or more of one; "off" takes it away.
// Parts of a minute are rounded up.
func decideTime(c *command.Context) (bot.Decision, error) {
	item, err := numbered(c)
	if err != nil {
		return refusal(c, err)
	}
	if item.State == agenda.ItemDone || item.State == agenda.ItemOff {
		return refusal(c, lang.Refuse("agenda.item-is-closed", "item", item.Number))
	}
	minutes, err := readMinutes(c, item)
	if err != nil {
		return refusal(c, err)
	}
	if minutes == item.Minutes {
		return nothing("chairing.timed-already", "item", item.Number, "count", minutes)
	}
	spent := int(item.Spent(c.Now) / time.Minute)
	if minutes > 0 && minutes <= spent && !c.Archive {
		return bot.Decision{}, lang.Refuse("chairing.time-is-over", "item", item.Number, "spent", spent, "text", c.Text("duration"))
	}
	reply := bot.Say("chairing.timed", "item", item.Number, "count", minutes)
	if minutes == 0 {
		reply = bot.Say("chairing.untimed", "item", item.Number)
	}
	return bot.Decision{
		Events:  []bot.Event{agenda.ItemTimed{Item: item.Number, Minutes: minutes, By: c.Me()}},
		Effects: live(), Reply: reply,
	}, nil
}

func readMinutes(c *command.Context, item agenda.Item) (int, error) {
	text := strings.TrimSpace(c.Text("duration"))
	if strings.EqualFold(text, "off") || text == "0" {
		return 0, nil
	}
	d, err := civil.ParseDuration(text, time.Minute, time.Minute, minutesMax*time.Minute)
	if err != nil {
		return 0, err
	}
	if c.Flag("more") {
		d += max(item.Spent(c.Now), time.Duration(item.Minutes)*time.Minute)
	}
	minutes := int((d + time.Minute - 1) / time.Minute)
	if minutes > minutesMax {
		return 0, lang.Refuse("chairing.too-long", "most", minutesMax)
	}
	return minutes, nil
}

// warnBefore is how much of a timebox is left when it warns: a fifth of it, and
// two minutes at most.
func warnBefore(limit time.Duration) time.Duration { return min(limit/5, 2*time.Minute) }

// Due says what time will bring: the warning and the end of the current item's
// timebox.
func Due(v bot.View) []bot.Due {
	item, on := agenda.Of(v).Current()
	if !on || item.Minutes == 0 || !meeting.Of(v).IsOpen() || len(item.Spells) == 0 {
		return nil
	}
	limit := time.Duration(item.Minutes) * time.Minute
	since := item.Spells[len(item.Spells)-1].From
	end := since.Add(limit - item.Spent(since))
	b := Of(v).box(item.Number, item.Minutes)
	due := func(name string, at time.Time) bot.Due {
		n, minutes := strconv.Itoa(item.Number), strconv.Itoa(item.Minutes)
		return bot.Due{
			Key: fmt.Sprintf("chairing.%s %s %s %d", name, n, minutes, len(item.Spells)), At: at,
			Call: bot.Do("item "+name, "item", n, "minutes", minutes),
		}
	}
	var all []bot.Due
	if !b.warned && !b.overran && v.Now.Before(end) {
		all = append(all, due("warned", end.Add(-warnBefore(limit))))
	}
	if !b.overran {
		all = append(all, due("overran", end))
	}
	return all
}

// Rests reports whether there is no item on which time could run out.
func Rests(v bot.View) bool { return !meeting.Of(v).IsOpen() }

// boxed finds the item that the clock is about, if its timebox is still that.
func boxed(c *command.Context) (agenda.Item, box, bool) {
	item, on := agenda.Of(c.View).Current()
	if !on || item.Number != c.Number("item") || item.Minutes != c.Number("minutes") {
		return agenda.Item{}, box{}, false
	}
	return item, Of(c.View).box(item.Number, item.Minutes), true
}

func decideWarned(c *command.Context) (bot.Decision, error) {
	item, b, ok := boxed(c)
	if !ok || b.warned || b.overran {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	return bot.Decision{
		Events:  []bot.Event{ItemWarned{Item: item.Number, Minutes: item.Minutes}},
		Effects: []bot.Effect{toChair(ShowWarned, item)},
	}, nil
}

func decideOverran(c *command.Context) (bot.Decision, error) {
	item, b, ok := boxed(c)
	if !ok || b.overran {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	return bot.Decision{
		Events:  []bot.Event{ItemOverran{Item: item.Number, Minutes: item.Minutes}},
		Effects: append(live(), toChair(ShowOverran, item)),
	}, nil
}

func toChair(show string, item agenda.Item) bot.Effect {
	return bot.Effect{
		Do: bot.Direct, Key: show, Show: show, To: bot.ToRole(bot.RoleActingChair),
		With: map[string]string{"item": strconv.Itoa(item.Number), "minutes": strconv.Itoa(item.Minutes)},
	}
}
