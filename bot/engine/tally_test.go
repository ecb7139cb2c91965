package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/house"
	"magbot/bot/lang"
)

// A feature small enough to see through: it counts, keeps notes, tells a
// channel, asks another stream, and has an instant that comes.

type added struct {
	By    int       `json:"by"`
	Until time.Time `json:"until,omitzero"`
}
type noted struct {
	Text bot.Words `json:"text"`
}
type (
	rung     struct{}
	confided struct {
		Text string `json:"text"`
	}
	rotten struct{} // the fold breaks on it
	jinxed struct{} // what is due breaks after it
	moved  struct {
		To string `json:"to"`
	}
)

func (added) Kind() string          { return "tally.added.v1" }
func (noted) Kind() string          { return "tally.noted.v1" }
func (rung) Kind() string           { return "tally.rung.v1" }
func (confided) Kind() string       { return "tally.confided.v1" }
func (rotten) Kind() string         { return "tally.rotten.v1" }
func (jinxed) Kind() string         { return "tally.jinxed.v1" }
func (moved) Kind() string          { return "tally.moved.v1" }
func (confided) Audience() bot.Role { return bot.RoleSecretariat }

type tally struct {
	Sum      int
	Notes    []string
	Until    time.Time
	Rung     int
	Confided []string
	Last     uint64
	Jinxed   bool
	Desk     string
	Whispers int
}

var slot = bot.NewSlot("tally", func() *tally { return &tally{} })

func apply(s *bot.State, m bot.Meta, e bot.Event) {
	t := slot.Change(s)
	t.Last = m.Version
	switch e := e.(type) {
	case added:
		t.Sum += e.By
		t.Until = e.Until
	case noted:
		text := e.Text.Text
		if e.Text.Gone {
			text = "(gone)"
		}
		t.Notes = append(t.Notes, text)
	case rung:
		t.Rung++
	case whispered:
		t.Whispers++
	case rotten:
		panic("the fold went wrong")
	case jinxed:
		t.Jinxed = true
	case moved:
		t.Desk = e.To
	case confided:
		t.Confided = append(t.Confided, e.Text)
	}
}

var channel = bot.Place{Platform: "fake", Channel: "general"}

func live() bot.Effect {
	return bot.Effect{Do: bot.Live, Key: "sum", Show: "tally.sum", To: bot.Audience{Place: channel}}
}

