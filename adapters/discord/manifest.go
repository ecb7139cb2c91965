package discord

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// Manifest is the table of commands as Discord's application commands: each
// area of the table is a command ("/agenda") whose subcommands are the rest of
// the paths ("/agenda add"), and "/mag" takes any command in words.
type Manifest struct {
	commands []appCommand
	paths    map[string]string // "agenda add" as Discord names it: the path
	catalog  *command.Table
	words    *lang.Catalogue
	locales  []string
	menus    map[string]menu // by name
}

// Types of commands and options (application commands, Application Command Types
// and Option Types), and where a command may be given (Interaction Context
// Types): in a server, and in the conversation with the bot.
const (
	chatInput    = 1
	messageMenu  = 3
	ofSub        = 1
	ofString     = 3
	ofInteger    = 4
	ofBoolean    = 5
	ofAttachment = 11
	inGuild      = 0
	inBotDM      = 1
)

// appCommand is an application command as Discord takes it and gives it back.
type appCommand struct {
	Type          int               `json:"type,omitempty"`
	Name          string            `json:"name"`
	Names         map[string]string `json:"name_localizations,omitempty"`
	Description   string            `json:"description,omitempty"`
	Descriptions  map[string]string `json:"description_localizations,omitempty"`
	Options       []appOption       `json:"options,omitempty"`
	Contexts      []int             `json:"contexts,omitempty"`
	chars, nested int
}

type appOption struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description,omitempty"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
	Required     bool              `json:"required,omitempty"`
	Options      []appOption       `json:"options,omitempty"`
	Choices      []appChoice       `json:"choices,omitempty"`
	Autocomplete bool              `json:"autocomplete,omitempty"`
	Smallest     *float64          `json:"min_value,omitempty"`
	Largest      float64           `json:"max_value,omitempty"`
	Longest      int               `json:"max_length,omitempty"`
}

type appChoice struct {
	Name  string            `json:"name"`
	Names map[string]string `json:"name_localizations,omitempty"`
	Value string            `json:"value"`
}

const (
	anyCommand = "mag"     // takes a command in words
	anyText    = "command" // the option that holds them
	fallback   = "en"
)

// NewManifest declares the commands of a table in English and in the languages
// given, as Discord names them ("fr", "pt-BR"). A name is taken from the key
// "name.PATH" of the catalogue, or "name.arg.ARGUMENT", where a language has it.
// What Discord would refuse is an error that names the command.
func NewManifest(table *command.Table, words *lang.Catalogue, languages ...string) (*Manifest, error) {
	m := &Manifest{paths: map[string]string{}, catalog: table, words: words}
	for _, l := range languages {
		if l != fallback {
			m.locales = append(m.locales, l)
		}
	}
	m.commands = append(m.commands, m.inWords())
	for _, area := range areas(table) {
		made, err := m.area(area)
		if err != nil {
			return nil, fmt.Errorf("declare the commands of Discord: %w", err)
		}
		m.commands = append(m.commands, made...)
	}
	m.addMenus()
	if n := len(m.commands); n > mostCommands {
		return nil, fmt.Errorf("declare the commands of Discord: there are %d, and %d are possible", n, mostCommands)
	}
	if err := m.distinct(); err != nil {
		return nil, err
	}
	return m, nil
}

// distinct makes sure that no name stands for two commands, in any language.
func (m *Manifest) distinct() error {
	for _, language := range append([]string{fallback}, m.locales...) {
		known := map[string]string{}
		for _, c := range m.commands {
			name := c.Name
			if own := c.Names[language]; own != "" {
				name = own
			}
			if other := known[name]; other != "" {
				return fmt.Errorf("declare the commands of Discord: /%s and /%s are both called %q in %s", other, c.Name, name, language)
			}
			known[name] = c.Name
		}
	}
	return nil
}

// Path gives the path of a command as Discord names it, without a slash: the
// command and its subcommand, if it has any.
func (m *Manifest) Path(name, sub string) (string, bool) {
	path, ok := m.paths[strings.TrimSpace(name+" "+sub)]
	return path, ok
}

// group is the commands of one area, in order of declaration.
type group struct {
	name     string
	commands []*command.Command
}

func areas(table *command.Table) []group {
	var all []group
	for _, c := range table.All() {
		if c.Inner || c.Unlisted {
			continue
		}
		name, _, _ := strings.Cut(c.Path, " ")
		i := slices.IndexFunc(all, func(g group) bool { return g.name == name })
		if i < 0 {
			all, i = append(all, group{name: name}), len(all)
		}
		all[i].commands = append(all[i].commands, c)
	}
	return all
}

