package slack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/adapters/kept/kepttest"
	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
	"magbot/bot"
	"magbot/bot/chat"
)

// open draws a form and opens it as a client would.
func open(t testing.TB, form chat.Form, above chat.Message) *slacktest.Modal {
	t.Helper()
	raw, _, err := slack.DrawForm(catalogue(t), form, above)
	if err != nil {
		t.Fatal(err)
	}
	m, err := slacktest.OpenModal(raw)
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	return m
}

func noFiles(string) ([]byte, error) { return nil, errors.New("no files here") }

func TestFormsAreFilledIn(t *testing.T) {
	many := make([]chat.Choice, 250)
	for i := range many {
		many[i] = chat.Choice{Value: fmt.Sprintf("%d", i), Label: fmt.Sprintf("Choice %d", i)}
	}
	longValue := strings.Repeat("v", 200)
	for name, c := range map[string]struct {
		field chat.Field
		set   string
		want  string
		wrong string
	}{
		"a text":                              {chat.Field{Kind: chat.ShortText}, "Hybrid <rules> & *more*", "Hybrid <rules> & *more*", ""},
		"a text of several lines":             {chat.Field{Kind: chat.LongText}, "a\nb", "a\nb", ""},
		"windows line ends":                   {chat.Field{Kind: chat.LongText}, "a\r\nb", "a\nb", ""},
		"what stood there stays":              {chat.Field{Kind: chat.ShortText, Value: "as it was"}, "", "as it was", ""},
		"a text that is too long is not cut":  {chat.Field{Kind: chat.ShortText, Max: 5, Value: "123456789"}, "", "123456789", "9 characters, and 5"},
		"a number":                            {chat.Field{Kind: chat.Number}, "3", "3", ""},
		"a number is one":                     {chat.Field{Kind: chat.Number}, "three", "three", "whole number"},
		"a choice":                            {chat.Field{Kind: chat.Pick, Choices: many[:3]}, "Choice 2", "2", ""},
		"a choice of very many":               {chat.Field{Kind: chat.Pick, Choices: many}, "Choice 249", "249", ""},
		"a choice of an overlong value":       {chat.Field{Kind: chat.Pick, Choices: []chat.Choice{{Value: "x"}, {Value: longValue, Label: "long"}}}, "long", longValue, ""},
		"some of few":                         {chat.Field{Kind: chat.PickMany, Choices: many[:4], Value: "1"}, "Choice 2, Choice 3", "2, 3", ""},
		"some of many":                        {chat.Field{Kind: chat.PickMany, Choices: many[:40], Value: "7, 9"}, "", "7, 9", ""},
		"a check":                             {chat.Field{Kind: chat.Check}, "Yes", "true", ""},
		"a check that stands":                 {chat.Field{Kind: chat.Check, Value: "yes"}, "", "true", ""},
		"what is required is said":            {chat.Field{Kind: chat.Check, Required: true}, "", "", "fill this in"},
		"a text longer than an input, whole":  {chat.Field{Kind: chat.LongText, Value: strings.Repeat("王", 7000), Max: 9000}, "", strings.Repeat("王", 7000), ""},
		"a file that was sent before is kept": {chat.Field{Kind: chat.Upload, Value: "name\nAna\n", Required: true}, "", "name\nAna\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.field.Name, c.field.Label = "x", "The label"
			form := chat.Form{Title: "Title", Call: chat.Do("a b", "kept", "k"), Fields: []chat.Field{c.field}}
			m := open(t, form, chat.Message{})
			if c.set != "" {
				if err := m.Set("The label", c.set); err != nil {
					t.Fatal(err)
				}
			}
			call, wrong, err := bare(t, kepttest.NewLog(), &kepttest.Sealer{}).ReadForm(t.Context(), form, m.State(), noFiles)
			if err != nil {
				t.Fatal(err)
			}
			if call.Path != "a b" || call.Args["kept"] != "k" || call.Args["x"] != c.want {
				t.Errorf("the call is %q %q", call.Path, call.Args)
			}
			for id, said := range wrong {
				if !m.Has(id) || c.wrong == "" || !strings.Contains(said, c.wrong) {
					t.Errorf("beside %q stands %q", id, said)
				}
			}
			if c.wrong != "" && len(wrong) != 1 {
				t.Errorf("%d fields are wrong", len(wrong))
			}
		})
	}
}

