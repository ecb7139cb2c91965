package room

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"time"

	"magbot/adapters/browser"
	"magbot/adapters/kept"
	"magbot/bot"
	"magbot/bot/lang"
)

// Words are the room's own sentences, for lang.Load.
//
//go:embed words.en.toml
var Words embed.FS

// Config is what a room needs. Everything but Commands, Look, Counter and Logger
// is required.
type Config struct {
	Bot     Bot
	Door    Door
	Claim   Claimer // nil where a community cannot be claimed in the room
	Counter Counter // nil where nothing is counted
	Log     Log
	Sealer  kept.Sealer
	Words   *lang.Catalogue // holds Words of this package
	Now     func() time.Time
	// Name is the community's, shown above the channels.
	Name string
	// Origin is how browsers reach the room: "http://127.0.0.1:8080",
	// "https://room.example.org". Plain http is for loopback names alone.
	Origin   string
	Channels []Channel // at least one; the first is where people arrive
	// Commands lists what a person may do, for the palette and for "/".
	Commands func(ctx context.Context, person bot.PersonID) ([]Command, error)
	// Look is the path of the command by which people ask others to look at a
	// message: its arguments "about", "message" and "words" are filled in with the
	// message's author, place and text. Without it messages have no such link.
	Look   string
	Logger *slog.Logger // never sees the content of a message; nil for none
	// Around stands between the listener and the room's pages, to count what
	// comes by; nil for none.
	Around func(http.Handler) http.Handler
}

// Room is a chat in a browser. It serves pages (Handler, Serve), shows what
// the bot delivers (Deliver), and stops with Close.
type Room struct {
	Config
	origin  *url.URL
	pages   *browser.Pages
	assets  browser.Assets
	handler http.Handler

	sessions *sessions
	limits   *browser.Limits

	mu       sync.Mutex
	channels []*conversation // as configured
	privates map[bot.PersonID]*conversation
	windows  map[*window]struct{}
	marks    map[mark]uint64 // read up to, in channels

	closing  chan struct{}
	unfollow context.CancelFunc
	once     sync.Once
	streams  sync.WaitGroup
}

type mark struct {
	person  bot.PersonID
	channel string
}

