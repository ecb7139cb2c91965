package web

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"magbot/adapters/browser"
	"magbot/bot"
	"magbot/bot/lang"
)

// Path is where the pages are, under their origin.
const Path = "/cases/"

// Words are the sentences of the pages, for lang.Load.
//
//go:embed words.en.toml
var Words embed.FS

//go:embed assets pages/*.html
var files embed.FS

// Bot decides what people press and fill in, and shows what they may see.
type Bot interface {
	// Handle decides an input and records it, refuses it in the answer, or answers a
	// question. An error means that nobody knows whether it was recorded.
	Handle(ctx context.Context, in bot.Input) (bot.Answer, error)
	// Form gives the form of the command that in.Intent calls.
	Form(ctx context.Context, in bot.Input) (bot.Answer, error)
}

// Door says who may come in.
type Door interface {
	// Open uses up the token of a link, and opens a session whose token is the second.
	// A *lang.Error is shown to the person.
	Open(ctx context.Context, link, session string) error
	// Session gives who sits behind a token now; ErrOver when nobody may.
	Session(ctx context.Context, token string) (Visitor, error)
}

// ErrOver is the error of a Door for a token behind which nobody may sit.
var ErrOver = errors.New("no such session")

// Visitor is somebody who has come in.
type Visitor struct {
	Person   bot.PersonID
	Name     string
	Language bot.Language
	Zone     *time.Location // nil when unknown
	Session  string         // the name of this session
	Sessions []Session      // all that the person has open, the newest first
}

// Session is one way in that is open.
type Session struct {
	Name   string
	Opened time.Time
	Until  time.Time
}

// Act is a command about a case that its page offers.
type Act struct {
	Path string // "conduct note"
	Help string // one line: what it does
}

// Config is what the pages need. Everything but Logger is required.
type Config struct {
	Bot   Bot
	Door  Door
	Words *lang.Catalogue // holds Words of this package, and of package browser
	Now   func() time.Time
	// Name is the community's.
	Name string
	// Origin is how browsers reach the pages, such as "https://room.example.org".
	// Plain http is for loopback names alone.
	Origin string
	// Platform is where people act from: one on which everybody on the roster has an
	// account.
	Platform string
	// Acts lists what can be done about a case, in a reader's words. Nothing else can
	// be asked for here.
	Acts   func(words *lang.Printer) []Act
	Logger *slog.Logger // never sees content, names or tokens; nil for none
}

// Pages serves the page of cases.
type Pages struct {
	Config
	origin  *url.URL
	pages   *browser.Pages
	assets  browser.Assets
	limits  *browser.Limits
	handler http.Handler

	mu      sync.Mutex
	flashes map[string][]flash // by session: answers that wait for the next page
}

// flash is an answer that waits for the next page of its session.
type flash struct {
	answer bot.Answer
	text   string // a sentence of the page instead
}

const (
	// mostFlashes and mostWaiting bound what waits for pages that nobody asks for.
	mostFlashes = 20
	mostWaiting = 1000
)

// New makes the pages.
func New(c Config) (*Pages, error) {
	if c.Bot == nil || c.Door == nil || c.Words == nil || c.Now == nil || c.Acts == nil || c.Platform == "" {
		return nil, errors.New("web: Bot, Door, Words, Now, Acts and Platform are required")
	}
	lacks, err := browser.Lacks(c.Words, Words, browser.Words)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if lacks != "" {
		return nil, fmt.Errorf("web: the catalogue lacks %q: load web.Words and browser.Words into it", lacks)
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	p := &Pages{Config: c, limits: browser.NewLimits(), flashes: map[string][]flash{}}
	if p.origin, err = browser.ReadOrigin(c.Origin); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if p.assets, err = browser.LoadAssets(files); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if p.pages, err = browser.LoadPages(p.assets, Path+"assets/", files); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	p.handler = browser.Guard{Origin: p.origin, Foreign: p.foreign, Elsewhere: p.elsewhere}.Before(p.routes())
	return p, nil
}

// ServeHTTP answers everything below Path.
func (p *Pages) ServeHTTP(w http.ResponseWriter, req *http.Request) { p.handler.ServeHTTP(w, req) }

func (p *Pages) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"assets/{file}", p.asset)
	mux.HandleFunc("GET "+Path+"in/{token}", p.showLink)
	mux.HandleFunc("POST "+Path+"in", p.useLink)
	mux.HandleFunc("GET "+Path+"{$}", p.inside(p.list))
	mux.HandleFunc("GET "+Path+"case/{name}", p.inside(p.one))
	mux.HandleFunc("GET "+Path+"case/{name}/form", p.inside(p.form))
	mux.HandleFunc("POST "+Path+"case/{name}/call", p.inside(p.call))
	mux.HandleFunc("GET "+Path+"find", p.inside(p.find))
	mux.HandleFunc("GET "+Path+"sessions", p.inside(p.sessions))
	mux.HandleFunc("POST "+Path+"end", p.inside(p.end))
	mux.HandleFunc("/", p.inside(func(w http.ResponseWriter, req *http.Request, v visit) { p.missing(w, req, v) }))
	return mux
}

func (p *Pages) keep(session string, f flash) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.flashes) >= mostWaiting {
		clear(p.flashes)
	}
	list := append(p.flashes[session], f)
	p.flashes[session] = list[max(0, len(list)-mostFlashes):]
}

func (p *Pages) take(session string) []flash {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.flashes[session]
	delete(p.flashes, session)
	return list
}
