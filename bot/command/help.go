package command

import (
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
)

// Help is what "/mag help" answers: the commands that the reader may give, by
// their first word, each with its line and its shorthand.
func (t *Table) Help(v bot.View) chat.Message {
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("help.title")},
		chat.Paragraph{Text: chat.Line(v.Say("help.intro"))},
	}}
	var area string
	var lines []chat.Text
	flush := func() {
		if len(lines) > 0 {
			m.Blocks = append(m.Blocks, chat.List{Lines: lines})
		}
		lines = nil
	}
	for _, c := range t.All() {
		if c.Inner || !c.May(v.Reader) {
			continue
		}
		if first, _, _ := strings.Cut(c.Path, " "); first != area {
			flush()
			area = first
		}
		lines = append(lines, c.line(v))
	}
	flush()
	m.Seen = v.Say("seen.only-you")
	return m
}

func (c *Command) line(v bot.View) chat.Text {
	line := chat.Line(chat.Strong("/mag "+c.Usage()), " — "+v.Say(c.HelpKey()))
	if len(c.Typed) > 0 {
		line = append(line, chat.Plain("  "+v.Say("help.typed", "typed", strings.Join(c.Typed, ", "))))
	}
	return line
}

// HelpFor tells about one command, whether or not the reader may give it, and
// says so if not.
func (t *Table) HelpFor(v bot.View, path string) (chat.Message, error) {
	c, ok := t.byPath[strings.ToLower(strings.Join(strings.Fields(path), " "))]
	if !ok || c.Inner {
		return chat.Message{}, t.unknown(path, v.Reader)
	}
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: "/mag " + c.Usage()},
		chat.Paragraph{Text: chat.Line(v.Say(c.HelpKey()))},
	}}
	var lines []chat.Text
	for _, a := range c.Args {
		lines = append(lines, chat.Line(chat.Strong(a.Name), " — "+c.Label(v, a.Name)))
	}
	if len(lines) > 0 {
		m.Blocks = append(m.Blocks, chat.List{Lines: lines})
	}
	if len(c.Typed) > 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("help.typed", "typed", strings.Join(c.Typed, ", ")))})
	}
	if !c.May(v.Reader) {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Print.Text(c.refuse().Text))})
	}
	m.Seen = v.Say("seen.only-you")
	return m, nil
}

// Usage writes the path and its arguments: "agenda decline INPUT [REASON…]".
func (c *Command) Usage() string {
	var b strings.Builder
	b.WriteString(c.Path)
	for _, a := range c.Args {
		if a.Named {
			continue
		}
		name := strings.ToUpper(a.Name)
		if a.Rest {
			name += "…"
		}
		if !a.Required {
			name = "[" + name + "]"
		}
		b.WriteString(" " + name)
	}
	return b.String()
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
		if a.Named || slices.Contains(fixed, a.Name) {
			if given := call.Args[a.Name]; given != "" {
				form.Call.Args[a.Name] = given
			}
			continue
		}
		form.Fields = append(form.Fields, c.field(v, a, call.Args[a.Name]))
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
