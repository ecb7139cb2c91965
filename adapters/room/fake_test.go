package room_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"html"
	"io"
	"iter"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	shared "magbot/adapters/browser"
	"magbot/adapters/kept"
	"magbot/adapters/room"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// memory is a room.Log without a disk.
type memory struct {
	mu      sync.Mutex
	entries map[string][][]byte
	order   []room.End
	more    chan struct{} // closed when something is added
	broken  error
}

func (m *memory) Append(_ context.Context, channel string, after uint64, entry []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return m.broken
	}
	if uint64(len(m.entries[channel])) != after {
		return kept.ErrMoved
	}
	if m.entries == nil {
		m.entries = map[string][][]byte{}
	}
	m.entries[channel] = append(m.entries[channel], append([]byte(nil), entry...))
	m.order = append(m.order, room.End{Channel: channel, Number: after + 1})
	if m.more != nil {
		close(m.more)
		m.more = nil
	}
	return nil
}

func (m *memory) Follow(ctx context.Context) iter.Seq2[room.End, error] {
	return func(yield func(room.End, error) bool) {
		for at := 0; ctx.Err() == nil; {
			m.mu.Lock()
			rest := m.order[at:]
			if m.more == nil {
				m.more = make(chan struct{})
			}
			more := m.more
			m.mu.Unlock()
			for _, end := range rest {
				if at++; !yield(end, nil) {
					return
				}
			}
			if len(rest) == 0 {
				select {
				case <-more:
				case <-ctx.Done():
				}
			}
		}
	}
}

func (m *memory) Read(_ context.Context, channel string, after uint64) iter.Seq2[kept.Entry, error] {
	m.mu.Lock()
	entries := append([][]byte(nil), m.entries[channel]...)
	m.mu.Unlock()
	return func(yield func(kept.Entry, error) bool) {
		for i := int(after); i < len(entries); i++ {
			if !yield(kept.Entry{Number: uint64(i) + 1, Body: entries[i]}, nil) {
				return
			}
		}
	}
}

func (m *memory) breakDown(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken = err
}

func (m *memory) all() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var b strings.Builder
	for _, entries := range m.entries {
		for _, e := range entries {
			b.Write(e)
		}
	}
	return b.String()
}

// keys is a room.Sealer that holds its keys in memory.
type keys struct {
	mu   sync.Mutex
	held map[bot.PersonID]cipher.AEAD
	gone map[bot.PersonID]bool
}

func (k *keys) of(p bot.PersonID) (cipher.AEAD, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.gone[p] {
		return nil, kept.ErrErased
	}
	if k.held == nil {
		k.held = map[bot.PersonID]cipher.AEAD{}
	}
	if k.held[p] == nil {
		secret := make([]byte, 32)
		if _, err := rand.Read(secret); err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(secret)
		if err != nil {
			return nil, err
		}
		if k.held[p], err = cipher.NewGCMWithRandomNonce(block); err != nil {
			return nil, err
		}
	}
	return k.held[p], nil
}

func (k *keys) Seal(p bot.PersonID, text, bound []byte) ([]byte, error) {
	key, err := k.of(p)
	if err != nil {
		return nil, err
	}
	return key.Seal(nil, nil, text, bound), nil
}

func (k *keys) Open(p bot.PersonID, sealed, bound []byte) ([]byte, error) {
	key, err := k.of(p)
	if err != nil {
		return nil, err
	}
	return key.Open(nil, nil, sealed, bound)
}

func (k *keys) erase(p bot.PersonID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.gone == nil {
		k.gone = map[bot.PersonID]bool{}
	}
	k.gone[p] = true
}

// house is a bot and a door that do what a test tells them.
type house struct {
	mu        sync.Mutex
	rehearsal bool
	seats     []room.Seat
	tokens    map[string]bot.PersonID
	inputs    []bot.Input
	decided   map[bot.Cause]bool
	answer    func(bot.Input) (bot.Answer, error)
	form      func(bot.Input) (bot.Answer, error)
}

