package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"magbot/adapters/wordcount"
	"magbot/bot"
	"magbot/bot/engine"
	"magbot/cmd/magbot/look"
	"magbot/cmd/magbot/ops"
	watching "magbot/moderation/watch"
)

// lookFlags name a service outside that looks at texts, too.
type lookFlags struct {
	ConductHook string `name:"conduct-hook" help:"Address of an outside service that is sent the text of each message in watched channels, without names, and answers with signals of conduct. https, or http on this machine. The channels are told. None when left out." env:"MAGBOT_CONDUCT_HOOK"`
}

// ears hear all ordinary talk, whatever the platform: words are counted, and
// messages of watched channels looked at.
type ears struct {
	counter *wordcount.Counter
	cases   *following
	looker  *look.Looker
	unwatch func()

	mu       sync.Mutex
	speakers map[string]look.Speaker
}

// listening makes ears that hear. The house is told what is pending with them.
func (f lookFlags) listening(ctx context.Context, e *engine.Engine, pending *look.Pending, told *ops.Ops, logger *slog.Logger) (*ears, error) {
	c := look.Config{Engine: e, Pending: pending, Alarm: alarm{troubles{e, logger, "magbot"}, e}, Now: time.Now, Logger: logger}
	host := ""
	if f.ConductHook != "" {
		hook, err := look.NewHook(f.ConductHook)
		if err != nil {
			return nil, err
		}
		c.Hook, host = hook, hook.Host()
	}
	if err := assisted(ctx, e, host); err != nil {
		return nil, err
	}
	words := counting(e, logger)
	h := &ears{
		counter: words, cases: follow(words, e, logger), unwatch: watchMembers(ctx, e, logger, watchEvery), speakers: map[string]look.Speaker{},
	}
	c.Speaker = h.speaker
	h.looker = look.New(c) //nolint:contextcheck // it ends with close: what waits is looked at after the call that brought it
	told.Count("magbot_conduct_looks_total", "Looks for matters of conduct at messages of watched channels: as they were written, as they were edited, and as a rule of the platform speaks of them.", h.looker.Looked)
	told.Count("magbot_conduct_looks_dropped_total", "Looks that were not made, because too many messages came at once, or that came to nothing, because the record took no flag. They are in no other count.", h.looker.Dropped)
	told.Count("magbot_conduct_hook_failures_total", "Questions to the outside service on matters of conduct that brought nothing.", h.looker.Failed)
	return h, nil
}

// assisted notes whether an outside service gets texts, so that channels are told.
func assisted(ctx context.Context, e *engine.Engine, host string) error {
	known := ""
	e.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { known = watching.Of(v).Host })
	if known == host {
		return nil
	}
	cause, err := e.NewCause("assisted")
	if err == nil {
		_, err = e.Handle(ctx, bot.Input{
			Cause: cause, Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream, Intent: bot.Do("conduct watch assisted", "host", host),
		})
	}
	return err
}

// Count takes a message as it was written, changed or deleted.
func (h *ears) Count(w bot.Wrote, text string) func(context.Context) error {
	h.looker.Look(w, text)
	return h.cases.Count(w, text)
}

// attach takes a platform that is reached, and has the engine post there.
func (h *ears) attach(e *engine.Engine, told *ops.Ops, p ops.Platform) {
	if s, is := p.(look.Speaker); is {
		h.mu.Lock()
		h.speakers[p.Platform()] = s
		h.mu.Unlock()
	}
	e.Attach(announcing{told.Platform(p), e})
}

func (h *ears) speaker(platform string) look.Speaker {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.speakers[platform]
}

func (h *ears) close() {
	h.unwatch()
	h.looker.Close()
	h.cases.close()
	h.counter.Close()
}

// alarm tells the Chair and the Secretariat that messages were not looked at, once a
// day at most.
type alarm struct {
	troubles

	engine *engine.Engine
}

// Dropped tells it. Nothing can show that it is over.
func (a alarm) Dropped(ctx context.Context) {
	text := ""
	a.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { text = v.Say("watch.dropped") })
	a.report(ctx, "look.dropped", "", text)
}
