package minutes

import (
	"embed"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

const (
	maxNote   = 4000 // characters of a line for the minutes
	maxReason = 1000
)

// Commands lists the commands of the minutes, and those that write lines into
// the record.
func Commands() []command.Command {
	return append(append(documentCommands(), recordCommands()...), typedCommands()...)
}

func documentCommands() []command.Command {
	number := command.Arg{Name: "number", Kind: command.Number, Required: true}
	return []command.Command{
		{Path: "minutes show", Who: command.Anyone, Past: true, Show: show, Args: []command.Arg{
			{Name: "part", Kind: command.Number, Max: maxShown},
		}},
		{Path: "minutes source", Who: command.Anyone, Past: true, Show: source, Args: []command.Arg{
			{Name: "format", Kind: command.Choice, Choices: []string{"markdown", "html"}, Default: "markdown"},
		}},
		{Path: "minutes approve", Who: command.Chairs, Past: true, Decide: approve},
		{Path: "minutes request", Who: askers, Past: true, Decide: request, Args: []command.Arg{
			{Name: "text", Required: true, Rest: true, Max: command.DefaultMax},
			{Name: "line", Kind: command.Text, Named: true, Max: 20},
		}},
		{Path: "minutes answer", Who: command.Chairs, Past: true, Decide: answer, Args: []command.Arg{
			number,
			{Name: "answer", Kind: command.Choice, Required: true, Choices: []string{"yes", "no"}},
			{Name: "reason", Required: true, Rest: true, Max: maxReason},
		}},
		attendanceCommand(),
		{Path: "minutes release", Who: command.Chairs, Past: true, Decide: release},
		{Path: "minutes ballot", Who: command.Bot, Inner: true, Decide: balloted, Args: []command.Arg{
			{Name: "number", Required: true, Max: 20},
			{Name: "what", Kind: command.Choice, Required: true, Choices: []string{ballotOpened, ballotResult, ballotWithdrawn, ballotOutcome}},
			{Name: "part", Kind: command.Number},
		}},
		{Path: "minutes settled", Who: command.Bot, Inner: true, Decide: settle, Args: []command.Arg{
			{Name: "version", Kind: command.Number, Required: true},
		}},
	}
}

// askers may ask for corrections: members, and the Secretariat who writes.
var askers = append([]bot.Role{bot.RoleSecretariat}, command.Members...)

func recordCommands() []command.Command {
	text := command.Arg{Name: "text", Required: true, Rest: true, Max: maxNote}
	return []command.Command{
		{Path: "record info", Who: command.Anyone, Typed: []string{"#info …"}, Decide: info, Args: []command.Arg{text}},
		{Path: "record help", Who: command.Anyone, Typed: []string{"#help …"}, Decide: help, Args: []command.Arg{text}},
		{Path: "record insert", Who: command.Anyone, Past: true, Typed: []string{"i/at/new line/"}, Decide: insert, Args: []command.Arg{
			{Name: "anchor", Required: true, Max: maxNote}, text,
		}},
		{Path: "record correct", Who: command.Anyone, Past: true, Typed: []string{"s/old/new/"}, Decide: correct, Args: []command.Arg{
			{Name: "old", Kind: command.Long, Required: true, Max: maxNote},
			{Name: "new", Kind: command.Long, Max: maxNote},
			{Name: "scope", Kind: command.Text, Carried: true, Max: 1},
		}},
		{Path: "record off-line", Who: command.Anyone, Typed: []string{"[off] …"}, Decide: offLine, Args: []command.Arg{
			{Name: "text", Rest: true, Max: maxNote},
		}},
		{Path: "record head", Who: command.Anyone, Past: true, Show: head},
		{Path: "minutes noted", Who: command.Bot, Inner: true, Decide: noted, Args: []command.Arg{
			{Name: "text", Kind: command.Long, Required: true, Max: maxKept},
			{Name: "person", Kind: command.Person},
			{Name: "kind", Kind: command.Choice, Choices: []string{string(Said), string(Kept)}, Default: string(Kept)},
		}},
	}
}

// maxKept is how long a line of a log may be, in characters.
const maxKept = 1 << 20

func typedCommands() []command.Command {
	persons := command.Arg{Name: "person", Kind: command.People, Rest: true}
	off := command.Arg{Name: "off", Kind: command.Flag, Carried: true}
	return []command.Command{
		{Path: "scribe", Who: command.Anyone, Unlisted: true, Typed: []string{"Scribe: NAME"}, Decide: scribe, Args: []command.Arg{persons, off}},
		{Path: "chair", Who: command.Leads, Unlisted: true, Typed: []string{"Chair: NAME"}, Decide: chair, Args: []command.Arg{persons, off}},
		{Path: "meeting title", Who: command.Leads, Unlisted: true, Typed: []string{"Meeting: TITLE"}, Decide: title, Args: []command.Arg{
			{Name: "text", Required: true, Rest: true, Max: maxNote},
		}},
		{Path: "meeting start", Who: command.Leads, Unlisted: true, Typed: []string{"#startmeeting"}, Decide: start, Args: []command.Arg{
			{Name: "title", Rest: true, Max: maxNote},
		}},
		{Path: "meeting end", Who: command.Leads, Unlisted: true, Typed: []string{"#endmeeting"}, Decide: end},
	}
}

// onRecord refuses what would write words down where none are wanted.
func onRecord(c *command.Context) error {
	s := meeting.Of(c.View)
	switch {
	case c.Archive:
		return nil
	case s.OffRecord:
		return lang.Refuse("minutes.off-the-record")
	case !s.IsOpen():
		return lang.Refuse("minutes.not-open")
	}
	return nil
}
