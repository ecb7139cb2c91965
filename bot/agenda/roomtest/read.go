package roomtest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
)

// check makes sure that every sentence of a reply is in the catalogue, and
// that every button leads to a command that takes its arguments.
func (r *Room) check(reply bot.Reply) {
	r.T.Helper()
	r.checkText(r.Printer.Text(reply.Text))
	if reply.Message != nil {
		r.checkText(Plain(*reply.Message))
		r.checkButtons(reply.Message.Buttons)
	}
}

var bare = regexp.MustCompile(`\b(chairing|proposal|vote|action|agenda|floor|meeting|seen|arg|roster|civil)\.[a-z][a-z.-]+|<no value>|%!`)

func (r *Room) checkText(text string) {
	r.T.Helper()
	if found := bare.FindString(text); found != "" && !strings.Contains(r.typed, found) {
		r.T.Errorf("a word is missing: %q in %q", found, text)
	}
}

func (r *Room) checkButtons(buttons []chat.Button) {
	r.T.Helper()
	for _, b := range buttons {
		cmd, ok := r.Table.Get(b.Call.Path)
		if !ok {
			if b.Call.Path != "minutes show" { // of a higher feature
				r.T.Errorf("the button %q leads to no command: %q", b.Label, b.Call.Path)
			}
			continue
		}
		for name := range b.Call.Args {
			if !slices.ContainsFunc(cmd.Args, func(a command.Arg) bool { return a.Name == name }) {
				r.T.Errorf("the button %q gives %q, which %q does not take", b.Label, name, b.Call.Path)
			}
		}
	}
}

// Plain is a message as lines of text.
func Plain(m chat.Message) string {
	var b strings.Builder
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	for _, block := range m.Blocks {
		switch k := block.(type) {
		case chat.Heading:
			line("# ", k.Text)
		case chat.Paragraph:
			line(text(k.Text))
		case chat.Note:
			line("(", text(k.Text), ")")
		case chat.Quote:
			line("> ", k.Text, " / ", k.From)
		case chat.List:
			for _, l := range k.Lines {
				line("- ", text(l))
			}
		case chat.Table:
			line("| ", strings.Join(k.Header, " | "))
			for _, row := range k.Rows {
				cells := make([]string, len(row))
				for i, c := range row {
					cells[i] = text(c)
				}
				line("| ", strings.Join(cells, " | "))
			}
		}
	}
	if len(m.Buttons) > 0 {
		labels := make([]string, len(m.Buttons))
		for i, button := range m.Buttons {
			labels[i] = "[" + button.Label + "]"
		}
		line(strings.Join(labels, " "))
	}
	if m.Seen != "" {
		line("~ ", m.Seen)
	}
	return b.String()
}

func text(t chat.Text) string {
	var b strings.Builder
	for _, span := range t {
		switch s := span.(type) {
		case chat.Plain:
			b.WriteString(string(s))
		case chat.Strong:
			b.WriteString("*" + string(s) + "*")
		case chat.Clock:
			fmt.Fprintf(&b, "<clock of %v>", s.Allowed)
		case chat.Link:
			b.WriteString(s.Label + " " + s.URL)
		case chat.Time:
			b.WriteString(s.At.UTC().Format(time.DateTime))
		}
	}
	return b.String()
}
