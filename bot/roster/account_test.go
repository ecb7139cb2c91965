package roster_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/community"
	"magbot/bot/roster"
)

// code finds the code in an answer.
func code(t *testing.T, r bot.Reply) string {
	t.Helper()
	for i := 0; i+1 < len(r.Text.Args); i += 2 {
		if r.Text.Args[i] == "code" {
			return r.Text.Args[i+1].(string)
		}
	}
	t.Fatalf("no code in %+v", r)
	return ""
}

// wrongCode has the handle of a code and another secret.
func wrongCode(code string) string {
	if strings.HasSuffix(code, "2") {
		return code[:len(code)-1] + "3"
	}
	return code[:len(code)-1] + "2"
}

func (w *town) inClear(secret string) bool {
	for _, r := range w.record {
		for _, form := range []string{secret, strings.ReplaceAll(secret, "-", "")} {
			if strings.Contains(string(r.raw), form) {
				return true
			}
		}
	}
	return false
}

func TestTheFirstSecretariatClaimsTheCommunity(t *testing.T) {
	w := newTown(t)
	w.must(operator, "community found", "name", "Forum")
	c := code(t, w.must(operator, "community claim-code"))
	if w.inClear(c) {
		t.Error("the record holds the code")
	}
	w.must(stranger("u1"), "community claim", "code", strings.ToLower(strings.ReplaceAll(c, "-", " ")), "name", "Sélène  Modèle")
	want := []string{"roster.person-added.v1", "roster.account-linked.v1", "roster.role-given.v1", "community.claimed.v1"}
	if d := cmp.Diff(want, kinds(w.events)); d != "" {
		t.Error(d)
	}
	if !w.view(stranger("u1")).Reader.Has(bot.RoleSecretariat) || !w.community().Claimed {
		t.Error("the account is not the Secretariat")
	}
	if got := roster.Name(w.view(operator), w.id("Sélène Modèle")); got != "Sélène Modèle" {
		t.Errorf("name %q", got)
	}
	w.refused("community.claimed-before", stranger("u2"), "community claim", "code", c, "name", "Eve")
	w.refused("community.claimed-before", operator, "community claim-code")
}

func TestAClaimCodeLivesAnHourAndFiveTries(t *testing.T) {
	setup := func(t *testing.T) (*town, string) {
		t.Helper()
		w := newTown(t)
		w.must(operator, "community found", "name", "Forum")
		w.refused("roster.no-claim", stranger("u1"), "community claim", "code", "AAAA-AAAA-AAAA", "name", "Eve")
		return w, code(t, w.must(operator, "community claim-code"))
	}
	t.Run("an hour", func(t *testing.T) {
		w, c := setup(t)
		w.now = w.now.Add(community.ClaimLives)
		w.refused("community.code-late", stranger("u1"), "community claim", "code", c, "name", "Eve")
		again := code(t, w.must(operator, "community claim-code"))
		w.must(stranger("u1"), "community claim", "code", again, "name", "Eve")
	})
	t.Run("five tries", func(t *testing.T) {
		w, c := setup(t)
		for range community.MaxTries {
			r := w.must(stranger("u1"), "community claim", "code", wrongCode(c), "name", "Eve")
			if !r.Refused || r.Text.Key != "community.code-wrong" {
				t.Fatalf("answer %+v", r)
			}
		}
		w.refused("community.code-tried-out", stranger("u2"), "community claim", "code", c, "name", "Eve")
	})
	t.Run("somebody imported before claims their own entry", func(t *testing.T) {
		w, c := setup(t)
		w.importFile(operator, plain)
		w.must(stranger("u1"), "community claim", "code", c, "name", "ana silva")
		if id, _ := w.roster().ByAccount(account("u1")); id != w.id("Ana Silva") || len(everybody(w)) != 2 {
			t.Errorf("the account acts for %s of %d people", id, len(everybody(w)))
		}
	})
}

func TestTheSecretariatsCodeLinksAnAccount(t *testing.T) {
	w := exampleTown(t)
	c := code(t, w.must(w.as("sec"), "roster link", "person", "gov1"))
	if w.inClear(c) {
		t.Error("the record holds the code")
	}
	w.must(stranger("u1"), "me link", "code", c)
	if id, ok := w.roster().ByAccount(account("u1")); !ok || id != w.id("gov1") {
		t.Fatalf("the account acts for %q", id)
	}
	if len(w.effects) != 1 || w.effects[0].To != bot.ToPerson(w.id("gov1")) || w.effects[0].Do != bot.Direct {
		t.Errorf("all accounts are told: %+v", w.effects)
	}
	w.refused("roster.code-unknown", stranger("u2"), "me link", "code", c)
	if r := w.must(stranger("u1"), "me link", "code", c); r.Text.Key != "roster.linked-already" {
		t.Errorf("the same account again: %+v", r)
	}
	w.refused("command.not-allowed.secretariat", w.as("gov1"), "roster link", "person", "gov2")
	w.refused("roster.link-needs-code", stranger("u3"), "me link")
	w.refused("roster.code-unknown", stranger("u3"), "me link", "code", "what is this")
	w.refused("roster.no-account", operator, "me link", "code", "AAAA-AAAA-AAAA")
}

