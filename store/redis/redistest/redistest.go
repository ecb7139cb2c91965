package redistest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

const (
	patience = 20 * time.Second      // for a server to start or to stop
	again    = 20 * time.Millisecond // between two looks at it
	longest  = 15 * time.Minute      // that a server lives, should a test hang
	safe     = "appendonly yes\nappendfsync always\nmaxmemory-policy noeviction\n"
)

// Server is a redis-server of a test, with its files in a folder of its own.
type Server struct {
	Port   int
	Folder string

	kind   []string // what the command line says beside the file
	config string
	cmd    *exec.Cmd
	ended  chan error
	log    string
}

// Start starts a server on a free loopback port, with settings that lose
// nothing and then the given lines of redis.conf. It ends with the test.
func Start(t testing.TB, lines ...string) *Server {
	t.Helper()
	return start(t, nil, safe+strings.Join(lines, "\n"))
}

// StartBare starts a server with nothing but the given lines.
func StartBare(t testing.TB, lines ...string) *Server {
	t.Helper()
	return start(t, nil, strings.Join(lines, "\n"))
}

// StartSentinel starts a Sentinel that watches a server under the name given.
func StartSentinel(t testing.TB, name string, master *Server) *Server {
	t.Helper()
	return start(t, []string{"--sentinel"}, fmt.Sprintf(
		"sentinel monitor %[1]s 127.0.0.1 %[2]d 1\nsentinel down-after-milliseconds %[1]s 1000\nsentinel failover-timeout %[1]s 5000",
		name, master.Port))
}

// StartCluster starts a cluster of one server that has every slot.
func StartCluster(t testing.TB) *Server {
	t.Helper()
	s := Start(t, "cluster-enabled yes")
	c := s.client()
	defer shut(t, c)
	if err := c.ClusterAddSlotsRange(t.Context(), 0, 16383).Err(); err != nil {
		t.Fatalf("give the cluster its slots: %v", err)
	}
	await(t, "the cluster", func(ctx context.Context) error {
		info, err := c.ClusterInfo(ctx).Result()
		if err == nil && !strings.Contains(info, "cluster_state:ok") {
			err = errors.New(info)
		}
		return err
	})
	return s
}

func start(t testing.TB, kind []string, config string) *Server {
	t.Helper()
	s := &Server{Folder: t.TempDir(), kind: kind, config: config}
	s.log = filepath.Join(s.Folder, "redis.log")
	for try := 0; ; try++ {
		s.Port = freePort(t)
		s.write(t)
		err := s.run(t)
		if err == nil {
			break
		}
		// Somebody else may have taken the port meanwhile.
		if log, rerr := os.ReadFile(s.log); rerr != nil || !strings.Contains(string(log), "Address already in use") || try == 5 {
			t.Fatalf("start redis-server: %v\n%s", err, log)
		}
	}
	t.Cleanup(func() {
		if s.cmd != nil {
			s.Kill(t)
		}
	})
	return s
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // it was only asked for its port
	return l.Addr().(*net.TCPAddr).Port
}

// write writes the configuration; a Sentinel adds to its own.
func (s *Server) write(t testing.TB) {
	t.Helper()
	text := fmt.Sprintf("bind 127.0.0.1\nport %d\ndir %s\nlogfile %s\nsave \"\"\nprotected-mode yes\n%s\n", s.Port, s.Folder, s.log, s.config)
	if s.kind != nil {
		text = strings.Replace(text, "save \"\"\n", "", 1)
	}
	if err := os.WriteFile(s.file(), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) file() string { return filepath.Join(s.Folder, "redis.conf") }

// run starts the process and waits until it answers.
func (s *Server) run(t testing.TB) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), longest)
	cmd := exec.CommandContext(ctx, "redis-server", append([]string{s.file()}, s.kind...)...)
	cmd.SysProcAttr = dieWithTest()
	if err := cmd.Start(); err != nil {
		cancel()
		return fmt.Errorf("%w (scripts/needs installs it)", err)
	}
	ended := make(chan error, 1)
	go func() {
		defer cancel()
		ended <- cmd.Wait()
		close(ended)
	}()
	s.cmd, s.ended = cmd, ended
	return s.answers(t)
}

// answers waits until the server answers, if only that it wants a password.
func (s *Server) answers(t testing.TB) error {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(t.Context(), "tcp", s.Addr())
		if err == nil {
			err = ping(conn)
		}
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("it does not answer: %w", err)
		}
		select {
		case end := <-s.ended:
			s.cmd = nil
			return fmt.Errorf("it ended: %w", end)
		case <-time.After(again):
		}
	}
}

func ping(conn net.Conn) error {
	answer := make([]byte, 64)
	n := 0
	err := conn.SetDeadline(time.Now().Add(time.Second))
	if err == nil {
		_, err = conn.Write([]byte("PING\r\n"))
	}
	if err == nil {
		n, err = conn.Read(answer)
	}
	err = errors.Join(err, conn.Close())
	if text := string(answer[:n]); err == nil && !strings.HasPrefix(text, "+PONG") && !strings.HasPrefix(text, "-NOAUTH") {
		return fmt.Errorf("it answers %q", text)
	}
	return err
}

// Addr is host:port.
func (s *Server) Addr() string { return fmt.Sprintf("127.0.0.1:%d", s.Port) }

