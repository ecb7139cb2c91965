package browser

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"magbot/bot"
	"magbot/bot/chat"
)

// argPrefix stands before the name of an argument in a button's form, and
// fieldPrefix before that of a question.
const (
	argPrefix   = "a."
	fieldPrefix = "f."
)

// Args gives the arguments of a call as the hidden fields of a form, in order.
func Args(args map[string]string) []Arg {
	var views []Arg
	for name, value := range args {
		views = append(views, Arg{argPrefix + name, value})
	}
	slices.SortFunc(views, func(a, b Arg) int { return cmp.Compare(a.Name, b.Name) })
	return views
}

// ReadCall takes a button's call from what its form sent.
func ReadCall(values url.Values) chat.Call {
	call := chat.Call{Path: values.Get("path")}
	for name := range values {
		if arg, ok := strings.CutPrefix(name, argPrefix); ok {
			if call.Args == nil {
				call.Args = map[string]string{}
			}
			call.Args[arg] = Lines(values.Get(name))
		}
	}
	return call
}

// Lines gives a text the line ends that it had. Browsers end each line of what
// they send with CR LF, whatever stood in the page (HTML, "constructing the
// entry list"), and a text that is sent twice must be the same text.
func Lines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// Filled is a form as it came back.
type Filled struct {
	Call    chat.Call
	Key     string // with which it was sent
	Values  map[string]string
	Wrong   map[string]string // what is wrong, by field
	Files   map[string]string // names of files, by field
	Refusal *bot.Answer
	Failed  string // a sentence: nobody knows whether it was recorded
}

// Fill reads the answers of a form and checks what can be checked here.
func Fill(req *http.Request, v Reader, form chat.Form) (*Filled, error) {
	f := &Filled{
		Call:   chat.Call{Path: form.Call.Path, Args: map[string]string{}},
		Values: map[string]string{}, Wrong: map[string]string{}, Files: map[string]string{},
	}
	maps.Copy(f.Call.Args, form.Call.Args)
	for _, field := range form.Fields {
		value, wrong, err := f.answer(req, v, field)
		if err != nil {
			return nil, err
		}
		f.Values[field.Name] = value
		if wrong == "" {
			wrong = Check(v, field, value)
		}
		if wrong != "" {
			f.Wrong[field.Name] = wrong
		}
		if value != "" {
			f.Call.Args[field.Name] = value
		} else {
			delete(f.Call.Args, field.Name)
		}
	}
	return f, nil
}

// answer reads one field. The answers of PickMany are joined by commas.
func (f *Filled) answer(req *http.Request, v Reader, field chat.Field) (value, wrong string, err error) {
	name := fieldPrefix + field.Name
	switch field.Kind {
	case chat.PickMany:
		return strings.Join(req.PostForm[name], ", "), "", nil
	case chat.Upload:
		return f.upload(req, v, field)
	case chat.ShortText, chat.LongText, chat.Number, chat.Pick, chat.Check:
	}
	return Lines(req.PostFormValue(name)), "", nil
}

// upload reads the text of a file; without one, what the form holds of a file
// that was sent before.
func (f *Filled) upload(req *http.Request, v Reader, field chat.Field) (value, wrong string, err error) {
	name := fieldPrefix + field.Name
	f.Files[field.Name] = req.PostFormValue(name + ".name")
	if req.MultipartForm == nil || len(req.MultipartForm.File[name]) == 0 || req.MultipartForm.File[name][0].Size == 0 {
		return field.Value, "", nil
	}
	header := req.MultipartForm.File[name][0]
	f.Files[field.Name] = header.Filename
	if header.Size > MostUpload {
		return "", v.Say("browser.field-file-large"), nil
	}
	raw, err := readFile(header)
	if err != nil {
		return "", "", err
	}
	text, ok := FileText(raw)
	if !ok {
		return "", v.Say("browser.field-file-text"), nil
	}
	return text, "", nil
}

