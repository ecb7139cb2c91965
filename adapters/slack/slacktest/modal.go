package slacktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Modal is an open modal as a person's client holds it: what stands in each
// input, to be changed and sent back.
type Modal struct {
	raw    object
	order  []string // block_ids of the inputs
	labels map[string]string
	state  map[string]object // by block_id: the answer as Slack sends it
}

// OpenModal reads a view as views.open and views.update get it, holds it to the
// limits, and fills in what stands there at first.
func OpenModal(raw []byte) (*Modal, error) {
	if err := CheckView(raw); err != nil {
		return nil, err
	}
	m := &Modal{labels: map[string]string{}, state: map[string]object{}}
	if err := json.Unmarshal(raw, &m.raw); err != nil {
		return nil, fmt.Errorf("read a view: %w", err)
	}
	blocks, _ := m.raw["blocks"].([]any)
	for _, b := range blocks {
		block, _ := b.(object)
		if str(block["type"]) != "input" {
			continue
		}
		id := str(block["block_id"])
		label, _ := block["label"].(object)
		element, _ := block["element"].(object)
		m.order = append(m.order, id)
		m.labels[id] = str(label["text"])
		m.state[id] = atFirst(element)
	}
	return m, nil
}

// atFirst is what an input holds before anybody has touched it.
func atFirst(element object) object {
	kind := str(element["type"])
	a := object{"type": kind, "action": str(element["action_id"]), "element": element}
	switch kind {
	case "plain_text_input", "number_input":
		a["value"] = nil
		if v := str(element["initial_value"]); v != "" {
			a["value"] = v
		}
	case "static_select":
		a["selected_option"] = element["initial_option"]
	case "multi_static_select", "checkboxes":
		a["selected_options"] = element["initial_options"]
		if element["initial_options"] == nil {
			a["selected_options"] = []any{}
		}
	case "file_input":
		a["files"] = []any{}
	}
	return a
}

// Text is what the modal says beside its inputs.
func (m *Modal) Text() string {
	var b strings.Builder
	title, _ := m.raw["title"].(object)
	b.WriteString(str(title["text"]) + "\n")
	blocks, _ := m.raw["blocks"].([]any)
	for _, block := range blocks {
		if o, _ := block.(object); str(o["type"]) != "input" {
			b.WriteString(Visible(o) + "\n")
		}
	}
	return b.String()
}

// Title stands above the modal.
func (m *Modal) Title() string {
	title, _ := m.raw["title"].(object)
	return str(title["text"])
}

// Labels are those of the inputs, in order.
func (m *Modal) Labels() []string {
	all := make([]string, 0, len(m.order))
	for _, id := range m.order {
		all = append(all, m.labels[id])
	}
	return all
}

// Set fills in the input of a label: a text, or the labels or values of options
// with ", " between them.
func (m *Modal) Set(label, value string) error {
	for _, id := range m.order {
		if m.labels[id] == label {
			return m.set(m.state[id], value)
		}
	}
	return fmt.Errorf("no input is labelled %q, there are %q", label, m.Labels())
}

func (m *Modal) set(a object, value string) error {
	element, _ := a["element"].(object)
	switch str(a["type"]) {
	case "plain_text_input", "number_input":
		if most, ok := element["max_length"].(float64); ok && len([]rune(value)) > int(most) {
			return errors.New("nobody can write so much here")
		}
		a["value"] = value
	case "static_select":
		o, err := choose(element, value)
		if err != nil {
			return err
		}
		a["selected_option"] = o
	case "multi_static_select", "checkboxes":
		chosen := []any{}
		for one := range strings.SplitSeq(value, ", ") {
			if one == "" {
				continue
			}
			o, err := choose(element, one)
			if err != nil {
				return err
			}
			chosen = append(chosen, o)
		}
		a["selected_options"] = chosen
	default:
		return fmt.Errorf("an input of type %q cannot be filled in like this", str(a["type"]))
	}
	return nil
}

// Upload puts a file in the first input that takes one.
func (m *Modal) Upload(id, name, url string, size int) error {
	for _, block := range m.order {
		if a := m.state[block]; str(a["type"]) == "file_input" {
			a["files"] = []any{object{"id": id, "name": name, "url_private_download": url, "size": size}}
			return nil
		}
	}
	return errors.New("the modal takes no file")
}

func choose(element object, wanted string) (any, error) {
	offered, _ := element["options"].([]any)
	groups, _ := element["option_groups"].([]any)
	for _, g := range groups {
		group, _ := g.(object)
		some, _ := group["options"].([]any)
		offered = append(offered, some...)
	}
	i := slices.IndexFunc(offered, func(o any) bool {
		opt, _ := o.(object)
		label, _ := opt["text"].(object)
		return str(opt["value"]) == wanted || str(label["text"]) == wanted
	})
	if i < 0 {
		return nil, fmt.Errorf("%q is not offered", wanted)
	}
	return offered[i], nil
}

// State is what the inputs hold, as view_submission carries it.
func (m *Modal) State() json.RawMessage {
	values := object{}
	for id, a := range m.state {
		sent := object{}
		for name, v := range a {
			if name != "action" && name != "element" {
				sent[name] = v
			}
		}
		values[id] = object{str(a["action"]): sent}
	}
	return json.RawMessage(jsonOf(values))
}

// Metadata is what the modal carries for the app.
func (m *Modal) Metadata() string { return str(m.raw["private_metadata"]) }

// Callback is the callback_id.
func (m *Modal) Callback() string { return str(m.raw["callback_id"]) }

// Has reports whether an input has a block_id: the errors of an answer must
// name one.
func (m *Modal) Has(id string) bool { return slices.Contains(m.order, id) }

// Visible is every text of some blocks as a person reads them, a line for each.
func Visible(v any) string {
	var b strings.Builder
	visible(&b, v)
	return strings.TrimSpace(b.String())
}

func visible(b *strings.Builder, v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			visible(b, e)
		}
	case object:
		if t, ok := v["text"].(string); ok {
			b.WriteString(t)
		} else {
			visible(b, v["text"])
		}
		visible(b, v["elements"])
		visible(b, v["rows"])
		if f, ok := v["fallback"].(string); ok {
			b.WriteString(f)
		}
		if str(v["type"]) == "link" {
			b.WriteString(" " + str(v["url"]))
		}
		switch str(v["type"]) {
		case "header", "section", "context", "rich_text_section", "rich_text_quote", "rich_text_preformatted", "raw_text", "button":
			b.WriteString("\n")
		}
	}
}
