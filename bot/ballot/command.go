package ballot

import (
	"embed"
	"maps"
	"slices"

	"magbot/bot"
	"magbot/bot/ballot/proof"
	"magbot/bot/ballot/tally"
	"magbot/bot/command"
)

// Words is what people read.
//
//go:embed words.en.toml
var Words embed.FS

// Outside is what ballots are given because they may not reach for it.
type Outside struct {
	// Sign signs a receipt with the operator's key (Ed25519), of which Public is
	// the other half. Without it voters are given no receipts.
	Sign   func(ballot string, commitment, head proof.Hash) (proof.Receipt, error)
	Public []byte
}

// Ballots is the feature.
type Ballots struct{ out Outside }

// New makes the feature.
func New(o Outside) *Ballots { return &Ballots{out: o} }

// seeders may take part in the lots: those who lead, and one more.
var seeders = append(slices.Clone(command.Leads), bot.RoleCoChair, bot.RoleModerator, bot.RoleWorkingGroup, bot.RoleOperator)

func number() command.Arg { return command.Arg{Name: command.BallotArg, Max: 100} }

func reason(required bool) command.Arg {
	return command.Arg{Name: "reason", Kind: command.Long, Required: required, Rest: true, Max: detailsMax}
}

// Commands lists the commands of this package.
func (b *Ballots) Commands() []command.Command {
	return slices.Concat(drafting(), b.voting(), ending(), inner(b))
}

func drafting() []command.Command {
	drafted := []command.Arg{
		{Name: "kind", Kind: command.Choice, Named: true, Choices: Kinds()},
		{Name: "options", Kind: command.Long, Named: true, Max: 20_000},
		{Name: "mode", Kind: command.Choice, Named: true, Choices: Modes()},
		{Name: "binding", Kind: command.Flag, Named: true},
		{Name: "until", Kind: command.When, Named: true},
		{Name: "minimum", Kind: command.Duration, Named: true},
		{Name: "method", Kind: command.Choice, Named: true, Choices: methods()},
		{Name: "seats", Kind: command.Number, Named: true, Max: seatsMax},
		{Name: "none", Kind: command.Flag, Named: true},
		{Name: "details", Kind: command.Long, Named: true, Max: detailsMax},
		{Name: "meeting", Named: true, Max: 200},
	}
	question := command.Arg{Name: "question", Required: true, Max: questionMax}
	again := question
	again.Required, again.Named = false, true
	return []command.Command{
		{
			Path: "ballot draft", On: command.Work, Who: command.Leads,
			Args: append([]command.Arg{question}, drafted...), Decide: draft,
		},
		{
			Path: "ballot change", On: command.Found, Find: find, Who: command.Leads,
			Args: append([]command.Arg{number(), again}, drafted...), Decide: change,
		},
		{Path: "ballot rule", On: command.Found, Find: find, Who: command.Leads, Decide: change, Args: []command.Arg{
			number(),
			{Name: "threshold", Named: true, Max: 50},
			{Name: "base", Kind: command.Choice, Named: true, Choices: []string{"yes-no", "cast", "entitled"}},
			{Name: "quorum", Named: true, Max: 50},
			{Name: "group-quorum", Named: true, Max: 50},
			{Name: "double", Kind: command.Flag, Named: true},
			{Name: "counts", Named: true, Max: 50},
			{Name: "most", Kind: command.Number, Named: true, Max: optionsMax},
			{Name: "low", Kind: command.Number, Named: true, Max: scoreMax},
			{Name: "high", Kind: command.Number, Named: true, Max: scoreMax},
			{Name: "budget", Kind: command.Number, Named: true, Max: dotsMax},
			{Name: "bounds", Kind: command.Long, Named: true, Max: 2000},
			{Name: "sheet", Kind: command.Flag, Named: true},
		}},
		{Path: "ballot electorate", On: command.Found, Find: find, Who: command.Leads, Decide: change, Args: []command.Arg{
			number(),
			{Name: "roles", Named: true, Max: 200},
			{Name: "groups", Named: true, Max: 1000},
			{Name: "observers", Kind: command.Flag, Named: true},
		}},
	}
}

func methods() []string {
	var names []string
	for _, m := range tally.Methods() {
		names = append(names, string(m))
	}
	return names
}

