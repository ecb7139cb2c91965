package moderation

import (
	"slices"

	"magbot/bot"
	"magbot/bot/command"
)

// Commands lists the commands of this package.
func Commands() []command.Command {
	return slices.Concat(reporting(), looking(), handlingCommands(), deciding(), setting(), inner())
}

func long(name string, required bool) command.Arg {
	return command.Arg{Name: name, Kind: command.Long, Required: required, Rest: true, Max: mostText}
}

func named(a command.Arg) command.Arg {
	a.Rest, a.Named = false, true
	return a
}

func caseArg() command.Arg {
	return command.Arg{Name: command.CaseArg, Required: true, Max: 40}
}

func withinArg() command.Arg { return command.Arg{Name: "within", Kind: command.Duration, Named: true} }

func tokenArg(required bool) command.Arg {
	return command.Arg{Name: command.TokenArg, Required: required, Max: 40}
}

var anyAccount = []bot.Role{bot.RoleAnyone, bot.RoleUnknown}

// reporting is for everybody: to report, to follow a report, and to answer a step.
func reporting() []command.Command {
	return []command.Command{
		{Path: "conduct report", On: command.NewCase, Who: command.Anyone, Decide: report, Dress: dressReport, Args: []command.Arg{
			{Name: "about", Required: true, Max: 200},
			{Name: "clause", Kind: command.Choice, Required: true, Choices: Clauses()},
			{Name: "how", Kind: command.Choice, Named: true, Choices: []string{string(Confidential), string(Anonymous)}, Default: string(Confidential)},
			{Name: "message", Named: true, Max: 500},
			{Name: "words", Kind: command.Long, Named: true, Carried: true, Max: mostQuote},
			long("text", true),
		}},
		{Path: "conduct follow", On: command.Community, Who: anyAccount, Show: follow, Args: []command.Arg{tokenArg(false)}},
		{Path: "conduct add", On: command.Case, Who: anyAccount, Decide: add, Args: []command.Arg{tokenArg(true), long("text", true)}},
		{Path: "conduct withdraw", On: command.Case, Who: anyAccount, Decide: withdraw, Args: []command.Arg{tokenArg(false)}},
		{Path: "conduct accept", On: command.Case, Who: command.Anyone, Decide: accept, Args: []command.Arg{tokenArg(false)}},
		{Path: "conduct answer", On: command.Case, Who: command.Anyone, Decide: answer, Args: []command.Arg{tokenArg(false), long("text", true)}},
		{Path: "conduct appeal", On: command.Case, Who: command.Anyone, Decide: appeal, Args: []command.Arg{tokenArg(false), long("text", true)}},
		{Path: "conduct yearly", On: command.Community, Who: command.Anyone, Show: yearly, Args: []command.Arg{
			{Name: "year", Kind: command.Number, Required: true, Max: 9999},
		}},
	}
}

func looking() []command.Command {
	return []command.Command{
		{Path: "conduct cases", On: command.Community, Who: command.Handlers, Show: showCases, Args: []command.Arg{
			{Name: "closed", Kind: command.Flag},
			{Name: "order", Kind: command.Choice, Named: true, Choices: Orders(), Default: string(ByName)},
		}},
		{Path: "conduct case", On: command.Case, Who: command.Handlers, Show: showCase, Args: []command.Arg{caseArg()}},
		{Path: "conduct words", On: command.Case, Who: command.Handlers, Show: showWords, Args: []command.Arg{caseArg()}},
		{Path: "conduct history", On: command.Case, Who: command.Handlers, Show: showHistory, Args: []command.Arg{caseArg()}},
		{Path: "conduct load", On: command.Community, Who: command.Handlers, Show: load},
		{Path: "conduct health", On: command.Community, Who: command.Handlers, Show: health},
		{Path: "conduct rest", On: command.Community, Who: command.Handlers, Decide: rest, Args: []command.Arg{{Name: "lasts", Kind: command.Duration}}},
	}
}

