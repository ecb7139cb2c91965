package discordtest

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Greeting is what a connection to the gateway meets.
type Greeting int

// The ways in which a connection begins.
const (
	Welcome    Greeting = iota // HELLO, then READY or RESUMED
	Reconnect                  // HELLO, then op 7 before READY
	Invalid                    // HELLO, then op 9: the session is unknown; READY after the next IDENTIFY
	BadToken                   // close 4004 after IDENTIFY
	BadIntents                 // close 4014 after IDENTIFY
	Silence                    // HELLO, and nothing ever after
	NoHello                    // nothing at all
	Deaf                       // READY, and no heartbeat is ever acknowledged
)

// gateway are the connections of the gateway and how the next ones begin.
type gateway struct {
	mu        sync.Mutex
	greetings []Greeting
	links     map[*link]bool
	opened    int
	ids       []Identify
	resumes   int
	seq       int
	interval  time.Duration
	beats     int
}

// link is one connection.
type link struct {
	conn  *websocket.Conn
	write sync.Mutex
	ready bool
	deaf  bool
}

// Identify is what a client says of itself.
type Identify struct {
	Token   string `json:"token"`
	Intents int    `json:"intents"`
}

// Greet says how the next connections begin, one after another; those after them
// are welcome.
func (s *Server) Greet(greetings ...Greeting) {
	s.gateway.mu.Lock()
	defer s.gateway.mu.Unlock()
	s.gateway.greetings = append(s.gateway.greetings, greetings...)
}

// Beat says how often the next connections shall send a heartbeat.
func (s *Server) Beat(every time.Duration) {
	s.gateway.mu.Lock()
	defer s.gateway.mu.Unlock()
	s.gateway.interval = every
}

// Opened is how many connections have begun.
func (s *Server) Opened() int {
	s.gateway.mu.Lock()
	defer s.gateway.mu.Unlock()
	return s.gateway.opened
}

// Identified are the clients that have said who they are, in order.
func (s *Server) Identified() []Identify {
	s.gateway.mu.Lock()
	defer s.gateway.mu.Unlock()
	return append([]Identify(nil), s.gateway.ids...)
}

// Resumed is how often a session was resumed.
func (s *Server) Resumed() int {
	s.gateway.mu.Lock()
	defer s.gateway.mu.Unlock()
	return s.gateway.resumes
}

// Listening reports how many connections are ready.
func (s *Server) Listening() int {
	n := 0
	for _, l := range s.gateway.all() {
		l.write.Lock()
		if l.ready {
			n++
		}
		l.write.Unlock()
	}
	return n
}

// Drop breaks all connections, as a network does.
func (s *Server) Drop() {
	for _, l := range s.gateway.all() {
		_ = l.conn.Close() // it may be gone already
	}
}

// AskReconnect tells all connections to come again (op 7).
func (s *Server) AskReconnect() {
	for _, l := range s.gateway.all() {
		l.send(map[string]any{"op": 7, "d": nil})
	}
}

// CloseGateway closes all connections with a code.
func (s *Server) CloseGateway(code int) {
	for _, l := range s.gateway.all() {
		l.close(code)
	}
}

// Dispatch sends an event to all connections that are ready.
func (s *Server) Dispatch(kind string, data any) {
	for _, l := range s.gateway.all() {
		l.write.Lock()
		ready := l.ready
		l.write.Unlock()
		if ready {
			s.dispatch(l, kind, data)
		}
	}
}

func (s *Server) dispatch(l *link, kind string, data any) {
	s.gateway.mu.Lock()
	s.gateway.seq++
	n := s.gateway.seq
	s.gateway.mu.Unlock()
	l.send(map[string]any{"op": 0, "s": n, "t": kind, "d": data})
}

func (g *gateway) all() []*link {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []*link
	for l := range g.links {
		all = append(all, l)
	}
	return all
}

func (g *gateway) closeAll() {
	for _, l := range g.all() {
		_ = l.conn.Close() // it may be gone already
	}
}

