package slack

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"unicode/utf8"

	"magbot/bot/chat"
	"magbot/bot/lang"
)

// mostUpload is how many bytes of a file a form takes.
const mostUpload = 4 << 20

// state is what was filled in, by block_id and action_id, as Slack sends it.
type state map[string]map[string]answer

// answer is one input as Slack sends it.
type answer struct {
	Type            string   `json:"type"`
	Value           string   `json:"value"`
	SelectedOption  option   `json:"selected_option"`
	SelectedOptions []option `json:"selected_options"`
	Files           []upload `json:"files"`
}

type option struct {
	Value string `json:"value"`
}

type upload struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int    `json:"size"`
	URL  string `json:"url_private_download"`
}

// filled is a form as it came back.
type filled struct {
	call  chat.Call
	wrong map[string]string // what is wrong, by block_id
	first string            // the first input, to say beside it what is wrong with all
}

// download fetches the file of an upload.
type download func(ctx context.Context, u upload) ([]byte, error)

// fill reads the answers of a form and checks what can be checked here. Nothing
// is shortened; what Slack does not send is as it was in the form.
func fill(ctx context.Context, form chat.Form, in state, words *lang.Printer, get download) (filled, error) {
	f := filled{
		call:  chat.Call{Path: form.Call.Path, Args: map[string]string{}},
		wrong: map[string]string{},
	}
	maps.Copy(f.call.Args, form.Call.Args)
	for i, field := range form.Fields {
		answers, block := in.of(i)
		if f.first == "" {
			f.first = block
		}
		value, wrong, err := read(ctx, field, answers, words, get)
		if err != nil {
			return f, err
		}
		if wrong == "" {
			wrong = check(words, field, value)
		}
		if wrong != "" {
			f.wrong[block] = wrong
		}
		delete(f.call.Args, field.Name)
		if value != "" {
			f.call.Args[field.Name] = value
		}
	}
	return f, nil
}

// of gives the parts of a field, in order, and the block of the first.
func (s state) of(field int) (answers []answer, block string) {
	parts := map[int]answer{}
	for id, actions := range s {
		piece := strings.Split(id, ".")
		if len(piece) != 4 || piece[0] != "f" || piece[2] != strconv.Itoa(field) {
			continue
		}
		part, err := strconv.Atoi(piece[3])
		if err != nil {
			continue
		}
		parts[part] = actions[fieldAction]
		if part == 0 {
			block = id
		}
	}
	for part := 0; ; part++ {
		a, there := parts[part]
		if !there {
			return answers, block
		}
		answers = append(answers, a)
	}
}

func read(ctx context.Context, field chat.Field, answers []answer, words *lang.Printer, get download) (value, wrong string, err error) {
	if field.Kind == chat.Upload {
		if len(answers) == 0 || len(answers[0].Files) == 0 {
			return field.Value, "", nil
		}
		return readFile(ctx, answers[0].Files[0], words, get)
	}
	var b strings.Builder
	for _, a := range answers {
		switch a.Type {
		case "static_select", "radio_buttons":
			b.WriteString(choiceOf(field, a.SelectedOption.Value))
		case "multi_static_select", "checkboxes":
			var chosen []string
			for _, o := range a.SelectedOptions {
				chosen = append(chosen, choiceOf(field, o.Value))
			}
			b.WriteString(strings.Join(chosen, ", "))
		default:
			b.WriteString(a.Value)
		}
	}
	return strings.ReplaceAll(b.String(), "\r\n", "\n"), "", nil
}

// errTooLarge is the error of a download that is longer than mostUpload.
var errTooLarge = errors.New("the file is too large")

// readFile gives the text of a file.
func readFile(ctx context.Context, u upload, words *lang.Printer, get download) (value, wrong string, err error) {
	tooLarge := words.Say("slack.file-large", "most", mostUpload>>20)
	if u.Size > mostUpload {
		return "", tooLarge, nil
	}
	raw, err := get(ctx, u)
	if errors.Is(err, errTooLarge) {
		return "", tooLarge, nil
	}
	if err != nil {
		return "", "", fmt.Errorf("fetch a file that was sent: %w", err)
	}
	text := strings.TrimPrefix(string(raw), "\uFEFF")
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", words.Say("slack.file-text"), nil
	}
	return text, "", nil
}

// check says what is wrong with an answer, as far as a form can know.
func check(words *lang.Printer, field chat.Field, value string) string {
	if strings.TrimSpace(value) == "" {
		if field.Required {
			return words.Say("slack.field-required")
		}
		return ""
	}
	switch field.Kind {
	case chat.Number:
		if _, err := strconv.Atoi(strings.TrimSpace(value)); err != nil {
			return words.Say("slack.field-number")
		}
	case chat.ShortText, chat.LongText:
		if n := runes(value); field.Max > 0 && n > field.Max {
			return words.Say("slack.field-long", "length", n, "most", field.Max)
		}
	case chat.Pick, chat.PickMany, chat.Check, chat.Upload:
	}
	return ""
}
