//go:build unix

package main_test

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/roster"
	"magbot/store/bolt"
	"magbot/store/seal"
)

// nobody is a user who owns nothing.
const nobody = 65534

// inShell has the doctor look in a shell, after something was done in it.
func (p *patient) inShell(t *testing.T, before string) diagnosis {
	t.Helper()
	words := append([]string{"-c", before + `; exec magbot doctor --json --data "$@"`, "sh", p.data}, p.flags...)
	cmd := exec.CommandContext(t.Context(), "sh", words...)
	cmd.Env = []string{raced(), "PATH=" + toolbox(t) + ":" + os.Getenv("PATH")}
	return diagnosed(t, cmd)
}

func TestTheDoctorCountsTheFilesThatMayBeOpen(t *testing.T) {
	p := sound(t)
	for limit, want := range map[string]string{"100": "broken", "500": "note", "2000": "ok"} {
		if grade, _ := p.inShell(t, "ulimit -n "+limit).of("files"); grade != want {
			t.Errorf("with %s files it is %q, want %q", limit, grade, want)
		}
	}
}

// A file that a command left as root, or a folder of somebody else.
func TestTheDoctorSeesWhoseTheFilesAre(t *testing.T) {
	p := sound(t)
	if os.Getuid() != 0 {
		p.data = "/"
		if grade, _ := p.doctor(t).of("owner"); grade != "broken" {
			t.Errorf("the folder of root is %q", grade)
		}
		return
	}
	if err := os.Chown(filepath.Join(p.data, "keys"), nobody, nobody); err != nil {
		t.Fatal(err)
	}
	grade, mend := p.doctor(t).of("owner")
	if grade != "broken" {
		t.Fatalf("a file of somebody else is %q", grade)
	}
	p.mends(t, mend, nil)
	if grade, _ := p.doctor(t).of("owner"); grade != "" {
		t.Errorf("it was mended by %q, and is %q", mend, grade)
	}
	d := p.asNobody(t)
	if grade, mend := d.of("owner"); grade != "broken" || !strings.Contains(strings.Join(mend, "\n"), "sudo -u '#0'") {
		t.Errorf("for somebody else it is %q:\n%s", grade, d.text())
	}
	mode(t, p.data, 0o500)
	files, err := filepath.Glob(filepath.Join(p.data, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(files, p.data) {
		if err := os.Chown(path, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	if grade, _ := p.asNobody(t).of("write"); grade != "broken" {
		t.Errorf("a folder in which nothing can be made is %q", grade)
	}
}

// asNobody has somebody else than root look.
func (p *patient) asNobody(t *testing.T) diagnosis {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := elsewhere(t, "/var/tmp") // the folders of tests are closed to others
	mode(t, folder, 0o755)
	program, data := filepath.Join(folder, "magbot"), filepath.Join(folder, "data")
	copyFile(t, self, program)
	mode(t, program, 0o755)
	if said, err := exec.CommandContext(t.Context(), "cp", "-a", p.data, data).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	cmd := exec.CommandContext(t.Context(), program, "doctor", "--json", "--data", data, "--listen", "127.0.0.1:0")
	cmd.Env = []string{raced()}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	return diagnosed(t, cmd)
}

// elsewhere is a new folder in another place than that of the other tests.
func elsewhere(t *testing.T, in string) string {
	t.Helper()
	folder := filepath.Join(in, "magbot-doctor-"+rand.Text())
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	return folder
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, in)
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, out)
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
}

// ahead has something recorded in a year that is to come.
func ahead(t *testing.T, p *patient) {
	t.Helper()
	p.decides(t, func() time.Time { return time.Now().AddDate(1, 0, 0) }, "/mag roster add Later")
}

// at opens the community as magbot does, at a time of one's choice.
func (p *patient) at(t *testing.T, now func() time.Time, do func(*engine.Engine)) {
	t.Helper()
	master, err := seal.LoadMaster(p.master)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := seal.Open(filepath.Join(p.data, "keys"), master)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, keys)
	record, err := bolt.Open(filepath.Join(p.data, "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, record)
	h, err := house.New(house.Features())
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(engine.Config{Store: record, Keys: keys, House: h, Paused: true, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer e.Stop()
	do(e)
}

func handles(t *testing.T, e *engine.Engine, by bot.Actor, intent bot.Intent) string {
	t.Helper()
	answer, err := e.Handle(t.Context(), bot.Input{Cause: bot.Cause("test:" + rand.Text()), Actor: by, Place: bot.Place{Platform: "room", Channel: "general"}, Intent: intent})
	if err != nil || answer.Refused {
		t.Fatalf("%+v: %+v, %v", intent, answer, err)
	}
	return fmt.Sprintf("%+v", answer.Message)
}

// decides has the Secretariat say something, and gives the answer.
func (p *patient) decides(t *testing.T, now func() time.Time, line string) (said string) {
	t.Helper()
	p.at(t, now, func(e *engine.Engine) {
		var by bot.Actor
		e.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { by.Person = roster.Of(v).With(bot.RoleSecretariat, v.Now)[0] })
		said = handles(t, e, by, bot.Typed{Text: line})
	})
	return said
}

// deserted makes a community whose Secretariat's term was over long ago.
func deserted(t *testing.T, p *patient) {
	t.Helper()
	p.data = filepath.Join(p.home, "deserted")
	if err := os.Mkdir(p.data, 0o700); err != nil {
		t.Fatal(err)
	}
	then := func() time.Time { return time.Now().AddDate(-2, 0, 0) }
	p.at(t, then, func(e *engine.Engine) {
		operator := bot.Actor{Self: bot.ByCommand}
		handles(t, e, operator, bot.Do("community found", "name", "Old Board"))
		handles(t, e, operator, bot.Do("channel link"))
		code := claimCode.FindString(handles(t, e, operator, bot.Do("community claim-code")))
		handles(t, e, bot.Actor{Account: bot.Account{Platform: "room", User: "1"}}, bot.Do("community claim", "code", code, "name", "Luc Moreau"))
		handles(t, e, operator, bot.Do("roster add", "name", "Grace Okafor"))
	})
	p.decides(t, then, `/mag roster role "Luc Moreau" secretariat until: `+then().AddDate(0, 0, 9).Format(time.DateOnly))
}

// erases has a member erased.
func erases(t *testing.T, p *patient) {
	t.Helper()
	p.decides(t, nil, `/mag roster erase "Ana Silva" really: yes`)
}

// inMars starts a series in a time zone that only this magbot knows.
func inMars(t *testing.T, p *patient) {
	t.Helper()
	token := regexp.MustCompile(`/(?:in|sign-in)/([a-z2-7]{20,})`).FindStringSubmatch(p.decides(t, nil, "/mag person signin Luc Moreau"))
	if token == nil {
		t.Fatal("no link")
	}
	t.Setenv("ZONEINFO", zoneFolder(t, "Mars/Olympus"))
	served := running(t, p.data, "127.0.0.1:0", "--master-key-file", p.master)
	sec := visitor(t)
	_, sec.page = must(t, "Luc Moreau")(sec.post(served.address+"/in", url.Values{"token": {token[1]}}))
	says(t, sec, `/mag series start "Virtual Meeting" when: "2030-01-02 13:00" every: "week" zone: Mars/Olympus`, "Mars/Olympus")
	if err := served.stop(); err != nil {
		t.Fatal(err)
	}
}
