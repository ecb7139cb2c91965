package room_test

import (
	"bytes"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/chat"
)

var hidden = regexp.MustCompile(`<input type="hidden" name="(key|form)" value="([^"]*)">`)

// opened gives the hidden fields of the form on a page.
func opened(t *testing.T, p page) url.Values {
	t.Helper()
	values := url.Values{}
	_, form, _ := strings.Cut(p.body, `class="ask"`)
	for _, m := range hidden.FindAllStringSubmatch(form, -1) {
		values.Set(m[1], html.UnescapeString(m[2]))
	}
	if values.Get("key") == "" || values.Get("form") == "" {
		t.Fatalf("there is no form: %s", p.body)
	}
	return values
}

func (b *browser) open() url.Values {
	b.s.t.Helper()
	return opened(b.s.t, b.get(b.base+"/c/general/form?path=agenda+add&a.title=Hybrid+rules", "HX-Request", "true"))
}

func (b *browser) submit(form url.Values) page {
	b.s.t.Helper()
	return b.post(b.base+"/c/general/call", form, "HX-Request", "true")
}

func TestAFormHasAFieldForEveryKind(t *testing.T) {
	s := open(t, sketches)
	p := s.sit("p-chair").get(s.sit("p-chair").base+"/c/general/form?path=agenda+add&a.title=Hybrid+rules", "HX-Request", "true")
	for _, want := range []string{
		`name="f.title" value="Hybrid rules"`, `<textarea id=`, `inputmode="numeric"`, `<select id=`, `name="f.groups" value="Civil Society"`,
		`type="checkbox"`, `type="file"`, `enctype="multipart/form-data"`, `aria-required="true"`, "Most items take 10 to 20.", "(optional)",
	} {
		if !strings.Contains(p.body, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	if p.header.Get("HX-Retarget") != "#dialog" {
		t.Error("the form does not open in the dialog")
	}
	in := s.house.heard()[0]
	if call := in.Intent.(bot.Call); call.Path != "agenda add" || call.Args["title"] != "Hybrid rules" {
		t.Errorf("the bot was asked %+v", in.Intent)
	}
}

// A choice that needs an answer offers no empty one, and one that may be left out does.
func TestWhatAChoiceOffersBesideItsAnswers(t *testing.T) {
	const none, choose = `<option value="">(no answer)</option>`, `<option value="" selected disabled>Choose …</option>`
	for name, c := range map[string]struct {
		required bool
		value    string
		offers   string
	}{
		"needed":                  {true, "", choose},
		"needed and chosen":       {true, "b", ""},
		"needed, what is not one": {true, "z", choose},
		"left to everybody":       {false, "", none},
		"chosen, as one likes":    {false, "b", none},
	} {
		s := open(t)
		s.house.form = func(bot.Input) (bot.Answer, error) {
			return bot.Answer{Form: &chat.Form{Title: "Ask", Call: chat.Do("x"), Fields: []chat.Field{{
				Name: "kind", Label: "Kind", Kind: chat.Pick, Required: c.required, Value: c.value,
				Choices: []chat.Choice{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}},
			}}}}, nil
		}
		ana := s.sit("p-chair")
		body := ana.get(ana.base+"/c/general/form?path=x", "HX-Request", "true").body
		for _, one := range []string{none, choose} {
			if strings.Contains(body, one) != (one == c.offers) {
				t.Errorf("%s: %s", name, body)
			}
		}
		if strings.Contains(body, `value="b" selected`) != (c.value == "b") {
			t.Errorf("%s: what was chosen is not: %s", name, body)
		}
	}
}

// The words that a form is about stand above its fields, also when it comes back.
func TestAFormShowsWhoseWordsItIsAbout(t *testing.T) {
	s := open(t)
	s.house.form = func(bot.Input) (bot.Answer, error) {
		return bot.Answer{Form: &chat.Form{
			Title: "Report", Call: chat.Do("conduct report", "words", "<b>You</b> know nothing."), Quote: &chat.Quote{Text: "<b>You</b> know nothing.", From: "The message of Bo"},
			Fields: []chat.Field{{Name: "text", Label: "What happened", Kind: chat.LongText, Required: true}},
		}}, nil
	}
	ana := s.sit("p-chair")
	p := ana.get(ana.base+"/c/general/form?path=conduct+report", "HX-Request", "true")
	form := opened(t, p)
	for _, body := range []string{p.body, ana.submit(form).body} {
		_, shown, _ := strings.Cut(body, "<h2")
		shown, _, _ = strings.Cut(shown, `<div class="field`)
		if !strings.Contains(shown, "&lt;b&gt;You&lt;/b&gt; know nothing.</") || !strings.Contains(shown, "The message of Bo") {
			t.Errorf("the form shows: %s", body)
		}
	}
}

func TestAFormStandsUnderWhatItDecides(t *testing.T) {
	s := open(t, sketches)
	for _, c := range []struct {
		rule            string
		refused, wanted bool
	}{
		{"a preview is shown above the form that confirms it", false, true},
		{"a refusal has said it in the form's own note", true, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			s.house.form = func(in bot.Input) (bot.Answer, error) {
				a, err := agendaForm(in)
				a.Refused = c.refused
				a.Message = chat.Message{
					Blocks:  []chat.Block{chat.Heading{Text: "New: Ruth <Sample>"}},
					Buttons: []chat.Button{{Label: "Not in a form", Call: chat.Do("queue add")}},
				}
				return a, err
			}
			for _, scripted := range []string{"true", "false"} {
				ana := s.sit("p-chair")
				p := ana.get(ana.base+"/c/general/form?path=agenda+add", "HX-Request", scripted)
				if got := strings.Contains(p.body, "New: Ruth &lt;Sample&gt;"); got != c.wanted {
					t.Errorf("shown: %v", got)
				}
				if strings.Contains(p.body, "Not in a form") {
					t.Error("a button in a form would send it")
				}
			}
		})
	}
}

