package house

import (
	"embed"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/ballot"
	"magbot/bot/ballot/tally"
	"magbot/bot/calendar"
	"magbot/bot/chairing"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/consensus"
	"magbot/bot/cycle"
	"magbot/bot/floor"
	"magbot/bot/formal"
	"magbot/bot/home"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
	"magbot/bot/objection"
	"magbot/bot/platformrole"
	"magbot/bot/proposal"
	"magbot/bot/reminder"
	"magbot/bot/roster"
	"magbot/bot/series"
	"magbot/bot/trouble"
	"magbot/bot/voice"
	"magbot/bot/welcome"
	"magbot/bot/written"
	"magbot/moderation"
	"magbot/moderation/page"
	"magbot/moderation/watch"
)

// words are what every feature shares: the table of commands, forms, who sees.
//
//go:embed words.en.toml
var words embed.FS

// Outside is what features are given because they may not reach for it.
type Outside struct {
	// Held is what adapters hold about a person beside the record: it joins the
	// export of one's own data.
	Held []roster.Exporter
	// Calendar writes calendars as files and leads to pages; zero where neither is.
	Calendar calendar.Outside
	// Looks reports whether a message of one of these accounts is still being looked
	// at for matters of conduct; nil where that is not known.
	Looks func(accounts []bot.Account) bool
	// Ballots signs receipts; zero where none are signed.
	Ballots ballot.Outside
}

// Features is the one list: the house as it is sold. The order is that of help
// and of the fold; a feature stands after those whose facts it looks at.
func Features() []Feature { return FeaturesWith(Outside{}) }

// FeaturesWith is Features with what comes from outside.
func FeaturesWith(o Outside) []Feature {
	remind := reminder.New(callReminders(), ballotReminders())
	ballots := ballot.New(o.Ballots)
	return []Feature{
		{Name: "civil", Words: civil.Words},
		{Name: "tally", Words: tally.Words},
		{Name: "community", Events: community.Events(), Apply: community.Apply, Commands: community.Commands(), Shows: community.Shows(), Words: community.Words},
		{Name: "roster", Events: roster.Events(), Apply: roster.Apply, Commands: roster.Commands(append(exporters(), o.Held...)...), Shows: roster.Shows(), Due: roster.Due, Rests: roster.Rests, Words: roster.Words},
		{Name: "meeting", Events: meeting.Events(), Apply: meeting.Apply, Commands: meeting.Commands(), Shows: meeting.Shows(), Words: meeting.Words},
		{Name: "series", Events: series.Events(), Apply: series.Apply, Commands: series.Commands(), Shows: series.Shows(), Due: series.Due, Rests: series.Rests, Words: series.Words},
		{Name: "agenda", Events: agenda.Events(), Apply: agenda.Apply, Commands: agenda.Commands(), Shows: agenda.Shows(), Due: agenda.Due, Rests: agenda.Rests, Words: agenda.Words},
		{Name: "voice", Events: voice.Events(), Apply: voice.Apply, Commands: voice.Commands(), Words: voice.Words},
		{Name: "floor", Events: floor.Events(), Apply: floor.Apply, Commands: floor.Commands(), Shows: floor.Shows(), Due: floor.Due, Rests: floor.Rests, Words: floor.Words},
		{Name: "objection", Words: objection.Words},
		{Name: "formal", Events: formal.Events(), Apply: formal.Apply, Commands: formal.Commands(), Shows: formal.Shows(), Also: formal.Also, Voices: formal.Voices, Words: formal.Words},
		{Name: "proposal", Events: proposal.Events(), Apply: proposal.Apply, Commands: proposal.Commands(), Shows: proposal.Shows(), Words: proposal.Words},
		{Name: "consensus", Events: consensus.Events(), Apply: consensus.Apply, Commands: consensus.Commands(), Shows: consensus.Shows(), Due: consensus.Due, Rests: consensus.Rests, Also: consensus.Also, Words: consensus.Words},
		{Name: "action", Events: action.Events(), Apply: action.Apply, Commands: action.Commands(), Shows: action.Shows(), Words: action.Words},
		{Name: "chairing", Events: chairing.Events(), Apply: chairing.Apply, Commands: chairing.Commands(), Shows: chairing.Shows(), Due: chairing.Due, Rests: chairing.Rests, Also: chairing.Also, Words: chairing.Words},
		{Name: "ballot", Events: ballot.Events(), Apply: ballot.Apply, Commands: ballots.Commands(), Shows: ballot.Shows(), Due: ballot.Due, Rests: ballot.Rests, Words: ballot.Words},
		{Name: "minutes", Events: minutes.Events(), Apply: minutes.Apply, Commands: minutes.Commands(), Shows: minutes.Shows(), Due: minutes.Due, Rests: minutes.Rests, Also: minutes.Also, Words: minutes.Words},
		{Name: "cycle", Events: cycle.Events(), Apply: cycle.Apply, Commands: cycle.Commands(), Shows: cycle.Shows(), Words: cycle.Words},
		{Name: "reminder", Events: reminder.Events(), Apply: reminder.Apply, Commands: remind.Commands(), Shows: remind.Shows(), Due: remind.Due, Rests: remind.Rests, Also: remind.Also, Words: reminder.Words},
		{Name: "moderation", Events: moderation.Events(), Apply: moderation.Apply, Commands: moderation.Commands(), Shows: moderation.Shows(), Asks: moderation.Asks(), Also: moderation.Also, Due: moderation.Due, Rests: moderation.Rests, Words: moderation.Words},
		{Name: "page", Events: page.Events(), Apply: page.Apply, Commands: page.Commands(), Words: page.Words},
		{Name: "watch", Events: watch.Events(), Apply: watch.Apply, Commands: watch.Commands(o.Looks), Shows: watch.Shows(), Due: watch.Due, Rests: watch.Rests, Also: watch.Also, Words: watch.Words},
		{Name: "home", Commands: Home().Commands(), Words: home.Words},
		{Name: "calendar", Events: calendar.Events(), Apply: calendar.Apply, Commands: calendar.Commands(o.Calendar), Words: calendar.Words},
		{Name: "welcome", Events: welcome.Events(), Apply: welcome.Apply, Commands: welcome.Commands(), Shows: welcome.Shows(), Words: welcome.Words},
		{Name: "trouble", Events: trouble.Events(), Apply: trouble.Apply, Commands: trouble.Commands(), Shows: trouble.Shows(), Words: trouble.Words},
		{Name: "platformrole", Events: platformrole.Events(), Apply: platformrole.Apply, Commands: platformrole.Commands(), Shows: platformrole.Shows(), Due: platformrole.Due, Rests: platformrole.Rests, Words: platformrole.Words},
		{Name: "written", Events: written.Events(), Apply: written.Apply, Commands: written.Commands(), Shows: written.Shows(), Due: written.Due, Rests: written.Rests, Words: written.Words},
	}
}