func handlingCommands() []command.Command {
	return []command.Command{
		{Path: "conduct take", On: command.Case, Who: command.Handlers, Decide: take, Args: []command.Arg{
			caseArg(), {Name: "really", Kind: command.Flag, Named: true},
		}},
		{Path: "conduct give", On: command.Case, Who: command.Handlers, Decide: give, Args: []command.Arg{
			caseArg(), {Name: "to", Kind: command.Person, Required: true, Rest: true},
		}},
		{Path: "conduct involved", On: command.Case, Who: command.Handlers, Decide: involved, Args: []command.Arg{caseArg()}},
		{Path: "conduct party", On: command.Case, Who: command.Handlers, Decide: party, Args: []command.Arg{
			caseArg(), {Name: "person", Kind: command.Person, Required: true, Rest: true},
		}},
		{Path: "conduct note", On: command.Case, Who: command.Handlers, Decide: note, Args: []command.Arg{caseArg(), long("text", true)}},
		{Path: "conduct tell", On: command.Case, Who: command.Handlers, Decide: tell, Args: []command.Arg{caseArg(), withinArg(), long("text", true)}},
		{Path: "conduct merge", On: command.Case, Who: command.Handlers, Decide: merge, Args: []command.Arg{
			caseArg(), {Name: "into", Required: true, Max: 40},
		}},
		{Path: "conduct split", On: command.Case, Who: command.Handlers, Decide: split, Args: []command.Arg{caseArg()}},
	}
}

func deciding() []command.Command {
	return []command.Command{
		{Path: "conduct propose", On: command.Case, Who: command.Handlers, Decide: propose, Args: []command.Arg{
			caseArg(),
			{Name: "step", Kind: command.Choice, Required: true, Choices: Rungs()},
			{Name: "to", Kind: command.Person, Named: true},
			{Name: "lasts", Kind: command.Duration, Named: true},
			withinArg(),
			long("text", false),
		}},
		{Path: "conduct second", On: command.Case, Who: command.Handlers, Decide: second, Args: []command.Arg{caseArg()}},
		{Path: "conduct not-second", On: command.Case, Who: command.Handlers, Decide: declineStep, Args: []command.Arg{caseArg(), long("reason", true)}},
		{Path: "conduct redact", On: command.Case, Who: command.Handlers, Decide: redact, Args: []command.Arg{
			caseArg(), {Name: "report", Named: true, Max: 40}, long("reason", true),
		}},
		{Path: "conduct by-hand", On: command.Case, Who: command.Handlers, Decide: handed, Args: []command.Arg{caseArg()}},
		{Path: "conduct lift", On: command.Case, Who: command.Handlers, Decide: lift, Args: []command.Arg{
			caseArg(), {Name: "step", Kind: command.Choice, Choices: liftable()},
		}},
		{Path: "conduct decide", On: command.Case, Who: command.Handlers, Decide: decide, Args: []command.Arg{
			caseArg(), {Name: "finding", Kind: command.Choice, Required: true, Choices: Findings()}, long("reason", true),
		}},
		{Path: "conduct reopen", On: command.Case, Who: command.Handlers, Decide: reopen, Args: []command.Arg{caseArg(), long("reason", true)}},
		{Path: "conduct answer-appeal", On: command.Case, Who: command.Handlers, Decide: answerAppeal, Args: []command.Arg{
			caseArg(), {Name: "ruling", Kind: command.Choice, Required: true, Choices: []string{uphold, reject}}, long("reason", true),
		}},
	}
}

func setting() []command.Command {
	secretariat := []bot.Role{bot.RoleSecretariat}
	return []command.Command{
		{Path: "conduct contact", On: command.Community, Who: secretariat, Decide: nameContact, Args: []command.Arg{
			{Name: "person", Kind: command.Person, Required: true},
			{Name: "address", Required: true, Rest: true, Max: 200},
		}},
		{Path: "conduct channel", On: command.Community, Who: secretariat, Decide: nameChannel, Args: []command.Arg{{Name: "off", Kind: command.Flag}}},
		{Path: "conduct release", On: command.Community, Who: secretariat, Decide: release, Args: []command.Arg{
			{Name: "year", Kind: command.Number, Required: true, Max: 9999},
		}},
	}
}

