package roster

import (
	"magbot/bot"
	"magbot/bot/command"
)

// Who may give the commands about people. The operator sits at the machine.
var (
	secretariat = []bot.Role{bot.RoleSecretariat, bot.RoleOperator}
	operator    = []bot.Role{bot.RoleBot}
	everybody   = []bot.Role{bot.RoleAnyone}
	strangers   = []bot.Role{bot.RoleUnknown, bot.RoleAnyone}
)

// Commands lists the commands of this package. The exporters are what other
// features hold about a person, for "me export".
func Commands(more ...Exporter) []command.Command {
	all := rosterCommands()
	all = append(all, accountCommands()...)
	return append(all, ownCommands(more)...)
}

func rosterCommands() []command.Command {
	person := command.Arg{Name: "person", Kind: command.Person, Required: true}
	role := command.Arg{Name: "role", Kind: command.Choice, Required: true, Choices: roleChoices()}
	reference := command.Arg{Name: "reference", Rest: true, Max: 500}
	really := command.Arg{Name: "really", Kind: command.Flag, Carried: true}
	return []command.Command{
		{Path: "roster show", On: command.Community, Who: everybody, Show: showRoster, Args: []command.Arg{
			{Name: "person", Kind: command.Person, Rest: true},
		}},
		{Path: "roster import", On: command.Community, Who: secretariat, Decide: importPeople, Args: []command.Arg{
			{Name: "file", Kind: command.File, Required: true, Rest: true},
			{Name: "confirm", Carried: true, Max: 64},
		}},
		{Path: "roster add", On: command.Community, Who: secretariat, Decide: addPerson, Args: []command.Arg{
			{Name: "name", Required: true, Max: maxName},
			{Name: "group", Max: maxName},
			{Name: "email", Max: 254},
			{Name: "role", Kind: command.Choice, Choices: roleChoices()},
		}},
		{Path: "roster group", On: command.Community, Who: secretariat, Decide: setGroups, Args: []command.Arg{
			person, {Name: "groups", Required: true, Rest: true, Max: maxCell},
		}},
		{Path: "roster role", On: command.Community, Who: secretariat, Decide: giveRole, Args: []command.Arg{
			person, role, {Name: "from", Kind: command.Date}, {Name: "until", Kind: command.Date}, reference,
		}},
		{Path: "roster end-role", On: command.Community, Who: secretariat, Decide: endRole, Args: []command.Arg{
			person, role, {Name: "successor", Kind: command.Person, Named: true}, reference,
		}},
		{Path: "roster erase", On: command.Community, Who: secretariat, Decide: erasePerson, Args: []command.Arg{person, really}},
		{Path: "roster term-notice", On: command.Community, Who: operator, Inner: true, Decide: noticeTerms, Args: []command.Arg{
			{Name: "days", Kind: command.Number, Required: true}, {Name: "until", Required: true},
		}},
		{Path: "roster expired", On: command.Community, Who: operator, Inner: true, Decide: tellExpired, Args: []command.Arg{
			person, role, {Name: "command", Required: true, Max: 100},
		}},
	}
}

func accountCommands() []command.Command {
	person := command.Arg{Name: "person", Kind: command.Person, Required: true, Rest: true}
	handle := command.Arg{Name: "link", Required: true, Max: 20}
	return []command.Command{
		{Path: "community claim", On: command.Community, Who: strangers, Unlisted: true, Decide: claim, Args: []command.Arg{
			{Name: "code", Required: true, Max: 40}, {Name: "name", Required: true, Rest: true, Max: maxName},
		}},
		{Path: "roster link", On: command.Community, Who: secretariat, Decide: offerLink, Args: []command.Arg{person}},
		{Path: "roster vouch", On: command.Community, Who: command.Bot, Inner: true, Decide: vouch, Args: []command.Arg{
			person, {Name: "platform", Required: true, Max: 50}, {Name: "workspace", Max: 200}, {Name: "user", Required: true, Max: 200},
		}},
		{Path: "roster confirm-link", On: command.Community, Who: secretariat, Decide: confirmLink, Args: []command.Arg{handle}},
		{Path: "roster decline-link", On: command.Community, Who: secretariat, Decide: declineLink, Args: []command.Arg{handle}},
		{Path: "roster unlink", On: command.Community, Who: secretariat, Decide: unlinkPerson, Args: []command.Arg{
			{Name: "person", Kind: command.Person, Required: true}, {Name: "platform", Max: 40},
		}},
		{Path: "me link", On: command.Community, Who: strangers, Decide: linkMe, Args: []command.Arg{{Name: "code", Rest: true, Max: 40}}},
		{Path: "me unlink", On: command.Community, Who: everybody, Decide: unlinkMe},
		{Path: "person signin", On: command.Community, Who: secretariat, Decide: offerSignIn, Args: []command.Arg{person}},
		{Path: "me signin", On: command.Community, Who: everybody, Decide: offerSignIn},
		{Path: "person signed-in", On: command.Community, Who: operator, Inner: true, Decide: signedIn, Args: []command.Arg{
			{Name: "hash", Required: true, Max: 64},
		}},
	}
}

func ownCommands(more []Exporter) []command.Command {
	return []command.Command{
		{Path: "me show", On: command.Community, Who: everybody, Show: showMe},
		{Path: "me zone", On: command.Community, Who: everybody, Decide: setZone, Args: []command.Arg{
			{Name: "zone", Required: true, Rest: true, Max: 80},
		}},
		{Path: "me language", On: command.Community, Who: everybody, Decide: setLanguage, Args: []command.Arg{
			{Name: "language", Required: true, Rest: true, Max: 80},
		}},
		{Path: "me export", On: command.Community, Who: everybody, Show: exportMe(more)},
		{Path: "me erase", On: command.Community, Who: everybody, Decide: eraseMe, Args: []command.Arg{
			{Name: "really", Kind: command.Flag, Carried: true},
		}},
	}
}