func (h *house) Handle(_ context.Context, in bot.Input) (bot.Answer, error) {
	h.mu.Lock()
	again := h.decided[in.Cause]
	h.inputs = append(h.inputs, in)
	answer := h.answer
	h.mu.Unlock()
	if again {
		return bot.Answer{Done: true}, nil
	}
	if answer == nil {
		return bot.Answer{Ignored: true}, nil
	}
	a, err := answer(in)
	h.mu.Lock()
	defer h.mu.Unlock()
	if err == nil && a.Record != (bot.Ref{}) {
		if h.decided == nil {
			h.decided = map[bot.Cause]bool{}
		}
		h.decided[in.Cause] = true
	}
	return a, err
}

func (h *house) Form(_ context.Context, in bot.Input) (bot.Answer, error) {
	h.mu.Lock()
	h.inputs = append(h.inputs, in)
	form := h.form
	h.mu.Unlock()
	if form == nil {
		return bot.Answer{}, errors.New("no form was prepared")
	}
	return form(in)
}

func (h *house) Rehearsal() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rehearsal
}

func (h *house) Seats(context.Context) ([]room.Seat, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]room.Seat(nil), h.seats...), nil
}

func (h *house) Person(_ context.Context, id bot.PersonID) (room.Seat, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.seats {
		if s.Person == id {
			return s, nil
		}
	}
	return room.Seat{}, room.ErrNobody
}

func (h *house) SignIn(_ context.Context, token string) (bot.PersonID, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p, ok := h.tokens[token]
	if !ok {
		return "", lang.Refuse("roster.link-used")
	}
	delete(h.tokens, token)
	return p, nil
}

func (h *house) set(do func(*house)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	do(h)
}

// heard gives the inputs so far.
func (h *house) heard() []bot.Input {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]bot.Input(nil), h.inputs...)
}

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// scene is a room that is served, with everything around it.
type scene struct {
	t      *testing.T
	room   *room.Room
	server *httptest.Server
	log    *memory
	keys   *keys
	house  *house
	clock  *clock
	config room.Config
}

func people() []room.Seat {
	return []room.Seat{
		{Person: "p-chair", Name: "Ana Ferreira", Detail: "Chair · Technical Community"},
		{Person: "p-sec", Name: "Secretariat desk", Detail: "Secretariat"},
		{Person: "p-gov1", Name: "محمد الأمين", Detail: "Member · Government"},
		{Person: "p-cs2", Name: "王小明", Detail: "Member · Civil Society"},
		{Person: "p-ps1", Name: "Óscar Núñez", Detail: "Member · Private Sector"},
		{Person: "p-tech3", Name: "Grace Adeyemi", Detail: "Member · Technical Community"},
	}
}

// open serves a rehearsal; change may make something else of it.
func open(t *testing.T, change ...func(*scene)) *scene {
	t.Helper()
	words, err := lang.Load(room.Words, shared.Words)
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{
		t: t, log: &memory{}, keys: &keys{}, clock: &clock{at: time.Date(2027, 3, 15, 13, 0, 0, 0, time.UTC)},
		house: &house{rehearsal: true, seats: people(), tokens: map[string]bot.PersonID{}},
	}
	s.server = httptest.NewUnstartedServer(nil)
	s.config = room.Config{
		Bot: s.house, Door: s.house, Log: s.log, Sealer: s.keys, Words: words, Now: s.clock.now,
		Name: "Example MAG", Origin: "http://" + s.server.Listener.Addr().String(),
		Channels: []room.Channel{{ID: "general", Name: "general"}, {ID: "drafting", Name: "drafting group"}},
	}
	for _, c := range change {
		c(s)
	}
	s.start()
	return s
}

func (s *scene) start() {
	s.t.Helper()
	var err error
	if s.room, err = room.New(s.t.Context(), s.config); err != nil {
		s.t.Fatal(err)
	}
	s.server.Config.Handler = s.room.Handler()
	s.server.Start()
	s.t.Cleanup(s.stop)
}

func (s *scene) stop() {
	s.room.Close()
	s.server.Close()
}

