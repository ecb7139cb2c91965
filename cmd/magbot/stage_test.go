package main_test

import (
	"context"
	"errors"
	"net"
	"regexp"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/room"
	"magbot/adapters/storytest"
	"magbot/bot"
	"magbot/bot/chat"
	program "magbot/cmd/magbot"
	"magbot/store"
	"magbot/store/seal"
)

// The story on the browser room as serve wires it: people act and read by its
// pages, forms and events, and the record is that of every other stage.
func TestTheStoryInTheRoom(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := &roomStage{life: &life{data: data}, people: map[string]*guest{}}
		s.start(t)
		t.Cleanup(func() { s.end(t) })
		storytest.Tell(t, s)
	})
}

// roomStage is a magbot in this process, on a data folder of its own. Its time
// is that of a synctest bubble, in which weeks pass at once; a bubble has no
// network, so the room is reached by pipes instead of sockets. All else is what
// serve runs.
type roomStage struct {
	*life

	listener *pipes
	room     *room.Room
	served   chan error

	mu          sync.Mutex
	people      map[string]*guest // who has come in, by name
	secretariat *guest
}

// start opens the data folder. The room opens too, once there is a community,
// as magbot serve finds it after magbot init.
func (s *roomStage) start(t testing.TB) {
	t.Helper()
	s.begin(t, nil)
	if len(s.people) > 0 {
		s.open(t)
	}
}

func (s *roomStage) open(t testing.TB) {
	t.Helper()
	s.enter(t)
	s.engine.Attach(&mortalRoom{s.room, s.line})
	s.serve()
}

// enter opens the room as serve does, and serve lets people in.
func (s *roomStage) enter(t testing.TB) {
	t.Helper()
	s.listener = newPipes()
	var err error
	if s.room, err = program.OpenRoom(s.ctx, s.line, s.keys, s.engine, s.house, s.listener); err != nil {
		t.Fatal(err)
	}
}

func (s *roomStage) serve() {
	s.served = make(chan error, 1)
	go func(ctx context.Context, r *room.Room, l net.Listener, served chan<- error) {
		served <- r.Serve(ctx, l)
	}(s.ctx, s.room, s.listener, s.served)
}

// end cuts the bot off from its store and from everybody, in the middle of
// whatever it does, as kill -9 would; what is left of it is then taken away.
func (s *roomStage) end(t testing.TB) {
	t.Helper()
	if !s.cut() {
		return
	}
	s.hangUp()
	s.shut()
	s.leave(t)
	s.bury(t)
}

// hangUp ends all connections to a room that is open, while the bot is being shut.
func (s *roomStage) hangUp() {
	if s.room != nil {
		s.listener.hangUp()
		synctest.Wait() // the server would else poll for open connections, and time would pass
	}
}

// leave closes a room that is open.
func (s *roomStage) leave(t testing.TB) {
	t.Helper()
	if s.room == nil {
		return
	}
	s.room.Close()
	if err := <-s.served; err != nil {
		t.Errorf("the room ended with %v", err)
	}
	s.room = nil
}

// Kill implements storytest.Process.
func (s *roomStage) Kill(t testing.TB) {
	t.Helper()
	s.end(t)
	s.start(t)
}

// Record implements storytest.Process.
func (s *roomStage) Record(t testing.TB) (store.Store, *seal.Keyring) {
	t.Helper()
	synctest.Wait()
	s.end(t)
	return s.record(t)
}

// Now implements storytest.Clock.
func (*roomStage) Now() time.Time { return time.Now() }

// Sessions end after two weeks, so that nobody stays away longer than this.
const longestAway = 10 * 24 * time.Hour

// Advance lets time pass. Through days the bot is down and comes back an hour
// before; people sign in anew in between.
func (s *roomStage) Advance(t testing.TB, d time.Duration) {
	t.Helper()
	for d > 24*time.Hour {
		away := min(d, longestAway)
		s.Sleep(t, away-time.Hour)
		<-time.After(time.Hour)
		d -= away
	}
	<-time.After(d)
	synctest.Wait()
}

// Sleep implements storytest.Process.
func (s *roomStage) Sleep(t testing.TB, d time.Duration) {
	t.Helper()
	s.signInAnew(t)
	synctest.Wait()
	s.end(t)
	<-time.After(d)
	s.start(t)
	synctest.Wait()
}

var claimCode = regexp.MustCompile(`[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}`)

// Found implements storytest.People: the operator founds, and the Secretariat
// claims at the door.
func (s *roomStage) Found(t testing.TB, community, secretariat string) {
	t.Helper()
	operate(t, s.engine, "community found", "name", community)
	code := claimCode.FindString(operate(t, s.engine, "community claim-code"))
	s.secretariat = newGuest(t, s, secretariat)
	s.people[secretariat] = s.secretariat
	s.open(t)
	s.secretariat.claim(t, code)
}

// saidIn is what the paragraphs of a message say.
func saidIn(m chat.Message) string {
	said := ""
	for _, b := range m.Blocks {
		if p, ok := b.(chat.Paragraph); ok {
			for _, span := range p.Text {
				if words, ok := span.(chat.Plain); ok {
					said += string(words)
				}
				if words, ok := span.(chat.Strong); ok {
					said += string(words)
				}
			}
		}
	}
	return said
}

// mortalRoom is a room that takes no deliveries once the bot is dead.
type mortalRoom struct {
	*room.Room

	line *lifeline
}

func (r *mortalRoom) Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error) {
	if r.line.cut.Load() {
		return bot.Posted{}, errDead
	}
	return r.Room.Deliver(ctx, d)
}

// pipes is a loopback listener without a network.
type pipes struct {
	calls chan net.Conn
	gone  chan struct{}
	once  sync.Once

	mu   sync.Mutex
	open []net.Conn
}

func newPipes() *pipes { return &pipes{calls: make(chan net.Conn), gone: make(chan struct{})} }

var loopback = net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8737}

func (p *pipes) Addr() net.Addr { return &loopback }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.calls:
		return c, nil
	case <-p.gone:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.gone) })
	return nil
}

// dial calls whoever listens.
func (p *pipes) dial(ctx context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.calls <- far:
		p.mu.Lock()
		defer p.mu.Unlock()
		p.open = append(p.open, far)
		return near, nil
	case <-p.gone:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hangUp cuts every connection, as the end of a process does.
func (p *pipes) hangUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.open {
		_ = c.Close() // of a pipe, which never fails
	}
	p.open = nil
}

// dialed is dial for whoever dials a network.
func (p *pipes) dialed(ctx context.Context, _, _ string) (net.Conn, error) { return p.dial(ctx) }
