package wordcount_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"magbot/adapters/wordcount"
	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/roster"
	"magbot/bot/written"
	"magbot/store"
	"magbot/store/bolt"
	"magbot/store/memory"
	"magbot/store/seal"
)

// BenchmarkCounted measures how many chat messages a second one process counts:
// each goes to the bot first, which finds that it is talk, then its words are
// counted, and it is done when the file holds the count. The example community
// writes in 64 channels at once, a message after the other in each.
// "messages/s" is the rate, "B/message" what one takes on the disk, "words/s" the
// limit: the same texts cut into words, and nothing else done.
func BenchmarkCounted(b *testing.B) {
	path := filepath.Join(b.TempDir(), "record.db")
	s, err := bolt.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	w := newTown(b, s)
	defer w.close()
	limit := onlyWords()
	b.ResetTimer()
	w.chat(b.N)
	b.StopTimer()
	w.counted(b.N)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(limit, "words/s")
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/float64(b.N), "B/message")
}

// The very code of the benchmark, on a small crowd that a platform delivers twice.
func TestAWholeHouseCountsEachMessageOnce(t *testing.T) {
	w := newTown(t, memory.New())
	defer w.close()
	w.chat(2000)
	w.chat(2000)
	w.counted(2000)
	records := 0
	for _, err := range w.store.Read(t.Context(), store.Stream(bot.MonthStream(w.now)), 0) {
		if err != nil {
			t.Fatal(err)
		}
		records++
	}
	if records > 1000 {
		t.Errorf("%d records for 2000 messages: they are not counted together", records)
	}
}

const line = "I support the proposal of the secretariat, and would add that schools need it first."

func onlyWords() float64 {
	begin, n := time.Now(), 20_000
	for range n {
		wordcount.Words(line)
	}
	return float64(n) / time.Since(begin).Seconds()
}

// town is the example community with a channel that is counted, on a record.
type town struct {
	b       testing.TB
	store   store.Store
	engine  *engine.Engine
	counter *wordcount.Counter
	people  []bot.Account
	causes  atomic.Int64
	now     time.Time
}

var room = bot.Place{Platform: "room", Channel: "general"}

func newTown(b testing.TB, s store.Store) *town {
	b.Helper()
	h, err := house.New(house.Features())
	if err != nil {
		b.Fatal(err)
	}
	w := &town{b: b, store: s, now: time.Date(2027, time.March, 1, 9, 0, 0, 0, time.UTC)}
	if w.engine, err = engine.New(engine.Config{Store: s, Keys: seal.NewMemory(rand.Reader), House: h, Now: func() time.Time { return w.now }}); err != nil {
		b.Fatal(err)
	}
	w.engine.Attach(w)
	if err := w.engine.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	operator := bot.Actor{Self: bot.ByCommand}
	w.must(operator, bot.Do("community found", "name", "Example", "example", "yes"))
	w.must(operator, bot.Do("channel link"))
	preview := w.must(operator, bot.Do("roster import", "file", roster.Example()))
	w.must(operator, bot.Do("roster import", "file", roster.Example(), "confirm", preview.Form.Call.Args["confirm"]))
	var chair bot.PersonID
	w.engine.Read(bot.CommunityStream, bot.Actor{}, room, func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			w.people = append(w.people, bot.Account{Platform: "room", User: string(p.ID)})
		}
		chair = roster.Of(v).With(bot.RoleChair, w.now)[0]
	})
	w.must(bot.Actor{Account: bot.Account{Platform: "room", User: string(chair)}}, bot.Do("channel count"))
	if err := w.engine.Settle(b.Context()); err != nil {
		b.Fatal(err)
	}
	w.counter = wordcount.New(wordcount.Config{Knows: w.knows, Record: w.record})
	return w
}

func (w *town) must(by bot.Actor, intent bot.Intent) bot.Answer {
	w.b.Helper()
	a, err := w.engine.Handle(w.b.Context(), bot.Input{Cause: w.cause(), Actor: by, Place: room, Intent: intent})
	if err != nil || a.Refused {
		w.b.Fatalf("%+v: %v %+v", intent, err, a.Message)
	}
	return a
}

func (w *town) cause() bot.Cause { return bot.Cause(fmt.Sprint("input:", w.causes.Add(1))) }

func (*town) Platform() string { return "room" }

// Deliver takes everything; with the announcement counting begins.
func (w *town) Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error) {
	if call, is := written.AnnouncedBy(d); is {
		if _, err := w.engine.Handle(ctx, bot.Input{Cause: w.cause(), Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream, Intent: call}); err != nil {
			return bot.Posted{}, err
		}
	}
	return bot.Posted{Message: "m"}, nil
}

func (w *town) knows(p bot.Place) (knows bool) {
	w.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { knows = written.Of(v).Knows(p) })
	return knows
}

func (w *town) record(ctx context.Context, cause bot.Cause, stream bot.StreamID, all []bot.Wrote) error {
	call, err := written.Count(all)
	if err != nil {
		return err
	}
	_, err = w.engine.Handle(ctx, bot.Input{Cause: cause, Actor: bot.Actor{Self: bot.ByRecord}, Stream: stream, Intent: call})
	return err
}

// chat has so many messages written, and waits until all are in the record.
func (w *town) chat(messages int) {
	var left atomic.Int64
	left.Store(int64(messages))
	var wait sync.WaitGroup
	for range 64 {
		wait.Go(func() {
			var counted sync.WaitGroup
			defer counted.Wait()
			for i := left.Add(-1); i >= 0; i = left.Add(-1) {
				recorded := w.say(int(i))
				counted.Go(func() {
					if err := recorded(w.b.Context()); err != nil {
						w.b.Error(err)
					}
				})
			}
		})
	}
	wait.Wait()
}

// say has somebody type a line, as an adapter does it.
func (w *town) say(i int) (recorded func(context.Context) error) {
	by := w.people[i%len(w.people)]
	a, err := w.engine.Handle(w.b.Context(), bot.Input{Cause: bot.Cause(fmt.Sprint("line:", i)), Actor: bot.Actor{Account: by}, Place: room, Intent: bot.Typed{Text: line}})
	if err != nil || !a.Ignored {
		w.b.Errorf("%+v, %v", a, err)
	}
	return w.counter.Count(bot.Wrote{ID: fmt.Sprint("room:general:", i), Account: by, Place: room, At: w.now}, line)
}

// counted checks that the record holds every message.
func (w *town) counted(messages int) {
	w.b.Helper()
	got := written.Tally{}
	w.engine.Read(bot.CommunityStream, bot.Actor{}, room, func(v bot.View) {
		for _, t := range written.In(v, bot.MonthStream(w.now)).Sums {
			got.Words, got.Messages = got.Words+t.Words, got.Messages+t.Messages
		}
	})
	if want := (written.Tally{Words: messages * wordcount.Words(line), Messages: messages}); got != want {
		w.b.Errorf("the record holds %+v, want %+v", got, want)
	}
}

func (w *town) close() {
	w.b.Helper()
	w.counter.Close()
	w.engine.Stop()
	if err := w.store.Close(); err != nil && !errors.Is(err, store.ErrClosed) {
		w.b.Error(err)
	}
}
