package main_test

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// deployed reads a file of the folder deploy.
func deployed(t *testing.T, name string) string {
	t.Helper()
	return readFile(t, filepath.Join("deploy", name))
}

// settings are the NAME=value lines of magbot.env.
func settings(t *testing.T) (lines []string) {
	t.Helper()
	for line := range strings.Lines(deployed(t, "magbot.env")) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

// directive gives the values of a directive of a unit, in order.
func directive(t *testing.T, unit, name string) (values []string) {
	t.Helper()
	for line := range strings.Lines(deployed(t, unit)) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), name+"="); ok {
			values = append(values, value)
		}
	}
	return values
}

// What the units, the settings and the image name is there: subcommands, flags
// and variables.
func TestWhatIsNamedInDeployExists(t *testing.T) {
	help := runs(t, "serve", "--help") + runs(t, "backup", "--help")
	known := func(name string) bool {
		return strings.Contains(help, "$"+name+")") || strings.Contains(help, "$"+name+",")
	}
	script := deployed(t, "magbot-backup")
	var program strings.Builder
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range sources {
		if !strings.HasSuffix(file, "_test.go") {
			program.WriteString(readFile(t, file))
		}
	}
	// A secret is no flag: it is read from the environment, or from the file that
	// the variable with _FILE behind it names.
	secret := func(name string) bool {
		return strings.Contains(program.String(), `"`+strings.TrimSuffix(name, "_FILE")+`"`)
	}
	for _, file := range []string{"magbot.service", "magbot-backup.service", "magbot.env", "Dockerfile"} {
		for _, name := range regexp.MustCompile(`\bMAGBOT_[A-Z_]+`).FindAllString(deployed(t, file), -1) {
			if !known(name) && !secret(name) && !strings.Contains(script, "${"+name) {
				t.Errorf("%s names %s, which nothing reads", file, name)
			}
		}
	}
	commands := [][]string{strings.Fields(directive(t, "magbot.service", "ExecStart")[0])}
	for line := range strings.SplitSeq(script, "\n") {
		if rest, ok := strings.CutPrefix(line, `"$magbot" `); ok {
			commands = append(commands, append([]string{"magbot"}, strings.Fields(rest)...))
		}
	}
	commands = append(commands, inImage(t, "HEALTHCHECK"), append(inImage(t, "ENTRYPOINT"), inImage(t, "CMD")...))
	if len(commands) != 5 {
		t.Fatalf("%d commands: %q", len(commands), commands)
	}
	for _, words := range commands {
		about := runs(t, words[1], "--help")
		for _, word := range words[2:] {
			if strings.HasPrefix(word, "--") && !strings.Contains(about, word) {
				t.Errorf("magbot %s has no %s", words[1], word)
			}
		}
	}
}

// inImage gives the words of an instruction of the Dockerfile in exec form.
func inImage(t *testing.T, instruction string) []string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^` + instruction + `\b[^\[\n]*(\[.*\])$`).FindStringSubmatch(deployed(t, "Dockerfile"))
	if m == nil {
		t.Fatalf("the Dockerfile has no %s", instruction)
	}
	var words []string
	for _, w := range regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(m[1], -1) {
		words = append(words, w[1])
	}
	return words
}

// The room is for this machine alone, in the settings as they are shipped.
func TestWhatIsShippedListensOnLoopback(t *testing.T) {
	n := 0
	for _, line := range settings(t) {
		if name, value, _ := strings.Cut(line, "="); name == "MAGBOT_LISTEN" || name == "MAGBOT_OPS" {
			n++
			if !strings.HasPrefix(value, "127.0.0.1:") {
				t.Error(line)
			}
		}
	}
	if n != 2 {
		t.Errorf("%d addresses are set", n)
	}
}

// The script of the nightly backup, beside a magbot that runs: three files that
// can be restored, and what is too old goes, unless a copy could not be made.
func TestTheNightlyBackup(t *testing.T) {
	p := sound(t)
	served := running(t, p.data, "127.0.0.1:0", "--master-key-file", p.master)
	records, keys := filepath.Join(p.home, "records"), filepath.Join(p.home, "keys")
	if err := errors.Join(os.Mkdir(records, 0o700), os.Mkdir(keys, 0o700)); err != nil {
		t.Fatal(err)
	}
	old := []string{filepath.Join(records, "record.2020-01-01T000000Z"), filepath.Join(keys, "keys.2020-01-01T000000Z"), filepath.Join(keys, "erased.2020-01-01T000000Z")}
	others := filepath.Join(records, "letter.txt")
	for _, path := range append(old, others) {
		write(t, path, "old")
		if err := os.Chtimes(path, time.Now(), time.Now().AddDate(0, 0, -40)); err != nil {
			t.Fatal(err)
		}
	}
	nightly := func(env ...string) error {
		cmd := exec.CommandContext(t.Context(), "deploy/magbot-backup")
		cmd.Env = append([]string{
			raced(), "PATH=" + os.Getenv("PATH"), "MAGBOT=" + filepath.Join(toolbox(t), "magbot"),
			"MAGBOT_DATA=" + p.data, "MAGBOT_MASTER_KEY_FILE=" + p.master, "MAGBOT_BACKUPS=" + records, "MAGBOT_KEY_BACKUPS=" + keys,
		}, env...)
		said, err := cmd.CombinedOutput()
		t.Logf("%s", said)
		return err
	}
	for _, env := range []string{"MAGBOT_BACKUPS=" + filepath.Join(p.home, "missing"), "MAGBOT_KEY_BACKUPS=" + filepath.Join(p.home, "missing"), "MAGBOT_BACKUPS="} {
		if err := nightly(env); err == nil {
			t.Errorf("with %s it succeeds", env)
		}
	}
	for _, path := range old {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("no backup was made, and an old one went: %v", err)
		}
	}
	made, err := filepath.Glob(filepath.Join(records, "record.2*Z"))
	for _, path := range made {
		if !slices.Contains(old, path) {
			gone(t, path) // the second of the three came as far as this
		}
	}
	if err = errors.Join(err, nightly()); err != nil {
		t.Fatal(err)
	}
	if err := served.stop(); err != nil {
		t.Fatal(err)
	}
	in := func(folder, pattern string) string {
		t.Helper()
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %q, %v", pattern, found, err)
		}
		return found[0]
	}
	runs(t, "restore", in(records, "record.*"), "--keys", in(keys, "keys.*"), "--data", filepath.Join(p.home, "new"), "--master-key-file", p.master)
	if _, err := os.Stat(others); err != nil {
		t.Errorf("what is no backup went: %v", err)
	}
}

// static builds the program as the Dockerfile says.
func static(t *testing.T, to string) {
	t.Helper()
	m := regexp.MustCompile(`(?m)^RUN (CGO_ENABLED=0 go build .*)$`).FindStringSubmatch(deployed(t, "Dockerfile"))
	if m == nil {
		t.Fatal("the Dockerfile does not build")
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", strings.ReplaceAll(m[1], "/out/root/magbot", to))
	cmd.Dir = "../.."
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
}

// firstLine waits for the first line that a program prints.
func firstLine(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			if err := errors.Join(cmd.Process.Kill(), cmd.Wait()); err != nil {
				t.Logf("ended by the test: %v", err)
			}
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	return line
}
