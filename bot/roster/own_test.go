package roster_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/roster"
)

func TestOneSeesAndSetsOnesOwn(t *testing.T) {
	w := exampleTown(t)
	me := w.as("gov4")
	r := w.must(me, "me show")
	for _, want := range []string{"Ольга Примерова", "gov4@example.org", "Europe/Chisinau", "Member, from 2026-01-01 until 2036-12-31", "Agency for Illustrations"} {
		if said := text(*r.Message); !strings.Contains(said, want) {
			t.Errorf("it lacks %q:\n%s", want, said)
		}
	}
	w.must(me, "me zone", "zone", "asia/tokyo")
	w.must(me, "me language", "language", "français")
	if p, _ := w.roster().Person(me.Person); p.Zone != "Asia/Tokyo" || p.Language != "fr" {
		t.Errorf("zone %q, language %q", p.Zone, p.Language)
	}
	if zone, language := w.roster().Wishes(me.Person); zone != "Asia/Tokyo" || language != "fr" {
		t.Errorf("wishes: zone %q, language %q", zone, language)
	}
	w.must(me, "me zone", "zone", "Asia/Tokyo")
	if len(w.events) != 0 {
		t.Error("the same zone again was recorded")
	}
	w.refused("command.not-a-zone", me, "me zone", "zone", "+09:00")
	w.refused("roster.bad-language", me, "me language", "language", "Klingonian tongue")
	w.refused("command.not-allowed.anyone", stranger("u9"), "me zone", "zone", "UTC")
}

