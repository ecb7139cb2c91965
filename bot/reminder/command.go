package reminder

import (
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/consensus"
	"magbot/bot/lang"
)

// The answers of "remind me", and the word for every kind and for no hours.
const (
	yes  = "on"
	no   = "off"
	all  = "all"
	none = "none"
)

// Commands are what people choose for themselves, and what the clock asks.
func (r *Reminders) Commands() []command.Command {
	what := []string{all}
	for _, k := range Kinds() {
		what = append(what, string(k))
	}
	return []command.Command{
		{Path: "remind show", On: command.Community, Who: command.Anyone, Show: showWish},
		{Path: "remind me", On: command.Community, Who: command.Anyone, Decide: wish, Args: []command.Arg{
			{Name: "answer", Kind: command.Choice, Choices: []string{yes, no}, Required: true},
			{Name: "of", Kind: command.Choice, Choices: what, Default: all},
		}},
		{Path: "remind quiet", On: command.Community, Who: command.Anyone, Decide: quiet, Args: []command.Arg{
			{Name: "hours", Kind: command.Text, Required: true, Rest: true, Max: 40},
		}},
		{Path: onMeeting, On: command.Meeting, Who: command.Bot, Inner: true, Decide: r.tick},
		{Path: onCall, On: command.Found, Find: consensus.Nowhere, Who: command.Bot, Inner: true, Decide: r.tick},
		{Path: onWork, On: command.Work, Who: command.Bot, Inner: true, Decide: r.tick},
		{Path: onBallot, On: command.Found, Find: consensus.Nowhere, Who: command.Bot, Inner: true, Decide: r.tick},
	}
}

// wish says whether a person wants a kind of reminder.
func wish(c *command.Context) (bot.Decision, error) {
	if c.Me() == "" {
		return bot.Decision{}, lang.Refuse("reminder.who")
	}
	e := Wished{Person: c.Me(), Off: c.Text("answer") == no}
	if of := c.Text("of"); of != all {
		e.What = Kind(of)
	}
	now := WishOf(c.View, c.Me())
	reply := bot.Say("reminder.wish."+c.Text("answer"), "what", c.Say("reminder.kind."+c.Text("of")))
	if e.What != "" && now.Wants(e.What) != e.Off || e.What == "" && now.None == e.Off && (e.Off || len(now.Off) == 0) {
		return bot.Decision{Reply: reply}, nil
	}
	return bot.Decision{Events: []bot.Event{e}, Reply: reply}, nil
}

// quiet sets the hours in which nothing comes by direct message.
func quiet(c *command.Context) (bot.Decision, error) {
	if c.Me() == "" {
		return bot.Decision{}, lang.Refuse("reminder.who")
	}
	now := WishOf(c.View, c.Me()).Quiet
	if strings.EqualFold(c.Text("hours"), none) {
		reply := bot.Say("reminder.quiet.none")
		if now == (Quiet{}) {
			return bot.Decision{Reply: reply}, nil
		}
		return bot.Decision{Events: []bot.Event{QuietSet{Person: c.Me()}}, Reply: reply}, nil
	}
	q, err := ParseQuiet(c.Text("hours"))
	if err != nil {
		return bot.Decision{}, err
	}
	reply := bot.Say("reminder.quiet.set", "hours", q.String(), "zone", zoneOf(c.View, c.Me()).String())
	if q == now {
		return bot.Decision{Reply: reply}, nil
	}
	return bot.Decision{Events: []bot.Event{QuietSet{Person: c.Me(), From: clockOf(q.From), To: clockOf(q.To)}}, Reply: reply}, nil
}

// showWish tells a person which reminders they get.
func showWish(c *command.Context) (bot.Reply, error) {
	w := WishOf(c.View, c.Me())
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: c.Say("reminder.wishes")}}, Seen: c.Say("seen.only-you")}
	t := chat.Table{Header: []string{c.Say("reminder.wishes.what"), c.Say("reminder.wishes.answer")}}
	for _, k := range Kinds() {
		answer := yes
		if !w.Wants(k) {
			answer = no
		}
		t.Rows = append(t.Rows, []chat.Text{chat.Line(c.Say("reminder.kind." + string(k))), chat.Line(c.Say("choice.answer." + answer))})
	}
	hours := c.Say("reminder.quiet.none")
	if w.Quiet != (Quiet{}) {
		hours = c.Say("reminder.quiet.set", "hours", w.Quiet.String(), "zone", zoneOf(c.View, c.Me()).String())
	}
	m.Blocks = append(m.Blocks, t, chat.Paragraph{Text: chat.Line(hours)})
	m.Buttons = []chat.Button{
		{Label: c.Say("reminder.button.choose"), Call: chat.Do("remind me"), Ask: true},
		{Label: c.Say("reminder.button.quiet"), Call: chat.Do("remind quiet"), Ask: true},
	}
	return bot.Reply{Message: &m}, nil
}
