package redis_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"magbot/store"
	"magbot/store/redis"
	"magbot/store/redis/redistest"
)

// between is a way to a server on which an answer can be lost.
type between struct {
	listener net.Listener
	to       string
	wait     sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
	cut   bool // the next answer to a script is lost, with its connection
}

func newBetween(t *testing.T, to string) *between {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &between{listener: l, to: to}
	b.wait.Go(b.accept)
	t.Cleanup(b.close)
	return b
}

func (b *between) close() {
	b.listener.Close() //nolint:errcheck // a test's own
	b.mu.Lock()
	for _, c := range b.conns {
		c.Close() //nolint:errcheck // may be closed already
	}
	b.mu.Unlock()
	b.wait.Wait()
}

func (b *between) accept() {
	for {
		client, err := b.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", b.to)
		if err != nil {
			client.Close() //nolint:errcheck // it is told by the end
			continue
		}
		b.mu.Lock()
		b.conns = append(b.conns, client, server)
		b.mu.Unlock()
		asked := make(chan bool, 1)
		b.wait.Go(func() { b.there(client, server, asked) })
		b.wait.Go(func() { b.back(client, server, asked) })
	}
}

// there passes on what is asked, and says when it was the script whose answer
// is to be lost.
func (b *between) there(client, server net.Conn, lose chan<- bool) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			server.Close() //nolint:errcheck // may be closed already
			return
		}
		if text := strings.ToLower(string(buffer[:n])); strings.Contains(text, "evalsha") {
			b.mu.Lock()
			if b.cut {
				b.cut = false
				lose <- true
			}
			b.mu.Unlock()
		}
		if _, err := server.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (b *between) back(client, server net.Conn, lose <-chan bool) {
	defer client.Close() //nolint:errcheck // may be closed already
	buffer := make([]byte, 64<<10)
	for {
		n, err := server.Read(buffer)
		if err != nil {
			return
		}
		select {
		case <-lose:
			return
		default:
		}
		if _, err := io.Copy(client, strings.NewReader(string(buffer[:n]))); err != nil {
			return
		}
	}
}

func (b *between) loseNext() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cut = true
}

func (b *between) lost() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.cut
}

func TestAnAppendWhoseAnswerIsLostIsAppendedOnce(t *testing.T) {
	server := redistest.Start(t)
	way := newBetween(t, server.Addr())
	s := openURL(t, "redis://"+way.listener.Addr().String()+"/0?community=forum")
	head := filled(t, s, store.Head{Stream: "work"}, "one")
	for _, body := range []string{"two", "three", "four"} {
		way.loseNext()
		head = filled(t, s, head, body)
		if !way.lost() {
			t.Fatal("no answer was lost")
		}
	}
	got, err := contents(t.Context(), s)
	if err != nil || strings.Join(got, " ") != "one two three four" {
		t.Errorf("got %q, %v", got, err)
	}
	if n := server.Do(t, "XLEN", "magbot:{forum}:order"); n != int64(4) {
		t.Errorf("%v appends were told, want 4", n)
	}
}

func TestALostAnswerHidesNoConflict(t *testing.T) {
	server := redistest.Start(t)
	way := newBetween(t, server.Addr())
	s := openURL(t, "redis://"+way.listener.Addr().String()+"/0?community=forum")
	head := filled(t, s, store.Head{Stream: "work"}, "one")
	filled(t, openURL(t, server.URL("forum", "")), head, "theirs")
	way.loseNext()
	if _, err := added(t.Context(), s, head, "ours"); !errors.Is(err, store.ErrConflict) {
		t.Errorf("got %v, want a conflict", err)
	}
}

func replicated(t *testing.T) (master, replica *redistest.Server) {
	t.Helper()
	master, replica = redistest.Start(t, "repl-diskless-sync-delay 0"), redistest.Start(t)
	replica.Follow(t, master)
	return master, replica
}

