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
// command of the table with what the message says and where it stands. Source:
// interactions/application-commands, Message Commands.
type menu struct {
	key, path string
	// The first of these arguments that the command has takes the text of the
	// message, and its address.
	text, link []string
}

// menus are offered where the table has their commands.
var menus = []menu{
	{key: "discord.menu-agenda", path: "agenda add", text: []string{"why"}},
	{key: "discord.menu-report", path: "conduct report", text: []string{"quote", "message", "text", "what"}, link: []string{"link", "where"}},
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

// argOf finds the first of some arguments that a command has.
func argOf(c *command.Command, names []string) string {
	for _, name := range names {
		if slices.ContainsFunc(c.Args, func(a command.Arg) bool { return a.Name == name }) {
			return name
		}
	}
	return ""
}

// onMessage opens the form of a menu's command.
func (d *Discord) onMessage(ctx context.Context, i interaction, r *reply, data given) error {
	one, ok := d.manifest.menus[data.Name]
	c, there := d.Table.Get(one.path)
	if !ok || !there {
		return errNoCommand
	}
	m, err := d.meant(ctx, i, data)
	if err != nil {
		return err
	}
	call := chat.Call{Path: one.path, Args: map[string]string{}}
	if arg := argOf(c, one.text); arg != "" && m.Content != "" {
		call.Args[arg] = d.plain(ctx, m.Content)
	}
	if arg := argOf(c, one.link); arg != "" {
		call.Args[arg] = "https://discord.com/channels/" + d.Guild + "/" + i.channel() + "/" + m.ID
	}
	answer, err := d.Bot.Form(ctx, d.inputOf(i, bot.Call(call)))
	if err != nil {
		return fmt.Errorf("ask for a form: %w", err)
	}
	return r.show(ctx, answer)
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
	return m, nil
}
