package discord

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/cenkalti/backoff/v5"
	"github.com/gorilla/websocket"

	"magbot/bot/lang"
)

// Why the gateway is watched from outside. The library (0.29.0) stays in Open for
// ever when op 7 comes before READY, notices a silent connection after minutes,
// and tries a refused token without end and without a word. So Open has a
// watchdog, the connection itself tells when it was last heard, and this package
// reconnects and reads the close code.

// Intents (topics/gateway, List of Intents).
const (
	intents        = 1<<0 | 1<<7 | 1<<9 | 1<<12 | 1<<16 | 1<<21 // guilds, voice states, messages there, direct messages, scheduled events, what AutoMod does
	intentContent  = 1 << 15
	mostStuck      = 20 // connections that could not be ended; then a new process must begin
	closeBadToken  = 4004
	closeBadIntent = 4014
)

// fatal are the close codes after which it makes no sense to come again
// (topics/opcodes-and-status-codes, Gateway Close Event Codes: Reconnect false).
var fatal = map[int]string{
	closeBadToken: "discord.cure-token", 4010: "discord.cure-gateway", 4011: "discord.cure-gateway", 4012: "discord.cure-gateway",
	4013: "discord.cure-gateway", closeBadIntent: "discord.cure-intents",
}

var (
	errStuck  = errors.New("the gateway did not answer in time")
	errSilent = errors.New("the gateway has fallen silent")
)

// cable is one connection to the gateway, as it is seen from beneath the library.
type cable struct {
	mu    sync.Mutex
	conn  net.Conn
	wrote atomic.Int64
	heard atomic.Int64
	dials func(ctx context.Context, network, address string) (net.Conn, error)
	all   *atomic.Int64 // when anything was last heard
	gone  chan struct{} // closed when the library has let the connection go
	once  sync.Once
}

type linked struct {
	net.Conn
	cable *cable
}

func (c *linked) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		now := time.Now().UnixNano()
		c.cable.heard.Store(now)
		c.cable.all.Store(now)
	}
	return n, err
}

func (c *linked) Write(b []byte) (int, error) {
	c.cable.wrote.Store(time.Now().UnixNano())
	return c.Conn.Write(b)
}

func (l *cable) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := l.dials(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn = conn
	return &linked{Conn: conn, cable: l}, nil
}

// cut ends the connection whatever the library does with it.
func (l *cable) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		_ = l.conn.Close() // it may be gone already
	}
}

func (l *cable) let() { l.once.Do(func() { close(l.gone) }) }

// silent reports whether something was written, a heartbeat at least, and nothing
// at all came back for so long.
func (l *cable) silent(patience time.Duration) bool {
	wrote, heard := l.wrote.Load(), l.heard.Load()
	return wrote > heard && time.Since(time.Unix(0, wrote)) > patience
}

// session is a session of the library with its connection.
type session struct {
	*discordgo.Session
	cable atomic.Pointer[cable]
}

// newSession makes one that neither reconnects nor retries by itself.
func (d *Discord) newSession() (*session, error) {
	lib, err := discordgo.New("Bot " + d.Token)
	if err != nil {
		return nil, fmt.Errorf("make a session: %w", err)
	}
	s := &session{Session: lib}
	lib.LogLevel = -1 // what the library logs may quote what people wrote
	lib.ShouldReconnectOnError, lib.ShouldRetryOnRateLimit, lib.StateEnabled = false, false, false
	lib.SyncEvents = true
	lib.Client = &http.Client{Transport: d.pacer, Timeout: d.Patience}
	lib.Identify.Intents = intents
	if d.reads {
		lib.Identify.Intents |= intentContent
	}
	lib.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		defer func() { d.broke(recover()) }()
		d.arrived(e.Type, e.RawData)
	})
	lib.AddHandler(func(_ *discordgo.Session, _ *discordgo.Disconnect) { s.cable.Load().let() })
	return s, nil
}

// fresh gives a session a new connection.
func (d *Discord) fresh(s *session) *cable {
	l := &cable{gone: make(chan struct{}), all: &d.alive, dials: d.Dial}
	if l.dials == nil {
		l.dials = (&net.Dialer{}).DialContext
	}
	s.cable.Store(l)
	s.Dialer = &websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: 20 * time.Second, NetDialContext: l.dial}
	return l
}

