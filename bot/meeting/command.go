package meeting

import (
	"embed"

	"magbot/bot"
	"magbot/bot/command"
)

// Words are the sentences of this package, for the catalogue.
//
//go:embed words.en.toml
var Words embed.FS

// Commands are what people and other streams can ask of a meeting.
func Commands() []command.Command {
	return append(append(planning(), running()...), attending()...)
}

func titleArg(required bool) command.Arg {
	return command.Arg{Name: "title", Kind: command.Text, Required: required, Max: 200}
}

func modeArg(fallback string) command.Arg {
	return command.Arg{Name: "mode", Kind: command.Choice, Choices: []string{string(ModeMAG), string(ModeConsultation)}, Default: fallback}
}

// which names a meeting for a command that decides on the work stream.
func which(required bool) command.Arg {
	return command.Arg{Name: command.MeetingArg, Kind: command.Text, Max: 200, Required: required}
}

func named(a command.Arg) command.Arg {
	a.Named = true
	return a
}

func really() command.Arg { return command.Arg{Name: "really", Kind: command.Flag, Carried: true} }

func planning() []command.Command {
	where := command.Arg{Name: "where", Kind: command.Choice, Choices: []string{everywhere, here}, Default: everywhere}
	return []command.Command{
		{
			Path: "meeting schedule", On: command.Work, Who: command.Leads, Decide: schedule,
			Args: []command.Arg{
				titleArg(true),
				{Name: "when", Kind: command.When, Required: true, Rest: true}, // "tomorrow 13:00" is two words
				{Name: "length", Kind: command.Duration, Named: true},
				named(modeArg(string(ModeMAG))),
				{Name: "join", Kind: command.Link, Named: true},
				named(where),
			},
		},
		{
			Path: "meeting change", On: command.Meeting, Who: command.Leads, Decide: change,
			Args: []command.Arg{
				named(titleArg(false)),
				{Name: "when", Kind: command.When, Named: true},
				{Name: "length", Kind: command.Duration, Named: true},
				named(modeArg("")),
				{Name: "join", Kind: command.Link, Named: true},
				{Name: "reason", Kind: command.Text, Named: true, Max: 500},
				really(),
			},
		},
		{
			Path: "meeting cancel", On: command.Meeting, Who: command.Leads, Decide: cancel,
			Args: []command.Arg{{Name: "reason", Kind: command.Text, Required: true, Rest: true, Max: 500}, really()},
		},
		{
			Path: "meeting invite", On: command.Meeting, Who: command.Leads, Decide: invite,
			Args: []command.Arg{really()},
		},
		{Path: "meeting list", On: command.Work, Who: command.Anyone, Show: list},
		{Path: "meeting show", On: command.Meeting, Who: command.Anyone, Show: show},
		{
			Path: "meeting join", On: command.Meeting, Who: command.Leads, Decide: join,
			Args: []command.Arg{{Name: "link", Kind: command.Link, Required: true}},
		},
		{
			Path: "meeting paper", On: command.Meeting, Who: command.Leads, Decide: paper,
			Args: []command.Arg{
				{Name: "link", Kind: command.Link, Required: true},
				{Name: "title", Kind: command.Text, Rest: true, Max: 200},
				{Name: "item", Kind: command.Number, Named: true, Max: 9999},
			},
		},
		{
			Path: "meeting mode", On: command.Meeting, Who: command.Leads, Decide: mode,
			Args: []command.Arg{{
				Name: "mode", Kind: command.Choice, Required: true,
				Choices: []string{string(ModeMAG), string(ModeConsultation)},
			}},
		},
		{Path: "meeting created", On: command.Meeting, Who: command.Bot, Inner: true, Decide: created},
		{
			Path: "meeting noted", On: command.Work, Who: command.Bot, Inner: true, Decide: noted,
			Args: []command.Arg{which(true)},
		},
	}
}

