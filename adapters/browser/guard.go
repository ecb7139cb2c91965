package browser

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/time/rate"
)

// policy lets a page use what its own server serves and nothing else; pictures
// of messages are data.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// How much a request may hold, in bytes.
const (
	MostTyped  = 1 << 20  // of one that holds a line or a press
	MostUpload = 4 << 20  // of one file
	MostForm   = 10 << 20 // of a form, with its files
)

// Guard stands before every page: who is spoken to, from where, and what a
// browser may do with the answer.
type Guard struct {
	Origin *url.URL // how browsers reach the pages
	// Closed says that a request is not answered, whatever its address; nil for none.
	Closed func(*http.Request) bool
	// Foreign answers what another site's page sent, Elsewhere what asks for a host
	// that this is not.
	Foreign, Elsewhere http.HandlerFunc
}

// Before puts the guard before pages.
func (g Guard) Before(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(g.Foreign)
	next = cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		if g.Origin.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !g.knows(req) {
			g.Elsewhere(w, req)
			return
		}
		req.Body = http.MaxBytesReader(w, req.Body, MostForm)
		next.ServeHTTP(w, req)
	})
}

// knows checks the Host header: the origin's, or on loopback any loopback name
// with the same port. A name that somebody else's page resolved to this
// machine is refused.
func (g Guard) knows(req *http.Request) bool {
	if g.Closed != nil && g.Closed(req) {
		return false
	}
	if strings.EqualFold(req.Host, g.Origin.Host) {
		return true
	}
	name, port := splitHost(req.Host)
	_, own := splitHost(g.Origin.Host)
	return Loopback(g.Origin.Hostname()) && Loopback(name) && port == own
}

func splitHost(host string) (name, port string) {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		return strings.Trim(host, "[]"), ""
	}
	return name, port
}

// ReadOrigin reads how browsers reach pages: "http://127.0.0.1:8080" or
// "https://room.example.org". Plain http is for loopback names alone.
func ReadOrigin(origin string) (*url.URL, error) {
	u, err := url.Parse(origin)
	if err != nil {
		return nil, fmt.Errorf("origin: %w", err)
	}
	if u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || (u.Path != "" && u.Path != "/") {
		return nil, fmt.Errorf("origin %q: write it as http://127.0.0.1:8080 or https://room.example.org", origin)
	}
	if u.Scheme == "http" && !Loopback(u.Hostname()) {
		return nil, fmt.Errorf("origin %q: without https only 127.0.0.1, [::1] and localhost", origin)
	}
	return u, nil
}

// Loopback reports whether a host name is this machine's alone.
func Loopback(name string) bool {
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}

// Limits slow those down who knock at the door, by remote address.
type Limits struct {
	mu sync.Mutex
	by map[string]*rate.Limiter
}

const (
	mostKnockers     = 10_000
	knocksASecond    = 2
	mostKnocksAtOnce = 100
)

// NewLimits makes limits that nobody has come near.
func NewLimits() *Limits { return &Limits{by: map[string]*rate.Limiter{}} }

// Allow reports whether who sends a request may knock once more.
func (l *Limits) Allow(req *http.Request) bool {
	host, _, err := net.SplitHostPort(req.RemoteAddr)
	if err != nil {
		host = req.RemoteAddr
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	one, ok := l.by[host]
	if !ok {
		if len(l.by) >= mostKnockers {
			clear(l.by)
		}
		one = rate.NewLimiter(knocksASecond, mostKnocksAtOnce)
		l.by[host] = one
	}
	return one.Allow()
}
