package discord_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/house"
	"magbot/bot/lang"
)

func realHouse(t testing.TB) *house.House {
	t.Helper()
	h, err := house.New(append(house.Features(), house.Feature{Name: "discord", Words: discord.Words}))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// declared is the manifest as Discord's servers would take it.
func declared(t testing.TB, m *discord.Manifest) []discordtest.Command {
	t.Helper()
	body, err := m.Body()
	if err != nil {
		t.Fatal(err)
	}
	if err := discordtest.CheckCommands(body); err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	var commands []discordtest.Command
	if err := json.Unmarshal(body, &commands); err != nil {
		t.Fatal(err)
	}
	return commands
}

func TestEveryCommandOfTheHouseCanBeGiven(t *testing.T) {
	h := realHouse(t)
	m, err := discord.NewManifest(h.Table(), h.Words(), "en", "fr")
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]bool{}
	args := func(path string, options []discordtest.Command) {
		cmd, ok := h.Table().Get(path)
		if !ok {
			t.Errorf("%q is no command", path)
			return
		}
		given[path] = true
		offered := map[string]bool{}
		for _, o := range options {
			offered[o.Name] = true
		}
		for _, a := range cmd.Args {
			if offered[a.Name] == a.Hidden() {
				t.Errorf("%q: argument %q is offered: %t", path, a.Name, offered[a.Name])
			}
		}
	}
	for _, c := range declared(t, m) {
		for _, sub := range c.Options {
			if path, ok := m.Path(c.Name, sub.Name); ok && sub.Type == 1 {
				args(path, sub.Options)
			}
		}
		if path, ok := m.Path(c.Name, ""); ok {
			args(path, c.Options)
		}
	}
	for _, c := range h.Table().All() {
		if given[c.Path] == (c.Inner || c.Unlisted) {
			t.Errorf("%q can be given: %t", c.Path, given[c.Path])
		}
	}
}

