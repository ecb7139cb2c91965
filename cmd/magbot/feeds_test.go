package main_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
)

// feedLink is the address of a feed as somebody is given it.
var feedLink = regexp.MustCompile(`http://[0-9.:]+/calendar/([a-z2-7]{32})\.ics`)

// board is a real community with calendars that can be followed.
type board struct {
	t                *testing.T
	data             string
	p                *process
	sec, grace, bela *client
}

func newBoard(t *testing.T) *board {
	t.Helper()
	b := &board{t: t, data: t.TempDir(), sec: visitor(t)}
	code := found(t, b.data, "Example Council")
	b.p = running(t, b.data, "127.0.0.1:0")
	b.restart("--public-url", b.p.address, "--log-level", "debug", "--ops", "127.0.0.1:0")
	_, b.sec.page = must(t, "Luc Moreau")(b.sec.post(b.p.address+"/claim", url.Values{"code": {code}, "name": {"Luc Moreau"}}))
	b.grace, b.bela = b.admit("Grace Okafor", "Government"), b.admit("Bela Nagy", "Civil Society")
	return b
}

// restart stops magbot and starts it at the same address with other flags.
func (b *board) restart(flags ...string) {
	b.t.Helper()
	if err := b.p.stop(); err != nil {
		b.t.Fatal(err)
	}
	b.p = running(b.t, b.data, b.p.host(), flags...)
}

// admit puts somebody on the roster, who comes in by their link.
func (b *board) admit(name, group string) *client {
	b.t.Helper()
	b.sec.says(b.t, fmt.Sprintf("/mag roster add %q group: %q role: member", name, group), name)
	link := signInLink.FindStringSubmatch(b.hears(b.sec, "/mag person signin "+name, "serves once"))
	if link == nil {
		b.t.Fatalf("%s gets no link", name)
	}
	c := visitor(b.t)
	_, c.page = must(b.t, name)(c.post(b.p.address+"/in", url.Values{"token": {link[1]}}))
	return c
}

// hears types a line, also one that was typed before, and gives the answer.
func (b *board) hears(c *client, line, want string) string {
	b.t.Helper()
	body, err := c.say(rand.Text(), line)
	body, _ = must(b.t, want)(body, "", err)
	return body
}

// follow gives somebody an address, and its token.
func (b *board) follow(c *client, line string) (address, token string) {
	b.t.Helper()
	link := feedLink.FindStringSubmatch(b.hears(c, line, "/calendar/"))
	if link == nil {
		b.t.Fatal("no address")
	}
	return link[0], link[1]
}

// answer is what a calendar program is told.
type answer struct {
	code   int
	header http.Header
	body   string
}

func (b *board) ask(method, address string, headers ...string) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Timeout: patience}
	said, err := client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	body, err := io.ReadAll(said.Body)
	if err = errors.Join(err, said.Body.Close()); err != nil {
		b.t.Fatal(err)
	}
	return answer{said.StatusCode, said.Header, string(body)}
}

