package look

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"

	"magbot/bot"
	"magbot/moderation/signal"
	"magbot/moderation/watch"
)

const (
	// mostWaiting and mostBytes bound what waits to be looked at.
	mostWaiting = 20_000
	mostBytes   = 32 << 20
	// hooks is how many questions an outside service is asked at a time, and
	// mostHooked how many wait for that.
	hooks      = 2
	mostHooked = 256
	// mostTries is how often a flag is given to the record, about a minute.
	mostTries = 10
	// lastTry is how long one that closes may take to look at what waits.
	lastTry = 5 * time.Second
	// platformTime is how long a platform may take to give a name or a link.
	platformTime = 5 * time.Second
	// mostText is how many bytes of a message are looked at: more than the longest
	// message of any platform has.
	mostText = 200_000
)

// Engine is the bot, as far as it is needed here.
type Engine interface {
	Read(id bot.StreamID, actor bot.Actor, place bot.Place, look func(bot.View))
	Handle(ctx context.Context, in bot.Input) (bot.Answer, error)
}

// Speaker knows what a platform knows of a message.
type Speaker interface {
	LinkTo(ctx context.Context, w bot.Wrote) (string, error)
	// NameOf is the name by which an account goes; empty where all go by the roster.
	NameOf(ctx context.Context, a bot.Account) (string, error)
}

// Alarm is told that messages were not looked at, once a minute at most.
type Alarm interface{ Dropped(ctx context.Context) }

// Config is what a Looker needs. Hook, Alarm, Pending and Logger may be nil, Bytes 0.
type Config struct {
	Engine  Engine
	Pending *Pending
	Speaker func(platform string) Speaker // nil while a platform is not reached
	Hook    *Hook
	Alarm   Alarm
	Now     func() time.Time
	Bytes   int          // of the messages that may wait; 32 MiB when 0
	Logger  *slog.Logger // never given the content of a message
}

// Looker looks at messages. It is used from many goroutines at once, and stops with
// Close.
type Looker struct {
	Config

	rates  *rates
	told   *repeats
	people struct { // gathered for one state of the community
		version uint64
		known   *watch.People
	}

	mu      sync.Mutex
	waiting []job
	bytes   int
	closed  bool
	wake    chan struct{}

	hooked chan job
	ctx    context.Context //nolint:containedctx // ends with Close
	end    context.CancelFunc
	done   chan struct{}
	work   sync.WaitGroup

	looked, dropped, failed atomic.Uint64
	alarmed                 atomic.Bool
}

// job is a message that waits, or that an outside service is asked about.
type job struct {
	wrote bot.Wrote
	text  string
	rates watch.Rates
	ruled *watch.Ruled // a rule of the platform speaks of it; nil where it is looked at
	lost  bool         // it is counted as dropped already
}

// verdict is what came of a look, by which it is counted once.
type verdict int

const (
	unwatched verdict = iota // the channel is not watched any more: it counts nowhere
	waits                    // it counts when the outside service has answered
	seen
	untold // the record did not take what was found
	broke
)

// New makes a Looker that runs.
func New(c Config) *Looker {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Bytes == 0 {
		c.Bytes = mostBytes
	}
	if c.Pending == nil {
		c.Pending = &Pending{}
	}
	l := &Looker{Config: c, rates: newRates(), told: newRepeats(), wake: make(chan struct{}, 1), hooked: make(chan job, mostHooked), done: make(chan struct{})}
	l.ctx, l.end = context.WithCancel(context.Background())
	go l.run()
	if c.Hook != nil {
		for range hooks {
			l.work.Go(l.ask)
		}
	}
	return l
}

// Looked counts looks at messages that were made, since the start as the other counts.
func (l *Looker) Looked() uint64 { return l.looked.Load() }

// Dropped counts looks that were not made, or came to nothing because the record did
// not take what was found. No look is in both counts.
func (l *Looker) Dropped() uint64 { return l.dropped.Load() }

// Failed counts questions to the outside service that brought nothing.
func (l *Looker) Failed() uint64 { return l.failed.Load() }

// Look takes a message as it was written or changed, and does not wait.
func (l *Looker) Look(w bot.Wrote, text string) {
	if w.Gone || text == "" || w.Place.Private() || !l.watches(w) {
		return
	}
	j := job{wrote: w, text: shortened(text)}
	if !w.Edit {
		j.rates = l.rates.note(w, j.text)
	}
	l.line(j)
}