// area declares the commands of an area. A command of Discord with subcommands
// cannot be given by itself, so that the bare word becomes one of them. What is
// more than a command of Discord takes stands in a further one: "agenda-2".
func (m *Manifest) area(g group) ([]appCommand, error) {
	if len(g.commands) == 1 && g.commands[0].Path == g.name {
		c := g.commands[0]
		top := appCommand{
			Type: chatInput, Name: g.name, Names: m.names("name." + dotted(c.Path)),
			Description: m.line(fallback, c.HelpKey()), Descriptions: m.lines(c.HelpKey()),
			Contexts: []int{inGuild, inBotDM},
		}
		var err error
		if top.Options, err = m.options(c); err != nil {
			return nil, err
		}
		m.paths[g.name] = c.Path
		return []appCommand{top}, check100(top)
	}
	all := []appCommand{m.top(g.name, 1)}
	for _, c := range g.commands {
		sub, err := m.sub(g, c)
		if err != nil {
			return nil, err
		}
		now := &all[len(all)-1]
		if size := sub.size(); now.nested == mostOptions || now.chars+size > mostChars {
			all = append(all, m.top(g.name, len(all)+1))
			now = &all[len(all)-1]
		}
		now.Options = append(now.Options, sub)
		now.nested++
		now.chars += sub.size()
		m.paths[now.Name+" "+sub.Name] = c.Path
	}
	for _, c := range all {
		if err := check100(c); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// top is a command that only holds subcommands. What it says is seen nowhere but
// in lists.
func (m *Manifest) top(area string, number int) appCommand {
	c := appCommand{Type: chatInput, Name: area, Names: m.names("name." + area), Description: "/mag " + area, Contexts: []int{inGuild, inBotDM}}
	if number > 1 {
		c.Name = fmt.Sprintf("%s-%d", area, number)
		for language, name := range c.Names {
			c.Names[language] = fmt.Sprintf("%s-%d", name, number)
		}
	}
	c.chars = width(c.Name) + width(c.Description) + longest(c.Names)
	return c
}

// bareNames are tried in turn for a command that is only the word of its area.
var bareNames = []string{"show", "here", "now"}

func (m *Manifest) sub(g group, c *command.Command) (appOption, error) {
	_, rest, _ := strings.Cut(c.Path, " ")
	name := strings.ReplaceAll(rest, " ", "-")
	if rest == "" {
		i := slices.IndexFunc(bareNames, func(free string) bool {
			return !slices.ContainsFunc(g.commands, func(c *command.Command) bool { return c.Path == g.name+" "+free })
		})
		if i < 0 {
			return appOption{}, fmt.Errorf("no name is left for %q by itself", g.name)
		}
		name = bareNames[i]
	}
	o := appOption{
		Type: ofSub, Name: name, Names: m.names("name." + dotted(c.Path)),
		Description: m.line(fallback, c.HelpKey()), Descriptions: m.lines(c.HelpKey()),
	}
	var err error
	o.Options, err = m.options(c)
	return o, err
}

// inWords is "/mag", which takes a command as people type it.
func (m *Manifest) inWords() appCommand {
	return appCommand{
		Type: chatInput, Name: anyCommand, Description: m.line(fallback, "discord.command"),
		Descriptions: m.lines("discord.command"), Contexts: []int{inGuild, inBotDM},
		Options: []appOption{{
			Type: ofString, Name: anyText, Description: m.line(fallback, "discord.command-text"),
			Descriptions: m.lines("discord.command-text"), Required: true, Autocomplete: true, Longest: 6000,
		}},
	}
}

func dotted(path string) string { return strings.ReplaceAll(path, " ", ".") }

// options declares the arguments of a command, those that are needed first, as
// Discord wants it; the meeting can be named in each command on one.
func (m *Manifest) options(c *command.Command) ([]appOption, error) {
	var needed, others []appOption
	for _, a := range c.Args {
		if a.Hidden() {
			continue
		}
		o, err := m.option(c, a)
		if err != nil {
			return nil, err
		}
		if o.Required {
			needed = append(needed, o)
		} else {
			others = append(others, o)
		}
	}
	all := slices.Concat(needed, others)
	if len(all) > mostOptions {
		return nil, fmt.Errorf("%q has %d arguments, and %d are possible", c.Path, len(all), mostOptions)
	}
	return all, nil
}

func (m *Manifest) option(c *command.Command, a command.Arg) (appOption, error) {
	o := appOption{
		Type: ofString, Name: a.Name, Names: m.names("name.arg." + a.Name), Required: a.Required && a.Default == "",
		Description: m.label(fallback, c, a), Descriptions: m.labels(c, a),
	}
	switch a.Kind {
	case command.Number:
		zero := 0.0
		o.Type, o.Smallest, o.Largest = ofInteger, &zero, float64(a.Max)
	case command.Flag:
		o.Type = ofBoolean
	case command.File:
		o.Type = ofAttachment
	case command.Choice:
		if len(a.Choices) > mostOptions {
			o.Autocomplete = true
			break
		}
		for _, choice := range a.Choices {
			key := "choice." + a.Name + "." + choice
			if width(choice) > mostOption {
				return o, fmt.Errorf("%q: a choice of %q is too long", c.Path, a.Name)
			}
			o.Choices = append(o.Choices, appChoice{Name: m.line(fallback, key), Names: m.lines(key), Value: choice})
		}
	case command.Text, command.Long:
		o.Longest = a.Max
		if a.Max == 0 {
			o.Longest = command.DefaultMax
		}
		o.Longest = min(o.Longest, 6000) // string options, max_length
		o.Autocomplete = a.Name == command.MeetingArg
	case command.Person, command.People:
		o.Autocomplete = true
	case command.Numbers, command.When, command.Date, command.Duration, command.Zone, command.Link:
	}
	return o, nil
}

// say writes a key in a language; false where the language has no words of its
// own for it.
func (m *Manifest) say(language, key string) (string, bool) {
	said := m.words.For(language, fallback).Say(key)
	return said, said != key
}

// line is a line of the catalogue as short as Discord wants it. Help says all.
func (m *Manifest) line(language, key string) string {
	said, _ := m.say(language, key)
	short, _ := shorten(oneLine(said), mostHelp)
	return short
}

// lines are a line in every language that has its own words for it.
func (m *Manifest) lines(key string) map[string]string {
	return m.each(m.line(fallback, key), func(language string) string { return m.line(language, key) })
}

func (m *Manifest) each(english string, in func(language string) string) map[string]string {
	var all map[string]string
	for _, language := range m.locales {
		if said := in(language); said != english && said != "" {
			if all == nil {
				all = map[string]string{}
			}
			all[language] = said
		}
	}
	return all
}

// names are the names in other languages, where the catalogue gives any.
func (m *Manifest) names(key string) map[string]string {
	english, _ := m.say(fallback, key)
	return m.each(english, func(language string) string {
		said, there := m.say(language, key)
		if !there {
			return ""
		}
		return said
	})
}

func (m *Manifest) label(language string, c *command.Command, a command.Arg) string {
	if a.Name == command.MeetingArg && a.Carried {
		return m.line(language, "discord.meeting-arg")
	}
	said := c.Label(bot.View{Print: m.words.For(language, fallback)}, a.Name)
	short, _ := shorten(oneLine(said), mostHelp)
	return short
}

func (m *Manifest) labels(c *command.Command, a command.Arg) map[string]string {
	return m.each(m.label(fallback, c, a), func(language string) string { return m.label(language, c, a) })
}

// nameOf is how Discord wants names: application commands, Application Command
// Naming. Letters are lower case where they have one.
var nameOf = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

func checkName(name string) error {
	if !nameOf.MatchString(name) || strings.ToLower(name) != name {
		return fmt.Errorf("%q is no name that Discord takes: at most %d small letters, digits, hyphens", name, mostName)
	}
	return nil
}

// check100 proves a command of Discord.
func check100(c appCommand) error {
	o := appOption{Name: c.Name, Names: c.Names, Description: c.Description, Descriptions: c.Descriptions, Options: c.Options}
	if n := o.size(); n > mostChars {
		return fmt.Errorf("/%s has %d characters, and %d are possible", c.Name, n, mostChars)
	}
	if err := o.check(); err != nil {
		return fmt.Errorf("/%s: %w", c.Name, err)
	}
	return nil
}

func (o appOption) check() error {
	if err := checkName(o.Name); err != nil {
		return err
	}
	for _, name := range o.Names {
		if err := checkName(name); err != nil {
			return err
		}
	}
	if o.Description == "" {
		return errors.New(o.Name + " has no description")
	}
	known := map[string]bool{}
	for _, inner := range o.Options {
		if known[inner.Name] {
			return fmt.Errorf("%q stands there twice", inner.Name)
		}
		known[inner.Name] = true
		if err := inner.check(); err != nil {
			return fmt.Errorf("%s: %w", o.Name, err)
		}
	}
	return nil
}

// size counts what Discord counts: names, descriptions and values, the longest
// language of each.
func (o appOption) size() int {
	n := max(width(o.Name), longest(o.Names)) + max(width(o.Description), longest(o.Descriptions))
	for _, inner := range o.Options {
		n += inner.size()
	}
	for _, c := range o.Choices {
		n += max(width(c.Name), longest(c.Names)) + width(c.Value)
	}
	return n
}

func longest(said map[string]string) int {
	n := 0
	for _, s := range said {
		n = max(n, width(s))
	}
	return n
}
