package acceptance_test

import (
	"bytes"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"magbot/store/bolt"
)

// everySlash is how often a command is given: fifty a second.
const everySlash = 20 * time.Millisecond

// BenchmarkSlash gives commands in local-slack at fifty a second, by people in
// turn, each of which becomes a fact in a file. It reports how long it takes from
// the command until its answer is before the person's eyes, and which share of
// that passes between local-slack's handing it to magbot and magbot's answer; the
// rest is local-slack's own.
func BenchmarkSlash(b *testing.B) {
	users := []string{"UANA", "UBO"}
	for i := range 23 {
		users = append(users, fmt.Sprintf("UP%d", i))
	}
	s := stand(b, "socket", users...)
	record, err := bolt.Open(filepath.Join(b.TempDir(), "record.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := record.Close(); err != nil {
			b.Error(err)
		}
	})
	s.attend("socket", record)
	s.settle()
	for _, u := range users[2:] {
		s.command("UANA", `roster add "Member `+u+`" Government`, u)
		s.command(u, "me link "+code.FindString(s.command("UANA", "roster link Member "+u, "me link")), u)
	}
	w := watch(b, s)
	var posts sync.WaitGroup
	tick := time.NewTicker(everySlash)
	defer tick.Stop()
	for i := 0; b.Loop(); i++ {
		<-tick.C
		user := users[i%len(users)]
		w.begins(user)
		posts.Go(func() { s.slash(b, user, fmt.Sprint("record info Point ", i)) })
	}
	posts.Wait()
	w.done(b)
	whole, ours := w.spans(b)
	b.ReportMetric(float64(at(whole, 50)), "ns-p50")
	b.ReportMetric(float64(at(whole, 99)), "ns-p99")
	b.ReportMetric(float64(at(ours, 50)), "ns-ours-p50")
	b.ReportMetric(float64(at(ours, 99)), "ns-ours-p99")
	b.ReportMetric(float64(sum(ours))/float64(sum(whole)), "x-ours")
}

// slash gives a command; unlike send it may be used beside others.
func (s *town) slash(b *testing.B, user, text string) {
	body := fmt.Sprintf(`{"channel":%q,"user":%q,"command":"/mag","text":%q}`, general, user, text)
	resp, err := http.Post(s.at("/_control/command"), "application/json", bytes.NewReader([]byte(body)))
	if err != nil {
		b.Error(err)
		return
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK {
		b.Errorf("%s: %s, %v", text, resp.Status, err)
	}
}

// watcher sees what local-slack shows in its windows, as it is shown.
type watcher struct {
	mu      sync.Mutex
	given   map[string][]time.Time // by user: commands that are not answered yet
	handed  map[string][]time.Time // those of them that magbot has got
	open    int
	refused string // an answer that was no yes
	answers []span
	changed chan struct{}
}

// span is one command: from its beginning to its answer, and magbot's part of it.
type span struct{ whole, ours time.Duration }

// frame is what local-slack tells a window.
type frame struct {
	T     string `json:"t"`
	Entry struct {
		Kind   string `json:"kind"`
		Detail struct {
			User string `json:"user_id"`
		} `json:"detail"`
	} `json:"entry"`
	Message message `json:"message"`
}

func watch(b *testing.B, s *town) *watcher {
	b.Helper()
	ui, resp, err := websocket.DefaultDialer.DialContext(b.Context(), strings.Replace(s.at("/ui"), "http", "ws", 1), nil)
	if err != nil {
		b.Fatal(err)
	}
	w := &watcher{given: map[string][]time.Time{}, handed: map[string][]time.Time{}, changed: make(chan struct{}, 1)}
	ended := make(chan struct{})
	b.Cleanup(func() {
		_ = resp.Body.Close() // it became a socket
		_ = ui.Close()        // nothing more is to be seen
		<-ended
	})
	go func() {
		defer close(ended)
		var acked time.Time
		for {
			var f frame
			if err := ui.ReadJSON(&f); err != nil {
				return // closed
			}
			acked = w.sees(f, acked)
		}
	}()
	return w
}

// sees takes one frame, and gives when magbot last answered.
func (w *watcher) sees(f frame, acked time.Time) time.Time {
	now := time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	switch user := f.Message.OnlyFor; {
	case f.T == "log" && f.Entry.Kind == "slash_commands":
		w.handed[f.Entry.Detail.User] = append(w.handed[f.Entry.Detail.User], now)
	case f.T == "log" && f.Entry.Kind == "ack":
		return now
	case f.T == "message" && user != "" && len(w.given[user]) > 0 && len(w.handed[user]) > 0:
		if !strings.Contains(f.Message.shown(), "Noted in the minutes") {
			w.refused = f.Message.shown()
		}
		w.answers = append(w.answers, span{now.Sub(w.given[user][0]), acked.Sub(w.handed[user][0])})
		w.given[user], w.handed[user] = w.given[user][1:], w.handed[user][1:]
		w.open--
		select {
		case w.changed <- struct{}{}:
		default:
		}
	}
	return acked
}

func (w *watcher) begins(user string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.given[user] = append(w.given[user], time.Now())
	w.open++
}

// done waits until everything is answered.
func (w *watcher) done(b *testing.B) {
	b.Helper()
	end := time.NewTimer(patience)
	defer end.Stop()
	for {
		w.mu.Lock()
		open := w.open
		w.mu.Unlock()
		if open == 0 {
			return
		}
		select {
		case <-w.changed:
		case <-end.C:
			b.Fatalf("%d commands were never answered", open)
		}
	}
}

// spans gives what was measured, in order.
func (w *watcher) spans(b *testing.B) (whole, ours []time.Duration) {
	b.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refused != "" {
		b.Fatalf("a command was answered with: %s", w.refused)
	}
	for _, a := range w.answers {
		if a.ours < 0 || a.ours > a.whole {
			b.Fatalf("magbot answered before it was asked: %v of %v", a.ours, a.whole)
		}
		whole, ours = append(whole, a.whole), append(ours, a.ours)
	}
	slices.Sort(whole)
	slices.Sort(ours)
	return whole, ours
}

// at gives a percentile of sorted durations.
func at(all []time.Duration, percent int) time.Duration {
	return all[min(len(all)-1, len(all)*percent/100)]
}

func sum(all []time.Duration) (total time.Duration) {
	for _, d := range all {
		total += d
	}
	return total
}
