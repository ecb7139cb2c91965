package page

import (
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
)

// Commands lists what people and the page can ask for.
func Commands() []command.Command {
	hash := func(name string) command.Arg { return command.Arg{Name: name, Required: true, Max: 64} }
	return []command.Command{
		{Path: "conduct page", On: command.Community, Who: command.Handlers, Decide: offer},
		{Path: "conduct sign-out", On: command.Community, Who: command.Handlers, Decide: signOut, Args: []command.Arg{
			{Name: "session", Carried: true, Named: true, Max: 64},
		}},
		{Path: "conduct page-open", On: command.Community, Who: command.Bot, Inner: true, Decide: open, Args: []command.Arg{
			hash("link"), hash("session"),
		}},
	}
}

// offer makes a link for whoever asks. It is in the answer alone.
func offer(c *command.Context) (bot.Decision, error) {
	token := newToken(c.Fresh)
	m := chat.Say(c.Say("page.link", "count", int(linkLives.Minutes())))
	if room := strings.TrimRight(community.Of(c.View).Settings.Room, "/"); room != "" {
		address := room + LinkPath + token
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(chat.Link{Label: address, URL: address})})
	} else {
		m.Blocks = append(m.Blocks, chat.Quote{Text: LinkPath + token}, chat.Note{Text: chat.Line(c.Say("page.link-where"))})
	}
	if n := len(Of(c.View, c.Me())); n > 0 {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("page.open", "count", n))})
		m.Buttons = []chat.Button{{Label: c.Say("page.button.sign-out"), Call: chat.Do("conduct sign-out")}}
	}
	m.Seen = c.Say("seen.only-you")
	return bot.Decision{
		Events: []bot.Event{LinkOffered{Person: c.Me(), Hash: Hash(token), Until: c.Now.Add(linkLives)}},
		Reply:  bot.Reply{Message: &m},
	}, nil
}

// open uses a link up and opens a session. The page asks for it.
func open(c *command.Context) (bot.Decision, error) {
	person, err := of(c.View).holder(c.View, c.Text("link"))
	if err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events: []bot.Event{Opened{Person: person, Session: c.Text("session"), Until: c.Now.Add(sessionLives)}},
		Reply:  bot.Say("page.opened"),
	}, nil
}

// signOut ends one's own sessions: all of them, or the one that is named. A link
// that was not used yet is dead as well.
func signOut(c *command.Context) (bot.Decision, error) {
	session := c.Text("session")
	own := Of(c.View, c.Me())
	_, waits := of(c.View).links[c.Me()]
	found := len(own) > 0 || waits
	if session != "" {
		found = false
		for _, one := range own {
			found = found || one.Hash == session
		}
	}
	if !found {
		return bot.Decision{}, lang.Refuse("page.not-signed-in")
	}
	reply := bot.Say("page.signed-out-all")
	if session != "" {
		reply = bot.Say("page.signed-out")
	}
	return bot.Decision{Events: []bot.Event{Ended{Person: c.Me(), Session: session}}, Reply: reply}, nil
}
