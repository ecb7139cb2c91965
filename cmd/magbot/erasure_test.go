package main_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/agenda"
)

// titles are the inputs of the first meeting, as somebody may read them now.
func titles(t *testing.T, data string) []string {
	t.Helper()
	var found []string
	look(t, data, bot.MeetingStream("1"), func(v bot.View) {
		for _, in := range agenda.Of(v).Inputs {
			text := in.Title.Text
			if in.Title.Gone {
				text = "(gone)"
			}
			found = append(found, text)
		}
	})
	return found
}

// runs starts the program, which must succeed.
func runs(t *testing.T, args ...string) string {
	t.Helper()
	said, err := magbot(t, args...)
	if err != nil {
		t.Fatalf("magbot %s: %v: %s", strings.Join(args, " "), err, said)
	}
	return said
}

// says types a line and must be answered with the words.
func (c *client) says(t *testing.T, line, words string) {
	t.Helper()
	body, err := c.say(rand.Text(), line)
	if err != nil || !strings.Contains(body, words) {
		t.Fatalf("%s: %v: %s", line, err, body)
	}
}

// goes has whoever sits there erased, which ends their session too.
func (c *client) goes(t *testing.T) {
	t.Helper()
	if body, err := c.say("erase", "/mag me erase really: yes"); err == nil || !strings.Contains(err.Error(), "no longer signed in") {
		t.Fatalf("%v: %s", err, body)
	}
}

// Keys were backed up, then a member was erased. Whichever of the three that
// know of it is there at the restore, the record, the list that was left in
// place or a copy of the list, the key does not come back.
func TestAnErasedPersonStaysErasedWhateverIsRestored(t *testing.T) {
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	p := running(t, in("data"), "127.0.0.1:0")
	seat := func(name string) *client {
		t.Helper()
		c, err := take(p.address, name)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	seat(wanjiru).says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
	member := seat(temilade)
	member.says(t, "/mag agenda add Evaluation criteria", "Your input is number 1")
	seat(desmond).says(t, "/mag agenda add Captions in every room", "Your input is number 2")
	runs(t, "backup", "--data", in("data"), in("old.record"), "--keys", in("old.keys"))
	member.goes(t)
	runs(t, "backup", "--data", in("data"), in("new.record"), "--keys", in("new.keys"), "--erasures", in("erased"))
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	want := []string{"(gone)", "Captions in every room"}
	if d := cmp.Diff(want, titles(t, in("data"))); d != "" {
		t.Fatalf("where it happened (-want +got):\n%s", d)
	}
	for name, c := range map[string]struct {
		list    bool // the list was left in place
		restore []string
		want    []string
	}{
		"the record is newer":                        {false, []string{in("new.record"), "--keys", in("old.keys")}, want},
		"a copy of the list is given":                {false, []string{in("old.record"), "--keys", in("old.keys"), "--erasures", in("erased")}, want},
		"the list was left in place":                 {true, []string{in("old.record"), "--keys", in("old.keys")}, want},
		"the keys are newer, and have a list inside": {false, []string{in("old.record"), "--keys", in("new.keys")}, want},
		// What nobody can know: all that is there is older than the erasure.
		"everything is older": {false, []string{in("old.record"), "--keys", in("old.keys")}, []string{"Evaluation criteria", "Captions in every room"}},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			files := []string{"master.key"}
			if c.list {
				files = append(files, "keys.erased")
			}
			for _, file := range files {
				raw, err := os.ReadFile(filepath.Join(in("data"), file))
				if err == nil {
					err = os.WriteFile(filepath.Join(data, file), raw, 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			runs(t, append([]string{"restore", "--data", data}, c.restore...)...)
			if d := cmp.Diff(c.want, titles(t, data)); d != "" {
				t.Errorf("after the restore (-want +got):\n%s", d)
			}
			runs(t, "verify", data)
		})
	}
}

// Keys alone are restored, the record having been kept.
func TestKeysThatWereLostComeBackWithoutTheErased(t *testing.T) {
	data, backup := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "keys")
	p := running(t, data, "127.0.0.1:0")
	for name, line := range map[string]string{wanjiru: `/mag meeting schedule "Virtual Meeting XIV" when: +2h`} {
		c, err := take(p.address, name)
		if err != nil {
			t.Fatal(err)
		}
		c.says(t, line, "is planned")
	}
	c, err := take(p.address, temilade)
	if err != nil {
		t.Fatal(err)
	}
	c.says(t, "/mag agenda add Evaluation criteria", "Your input is number 1")
	runs(t, "backup", "--data", data, "--keys", backup)
	c.goes(t)
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(data, "keys")); err != nil {
		t.Fatal(err)
	}
	said := runs(t, "restore", "--data", data, "--keys", backup)
	if !strings.Contains(said, "1 that were erased did not come back") {
		t.Errorf("it says %s", said)
	}
	if d := cmp.Diff([]string{"(gone)"}, titles(t, data)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
