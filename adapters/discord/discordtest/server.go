package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Identifiers of the fake: the bot, its application, and the server it is in.
const (
	Bot         = "100000000000000001"
	Application = "100000000000000001"
	Guild       = "200000000000000001"
	Token       = "fake.token.of-a-bot"
)

// messageContent is the flag of an application that may read what people type
// (Application Flags, GATEWAY_MESSAGE_CONTENT_LIMITED).
const messageContent = 1 << 19

// Server is a Discord on a loopback port: its REST API and its gateway.
type Server struct {
	URL string // of the REST API, such as http://127.0.0.1:1234

	mu        sync.Mutex
	changed   chan struct{} // closed and made anew whenever something happens
	last      uint64
	flags     int
	guilds    []string
	channels  map[string]*Channel
	users     map[string]string // name by identifier
	names     map[string]naming
	commands  json.RawMessage
	tokens    map[string]*Interaction
	nonces    map[string]string // by channel and nonce: the message
	calls     []Call
	faults    []*Fault
	refused   []string
	gateway   gateway
	budgets   []*budget
	uploads   map[string]string // files that people sent, by identifier
	voices    map[string]Voice  // by user
	deafened  bool
	events    map[string]*Event
	eventless bool
	everyone  uint64               // permissions of everybody in the server
	own       uint64               // and of the bot's role
	roles     map[string]string    // names of roles that were added
	holds     map[string][]string  // by user: their roles
	silenced  map[string]time.Time // until when users are timed out
	above     map[string]bool      // users whose roles stand above the bot's
	left      map[string]bool      // users who are in the server no longer
}

// budget is a limit of a route, as its headers tell it (Rate Limits, Header
// Format).
type budget struct {
	method, path string
	most, used   int
	per          time.Duration
	until        time.Time
}

// Limit lets only so many requests of a method and path through in a time.
func (s *Server) Limit(method, path string, most int, per time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.budgets = append(s.budgets, &budget{method: method, path: path, most: most, per: per})
}

// spend counts a call against the limit of its route and tells it in headers;
// one that is over it becomes a fault. The caller holds mu.
func (s *Server) spend(w http.ResponseWriter, c Call) {
	for _, b := range s.budgets {
		if b.method != c.Method || !strings.HasPrefix(c.Path, b.path) {
			continue
		}
		if !time.Now().Before(b.until) {
			b.used, b.until = 0, time.Now().Add(b.per)
		}
		left := time.Until(b.until)
		if b.used == b.most {
			s.faults = append([]*Fault{{Method: c.Method, Path: c.Path, Times: 1, Status: http.StatusTooManyRequests, After: left}}, s.faults...)
			return
		}
		b.used++
		w.Header().Set("X-RateLimit-Limit", strconv.Itoa(b.most))
		w.Header().Set("X-RateLimit-Remaining", strconv.Itoa(b.most-b.used))
		w.Header().Set("X-RateLimit-Reset-After", strconv.FormatFloat(left.Seconds(), 'f', 3, 64))
		w.Header().Set("X-RateLimit-Bucket", "b"+strconv.Itoa(len(b.path)))
	}
}

// Channel is a channel or a direct conversation.
type Channel struct {
	ID       string
	Name     string
	Kind     int    // TextChannel, VoiceChannel or StageChannel
	User     string // of a direct conversation
	Denied   uint64 // permissions that the channel takes from everybody
	Allowed  uint64 // permissions that it gives to the bot
	Closed   bool   // to the bot: it may not write
	Messages []*Posted
}

// Posted is a message that stands in a channel, or before one person.
type Posted struct {
	ID        string
	Author    string
	Message   Message
	Raw       json.RawMessage
	Files     []string
	Reactions []string
	Edits     int
	Edited    string // when its author changed it last
	Ephemeral bool
	Once      bool // posted with a nonce that is enforced
}

// Call is one request that arrived.
type Call struct {
	Method, Path string
	Query        url.Values
	Body         []byte
	Status       int
	At           time.Time
}

// Fault breaks the next requests whose method and path it names.
type Fault struct {
	Method string // empty for any
	Path   string // what the path begins with
	Times  int    // how often
	Status int    // 429 or 503, or 0 with Lost
	After  time.Duration
	Global bool // the limit of all routes
	Lost   bool // it is done, and the answer never arrives
}

// NewServer starts a Discord with the bot in one server, and stops it with the
// test.
func NewServer(t testing.TB) *Server {
	t.Helper()
	s := newServer()
	h := httptest.NewServer(s)
	s.URL = h.URL
	t.Cleanup(func() {
		s.gateway.closeAll()
		h.CloseClientConnections()
		h.Close()
	})
	return s
}

