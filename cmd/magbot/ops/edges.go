package ops

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"magbot/bot"
	"magbot/store"
)

// counted gives the word under which a stream is counted; streams of which not
// even a number may be shown have none.
func counted(stream string) (what string, ok bool) {
	if of, receipts := strings.CutPrefix(stream, "receipts/"); receipts {
		_, ok = counted(of)
		return "receipts", ok
	}
	switch {
	case stream == string(bot.CommunityStream), stream == string(bot.WorkStream), strings.HasPrefix(stream, "meeting/"), strings.HasPrefix(stream, "consensus/"):
		return "decisions", true
	case strings.HasPrefix(stream, "written/"):
		return "counts", true
	case strings.HasPrefix(stream, "room/channel/"):
		return "talk", true
	}
	return "", false
}

// why gives the word under which a failed append is counted.
func why(err error) string {
	var body *store.BodyError
	var name *store.StreamError
	var chain *store.ChainError
	switch {
	case errors.Is(err, store.ErrConflict), errors.Is(err, store.ErrOthers):
		return "conflict"
	case errors.Is(err, store.ErrFull):
		return "full"
	case errors.Is(err, store.ErrClosed), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return "ended"
	case errors.As(err, &body), errors.As(err, &name), errors.As(err, &chain), errors.Is(err, store.ErrNothing):
		return "refused"
	}
	return "unknown"
}

// Store counts what is appended to a store. Of one that several processes share,
// /readyz asks whether it answers.
func (o *Ops) Store(s store.Store) store.Store {
	m := &metered{Store: s, ops: o}
	shared, ok := s.(store.Shared)
	if !ok {
		return m
	}
	o.shared.Store(&shared)
	return &meteredShared{metered: m, shared: shared}
}

type metered struct {
	store.Store
	ops *Ops
}

// Append implements store.Log.
func (m *metered) Append(ctx context.Context, stream store.Stream, at store.Version, records ...store.Record) error {
	return m.appended(stream, len(records), func() error { return m.Store.Append(ctx, stream, at, records...) })
}

// AppendUrn implements store.Urn. It is counted as any append.
func (m *metered) AppendUrn(ctx context.Context, stream store.Stream, at store.Version, change store.UrnChange, records ...store.Record) error {
	return m.appended(stream, len(records), func() error { return m.Store.AppendUrn(ctx, stream, at, change, records...) })
}

func (m *metered) appended(stream store.Stream, records int, do func() error) error {
	begin := time.Now()
	err := do()
	m.ops.note(err)
	what, ok := counted(string(stream))
	switch {
	case err != nil:
		m.ops.refused.WithLabelValues(why(err)).Inc()
	case ok:
		m.ops.appends.WithLabelValues(what).Observe(time.Since(begin).Seconds())
		m.ops.records.WithLabelValues(what).Add(float64(records))
	}
	return err
}

// meteredShared is a store that several processes share, which the engine asks
// how far the others have come.
type meteredShared struct {
	*metered
	shared store.Shared
}

// AppendNext implements store.Shared. It is counted as any append.
func (m *meteredShared) AppendNext(ctx context.Context, after store.Position, stream store.Stream, at store.Version, change store.UrnChange, records ...store.Record) error {
	return m.appended(stream, len(records), func() error { return m.shared.AppendNext(ctx, after, stream, at, change, records...) })
}

// Latest implements store.Shared.
func (m *meteredShared) Latest(ctx context.Context) (store.Position, error) {
	return m.shared.Latest(ctx)
}

// Claim implements store.Shared.
func (m *meteredShared) Claim(ctx context.Context, name, value string) (string, error) {
	return m.shared.Claim(ctx, name, value)
}

// Platform is a place to put messages, as the engine asks for it.
type Platform interface {
	Platform() string
	Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error)
	Forget(ctx context.Context, person bot.PersonID) error
}

// Platform counts what a platform is given.
func (o *Ops) Platform(p Platform) Platform { return &posting{to: p, ops: o} }

type posting struct {
	to  Platform
	ops *Ops
}

// Platform names the platform.
func (p *posting) Platform() string { return p.to.Platform() }

// Conduct hands on who may be heard, where the platform has voice channels.
func (p *posting) Conduct(ctx context.Context, stage bot.Stage) error {
	if to, ok := p.to.(interface {
		Conduct(ctx context.Context, stage bot.Stage) error
	}); ok {
		return to.Conduct(ctx, stage)
	}
	return nil
}

// Members hands on the question who can read a channel.
func (p *posting) Members(ctx context.Context, place bot.Place) (bot.Members, error) {
	if to, ok := p.to.(interface {
		Members(ctx context.Context, place bot.Place) (bot.Members, error)
	}); ok {
		return to.Members(ctx, place)
	}
	return bot.Members{}, &bot.Unable{Why: bot.Unsupported}
}

// Around hands on the question what was said around a message.
func (p *posting) Around(ctx context.Context, around bot.Around) ([]bot.Said, error) {
	if to, ok := p.to.(interface {
		Around(ctx context.Context, around bot.Around) ([]bot.Said, error)
	}); ok {
		return to.Around(ctx, around)
	}
	return nil, &bot.Unable{Why: bot.Unsupported}
}

// Act hands on what is to be done on the platform.
func (p *posting) Act(ctx context.Context, act bot.Act) error {
	if to, ok := p.to.(interface {
		Act(ctx context.Context, act bot.Act) error
	}); ok {
		return to.Act(ctx, act)
	}
	return &bot.Unable{Why: bot.Unsupported}
}

// Forget hands an erasure on.
func (p *posting) Forget(ctx context.Context, person bot.PersonID) error {
	return p.to.Forget(ctx, person)
}

// Deliver hands the message on.
func (p *posting) Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error) {
	begin := time.Now()
	posted, err := p.to.Deliver(ctx, d)
	stream, _, _ := strings.Cut(d.Key, " ")
	if _, ok := counted(stream); !ok {
		return posted, err
	}
	var never *bot.Undeliverable
	switch {
	case err == nil:
		p.ops.deliveries.WithLabelValues(p.to.Platform()).Observe(time.Since(begin).Seconds())
	case errors.As(err, &never):
		p.ops.missed.WithLabelValues(p.to.Platform(), "never").Inc()
	default:
		p.ops.missed.WithLabelValues(p.to.Platform(), "later").Inc()
	}
	return posted, err
}

// Bot decides inputs, as a room asks for it.
type Bot interface {
	Handle(ctx context.Context, in bot.Input) (bot.Answer, error)
	Form(ctx context.Context, in bot.Input) (bot.Answer, error)
}

// Bot counts the inputs that are recorded, and how long people wait for that.
func (o *Ops) Bot(b Bot) Bot { return &deciding{Bot: b, ops: o} }

type deciding struct {
	Bot
	ops *Ops
}

// Handle hands the input on.
func (d *deciding) Handle(ctx context.Context, in bot.Input) (bot.Answer, error) {
	begin := time.Now()
	answer, err := d.Bot.Handle(ctx, in)
	if err != nil {
		d.ops.failed.Inc()
		return answer, err
	}
	if _, ok := counted(string(answer.Record.Stream)); ok {
		d.ops.inputs.Observe(time.Since(begin).Seconds())
	}
	return answer, nil
}

// HTTP counts requests by the kind of their answer.
func (o *Ops) HTTP(next http.Handler) http.Handler {
	return promhttp.InstrumentHandlerInFlight(o.open, promhttp.InstrumentHandlerCounter(o.requests, next))
}
