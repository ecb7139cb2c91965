package calendar_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"magbot/adapters/calendar"
	"magbot/bot"
	"magbot/bot/lang"
)

const (
	anas  = "abcdefghijklmnopqrstuvwxyz234567"
	bens  = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	carls = "cccccccccccccccccccccccccccccccc" // whose calendar breaks
	none  = "dddddddddddddddddddddddddddddddd"
)

// source is Ana's, Ben's and Carl's calendar.
type source map[bot.PersonID]string

func (source) Owner(token string) (bot.PersonID, error) {
	owner, ok := map[string]bot.PersonID{anas: "ana", bens: "ben", carls: "carl"}[token]
	if !ok {
		return "", calendar.ErrUnknown
	}
	return owner, nil
}

func (s source) Calendar(_ context.Context, owner bot.PersonID) (string, error) {
	switch text, ok := s[owner]; {
	case owner == "carl":
		return "", errors.New("out of ink")
	case !ok:
		return "", calendar.ErrUnknown
	default:
		return text, nil
	}
}

func feeds(t *testing.T, s source, log *bytes.Buffer) *calendar.Feeds {
	t.Helper()
	words, err := lang.Load(calendar.Words)
	if err != nil {
		t.Fatal(err)
	}
	return calendar.NewFeeds(s, words.For("en"), slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

func get(t *testing.T, h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

func at(token string) string { return calendar.Path + token + calendar.Suffix }

func TestAFeedIsAnsweredWithTheCalendarOfItsOwner(t *testing.T) {
	f := feeds(t, source{"ana": "ANA", "ben": "BEN"}, new(bytes.Buffer))
	for token, want := range map[string]string{anas: "ANA", bens: "BEN"} {
		r := get(t, f, http.MethodGet, at(token))
		if got := r.Body.String(); r.Code != http.StatusOK || got != want {
			t.Errorf("%d %q, not %q", r.Code, got, want)
		}
		for name, want := range map[string]string{
			"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex",
		} {
			if got := r.Header().Get(name); got != want {
				t.Errorf("%s: %q, not %q", name, got, want)
			}
		}
	}
}

func TestWhatHasNotChangedIsNotSentAgain(t *testing.T) {
	s := source{"ana": "one"}
	f := feeds(t, s, new(bytes.Buffer))
	tag := get(t, f, http.MethodGet, at(anas)).Header().Get("ETag")
	for _, c := range []struct {
		rule, header string
		want         int
	}{
		{"the very one", tag, http.StatusNotModified},
		{"a weak one", "W/" + tag, http.StatusNotModified},
		{"one of several", `"old", ` + tag, http.StatusNotModified},
		{"any", "*", http.StatusNotModified},
		{"an old one", `"old"`, http.StatusOK},
	} {
		r := get(t, f, http.MethodGet, at(anas), "If-None-Match", c.header)
		if r.Code != c.want || r.Header().Get("ETag") != tag {
			t.Errorf("%s: %d with %s", c.rule, r.Code, r.Header().Get("ETag"))
		}
		if got := r.Body.String(); c.want == http.StatusNotModified && got != "" {
			t.Errorf("%s: sent %q all the same", c.rule, got)
		}
	}
	s["ana"] = "two"
	r := get(t, f, http.MethodGet, at(anas), "If-None-Match", tag)
	if got := r.Body.String(); r.Code != http.StatusOK || got != "two" || r.Header().Get("ETag") == tag {
		t.Errorf("after a change: %d %q", r.Code, got)
	}
}

// Whatever is no address that holds is answered alike, to the last byte.
func TestNothingIsToldOfAddressesThatAreNone(t *testing.T) {
	var log bytes.Buffer
	f := feeds(t, source{"ana": "ANA"}, &log)
	first := ""
	for rule, target := range map[string]string{
		"unknown": at(none), "of somebody who is gone": at(bens), "too short": at("abc"), "in capitals": at(strings.ToUpper(anas)),
		"without its end": calendar.Path + anas, "below one": at(anas) + "/x", "the folder": calendar.Path, "elsewhere": "/x",
		"with what is no letter": at("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"),
	} {
		r := get(t, f, http.MethodGet, target)
		got := http.StatusText(r.Code) + r.Body.String()
		for name, values := range r.Header() {
			if name == "Etag" {
				t.Errorf("%s: has a tag %v", rule, values)
			}
		}
		if first == "" {
			first = got
		}
		if r.Code != http.StatusNotFound || got != first {
			t.Errorf("%s: %s", rule, got)
		}
	}
	if log.Len() > 0 {
		t.Errorf("it was logged: %s", log.String())
	}
}

func TestACalendarIsOnlyRead(t *testing.T) {
	f := feeds(t, source{"ana": "ANA"}, new(bytes.Buffer))
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, "PROPFIND"} {
		if r := get(t, f, method, at(anas)); r.Code != http.StatusMethodNotAllowed || r.Header().Get("Allow") == "" {
			t.Errorf("%s: %s", method, http.StatusText(r.Code))
		}
	}
	if r := get(t, f, http.MethodHead, at(anas)); r.Code != http.StatusOK || r.Header().Get("ETag") == "" {
		t.Errorf("HEAD: %s", http.StatusText(r.Code))
	}
}

func TestAFaultIsLoggedWithoutTheAddress(t *testing.T) {
	var log bytes.Buffer
	r := get(t, feeds(t, source{}, &log), http.MethodGet, at(carls))
	if r.Code != http.StatusInternalServerError || !strings.Contains(log.String(), "out of ink") || strings.Contains(log.String(), carls) {
		t.Errorf("%s, and logged: %s", http.StatusText(r.Code), log.String())
	}
}

func TestWhoGuessesIsSlowedDownAndNobodyElse(t *testing.T) {
	f := feeds(t, source{"ana": "ANA"}, new(bytes.Buffer))
	slowed := false
	for range 200 {
		r := get(t, f, http.MethodGet, at(none))
		if slowed = r.Code == http.StatusTooManyRequests; slowed {
			if r.Header().Get("Retry-After") == "" {
				t.Error("it does not say when to come back")
			}
			break
		}
	}
	if !slowed {
		t.Error("two hundred guesses were answered")
	}
	if r := get(t, f, http.MethodGet, at(anas)); r.Code != http.StatusOK {
		t.Errorf("Ana, from the same address: %s", http.StatusText(r.Code))
	}
}

func TestWhoAsksWithoutEndIsSlowedDown(t *testing.T) {
	f := feeds(t, source{"ana": "ANA", "ben": "BEN"}, new(bytes.Buffer))
	last := 0
	for range 60 {
		last = get(t, f, http.MethodGet, at(anas)).Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the sixtieth in a row: %d", last)
	}
	if r := get(t, f, http.MethodGet, at(bens)); r.Code != http.StatusOK {
		t.Errorf("Ben pays for Ana: %s", http.StatusText(r.Code))
	}
}
