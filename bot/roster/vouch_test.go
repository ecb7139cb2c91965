package roster_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
)

// vouched is what a platform says of an account.
func vouched(w *town, person string) []string {
	return []string{"person", string(w.id(person)), "platform", "slack", "workspace", "T1", "user", "U1"}
}

func slackAccount() bot.Account {
	return bot.Account{Platform: "slack", Workspace: "T1", User: "U1"}
}

var platform = bot.Actor{Self: bot.ByRecord}

func TestAnAccountThatItsPlatformVouchesForIsLinked(t *testing.T) {
	w := exampleTown(t)
	const person = "Rosa Ohne"
	w.must(w.as("sec"), "roster add", "name", person)
	if r := w.must(platform, "roster vouch", vouched(w, person)...); r.Text.Key != "roster.linked" {
		t.Fatalf("answer %+v", r)
	}
	if len(w.effects) != 1 || w.effects[0].To != bot.ToPerson(w.id(person)) {
		t.Errorf("the person is told: %+v", w.effects)
	}
	if id, ok := w.roster().ByAccount(slackAccount()); !ok || id != w.id(person) {
		t.Errorf("the account acts for %q", id)
	}
	if r := w.must(platform, "roster vouch", vouched(w, person)...); r.Text.Key != "roster.linked-already" || len(w.events) != 0 {
		t.Errorf("the second time: %+v", r)
	}
}

func TestForAPersonWithARoleTheSecretariatIsAskedToo(t *testing.T) {
	w := exampleTown(t)
	if r := w.must(platform, "roster vouch", vouched(w, "gov1")...); r.Text.Key != "roster.link-asked" {
		t.Fatalf("answer %+v", r)
	}
	if d := cmp.Diff([]string{"roster.link-offered.v1", "roster.link-asked.v1"}, kinds(w.events)); d != "" {
		t.Error(d)
	}
	if _, ok := w.roster().ByAccount(slackAccount()); ok {
		t.Fatal("the account was linked unasked")
	}
	if len(w.effects) != 2 || w.effects[0].To != bot.ToRole(bot.RoleSecretariat) || w.effects[1].To != bot.ToPerson(w.id("gov1")) {
		t.Errorf("Secretariat and person are told: %+v", w.effects)
	}
	link := w.show(w.effects[0]).Buttons[0].Call.Args["link"]
	w.refused("roster.link-waits", platform, "roster vouch", vouched(w, "gov1")...)
	w.must(w.as("sec"), "roster confirm-link", "link", link)
	if id, _ := w.roster().ByAccount(slackAccount()); id != w.id("gov1") {
		t.Errorf("the account acts for %q", id)
	}
}

func TestNobodyVouchesButThePlatform(t *testing.T) {
	w := exampleTown(t)
	for _, who := range []bot.Actor{w.as("sec"), w.as("gov1"), stranger("u9")} {
		if _, err := w.do(who, "roster vouch", vouched(w, "gov1")...); err == nil {
			t.Errorf("%+v vouched", who)
		}
	}
}
