package roster_test

import (
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/roster"
)

func TestWhoMayBeReal(t *testing.T) {
	mail := func(address string) roster.Person { return roster.Person{Email: bot.Words{Text: address}} }
	with := func(p roster.Person, change func(*roster.Person)) roster.Person { change(&p); return p }
	for rule, c := range map[string]struct {
		person roster.Person
		real   bool
	}{
		"an address of a name kept for examples":  {mail("chair@example.org"), false},
		"below such a name, in any case":          {mail("Chair@Mail.Example.COM"), false},
		"a name that only ends like one":          {mail("a@notexample.org"), true},
		"another address":                         {mail("a@igf.int"), true},
		"no address":                              {mail(""), true},
		"a guest named in a meeting":              {roster.Person{Guest: true}, false},
		"who was erased":                          {roster.Person{Erased: true}, false},
		"an account of the room is nobody's":      {with(mail("a@example.org"), func(p *roster.Person) { p.Accounts = []bot.Account{{Platform: "room"}} }), false},
		"an account of a platform is somebody's":  {with(mail("a@example.org"), func(p *roster.Person) { p.Accounts = []bot.Account{{Platform: "slack"}} }), true},
		"an account of a platform, whatever else": {with(mail("a@igf.int"), func(p *roster.Person) { p.Accounts = []bot.Account{{Platform: "room"}, {Platform: "discord"}} }), true},
	} {
		t.Run(rule, func(t *testing.T) {
			if c.person.MayBeReal("room") != c.real {
				t.Errorf("%+v may be real: %v", c.person, !c.real)
			}
		})
	}
}

func TestTheImportOfARealRosterSaysThatTheRehearsalEnds(t *testing.T) {
	const says = "seats can no longer be chosen"
	for rule, c := range map[string]struct {
		file string
		ends bool
	}{
		"who has no address may exist":              {"name,group\nReal Minister,Government\n", true},
		"who has an address elsewhere may exist":    {"name,e-mail\nReal Minister,minister@gov.int\n", true},
		"who is invented does not":                  {"name,e-mail\nMade Up,up@example.org\n", false},
		"an address that is changed counts as well": {"id,name,e-mail\nCHAIR,Wanjiru Example,wanjiru@gov.int\n", true},
	} {
		t.Run(rule, func(t *testing.T) {
			w := exampleTown(t)
			r := w.must(w.as("sec"), "roster import", "file", strings.ReplaceAll(c.file, "CHAIR", string(w.id("chair"))))
			if said := text(*r.Message); strings.Contains(said, says) != c.ends {
				t.Errorf("the preview:\n%s", said)
			}
		})
	}
	t.Run("a community of one's own is no rehearsal", func(t *testing.T) {
		w := newTown(t)
		w.must(operator, "community found", "name", "Our Forum")
		if said := text(*w.must(operator, "roster import", "file", "name\nReal Minister\n").Message); strings.Contains(said, says) {
			t.Error(said)
		}
	})
}
