package main_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/store/redis/redistest"
)

// lived makes a data folder in which a meeting was planned, inputs came, and
// somebody was erased.
func lived(t *testing.T) (data string) {
	t.Helper()
	data = t.TempDir()
	p := running(t, data, "127.0.0.1:0")
	seated(t, p, wanjiru).says(t, `/mag meeting schedule "Virtual Meeting XIV" when: +2h`, "is planned")
	member := seated(t, p, temilade)
	member.says(t, "/mag agenda add Evaluation criteria", "Your input is number 1")
	seated(t, p, desmond).says(t, "/mag agenda add Captions in every room", "Your input is number 2")
	seated(t, p, aroha).says(t, "Good morning", "")
	member.goes(t)
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	return data
}

// fails runs the program, which must say these words and no more than fail.
func fails(t *testing.T, want string, args ...string) string {
	t.Helper()
	said, err := magbot(t, args...)
	if err == nil || !strings.Contains(said, want) {
		t.Errorf("magbot %s: %v, no %q in: %s", strings.Join(args, " "), err, want, said)
	}
	return said
}

// bundle exports a whole record.
func bundle(t *testing.T, args ...string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bundle")
	runs(t, append([]string{"export", "--all", "-o", file}, args...)...)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// copied copies a file of a folder into another.
func copied(t *testing.T, from, to, name string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(from, name))
	if err == nil {
		err = os.WriteFile(filepath.Join(to, name), raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A record that moves to Redis is the same there to the last byte, can be read
// and added to, and comes back with what was added. Who was erased stays erased.
func TestARecordMovesToRedisAndBack(t *testing.T) {
	t.Parallel()
	data, server := lived(t), redistest.Start(t)
	url, master := server.URL("forum", ""), filepath.Join(data, "master.key")
	before := bundle(t, "--data", data)
	if said := runs(t, "migrate", data, url); !strings.Contains(said, "compared one by one") || !strings.Contains(said, "do not serve it again") {
		t.Errorf("it says: %s", said)
	}
	if after := bundle(t, "--store", url); !bytes.Equal(before, after) {
		t.Error("the record in Redis is another one")
	}
	if now := bundle(t, "--data", data); !bytes.Equal(before, now) {
		t.Error("the record that was moved was changed")
	}
	fails(t, "holds a record already", "migrate", data, url)

	// The old one is paused, so that nothing is posted twice.
	old := running(t, data, "127.0.0.1:0")
	if err := old.stop(); err != nil {
		t.Error(err)
	}
	if said := old.errors.String(); !strings.Contains(said, "PAUSED: the record was moved to redis://"+server.Addr()) {
		t.Errorf("the old one says %q", said)
	}

	p := running(t, t.TempDir(), "127.0.0.1:0", "--store", url, "--master-key-file", master)
	c := seated(t, p, desmond)
	c.comes(t, "Good morning")
	c.says(t, "/mag agenda add Open data", "Your input is number 3")
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	there := bundle(t, "--store", url)

	back := t.TempDir()
	fails(t, "a master key that is not here", "migrate", url, back)
	copied(t, data, back, "master.key")
	if said := runs(t, "migrate", url, back); !strings.Contains(said, "It is paused") {
		t.Errorf("it says: %s", said)
	}
	if here := bundle(t, "--data", back); !bytes.Equal(there, here) {
		t.Error("the record that came back is another one")
	}
	if d := cmp.Diff([]string{"(gone)", "Captions in every room", "Open data"}, titles(t, back)); d != "" {
		t.Errorf("its inputs (-want +got):\n%s", d)
	}
	fails(t, "there is a record in "+back+" already", "migrate", url, back)
	fails(t, "is paused", "migrate", back, server.URL("other", ""))
	runs(t, "resume", "--data", back)
	runs(t, "migrate", back, server.URL("other", ""))
}

// What cannot be moved is said, and neither side is changed.
func TestAMoveThatCannotBeDoneChangesNothing(t *testing.T) {
	t.Parallel()
	data, server := lived(t), redistest.Start(t)
	url := server.URL("forum", "")
	fails(t, "both are folders", "migrate", data, t.TempDir())
	fails(t, "both are a Redis", "migrate", url, server.URL("other", ""))
	fails(t, "holds no record of the community", "migrate", url, data+"-new", "--master-key-file", filepath.Join(data, "master.key"))
	fails(t, "record.db", "migrate", data+"-none", url)
	fails(t, "appendonly yes", "migrate", data, redistest.StartBare(t).URL("forum", ""))
	fails(t, "on the command line", "migrate", data, withSecret(url, secret))

	p := running(t, data, "127.0.0.1:0")
	fails(t, "is in use by", "migrate", data, url)
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	before := bundle(t, "--data", data)
	// Another community lives there, with a master key of its own.
	other := lived(t)
	runs(t, "migrate", other, url)
	fails(t, "holds a record already", "migrate", data, url)
	// Its record was removed by hand, its keys were not.
	server.Do(t, "DEL", "magbot:{forum}:heads")
	fails(t, "another master key", "migrate", data, url)

	spoilt := t.TempDir()
	for _, name := range []string{"record.db", "keys", "master.key"} {
		copied(t, data, spoilt, name)
	}
	raw, err := os.ReadFile(filepath.Join(spoilt, "record.db"))
	if err == nil {
		err = os.WriteFile(filepath.Join(spoilt, "record.db"), bytes.ReplaceAll(raw, []byte("community.founded.v1"), []byte("community.founded.v0")), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	fails(t, "nothing was moved", "migrate", spoilt, server.URL("spoilt", ""))
	if now := bundle(t, "--data", data); !bytes.Equal(before, now) {
		t.Error("the record was changed")
	}
	if _, err := os.Stat(filepath.Join(data, "paused")); err == nil {
		t.Error("a record that was not moved is paused")
	}
}

// A Redis that is full in the middle keeps what came; nobody takes it for the
// record; with more memory the same command goes on.
func TestAMoveIntoAFullRedisGoesOn(t *testing.T) {
	t.Parallel()
	data, server := lived(t), redistest.Start(t)
	url := server.URL("forum", "")
	before := bundle(t, "--data", data)
	parts, begin := 0, server.Used(t)
	for more := 16 << 10; ; more += 16 << 10 {
		server.Do(t, "CONFIG", "SET", "maxmemory", fmt.Sprint(begin+more))
		said, err := magbot(t, "migrate", data, url)
		if err == nil {
			break
		}
		if !strings.Contains(said, "Redis has reached its maxmemory") {
			t.Fatalf("it says: %s", said)
		}
		if said, err := magbot(t, "verify", url); err == nil || !strings.Contains(said, "holds a part of a record") {
			continue // nothing came at all
		}
		if parts++; parts > 1 {
			continue
		}
		for _, args := range [][]string{
			{"serve", "--data", t.TempDir(), "--store", url, "--listen", "127.0.0.1:0", "--master-key-file", filepath.Join(data, "master.key")},
			{"export", "--store", url},
		} {
			fails(t, "holds a part of a record", args...)
		}
		if !strings.Contains(said, "Run the same command again") {
			t.Errorf("it says: %s", said)
		}
	}
	if parts == 0 {
		t.Error("it was never full in the middle")
	}
	if after := bundle(t, "--store", url); !bytes.Equal(before, after) {
		t.Error("the record in Redis is another one")
	}
}

// killed starts the program and kills it after some time, unless it has ended.
func killed(t *testing.T, after time.Duration, args ...string) (done bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), after)
	defer cancel()
	cmd := exec.CommandContext(ctx, self)
	cmd.Args = append([]string{"magbot"}, args...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil || cmd.ProcessState.Exited() && !cmd.ProcessState.Success() {
		t.Fatalf("magbot %v: %v: %s", args, err, out)
	}
	return cmd.ProcessState.Success()
}

// Killed at any moment, a move is a record on one side and none, or a part that
// nobody takes for one, on the other; done again it is whole.
func TestAMoveThatIsKilledIsDoneAgain(t *testing.T) {
	t.Parallel()
	data, server := lived(t), redistest.Start(t)
	url, master := server.URL("forum", ""), filepath.Join(data, "master.key")
	before := bundle(t, "--data", data)
	kills := 0
	for after := 20 * time.Millisecond; !killed(t, after, "migrate", data, url); after += 15 * time.Millisecond {
		kills++
		if said, err := magbot(t, "verify", url); err == nil && !strings.Contains(said, "The record is whole") {
			t.Errorf("after %v verify says %s", after, said)
		}
		if said, err := magbot(t, "verify", url); err == nil { // it was killed after its last step
			t.Logf("killed at its end: %s", said[:min(len(said), 80)])
			break
		}
	}
	if after := bundle(t, "--store", url); !bytes.Equal(before, after) {
		t.Error("the record in Redis is another one")
	}
	back := t.TempDir()
	for after := 20 * time.Millisecond; !killed(t, after, "migrate", url, back, "--master-key-file", master); after += 15 * time.Millisecond {
		kills++
		_, there := os.Stat(filepath.Join(back, "record.db"))
		_, paused := os.Stat(filepath.Join(back, "paused"))
		if there == nil && paused != nil {
			t.Errorf("after %v a record is there that is not paused", after)
		}
		if there == nil {
			break
		}
		if paused == nil {
			fails(t, "that was broken off: do it again", "serve", "--data", back, "--listen", "127.0.0.1:0", "--master-key-file", master)
		}
	}
	if here := bundle(t, "--data", back); !bytes.Equal(before, here) {
		t.Error("the record that came back is another one")
	}
	if kills < 4 {
		t.Errorf("it was killed only %d times", kills)
	}
}

// A record that goes on while it is moved is not moved.
func TestARecordThatGoesOnIsNotMoved(t *testing.T) {
	t.Parallel()
	s := share(t)
	c := seated(t, s.serve(), wanjiru)
	var over atomic.Bool
	said := make(chan error, 1)
	go func() {
		var err error
		for n := 0; err == nil && !over.Load(); n++ {
			_, err = c.say(fmt.Sprint("talk ", n), "and so on")
			if err != nil && strings.Contains(err.Error(), "429") { // said too much: that is all right
				err = nil
			}
		}
		said <- err
	}()
	to := t.TempDir()
	fails(t, "somebody has written to it meanwhile", "migrate", s.url, to, "--master-key-file", s.master)
	over.Store(true)
	if err := <-said; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(to, "record.db")); err == nil {
		t.Error("a record was put in place")
	}
}
