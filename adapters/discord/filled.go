package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"magbot/bot/chat"
	"magbot/bot/lang"
)

// mostUpload is how many bytes of a file a form takes.
const mostUpload = 4 << 20

// submitted is the data of a modal that was sent. Source: receiving and
// responding, Modal Submit Data; the inputs stand in labels, in rows of old.
type submitted struct {
	CustomID   string          `json:"custom_id"`
	Components []answer        `json:"components"`
	Resolved   json.RawMessage `json:"resolved"`
}

// answer is a component of a modal that was sent.
type answer struct {
	Type       int      `json:"type"`
	CustomID   string   `json:"custom_id"`
	Value      string   `json:"value"`
	Values     []string `json:"values"`
	Component  *answer  `json:"component"`
	Components []answer `json:"components"`
}

// upload is a file that was sent with a modal or a command.
type upload struct {
	ID       string `json:"id"`
	Filename string `json:"filename"`
	Size     int    `json:"size"`
	URL      string `json:"url"`
}

// download fetches the body of an upload.
type download func(ctx context.Context, u upload) ([]byte, error)

// byField gathers the inputs of a modal by field and part.
func (s submitted) byField() map[int]map[int]answer {
	found := map[int]map[int]answer{}
	var walk func(all []answer)
	walk = func(all []answer) {
		for _, a := range all {
			if a.Component != nil {
				walk([]answer{*a.Component})
			}
			walk(a.Components)
			if field, part, ok := readFieldID(a.CustomID); ok {
				if found[field] == nil {
					found[field] = map[int]answer{}
				}
				found[field][part] = a
			}
		}
	}
	walk(s.Components)
	return found
}

// last is the last part of the last field that the modal asked.
func (s submitted) last() place {
	last := start
	for field, parts := range s.byField() {
		for part := range parts {
			if p := (place{field, part}); last.before(p) {
				last = p
			}
		}
	}
	return last
}

// uploads are the files that came along, by their identifiers.
func (s submitted) uploads() (map[string]upload, error) {
	if len(s.Resolved) == 0 {
		return nil, nil
	}
	var in struct {
		Attachments map[string]upload `json:"attachments"`
	}
	if err := json.Unmarshal(s.Resolved, &in); err != nil {
		return nil, fmt.Errorf("read the files of a form: %w", err)
	}
	return in.Attachments, nil
}

// filling is a form that is being filled in, step by step.
type filling struct {
	words *lang.Printer
	get   download
}

// fill gives the form with what a step of it says, and what is wrong with that.
// What is wrong is kept all the same, so that the form can be opened again with
// it. A field that the step did not ask stays as it is.
func (f filling) fill(ctx context.Context, form chat.Form, in submitted) (chat.Form, []string, error) {
	form.Fields = slices.Clone(form.Fields)
	answers := in.byField()
	files, err := in.uploads()
	if err != nil {
		return form, nil, err
	}
	var wrong []string
	for i := range form.Fields {
		parts, asked := answers[i]
		if !asked {
			continue
		}
		field := &form.Fields[i]
		said, err := f.read(ctx, field, parts, files)
		if err != nil {
			return form, nil, err
		}
		if said != "" {
			wrong = append(wrong, said)
		}
	}
	return form, wrong, nil
}

// read takes the answer of a field, and says what is wrong with it.
func (f filling) read(ctx context.Context, field *chat.Field, parts map[int]answer, files map[string]upload) (wrong string, err error) {
	switch field.Kind {
	case chat.Upload:
		if ids := parts[0].Values; len(ids) > 0 {
			return f.readFile(ctx, field, files[ids[0]])
		}
		return "", nil
	case chat.Check:
		field.Value = ""
		if slices.Contains(parts[0].Values, "0") || checked(parts[0].Value) != "" {
			field.Value = "true"
		}
		return "", nil
	case chat.Pick:
		if len(field.Choices) > 0 {
			return f.readPick(field, parts), nil
		}
	case chat.PickMany:
		if len(field.Choices) > 0 {
			field.Value = strings.Join(picked(*field, parts), ", ")
			return "", nil
		}
	case chat.ShortText, chat.LongText, chat.Number:
	}
	f.readText(field, parts)
	return "", nil
}

