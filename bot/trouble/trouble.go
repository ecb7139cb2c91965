package trouble

import (
	"embed"
	"fmt"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/roster"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

// Found is a problem that somebody can mend.
type Found struct {
	Number   int       `json:"number"` // from 1
	Key      string    `json:"key"`    // the same for the same problem, on its platform
	Platform string    `json:"platform"`
	What     string    `json:"what,omitempty"` // what failed; empty when nothing can show that it is over
	Text     bot.Words `json:"text"`           // what is wrong, and the exact thing to do
}

// Mended is the end of a problem: what failed works.
type Mended struct {
	Number int `json:"number"`
}

// Kind names the fact.
func (Found) Kind() string { return "trouble.found.v1" }

// Kind names the fact.
func (Mended) Kind() string { return "trouble.mended.v1" }

// Events lists every kind of fact of this package.
func Events() []bot.EventType { return []bot.EventType{bot.EventOf[Found](), bot.EventOf[Mended]()} }

// Problem is one that is not mended.
type Problem struct {
	Found

	At time.Time
}

// State is what is in trouble.
type State struct {
	Open []Problem // the oldest first

	last   int             // the highest number ever given
	mended map[int]Problem // by number, for the telling
}

var slot = bot.NewSlot("trouble", func() *State { return &State{mended: map[int]Problem{}} })

// Of reads what is in trouble. It must not be changed.
func Of(v bot.View) *State { return slot.Of(v.Stream(bot.CommunityStream)) }

// Concerns reports whether what works now was in trouble.
func (s *State) Concerns(platform, what string) bool {
	return what != "" && slices.ContainsFunc(s.Open, func(p Problem) bool { return p.Platform == platform && p.What == what })
}

// Knows reports whether a problem is open.
func (s *State) Knows(platform, key string) bool {
	return slices.ContainsFunc(s.Open, func(p Problem) bool { return p.Platform == platform && p.Key == key })
}

// Apply folds one fact.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Found:
		s := slot.Change(st)
		s.Open = slices.DeleteFunc(s.Open, func(p Problem) bool { return p.Key == e.Key && p.Platform == e.Platform })
		s.Open, s.last = append(s.Open, Problem{e, m.At}), max(s.last, e.Number)
	case Mended:
		s := slot.Change(st)
		for _, p := range s.Open {
			if p.Number == e.Number {
				s.mended[e.Number] = p
			}
		}
		s.Open = slices.DeleteFunc(s.Open, func(p Problem) bool { return p.Number == e.Number })
	}
}

// Commands are what the shell and people can ask.
func Commands() []command.Command {
	platform := command.Arg{Name: "platform", Required: true, Max: 50}
	return []command.Command{
		{Path: "trouble", On: command.Community, Who: command.Leads, Show: show},
		{Path: "trouble report", On: command.Community, Who: command.Bot, Inner: true, Decide: report, Args: []command.Arg{
			{Name: "key", Required: true, Max: 500}, platform, {Name: "what", Max: 500}, {Name: "text", Kind: command.Long, Required: true, Max: 4000},
		}},
		{Path: "trouble works", On: command.Community, Who: command.Bot, Inner: true, Decide: works, Args: []command.Arg{
			platform, {Name: "what", Required: true, Max: 500},
		}},
	}
}

// Shows names what effects of this package show.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{showFound: foundTold, showMended: mendedTold}
}

const (
	showFound  = "trouble.found"
	showMended = "trouble.mended"
)

// again is after how long a problem is told again that nothing can show to be
// over.
const again = 24 * time.Hour

func report(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	f := Found{
		Number: s.last + 1, Key: c.Text("key"), Platform: c.Text("platform"), What: c.Text("what"), Text: bot.Write("", c.Text("text")),
	}
	for _, p := range s.Open {
		if p.Key == f.Key && p.Platform == f.Platform && (p.What != "" || c.Now.Sub(p.At) < again) {
			return bot.Decision{Reply: bot.Reply{Done: true}}, nil
		}
	}
	return bot.Decision{Events: []bot.Event{f}, Effects: tell(c.View, showFound, f.Number)}, nil
}

func works(c *command.Context) (bot.Decision, error) {
	var d bot.Decision
	for _, p := range Of(c.View).Open {
		if p.What == c.Text("what") && p.Platform == c.Text("platform") {
			d.Events = append(d.Events, Mended{p.Number})
			d.Effects = append(d.Effects, tell(c.View, showMended, p.Number)...)
		}
	}
	if len(d.Events) == 0 {
		d.Reply.Done = true
	}
	return d, nil
}

// tell tells the Chair and the Secretariat, each once, whatever their roles.
func tell(v bot.View, show string, number int) []bot.Effect {
	s := roster.Of(v)
	told := slices.Concat(s.With(bot.RoleChair, v.Now), s.With(bot.RoleSecretariat, v.Now))
	slices.Sort(told)
	var effects []bot.Effect
	for _, p := range slices.Compact(told) {
		effects = append(effects, bot.Effect{
			Do: bot.Direct, Key: fmt.Sprintf("%s %d %s", show, number, p), Show: show, To: bot.ToPerson(p),
			With: map[string]string{"number": fmt.Sprint(number)},
		})
	}
	return effects
}

// foundTold shows nothing of a problem that is mended by now.
func foundTold(v bot.View, e bot.Effect) (chat.Message, error) {
	for _, p := range Of(v).Open {
		if fmt.Sprint(p.Number) == e.With["number"] {
			m := chat.Say(p.Text.Text, v.Say("trouble.once"))
			m.Seen = v.Say("seen.only-you")
			return m, nil
		}
	}
	return chat.Message{}, nil
}

func mendedTold(v bot.View, e bot.Effect) (chat.Message, error) {
	for _, p := range Of(v).mended {
		if fmt.Sprint(p.Number) == e.With["number"] {
			m := chat.Message{Seen: v.Say("seen.only-you")}
			m.Blocks = []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("trouble.works"))}, chat.Quote{Text: p.Text.Text}}
			return m, nil
		}
	}
	return chat.Message{}, nil
}

// show lists what is in trouble.
func show(c *command.Context) (bot.Reply, error) {
	open := Of(c.View).Open
	if len(open) == 0 {
		return bot.Say("trouble.none"), nil
	}
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{chat.Heading{Text: c.Say("trouble.open", "count", len(open))}}}
	var list chat.List
	for _, p := range open {
		list.Lines = append(list.Lines, chat.Line(p.Text.Text+" ", chat.Time{At: p.At}))
	}
	m.Blocks = append(m.Blocks, list)
	return bot.Reply{Message: &m}, nil
}
