package room_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
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