// reads asks as a calendar program does, and reads what it is sent.
func (b *board) reads(address string) []*ics.VEvent {
	b.t.Helper()
	a := b.ask(http.MethodGet, address)
	if kind := a.header.Get("Content-Type"); a.code != http.StatusOK || kind != "text/calendar; charset=utf-8" || strings.Contains(a.body, "<html") {
		b.t.Fatalf("%d %s: %s", a.code, kind, a.body)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(a.body, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			b.t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
	c, err := ics.ParseCalendar(strings.NewReader(a.body))
	if err != nil {
		b.t.Fatalf("%v: %s", err, a.body)
	}
	return c.Events()
}

func value(e *ics.VEvent, p ics.ComponentProperty) string {
	if property := e.GetProperty(p); property != nil {
		return property.Value
	}
	return ""
}

// only gives the one entry of a feed.
func (b *board) only(address, status string) *ics.VEvent {
	b.t.Helper()
	all := b.reads(address)
	if len(all) != 1 || value(all[0], ics.ComponentPropertyStatus) != status {
		b.t.Fatalf("not one entry that is %s: %+v", status, all)
	}
	return all[0]
}

// A calendar program follows a meeting from its plan to its end, and sees each
// time what its owner may see.
func TestACalendarProgramFollowsAMeeting(t *testing.T) {
	b := newBoard(t)
	when := time.Now().UTC().AddDate(0, 0, 20).Truncate(time.Hour)
	lucs, _ := b.follow(b.sec, "/mag me calendar")
	graces, _ := b.follow(b.grace, "/mag me calendar")
	belas, _ := b.follow(b.bela, "/mag me calendar")
	b.sec.says(t, `/mag meeting schedule "Réunion; ouverte, 第14回" when: `+when.Format("2006-01-02 15:04"), "is planned")
	planned := b.only(lucs, "TENTATIVE")
	if all := b.reads(graces); len(all) != 0 {
		t.Errorf("a member sees what is only planned: %+v", all)
	}
	b.sec.says(t, "/mag meeting invite really: yes", "")
	seen := b.only(graces, "CONFIRMED")
	if title := value(seen, ics.ComponentPropertySummary); title != "Réunion; ouverte, 第14回" {
		t.Errorf("it is called %q", title)
	}
	if at, err := seen.GetStartAt(); err != nil || !at.Equal(when) {
		t.Errorf("it begins at %s (%v), not %s", at, err, when)
	}
	b.answers(seen, graces, belas)
	b.sec.says(t, "/mag meeting change when: "+when.Add(time.Hour).Format(`"2006-01-02 15:04"`)+` reason: "The room is taken" really: yes`, "")
	moved := b.only(graces, "CONFIRMED")
	b.sec.says(t, `/mag meeting cancel reason: "No quorum" really: yes`, "")
	off := b.only(graces, "CANCELLED")
	last := -1
	for _, e := range []*ics.VEvent{planned, seen, moved, off} {
		var n int
		if _, err := fmt.Sscan(value(e, ics.ComponentPropertySequence), &n); err != nil || n <= last || e.Id() != planned.Id() {
			t.Errorf("%s has number %d after %d (%v)", e.Id(), n, last, err)
		}
		last = n
	}
	if about := value(off, ics.ComponentPropertyDescription); !strings.Contains(about, "No quorum") {
		t.Errorf("it says %q", about)
	}
}

// answers follows the link of an entry: it does nothing for who only looks, and
// for who is signed in it takes one press.
func (b *board) answers(e *ics.VEvent, mine, others string) {
	b.t.Helper()
	about := value(e, ics.ComponentPropertyDescription)
	link := regexp.MustCompile(`Regrets: (http://\S+/form\?\S+)`).FindStringSubmatch(about)
	if link == nil || !strings.Contains(about, "does not reach magbot") {
		b.t.Fatalf("the entry says %q", about)
	}
	if _, _, err := visitor(b.t).get(link[1]); err == nil || !strings.Contains(err.Error(), "401") {
		b.t.Errorf("a stranger opens it: %v", err)
	}
	page, _ := must(b.t, "<form")(b.grace.get(link[1]))
	if value(b.only(mine, "CONFIRMED"), ics.ComponentPropertyTransp) != "OPAQUE" {
		b.t.Error("looking at it sent regrets")
	}
	form, ok := parse(b.t, page).root.first("form", "ask")
	if !ok {
		b.t.Fatalf("no form in %s", page)
	}
	action, err := url.Parse(form.attr("action"))
	if err != nil {
		b.t.Fatal(err)
	}
	at, err := url.Parse(b.p.address)
	if err != nil {
		b.t.Fatal(err)
	}
	must(b.t, "")(b.grace.post(at.ResolveReference(action).String(), form.hidden()))
	after := b.only(mine, "CONFIRMED")
	if value(after, ics.ComponentPropertyTransp) != "TRANSPARENT" || !strings.Contains(value(after, ics.ComponentPropertyDescription), "You have sent regrets.") {
		b.t.Errorf("the answer did not come back: %+v", after)
	}
	if other := b.only(others, "CONFIRMED"); strings.Contains(value(other, ics.ComponentPropertyDescription), "regrets.") || value(other, ics.ComponentPropertyTransp) != "OPAQUE" {
		b.t.Error("what Grace answered stands in Bela's calendar")
	}
}

func TestAFeedIsAskedForAsProgramsDo(t *testing.T) {
	b := newBoard(t)
	b.sec.says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
	address, _ := b.follow(b.sec, "/mag me calendar")
	got := b.ask(http.MethodGet, address)
	tag := got.header.Get("ETag")
	if got.code != http.StatusOK || tag == "" || got.header.Get("Cache-Control") != "private, no-cache" || got.header.Get("Set-Cookie") != "" {
		t.Errorf("%d %v", got.code, got.header)
	}
	if head := b.ask(http.MethodHead, address); head.code != http.StatusOK || head.body != "" || head.header.Get("ETag") != tag || head.header.Get("Content-Type") != got.header.Get("Content-Type") {
		t.Errorf("HEAD: %+v", head)
	}
	if again := b.ask(http.MethodGet, address, "If-None-Match", tag); again.code != http.StatusNotModified || again.body != "" || again.header.Get("ETag") != tag {
		t.Errorf("what it has already: %+v", again)
	}
	if post := b.ask(http.MethodPost, address); post.code != http.StatusMethodNotAllowed || post.header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %+v", post)
	}
	b.sec.says(t, `/mag meeting paper https://example.org/p`, "")
	if changed := b.ask(http.MethodGet, address, "If-None-Match", tag); changed.code != http.StatusOK || changed.header.Get("ETag") == tag || !strings.Contains(changed.body, "https://example.org/p") {
		t.Errorf("after a change: %+v", changed)
	}
	b.restart("--public-url", b.p.address)
	before := b.ask(http.MethodGet, address)
	b.restart("--public-url", b.p.address)
	if after := b.ask(http.MethodGet, address, "If-None-Match", before.header.Get("ETag")); after.code != http.StatusNotModified {
		t.Errorf("after a restart the same is sent anew: %+v", after)
	}
}

// Whatever was once an address, or never, is answered alike, and no address is
// ever written down.
func TestAnAddressThatIsNoneTellsNothing(t *testing.T) {
	b := newBoard(t)
	b.sec.says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
	revoked, _ := b.follow(b.sec, "/mag me calendar")
	renewed, secret := b.follow(b.sec, "/mag me calendar renew")
	gone, _ := b.follow(b.grace, "/mag me calendar")
	over, _ := b.follow(b.bela, "/mag me calendar")
	guessed := b.p.address + "/calendar/" + strings.Repeat("a", 32) + ".ics"
	for _, address := range []string{renewed, gone, over} {
		if a := b.ask(http.MethodGet, address); a.code != http.StatusOK {
			t.Fatalf("%d %s", a.code, a.body)
		}
	}
	b.sec.says(t, "/mag roster end-role Bela Nagy role: member", "")
	b.grace.goes(t)
	want := b.ask(http.MethodGet, guessed)
	want.header.Del("Date")
	for rule, address := range map[string]string{
		"one that was renewed": revoked, "of somebody erased": gone, "of somebody whose time is over": over,
		"too short": b.p.address + "/calendar/abc.ics", "in capitals": strings.Replace(renewed, secret, strings.ToUpper(secret), 1),
	} {
		got := b.ask(http.MethodGet, address)
		got.header.Del("Date")
		if got.code != http.StatusNotFound || got.body != want.body || !maps.EqualFunc(got.header, want.header, slices.Equal[[]string]) {
			t.Errorf("%s: %+v\na guess: %+v", rule, got, want)
		}
	}
	b.bela.says(t, "/mag me calendar", "your term is over")
	if a := b.ask(http.MethodGet, renewed); a.code != http.StatusOK {
		t.Errorf("and the one that holds: %d", a.code)
	}
	metrics := b.p.metrics(t)
	b.sec.says(t, "/mag me calendar revoke", "does not work any more")
	if a := b.ask(http.MethodGet, renewed); a.code != http.StatusNotFound {
		t.Errorf("revoked, it is answered %d", a.code)
	}
	said := b.p.errors.String()
	if err := b.p.stop(); err != nil {
		t.Fatal(err)
	}
	record := ""
	for _, all := range streams(t, filepath.Join(b.data, "record.db")) {
		for _, r := range all {
			record += string(r.Body)
		}
	}
	for name, text := range map[string]string{"the log": said, "the metrics": metrics, "the record": record} {
		for _, address := range []string{revoked, renewed, gone, over} {
			if token := feedLink.FindStringSubmatch(address)[1]; strings.Contains(text, token) {
				t.Errorf("%s holds %s", name, token)
			}
		}
	}
	if !strings.Contains(record, "calendar.feed-made.v1") {
		t.Error("nothing of it is in the record")
	}
}

// Without a public address there are files and no feeds, also of those who had
// one; and with --feeds the room and the feeds are answered apart.
func TestWhereFeedsAreAnswered(t *testing.T) {
	b := newBoard(t)
	b.sec.says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
	address, token := b.follow(b.sec, "/mag me calendar")
	b.restart()
	page := b.hears(b.sec, "/mag me calendar", "magbot serve --public-url")
	if feedLink.MatchString(page) || !strings.Contains(page, "data:text/calendar;charset=utf-8;base64,") || !strings.Contains(page, `download="meetings.ics"`) {
		t.Errorf("no file is offered, or an address is: %s", page)
	}
	if _, err := b.sec.say("renew", "/mag me calendar renew"); err != nil {
		t.Error(err)
	}
	if a := b.ask(http.MethodGet, address); a.code != http.StatusNotFound || strings.Contains(a.body, "VCALENDAR") {
		t.Errorf("without --public-url: %d", a.code)
	}
	b.restart("--public-url", b.p.address, "--feeds", "127.0.0.1:0")
	apart := b.p.errors.hears(regexp.MustCompile(`answers calendar feeds at (http://[0-9.:]+/calendar/)`))
	if apart == nil {
		t.Fatalf("it does not say where: %s", b.p.errors)
	}
	if a := b.ask(http.MethodGet, apart[1]+token+".ics"); a.code != http.StatusOK || !strings.Contains(a.body, "BEGIN:VEVENT") {
		t.Errorf("at the address of its own: %+v", a)
	}
	if a := b.ask(http.MethodGet, address); a.code != http.StatusNotFound {
		t.Errorf("in the room too: %d", a.code)
	}
	root := strings.TrimSuffix(apart[1], "calendar/")
	if a := b.ask(http.MethodGet, root); a.code != http.StatusNotFound || strings.Contains(a.body, "<html") {
		t.Errorf("pages at the address of feeds: %+v", a)
	}
}