func TestAFileIsRead(t *testing.T) {
	form := chat.Form{Title: "Import", Call: chat.Do("roster import"), Fields: []chat.Field{{Name: "file", Label: "File", Kind: chat.Upload, Required: true}}}
	for name, c := range map[string]struct {
		body  string
		size  int
		want  string
		wrong string
	}{
		"as it is":               {"Name,Role\r\nليلى,member\r\n", 0, "Name,Role\r\nليلى,member\r\n", ""},
		"without its order mark": {"\uFEFFName", 0, "Name", ""},
		"not text":               {"\x00\x01", 0, "", "not text"},
		"not UTF-8":              {"\xff\xfe", 0, "", "not text"},
		"too large":              {"", 5 << 20, "", "larger than 4 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			m := open(t, form, chat.Message{})
			if err := m.Upload("F1", "roster.csv", "https://files.slack.com/F1", c.size); err != nil {
				t.Fatal(err)
			}
			get := func(id string) ([]byte, error) { return []byte(c.body), nil }
			call, wrong, err := bare(t, kepttest.NewLog(), &kepttest.Sealer{}).ReadForm(t.Context(), form, m.State(), get)
			if err != nil {
				t.Fatal(err)
			}
			if call.Args["file"] != c.want {
				t.Errorf("the file is %q", call.Args["file"])
			}
			if said := strings.Join(values(wrong), " "); (c.wrong == "") != (said == "") || !strings.Contains(said, c.wrong) {
				t.Errorf("said: %q", said)
			}
		})
	}
	m := open(t, form, chat.Message{})
	if err := m.Upload("F1", "x", "https://files.slack.com/F1", 1); err != nil {
		t.Fatal(err)
	}
	if _, _, err := bare(t, kepttest.NewLog(), &kepttest.Sealer{}).ReadForm(t.Context(), form, m.State(), noFiles); err == nil {
		t.Error("a download that failed is no empty file")
	}
}

func values(m map[string]string) []string {
	var all []string
	for v := range maps.Values(m) {
		all = append(all, v)
	}
	return all
}

func TestWhatAFormDecidesStandsAboveIt(t *testing.T) {
	form := chat.Form{Title: "A title that is much longer than Slack allows", Note: "Mind this.", Fields: []chat.Field{{Name: "a", Label: "A", Kind: chat.ShortText}}}
	above := chat.Say("17 people will be added.")
	above.Buttons = []chat.Button{{Label: "not here", Call: chat.Do("x")}}
	text := open(t, form, above).Text()
	for _, want := range []string{form.Title, "Mind this.", "17 people"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %q", want, text)
		}
	}
	if strings.Contains(text, "not here") {
		t.Error("a button stands in a form")
	}
	for range 300 {
		above.Blocks = append(above.Blocks, chat.Paragraph{Text: chat.Line("more")})
	}
	raw, whole, err := slack.DrawForm(catalogue(t), form, above)
	if err != nil || whole {
		t.Errorf("whole: %t, %v", whole, err)
	}
	if err := slacktest.CheckView(raw); err != nil {
		t.Error(err)
	}
	told, err := slack.DrawTold(catalogue(t), above)
	if err != nil {
		t.Fatal(err)
	}
	if err := slacktest.CheckView(told); err != nil {
		t.Error(err)
	}
}

func TestTwoFormsShareNoInput(t *testing.T) {
	one := chat.Form{Title: "One", Call: chat.Do("a"), Fields: []chat.Field{{Name: "x", Label: "X", Kind: chat.ShortText}}}
	two := chat.Form{Title: "Two", Call: chat.Do("b"), Fields: []chat.Field{{Name: "x", Label: "X", Kind: chat.ShortText}}}
	var state map[string]any
	if err := json.Unmarshal(open(t, one, chat.Message{}).State(), &state); err != nil {
		t.Fatal(err)
	}
	for id := range state {
		if open(t, two, chat.Message{}).Has(id) {
			t.Errorf("Slack would fill what was typed into %s into another form", id)
		}
	}
}

