package room_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/chat"
)

var lookPath = regexp.MustCompile(`href="([^"]+/look/\d+)"`)

func looking(s *scene) {
	s.config.Look = "conduct report"
	s.house.form = func(in bot.Input) (bot.Answer, error) {
		call, _ := in.Intent.(bot.Call)
		return bot.Answer{Form: &chat.Form{
			Title: "Report", Submit: "Send", Call: chat.Do(call.Path, "words", call.Args["words"]),
			Fields: []chat.Field{{Name: "about", Label: "Whom", Kind: chat.ShortText, Value: call.Args["about"]}},
		}}, nil
	}
}

func TestAMessageOfSomebodyElseCanBeShownToThoseWhoLook(t *testing.T) {
	s := open(t, looking)
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	ana.say("You people know \"nothing\".")
	if lookPath.MatchString(ana.general().body) {
		t.Error("the author is offered to report their own words")
	}
	found := lookPath.FindStringSubmatch(grace.general().body)
	if found == nil {
		t.Fatal("nobody finds a way to ask for a look")
	}
	p := grace.get(found[1], "HX-Request", "true")
	heard := s.house.heard()
	call, _ := heard[len(heard)-1].Intent.(bot.Call)
	if call.Path != "conduct report" || call.Args["words"] != "You people know \"nothing\"." || call.Args["about"] != "p-chair" || !strings.Contains(call.Args["message"], "/c/general#m-general-") {
		t.Errorf("the form is asked for with %+v", call)
	}
	form := regexp.MustCompile(`name="form" value="([^"]*)"`).FindStringSubmatch(p.body)
	if form == nil {
		t.Fatalf("no form: %s", p.body)
	}
	if p := grace.post(found[1], url.Values{}); p.status != http.StatusMethodNotAllowed && p.status != http.StatusNotFound {
		t.Errorf("posting there: %d", p.status)
	}
	for _, none := range []string{"/look/999", "/look/x"} {
		if p := grace.get(grace.base + "/c/general" + none); p.status != http.StatusNotFound {
			t.Errorf("%s: %d", none, p.status)
		}
	}
	del := strings.Replace(strings.Replace(found[1], grace.base, ana.base, 1), "/look/", "/delete/", 1)
	ana.post(del, url.Values{}, "HX-Request", "true")
	if p := grace.get(found[1]); p.status != http.StatusNotFound {
		t.Errorf("a message that its author deleted is still shown: %d", p.status)
	}
}

func TestWithoutACommandForItNobodyIsOfferedToAskForALook(t *testing.T) {
	s := open(t)
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	ana.say("good morning")
	if lookPath.MatchString(grace.general().body) {
		t.Error("the link leads nowhere")
	}
	if p := grace.get(grace.base + "/c/general/look/1"); p.status != http.StatusNotFound {
		t.Errorf("it answers %d", p.status)
	}
}
