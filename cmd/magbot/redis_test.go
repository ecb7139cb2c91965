package main_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/store/redis/redistest"
)

// secret is a password that may stand nowhere.
const secret = "q7Zk-never-shown"

// withEnv runs the program with variables and gives what it printed.
func withEnv(t *testing.T, env []string, args ...string) (said string, err error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, self)
	cmd.Args, cmd.Env = append([]string{"magbot"}, args...), append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// withSecret writes a URL that holds the password itself.
func withSecret(url, password string) string {
	return strings.Replace(url, "redis://", "redis://:"+password+"@", 1)
}

// What is wrong with a Redis is said before anything is served, with how to mend
// it, and without a password.
func TestARedisThatCannotBeUsedIsToldAtTheStart(t *testing.T) {
	t.Parallel()
	guarded := redistest.Start(t, "requirepass "+secret)
	loose := redistest.StartBare(t, "maxmemory-policy allkeys-lru", "appendfsync no")
	wrong := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(wrong, []byte("not-"+secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env  string
		args []string
		want []string
	}{
		"a wrong password in the environment": {env: withSecret(guarded.URL("forum", ""), secret+"-old"), want: []string{"lets nobody in", "MAGBOT_STORE or the password-file"}},
		"a wrong password in a file":          {args: []string{"--store", guarded.URL("forum", "&password-file="+wrong)}, want: []string{"lets nobody in"}},
		"no password":                         {args: []string{"--store", guarded.URL("forum", "")}, want: []string{"lets nobody in"}},
		"a password on the command line":      {args: []string{"--store", withSecret(guarded.URL("forum", ""), secret)}, want: []string{"on the command line", "password-file=FILE", "MAGBOT_STORE"}},
		"the same as one argument":            {args: []string{"--store=" + withSecret(guarded.URL("forum", ""), secret)}, want: []string{"on the command line"}},
		"a word that is no URL":               {args: []string{"--store", "record.db"}, want: []string{"is the URL of a Redis", "leave it out"}},
		"a URL that is wrong":                 {env: withSecret(guarded.URL("Forum", ""), secret), want: []string{"small letters"}},
		"a password-file that is not there":   {args: []string{"--store", guarded.URL("forum", "&password-file=/nowhere/at/all")}, want: []string{"/nowhere/at/all"}},
		"settings that lose data": {
			args: []string{"--store", loose.URL("forum", "")},
			want: []string{"appendonly yes", "appendfsync always", "maxmemory-policy noeviction", "Change redis.conf and restart Redis"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := filepath.Join(t.TempDir(), "data")
			args := append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, c.args...)
			said, err := withEnv(t, []string{"MAGBOT_STORE=" + c.env}, args...)
			if err == nil {
				t.Fatal("it serves")
			}
			for _, words := range c.want {
				if !strings.Contains(said, words) {
					t.Errorf("%q is not in: %s", words, said)
				}
			}
			if strings.Contains(said, secret) {
				t.Errorf("the password is in: %s", said)
			}
			if _, err := os.Stat(filepath.Join(data, "master.key")); err == nil {
				t.Error("a master key was made for a record that is not there")
			}
		})
	}
	if said, err := withEnv(t, []string{"MAGBOT_STORE=" + withSecret(guarded.URL("forum", ""), secret)}, "serve", "--help"); err != nil || strings.Contains(said, secret) {
		t.Errorf("%v: the help says %s", err, said)
	}
}

// conf reads the redis.conf that docs/redis.md recommends, for a server without
// replicas.
func conf(t *testing.T) (lines []string) {
	t.Helper()
	raw, err := os.ReadFile("../../docs/redis.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(raw), "```\n")
	text, _, _ = strings.Cut(text, "```\n")
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		if !strings.HasPrefix(line, "min-replicas-to-write") {
			lines = append(lines, strings.ReplaceAll(strings.TrimSpace(line), "PASSWORD", secret))
		}
	}
	return lines
}

// With the settings that docs/redis.md recommends, the password in a file and
// the URL in the environment, magbot is let in and warns of nothing; nothing that
// it writes holds the password.
func TestAPasswordIsInNoLog(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := share(t, conf(t)...)
	s.url = strings.Replace(s.url, "redis://", "redis://magbot@", 1) + "&password-file=" + file
	p := s.serve("--log-level", "debug")
	seated(t, p, wanjiru).says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	whole := strings.Replace(s.server.URL("forum", ""), "redis://", "redis://magbot:"+secret+"@", 1)
	for _, args := range [][]string{{"verify"}, {"verify", "MAGBOT_STORE"}, {"export"}, {"migrate", "MAGBOT_STORE", t.TempDir(), "--master-key-file", s.master}} {
		said, err := withEnv(t, []string{"MAGBOT_STORE=" + whole}, args...)
		if err != nil || strings.Contains(said, secret) {
			t.Errorf("%v: %v: %s", args, err, said)
		}
	}
	if said := p.errors.String(); strings.Contains(said, secret) || strings.Contains(said, "warns") {
		t.Errorf("the log says: %s", said)
	}
}

// Commands that know the file alone say so, and what to do instead.
func TestCommandsForAFileSayWhatToDoWithARedis(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, args := range [][]string{
		{"restore", filepath.Join(folder, "copy")},
		{"import", filepath.Join(folder, "copy")},
		{"resume"},
	} {
		said, err := magbot(t, append(args, "--store", "redis://127.0.0.1:1", "--data", filepath.Join(folder, "data"))...)
		if err == nil || !strings.Contains(said, "the record is in Redis, as --store or MAGBOT_STORE says: ") {
			t.Errorf("%v: %v: %s", args, err, said)
		}
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Error(fmt.Sprint("something was made: ", left), err)
	}
}

// A backup of a Redis is taken while magbot goes on with it, and is restored into
// a folder like any other. Who was erased does not come back.
func TestARedisIsBackedUpWhileItIsServed(t *testing.T) {
	t.Parallel()
	s := share(t)
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	p := s.serve()
	seated(t, p, wanjiru).says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
	member := seated(t, p, temilade)
	member.says(t, "/mag agenda add Evaluation criteria", "Your input is number 1")
	seated(t, p, desmond).says(t, "/mag agenda add Captions in every room", "Your input is number 2")
	member.goes(t)
	at := []string{"--store", s.url, "--data", in("nothing"), "--master-key-file", s.master}
	said := runs(t, append([]string{"backup", in("record"), "--keys", in("keys"), "--erasures", in("erased")}, at...)...)
	if !strings.Contains(said, "and whole") || !strings.Contains(said, " keys are in ") {
		t.Errorf("it says: %s", said)
	}
	seated(t, p, desmond).says(t, "/mag agenda add Open data", "Your input is number 3")
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	if err := os.Mkdir(in("data"), 0o700); err != nil {
		t.Fatal(err)
	}
	copied(t, filepath.Dir(s.master), in("data"), "master.key")
	runs(t, "restore", in("record"), "--data", in("data"), "--keys", in("keys"), "--erasures", in("erased"))
	if d := cmp.Diff([]string{"(gone)", "Captions in every room"}, titles(t, in("data"))); d != "" {
		t.Errorf("its inputs (-want +got):\n%s", d)
	}
	left, err := filepath.Glob(in("magbot-backup-*"))
	if err != nil || len(left) > 0 {
		t.Error("left behind:", left, err)
	}
	fails(t, "is there already", append([]string{"backup", in("record")}, at...)...)
	fails(t, "a master key that is not here", "backup", "--keys", in("more"), "--store", s.url, "--data", in("nothing"))
}
