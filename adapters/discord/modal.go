package discord

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"magbot/bot/chat"
)

// A form becomes modals of at most five parts each. What is filled in already
// travels in the form itself, as the values of its fields, so that each modal can
// be opened again with what was typed.

// Component types that the library does not know, or knows otherwise. Source:
// developers/components/reference, Component Types.
const (
	typeRow    = 1
	typeSelect = 3
	typeInput  = 4
	typeText   = 10
	typeLabel  = 18
	typeFile   = 19
	styleShort = 1
	styleLong  = 2
)

// modal is a modal as Discord takes it.
type modal struct {
	CustomID   string `json:"custom_id"`
	Title      string `json:"title"`
	Components []any  `json:"components"`
}

// textDisplay is markdown in a modal.
type textDisplay struct {
	Type    int    `json:"type"`
	Content string `json:"content"`
}

// label names an input and says how to fill it in.
type label struct {
	Type        int    `json:"type"`
	Label       string `json:"label"`
	Description string `json:"description,omitempty"`
	Component   input  `json:"component"`
}

// input is a text input, a select or a file upload in a label.
type input struct {
	Type     int      `json:"type"`
	CustomID string   `json:"custom_id"`
	Style    int      `json:"style,omitempty"`
	Value    string   `json:"value,omitempty"`
	Longest  int      `json:"max_length,omitempty"`
	Options  []option `json:"options,omitempty"`
	Fewest   *int     `json:"min_values,omitempty"`
	Most     int      `json:"max_values,omitempty"`
	Required bool     `json:"required"`
}

type option struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// mostParts is more than any field has.
const mostParts = 10_000

// fieldID is the custom_id of a part of a field.
func fieldID(field, part int) string { return fmt.Sprintf("f.%d.%d", field, part) }

func readFieldID(id string) (field, part int, ok bool) {
	pieces := strings.Split(id, ".")
	if len(pieces) != 3 || pieces[0] != "f" {
		return 0, 0, false
	}
	field, err1 := strconv.Atoi(pieces[1])
	part, err2 := strconv.Atoi(pieces[2])
	return field, part, err1 == nil && err2 == nil && field >= 0 && part >= 0 && part < mostParts
}

// place is a part of a field; the next modal of a form begins after one.
type place struct{ field, part int }

// start is before all parts of all fields.
var start = place{field: -1}

func (p place) before(o place) bool {
	return p.field < o.field || (p.field == o.field && p.part < o.part)
}

// opened is a modal as it was drawn.
type opened struct {
	modal modal
	more  bool // another modal has to follow
	whole bool // false when what is to be decided is longer than a modal shows
}

// has reports whether the modal asks anything.
func (o opened) has() bool {
	return slices.ContainsFunc(o.modal.Components, func(c any) bool { _, asks := c.(label); return asks })
}

// modal draws the inputs of a form that stand after a place, under an identifier
// of at most mostID units. What the form decides stands above the first ones.
func (d drawing) modal(form chat.Form, m chat.Message, after place, id string) opened {
	title, _ := shorten(oneLine(form.Title), mostTitle) // the whole stands above the fields
	if title == "" {
		title = "magbot"
	}
	out := opened{modal: modal{CustomID: id, Title: title}, whole: true}
	if after == start {
		var above string
		if above, out.whole = d.above(form, m); above != "" {
			out.modal.Components = append(out.modal.Components, textDisplay{Type: typeText, Content: above})
		}
	}
	for i, f := range form.Fields {
		for part, one := range d.inputs(i, f) {
			if !after.before(place{i, part}) {
				continue
			}
			if len(out.modal.Components) == mostModalParts {
				out.more = true
				return out
			}
			out.modal.Components = append(out.modal.Components, one)
		}
	}
	if len(out.modal.Components) == 0 { // Discord takes no empty modal
		out.modal.Components = append(out.modal.Components, textDisplay{Type: typeText, Content: escape(title, "\n")})
	}
	return out
}

// above is what stands above the fields: a title too long for Discord's, the
// note, the words that it is about, and what is to be decided. Whole is false when that is too long.
func (d drawing) above(form chat.Form, m chat.Message) (text string, whole bool) {
	var chunks []chunk
	if width(oneLine(form.Title)) > mostTitle {
		chunks = d.heading(chat.Heading{Text: form.Title})
	}
	if form.Note != "" {
		chunks = append(chunks, d.paragraph(chat.Line(form.Note))...)
	}
	if form.Quote != nil {
		chunks = append(chunks, d.body([]chat.Block{*form.Quote})...)
	}
	own := textOf(chunks)
	if text = textOf(append(chunks, d.body(m.Blocks)...)); width(text) <= mostModalText {
		return text, true
	}
	if width(own) > mostModalText {
		own = ""
	}
	return own, false
}

func textOf(chunks []chunk) string {
	text := ""
	for _, c := range chunks {
		text = joined(text, c.text)
	}
	return text
}