var channelID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// New makes a room and reads its channels and sessions from the log.
func New(ctx context.Context, c Config) (*Room, error) {
	origin, err := c.check()
	if err != nil {
		return nil, fmt.Errorf("room: %w", err)
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Room{
		Config: c, origin: origin,
		privates: map[bot.PersonID]*conversation{},
		windows:  map[*window]struct{}{},
		marks:    map[mark]uint64{},
		limits:   browser.NewLimits(),
		closing:  make(chan struct{}),
	}
	for _, ch := range c.Channels {
		conv := newConversation(ch.ID, "channel/"+ch.ID, "")
		if err := conv.load(ctx, c.Log); err != nil {
			return nil, fmt.Errorf("room: %w", err)
		}
		r.channels = append(r.channels, conv)
	}
	if r.sessions, err = loadSessions(ctx, c.Log, c.Now); err != nil {
		return nil, fmt.Errorf("room: %w", err)
	}
	if r.assets, err = browser.LoadAssets(files); err != nil {
		return nil, fmt.Errorf("room: %w", err)
	}
	if r.pages, err = browser.LoadPages(r.assets, "/assets/", files); err != nil {
		return nil, fmt.Errorf("room: %w", err)
	}
	r.handler = r.guard(r.routes())
	if c.Around != nil {
		r.handler = c.Around(r.handler)
	}
	following, end := context.WithCancel(context.WithoutCancel(ctx))
	r.unfollow = end
	r.streams.Add(1)
	go r.follow(following)
	return r, nil
}

func (c Config) check() (*url.URL, error) {
	if c.Bot == nil || c.Door == nil || c.Log == nil || c.Sealer == nil || c.Words == nil || c.Now == nil {
		return nil, errors.New("Bot, Door, Log, Sealer, Words and Now are required")
	}
	lacks, err := browser.Lacks(c.Words, Words, browser.Words)
	if err != nil {
		return nil, err
	}
	if lacks != "" {
		return nil, fmt.Errorf("the catalogue lacks %q: load room.Words and browser.Words into it", lacks)
	}
	if len(c.Channels) == 0 {
		return nil, errors.New("at least one channel is required")
	}
	known := map[string]bool{private: true}
	for _, ch := range c.Channels {
		if !channelID.MatchString(ch.ID) {
			return nil, fmt.Errorf("channel %q: use small letters, digits and hyphens, at most 40", ch.ID)
		}
		if known[ch.ID] {
			return nil, fmt.Errorf("channel %q is taken", ch.ID)
		}
		known[ch.ID] = true
	}
	return c.checkOrigin()
}

func (c Config) checkOrigin() (*url.URL, error) {
	u, err := browser.ReadOrigin(c.Origin)
	if err != nil {
		return nil, err
	}
	if !browser.Loopback(u.Hostname()) && c.Door.Rehearsal() {
		return nil, fmt.Errorf("origin %q: a rehearsal, in which anybody takes any seat, needs a loopback address", c.Origin)
	}
	return u, nil
}

// Platform is the name of the room in accounts and places.
func (r *Room) Platform() string { return "room" }

// Handler serves the room.
func (r *Room) Handler() http.Handler { return r.handler }

// Serve answers on the listener until ctx ends; then it closes the open windows
// and waits for what is in hand. A rehearsal is served on loopback alone.
func (r *Room) Serve(ctx context.Context, l net.Listener) error {
	if r.Door.Rehearsal() && !loopbackAddr(l.Addr()) {
		return fmt.Errorf("room: a rehearsal, in which anybody takes any seat, is not served on %s: use 127.0.0.1", l.Addr())
	}
	server := &http.Server{
		Handler:           r.handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(r.Logger.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	unhook := context.AfterFunc(ctx, func() {
		r.Close()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		stopped <- server.Shutdown(last)
	})
	defer unhook()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("room: %w", err)
	}
	if err := <-stopped; err != nil {
		return fmt.Errorf("close the room: %w", err)
	}
	return nil
}

// Close ends every open window and what follows the log, and waits for them. It
// may be called twice.
func (r *Room) Close() {
	r.once.Do(func() {
		close(r.closing)
		r.unfollow()
	})
	r.streams.Wait()
}

// Forget ends what a person has open: their sessions are over, and every other
// window draws its page anew, so that nothing of an erased person stays on a
// screen.
func (r *Room) Forget(ctx context.Context, person bot.PersonID) error {
	if err := r.sessions.endAll(ctx, person); err != nil {
		return fmt.Errorf("room: forget a person: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for w := range r.windows {
		w.reload.Store(true)
		w.wakeUp()
	}
	return nil
}

// conversation finds a channel, or the private conversation of the person.
func (r *Room) conversation(ctx context.Context, id string, person bot.PersonID) (*conversation, error) {
	if id == private {
		return r.private(ctx, person)
	}
	for _, c := range r.channels {
		if c.id == id {
			return c, nil
		}
	}
	return nil, errNoChannel
}

var errNoChannel = errors.New("no such channel")

// private gives a person's own conversation with the bot.
func (r *Room) private(ctx context.Context, person bot.PersonID) (*conversation, error) {
	r.mu.Lock()
	c, ok := r.privates[person]
	if !ok {
		c = newConversation(private, "person/"+url.PathEscape(string(person)), person)
		r.privates[person] = c
	}
	r.mu.Unlock()
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.loaded {
		return c, nil
	}
	err := c.load(ctx, r.Log)
	return c, err
}

// changed wakes the windows that may see the conversation.
func (r *Room) changed(c *conversation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for w := range r.windows {
		if c.person == "" || c.person == w.person {
			w.wakeUp()
		}
	}
}

// write appends an entry to a conversation and tells the windows.
func (r *Room) write(ctx context.Context, c *conversation, l logged) (number uint64, again bool, err error) {
	return r.compose(ctx, c, func() (logged, error) { return l, nil })
}

// mostTries bounds how often an entry is written again because another process
// was first: each time, that one has got something in.
const mostTries = 1000

// compose is write for an entry that depends on what the conversation holds: it
// is made anew when another process was first.
func (r *Room) compose(ctx context.Context, c *conversation, entry func() (logged, error)) (number uint64, again bool, err error) {
	for range mostTries {
		after, _ := c.ends() // before the entry is made: what comes meanwhile may change it
		l, err := entry()
		if err != nil {
			return 0, false, err
		}
		number, again, err = c.append(ctx, r.Log, after, l)
		if err == nil && again {
			return number, again, nil
		}
		if err == nil || errors.Is(err, kept.ErrMoved) {
			r.changed(c)
		}
		if !errors.Is(err, kept.ErrMoved) {
			return number, again, err
		}
	}
	return 0, false, fmt.Errorf("write to the room's log %s: %w", c.log, kept.ErrMoved)
}

// followAgain is how long after an error the log is followed again.
const followAgain = 5 * time.Second

// follow takes in what other processes write, and shows it.
func (r *Room) follow(ctx context.Context) {
	defer r.streams.Done()
	for ctx.Err() == nil {
		for end, err := range r.Log.Follow(ctx) {
			if err == nil {
				err = r.takeIn(ctx, end)
			}
			if err != nil {
				if ctx.Err() == nil {
					r.Logger.Error("follow the room's log", "channel", end.Channel, "error", err)
				}
				break
			}
		}
		timer := time.NewTimer(followAgain)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// takeIn folds what a channel holds up to an entry, unless it is known.
func (r *Room) takeIn(ctx context.Context, end End) error {
	if end.Channel == sessionLog {
		return r.sessions.catchUp(ctx, end.Number)
	}
	c := r.held(end.Channel)
	if c == nil {
		return nil // nobody here has looked at it yet
	}
	if last, _ := c.ends(); last >= end.Number {
		return nil
	}
	c.writing.Lock()
	err := c.load(ctx, r.Log)
	c.writing.Unlock()
	if err == nil {
		r.changed(c)
	}
	return err
}

// held finds the conversation of a channel of the log that this room has open.
func (r *Room) held(log string) *conversation {
	for _, c := range r.channels {
		if c.log == log {
			return c
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.privates {
		if c.log == log {
			return c
		}
	}
	return nil
}
