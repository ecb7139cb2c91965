package home

import (
	"slices"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/meeting"
)

// about makes a call that is about one meeting, wherever it is pressed.
func about(id bot.MeetingID, path string, args ...string) chat.Call {
	return chat.Do(path, append(args, command.MeetingArg, string(id))...)
}

// meetings shows what is open now and what comes next, and what the person has
// said about coming.
func meetings(v bot.View) chat.Message {
	m := chat.Message{Blocks: []chat.Block{chat.Heading{Text: v.Say("home.next")}}}
	directory, found := meeting.DirectoryOf(v), false
	for _, e := range directory.All() {
		if e.Phase == meeting.PhaseOpen {
			m, found = join(m, open(v, e)), true
		}
	}
	if next, ok := directory.Next(v.Now); ok && !next.Forgotten(v.Now) {
		m, found = join(m, ahead(v, next)), true
	}
	if !found {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("home.no-meeting"))})
	}
	return m
}

func join(m, more chat.Message) chat.Message {
	m.Blocks, m.Buttons = append(m.Blocks, more.Blocks...), append(m.Buttons, more.Buttons...)
	return m
}

func open(v bot.View, e meeting.Entry) chat.Message {
	s := meeting.In(v, e.ID)
	m := chat.Message{Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(chat.Strong(e.Title.Text), " · ", v.Say("home.open-now"))}}}
	m.Blocks = append(m.Blocks, meeting.Where(v, e.Join.Text, nil, 0)...)
	if !s.IsPresent(v.Reader.Person) {
		m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("meeting.button.here"), Call: about(e.ID, "present add"), Style: chat.Primary})
	}
	m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("meeting.button.agenda"), Call: about(e.ID, "agenda show")})
	return m
}

func ahead(v bot.View, e meeting.Entry) chat.Message {
	s, me := meeting.In(v, e.ID), v.Reader.Person
	m := chat.Message{Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(chat.Strong(e.Title.Text))},
		chat.Paragraph{Text: meeting.WhenLine(v, e.Start, e.Length)},
	}}
	m.Blocks = append(m.Blocks, meeting.Where(v, e.Join.Text, s.Papers, 0)...)
	coming, regrets := slices.Contains(s.Expects, me), s.HasRegrets(me)
	switch {
	case regrets:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("home.regrets"))})
	case coming:
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("home.coming"))})
	}
	if !coming || regrets {
		m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("meeting.button.coming"), Call: about(e.ID, "present add"), Style: chat.Primary})
	}
	if !regrets {
		m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("meeting.button.regrets"), Call: about(e.ID, "regrets add"), Ask: true})
	}
	m.Buttons = append(m.Buttons,
		chat.Button{Label: v.Say("meeting.button.input"), Call: about(e.ID, "agenda add"), Ask: true},
		chat.Button{Label: v.Say("meeting.button.agenda"), Call: about(e.ID, "agenda show")},
		chat.Button{Label: v.Say("meeting.button.calendar"), Call: about(e.ID, "meeting calendar")})
	return m
}
