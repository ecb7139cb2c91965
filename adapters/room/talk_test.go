package room_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"magbot/adapters/room"
	"magbot/bot"
	"magbot/bot/chat"
)

func sayOne(text string) chat.Message { return chat.Say(text) }

func TestAPressSentTwiceIsOneCause(t *testing.T) {
	s := open(t, sketches)
	ana := s.sit("p-chair")
	call := chat.Do("queue add", "note", "why")
	first, second := ana.press(call, "one-key"), ana.press(call, "one-key")
	if !strings.Contains(first.body, "You are on the queue") || !strings.Contains(second.body, "nothing was done twice") {
		t.Errorf("first %s\nsecond %s", first.body, second.body)
	}
	other := ana.press(chat.Do("queue add", "note", "something else"), "one-key")
	later := ana.press(call, "another-key")
	in := s.house.heard()
	if in[0].Cause != in[1].Cause || in[0].Cause == "" {
		t.Errorf("a retry has another cause: %q, %q", in[0].Cause, in[1].Cause)
	}
	if in[2].Cause == in[0].Cause || in[3].Cause == in[0].Cause {
		t.Error("another wish has the same cause")
	}
	for _, p := range []page{other, later} {
		if !strings.Contains(p.body, "You are on the queue") {
			t.Errorf("another wish: %s", p.body)
		}
	}
	if got := in[0].Intent.(bot.Call); got.Path != "queue add" || got.Args["note"] != "why" || len(got.Args) != 1 {
		t.Errorf("call %+v", got)
	}
}

func TestTwoPeopleWithOneKeyAreTwoCauses(t *testing.T) {
	s := open(t, sketches)
	call := chat.Do("queue add")
	s.sit("p-chair").press(call, "one-key")
	s.sit("p-tech3").press(call, "one-key")
	if in := s.house.heard(); in[0].Cause == in[1].Cause {
		t.Error("two people share a cause")
	}
}

func TestALineSentTwiceIsShownOnce(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	line := url.Values{"text": {"only once, please"}, "key": {"line-key"}}
	for range 3 {
		ana.post(ana.base+"/c/general/say", line, "HX-Request", "true")
	}
	if n := strings.Count(ana.general().body, "only once, please"); n != 1 {
		t.Errorf("it stands there %d times", n)
	}
}

func TestCommandsAreNotShownToOthers(t *testing.T) {
	s := open(t)
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	for _, line := range []string{"/mag agenda list", "/agenda list"} {
		ana.say(line)
	}
	ana.say("magbot, agenda list")
	if p := grace.general(); strings.Contains(p.body, "/mag agenda list</p>") || strings.Contains(p.body, "/agenda list</p>") {
		t.Error("a command is shown in the channel")
	}
	want := []bot.Typed{
		{Text: "/mag agenda list", Addressed: true},
		{Text: "/mag agenda list", Addressed: true},
		{Text: "agenda list", Addressed: true},
	}
	for i, in := range s.house.heard() {
		if in.Intent != want[i] {
			t.Errorf("line %d: %+v", i+1, in.Intent)
		}
	}
}

func TestAPrivateLineIsAddressedAndStaysPrivate(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	ana.post(ana.base+"/c/magbot/say", url.Values{"text": {"what is next?"}, "key": {"k"}}, "HX-Request", "true")
	in := s.house.heard()[0]
	if in.Intent != (bot.Typed{Text: "what is next?", Addressed: true}) || !in.Place.Private() || in.Place.Platform != "room" {
		t.Errorf("input %+v", in)
	}
	grace := s.sit("p-tech3")
	if p := grace.get(grace.base + "/c/magbot"); strings.Contains(p.body, "what is next?") {
		t.Error("somebody else sees it")
	}
}

func TestARefusedCommandKeepsWhatWasTyped(t *testing.T) {
	s := open(t, sketches)
	ana := s.sit("p-chair")
	p := ana.say("/mag agend add")
	if !strings.Contains(p.body, "Did you mean /mag agenda add?") || p.header.Get("HX-Trigger") != "" {
		t.Errorf("with script: trigger %q, %s", p.header.Get("HX-Trigger"), p.body)
	}
	p = ana.post(ana.base+"/c/general/say", url.Values{"text": {"/mag agend add"}, "key": {"k2"}})
	if !strings.Contains(p.body, "/mag agend add</textarea>") || !strings.Contains(p.body, "Did you mean") {
		t.Error("without script the line is lost")
	}
	if p := ana.general(); strings.Contains(p.body, "Did you mean") {
		t.Error("the note is shown again and again")
	}
}

