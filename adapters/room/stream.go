package room

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"magbot/bot"
)

const (
	heartbeat = 20 * time.Second
	// patience is how long a browser may take to read one event; a slower one
	// is dropped, and resumes where it was.
	patience = 15 * time.Second
	// mostNews is how many messages are sent to a window that was away; beyond
	// it the window draws its page anew.
	mostNews = 200
)

// window is one open stream.
type window struct {
	person bot.PersonID
	wake   chan struct{} // holds one: a window reads what is new itself
	reload atomic.Bool
}

func (w *window) wakeUp() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// cursor says up to which entries a window has been told: of the conversation
// shown, of the person's own, and of the one whose live messages stand under
// Now. It is the event ID, so that a browser resumes from the log.
type cursor struct{ shown, own, now uint64 }

func (c cursor) String() string { return fmt.Sprintf("%d.%d.%d", c.shown, c.own, c.now) }

func readCursor(text string) (cursor, bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return cursor{}, false
	}
	var n [3]uint64
	for i, p := range parts {
		var err error
		if n[i], err = strconv.ParseUint(p, 10, 64); err != nil {
			return cursor{}, false
		}
	}
	return cursor{n[0], n[1], n[2]}, true
}

// stream sends what changes in a window as server-sent events: "talk" (messages
// new or changed), "now" (all cards), "nav" (the list with its marks), "status",
// "reload" and "over".
func (r *Room) stream(w http.ResponseWriter, req *http.Request, v visit, c *conversation) {
	last := req.Header.Get("Last-Event-ID")
	if last == "" {
		last = req.FormValue("after")
	}
	at, ok := readCursor(last)
	if !ok {
		r.problem(w, req, http.StatusBadRequest, "room.bad-request")
		return
	}
	own, err := r.private(req.Context(), v.seat.Person)
	if err != nil {
		r.failure(w, req, err)
		return
	}
	if !v.session.stream() {
		w.Header().Set("Retry-After", "30")
		r.problem(w, req, http.StatusTooManyRequests, "room.too-fast")
		return
	}
	defer v.session.unstream()
	s := &stream{Room: r, visit: v, c: c, own: own, now: c, at: at, w: w, control: http.NewResponseController(w)}
	if c.person != "" {
		s.now = r.channels[0]
	}
	_, seen := own.ends()
	s.unread = own.unreadUpTo(seen, at.own, v.seat.Person)
	if !r.enter(s) {
		r.problem(w, req, http.StatusServiceUnavailable, "room.failed")
		return
	}
	defer r.exit(s)
	if err := s.run(req.Context()); err != nil {
		r.Logger.Debug("a window's stream ended", "error", err)
	}
}

// enter adds a window, unless the room is closing.
func (r *Room) enter(s *stream) bool {
	s.window = &window{person: s.seat.Person, wake: make(chan struct{}, 1)}
	r.mu.Lock()
	defer r.mu.Unlock()
	select {
	case <-r.closing:
		return false
	default:
	}
	r.streams.Add(1)
	r.windows[s.window] = struct{}{}
	return true
}

func (r *Room) exit(s *stream) {
	r.mu.Lock()
	delete(r.windows, s.window)
	r.mu.Unlock()
	r.streams.Done()
}

type stream struct {
	*Room
	visit
	*window
	c, own, now *conversation
	at          cursor
	nav         string // as last sent
	unread      int    // private messages last told of; at first those of the page
	w           http.ResponseWriter
	control     *http.ResponseController
}