// restart ends the process, so to speak, and begins again on the same log and
// the same address.
func (s *scene) restart() {
	s.t.Helper()
	s.stop()
	again := httptest.NewUnstartedServer(nil)
	s.server = again
	s.config.Origin = "http://" + again.Listener.Addr().String()
	s.start()
}

// restartAt begins again, after stop, on the address that browsers know.
func (s *scene) restartAt() {
	s.t.Helper()
	address := strings.TrimPrefix(s.config.Origin, "http://")
	l, err := new(net.ListenConfig).Listen(s.t.Context(), "tcp", address)
	if err != nil {
		s.t.Fatal(err)
	}
	s.server = &httptest.Server{Listener: l, Config: &http.Server{ReadHeaderTimeout: time.Minute}}
	s.start()
}

// browser is a client that keeps cookies and follows redirects.
type browser struct {
	s      *scene
	client *http.Client
	base   string // "/s/TOKEN" once it sits
}

func (s *scene) browser() *browser {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	transport := &http.Transport{}
	s.t.Cleanup(transport.CloseIdleConnections)
	return &browser{s: s, client: &http.Client{Jar: jar, Transport: transport}}
}

type page struct {
	status int
	header http.Header
	body   string
	path   string
}

func (b *browser) send(method, path string, form url.Values, headers ...string) page {
	b.s.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(b.s.t.Context(), method, b.s.server.URL+path, body)
	if err != nil {
		b.s.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	return b.do(req)
}

func (b *browser) do(req *http.Request) page {
	b.s.t.Helper()
	res, err := b.client.Do(req)
	if err != nil {
		b.s.t.Fatal(err)
	}
	raw, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err != nil {
		b.s.t.Fatal(err)
	}
	return page{res.StatusCode, res.Header, string(raw), res.Request.URL.RequestURI()}
}

func (b *browser) get(path string, headers ...string) page {
	b.s.t.Helper()
	return b.send(http.MethodGet, path, nil, headers...)
}

func (b *browser) post(path string, form url.Values, headers ...string) page {
	b.s.t.Helper()
	return b.send(http.MethodPost, path, form, headers...)
}

// text is the page with its entities read, to look for what people see.
func (p page) text() string { return html.UnescapeString(p.body) }

var seatPath = regexp.MustCompile(`^/s/[^/]+`)

// sit takes a seat in a new browser.
func (s *scene) sit(person bot.PersonID) *browser {
	s.t.Helper()
	b := s.browser()
	p := b.post("/seat", url.Values{"person": {string(person)}})
	if b.base = seatPath.FindString(p.path); b.base == "" || p.status != http.StatusOK {
		s.t.Fatalf("take the seat of %s: %d at %s", person, p.status, p.path)
	}
	return b
}

func (b *browser) general() page {
	b.s.t.Helper()
	return b.get(b.base + "/c/general")
}

var keyCount struct {
	sync.Mutex
	n int
}

func freshKey() string {
	keyCount.Lock()
	defer keyCount.Unlock()
	keyCount.n++
	return fmt.Sprintf("key-%d", keyCount.n)
}

// say types a line in general, as a browser with script does.
func (b *browser) say(text string) page {
	b.s.t.Helper()
	return b.post(b.base+"/c/general/say", url.Values{"text": {text}, "key": {freshKey()}}, "HX-Request", "true")
}

func (b *browser) press(call chat.Call, key string) page {
	b.s.t.Helper()
	form := url.Values{"path": {call.Path}, "key": {key}}
	for name, value := range call.Args {
		form.Set("a."+name, value)
	}
	return b.post(b.base+"/c/general/call", form, "HX-Request", "true")
}

func (s *scene) deliver(d bot.Delivery) bot.Posted {
	s.t.Helper()
	posted, err := s.room.Deliver(s.t.Context(), d)
	if err != nil {
		s.t.Fatal(err)
	}
	return posted
}

func general() bot.Place { return bot.Place{Platform: "room", Channel: "general"} }

func to(person string) bot.Account { return bot.Account{Platform: "room", User: person} }

// recorded is an answer to something that is in the record now.
func recorded(m chat.Message) bot.Answer {
	return bot.Answer{Message: m, Record: bot.Ref{Stream: "meeting/14", Version: 3}}
}