func TestWithoutScriptEverythingIsAPage(t *testing.T) {
	s := open(t, sketches)
	ana := s.sit("p-chair")
	p := ana.post(ana.base+"/c/general/say", url.Values{"text": {"hello"}, "key": {"k"}})
	if p.status != http.StatusOK || !strings.Contains(p.body, "<p class=\"talk\" dir=\"auto\">hello</p>") {
		t.Errorf("posting: %d", p.status)
	}
	p = ana.post(ana.base+"/c/general/call", url.Values{"path": {"queue add"}, "key": {"k2"}})
	if !strings.Contains(p.body, "You are on the queue") {
		t.Error("pressing: the answer is not on the page")
	}
	p = ana.get(ana.base + "/c/general/actions")
	if !strings.Contains(p.body, "<!doctype html>") || !strings.Contains(p.body, "agenda add") {
		t.Error("the palette is no page")
	}
	p = ana.get(ana.base + "/c/general/form?path=agenda+add")
	if !strings.Contains(p.body, "<!doctype html>") || !strings.Contains(p.body, "Why it matters") {
		t.Error("a form is no page")
	}
}

// What was sent again, as the answer to it never came, is told so.
func TestWhatWasDoneBeforeIsSaid(t *testing.T) {
	s := open(t)
	s.house.answer = func(bot.Input) (bot.Answer, error) { return bot.Answer{Done: true}, nil }
	ana := s.sit("p-chair")
	for i, script := range [][]string{nil, {"HX-Request", "true"}} {
		line := url.Values{"text": {"q+"}, "key": {fmt.Sprint("key ", i)}}
		if p := ana.post(ana.base+"/c/general/say", line, script...); !strings.Contains(p.text(), "That was done already; nothing was done twice.") {
			t.Errorf("%v: %s", script, p.text())
		}
	}
}

func TestWhenNobodyKnowsTheTextIsKeptAndDoneOnce(t *testing.T) {
	s := open(t)
	broken := true
	s.house.answer = func(bot.Input) (bot.Answer, error) {
		if broken {
			return bot.Answer{}, errors.New("the disk is full")
		}
		return recorded(chat.Message{}), nil
	}
	ana := s.sit("p-chair")
	line := url.Values{"text": {"q+"}, "key": {"the-key"}}
	p := ana.post(ana.base+"/c/general/say", line, "HX-Request", "true")
	if p.status != http.StatusServiceUnavailable || !strings.Contains(p.body, "Your text is kept") || strings.Contains(p.body, "write-key") || strings.Contains(p.body, "disk") {
		t.Errorf("with script: %d %s", p.status, p.body)
	}
	p = ana.post(ana.base+"/c/general/say", line)
	if !strings.Contains(p.text(), "q+</textarea>") || !strings.Contains(p.body, `value="the-key"`) {
		t.Error("without script the line or its key is lost")
	}
	broken = false
	p = ana.post(ana.base+"/c/general/say", line, "HX-Request", "true")
	if p.header.Get("HX-Trigger") != "room-sent" {
		t.Errorf("at last: %s", p.body)
	}
	in := s.house.heard()
	if len(in) != 3 || in[0].Cause != in[2].Cause || strings.Count(ana.general().text(), ">q+</p>") != 1 {
		t.Errorf("%d inputs", len(in))
	}
}

func TestALogThatFailsShowsNothingUnwritten(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	s.log.breakDown(errors.New("no space left"))
	if p := ana.say("into the void"); p.status != http.StatusServiceUnavailable {
		t.Errorf("status %d", p.status)
	}
	if len(s.house.heard()) != 0 {
		t.Error("the bot was asked about a line that is not in the log")
	}
	_, err := s.room.Deliver(t.Context(), bot.Delivery{ID: "d", Kind: bot.Post, Place: general(), Message: sayOne("nor this")})
	if err == nil {
		t.Error("a delivery was receipted without being kept")
	}
	s.log.breakDown(nil)
	if p := ana.general(); strings.Contains(p.body, "void") || strings.Contains(p.body, "nor this") {
		t.Error("it is shown though it is not in the log")
	}
}

var editPath = regexp.MustCompile(`href="([^"]+/edit/\d+)"`)