// Home is everybody's own page. A feature that has something of a person's own is
// named here.
func Home() *home.Home { return home.New() }

// exporters are what features hold about a person beside the roster, for the
// export of one's own data.
func exporters() []roster.Exporter {
	return []roster.Exporter{
		exporting("meetings", meeting.Export), exporting("agenda", agenda.Export), exporting("floor", floor.Export),
		exporting("proposals", proposal.Export), exporting("actions", action.Export), exporting("minutes", minutes.Export),
		exporting("series", series.Export), exporting("cycle", cycle.Export), exporting("reminders", reminder.Export),
		exporting("reports", moderation.Export), exporting("calendar", calendar.Export), exporting("consensus", consensus.Export), exporting("written", written.Export),
		exporting("voice", voice.Export), exporting("ballots", ballot.Export),
		exporting("roles", platformrole.Export),
	}
}

// exporting leaves a part out that holds nothing.
func exporting[Own any](name string, export func(bot.View, bot.PersonID) []Own) roster.Exporter {
	return roster.Exporter{Name: name, Export: func(v bot.View, id bot.PersonID) (any, error) {
		if all := export(v, id); len(all) > 0 {
			return all, nil
		}
		return nil, nil
	}}
}

// own is what the house brings itself: help, and the fact that a record was
// taken back.
func (h *House) own() Feature {
	return Feature{
		Name: "house", Words: words, Also: noteHeads,
		Events: []bot.EventType{bot.EventOf[bot.Undone]()},
		Commands: []command.Command{
			{Path: "help", On: command.Community, Who: []bot.Role{bot.RoleAnyone, bot.RoleUnknown}, Show: h.help, Args: []command.Arg{
				{Name: "command", Kind: command.Text, Rest: true},
			}},
		},
	}
}
