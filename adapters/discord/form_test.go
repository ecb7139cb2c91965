package discord_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

func noFiles(string) ([]byte, error) { return nil, errors.New("no files here") }

// client fills in a form as a person does: step by step, each modal drawn anew
// from what was filled in before.
type client struct {
	t     rapid.TB
	words *lang.Catalogue
	form  chat.Form
	get   func(string) ([]byte, error)
	wrong []string
	steps int
}

// fill walks through all steps; set types into each modal.
func (c *client) fill(ctx context.Context, set func(*discordtest.Modal)) {
	c.t.Helper()
	for after := discord.Start; ; {
		raw, more, _, err := discord.Modal(c.words, c.form, chat.Message{}, after)
		if err != nil {
			c.t.Fatal(err)
		}
		c.steps++
		m, err := discordtest.OpenModal(raw)
		if err != nil {
			c.t.Fatalf("%v\n%s", err, raw)
		}
		if set != nil {
			set(m)
		}
		data, err := m.Submit()
		if err != nil {
			c.t.Fatal(err)
		}
		if c.form, after, c.wrong, err = discord.Fill(ctx, c.words, c.form, data, c.get); err != nil {
			c.t.Fatal(err)
		}
		if !more {
			return
		}
	}
}

func choices(n int) []chat.Choice {
	all := make([]chat.Choice, n)
	for i := range all {
		all[i] = chat.Choice{Value: fmt.Sprint(i), Label: fmt.Sprintf("Choice %d", i)}
	}
	return all
}

func TestFormsAreFilledIn(t *testing.T) {
	longValue := strings.Repeat("v", 200)
	for name, c := range map[string]struct {
		field chat.Field
		at    string // which input; the label when empty
		set   string
		want  string
		wrong string
	}{
		"a text":                             {chat.Field{Kind: chat.ShortText}, "", "Hybrid <rules> & *more*", "Hybrid <rules> & *more*", ""},
		"a text of several lines":            {chat.Field{Kind: chat.LongText}, "", "a\nb", "a\nb", ""},
		"windows line ends":                  {chat.Field{Kind: chat.LongText}, "", "a\r\nb", "a\nb", ""},
		"what stood there stays":             {chat.Field{Kind: chat.ShortText, Value: "as it was"}, "", "", "as it was", ""},
		"a text that is too long is not cut": {chat.Field{Kind: chat.ShortText, Max: 5, Value: "123456789"}, "", "", "123456789", "9 characters, and 5"},
		"a number":                           {chat.Field{Kind: chat.Number}, "", "3", "3", ""},
		"a number is one":                    {chat.Field{Kind: chat.Number}, "", "three", "three", "whole number"},
		"a choice":                           {chat.Field{Kind: chat.Pick, Choices: choices(3)}, "", "Choice 2", "2", ""},
		"a choice of many":                   {chat.Field{Kind: chat.Pick, Choices: choices(60)}, "The label (51 to 60)", "Choice 59", "59", ""},
		"a new choice takes the old one's place": {
			chat.Field{Kind: chat.Pick, Choices: choices(60), Value: "3"}, "The label (26 to 50)", "Choice 30", "30", "",
		},
		"a choice of an overlong value": {chat.Field{Kind: chat.Pick, Choices: []chat.Choice{{Value: "x"}, {Value: longValue, Label: "long"}}}, "", "long", longValue, ""},
		"some of few":                   {chat.Field{Kind: chat.PickMany, Choices: choices(4), Value: "1"}, "", "Choice 2, Choice 3", "2, 3", ""},
		"some of many":                  {chat.Field{Kind: chat.PickMany, Choices: choices(40), Value: "7, 39"}, "", "", "7, 39", ""},
		"a check":                       {chat.Field{Kind: chat.Check}, "", "Yes", "true", ""},
		"a check that stands":           {chat.Field{Kind: chat.Check, Value: "yes"}, "", "", "true", ""},
		"a check that is taken back":    {chat.Field{Kind: chat.Check, Value: "yes"}, "", "No", "", ""},
		"what is required is said":      {chat.Field{Kind: chat.Check, Required: true}, "", "", "", "fill this in"},
		"a text longer than an input":   {chat.Field{Kind: chat.LongText, Value: strings.Repeat("王", 9000), Max: 10_000}, "", "", strings.Repeat("王", 9000), ""},
		"a file that was sent is kept":  {chat.Field{Kind: chat.Upload, Value: "name\nAna\n", Required: true}, "", "", "name\nAna\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.field.Name, c.field.Label = "x", "The label"
			form := chat.Form{Title: "Title", Call: chat.Do("a b", "kept", "k"), Fields: []chat.Field{c.field}}
			at := c.at
			if at == "" {
				at = "The label"
			}
			walk := client{t: t, words: catalogue(t), form: form, get: noFiles}
			walk.fill(t.Context(), func(m *discordtest.Modal) {
				if c.set != "" && slices.Contains(m.Labels(), at) {
					if err := m.Set(at, c.set); err != nil {
						t.Fatal(err)
					}
				}
			})
			call := discord.CallOf(walk.form)
			if call.Path != "a b" || call.Args["kept"] != "k" || call.Args["x"] != c.want {
				t.Errorf("the call is %q %q", call.Path, call.Args)
			}
			if said := strings.Join(walk.wrong, "\n"); (c.wrong == "") != (said == "") || !strings.Contains(said, c.wrong) {
				t.Errorf("said: %q", said)
			}
		})
	}
}

