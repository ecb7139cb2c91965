package formal

import (
	"embed"
	"slices"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/floor"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

// Set is the fact that formal mode was turned on or off.
type Set struct {
	On bool         `json:"on"`
	By bot.PersonID `json:"by,omitempty"`
}

// Kind names the fact.
func (Set) Kind() string { return "formal.set.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType { return []bot.EventType{bot.EventOf[Set]()} }

// Mode is whether a meeting is held formally.
type Mode struct{ On bool }

var slot = bot.NewSlot("formal", func() *Mode { return &Mode{} })

// Of gives the mode of the meeting that decides or is shown.
func Of(v bot.View) Mode { return *slot.Of(v.Here) }

// Apply folds one fact.
func Apply(s *bot.State, _ bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Set:
		slot.Change(s).On = e.On
	case meeting.Closed:
		slot.Change(s).On = false
	}
}

// The choices of the command.
const (
	on  = "on"
	off = "off"
)

// Commands lists the commands of this package.
func Commands() []command.Command {
	return []command.Command{
		{Path: "queue formal", Who: command.Chairs, Decide: decide, Args: []command.Arg{
			{Name: "mode", Kind: command.Choice, Choices: []string{on, off}, Default: on},
		}},
	}
}

func decide(c *command.Context) (bot.Decision, error) {
	if !meeting.Of(c.View).IsOpen() {
		return bot.Decision{}, lang.Refuse("floor.not-open")
	}
	mode := c.Text("mode")
	if Of(c.View).On == (mode == on) {
		return bot.Decision{Reply: bot.Say("formal." + mode + "-already")}, nil
	}
	return bot.Decision{
		Events: []bot.Event{Set{On: mode == on, By: c.Me()}},
		Effects: []bot.Effect{{
			Do: bot.Post, Key: ShowTold, Show: ShowTold, To: bot.ToChannels(), With: map[string]string{"mode": mode},
		}},
		Reply: bot.Say("formal." + mode),
	}, nil
}

// ShowTold names what everybody is told.
const ShowTold = "formal.told"

// Shows lists what is shown.
func Shows() map[string]bot.Show { return map[string]bot.Show{ShowTold: showTold} }

func showTold(v bot.View, e bot.Effect) (chat.Message, error) {
	m := chat.Say(v.Say("formal.told-" + e.With["mode"]))
	m.Seen = v.Say("seen.channel")
	return m, nil
}

// Voices says whether the meeting is formal now, and who may then be heard: who
// holds the chair, and who has the floor.
func Voices(v bot.View) (formal bool, heard []bot.PersonID) {
	if !Of(v).On {
		return false, nil
	}
	if chair := meeting.Of(v).Chair; chair != "" {
		heard = append(heard, chair)
	}
	if t, speaking := floor.Of(v).Speaking(); speaking && !slices.Contains(heard, t.Person) {
		heard = append(heard, t.Person)
	}
	return true, heard
}

// Also has the platforms follow when somebody begins or ceases to be heard.
func Also(v bot.View, events []bot.Event) []bot.Effect {
	if _, ok := v.Here.Stream.Meeting(); !ok {
		return nil
	}
	set := slices.ContainsFunc(events, func(e bot.Event) bool { _, is := e.(Set); return is })
	if !set && (!Of(v).On || !slices.ContainsFunc(events, moves)) {
		return nil
	}
	return []bot.Effect{{Do: bot.Conduct, Key: "formal.voices", To: bot.ToChannels()}}
}

// moves reports whether a fact can change who may be heard.
func moves(e bot.Event) bool {
	switch e.(type) {
	case floor.TurnBegan, floor.TurnEnded, meeting.HandedOver, meeting.Closed, bot.Undone:
		return true
	}
	return false
}