func readFile(header *multipart.FileHeader) (raw []byte, err error) {
	file, err := header.Open()
	if err != nil {
		return nil, fmt.Errorf("open the file sent: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if raw, err = io.ReadAll(io.LimitReader(file, MostUpload+1)); err != nil {
		return nil, fmt.Errorf("read the file sent: %w", err)
	}
	return raw, nil
}

// Field is one question of a form as a template reads it.
type Field struct {
	Reader
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
	Choices  []Choice
	Chosen   bool   // one of Choices is
	FileName string // of a file that is kept
	Most     int    // bytes of a file
	Size     int
	Rows     int // of a text of several lines
}

// Choice is one of the answers that a Field offers.
type Choice struct {
	ID       string
	Value    string
	Label    string
	Selected bool
}

// Source writes the form as it travels in its own page. The text of a file
// stands there as the answer of its field, because JSON keeps every line end;
// what a browser sends of a text field has other ones.
func Source(form chat.Form, back *Filled) (string, error) {
	form.Fields = slices.Clone(form.Fields)
	for i, field := range form.Fields {
		if back != nil && field.Kind == chat.Upload {
			form.Fields[i].Value = back.Values[field.Name]
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

// DrawField draws question number i of the form whose element is named so, empty
// or as it came back.
func DrawField(v Reader, form string, i int, field chat.Field, back *Filled) Field {
	view := Field{
		Reader: v, ID: fmt.Sprintf("%s-%d", form, i), Name: fieldPrefix + field.Name,
		Label: chat.Legible(field.Label), Hint: chat.Legible(field.Hint), Kind: string(field.Kind),
		Required: field.Required, Value: field.Value, Max: field.Max, Most: MostUpload,
	}
	if back != nil {
		view.Value, view.Wrong = back.Values[field.Name], back.Wrong[field.Name]
	}
	view.Size, view.Rows = len(view.Value), rows(view.Value)
	view.Checked = slices.Contains([]string{"true", "yes", "on", "1"}, view.Value)
	chosen := []string{view.Value}
	if field.Kind == chat.PickMany {
		chosen = many(view.Value)
	}
	for j, choice := range field.Choices {
		view.Choices = append(view.Choices, Choice{
			ID: fmt.Sprintf("%s-%d", view.ID, j), Value: choice.Value, Label: chat.Legible(choice.Label),
			Selected: slices.Contains(chosen, choice.Value),
		})
		view.Chosen = view.Chosen || slices.Contains(chosen, choice.Value)
	}
	return view
}

// rows is how many lines a text is given room for, on a narrow screen too: what stands there
// already is to be read whole, unless it is long.
func rows(text string) int {
	const least, most, line = 4, 12, 36
	n := 0
	for one := range strings.Lines(text) {
		n += 1 + utf8.RuneCountInString(one)/line
	}
	return min(max(n, least), most)
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

// Check says what is wrong with an answer, as far as a form can know.
func Check(w Reader, field chat.Field, value string) string {
	if strings.TrimSpace(value) == "" {
		if field.Required {
			return w.Say("browser.field-required")
		}
		return ""
	}
	if !utf8.ValidString(value) {
		return w.Say("browser.field-not-text")
	}
	switch field.Kind {
	case chat.Number:
		if _, err := strconv.Atoi(strings.TrimSpace(value)); err != nil {
			return w.Say("browser.field-number")
		}
	case chat.Pick:
		if !offered(field, value) {
			return w.Say("browser.field-choice")
		}
	case chat.PickMany:
		for _, one := range many(value) {
			if !offered(field, one) {
				return w.Say("browser.field-choice")
			}
		}
	case chat.ShortText, chat.LongText:
		if n := utf8.RuneCountInString(value); field.Max > 0 && n > field.Max {
			return w.Say("browser.field-long", "length", n, "most", field.Max)
		}
	case chat.Check, chat.Upload:
	}
	return ""
}

func offered(field chat.Field, value string) bool {
	return slices.ContainsFunc(field.Choices, func(c chat.Choice) bool { return c.Value == value })
}

// FileText gives a file as text, to the last byte: UTF-8, with or without a byte
// order mark.
func FileText(raw []byte) (string, bool) {
	text := strings.TrimPrefix(string(raw), "\uFEFF")
	return text, utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}

// NewKey makes the key of one form: whatever is sent with it is done once.
func NewKey() string { return rand.Text() }