func TestAChoiceTwiceIsSaid(t *testing.T) {
	form := chat.Form{Title: "T", Fields: []chat.Field{{Name: "x", Label: "L", Kind: chat.Pick, Choices: choices(60)}}}
	walk := client{t: t, words: catalogue(t), form: form, get: noFiles}
	walk.fill(t.Context(), func(m *discordtest.Modal) {
		if err := errors.Join(m.Set("L (1 to 25)", "Choice 1"), m.Set("L (26 to 50)", "Choice 30")); err != nil {
			t.Fatal(err)
		}
	})
	if len(walk.wrong) != 1 || !strings.Contains(walk.wrong[0], "one answer only") {
		t.Errorf("said: %q", walk.wrong)
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
			walk := client{t: t, words: catalogue(t), form: form, get: func(string) ([]byte, error) { return []byte(c.body), nil }}
			walk.fill(t.Context(), func(m *discordtest.Modal) {
				if err := m.Upload("File", discordtest.File{ID: "1", Name: "roster.csv", Size: c.size, URL: "https://cdn.discordapp.com/1"}); err != nil {
					t.Fatal(err)
				}
			})
			if got := discord.CallOf(walk.form).Args["file"]; got != c.want {
				t.Errorf("the file is %q", got)
			}
			if said := strings.Join(walk.wrong, " "); (c.wrong == "") != (said == "") || !strings.Contains(said, c.wrong) {
				t.Errorf("said: %q", said)
			}
		})
	}
	data := []byte(`{"custom_id":"f","components":[{"type":18,"component":{"type":19,"custom_id":"f.0.0","values":["1"]}}],"resolved":{"attachments":{"1":{"url":"x"}}}}`)
	if _, _, _, err := discord.Fill(t.Context(), catalogue(t), form, data, noFiles); err == nil {
		t.Error("a download that failed is no empty file")
	}
}

