package community

import (
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// Shows names what effects of this package show.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{"community.linked": showLinked}
}

func showLinked(v bot.View, e bot.Effect) (chat.Message, error) {
	if !Of(v).Linked(e.To.Place) {
		return chat.Message{}, nil
	}
	m := chat.Say(v.Say("community.this-channel", "name", Of(v).Name,
		"visibility", lang.T("community.visibility."+string(Of(v).VisibilityOf(e.To.Place)))))
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("community.begin"))})
	m.Buttons = []chat.Button{
		{Label: v.Say("community.plan"), Call: chat.Do("meeting schedule"), Ask: true, Style: chat.Primary},
		{Label: v.Say("community.help"), Call: chat.Do("help")},
	}
	m.Seen = v.Say("seen.channel")
	return m, nil
}

// Show writes the value of a setting for a reader.
func (s Settings) Show(v bot.View, name Setting) string {
	switch name {
	case Languages:
		tags := make([]string, len(s.Languages))
		for i, l := range s.Languages {
			tags[i] = string(l)
		}
		return strings.Join(tags, ", ")
	case DefaultVisible:
		return v.Say("community.visibility." + string(s.Visibility))
	case CorrectionWindow:
		return civil.FormatDuration(s.CorrectionWindow)
	case SpeakerTime:
		if s.SpeakerTime == 0 {
			return v.Say("community.no-limit")
		}
		return civil.FormatDuration(s.SpeakerTime)
	case Reminders:
		if s.Reminders == (bot.Place{}) {
			return v.Say("community.all-channels")
		}
		return placeName(s.Reminders)
	case Join:
		return orNotSet(v, s.Join)
	case Zone:
		return s.Zone
	case Room:
		return orNotSet(v, s.Room)
	case Feeds:
		return orNotSet(v, s.Feeds)
	case Seats:
		return strconv.Itoa(s.GovernmentShare) + " %"
	}
	return ""
}

func orNotSet(v bot.View, text string) string {
	if text == "" {
		return v.Say("community.not-set")
	}
	return text
}

// placeName is a channel for people to read: "room: general".
func placeName(p bot.Place) string { return p.Platform + ": " + p.Channel }

func showSettings(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	m := chat.Message{Seen: c.Say("seen.only-you")}
	m.Blocks = append(m.Blocks, chat.Heading{Text: c.Say("community.settings-of", "name", s.Name)})
	if s.Example {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("community.is-example"))})
	}
	table := chat.Table{Header: []string{c.Say("community.head-setting"), c.Say("community.head-value")}}
	for _, name := range AllSettings() {
		table.Rows = append(table.Rows, []chat.Text{
			chat.Line(c.Say("choice.setting." + string(name))), chat.Line(s.Settings.Show(c.View, name)),
		})
	}
	m.Blocks = append(m.Blocks, table, chat.Heading{Text: c.Say("community.channels")})
	if len(s.Channels) == 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("community.no-channels"))})
	} else {
		var list chat.List
		for _, p := range s.Channels {
			list.Lines = append(list.Lines, chat.Line(placeName(p), ": ", c.Say("community.visibility."+string(s.VisibilityOf(p)))))
		}
		m.Blocks = append(m.Blocks, list)
	}
	if c.Reader.Has(bot.RoleSecretariat) {
		m.Buttons = append(m.Buttons, chat.Button{Label: c.Say("community.change"), Call: chat.Do("settings set"), Ask: true})
	}
	return bot.Reply{Message: &m}, nil
}
