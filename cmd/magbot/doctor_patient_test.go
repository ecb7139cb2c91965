package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// patient is a setup that a doctor looks at.
type patient struct {
	home   string // of everything that belongs to it
	data   string
	master string
	record string // backup of the record
	keys   string // backup of the keys, made after it
	flags  []string
	env    []string // instead of none
}

// claimed makes a community that has its Secretariat, and is running.
func claimed(t *testing.T, data string) (*process, *client) {
	t.Helper()
	code := found(t, data, "Example Board")
	served := running(t, data, "127.0.0.1:0")
	sec := visitor(t)
	_, sec.page = must(t, "Luc Moreau")(sec.post(served.address+"/claim", url.Values{"code": {code}, "name": {"Luc Moreau"}}))
	return served, sec
}

// sound makes a community that is claimed and led, backed up, with its master
// key apart, and not running.
func sound(t *testing.T) patient {
	t.Helper()
	p := patientAt(t.TempDir())
	served, sec := claimed(t, p.data)
	says(t, sec, `/mag roster add "Grace Okafor" group: Government role: chair`, "Grace Okafor")
	says(t, sec, `/mag roster add "Ana Silva" group: "Civil Society"`, "Ana Silva")
	if err := served.stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(p.data, "master.key"), p.master); err != nil {
		t.Fatal(err)
	}
	runs(t, "backup", p.record, "--keys", p.keys, "--data", p.data, "--master-key-file", p.master)
	return p
}

func patientAt(home string) patient {
	in := func(name string) string { return filepath.Join(home, name) }
	return patient{
		home: home, data: in("data"), master: in("apart.key"), record: in("record.backup"), keys: in("keys.backup"),
		flags: []string{"--master-key-file", in("apart.key"), "--listen", "127.0.0.1:0"},
	}
}

// copied is another patient in the same state.
func (p patient) copied(t *testing.T) *patient {
	t.Helper()
	other := patientAt(filepath.Join(t.TempDir(), "home"))
	if said, err := exec.CommandContext(t.Context(), "cp", "-a", p.home, other.home).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return &other
}

// diagnosis is what magbot doctor --json prints.
type diagnosis struct {
	Findings []struct {
		Check, Grade, What, Why string
		Mend                    []string
	}
	Broken, Notes int
	code          int // with which it ended
}

// doctor has the patient looked at.
func (p *patient) doctor(t *testing.T) diagnosis {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Args = append([]string{"magbot", "doctor", "--json", "--data", p.data}, p.flags...)
	cmd.Env = append([]string{raced()}, p.env...)
	return diagnosed(t, cmd)
}

func diagnosed(t *testing.T, cmd *exec.Cmd) (d diagnosis) {
	t.Helper()
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		d.code = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &d); err != nil {
		t.Fatalf("%v: %s%s", err, out, said.String())
	}
	for _, f := range d.Findings {
		if f.What == "" || f.Grade != "ok" && (f.Why == "" || len(f.Mend) == 0) {
			t.Errorf("this says too little: %+v", f)
		}
	}
	if (d.Broken > 0) != (d.code == 2) || d.code == 1 {
		t.Errorf("%d are broken, and it ends with %d: %s", d.Broken, d.code, said.String())
	}
	return d
}

// of gives the grade of a check, the worst first, and how to mend it.
func (d diagnosis) of(check string) (grade string, mend []string) {
	for _, g := range []string{"broken", "note", "ok"} {
		for _, f := range d.Findings {
			if f.Check == check && f.Grade == g {
				return g, f.Mend
			}
		}
	}
	return "", nil
}

func (d diagnosis) text() string {
	var b strings.Builder
	for _, f := range d.Findings {
		b.WriteString(strings.Join(append([]string{f.Grade, f.Check, f.What}, f.Mend...), " | ") + "\n")
	}
	return b.String()
}

// mends does to the letter what the doctor said, with FILE, KEYS and the like
// put in.
func (p *patient) mends(t *testing.T, lines []string, names map[string]string) {
	t.Helper()
	script := strings.Join(lines, "\n")
	for name, value := range names {
		script = strings.ReplaceAll(script, name, value)
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", script)
	cmd.Env = []string{raced(), "PATH=" + toolbox(t) + ":" + os.Getenv("PATH")}
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s\n%s", err, script, said)
	}
}

// raced is what a program in an environment of its own has to know about the
// race detector; see TestMain.
func raced() string { return "GORACE=" + os.Getenv("GORACE") }

// toolbox is a folder with magbot, and with a sudo that needs no password.
func toolbox(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(
		os.Symlink(self, filepath.Join(folder, "magbot")),
		os.WriteFile(filepath.Join(folder, "sudo"), []byte("#!/bin/sh\nexec \"$@\"\n"), 0o700),
	)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}
