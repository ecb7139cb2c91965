package room_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/lang"
)

// claimer is a community that waits for its first Secretariat.
type claimer struct{ claimed bool }

func (c *claimer) Claimable() bool { return !c.claimed }

func (c *claimer) Claim(_ context.Context, code, _ string) (bot.PersonID, error) {
	if code != "RIGHT" || c.claimed {
		return "", lang.Refuse("room.link-bad")
	}
	c.claimed = true
	return "p-sec", nil
}

func unclaimed(s *scene) {
	signIn(s)
	s.config.Claim = &claimer{}
}

func TestTheFirstSecretariatClaimsTheCommunity(t *testing.T) {
	s := open(t, unclaimed)
	b := s.browser()
	if p := b.get("/"); !strings.Contains(p.body, "Claim this community") {
		t.Fatal("the door does not say that the community can be claimed")
	}
	p := b.post("/claim", url.Values{"code": {"WRONG"}, "name": {"<b>Ana</b>"}})
	if p.status != http.StatusForbidden || b.cookie() != "" || !strings.Contains(p.body, `value="&lt;b&gt;Ana&lt;/b&gt;"`) {
		t.Errorf("a wrong code: %d, cookie %q; the name that was typed must stay, escaped", p.status, b.cookie())
	}
	p = b.post("/claim", url.Values{"code": {"RIGHT"}, "name": {"Ana"}})
	if p.status != http.StatusOK || b.cookie() == "" || !strings.Contains(p.body, "Secretariat desk") {
		t.Errorf("the right code: %d", p.status)
	}
	other := s.browser()
	if p := other.get("/"); strings.Contains(p.body, "Claim this community") {
		t.Error("a claimed community is offered again")
	}
	if p := other.post("/claim", url.Values{"code": {"RIGHT"}, "name": {"Eve"}}); p.status != http.StatusForbidden || other.cookie() != "" {
		t.Errorf("the code served twice: %d", p.status)
	}
}

func TestNothingToClaim(t *testing.T) {
	s := open(t, signIn)
	if p := s.browser().post("/claim", url.Values{"code": {"RIGHT"}, "name": {"Ana"}}); p.status != http.StatusNotFound {
		t.Errorf("status %d", p.status)
	}
	if p := s.browser().post("/claim", url.Values{"code": {"RIGHT"}}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"); p.status != http.StatusForbidden {
		t.Errorf("another site's post: %d", p.status)
	}
}