// Run declares the commands, receives what people do in Discord, and connects
// again whenever the connection ends, until the context does; then it returns
// nil. An error means that somebody has to do something first: it is a
// *lang.Error, and the same is told to Trouble.
func (d *Discord) Run(ctx context.Context) error {
	if !d.reads {
		d.tellTrouble(ctx, Trouble{Key: "content", Text: lang.T("discord.cure-content"), What: whatContent})
	} else {
		d.works(ctx, whatContent)
	}
	if err := d.declare(ctx); err != nil {
		d.report(ctx, "", err)
		d.Logger.Error("the commands could not be declared; those of before remain", "error", err)
	}
	var beside sync.WaitGroup
	running, end := context.WithCancel(ctx)
	defer beside.Wait()
	defer end()
	for _, do := range []func(context.Context){d.mirror, d.lookAtRoles} {
		beside.Go(func() {
			defer func() { d.broke(recover()) }()
			do(running)
		})
	}
	if err := d.stay(ctx); ctx.Err() == nil {
		return err
	}
	return nil
}

// stay connects again and again, until the context ends or nothing comes of it.
func (d *Discord) stay(ctx context.Context) error {
	again := backoff.NewExponentialBackOff()
	again.InitialInterval, again.MaxInterval = time.Second, time.Minute
	var s *session
	stuck := 0
	for {
		if s == nil {
			var err error
			if s, err = d.newSession(); err != nil {
				return err
			}
		}
		err := d.connect(ctx, s)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if said := lasting(err); said != nil {
			d.tellTrouble(ctx, Trouble{Key: said.Key, Text: said.Text, What: whatGateway})
			return said
		}
		if errors.Is(err, errStuck) {
			if stuck++; stuck > mostStuck {
				return fmt.Errorf("discord: %w, %d times: begin a new process", errStuck, stuck)
			}
			s = nil // it may never be used again
		}
		d.Logger.Warn("the gateway of Discord is connected again", "error", err)
		if err == nil || errors.Is(err, errSilent) { // it was connected
			stuck = 0
			again.Reset()
		}
		if err := sleep(ctx, again.NextBackOff()); err != nil {
			return err
		}
	}
}

// lasting says what to do about an end after which nothing comes of connecting
// again; nil for any other.
func lasting(err error) *lang.Error {
	closed, ok := errors.AsType[*websocket.CloseError](err)
	if !ok || fatal[closed.Code] == "" {
		return nil
	}
	return lang.Refuse(fatal[closed.Code], "code", closed.Code)
}

// connect opens a session and stays until it ends; nil when Discord ended it.
func (d *Discord) connect(ctx context.Context, s *session) error {
	l := d.fresh(s)
	opened := make(chan error, 1)
	go func() {
		defer func() { d.broke(recover()) }()
		opened <- s.Open()
	}()
	watchdog := time.NewTimer(d.Patience)
	defer watchdog.Stop()
	select {
	case err := <-opened:
		if err != nil {
			return fmt.Errorf("open the gateway: %w", err)
		}
	case <-watchdog.C:
		l.cut()
		return errStuck
	case <-ctx.Done():
		l.cut()
		return ctx.Err()
	}
	err := d.watch(ctx, l)
	l.cut() // the library then lets go of it, and tells so
	select {
	case <-l.gone:
	case <-time.After(d.Patience):
		return errStuck
	}
	return err
}

// watch returns when a connection has ended or fallen silent.
func (d *Discord) watch(ctx context.Context, l *cable) error {
	tick := time.NewTicker(max(d.Patience/10, 10*time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-l.gone:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if l.silent(d.Patience) {
				return errSilent
			}
		}
	}
}

// declare overwrites the commands when those of Discord are others.
func (d *Discord) declare(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	path := "/applications/" + d.application + "/commands"
	var listed jsonText
	if err := d.rest.do(ctx, request{method: http.MethodGet, path: path + "?with_localizations=true", route: path}, &listed); err != nil {
		return fmt.Errorf("list the commands: %w", err)
	}
	changed, err := d.manifest.changed(listed)
	if err != nil {
		return err
	}
	if !changed {
		return nil
	}
	body, err := d.manifest.body()
	if err != nil {
		return err
	}
	if err := d.rest.do(ctx, request{method: http.MethodPut, path: path, body: body}, nil); err != nil {
		return fmt.Errorf("declare the commands: %w", err)
	}
	return nil
}

// jsonText is an answer as it came.
type jsonText []byte

// UnmarshalJSON keeps the text.
func (t *jsonText) UnmarshalJSON(raw []byte) error {
	*t = append((*t)[:0], raw...)
	return nil
}
