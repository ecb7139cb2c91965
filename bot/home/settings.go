package home

import (
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/chat"
	"magbot/bot/meeting"
	"magbot/bot/reminder"
)

// actions shows what the person has promised to do, what is due first of all.
func actions(v bot.View) chat.Message {
	var mine []action.Action
	for _, a := range action.Open(v) {
		if a.OwnedBy(v.Reader.Person) {
			mine = append(mine, a)
		}
	}
	if len(mine) == 0 {
		return chat.Message{}
	}
	slices.SortStableFunc(mine, func(a, b action.Action) int { return strings.Compare(undated(a.Due), undated(b.Due)) })
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: v.Say("home.actions")}}}
	list := chat.List{}
	for _, a := range mine[:min(len(mine), mostActions)] {
		list.Lines = append(list.Lines, chat.Line(v.Say("home.action", "number", a.Number)+" ", words(v, a.Text), " · ", action.DueText(v, a)))
		m.Buttons = append(m.Buttons, chat.Button{
			Label: v.Say("action.button.done-number", "action", a.Number), Call: chat.Do("action done", "action", strconv.Itoa(a.Number)),
		})
	}
	m.Blocks = append(m.Blocks, list)
	if more := len(mine) - mostActions; more > 0 {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("home.more-actions", "count", more))})
	}
	return m
}

// undated orders what has no date last.
func undated(date string) string {
	if date == "" {
		return "9999"
	}
	return date
}

// settings shows how the person has set magbot, with the way to change it.
func settings(v bot.View) chat.Message {
	me := v.Reader.Person
	wish := reminder.WishOf(v, me)
	zone, chosen := meeting.ZoneOf(v, me)
	lines := []chat.Text{chat.Line(v.Say("home.zone", "zone", zone.String()))}
	if !chosen {
		lines[0] = chat.Line(v.Say("home.no-zone"))
	}
	var off []string
	for _, k := range reminder.Kinds() {
		if !wish.Wants(k) {
			off = append(off, v.Say("reminder.kind."+string(k)))
		}
	}
	switch {
	case len(off) == len(reminder.Kinds()):
		lines = append(lines, chat.Line(v.Say("home.reminders-none")))
	case len(off) > 0:
		lines = append(lines, chat.Line(v.Say("home.reminders-but", "kinds", strings.Join(off, ", "))))
	default:
		lines = append(lines, chat.Line(v.Say("home.reminders-all")))
	}
	quiet := v.Say("home.quiet-none")
	if wish.Quiet != (reminder.Quiet{}) {
		quiet = v.Say("home.quiet", "hours", wish.Quiet.String())
	}
	return chat.Message{
		Blocks: []chat.Block{chat.Heading{Text: v.Say("home.settings")}, chat.List{Lines: append(lines, chat.Line(quiet))}},
		Buttons: []chat.Button{
			{Label: v.Say("home.button.zone"), Call: chat.Do("me zone"), Ask: true},
			{Label: v.Say("reminder.button.wishes"), Call: chat.Do("remind show")},
			{Label: v.Say("reminder.button.quiet"), Call: chat.Do("remind quiet"), Ask: true},
			{Label: v.Say("home.button.mine"), Call: chat.Do("me show")},
			{Label: v.Say("home.button.help"), Call: chat.Do("help")},
		},
	}
}
