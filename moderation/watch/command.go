package watch

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/roster"
	"magbot/moderation"
	"magbot/moderation/signal"
)

// switchers may say how the messages of a channel are looked at. Who holds the chair
// of one meeting may not.
var switchers = []bot.Role{bot.RoleChair, bot.RoleSecretariat}

// Commands are what people and the shell can ask of looking. looks reports whether a
// message of one of these accounts is still being looked at; nil where nobody knows.
func Commands(looks func([]bot.Account) bool) []command.Command {
	caseArg := command.Arg{Name: command.CaseArg, Required: true, Max: 40}
	long := func(name string, most int) command.Arg {
		return command.Arg{Name: name, Kind: command.Long, Named: true, Max: most}
	}
	return []command.Command{
		{Path: "conduct watch", On: command.Community, Who: command.Anyone, Show: show},
		{Path: "conduct watch set", On: command.Community, Who: switchers, Decide: set, Args: []command.Arg{
			{Name: "level", Kind: command.Choice, Required: true, Choices: Levels()},
		}},
		{Path: "conduct watch signal", On: command.Community, Who: switchers, Decide: turn, Args: []command.Arg{
			{Name: "signal", Required: true, Max: 50}, {Name: "switch", Kind: command.Choice, Required: true, Choices: []string{"off", "on"}},
		}},
		{Path: "conduct why", On: command.Community, Who: command.Anyone, Show: asker(looks).why, Args: []command.Arg{{Name: "message", Max: 500}}},
		{Path: "conduct nudge", On: command.Community, Who: command.Anyone, Decide: nudge, Args: []command.Arg{
			{Name: "switch", Kind: command.Choice, Required: true, Choices: []string{"off", "on"}},
		}},
		{Path: "conduct allow", On: command.Case, Who: command.Handlers, Decide: allow, Args: []command.Arg{
			caseArg, {Name: "everywhere", Kind: command.Flag},
		}},
		{Path: "conduct not-allow", On: command.Case, Who: command.Handlers, Decide: notAllow, Args: []command.Arg{caseArg}},
		{Path: "conduct phrases", On: command.Community, Who: command.Handlers, Show: phrases},
		{Path: "conduct watch announced", On: command.Community, Who: command.Bot, Inner: true, Decide: announced, Args: []command.Arg{
			{Name: "platform", Required: true, Max: 50}, {Name: "workspace", Max: 200}, {Name: "channel", Required: true, Max: 200},
		}},
		{Path: "conduct watch assisted", On: command.Community, Who: command.Bot, Inner: true, Decide: assisted, Args: []command.Arg{{Name: "host", Max: 300}}},
		{Path: "conduct whisper", On: command.NewCase, Who: command.Bot, Inner: true, Decide: whisper, Args: []command.Arg{
			{Name: "to", Kind: command.Person, Required: true},
			{Name: "rule", Required: true, Max: 100},
			{Name: "clause", Kind: command.Choice, Required: true, Choices: moderation.Clauses()},
			{Name: "message", Max: 500},
			long("span", mostWords), long("reason", mostReason),
			{Name: "nudge", Kind: command.Flag},
		}},
		{Path: "conduct hush", On: command.Case, Who: command.Bot, Inner: true, Decide: hush},
	}
}

const (
	showSet      = "watch.set"
	showAssisted = "watch.assisted"
)

// Shows names what effects of this package show.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{showSet: told, showAssisted: toldAssisted, ShowPhrase: showPhrase, ShowWhisper: showWhisper}
}

// linked gives the channel in which the command is given.
func linked(c *command.Context) (bot.Place, error) {
	place := c.Place
	place.Thread = ""
	switch {
	case place.Private():
		return place, lang.Refuse("community.not-in-private")
	case !community.Of(c.View).Linked(place):
		return place, lang.Refuse("watch.not-linked")
	}
	return place, nil
}

// set says how sensitively messages are looked at in the channel it is given in. The
// channel is told first; the shell says when it has been (Announced).
func set(c *command.Context) (bot.Decision, error) {
	place, err := linked(c)
	if err != nil {
		return bot.Decision{}, err
	}
	level := Level(c.Text("level"))
	known := Of(c.View).channel(place)
	if known == nil && level == Off || known != nil && known.level == level {
		return bot.Decision{Reply: bot.Say("watch.set-already", "level", level)}, nil
	}
	return bot.Decision{
		Events:  []bot.Event{Set{Place: place, Level: level, By: c.Me()}},
		Effects: []bot.Effect{tell(place, string(level))},
		Reply:   bot.Say("watch.set." + string(level)),
	}, nil
}

