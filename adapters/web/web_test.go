package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/moderation"
)

func TestALinkLetsOnePersonInOnce(t *testing.T) {
	w := newTown(t, origin)
	link := w.link("nia")
	preview := &window{town: w}
	for range 3 { // a preview looks, and changes nothing
		preview.shows(link, "Sign in")
	}
	nia := &window{town: w}
	got := nia.uses(link)
	if got.Code != http.StatusSeeOther || nia.cookie == nil {
		t.Fatalf("not let in: %d %s", got.Code, got.Body)
	}
	if c := nia.cookie; !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure || c.Path != "/" || c.MaxAge != 0 {
		t.Errorf("the cookie is %+v", c)
	}
	nia.shows("/cases/", "There is nothing for you to look at", "Nia")
	again := &window{town: w}
	if got := again.uses(link); got.Code != http.StatusForbidden || !strings.Contains(got.Body.String(), "does not serve") {
		t.Errorf("a link serves twice: %d", got.Code)
	}
	if strings.Contains(w.log.String(), strings.TrimPrefix(link, "/cases/in/")) || strings.Contains(w.log.String(), nia.cookie.Value) {
		t.Error("a token stands in the log")
	}
}

func TestALinkThatDoesNotServeSaysSoInOneWay(t *testing.T) {
	w := newTown(t, origin)
	late, replaced := w.link("nia"), w.link("pim")
	w.link("pim")
	used := w.link("fay")
	(&window{town: w}).uses(used)
	ended := w.link("ada")
	w.does("ada", "conduct sign-out")
	answers := map[string]bool{}
	for rule, link := range map[string]string{
		"used": used, "replaced by a newer one": replaced, "ended by signing out": ended, "unknown": "/cases/in/aaaaaaaaaaaaaaaaaaaaaaaaaa", "no link": "/cases/in/", "too old": late,
	} {
		if rule == "too old" {
			continue
		}
		got := (&window{town: w}).uses(link)
		if got.Code != http.StatusForbidden || len(got.Result().Cookies()) > 0 {
			t.Errorf("%s: %d", rule, got.Code)
		}
		answers[got.Body.String()] = true
	}
	w.later(10 * time.Minute)
	got := (&window{town: w}).uses(late)
	if answers[got.Body.String()] = true; got.Code != http.StatusForbidden || len(answers) != 1 {
		t.Errorf("too old: %d; %d ways to say it", got.Code, len(answers))
	}
}

func TestASessionEnds(t *testing.T) {
	for rule, end := range map[string]func(w *town, here *window){
		"after twelve hours":            func(w *town, _ *window) { w.later(12 * time.Hour) },
		"with the role":                 func(w *town, _ *window) { w.does("ada", "roster end-role", "person", "nia", "role", "moderator") },
		"when its person says so here":  func(_ *town, here *window) { here.posts("/cases/end", url.Values{}) },
		"when its person says so there": func(w *town, _ *window) { w.does("nia", "conduct sign-out") },
	} {
		t.Run(rule, func(t *testing.T) {
			w := newTown(t, origin)
			here, there := w.signIn("nia"), w.signIn("nia")
			here.shows("/cases/")
			token := here.cookie
			end(w, here)
			here.cookie = token
			for _, b := range []*window{here, there} {
				if got := b.gets("/cases/"); got.Code != http.StatusUnauthorized || !strings.Contains(got.Body.String(), "/mag conduct page") {
					t.Errorf("the session goes on: %d %s", got.Code, got.Body)
				}
			}
		})
	}
}

func TestOneSessionOfSeveralCanBeEnded(t *testing.T) {
	w := newTown(t, origin)
	here, there, pim := w.signIn("nia"), w.signIn("nia"), w.signIn("pim")
	list := here.shows("/cases/sessions", "This browser", "Another browser", "Sign me out everywhere")
	other := ""
	for _, part := range strings.Split(list, "<li>")[1:] {
		if strings.Contains(part, "Another browser") {
			_, rest, _ := strings.Cut(part, `name="session" value="`)
			other, _, _ = strings.Cut(rest, `"`)
		}
	}
	if got := pim.posts("/cases/end", url.Values{"session": {other}}); got.Code != http.StatusSeeOther {
		t.Errorf("the session of somebody else: %d", got.Code)
	}
	there.shows("/cases/")
	here.posts("/cases/end", url.Values{"session": {other}})
	here.shows("/cases/sessions", "That session has ended")
	if got := there.gets("/cases/"); got.Code != http.StatusUnauthorized {
		t.Errorf("it goes on: %d", got.Code)
	}
}

