package floor

import (
	"embed"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// Words is what people read.
//
//go:embed words.en.toml
var Words embed.FS

// noteMax is how many characters a note may have (as in OpenSlides).
const noteMax = 250

// typedMax is how much of a typed line is read, so that a note that is too long
// is told so in the words of the floor.
const typedMax = 8000

// Commands lists the commands of the floor.
func Commands() []command.Command {
	return append(askCommands(), append(callCommands(), append(queueCommands(), innerCommands()...)...)...)
}

func askCommands() []command.Command {
	person := command.Arg{Name: "person", Kind: command.Text}
	note := command.Arg{Name: "note", Kind: command.Text, Rest: true, Max: typedMax}
	as := command.Arg{Name: "as", Kind: command.Text, Named: true, Max: 200}
	return []command.Command{
		{
			Path: "queue add", Who: command.Anyone, Typed: []string{"q+", "q+ to say …"},
			Args: []command.Arg{
				note, person, as,
				{Name: "position", Kind: command.Choice, Carried: true, Choices: []string{"front", "later"}},
				{Name: "point", Kind: command.Flag, Carried: true},
				{Name: "text", Kind: command.Text, Carried: true, Max: typedMax},
			},
			Decide: decideAdd,
		},
		{Path: "queue point", Who: command.Anyone, Typed: []string{"q+ point of order"}, Args: []command.Arg{note, person, as}, Decide: decidePoint},
		{Path: "queue direct", Who: command.Anyone, Typed: []string{"qq+"}, Args: []command.Arg{note, person, as}, Decide: decideDirect},
		{Path: "queue remove", Who: command.Anyone, Typed: []string{"q-"}, Args: []command.Arg{rest(person)}, Decide: decideRemove},
		{Path: "queue later", Who: command.Anyone, Typed: []string{"q- later"}, Args: []command.Arg{rest(person)}, Decide: decideLater},
		{Path: "queue show", Who: command.Anyone, Typed: []string{"q?"}, Show: showMyQueue},
	}
}

func rest(a command.Arg) command.Arg { a.Rest = true; return a }

func callCommands() []command.Command {
	person := command.Arg{Name: "person", Kind: command.Text, Rest: true}
	needed := person
	needed.Required = true
	turn := command.Arg{Name: "turn", Kind: command.Number, Carried: true}
	return []command.Command{
		{
			Path: "queue call", Who: command.Leads, Typed: []string{"ack NAME", "ack next"},
			Args: []command.Arg{
				person,
				{Name: "next", Kind: command.Flag, Carried: true},
				{Name: "after", Kind: command.Number, Carried: true},
			},
			Decide: decideCall,
		},
		{Path: "queue done", Who: command.Anyone, Typed: []string{"I am done"}, Args: []command.Arg{turn}, Decide: decideDone},
		{Path: "queue yield", Who: command.Anyone, Args: []command.Arg{needed, turn}, Decide: decideYield},
		{Path: "queue last", Who: command.Leads, Typed: []string{"NAME has the last word"}, Args: []command.Arg{needed}, Decide: decideLast},
	}
}

func queueCommands() []command.Command {
	item := command.Arg{Name: "item", Kind: command.Number}
	return []command.Command{
		{Path: "queue close", Who: command.Leads, Typed: []string{"close the queue"}, Decide: decideClose},
		{Path: "queue open", Who: command.Leads, Typed: []string{"open the queue"}, Decide: decideOpen},
		{Path: "queue set", Who: command.Leads, Typed: []string{"q= NAME, NAME"}, Args: []command.Arg{
			{Name: "persons", Kind: command.Text, Required: true, Rest: true, Max: typedMax},
		}, Decide: decideSet},
		{Path: "queue clear", Who: command.Leads, Typed: []string{"q="}, Decide: decideClear},
		{Path: "queue timer", Who: command.Leads, Typed: []string{"time speakers at 2m", "stop timing"}, Args: []command.Arg{
			{Name: "duration", Kind: command.Text, Rest: true, Max: 100},
			{Name: "off", Kind: command.Flag, Carried: true},
		}, Decide: decideTimer},
		{Path: "queue invite", Who: command.Leads, Args: []command.Arg{
			{Name: "group", Kind: command.Text, Required: true, Rest: true, Max: 200},
		}, Decide: decideInvite},
		{Path: "balance", Who: command.Leads, Args: []command.Arg{
			item, {Name: "picture", Kind: command.Flag, Carried: true}, {Name: "all", Kind: command.Flag, Carried: true},
		}, Show: showMyBalance},
		{Path: "balance trend", On: command.Work, Who: command.Leads, Show: showTrend},
		{Path: "balance post", Who: command.Chairs, Args: []command.Arg{item}, Decide: decideBalance},
	}
}

func innerCommands() []command.Command {
	turn := command.Arg{Name: "turn", Kind: command.Number, Required: true}
	return []command.Command{
		{Path: "queue warned", Inner: true, Who: command.Bot, Args: []command.Arg{turn}, Decide: decideWarned},
		{Path: "queue overran", Inner: true, Who: command.Bot, Args: []command.Arg{turn}, Decide: decideOverran},
		{Path: "queue hint", Inner: true, Who: command.Bot, Args: []command.Arg{
			{Name: "item", Kind: command.Number},
			{Name: "group", Kind: command.Text},
			{Name: "why", Kind: command.Choice, Required: true, Choices: []string{string(AskedNotCalled), string(NotHeard)}},
		}, Decide: decideHint},
		{Path: "floor spoke", Inner: true, Who: command.Leads, Args: []command.Arg{
			{Name: "person", Kind: command.Text, Required: true, Max: 200},
			{Name: "words", Kind: command.Number},
			{Name: "seconds", Kind: command.Number},
		}, Decide: decideSpoke},
	}
}

// ready refuses what needs an open meeting.
func ready(c *command.Context) error {
	if c.Archive || meeting.Of(c.View).IsOpen() {
		return nil
	}
	return lang.Refuse("floor.not-open")
}

// changed is the decision that these facts happened, with the live messages
// that show them.
func changed(reply bot.Reply, events ...bot.Event) bot.Decision {
	return bot.Decision{Events: events, Effects: LiveEffects(), Reply: reply}
}

// nothing is the decision that nothing has to happen.
func nothing(key string, args ...any) bot.Decision {
	return bot.Decision{Reply: bot.Say(key, args...)}
}
