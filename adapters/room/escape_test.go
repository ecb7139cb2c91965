package room_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"magbot/adapters/room"
	"magbot/bot"
	"magbot/bot/chat"
)

// attacks are texts that would do something on a careless page.
var attacks = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</textarea><script>alert(1)</script>`,
	`{{template "door"}}`, `<div hx-get="/leave" hx-trigger="load">`, `<svg onload=alert(1)>`, `--><script>alert(1)</script>`, "\u2028<script>alert(1)</script>",
}

// harmless fails when an attack stands in a page unescaped.
func harmless(t *testing.T, where, body string) {
	t.Helper()
	for _, bad := range []string{"<script>alert", "<img src=x", "<svg onload", "' onmouseover='", `<div hx-get="/leave"`, `="javascript:`} {
		if strings.Contains(body, bad) {
			t.Errorf("%s holds %s", where, bad)
		}
	}
}

func TestNothingThatPeopleWriteIsMarkup(t *testing.T) {
	for _, attack := range attacks {
		s := open(t, sketches, func(s *scene) {
			s.config.Name = attack
			s.config.Channels[1].Name = attack
			s.house.seats[0].Name, s.house.seats[0].Detail = attack, attack
			s.config.Commands = func(context.Context, bot.PersonID) ([]room.Command, error) {
				return []room.Command{{Path: attack, Usage: attack, Help: attack}}, nil
			}
		})
		s.house.form = func(bot.Input) (bot.Answer, error) {
			return bot.Answer{Form: &chat.Form{
				Title: attack, Note: attack, Submit: attack, Call: chat.Do(attack, attack, attack),
				Fields: []chat.Field{
					{Name: attack, Label: attack, Hint: attack, Kind: chat.ShortText, Value: attack},
					{Name: "b", Label: attack, Kind: chat.LongText, Value: attack},
					{Name: "u", Label: attack, Kind: chat.Upload, Value: attack},
					{Name: "c", Label: attack, Kind: chat.PickMany, Choices: []chat.Choice{{Value: attack, Label: attack}}},
				},
			}}, nil
		}
		s.deliver(bot.Delivery{ID: attack, Kind: bot.Live, Key: attack, Place: general(), Message: everything(attack)})
		ana := s.sit("p-chair")
		ana.say(attack)
		p := ana.general()
		harmless(t, "the room", p.body)
		if !strings.Contains(p.text(), attack) {
			t.Errorf("%q is not shown as it was written", attack)
		}
		harmless(t, "the door", ana.get("/").body)
		harmless(t, "the palette", ana.get(ana.base+"/c/general/actions").body)
		form := ana.get(ana.base + "/c/general/form?path=" + url.QueryEscape(attack))
		harmless(t, "a form", form.body)
		values := opened(t, form)
		values.Set("f."+attack, attack)
		harmless(t, "a form that came back", ana.submit(values).body)
		harmless(t, "a sign-in link", ana.get("/in/"+url.PathEscape(attack)).body)
		harmless(t, "a page that is none", ana.get("/"+url.PathEscape(attack)).body)
		l := ana.listen("0.0.0")
		harmless(t, "the stream", l.next("talk").data+l.next("now").data)
	}
}

// everything is a message in which every part holds the text.
func everything(text string) chat.Message {
	line := chat.Line(text, chat.Strong(text), chat.Link{Label: text, URL: "https://example.org/" + text}, chat.Link{Label: text, URL: "javascript:alert(1)//" + text})
	return chat.Message{
		Blocks: []chat.Block{
			chat.Heading{Text: text},
			chat.Paragraph{Text: line},
			chat.List{Lines: []chat.Text{line}},
			chat.Table{Header: []string{text}, Rows: [][]chat.Text{{line}}},
			chat.Quote{Text: text, From: text},
			chat.Note{Text: line},
			chat.Picture{Alt: text, SVG: text},
			chat.File{Name: text, Type: text, Text: text},
		},
		Buttons: []chat.Button{{Label: text, Call: chat.Do(text, text, text), Style: chat.ButtonStyle(text)}, {Label: text, Call: chat.Do(text), Ask: true}},
		Seen:    text,
	}
}