func TestWhoHandlesNothingGetsNoLink(t *testing.T) {
	w := newTown(t, origin)
	for _, alias := range []string{"sam", "rita"} {
		a := w.ask(bot.Actor{Account: bot.Account{Platform: "room", User: string(w.names[alias])}}, private, "conduct page")
		if !a.Refused || linkForm.MatchString(fmt.Sprint(a)) {
			t.Errorf("%s gets a link", alias)
		}
	}
}

func TestTheWordsAreSentOnlyWhenTheyAreAskedFor(t *testing.T) {
	w := newTown(t, origin)
	const words = "They wrote that I know <nothing> & less."
	name := w.report("sam", "2", words)
	nia := w.signIn("nia")
	nia.shows("/cases/", ">"+name+"<")
	folded := nia.shows("/cases/case/"+name, "Please look", "Show the words", "I take it", "from Rita, in confidence")
	if strings.Contains(folded, "They wrote") {
		t.Error("the words stand in the folded page")
	}
	nia.shows("/cases/case/"+name+"?words=yes", html.EscapeString(words), "Fold the words")
	nia.shows("/cases/case/"+strings.ToLower(name), name)
	if got := nia.gets("/cases/find?name=+" + strings.ToLower(name)); got.Header().Get("Location") != "/cases/case/"+name {
		t.Errorf("a name that is typed leads to %s", got.Header().Get("Location"))
	}
}

// press presses a button of the case's page.
func (b *window) press(name, path string) *httptest.ResponseRecorder {
	b.t.Helper()
	for _, form := range strings.Split(b.shows("/cases/case/"+name), "<form")[1:] {
		if strings.Contains(form, `name="path" value="`+path+`"`) {
			return b.posts("/cases/case/"+name+"/call", url.Values{"path": {path}, "key": {keyForm.FindStringSubmatch(form)[1]}, "a.case": {name}})
		}
	}
	b.t.Fatalf("there is no button for %s", path)
	return nil
}

// fills opens a form and sends it back with what is typed.
func (b *window) fills(name, query string, typed url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.sends(name, b.shows("/cases/case/"+name+"/form?"+query), typed)
}

// sends sends the form that a page holds.
func (b *window) sends(name, form string, typed url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	typed.Set("key", keyForm.FindStringSubmatch(form)[1])
	typed.Set("form", html.UnescapeString(formForm.FindStringSubmatch(form)[1]))
	return b.posts("/cases/case/"+name+"/call", typed)
}

