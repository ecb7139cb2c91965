package chairing

import (
	"embed"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/command"
	"magbot/bot/floor"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// Words is what people read.
//
//go:embed words.en.toml
var Words embed.FS

// Limits.
const (
	titleMax   = 500 // characters
	reasonMax  = 1000
	minutesMax = 600 // of an item
)

// Commands lists the commands of this package.
func Commands() []command.Command {
	return slices.Concat(items(), topics(), frame(), clock())
}

func reason(required bool) command.Arg {
	return command.Arg{Name: "reason", Kind: command.Text, Required: required, Rest: true, Max: reasonMax}
}

func really() command.Arg { return command.Arg{Name: "really", Kind: command.Flag, Carried: true} }

func items() []command.Command {
	item := command.Arg{Name: "item", Kind: command.Number}
	must := item
	must.Required = true
	return []command.Command{
		{
			Path: "item take", Who: command.Leads, Typed: []string{"next item", "take up item 3"},
			Args: []command.Arg{
				{Name: "item", Required: true, Rest: true, Max: titleMax},
				{Name: "after", Kind: command.Number, Carried: true},
				really(),
			},
			Decide: decideTake,
		},
		{
			Path: "item skip", Who: command.Leads, Typed: []string{"skip item 3"},
			Args: []command.Arg{item, really(), reason(false)}, Decide: decideSkip,
		},
		{
			Path: "item close", Who: command.Leads, Typed: []string{"close this item", "really close item 3"},
			Args: []command.Arg{item, {Name: "really", Kind: command.Flag}}, Decide: decideClose,
		},
		{Path: "item reopen", Who: command.Leads, Args: []command.Arg{must, really(), reason(true)}, Decide: decideReopen},
		{
			Path: "item time", Who: command.Leads, Typed: []string{"allow this item 20 minutes"},
			Args: []command.Arg{
				{Name: "duration", Required: true, Rest: true, Max: 40},
				{Name: "item", Kind: command.Number, Named: true},
				{Name: "more", Kind: command.Flag, Carried: true},
			},
			Decide: decideTime,
		},
		{
			Path: "item drop", Who: command.Leads, Typed: []string{"drop item 3"},
			Args: []command.Arg{must, reason(false)}, Decide: decideDrop,
		},
	}
}

func topics() []command.Command {
	title := command.Arg{Name: "title", Required: true, Rest: true, Max: titleMax}
	return []command.Command{
		{Path: "topic", Who: command.Leads, Typed: []string{"Topic: …", "#topic …"}, Args: []command.Arg{title, really()}, Decide: decideTopic},
		{Path: "subtopic", Who: command.Leads, Typed: []string{"Subtopic: …"}, Args: []command.Arg{title}, Decide: decideSubtopic},
	}
}

func frame() []command.Command {
	return []command.Command{
		{Path: "meeting close", Who: command.Leads, Args: []command.Arg{{Name: "really", Kind: command.Flag}}, Decide: decideEnd},
		{
			Path: "meeting reopen", On: command.Work, Who: command.Leads, Decide: decideAgain,
			Args: []command.Arg{reason(true), {Name: command.MeetingArg, Carried: true, Max: 200}},
		},
		{
			Path: "record undo", Who: command.Leads, Typed: []string{"#undo"},
			Args: []command.Arg{reason(false), {Name: "step", Kind: command.Number, Carried: true}}, Decide: decideUndo,
		},
		{Path: "status", Who: command.Anyone, Show: status},
	}
}

func clock() []command.Command {
	told := []command.Arg{
		{Name: "item", Kind: command.Number, Required: true},
		{Name: "minutes", Kind: command.Number, Required: true},
	}
	return []command.Command{
		{Path: "meeting desk", Inner: true, Who: command.Bot, Decide: decideDesk},
		{Path: "item warned", Inner: true, Who: command.Bot, Args: told, Decide: decideWarned},
		{Path: "item overran", Inner: true, Who: command.Bot, Args: told, Decide: decideOverran},
	}
}

// ready refuses what needs an open meeting.
func ready(c *command.Context) error {
	if c.Archive || meeting.Of(c.View).IsOpen() {
		return nil
	}
	return lang.Refuse("chairing.not-open")
}

// live names every live message that shows where the meeting is.
func live() []bot.Effect { return append(agenda.LiveEffects(), floor.LiveEffects()...) }

// post names a message to everybody about an item.
func post(show string, item int) bot.Effect {
	return bot.Effect{
		Do: bot.Post, Key: show, Show: show, To: bot.ToChannels(), With: map[string]string{"item": strconv.Itoa(item)},
	}
}

func nothing(key string, args ...any) (bot.Decision, error) {
	return bot.Decision{Reply: bot.Say(key, args...)}, nil
}

// talk is the answer to a line of a log that can mean nothing here.
func talk() (bot.Decision, error) { return bot.Decision{Reply: bot.Reply{Ignored: true}}, nil }

// refusal is an error; in a log of the past it is talk, because nothing that
// was said is refused there.
func refusal(c *command.Context, err error) (bot.Decision, error) {
	if c.Archive {
		return talk()
	}
	return bot.Decision{}, err
}

// why is the reason given, in the words of who acts.
func why(c *command.Context) bot.Words {
	if text := strings.TrimSpace(c.Text("reason")); text != "" {
		return bot.Write(c.Me(), text)
	}
	return bot.Words{}
}

// shorten keeps a sentence short that quotes what somebody wrote.
func shorten(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return string(r)
}
