package command_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
)

func decide(*command.Context) (bot.Decision, error) { return bot.Decision{}, nil }

func commands() []command.Command {
	return []command.Command{
		{Path: "agenda add", On: command.Meeting, Who: command.Anyone, Decide: decide, Args: []command.Arg{
			{Name: "title", Kind: command.Text, Required: true, Max: 20, Rest: true},
			{Name: "why", Kind: command.Long},
			{Name: "minutes", Kind: command.Number, Max: 600},
			{Name: "kind", Kind: command.Choice, Choices: []string{"information", "discussion", "decision"}, Default: "discussion"},
		}},
		{Path: "agenda decline", On: command.Meeting, Who: command.Leads, Decide: decide, Args: []command.Arg{
			{Name: "input", Kind: command.Number, Required: true},
			{Name: "reason", Kind: command.Text, Rest: true},
		}},
		{Path: "meeting schedule", On: command.Work, Who: command.Leads, Decide: decide, Args: []command.Arg{
			{Name: "title", Kind: command.Text, Required: true},
			{Name: "when", Kind: command.When, Required: true, Rest: true},
			{Name: "length", Kind: command.Duration},
			{Name: "zone", Kind: command.Zone},
			{Name: "join", Kind: command.Link},
		}},
		{Path: "queue call", On: command.Meeting, Who: command.Chairs, Decide: decide, Args: []command.Arg{
			{Name: "person", Kind: command.Person},
			{Name: "next", Kind: command.Flag},
			{Name: "people", Kind: command.People},
			{Name: "order", Kind: command.Numbers},
		}},
		{Path: "agenda merge", On: command.Meeting, Who: command.Leads, Decide: decide, Args: []command.Arg{
			{Name: "inputs", Kind: command.Numbers, Required: true, Rest: true},
			{Name: "into", Kind: command.Number, Named: true},
			{Name: "title", Kind: command.Text, Named: true},
		}},
		{Path: "conduct appeal", On: command.Case, Who: command.Anyone, Unlisted: true, Decide: decide, Args: []command.Arg{
			{Name: "token", Kind: command.Text}, {Name: "text", Kind: command.Long, Required: true, Rest: true},
		}},
		{Path: "conduct withdraw", On: command.Case, Who: command.Anyone, Unlisted: true, Decide: decide, Args: []command.Arg{{Name: "token", Kind: command.Text}}},
		{Path: "clock tick", On: command.Work, Who: command.Bot, Inner: true, Decide: decide},
	}
}

