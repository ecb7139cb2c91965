package room

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"magbot/bot"
	"magbot/bot/chat"
)

// formView is a chat.Form as a template reads it. The form itself travels in
// it, so that it can be drawn again, after a restart too, with what was typed.
type formView struct {
	words
	Page    pageView
	ID      string
	Title   string
	Note    string
	About   *bodyView // what is to be decided by sending it
	Action  string
	Key     string
	Source  string // the chat.Form in JSON
	Submit  string
	Files   bool // it asks for a file
	Wrong   string
	Refusal *bodyView
	Fields  []fieldView
}

type fieldView struct {
	words
	ID       string
	Name     string
	Label    string
	Hint     string
	Kind     string
	Required bool
	Value    string
	Checked  bool
	Max      int
	Wrong    string
	Choices  []choiceView
	FileName string // of a file that is kept
	Most     int    // bytes of a file
	Size     int
}

type choiceView struct {
	ID       string
	Value    string
	Label    string
	Selected bool
}

// form draws the form of an answer; back is how it came back, nil the first
// time. What a refusal says stands in the form's own note.
func (v *viewer) form(c *conversation, asks bot.Answer, back *filled, files map[string]string) (formView, error) {
	form := *asks.Form
	source, err := source(form, back)
	if err != nil {
		return formView{}, err
	}
	view := formView{
		words: v.words, Page: v.frame(c), ID: "f-" + newKey(), Title: chat.Legible(form.Title), Note: chat.Legible(form.Note),
		Action: v.address(c.id) + "/call", Key: newKey(), Source: source, Submit: chat.Legible(form.Submit),
	}
	view.Page.Title = view.Title
	if view.Submit == "" {
		view.Submit = v.Say("room.send")
	}
	if !asks.Refused && !asks.Message.IsZero() {
		view.About = v.inForm(c, view.ID, asks.Message)
	}
	if back != nil {
		view.Key, view.Wrong = back.key, back.failed
		if n := len(back.wrong); n > 0 {
			view.Wrong = v.Say("room.form-wrong", "count", n)
		}
		if back.refusal != nil {
			view.Refusal = v.inForm(c, view.ID, back.refusal.Message)
		}
	}
	for i, field := range form.Fields {
		one := v.field(view.ID, i, field, back)
		one.FileName = cmp.Or(chat.Legible(files[field.Name]), v.Say("room.field-file"))
		view.Fields = append(view.Fields, one)
		view.Files = view.Files || field.Kind == chat.Upload
	}
	return view, nil
}

// source writes the form as it travels in its own page. The text of a file
// stands there as the answer of its field, because JSON keeps every line end;
// what a browser sends of a text field has other ones.
func source(form chat.Form, back *filled) (string, error) {
	form.Fields = slices.Clone(form.Fields)
	for i, field := range form.Fields {
		if back != nil && field.Kind == chat.Upload {
			form.Fields[i].Value = back.values[field.Name]
		}
	}
	var b strings.Builder
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false) // the template escapes it; twice would make it six times as long
	if err := w.Encode(form); err != nil {
		return "", fmt.Errorf("write form: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// inForm draws a message without its buttons: one in a form would send it.
func (v *viewer) inForm(c *conversation, id string, m chat.Message) *bodyView {
	body := v.draw(v.words, v.address(c.id), id, m, v.now)
	body.Buttons, body.Seen = nil, v.Say("room.only-you")
	return &body
}

func (v *viewer) field(form string, i int, field chat.Field, back *filled) fieldView {
	view := fieldView{
		words: v.words, ID: fmt.Sprintf("%s-%d", form, i), Name: fieldPrefix + field.Name,
		Label: chat.Legible(field.Label), Hint: chat.Legible(field.Hint), Kind: string(field.Kind),
		Required: field.Required, Value: field.Value, Max: field.Max, Most: mostUpload,
	}
	if back != nil {
		view.Value, view.Wrong = back.values[field.Name], back.wrong[field.Name]
	}
	view.Size = len(view.Value)
	view.Checked = slices.Contains([]string{"true", "yes", "on", "1"}, view.Value)
	chosen := []string{view.Value}
	if field.Kind == chat.PickMany {
		chosen = many(view.Value)
	}
	for j, choice := range field.Choices {
		view.Choices = append(view.Choices, choiceView{
			ID: fmt.Sprintf("%s-%d", view.ID, j), Value: choice.Value, Label: chat.Legible(choice.Label),
			Selected: slices.Contains(chosen, choice.Value),
		})
	}
	return view
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

// check says what is wrong with an answer, as far as a form can know.
func check(w words, field chat.Field, value string) string {
	if strings.TrimSpace(value) == "" {
		if field.Required {
			return w.Say("room.field-required")
		}
		return ""
	}
	if !utf8.ValidString(value) {
		return w.Say("room.not-text")
	}
	switch field.Kind {
	case chat.Number:
		if _, err := strconv.Atoi(strings.TrimSpace(value)); err != nil {
			return w.Say("room.field-number")
		}
	case chat.Pick:
		if !offered(field, value) {
			return w.Say("room.field-choice")
		}
	case chat.PickMany:
		for _, one := range many(value) {
			if !offered(field, one) {
				return w.Say("room.field-choice")
			}
		}
	case chat.ShortText, chat.LongText:
		if n := utf8.RuneCountInString(value); field.Max > 0 && n > field.Max {
			return w.Say("room.field-long", "length", n, "most", field.Max)
		}
	case chat.Check, chat.Upload:
	}
	return ""
}

func offered(field chat.Field, value string) bool {
	return slices.ContainsFunc(field.Choices, func(c chat.Choice) bool { return c.Value == value })
}

// fileText gives a file as text, to the last byte: UTF-8, with or without a byte
// order mark.
func fileText(raw []byte) (string, bool) {
	text := strings.TrimPrefix(string(raw), "\uFEFF")
	return text, utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}
