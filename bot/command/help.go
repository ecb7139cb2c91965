package command

import (
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
)

// Help is what "/mag help" answers: the areas of the table with the commands
// that the reader may give, and the shorthand for what is needed most often.
func (t *Table) Help(v bot.View) chat.Message {
	m := chat.Message{Seen: v.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Heading{Text: v.Say("help.title")},
		chat.Paragraph{Text: chat.Line(v.Say("help.intro"))},
	}}
	var lines, typed []chat.Text
	var area string
	var names []string
	flush := func() {
		if len(names) > 0 {
			lines = append(lines, chat.Line(chat.Strong("/mag "+area), " "+strings.Join(names, ", ")))
			m.Buttons = append(m.Buttons, chat.Button{Label: area, Call: chat.Do("help", "command", area)})
		}
		names = nil
	}
	for _, c := range t.listed(v) {
		first, rest, _ := strings.Cut(c.Path, " ")
		if first != area {
			flush()
			area = first
		}
		if rest == "" {
			rest = v.Say("help.alone")
		}
		names = append(names, rest)
		if len(c.Typed) > 0 && c.On == Meeting {
			typed = append(typed, chat.Line(chat.Strong(strings.Join(c.Typed, ", ")), " — "+v.Say(c.HelpKey())))
		}
	}
	flush()
	m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	if len(typed) > 0 {
		m.Blocks = append(m.Blocks, chat.Heading{Text: v.Say("help.shorthand")}, chat.List{Lines: typed})
	}
	return m
}

// listed are the commands that the reader may give, those of one area together,
// in the order in which the areas were first declared.
func (t *Table) listed(v bot.View) []*Command {
	var areas []string
	byArea := map[string][]*Command{}
	for _, c := range t.All() {
		if c.Inner || c.Unlisted || !c.May(v.Reader) {
			continue
		}
		area, _, _ := strings.Cut(c.Path, " ")
		if byArea[area] == nil {
			areas = append(areas, area)
		}
		byArea[area] = append(byArea[area], c)
	}
	var all []*Command
	for _, area := range areas {
		all = append(all, byArea[area]...)
	}
	return all
}

// helpArea tells about the commands of one area that the reader may give.
func (t *Table) helpArea(v bot.View, area string) (chat.Message, bool) {
	m := chat.Message{Seen: v.Say("seen.only-you"), Blocks: []chat.Block{chat.Heading{Text: "/mag " + area}}}
	var lines []chat.Text
	onMeeting := false
	for _, c := range t.listed(v) {
		if first, _, _ := strings.Cut(c.Path, " "); first == area {
			lines = append(lines, c.line(v))
			onMeeting = onMeeting || c.On == Meeting
		}
	}
	m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	if onMeeting {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("help.meeting-named"))})
	}
	return m, len(lines) > 0
}

func (c *Command) line(v bot.View) chat.Text {
	line := chat.Line(chat.Strong("/mag "+c.Usage()), " — "+v.Say(c.HelpKey()))
	if len(c.Typed) > 0 {
		line = append(line, chat.Plain("  "+v.Say("help.typed", "typed", strings.Join(c.Typed, ", "))))
	}
	return line
}

// HelpFor tells about one area of commands, or about one command, whether or
// not the reader may give it, and says so if not.
func (t *Table) HelpFor(v bot.View, path string) (chat.Message, error) {
	path = strings.ToLower(strings.Join(strings.Fields(path), " "))
	c, ok := t.byPath[path]
	if area, found := t.helpArea(v, path); found && (!ok || len(area.Blocks[1].(chat.List).Lines) > 1) {
		return area, nil
	}
	if !ok || c.Inner {
		return chat.Message{}, t.unknown(path, v.Reader)
	}
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: "/mag " + c.Usage()},
		chat.Paragraph{Text: chat.Line(v.Say(c.HelpKey()))},
	}}
	var lines []chat.Text
	for _, a := range c.Args {
		if a.Hidden() || a.Carried && a.Name == MeetingArg { // for which a note stands below
			continue
		}
		label := c.Label(v, a.Name)
		if a.Kind == Choice {
			label += " (" + v.Say("help.choices", "choices", strings.Join(a.Choices, ", ")) + ")"
		}
		if how, _ := c.ArgKeys(a.Name); v.Say(how+".how") != how+".how" {
			label += " (" + v.Say(how+".how") + ")"
		}
		lines = append(lines, chat.Line(chat.Strong(a.Name), " — "+label))
	}
	if len(lines) > 0 {
		m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	}
	if len(c.Typed) > 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("help.typed", "typed", strings.Join(c.Typed, ", ")))})
	}
	if c.On == Meeting {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say(c.namedKey()))})
	}
	if !c.May(v.Reader) {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Print.Text(c.refuse().Text))})
	}
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

