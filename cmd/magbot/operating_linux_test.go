package main_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const operatingPage = "../../docs/operating.md"

// blocks gives the commands of docs/operating.md that are for one occasion, in
// order; those of the ordinary day have no name.
func blocks(t *testing.T, occasion string) (commands []string) {
	t.Helper()
	for _, m := range regexp.MustCompile("(?s)\n```sh ?([a-z]*)\n(.*?)\n```\n").FindAllStringSubmatch(readFile(t, operatingPage), -1) {
		if m[1] == occasion {
			commands = append(commands, m[2]+"\n")
		}
	}
	if len(commands) == 0 {
		t.Fatalf("there are no commands for %q", occasion)
	}
	return commands
}

// machine is a folder that stands for a machine: what the page has below /etc,
// /usr, /var and /srv is there. The programs of testdata/machine stand for those
// of a system that a test may not touch; each says what it leaves out.
type machine struct {
	root, other string // the machine that things are moved to
	tools       string
	port, ops   string
}

var machinePaths = regexp.MustCompile(`(^|[^A-Za-z0-9_.])(/(?:etc/magbot|etc/systemd|var/lib/magbot|var/backups/magbot|var/tmp/magbot|usr/local/bin|srv/magbot))`)

func newMachine(t *testing.T) *machine {
	t.Helper()
	m := &machine{root: t.TempDir(), tools: toolbox(t), port: freePort(t), ops: freePort(t)}
	for _, folder := range []string{"etc/systemd/system", "usr/local/bin", "var/lib", "var/backups", "var/tmp", "srv", "src/cmd/magbot/deploy"} {
		if err := os.MkdirAll(filepath.Join(m.root, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	shipped, err := os.ReadDir("deploy")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range shipped {
		write(t, filepath.Join(m.root, "src", "cmd", "magbot", "deploy", f.Name()), m.here(deployed(t, f.Name())))
	}
	t.Cleanup(func() { m.switchOff(t) })
	return m
}

// here puts the machine's folder and ports into a text.
func (m *machine) here(text string) string {
	text = machinePaths.ReplaceAllString(text, "${1}"+m.root+"${2}")
	return strings.NewReplacer("8737", m.port, "9737", m.ops).Replace(text)
}

// switchOff ends what the machine has started and not ended.
func (m *machine) switchOff(t *testing.T) {
	t.Helper()
	pids, err := filepath.Glob(filepath.Join(m.root, "*.pid"))
	if err != nil {
		t.Error(err)
	}
	for _, path := range pids {
		pid, err := strconv.Atoi(strings.TrimSpace(readFile(t, path)))
		if err == nil {
			err = syscall.Kill(pid, syscall.SIGKILL)
		}
		if err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Error(err)
		}
	}
}

// does types the commands for an occasion, as one script that stops at the first
// that fails, and gives what was printed.
func (m *machine) does(t *testing.T, occasion string) string {
	t.Helper()
	script := "set -euo pipefail\n"
	if occasion != "install" && occasion != "docker" {
		script += blocks(t, "install")[1] // it defines how commands are given
	}
	script += "set -x\n" + strings.Join(blocks(t, occasion), "\n")
	ctx, cancel := context.WithTimeout(t.Context(), 4*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", m.here(script))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	machine, err := filepath.Abs("testdata/machine")
	if err != nil {
		t.Fatal(err)
	}
	cmd.Dir, cmd.WaitDelay = filepath.Join(m.root, "src"), time.Second
	cmd.Env = []string{
		raced(), "PATH=" + machine + ":" + os.Getenv("PATH"), "REAL_PATH=" + os.Getenv("PATH"), "ROOT=" + m.root, "NEW_ROOT=" + m.other, "PORT=" + m.port, "MAGBOT_TEST=" + self,
	}
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v:\n%s", occasion, err, said)
	}
	return string(said)
}

// proxy is what browsers go through: one that speaks https, and passes the Host
// on, as the page asks for.
func (m *machine) proxy(t *testing.T) *http.Transport {
	t.Helper()
	to := &url.URL{Scheme: "http", Host: "127.0.0.1:" + m.port}
	server := httptest.NewTLSServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host
	}})
	t.Cleanup(server.Close)
	transport, ok := server.Client().Transport.(*http.Transport)
	if !ok {
		t.Fatal("the test server's client is another one")
	}
	transport.TLSClientConfig.ServerName = "example.com" // of its certificate
	transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", server.Listener.Addr().String())
	}
	return transport
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, l)
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// finds looks for what must have been printed, in that order.
func finds(t *testing.T, said string, patterns ...string) {
	t.Helper()
	rest := said
	for _, p := range patterns {
		at := regexp.MustCompile(p).FindStringIndex(rest)
		if at == nil {
			t.Fatalf("%q is missing, or not where it should be, in\n%s", p, said)
		}
		rest = rest[at[1]:]
	}
}

