package roster

import (
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
)

// How many of each kind a preview names; the rest is counted.
const (
	shownPeople   = 20
	shownChanges  = 30
	shownProblems = 50
)

// importPeople shows what a file would change and, when the call carries the
// fingerprint of just that preview, does it: one record, all or nothing.
func importPeople(c *command.Context) (bot.Decision, error) {
	s, file := Of(c.View), c.Text("file")
	sheet, problems := parse(file, s.spellings())
	var plan Plan
	if len(problems) == 0 {
		plan, problems = s.Plan(sheet, c.Now, community.Of(c.View).Settings.GovernmentShare)
	}
	plan.Notes = append(plan.Notes, plan.endsRehearsal(c.View)...)
	switch confirm := c.Text("confirm"); {
	case len(problems) > 0:
		m := showProblems(c.View, problems, sheet.Notes)
		return bot.Decision{Reply: bot.Reply{Message: &m, Refused: true}}, nil
	case plan.Empty():
		m := s.preview(c.View, plan, false)
		return bot.Decision{Reply: bot.Reply{Message: &m}}, nil
	case confirm != s.Fingerprint(file):
		m := s.preview(c.View, plan, confirm != "")
		form := confirmForm(c.View, s.Fingerprint(file), file)
		return bot.Decision{Reply: bot.Reply{Message: &m, Form: &form}}, nil
	}
	return bot.Decision{
		Events: s.Events(plan, file, c.Fresh),
		Reply:  bot.Say("roster.imported", "added", len(plan.Added), "changed", len(plan.Changed), "unchanged", plan.Unchanged, "absent", len(plan.Absent)),
	}, nil
}

// confirmForm sends the same text back with the fingerprint of its preview.
func confirmForm(v bot.View, fingerprint, file string) chat.Form {
	return chat.Form{
		Title: v.Say("roster.import-apply"), Submit: v.Say("roster.import-apply"),
		Call:   chat.Do("roster import", "confirm", fingerprint),
		Fields: []chat.Field{{Name: "file", Label: v.Say("arg.roster.import.file"), Kind: chat.Upload, Required: true, Value: file}},
	}
}

func showProblems(v bot.View, problems, notes []Problem) chat.Message {
	m := chat.Message{Seen: v.Say("seen.only-you")}
	m.Blocks = append(m.Blocks,
		chat.Heading{Text: v.Say("roster.import-refused", "count", len(problems))},
		chat.Paragraph{Text: chat.Line(v.Say("roster.import-nothing"))})
	var list chat.List
	for _, p := range problems[:min(len(problems), shownProblems)] {
		list.Lines = append(list.Lines, p.line(v))
	}
	m.Blocks = append(m.Blocks, list)
	if more := len(problems) - shownProblems; more > 0 {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("roster.and-more", "count", more))})
	}
	return addNotes(v, m, notes)
}

// line writes a problem with its place: "Line 4, Group: …".
func (p Problem) line(v bot.View) chat.Text {
	said := v.Print.Text(p.Text)
	switch {
	case p.Line == 0:
		return chat.Line(said)
	case p.Column == "":
		return chat.Line(chat.Strong(v.Say("roster.at-line", "line", p.Line)), " ", said)
	}
	return chat.Line(chat.Strong(v.Say("roster.at-column", "line", p.Line, "column", p.Column)), " ", said)
}

func addNotes(v bot.View, m chat.Message, notes []Problem) chat.Message {
	if len(notes) == 0 {
		return m
	}
	var list chat.List
	for _, n := range notes[:min(len(notes), shownProblems)] {
		list.Lines = append(list.Lines, n.line(v))
	}
	m.Blocks = append(m.Blocks, chat.Heading{Text: v.Say("roster.notes")}, list)
	return m
}

// preview tells what a plan would do. Stale says that something has changed
// since the preview that was confirmed.
func (s *State) preview(v bot.View, p Plan, stale bool) chat.Message {
	m := chat.Message{Seen: v.Say("seen.only-you")}
	title := v.Say("roster.import-preview")
	if p.Empty() {
		title = v.Say("roster.import-same")
	}
	m.Blocks = append(m.Blocks, chat.Heading{Text: title})
	if stale {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("roster.import-stale"))})
	}
	m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("roster.import-summary",
		"added", len(p.Added), "changed", len(p.Changed), "unchanged", p.Unchanged, "absent", len(p.Absent)))})
	m.Blocks = append(m.Blocks, listed(v, "roster.import-added", s.addedLines(v, p.Added), shownPeople)...)
	m.Blocks = append(m.Blocks, listed(v, "roster.import-changed", s.changedLines(v, p.Changed), shownChanges)...)
	var absent []chat.Text
	for _, id := range p.Absent {
		absent = append(absent, chat.Line(Name(v, id)))
	}
	m.Blocks = append(m.Blocks, listed(v, "roster.import-absent", absent, shownPeople)...)
	m = addNotes(v, m, p.Notes)
	if !p.Empty() {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("roster.import-how"))})
	}
	return m
}

// listed is a heading and as many lines as are shown; nothing without lines.
func listed(v bot.View, title string, lines []chat.Text, most int) []chat.Block {
	if len(lines) == 0 {
		return nil
	}
	blocks := []chat.Block{chat.Heading{Text: v.Say(title)}, chat.List{Lines: slices.Clone(lines[:min(len(lines), most)])}}
	if more := len(lines) - most; more > 0 {
		blocks = append(blocks, chat.Note{Text: chat.Line(v.Say("roster.and-more", "count", more))})
	}
	return blocks
}

func (s *State) addedLines(v bot.View, rows []Row) []chat.Text {
	lines := make([]chat.Text, len(rows))
	for i, row := range rows {
		line := chat.Line(chat.Strong(row.Name))
		for _, said := range []string{joined(row.Groups), tenuresText(row.Roles), string(row.Region), row.organisations(), strings.TrimSpace(span(row.Term.From, row.Term.Until))} {
			if said != "" {
				line = append(line, chat.Plain(" · "+said))
			}
		}
		if len(row.Groups) == 0 {
			line = append(line, chat.Plain(" · "+v.Say("roster.group-unknown")))
		}
		lines[i] = line
	}
	return lines
}

// organisations names them: recusal in matters of conduct follows from them.
func (r Row) organisations() string {
	names := make([]string, len(r.Organisations))
	for i, o := range r.Organisations {
		names[i] = o.Name
	}
	return strings.Join(names, "; ")
}

func (s *State) changedLines(v bot.View, changes []Change) []chat.Text {
	lines := make([]chat.Text, len(changes))
	for i, c := range changes {
		line := chat.Line(chat.Strong(Name(v, c.Person)))
		for _, f := range c.Fields {
			line = append(line, chat.Plain(" · "+v.Say("roster.changes", "field", v.Say("roster.field."+f.Field),
				"before", orUnknown(v, f.Before), "after", orUnknown(v, f.After))))
		}
		lines[i] = line
	}
	return lines
}

func orUnknown(v bot.View, text string) string {
	if text == "" {
		return v.Say("roster.unknown")
	}
	return text
}