func running() []command.Command {
	return []command.Command{
		{
			Path: "meeting open", On: command.Work, Who: command.Leads, Decide: open,
			Args: []command.Arg{which(false)},
		},
		{Path: "meeting opened", On: command.Meeting, Who: command.Bot, Inner: true, Decide: opened},
		{
			Path: "meeting released", On: command.Work, Who: command.Bot, Inner: true, Decide: released,
			Args: []command.Arg{which(true)},
		},
		{
			Path: "meeting hand-over", On: command.Meeting, Who: append([]bot.Role{bot.RoleCoChair}, command.Leads...), Decide: handOver,
			Args: []command.Arg{{Name: "person", Kind: command.Person, Required: true, Rest: true}},
		},
		{Path: "meeting take-back", On: command.Meeting, Who: []bot.Role{bot.RoleChair}, Decide: takeBack},
		{Path: "record off", On: command.Meeting, Who: command.Leads, Decide: offRecord, Typed: []string{"off the record"}},
		{Path: "record on", On: command.Meeting, Who: command.Leads, Decide: onRecord, Typed: []string{"on the record"}},
	}
}

// wayArg says that the word to come is a sign which can be taken back: see Expected.
const wayArg = "way"

func attending() []command.Command {
	persons := command.Arg{Name: "persons", Kind: command.People, Rest: true}
	group := command.Arg{Name: "group", Kind: command.Text, Named: true, Max: 100}
	note := command.Arg{Name: "note", Kind: command.Text, Named: true, Max: 500}
	way := command.Arg{Name: wayArg, Kind: command.Text, Carried: true, Named: true, Max: 50}
	names := command.Arg{Name: "persons", Kind: command.Text, Required: true, Rest: true, Max: 2000}
	return []command.Command{
		{
			Path: "present add", On: command.Meeting, Who: command.Anyone, Decide: presentAdd,
			Args: []command.Arg{persons, group, way}, Typed: []string{"present+"},
		},
		{
			Path: "present remove", On: command.Meeting, Who: command.Anyone, Decide: presentRemove,
			Args: []command.Arg{persons, way}, Typed: []string{"present-"},
		},
		{
			Path: "regrets add", On: command.Meeting, Who: command.Anyone, Decide: regretsAdd,
			Args: []command.Arg{persons, note}, Typed: []string{"regrets+"},
		},
		{
			Path: "regrets remove", On: command.Meeting, Who: command.Anyone, Decide: regretsRemove,
			Args: []command.Arg{persons}, Typed: []string{"regrets-"},
		},
		{
			Path: "late add", On: command.Meeting, Who: command.Anyone, Decide: lateAdd,
			Args: []command.Arg{persons, note},
		},
		{Path: "attendance", On: command.Meeting, Who: command.Anyone, Show: attendance},
		{
			Path: "guest add", On: command.Community, Who: command.Leads, Decide: guestAdd,
			Args: []command.Arg{
				{Name: "name", Kind: command.Text, Required: true, Max: 100},
				{Name: "group", Kind: command.Text, Max: 100},
				{Name: command.MeetingArg, Kind: command.Text, Carried: true, Max: 200},
			},
		},
		{
			Path: "present entered", On: command.Meeting, Who: command.Bot, Inner: true, Decide: entered,
			Args: []command.Arg{persons, {Name: "by", Kind: command.Person, Named: true}},
		},
		{
			Path: "guests add", On: command.Meeting, Who: command.Leads, Decide: guestsAdd,
			Args: []command.Arg{names}, Typed: []string{"guests+ Ana, Ben"},
		},
	}
}

// Shows are the messages that records name.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{
		"meeting.invitation": showInvitation,
		"meeting.changed":    showChanged,
		"meeting.cancelled":  showCancelled,
		"meeting.opened":     showOpened,
		"meeting.reopened":   showReopened,
		"meeting.chair":      showChair,
		"meeting.chair-you":  showChairYou,
		"meeting.join":       showJoin,
		"meeting.record":     showRecord,
	}
}