// table declares commands for a test: each path with its arguments.
func table(t testing.TB, commands ...command.Command) *command.Table {
	t.Helper()
	for i := range commands {
		commands[i].On, commands[i].Who = command.Community, command.Anyone
		commands[i].Show = func(*command.Context) (r bot.Reply, err error) { return r, nil }
	}
	all, err := command.NewTable(commands)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestACommandThatIsOnlyTheWordOfItsAreaIsGivenToo(t *testing.T) {
	words := catalogue(t)
	m, err := discord.NewManifest(table(t, command.Command{Path: "settings"}, command.Command{Path: "settings show"}, command.Command{Path: "help"}), words)
	if err != nil {
		t.Fatal(err)
	}
	for sub, want := range map[string]string{"here": "settings", "show": "settings show"} {
		if got, ok := m.Path("settings", sub); !ok || got != want {
			t.Errorf("/settings %s is %q", sub, got)
		}
	}
	if got, ok := m.Path("help", ""); !ok || got != "help" {
		t.Errorf("/help is %q", got)
	}
}

func TestMoreThanACommandTakesStandsInAFurtherOne(t *testing.T) {
	var commands []command.Command
	for i := range 60 {
		commands = append(commands, command.Command{Path: fmt.Sprintf("meeting do%d", i), Args: []command.Arg{
			{Name: strings.Repeat("b", 20), Rest: true}, {Name: "title", Required: true}, {Name: "at"},
		}})
	}
	m, err := discord.NewManifest(table(t, commands...), catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range declared(t, m) {
		for _, sub := range c.Options {
			if path, ok := m.Path(c.Name, sub.Name); ok && path == "meeting "+sub.Name {
				n++
			}
		}
	}
	if n != 60 {
		t.Errorf("%d of 60 commands can be given", n)
	}
}

func TestWhatDiscordRefusesIsAnErrorOfOurs(t *testing.T) {
	var areas []command.Command
	for i := range 101 {
		areas = append(areas, command.Command{Path: fmt.Sprintf("area%d do", i)})
	}
	args := make([]command.Arg, 26)
	for i := range args {
		args[i].Name = fmt.Sprintf("a%d", i)
	}
	for name, commands := range map[string][]command.Command{
		"too many commands":       areas,
		"too many arguments":      {{Path: "a b", Args: args}},
		"a name that is too long": {{Path: "a " + strings.Repeat("b", 33)}},
		"a name of odd letters":   {{Path: "a b!"}},
	} {
		if _, err := discord.NewManifest(table(t, commands...), catalogue(t)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func french(t testing.TB) *lang.Catalogue {
	t.Helper()
	words, err := lang.Load(discord.Words, fstest.MapFS{
		"words.en.toml": {Data: []byte("[\"help.agenda.add\"]\nother = \"Put something forward.\"\n[\"arg.title\"]\nother = \"Title\"\n")},
		"words.fr.toml": {Data: []byte("[\"help.agenda.add\"]\nother = \"Proposer un point.\"\n[\"arg.title\"]\nother = \"Titre\"\n[\"name.agenda\"]\nother = \"ordre-du-jour\"\n[\"name.agenda.add\"]\nother = \"ajouter\"\n[\"name.arg.title\"]\nother = \"titre\"\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func TestNamesAreThereInTheReadersLanguage(t *testing.T) {
	m, err := discord.NewManifest(table(t, command.Command{Path: "agenda add", Args: []command.Arg{{Name: "title"}}}), french(t), "en", "fr", "pt-BR")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range declared(t, m) {
		if c.Name != "agenda" {
			continue
		}
		add := c.Options[0]
		for what, got := range map[string]string{
			"ordre-du-jour": c.Names["fr"], "ajouter": add.Names["fr"], "Proposer un point.": add.Descriptions["fr"],
			"titre": add.Options[0].Names["fr"], "Titre": add.Options[0].Descriptions["fr"],
		} {
			if got != what {
				t.Errorf("%q is %q", what, got)
			}
		}
		if len(add.Descriptions) != 1 {
			t.Errorf("a language without words has some: %v", add.Descriptions)
		}
		return
	}
	t.Error("no /agenda")
}

func TestCommandsAreOverwrittenOnlyWhenTheyChanged(t *testing.T) {
	h := realHouse(t)
	m, err := discord.NewManifest(h.Table(), h.Words())
	if err != nil {
		t.Fatal(err)
	}
	body, err := m.Body()
	if err != nil {
		t.Fatal(err)
	}
	listed := func(change func(all []map[string]any) []map[string]any) []byte {
		var all []map[string]any
		if err := json.Unmarshal(body, &all); err != nil {
			t.Fatal(err)
		}
		for i, c := range all { // what Discord adds
			c["id"], c["version"], c["application_id"], c["nsfw"] = fmt.Sprint(i), "9", "1", false
			c["default_member_permissions"], c["name_localizations"], c["integration_types"] = nil, nil, []int{0}
		}
		raw, err := json.Marshal(change(all))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	same := listed(func(all []map[string]any) []map[string]any {
		return append(all[1:], all[0])
	})
	same = bytes.ReplaceAll(same, []byte(`"min_value":0`), []byte(`"min_value":0.0`))
	if changed, err := m.Changed(same); err != nil || changed {
		t.Errorf("what Discord has is ours, and changed is %t, %v", changed, err)
	}
	for name, change := range map[string]func(all []map[string]any) []map[string]any{
		"one is missing": func(all []map[string]any) []map[string]any { return all[1:] },
		"one is new": func(all []map[string]any) []map[string]any {
			return append(all, map[string]any{"name": "x", "type": 1})
		},
		"words changed":      func(all []map[string]any) []map[string]any { all[0]["description"] = "Other"; return all },
		"an option vanished": func(all []map[string]any) []map[string]any { all[0]["options"] = nil; return all },
	} {
		if changed, err := m.Changed(listed(change)); err != nil || !changed {
			t.Errorf("%s: changed is %t, %v", name, changed, err)
		}
	}
	if _, err := m.Changed([]byte("{")); err == nil {
		t.Error("what is no list is no error")
	}
}