func TestAFormBecomesItsCall(t *testing.T) {
	s := open(t, sketches)
	ana := s.sit("p-chair")
	form := ana.open()
	form["f.title"] = []string{"Hybrid rules"}
	form["f.why"] = []string{"line one\r\nline two"}
	form["f.minutes"] = []string{"15"}
	form["f.kind"] = []string{"decision"}
	form["f.groups"] = []string{"Government", "Private Sector"}
	form["f.behalf"] = []string{"true"}
	p := ana.submit(form)
	if p.header.Get("HX-Trigger") != "room-close" {
		t.Fatalf("it does not close: %s", p.body)
	}
	ana.submit(form)
	in := s.house.heard()
	call := in[1].Intent.(bot.Call)
	want := map[string]string{
		"meeting": "14", "title": "Hybrid rules", "why": "line one\nline two", "minutes": "15",
		"kind": "decision", "groups": "Government, Private Sector", "behalf": "true",
	}
	if call.Path != "agenda add" || len(call.Args) != len(want) {
		t.Errorf("call %+v", call)
	}
	for name, value := range want {
		if call.Args[name] != value {
			t.Errorf("%s is %q, want %q", name, call.Args[name], value)
		}
	}
	if in[1].Cause != in[2].Cause {
		t.Error("a form sent twice has two causes")
	}
}

func TestWhatIsWrongIsSaidBesideItsField(t *testing.T) {
	for name, c := range map[string]struct {
		field, value, want string
	}{
		"what is required":       {"title", "  ", "Please answer this."},
		"too long":               {"title", strings.Repeat("é", 121), "121 characters; 120 is the most."},
		"no number":              {"minutes", "ten", "Write a whole number"},
		"no choice":              {"kind", "maybe", "Choose one of those offered."},
		"a choice not offered":   {"groups", "Martians", "Choose one of those offered."},
		"nothing where required": {"kind", "", "Please answer this."},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, sketches)
			ana := s.sit("p-chair")
			form := ana.open()
			form.Set("f.title", "A title I typed")
			form.Set("f.why", "A long explanation I typed")
			form.Set("f.kind", "decision")
			form.Set("f."+c.field, c.value)
			for _, scripted := range []string{"true", "false"} {
				p := ana.post(ana.base+"/c/general/call", form, "HX-Request", scripted)
				if !strings.Contains(p.body, c.want) || !strings.Contains(p.body, "One answer needs another look") || !strings.Contains(p.body, `aria-invalid="true"`) {
					t.Errorf("it does not say %q: %s", c.want, p.body)
				}
				if !strings.Contains(p.body, "A long explanation I typed") {
					t.Error("what was typed is lost")
				}
				if opened(t, p).Get("key") != form.Get("key") {
					t.Error("the key is lost")
				}
			}
			if n := len(s.house.heard()); n != 1 {
				t.Errorf("the bot heard %d inputs", n)
			}
		})
	}
}