// send writes a payload; a connection that is gone hears nothing.
func (l *link) send(payload any) {
	l.write.Lock()
	defer l.write.Unlock()
	_ = l.conn.WriteJSON(payload)
}

func (l *link) close(code int) {
	l.write.Lock()
	defer l.write.Unlock()
	_ = l.conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""))
	_ = l.conn.Close()
}

// connect is a connection to the gateway, from HELLO to its end.
func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	l := &link{conn: conn}
	s.gateway.mu.Lock()
	greeting := Welcome
	if len(s.gateway.greetings) > 0 {
		greeting, s.gateway.greetings = s.gateway.greetings[0], s.gateway.greetings[1:]
	}
	if s.gateway.links == nil {
		s.gateway.links = map[*link]bool{}
	}
	s.gateway.links[l] = true
	s.gateway.opened++
	interval := s.gateway.interval
	s.gateway.mu.Unlock()
	if interval == 0 {
		interval = 45 * time.Second
	}
	s.stir()
	defer func() {
		s.gateway.mu.Lock()
		delete(s.gateway.links, l)
		s.gateway.mu.Unlock()
		_ = conn.Close() // it may be gone already
		s.stir()
	}()
	l.deaf = greeting == Deaf
	if greeting != NoHello {
		l.send(map[string]any{"op": 10, "d": map[string]any{"heartbeat_interval": interval.Milliseconds()}})
	}
	for {
		var in struct {
			Op int             `json:"op"`
			D  json.RawMessage `json:"d"`
		}
		if err := conn.ReadJSON(&in); err != nil {
			return
		}
		if !s.heard(l, &greeting, in.Op, in.D) {
			return
		}
	}
}

// stir tells Wait that something happened.
func (s *Server) stir() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.happened()
}

// heard answers what a client sends (Gateway Opcodes); false ends the connection.
func (s *Server) heard(l *link, greeting *Greeting, op int, data json.RawMessage) bool {
	switch op {
	case 1: // HEARTBEAT
		s.gateway.mu.Lock()
		s.gateway.beats++
		s.gateway.mu.Unlock()
		if !l.deaf && *greeting != Silence && *greeting != NoHello {
			l.send(map[string]any{"op": 11})
		}
	case 2: // IDENTIFY
		var id Identify
		if err := json.Unmarshal(data, &id); err != nil || strings.TrimPrefix(id.Token, "Bot ") != Token {
			l.close(4004)
			return false
		}
		s.gateway.mu.Lock()
		s.gateway.ids = append(s.gateway.ids, id)
		s.gateway.mu.Unlock()
		return s.greet(l, greeting, "READY")
	case 6: // RESUME
		s.gateway.mu.Lock()
		s.gateway.resumes++
		s.gateway.mu.Unlock()
		return s.greet(l, greeting, "RESUMED")
	}
	return true
}

func (s *Server) greet(l *link, greeting *Greeting, kind string) bool {
	switch *greeting {
	case Reconnect:
		l.send(map[string]any{"op": 7, "d": nil})
	case Invalid:
		*greeting = Welcome
		l.send(map[string]any{"op": 9, "d": false})
	case BadToken:
		l.close(4004)
		return false
	case BadIntents:
		l.close(4014)
		return false
	case Silence, NoHello:
	case Welcome, Deaf:
		data := map[string]any{}
		if kind == "READY" {
			data = map[string]any{
				"v": 10, "user": map[string]any{"id": Bot, "username": "magbot", "bot": true}, "session_id": "session",
				"resume_gateway_url": "ws" + s.URL[len("http"):] + "/gateway", "application": map[string]any{"id": Application},
				"guilds": []any{map[string]any{"id": Guild, "unavailable": true}},
			}
		}
		s.dispatch(l, kind, data)
		if kind == "READY" {
			s.dispatch(l, "GUILD_CREATE", s.guildCreate())
		}
		l.write.Lock()
		l.ready = true
		l.write.Unlock()
		s.stir()
	}
	return true
}
