package platformrole

import (
	"maps"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/roster"
)

const showTold = "platformrole.told"

// Shows names what effects of this package show.
func Shows() map[string]bot.Show { return map[string]bot.Show{showTold: told} }

// mostShown is how many differences stand in one message; that there are more is
// said.
const mostShown = 100

// told shows what differs by now, which the Secretariat alone reads.
func told(v bot.View, _ bot.Effect) (chat.Message, error) {
	if !Of(v).Compares() {
		return chat.Message{}, nil
	}
	m := chat.Message{Seen: v.Say("seen.only-you"), Blocks: differing(v)}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("platformrole.when-told"))})
	return m, nil
}

// differing lists the differences, or says that there are none.
func differing(v bot.View) []chat.Block {
	all := Differences(v)
	if len(all) == 0 {
		return []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("platformrole.agree"))}}
	}
	var list chat.List
	for _, d := range all[:min(len(all), mostShown)] {
		list.Lines = append(list.Lines, chat.Line(d.say(v)))
	}
	if more := len(all) - len(list.Lines); more > 0 {
		list.Lines = append(list.Lines, chat.Line(v.Say("roster.and-more", "count", more)))
	}
	return []chat.Block{
		chat.Heading{Text: v.Say("platformrole.differ", "count", len(all))},
		list,
		chat.Paragraph{Text: chat.Line(v.Say("platformrole.mend"))},
	}
}

// say writes a difference as a sentence.
func (d Difference) say(v bot.View) string {
	key := "platformrole.lacks"
	if d.Extra {
		key = "platformrole.extra"
	}
	return v.Say(key, "name", roster.Name(v, d.Person), "roles", quoted(v, d.Names), "platform", platformName(d.Platform), "meaning", d.text())
}

func quoted(v bot.View, names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = v.Say("platformrole.quoted", "name", name)
	}
	return strings.Join(all, ", ")
}

// platformName writes a platform as it writes itself.
func platformName(platform string) string {
	if known := map[string]string{"discord": "Discord", "slack": "Slack"}[platform]; known != "" {
		return known
	}
	return platform
}

// show lists what differs, and what names mean.
func show(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	if !s.Compares() {
		return bot.Say("platformrole.nothing"), nil
	}
	m := chat.Message{Seen: c.Say("seen.only-you")}
	if len(s.seen) == 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("platformrole.not-seen"))})
	} else {
		m.Blocks = append(m.Blocks, differing(c.View)...)
	}
	if away := s.away(c.View); len(away) > 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say("platformrole.away", "names", strings.Join(away, ", ")))})
	}
	list := chat.List{}
	for _, known := range s.Matches() {
		list.Lines = append(list.Lines, chat.Line(s.meaning(c.View, known)))
	}
	m.Blocks = append(m.Blocks, chat.Heading{Text: c.Say("platformrole.meanings")}, list)
	return bot.Reply{Message: &m}, nil
}

// meaning says what a name means, and that no platform has it.
func (s *State) meaning(v bot.View, m Match) string {
	key := "platformrole.meaning"
	if len(s.listed) > 0 && len(s.spaces(m.Name)) == 0 {
		key = "platformrole.meaning-nowhere"
	}
	return v.Say(key, "name", m.Name, "meaning", m.text())
}

// away names those who have a linked account that left its server.
func (s *State) away(v bot.View) []string {
	names := map[string]bool{}
	for _, seen := range s.seen {
		if seen.Away {
			names[roster.Name(v, seen.Person)] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
