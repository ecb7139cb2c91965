package room

import (
	"net"
	"net/http"
	"strings"
	"sync"

	"golang.org/x/time/rate"
)

// policy lets a page use what the room itself serves and nothing else; pictures
// of messages are data.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

const (
	mostTyped  = 1 << 20  // bytes of a request that holds a line or a press
	mostUpload = 4 << 20  // bytes of one file
	mostForm   = 10 << 20 // bytes of a form, with its files
)

// guard stands before every page: who is spoken to, from where, and what a
// browser may do with the answer.
func (r *Room) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.problem(w, req, http.StatusForbidden, "room.cross-origin")
	}))
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
		if r.origin.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !r.knows(req) {
			r.problem(w, req, http.StatusMisdirectedRequest, "room.wrong-host")
			return
		}
		req.Body = http.MaxBytesReader(w, req.Body, mostForm)
		next.ServeHTTP(w, req)
	})
}

// knows checks the Host header: the origin's, or on loopback any loopback name
// with the same port. A name that somebody else's page resolved to this
// machine is refused, and a rehearsal answers on loopback connections alone.
func (r *Room) knows(req *http.Request) bool {
	if r.Door.Rehearsal() {
		if local, ok := req.Context().Value(http.LocalAddrContextKey).(net.Addr); ok && !loopbackAddr(local) {
			return false
		}
	}
	if strings.EqualFold(req.Host, r.origin.Host) {
		return true
	}
	name, port := splitHost(req.Host)
	_, own := splitHost(r.origin.Host)
	return loopback(r.origin.Hostname()) && loopback(name) && port == own
}

func splitHost(host string) (name, port string) {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		return strings.Trim(host, "[]"), ""
	}
	return name, port
}

func loopback(name string) bool {
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}

func loopbackAddr(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// limits slows those down who knock at the door, by remote address.
type limits struct {
	mu sync.Mutex
	by map[string]*rate.Limiter
}

const mostKnockers = 10_000

func newLimits() *limits { return &limits{by: map[string]*rate.Limiter{}} }

func (l *limits) allow(req *http.Request) bool {
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
		one = rate.NewLimiter(2, 100)
		l.by[host] = one
	}
	return one.Allow()
}