// namedKey names the sentence that tells which meeting is meant where none is
// named, and how to name another.
func (c *Command) namedKey() string {
	if c.Past {
		return "help.meeting-named.past"
	}
	return "help.meeting-named"
}

// Usage writes the path and its arguments: "agenda decline INPUT [REASON…] [to: …]".
// Those given by name come last, because the value of one runs to the next name;
// so does what stands behind the one that takes the rest.
func (c *Command) Usage() string {
	var places, names strings.Builder
	full := false
	for _, a := range c.Args {
		if a.Hidden() || a.Carried && a.Name == MeetingArg {
			continue
		}
		b, name := &places, strings.ToUpper(a.Name)
		if a.Named || a.Carried || full {
			b, name = &names, a.Name+": …"
		}
		if a.Rest {
			name += "…"
			full = full || !a.Named
		}
		if !a.Required {
			name = "[" + name + "]"
		}
		b.WriteString(" " + name)
	}
	return c.Path + places.String() + names.String()
}

// Label is what a person reads before an argument.
func (c *Command) Label(v bot.View, arg string) string {
	own, shared := c.ArgKeys(arg)
	if said := v.Say(own); said != own {
		return said
	}
	return v.Say(shared)
}

// Form asks for the arguments of a command that the call does not hold yet;
// what it holds is filled in and can be changed, what is marked fixed is kept
// out of sight.
func (t *Table) Form(v bot.View, call bot.Call, fixed ...string) (chat.Form, error) {
	c, ok := t.byPath[call.Path]
	if !ok {
		return chat.Form{}, t.unknown(call.Path, v.Reader)
	}
	form := chat.Form{
		Title: v.Say(c.HelpKey()), Submit: v.Say("form.submit"),
		Call: chat.Call{Path: call.Path, Args: map[string]string{}},
	}
	for _, a := range c.Args {
		if a.Carried || slices.Contains(fixed, a.Name) {
			if given := call.Args[a.Name]; given != "" {
				form.Call.Args[a.Name] = given
			}
			continue
		}
		form.Fields = append(form.Fields, c.field(v, a, call.Args[a.Name]))
	}
	if c.Dress != nil && len(call.Args) > 0 {
		c.Dress(v, &form)
	}
	return form, nil
}

func (c *Command) field(v bot.View, a Arg, value string) chat.Field {
	f := chat.Field{Name: a.Name, Label: c.Label(v, a.Name), Required: a.Required, Value: value, Max: a.Max}
	if f.Value == "" {
		f.Value = a.Default
	}
	switch a.Kind {
	case Long:
		f.Kind = chat.LongText
	case Number:
		f.Kind, f.Max = chat.Number, 0
	case Choice:
		f.Kind = chat.Pick
		f.Required = f.Required || a.Default != "" // no answer would be one of them
		for _, choice := range a.Choices {
			f.Choices = append(f.Choices, chat.Choice{Value: choice, Label: v.Say("choice." + a.Name + "." + choice)})
		}
	case Flag:
		f.Kind = chat.Check
	case File:
		f.Kind = chat.Upload
	case Text, Person, People, Numbers, When, Date, Duration, Zone, Link:
		f.Kind, f.Hint = chat.ShortText, hint(v, a.Kind)
	}
	return f
}

// hint says how an argument is written, where that is not plain.
func hint(v bot.View, k Kind) string {
	switch k {
	case When:
		return v.Say("hint.when")
	case Date:
		return v.Say("hint.date")
	case Duration:
		return v.Say("hint.duration")
	case People:
		return v.Say("hint.people")
	case Numbers:
		return v.Say("hint.numbers")
	case Zone:
		return v.Say("hint.zone")
	case Text, Long, Person, Number, Choice, Flag, Link, File:
	}
	return ""
}
