package main_test

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"magbot/store/bolt"
)

// What is wrong with a setup is found, and what the doctor says to do about it
// mends it.
func TestTheDoctorFindsWhatIsWrongAndSaysHowToMendIt(t *testing.T) {
	healthy := sound(t)
	if d := healthy.doctor(t); d.code != 0 {
		t.Fatalf("the sound one:\n%s", d.text())
	}
	type given = map[string]string
	for name, c := range map[string]struct {
		spoil func(*testing.T, *patient)
		check string
		grade string
		names func(*patient) given // put into what is to be done; nil: it is for people to do
	}{
		"no folder":                    {func(_ *testing.T, p *patient) { p.data += "-else" }, "folder", "note", nil},
		"a file instead of the folder": {func(_ *testing.T, p *patient) { p.data = filepath.Join(p.data, "record.db") }, "folder", "broken", nil},
		"the folder is open to others": {func(t *testing.T, p *patient) { mode(t, p.data, 0o755) }, "rights", "broken", nothing},
		"the keys are open to others":  {func(t *testing.T, p *patient) { mode(t, p.data+"/keys", 0o640) }, "rights", "broken", nothing},
		"nobody may write the record":  {func(t *testing.T, p *patient) { mode(t, p.data+"/record.db", 0o400) }, "rights", "broken", nothing},
		"the master key is open":       {func(t *testing.T, p *patient) { mode(t, p.master, 0o644) }, "master-key", "broken", nothing},
		"the master key is garbled":    {func(t *testing.T, p *patient) { write(t, p.master, "apples") }, "master-key", "broken", nil},
		"the master key lies beside": {func(t *testing.T, p *patient) {
			move(t, p.master, p.data+"/master.key")
			p.flags = p.flags[2:]
		}, "master-key", "note", nil},
		"the master key is missing": {func(_ *testing.T, p *patient) { p.flags = p.flags[2:] }, "master-key", "broken", nil},
		"another master key": {func(t *testing.T, p *patient) {
			runs(t, "init", "Other", "--data", p.home+"/other")
			move(t, p.home+"/other/master.key", p.master)
		}, "keys", "broken", nil},
		"no keys":          {func(t *testing.T, p *patient) { gone(t, p.data+"/keys") }, "keys", "broken", backups},
		"damaged keys":     {func(t *testing.T, p *patient) { write(t, p.data+"/keys", "apples") }, "keys", "broken", backups},
		"damaged erasures": {func(t *testing.T, p *patient) { write(t, p.data+"/keys.erased", "apples\n") }, "keys", "broken", func(p *patient) given { return given{" --erasures NEWEST-LIST": ""} }},
		"the keys of another community": {func(t *testing.T, p *patient) {
			gone(t, p.data+"/keys")
			runs(t, "init", "Other", "--data", p.home+"/other", "--master-key-file", p.master)
			move(t, p.home+"/other/keys", p.data+"/keys")
		}, "keys", "broken", backups},
		"no record":        {func(t *testing.T, p *patient) { gone(t, p.data+"/record.db") }, "record", "broken", backups},
		"no record at all": {func(t *testing.T, p *patient) { write(t, p.data+"/record.db", "apples") }, "record", "broken", nil},
		"a byte of the record differs": {func(t *testing.T, p *patient) {
			raw := readFile(t, p.data+"/record.db")
			write(t, p.data+"/record.db", strings.ReplaceAll(raw, "community.founded.v1", "community.founded.v2"))
		}, "record", "broken", nil},
		"somebody who does not answer has the record": {func(t *testing.T, p *patient) {
			record, err := bolt.Open(filepath.Join(p.data, "record.db"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { shut(t, record) })
		}, "lock", "broken", nil},
		"what a killed program left": {func(t *testing.T, p *patient) { write(t, p.data+"/backup.part", "half") }, "leftovers", "note", nothing},
		"it is paused":               {func(t *testing.T, p *patient) { write(t, p.data+"/paused", "restored from x at y\n") }, "paused", "note", nothing},
		"a restore was broken off": {func(t *testing.T, p *patient) {
			write(t, p.data+"/paused", "restored from x at y\n")
			gone(t, p.data+"/record.db")
			gone(t, p.data+"/keys")
		}, "paused", "broken", func(p *patient) given { return given{"FILE": p.record, "KEYS": p.keys} }},
		"nobody claimed it": {func(t *testing.T, p *patient) {
			p.data = filepath.Join(p.home, "fresh")
			runs(t, "init", "Fresh", "--data", p.data)
			p.flags = p.flags[2:]
		}, "community", "note", nil},
		"the example": {func(t *testing.T, p *patient) { example(t, p) }, "community", "note", nil},
		"the example, to be reached from outside": {func(t *testing.T, p *patient) {
			example(t, p)
			p.flags = []string{"--listen", "0.0.0.0:0", "--public-url", "https://room.example.org"}
		}, "community", "broken", nil},
		"no backup of the record": {func(t *testing.T, p *patient) { gone(t, p.data+"/backups") }, "backup-record", "note", fresh},
		"no backup of the keys":   {func(t *testing.T, p *patient) { gone(t, p.data+"/backups") }, "backup-keys", "note", fresh},
		"an old backup":           {func(_ *testing.T, p *patient) { p.flags = append(p.flags, "--backup-age", "0s") }, "backup-record", "note", nil},
		"nobody can tell about backups": {func(t *testing.T, p *patient) {
			write(t, p.data+"/backups", "apples")
		}, "backup", "broken", nothing},
		"somebody was erased since": {func(t *testing.T, p *patient) {
			erases(t, p)
		}, "backup-erasures", "note", fresh},
		"the keys changed since": {func(t *testing.T, p *patient) {
			erases(t, p)
			runs(t, "backup", p.home+"/record.later", "--data", p.data)
		}, "backup-keys", "note", fresh},
		"nobody is in the chair": {func(t *testing.T, p *patient) {
			p.data, p.flags = filepath.Join(p.home, "chairless"), p.flags[2:]
			served, _ := claimed(t, p.data)
			if err := served.stop(); err != nil {
				t.Fatal(err)
			}
		}, "chair", "note", nil},
		"nobody is in the Secretariat": {
			deserted, "secretariat", "broken",
			func(*patient) given { return given{"NAME": "'Grace Okafor'"} },
		},
		"the port is taken":                    {func(t *testing.T, p *patient) { p.flags = append(p.flags[:2:2], "--listen", taken(t)) }, "listen", "broken", nil},
		"the port of the metrics is taken":     {func(t *testing.T, p *patient) { p.flags = append(p.flags, "--ops", taken(t)) }, "ops", "broken", nil},
		"no address":                           {func(_ *testing.T, p *patient) { p.flags = append(p.flags[:2:2], "--listen", "here") }, "listen", "broken", nil},
		"no name outside":                      {func(_ *testing.T, p *patient) { p.flags = append(p.flags[:2:2], "--listen", "0.0.0.0:0") }, "public-url", "broken", nil},
		"a name in the clear":                  {func(_ *testing.T, p *patient) { p.flags = append(p.flags, "--public-url", "http://room.example.org") }, "public-url", "broken", nil},
		"no name at all":                       {func(_ *testing.T, p *patient) { p.flags = append(p.flags, "--public-url", "room.example.org") }, "public-url", "broken", nil},
		"a path in the name":                   {func(_ *testing.T, p *patient) { p.flags = append(p.flags, "--public-url", "https://example.org/room") }, "public-url", "broken", nil},
		"time zones of their own":              {func(t *testing.T, p *patient) { p.env = []string{"ZONEINFO=" + zoneFolder(t, "Europe/Zurich")} }, "zones", "broken", nil},
		"the record is ahead of the clock":     {func(t *testing.T, p *patient) { ahead(t, p) }, "clock", "broken", nil},
		"a series in a zone that is not known": {func(t *testing.T, p *patient) { inMars(t, p) }, "series-zone", "broken", nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := healthy.copied(t)
			c.spoil(t, p)
			d := p.doctor(t)
			grade, mend := d.of(c.check)
			if grade != c.grade {
				t.Fatalf("%s is %q:\n%s", c.check, grade, d.text())
			}
			if c.names == nil {
				return
			}
			p.mends(t, mend, c.names(p))
			d = p.doctor(t)
			if after, _ := d.of(c.check); after == c.grade {
				t.Errorf("%s was mended by %q, and is %s:\n%s", c.check, mend, after, d.text())
			}
			if grade, _ := d.of("record"); c.check != "record" && grade != "ok" {
				t.Errorf("the record is %s:\n%s", grade, d.text())
			}
		})
	}
}

