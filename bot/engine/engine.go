package engine

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"magbot/bot"
	"magbot/bot/house"
	"magbot/store"
)

// Rules is what a fold asks of the features.
type Rules interface {
	Apply(s *bot.State, m bot.Meta, e bot.Event)
}

// Platform is one place to put messages. Deliver may be called again with the
// same Delivery.ID after a crash and should then not show it twice.
type Platform interface {
	Platform() string
	Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error)
}

// Forgetter is a Platform that keeps something of a person itself: sessions,
// pages that are open. It is told when the person was erased, maybe twice.
type Forgetter interface {
	Forget(ctx context.Context, person bot.PersonID) error
}

// Conductor is a Platform that can let people be heard in a voice channel, or not.
// An error is tried again; what somebody must grant first is told elsewhere and is
// none.
type Conductor interface {
	Conduct(ctx context.Context, stage bot.Stage) error
}

// Lister is a Platform that knows who can read a channel, at the moment it is asked.
type Lister interface {
	Members(ctx context.Context, place bot.Place) (bot.Members, error)
}

// Recaller is a Platform that can give what was said around a message, in order, no
// more than Most.
type Recaller interface {
	Around(ctx context.Context, around bot.Around) ([]bot.Said, error)
}

// Enforcer is a Platform that can do something with a message, or with a person who
// writes there. What was done before is no error.
type Enforcer interface {
	Act(ctx context.Context, act bot.Act) error
}

// Config says what an engine runs on. Store, Keys and House are required.
type Config struct {
	Store  store.Store
	Keys   Keys
	House  *house.House
	Now    func() time.Time // time.Now when nil
	Random io.Reader        // crypto/rand when nil
	Logger *slog.Logger     // silent when nil; never given the content of a message
	// Sweep is how often everything is looked at again that a timer or a failure
	// may have left behind; 30 seconds when 0. What is due is not waited for by it.
	Sweep time.Duration
	// Paused keeps everything in the record from being posted, for a store that
	// was restored or imported, until Resume.
	Paused bool
	// Cache makes the next start quicker; there is none when nil. Release names
	// the build that folds: what another one has cached is not used.
	Cache   Cache
	Release string
}

// Engine runs one community.
type Engine struct {
	store  store.Store
	house  *house.House
	codec  codec
	now    func() time.Time
	random io.Reader
	log    *slog.Logger

	cache   Cache
	release string

	wakeMu sync.Mutex // held while a stream is woken; taken before mu

	mu      sync.RWMutex // guards the maps and every durable fold
	streams map[bot.StreamID]*stream
	rest    *rest

	restedAnew atomic.Bool // some stream was folded at the start and found to rest
	platforms  map[string]Platform
	expected   map[string]bool // platforms that will be attached

	outbox *outbox
	clock  *clock

	followMu sync.Mutex
	followed store.Position      // all up to here is taken in
	moved    chan struct{}       // closed when more is
	brought  map[store.Head]bool // the ends, without hash, of own appends that were not told of yet
	strange  uint64              // how many decisions of others the record has told of
	company  atomic.Int64        // for how many batches it is asked first what others have recorded

	flightMu sync.Mutex
	flight   map[causeSum]chan struct{} // inputs under way; closed when they are decided

	ctx    context.Context //nolint:containedctx // ends when the engine stops; what the engine itself starts lives as long
	cancel context.CancelFunc
	last   context.Context //nolint:containedctx // outlives the stop, for the receipts of what was posted by then
	lifeMu sync.Mutex
	life   life
	wait   sync.WaitGroup // who is at work; joined only while the engine runs
}

// life is how far an engine has come.
type life int

const (
	made life = iota
	running
	stopped
)

// ErrNotRunning is the error for an input that comes before Start or after
// Stop. Nothing was recorded.
var ErrNotRunning = errors.New("magbot is not running at the moment; nothing was changed")

// stream is what the engine holds of one stream.
type stream struct {
	id   bot.StreamID
	seen *fold // durable; guarded by Engine.mu

	write sync.Mutex // held by who decides
	next  *fold      // guarded by write; nil when it must be computed anew
	// veiled are the causes that no record holds (bot.Decision.Veiled), by the
	// version of theirs, as far as this process has decided them; guarded by write.
	veiled map[causeSum]uint64

	queueMu sync.Mutex
	queue   []*job
	leading bool
}

