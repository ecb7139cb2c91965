package room_test

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
)

// event is one server-sent event.
type event struct{ id, name, data string }

// listener reads a window's stream.
type listener struct {
	t      *testing.T
	events chan event
	stop   context.CancelFunc
	seen   []event
}

// listen opens the stream of general after a cursor.
func (b *browser) listen(after string) *listener {
	b.s.t.Helper()
	ctx, stop := context.WithCancel(b.s.t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.s.server.URL+b.base+"/c/general/events", nil)
	if err != nil {
		b.s.t.Fatal(err)
	}
	req.Header.Set("Last-Event-ID", after)
	res, err := b.client.Do(req) //nolint:bodyclose // when the test ends
	if err != nil {
		b.s.t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		b.s.t.Fatalf("the stream answers %d", res.StatusCode)
	}
	l := &listener{t: b.s.t, events: make(chan event), stop: stop}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(l.events)
		l.read(ctx, bufio.NewReader(res.Body))
	}()
	b.s.t.Cleanup(func() {
		stop()
		<-done
		if err := res.Body.Close(); err != nil {
			b.s.t.Error(err)
		}
	})
	return l
}

func (l *listener) read(ctx context.Context, r *bufio.Reader) {
	var e event
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch {
		case name == "id":
			e.id = value
		case name == "event":
			e.name = value
		case name == "data":
			e.data += value + "\n"
		case line == "\n" && e.name != "":
			select {
			case l.events <- e:
			case <-ctx.Done():
				return
			}
			e = event{}
		}
	}
}

// next waits for the next event of a name; every other one is kept in seen.
func (l *listener) next(name string) event {
	l.t.Helper()
	limit := time.NewTimer(10 * time.Second)
	defer limit.Stop()
	for {
		select {
		case e, ok := <-l.events:
			if !ok {
				l.t.Fatalf("the stream ended before a %q; it had %+v", name, l.seen)
			}
			l.seen = append(l.seen, e)
			if e.name == name {
				return e
			}
		case <-limit.C:
			l.t.Fatalf("no %q came; but %+v", name, l.seen)
		}
	}
}

func (l *listener) all() string {
	var b strings.Builder
	for _, e := range l.seen {
		b.WriteString(e.data)
	}
	return b.String()
}

func TestWhatIsSaidComesToEveryWindow(t *testing.T) {
	s := open(t)
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	l := grace.listen("0.0.0")
	ana.say("hello from the Chair")
	if e := l.next("talk"); !strings.Contains(e.data, "hello from the Chair") || e.id != "1.0.1" {
		t.Errorf("event %+v", e)
	}
	s.deliver(bot.Delivery{ID: "q1", Kind: bot.Live, Key: "q", Place: general(), Message: sayOne("the queue")})
	if e := l.next("now"); !strings.Contains(e.data, "the queue") {
		t.Errorf("event %+v", e)
	}
}

func TestWhatIsPrivateComesToItsPersonAlone(t *testing.T) {
	s := open(t, sketches)
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	theirs, hers := grace.listen("0.0.0"), ana.listen("0.0.0")
	s.deliver(bot.Delivery{ID: "d", Kind: bot.Direct, Account: to("p-chair"), Message: sayOne("a word in private")})
	s.deliver(bot.Delivery{ID: "l", Kind: bot.Live, Key: "floor.chair", Account: to("p-chair"), Message: sayOne("the suggestion")})
	ana.say("/mag balance")
	ana.say("the end")
	for !strings.Contains(theirs.all(), "the end") {
		theirs.next("talk")
	}
	for _, private := range []string{"private", "suggestion", "28 %", "balance", "now-magbot"} {
		if strings.Contains(theirs.all(), private) {
			t.Errorf("somebody else's stream holds %q", private)
		}
	}
	for !strings.Contains(hers.all(), "the suggestion") {
		hers.next("now")
	}
	for !strings.Contains(hers.all(), "the end") {
		hers.next("talk")
	}
	if strings.Contains(hers.all(), "28 %") {
		t.Error("an answer to one window is in the stream of another")
	}
}

func TestAWindowResumesAfterARestart(t *testing.T) {
	s := open(t)
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	l := grace.listen("0.0.0")
	ana.say("before")
	at := l.next("talk").id
	l.stop()
	ana.say("while nobody listened")
	s.restart()
	ana.say("after")
	again := grace.listen(at)
	for !strings.Contains(again.all(), "after") {
		again.next("talk")
	}
	if got := again.all(); !strings.Contains(got, "while nobody listened") || strings.Contains(got, "before") {
		t.Errorf("it resumed with %s", got)
	}
}