func TestExportHoldsEverythingAboutOne(t *testing.T) {
	w := exampleTown(t)
	r := w.must(w.as("cs4"), "me export")
	var got map[string]json.RawMessage
	var own roster.Own
	for _, b := range r.Message.Blocks {
		if q, ok := b.(chat.Quote); ok {
			if err := json.Unmarshal([]byte(q.Text), &got); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := json.Unmarshal(got["roster"], &own); err != nil {
		t.Fatal(err)
	}
	want := roster.Own{
		ID: w.id("cs4"), Name: "ليلى النموذج", Aliases: []string{"cs4"}, Email: "cs4@example.org",
		Groups: []bot.Group{"Civil Society", "Technical Community"}, Region: "Asia-Pacific Group", Country: "Jordan",
		Roles: []roster.Tenure{{Role: bot.RoleMember}}, Term: roster.Term{From: day("2026-01-01"), Until: day("2037-01-01"), Count: 2},
		Zone: "Asia/Amman", Language: "ar", Gender: "woman", Newcomer: "no",
		Organisations: []roster.OwnOrganisation{{Name: "Forum of Patterns", Aliases: []string{}}, {Name: "Pattern Labs", Aliases: []string{}, Dates: " 2027-01-01.."}},
	}
	if d := cmp.Diff(want, own); d != "" {
		t.Error(d)
	}
	if _, ok := got["agenda"]; !ok {
		t.Errorf("other features have no part in it: %v", got)
	}
}

func TestErasureAsksFirstAndSaysWhatItCannotReach(t *testing.T) {
	w := exampleTown(t)
	me := w.as("cs3")
	r := w.must(me, "me erase")
	said := text(*r.Message)
	for _, want := range []string{"Erase İpek Örnek?", "What an erasure cannot reach", "Backups", "cannot be taken back", "[Erase for ever]"} {
		if !strings.Contains(said, want) {
			t.Errorf("it lacks %q:\n%s", want, said)
		}
	}
	if len(w.events) != 0 {
		t.Fatal("it erased unasked")
	}
	w.call(me, bot.Call(r.Message.Buttons[0].Call))
	if d := cmp.Diff([]bot.Event{roster.Erased{Person: me.Person, ByRequest: true}}, w.events); d != "" {
		t.Error(d)
	}
	if e := w.effects[0]; e.Do != bot.Restart || e.With["person"] != string(me.Person) {
		t.Errorf("the shell is not told: %+v", e)
	}
}

func TestAnErasedPersonIsGone(t *testing.T) {
	w := exampleTown(t)
	id := w.id("cs3")
	w.must(stranger("u1"), "me link", "code", code(t, w.must(w.as("sec"), "roster link", "person", "cs3")))
	token := w.token(w.must(stranger("u1"), "me signin"))
	open := code(t, w.must(stranger("u1"), "me link"))
	seats := w.roster().Seats(w.now)["Civil Society"]
	w.must(w.as("sec"), "roster erase", "person", "cs3", "really", "yes")
	if e := w.events[0].(roster.Erased); e.ByRequest {
		t.Error("it was the Secretariat, not the person")
	}
	if got := roster.Name(w.view(operator), id); got != "an erased person" {
		t.Errorf("shown as %q", got)
	}
	if found := w.roster().Find("İpek Örnek"); len(found) != 0 {
		t.Errorf("still found: %v", found)
	}
	if roles := roster.RolesAt(w.roster(), id, w.now); roles != nil {
		t.Errorf("still has %v", roles)
	}
	if _, ok := w.roster().ByAccount(account("u1")); ok {
		t.Error("the account still acts")
	}
	if _, err := roster.SignIn(w.view(operator), token); err == nil {
		t.Error("the sign-in link still lets in")
	}
	w.refused("roster.code-unknown", stranger("u2"), "me link", "code", open)
	if got := w.roster().Seats(w.now)["Civil Society"]; got != seats-1 {
		t.Errorf("%d seats, want %d", got, seats-1)
	}
	p, ok := w.roster().Person(id)
	if !ok || !p.Erased || len(p.Groups) == 0 || p.Zone != "" || p.Email.Text != "" {
		t.Errorf("left of the person: %+v", p)
	}
	if r := w.must(w.as("sec"), "roster erase", "person", string(id), "really", "yes"); r.Text.Key != "roster.erased-already" {
		t.Errorf("again: %+v", r)
	}
	for _, path := range []string{"roster link", "roster unlink"} {
		w.refused("roster.is-erased", w.as("sec"), path, "person", string(id))
	}
	w.refused("roster.is-erased", w.as("sec"), "roster role", "person", string(id), "role", "member")
}

func TestTheLastInOfficeIsNotErased(t *testing.T) {
	w := exampleTown(t)
	w.refused("roster.last", w.as("sec"), "me erase", "really", "yes")
	w.refused("roster.last", w.as("chair"), "me erase")
	w.must(w.as("sec"), "roster role", "person", "gov1", "role", "chair")
	w.must(w.as("chair"), "me erase", "really", "yes")
	if got := w.roster().With(bot.RoleChair, w.now); len(got) != 1 || got[0] != w.id("gov1") {
		t.Errorf("in the chair: %v", got)
	}
}

func TestGuestsAreNamedAndHaveNoRights(t *testing.T) {
	w := exampleTown(t)
	id := w.guest("Ms X", "")
	again := w.guest("ms x", "")
	if id != again {
		t.Error("one guest became two")
	}
	if got := roster.RolesAt(w.roster(), id, w.now); got != nil {
		t.Errorf("a guest has %v", got)
	}
	if g := roster.GroupOf(w.view(operator), w.guest("Dr Y", "civil-society"), ""); g != "Civil Society" {
		t.Errorf("group %q", g)
	}
	sec := w.as("sec")
	for _, name := range []string{"guest:ms x", "Ms X"} {
		if got, err := roster.ReadPerson(w.view(sec), name); err != nil || got != id {
			t.Errorf("ReadPerson(%q) = %s, %v", name, got, err)
		}
	}
	w.refused("roster.guest-role", sec, "roster role", "person", "Ms X", "role", "member")
	w.refused("roster.guest-account", sec, "roster link", "person", "Ms X")
	w.refused("roster.guest-account", sec, "person signin", "person", "Ms X")
	w.refused("roster.no-guest", sec, "roster show", "person", "guest:Mr Z")
	w.importFile(sec, "name\nMs X\n")
	if p, _ := w.roster().Person(id); !p.Guest {
		t.Error("an import made the guest a person of the community")
	}
}

func TestAddingByHand(t *testing.T) {
	w := exampleTown(t)
	sec := w.as("sec")
	w.must(sec, "roster add", "name", " Noor  Sample ", "group", "technical community", "email", "noor@example.org", "role", "observer")
	p, _ := w.roster().Person(w.id("Noor Sample"))
	if p.Name.Text != "Noor Sample" || p.Groups[0] != "Technical Community" || p.Roles[0].Role != bot.RoleObserver || p.Email.By != p.ID {
		t.Errorf("added %+v", p)
	}
	w.refused("roster.there-already", sec, "roster add", "name", "noor sample")
	w.refused("roster.there-already", sec, "roster add", "name", "Somebody", "email", "NOOR@example.org")
	w.refused("roster.bad-email", sec, "roster add", "name", "Bo", "email", "bo@")
	w.refused("roster.bad-name", sec, "roster add", "name", "…")
	w.refused("roster.group-near", sec, "roster add", "name", "Bo", "group", "Civil Societey")
	w.must(sec, "roster group", "person", "Noor", "groups", "Academia; private sector")
	if p, _ := w.roster().Person(p.ID); !cmp.Equal(p.Groups, []bot.Group{"Academia", "Private Sector"}) {
		t.Errorf("groups %v", p.Groups)
	}
	w.must(sec, "roster group", "person", "Noor", "groups", "Academia; Private Sector")
	if len(w.events) != 0 {
		t.Error("the same groups again were recorded")
	}
	w.must(sec, "roster group", "person", "Noor", "groups", "unknown")
	if g := roster.GroupOf(w.view(sec), p.ID, ""); g != "" {
		t.Errorf("group %q", g)
	}
	w.refused("roster.group-near", sec, "roster group", "person", "Noor", "groups", "Gov")
	w.refused("roster.no-group-named", sec, "roster group", "person", "Noor", "groups", ";")
}

func TestCapacity(t *testing.T) {
	w := exampleTown(t)
	v := w.view(operator)
	for name, c := range map[string]struct {
		who, wished string
		want        bot.Group
		key         string
	}{
		"the first group unless one is wished": {"cs4", "", "Civil Society", ""},
		"another of one's own":                 {"cs4", "technical-community", "Technical Community", ""},
		"never somebody else's":                {"cs4", "Government", "", "roster.not-their-group"},
		"unknown stays unknown":                {"obs1", "", "", ""},
		"nobody takes a group that is unknown": {"obs1", "Government", "", "roster.no-groups"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := roster.Capacity(v, w.id(c.who), c.wished)
			if got != c.want || (err == nil) != (c.key == "") || (err != nil && !strings.HasPrefix(err.Error(), c.key)) {
				t.Errorf("Capacity = %q, %v", got, err)
			}
			if err == nil && roster.GroupOf(v, w.id(c.who), bot.Group(c.wished)) != c.want {
				t.Error("GroupOf differs")
			}
		})
	}
}

// guest adds a guest as the command of the meeting will.
func (w *town) guest(name, group string) bot.PersonID {
	w.t.Helper()
	c := w.context(w.as("sec"))
	id, d, err := roster.AddGuest(c, name, group)
	if err != nil {
		w.t.Fatal(err)
	}
	w.checkReply(d.Reply)
	w.append(c.Actor, d.Events)
	return id
}

func TestATermAndAccountsAreSaidInWords(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, "name,role,term end\nSam,secretariat,\nBo,member,2027-12-31\n")
	r := w.must(operator, "roster show", "person", "Bo")
	said := text(*r.Message)
	if !strings.Contains(said, "until 2027-12-31") || strings.Contains(said, "..2027") || !strings.Contains(said, "none is linked yet") {
		t.Error(said)
	}
}