// Whatever docs/operating.md tells an operator to type works as it says, from
// the installation to the move to another machine.
func TestTheOperatorsPageIsTrue(t *testing.T) {
	old, fresh := newMachine(t), newMachine(t)
	old.other = fresh.root
	old.does(t, "install")
	fresh.does(t, "install")
	said := old.does(t, "")
	finds(t, said,
		`/mag community claim`, `(?m)^ready$`, `magbot is running: process`, `Nothing is broken`, // Start
		`(?m)^alive$`, `(?m)^ready$`, `magbot_ready 1`, // Watch
		`The record is in .*, and whole`, `keys are in`, // Back up
		`The record is whole`, `The record is whole`, `The bundle is whole`, `paused`, // Verify
		`paused`, `Nothing is posted: the record was restored`, `Nothing is broken`, // Restore
		`The record is in .*paused`, `magbot is posting`, `keys are in place`, // Restore
		`Nothing is broken`, // Upgrade
	)
	later := []string{"magbot_append_failures_total", "magbot_delivery_failures_total", "magbot_http_requests_total"} // once there is something to count
	for _, name := range regexp.MustCompile("`((?:magbot|go|process)_[a-z_]+)`").FindAllStringSubmatch(readFile(t, operatingPage), -1) {
		if !strings.Contains(said, "# TYPE "+name[1]+" ") && !slices.Contains(later, name[1]) {
			t.Errorf("there is no metric %s", name[1])
		}
	}
	finds(t, fresh.does(t, "new"), `The record is in`, `magbot is posting`, `Nothing is broken`)

	code := claimCode.FindString(fresh.does(t, "unclaimed"))
	sec := visitor(t)
	sec.http.Transport = fresh.proxy(t)
	must(t, "Luc Moreau")(sec.post("https://room.example.org/claim", url.Values{"code": {code}, "name": {"Luc Moreau"}}))
	finds(t, fresh.does(t, "people"), `https://room\.example\.org/`, `somebody is in office`)
}

func TestTheOperatorsPageOnContainersIsTrue(t *testing.T) {
	m := newMachine(t)
	m.does(t, "install") // for the program
	finds(t, m.does(t, "docker"), `/mag community claim`, `(?m)^ready$`, `Nothing is broken`, `The record is in`, `keys are in`, `magbot is ready`)
}

// What stands between the commands names commands and flags that there are.
func TestTheOperatorsPageNamesWhatThereIs(t *testing.T) {
	n := 0
	for _, m := range regexp.MustCompile("`magbot ([a-z]+)([^`]*)`").FindAllStringSubmatch(readFile(t, operatingPage), -1) {
		n++
		help := runs(t, m[1], "--help")
		for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(m[2], -1) {
			if !strings.Contains(help, flag) {
				t.Errorf("magbot %s has no %s", m[1], flag)
			}
		}
	}
	if n < 5 {
		t.Errorf("it names %d commands", n)
	}
}
