package redis_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"magbot/store"
	"magbot/store/redis"
	"magbot/store/redis/redistest"
	"magbot/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// communities numbers the key spaces, so that many tests share a server.
var communities atomic.Uint64

func newCommunity() string { return fmt.Sprintf("c-%d", communities.Add(1)) }

func TestStore(t *testing.T) {
	server := redistest.Start(t)
	storetest.Run(t, func(t *testing.T) storetest.Harness { return harness(t, server, "redis") })
}

func TestStoreOnACluster(t *testing.T) {
	server := redistest.StartCluster(t)
	storetest.Run(t, func(t *testing.T) storetest.Harness { return harness(t, server, "redis-cluster") })
}

func harness(t *testing.T, server *redistest.Server, scheme string) storetest.Harness {
	p := &place{server: server, community: newCommunity(), scheme: scheme}
	s := p.open(t)
	p.first = s
	return storetest.Harness{
		Kind:   storetest.Server,
		Store:  s,
		Reopen: p.reopen,
		Share:  func(t *testing.T) store.Store { return p.open(t) },
		Tamper: p.tamper,
		Lose:   p.lose,
		Fill:   p.fill,
	}
}

// place is a community on a server.
type place struct {
	server    *redistest.Server
	community string
	scheme    string
	first     *redis.Store
}

// url of the place; a cluster of one server has no replica to confirm.
func (p *place) url() string {
	query := ""
	if p.scheme != "redis" {
		query = "&replicas=0"
	}
	return strings.Replace(p.server.URL(p.community, query), "redis://", p.scheme+"://", 1)
}

func (p *place) open(t *testing.T) *redis.Store { return openURL(t, p.url()) }

func openURL(t *testing.T, url string) *redis.Store {
	t.Helper()
	s, err := tryURL(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shut(t, s) })
	return s
}

func tryURL(ctx context.Context, url string) (*redis.Store, error) {
	config, err := redis.ParseURL(url)
	if err != nil {
		return nil, err
	}
	return redis.Open(ctx, config)
}

func shut(t *testing.T, s *redis.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// reopen kills the server and starts it again, too.
func (p *place) reopen(t *testing.T) store.Store {
	shut(t, p.first)
	p.server.Kill(t)
	p.server.Again(t)
	p.first = p.open(t)
	return p.first
}

// raw is a connection behind the store's back.
func (p *place) raw(t *testing.T) goredis.UniversalClient {
	t.Helper()
	c := goredis.UniversalClient(goredis.NewClient(&goredis.Options{Addr: p.server.Addr()}))
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// key is where a record lies, as doc.go says.
func (p *place) key(name string) string { return "magbot:{" + p.community + "}:" + name }

func (p *place) tamper(t *testing.T, stream store.Stream, version store.Version, change func(*store.Record)) store.Store {
	t.Helper()
	c, key := p.raw(t), p.key("record:"+string(stream))
	entries, err := c.XRange(t.Context(), key, "-", "+").Result()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Del(t.Context(), key).Err(); err != nil {
		t.Fatal(err)
	}
	for i, m := range entries {
		r := store.Record{
			Version: store.Version(i + 1),
			Prev:    store.Hash([]byte(m.Values["p"].(string))), Hash: store.Hash([]byte(m.Values["h"].(string))), Body: []byte(m.Values["b"].(string)),
		}
		if r.Version == version {
			change(&r)
		}
		args := &goredis.XAddArgs{Stream: key, ID: m.ID, Values: []any{"p", r.Prev[:], "h", r.Hash[:], "b", r.Body}}
		if err := c.XAdd(t.Context(), args).Err(); err != nil {
			t.Fatal(err)
		}
	}
	return p.first
}

func (p *place) lose(t *testing.T, stream store.Stream, version store.Version) store.Store {
	t.Helper()
	n, err := p.raw(t).XDel(t.Context(), p.key("record:"+string(stream)), fmt.Sprintf("0-%d", version)).Result()
	if err != nil || n != 1 {
		t.Fatalf("removed %d entries: %v", n, err)
	}
	return p.first
}

// fill leaves the server little memory.
func (p *place) fill(t *testing.T, body func(t *testing.T, s store.Store, free func(t *testing.T))) {
	s := p.open(t)
	limit := func(t *testing.T, bytes int64) {
		t.Helper()
		if err := p.raw(t).ConfigSet(t.Context(), "maxmemory", fmt.Sprint(bytes)).Err(); err != nil {
			t.Fatal(err)
		}
	}
	defer limit(t, 0)
	limit(t, p.used(t)+2<<20)
	body(t, s, func(t *testing.T) { limit(t, 0) })
}

func (p *place) used(t *testing.T) int64 {
	t.Helper()
	info, err := p.raw(t).InfoMap(t.Context(), "memory").Result()
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	if _, err := fmt.Sscan(info["Memory"]["used_memory"], &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// filled appends records to a stream and gives its end.
func filled(t *testing.T, s store.Store, head store.Head, bodies ...string) store.Head {
	t.Helper()
	for _, body := range bodies {
		next, err := added(t.Context(), s, head, body)
		if err != nil {
			t.Fatal(err)
		}
		head = next
	}
	return head
}

func added(ctx context.Context, s store.Log, head store.Head, body string) (store.Head, error) {
	r := store.Chain(head.Stream, head.Version, head.Hash, []byte(body))[0]
	err := s.Append(ctx, head.Stream, head.Version, r)
	return store.Head{Stream: head.Stream, Version: r.Version, Hash: r.Hash}, err
}

// contents are the bodies of the stream "work", up to the first error.
func contents(ctx context.Context, s store.Log) (bodies []string, err error) {
	for r, err := range s.Read(ctx, "work", 0) {
		if err != nil {
			return bodies, err
		}
		bodies = append(bodies, string(r.Body))
	}
	return bodies, nil
}

// wantLost fails unless err is a LostError, which is a ChainError too.
func wantLost(t *testing.T, what string, err error) {
	t.Helper()
	if _, is := errors.AsType[*redis.LostError](err); !is {
		t.Fatalf("%s: got %v, want a LostError", what, err)
	}
	if _, chained := errors.AsType[*store.ChainError](err); !chained {
		t.Errorf("%s: the error is no ChainError", what)
	}
}

// soon is a context for what must not take long.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}
