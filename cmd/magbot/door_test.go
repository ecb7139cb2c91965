package main_test

import (
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// found makes a community of one's own and gives the code that claims it.
func found(t *testing.T, data, name string) string {
	t.Helper()
	said, err := operating(t, "init", name, "--data", data)
	code := claimCode.FindString(said)
	if err != nil || code == "" {
		t.Fatalf("magbot init: %v: %s", err, said)
	}
	return code
}

// operating runs a command of the operator and gives what it printed.
func operating(t *testing.T, args ...string) (string, error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Args = append([]string{"magbot"}, args...)
	said, err := cmd.CombinedOutput()
	return string(said), err
}

// Whoever has lost every way in gets a link from the operator of the machine.
func TestTheOperatorLetsALockedOutSecretariatBackIn(t *testing.T) {
	data := t.TempDir()
	code := found(t, data, "Example Board")
	p := running(t, data, "127.0.0.1:0")
	_, _, err := visitor(t).post(p.address+"/claim", url.Values{"code": {code}, "name": {"Luc Moreau"}})
	if err != nil {
		t.Fatal(err)
	}
	if said, err := operating(t, "signin", "Luc Moreau", "--data", data); err == nil || !strings.Contains(said, "process") {
		t.Errorf("beside a magbot that runs: %v: %s", err, said)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if said, err := operating(t, "signin", "Luca", "--data", data); err == nil || !strings.Contains(said, "Luca") {
		t.Errorf("nobody of that name: %v: %s", err, said)
	}
	said, err := operating(t, "signin", "Luc Moreau", "--data", data)
	link := signInLink.FindStringSubmatch(said)
	if err != nil || link == nil {
		t.Fatalf("%v: %s", err, said)
	}
	p = running(t, data, p.host())
	luc := visitor(t)
	_, luc.page = must(t, "Luc Moreau")(luc.post(p.address+"/in", url.Values{"token": {link[1]}}))
	says(t, luc, "/mag me show", "Secretariat")
}

// visitor is somebody who has not come in.
func visitor(t *testing.T) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &client{http: &http.Client{Jar: jar, Timeout: patience}}
}

// must gives what a page or an answer holds, and looks for words in it.
func must(t *testing.T, want string) func(body, at string, err error) (string, string) {
	t.Helper()
	return func(body, at string, err error) (string, string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(body, want) {
			t.Fatalf("%q is missing in %s", want, body)
		}
		return body, at
	}
}

// refuses makes sure that something is answered with a mistake.
func refuses(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s was let through", what)
	}
}

// A community of one's own: nobody comes in without the code or a personal
// link, looking at a link does not use it up, and it serves once.
func TestARealCommunityLetsPeopleInByLinkAlone(t *testing.T) {
	data := t.TempDir()
	code := found(t, data, "Example Board")
	p := running(t, data, "127.0.0.1:0")
	stranger, sec := visitor(t), visitor(t)
	door, _ := must(t, "Claim this community")(stranger.get(p.address + "/"))
	if strings.Contains(door, "Rehearsal") || strings.Contains(door, `name="person"`) {
		t.Error("a real community offers seats to anybody")
	}
	_, _, err := stranger.post(p.address+"/claim", url.Values{"code": {"2222-2222-2222"}, "name": {"Nobody"}})
	refuses(t, "a wrong code", err)
	_, _, err = stranger.post(p.address+"/seat", url.Values{"person": {"anybody"}})
	refuses(t, "taking a seat", err)
	_, sec.page = must(t, "Luc Moreau")(sec.post(p.address+"/claim", url.Values{"code": {code}, "name": {"Luc Moreau"}}))
	_, _, err = stranger.post(p.address+"/claim", url.Values{"code": {code}, "name": {"Nobody"}})
	refuses(t, "the same code again", err)

	says(t, sec, `/mag roster add "Grace Okafor" group: Government role: member`, "Grace Okafor")
	body := says(t, sec, "/mag person signin Grace Okafor", "serves once")
	link := regexp.MustCompile(`/(?:in|sign-in)/[a-z2-7]{20,}`).FindString(body)
	if link == "" {
		t.Fatalf("no link in %s", body)
	}
	for range 2 { // a scanner of mails looks first
		must(t, "<form")(stranger.get(p.address + link))
	}
	token := link[strings.LastIndex(link, "/")+1:]
	grace := visitor(t)
	_, grace.page = must(t, "Grace Okafor")(grace.post(p.address+"/in", url.Values{"token": {token}}))
	_, _, err = stranger.post(p.address+"/in", url.Values{"token": {token}})
	refuses(t, "the same link again", err)
	says(t, grace, "/mag settings set zone Africa/Lagos", "Only the Secretariat")
	says(t, grace, "/mag me show", "Government")

	if err := p.kill(); err != nil {
		t.Fatal(err)
	}
	running(t, data, p.host())
	must(t, "Grace Okafor")(grace.get(grace.page))
	_, _, err = stranger.get(grace.page)
	refuses(t, "a stranger in the room", err)
}

