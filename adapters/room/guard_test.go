package room_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"magbot/adapters/room"
	"magbot/bot"
)

func TestEveryAnswerIsHeldByThePolicy(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	for _, path := range []string{
		"/", "/in/some-token", "/nowhere", "/assets/none.js", "/c/general",
		ana.base + "/c/general", ana.base + "/c/magbot", ana.base + "/c/none", ana.base + "/c/general/actions",
	} {
		p := ana.get(path)
		policy := p.header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy %q lacks %q", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is open: %q", path, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
			if got := p.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		for _, inline := range []string{" style=", " onclick=", "hx-on", "javascript:", "<style", "<script>"} {
			if strings.Contains(p.body, inline) {
				t.Errorf("%s: the page holds %q", path, inline)
			}
		}
	}
}

func TestOnlyKnownHostsAreAnswered(t *testing.T) {
	s := open(t)
	port := s.server.Listener.Addr().String()[strings.LastIndex(s.server.Listener.Addr().String(), ":"):]
	for name, c := range map[string]struct {
		host string
		want int
	}{
		"the address itself":                       {"127.0.0.1" + port, http.StatusOK},
		"another loopback name with the port":      {"localhost" + port, http.StatusOK},
		"the other loopback":                       {"[::1]" + port, http.StatusOK},
		"a name that was pointed at this machine":  {"evil.example" + port, http.StatusMisdirectedRequest},
		"a loopback name with another port":        {"localhost:1", http.StatusMisdirectedRequest},
		"a name that only begins like a loopback":  {"127.0.0.1.evil.example" + port, http.StatusMisdirectedRequest},
		"a name that only begins like a localhost": {"localhost.evil.example" + port, http.StatusMisdirectedRequest},
	} {
		t.Run(name, func(t *testing.T) {
			p := s.browser().get("/", "Host", c.host)
			if p.status != c.want {
				t.Errorf("status %d, want %d", p.status, c.want)
			}
			if c.want != http.StatusOK && strings.Contains(p.body, "Ana Ferreira") {
				t.Error("a wrong host is shown the seats")
			}
		})
	}
}

func TestPostsFromOtherSitesAreRefused(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	for name, headers := range map[string][]string{
		"the browser says cross-site": {"Sec-Fetch-Site", "cross-site"},
		"the browser says same-site":  {"Sec-Fetch-Site", "same-site"},
		"an old browser sends Origin": {"Origin", "https://evil.example"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/seat", "/in", ana.base + "/c/general/say", ana.base + "/c/general/call", ana.base + "/leave"} {
				p := ana.post(path, url.Values{"text": {"hello"}, "person": {"p-sec"}, "key": {"k"}}, headers...)
				if p.status != http.StatusForbidden {
					t.Errorf("%s: status %d", path, p.status)
				}
			}
		})
	}
	if in := s.house.heard(); len(in) != 0 {
		t.Errorf("the bot heard %d inputs", len(in))
	}
}

func TestTooFastIsSlowedAndNothingLost(t *testing.T) {
	s := open(t)
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	slowed := 0
	for range 120 {
		p := ana.say("again")
		if p.status == http.StatusTooManyRequests {
			slowed++
			if !strings.Contains(p.body, "Wait a few seconds") {
				t.Fatalf("it does not say what to do: %s", p.body)
			}
		}
	}
	if slowed == 0 || slowed > 60 {
		t.Errorf("%d of 120 were slowed", slowed)
	}
	if p := grace.say("hello"); p.status != http.StatusOK {
		t.Errorf("somebody else is slowed too: %d", p.status)
	}
}

func TestTooMuchIsRefused(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	p := ana.say(strings.Repeat("x", 3<<20))
	if p.status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", p.status)
	}
	if len(s.house.heard()) != 0 {
		t.Error("the bot heard it")
	}
}

func TestARoomIsMadeOnlyWhole(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*room.Config)
		want   string
	}{
		"no bot":                        {func(c *room.Config) { c.Bot = nil }, "required"},
		"no channel":                    {func(c *room.Config) { c.Channels = nil }, "at least one channel"},
		"a channel name with blanks":    {func(c *room.Config) { c.Channels[0].ID = "a b" }, "small letters"},
		"two channels of one name":      {func(c *room.Config) { c.Channels[1].ID = c.Channels[0].ID }, "is taken"},
		"the private conversation's":    {func(c *room.Config) { c.Channels[0].ID = "magbot" }, "is taken"},
		"an origin without a host":      {func(c *room.Config) { c.Origin = "8080" }, "write it as"},
		"plain http on an open address": {func(c *room.Config) { c.Origin = "http://room.example.org" }, "without https"},
		"a rehearsal on another address": {
			func(c *room.Config) { c.Origin = "https://room.example.org" }, "a rehearsal",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			config := s.config
			config.Channels = append([]room.Channel(nil), s.config.Channels...)
			c.change(&config)
			if _, err := room.New(t.Context(), config); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestTheRoomIsCalledRoom(t *testing.T) {
	if got := open(t).room.Platform(); got != "room" || bot.Place.Private(general()) {
		t.Errorf("platform %q", got)
	}
}