func TestAnyFormIsAModalAndComesBack(t *testing.T) {
	ctx := t.Context()
	words := catalogue(t)
	choice := rapid.Custom(func(t *rapid.T) chat.Choice {
		return chat.Choice{Value: rapid.StringMatching(`[^\s,\p{Z}\p{C}]{1,200}`).Draw(t, "value"), Label: rapid.String().Draw(t, "label")}
	})
	field := rapid.Custom(func(t *rapid.T) chat.Field {
		f := chat.Field{
			Kind: rapid.SampledFrom([]chat.FieldKind{chat.ShortText, chat.LongText, chat.Number, chat.Pick, chat.PickMany, chat.Check}).Draw(t, "kind"),
			Max:  rapid.SampledFrom([]int{0, 20, 2000, 100_000}).Draw(t, "max"), Label: rapid.String().Draw(t, "label"), Hint: rapid.String().Draw(t, "hint"),
		}
		switch f.Kind {
		case chat.Number:
			f.Value = fmt.Sprint(rapid.IntRange(-5, 100).Draw(t, "number"))
		case chat.Pick, chat.PickMany:
			f.Choices = rapid.SliceOfNDistinct(choice, 1, 130, func(c chat.Choice) string { return c.Value }).Draw(t, "choices")
			f.Value = rapid.SampledFrom(f.Choices).Draw(t, "chosen").Value
		case chat.Check:
			f.Value = rapid.SampledFrom([]string{"", "true"}).Draw(t, "check")
		default:
			f.Value = rapid.OneOf(rapid.StringN(0, 50, -1), rapid.Just(strings.Repeat("ü ", 4000))).Draw(t, "value")
			f.Value = strings.ReplaceAll(strings.ToValidUTF8(f.Value, "?"), "\r\n", "\n")
		}
		return f
	})
	rapid.Check(t, func(t *rapid.T) {
		form := chat.Form{Title: rapid.String().Draw(t, "title"), Note: rapid.String().Draw(t, "note"), Submit: rapid.String().Draw(t, "submit"), Call: chat.Do("do it", "id", "7")}
		form.Fields = rapid.SliceOfN(field, 0, 8).Draw(t, "fields")
		want := map[string]string{"id": "7"}
		for i := range form.Fields {
			form.Fields[i].Name = fmt.Sprintf("field%d", i)
			if v := form.Fields[i].Value; v != "" {
				want[form.Fields[i].Name] = v
			}
		}
		raw, _, err := slack.DrawForm(words, form, messages().Draw(t, "above"))
		if err != nil {
			t.Fatal(err)
		}
		m, err := slacktest.OpenModal(raw)
		if err != nil {
			t.Fatal(err)
		}
		s := slack.Bare(slack.Config{Log: kepttest.NewLog(), Sealer: &kepttest.Sealer{}, Words: words})
		call, _, err := s.ReadForm(ctx, form, m.State(), noFiles)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, call.Args); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAButtonHoldsItsCallThroughARestart(t *testing.T) {
	log, seals := kepttest.NewLog(), &kepttest.Sealer{Erased: map[bot.PersonID]bool{}}
	short, long := chat.Do("queue add", "note", "x"), chat.Do("agenda add", "why", strings.Repeat("長", 3000))
	for name, call := range map[string]chat.Call{"short": short, "long": long} {
		value, err := bare(t, log, seals).Value(t.Context(), "p1", call)
		if err != nil || len([]rune(value)) > 2000 {
			t.Fatalf("%s: %d code points, %v", name, len([]rune(value)), err)
		}
		again, err := bare(t, log, seals).Value(t.Context(), "p1", call)
		if err != nil || again != value {
			t.Errorf("%s: drawing it twice gives %q and %q, %v", name, value, again, err)
		}
		back, err := bare(t, log, seals).Call(t.Context(), value)
		if err != nil || cmp.Diff(call, back) != "" {
			t.Errorf("%s: %v, %s", name, err, cmp.Diff(call, back))
		}
	}
	if len(log.All()) != 1 {
		t.Errorf("%d values are kept, not the long one alone", len(log.All()))
	}
	for _, entries := range log.All() {
		if strings.Contains(string(entries[0]), "長") {
			t.Error("what a person wrote is kept unsealed")
		}
	}
	value, err := bare(t, log, seals).Value(t.Context(), "p1", long)
	if err != nil {
		t.Fatal(err)
	}
	seals.Erased["p1"] = true
	if _, err := bare(t, log, seals).Call(t.Context(), value); err == nil {
		t.Error("what an erased person wrote is still there")
	}
	log.Down(true)
	if _, err := bare(t, log, seals).Call(t.Context(), value); !errors.Is(err, kepttest.ErrDown) {
		t.Errorf("a disk that is gone is told as %v", err)
	}
	for _, odd := range []string{"@", "@../../x", "@zz", "{", ""} {
		if _, err := bare(t, kepttest.NewLog(), seals).Call(t.Context(), odd); err == nil {
			t.Errorf("%q is a call", odd)
		}
	}
}

func FuzzFill(f *testing.F) {
	f.Add([]byte(`{"f.aa.0.0":{"v":{"type":"plain_text_input","value":"x"}}}`))
	f.Add([]byte(`{"f.aa.0.-1":{},"f.aa.1.0":{"v":{"type":"checkboxes","selected_options":[{"value":"@7"}]}}}`))
	form := chat.Form{Call: chat.Do("a b"), Fields: []chat.Field{
		{Name: "x", Kind: chat.ShortText}, {Name: "y", Kind: chat.PickMany, Choices: []chat.Choice{{Value: strings.Repeat("z", 151)}}},
	}}
	words := catalogue(f)
	f.Fuzz(func(t *testing.T, state []byte) {
		s := slack.Bare(slack.Config{Log: kepttest.NewLog(), Sealer: &kepttest.Sealer{}, Words: words})
		call, _, err := s.ReadForm(t.Context(), form, state, noFiles)
		if err == nil && call.Path != "a b" {
			t.Fatalf("another command: %q", call.Path)
		}
	})
}