func TestALinkIsHTTPOrNone(t *testing.T) {
	s := open(t)
	for i, address := range []string{"javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "//evil.example", "vbscript:x"} {
		s.deliver(bot.Delivery{ID: string(rune('a' + i)), Kind: bot.Post, Place: general(), Message: chat.Message{Blocks: []chat.Block{
			chat.Paragraph{Text: chat.Line(chat.Link{Label: "press", URL: address})},
		}}})
	}
	s.deliver(bot.Delivery{ID: "good", Kind: bot.Post, Place: general(), Message: chat.Message{Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(chat.Link{Label: "press", URL: "https://example.org/a?b=c&d=e"})},
	}}})
	p := s.sit("p-chair").general()
	if n := strings.Count(p.body, `target="_blank"`); n != 1 || !strings.Contains(p.body, `href="https://example.org/a?b=c&amp;d=e" rel="noopener noreferrer nofollow"`) {
		t.Errorf("%d links: %s", n, p.body)
	}
}

func TestLongMessagesAreWhole(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	long := strings.Repeat("Ω", 39_996) + " end"
	if p := ana.say(long); p.header.Get("HX-Trigger") != "room-sent" {
		t.Fatalf("40,000 characters: %d", p.status)
	}
	p := s.sit("p-tech3").general()
	if !strings.Contains(p.body, long) || !strings.Contains(p.body, `<details class="long">`) {
		t.Error("the message is cut, or not folded up")
	}
	p = ana.say(long + "!")
	if !strings.Contains(p.body, "40001 characters; 40000 is the most") || p.header.Get("HX-Trigger") != "" {
		t.Errorf("40,001 characters: %s", p.body)
	}
	if n := len(s.house.heard()); n != 1 {
		t.Errorf("the bot heard %d lines", n)
	}
	p = ana.post(ana.base+"/c/general/say", url.Values{"text": {long + "!"}, "key": {"k"}})
	if !strings.Contains(p.body, long+"!</textarea>") {
		t.Error("without script the text is lost")
	}
}

func TestControlAndBidiCharactersStayInTheirPlace(t *testing.T) {
	s := open(t, func(s *scene) { s.house.seats[0].Name = "Ana \u202Egnp.exe" })
	ana := s.sit("p-chair")
	for sent, want := range map[string]string{
		"a\x00b\x07c":               "a␀b␇c",
		"del\x7F":                   "del␡",
		"c1\u0085":                  "c1\uFFFD",
		"turned \u202Eround":        "turned \u202Eround\u202C",
		"isolated \u2067part":       "isolated \u2067part\u2069",
		"closed \u2067part\u2069 .": "closed \u2067part\u2069 .",
		"two\u202Elines\nhere":      "two\u202Elines\u202C\nhere",
		"nested \u202A\u2067x":      "nested \u202A\u2067x\u2069\u202C",
	} {
		ana.say(sent)
		if p := ana.general(); !strings.Contains(p.body, want+"</p>") {
			t.Errorf("%q is not shown as %q", sent, want)
		}
	}
	if p := ana.general(); !strings.Contains(p.body, "<bdi>Ana \u202Egnp.exe\u202C</bdi>") {
		t.Error("a name can turn what stands after it")
	}
}

func TestWhatIsNoTextIsRefused(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	for text, want := range map[string]string{"\xff\xfe": "could not be read as UTF-8", "": "nothing to send", "\u2003\n": "nothing to send"} {
		if p := ana.say(text); !strings.Contains(p.body, want) {
			t.Errorf("%q: %s", text, p.body)
		}
	}
	if len(s.house.heard()) != 0 {
		t.Error("the bot heard it")
	}
}

func TestAnyTextGivesAPage(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	s.deliver(bot.Delivery{ID: "bad", Kind: bot.Post, Place: general(), Message: everything("\xff\x00\u202E\u2028\uFFFF")})
	if p := ana.general(); p.status != http.StatusOK || !utf8.ValidString(p.body) {
		t.Errorf("status %d, valid %t", p.status, utf8.ValidString(p.body))
	}
}

func TestNamesOfEveryScriptAreIsolated(t *testing.T) {
	s := open(t)
	s.sit("p-gov1").say("السلام عليكم")
	p := s.sit("p-chair").general()
	for _, want := range []string{"<bdi>محمد الأمين</bdi>", `<p class="talk" dir="auto">السلام عليكم</p>`, `<html lang="en" dir="ltr">`} {
		if !strings.Contains(p.body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}
