package engine_test

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/store"
	"magbot/store/memory"
	"magbot/store/seal"
)

// whispered is the fact that something went into the urn.
type whispered struct{}

func (whispered) Kind() string { return "tally.whispered.v1" }

func whispering() []command.Command {
	return []command.Command{
		{Path: "tally whisper", On: command.Work, Args: []command.Arg{{Name: "what", Kind: command.File}}, Decide: func(c *command.Context) (bot.Decision, error) {
			return bot.Decision{Events: []bot.Event{whispered{}}, Slip: c.Text("what")}, nil
		}},
		{Path: "tally gather", On: command.Work, Decide: fact(rung{}, bot.Effect{Do: bot.Gather, Key: "urn", Send: &bot.Forwarded{Call: bot.Do("tally gathered")}})},
		{Path: "tally gathered", On: command.Work, Inner: true, Args: []command.Arg{{Name: bot.SlipsArg, Kind: command.File}}, Decide: func(c *command.Context) (bot.Decision, error) {
			d := bot.Decision{EmptyUrn: true}
			for line := range strings.SplitSeq(c.Text(bot.SlipsArg), "\n") {
				d.Events = append(d.Events, noted{bot.Write("", line)})
			}
			return d, nil
		}},
	}
}

// urnWords are what was said into the urn.
var urnWords = []string{"alpha said by one", "bravo said by two", "charlie said by three"}

// lay has everybody say their word into the urn of the stream.
func (b *bundle) lay() {
	b.t.Helper()
	for _, w := range urnWords {
		b.do("tally whisper", "what", w)
	}
}

// inRecord looks for a text in everything that a store holds but the urns.
func inRecord(t *testing.T, s store.Store, text string) bool {
	t.Helper()
	for head, err := range s.Streams(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		for r, err := range s.Read(t.Context(), head.Stream, 0) {
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(r.Body), text) {
				return true
			}
		}
	}
	return false
}

func TestWhatGoesIntoTheUrnIsInNoRecord(t *testing.T) {
	b := setup(t)
	b.lay()
	lying, err := b.store.Slips(t.Context(), "work")
	if err != nil || len(lying) != len(urnWords) {
		t.Fatalf("%d slips lie in the urn: %v", len(lying), err)
	}
	size := len(lying[0].Sealed)
	for _, s := range lying {
		if len(s.Sealed) != size {
			t.Errorf("the length of a slip tells what it says: %d and %d bytes", size, len(s.Sealed))
		}
		if strings.Contains(string(s.Sealed), "said by") {
			t.Error("a slip is not sealed")
		}
	}
	for _, w := range urnWords {
		if inRecord(t, b.store, w) {
			t.Errorf("%q is in a record", w)
		}
	}
	if got := b.state("work").Whispers; got != len(urnWords) {
		t.Errorf("the record counts %d", got)
	}
}

func TestTheUrnIsGatheredOnceAndItsKeyDeleted(t *testing.T) {
	b := setup(t)
	b.lay()
	before, err := b.store.Slips(t.Context(), "work")
	if err != nil {
		t.Fatal(err)
	}
	b.do("tally gather")
	b.restart()
	if got := strings.Join(b.state("work").Notes, "|"); got != strings.Join(urnWords, "|") {
		t.Errorf("gathered is %q", got)
	}
	if left, err := b.store.Slips(t.Context(), "work"); err != nil || len(left) != 0 {
		t.Errorf("%d slips are left: %v", len(left), err)
	}
	if _, err := b.keys.Open("urn/work", before[0].Sealed, []byte("urn of work")); !errors.Is(err, seal.ErrErased) {
		t.Errorf("a copy of the urn can still be opened: %v", err)
	}
}

// stumbling is a store that fails around the emptying of an urn: before it, or
// after it so that nobody knows.
type stumbling struct {
	*memory.Store
	mu     sync.Mutex
	before int
	after  int
}

var errStumbled = errors.New("simulated: the store stumbles")

func (s *stumbling) AppendUrn(ctx context.Context, stream store.Stream, at store.Version, change store.UrnChange, r ...store.Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if change.Empty && s.before > 0 {
		s.before--
		return errStumbled
	}
	err := s.Store.AppendUrn(ctx, stream, at, change, r...)
	if err == nil && change.Empty && s.after > 0 {
		s.after--
		return errStumbled
	}
	return err
}

// However the emptying fails, before it is durable or after, it is done in the
// end, once, and nothing is lost.
func TestACrashWhileTheUrnIsEmptiedLosesNothing(t *testing.T) {
	for name, s := range map[string]*stumbling{"before": {before: 2}, "after": {after: 1}, "both": {before: 1, after: 1}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s.Store = memory.New()
				b := &bundle{t: t, store: s, keys: seal.NewMemory(rand.Reader), fake: &fake{}}
				b.start()
				defer func() { b.engine.Stop() }()
				b.lay()
				b.do("tally gather")
				b.engine.Stop() // maybe before it was tried again
				b.start()
				<-time.After(3 * time.Minute)
				if got := strings.Join(b.state("work").Notes, "|"); got != strings.Join(urnWords, "|") {
					t.Errorf("gathered is %q", got)
				}
				if left, err := s.Slips(t.Context(), "work"); err != nil || len(left) != 0 {
					t.Errorf("%d slips are left: %v", len(left), err)
				}
			})
		})
	}
}

// A slip goes with its record or not at all, and a retry lays it once.
func TestARefusedRecordLaysNoSlip(t *testing.T) {
	b := setup(t)
	in := b.input("tally whisper", "what", "once")
	for range 3 {
		if _, err := b.engine.Handle(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.engine.Handle(t.Context(), b.input("tally whisper", "what", "two\nlines")); err == nil {
		t.Error("a slip of two lines was taken")
	}
	if lying, err := b.store.Slips(t.Context(), "work"); err != nil || len(lying) != 1 {
		t.Errorf("%d slips lie in the urn: %v", len(lying), err)
	}
	if got := b.state("work").Whispers; got != 1 {
		t.Errorf("the record counts %d", got)
	}
}

// A platform may make a cause of what was asked. Where the decision is veiled, who
// has the record cannot try which cause it was; and what comes again is known.
func TestAVeiledCauseStandsInNoRecord(t *testing.T) {
	b := setup(t)
	in := b.input("tally whisper", "what", "alpha")
	in.Cause = "slack:press:what anybody could try"
	for i := range 2 {
		a, err := b.engine.Handle(t.Context(), in)
		if err != nil || a.Done != (i > 0) {
			t.Errorf("try %d: %+v %v", i, a, err)
		}
	}
	if inRecord(t, b.store, "what anybody could try") || !inRecord(t, b.store, `"cause":"veiled:`) {
		t.Error("the cause stands in the record")
	}
}