// New makes an engine; Start folds the record and begins to work.
func New(c Config) (*Engine, error) {
	if c.Store == nil || c.Keys == nil || c.House == nil {
		return nil, errors.New("an engine needs a store, keys and a house")
	}
	e := &Engine{
		store: c.Store, house: c.House, now: c.Now, random: c.Random, log: c.Logger,
		codec: codec{keys: c.Keys, types: c.House.EventType},
		cache: c.Cache, release: c.Release,
		streams: map[bot.StreamID]*stream{}, rest: newRest(), platforms: map[string]Platform{}, expected: map[string]bool{},
		flight: map[causeSum]chan struct{}{}, moved: make(chan struct{}), brought: map[store.Head]bool{},
	}
	if e.now == nil {
		e.now = time.Now
	}
	if e.random == nil {
		e.random = rand.Reader
	}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	e.ctx, e.cancel = context.WithCancel(context.Background())
	e.last = context.WithoutCancel(e.ctx)
	e.outbox = newOutbox(e, c.Keys, c.Paused)
	e.clock = newClock(e, c.Sweep)
	return e, nil
}

// Attach adds a platform, and posts there what is pending.
func (e *Engine) Attach(p Platform) {
	e.mu.Lock()
	e.platforms[p.Platform()] = p
	e.mu.Unlock()
	if e.lives() == running {
		e.outbox.sweep()
	}
}

// Expect says that platforms will be attached which are not yet: what is for
// somebody there waits for them, and goes to no other account of that person.
func (e *Engine) Expect(platforms ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, name := range platforms {
		e.expected[name] = true
	}
}

// HeapGrowth is by how much, in percent, the heap of a process that serves is let
// grow before garbage is collected: what an engine keeps is some tens of megabytes,
// and to collect less often saves a sixth of the processor time of a vote. Whoever
// sets GOGC decides otherwise.
const HeapGrowth = 400

const receiptsPrefix = "receipts/"

// receiptsOf names the companion stream that holds a stream's receipts.
func receiptsOf(id bot.StreamID) store.Stream { return store.Stream(receiptsPrefix + id) }

// receiptsFor tells whose receipts a companion stream holds.
func receiptsFor(s store.Stream) (bot.StreamID, bool) {
	id, ok := strings.CutPrefix(string(s), receiptsPrefix)
	return bot.StreamID(id), ok
}

// Decided reports whether a stream holds decisions, unlike the receipts and
// what a platform keeps for itself.
func Decided(s store.Stream) bool {
	for _, kept := range []string{receiptsPrefix, "room/", "slack/", "discord/"} {
		if strings.HasPrefix(string(s), kept) {
			return false
		}
	}
	return true
}

// Receipts reports whether a stream holds receipts of what was posted.
func Receipts(s store.Stream) bool { return strings.HasPrefix(string(s), receiptsPrefix) }

// Start folds every stream that does not rest, performs what is pending, and lets the clock in.
// When it returns an error nothing is running.
func (e *Engine) Start(ctx context.Context) error {
	if e.lives() != made {
		return errors.New("an engine is started once")
	}
	if err := e.Fold(ctx); err != nil {
		return err
	}
	if err := e.eraseAgain(); err != nil {
		return err
	}
	e.lifeMu.Lock()
	if e.life == made {
		e.life = running
	}
	e.lifeMu.Unlock()
	e.run(e.follow)
	e.run(e.clock.run)
	e.outbox.sweep()
	return nil
}

// Fold computes the streams, so that Read can show them, and leaves it at
// that: nothing is decided, recorded or posted, as long as Start is not called.
func (e *Engine) Fold(ctx context.Context) error {
	if shared, ok := e.store.(store.Shared); ok { // what is folded below need not be followed
		var err error
		if e.followed, err = shared.Latest(ctx); err != nil {
			return fmt.Errorf("ask how far the record goes: %w", err)
		}
	}
	return e.adoptAll(ctx)
}

// adoptAll folds every stream that does not rest. The community comes first,
// because its erasures concern all others; these are folded side by side, as they
// share nothing.
func (e *Engine) adoptAll(ctx context.Context) error {
	if err := e.adopt(ctx, bot.CommunityStream); err != nil {
		return err
	}
	heads, err := e.heads(ctx)
	if err != nil {
		return err
	}
	restsBefore := e.cached()
	var wait sync.WaitGroup
	defer wait.Wait()
	free := make(chan error, runtime.GOMAXPROCS(0)) // a place for each at work, left with its error
	for range cap(free) {
		free <- nil
	}
	for id, head := range heads {
		if !Decided(head.Stream) || head.Stream == store.Stream(bot.CommunityStream) {
			continue
		}
		known, is := restsBefore[id]
		if is && known.head == head && known.receipts == receiptsHead(heads, id) {
			e.mu.Lock()
			e.rest.add(known)
			e.mu.Unlock()
			continue
		}
		if err := <-free; err != nil {
			return err
		}
		wait.Go(func() { free <- e.adopt(ctx, bot.StreamID(id)) })
	}
	for range cap(free) {
		if err := <-free; err != nil {
			return err
		}
	}
	if e.restedAnew.Load() {
		e.saveCache()
	}
	return nil
}

