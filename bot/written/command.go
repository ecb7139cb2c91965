package written

import (
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
)

// Commands are what people and the shell can ask of counting.
func Commands() []command.Command {
	month := command.Arg{Name: "month", Max: 20}
	return []command.Command{
		{Path: "channel count", On: command.Community, Who: command.Leads, Decide: begin},
		{Path: "channel count stop", On: command.Community, Who: command.Leads, Decide: end},
		{Path: "written balance", On: command.Community, Who: command.Leads, Show: showBalance, Args: []command.Arg{month}},
		{Path: "me written", On: command.Community, Who: command.Anyone, Show: showMine, Args: []command.Arg{month}},
		{Path: "me written stop", On: command.Community, Who: command.Anyone, Decide: decline},
		{Path: "me written resume", On: command.Community, Who: command.Anyone, Decide: resume},
		{Path: "written announced", On: command.Community, Who: command.Bot, Inner: true, Decide: announced, Args: []command.Arg{
			{Name: "platform", Required: true, Max: 50}, {Name: "workspace", Max: 200}, {Name: "channel", Required: true, Max: 200},
		}},
		{Path: "written count", On: command.Month, Who: command.Bot, Inner: true, Decide: count, Args: []command.Arg{
			{Name: "messages", Kind: command.File, Required: true},
		}},
		{Path: "written close", On: command.Month, Who: command.Bot, Inner: true, Decide: closeMonth},
	}
}

// Shows names what effects of this package show.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{showBegan: told("written.channel-counted"), showEnded: told("written.channel-not-counted")}
}

const (
	showBegan = "written.began"
	showEnded = "written.ended"
)

// told shows one sentence or more in a channel.
func told(key string) bot.Show {
	return func(v bot.View, _ bot.Effect) (chat.Message, error) {
		m := chat.Say(v.Say(key))
		m.Seen = v.Say("seen.channel")
		return m, nil
	}
}

// begin asks that words be counted in the channel it is given in. The channel is
// told first; the shell says when it has been (Announced).
func begin(c *command.Context) (bot.Decision, error) {
	place, err := linked(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if known := Of(c.View).channel(place); known != nil && known.on {
		return bot.Decision{Reply: bot.Say("written.began-already")}, nil
	}
	return bot.Decision{
		Events:  []bot.Event{Began{Place: place, By: c.Me()}},
		Effects: []bot.Effect{{Do: bot.Post, Key: showBegan, Show: showBegan, To: bot.Audience{Place: place}}},
		Reply:   bot.Say("written.began"),
	}, nil
}

func end(c *command.Context) (bot.Decision, error) {
	place, err := linked(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if known := Of(c.View).channel(place); known == nil || !known.on {
		return bot.Decision{Reply: bot.Say("written.ended-already")}, nil
	}
	return bot.Decision{
		Events:  []bot.Event{Ended{Place: place, By: c.Me()}},
		Effects: []bot.Effect{{Do: bot.Post, Key: showEnded, Show: showEnded, To: bot.Audience{Place: place}}},
		Reply:   bot.Say("written.ended"),
	}, nil
}

// linked gives the channel in which the command is given.
func linked(c *command.Context) (bot.Place, error) {
	place := c.Place
	place.Thread = ""
	switch {
	case place.Private():
		return place, lang.Refuse("community.not-in-private")
	case !community.Of(c.View).Linked(place):
		return place, lang.Refuse("written.not-linked")
	}
	return place, nil
}

// AnnouncedBy reports whether a delivery that a platform has taken is the
// announcement after which words are counted in a channel, and gives the call
// that says so. It is decided on the community's stream.
func AnnouncedBy(d bot.Delivery) (bot.Call, bool) {
	if d.Key != string(bot.CommunityStream)+" "+showBegan || d.Place.Private() {
		return bot.Call{}, false
	}
	return bot.Do("written announced", "platform", d.Place.Platform, "workspace", d.Place.Workspace, "channel", d.Place.Channel), true
}

// announced takes note that a channel was told. One in which counting has ended
// meanwhile, or was announced before, changes nothing.
func announced(c *command.Context) (bot.Decision, error) {
	place := bot.Place{Platform: c.Text("platform"), Workspace: c.Text("workspace"), Channel: c.Text("channel")}
	if known := Of(c.View).channel(place); known == nil || !known.on || !known.since.IsZero() {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	return bot.Decision{Events: []bot.Event{Announced{Place: place}}}, nil
}

func decline(c *command.Context) (bot.Decision, error) {
	if Of(c.View).Declines(c.Me()) {
		return bot.Decision{Reply: bot.Say("written.declined-already")}, nil
	}
	return bot.Decision{Events: []bot.Event{Declined{Person: c.Me()}}, Reply: bot.Say("written.declined")}, nil
}

func resume(c *command.Context) (bot.Decision, error) {
	if !Of(c.View).Declines(c.Me()) {
		return bot.Decision{Reply: bot.Say("written.resumed-already")}, nil
	}
	return bot.Decision{Events: []bot.Event{Resumed{Person: c.Me()}}, Reply: bot.Say("written.resumed")}, nil
}

// closesAfter is how long after its end a month is closed, so that what was
// written at its end and heard late is still counted before.
const closesAfter = 7 * 24 * time.Hour

// Due closes a month a week after its end.
func Due(v bot.View) []bot.Due {
	from, is := v.Here.Stream.Month()
	if !is || v.Here.Version == 0 || monthSlot.Of(v.Here).Closed {
		return nil
	}
	return []bot.Due{{Key: "written.close", At: from.AddDate(0, 1, 0).Add(closesAfter), Call: bot.Do("written close")}}
}

// Rests reports whether time brings nothing to the stream any more.
func Rests(v bot.View) bool {
	_, is := v.Here.Stream.Month()
	return !is || monthSlot.Of(v.Here).Closed
}

func closeMonth(c *command.Context) (bot.Decision, error) {
	if monthSlot.Of(c.Here).Closed || c.Here.Version == 0 {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	return bot.Decision{
		Events:  []bot.Event{Closed{}},
		Effects: []bot.Effect{community.NoteHead(c.Here.Stream, community.AtClosing)},
	}, nil
}
