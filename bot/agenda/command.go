package agenda

import (
	"embed"

	"magbot/bot"
	"magbot/bot/command"
)

// Words are the sentences of this package, for the catalogue.
//
//go:embed words.en.toml
var Words embed.FS

const (
	maxInputs  = 1000
	maxItems   = 1000
	maxMinutes = 600
)

func purposes() []string {
	return []string{string(ForInformation), string(ForDiscussion), string(ForDecision)}
}

func inputArg() command.Arg {
	return command.Arg{Name: "input", Kind: command.Number, Required: true, Max: maxInputs}
}

func reasonArg() command.Arg {
	return command.Arg{Name: "reason", Kind: command.Text, Rest: true, Max: 1000}
}

func wordArgs(required bool) []command.Arg {
	return []command.Arg{
		{Name: "title", Kind: command.Text, Required: required, Rest: true, Max: 200},
		{Name: "why", Kind: command.Long, Named: true},
		{Name: "minutes", Kind: command.Number, Named: true, Max: maxMinutes},
		{Name: "kind", Kind: command.Choice, Named: true, Choices: purposes()},
		{Name: "behalf", Kind: command.Text, Named: true, Max: 200},
	}
}

// Commands are what people and other streams can ask of an agenda.
func Commands() []command.Command {
	return append(append(bottomUp(), deciding()...), carrying()...)
}

func bottomUp() []command.Command {
	group := command.Arg{Name: "group", Kind: command.Text, Named: true, Max: 100}
	person := command.Arg{Name: "person", Kind: command.Person, Named: true}
	return []command.Command{
		{
			Path: "agenda add", On: command.Meeting, Who: command.Anyone, Decide: add,
			Args: append(wordArgs(true), person, group), Typed: []string{"agenda+ …"},
		},
		{
			Path: "agenda change", On: command.Meeting, Who: command.Anyone, Decide: change,
			Args: append([]command.Arg{inputArg()}, wordArgs(false)...),
		},
		{
			Path: "agenda withdraw", On: command.Meeting, Who: command.Anyone, Decide: withdraw,
			Args: []command.Arg{inputArg()},
		},
		{
			Path: "agenda support", On: command.Meeting, Who: command.Anyone, Decide: support,
			Args: []command.Arg{inputArg(), person, group},
		},
		{
			Path: "agenda unsupport", On: command.Meeting, Who: command.Anyone, Decide: unsupport,
			Args: []command.Arg{inputArg(), person},
		},
		{
			Path: "agenda contest", On: command.Meeting, Who: command.Anyone, Decide: contest,
			Args: []command.Arg{inputArg(), {Name: "text", Kind: command.Long, Required: true, Rest: true, Max: 1000}},
		},
		{
			Path: "agenda list", On: command.Meeting, Who: command.Anyone, Show: list,
			Args: []command.Arg{{Name: "after", Kind: command.Number, Carried: true, Max: maxInputs}},
		},
		{
			Path: "agenda show", On: command.Meeting, Who: command.Anyone, Show: show, Typed: []string{"agenda?"},
			Args: []command.Arg{{Name: "input", Kind: command.Number, Max: maxInputs}},
		},
	}
}

func deciding() []command.Command {
	return []command.Command{
		{
			Path: "agenda accept", On: command.Meeting, Who: command.Leads, Decide: accept,
			Args: []command.Arg{{Name: "inputs", Kind: command.Numbers, Required: true, Rest: true, Max: maxInputs}},
		},
		{
			Path: "agenda merge", On: command.Meeting, Who: command.Leads, Decide: merge,
			Args: []command.Arg{
				{Name: "inputs", Kind: command.Numbers, Required: true, Rest: true, Max: maxInputs},
				{Name: "into", Kind: command.Number, Named: true, Max: maxInputs},
				{Name: "title", Kind: command.Text, Named: true, Max: 200},
			},
		},
		{
			Path: "agenda defer", On: command.Meeting, Who: command.Leads, Decide: deferInput,
			Args: []command.Arg{inputArg(), reasonArg(), {Name: "to", Kind: command.Text, Named: true, Max: 200}},
		},
		{
			Path: "agenda decline", On: command.Meeting, Who: command.Leads, Decide: decline,
			Args: []command.Arg{inputArg(), reasonArg()},
		},
		{
			Path: "agenda out-of-scope", On: command.Meeting, Who: command.Leads, Decide: outOfScope,
			Args: []command.Arg{inputArg(), reasonArg()},
		},
		{Path: "agenda propose", On: command.Meeting, Who: command.Leads, Show: propose},
		{
			Path: "agenda order", On: command.Meeting, Who: command.Leads, Decide: order,
			Args:  []command.Arg{{Name: "order", Kind: command.Numbers, Required: true, Rest: true, Max: maxInputs}},
			Typed: []string{"agenda order is 3, 1, 2"},
		},
		{
			Path: "agenda publish", On: command.Meeting, Who: command.Leads, Decide: publish,
			Args: []command.Arg{{Name: "really", Kind: command.Flag, Carried: true}},
		},
		{
			Path: "agenda link", On: command.Meeting, Who: command.Leads, Decide: link,
			Args:  []command.Arg{{Name: "url", Kind: command.Link, Required: true}},
			Typed: []string{"Agenda: https://…"},
		},
	}
}

func carrying() []command.Command {
	origin := []command.Arg{
		{Name: "source", Kind: command.Text, Required: true, Max: 40},
		{Name: "input", Kind: command.Number, Required: true, Max: maxInputs},
	}
	return []command.Command{
		{Path: "agenda carried", On: command.Meeting, Who: command.Bot, Inner: true, Decide: carried, Args: origin},
		{Path: "agenda kept", On: command.Work, Who: command.Bot, Inner: true, Decide: kept, Args: origin},
		{Path: "agenda carry", On: command.Work, Who: command.Bot, Inner: true, Decide: carry},
		{Path: "agenda carry-all", On: command.Meeting, Who: command.Bot, Inner: true, Decide: carryAll},
	}
}

// Shows are the messages that records name.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{
		"agenda.items":     showItems,
		"agenda.fate":      showFate,
		"agenda.entered":   showEntered,
		"agenda.late":      showLate,
		"agenda.contested": showContested,
		"agenda.withdrawn": showWithdrawn,
	}
}

// LiveEffects names the message in the channels that shows the items of the
// agenda. Every decision that changes an item names it again.
func LiveEffects() []bot.Effect {
	return []bot.Effect{{Do: bot.Live, Key: "agenda.items", Show: "agenda.items", To: bot.ToChannels()}}
}