// shortened is what is looked at of a text.
func shortened(text string) string {
	if len(text) > mostText {
		return strings.ToValidUTF8(text[:mostText], "")
	}
	return text
}

// line has a message wait for its turn.
func (l *Looker) line(j job) {
	l.Pending.begin(j.wrote.Account)
	if !l.put(j) {
		l.Pending.end(j.wrote.Account)
		l.drop("messages come faster than they can be looked at")
		return
	}
	l.rouse()
}

func (l *Looker) watches(w bot.Wrote) (watches bool) {
	l.Engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { _, watches = watch.At(v, w.Place, w.At) })
	return watches
}

func (l *Looker) put(j job) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.waiting) >= mostWaiting || l.bytes+len(j.text) > l.Bytes {
		return false
	}
	l.waiting, l.bytes = append(l.waiting, j), l.bytes+len(j.text)
	return true
}

// drop counts a message that was not looked at. The alarm is given by who looks.
func (l *Looker) drop(why string) {
	l.dropped.Add(1)
	if !l.alarmed.Swap(true) {
		l.Logger.Error("messages are not looked at for matters of conduct", "why", why)
	}
	l.rouse()
}

// rouse wakes who looks.
func (l *Looker) rouse() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Close has what waits looked at, if that takes no time, and ends. It may be called
// twice.
func (l *Looker) Close() {
	l.mu.Lock()
	first := !l.closed
	l.closed = true
	l.mu.Unlock()
	timer := time.AfterFunc(lastTry, l.end)
	defer timer.Stop()
	l.rouse()
	<-l.done
	if first {
		close(l.hooked)
	}
	l.work.Wait()
	l.end()
	if l.Hook != nil {
		l.Hook.client.CloseIdleConnections()
	}
}

func (l *Looker) run() {
	defer close(l.done)
	var told time.Time
	for {
		j, more := l.next()
		switch {
		case j != nil:
			l.count(l.safely(func() verdict {
				defer l.Pending.end(j.wrote.Account)
				return l.look(*j)
			}))
		case !more:
			return
		default:
			<-l.wake
		}
		if l.Alarm != nil && l.Now().Sub(told) >= window && l.alarmed.Swap(false) { // within the window it stays to be told
			told = l.Now()
			l.safely(func() verdict { l.Alarm.Dropped(l.ctx); return seen }) // which is no look
		}
	}
}

// next gives a message that waits; more is false when nothing will come.
func (l *Looker) next() (j *job, more bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		l.waiting = nil
		return nil, !l.closed
	}
	one := l.waiting[0]
	l.waiting[0] = job{}
	l.waiting, l.bytes = l.waiting[1:], l.bytes-len(one.text)
	return &one, true
}

// count counts a look.
func (l *Looker) count(v verdict) {
	switch v {
	case unwatched, waits:
	case seen:
		l.looked.Add(1)
	case untold:
		l.drop("the record does not take what was found")
	case broke:
		l.drop("looking broke")
	}
}

// safely makes a verdict of a panic.
func (l *Looker) safely(do func() verdict) (v verdict) {
	defer func() {
		if r := recover(); r != nil {
			l.Logger.Error("looking at a message broke", "where", string(debug.Stack()))
			v = broke
		}
	}()
	return do()
}

// look looks at one message.
func (l *Looker) look(j job) verdict {
	if j.ruled != nil {
		return l.lookRuled(j)
	}
	scene, people, on := l.scene(j.wrote)
	if !on {
		return unwatched
	}
	name := l.name(j.wrote.Account)
	beside := people.Context(j.wrote.Account, name, j.rates)
	found := scene.Find(j.text, beside, nil)
	if len(found) > 0 { // which is rare, and only then phrases matter
		found = scene.Find(j.text, beside, l.phrases(j.wrote.Place))
	}
	found = append(found, people.Interest(scene, j.wrote.Account, j.text)...)
	found = l.calm(j.wrote.Account, found)
	v := l.give(people, j, name, "", found)
	if l.Hook == nil {
		return v
	}
	j.lost = v == untold
	l.Pending.begin(j.wrote.Account)
	select {
	case l.hooked <- j:
		if v == seen {
			return waits
		}
	default:
		l.Pending.end(j.wrote.Account)
		l.failed.Add(1)
	}
	return v
}