func TestARefusedFormKeepsItsAnswers(t *testing.T) {
	s := open(t, sketches)
	s.house.answer = func(bot.Input) (bot.Answer, error) {
		return bot.Answer{Refused: true, Message: sayOne(`I could not read the time "25:00". Nothing was changed.`)}, nil
	}
	ana := s.sit("p-chair")
	form := ana.open()
	form.Set("f.title", "My title")
	form.Set("f.kind", "decision")
	p := ana.submit(form)
	if !strings.Contains(p.text(), `the time "25:00"`) || !strings.Contains(p.body, `value="My title"`) || p.header.Get("HX-Retarget") != "#dialog" {
		t.Errorf("the form: %s", p.body)
	}
	if opened(t, p).Get("key") == form.Get("key") {
		t.Error("a refused form keeps its key")
	}
}

func TestATypedCommandThatLacksSomethingOpensItsForm(t *testing.T) {
	s := open(t, sketches)
	ana := s.sit("p-chair")
	p := ana.say("/mag agenda add")
	if p.header.Get("HX-Retarget") != "#dialog" || !strings.Contains(p.body, "Why it matters") {
		t.Errorf("with script: %s", p.body)
	}
	p = ana.post(ana.base+"/c/general/say", url.Values{"text": {"/mag agenda add"}, "key": {"k"}})
	if !strings.Contains(p.body, "Why it matters") {
		t.Error("without script there is no form")
	}
}

// upload sends a form with a file.
func (b *browser) upload(form url.Values, name string, content []byte) page {
	b.s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, values := range form {
		for _, v := range values {
			if err := w.WriteField(field, v); err != nil {
				b.s.t.Fatal(err)
			}
		}
	}
	if content != nil {
		part, err := w.CreateFormFile("f.paper", name)
		if err != nil {
			b.s.t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			b.s.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.s.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.s.t.Context(), http.MethodPost, b.s.server.URL+b.base+"/c/general/call", &body)
	if err != nil {
		b.s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("HX-Request", "true")
	return b.do(req)
}

func (b *browser) paper() url.Values {
	b.s.t.Helper()
	form := b.open()
	form.Set("f.title", "My title")
	form.Set("f.kind", "decision")
	return form
}

func TestAFileIsItsText(t *testing.T) {
	s := open(t, sketches)
	ana := s.sit("p-chair")
	ana.upload(ana.paper(), "roster.csv", []byte("\xEF\xBB\xBFname,group\n王小明,Civil Society\n"))
	in := s.house.heard()
	if got := in[1].Intent.(bot.Call).Args["paper"]; got != "name,group\n王小明,Civil Society\n" {
		t.Errorf("the bot read %q", got)
	}
}

func TestAFileThatCannotBeReadIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"another encoding":   {[]byte("n\xe4me"), "not UTF-8 text"},
		"two bytes a letter": {[]byte("\xff\xfen\x00a\x00"), "not UTF-8 text"},
		"a picture":          {[]byte("GIF89a\x00\x00"), "not UTF-8 text"},
		"more than 4 MB":     {bytes.Repeat([]byte("x"), 4<<20+1), "larger than 4 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, sketches)
			ana := s.sit("p-chair")
			p := ana.upload(ana.paper(), "paper.txt", c.content)
			if !strings.Contains(p.body, c.want) || !strings.Contains(p.body, `value="My title"`) {
				t.Errorf("it says %s", p.body)
			}
			if len(s.house.heard()) != 1 {
				t.Error("the bot heard it")
			}
		})
	}
}