// inputs are the labels of a field: one, or several where a text is longer than
// one input takes, or has more choices.
func (d drawing) inputs(number int, f chat.Field) []label {
	switch f.Kind {
	case chat.Pick, chat.PickMany:
		if len(f.Choices) > 0 {
			return d.selects(number, f)
		}
	case chat.Check:
		yes := chat.Field{Name: f.Name, Label: f.Label, Hint: f.Hint, Kind: chat.Pick, Required: f.Required, Value: checked(f.Value)}
		yes.Choices = []chat.Choice{{Value: "true", Label: d.words.Say("discord.yes")}, {Value: "", Label: d.words.Say("discord.no")}}
		return d.selects(number, yes)
	case chat.Upload:
		none := 0
		one := input{Type: typeFile, CustomID: fieldID(number, 0), Most: 1, Required: f.Required && f.Value == ""}
		if !one.Required {
			one.Fewest = &none
		}
		return []label{d.label(f, f.Label, one)}
	case chat.ShortText, chat.LongText, chat.Number:
	}
	return d.texts(number, f)
}

// checked is the value of a Check, as its choice has it.
func checked(value string) string {
	if slices.Contains([]string{"true", "yes", "on", "1"}, value) {
		return "true"
	}
	return ""
}

// label names an input. What does not fit goes on in the description.
func (d drawing) label(f chat.Field, text string, one input) label {
	text = oneLine(text)
	if text == "" {
		text = f.Name
	}
	short, cut := shorten(text, mostTitle)
	hint := oneLine(f.Hint)
	if cut {
		rest := "…" + strings.TrimPrefix(text, strings.TrimSuffix(short, "…"))
		hint = strings.TrimSpace(rest + " " + hint)
	}
	hint, _ = shorten(hint, mostHint) // words of the catalogue; the answer is checked in any case
	return label{Type: typeLabel, Label: short, Description: hint, Component: one}
}

func (d drawing) texts(number int, f chat.Field) []label {
	value := legibleInput(f.Value)
	parts := hard(value, mostInput)
	if len(parts) == 0 {
		parts = []string{""}
	}
	if len(parts) > 1 && width(parts[len(parts)-1]) > mostInput-mostInput/10 {
		parts = append(parts, "") // room to write on
	}
	all := make([]label, 0, len(parts))
	for i, part := range parts {
		text := f.Label
		if len(parts) > 1 {
			text = d.words.Say("discord.continued", "label", f.Label, "part", i+1, "parts", len(parts))
		}
		one := input{Type: typeInput, CustomID: fieldID(number, i), Style: styleShort, Value: part, Longest: mostInput}
		one.Required = f.Required && len(parts) == 1
		if f.Kind == chat.LongText || strings.Contains(value, "\n") || len(parts) > 1 {
			one.Style = styleLong
		}
		if f.Max > 0 && f.Max < mostInput && width(value) <= f.Max {
			one.Longest = f.Max
		}
		all = append(all, d.label(f, text, one))
	}
	return all
}

// legibleInput is a text as an input can hold it.
func legibleInput(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
}

// selects draws the choices of a field in menus of as many as Discord takes. The
// value of an option is the number of its choice.
func (d drawing) selects(number int, f chat.Field) []label {
	values := []string{f.Value}
	if f.Kind == chat.PickMany {
		values = many(f.Value)
	}
	none := 0
	var all []label
	for from := 0; from < len(f.Choices); from += mostOptions {
		to := min(from+mostOptions, len(f.Choices))
		text := f.Label
		if len(f.Choices) > mostOptions {
			text = d.words.Say("discord.choices", "label", f.Label, "from", from+1, "to", to)
		}
		one := input{Type: typeSelect, CustomID: fieldID(number, from/mostOptions), Most: 1}
		one.Required = f.Required && len(f.Choices) <= mostOptions
		if !one.Required {
			one.Fewest = &none
		}
		if f.Kind == chat.PickMany {
			one.Most = to - from
		}
		for i, c := range f.Choices[from:to] {
			chosen := slices.Contains(values, c.Value) && (f.Kind == chat.Pick || c.Value != "")
			one.Options = append(one.Options, optionOf(from+i, c, chosen))
		}
		all = append(all, d.label(f, text, one))
	}
	return all
}

func optionOf(number int, c chat.Choice, chosen bool) option {
	text := oneLine(c.Label)
	if text == "" {
		text = oneLine(c.Value)
	}
	if text == "" {
		text = "–"
	}
	short, cut := shorten(text, mostOption)
	o := option{Label: short, Value: strconv.Itoa(number), Default: chosen}
	if cut { // the rest stands beneath, as far as Discord has room for it
		o.Description, _ = shorten("…"+strings.TrimPrefix(text, strings.TrimSuffix(short, "…")), mostOption)
	}
	return o
}

// many splits the answer of a PickMany field.
func many(value string) []string {
	var all []string
	for one := range strings.SplitSeq(value, ",") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}