// Serve is NewServer on a listener that the test has made, such as one without a
// network.
func Serve(t testing.TB, l net.Listener) *Server {
	t.Helper()
	s := newServer()
	s.URL = "http://" + l.Addr().String()
	h := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- h.Serve(l) }()
	t.Cleanup(func() {
		s.gateway.closeAll()
		if err := h.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return s
}

func newServer() *Server {
	return &Server{
		changed: make(chan struct{}), channels: map[string]*Channel{}, users: map[string]string{}, names: map[string]naming{}, roles: map[string]string{}, holds: map[string][]string{}, left: map[string]bool{}, silenced: map[string]time.Time{}, above: map[string]bool{}, tokens: map[string]*Interaction{},
		nonces: map[string]string{}, flags: messageContent, guilds: []string{Guild}, commands: json.RawMessage("[]"), uploads: map[string]string{}, voices: map[string]Voice{}, events: map[string]*Event{}, own: all,
	}
}

// happened tells Wait that something changed; the caller holds mu.
func (s *Server) happened() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Patience is how long Wait waits.
const Patience = 20 * time.Second

// Wait returns when something is true, and fails the test when it does not become
// so. It is asked whenever something has happened.
func (s *Server) Wait(t testing.TB, what string, happened func() bool) {
	t.Helper()
	deadline := time.NewTimer(Patience)
	defer deadline.Stop()
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if happened() {
			return
		}
		select {
		case <-changed:
		case <-deadline.C:
			t.Fatalf("%s did not happen within %s", what, Patience)
		}
	}
}

// id is a new snowflake; later ones are greater. The caller holds mu.
func (s *Server) id() string {
	now := uint64(time.Now().UnixMilli()-1420070400000) << 22
	s.last = max(now, s.last+1)
	return strconv.FormatUint(s.last, 10)
}

// WithoutMessageContent takes the privileged intent away.
func (s *Server) WithoutMessageContent() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flags = 0
}

// WithMessageContent gives it back.
func (s *Server) WithMessageContent() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flags = messageContent
}

// InServers says in which servers the bot is.
func (s *Server) InServers(guilds ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guilds = guilds
}

// Break makes the next requests fail.
func (s *Server) Break(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// Calls are the requests of a method, or any, whose path begins so.
func (s *Server) Calls(method, path string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Call
	for _, c := range s.calls {
		if (method == "" || c.Method == method) && strings.HasPrefix(c.Path, path) {
			all = append(all, c)
		}
	}
	return all
}

// Refused are the requests that break the documentation: a test of the adapter
// wants none.
func (s *Server) Refused() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.refused)
}

// ServeHTTP is the REST API and the door to the gateway.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.TrimSuffix(r.URL.Path, "/") == "/gateway" {
		s.connect(w, r)
		return
	}
	if id, ok := strings.CutPrefix(r.URL.Path, "/attachments/"); ok {
		s.download(w, id)
		return
	}
	path := strings.TrimPrefix(r.URL.Path, "/api/v10")
	path = strings.TrimPrefix(path, "/api/v9")
	body, files, err := readBody(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	call := Call{Method: r.Method, Path: path, Query: r.URL.Query(), Body: body, At: time.Now()}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spend(w, call)
	if s.breaks(w, &call) {
		return
	}
	lost := s.lost(call)
	answer := s.answer(r, call, files)
	call.Status = answer.status
	s.calls = append(s.calls, call)
	if answer.status == http.StatusBadRequest || answer.status == http.StatusUnauthorized {
		s.refused = append(s.refused, fmt.Sprintf("%s %s: %v", call.Method, call.Path, answer.body))
	}
	s.happened()
	if lost {
		panic(http.ErrAbortHandler)
	}
	answer.write(w)
}

// fault finds the one that a call meets, and uses it up.
func (s *Server) fault(c Call, lost bool) *Fault {
	for _, f := range s.faults {
		if f.Times > 0 && f.Lost == lost && (f.Method == "" || f.Method == c.Method) && strings.HasPrefix(c.Path, f.Path) {
			f.Times--
			return f
		}
	}
	return nil
}

func (s *Server) lost(c Call) bool { return s.fault(c, true) != nil }

// breaks answers a call with a fault (Rate Limits, Exceeding A Rate Limit).
func (s *Server) breaks(w http.ResponseWriter, c *Call) bool {
	f := s.fault(*c, false)
	if f == nil {
		return false
	}
	c.Status = f.Status
	s.calls = append(s.calls, *c)
	s.happened()
	if f.Status != http.StatusTooManyRequests {
		w.WriteHeader(f.Status)
		return true
	}
	seconds := f.After.Seconds()
	w.Header().Set("Retry-After", strconv.Itoa(int(seconds+0.999)))
	scope := "user"
	if f.Global {
		scope = "global"
		w.Header().Set("X-RateLimit-Global", "true")
	}
	w.Header().Set("X-RateLimit-Scope", scope)
	answer{f.Status, map[string]any{"message": "You are being rate limited.", "retry_after": seconds, "global": f.Global}}.write(w)
	return true
}

// answer is what a request is answered with.
type answer struct {
	status int
	body   any
}

func (a answer) write(w http.ResponseWriter) {
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	if err := json.NewEncoder(w).Encode(a.body); err != nil {
		panic(http.ErrAbortHandler) // the client is gone
	}
}

// failed is an error of the API (Opcodes and Status Codes, JSON Error Codes).
func failed(status, code int, message string) answer {
	return answer{status, map[string]any{"code": code, "message": message}}
}

// Stir lets Wait look again: what it waits for is not Discord's.
func (s *Server) Stir() { s.stir() }

// Forgive forgets the requests that were refused, where a test means them to be.
func (s *Server) Forgive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = nil
}

func (s *Server) download(w http.ResponseWriter, id string) {
	s.mu.Lock()
	text, ok := s.uploads[id]
	s.mu.Unlock()
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if _, err := io.WriteString(w, text); err != nil {
		panic(http.ErrAbortHandler) // the client is gone
	}
}
