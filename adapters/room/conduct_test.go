package room_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"magbot/bot"
)

// linkTo gives the address of a message of the general channel.
func linkTo(s *scene, number int) string {
	return fmt.Sprintf("%s/c/general#m-general-%d", s.config.Origin, number)
}

func unable(err error) bot.Inability {
	if u, ok := errors.AsType[*bot.Unable](err); ok {
		return u.Why
	}
	return ""
}

func TestEverybodyReadsAChannelOfTheRoom(t *testing.T) {
	s := open(t)
	m, err := s.room.Members(t.Context(), bot.Place{Platform: "room", Channel: "general"})
	if err != nil || !m.Open {
		t.Errorf("%+v, %v", m, err)
	}
	for _, channel := range []string{"nowhere", "magbot", ""} {
		if _, err := s.room.Members(t.Context(), bot.Place{Platform: "room", Channel: channel}); unable(err) != bot.Gone {
			t.Errorf("%q: %v", channel, err)
		}
	}
}

func TestWhatWasSaidAroundAMessage(t *testing.T) {
	s := open(t)
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	for i := range 20 {
		who := ana
		if i%2 == 1 {
			who = grace
		}
		who.say(fmt.Sprint("line ", i+1))
	}
	said, err := s.room.Around(t.Context(), bot.Around{Link: linkTo(s, 12), Most: 10})
	if err != nil || len(said) != 10 {
		t.Fatalf("%d messages, %v", len(said), err)
	}
	for i, one := range said {
		if want := fmt.Sprint("line ", i+7); one.Text != want || one.Meant != (want == "line 12") || one.Account.User == "" || one.At.IsZero() {
			t.Errorf("message %d is %+v", i, one)
		}
	}
	if said[5].ID != "room:general:12" || said[5].Place.Channel != "general" {
		t.Errorf("it is named %s, of %+v", said[5].ID, said[5].Place)
	}
	first, err := s.room.Around(t.Context(), bot.Around{Link: linkTo(s, 1), Most: 3})
	if err != nil || len(first) != 3 || !first[0].Meant {
		t.Errorf("at the beginning: %+v, %v", first, err)
	}
}

func TestALinkThatLeadsElsewhereIsOfNoMessageHere(t *testing.T) {
	s := open(t)
	s.sit("p-chair").say("good morning")
	for link, want := range map[string]bot.Inability{
		"": bot.NotHere, "://": bot.NotHere, "https://example.org/c/general#m-general-1": bot.NotHere,
		s.config.Origin: bot.NotHere, s.config.Origin + "/c/general": bot.NotHere,
		s.config.Origin + "/c/magbot#m-magbot-1":    bot.NotHere,
		s.config.Origin + "/c/general#m-other-1":    bot.NotHere,
		s.config.Origin + "/c/general#m-general-99": bot.Gone,
		s.config.Origin + "/c/general#m-general--1": bot.NotHere,
	} {
		if _, err := s.room.Around(t.Context(), bot.Around{Link: link, Most: 10}); unable(err) != want {
			t.Errorf("%q: %v", link, err)
		}
		if err := s.room.Act(t.Context(), bot.Act{ID: "a", Do: bot.HideMessage, Link: link}); unable(err) != want {
			t.Errorf("%q: %v", link, err)
		}
	}
}

func TestAMessageIsHiddenShownAndDeletedWhenPeopleHaveDecidedIt(t *testing.T) {
	s := open(t)
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	ana.say("You know nothing.")
	act := func(id string, do bot.Deed) error {
		return s.room.Act(t.Context(), bot.Act{ID: id, Do: do, Link: linkTo(s, 1)})
	}
	must := func(id string, do bot.Deed) {
		t.Helper()
		for range 2 { // done twice is as if done once
			if err := act(id, do); err != nil {
				t.Fatalf("%s: %v", do, err)
			}
		}
	}
	must("1", bot.HideMessage)
	for _, who := range []*browser{ana, grace} {
		if page := who.general().body; strings.Contains(page, "know nothing") || !strings.Contains(page, "hidden by the moderators") || strings.Contains(page, "/edit/1") || strings.Contains(page, "/look/1") {
			t.Errorf("a hidden message: %s", page)
		}
	}
	must("2", bot.ShowMessage)
	if page := grace.general().body; !strings.Contains(page, "know nothing") {
		t.Errorf("it is not shown again: %s", page)
	}
	must("3", bot.DeleteMessage)
	if page := grace.general().body; strings.Contains(page, "know nothing") || !strings.Contains(page, "taken away by the moderators") {
		t.Errorf("a deleted message: %s", page)
	}
	for _, do := range []bot.Deed{bot.HideMessage, bot.ShowMessage} {
		if err := act("4", do); unable(err) != bot.Gone {
			t.Errorf("%s of a deleted message: %v", do, err)
		}
	}
	if _, err := s.room.Around(t.Context(), bot.Around{Link: linkTo(s, 1), Most: 5}); unable(err) != bot.Gone {
		t.Errorf("around a deleted message: %v", err)
	}
	for _, do := range []bot.Deed{bot.TimeOut, bot.LetWrite} {
		if err := act("5", do); unable(err) != bot.Unsupported {
			t.Errorf("%s: %v", do, err)
		}
	}
}