// inner are given by the clock, by other cases, and by the signals.
func inner() []command.Command {
	name := command.Arg{Name: "name", Required: true, Max: 40}
	count := func(n string) command.Arg { return command.Arg{Name: n, Kind: command.Number, Required: true} }
	on := func(path string, on command.On, decide func(*command.Context) (bot.Decision, error), args ...command.Arg) command.Command {
		return command.Command{Path: path, On: on, Who: command.Bot, Inner: true, Decide: decide, Args: args}
	}
	return append([]command.Command{
		on("conduct flag", command.NewCase, flag,
			command.Arg{Name: "rule", Required: true, Max: 100},
			command.Arg{Name: "clause", Kind: command.Choice, Required: true, Choices: Clauses()},
			command.Arg{Name: "about", Kind: command.Person},
			command.Arg{Name: "message", Max: 500},
			command.Arg{Name: "score", Kind: command.Number, Named: true, Max: 100},
			command.Arg{Name: "account", Named: true, Max: 1000},
			command.Arg{Name: "span", Kind: command.Long, Max: mostQuote},
			named(command.Arg{Name: "reason", Kind: command.Long, Max: mostText}),
			named(command.Arg{Name: "words", Kind: command.Long, Required: true, Max: mostQuote}),
		),
		on("conduct joined", command.Case, joined, name, command.Arg{Name: "again", Kind: command.Flag}, command.Arg{Name: "withdrawn", Kind: command.Flag}),
		on("conduct redacted", command.Case, redacted, count("number")),
		on("conduct parted", command.Case, parted, name),
		on("conduct remind", command.Case, remind, count("times")),
		on("conduct escalate", command.Case, escalate, count("times")),
		on("conduct overdue", command.Case, overdue, command.Arg{Name: "note", Kind: command.Number}, command.Arg{Name: "step", Kind: command.Number}),
		on("conduct end-step", command.Case, endStep, count("number")),
		on("conduct clear", command.Case, clearCase),
		on("conduct erase", command.Case, eraseCase),
		on("conduct unmanned", command.Community, unmanned),
		on("conduct root", command.Community, root),
	}, platforms()...)
}

// mostAnswer bounds the answer of a platform, in characters.
const mostAnswer = 400_000

// platforms are given by platforms: their answers, and what they have noticed.
func platforms() []command.Command {
	answer := command.Arg{Name: bot.AnswerArg, Kind: command.Long, Required: true, Max: mostAnswer}
	channel := command.Arg{Name: "channel", Required: true, Max: 400}
	number := command.Arg{Name: "number", Kind: command.Number, Required: true}
	on := func(path string, on command.On, decide func(*command.Context) (bot.Decision, error), args ...command.Arg) command.Command {
		return command.Command{Path: path, On: on, Who: command.Bot, Inner: true, Decide: decide, Args: args}
	}
	return []command.Command{
		on("conduct members", command.Community, members, channel, answer),
		on("conduct seats", command.Case, seats, channel, answer),
		on("conduct leave", command.Case, leave),
		on("conduct ask", command.Case, ask),
		on("conduct cards", command.Case, cards),
		on("conduct writer", command.Case, linkedWriter),
		on("conduct bind", command.Case, bind),
		on("conduct context", command.Case, keepContext, answer),
		on("conduct changed", command.Case, changed, command.Arg{Name: "words", Kind: command.Long, Max: mostQuote}, command.Arg{Name: "gone", Kind: command.Flag}),
		on("conduct acted", command.Case, acted, number, command.Arg{Name: "undo", Kind: command.Flag}, answer),
		on("conduct undelivered", command.Case, undelivered, command.Arg{Name: "person", Required: true, Max: 200}),
	}
}
