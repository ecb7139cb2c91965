package redis_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"magbot/store"
	"magbot/store/redis"
	"magbot/store/redis/redistest"
)

// openSeen opens a community with a file that remembers what was seen.
func openSeen(ctx context.Context, server *redistest.Server, community, file string) (*redis.Store, error) {
	config, err := redis.ParseURL(server.URL(community, ""))
	if err != nil {
		return nil, err
	}
	config.Seen = file
	return redis.Open(ctx, config)
}

// copyFolder keeps the files of a server that does not run.
func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

const appendOnly = "appendonlydir" // where Redis 7 keeps its append-only file

func TestAProcessGoesOnThroughARestartOfTheServer(t *testing.T) {
	server := redistest.Start(t)
	s := openURL(t, server.URL("forum", ""))
	head := filled(t, s, store.Head{Stream: "work"}, "one", "two")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told := make(chan store.Notice)
	go func() {
		defer close(told)
		for n, err := range s.Follow(ctx, 0) {
			if err != nil {
				t.Errorf("follow: %v", err)
				return
			}
			told <- n
		}
	}()
	for want := range store.Position(2) {
		if n := <-told; n.Position != want+1 {
			t.Fatalf("told of %v", n)
		}
	}
	server.Kill(t)
	appended := make(chan error, 1)
	go func() { // sent while the server is away, answered when it is back
		var err error
		head, err = added(ctx, s, head, "three")
		appended <- err
	}()
	server.Again(t)
	if err := <-appended; err != nil {
		t.Fatal(err)
	}
	if n := <-told; n.Position != 3 || n.Version != 3 {
		t.Errorf("told of %v after the restart", n)
	}
	if got, err := contents(soon(t), s); err != nil || strings.Join(got, " ") != "one two three" {
		t.Errorf("got %q, %v", got, err)
	}
	cancel()
	for range told { // its end
	}
}

// An older copy of the server's files is put in place behind the process's back.
func TestALostTailIsNoticedByWhoHasSeenIt(t *testing.T) {
	server := redistest.Start(t)
	older, file := filepath.Join(t.TempDir(), "older"), filepath.Join(t.TempDir(), "seen")
	s, err := openSeen(t.Context(), server, "forum", file)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, s)
	head := filled(t, s, store.Head{Stream: "work"}, "one", "two")
	other := filled(t, s, store.Head{Stream: "other"}, "here")
	server.Stop(t)
	copyFolder(t, filepath.Join(server.Folder, appendOnly), older)
	server.Again(t)
	short := head
	head = filled(t, s, head, "three")
	server.Kill(t)
	copyFolder(t, older, filepath.Join(server.Folder, appendOnly))
	server.Again(t)

	ctx := soon(t)
	_, err = added(ctx, s, head, "four")
	wantLost(t, "append at the end that was seen", err)
	lost, _ := errors.AsType[*redis.LostError](err)
	if lost.Stream != "work" || lost.Version != 3 || lost.Position != 4 || lost.Hash != head.Hash || !strings.Contains(lost.Error(), file) {
		t.Errorf("the error says %+v: %v", lost, lost)
	}
	_, err = added(ctx, s, short, "papered over")
	wantLost(t, "append in the place of what was lost", err)
	_, err = added(ctx, s, other, "elsewhere")
	wantLost(t, "append to a stream that lost nothing", err)
	_, err = contents(ctx, s)
	wantLost(t, "read", err)
	for _, err = range s.Streams(ctx, "") {
	}
	wantLost(t, "list", err)
	for _, err = range s.Follow(ctx, 4) {
	}
	wantLost(t, "follow", err)
	if got := server.Do(t, "XLEN", "magbot:{forum}:record:work"); got != int64(2) {
		t.Errorf("the server holds %v records of the stream, want the 2 that were left", got)
	}
	shut(t, s)
	restartedAfterLoss(t, server, file)
}

// restartedAfterLoss: a process that starts again knows by the file, until a
// person deletes that.
func restartedAfterLoss(t *testing.T, server *redistest.Server, file string) {
	t.Helper()
	s, err := openSeen(t.Context(), server, "forum", file)
	if err == nil {
		shut(t, s)
		t.Fatal("it opened an older copy")
	}
	wantLost(t, "open", err)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	s, err = openSeen(t.Context(), server, "forum", file)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, s)
	got, err := contents(t.Context(), s)
	if err != nil || strings.Join(got, " ") != "one two" {
		t.Errorf("got %q, %v", got, err)
	}
}