// URL names the server for a community; query may add more, as "&replicas=1".
func (s *Server) URL(community, query string) string {
	return "redis://" + s.Addr() + "/0?community=" + community + query
}

// Kill ends the server as kill -9 does.
func (s *Server) Kill(t testing.TB) { s.end(t, syscall.SIGKILL) }

// Stop ends the server as the machine's shutdown does.
func (s *Server) Stop(t testing.TB) { s.end(t, syscall.SIGTERM) }

func (s *Server) end(t testing.TB, how os.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(how); err != nil {
		t.Errorf("end redis-server: %v", err)
		return
	}
	select {
	case <-s.ended: //nolint:errcheck // it was told to end, so how it did is no news
		s.cmd = nil
	case <-time.After(patience):
		t.Errorf("redis-server %d does not end", s.cmd.Process.Pid)
	}
}

// Again starts the server where it was, with the same files and port.
func (s *Server) Again(t testing.TB) {
	t.Helper()
	if err := s.run(t); err != nil {
		log, rerr := os.ReadFile(s.log)
		t.Fatalf("start redis-server again: %v\n%s %v", err, log, rerr)
	}
}

// AgainWith is Again with more lines of redis.conf.
func (s *Server) AgainWith(t testing.TB, lines ...string) {
	t.Helper()
	s.config += "\n" + strings.Join(lines, "\n")
	s.write(t)
	s.Again(t)
}

// Pause makes the server answer nobody until Continue.
func (s *Server) Pause(t testing.TB) { s.signal(t, syscall.SIGSTOP) }

// Continue lets a paused server go on.
func (s *Server) Continue(t testing.TB) { s.signal(t, syscall.SIGCONT) }

func (s *Server) signal(t testing.TB, what os.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(what); err != nil {
		t.Fatal(err)
	}
}

// Do runs one command behind everybody's back.
func (s *Server) Do(t testing.TB, args ...any) any {
	t.Helper()
	c := s.client()
	defer shut(t, c)
	answer, err := c.Do(t.Context(), args...).Result()
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return answer
}

// Used is how much memory the server uses, in bytes.
func (s *Server) Used(t testing.TB) int {
	t.Helper()
	info, _ := s.Do(t, "INFO", "memory").(string)
	_, rest, _ := strings.Cut(info, "used_memory:")
	digits, _, _ := strings.Cut(rest, "\r\n")
	n, err := strconv.Atoi(digits)
	if err != nil {
		t.Fatalf("read how much memory is used: %v", err)
	}
	return n
}

// Follow makes the server a replica of another and waits until it has caught up.
func (s *Server) Follow(t testing.TB, master *Server) {
	t.Helper()
	s.Do(t, "REPLICAOF", "127.0.0.1", master.Port)
	c := s.client()
	defer shut(t, c)
	await(t, "the replica", func(ctx context.Context) error {
		info, err := c.Info(ctx, "replication").Result()
		if err == nil && !strings.Contains(info, "master_link_status:up") {
			err = errors.New(info)
		}
		return err
	})
}

func (s *Server) client() *goredis.Client {
	return goredis.NewClient(&goredis.Options{Addr: s.Addr(), Protocol: 2, DisableIdentity: true})
}

func shut(t testing.TB, c *goredis.Client) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// await asks until there is no error.
func await(t testing.TB, what string, ask func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		err := ask(ctx)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s is not ready: %v", what, err)
		case <-time.After(again):
		}
	}
}

// Knows waits until a Sentinel knows that many replicas of a server.
func (s *Server) Knows(t testing.TB, name string, replicas int) {
	t.Helper()
	c := goredis.NewSentinelClient(&goredis.Options{Addr: s.Addr(), Protocol: 2})
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	await(t, "the Sentinel", func(ctx context.Context) error {
		known, err := c.Replicas(ctx, name).Result()
		if err == nil && (len(known) != replicas || known[0]["master-link-status"] != "ok") {
			err = fmt.Errorf("it knows the replicas %v", known)
		}
		return err
	})
}

// Holds waits until a stream has so many entries here: a write that one replica
// has confirmed may still be on its way to another.
func (s *Server) Holds(t testing.TB, key string, entries int64) {
	t.Helper()
	c := s.client()
	defer shut(t, c)
	await(t, s.Addr(), func(ctx context.Context) error {
		n, err := c.XLen(ctx, key).Result()
		if err == nil && n != entries {
			err = fmt.Errorf("%s has %d entries, not %d", key, n, entries)
		}
		return err
	})
}

// NewMaster waits until one of some replicas has become the one that is written
// to and the others follow it.
func NewMaster(t testing.TB, replicas ...*Server) (master *Server) {
	t.Helper()
	await(t, "the new master", func(ctx context.Context) error {
		master = nil
		for _, s := range replicas {
			info, err := s.info(ctx, t)
			if err != nil {
				return err
			}
			if strings.Contains(info, "role:master") && strings.Contains(info, fmt.Sprintf("connected_slaves:%d", len(replicas)-1)) {
				master = s
			}
		}
		if master == nil {
			return errors.New("none of the replicas has become it")
		}
		return nil
	})
	return master
}

func (s *Server) info(ctx context.Context, t testing.TB) (string, error) {
	t.Helper()
	c := s.client()
	defer shut(t, c)
	return c.Info(ctx, "replication").Result()
}