func TestEveryActIsTheSameAsInAChat(t *testing.T) {
	w := newTown(t, origin)
	name, other := w.report("sam", "2", "They shouted."), w.report("sam", "1", "They shouted again.")
	nia, pim := w.signIn("nia"), w.signIn("pim")
	done := func(got *httptest.ResponseRecorder, b *window, want string) {
		t.Helper()
		if got.Code != http.StatusSeeOther {
			t.Fatalf("%q: %d %s", want, got.Code, got.Body)
		}
		if page := b.gets(got.Header().Get("Location")).Body.String(); !strings.Contains(html.UnescapeString(page), want) {
			t.Fatalf("%q is not there:\n%s", want, page)
		}
	}
	done(nia.press(name, "conduct take"), nia, "Nia looks after it")
	done(nia.fills(other, "path=conduct+merge", url.Values{"f.into": {name}}), nia, "is dealt with as part of case "+name)
	done(nia.press(other, "conduct split"), nia, "a case of its own again")
	done(nia.fills(name, "path=conduct+note", url.Values{"f.text": {"Seen.\r\nTwice."}}), nia, "Noted")
	nia.shows("/cases/case/"+name+"?words=yes", "Seen.\nTwice.", "Note of Nia")
	done(nia.fills(name, "path=conduct+tell", url.Values{"f.text": {"We look at it."}}), nia, "can read it, and those who gave their name")
	draft := nia.fills(name, "path=conduct+propose", url.Values{"f.step": {"restriction"}, "f.lasts": {"3d"}}).Body.String()
	if !strings.Contains(draft, "two of us have looked") || !strings.Contains(draft, "edit these words") {
		t.Errorf("there is no draft: %s", draft)
	}
	done(nia.sends(name, draft, url.Values{"f.text": {"Please pause."}}), nia, "somebody else has to agree")
	if page := nia.shows("/cases/case/" + name); strings.Contains(page, "I agree: do it") || !strings.Contains(page, "Take it back") {
		t.Error("who proposed a step may agree to it")
	}
	done(pim.press(name, "conduct second"), pim, "You have agreed")
	done(pim.fills(name, "path=conduct+lift", url.Values{}), pim, "Ended:")
	done(nia.fills(name, "path=conduct+decide", url.Values{"f.finding": {"agree"}, "f.reason": {"It was so."}}), nia, "Closed")
	done(nia.fills(name, "path=conduct+reopen", url.Values{"f.reason": {"There is more."}}), nia, "open again")
	done(nia.press(name, "conduct involved"), nia, "see no more")
	if got := nia.gets("/cases/case/" + name); got.Code != http.StatusNotFound {
		t.Errorf("who is involved still sees it: %d", got.Code)
	}
}

func TestThePageOfACaseSaysWhatHappenedAndWhenInTheReadersZone(t *testing.T) {
	w := newTown(t, origin)
	b := w.signIn("nia")
	name := w.report("sam", "2", "They shouted.")
	w.later(10 * time.Hour)
	w.does("pim", "conduct take", "case", name)
	w.does("pim", "conduct note", "case", name, "text", "A word that stays inside.")
	page := b.shows("/cases/case/"+name, "What happened", "It was reported.", "Pim took it.", "Pim wrote a note for those who handle it.", `datetime="2027-03-01T19:00:00Z"`)
	if strings.Contains(page, "stays inside") || strings.Contains(page, "shouted") {
		t.Errorf("the words are there before they are asked for:\n%s", page)
	}
	past := regexp.MustCompile(`(?s)<section class="past".*</section>`)
	if section := past.FindString(page); strings.Contains(section, "Rita") || strings.Contains(section, "Sam") || !strings.Contains(section, "19:00") {
		t.Errorf("what happened: %s", section)
	}
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	w.zone = zone
	if section := past.FindString(b.shows("/cases/case/" + name)); !strings.Contains(section, "04:00") || strings.Contains(section, "19:00<") {
		t.Errorf("in Tokyo: %s", section)
	}
}

func TestWhatIsRefusedIsSaidAboveTheFormWhichIsKept(t *testing.T) {
	w := newTown(t, origin)
	name := w.report("sam", "harassment", "They followed me.")
	fay := w.signIn("fay")
	typed := url.Values{"f.step": {"talk"}, "f.text": {"Could we talk on Thursday?"}}
	got := fay.fills(name, "path=conduct+propose", typed)
	if page := html.UnescapeString(got.Body.String()); got.Code != http.StatusOK || !strings.Contains(page, "not settled informally") || !strings.Contains(page, "Could we talk on Thursday?") {
		t.Errorf("%d %s", got.Code, page)
	}
	got = fay.fills(name, "path=conduct+note", url.Values{"f.text": {" "}})
	if page := got.Body.String(); !strings.Contains(page, "One answer needs another look") || !strings.Contains(page, `aria-invalid="true"`) {
		t.Errorf("%s", page)
	}
	form := fay.shows("/cases/case/" + name + "/form?path=conduct+note")
	sent := url.Values{"key": {keyForm.FindStringSubmatch(form)[1]}, "form": {html.UnescapeString(formForm.FindStringSubmatch(form)[1])}, "f.text": {"Once."}}
	for range 2 {
		fay.posts("/cases/case/"+name+"/call", sent)
	}
	if page := fay.shows("/cases/case/" + name + "?words=yes"); strings.Count(page, "Once.") != 1 {
		t.Errorf("a note that is sent twice stands there %d times", strings.Count(page, "Once."))
	}
}

