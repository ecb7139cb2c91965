package room_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"magbot/adapters/room"
	"magbot/bot"
)

// signIn makes the scene a community of its own: no rehearsal, sign-in links.
func signIn(s *scene) {
	s.house.rehearsal = false
	s.house.tokens = map[string]bot.PersonID{"link-for-ana": "p-chair", "link-for-grace": "p-tech3"}
}

func (b *browser) cookie() string {
	b.s.t.Helper()
	u, err := url.Parse(b.s.server.URL)
	if err != nil {
		b.s.t.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == "room" {
			return c.Value
		}
	}
	return ""
}

func TestARehearsalSaysWhatItIs(t *testing.T) {
	s := open(t)
	for _, p := range []page{s.browser().get("/"), s.sit("p-chair").general()} {
		if !strings.Contains(p.body, "Rehearsal") || !strings.Contains(p.body, "Anyone here can take any seat") {
			t.Error("the page does not say that it is a rehearsal")
		}
	}
}

func TestTwoSeatsInOneBrowser(t *testing.T) {
	s := open(t)
	b := s.browser()
	one := b.post("/seat", url.Values{"person": {"p-chair"}})
	two := b.post("/seat", url.Values{"person": {"p-tech3"}})
	if one.path == two.path {
		t.Fatal("both windows have one address")
	}
	for path, name := range map[string]string{one.path: "Ana Ferreira", two.path: "Grace Adeyemi"} {
		if p := b.get(path); !strings.Contains(p.body, "<strong><bdi>"+name+"</bdi></strong>") {
			t.Errorf("%s does not hold %s", path, name)
		}
	}
	if b.cookie() != "" {
		t.Error("a seat set a cookie")
	}
}

func TestASeatThatIsNotThereCannotBeTaken(t *testing.T) {
	s := open(t)
	s.house.seats[5].Gone = true
	for _, person := range []string{"nobody", "", "p-tech3"} {
		if p := s.browser().post("/seat", url.Values{"person": {person}}); p.status != http.StatusNotFound {
			t.Errorf("seat %q: status %d", person, p.status)
		}
	}
	if p := s.browser().get("/"); strings.Contains(p.body, "Grace Adeyemi") {
		t.Error("a seat that is gone is offered")
	}
}

func TestSeatsEndWithTheRehearsal(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	s.house.set(func(h *house) { h.rehearsal = false })
	if p := ana.general(); p.status != http.StatusUnauthorized {
		t.Errorf("a seat goes on: %d", p.status)
	}
	if p := ana.post("/seat", url.Values{"person": {"p-sec"}}); p.status != http.StatusForbidden {
		t.Errorf("a seat can be taken: %d", p.status)
	}
	if p := ana.get("/"); strings.Contains(p.body, "Ana Ferreira") || !strings.Contains(p.body, "personal sign-in link") {
		t.Error("the door still shows seats")
	}
}

func TestLookingAtASignInLinkDoesNotUseItUp(t *testing.T) {
	s := open(t, signIn)
	b := s.browser()
	for range 3 {
		p := b.get("/in/link-for-ana")
		if p.status != http.StatusOK || b.cookie() != "" || strings.Contains(p.body, "Ana") {
			t.Fatalf("looking did something: %d, cookie %q", p.status, b.cookie())
		}
	}
	p := b.post("/in", url.Values{"token": {"link-for-ana"}})
	if p.path != "/c/general" || !strings.Contains(p.body, "Ana Ferreira") {
		t.Fatalf("signed in at %s: %d", p.path, p.status)
	}
	if strings.Contains(p.body, "Rehearsal") {
		t.Error("a real room says it is a rehearsal")
	}
}

func TestASignInLinkWorksOnce(t *testing.T) {
	s := open(t, signIn)
	if p := s.browser().post("/in", url.Values{"token": {"link-for-ana"}}); p.status != http.StatusOK {
		t.Fatalf("first: %d", p.status)
	}
	second := s.browser()
	p := second.post("/in", url.Values{"token": {"link-for-ana"}})
	if p.status != http.StatusForbidden || second.cookie() != "" || !strings.Contains(p.body, "Ask the Secretariat for a new one") {
		t.Errorf("second: %d %s", p.status, p.body)
	}
}

func TestTheSessionCookieIsCareful(t *testing.T) {
	for name, c := range map[string]struct {
		origin string
		cookie string
		secure bool
	}{
		"on loopback":  {"", "room", false},
		"behind https": {"https://room.example.org", "__Host-room", true},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, signIn, func(s *scene) {
				if c.origin != "" {
					s.config.Origin = c.origin
				}
			})
			b := s.browser()
			b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			headers := []string{}
			if c.secure {
				headers = []string{"Host", "room.example.org"}
			}
			p := b.post("/in", url.Values{"token": {"link-for-ana"}}, headers...)
			got, err := http.ParseSetCookie(p.header.Get("Set-Cookie"))
			if err != nil {
				t.Fatal(err)
			}
			if got.Name != c.cookie || !got.HttpOnly || got.SameSite != http.SameSiteLaxMode || got.Secure != c.secure || got.Path != "/" || got.MaxAge <= 0 {
				t.Errorf("cookie %+v", got)
			}
		})
	}
}