// tell tells a channel how it is looked at: a level, or a signal that was switched.
func tell(place bot.Place, what string) bot.Effect {
	return bot.Effect{Do: bot.Post, Key: showSet, Show: showSet, To: bot.Audience{Place: place}, With: map[string]string{
		"what": what, "platform": place.Platform, "workspace": place.Workspace, "channel": place.Channel,
	}}
}

func told(v bot.View, e bot.Effect) (chat.Message, error) {
	what := e.With["what"]
	var m chat.Message
	if slices.Contains(Levels(), what) {
		m = chat.Say(v.Say("watch.told." + what))
		if host := Of(v).Host; host != "" && Level(what) != Off {
			m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("watch.told.assisted", "host", host))})
		}
	} else {
		name, off := strings.CutSuffix(what, " off")
		key := "watch.told.signal-on"
		if off {
			key = "watch.told.signal-off"
		}
		m = chat.Say(v.Say(key, "signal", name))
	}
	m.Seen = v.Say("seen.channel")
	return m, nil
}

// AnnouncedBy reports whether a delivery that a platform has taken is the one after
// which messages of a channel are looked at, and gives the call that says so. It is
// decided on the community's stream.
func AnnouncedBy(d bot.Delivery) (bot.Call, bool) {
	if d.Key != string(bot.CommunityStream)+" "+showSet || d.Place.Private() {
		return bot.Call{}, false
	}
	return bot.Do("conduct watch announced", "platform", d.Place.Platform, "workspace", d.Place.Workspace, "channel", d.Place.Channel), true
}

func announced(c *command.Context) (bot.Decision, error) {
	place := bot.Place{Platform: c.Text("platform"), Workspace: c.Text("workspace"), Channel: c.Text("channel")}
	if known := Of(c.View).channel(place); !known.on() || !known.since.IsZero() {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	return bot.Decision{Events: []bot.Event{Announced{Place: place}}}, nil
}

// turn switches a signal of the channel off, or on again. The channel is told.
func turn(c *command.Context) (bot.Decision, error) {
	place, err := linked(c)
	if err != nil {
		return bot.Decision{}, err
	}
	name, off := strings.ToLower(c.Text("signal")), c.Text("switch") == "off"
	known, signals := Of(c.View).channel(place), append(signal.IDs(), Outside, AutoMod)
	switch {
	case !slices.Contains(signals, name):
		return bot.Decision{}, lang.Refuse("watch.no-such-signal", "text", first(name, 40), "signals", strings.Join(signals, ", "))
	case known == nil || known.level == Off:
		return bot.Decision{}, lang.Refuse("watch.is-off")
	case slices.Contains(known.off, name) == off:
		return bot.Decision{Reply: bot.Say("watch.signal-already", "signal", name)}, nil
	}
	what, set := name, "watch.signal-set.on"
	if off {
		what, set = name+" off", "watch.signal-set.off"
	}
	return bot.Decision{
		Events:  []bot.Event{Switched{Place: place, Signal: name, Off: off, By: c.Me()}},
		Effects: []bot.Effect{tell(place, what)}, Reply: bot.Say(set, "signal", name),
	}, nil
}

// show says to everybody in a channel how it is looked at.
func show(c *command.Context) (bot.Reply, error) {
	place, err := linked(c)
	if err != nil {
		return bot.Reply{}, err
	}
	known := Of(c.View).channel(place)
	if !known.on() {
		m := chat.Say(c.Say("watch.show.off"))
		m.Seen = c.Say("seen.only-you")
		return bot.Reply{Message: &m}, nil
	}
	m := chat.Say(c.Say("watch.show."+string(known.level)), c.Say("watch.show.how"))
	add := func(key string, args ...any) {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(c.Say(key, args...))})
	}
	if len(known.off) > 0 {
		add("watch.show.signals-off", "signals", strings.Join(known.off, ", "))
	}
	if known.by != "" {
		add("watch.show.by", "name", roster.Name(c.View, known.by))
	}
	if host := Of(c.View).Host; host != "" {
		add("watch.told.assisted", "host", host)
	}
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}

