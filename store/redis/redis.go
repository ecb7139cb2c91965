package redis

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"magbot/store"
	"magbot/store/internal/bell"
)

const (
	format  = "1"       // of the keys in doc.go
	filling = "filling" // stands there instead while a record is moved here

	// patience is how long something is tried again while the server is away: a
	// restart or a failover takes seconds.
	patience = 10 * time.Second
	// margin is how much longer than the replicas a server may take to answer.
	margin = 5 * time.Second
)

//go:embed append.lua
var appendScript string

// Store is a store.Store in Redis.
type Store struct {
	config Config
	client goredis.UniversalClient
	add    *goredis.Script
	keep   *goredis.Script // for Keys
	erase  *goredis.Script // for Keys
	writer [8]byte         // drawn: who appended what
	sight  sight
	looks  looks
	bell   bell.Bell

	closed   atomic.Bool
	once     sync.Once
	shut     error
	ctx      context.Context //nolint:containedctx // ends when the store is closed
	cancel   context.CancelFunc
	tailOnce sync.Once
	mu       sync.Mutex // keeps Close from waiting before a goroutine is counted
	wait     sync.WaitGroup
	warnings []string
}

var (
	_ store.Store  = (*Store)(nil)
	_ store.Shared = (*Store)(nil)
)

// Open connects to the server that a URL names, and checks its settings. Errors
// that a person can mend are *SettingsError, *AccessError and *LostError.
func Open(ctx context.Context, config Config) (*Store, error) {
	quiet()
	s := &Store{
		config: config, client: config.connect(), add: goredis.NewScript(appendScript),
		keep: goredis.NewScript(keepScript), erase: goredis.NewScript(eraseScript),
	}
	if _, err := rand.Read(s.writer[:]); err != nil {
		return nil, fmt.Errorf("draw random bytes: %w", err)
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(s.explain("open "+config.String(), err), s.Close())
	}
	return s, nil
}

// quiet keeps go-redis from writing to standard error by itself: what goes wrong
// is an error of ours, and an address is nobody else's business.
var quiet = sync.OnceFunc(func() { goredis.SetLogger(silent{}) })

type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

// connect makes the client; nothing is sent yet. go-redis is not to send a
// command again by itself: an append that was carried out would then seem to
// have lost against itself.
func (c Config) connect() goredis.UniversalClient {
	const never, plain = -1, 2 // plain: no messages in between that nobody asked for
	read := max(margin, c.Wait+margin)
	switch {
	case c.sentinel != nil:
		o := *c.sentinel
		o.MaxRetries, o.Protocol, o.ContextTimeoutEnabled = never, plain, true
		o.ReadTimeout = max(o.ReadTimeout, read)
		return goredis.NewFailoverClient(&o)
	case c.cluster != nil:
		o := *c.cluster
		o.MaxRetries, o.Protocol, o.ContextTimeoutEnabled = never, plain, true
		o.ReadTimeout = max(o.ReadTimeout, read)
		o.ReadOnly, o.RouteByLatency, o.RouteRandomly = false, false, false // a replica may be behind
		return goredis.NewClusterClient(&o)
	}
	o := *c.single
	o.MaxRetries, o.Protocol, o.ContextTimeoutEnabled = never, plain, true
	o.ReadTimeout = max(o.ReadTimeout, read)
	return goredis.NewClient(&o)
}

func (s *Store) open(ctx context.Context) error {
	if err := s.sight.remember(s.config); err != nil {
		return err
	}
	if s.config.ReadOnly { // a replica that confirms would have to be written to
		s.config.Replicas = 0
	}
	var err error
	if s.warnings, err = s.inspect(ctx); err != nil {
		return err
	}
	err = s.again(ctx, func(bool) error {
		if err := s.prepare(ctx); err != nil {
			return err
		}
		return s.take(ctx)
	})
	if err != nil {
		return err
	}
	s.run(s.keepSight)
	return nil
}

