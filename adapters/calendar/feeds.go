package calendar

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/time/rate"

	"magbot/bot"
	"magbot/bot/lang"
)

// Path is where feeds are answered, under the public address; a token and
// Suffix follow.
const (
	Path   = "/calendar/"
	Suffix = ".ics"
)

// Words are the sentences that whoever opens an address reads, for lang.Load.
//
//go:embed words.en.toml
var Words embed.FS

// Source knows the calendar behind each address.
type Source interface {
	// Owner says whose a token is; ErrUnknown when it is nobody's. It takes as
	// long for a token that is somebody's as for any other.
	Owner(token string) (bot.PersonID, error)
	// Calendar gives what a person may see now, as Write wrote it; ErrUnknown
	// when they are to see nothing any more.
	Calendar(ctx context.Context, owner bot.PersonID) (string, error)
}

// ErrUnknown is the error of a Source for a token that is nobody's.
var ErrUnknown = errors.New("no such calendar address")

// Feeds answers programs that follow an address.
type Feeds struct {
	source Source
	words  *lang.Printer
	logger *slog.Logger
	guess  *limits // who asks for what is not there, by remote address
	ask    *limits // who asks for what is, by whose it is
}

// How often: a program asks a few times an hour, and a person presses
// "refresh"; whoever guesses has a hundred tries and then two in a second.
const (
	guessesASecond, guesses = 2, 100
	asksASecond, asks       = 1, 30
)

// NewFeeds answers from a source, in words that hold Words. Without a logger
// nothing is logged.
func NewFeeds(source Source, words *lang.Printer, logger *slog.Logger) *Feeds {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &Feeds{source, words, logger, newLimits(guessesASecond, guesses), newLimits(asksASecond, asks)}
}

// known is the form of every token that was ever given.
var known = regexp.MustCompile(`^[a-z2-7]{32}$`)

// ServeHTTP answers GET and HEAD below Path, and nothing else.
func (f *Feeds) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex")
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		f.say(w, http.StatusMethodNotAllowed, "calendar.only-read")
		return
	}
	token, isFeed := strings.CutPrefix(req.URL.Path, Path)
	token, isFile := strings.CutSuffix(token, Suffix)
	if !isFeed || !isFile || !known.MatchString(token) {
		f.unknown(w, req)
		return
	}
	owner, err := f.source.Owner(token)
	if err == nil && !f.ask.allow(string(owner)) {
		f.slow(w)
		return
	}
	text := ""
	if err == nil {
		text, err = f.source.Calendar(req.Context(), owner)
	}
	switch {
	case errors.Is(err, ErrUnknown):
		f.unknown(w, req)
	case err != nil:
		f.logger.Error("a calendar could not be written", "error", err)
		f.say(w, http.StatusInternalServerError, "calendar.failed")
	default:
		f.send(w, req, text)
	}
}

// unknown answers whatever is no address that holds, always alike.
func (f *Feeds) unknown(w http.ResponseWriter, req *http.Request) {
	host, _, err := net.SplitHostPort(req.RemoteAddr)
	if err != nil {
		host = req.RemoteAddr
	}
	if !f.guess.allow(host) {
		f.slow(w)
		return
	}
	f.say(w, http.StatusNotFound, "calendar.no-such-address")
}

func (f *Feeds) slow(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "60")
	f.say(w, http.StatusTooManyRequests, "calendar.too-often")
}

// send answers with the calendar, or says that it is the one the program has.
func (f *Feeds) send(w http.ResponseWriter, req *http.Request, text string) {
	h := w.Header()
	sum := sha256.Sum256([]byte(text))
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:]) + `"`
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache") // kept by its owner alone, and asked for each time
	if matches(req.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="magbot.ics"`)
	f.write(w, http.StatusOK, text)
}

// matches reads If-None-Match (RFC 9110, 13.1.2), by the weak comparison.
func matches(headers []string, tag string) bool {
	for _, header := range headers {
		for one := range strings.SplitSeq(header, ",") {
			one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
			if one == tag || one == "*" {
				return true
			}
		}
	}
	return false
}

func (f *Feeds) say(w http.ResponseWriter, status int, key string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	f.write(w, status, f.words.Say(key)+"\n")
}

func (f *Feeds) write(w http.ResponseWriter, status int, text string) {
	w.WriteHeader(status)
	if _, err := w.Write([]byte(text)); err != nil {
		f.logger.Debug("the calendar program went away", "error", err)
	}
}

// limits counts by name, for the names of late.
type limits struct {
	mu     sync.Mutex
	by     map[string]*rate.Limiter
	every  rate.Limit
	atOnce int
}

// mostNames bounds what limits remember.
const mostNames = 10_000

func newLimits(every rate.Limit, atOnce int) *limits {
	return &limits{by: map[string]*rate.Limiter{}, every: every, atOnce: atOnce}
}

func (l *limits) allow(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	one, ok := l.by[name]
	if !ok {
		if len(l.by) >= mostNames {
			clear(l.by)
		}
		one = rate.NewLimiter(l.every, l.atOnce)
		l.by[name] = one
	}
	return one.Allow()
}