// heads lists where every stream ends.
func (e *Engine) heads(ctx context.Context) (map[store.Stream]store.Head, error) {
	heads := map[store.Stream]store.Head{}
	for head, err := range e.store.Streams(ctx, "") {
		if err != nil {
			return nil, fmt.Errorf("list the streams: %w", err)
		}
		heads[head.Stream] = head
	}
	return heads, nil
}

// receiptsHead is where the receipts of a stream end.
func receiptsHead(heads map[store.Stream]store.Head, id store.Stream) store.Head {
	name := receiptsOf(bot.StreamID(id))
	if head, has := heads[name]; has {
		return head
	}
	return store.Head{Stream: name}
}

// adopt folds one stream and its receipts; these first, so that an erasure which
// they show to be finished cannot have come after the fold. Of one that rests it
// keeps no more than that.
func (e *Engine) adopt(ctx context.Context, id bot.StreamID) error {
	l, err := loadLedger(ctx, e.store, e.codec.keys, id)
	if err != nil {
		return err
	}
	f, _, err := e.load(ctx, id)
	if err != nil {
		return err
	}
	if e.canRest(f, l) {
		e.restedAnew.Store(true)
		e.mu.Lock()
		e.rest.add(restedOf(f, l))
		e.mu.Unlock()
		return nil
	}
	e.outbox.hold(l)
	e.mu.Lock()
	e.streams[id] = &stream{id: id, seen: f}
	e.mu.Unlock()
	return nil
}

func (e *Engine) lives() life {
	e.lifeMu.Lock()
	defer e.lifeMu.Unlock()
	return e.life
}

// enter lets somebody in whom Stop waits for; e.wait.Done lets them out.
func (e *Engine) enter() bool {
	e.lifeMu.Lock()
	defer e.lifeMu.Unlock()
	if e.life != running {
		return false
	}
	e.wait.Add(1)
	return true
}

// run starts a goroutine that Stop waits for, unless Stop has been called.
func (e *Engine) run(do func(ctx context.Context)) bool {
	if !e.enter() {
		return false
	}
	go func() {
		defer e.wait.Done()
		do(e.ctx)
	}()
	return true
}

// Stop ends the clock and the outbox, and waits for them and for the inputs
// that are under way. What was decided is in the record; what was not yet
// performed is performed at the next Start. It may be called twice.
func (e *Engine) Stop() {
	e.lifeMu.Lock()
	e.life = stopped
	e.lifeMu.Unlock()
	e.cancel()
	e.wait.Wait()
}

// at gives the stream, woken when it rests, and made empty when there is none
// yet.
func (e *Engine) at(ctx context.Context, id bot.StreamID) (*stream, error) {
	e.mu.RLock()
	s := e.streams[id]
	e.mu.RUnlock()
	if s != nil {
		return s, nil
	}
	if err := e.wake(ctx, id); err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.streams[id] == nil {
		e.streams[id] = &stream{id: id, seen: newFold(id)}
	}
	return e.streams[id], nil
}

// view shows the durable streams, with here in place of one of them when a
// writer is ahead. e.mu must be held for as long as the view is used.
func (e *Engine) view(id bot.StreamID, here *bot.State, now time.Time) bot.View {
	state := func(id bot.StreamID) *bot.State {
		if here != nil && here.Stream == id {
			return here
		}
		if s := e.streams[id]; s != nil {
			return s.seen.state
		}
		if s := e.resting(id); s != nil {
			return s
		}
		return bot.NewState(id)
	}
	return bot.View{
		Now: now, Here: state(id), Community: state(bot.CommunityStream), Work: state(bot.WorkStream),
		Other: state, Named: e.namedLike, Reader: bot.Reader{Zone: time.UTC}, Print: e.house.Words().For("en"),
	}
}

// namedLike lists the streams in memory that have records, by name. e.mu must be
// held.
func (e *Engine) namedLike(prefix string) []bot.StreamID {
	var names []bot.StreamID
	for id, s := range e.streams {
		if strings.HasPrefix(string(id), prefix) && s.seen.state.Version > 0 {
			names = append(names, id)
		}
	}
	slices.Sort(names)
	return names
}

// Read lets look see the durable state of a stream as an account sees it. The
// view must not be kept. Read panics when the record of a stream that rests was
// damaged since the start, because what it would show instead is not so.
func (e *Engine) Read(id bot.StreamID, actor bot.Actor, place bot.Place, look func(bot.View)) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	v := e.view(id, nil, e.now().UTC())
	look(e.house.Seen(v, e.house.Actor(v, actor), place))
}

// fresh draws what Input.Fresh promises.
func (e *Engine) fresh() (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(e.random, b[:]); err != nil {
		return "", fmt.Errorf("draw random bytes: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}
