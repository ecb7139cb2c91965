package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Command is an application command or an option of one.
type Command struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations"`
	Required     bool              `json:"required"`
	Autocomplete bool              `json:"autocomplete"`
	MaxLength    *int              `json:"max_length"`
	Options      []Command         `json:"options"`
	Choices      []struct {
		Name  string            `json:"name"`
		Names map[string]string `json:"name_localizations"`
		Value json.RawMessage   `json:"value"`
	} `json:"choices"`
}

// commandName is the rule of Application Command Naming.
var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// Locales that Discord knows (reference, Locales).
var locales = strings.Fields("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko")

// CheckCommands refuses a bulk overwrite that Discord refuses.
func CheckCommands(raw []byte) error {
	var commands []Command
	if err := json.Unmarshal(raw, &commands); err != nil {
		return err
	}
	kinds, known := map[int]int{}, map[string]bool{}
	var all []error
	for _, c := range commands {
		if c.Type == 0 {
			c.Type = 1
		}
		kinds[c.Type]++
		if key := fmt.Sprint(c.Type, " ", c.Name); known[key] {
			all = append(all, fmt.Errorf("/%s is declared twice", c.Name))
		} else {
			known[key] = true
		}
		if err := c.check(0); err != nil {
			all = append(all, fmt.Errorf("/%s: %w", c.Name, err))
		}
		if n := c.size(); n > 8000 {
			all = append(all, fmt.Errorf("/%s has %d characters, 8000 at most", c.Name, n))
		}
	}
	if kinds[1] > 100 || kinds[2] > 15 || kinds[3] > 15 {
		all = append(all, fmt.Errorf("too many commands: %v by type", kinds))
	}
	return errors.Join(all...)
}

func checkCommandName(name string) error {
	if !commandName.MatchString(name) || name != strings.ToLower(name) {
		return fmt.Errorf("no name of a command: %q", name)
	}
	return nil
}

func (c Command) check(depth int) error {
	if depth == 0 && c.Type != 1 {
		return most("name", c.Name, 1, 32) // menus may have blanks and capitals
	}
	all := []error{checkCommandName(c.Name), most("description", c.Description, 1, 100)}
	for locale, name := range c.Names {
		all = append(all, checkLocale(locale), checkCommandName(name))
	}
	for locale, text := range c.Descriptions {
		all = append(all, checkLocale(locale), most("description", text, 1, 100))
	}
	if len(c.Options) > 25 || len(c.Choices) > 25 {
		all = append(all, fmt.Errorf("%d options and %d choices, 25 at most", len(c.Options), len(c.Choices)))
	}
	if len(c.Choices) > 0 && c.Autocomplete {
		all = append(all, errors.New("choices and autocomplete"))
	}
	if c.MaxLength != nil && (*c.MaxLength < 1 || *c.MaxLength > 6000) {
		all = append(all, fmt.Errorf("max_length %d", *c.MaxLength))
	}
	subs, optional, names := 0, false, map[string]bool{}
	for _, o := range c.Options {
		nested := o.Type == 1 || o.Type == 2
		if nested {
			subs++
		}
		switch {
		case o.Type < 1 || o.Type > 11:
			all = append(all, fmt.Errorf("%s: an option of type %d", o.Name, o.Type))
		case names[o.Name]:
			all = append(all, fmt.Errorf("%s stands there twice", o.Name))
		case o.Required && optional:
			all = append(all, fmt.Errorf("%s is required and stands after one that is not", o.Name))
		case nested && depth > 1, o.Type == 2 && depth > 0:
			all = append(all, fmt.Errorf("%s is too deep", o.Name))
		}
		names[o.Name], optional = true, optional || !o.Required
		if err := o.check(depth + 1); err != nil {
			all = append(all, fmt.Errorf("%s: %w", o.Name, err))
		}
	}
	if subs > 0 && subs < len(c.Options) {
		all = append(all, errors.New("subcommands beside other options"))
	}
	for _, choice := range c.Choices {
		all = append(all, most("choice", choice.Name, 1, 100))
		var text string
		if json.Unmarshal(choice.Value, &text) == nil {
			all = append(all, most("choice value", text, 1, 100))
		}
		for locale, name := range choice.Names {
			all = append(all, checkLocale(locale), most("choice", name, 1, 100))
		}
	}
	return errors.Join(all...)
}

func checkLocale(locale string) error {
	if slices.Contains(locales, locale) {
		return nil
	}
	return fmt.Errorf("no locale of Discord: %q", locale)
}

// size counts names, descriptions and values, the longest language of each.
func (c Command) size() int {
	n := longest(c.Name, c.Names) + longest(c.Description, c.Descriptions)
	for _, o := range c.Options {
		n += o.size()
	}
	for _, choice := range c.Choices {
		n += longest(choice.Name, choice.Names) + len(choice.Value)
	}
	return n
}

func longest(s string, others map[string]string) int {
	n := Units(s)
	for _, o := range others {
		n = max(n, Units(o))
	}
	return n
}