func TestALinkCodeLivesTenMinutesAndFiveTries(t *testing.T) {
	w := exampleTown(t)
	t.Run("ten minutes", func(t *testing.T) {
		c := code(t, w.must(w.as("sec"), "roster link", "person", "gov1"))
		w.now = w.now.Add(roster.LinkLives - 1)
		if r := w.must(stranger("u1"), "me link", "code", wrongCode(c)); r.Text.Key != "community.code-wrong" {
			t.Errorf("just before: %+v", r)
		}
		w.now = w.now.Add(1)
		w.refused("community.code-late", stranger("u1"), "me link", "code", c)
	})
	t.Run("five tries", func(t *testing.T) {
		c := code(t, w.must(w.as("sec"), "roster link", "person", "gov1"))
		for i := range community.MaxTries {
			r := w.must(stranger("u1"), "me link", "code", wrongCode(c))
			if left := r.Text.Args[1]; left != community.MaxTries-i-1 {
				t.Errorf("%v tries left after %d", left, i+1)
			}
		}
		w.refused("community.code-tried-out", stranger("u1"), "me link", "code", c)
	})
}

// TestAPersonWithARoleNeedsTheSecretariat: a code that one makes oneself is not
// enough.
func TestAPersonWithARoleNeedsTheSecretariat(t *testing.T) {
	setup := func(t *testing.T) (*town, string) {
		t.Helper()
		w := exampleTown(t)
		w.must(stranger("u1"), "me link", "code", code(t, w.must(w.as("sec"), "roster link", "person", "gov1")))
		c := code(t, w.must(stranger("u1"), "me link"))
		if r := w.must(stranger("u2"), "me link", "code", c); r.Text.Key != "roster.link-asked" {
			t.Fatalf("answer %+v", r)
		}
		if _, ok := w.roster().ByAccount(account("u2")); ok {
			t.Fatal("the account was linked unasked")
		}
		if len(w.effects) != 2 || w.effects[0].To != bot.ToRole(bot.RoleSecretariat) || w.effects[1].To != bot.ToPerson(w.id("gov1")) {
			t.Errorf("Secretariat and person are told: %+v", w.effects)
		}
		asked := w.effects[0]
		w.refused("roster.link-waits", stranger("u3"), "me link", "code", c)
		return w, w.show(asked).Buttons[0].Call.Args["link"]
	}
	t.Run("yes", func(t *testing.T) {
		w, link := setup(t)
		w.must(w.as("sec"), "roster confirm-link", "link", link)
		if id, _ := w.roster().ByAccount(account("u2")); id != w.id("gov1") {
			t.Errorf("the account acts for %q", id)
		}
		if m := w.show(w.effects[len(w.effects)-1]); !m.IsZero() {
			t.Errorf("the question still stands before the Secretariat: %+v", m)
		}
		if r := w.must(w.as("sec"), "roster confirm-link", "link", link); r.Text.Key != "roster.link-settled" || len(w.events) != 0 {
			t.Errorf("the second press: %+v", r)
		}
	})
	t.Run("no", func(t *testing.T) {
		w, link := setup(t)
		w.must(w.as("sec"), "roster decline-link", "link", link)
		if m := w.show(w.effects[len(w.effects)-1]); !m.IsZero() {
			t.Errorf("the question still stands before the Secretariat: %+v", m)
		}
		if _, ok := w.roster().ByAccount(account("u2")); ok {
			t.Error("the account was linked")
		}
		if m := w.show(w.effects[len(w.effects)-1]); !m.IsZero() {
			t.Errorf("the question still stands before the Secretariat: %+v", m)
		}
		if r := w.must(w.as("sec"), "roster confirm-link", "link", link); r.Text.Key != "roster.link-settled" {
			t.Errorf("a yes after the no: %+v", r)
		}
	})
	t.Run("the account belongs to somebody by now", func(t *testing.T) {
		w, link := setup(t)
		w.must(stranger("u2"), "me link", "code", code(t, w.must(w.as("sec"), "roster link", "person", "gov2")))
		w.refused("roster.account-taken", w.as("sec"), "roster confirm-link", "link", link)
	})
	t.Run("without a role nobody is asked", func(t *testing.T) {
		w := exampleTown(t)
		w.must(w.as("sec"), "roster add", "name", "Visiting Scholar")
		w.must(stranger("u1"), "me link", "code", code(t, w.must(w.as("sec"), "roster link", "person", "Visiting Scholar")))
		w.must(stranger("u2"), "me link", "code", code(t, w.must(stranger("u1"), "me link")))
		if id, _ := w.roster().ByAccount(account("u2")); id != w.id("Visiting Scholar") {
			t.Errorf("the account acts for %q", id)
		}
	})
}

