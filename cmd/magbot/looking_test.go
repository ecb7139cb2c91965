package main_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	program "magbot/cmd/magbot"
)

var caseName = regexp.MustCompile(`name="a.case" value="([2-9A-Z]{4,})"`)

// casesOn lists the cases that a page shows.
func casesOn(page string) (names []string) {
	for _, m := range caseName.FindAllStringSubmatch(page, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// What people write in the room of a watched channel comes to a free moderator, its
// author can ask why, and words that two people leave alone ask nobody any more.
func TestAMessageInTheRoomIsLookedAt(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := &roomStage{life: &life{data: data}, people: map[string]*guest{}}
		s.begin(t, nil)
		operate(t, s.engine, "community found", "name", "Town")
		code := claimCode.FindString(operate(t, s.engine, "community claim-code"))
		s.secretariat = newGuest(t, s, "Ada")
		s.people["Ada"] = s.secretariat
		s.listener = newPipes()
		var quiet func()
		var err error
		if s.room, quiet, err = program.OpenHearingRoom(s.ctx, s.line, s.keys, s.engine, s.house, s.listener); err != nil {
			t.Fatal(err)
		}
		s.serve()
		t.Cleanup(func() {
			quiet()
			s.end(t)
		})
		s.secretariat.claim(t, code)
		told := func(name, place, want string) {
			t.Helper()
			synctest.Wait()
			if page := s.person(t, name).get(t, place); !strings.Contains(page.raw, want) {
				t.Errorf("%s does not read %q in %s: %s", name, want, place, page.raw)
			}
		}
		ada := s.secretariat
		for _, line := range []string{
			"/mag channel link", "/mag roster add Nia", "/mag roster role Nia moderator", "/mag roster add Pim", "/mag roster role Pim moderator",
			"/mag roster add Sam", "/mag roster role Sam member", "/mag roster add Rita", "/mag roster role Rita member",
		} {
			ada.say(t, general, line)
		}
		const insult = "You are an idiot, Rita."
		sam := s.person(t, "Sam")
		sam.say(t, general, insult)
		ada.say(t, general, "/mag conduct watch set normal")
		told("Rita", general, "From now on messages in this channel are looked at")
		<-time.After(time.Second) // what was written before the channel was told is left alone
		sam.say(t, general, insult+" Really.")
		synctest.Wait()
		nia := s.person(t, "Nia")
		card := nia.get(t, own).raw
		found := casesOn(card)
		if len(found) != 1 || strings.Contains(card, "idiot") {
			t.Fatalf("no folded card came to a moderator: %s", card)
		}
		name := found[0]
		if page := s.person(t, "Rita").get(t, own).raw; strings.Contains(page, name) {
			t.Errorf("somebody else reads of it: %s", page)
		}
		if why := sam.say(t, own, "/mag conduct why").raw; !strings.Contains(why, "insult.you") || strings.Contains(why, name) {
			t.Errorf("the author asks why: %s", why)
		}
		nia.say(t, own, "/mag conduct decide "+name+" disagree They joke.")
		told("Pim", own, "Leave them alone everywhere")
		if agreed := s.person(t, "Pim").say(t, own, "/mag conduct allow "+name).raw; !strings.Contains(agreed, "leaves exactly the words") {
			t.Errorf("a second person agrees: %s", agreed)
		}
		before := len(casesOn(nia.get(t, own).raw))
		sam.say(t, general, insult)
		synctest.Wait()
		if after := len(casesOn(nia.get(t, own).raw)); after != before {
			t.Errorf("the same words ask again: %s", sam.say(t, own, "/mag conduct why").raw)
		}
		sam.say(t, general, insult+" And you are a moron, too.")
		synctest.Wait()
		if after := len(casesOn(nia.get(t, own).raw)); after == before {
			t.Errorf("an attack behind the phrase asks nobody")
		}
	})
}
