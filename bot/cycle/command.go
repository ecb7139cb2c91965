package cycle

import (
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// Limits of a cycle.
const (
	mostDeadlines = 100
	mostDays      = 730
)

const showMoved = "cycle.moved"

// Commands are what people can ask of the cycle.
func Commands() []command.Command {
	number := command.Arg{Name: "deadline", Kind: command.Number, Max: 100_000}
	required := number
	required.Required = true
	return []command.Command{
		{Path: "cycle show", On: command.Work, Who: command.Anyone, Show: show},
		{Path: "cycle forum", On: command.Work, Who: command.Leads, Decide: forum, Args: []command.Arg{
			{Name: "date", Kind: command.Date, Required: true},
			{Name: "reason", Kind: command.Text, Rest: true, Max: 500},
			{Name: "really", Kind: command.Flag, Carried: true},
		}},
		{Path: "cycle deadline", On: command.Work, Who: command.Leads, Decide: set, Args: []command.Arg{
			{Name: "name", Kind: command.Text, Required: true, Max: 150},
			{Name: "days", Kind: command.Number, Required: true, Max: mostDays},
			{Name: "side", Kind: command.Choice, Choices: []string{before, after}, Default: before},
			{Name: "deadline", Kind: command.Number, Named: true, Max: 100_000},
		}},
		{Path: "cycle remove", On: command.Work, Who: command.Leads, Decide: remove, Args: []command.Arg{required}},
	}
}

// The sides of the forum.
const (
	before = "before"
	after  = "after"
)

// Shows are the messages that records name.
func Shows() map[string]bot.Show { return map[string]bot.Show{showMoved: movedTold} }

// forum sets or moves the date of the forum. A move needs a reason and is seen
// first; then everybody is told of all the days that move with it.
func forum(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	e := ForumSet{Date: c.Text("date"), By: c.Me()}
	if c.Has("reason") {
		e.Reason = bot.Write(c.Me(), c.Text("reason"))
	}
	first := s.Forum == (civil.Date{})
	switch {
	case !first && s.Forum.String() == e.Date:
		return bot.Decision{Reply: bot.Say("cycle.forum-already", "date", e.Date)}, nil
	case !first && e.Reason.IsZero():
		return bot.Decision{}, lang.Refuse("cycle.reason")
	}
	then := bot.NewState(bot.WorkStream)
	*slot.Change(then) = *s
	Apply(then, bot.Meta{At: c.Now}, e)
	m := slot.Of(then).message(c.View, "cycle.forum-is")
	if !first && !c.Flag("really") {
		m = slot.Of(then).message(c.View, "cycle.moved")
		m.Blocks = append(m.Blocks, chat.Quote{Text: e.Reason.Text})
		return bot.Decision{Reply: meeting.Preview(c, m, "meeting.preview.change")}, nil
	}
	m.Seen = c.Say("seen.only-you")
	d := bot.Decision{Events: []bot.Event{e}, Reply: bot.Reply{Message: &m}}
	if !first {
		d.Effects = meeting.Everybody(c.View, showMoved)
	}
	return d, nil
}

// set adds a deadline, or changes the one of a number.
func set(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	e := DeadlineSet{Number: s.last + 1, Name: bot.Words{Text: c.Text("name")}, Days: c.Number("days"), By: c.Me()}
	if c.Text("side") == after {
		e.Days = -e.Days
	}
	if c.Has("deadline") {
		if _, ok := s.Deadline(c.Number("deadline")); !ok {
			return bot.Decision{}, lang.Refuse("cycle.no-such", "number", c.Number("deadline"))
		}
		e.Number = c.Number("deadline")
	} else if len(s.Deadlines) >= mostDeadlines {
		return bot.Decision{}, lang.Refuse("cycle.too-many", "most", mostDeadlines)
	}
	said := bot.Say("cycle.set", "number", e.Number, "name", e.Name.Text)
	if day, ok := s.Day(Deadline{Days: e.Days}); ok {
		said = bot.Say("cycle.set-on", "number", e.Number, "name", e.Name.Text, "day", day.String())
	}
	return bot.Decision{Events: []bot.Event{e}, Reply: said}, nil
}

func remove(c *command.Context) (bot.Decision, error) {
	n := c.Number("deadline")
	if _, ok := Of(c.View).Deadline(n); !ok {
		return bot.Decision{}, lang.Refuse("cycle.no-such", "number", n)
	}
	return bot.Decision{Events: []bot.Event{DeadlineRemoved{Number: n, By: c.Me()}}, Reply: bot.Say("cycle.removed", "number", n)}, nil
}

func show(c *command.Context) (bot.Reply, error) {
	m := Of(c.View).message(c.View, "cycle.forum-is")
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}

// message lists the forum and its deadlines by day.
func (s *State) message(v bot.View, key string) chat.Message {
	m := chat.Message{Seen: v.Say("seen.channel")}
	if v.Reader.Place.Private() {
		m.Seen = v.Say("seen.only-you")
	}
	if s.Forum == (civil.Date{}) {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("cycle.no-forum"))})
	} else {
		m.Blocks = append(m.Blocks, chat.Heading{Text: v.Say(key, "date", s.Forum.String())})
	}
	if len(s.Deadlines) == 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("cycle.no-deadlines"))})
		return m
	}
	t := chat.Table{Header: []string{v.Say("cycle.number"), v.Say("cycle.name"), v.Say("cycle.day"), v.Say("cycle.distance")}}
	for _, d := range s.ByDay() {
		day, said := "–", v.Say("cycle.before", "count", d.Days)
		if at, ok := s.Day(d); ok {
			day = at.String()
		}
		if d.Days < 0 {
			said = v.Say("cycle.after", "count", -d.Days)
		}
		t.Rows = append(t.Rows, []chat.Text{
			chat.Line(strconv.Itoa(d.Number)), chat.Line(strings.TrimSpace(d.Name.Text)), chat.Line(day), chat.Line(said),
		})
	}
	m.Blocks = append(m.Blocks, t)
	return m
}

func movedTold(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	m := s.message(v, "cycle.moved")
	if s.Reason.Text != "" {
		m.Blocks = append(m.Blocks, chat.Quote{Text: s.Reason.Text})
	}
	return m, nil
}
