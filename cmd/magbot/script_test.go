package main_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts run the real program as somebody would type it. Beside what
// testscript knows they have:
//
//	serve NAME DATA [FLAG…]
//	                   start magbot on a data folder; $NAME is its address, and
//	                   $NAME_host that without http://
//	heard NAME REGEXP  what it wrote on standard error has this
//	told NAME          $NAME_told is where it tells how it is (--ops)
//	say NAME PERSON LINE
//	                   take a seat in a rehearsal and type a line there
//	kill9 NAME         end it as kill -9 does
//	interrupt NAME     end it as Ctrl-C does
//	get URL CODE FILE  keep the page at an address, which answers with that code
//	change FILE TEXT   turn every TEXT in a file into one that differs by a bit
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Setup: func(e *testscript.Env) error {
			e.Values[servingKey{}] = serving{}
			repo, err := filepath.Abs("../..")
			e.Setenv("REPO", repo)
			e.Setenv("GORACE", os.Getenv("GORACE"))
			return err
		},
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": scriptServe, "kill9": scriptEnd((*process).kill), "interrupt": scriptEnd((*process).stop), "change": scriptChange,
			"get": scriptGet, "heard": scriptHeard, "say": scriptSay, "told": scriptTold,
		},
	})
}

// serving is the magbots that a script has started, by name.
type serving map[string]*process

type servingKey struct{}

func scriptServe(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		s.Fatalf("usage: serve NAME DATA [FLAG...]")
	}
	listen := "127.0.0.1:0"
	if before, ok := strings.CutPrefix(s.Getenv(args[0]), "http://"); ok {
		listen = before // where it was before
	}
	p, err := serve(context.Background(), s.MkAbs(args[1]), listen, args[2:]...)
	s.Check(err)
	s.Defer(func() {
		if p.cmd.ProcessState == nil {
			s.Check(p.kill())
		}
	})
	running, ok := s.Value(servingKey{}).(serving)
	if !ok {
		s.Fatalf("the script was set up without a place for what it starts")
	}
	running[args[0]] = p
	s.Setenv(args[0], p.address)
	s.Setenv(args[0]+"_host", p.host())
}

func scriptEnd(end func(*process) error) func(*testscript.TestScript, bool, []string) {
	return func(s *testscript.TestScript, neg bool, args []string) {
		running, _ := s.Value(servingKey{}).(serving)
		if neg || len(args) != 1 || running[args[0]] == nil {
			s.Fatalf("usage: kill9 NAME or interrupt NAME, of one that was started")
		}
		s.Check(end(running[args[0]]))
	}
}

// find gives a magbot that the script has started.
func find(s *testscript.TestScript, name string) *process {
	running, _ := s.Value(servingKey{}).(serving)
	if running[name] == nil {
		s.Fatalf("no magbot of the name %s was started", name)
	}
	return running[name]
}

func scriptHeard(s *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		s.Fatalf("usage: heard NAME REGEXP")
	}
	said := find(s, args[0]).errors.String()
	if regexp.MustCompile(args[1]).MatchString(said) == neg {
		s.Fatalf("%s wrote:\n%s", args[0], said)
	}
}

func scriptTold(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		s.Fatalf("usage: told NAME")
	}
	at, err := find(s, args[0]).toldAt()
	s.Check(err)
	s.Setenv(args[0]+"_told", at)
}

func scriptSay(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		s.Fatalf("usage: say NAME PERSON LINE")
	}
	c, err := take(find(s, args[0]).address, args[1])
	s.Check(err)
	body, err := c.say(rand.Text(), args[2])
	s.Check(err)
	s.Check(os.WriteFile(s.MkAbs("said.html"), []byte(body), 0o600))
}

func scriptGet(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		s.Fatalf("usage: get URL CODE FILE")
	}
	client := &http.Client{Timeout: patience}
	answer, err := client.Get(args[0])
	s.Check(err)
	body, err := io.ReadAll(answer.Body)
	s.Check(errors.Join(err, answer.Body.Close()))
	if code := strconv.Itoa(answer.StatusCode); code != args[1] {
		s.Fatalf("%s answers %s, not %s:\n%s", args[0], code, args[1], body)
	}
	s.Check(os.WriteFile(s.MkAbs(args[2]), body, 0o600))
}

func scriptChange(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 || args[1] == "" {
		s.Fatalf("usage: change FILE TEXT")
	}
	path := s.MkAbs(args[0])
	raw, err := os.ReadFile(path)
	s.Check(err)
	if !bytes.Contains(raw, []byte(args[1])) {
		s.Fatalf("%s does not hold %q", args[0], args[1])
	}
	other := []byte(args[1])
	other[len(other)-1] ^= 1
	s.Check(os.WriteFile(path, bytes.ReplaceAll(raw, []byte(args[1]), other), 0o600))
}

// docs/commands.md is what the program prints; scripts/generate writes it anew.
func TestTheReferenceOfCommandsIsUpToDate(t *testing.T) {
	want, err := os.ReadFile("../../docs/commands.md")
	if err != nil {
		t.Fatalf("%v (make generate writes it)", err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Args = []string{"magbot", "commands"}
	got, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/commands.md is stale: make generate writes it anew")
	}
}
