package main_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"magbot/adapters/storytest"
)

// guest is somebody's browser: it keeps cookies, posts what the forms of the
// pages hold, and reads what comes back. With script it asks as htmx does; one
// guest in three has none, is sent back to the page, and finds the answer there.
type guest struct {
	stage  *roomStage
	name   string
	script bool
	http   *http.Client
	used   map[string]bool // keys of buttons whose press was answered
}

func newGuest(t testing.TB, s *roomStage, name string) *guest {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &guest{stage: s, name: name, used: map[string]bool{}, script: len(s.people)%3 != 2, http: &http.Client{Jar: jar, Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return s.listener.dial(ctx) },
	}}}
}

const (
	general = "/c/general"
	own     = "/c/magbot"
)

var origin = "http://" + loopback.String()

// send makes a request as a browser does, and reads the page that comes back.
func (g *guest) send(t testing.TB, method, path, kind string, body io.Reader) *doc {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, origin+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if body != nil {
		req.Header.Set("Content-Type", kind)
		req.Header.Set("Origin", origin)
	}
	if g.script {
		req.Header.Set("HX-Request", "true")
	}
	res, err := g.http.Do(req)
	if err != nil {
		t.Errorf("%s, %s %s: %v", g.name, method, path, err)
		return parse(t, "")
	}
	raw, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err != nil {
		t.Errorf("%s, %s %s: %v", g.name, method, path, err)
	}
	if res.StatusCode != http.StatusOK {
		t.Errorf("%s, %s %s is answered %s: %s", g.name, method, path, res.Status, raw)
	}
	return parse(t, string(raw))
}

func (g *guest) get(t testing.TB, path string) *doc {
	t.Helper()
	return g.send(t, http.MethodGet, path, "", nil)
}

func (g *guest) post(t testing.TB, path string, values url.Values) *doc {
	t.Helper()
	return g.send(t, http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(typeset(values).Encode()))
}

// typeset ends lines as browsers do in all that they send but files.
func typeset(values url.Values) url.Values {
	sent := url.Values{}
	for name, all := range values {
		for _, value := range all {
			sent.Add(name, strings.ReplaceAll(strings.ReplaceAll(value, "\r\n", "\n"), "\n", "\r\n"))
		}
	}
	return sent
}

// claim comes in as the first Secretariat.
func (g *guest) claim(t testing.TB, code string) {
	t.Helper()
	page := g.post(t, "/claim", url.Values{"code": {code}, "name": {g.name}})
	if !strings.Contains(page.raw, g.name) {
		t.Fatalf("the Secretariat did not come in: %s", page.raw)
	}
}

var signInLink = regexp.MustCompile(`/in/([a-z2-7]{20,})`)

// come uses a personal link that somebody was given; looking at it comes first.
func (g *guest) come(t testing.TB, answer *doc) {
	t.Helper()
	link := signInLink.FindStringSubmatch(answer.raw)
	if link == nil {
		t.Fatalf("no link for %s in %s", g.name, answer.raw)
	}
	g.get(t, link[0])
	if page := g.post(t, "/in", url.Values{"token": {link[1]}}); !strings.Contains(page.raw, g.name) {
		t.Fatalf("%s did not come in: %s", g.name, page.raw)
	}
}

func (g *guest) say(t testing.TB, place, line string) *doc {
	t.Helper()
	return g.post(t, place+"/say", url.Values{"key": {rand.Text()}, "text": {line}})
}

// person gives the browser of somebody. Who comes for the first time has a
// personal link from the Secretariat, who came first.
func (s *roomStage) person(t testing.TB, name string) *guest {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := s.people[name]; g != nil {
		return g
	}
	g := newGuest(t, s, name)
	g.come(t, s.secretariat.say(t, own, "/mag person signin "+name))
	s.people[name] = g
	return g
}

// signInAnew lets everybody come in again before their session ends, by a link
// that they ask for themselves.
func (s *roomStage) signInAnew(t testing.TB) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.people {
		g.come(t, g.say(t, own, "/mag me signin"))
	}
}