func TestAnAppendIsAnsweredWhenTheReplicaHasIt(t *testing.T) {
	master, replica := replicated(t)
	s := openURL(t, master.URL("forum", "&replicas=1"))
	filled(t, s, store.Head{Stream: "work"}, "one", "two")
	if n := replica.Do(t, "XLEN", "magbot:{forum}:record:work"); n != int64(2) {
		t.Errorf("the replica has %v records when they are answered", n)
	}
	if w := strings.Join(s.Warnings(), "\n"); !strings.Contains(w, "min-replicas-to-write 1") {
		t.Errorf("the warnings are %q", w)
	}
}

func TestAnAppendThatNoReplicaConfirmsIsSaidAndSettledLater(t *testing.T) {
	master, replica := replicated(t)
	s := openURL(t, master.URL("forum", "&replicas=1&wait=50ms"))
	head := filled(t, s, store.Head{Stream: "work"}, "one")
	follower := openURL(t, master.URL("forum", "&replicas=1&wait=50ms"))
	told := make(chan store.Notice, 4)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n, err := range follower.Follow(ctx, 0) {
			if err != nil {
				t.Errorf("follow: %v", err)
				return
			}
			told <- n
		}
	}()
	defer func() { cancel(); <-done }()
	<-told
	replica.Pause(t)
	_, err := added(t.Context(), s, head, "two")
	short, is := errors.AsType[*redis.UnconfirmedError](err)
	if !is || short.Have != 0 || short.Want != 1 || !strings.Contains(err.Error(), "replicas=N") {
		t.Fatalf("got %v, want an UnconfirmedError", err)
	}
	select {
	case n := <-told:
		t.Errorf("the other process was told of %v, which no replica has", n)
	default:
	}
	replica.Continue(t)
	// Whoever asked reads again, and goes on from what is there.
	got, err := contents(t.Context(), s)
	if err != nil || strings.Join(got, " ") != "one two" {
		t.Fatalf("got %q, %v", got, err)
	}
	two := store.Chain("work", head.Version, head.Hash, []byte("two"))[0]
	filled(t, s, store.Head{Stream: "work", Version: two.Version, Hash: two.Hash}, "three")
	for want := range store.Version(2) {
		if n := <-told; n.Version != want+2 {
			t.Errorf("told of %v", n)
		}
	}
}

func TestAReplicaIsNotWrittenTo(t *testing.T) {
	_, replica := replicated(t)
	s, err := tryURL(t.Context(), replica.URL("forum", ""))
	if err == nil || !strings.Contains(err.Error(), "is a slave") || !strings.Contains(err.Error(), "redis-sentinel://") {
		t.Errorf("got %v, %v", s, err)
	}
}

// A failover: the Sentinel makes a replica the master, the process goes on, and
// the other replica confirms what it appends.
func TestSentinelFindsTheServerAndItsSuccessor(t *testing.T) {
	master, replica := replicated(t)
	other := redistest.Start(t)
	other.Follow(t, master)
	sentinel := redistest.StartSentinel(t, "mag", master)
	sentinel.Knows(t, "mag", 2)
	s := openURL(t, "redis-sentinel://"+sentinel.Addr()+"/0?master_name=mag&community=forum")
	const work = "magbot:{forum}:record:work"
	head := filled(t, s, store.Head{Stream: "work"}, "one", "two")
	for _, server := range []*redistest.Server{replica, other} { // whichever is chosen loses nothing
		server.Holds(t, work, 2)
	}
	sentinel.Do(t, "SENTINEL", "FAILOVER", "mag")
	next := redistest.NewMaster(t, replica, other)
	if next.Port == master.Port {
		t.Fatal("the master stayed")
	}
	filled(t, s, head, "three")
	if got, err := contents(t.Context(), s); err != nil || strings.Join(got, " ") != "one two three" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, server := range []*redistest.Server{replica, other} {
		server.Holds(t, work, 3)
	}
}