func nothing(*patient) map[string]string { return nil }

func backups(p *patient) map[string]string {
	return map[string]string{"FILE": p.record, "KEYS": p.keys}
}

func fresh(p *patient) map[string]string { return map[string]string{"FILE": p.home + "/new.backup"} }

func mode(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func move(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func gone(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// example makes the patient the example community.
func example(t *testing.T, p *patient) {
	t.Helper()
	*p = patient{home: p.home, data: filepath.Join(p.home, "example"), flags: p.flags[2:]}
	served := running(t, p.data, "127.0.0.1:0")
	if err := served.stop(); err != nil {
		t.Fatal(err)
	}
}

// taken is an address at which somebody listens.
func taken(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shut(t, l) })
	return l.Addr().String()
}

// zoneFolder holds a time zone of that name in which it is always UTC.
func zoneFolder(t *testing.T, name string) string {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	file := slices.Concat([]byte("TZif"), make([]byte, 16+4*4), []byte{0, 0, 0, 1, 0, 0, 0, 4}, make([]byte, 6), []byte("MRS\x00"))
	write(t, path, string(file))
	return folder
}

// While magbot runs, the doctor asks it, and finds nothing wrong with what is
// in use.
func TestTheDoctorAsksTheMagbotThatRuns(t *testing.T) {
	healthy := sound(t)
	served := running(t, healthy.data, "127.0.0.1:0", "--master-key-file", healthy.master)
	healthy.flags = []string{"--master-key-file", healthy.master, "--listen", served.host()}
	d := healthy.doctor(t)
	for _, check := range []string{"lock", "record", "community", "listen", "files"} {
		if grade, _ := d.of(check); grade != "ok" {
			t.Errorf("%s is %q", check, grade)
		}
	}
	if d.code != 0 || !strings.Contains(d.text(), "magbot is running: process "+strconv.Itoa(served.cmd.Process.Pid)+" ") {
		t.Errorf("it does not tell who is running:\n%s", d.text())
	}
	healthy.flags[3] = taken(t)
	if grade, _ := healthy.doctor(t).of("listen"); grade != "note" {
		t.Errorf("another address that is taken is %q", grade)
	}
	if err := served.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
}

// Looking changes nothing, as itself and as root beside another user.
func TestTheDoctorChangesNothing(t *testing.T) {
	p := sound(t)
	before := listing(t, p.home)
	p.doctor(t)
	if after := listing(t, p.home); !slices.Equal(before, after) {
		t.Errorf("before:\n%s\nafter:\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}

// listing names every file with its mode, size and time.
func listing(t *testing.T, folder string) (lines []string) {
	t.Helper()
	err := filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		at := info.ModTime().String()
		if info.IsDir() || filepath.Ext(path) == ".lock" {
			at = "" // a file was made in it for a moment, to see whether it can be; a lock was held
		}
		lines = append(lines, strings.Join([]string{path, info.Mode().String(), strconv.FormatInt(info.Size(), 10), at}, " "))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// A doctor that cannot look ends otherwise than one that found something.
func TestTheDoctorsNumbers(t *testing.T) {
	for flag, want := range map[string]int{"--no-such-flag": 1, "--backup-age=soon": 1} {
		_, err := magbot(t, "doctor", "--data", t.TempDir(), flag)
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != want {
			t.Errorf("%s: %v", flag, err)
		}
	}
}
