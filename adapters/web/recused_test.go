package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
)

// Two towns live through the same. In one there is a case that somebody is not free
// to see, and others deal with it; in the other there is none. Whatever that person
// asks the page for is answered the same in both: status, headers and every byte.
func TestWhoIsNotFreeSeesNoDifference(t *testing.T) {
	for rule, c := range map[string]struct{ who, about, clause string }{
		"of the same organisation":          {"mo", "sam", "2"},
		"a moderator who is the subject":    {"pim", "pim", "1"},
		"a moderator, of harassment":        {"nia", "sam", "harassment"},
		"a Chair, of no restriction":        {"cleo", "sam", "2"},
		"a Secretariat that is the subject": {"ada", "ada", "harassment"},
		"a Secretariat that comes later":    {"ada", "sam", "2"},
		"who said that they are involved":   {"nia", "sam", "2"},
	} {
		t.Run(rule, func(t *testing.T) {
			with, without := newTown(t, origin), newTown(t, origin)
			inside, outside := with.signIn(c.who), without.signIn(c.who)
			name := with.report(c.about, c.clause, "They shouted.")
			if rule == "who said that they are involved" {
				with.does(c.who, "conduct involved", "case", name)
			}
			same(t, inside, outside, name)
			by := "fay"
			if c.clause != "harassment" {
				by = "nia"
			}
			if by == c.who {
				by = "pim"
			}
			with.does(by, "conduct take", "case", name)
			with.does(by, "conduct note", "case", name, "text", "We look at it.")
			same(t, inside, outside, name)
			with.does(by, "conduct decide", "case", name, "finding", "ignore", "reason", "It was nothing.")
			same(t, inside, outside, name)
		})
	}
}

// same asks both for everything there is, and for what is not.
func same(t *testing.T, a, b *window, name string) {
	t.Helper()
	for _, path := range []string{
		"/cases/", "/cases/?closed=yes", "/cases/?order=waiting", "/cases/?closed=yes&order=reports", "/cases/case/" + name, "/cases/case/" + name + "?words=yes", "/cases/case/ZZZZ", "/cases/find?name=" + name,
		"/cases/case/" + name + "/form?path=conduct+note", "/cases/case/" + name + "/form?path=nothing", "/cases/nowhere",
	} {
		alike(t, path, a.gets(path), b.gets(path))
		for _, have := range []string{"", "x"} {
			alike(t, "refresh "+path, refreshes(a, path, have), refreshes(b, path, have))
		}
	}
	for _, act := range a.acts(a.house.Words().For("en")) {
		form := url.Values{"path": {act.Path}, "key": {"k"}, "a.case": {name}, "a.text": {"words"}, "a.reason": {"words"}}
		got := a.posts("/cases/case/"+name+"/call", form)
		alike(t, act.Path, got, b.posts("/cases/case/"+name+"/call", form))
		if got.Code != http.StatusNotFound {
			t.Errorf("%s: %d", act.Path, got.Code)
		}
	}
	unknown, hidden := a.gets("/cases/case/ZZZZ"), a.gets("/cases/case/"+name)
	if hidden.Code != http.StatusNotFound {
		t.Errorf("it is shown: %d", hidden.Code)
	}
	alike(t, "a case that is not there and one that may not be seen", unknown, hidden)
	alike(t, "an address that is none", a.gets("/cases/nowhere"), hidden)
}

func refreshes(b *window, path, have string) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, path, nil)
	req.Header.Set("HX-Request", "true")
	if have != "" {
		req.URL.RawQuery += "&have=" + have
	}
	return b.does(req)
}

func alike(t *testing.T, what string, a, b *httptest.ResponseRecorder) {
	t.Helper()
	if a.Code != b.Code || a.Body.String() != b.Body.String() || !maps.EqualFunc(a.Header(), b.Header(), slices.Equal[[]string]) {
		t.Errorf("%s differs:\n%s\n%s", what, all(a), all(b))
	}
}

func all(r *httptest.ResponseRecorder) string { return fmt.Sprint(r.Code, r.Header(), r.Body) }
