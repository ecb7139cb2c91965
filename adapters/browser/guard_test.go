package browser_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"magbot/adapters/browser"
	"magbot/bot/lang"
)

func TestAnOriginIsHttpsOrThisMachine(t *testing.T) {
	for origin, good := range map[string]bool{
		"https://room.example.org": true, "https://room.example.org/": true, "http://127.0.0.1:8080": true, "http://[::1]:8080": true, "http://localhost": true,
		"http://room.example.org": false, "http://127.0.0.1.example.org": false, "https://room.example.org/path": false, "ftp://127.0.0.1": false, "room.example.org": false, "": false, "http://%": false,
	} {
		if _, err := browser.ReadOrigin(origin); (err == nil) != good {
			t.Errorf("%q: %v", origin, err)
		}
	}
}

func TestOnlyTheOriginsOwnHostIsAnswered(t *testing.T) {
	for rule, c := range map[string]struct {
		origin, host, site string
		want               int
	}{
		"the origin":                   {"https://room.example.org", "room.example.org", "", http.StatusOK},
		"in other letters":             {"https://room.example.org", "Room.Example.org", "same-origin", http.StatusOK},
		"another name":                 {"https://room.example.org", "evil.example.org", "", http.StatusMisdirectedRequest},
		"this machine, from outside":   {"https://room.example.org", "127.0.0.1", "", http.StatusMisdirectedRequest},
		"another name of this machine": {"http://127.0.0.1:8080", "localhost:8080", "", http.StatusOK},
		"another port of this machine": {"http://127.0.0.1:8080", "localhost:9090", "", http.StatusMisdirectedRequest},
		"another site's page":          {"https://room.example.org", "room.example.org", "cross-site", http.StatusForbidden},
	} {
		t.Run(rule, func(t *testing.T) {
			origin, err := url.Parse(c.origin)
			if err != nil {
				t.Fatal(err)
			}
			say := func(status int) http.HandlerFunc {
				return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
			}
			guard := browser.Guard{Origin: origin, Foreign: say(http.StatusForbidden), Elsewhere: say(http.StatusMisdirectedRequest)}
			req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
			req.Host = c.host
			req.Header.Set("Sec-Fetch-Site", c.site)
			got := httptest.NewRecorder()
			guard.Before(say(http.StatusOK)).ServeHTTP(got, req)
			if got.Code != c.want || got.Header().Get("Cache-Control") != "no-store" || got.Header().Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("%d %v", got.Code, got.Header())
			}
			if hsts := got.Header().Get("Strict-Transport-Security") != ""; hsts != (origin.Scheme == "https") {
				t.Errorf("it is promised to be https: %v", hsts)
			}
		})
	}
}

func TestAKnockerWhoKnocksTooOftenWaits(t *testing.T) {
	limits := browser.NewLimits()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
	allowed := 0
	for range 1000 {
		if limits.Allow(req) {
			allowed++
		}
	}
	if allowed < 100 || allowed > 500 {
		t.Errorf("%d of 1000 knocks are heard", allowed)
	}
	req.RemoteAddr = "192.0.2.77:1"
	if !limits.Allow(req) {
		t.Error("somebody else waits for them")
	}
}

func TestACatalogueThatLacksASentenceIsFound(t *testing.T) {
	all, err := lang.Load(browser.Words)
	if err != nil {
		t.Fatal(err)
	}
	if key, err := browser.Lacks(all, browser.Words); key != "" || err != nil {
		t.Errorf("it lacks %q: %v", key, err)
	}
	none, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	if key, err := browser.Lacks(none, browser.Words); key == "" || err != nil {
		t.Errorf("%q: %v", key, err)
	}
}