func (b *Ballots) voting() []command.Command {
	say := command.Arg{Name: "say", Carried: true, Max: 200}
	return []command.Command{
		{Path: "ballot open", On: command.Found, Find: find, Who: command.Leads, Decide: b.open, Args: []command.Arg{
			number(), {Name: "from", Kind: command.When, Named: true}, {Name: "until", Kind: command.When, Named: true},
		}},
		{Path: "ballot cast", On: command.Found, Find: find, Who: command.Anyone, Decide: b.cast, Args: []command.Arg{
			number(), {Name: "choice", Kind: command.Long, Rest: true, Max: 20_000}, say,
		}},
		{Path: "ballot paper", On: command.Found, Find: find, Who: command.Anyone, Show: showPaper, Args: []command.Arg{
			number(), say,
			{Name: "at", Kind: command.Number, Carried: true, Max: optionsMax},
			{Name: "page", Kind: command.Number, Carried: true, Max: optionsMax},
		}},
		{Path: "ballot receipt", On: command.Found, Find: find, Who: command.Anyone, Show: b.showReceipt, Args: []command.Arg{number()}},
		{Path: "ballot recuse", On: command.Found, Find: find, Who: command.Anyone, Decide: recuse, Args: []command.Arg{
			number(), {Name: "person", Kind: command.Person, Named: true}, reason(false),
		}},
		{Path: "ballot return", On: command.Found, Find: find, Who: command.Anyone, Decide: returns, Args: []command.Arg{
			number(), {Name: "person", Kind: command.Person, Named: true},
		}},
		{Path: "ballot show", On: command.Found, Find: find, Who: command.Anyone, Show: show, Args: []command.Arg{number()}},
		{Path: "ballot list", On: command.Work, Who: command.Anyone, Show: list},
	}
}

func ending() []command.Command {
	return []command.Command{
		{Path: "ballot extend", On: command.Found, Find: find, Who: command.Leads, Decide: extend, Args: []command.Arg{
			number(), {Name: "until", Kind: command.When, Required: true, Named: true}, reason(true),
		}},
		{Path: "ballot close", On: command.Found, Find: find, Who: command.Leads, Decide: closeNow, Args: []command.Arg{number(), reason(false)}},
		{Path: "ballot seed", On: command.Found, Find: find, Who: seeders, Decide: seed, Args: []command.Arg{
			number(), {Name: "commitment", Named: true, Max: 100},
		}},
		{Path: "ballot reveal", On: command.Found, Find: find, Who: append(slices.Clone(command.Anyone), bot.RoleOperator), Decide: reveal, Args: []command.Arg{
			number(), {Name: "seed", Required: true, Max: 100},
		}},
		{Path: "ballot settle", On: command.Found, Find: find, Who: command.Chairs, Decide: settle, Args: []command.Arg{
			number(), {Name: "winners", Kind: command.Long, Required: true, Named: true, Max: 2000}, reason(true),
		}},
		{Path: "ballot result", On: command.Found, Find: find, Who: command.Anyone, Show: showResultNow, Args: []command.Arg{number()}},
		{Path: "ballot bundle", On: command.Found, Find: find, Who: command.Anyone, Show: showBundle, Args: []command.Arg{number()}},
		{Path: "ballot import", On: command.Work, Who: command.Leads, Decide: importing, Args: []command.Arg{
			{Name: "election", Kind: command.File, Required: true},
			{Name: "result", Kind: command.File, Required: true},
			{Name: "source", Named: true, Max: sourceMax},
			{Name: "outcome", Kind: command.Long, Named: true, Max: detailsMax},
			{Name: "meeting", Named: true, Max: 200},
			{Name: "confirm", Carried: true, Max: 64},
		}},
		{Path: "ballot publish", On: command.Found, Find: find, Who: command.Leads, Decide: publish, Args: []command.Arg{
			number(), {Name: "seen", Kind: command.Number, Carried: true},
		}},
		{Path: "ballot outcome", On: command.Found, Find: find, Who: command.Leads, Decide: state, Args: []command.Arg{
			number(),
			{Name: "text", Kind: command.Long, Rest: true, Required: true, Max: detailsMax},
			{Name: "review", Kind: command.Date, Named: true},
		}},
		{Path: "ballot withdraw", On: command.Found, Find: find, Who: command.Leads, Decide: withdraw, Args: []command.Arg{number(), reason(true)}},
	}
}

func inner(b *Ballots) []command.Command {
	return []command.Command{
		{Path: "ballot created", On: command.Found, Find: find, Who: command.Bot, Inner: true, Decide: created},
		{Path: "ballot begin", On: command.Found, Find: find, Who: command.Bot, Inner: true, Decide: b.begin},
		{Path: "ballot end", On: command.Found, Find: find, Who: command.Bot, Inner: true, Decide: end},
		{Path: "ballot gathered", On: command.Found, Find: find, Who: command.Bot, Inner: true, Decide: gathered, Args: []command.Arg{
			{Name: bot.SlipsArg, Kind: command.File},
		}},
		{Path: "ballot count", On: command.Found, Find: find, Who: command.Bot, Inner: true, Decide: count},
		{Path: "ballot review", On: command.Found, Find: find, Who: command.Bot, Inner: true, Decide: review},
		{Path: "ballot noted", On: command.Work, Who: command.Bot, Inner: true, Decide: noted, Args: []command.Arg{
			{Name: command.BallotArg, Required: true, Max: 100},
		}},
	}
}

// Shows are the messages that records name.
func Shows() map[string]bot.Show { return maps.Clone(shows()) }
