package discord

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
)

// menu is a command in the menu of a message, under “Apps”: it opens the form of a
// command of the table with what the message says at that moment, where it stands and
// whose it is. Source: interactions/application-commands, Message Commands.
type menu struct {
	key, path string
	// text, link and from are the arguments that take the words of the message, its
	// address, and its author on the roster.
	text, link, from string
}

// menus are offered where the table has their commands.
var menus = []menu{
	{key: "discord.menu-agenda", path: "agenda add", text: "why"},
	{key: "discord.menu-report", path: "conduct report", text: "words", link: "message", from: "about"},
}

// addMenus declares the menus whose commands are there.
func (m *Manifest) addMenus() {
	m.menus = map[string]menu{}
	for _, one := range menus {
		if c, ok := m.catalog.Get(one.path); !ok || c.Inner {
			continue
		}
		name, _ := shorten(m.line(fallback, one.key), mostName)
		m.menus[name] = one
		names := m.each(name, func(language string) string {
			said, _ := shorten(m.line(language, one.key), mostName)
			return said
		})
		m.commands = append(m.commands, appCommand{Type: messageMenu, Name: name, Names: names, Contexts: []int{inGuild}})
	}
}

// onMessage opens the form of a menu's command.
func (d *Discord) onMessage(ctx context.Context, i interaction, r *reply, data given) error {
	one, ok := d.manifest.menus[data.Name]
	c, there := d.Table.Get(one.path)
	if !ok || !there {
		return errNoCommand
	}
	if i.GuildID == "" { // offered in the server alone
		r.say(ctx, "discord.menu-private")
		return nil
	}
	m, err := d.meant(ctx, i, data)
	if code(err) == unknownMessage {
		r.say(ctx, "discord.menu-gone")
		return nil
	}
	if err != nil {
		return err
	}
	if one.from != "" && m.by() == i.user() {
		r.say(ctx, "discord.report-own")
		return nil
	}
	call := chat.Call{Path: one.path, Args: map[string]string{}}
	fill := func(arg, value string) {
		if value != "" && slices.ContainsFunc(c.Args, func(a command.Arg) bool { return a.Name == arg }) {
			call.Args[arg] = value
		}
	}
	fill(one.text, d.plain(ctx, m.Content))
	fill(one.link, "https://discord.com/channels/"+d.Guild+"/"+i.channel()+"/"+m.ID)
	author, note := d.authorOf(ctx, m)
	fill(one.from, author)
	answer, err := d.Bot.Form(ctx, d.inputOf(i, bot.Call(call)))
	if err != nil {
		return fmt.Errorf("ask for a form: %w", err)
	}
	if answer.Form != nil && one.from != "" && note != "" {
		answer.Message.Blocks = append(answer.Message.Blocks, chat.Paragraph{Text: chat.Line(d.draw(ctx, i.user()).words.Say(note))})
	}
	return r.show(ctx, answer)
}

// whoIsUnknown is how a report says that it is about nobody on the roster.
const whoIsUnknown = "unknown"

// authorOf gives who on the roster wrote a message, and what is to be said
// where there is none.
func (d *Discord) authorOf(ctx context.Context, m said) (who, note string) {
	switch by := m.by(); by {
	case "":
		return "", ""
	case d.self:
		return "", "discord.report-bot"
	default:
		if seat, ok := d.People.Person(ctx, d.account(by)); ok {
			return string(seat.Person), ""
		}
		return whoIsUnknown, "discord.report-stranger"
	}
}

// meant is the message of a menu. Where Discord does not send it along, it is asked
// for.
func (d *Discord) meant(ctx context.Context, i interaction, data given) (said, error) {
	if m, ok := data.Resolved.Messages[data.Target]; ok {
		m.ID = data.Target
		return m, nil
	}
	var m said
	path := messagesOf(i.channel()) + "/" + data.Target
	if err := d.rest.do(ctx, request{method: http.MethodGet, path: path, route: messagesOf(i.channel()) + "/x"}, &m); err != nil {
		return m, fmt.Errorf("read the message of a menu: %w", err)
	}
	m.ID = data.Target
	return m, nil
}
