package welcome

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/roster"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

// Greeted is the fact that somebody was told. Account is a hash, of an account
// that nobody had linked.
type Greeted struct {
	Person  bot.PersonID `json:"person,omitempty"`
	Account string       `json:"account,omitempty"`
}

// Kind names the fact.
func (Greeted) Kind() string { return "welcome.greeted.v1" }

// Events lists every kind of fact of this package.
func Events() []bot.EventType { return []bot.EventType{bot.EventOf[Greeted]()} }

// State is who was told.
type State struct {
	people   map[bot.PersonID]bool
	accounts map[string]bool
}

var slot = bot.NewSlot("welcome", func() *State {
	return &State{people: map[bot.PersonID]bool{}, accounts: map[string]bool{}}
})

// Apply folds one fact.
func Apply(s *bot.State, _ bot.Meta, e bot.Event) {
	g, is := e.(Greeted)
	if !is {
		return
	}
	if g.Person != "" {
		slot.Change(s).people[g.Person] = true
	}
	if g.Account != "" {
		slot.Change(s).accounts[g.Account] = true
	}
}

// sum is the hash of an account.
func sum(a bot.Account) string {
	raw := sha256.Sum256([]byte(strings.Join([]string{"magbot welcome", a.Platform, a.Workspace, a.User}, "\x00")))
	return hex.EncodeToString(raw[:12])
}

// Met reports whether who uses an account has been told, there or anywhere else.
func Met(v bot.View, a bot.Account) bool {
	s := slot.Of(v.Stream(bot.CommunityStream))
	if s.accounts[sum(a)] {
		return true
	}
	id, linked := roster.Of(v).ByAccount(a)
	if !linked {
		return false
	}
	p, _ := roster.Of(v).Person(id)
	return s.people[id] || slices.ContainsFunc(p.Accounts, func(o bot.Account) bool { return s.accounts[sum(o)] })
}

// Commands are what the shell can ask.
func Commands() []command.Command {
	return []command.Command{{
		Path: "welcome greet", On: command.Community, Who: command.Bot, Inner: true, Decide: greet, Args: []command.Arg{
			{Name: "platform", Required: true, Max: 50}, {Name: "workspace", Max: 200}, {Name: "user", Required: true, Max: 200},
		},
	}}
}

// Greet is the call that greets who uses an account, unless they were.
func Greet(a bot.Account) bot.Call {
	return bot.Do("welcome greet", "platform", a.Platform, "workspace", a.Workspace, "user", a.User)
}

const showHello = "welcome.hello"

// Shows names what effects of this package show.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{showHello: func(v bot.View, _ bot.Effect) (chat.Message, error) { return hello(v), nil }}
}

func hello(v bot.View) chat.Message {
	m := chat.Say(v.Say("welcome.hello"), v.Say("welcome.kept"), v.Say("welcome.counted"), v.Say("welcome.watched"), v.Say("welcome.stop"))
	m.Seen = v.Say("seen.only-you")
	return m
}

func greet(c *command.Context) (bot.Decision, error) {
	a := bot.Account{Platform: c.Text("platform"), Workspace: c.Text("workspace"), User: c.Text("user")}
	if Met(c.View, a) {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	id, linked := roster.Of(c.View).ByAccount(a)
	if !linked {
		m := hello(c.View)
		return bot.Decision{Events: []bot.Event{Greeted{Account: sum(a)}}, Reply: bot.Reply{Message: &m}}, nil
	}
	return bot.Decision{
		Events:  []bot.Event{Greeted{Person: id}},
		Effects: []bot.Effect{{Do: bot.Direct, Key: showHello, Show: showHello, To: bot.ToPerson(id)}},
	}, nil
}