func TestAFileIsKeptWhileSomethingElseIsWrong(t *testing.T) {
	s := open(t, sketches)
	ana := s.sit("p-chair")
	form := ana.paper()
	form.Set("f.minutes", "ten")
	p := ana.upload(form, "paper.txt", []byte("the text of the paper"))
	if !strings.Contains(p.body, "paper.txt is kept (21 bytes)") {
		t.Fatalf("the file is lost: %s", p.body)
	}
	form = p.hidden()
	form.Set("f.title", "My title")
	form.Set("f.kind", "decision")
	form.Set("f.minutes", "10")
	ana.upload(form, "", nil)
	in := s.house.heard()
	if got := in[len(in)-1].Intent.(bot.Call).Args["paper"]; got != "the text of the paper" {
		t.Errorf("the bot read %q", got)
	}
}

// hidden gives what a form carries unseen, as a browser sends it: in a
// multipart form every line end is CR LF.
func (p page) hidden() url.Values {
	form := url.Values{}
	for _, f := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(p.body, -1) {
		value := strings.NewReplacer("\r\n", "\r\n", "\n", "\r\n", "\r", "\r\n").Replace(html.UnescapeString(f[2]))
		form.Set(html.UnescapeString(f[1]), value)
	}
	return form
}

// The bot compares what is applied with what it has shown.
func TestAKeptFileIsTheSameToTheLastByte(t *testing.T) {
	for name, text := range map[string]string{
		"lines that end with LF":     "name,group\na,b\n",
		"lines that end with CR LF":  "name,group\r\na,b\r\n",
		"lines that end with CR":     "name,group\ra,b\r",
		"all of them":                "a\nb\r\nc\rd\n\r",
		"no last line end":           "name,group\na,b",
		"a line end before anything": "\nname,group\n",
		"markup, quotes and others":  "\"a\",'<b>&amp;\t\u2028\u00e9王\n",
		"blanks at both ends":        "  name \n ",
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, sketches)
			ana := s.sit("p-chair")
			form := ana.paper()
			s.house.set(func(h *house) {
				h.answer = func(in bot.Input) (bot.Answer, error) { // a preview, to be sent once more
					a, err := agendaForm(in)
					for i, f := range a.Form.Fields {
						if f.Name == "paper" {
							a.Form.Fields[i].Value = in.Intent.(bot.Call).Args["paper"]
						}
					}
					return a, err
				}
			})
			preview := ana.upload(form, "people.csv", []byte(text))
			if want := fmt.Sprintf("people.csv is kept (%d bytes)", len(text)); !strings.Contains(preview.body, want) {
				t.Fatalf("the file is lost: %s", preview.body)
			}
			again := preview.hidden()
			again.Set("f.title", "My title")
			again.Set("f.kind", "decision")
			again.Set("f.minutes", "ten")
			wrong := ana.upload(again, "", nil) // drawn once more, with a mistake
			last := wrong.hidden()
			last.Set("f.title", "My title")
			last.Set("f.kind", "decision")
			ana.upload(last, "", nil)
			in := s.house.heard()
			if got := in[len(in)-1].Intent.(bot.Call).Args["paper"]; got != text || len(in) != 3 {
				t.Errorf("after %d inputs the bot read %q", len(in), got)
			}
		})
	}
}

func TestAFormThatIsNoneIsRefused(t *testing.T) {
	s := open(t, sketches)
	ana := s.sit("p-chair")
	for _, form := range []string{"", "null", "[]", `{"fields":3}`, strings.Repeat("[", 100_000)} {
		p := ana.submit(url.Values{"form": {form}, "key": {"k"}})
		if p.status != http.StatusBadRequest {
			t.Errorf("form %.20q: status %d", form, p.status)
		}
	}
}

func TestTheButtonsOfAMessageCarryTheirCall(t *testing.T) {
	s := open(t, sketches)
	s.deliver(bot.Delivery{ID: "b", Kind: bot.Post, Place: general(), Message: chat.Message{Buttons: []chat.Button{
		{Label: "Call A", Call: chat.Do("queue call", "person", "p-1", "after", "12")},
		{Label: "Ask …", Call: chat.Do("agenda add", "title", "T"), Ask: true},
	}}})
	p := s.sit("p-chair").general()
	for _, want := range []string{
		`name="path" value="queue call"`, `name="a.after" value="12"`, `name="a.person" value="p-1"`,
		`<form class="button" method="get"`, `name="a.title" value="T"`,
	} {
		if !strings.Contains(p.body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}
