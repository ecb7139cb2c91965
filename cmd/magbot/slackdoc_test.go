package main_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/adapters/slack/slacktest"
)

var (
	docStep  = regexp.MustCompile(`(?m)^(\d+)\. `)
	docBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	docLine  = regexp.MustCompile("`(/(?:mag|invite) [^`]+)`")
)

// docs/slack.md is walked as a newcomer walks it: what stands in its shell blocks is
// run as it stands there, what is to be written in Slack is written there, and at the
// end the doctor finds nothing amiss.
func TestTheWayIntoSlackLeadsThere(t *testing.T) {
	raw, err := os.ReadFile("../../docs/slack.md")
	if err != nil {
		t.Fatal(err)
	}
	way, _, ok := strings.Cut(string(raw), "## Link the others")
	steps := docStep.FindAllStringSubmatch(way, -1)
	if !ok || len(steps) != 11 || steps[10][1] != "11" || !strings.Contains(way, "Eleven steps") {
		t.Fatalf("there are %d steps", len(steps))
	}
	blocks := docBlock.FindAllStringSubmatch(way, -1)
	if len(blocks) != 2 {
		t.Fatalf("there are %d blocks to run", len(blocks))
	}
	w := slacktest.NewWorkspace()
	server := httptest.NewServer(w)
	defer server.Close()
	w.Base = server.URL
	w.AddUser("UANA", "Ana", "ana@example.org")
	w.AddChannel("CGEN", "general", false)
	listen := freeAddress(t)
	to, err := url.Parse("http://" + listen)
	if err != nil {
		t.Fatal(err)
	}
	w.Bot = httputil.NewSingleHostReverseProxy(to)
	n := &newcomer{t: t, folder: t.TempDir(), path: toolbox(t) + ":" + os.Getenv("PATH"), api: server.URL + "/api/"}

	code := claimCode.FindString(n.runs(`magbot init "Name of the community"`, ""))
	n.grants(w, way)
	tokens := strings.Split(blocks[0][1], "\n")
	n.runs(tokens[0]+"\n"+tokens[1], w.Token+"\n")
	n.runs(tokens[0]+"\n"+tokens[2], w.AppToken+"\n")
	serve := n.begins(blocks[1][1], "MAGBOT_SLACK_LISTEN="+listen, "MAGBOT_SLACK_SIGNING_SECRET="+w.Secret) // the workspace here has no socket
	s := &slackTown{Workspace: w, t: t}
	s.await("requests are taken", func() bool { return w.Event(map[string]any{"type": "x"}).Status == http.StatusOK })
	n.writes(s, way, code)
	exports := strings.Join(slices.DeleteFunc(strings.Split(blocks[1][1], "\n"), func(l string) bool { return !strings.HasPrefix(strings.TrimSpace(l), "export") }), "\n")
	n.isWell(exports)
	if err := serve.Process.Signal(os.Interrupt); err != nil {
		t.Error(err)
	}
	if err := serve.Wait(); err != nil {
		t.Errorf("magbot ended with %v", err)
	}
}

// newcomer is somebody who never wrote a bot, at a terminal.
type newcomer struct {
	t                 *testing.T
	folder, path, api string
}

func (n *newcomer) shell(script string, env ...string) *exec.Cmd {
	cmd := exec.CommandContext(n.t.Context(), "sh", "-e", "-c", script)
	cmd.Dir = n.folder
	cmd.Env = append([]string{raced(), "PATH=" + n.path, "MAGBOT_SLACK_API=" + n.api, "MAGBOT_LISTEN=127.0.0.1:0"}, env...)
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// runs runs a script with something on its standard input, and gives what it prints.
func (n *newcomer) runs(script, input string) string {
	n.t.Helper()
	cmd := n.shell(script)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if err != nil {
		n.t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return string(out)
}

// begins runs a script that goes on.
func (n *newcomer) begins(script string, env ...string) *exec.Cmd {
	n.t.Helper()
	cmd := n.shell(strings.ReplaceAll(script, "magbot serve", "exec magbot serve"), env...)
	said := &buffer{}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() {
		if n.t.Failed() {
			n.t.Logf("magbot serve said: %s", said)
		}
	})
	return cmd
}

// grants makes the app of the manifest that step 1 writes: its token may do what stands
// there, and no more.
func (n *newcomer) grants(w *slacktest.Workspace, way string) {
	n.t.Helper()
	const first = "magbot manifest slack > manifest.json"
	if !strings.Contains(way, "`"+first+"`") {
		n.t.Error("the manifest is written in another way")
	}
	n.runs(first, "")
	raw, err := os.ReadFile(filepath.Join(n.folder, "manifest.json"))
	if err != nil {
		n.t.Fatal(err)
	}
	var app struct {
		Settings struct {
			Socket bool `json:"socket_mode_enabled"`
		} `json:"settings"`
		OAuth struct {
			Scopes struct {
				Bot []string `json:"bot"`
			} `json:"scopes"`
		} `json:"oauth_config"`
		Features struct {
			Bot struct {
				Name string `json:"display_name"`
			} `json:"bot_user"`
		} `json:"features"`
	}
	if err := json.Unmarshal(raw, &app); err != nil || !app.Settings.Socket || app.Features.Bot.Name != "magbot" {
		n.t.Fatalf("the manifest is no such app: %v\n%s", err, raw)
	}
	w.Grant(app.OAuth.Scopes.Bot)
}

// writes writes in Slack what the steps say, one after the other.
func (n *newcomer) writes(s *slackTown, way, code string) {
	n.t.Helper()
	_, there, _ := strings.Cut(way, "## In Slack")
	var lines []string
	for _, m := range docLine.FindAllStringSubmatch(there, -1) {
		lines = append(lines, m[1])
	}
	want := []string{"/mag community claim CODE YOUR NAME", "/invite @magbot", "/mag channel link public"}
	if len(lines) <= len(want) || !slices.Equal(lines[:3], want) {
		n.t.Fatalf("to be written in Slack: %q", lines)
	}
	s.asks("UANA", "community claim "+code+" Ana Alvarez", "Ana Alvarez")
	s.Invite("CGEN")
	s.asks("UANA", "channel link public", "linked")
	s.sees("", "belongs to")
	for _, line := range lines[3:] {
		s.asks("UANA", strings.TrimPrefix(line, "/mag "), "")
	}
}

// isWell asks the doctor.
func (n *newcomer) isWell(exports string) {
	n.t.Helper()
	cmd := n.shell(exports + "\nmagbot doctor --json")
	d := diagnosed(n.t, cmd)
	for _, check := range []string{"slack-token", "slack-scopes", "slack-app-token"} {
		if grade, _ := d.of(check); grade != "ok" {
			n.t.Errorf("%s is %q:\n%s", check, grade, d.text())
		}
	}
	if grade, _ := d.of("slack-channels"); grade == "broken" {
		n.t.Errorf("slack-channels is %q:\n%s", grade, d.text())
	}
}