// The lost tail is written anew by somebody who knows nothing of it: a fork.
func TestAForkIsNoticedByWhoHasSeenTheOther(t *testing.T) {
	server := redistest.Start(t)
	older := filepath.Join(t.TempDir(), "older")
	s := openURL(t, server.URL("forum", ""))
	head := filled(t, s, store.Head{Stream: "work"}, "one")
	server.Stop(t)
	copyFolder(t, filepath.Join(server.Folder, appendOnly), older)
	server.Again(t)
	seen := filled(t, s, head, "two")
	server.Kill(t)
	copyFolder(t, older, filepath.Join(server.Folder, appendOnly))
	server.Again(t)
	stranger := openURL(t, server.URL("forum", ""))
	filled(t, stranger, head, "another two", "another three")

	_, err := added(soon(t), s, seen, "three")
	wantLost(t, "append", err)
	_, err = contents(soon(t), s)
	wantLost(t, "read", err)
	for _, err = range s.Follow(soon(t), 0) {
		break
	}
	wantLost(t, "follow", err)
}

func TestAFollowerIsToldOfALossWhileItWaits(t *testing.T) {
	server := redistest.Start(t)
	s := openURL(t, server.URL("forum", ""))
	filled(t, s, store.Head{Stream: "work"}, "one", "two")
	waiting, end := make(chan struct{}), make(chan error, 1)
	go func() {
		var last error
		for n, err := range s.Follow(context.WithoutCancel(t.Context()), 0) {
			if last = err; n.Position == 2 {
				close(waiting)
			}
		}
		end <- last
	}()
	<-waiting
	server.Do(t, "FLUSHALL")
	select {
	case err := <-end:
		wantLost(t, "follow", err)
	case <-soon(t).Done():
		t.Fatal("the follower was told nothing")
	}
}

func TestASeenFileServesOneCommunityAndIsNeverGuessed(t *testing.T) {
	server := redistest.Start(t)
	file := filepath.Join(t.TempDir(), "data", "seen")
	s, err := openSeen(t.Context(), server, "forum", file)
	if err != nil {
		t.Fatal(err)
	}
	filled(t, s, store.Head{Stream: "work"}, "one")
	shut(t, s)
	if s, err := openSeen(t.Context(), server, "another", file); err == nil || !strings.Contains(err.Error(), `"forum"`) {
		t.Errorf("another community: %v, %v", s, err)
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err = openSeen(t.Context(), server, "forum", file)
	if broken, is := errors.AsType[*store.CorruptError](err); !is || broken.Path != file {
		t.Errorf("a broken file: %v, %v", s, err)
	}
}

func TestDamageBelowTheRecordsIsNamed(t *testing.T) {
	server := redistest.Start(t)
	for name, c := range map[string]struct {
		change []any
		want   string
	}{
		"a head that is none":                     {[]any{"HSET", "heads", "work", "2 zz"}, "the head of stream"},
		"a head without a name":                   {[]any{"DEL", "names"}, "streams are named"},
		"a name without a head":                   {[]any{"HDEL", "heads", "work"}, "streams are named"},
		"a format of another day":                 {[]any{"SET", "format", "2"}, "format"},
		"a list of appends that is another thing": {[]any{"SET", "order", "x"}, "WRONGTYPE"},
	} {
		community := newCommunity()
		s := openURL(t, server.URL(community, ""))
		head := filled(t, s, store.Head{Stream: "work"}, "one", "two")
		shut(t, s)
		args := c.change
		args[1] = "magbot:{" + community + "}:" + args[1].(string)
		server.Do(t, args...)
		s, err := tryURL(t.Context(), server.URL(community, ""))
		if err == nil {
			_, aerr := added(t.Context(), s, store.Head{Stream: "work", Version: 1, Hash: head.Hash}, "x")
			if aerr == nil {
				t.Errorf("%s: an append was taken", name)
			}
			for _, err = range s.Streams(t.Context(), "") {
				if err != nil {
					break
				}
			}
			shut(t, s)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// What the script finds wrong is refused before anything is written.
func TestTheScriptWritesNothingToADamagedRecord(t *testing.T) {
	server := redistest.Start(t)
	for name, c := range map[string][]any{
		"a record too many":       {"XADD", "record:work", "0-9", "p", "x", "h", "x", "b", "x"},
		"a record too few":        {"XDEL", "record:work", "0-1"},
		"a later record was here": {"XSETID", "record:work", "0-7"},
		"an append too few":       {"XDEL", "order", "0-1"},
		"names that are no set":   {"SET", "names", "x"},
		"a list of another thing": {"SET", "order", "x"},
	} {
		community := newCommunity()
		s := openURL(t, server.URL(community, ""))
		head := filled(t, s, store.Head{Stream: "work"}, "one", "two")
		s2 := openURL(t, server.URL(community, "")) // has seen what there is
		key := func(name string) string { return "magbot:{" + community + "}:" + name }
		args := append([]any{}, c...)
		args[1] = key(args[1].(string))
		server.Do(t, args...)
		if _, err := added(t.Context(), s2, head, "three"); err == nil {
			t.Errorf("%s: an append was taken", name)
		}
		got := fmt.Sprint(server.Do(t, "HGET", key("heads"), "work"))
		if want := fmt.Sprintf("2 %s", head.Hash); got != want {
			t.Errorf("%s: the head is %s, want %s", name, got, want)
		}
	}
}