func (s *stream) run(ctx context.Context) error {
	h := s.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	s.w.WriteHeader(http.StatusOK)
	if err := s.control.SetReadDeadline(time.Time{}); err != nil {
		return fmt.Errorf("open the stream: %w", err)
	}
	if err := s.raw("retry: 2000\n\n"); err != nil {
		return err
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for first := true; ; first = false {
		over, err := s.tell(ctx, first)
		if err != nil || over {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.closing:
			return nil
		case <-s.wake:
		case <-beat.C:
			if err := s.raw(": still here\n\n"); err != nil {
				return err
			}
		}
	}
}

// tell sends everything that is new; over when the stream has nothing more to
// say for good.
func (s *stream) tell(ctx context.Context, first bool) (over bool, err error) {
	seat, err := s.Door.Person(ctx, s.seat.Person)
	gone := err != nil || seat.Gone || !s.sessions.still(s.session) || (s.session.seat && !s.Door.Rehearsal())
	if gone {
		return true, s.event("over", "")
	}
	if s.reload.Load() {
		return true, s.event("reload", "")
	}
	s.seat = seat
	v := s.viewer(s.visit)
	changed, shown := s.c.since(s.at.shown)
	changedNow, now := s.now.since(s.at.now)
	changedOwn, own := s.own.since(s.at.own)
	if len(changed) > mostNews || s.ahead(shown, own, now) {
		return true, s.event("reload", "")
	}
	cards := slices.ContainsFunc(slices.Concat(changedNow, changedOwn), func(m message) bool { return m.live != "" })
	next := cursor{shown, own, now}
	if !cards {
		s.at = next
	}
	if len(changed) > 0 {
		if err := s.tellTalk(ctx, v, changed); err != nil {
			return false, err
		}
	}
	s.at = next
	if cards {
		if err := s.tellNow(ctx, v); err != nil {
			return false, err
		}
	}
	return false, s.tellNav(ctx, v, first)
}

// ahead reports a cursor that the log has not reached: another log is served
// now, so nothing on that screen can be trusted.
func (s *stream) ahead(shown, own, now uint64) bool {
	return s.at.shown > shown || s.at.own > own || s.at.now > now
}

func (s *stream) tellTalk(ctx context.Context, v *viewer, changed []message) error {
	views, err := v.messages(ctx, s.c, changed)
	if err != nil {
		return err
	}
	if err := s.markRead(ctx, s.seat.Person, s.c); err != nil {
		return err
	}
	news := newsView{Messages: views}
	for _, m := range changed {
		if m.live != "" && m.blank {
			news.Gone = append(news.Gone, elementID(s.c, m))
		}
	}
	html, err := s.fragment("news", news)
	if err != nil {
		return err
	}
	return s.event("talk", string(html))
}

func (s *stream) tellNow(ctx context.Context, v *viewer) error {
	cards, err := v.nowCards(ctx, s.now, s.own)
	if err != nil {
		return err
	}
	html, err := s.fragment("cards", cardsView{v.words, cards})
	if err != nil {
		return err
	}
	return s.event("now", string(html))
}

// tellNav sends the list of conversations when a mark has changed, and says it
// when magbot told something in private.
func (s *stream) tellNav(ctx context.Context, v *viewer, first bool) error {
	nav, err := v.navigation(ctx, s.c.id)
	if err != nil {
		return err
	}
	html, err := s.fragment("nav", nav)
	if err != nil {
		return err
	}
	unread := nav[len(nav)-1].Unread
	if string(html) != s.nav && (!first || unread > 0) {
		if err := s.event("nav", string(html)); err != nil {
			return err
		}
	}
	s.nav = string(html)
	more := unread > s.unread
	s.unread = unread
	if !more {
		return nil
	}
	status, err := s.fragment("whisper", whisperView{v.words, s.address(private), unread})
	if err != nil {
		return err
	}
	return s.event("status", string(status))
}

// newsView is what is new in a talk: messages, and live ones that ended.
type newsView struct {
	Messages []messageView
	Gone     []string
}

type cardsView struct {
	words
	Cards []messageView
}

type whisperView struct {
	words
	URL    string
	Unread int
}

func (s *stream) event(name, data string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "id: %s\nevent: %s\n", s.at, name)
	for line := range strings.Lines(strings.ReplaceAll(data, "\r", "&#13;")) {
		b.WriteString("data: " + strings.TrimSuffix(line, "\n") + "\n")
	}
	if data == "" {
		b.WriteString("data:\n")
	}
	b.WriteString("\n")
	return s.raw(b.String())
}

func (s *stream) raw(text string) error {
	// The deadline is the socket's, so the real clock counts here.
	if err := s.control.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return fmt.Errorf("write to a window: %w", err)
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return fmt.Errorf("write to a window: %w", err)
	}
	if err := s.control.Flush(); err != nil {
		return fmt.Errorf("write to a window: %w", err)
	}
	return nil
}
