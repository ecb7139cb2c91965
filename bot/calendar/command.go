package calendar

import (
	"embed"
	"fmt"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/chat/ical"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
	"magbot/bot/series"
)

// Words are the sentences of this package, for the catalogue.
//
//go:embed words.en.toml
var Words embed.FS

// Outside is what this package is given: it knows what stands in a calendar, and
// neither how one is written nor what pages there are.
type Outside struct {
	// Write writes a calendar as a file; nil where there are no files.
	Write func(ical.Calendar) (string, error)
	// Form gives the address of the page on which a person who is signed in to
	// the room at an address confirms a call; nil where there is none.
	Form func(room string, call bot.Call) string
}

// form is the address of the page of a call; empty where there is none.
func (o Outside) form(room string, call bot.Call) string {
	if room == "" || o.Form == nil {
		return ""
	}
	return o.Form(room, call)
}

// Limits of an alarm.
const (
	shortestAlarm = time.Minute
	longestAlarm  = 28 * 24 * time.Hour
	noAlarm       = "none"
)

// Commands are what people can ask of calendars. Where nothing writes files
// there are none, and the commands say so.
func Commands(o Outside) []command.Command {
	return []command.Command{
		{Path: "meeting calendar", On: command.Meeting, Who: command.Anyone, Show: o.meeting},
		{Path: "series calendar", On: command.Work, Who: command.Anyone, Show: o.series, Args: []command.Arg{
			{Name: "series", Kind: command.Text, Rest: true, Max: 200},
		}},
		{Path: "me calendar", On: command.Community, Who: command.Anyone, Decide: o.mine},
		{Path: "me calendar renew", On: command.Community, Who: command.Anyone, Decide: renew},
		{Path: "me calendar revoke", On: command.Community, Who: command.Anyone, Decide: revoke},
		{Path: "me calendar alarm", On: command.Community, Who: command.Anyone, Decide: alarm, Args: []command.Arg{
			{Name: "before", Kind: command.Text, Required: true, Rest: true, Max: 40},
		}},
		{Path: "me calendar file", On: command.Community, Who: command.Anyone, Show: o.all},
	}
}

// file writes a calendar for a message.
func (o Outside) file(name string, c ical.Calendar) (chat.File, error) {
	if o.Write == nil {
		return chat.File{}, lang.Refuse("calendar.no-files")
	}
	text, err := o.Write(c)
	if err != nil {
		return chat.File{}, fmt.Errorf("write the calendar %s: %w", name, err)
	}
	return chat.File{Name: name + FeedSuffix, Type: "text/calendar", Text: text}, nil
}

// offered reports whether calendars can be followed at an address.
func offered(v bot.View) bool { return address(v, "") != "" }

// withFile is the answer that holds a file, and how to have it come by itself.
func (o Outside) withFile(c *command.Context, name, heading, intro string, cal ical.Calendar) (bot.Reply, error) {
	if len(cal.Entries) == 0 {
		return bot.Say("calendar.empty"), nil
	}
	f, err := o.file(name, cal)
	if err != nil {
		return bot.Reply{}, err
	}
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Heading{Text: heading},
		chat.Paragraph{Text: chat.Line(intro)},
		f,
		chat.Note{Text: chat.Line(c.Say("calendar.answers"))},
	}}
	if offered(c.View) {
		m.Buttons = []chat.Button{{Label: c.Say("calendar.button.follow"), Call: chat.Do("me calendar")}}
	}
	return bot.Reply{Message: &m}, nil
}

// meeting gives one meeting as a file.
func (o Outside) meeting(c *command.Context) (bot.Reply, error) {
	s := meeting.Of(c.View)
	e, ok := meeting.DirectoryOf(c.View).Get(s.ID)
	if !ok {
		return bot.Reply{}, lang.Refuse("meeting.none")
	}
	return o.withFile(c, "meeting-"+string(e.ID), s.Title.Text, c.Say("calendar.file.meeting"), o.OfMeeting(c.View, e))
}

// series gives every day of a series as a file.
func (o Outside) series(c *command.Context) (bot.Reply, error) {
	s, err := series.Meant(c)
	if err != nil {
		return bot.Reply{}, err
	}
	return o.withFile(c, fmt.Sprintf("series-%d", s.ID), s.Name.String(), c.Say("calendar.file.series"), o.OfSeries(c.View, s))
}

// all gives all that the reader may see as a file.
func (o Outside) all(c *command.Context) (bot.Reply, error) {
	return o.withFile(c, "meetings", c.Say("calendar.mine"), c.Say("calendar.file.all"), o.All(c.View))
}

// known gives who asks, who must be somebody.
func known(c *command.Context) (bot.PersonID, error) {
	if p, ok := roster.Of(c.View).Person(c.Me()); !ok || p.Erased || p.Guest {
		return "", lang.Refuse("calendar.who")
	}
	return c.Me(), nil
}

// following gives who asks, who must be somebody that may have an address.
func following(c *command.Context) (bot.PersonID, error) {
	id, err := known(c)
	switch {
	case err != nil:
		return "", err
	case !offered(c.View):
		return "", lang.Refuse("calendar.none-offered")
	case !mayFollow(c.View, id):
		return "", lang.Refuse("calendar.over")
	}
	return id, nil
}

