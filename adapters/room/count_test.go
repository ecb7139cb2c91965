package room_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
)

// counter takes what is counted; fails is how often it does not.
type counter struct {
	said  []string
	all   []bot.Wrote
	fails int
}

func (c *counter) Count(w bot.Wrote, text string) func(context.Context) error {
	kind := "new"
	switch {
	case w.Gone:
		kind = "gone"
	case w.Edit:
		kind = "edit"
	case w.Asked:
		kind = "asked"
	}
	c.said = append(c.said, fmt.Sprintf("%s %s %s %s: %s", kind, w.ID, w.Account.User, w.Place.Channel, text))
	c.all = append(c.all, w)
	c.fails--
	if c.fails >= 0 {
		return func(context.Context) error { return errors.New("the record takes nothing") }
	}
	return func(context.Context) error { return nil }
}

func TestTalkIsHandedOnToBeCountedWithItsChangesAndItsDeletion(t *testing.T) {
	c := &counter{fails: 1}
	s := open(t, func(s *scene) { s.config.Counter = c })
	ana := s.sit("p-chair")
	line := url.Values{"text": {"We meet in June"}, "key": {"line-key"}}
	if p := ana.post(ana.base+"/c/general/say", line); !strings.Contains(p.body, "We meet in June") {
		t.Errorf("what was not counted is lost: %s", p.body)
	}
	ana.post(ana.base+"/c/general/say", line)
	s.clock.pass(time.Minute)
	ana.post(ana.base+"/c/general/edit/1", url.Values{"text": {"We meet"}, "key": {"k"}})
	ana.post(ana.base+"/c/general/delete/1", url.Values{})
	ana.say("/mag agenda list")
	ana.post(ana.base+"/c/magbot/say", url.Values{"text": {"to the bot alone"}, "key": {"k2"}})
	want := []string{
		"new room:general:1 p-chair general: We meet in June", "new room:general:1 p-chair general: We meet in June",
		"edit room:general:1 p-chair general: We meet", "gone room:general:1 p-chair general: ",
	}
	if !slices.Equal(c.said, want) {
		t.Errorf("heard\n%q, want\n%q", c.said, want)
	}
	if len(c.all) == 4 && (!c.all[3].At.Equal(c.all[0].At) || !c.all[2].Changed.Equal(c.all[0].At.Add(time.Minute))) {
		t.Errorf("%+v", c.all)
	}
}

// An edit or a deletion that stands is told as one, also when it could not be counted:
// its author would do it again, or believe that the old words are still read.
func TestAChangeThatStandsIsNoFailure(t *testing.T) {
	for name, broken := range map[string]bool{"counted": false, "not counted": true} {
		var log strings.Builder
		c := &counter{}
		s := open(t, func(s *scene) {
			s.config.Counter, s.config.Logger = c, slog.New(slog.NewTextHandler(&log, nil))
		})
		ana := s.sit("p-chair")
		ana.say("We meet in June")
		ana.say("And in May")
		if broken {
			c.fails = 2
		}
		for _, one := range []struct{ path, told string }{{"edit", "is changed for everybody"}, {"delete", "is deleted"}} {
			p := ana.post(ana.base+"/c/general/"+one.path+"/1", url.Values{"text": {"We met"}}, "HX-Request", "true")
			if p.status != http.StatusOK || !strings.Contains(p.body, one.told) {
				t.Errorf("%s, %s: %d %s", name, one.path, p.status, p.body)
			}
			if strings.Contains(ana.general().body, "We meet in June") {
				t.Errorf("%s, %s: the old words stand", name, one.path)
			}
		}
		if n := strings.Count(log.String(), "not counted"); n != map[bool]int{true: 2}[broken] {
			t.Errorf("%s: logged %s", name, log.String())
		}
		s.log.breakDown(errors.New("the disk is full"))
		if p := ana.post(ana.base+"/c/general/edit/2", url.Values{"text": {"Never"}}, "HX-Request", "true"); p.status < http.StatusInternalServerError {
			t.Errorf("%s: what does not stand is told as done: %s", name, p.body)
		}
	}
}

// What others read is handed on as they read it, also when it was meant for the bot,
// and says so; what the bot alone reads is not.
func TestWhatIsTypedToTheBotBeforeOthersIsHandedOnAsThat(t *testing.T) {
	c := &counter{}
	s := open(t, func(s *scene) { s.config.Counter = c })
	ana := s.sit("p-chair")
	says := func(a bot.Answer) {
		s.house.set(func(h *house) { h.answer = func(bot.Input) (bot.Answer, error) { return a, nil } })
	}
	says(recorded(chat.Message{}))
	ana.say("q+ to answer Bo")
	says(bot.Answer{Refused: true, Message: chat.Say("That was not understood.")})
	ana.say("@magbot you are late")
	ana.say("/queue add")
	ana.post(ana.base+"/c/magbot/say", url.Values{"text": {"queue add, to the bot alone"}, "key": {"k2"}})
	want := []string{"asked room:general:1 p-chair general: q+ to answer Bo", "asked room:general:3 p-chair general: @magbot you are late"}
	if !slices.Equal(c.said, want) {
		t.Errorf("heard\n%q, want\n%q", c.said, want)
	}
}
