package wordcount_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"magbot/adapters/wordcount"
	"magbot/bot"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var hall = bot.Place{Platform: "slack", Channel: "C1"}

// record keeps what is recorded; as long as broken is above 0, a try fails.
type record struct {
	mu      sync.Mutex
	broken  int
	panics  bool
	batches map[bot.Cause]batch
	order   []bot.Cause
	tries   int
	gate    chan struct{} // each record waits here; nil for none
}

type batch struct {
	stream bot.StreamID
	all    []bot.Wrote
}

var errDown = errors.New("the disk is gone")

func (r *record) take(_ context.Context, cause bot.Cause, stream bot.StreamID, all []bot.Wrote) error {
	if r.gate != nil {
		<-r.gate
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tries++
	if r.broken > 0 {
		r.broken--
		if r.panics {
			panic("broken")
		}
		return errDown
	}
	if r.batches == nil {
		r.batches = map[bot.Cause]batch{}
	}
	r.batches[cause] = batch{stream, slices.Clone(all)}
	r.order = append(r.order, cause)
	return nil
}

// all lists what is recorded, in order.
func (r *record) all() (all []bot.Wrote) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.order {
		all = append(all, r.batches[c].all...)
	}
	return all
}

func counter(r *record) *wordcount.Counter {
	return wordcount.New(wordcount.Config{Record: r.take, Knows: func(p bot.Place) bool { return p == hall }})
}

func message(id string) bot.Wrote {
	return bot.Wrote{ID: id, Place: hall, At: time.Date(2028, time.March, 1, 12, 0, 0, 0, time.UTC)}
}

func TestWhatWaitsIsRecordedTogetherInTheOrderHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &record{gate: make(chan struct{})}
		c := counter(r)
		defer c.Close()
		var waits []func(context.Context) error
		for i := range 1200 {
			waits = append(waits, c.Count(message(fmt.Sprint(i)), "three words here"))
		}
		synctest.Wait()
		close(r.gate)
		for _, wait := range waits {
			if err := wait(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for i, w := range r.all() {
			if w.ID != fmt.Sprint(i) || w.Words != 3 {
				t.Fatalf("number %d is %+v", i, w)
			}
		}
		if n := len(r.order); n > 5 {
			t.Errorf("%d records for 1200 messages", n)
		}
	})
}

func TestAnotherChannelAPrivateConversationAndWhatTheBotIsAskedAreNotCounted(t *testing.T) {
	r := &record{}
	c := counter(r)
	elsewhere, private, asked := message("1"), message("2"), message("3")
	elsewhere.Place.Channel, private.Place.Channel, asked.Asked = "C2", "", true
	for _, w := range []bot.Wrote{elsewhere, private, asked} {
		if err := c.Count(w, "some words")(t.Context()); err != nil {
			t.Error(err)
		}
	}
	c.Close()
	if r.tries > 0 {
		t.Error("it was recorded")
	}
}

func TestEachMonthIsRecordedApart(t *testing.T) {
	r := &record{}
	c := counter(r)
	late := message("2")
	late.At = late.At.AddDate(0, 1, 0)
	gone := message("3")
	gone.Gone = true
	for _, w := range []bot.Wrote{message("1"), late, gone} {
		if err := c.Count(w, "one")(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	c.Close()
	for _, b := range r.batches {
		for _, w := range b.all {
			if bot.MonthStream(w.At) != b.stream || w.Gone && w.Words != 0 {
				t.Errorf("%+v stands in %s", w, b.stream)
			}
		}
	}
	if len(r.all()) != 3 {
		t.Errorf("%+v", r.all())
	}
}

func TestWhatFailsIsTriedAgainUnderTheSameCause(t *testing.T) {
	for _, panics := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			r := &record{broken: 5, panics: panics}
			c := counter(r)
			defer c.Close()
			if err := c.Count(message("1"), "one")(t.Context()); err != nil || r.tries != 6 || len(r.batches) != 1 {
				t.Errorf("%v after %d tries, %d records", err, r.tries, len(r.batches))
			}
		})
	}
}

func TestWhatCanNeverBeRecordedDoesNotStopTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &record{broken: 80}
		c := counter(r)
		defer c.Close()
		if err := c.Count(message("1"), "one")(t.Context()); !errors.Is(err, errDown) {
			t.Errorf("the first: %v", err)
		}
		if err := c.Count(message("2"), "one")(t.Context()); err != nil {
			t.Errorf("the second: %v", err)
		}
	})
}

func TestACounterThatClosesRecordsWhatWaitsAndTakesNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &record{gate: make(chan struct{})}
		c := counter(r)
		first := c.Count(message("1"), "one")
		go func() {
			<-time.After(time.Second)
			close(r.gate)
		}()
		c.Close()
		c.Close()
		if err := first(t.Context()); err != nil || len(r.all()) != 1 {
			t.Errorf("%v, %+v", err, r.all())
		}
		if err := c.Count(message("2"), "one")(t.Context()); !errors.Is(err, wordcount.ErrClosed) {
			t.Errorf("after the end: %v", err)
		}
	})
}

func TestACounterThatClosesDoesNotWaitForARecordThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &record{broken: 1_000_000}
		c := counter(r)
		wait := c.Count(message("1"), "one")
		<-time.After(10 * time.Second)
		begin := time.Now()
		c.Close()
		if err := wait(t.Context()); !errors.Is(err, wordcount.ErrClosed) || time.Since(begin) > 6*time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

func TestWhoWaitsNoLongerGoesOn(t *testing.T) {
	r := &record{gate: make(chan struct{})}
	c := counter(r)
	ctx, cancel := context.WithCancel(t.Context())
	wait := c.Count(message("1"), "one")
	cancel()
	if err := wait(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	close(r.gate)
	c.Close()
	if len(r.all()) != 1 {
		t.Error("it is not recorded")
	}
}

func TestMoreThanCanWaitIsLeftToThePlatform(t *testing.T) {
	r := &record{gate: make(chan struct{})}
	c := counter(r)
	var last func(context.Context) error
	for range 100_000 + 501 {
		last = c.Count(message("1"), "")
	}
	if err := last(t.Context()); err == nil {
		t.Error("it was taken")
	}
	close(r.gate)
	c.Close()
}

func BenchmarkWords(b *testing.B) {
	text := "The secretariat proposes that the working group meets in June, before the open consultations; does anybody object?"
	b.ReportAllocs()
	for b.Loop() {
		wordcount.Words(text)
	}
}