// readText joins the parts of a text. A part that this step did not show is as
// it was.
func (f filling) readText(field *chat.Field, parts map[int]answer) {
	before := hard(legibleInput(field.Value), mostInput)
	last := len(before) - 1
	for part := range parts {
		last = max(last, part)
	}
	var b strings.Builder
	for i := range last + 1 {
		switch a, asked := parts[i]; {
		case asked:
			b.WriteString(legibleInput(a.Value))
		case i < len(before):
			b.WriteString(before[i])
		}
	}
	field.Value = b.String()
}

// picked are the values of the choices that are chosen, in the order of the
// form. Choices of a menu that this step did not show are as they were.
func picked(field chat.Field, parts map[int]answer) []string {
	before := many(field.Value)
	if field.Kind == chat.Pick {
		before = []string{field.Value}
	}
	var all []string
	for i, c := range field.Choices {
		a, asked := parts[i/mostOptions]
		chosen := slices.Contains(a.Values, strconv.Itoa(i))
		if !asked {
			chosen = slices.Contains(before, c.Value)
		}
		if chosen && c.Value != "" {
			all = append(all, c.Value)
		}
	}
	return all
}

// readPick reads one choice. Where the choices stand in several menus, the one
// that was chosen before gives way to a new one.
func (f filling) readPick(field *chat.Field, parts map[int]answer) (wrong string) {
	all := picked(*field, parts)
	if len(all) > 1 {
		all = slices.DeleteFunc(all, func(v string) bool { return v == field.Value })
	}
	if len(all) > 1 {
		return f.words.Say("discord.field-one", "label", oneLine(field.Label))
	}
	field.Value = strings.Join(all, "")
	return ""
}

func (f filling) readFile(ctx context.Context, field *chat.Field, u upload) (wrong string, err error) {
	if u.Size > mostUpload {
		return f.words.Say("discord.file-large", "label", oneLine(field.Label), "most", mostUpload>>20), nil
	}
	raw, err := f.get(ctx, u)
	if err != nil {
		return "", fmt.Errorf("fetch a file: %w", err)
	}
	text := strings.TrimPrefix(string(raw), "\uFEFF")
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return f.words.Say("discord.file-text", "label", oneLine(field.Label)), nil
	}
	field.Value = text
	return "", nil
}

// check says what is wrong with a form that is filled in, as far as a form can
// know.
func check(form chat.Form, words *lang.Printer) []string {
	var wrong []string
	for _, field := range form.Fields {
		name, value := oneLine(field.Label), strings.TrimSpace(field.Value)
		switch n := utf8.RuneCountInString(field.Value); {
		case value == "" && field.Required:
			wrong = append(wrong, words.Say("discord.field-required", "label", name))
		case value == "":
		case field.Kind == chat.Number:
			if _, err := strconv.Atoi(value); err != nil {
				wrong = append(wrong, words.Say("discord.field-number", "label", name))
			}
		case (field.Kind == chat.ShortText || field.Kind == chat.LongText) && field.Max > 0 && n > field.Max:
			wrong = append(wrong, words.Say("discord.field-long", "label", name, "length", n, "most", field.Max))
		}
	}
	return wrong
}

// callOf is the call of a form that is filled in.
func callOf(form chat.Form) chat.Call {
	call := chat.Call{Path: form.Call.Path, Args: map[string]string{}}
	maps.Copy(call.Args, form.Call.Args)
	for _, field := range form.Fields {
		delete(call.Args, field.Name)
		if field.Value != "" {
			call.Args[field.Name] = field.Value
		}
	}
	return call
}