func TestNothingButTheActsOfTheCaseCanBeAskedFor(t *testing.T) {
	w := newTown(t, origin)
	name, other := w.report("sam", "2", "One."), w.report("sam", "1", "Two.")
	nia := w.signIn("nia")
	for _, path := range []string{"roster role", "conduct contact", "conduct page", "conduct flag", "conduct report", ""} {
		if got := nia.gets("/cases/case/" + name + "/form?path=" + url.QueryEscape(path)); got.Code != http.StatusNotFound {
			t.Errorf("the form of %q: %d", path, got.Code)
		}
		if got := nia.posts("/cases/case/"+name+"/call", url.Values{"path": {path}, "key": {"k"}}); got.Code != http.StatusNotFound {
			t.Errorf("%q: %d", path, got.Code)
		}
		forged := `{"Call":{"Path":"` + path + `"}}`
		if got := nia.posts("/cases/case/"+name+"/call", url.Values{"form": {forged}, "key": {"k"}}); got.Code != http.StatusNotFound {
			t.Errorf("a form that says %q: %d", path, got.Code)
		}
	}
	nia.posts("/cases/case/"+name+"/call", url.Values{"path": {"conduct take"}, "a.case": {other}, "key": {"k"}})
	if page := nia.shows("/cases/case/" + other); strings.Contains(page, "Nia looks after it") {
		t.Error("the page of one case acts on another")
	}
}

func TestAnOpenPageIsDrawnAnewOnlyWhenTheCaseHasChanged(t *testing.T) {
	w := newTown(t, origin)
	name := w.report("sam", "2", "They shouted.")
	nia := w.signIn("nia")
	poll := func(page string) *httptest.ResponseRecorder {
		_, have, _ := strings.Cut(html.UnescapeString(page), `{"have":"`)
		have, _, _ = strings.Cut(have, `"`)
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/cases/case/"+name+"?have="+have, nil)
		req.Header.Set("HX-Request", "true")
		return nia.does(req)
	}
	page := nia.shows("/cases/case/" + name)
	if got := poll(page); got.Code != http.StatusNoContent {
		t.Fatalf("nothing has changed: %d %s", got.Code, got.Body)
	}
	w.does("pim", "conduct take", "case", name)
	got := poll(page)
	if got.Code != http.StatusOK || !strings.HasPrefix(got.Body.String(), `<div id="live"`) || !strings.Contains(got.Body.String(), "Pim looks after it") {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	w.does("nia", "conduct involved", "case", name)
	if got := poll(page); got.Code != http.StatusNotFound || got.Header().Get("HX-Refresh") != "true" {
		t.Errorf("the case stays on the screen: %d", got.Code)
	}
	w.does("nia", "conduct sign-out")
	if got := poll(page); got.Code != http.StatusUnauthorized || got.Header().Get("HX-Refresh") != "true" {
		t.Errorf("the case stays on the screen after the session: %d", got.Code)
	}
}

func TestEveryAnswerIsKeptNowhereAndFramedNowhere(t *testing.T) {
	w := newTown(t, origin)
	name := w.report("sam", "2", "They shouted.")
	nia := w.signIn("nia")
	for _, path := range []string{"/cases/", "/cases/case/" + name, "/cases/case/none", "/cases/sessions", w.link("pim"), "/cases/nowhere"} {
		for _, b := range []*window{nia, {town: w}} {
			h := b.gets(path).Header()
			for header, want := range map[string]string{
				"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY", "X-Robots-Tag": "noindex, nofollow", "X-Content-Type-Options": "nosniff",
			} {
				if h.Get(header) != want {
					t.Errorf("%s: %s is %q", path, header, h.Get(header))
				}
			}
			if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
				t.Errorf("%s: the policy is %q", path, csp)
			}
		}
	}
}

