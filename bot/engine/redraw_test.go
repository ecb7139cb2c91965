package engine_test

import (
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"magbot/bot/chat"
)

// pinned is a bundle in which a message shows what somebody wrote.
func pinned(t *testing.T) *bundle {
	t.Helper()
	b := setup(t)
	b.do("tally note", "who", "p-1", "text", "a remark")
	b.do("tally pin")
	b.settle()
	b.shows("a remark")
	return b
}

// shows compares what was posted in one message, in order.
func (b *bundle) shows(want ...string) {
	b.t.Helper()
	var got, said []chat.Message
	for _, text := range want {
		said = append(said, chat.Say(text))
	}
	for i, d := range b.fake.deliveries() {
		got = append(got, d.Message)
		if i > 0 && d.Replaces == "" {
			b.t.Errorf("another message was posted: %+v", d)
		}
	}
	if d := cmp.Diff(said, got); d != "" {
		b.t.Error(d)
	}
}

// A message that stands on a platform names nobody any more who was erased, and
// is written anew once, however often the platform has to be asked and however
// often magbot starts.
func TestAnErasureRenewsWhatIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := pinned(t)
		defer func() { b.engine.Stop() }()
		b.fake.fail = 3
		b.do("tally erase", "who", "p-1")
		b.settle()
		b.shows("a remark", "(gone)")
		b.restart()
		b.settle()
		b.shows("a remark", "(gone)")
	})
}

// An erasure during which the process ends, before the platform could take the
// message, is finished by the next, as soon as it serves that platform.
func TestAnErasureRenewsWhatIsShownAfterACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := pinned(t)
		defer func() { b.engine.Stop() }()
		b.fake.fail = 1 << 30
		b.do("tally erase", "who", "p-1")
		synctest.Wait()
		b.engine.Stop()
		b.fake.fail = 0
		b.bare = true
		b.start()
		b.shows("a remark")
		b.engine.Attach(b.fake)
		b.settle()
		b.shows("a remark", "(gone)")
	})
}

// What is written anew late shows what is so by then.
func TestAnErasureThatIsLateSetsNothingBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := pinned(t)
		defer func() { b.engine.Stop() }()
		b.fake.fail = 2
		b.do("tally erase", "who", "p-1")
		b.do("tally note", "who", "p-2", "text", "another")
		b.do("tally pin")
		b.settle()
		sent := b.fake.deliveries()
		if last := sent[len(sent)-1]; !cmp.Equal(last.Message, chat.Say("(gone), another")) {
			t.Errorf("%+v", sent)
		}
	})
}
