package home

import (
	"embed"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
)

// Words are the sentences of this package, for the catalogue.
//
//go:embed words.en.toml
var Words embed.FS

// Lately is how long what is over is still shown.
const Lately = 60 * 24 * time.Hour

// How many lines or buttons a part has at most; it says where the rest is.
const (
	mostInputs  = 10
	mostVotes   = 5
	mostActions = 10
	mostOptions = 6
)

// Path is the command that shows the page.
const Path = "home"

// Part is one part of the page. Show is asked with the reader of the page, who
// is a person of the community; a message without blocks is left out.
type Part struct {
	Name string // a word in small letters; its label is the key choice.part.NAME
	Show func(v bot.View) chat.Message
}

// Home is the page with all of its parts.
type Home struct{ parts []Part }

// New makes the page. What more brings stands after what waits for the person's
// word.
func New(more ...Part) *Home {
	own := []Part{
		{"meetings", meetings}, {"votes", votes}, {"inputs", inputs}, {"actions", actions}, {"settings", settings},
	}
	return &Home{slices.Insert(own, 2, more...)}
}

// Commands are what a person can ask.
func (h *Home) Commands() []command.Command {
	names := make([]string, len(h.parts))
	for i, p := range h.parts {
		names[i] = p.Name
	}
	return []command.Command{{
		Path: Path, On: command.Community, Who: []bot.Role{bot.RoleAnyone, bot.RoleUnknown}, Show: h.show,
		Args: []command.Arg{{Name: "part", Kind: command.Choice, Choices: names}},
	}}
}

// Calls ask for the parts one by one, in order, for where each stands by itself.
func (h *Home) Calls() []chat.Call {
	calls := make([]chat.Call, len(h.parts))
	for i, p := range h.parts {
		calls[i] = chat.Do(Path, "part", p.Name)
	}
	return calls
}

func (h *Home) show(c *command.Context) (bot.Reply, error) {
	v := c.View
	v.Reader.Person = c.Me()
	m := chat.Message{}
	for _, p := range h.parts {
		if c.Me() == "" || c.Has("part") && c.Text("part") != p.Name {
			continue
		}
		part := p.Show(v)
		m.Blocks = append(m.Blocks, part.Blocks...)
		m.Buttons = append(m.Buttons, part.Buttons...)
	}
	switch {
	case c.Me() == "" && (!c.Has("part") || c.Text("part") == h.parts[0].Name):
		m = unknown(v)
	case len(m.Blocks) == 0 && !c.Has("part"):
		m = chat.Say(v.Say("home.nothing"))
	case len(m.Blocks) == 0:
		return bot.Reply{}, nil
	}
	m.Seen = v.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}

// unknown says how an account comes to a person.
func unknown(v bot.View) chat.Message {
	m := chat.Say(v.Say("home.unknown"))
	m.Buttons = []chat.Button{
		{Label: v.Say("home.button.code"), Call: chat.Do("me link"), Ask: true, Style: chat.Primary},
		{Label: v.Say("home.button.help"), Call: chat.Do("help")},
	}
	return m
}

// words are what somebody wrote; what was erased is said to be gone.
func words(v bot.View, w bot.Words) string {
	if w.Gone {
		return v.Say("home.erased")
	}
	return w.Text
}