func TestWhatAFormDecidesStandsAboveIt(t *testing.T) {
	form := chat.Form{Title: "A title that is much longer than what Discord allows", Note: "Mind this.", Fields: []chat.Field{{Name: "a", Label: "A", Kind: chat.ShortText}}}
	form.Quote = &chat.Quote{Text: "You know nothing.", From: "The message of Bo"}
	above := chat.Say("17 people will be added.")
	above.Buttons = []chat.Button{{Label: "not here", Call: chat.Do("x")}}
	raw, _, whole, err := discord.Modal(catalogue(t), form, above, discord.Start)
	if err != nil || !whole {
		t.Fatal(whole, err)
	}
	m, err := discordtest.OpenModal(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{form.Title, "Mind this.", "> You know nothing.", "The message of Bo", "17 people"} {
		if !strings.Contains(m.Text(), want) {
			t.Errorf("%q is missing in %q", want, m.Text())
		}
	}
	if strings.Contains(m.Text(), "not here") {
		t.Error("a button stands in a form")
	}
	for range 300 {
		above.Blocks = append(above.Blocks, chat.Paragraph{Text: chat.Line("more and more of it")})
	}
	raw, _, whole, err = discord.Modal(catalogue(t), form, above, discord.Start)
	if err != nil || whole {
		t.Fatal("what is too long for a modal is not said to be", err)
	}
	if err := discordtest.CheckModal(raw); err != nil {
		t.Error(err)
	}
}

func TestAFormOfManyQuestionsHasParts(t *testing.T) {
	form := chat.Form{Title: "Input", Note: "Mind this.", Call: chat.Do("agenda add")}
	for i := range 11 {
		form.Fields = append(form.Fields, chat.Field{Name: fmt.Sprintf("f%d", i), Label: fmt.Sprintf("Field %d", i), Kind: chat.ShortText})
	}
	walk := client{t: t, words: catalogue(t), form: form, get: noFiles}
	walk.fill(t.Context(), func(m *discordtest.Modal) {
		for _, name := range m.Labels() {
			if err := m.Set(name, "answer to "+name); err != nil {
				t.Fatal(err)
			}
		}
	})
	if walk.steps != 3 {
		t.Errorf("%d modals", walk.steps)
	}
	for i := range 11 {
		if got := discord.CallOf(walk.form).Args[fmt.Sprintf("f%d", i)]; got != fmt.Sprintf("answer to Field %d", i) {
			t.Errorf("field %d is %q", i, got)
		}
	}
}

func TestALongTextOverSeveralModalsLosesNothingWhenItIsShortened(t *testing.T) {
	form := chat.Form{Title: "Minutes", Call: chat.Do("minutes correct"), Fields: []chat.Field{
		{Name: "a", Label: "A", Kind: chat.ShortText}, {Name: "b", Label: "B", Kind: chat.LongText, Value: strings.Repeat("x", 30_000)}, {Name: "c", Label: "C", Kind: chat.ShortText},
	}}
	walk := client{t: t, words: catalogue(t), form: form, get: noFiles}
	walk.fill(t.Context(), func(m *discordtest.Modal) {
		for _, label := range m.Labels() {
			switch label {
			case "A", "C":
				if err := m.Set(label, "set "+label); err != nil {
					t.Fatal(err)
				}
			case "B (1 of 8)":
				if err := m.Set(label, ""); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
	args := discord.CallOf(walk.form).Args
	if args["a"] != "set A" || args["c"] != "set C" || args["b"] != strings.Repeat("x", 26_000) {
		t.Errorf("a %q, b of %d, c %q", args["a"], len(args["b"]), args["c"])
	}
}

func TestInputsInRowsOfOldAreRead(t *testing.T) {
	form := chat.Form{Call: chat.Do("a"), Fields: []chat.Field{{Name: "x", Kind: chat.ShortText}}}
	data := []byte(`{"custom_id":"f","components":[{"type":1,"components":[{"type":4,"custom_id":"f.0.0","value":"old"}]}],"unknown":[1]}`)
	got, _, _, err := discord.Fill(t.Context(), catalogue(t), form, data, noFiles)
	if err != nil || got.Fields[0].Value != "old" {
		t.Error(got, err)
	}
}

func TestAnyFormIsModalsAndComesBack(t *testing.T) {
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
		form := chat.Form{Title: rapid.String().Draw(t, "title"), Note: rapid.String().Draw(t, "note"), Call: chat.Do("do it", "id", "7")}
		form.Fields = rapid.SliceOfN(field, 0, 8).Draw(t, "fields")
		want := map[string]string{"id": "7"}
		for i := range form.Fields {
			form.Fields[i].Name = fmt.Sprintf("field%d", i)
			if v := form.Fields[i].Value; v != "" {
				want[form.Fields[i].Name] = v
			}
		}
		walk := client{t: t, words: words, form: form, get: noFiles}
		walk.fill(t.Context(), nil)
		if diff := cmp.Diff(want, discord.CallOf(walk.form).Args); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzFill(f *testing.F) {
	f.Add([]byte(`{"components":[{"type":18,"component":{"type":4,"custom_id":"f.0.0","value":"x"}}]}`))
	f.Add([]byte(`{"components":[{"component":{"custom_id":"f.1.0","values":["0","-1","7"]}},{"component":{"custom_id":"f.0.99999"}}]}`))
	f.Add([]byte(`{"components":[{"component":{"custom_id":"f.0.-1"}}],"resolved":[]}`))
	form := chat.Form{Call: chat.Do("a b"), Fields: []chat.Field{
		{Name: "x", Kind: chat.ShortText}, {Name: "y", Kind: chat.PickMany, Choices: []chat.Choice{{Value: strings.Repeat("z", 151)}}}, {Name: "z", Kind: chat.Upload},
	}}
	words := catalogue(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		back, _, _, err := discord.Fill(t.Context(), words, form, data, noFiles)
		if call := discord.CallOf(back); err == nil && (call.Path != "a b" || len(back.Fields) != 3) {
			t.Fatalf("another command: %v", call)
		}
	})
}