func TestWhatAnotherSiteSendsIsRefused(t *testing.T) {
	w := newTown(t, origin)
	name := w.report("sam", "2", "They shouted.")
	nia := w.signIn("nia")
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/cases/case/"+name+"/call", strings.NewReader("path=conduct+take&key=k"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	if got := nia.does(req); got.Code != http.StatusForbidden {
		t.Errorf("another site: %d", got.Code)
	}
	req = httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/cases/", nil)
	req.AddCookie(nia.cookie)
	req.Host = "evil.example.org"
	got := httptest.NewRecorder()
	w.pages.ServeHTTP(got, req)
	if got.Code != http.StatusMisdirectedRequest {
		t.Errorf("another name: %d", got.Code)
	}
	if page := nia.shows("/cases/case/" + name); strings.Contains(page, "Nia looks after it") {
		t.Error("it was done all the same")
	}
}

func TestByHttpsTheCookieIsForThatHostAlone(t *testing.T) {
	w := newTown(t, "https://room.example.org")
	token := strings.TrimPrefix(w.link("nia"), "/cases/in/")
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/cases/in", strings.NewReader("token="+token))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Host = "room.example.org"
	got := httptest.NewRecorder()
	w.pages.ServeHTTP(got, req)
	cookies := got.Result().Cookies()
	if len(cookies) != 1 || cookies[0].Name != "__Host-cases" || !cookies[0].Secure || cookies[0].SameSite != http.SameSiteStrictMode {
		t.Errorf("%+v", cookies)
	}
}

func TestWhatCouldNotBeRecordedIsSaidAndKept(t *testing.T) {
	w := newTown(t, origin)
	name := w.report("sam", "2", "They shouted.")
	nia := w.signIn("nia")
	w.broken.Store(true)
	got := nia.gets("/cases/case/" + name)
	if got.Code != http.StatusInternalServerError || strings.Contains(got.Body.String(), name) {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	if log := w.log.String(); !strings.Contains(log, "the disk is gone") || strings.Contains(log, name) || strings.Contains(log, "shouted") {
		t.Errorf("the log says %s", log)
	}
}

func TestTheListCanBeHadInAnotherOrder(t *testing.T) {
	w := newTown(t, origin)
	nia := w.signIn("nia")
	w.report("sam", "2", "They shouted.")
	if page := nia.shows("/cases/"); strings.Contains(page, "order=") {
		t.Errorf("one case has an order: %s", page)
	}
	for _, about := range []string{"cleo", "mo", "pim", "ada"} {
		w.later(time.Hour)
		w.report(about, "3", "Something else.")
	}
	listed := func(path string) (names []string) {
		for _, found := range regexp.MustCompile(`<strong>([A-Z0-9]+)</strong></a>`).FindAllStringSubmatch(nia.shows(path), -1) {
			names = append(names, found[1])
		}
		return names
	}
	byName, waiting := listed("/cases/"), listed("/cases/?order=waiting")
	if !slices.IsSorted(byName) || len(byName) != 5 || slices.Equal(byName, waiting) {
		t.Errorf("%v and, by waiting, %v", byName, waiting)
	}
	slices.Sort(waiting)
	if !slices.Equal(byName, waiting) {
		t.Errorf("%v instead of %v", waiting, byName)
	}
	for _, o := range moderation.Orders() { // the page knows all of them
		page := nia.shows("/cases/?order=" + o)
		for _, other := range moderation.Orders() {
			if o != other && !strings.Contains(page, `href="/cases/?order=`+other+`"`) {
				t.Errorf("in the order of %s, the page leads to no %s", o, other)
			}
		}
	}
	nia.shows("/cases/?closed=yes&order=reports", `href="/cases/?order=reports"`, `href="/cases/?closed=yes&amp;order=waiting"`, "<strong>reporters who were agreed with before</strong>")
	if got := nia.gets("/cases/?order=sideways"); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "sideways") {
		t.Errorf("an order that there is not: %d %s", got.Code, got.Body)
	}
}

// A form says once which case it is about, by its name, however the address was typed.
func TestAFormSaysOnceWhichCaseItIsAbout(t *testing.T) {
	w := newTown(t, origin)
	name := w.report("sam", "2", "They shouted.")
	nia := w.signIn("nia")
	for _, typed := range []string{name, strings.ToLower(name)} {
		page := nia.shows("/cases/case/" + typed + "/form?path=conduct+note")
		if strings.Count(page, ">Case "+name+"<") != 1 || strings.Contains(page, "Case "+strings.ToLower(name)) {
			t.Errorf("%s: %s", typed, page)
		}
	}
}
