package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

// Message is a message as a client sends it (Create Message, and the data of an
// interaction response).
type Message struct {
	Content     string            `json:"content"`
	Embeds      []Embed           `json:"embeds"`
	Components  []Component       `json:"components"`
	Mentions    *AllowedMentions  `json:"allowed_mentions"`
	Attachments []json.RawMessage `json:"attachments"`
	Flags       int               `json:"flags"`
	Nonce       json.RawMessage   `json:"nonce"`
	Enforce     bool              `json:"enforce_nonce"`
	Poll        json.RawMessage   `json:"poll"`
}

// AllowedMentions says which mentions ping.
type AllowedMentions struct {
	Parse *[]string `json:"parse"`
	Users []string  `json:"users"`
	Roles []string  `json:"roles"`
}

// Embed is a part of a message with a border.
type Embed struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Author      struct {
		Name string `json:"name"`
	} `json:"author"`
	Footer struct {
		Text string `json:"text"`
	} `json:"footer"`
	Fields []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"fields"`
}

// Component is any component.
type Component struct {
	Type        int         `json:"type"`
	CustomID    *string     `json:"custom_id"`
	Label       string      `json:"label"`
	Description string      `json:"description"`
	Content     string      `json:"content"`
	Style       int         `json:"style"`
	URL         string      `json:"url"`
	Value       string      `json:"value"`
	Placeholder string      `json:"placeholder"`
	MinLength   *int        `json:"min_length"`
	MaxLength   *int        `json:"max_length"`
	MinValues   *int        `json:"min_values"`
	MaxValues   *int        `json:"max_values"`
	Required    *bool       `json:"required"`
	Disabled    bool        `json:"disabled"`
	Options     []Option    `json:"options"`
	Components  []Component `json:"components"`
	Component   *Component  `json:"component"`
}

// Option is one of a select.
type Option struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description"`
	Default     bool   `json:"default"`
}

// Units counts a text as strictly as Discord may: in UTF-16 units.
func Units(s string) int { return len(utf16.Encode([]rune(s))) }

// most refuses a text that is too long, or empty where none may be.
func most(what, s string, least, most int) error {
	if n := Units(s); n < least || n > most {
		return fmt.Errorf("%s has %d characters, between %d and %d are possible", what, n, least, most)
	}
	return nil
}

// CheckMessage refuses what Discord refuses, and a message that could ping.
func CheckMessage(raw []byte) error {
	var m Message
	if err := json.Unmarshal(raw, &m); err != nil {
		return err
	}
	return m.Check()
}

// Check is CheckMessage of a message that is read already.
func (m Message) Check() error {
	if m.Mentions == nil || m.Mentions.Parse == nil || len(*m.Mentions.Parse)+len(m.Mentions.Users)+len(m.Mentions.Roles) > 0 {
		return errors.New("the message may mention somebody")
	}
	if strings.TrimSpace(m.Content) == "" && len(m.Embeds) == 0 && len(m.Attachments) == 0 && len(m.Components) == 0 {
		return errors.New("an empty message")
	}
	all := []error{most("content", m.Content, 0, 2000), m.checkEmbeds(), m.checkNonce()}
	if len(m.Attachments) > 10 {
		all = append(all, fmt.Errorf("%d files, 10 at most", len(m.Attachments)))
	}
	if len(m.Components) > 5 {
		all = append(all, fmt.Errorf("%d rows, 5 at most", len(m.Components)))
	}
	ids := map[string]bool{}
	for _, row := range m.Components {
		all = append(all, row.checkRow(ids))
	}
	return errors.Join(all...)
}

func (m Message) checkNonce() error {
	if len(m.Nonce) == 0 {
		return nil
	}
	var text string
	if json.Unmarshal(m.Nonce, &text) == nil {
		return most("nonce", text, 1, 25)
	}
	var number int64
	return json.Unmarshal(m.Nonce, &number)
}

// checkEmbeds holds to Embed Limits.
func (m Message) checkEmbeds() error {
	var all []error
	if len(m.Embeds) > 10 {
		all = append(all, fmt.Errorf("%d embeds, 10 at most", len(m.Embeds)))
	}
	total := 0
	for _, e := range m.Embeds {
		total += Units(e.Title) + Units(e.Description) + Units(e.Author.Name) + Units(e.Footer.Text)
		all = append(all, most("title", e.Title, 0, 256), most("description", e.Description, 0, 4096),
			most("author", e.Author.Name, 0, 256), most("footer", e.Footer.Text, 0, 2048))
		if len(e.Fields) > 25 {
			all = append(all, fmt.Errorf("%d fields, 25 at most", len(e.Fields)))
		}
		for _, f := range e.Fields {
			total += Units(f.Name) + Units(f.Value)
			all = append(all, most("field name", f.Name, 1, 256), most("field value", f.Value, 1, 1024))
		}
		if e.Title == "" && strings.TrimSpace(e.Description) == "" && len(e.Fields) == 0 {
			all = append(all, errors.New("an empty embed"))
		}
	}
	if total > 6000 {
		all = append(all, fmt.Errorf("all embeds have %d characters, 6000 at most", total))
	}
	return errors.Join(all...)
}

// checkRow holds an action row of a message to Component Reference.
func (c Component) checkRow(ids map[string]bool) error {
	if c.Type != 1 {
		return fmt.Errorf("a component of type %d stands outside a row", c.Type)
	}
	if len(c.Components) == 0 || len(c.Components) > 5 {
		return fmt.Errorf("%d buttons in a row, 1 to 5 are possible", len(c.Components))
	}
	var all []error
	for _, b := range c.Components {
		if b.Type != 2 {
			all = append(all, fmt.Errorf("a component of type %d in a row", b.Type))
			continue
		}
		all = append(all, b.checkID(ids), most("label", b.Label, 1, 80))
		if b.Style < 1 || b.Style > 4 {
			all = append(all, fmt.Errorf("style %d of a button", b.Style))
		}
	}
	return errors.Join(all...)
}

// checkID holds a custom_id to its length, and lets none stand twice.
func (c Component) checkID(ids map[string]bool) error {
	if c.CustomID == nil {
		return errors.New("a component without custom_id")
	}
	if ids[*c.CustomID] {
		return fmt.Errorf("the custom_id %q stands there twice", *c.CustomID)
	}
	ids[*c.CustomID] = true
	return most("custom_id", *c.CustomID, 1, 100)
}