func TestUnlinking(t *testing.T) {
	w := exampleTown(t)
	link := func(alias, user string) {
		w.must(stranger(user), "me link", "code", code(t, w.must(w.as("sec"), "roster link", "person", alias)))
	}
	link("gov1", "u1")
	link("gov1", "u2")
	link("sec", "s1")
	w.must(stranger("u1"), "me unlink")
	if _, ok := w.roster().ByAccount(account("u1")); ok || len(w.effects) != 1 {
		t.Errorf("still linked, or the other account is not told: %+v", w.effects)
	}
	link("gov2", "u1")
	w.must(w.as("sec"), "roster unlink", "person", "gov1")
	if _, ok := w.roster().ByAccount(account("u2")); ok {
		t.Error("u2 still acts")
	}
	if id, _ := w.roster().ByAccount(account("u1")); id != w.id("gov2") {
		t.Error("gov2 lost an account that was gov1's before")
	}
	if r := w.must(w.as("sec"), "roster unlink", "person", "gov1"); r.Text.Key != "roster.nothing-linked" {
		t.Errorf("again: %+v", r)
	}
	if r := w.must(w.as("sec"), "roster unlink", "person", "gov2", "platform", "slack"); r.Text.Key != "roster.nothing-linked" {
		t.Errorf("another platform: %+v", r)
	}
	w.refused("roster.last-account", stranger("s1"), "me unlink")
}

var signInToken = regexp.MustCompile(roster.SignInPath + `([a-z2-7]{26})`)

func (w *town) token(r bot.Reply) string {
	w.t.Helper()
	m := signInToken.FindStringSubmatch(text(*r.Message))
	if m == nil {
		w.t.Fatalf("no link in %s", text(*r.Message))
	}
	return m[1]
}

func TestASignInLinkServesOnceForOnePerson(t *testing.T) {
	w := exampleTown(t)
	shell := bot.Actor{Self: bot.ByRecord}
	token := w.token(w.must(w.as("sec"), "person signin", "person", "gov1"))
	if w.inClear(token) {
		t.Error("the record holds the token")
	}
	if len(w.effects) != 1 || w.effects[0].To != bot.ToPerson(w.id("gov1")) {
		t.Errorf("the person is told: %+v", w.effects)
	}
	id, err := roster.SignIn(w.view(operator), token)
	if err != nil || id != w.id("gov1") {
		t.Fatalf("SignIn = %s, %v", id, err)
	}
	w.must(shell, "person signed-in", "hash", roster.SignInHash(token))
	if d := cmp.Diff([]bot.Event{roster.SignedIn{Person: id, Hash: roster.SignInHash(token)}}, w.events); d != "" {
		t.Error(d)
	}
	w.refused("roster.sign-in-used", shell, "person signed-in", "hash", roster.SignInHash(token))
	if _, err := roster.SignIn(w.view(operator), token); err == nil {
		t.Error("the link let in twice")
	}
	w.refused("roster.sign-in-unknown", shell, "person signed-in", "hash", roster.SignInHash("guess"))

	t.Run("for oneself", func(t *testing.T) {
		token := w.token(w.must(w.as("gov2"), "me signin"))
		if id, err := roster.SignIn(w.view(operator), token); err != nil || id != w.id("gov2") || len(w.effects) != 0 {
			t.Errorf("SignIn = %s, %v; effects %+v", id, err, w.effects)
		}
	})
	t.Run("for a day", func(t *testing.T) {
		token := w.token(w.must(w.as("gov2"), "me signin"))
		w.now = w.now.Add(roster.SignInLives - time.Nanosecond)
		if _, err := roster.SignIn(w.view(operator), token); err != nil {
			t.Errorf("just before: %v", err)
		}
		w.now = w.now.Add(time.Nanosecond)
		w.refused("roster.sign-in-late", shell, "person signed-in", "hash", roster.SignInHash(token))
	})
	t.Run("with the whole address where it is known", func(t *testing.T) {
		w.must(w.as("sec"), "settings set", "setting", "room", "value", "https://room.example.org/")
		r := w.must(w.as("gov2"), "me signin")
		if !strings.Contains(text(*r.Message), "https://room.example.org/in/") {
			t.Errorf("answer %s", text(*r.Message))
		}
	})
	w.refused("command.not-allowed.secretariat", w.as("chair"), "person signin", "person", "sec")
}
