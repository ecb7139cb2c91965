package roster_test

import (
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/roster"
)

func TestExampleRosterGoesThroughTheSameImport(t *testing.T) {
	w := exampleTown(t)
	sheet, problems := roster.ParseCSV(roster.Example())
	if len(problems) != 0 || len(sheet.Notes) != 0 {
		t.Fatalf("problems %v, notes %v", problems, sheet.Notes)
	}
	if got, want := len(w.roster().All()), 19; got != want {
		t.Fatalf("%d people, want %d", got, want)
	}
	for alias, want := range map[string]bot.Role{"chair": bot.RoleChair, "sec": bot.RoleSecretariat, "gov1": bot.RoleMember, "igo1": bot.RoleObserver} {
		if !w.view(w.as(alias)).Reader.Has(want) {
			t.Errorf("%s is not %s", alias, want)
		}
	}
	seats := w.roster().Seats(w.now)
	want := map[bot.Group]int{"Government": 5, "Civil Society": 4, "Private Sector": 3, "Technical Community": 4}
	for g, n := range want {
		if seats[g] != n {
			t.Errorf("%s has %d seats, want %d", g, seats[g], n)
		}
	}
	for _, p := range w.roster().All() {
		if _, err := time.LoadLocation(p.Zone); err != nil {
			t.Errorf("zone of %s: %v", p.Name.Text, err)
		}
		if !strings.HasSuffix(p.Email.Text, "@example.org") {
			t.Errorf("%s is not plainly invented: %s", p.Name.Text, p.Email.Text)
		}
	}
}