// prepare marks a new key space, and refuses one of another format or one that
// waits for the rest of its record.
func (s *Store) prepare(ctx context.Context) error {
	found, err := s.client.Get(ctx, s.key("format")).Result()
	fresh := errors.Is(err, goredis.Nil)
	if err != nil && !fresh {
		return err
	}
	switch {
	case s.config.Filling && (fresh || found == filling):
		return s.mark(ctx, fresh, filling)
	case s.config.Filling:
		return s.vacant(ctx)
	case found == filling:
		return fmt.Errorf("%s holds a part of a record: moving it here was broken off, so run the same magbot migrate again", s.config)
	case fresh && s.config.ReadOnly:
		return fmt.Errorf("%s holds no record of the community %q: name another with community=NAME", s.config, s.config.Community)
	case fresh:
		return s.mark(ctx, fresh, format)
	case found != format:
		return fmt.Errorf("it has the format %q and this release reads %q: use the release that wrote it", found, format)
	}
	return nil
}

func (s *Store) mark(ctx context.Context, fresh bool, as string) error {
	if !fresh {
		return nil
	}
	return s.client.SetNX(ctx, s.key("format"), as, 0).Err()
}

// vacant takes a key space that was used to be filled, if nothing is in it.
func (s *Store) vacant(ctx context.Context) error {
	n, err := s.client.HLen(ctx, s.key("heads")).Result()
	if err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("%s holds a record already, of %d streams: name another place for this one with community=NAME", s.config, n)
	}
	return s.client.Set(ctx, s.key("format"), filling, 0).Err()
}

// Filled says that the whole record is here now: everybody may open it.
func (s *Store) Filled(ctx context.Context) error {
	err := s.again(ctx, func(bool) error { return s.client.Set(ctx, s.key("format"), format, 0).Err() })
	if err == nil {
		err = s.again(ctx, func(bool) error { return s.confirm(ctx) })
	}
	return s.explain("finish the record that was moved here", err)
}

// key is a key of the community; all have the same hash tag.
func (s *Store) key(name string) string { return "magbot:{" + s.config.Community + "}:" + name }

func (s *Store) recordKey(stream store.Stream) string { return s.key("record:" + string(stream)) }

// String is the URL without passwords.
func (s *Store) String() string { return s.config.String() }

// Warnings are the settings of the server that Open found daring, though not
// enough to refuse them: each a sentence with the line to change.
func (s *Store) Warnings() []string { return s.warnings }

// run starts a goroutine that Close waits for, unless the store is closed.
func (s *Store) run(do func(context.Context)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed.Load() {
		return false
	}
	s.wait.Go(func() { do(s.ctx) })
	return true
}

// Close ends what waits, and the connections.
func (s *Store) Close() error {
	s.once.Do(func() {
		s.mu.Lock()
		s.closed.Store(true)
		s.mu.Unlock()
		s.cancel()
		s.bell.Ring()
		err := s.client.Close()
		s.wait.Wait()
		s.shut = errors.Join(err, s.sight.save())
	})
	if s.shut != nil {
		return fmt.Errorf("close %s: %w", s.config, s.shut)
	}
	return nil
}

// usable says whether the store can be asked at all.
func (s *Store) usable(ctx context.Context) error {
	if s.closed.Load() {
		return store.ErrClosed
	}
	return ctx.Err()
}

// conn is one connection, to the server that has the keys.
func (s *Store) conn(ctx context.Context) (*goredis.Conn, error) {
	switch c := s.client.(type) {
	case *goredis.Client:
		return c.Conn(), nil
	case *goredis.ClusterClient:
		node, err := c.MasterForKey(ctx, s.key("order"))
		if err != nil {
			return nil, err
		}
		return node.Conn(), nil
	}
	return nil, fmt.Errorf("a client of the kind %T", s.client)
}

// again does something until it is clear what came of it, the server has been
// away for too long, or ctx ends. do is told whether it is another try.
func (s *Store) again(ctx context.Context, do func(repeat bool) error) error {
	const first, longest = 20 * time.Millisecond, time.Second
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errPatience)
	defer cancel()
	for pause, repeat := first, false; ; pause, repeat = min(2*pause, longest), true {
		err := do(repeat)
		if !unclear(err) || s.closed.Load() {
			return err
		}
		if c, is := s.client.(*goredis.ClusterClient); is {
			c.ReloadState(ctx) // the keys may have moved
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-s.ctx.Done():
		case <-ctx.Done():
			if errors.Is(context.Cause(ctx), errPatience) {
				timer.Stop()
				return err
			}
			err = errors.Join(ctx.Err(), err)
			timer.Stop()
			return err
		}
	}
}

var errPatience = errors.New("the server was away for too long")