func TestEditingIsForTheAuthorAndUndoesNothing(t *testing.T) {
	s := open(t, sketches)
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	ana.say("q+ to say that thing")
	found := editPath.FindStringSubmatch(ana.general().body)
	if found == nil {
		t.Fatal("the author finds no way to edit")
	}
	if editPath.MatchString(grace.general().body) {
		t.Error("somebody else is offered to edit")
	}
	edit := found[1]
	theirs := strings.Replace(edit, ana.base, grace.base, 1)
	for _, p := range []page{
		grace.get(theirs), grace.post(theirs, url.Values{"text": {"mine now"}}),
		grace.post(strings.Replace(theirs, "/edit/", "/delete/", 1), url.Values{}),
	} {
		if p.status != http.StatusForbidden {
			t.Errorf("somebody else: %d", p.status)
		}
	}
	if p := ana.get(edit, "HX-Request", "true"); !strings.Contains(p.text(), "q+ to say that thing") || !strings.Contains(p.body, "never undoes") {
		t.Errorf("the form: %s", p.body)
	}
	before := len(s.house.heard())
	p := ana.post(edit, url.Values{"text": {"q+ to say this thing"}}, "HX-Request", "true")
	if !strings.Contains(p.body, "stands in the record as it was") {
		t.Errorf("the author is not told: %s", p.body)
	}
	if p := grace.general(); !strings.Contains(p.body, "this thing") || strings.Contains(p.body, "that thing") || !strings.Contains(p.body, "(edited)") {
		t.Error("others do not see the new words")
	}
	p = ana.post(strings.Replace(edit, "/edit/", "/delete/", 1), url.Values{}, "HX-Request", "true")
	if !strings.Contains(p.body, "stands in the record as it was") {
		t.Errorf("the author is not told: %s", p.body)
	}
	s.restart()
	if p := grace.general(); strings.Contains(p.body, "this thing</p>") || !strings.Contains(p.body, "deleted by its author") {
		t.Error("others still see it")
	}
	if len(s.house.heard()) != before {
		t.Error("the bot was asked again")
	}
}

func TestAnErasedAuthorsWordsAreGone(t *testing.T) {
	s := open(t)
	grace, ana := s.sit("p-tech3"), s.sit("p-chair")
	grace.say("words of mine")
	if strings.Contains(s.log.all(), "words of mine") {
		t.Error("the log holds the words unsealed")
	}
	s.keys.erase("p-tech3")
	s.house.set(func(h *house) {
		h.seats[5] = room.Seat{Person: "p-tech3", Name: "an erased person", Gone: true}
	})
	if err := s.room.Forget(t.Context(), "p-tech3"); err != nil {
		t.Fatal(err)
	}
	p := ana.general()
	if strings.Contains(p.body, "words of mine") || strings.Contains(p.body, "Grace") || !strings.Contains(p.body, "erased with its author") || !strings.Contains(p.body, "an erased person") {
		t.Errorf("the page: %s", p.body)
	}
	if p := grace.general(); p.status != http.StatusUnauthorized {
		t.Errorf("the session goes on: %d", p.status)
	}
}

func TestEarlierMessagesComeOnDemand(t *testing.T) {
	s := open(t)
	for i := range 130 {
		s.deliver(bot.Delivery{ID: "d" + string(rune('a'+i/26)) + string(rune('a'+i%26)), Kind: bot.Post, Place: general(), Message: sayOne("message <" + string(rune('a'+i/26)) + string(rune('a'+i%26)) + ">")})
	}
	ana := s.sit("p-chair")
	seen := map[string]bool{}
	inMessage := regexp.MustCompile(`message &lt;(\w\w)&gt;`)
	earlier := regexp.MustCompile(`class="earlier"><a href="([^"]+)"`)
	path := ana.base + "/c/general"
	for pages := 1; ; pages++ {
		p := ana.get(path, "HX-Request", "true")
		for _, m := range inMessage.FindAllStringSubmatch(p.body, -1) {
			if seen[m[1]] {
				t.Fatalf("%s stands on two pages", m[1])
			}
			seen[m[1]] = true
		}
		next := earlier.FindStringSubmatch(p.body)
		if next == nil {
			if pages != 3 {
				t.Errorf("%d pages", pages)
			}
			break
		}
		path = next[1]
	}
	if len(seen) != 130 {
		t.Errorf("%d of 130 messages were shown", len(seen))
	}
	if p := ana.get(path); !strings.Contains(p.body, "Back to the latest messages") || strings.Contains(p.body, "sse-connect") {
		t.Error("an old page without script has no way back")
	}
}