func TestASessionBroughtAlongIsNeverTakenOver(t *testing.T) {
	s := open(t, signIn)
	b := s.browser()
	u, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	planted := "planted-by-somebody-else-long-enough"
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: "room", Value: planted, Path: "/"}})
	b.post("/in", url.Values{"token": {"link-for-ana"}})
	if got := b.cookie(); got == planted || got == "" {
		t.Errorf("the session is %q", got)
	}
	thief := s.browser()
	thief.client.Jar.SetCookies(u, []*http.Cookie{{Name: "room", Value: planted, Path: "/"}})
	if p := thief.get("/c/general"); p.status != http.StatusUnauthorized {
		t.Errorf("the planted session is open: %d", p.status)
	}
}

func TestASeatsTokenIsNoCookie(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	u, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: "room", Value: strings.TrimPrefix(ana.base, "/s/"), Path: "/"}})
	if p := b.get("/c/general"); p.status != http.StatusUnauthorized {
		t.Errorf("status %d", p.status)
	}
}

func TestLeavingEndsTheSession(t *testing.T) {
	s := open(t, signIn)
	b := s.browser()
	b.post("/in", url.Values{"token": {"link-for-ana"}})
	token := b.cookie()
	if p := b.post("/leave", url.Values{}); p.path != "/" || b.cookie() != "" {
		t.Fatalf("after leaving: at %s, cookie %q", p.path, b.cookie())
	}
	u, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: "room", Value: token, Path: "/"}})
	if p := b.get("/c/general"); p.status != http.StatusUnauthorized {
		t.Errorf("the old cookie still works: %d", p.status)
	}
}

func TestSessionsOutliveARestartAndEndInTime(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	s.restart()
	if p := ana.general(); p.status != http.StatusOK {
		t.Fatalf("after a restart: %d", p.status)
	}
	if strings.Contains(s.log.all(), strings.TrimPrefix(ana.base, "/s/")) {
		t.Error("the log holds a session's token")
	}
	for range 3 { // visited again and again it lives on, also through a restart
		s.clock.pass(10 * 24 * time.Hour)
		if p := ana.general(); p.status != http.StatusOK {
			t.Fatalf("ten days after the last visit: %d", p.status)
		}
		s.restart()
	}
	s.clock.pass(15 * 24 * time.Hour)
	if p := ana.general(); p.status != http.StatusUnauthorized {
		t.Errorf("fifteen days after the last visit: %d", p.status)
	}
}

func TestACookieIsGivenAnewWithItsSession(t *testing.T) {
	s := open(t)
	signIn(s)
	b := s.browser()
	if p := b.post("/in", url.Values{"token": {"link-for-ana"}}); p.status != http.StatusOK {
		t.Fatalf("signing in: %d", p.status)
	}
	given := func() (header string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.server.URL+"/c/general", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		res, err := b.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("status %d: %v", res.StatusCode, err)
		}
		return res.Header.Get("Set-Cookie")
	}
	if header := given(); header != "" {
		t.Errorf("within a day it is given anew: %s", header)
	}
	s.clock.pass(2 * 24 * time.Hour)
	if header := given(); !strings.Contains(header, "room="+b.cookie()) || !strings.Contains(header, "Max-Age=1209600") {
		t.Errorf("after two days: %q", header)
	}
}

func TestWhoIsNoLongerOnTheRosterIsPutOut(t *testing.T) {
	s := open(t)
	grace := s.sit("p-tech3")
	s.house.set(func(h *house) {
		h.seats[5] = room.Seat{Person: "p-tech3", Name: "an erased person", Gone: true}
	})
	if p := grace.general(); p.status != http.StatusUnauthorized {
		t.Errorf("status %d", p.status)
	}
}

func TestASessionSeesNoOtherPersonsConversation(t *testing.T) {
	s := open(t)
	s.deliver(bot.Delivery{ID: "d1", Kind: bot.Direct, Account: to("p-chair"), Message: sayOne("for the Chair's eyes")})
	if p := s.sit("p-chair").get(s.sit("p-chair").base + "/c/magbot"); !strings.Contains(p.body, "for the Chair&#39;s eyes") {
		t.Error("the Chair does not see it")
	}
	grace := s.sit("p-tech3")
	for _, path := range []string{"/c/magbot", "/c/general", "/c/person", "/c/p-chair"} {
		if p := grace.get(grace.base + path); strings.Contains(p.body, "eyes") {
			t.Errorf("%s shows it to somebody else", path)
		}
	}
}
