package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Types of components in modals.
const (
	stringSelect = 3
	textInput    = 4
	textDisplay  = 10
	labelType    = 18
	fileUpload   = 19
)

// Modal is a modal as a client shows it.
type Modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []Component `json:"components"`

	texts map[string]string
	picks map[string][]string
	files map[string]File
}

// File is a file that somebody sends.
type File struct {
	ID   string `json:"id"`
	Name string `json:"filename"`
	Size int    `json:"size"`
	URL  string `json:"url"`
}

// CheckModal refuses what Discord refuses.
func CheckModal(raw []byte) error {
	_, err := OpenModal(raw)
	return err
}

// OpenModal reads a modal (the data of an interaction response of type 9),
// refusing what Discord refuses, and shows it.
func OpenModal(raw []byte) (*Modal, error) {
	m := &Modal{texts: map[string]string{}, picks: map[string][]string{}, files: map[string]File{}}
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, err
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	for _, c := range m.inputs() {
		id := *c.CustomID
		m.texts[id] = c.Value
		for _, o := range c.Options {
			if o.Default {
				m.picks[id] = append(m.picks[id], o.Value)
			}
		}
	}
	return m, nil
}

func (m *Modal) check() error {
	all := []error{most("custom_id", m.CustomID, 1, 100), most("title", m.Title, 1, 45)}
	if n := len(m.Components); n < 1 || n > 5 {
		all = append(all, fmt.Errorf("%d components, 1 to 5 are possible", n))
	}
	ids := map[string]bool{}
	for _, c := range m.Components {
		switch c.Type {
		case textDisplay:
			all = append(all, most("text", c.Content, 1, 4000))
		case labelType:
			all = append(all, most("label", c.Label, 1, 45), most("description", c.Description, 0, 100))
			if c.Component == nil {
				all = append(all, errors.New("a label without a component"))
				continue
			}
			all = append(all, c.Component.checkInput(ids))
		default:
			all = append(all, fmt.Errorf("a component of type %d in a modal", c.Type))
		}
	}
	return errors.Join(all...)
}

func (c Component) required() bool { return c.Required == nil || *c.Required }

func (c Component) checkInput(ids map[string]bool) error {
	all := []error{c.checkID(ids)}
	if c.Disabled {
		all = append(all, errors.New("a component of a modal is disabled"))
	}
	switch c.Type {
	case textInput:
		longest := 4000
		if c.MaxLength != nil {
			longest = *c.MaxLength
		}
		if longest < 1 || longest > 4000 || (c.Style != 1 && c.Style != 2) {
			all = append(all, fmt.Errorf("an input of style %d, %d characters long", c.Style, longest))
		}
		all = append(all, most("value", c.Value, 0, longest), most("placeholder", c.Placeholder, 0, 100))
	case stringSelect:
		all = append(all, c.checkSelect())
	case fileUpload:
		all = append(all, c.checkCount(10))
	default:
		all = append(all, fmt.Errorf("a component of type %d in a label", c.Type))
	}
	return errors.Join(all...)
}

func (c Component) checkCount(possible int) error {
	fewest, greatest := 1, 1
	if c.MinValues != nil {
		fewest = *c.MinValues
	}
	if c.MaxValues != nil {
		greatest = *c.MaxValues
	}
	if greatest < 1 || greatest > possible || fewest < 0 || fewest > greatest {
		return fmt.Errorf("between %d and %d of %d", fewest, greatest, possible)
	}
	if c.required() && fewest == 0 {
		return errors.New("required, and none is enough")
	}
	return nil
}

func (c Component) checkSelect() error {
	if len(c.Options) < 1 || len(c.Options) > 25 {
		return fmt.Errorf("%d options, 1 to 25 are possible", len(c.Options))
	}
	all := []error{c.checkCount(len(c.Options))}
	chosen, known := 0, map[string]bool{}
	for _, o := range c.Options {
		all = append(all, most("option", o.Label, 1, 100), most("option value", o.Value, 1, 100), most("option description", o.Description, 0, 100))
		if known[o.Value] {
			all = append(all, fmt.Errorf("the value %q stands there twice", o.Value))
		}
		known[o.Value] = true
		if o.Default {
			chosen++
		}
	}
	if c.MaxValues != nil && chosen > *c.MaxValues {
		all = append(all, fmt.Errorf("%d options are chosen, %d at most", chosen, *c.MaxValues))
	}
	return errors.Join(all...)
}