// assisted takes note that texts are sent to an outside service, too, or no longer.
// Every channel that is looked at is told.
func assisted(c *command.Context) (bot.Decision, error) {
	host := c.Text("host")
	s := Of(c.View)
	if s.Host == host {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	d := bot.Decision{Events: []bot.Event{Assisted{Host: host}}}
	for i, place := range s.places() {
		d.Effects = append(d.Effects, bot.Effect{
			Do: bot.Post, Key: fmt.Sprint(showAssisted, " ", i), Show: showAssisted, To: bot.Audience{Place: place},
		})
	}
	return d, nil
}

func toldAssisted(v bot.View, _ bot.Effect) (chat.Message, error) {
	m := chat.Say(v.Say("watch.told.not-assisted"))
	if host := Of(v).Host; host != "" {
		m = chat.Say(v.Say("watch.told.assisted", "host", host))
	}
	m.Seen = v.Say("seen.channel")
	return m, nil
}

// nudge has somebody told by direct message when something in a message of theirs asks
// people to look, or no longer. It changes nothing of what is found and who is asked.
func nudge(c *command.Context) (bot.Decision, error) {
	on := c.Text("switch") == "on"
	key := "watch.nudge.off"
	if on {
		key = "watch.nudge.on"
	}
	d := bot.Decision{Reply: bot.Say(key)}
	if Of(c.View).nudged[c.Me()] != on {
		d.Events = []bot.Event{Nudging{Person: c.Me(), On: on}}
	}
	return d, nil
}

// whisperLasts is for how long a word to an author is kept, so that they can ask why.
const whisperLasts = 30 * 24 * time.Hour

// whisper tells an author alone. Nobody handles it: its stream is no case.
func whisper(c *command.Context) (bot.Decision, error) {
	w := Whispered{
		To: c.Person("to"), Rule: c.Text("rule"), Clause: c.Text("clause"), Span: bot.Write("", c.Text("span")),
		Reason: bot.Write("", c.Text("reason")), Link: bot.Write("", c.Text("message")), Nudge: c.Flag("nudge"),
	}
	for _, a := range whispers(c.View, w.To) {
		if a.Rule == w.Rule && a.Span.Text == w.Span.Text && moderation.SameMessage(a.Link.Text, w.Link.Text) {
			return bot.Decision{Reply: bot.Reply{Done: true}}, nil
		}
	}
	return bot.Decision{
		Events: []bot.Event{w}, Effects: []bot.Effect{{Do: bot.Direct, Key: "whisper", Show: ShowWhisper, To: bot.ToPerson(w.To)}},
	}, nil
}

// whispers lists what was told to one author alone, in the order of random names.
func whispers(v bot.View, to bot.PersonID) (all []*aside) {
	for _, id := range v.Streams(string(bot.CaseStream(""))) {
		if a := asideSlot.Of(v.Stream(id)); a.To == to && to != "" && !a.Hushed {
			all = append(all, a)
		}
	}
	return all
}

func showWhisper(v bot.View, _ bot.Effect) (chat.Message, error) {
	a := asideSlot.Of(v.Here)
	if a.To == "" || a.Hushed {
		return chat.Message{}, nil
	}
	key := "watch.whisper"
	switch {
	case a.Nudge:
		key = "watch.nudge"
	case a.Rule == Interest:
		key = "watch.interest"
	}
	m := chat.Message{Seen: v.Say("seen.only-you"), Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(v.Say(key))}}}
	m.Blocks = append(m.Blocks, flagBlocks(v, a.Rule, a.Clause, a.Span.Text, a.Reason.Text, a.Link.Text)...)
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say(key + ".next"))})
	return m, nil
}

// Due forgets a word to an author after a month.
func Due(v bot.View) []bot.Due {
	if _, sealed := v.Here.Stream.Case(); !sealed {
		return nil
	}
	if a := asideSlot.Of(v.Here); a.To != "" && !a.Hushed {
		return []bot.Due{{Key: "hush", At: a.At.Add(whisperLasts), Call: bot.Do("conduct hush")}}
	}
	return nil
}

// Rests reports whether time brings nothing more.
func Rests(v bot.View) bool { return len(Due(v)) == 0 }

func hush(c *command.Context) (bot.Decision, error) {
	a := asideSlot.Of(c.Here)
	if a.To == "" || a.Hushed || c.Now.Before(a.At.Add(whisperLasts)) {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	return bot.Decision{
		Events:  []bot.Event{Hushed{}},
		Effects: []bot.Effect{{Do: bot.Restart, Key: "erase", With: map[string]string{"stream": string(c.Here.Stream)}}},
	}, nil
}
