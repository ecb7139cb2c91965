package bot_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
)

type said struct {
	Title   bot.Words
	Reason  *bot.Words
	Answers []answer
	Pair    [2]bot.Words
	Number  int
	hidden  int
}

type answer struct {
	By   bot.PersonID
	Text bot.Words
}

func (said) Kind() string { return "test.said.v1" }

func example() said {
	reason := bot.Write("p-2", "because")
	return said{
		Title: bot.Write("p-1", "a title"), Reason: &reason,
		Answers: []answer{{"p-3", bot.Write("p-3", "yes")}, {"p-4", bot.Write("p-4", "no")}},
		Pair:    [2]bot.Words{bot.Write("p-5", "left"), {}}, Number: 7, hidden: 1,
	}
}

func seal(w bot.Words) ([]byte, error) { return []byte("sealed:" + w.Text), nil }

func TestUnsealedTextIsNeverWritten(t *testing.T) {
	if raw, err := json.Marshal(example()); err == nil {
		t.Errorf("wrote %s", raw)
	}
}

func TestSealWordsLeavesTheEventAsItWas(t *testing.T) {
	before := example()
	sealed, err := bot.SealWords(before, seal)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(example(), before, cmp.AllowUnexported(said{})); d != "" {
		t.Errorf("sealing changed the event: %s", d)
	}
	raw, err := json.Marshal(sealed)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"a title", "because", "yes", "left"} {
		if strings.Contains(string(raw), text) {
			t.Errorf("%q stands in the clear in %s", text, raw)
		}
	}
}

func TestDecodeOpensEveryWords(t *testing.T) {
	sealed, err := bot.SealWords(example(), seal)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(sealed)
	if err != nil {
		t.Fatal(err)
	}
	back, err := bot.EventOf[said]().Decode(raw, func(w *bot.Words) error {
		w.Text, w.Sealed = strings.TrimPrefix(string(w.Sealed), "sealed:"), nil
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := example()
	want.hidden = 0
	if d := cmp.Diff(want, back, cmp.AllowUnexported(said{})); d != "" {
		t.Error(d)
	}
}

func TestSealErrorsAreNotSwallowed(t *testing.T) {
	boom := errors.New("boom")
	if _, err := bot.SealWords(example(), func(bot.Words) ([]byte, error) { return nil, boom }); !errors.Is(err, boom) {
		t.Error(err)
	}
}

type inMap struct{ Notes map[string]bot.Words }

func (inMap) Kind() string { return "test.map.v1" }

func TestWordsInAMapPanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Words in a map were accepted, and could never be sealed")
		}
	}()
	_, _ = bot.SealWords(inMap{Notes: map[string]bot.Words{"a": bot.Write("p-1", "x")}}, seal)
}

func TestSlotReadsWithoutChanging(t *testing.T) {
	slot := bot.NewSlot("count", func() *int { return new(int) })
	s := bot.NewState("work")
	*slot.Of(s) = 5
	if *slot.Of(s) != 0 {
		t.Error("reading made a place in the state")
	}
	*slot.Change(s) = 7
	if *slot.Of(s) != 7 || *slot.Of(nil) != 0 {
		t.Error("a change is not read back")
	}
}

func TestStreamsNameTheirMeeting(t *testing.T) {
	if id, ok := bot.MeetingStream("7").Meeting(); !ok || id != "7" {
		t.Error(id, ok)
	}
	for _, s := range []bot.StreamID{"work", "meeting/", "meetings/7"} {
		if id, ok := s.Meeting(); ok {
			t.Errorf("%s is meeting %s", s, id)
		}
	}
}

func TestWordsAreOnesOwnWhenOneWroteThem(t *testing.T) {
	for name, c := range map[string]struct {
		words  bot.Words
		person bot.PersonID
		want   string
	}{
		"mine":                         {bot.Write("p1", "Budget"), "p1", "Budget"},
		"somebody else's":              {bot.Write("p2", "Budget"), "p1", ""},
		"the community's are nobody's": {bot.Write("", "Budget"), "", ""},
		"gone":                         {bot.Words{By: "p1", Gone: true}, "p1", ""},
	} {
		if got := c.words.Own(c.person); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