func says(t *testing.T, c *client, line, want string) string {
	t.Helper()
	body, err := c.say(line, line)
	body, _ = must(t, want)(body, "", err)
	return body
}

// Another page in the same browser may not post for who sits in the room, nor
// reach it under another name.
func TestOtherPagesCannotReachTheRoom(t *testing.T) {
	p := running(t, t.TempDir(), "127.0.0.1:0")
	c, err := take(p.address, wanjiru)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*http.Request){
		"another origin":       func(r *http.Request) { r.Header.Set("Origin", "https://elsewhere.example") },
		"fetched from outside": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"another host":         func(r *http.Request) { r.Host = "elsewhere.example" },
	} {
		t.Run(name, func(t *testing.T) {
			body := strings.NewReader(url.Values{"key": {name}, "text": {"/mag meeting schedule Raid when: +1h"}}.Encode())
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.page+"/say", body)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			change(r)
			answer, err := c.http.Do(r)
			if text, _, err := read(answer, err); err == nil {
				t.Errorf("it was taken: %s", text)
			}
		})
	}
	if body, err := c.say("look", "/mag meeting list"); err != nil || strings.Contains(body, "Raid") {
		t.Errorf("%v: %s", err, body)
	}
}

func TestTheExportOfOnesOwnDataHoldsWhatOneSaidInTheRoom(t *testing.T) {
	p := running(t, t.TempDir(), "127.0.0.1:0")
	mine, err := take(p.address, temilade)
	if err != nil {
		t.Fatal(err)
	}
	other, err := take(p.address, desmond)
	if err != nil {
		t.Fatal(err)
	}
	for c, line := range map[*client]string{mine: "the captions lag behind", other: "a line of somebody else"} {
		if _, err := c.say("talk", line); err != nil {
			t.Fatal(err)
		}
	}
	body, err := mine.say("export", "/mag me export")
	if err != nil {
		t.Fatal(err)
	}
	_, export, _ := strings.Cut(body, "This is what is held about you")
	if !strings.Contains(export, "room") || strings.Count(export, "the captions lag behind") != 1 || strings.Contains(export, "a line of somebody else") {
		t.Errorf("the export: %s", export)
	}
}

// Who tells magbot where they live reads hours there, in the room too.
func TestTheRoomKnowsWhereItsReaderLives(t *testing.T) {
	p := running(t, t.TempDir(), "127.0.0.1:0")
	chair, err := take(p.address, wanjiru)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chair.say("zone", "/mag me zone Asia/Kathmandu"); err != nil {
		t.Fatal(err)
	}
	body, _ := must(t, `data-zone="Asia/Kathmandu"`)(chair.get(chair.page))
	if !regexp.MustCompile(`title="[^"]*\d\d:\d\d UTC\+0545 \(Asia/Kathmandu\) · [^"]*UTC"`).MatchString(html.UnescapeString(body)) {
		t.Errorf("the hours are not those of Kathmandu: %s", body)
	}
}
