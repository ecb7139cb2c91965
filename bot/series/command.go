package series

import (
	"embed"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// Words are the sentences of this package, for the catalogue.
//
//go:embed words.en.toml
var Words embed.FS

// The names of arguments.
const (
	seriesArg = "series"
	dayArg    = "day"
	tellArg   = "tell"
)

// Commands are what people, the clock and other streams can ask of a series.
func Commands() []command.Command {
	return append(planning(), inner()...)
}

func whichSeries() command.Arg {
	return command.Arg{Name: seriesArg, Kind: command.Text, Named: true, Max: 200}
}

func whats(of []What) []string {
	names := make([]string, len(of))
	for i, w := range of {
		names[i] = string(w)
	}
	return names
}

// terms are the arguments that start and change share.
func terms() []command.Arg {
	return []command.Arg{
		{Name: "when", Kind: command.When, Named: true},
		{Name: "every", Kind: command.Text, Named: true, Max: longestRule},
		{Name: "slots", Kind: command.Text, Named: true, Max: 100},
		{Name: "zone", Kind: command.Zone, Named: true},
		{Name: "length", Kind: command.Duration, Named: true},
		{Name: "mode", Kind: command.Choice, Named: true, Choices: []string{string(meeting.ModeMAG), string(meeting.ModeConsultation)}},
		{Name: "join", Kind: command.Link, Named: true},
	}
}

func planning() []command.Command {
	title := command.Arg{Name: "title", Kind: command.Text, Required: true, Max: 150}
	reason := command.Arg{Name: "reason", Kind: command.Text, Required: true, Rest: true, Max: 500}
	really := command.Arg{Name: "really", Kind: command.Flag, Carried: true}
	day := command.Arg{Name: dayArg, Kind: command.Text, Required: true, Max: 100}
	where := command.Arg{Name: "where", Kind: command.Choice, Choices: []string{"all", "here"}, Default: "all", Named: true}
	start := append([]command.Arg{title}, terms()...)
	start[1].Required, start[2].Required = true, true
	return []command.Command{
		{Path: "series start", On: command.Work, Who: command.Leads, Decide: begun, Args: append(start, where)},
		{Path: "series list", On: command.Work, Who: command.Anyone, Show: list},
		{Path: "series show", On: command.Work, Who: command.Anyone, Show: show, Args: []command.Arg{
			{Name: seriesArg, Kind: command.Text, Rest: true, Max: 200},
		}},
		{Path: "series invite", On: command.Work, Who: command.Leads, Decide: invite, Args: []command.Arg{whichSeries(), really}},
		{
			Path: "series change", On: command.Work, Who: command.Leads, Decide: change,
			Args: append(terms(), command.Arg{Name: "title", Kind: command.Text, Named: true, Max: 150}, command.Arg{Name: "reason", Kind: command.Text, Named: true, Max: 500}, whichSeries(), really),
		},
		{Path: "series skip", On: command.Work, Who: command.Leads, Decide: skip, Args: []command.Arg{day, reason, whichSeries(), really}},
		{Path: "series move", On: command.Work, Who: command.Leads, Decide: move, Args: []command.Arg{
			day, {Name: "when", Kind: command.When, Named: true, Required: true}, reason, whichSeries(), really,
		}},
		{Path: "series end", On: command.Work, Who: command.Leads, Decide: end, Args: []command.Arg{reason, whichSeries(), really}},
		{Path: "series remind", On: command.Work, Who: command.Leads, Decide: remind, Args: []command.Arg{
			{Name: "what", Kind: command.Choice, Choices: whats(Whats()), Required: true},
			{Name: "before", Kind: command.Text, Required: true, Rest: true, Max: 200},
			whichSeries(),
		}},
		{Path: "series deadline", On: command.Work, Who: command.Leads, Decide: deadline, Args: []command.Arg{
			{Name: "what", Kind: command.Choice, Choices: whats(Deadlines()), Required: true},
			{Name: "offset", Kind: command.Text, Required: true, Rest: true, Max: 60},
			whichSeries(),
		}},
		{Path: "series fair", On: command.Work, Who: command.Anyone, Show: showFair, Args: []command.Arg{
			{Name: seriesArg, Kind: command.Text, Rest: true, Max: 200},
			{Name: "by", Kind: command.Choice, Choices: []string{byZone, byPerson}, Default: byZone, Named: true},
		}},
	}
}

func inner() []command.Command {
	number := command.Arg{Name: seriesArg, Kind: command.Number, Required: true}
	return []command.Command{
		{Path: "series plan", On: command.Work, Who: command.Bot, Inner: true, Decide: planNext, Args: []command.Arg{number}},
		{Path: "series apply", On: command.Meeting, Who: command.Bot, Inner: true, Decide: applyTo, Args: []command.Arg{
			{Name: tellArg, Kind: command.Flag},
		}},
		{Path: "series invited", On: command.Meeting, Who: command.Bot, Inner: true, Decide: invited},
	}
}

// Shows are the messages that records name.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{
		showInvitation: invitationTold, showChanged: changedTold, showSkipped: skippedTold, showMoved: movedTold, showEnded: endedTold,
	}
}

// meant finds the series a call means: the one it names by number or name, or
// else the only one that is running.
func meant(c *command.Context) (*Series, error) {
	s := Of(c.View)
	name := strings.TrimSpace(c.Text(seriesArg))
	if name == "" {
		running := s.Running()
		switch len(running) {
		case 1:
			return running[0], nil
		case 0:
			return nil, lang.Refuse("series.none")
		}
		return nil, lang.Refuse("series.which", "count", len(running))
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(name, "#")); err == nil {
		if r, ok := s.Get(n); ok {
			return r, nil
		}
	}
	var found []*Series
	for _, r := range s.All() {
		if strings.EqualFold(r.Name.String(), name) {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		return nil, lang.Refuse("series.unknown", "text", shorten(name))
	}
	return found[0], nil
}

// Meant finds the series that a call of another feature means, by its argument
// "series". The error is a *lang.Error.
func Meant(c *command.Context) (*Series, error) { return meant(c) }

// running is meant for what cannot be done once a series has ended.
func running(c *command.Context) (*Series, error) {
	s, err := meant(c)
	if err == nil && s.Ended {
		return nil, lang.Refuse("series.is-ended", "name", s.Name.String())
	}
	return s, err
}

// dayOf finds the occurrence a person means: by its title, its number in
// Roman or other digits, or the day it is on.
func (s *Series) dayOf(c *command.Context) (Occurrence, error) {
	text := c.Text(dayArg)
	ahead := s.Ahead(c.View, mostAhead)
	n, err := civil.ParseRoman(text)
	if plain, bad := strconv.Atoi(text); bad == nil {
		n, err = plain, nil
	}
	for _, o := range ahead {
		if err == nil && o.Number == n || strings.EqualFold(s.Title(o.Number), text) {
			return o, nil
		}
	}
	if err == nil {
		return Occurrence{}, lang.Refuse("series.no-such-day", "text", shorten(text), "name", s.Name.String())
	}
	d, err := civil.ParseDate(text, c.Now, s.Zone)
	if err != nil {
		return Occurrence{}, err
	}
	for _, o := range ahead {
		if o.Date == d || civil.DateOf(o.Start.In(s.Zone)) == d {
			return o, nil
		}
	}
	return Occurrence{}, lang.Refuse("series.no-such-day", "text", shorten(text), "name", s.Name.String())
}

// mostAhead is how many days to come a person can name.
const mostAhead = 60
