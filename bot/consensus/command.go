package consensus

import (
	"embed"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// Words are the sentences of this package, for the catalogue.
//
//go:embed words.en.toml
var Words embed.FS

// Limits.
const (
	textMax      = 4000 // characters of a wording, a reason or a statement
	minWindow    = time.Minute
	maxWindow    = 60 * 24 * time.Hour
	usualContest = 72 * time.Hour // as long as the shortest vote of the Apache foundation
	minContest   = 10 * time.Minute
	usualSteps   = 6 // the count of the MAG
	maxSteps     = 20
	usualEvery   = 5 * time.Second
	minEvery     = 2 * time.Second
	maxEvery     = time.Minute
)

// The inner commands.
const (
	onCreated = "consensus created"
	onTick    = "consensus tick"
)

const (
	pathShow   = "consensus show"
	wordingArg = "wording" // that a button was shown with
)

func theCall() command.Arg { return command.Arg{Name: command.CallArg, Carried: true, Max: 20} }

// pressed says with which wording a button was shown, so that a press on an old
// message never counts for a new wording.
func pressed() []command.Arg {
	return []command.Arg{theCall(), {Name: wordingArg, Kind: command.Number, Carried: true}}
}

func long(name string, required bool) command.Arg {
	return command.Arg{Name: name, Kind: command.Long, Required: required, Rest: true, Max: textMax}
}

// Commands lists the commands of this package.
func Commands() []command.Command {
	return slices.Concat(asking(), answering(), timing(), concluding(), showing())
}

func on(path string, who []bot.Role, decide func(*command.Context) (bot.Decision, error), args ...command.Arg) command.Command {
	return command.Command{Path: path, On: command.Found, Find: finder(path), Who: who, Decide: decide, Args: args}
}

func asking() []command.Command {
	return []command.Command{
		{
			Path: "consensus open", On: command.Found, Find: where, Who: command.Leads, Decide: decideOpen, Dress: ofProposal,
			Args: []command.Arg{
				{Name: "until", Kind: command.When, Required: true},
				long("text", true),
				{Name: "silence", Kind: command.Choice, Choices: []string{string(Reported), string(Counts)}, Default: string(Reported), Named: true},
				{Name: "groups", Named: true, Max: 400},
				{Name: "people", Kind: command.People, Named: true},
				{Name: "recused", Kind: command.People, Named: true},
				{Name: "contest", Kind: command.Duration, Named: true},
				{Name: command.MeetingArg, Carried: true, Max: 200},
				{Name: "proposal", Kind: command.Number, Carried: true},
			},
		},
		{
			Path: "consensus count", On: command.Meeting, Who: command.Leads, Decide: decideCount, Typed: []string{"I count to six"},
			Args: []command.Arg{
				long("text", false),
				{Name: "steps", Kind: command.Number, Named: true, Max: maxSteps},
				{Name: "every", Kind: command.Duration, Named: true},
				{Name: "contest", Kind: command.Duration, Named: true},
			},
		},
		{Path: onCreated, On: command.Found, Find: Nowhere, Who: command.Bot, Inner: true, Decide: created},
		{
			Path: onTick, On: command.Found, Find: Nowhere, Who: command.Bot, Inner: true, Decide: tick,
			Args: []command.Arg{{Name: "number", Kind: command.Number, Required: true}},
		},
	}
}

func answering() []command.Command {
	number := command.Arg{Name: "objection", Kind: command.Number, Required: true}
	return []command.Command{
		on("consensus no-objection", command.Anyone, decideNoObjection, pressed()...),
		on("consensus object", command.Anyone, decideObject, append(pressed(), long("reason", true))...),
		on("consensus recuse", command.Anyone, decideRecuse, append(pressed(), long("reason", false))...),
		on("consensus answer", command.Anyone, decideAnswer, theCall(), number, long("text", true)),
		on("consensus withdraw-objection", command.Anyone, decideTakeBack, theCall(), number),
		on("consensus sustain", command.Anyone, decideSustain, theCall(), number, long("text", false)),
	}
}

func timing() []command.Command {
	until := command.Arg{Name: "until", Kind: command.When, Required: true}
	later := until
	later.Required, later.Named = false, true
	return []command.Command{
		on("consensus reword", command.Anyone, decideReword, append(pressed(), later, long("text", true))...),
		on("consensus extend", command.Leads, decideExtend, theCall(), until, long("reason", true)),
		on("consensus close", command.Leads, decideClose, theCall()),
		on("consensus withdraw", command.Leads, decideWithdraw, theCall(), long("reason", true)),
	}
}

func concluding() []command.Command {
	level := command.Arg{Name: "level", Kind: command.Choice, Required: true}
	for _, l := range Levels() {
		level.Choices = append(level.Choices, string(l))
	}
	really := command.Arg{Name: "really", Kind: command.Flag, Named: true}
	outcome := command.Arg{Name: "outcome", Kind: command.Choice, Required: true, Choices: append([]string{kept}, level.Choices...)}
	return []command.Command{
		on("consensus designate", command.Chairs, decideDesignate,
			theCall(), level, really, long("note", false)),
		on("consensus minority", command.Anyone, decideMinority, theCall(), long("statement", true)),
		on("consensus withdraw-minority", command.Anyone, decideWithdrawMinority, theCall()),
		on("consensus contest", command.Anyone, decideContest, theCall(), long("reason", true)),
		on("consensus answer-contest", command.Chairs, decideAnswerContest,
			theCall(), command.Arg{Name: "contest", Kind: command.Number, Required: true}, outcome, really, long("text", true)),
	}
}

func showing() []command.Command {
	which := command.Arg{Name: command.CallArg, Max: 20}
	return []command.Command{
		{Path: pathShow, On: command.Found, Find: finder(pathShow), Who: command.Anyone, Show: show, Args: []command.Arg{which}},
		{Path: "consensus list", On: command.Work, Who: command.Anyone, Show: list},
	}
}

// Nowhere is the stream of an inner command: the bot names it itself.
func Nowhere(bot.View, bot.Place, map[string]string) (bot.StreamID, error) {
	return "", lang.Refuse("consensus.none")
}

// leads reports whether who acts leads the meeting or the community.
func leads(c *command.Context) bool { return c.Archive || c.Reader.Has(command.Leads...) }

// onRecord refuses who is nobody of the roster, and everybody while the meeting
// that the stream belongs to is off the record: nothing is taken then.
func onRecord(c *command.Context) error {
	switch {
	case c.Me() == "" && !c.Archive:
		return lang.Refuse("consensus.nobody")
	case meeting.Of(c.View).OffRecord:
		return lang.Refuse("consensus.off-record")
	}
	return nil
}

// stale refuses a press that was made on another wording than the one that
// counts now.
func stale(c *command.Context, call *Call) error {
	if c.Has(wordingArg) && c.Number(wordingArg) != len(call.Wordings) {
		return lang.Refuse("consensus.wording-changed", "call", call.Name())
	}
	return nil
}

func nothing(key string, args ...any) (bot.Decision, error) {
	return bot.Decision{Reply: bot.Say(key, args...)}, nil
}

// written is what somebody typed into an argument, as their words.
func written(c *command.Context, arg string) bot.Words {
	text := strings.TrimSpace(c.Text(arg))
	if text == "" {
		return bot.Words{}
	}
	return bot.Write(c.Me(), text)
}