func (m *Modal) inputs() []Component {
	var all []Component
	for _, c := range m.Components {
		if c.Component != nil {
			all = append(all, *c.Component)
		}
	}
	return all
}

// Labels are what stands before the inputs, in order.
func (m *Modal) Labels() []string {
	var all []string
	for _, c := range m.Components {
		if c.Component != nil {
			all = append(all, c.Label)
		}
	}
	return all
}

// Text is all that can be read in the modal.
func (m *Modal) Text() string {
	var b strings.Builder
	b.WriteString(m.Title + "\n")
	for _, c := range m.Components {
		b.WriteString(c.Content + c.Label + "\n" + c.Description + "\n")
	}
	return b.String()
}

func (m *Modal) input(label string) (Component, error) {
	for _, c := range m.Components {
		if c.Component != nil && c.Label == label {
			return *c.Component, nil
		}
	}
	return Component{}, fmt.Errorf("the modal has no input %q, only %q", label, m.Labels())
}

// Set types into an input, or chooses the options of those labels (with commas
// between them).
func (m *Modal) Set(label, text string) error {
	c, err := m.input(label)
	if err != nil {
		return err
	}
	if c.Type == textInput {
		m.texts[*c.CustomID] = text
		return nil
	}
	labelled := func(label string) int {
		return slices.IndexFunc(c.Options, func(o Option) bool { return o.Label == strings.TrimSpace(label) })
	}
	var values []string
	chosen := strings.Split(text, ",")
	if labelled(text) >= 0 { // one that has commas itself
		chosen = []string{text}
	}
	for _, one := range chosen {
		i := labelled(one)
		if i < 0 {
			return fmt.Errorf("%q offers no %q", label, one)
		}
		values = append(values, c.Options[i].Value)
	}
	m.picks[*c.CustomID] = values
	return nil
}

// Upload chooses a file.
func (m *Modal) Upload(label string, f File) error {
	c, err := m.input(label)
	if err == nil && c.Type != fileUpload {
		err = fmt.Errorf("%q takes no file", label)
	}
	if err != nil {
		return err
	}
	m.files[*c.CustomID] = f
	return nil
}

// Submit is the data of the interaction that sends the modal (Modal Submit Data).
// What a client would not let a person send is an error.
func (m *Modal) Submit() ([]byte, error) {
	type sent struct {
		Type     int      `json:"type"`
		ID       int      `json:"id"`
		CustomID string   `json:"custom_id"`
		Value    *string  `json:"value,omitempty"`
		Values   []string `json:"values,omitempty"`
	}
	type row struct {
		Type      int   `json:"type"`
		ID        int   `json:"id"`
		Component *sent `json:"component,omitempty"`
	}
	var rows []row
	resolved := map[string]File{}
	for i, c := range m.Components {
		one := row{Type: c.Type, ID: 2*i + 1}
		if in := c.Component; in != nil {
			s := &sent{Type: in.Type, ID: 2*i + 2, CustomID: *in.CustomID, Values: m.picks[*in.CustomID]}
			switch in.Type {
			case textInput:
				text := m.texts[*in.CustomID]
				s.Value = &text
				if n := Units(text); (in.required() && n == 0) || (in.MaxLength != nil && n > *in.MaxLength) {
					return nil, fmt.Errorf("the client sends no %q of %d characters", c.Label, n)
				}
			case fileUpload:
				if f, ok := m.files[*in.CustomID]; ok {
					s.Values, resolved[f.ID] = []string{f.ID}, f
				}
			}
			if in.Type != textInput && in.required() && len(s.Values) == 0 {
				return nil, fmt.Errorf("the client sends no %q without a choice", c.Label)
			}
			one.Component = s
		}
		rows = append(rows, one)
	}
	data := map[string]any{"custom_id": m.CustomID, "components": rows}
	if len(resolved) > 0 {
		data["resolved"] = map[string]any{"attachments": resolved}
	}
	return json.Marshal(data)
}
