package main

import (
	"context"
	"errors"
	"testing"

	"magbot/bot"
)

// counted is a counter that remembers.
type counted struct {
	got []bot.Wrote
	err error
}

func (c *counted) Count(w bot.Wrote, _ string) func(context.Context) error {
	c.got = append(c.got, w)
	return func(context.Context) error { return c.err }
}

func TestWhatIsWrittenIsStillCounted(t *testing.T) {
	broken := errors.New("not now")
	c := &counted{err: broken}
	f := follow(c, nil, nil)
	defer f.close()
	if err := f.Count(bot.Wrote{ID: "room:general:1"}, "good morning")(t.Context()); !errors.Is(err, broken) {
		t.Errorf("the counter's error: %v", err)
	}
	if len(c.got) != 1 || c.got[0].ID != "room:general:1" {
		t.Errorf("it was given %+v", c.got)
	}
}
