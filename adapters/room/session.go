package room

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"magbot/adapters/kept"
	"magbot/bot"
)

const (
	sessionLog  = "sessions"
	sessionLife = 14 * 24 * time.Hour // since the last visit
	sessionStep = 24 * time.Hour      // how often a visit is written down
	// mostSessions bounds what a rehearsal can open: beyond it the oldest end.
	mostSessions = 5000
	mostNotes    = 20
	// pace (a second) and burst are what one session may send, by the real clock:
	// far more than a person types, far less than hurts.
	pace, burst = 10, 60
	// mostStreams is how many windows one session may keep open.
	mostStreams = 12
)

// session is one person's way in: a cookie, or in a rehearsal a part of the
// address, so that two windows of one browser hold two people.
type session struct {
	hash   string
	person bot.PersonID
	seat   bool      // a rehearsal's
	from   time.Time // of the last visit that is written down
	limit  *rate.Limiter

	mu      sync.Mutex
	flashes []flash
	drafts  map[string]string // by conversation: what was typed and not taken
	keys    map[string]string // by conversation: the key of a line that may have been recorded
	streams int
}

// flash is an answer that waits for the next page, for windows without script.
type flash struct {
	conversation string
	answer       bot.Answer
	text         string // a sentence of the room instead of an answer
	refused      bool
}

func (s *session) keep(f flash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flashes = append(s.flashes, f)
	if len(s.flashes) > mostNotes {
		s.flashes = s.flashes[1:]
	}
}

func (s *session) keepDraft(conversation, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drafts == nil {
		s.drafts = map[string]string{}
	}
	s.drafts[conversation] = text
}

func (s *session) keepKey(conversation, key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys == nil {
		s.keys = map[string]string{}
	}
	s.keys[conversation] = key
}

// take gives what waits for a conversation's page, once: answers, a draft, and
// the key with which it was sent, empty when it needs a new one.
func (s *session) take(conversation string) (flashes []flash, draft, key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rest []flash
	for _, f := range s.flashes {
		if f.conversation == conversation {
			flashes = append(flashes, f)
		} else {
			rest = append(rest, f)
		}
	}
	s.flashes = rest
	draft = s.drafts[conversation]
	key = s.keys[conversation]
	delete(s.drafts, conversation)
	delete(s.keys, conversation)
	return flashes, draft, key
}

// stream counts one more open window; false when there are too many.
func (s *session) stream() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.streams >= mostStreams {
		return false
	}
	s.streams++
	return true
}

func (s *session) unstream() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.streams--
}

// sessions are the open ones, by the hash of their token. They are in the log,
// so that a restart puts nobody out; the tokens themselves are kept nowhere.
type sessions struct {
	log Log
	now func() time.Time

	mu   sync.Mutex
	open map[string]*session
	last uint64 // the entry that was folded last
}

type sessionEntry struct {
	Open   string       `json:"open,omitempty"` // hash
	Shut   string       `json:"shut,omitempty"`
	Person bot.PersonID `json:"person,omitempty"`
	Seat   bool         `json:"seat,omitempty"`
	At     time.Time    `json:"at"`
}

func loadSessions(ctx context.Context, log Log, now func() time.Time) (*sessions, error) {
	s := &sessions{log: log, now: now, open: map[string]*session{}}
	err := s.load(ctx)
	return s, err
}

// load folds what the log holds and is not known here yet; the caller holds mu.
func (s *sessions) load(ctx context.Context) error {
	for e, err := range s.log.Read(ctx, sessionLog, s.last) {
		if err != nil {
			return fmt.Errorf("read the sessions: %w", err)
		}
		var entry sessionEntry
		if err := json.Unmarshal(e.Body, &entry); err != nil {
			return fmt.Errorf("read session entry %d: %w", e.Number, err)
		}
		s.fold(entry)
		s.last = e.Number
	}
	return nil
}

// catchUp takes in what other processes wrote, up to an entry.
func (s *sessions) catchUp(ctx context.Context, number uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last >= number {
		return nil
	}
	return s.load(ctx)
}

func (s *sessions) fold(e sessionEntry) {
	if e.Shut != "" {
		delete(s.open, e.Shut)
	}
	if e.Open == "" {
		return
	}
	if one := s.open[e.Open]; one != nil { // visited again
		one.from = e.At
		return
	}
	s.open[e.Open] = &session{
		hash: e.Open, person: e.Person, seat: e.Seat, from: e.At,
		limit: rate.NewLimiter(pace, burst),
	}
}

func (s *sessions) write(ctx context.Context, e sessionEntry) error {
	raw, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write session: %w", err)
	}
	for range mostTries {
		err = s.log.Append(ctx, sessionLog, s.last, raw)
		if !errors.Is(err, kept.ErrMoved) {
			break
		}
		if err := s.load(ctx); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("write session: %w", err)
	}
	s.last++
	s.fold(e)
	return nil
}

// begin opens a session and gives its token. The token is always new: one that
// a browser brings along is never taken over.
func (s *sessions) begin(ctx context.Context, person bot.PersonID, seat bool) (token string, err error) {
	token = rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) >= mostSessions {
		if err := s.write(ctx, sessionEntry{Shut: s.oldest(), At: s.now().UTC()}); err != nil {
			return "", err
		}
	}
	return token, s.write(ctx, sessionEntry{Open: hashed(token), Person: person, Seat: seat, At: s.now().UTC()})
}

func (s *sessions) oldest() string {
	var oldest *session
	for _, one := range s.open {
		if oldest == nil || one.from.Before(oldest.from) {
			oldest = one
		}
	}
	return oldest.hash
}

// find gives the open session of a token.
func (s *sessions) find(token string, seat bool) (*session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.open[hashed(token)]
	if !ok || one.seat != seat || s.now().Sub(one.from) > sessionLife {
		return nil, false
	}
	return one, true
}

// visited lets a session live on, and reports whether its cookie has to as well.
func (s *sessions) visited(ctx context.Context, one *session) (renewed bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[one.hash] == nil || s.now().Sub(one.from) < sessionStep {
		return false, nil
	}
	return true, s.write(ctx, sessionEntry{Open: one.hash, Person: one.person, Seat: one.seat, At: s.now().UTC()})
}

// still reports whether a session is open.
func (s *sessions) still(one *session) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.open[one.hash]
	return ok && s.now().Sub(one.from) <= sessionLife
}

func (s *sessions) end(ctx context.Context, one *session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.open[one.hash]; !ok {
		return nil
	}
	return s.write(ctx, sessionEntry{Shut: one.hash, At: s.now().UTC()})
}

func (s *sessions) endAll(ctx context.Context, person bot.PersonID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for hash, one := range s.open {
		if one.person != person {
			continue
		}
		if err := s.write(ctx, sessionEntry{Shut: hash, At: s.now().UTC()}); err != nil {
			return err
		}
	}
	return nil
}

func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