// calm takes a flood out of which was told a while ago.
func (l *Looker) calm(a bot.Account, found []signal.Signal) (rest []signal.Signal) {
	for _, s := range found {
		if s.ID != "flooding" || l.rates.floods(a, l.Now()) {
			rest = append(rest, s)
		}
	}
	return rest
}

// scene reads how a message is looked at now.
func (l *Looker) scene(w bot.Wrote) (scene watch.Scene, people *watch.People, on bool) {
	l.Engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		if scene, on = watch.At(v, w.Place, w.At); !on {
			return
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.people.known == nil || l.people.version != v.Here.Version {
			l.people.version, l.people.known = v.Here.Version, watch.PeopleOf(v)
		}
		people = l.people.known
	})
	return scene, people, on
}

func (l *Looker) phrases(place bot.Place) (phrases watch.Phrases) {
	l.Engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { phrases = watch.PhrasesAt(v, place) })
	return phrases
}

// name asks a platform once in a while by which name an author goes, to hold it
// against the roster.
func (l *Looker) name(a bot.Account) string {
	s := l.Speaker(a.Platform)
	if s == nil || !l.rates.names(a, l.Now()) {
		return ""
	}
	ctx, cancel := context.WithTimeout(l.ctx, platformTime)
	defer cancel()
	name, err := s.NameOf(ctx, a)
	if err != nil {
		l.Logger.Warn("the name of an author cannot be held against the roster", "platform", a.Platform, "error", err)
	}
	return name
}

// ask asks the outside service about messages.
func (l *Looker) ask() {
	for j := range l.hooked {
		v := l.safely(func() verdict {
			defer l.Pending.end(j.wrote.Account)
			return l.askAbout(j)
		})
		if !j.lost {
			l.count(v)
		}
	}
}

// askAbout asks about one message, which was looked at here.
func (l *Looker) askAbout(j job) verdict {
	signals, err := l.Hook.ask(l.ctx, j.text)
	if err != nil {
		l.failed.Add(1)
		l.Logger.Warn("the outside service added nothing", "error", err)
		return seen
	}
	scene, people, on := l.scene(j.wrote)
	if !on {
		return seen
	}
	return l.give(people, j, "", "outside:", scene.Keep(signals, l.phrases(j.wrote.Place)))
}

// give has what was found told to the author, or looked at by people.
func (l *Looker) give(people *watch.People, j job, name, kind string, found []signal.Signal) verdict {
	v := seen
	if len(found) == 0 {
		return v
	}
	m := watch.Message{Wrote: j.wrote, Name: name, Text: j.text, Link: l.link(j.wrote)}
	for i, call := range people.Calls(m, found) {
		in := bot.Input{
			Cause: bot.Cause(fmt.Sprintf("look:%s%s:%d:%d", kind, j.wrote.ID, j.wrote.Changed.UnixMilli(), i)),
			Actor: bot.Actor{Self: bot.ByRecord}, Place: j.wrote.Place, Intent: call,
		}
		if err := l.insist(in); err != nil {
			l.Logger.Error("what was found in a message is not recorded", "error", err)
			v = untold
		}
	}
	return v
}

// link gives the link to a message, or its name where the platform gives none: the
// same message is known again by it.
func (l *Looker) link(w bot.Wrote) string {
	if w.ID == "" { // it never stood anywhere
		return ""
	}
	if s := l.Speaker(w.Place.Platform); s != nil {
		ctx, cancel := context.WithTimeout(l.ctx, platformTime)
		defer cancel()
		link, err := s.LinkTo(ctx, w)
		switch {
		case err != nil:
			l.Logger.Warn("a message has no link", "platform", w.Place.Platform, "error", err)
		case link == "":
			l.Logger.Warn("a message has no link", "platform", w.Place.Platform)
		default:
			return link
		}
	}
	return w.ID
}

var errRefused = errors.New("it was refused")

// insist tries until the record holds it.
func (l *Looker) insist(in bot.Input) error {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval = 100*time.Millisecond, 15*time.Second
	for try := 1; ; try++ {
		answer, err := l.Engine.Handle(l.ctx, in)
		switch {
		case err == nil && answer.Refused:
			return errRefused
		case err == nil:
			return nil
		case try == mostTries || l.ctx.Err() != nil:
			return err
		}
		timer := time.NewTimer(wait.NextBackOff())
		select {
		case <-timer.C:
		case <-l.ctx.Done():
		}
		timer.Stop()
	}
}
