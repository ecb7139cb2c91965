package house_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"magbot/bot"
)

// A process that is killed between a record and its messages leaves them to the
// next one, which serves nothing while it starts.
func TestWhatIsForAPersonWaitsForAPlatform(t *testing.T) {
	w := newTown(t)
	w.types("chair", "/mag meeting schedule when:2027-04-01 14:00 title:First")
	w.types("chair", "/mag meeting open meeting:1")
	w.types("gov", "q+")
	w.settle()
	w.engine.Stop()

	w.make() // its messages reach nobody
	w.begin()
	w.types("tech", "q+")
	w.types("chair", "/mag queue call gov")
	soon, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := w.engine.Settle(soon); err != nil {
		t.Errorf("it tries to deliver without a platform: %v", err)
	}
	w.engine.Stop()

	w.make()
	w.begin()
	chair, tech := string(w.as("chair").Person), string(w.as("tech").Person)
	before := len(w.sent)
	w.engine.Attach(w)
	w.settle()
	w.mu.Lock()
	defer w.mu.Unlock()
	var told []string
	for _, d := range w.sent[before:] {
		told = append(told, d.Key+" "+d.Account.User)
		if d.Kind == bot.Live && d.Message.IsZero() {
			t.Errorf("%s is emptied", d.Key)
		}
	}
	for _, want := range []string{"meeting/1 floor.queue ", "meeting/1 floor.chair " + chair, "meeting/1 floor.next " + tech} {
		if !slices.Contains(told, want) {
			t.Errorf("%q is not shown; but %q", want, told)
		}
	}
}