func TestAWindowThatMissedMuchIsDrawnAnew(t *testing.T) {
	s := open(t)
	for i := range 201 {
		s.deliver(bot.Delivery{ID: "d" + string(rune(0x4e00+i)), Kind: bot.Post, Place: general(), Message: sayOne("x")})
	}
	grace := s.sit("p-tech3")
	if e := grace.listen("0.0.0").next("reload"); e.data != "\n" && e.data != "" {
		t.Errorf("event %+v", e)
	}
	grace.listen("900.0.900").next("reload")
}

func TestAStreamNeedsACursor(t *testing.T) {
	s := open(t)
	grace := s.sit("p-tech3")
	for _, cursor := range []string{"", "1", "1.2", "a.b.c", "-1.0.0", "1.2.3.4", "99999999999999999999.0.0"} {
		if p := grace.get(grace.base + "/c/general/events?after=" + url.QueryEscape(cursor)); p.status != http.StatusBadRequest {
			t.Errorf("cursor %q: %d", cursor, p.status)
		}
	}
}

func TestStreamsEndWithTheirSession(t *testing.T) {
	s := open(t)
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	l := grace.listen("0.0.0")
	grace.post(grace.base+"/leave", url.Values{})
	ana.say("something")
	l.next("over")
	if strings.Contains(l.all(), "something") {
		t.Error("who left is still told")
	}
}

func TestForgettingAPersonDrawsEveryWindowAnew(t *testing.T) {
	s := open(t)
	theirs, hers := s.sit("p-chair").listen("0.0.0"), s.sit("p-tech3").listen("0.0.0")
	if err := s.room.Forget(t.Context(), "p-tech3"); err != nil {
		t.Fatal(err)
	}
	theirs.next("reload")
	hers.next("over")
}

func TestClosingEndsEveryStream(t *testing.T) {
	s := open(t)
	grace := s.sit("p-tech3")
	l := grace.listen("0.0.0")
	s.room.Close()
	s.room.Close()
	for e := range l.events {
		l.seen = append(l.seen, e)
	}
	if p := grace.get(grace.base + "/c/general/events?after=0.0.0"); p.status != http.StatusServiceUnavailable {
		t.Errorf("a stream after the end: %d", p.status)
	}
}

func TestASessionHasSoManyWindowsAndNoMore(t *testing.T) {
	s := open(t)
	grace := s.sit("p-tech3")
	for range 12 {
		grace.listen("0.0.0")
	}
	if p := grace.get(grace.base + "/c/general/events?after=0.0.0"); p.status != http.StatusTooManyRequests {
		t.Errorf("status %d", p.status)
	}
}

func TestAnUnreadWordIsAnnounced(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	l := ana.listen("0.0.0")
	ana.say("here")
	l.next("talk")
	s.deliver(bot.Delivery{ID: "d", Kind: bot.Direct, Account: to("p-chair"), Message: sayOne("you are next")})
	if e := l.next("nav"); !strings.Contains(e.data, `class="unread"`) {
		t.Errorf("event %+v", e)
	}
	if e := l.next("status"); !strings.Contains(e.data, "magbot has told you something in private") || !strings.Contains(e.data, ana.base+"/c/magbot") {
		t.Errorf("event %+v", e)
	}
}

// What came between the page and its stream is announced when the stream
// begins; what stood on the page is not.
func TestAWordThatCameBeforeTheStreamIsAnnounced(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	tell := func(id, text string) {
		s.deliver(bot.Delivery{ID: id, Kind: bot.Direct, Account: to("p-chair"), Message: sayOne(text)})
	}
	tell("a", "it stood on the page")
	old := ana.listen("0.1.0")
	ana.say("here")
	old.next("talk")
	ana.say("again")
	old.next("talk")
	if slices.ContainsFunc(old.seen, func(e event) bool { return e.name == "status" }) {
		t.Error("what stood on the page was announced")
	}
	tell("b", "you are next")
	late := ana.listen("0.1.0")
	if e := late.next("status"); !strings.Contains(e.data, "magbot has told you 2 things in private") {
		t.Errorf("event %+v", e)
	}
}

func TestAnEventStaysOneEvent(t *testing.T) {
	s := open(t)
	ana := s.sit("p-chair")
	l := ana.listen("0.0.0")
	ana.say("one\r\n\r\nevent: over\rdata: x\n\nid: 7")
	e := l.next("talk")
	if !strings.Contains(e.data, "event: over") || len(l.seen) != 1 {
		t.Errorf("events %+v", l.seen)
	}
	s.deliver(bot.Delivery{ID: "q", Kind: bot.Post, Place: general(), Message: chat.Say("a\r\rb\u2028c")})
	if e := l.next("talk"); strings.Contains(e.data, "\r") {
		t.Errorf("a bare return is sent: %q", e.data)
	}
}