func table(t *testing.T) *command.Table {
	t.Helper()
	all, err := command.NewTable(commands())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var chair = bot.Reader{Roles: []bot.Role{bot.RoleChair, bot.RoleAnyone}, Zone: time.UTC}

func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want bot.Call
	}{
		"the rest of the line fills the argument that takes the rest": {
			"agenda decline 3 outside the mandate", bot.Do("agenda decline", "input", "3", "reason", "outside the mandate"),
		},
		"case and blanks of the path do not matter": {
			"  Agenda   DECLINE 3", bot.Do("agenda decline", "input", "3"),
		},
		"named arguments stand anywhere": {
			"agenda add Hybrid rules minutes: 10 why: because it is unfair", bot.Do("agenda add", "title", "Hybrid rules", "minutes", "10", "why", "because it is unfair"),
		},
		"a name in quotation marks is not a name": {
			`agenda add "why: a question"`, bot.Do("agenda add", "title", "why: a question"),
		},
		"quoted phrases are one word": {
			`meeting schedule “Virtual Meeting XIV” 2027-03-17 13:00 UTC`, bot.Do("meeting schedule", "title", "Virtual Meeting XIV", "when", "2027-03-17 13:00 UTC"),
		},
		"French quotation marks too": {
			`meeting schedule «Réunion XIV» tomorrow 13:00`, bot.Do("meeting schedule", "title", "Réunion XIV", "when", "tomorrow 13:00"),
		},
		"an equals sign names as well": {
			"meeting schedule XIV when=+2h length=1h", bot.Do("meeting schedule", "title", "XIV", "when", "+2h", "length", "1h"),
		},
		"the meeting is named, never positional": {
			"agenda decline 3 no meeting: 7", bot.Do("agenda decline", "input", "3", "reason", "no", "meeting", "7"),
		},
		"after a list of numbers a name needs no colon": {
			"agenda merge 3 and 4 Into 2 title: Rules", bot.Do("agenda merge", "inputs", "3 and 4", "into", "2", "title", "Rules"),
		},
		"a token stands before the words": {
			"conduct appeal ABCD-EFGH-JKLM It was a quotation.", bot.Do("conduct appeal", "token", "ABCD-EFGH-JKLM", "text", "It was a quotation."),
		},
		"a token may be written together": {
			"conduct appeal abcd5fghjklm It was so.", bot.Do("conduct appeal", "token", "abcd5fghjklm", "text", "It was so."),
		},
		"what stands for a token, too": {
			"conduct appeal S-3f9a2c It was so.", bot.Do("conduct appeal", "token", "S-3f9a2c", "text", "It was so."),
		},
		"a token that is left out takes none of the words": {
			"conduct appeal Disagreement is no insult.", bot.Do("conduct appeal", "text", "Disagreement is no insult."),
		},
		"words of other scripts are no token": {
			"conduct appeal السلام عليكم", bot.Do("conduct appeal", "text", "السلام عليكم"),
		},
		"nor are words without spaces": {
			"conduct appeal 这是引用 我没有说", bot.Do("conduct appeal", "text", "这是引用 我没有说"),
		},
		"nor is a word with a hyphen": {
			"conduct appeal Anti-Semitism was my subject.", bot.Do("conduct appeal", "text", "Anti-Semitism was my subject."),
		},
		"a token that is named stands anywhere": {
			"conduct appeal It was so. token: ABCD-EFGH-JKLM", bot.Do("conduct appeal", "token", "ABCD-EFGH-JKLM", "text", "It was so."),
		},
		"a token alone is taken as it is": {
			"conduct withdraw something", bot.Do("conduct withdraw", "token", "something"),
		},
		"a quotation mark that is never closed takes the rest": {
			`meeting schedule "XIV when`, bot.Do("meeting schedule", "title", "XIV when"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := table(t).Parse(c.text, chair)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Args) == 0 {
				got.Args = nil
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestUnknownIsAnsweredWithTheNearest(t *testing.T) {
	for text, want := range map[string][]string{
		"agend add x":         {"agenda add"},
		"agneda decline 4":    {"agenda decline"},
		"meeting shedule":     {"meeting schedule"},
		"queue cal":           {"queue call"},
		"weather in Nairobi?": nil,
		"clock tick":          nil, // inner commands are never offered
	} {
		_, err := table(t).Parse(text, chair)
		var s *command.Suggestion
		if !errors.As(err, &s) {
			t.Errorf("%q: %v is no suggestion", text, err)
			continue
		}
		if d := cmp.Diff(want, s.Nearest); d != "" {
			t.Errorf("%q: %s", text, d)
		}
		if _, ok := lang.AsError(err); !ok {
			t.Errorf("%q: nothing to say", text)
		}
	}
}

func TestNearestOffersOnlyWhatTheReaderMayDo(t *testing.T) {
	member := bot.Reader{Roles: []bot.Role{bot.RoleMember, bot.RoleAnyone}}
	if got := table(t).Nearest("agenda declin", member); len(got) != 1 || got[0] != "agenda add" {
		t.Errorf("a member was offered %q", got)
	}
}

func TestAWordAmongNumbersIsToldWithTheFormToWrite(t *testing.T) {
	_, err := table(t).Parse("agenda merge 5 minutes: 10", chair)
	e, ok := lang.AsError(err)
	if !ok || e.Key != "command.misplaced" {
		t.Fatal(err)
	}
	if said := fmt.Sprint(e.Text); !strings.Contains(said, "minutes:") || !strings.Contains(said, "agenda merge INPUTS… [into: …] [title: …]") {
		t.Errorf("it does not tell how to write it: %s", said)
	}
	c, err := bind(t, chair, bot.Do("agenda merge", "inputs", "3, 4 and 7 & 8"))
	if err != nil || !slices.Equal(c.Numbers("inputs"), []int{3, 4, 7, 8}) {
		t.Errorf("%v %v", err, c.Numbers("inputs"))
	}
}

func TestTooMuchIsRefused(t *testing.T) {
	_, err := table(t).Parse("queue call tech1 next a,b 1,2 and more", chair)
	if e, ok := lang.AsError(err); !ok || e.Key != "command.too-much" {
		t.Error(err)
	}
	_, err = table(t).Parse("agenda add x why: a why: b", chair)
	if e, ok := lang.AsError(err); !ok || e.Key != "command.arg-twice" {
		t.Error(err)
	}
}

var readers = command.Readers{
	Person: func(_ bot.View, text string) (bot.PersonID, error) {
		if text == "nobody" {
			return "", lang.Refuse("test.nobody")
		}
		return bot.PersonID("p-" + text), nil
	},
	When: func(v bot.View, text string) (time.Time, error) {
		if text == "tomorrow" {
			return v.Now.Add(24 * time.Hour), nil
		}
		return time.Time{}, lang.Refuse("test.when")
	},
	Date:     func(bot.View, string) (string, error) { return "2027-03-15", nil },
	Duration: time.ParseDuration,
}

func bind(t *testing.T, reader bot.Reader, call bot.Call) (*command.Context, error) {
	t.Helper()
	c := &command.Context{View: bot.View{Now: time.Unix(0, 0).UTC(), Reader: reader}, Call: call}
	_, err := table(t).Bind(c, readers)
	return c, err
}

func TestBindReadsEveryKind(t *testing.T) {
	c, err := bind(t, chair, bot.Do("queue call", "person", " tech1 ", "next", "yes", "people", "a, b,a ;c", "order", "3, 1 2"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Person("person") != "p-tech1" || !c.Flag("next") {
		t.Errorf("person %q next %v", c.Person("person"), c.Flag("next"))
	}
	if d := cmp.Diff([]bot.PersonID{"p-a", "p-b", "p-c"}, c.People("people")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{3, 1, 2}, c.Numbers("order")); d != "" {
		t.Error(d)
	}
	c, err = bind(t, chair, bot.Do("meeting schedule", "title", "XIV", "when", "tomorrow", "length", "90m", "zone", "Africa/Nairobi", "join", "https://example.org/j"))
	if err != nil {
		t.Fatal(err)
	}
	if c.When("when") != time.Unix(86400, 0).UTC() || c.Duration("length") != 90*time.Minute || c.Text("zone") != "Africa/Nairobi" || c.Text("join") != "https://example.org/j" {
		t.Errorf("%v %v %v %v", c.When("when"), c.Duration("length"), c.Text("zone"), c.Text("join"))
	}
	c, err = bind(t, chair, bot.Do("agenda add", "title", "x"))
	if err != nil || c.Text("kind") != "discussion" || c.Has("minutes") || c.Number("minutes") != 0 {
		t.Errorf("defaults: %v %q", err, c.Text("kind"))
	}
}

func TestBindRefusesWithTheArgumentNamed(t *testing.T) {
	for name, c := range map[string]struct {
		call bot.Call
		key  string
	}{
		"a required argument is missing":      {bot.Do("agenda add"), "command.missing"},
		"a blank argument is missing":         {bot.Do("agenda add", "title", "  "), "command.missing"},
		"a text is too long by characters":    {bot.Do("agenda add", "title", strings.Repeat("界", 21)), "command.too-long"},
		"a number is no number":               {bot.Do("agenda decline", "input", "three"), "command.not-a-number"},
		"a number is out of range":            {bot.Do("agenda add", "title", "x", "minutes", "601"), "command.number-range"},
		"a negative number":                   {bot.Do("agenda decline", "input", "-1"), "command.number-range"},
		"a choice is none of those":           {bot.Do("agenda add", "title", "x", "kind", "poem"), "command.not-a-choice"},
		"a beginning of two choices":          {bot.Do("agenda add", "title", "x", "kind", "d"), "command.not-a-choice"},
		"a zone that is not one":              {bot.Do("meeting schedule", "title", "x", "when", "tomorrow", "zone", "Mars/Base"), "command.not-a-zone"},
		"a link that would run a script":      {bot.Do("meeting schedule", "title", "x", "when", "tomorrow", "join", "javascript:alert(1)"), "command.not-a-link"},
		"a time that cannot be read":          {bot.Do("meeting schedule", "title", "x", "when", "25:00"), "test.when"},
		"an argument that is not declared":    {bot.Do("agenda add", "title", "x", "colour", "red"), "command.no-such-arg"},
		"a person who is not known":           {bot.Do("queue call", "person", "nobody"), "test.nobody"},
		"a flag that is neither":              {bot.Do("queue call", "next", "perhaps"), "command.not-a-flag"},
		"more people than one call can carry": {bot.Do("queue call", "people", manyNames(201)), "command.too-many"},
		"more numbers than one call can take": {bot.Do("queue call", "order", strings.Repeat("1,", 201)), "command.too-many"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := bind(t, chair, c.call)
			e, ok := lang.AsError(err)
			if !ok || e.Key != c.key {
				t.Errorf("got %v, want %s", err, c.key)
			}
		})
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("x", i+1) + ",")
	}
	return b.String()
}

func TestAUniqueBeginningIsAChoice(t *testing.T) {
	c, err := bind(t, chair, bot.Do("agenda add", "title", "x", "kind", "dec"))
	if err != nil || c.Text("kind") != "decision" {
		t.Errorf("%v %q", err, c.Text("kind"))
	}
}

func TestRightsAreCheckedOnEveryCall(t *testing.T) {
	member := bot.Reader{Roles: []bot.Role{bot.RoleMember, bot.RoleAnyone}}
	for _, c := range []struct {
		reader bot.Reader
		call   bot.Call
		key    string
	}{
		{member, bot.Do("agenda decline", "input", "3"), "command.not-allowed.leads"},
		{member, bot.Do("queue call", "next", "yes"), "command.not-allowed.chair"},
		{bot.Reader{Roles: []bot.Role{bot.RoleUnknown}}, bot.Do("agenda add", "title", "x"), "command.not-allowed.anyone"},
		{bot.Reader{Roles: []bot.Role{bot.RoleBot}}, bot.Do("agenda decline", "input", "3"), ""},
		{bot.Reader{Roles: []bot.Role{bot.RoleActingChair}}, bot.Do("queue call", "next", "yes"), ""},
	} {
		_, err := bind(t, c.reader, c.call)
		e, refused := lang.AsError(err)
		if refused != (c.key != "") || refused && e.Key != c.key {
			t.Errorf("%v %v: %v, want %q", c.reader.Roles, c.call, err, c.key)
		}
	}
	c := &command.Context{View: bot.View{Reader: bot.Reader{}}, Call: bot.Do("queue call", "next", "yes"), Archive: true}
	if _, err := table(t).Bind(c, readers); err != nil {
		t.Errorf("an archive withholds a right: %v", err)
	}
}

func TestTableRefusesMistakesOfTheProgrammer(t *testing.T) {
	good := commands()[0]
	for name, change := range map[string]func(*command.Command){
		"no rule": func(c *command.Command) { c.Decide = nil },
		"two rules": func(c *command.Command) {
			c.Show = func(*command.Context) (bot.Reply, error) { return bot.Reply{}, nil }
		},
		"capital letters":   func(c *command.Command) { c.Path = "Agenda add" },
		"nobody may":        func(c *command.Command) { c.Who = nil },
		"an argument twice": func(c *command.Command) { c.Args = append(c.Args, c.Args[0]) },
		"an empty choice":   func(c *command.Command) { c.Args = []command.Arg{{Name: "x", Kind: command.Choice}} },
	} {
		bad := good
		bad.Args = append([]command.Arg(nil), good.Args...)
		change(&bad)
		if _, err := command.NewTable([]command.Command{bad}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := command.NewTable(commands(), commands()); err == nil {
		t.Error("one path twice: accepted")
	}
}

func TestFormAsksForTheRestAndKeepsWhatIsFixed(t *testing.T) {
	v := bot.View{Reader: chair}
	form, err := table(t).Form(v, bot.Do("agenda decline", "input", "3"), "input")
	if err != nil {
		t.Fatal(err)
	}
	if form.Call.Args["input"] != "3" || len(form.Fields) != 1 || form.Fields[0].Name != "reason" {
		t.Errorf("%+v", form)
	}
	form, err = table(t).Form(v, bot.Do("agenda add", "title", "x"))
	if err != nil || form.Fields[0].Value != "x" || form.Fields[3].Value != "discussion" || len(form.Fields[3].Choices) != 3 {
		t.Errorf("%+v %v", form, err)
	}
}

func TestHelpShowsWhatTheReaderMayGive(t *testing.T) {
	all := table(t)
	member := bot.View{Reader: bot.Reader{Roles: []bot.Role{bot.RoleMember, bot.RoleAnyone}}}
	lines := func(v bot.View) []string {
		var said []string
		for _, line := range all.Help(v).Blocks[2].(chat.List).Lines {
			said = append(said, string(line[0].(chat.Strong))+string(line[1].(chat.Plain)))
		}
		return said
	}
	if d := cmp.Diff([]string{"/mag agenda add"}, lines(member)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"/mag agenda add, decline, merge", "/mag meeting schedule", "/mag queue call"}, lines(bot.View{Reader: chair})); d != "" {
		t.Error(d)
	}
}

func TestACommandThatIsItsWholeAreaIsNamedWithoutAStrayComma(t *testing.T) {
	both := []command.Command{
		{Path: "balance", Who: command.Anyone, Decide: decide}, {Path: "balance trend", Who: command.Anyone, Decide: decide},
	}
	all, err := command.NewTable(both)
	if err != nil {
		t.Fatal(err)
	}
	line := all.Help(bot.View{Reader: chair}).Blocks[2].(chat.List).Lines[0]
	if said := string(line[0].(chat.Strong)) + string(line[1].(chat.Plain)); said != "/mag balance help.alone, trend" {
		t.Errorf("help writes %q", said)
	}
}

func TestHelpForTellsOfAnAreaOrACommand(t *testing.T) {
	all := table(t)
	v := bot.View{Reader: chair}
	area, err := all.HelpFor(v, "Agenda")
	if err != nil || len(area.Blocks[1].(chat.List).Lines) != 3 {
		t.Errorf("%+v %v", area, err)
	}
	one, err := all.HelpFor(v, "AGENDA  decline")
	if err != nil || one.Blocks[0].(chat.Heading).Text != "/mag agenda decline INPUT [REASON…]" {
		t.Errorf("%+v %v", one, err)
	}
	text := func(path string) string {
		m, err := all.HelpFor(v, path)
		return fmt.Sprint(m.Blocks, err)
	}
	if said := text("agenda add"); !strings.Contains(said, "help.choices") || !strings.Contains(said, "help.meeting-named") {
		t.Errorf("neither the choices nor how another meeting is named: %s", said)
	}
	if said := text("meeting schedule"); strings.Contains(said, "help.meeting-named") {
		t.Errorf("a command on no meeting names one: %s", said)
	}
	member := bot.View{Reader: bot.Reader{Roles: []bot.Role{bot.RoleMember, bot.RoleAnyone}}}
	if m, err := all.HelpFor(member, "agenda decline"); err != nil || len(m.Blocks) != 5 {
		t.Errorf("who may not is not told so: %+v %v", m, err)
	}
	if _, err := all.HelpFor(v, "clock tick"); err == nil {
		t.Error("an inner command is explained")
	}
}

// Whatever is typed gives a call of the table or a refusal that can be said,
// and every value of the call stands in what was typed.
func TestParseProperty(t *testing.T) {
	all := table(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.Custom(func(t *rapid.T) string {
			return rapid.SampledFrom([]string{"agenda add ", "agenda decline ", "queue call ", "meeting schedule "}).Draw(t, "path") + rapid.String().Draw(t, "rest")
		})).Draw(t, "text")
		call, err := all.Parse(text, chair)
		if err != nil {
			if _, ok := lang.AsError(err); !ok {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if _, ok := all.Get(call.Path); !ok {
			t.Fatalf("%q: no command %q", text, call.Path)
		}
		for _, value := range call.Args {
			if !strings.Contains(text, value) {
				t.Fatalf("%q: invented %q", text, value)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"agenda add x", `agenda add "why: x`, "agenda decline 3 \x00", "queue call people: a,,b", "«", "meeting schedule „a” when=b"} {
		f.Add(seed)
	}
	all, err := command.NewTable(commands())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		call, err := all.Parse(text, chair)
		if err == nil {
			c := &command.Context{View: bot.View{Reader: chair}, Call: call}
			if _, err := all.Bind(c, readers); err != nil {
				if _, ok := lang.AsError(err); !ok && !strings.Contains(err.Error(), "time: ") {
					t.Errorf("%q: %v", text, err)
				}
			}
		}
	})
}