// Do implements storytest.People.
func (s *roomStage) Do(t testing.TB, name string, act storytest.Act) storytest.Answer {
	t.Helper()
	g := s.person(t, name)
	switch act := act.(type) {
	case storytest.Line:
		place := general
		if act.Private {
			place = own
		}
		return g.say(t, place, act.Text).answer()
	case storytest.Press:
		return g.press(t, act.Button.Handle.(pressed), max(1, act.Times))
	case storytest.Fill:
		return g.fill(t, act.Form.Handle.(asked), act.Values).answer()
	}
	t.Fatalf("nobody can do %T", act)
	return storytest.Answer{}
}

// press sends what a button's form holds: as often as the client does, at the
// same moment. One of them is answered.
func (g *guest) press(t testing.TB, b pressed, times int) storytest.Answer {
	t.Helper()
	if b.ask {
		return g.get(t, b.action+"?"+b.hidden.Encode()).answer()
	}
	values := maps.Clone(b.hidden)
	if key := values.Get("key"); g.used[key] && g.script {
		values.Set("key", rand.Text()) // as the page's script does: another press is another wish
	} else {
		g.used[key] = true
	}
	answers := make([]*doc, times)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() { answers[i] = g.post(t, b.action, values) })
	}
	wait.Wait()
	var first storytest.Answer
	var said []string
	again := 0
	for _, page := range answers {
		a := page.answer()
		if a.Text != "" {
			first = a
			said = append(said, a.Text)
		} else {
			again++
		}
	}
	if again < times-1 {
		t.Errorf("%s (script: %t): the same press was taken for another one: %q", g.name, g.script, said)
	}
	return first
}

// fill sends a form back with these values and what else it holds.
func (g *guest) fill(t testing.TB, f asked, values map[string]string) *doc {
	t.Helper()
	sent := maps.Clone(f.hidden)
	files := map[string]string{}
	for _, in := range f.fields {
		value, given := values[in.name]
		switch name := "f." + in.name; {
		case in.file && given:
			files[name] = value
		case in.file:
		case given:
			sent.Set(name, value)
		default:
			sent[name] = in.values
		}
	}
	if !f.files {
		return g.post(t, f.action, sent)
	}
	body, kind, err := upload(sent, files)
	if err != nil {
		t.Fatal(err)
	}
	return g.send(t, http.MethodPost, f.action, kind, body)
}

// upload writes a form that holds files, by the name of their fields.
func upload(values url.Values, files map[string]string) (body *bytes.Buffer, kind string, err error) {
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for name, all := range typeset(values) {
		for _, value := range all {
			err = errors.Join(err, w.WriteField(name, value))
		}
	}
	for name, text := range files {
		part, partErr := w.CreateFormFile(name, "file.csv")
		if err = errors.Join(err, partErr); err == nil {
			_, err = io.WriteString(part, text)
		}
	}
	return body, w.FormDataContentType(), errors.Join(err, w.Close())
}

// Sees implements storytest.People: what the bot shows in the channel and in
// the person's own conversation, from the beginning.
func (s *roomStage) Sees(t testing.TB, name string) storytest.Screen {
	t.Helper()
	synctest.Wait()
	g := s.person(t, name)
	return storytest.Screen{Channel: g.reads(t, general), Private: g.reads(t, own)}
}

// reads reads a conversation by its pages, the earlier ones too.
func (g *guest) reads(t testing.TB, place string) []storytest.Message {
	t.Helper()
	page := g.get(t, place)
	shown := page.talk()
	for earlier := page.earlier(); earlier != ""; {
		before := g.get(t, earlier)
		shown = slices.Concat(before.talk(), shown)
		earlier = before.earlier()
	}
	cards := page.cards()
	var messages []storytest.Message
	for _, a := range shown {
		if m, ok := a.message(cards); ok {
			messages = append(messages, m)
		}
	}
	return messages
}