func commands() []command.Command {
	all := []command.Command{
		{Path: "tally add", On: command.Work, Args: []command.Arg{{Name: "by", Kind: command.Number, Required: true}, {Name: "until", Kind: command.Duration}}, Decide: func(c *command.Context) (bot.Decision, error) {
			e := added{By: c.Number("by")}
			if c.Has("until") {
				e.Until = c.Now.Add(c.Duration("until"))
			}
			return bot.Decision{Events: []bot.Event{e}, Effects: []bot.Effect{live()}, Reply: bot.Say("tally.sum", "sum", slot.Of(c.Here).Sum+e.By)}, nil
		}},
		{Path: "tally place", On: command.Community, Args: []command.Arg{{Name: "by", Kind: command.Number, Required: true}}, Decide: func(c *command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{added{By: c.Number("by")}}}, nil
		}},
		{Path: "tally nearest", On: command.Found, Find: nearest, Decide: func(*command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{added{By: 1}}}, nil
		}},
		{Path: "tally show", On: command.Work, Show: func(c *command.Context) (bot.Reply, error) {
			return bot.Say("tally.sum", "sum", slot.Of(c.Here).Sum), nil
		}},
		{Path: "tally note", On: command.Work, Args: []command.Arg{{Name: "who", Kind: command.Text}, {Name: "text", Kind: command.Text, Rest: true}}, Decide: func(c *command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{noted{bot.Write(bot.PersonID(c.Text("who")), c.Text("text"))}}}, nil
		}},
		{Path: "tally confide", On: command.Work, Args: []command.Arg{{Name: "text", Kind: command.Text, Rest: true}}, Decide: func(c *command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{confided{c.Text("text")}}}, nil
		}},
		{Path: "tally ring", On: command.Work, Inner: true, Decide: func(*command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{rung{}}}, nil
		}},
		{Path: "tally tell", On: command.Work, Decide: func(*command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{rung{}}, Effects: []bot.Effect{{Do: bot.Post, Key: "told", Show: "tally.sum", To: bot.Audience{Place: channel}}}}, nil
		}},
		{Path: "tally send", On: command.Work, Args: []command.Arg{{Name: "what", Kind: command.Text}}, Decide: func(c *command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{rung{}}, Effects: []bot.Effect{{Do: bot.Forward, Key: "send", Send: &bot.Forwarded{
				Stream: "meeting/1", Call: bot.Do("tally received", "what", c.Text("what")),
			}}}}, nil
		}},
		{Path: "tally received", On: command.Meeting, Inner: true, Args: []command.Arg{{Name: "what", Kind: command.Text}}, Decide: func(c *command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{added{By: 1}, noted{bot.Write("", c.Text("what"))}}}, nil
		}},
		{Path: "tally erase", On: command.Work, Args: []command.Arg{{Name: "who", Kind: command.Text}}, Decide: func(c *command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{rung{}}, Effects: []bot.Effect{{Do: bot.Restart, Key: "erase", With: map[string]string{"person": c.Text("who")}}}}, nil
		}},
		{Path: "tally undo", On: command.Work, Args: []command.Arg{{Name: "version", Kind: command.Number}}, Decide: func(c *command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{bot.Undone{Version: uint64(c.Number("version"))}}, Effects: []bot.Effect{live()}}, nil
		}},
		{Path: "tally pin", On: command.Work, Decide: fact(rung{}, bot.Effect{Do: bot.Live, Key: "notes", Show: "tally.notes", To: bot.Audience{Place: channel}})},
		{Path: "tally rot", On: command.Work, Decide: fact(rotten{})},
		{Path: "tally jinx", On: command.Work, Decide: fact(jinxed{})},
		{Path: "tally burst", On: command.Work, Decide: fact(rung{}, bot.Effect{Do: bot.Post, Key: "burst", Show: "tally.burst", To: bot.Audience{Place: channel}})},
		{Path: "tally garble", On: command.Work, Decide: func(*command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{rung{}}, Reply: bot.Say("tally.sum", "sum", garbled{})}, nil
		}},
		{Path: "tally ask", On: command.Work, Show: func(*command.Context) (bot.Reply, error) { panic("a question went wrong") }},
		{Path: "tally desk", On: command.Work, Args: []command.Arg{{Name: "to", Kind: command.Text, Required: true}}, Decide: func(c *command.Context) (bot.Decision, error) {
			desk := bot.Place{Platform: "fake", Channel: c.Text("to")}
			return bot.Decision{Events: []bot.Event{moved{c.Text("to")}}, Effects: []bot.Effect{{Do: bot.Live, Key: "desk", Show: "tally.sum", To: bot.Audience{Place: desk}}}}, nil
		}},
		{Path: "tally big", On: command.Work, Args: []command.Arg{{Name: "size", Kind: command.Number}}, Decide: func(c *command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{confided{strings.Repeat("x", c.Number("size"))}}}, nil
		}},
		{Path: "tally hurry", On: command.Work, Args: []command.Arg{{Name: "until", Kind: command.Duration}}, Decide: func(c *command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{added{Until: c.Now.Add(c.Duration("until"))}}}, nil
		}},
		{Path: "tally refuse", On: command.Work, Decide: func(*command.Context) (bot.Decision, error) {
			return bot.Decision{}, lang.Refuse("tally.no")
		}},
		{Path: "tally break", On: command.Work, Decide: func(*command.Context) (bot.Decision, error) {
			return bot.Decision{}, errors.New("broken inside")
		}},
		{Path: "tally panic", On: command.Work, Decide: func(*command.Context) (bot.Decision, error) {
			panic("a rule went wrong")
		}},
	}
	all = append(all, whispering()...)
	for i := range all {
		all[i].Who = []bot.Role{bot.RoleUnknown}
	}
	return all
}

// fact decides always the same.
// noon is when the nearest stream becomes another one.
var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func nearest(v bot.View, _ bot.Place, _ map[string]string) (bot.StreamID, error) {
	if v.Now.Before(noon) {
		return bot.WorkStream, nil
	}
	return bot.CommunityStream, nil
}

func fact(e bot.Event, effects ...bot.Effect) func(*command.Context) (bot.Decision, error) {
	return func(*command.Context) (bot.Decision, error) {
		return bot.Decision{Events: []bot.Event{e}, Effects: effects}, nil
	}
}

// garbled cannot be written in words.
type garbled struct{}

func (garbled) String() string { panic("no words") }

func due(v bot.View) []bot.Due {
	t := slot.Of(v.Here)
	if t.Jinxed {
		panic("what is due went wrong")
	}
	if t.Until.IsZero() || t.Rung > 0 {
		return nil
	}
	return []bot.Due{{Key: fmt.Sprint("ring/", t.Until.Unix()), At: t.Until, Call: bot.Do("tally ring")}}
}

func newHouse() (*house.House, error) {
	return house.New([]house.Feature{asking(), {
		Name: "tally",
		Events: []bot.EventType{
			bot.EventOf[added](), bot.EventOf[noted](), bot.EventOf[rung](), bot.EventOf[confided](),
			bot.EventOf[rotten](), bot.EventOf[jinxed](), bot.EventOf[moved](), bot.EventOf[whispered](),
		},
		Apply: apply, Commands: commands(), Due: due,
		Shows: map[string]bot.Show{"tally.sum": func(v bot.View, _ bot.Effect) (chat.Message, error) {
			return chat.Say(fmt.Sprint("sum ", slot.Of(v.Work).Sum)), nil
		}, "tally.notes": func(v bot.View, _ bot.Effect) (chat.Message, error) {
			return chat.Say(strings.Join(slot.Of(v.Work).Notes, ", ")), nil
		}, "tally.burst": func(bot.View, bot.Effect) (chat.Message, error) { panic("a message went wrong") }},
	}})
}