// mine gives a person their address the first time they ask, and tells about it
// afterwards. Where none is offered there is the file.
func (o Outside) mine(c *command.Context) (bot.Decision, error) {
	if !offered(c.View) {
		if _, err := known(c); err != nil {
			return bot.Decision{}, err
		}
		reply, err := o.withFile(c, "meetings", c.Say("calendar.mine"), c.Say("calendar.not-offered"), o.All(c.View))
		return bot.Decision{Reply: reply}, err
	}
	id, err := following(c)
	if err != nil {
		return bot.Decision{}, err
	}
	since, has := Following(c.View, id)
	if !has {
		return give(c, id, "calendar.made"), nil
	}
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Heading{Text: c.Say("calendar.mine")},
		chat.Paragraph{Text: chat.Line(c.Say("calendar.since")+" ", chat.Time{At: since}, ".")},
		chat.Paragraph{Text: chat.Line(c.Say("calendar.once"))},
	}, Buttons: buttons(c.View)}
	m.Blocks = append(m.Blocks, alarmLine(c.View, id))
	return bot.Decision{Reply: bot.Reply{Message: &m}}, nil
}

func buttons(v bot.View) []chat.Button {
	return []chat.Button{
		{Label: v.Say("calendar.button.renew"), Call: chat.Do("me calendar renew")},
		{Label: v.Say("calendar.button.revoke"), Call: chat.Do("me calendar revoke"), Style: chat.Danger},
		{Label: v.Say("calendar.button.alarm"), Call: chat.Do("me calendar alarm"), Ask: true},
		{Label: v.Say("calendar.button.file"), Call: chat.Do("me calendar file")},
	}
}

func alarmLine(v bot.View, id bot.PersonID) chat.Block {
	said := v.Say("calendar.alarm.is-off")
	if d := alarmOf(v, id); d != nil {
		said = v.Say("calendar.alarm.is", "before", civil.FormatDuration(*d))
	}
	return chat.Note{Text: chat.Line(said)}
}

// give makes a new address. It stands in the answer alone.
func give(c *command.Context, id bot.PersonID, said string) bot.Decision {
	token := newToken(c.Fresh)
	link := address(c.View, token)
	m := chat.Message{Seen: c.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Heading{Text: c.Say("calendar.mine")},
		chat.Paragraph{Text: chat.Line(c.Say(said))},
		chat.Paragraph{Text: chat.Line(chat.Link{Label: link, URL: link})},
		chat.List{Lines: []chat.Text{
			chat.Line(c.Say("calendar.how.google")), chat.Line(c.Say("calendar.how.outlook")), chat.Line(c.Say("calendar.how.thunderbird")),
		}},
		chat.Paragraph{Text: chat.Line(c.Say("calendar.keep"))},
		chat.Note{Text: chat.Line(c.Say("calendar.answers"))},
		alarmLine(c.View, id),
	}, Buttons: buttons(c.View)[1:]}
	return bot.Decision{Events: []bot.Event{FeedMade{Person: id, Hash: Hash(token)}}, Reply: bot.Reply{Message: &m}}
}

// renew gives a new address; the last one is dead from then on.
func renew(c *command.Context) (bot.Decision, error) {
	id, err := following(c)
	if err != nil {
		return bot.Decision{}, err
	}
	said := "calendar.made"
	if _, has := Following(c.View, id); has {
		said = "calendar.renewed"
	}
	return give(c, id, said), nil
}

// revoke ends a person's address, also where no new one is offered.
func revoke(c *command.Context) (bot.Decision, error) {
	id, err := known(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if !has(c.View, id) {
		return bot.Decision{Reply: bot.Say("calendar.revoked-already")}, nil
	}
	return bot.Decision{Events: []bot.Event{FeedRevoked{Person: id}}, Reply: bot.Say("calendar.revoked")}, nil
}

// alarm sets how long before a meeting a person's calendar rings.
func alarm(c *command.Context) (bot.Decision, error) {
	id, err := known(c)
	if err != nil {
		return bot.Decision{}, err
	}
	now := alarmOf(c.View, id)
	if strings.EqualFold(c.Text("before"), noAlarm) {
		reply := bot.Say("calendar.alarm.off")
		if now == nil {
			return bot.Decision{Reply: reply}, nil
		}
		return bot.Decision{Events: []bot.Event{AlarmSet{Person: id, Off: true}}, Reply: reply}, nil
	}
	d, err := civil.ParseDuration(c.Text("before"), time.Minute, shortestAlarm, longestAlarm)
	if err != nil {
		return bot.Decision{}, err
	}
	d = d.Truncate(time.Minute)
	reply := bot.Say("calendar.alarm.set", "before", civil.FormatDuration(d))
	if now != nil && *now == d {
		return bot.Decision{Reply: reply}, nil
	}
	return bot.Decision{Events: []bot.Event{AlarmSet{Person: id, Before: d}}, Reply: reply}, nil
}
