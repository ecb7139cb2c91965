package moderation_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/roster"
	"magbot/moderation"
	"magbot/store/memory"
	"magbot/store/seal"
)

// people of the town: Mo and the subject Sam are of one organisation under two
// names, Rita reports, Ora is outside of everything.
const people = `name,alias,e-mail,stakeholder group,role,organisation
Ada,ada,ada@example.org,,secretariat,Secretariat of the Forum
Fay,fay,fay@example.org,,secretariat; focal-point,Office of Fay
Cleo,cleo,cleo@example.org,Civil Society,chair; member,Chairs United
Mo,mo,mo@example.org,Technical Community,moderator,Lakeside Network Operators (LNO)
Nia,nia,nia@example.org,Civil Society,moderator,Citizens
Pim,pim,pim@example.org,Private Sector,moderator,Traders
Sam,sam,sam@example.org,Technical Community,member,LNO
Rita,rita,rita@example.org,Government,member,Ministry
Ora,ora,ora@example.org,,observer,Ombuds Office
`

var (
	hall    = bot.Place{Platform: "room", Channel: "general"}
	private = bot.Place{Platform: "room"}
	began   = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
)

// town is the whole house on a store in memory, in a bubble in which days pass at
// once.
type town struct {
	t      *testing.T
	store  *memory.Store
	keys   *seal.Keyring
	house  *house.House
	engine *engine.Engine
	begin  time.Time
	names  map[string]bot.PersonID
	causes int
	log    *lines

	mu   sync.Mutex
	sent []bot.Delivery
	at   []time.Time // of each of those
	desk desk
}

// lines is what the engine logs.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var oneHouse = sync.OnceValues(func() (*house.House, error) { return house.New(house.Features()) })

// inTown runs a test in a town of its own.
func inTown(t *testing.T, do func(w *town)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t)
		defer func() {
			w.engine.Stop()
			if slices.ContainsFunc(w.keys.Erased(), func(e seal.Erasure) bool { return e.Key == engine.PersonKey("") }) {
				t.Error("the key of what nobody in particular said was erased")
			}
		}()
		do(w)
	})
}

func newTown(t *testing.T) *town {
	t.Helper()
	h, err := oneHouse()
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, store: memory.New(), keys: seal.NewMemory(rand.NewChaCha8([32]byte{7})), house: h, begin: time.Now(), names: map[string]bot.PersonID{}, log: &lines{}}
	w.start()
	operator := bot.Actor{Self: bot.ByCommand}
	w.ask(operator, hall, bot.Do("community found", "name", "Town"))
	w.ask(operator, hall, bot.Do("channel link"))
	preview := w.ask(operator, hall, bot.Do("roster import", "file", people))
	if preview.Form == nil {
		t.Fatalf("no preview: %s", text(preview.Message))
	}
	w.ask(operator, hall, bot.Do("roster import", "file", people, "confirm", preview.Form.Call.Args["confirm"]))
	w.learn()
	w.forget()
	return w
}

// learn notes who is on the roster, by their aliases.
func (w *town) learn() {
	w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			w.names[p.Aliases[0].Text] = p.ID
		}
	})
}

func (w *town) now() time.Time { return began.Add(time.Since(w.begin)) }

func (w *town) start() {
	w.engine = w.another()
	w.engine.Attach(w)
	if err := w.engine.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	synctest.Wait()
}

// another is an engine on the same record and keys, as another process has one.
func (w *town) another() *engine.Engine {
	e, err := engine.New(engine.Config{
		Store: w.store, Keys: w.keys, House: w.house, Now: w.now, Sweep: 24 * time.Hour, // what is due is not waited for by it, and years pass here
		Logger: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *town) restart() {
	w.engine.Stop()
	w.start()
}

func (*town) Platform() string { return "room" }

func (w *town) Deliver(_ context.Context, d bot.Delivery) (bot.Posted, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for alias := range w.desk.blocked {
		if d.Account.User == string(w.names[alias]) {
			return bot.Posted{}, &bot.Undeliverable{Why: "blocked"}
		}
	}
	w.sent, w.at = append(w.sent, d), append(w.at, w.now())
	w.show(d)
	return bot.Posted{Message: fmt.Sprint("m", len(w.sent))}, nil
}

// forget lets what was delivered so far be.
func (w *town) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent, w.at = nil, nil
}

// got lists what was delivered to somebody.
func (w *town) got(alias string) (all []bot.Delivery) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range w.sent {
		if d.Account.User == string(w.names[alias]) {
			all = append(all, d)
		}
	}
	return all
}

// gotText is all the words that somebody was sent.
func (w *town) gotText(alias string) string {
	var b strings.Builder
	for _, d := range w.got(alias) {
		b.WriteString(text(d.Message) + "\n")
	}
	return b.String()
}

func (w *town) later(d time.Duration) {
	until := time.NewTimer(d)
	<-until.C
	synctest.Wait()
}

func (w *town) as(alias string) bot.Actor {
	return bot.Actor{Account: bot.Account{Platform: "room", User: string(w.names[alias])}}
}

func (w *town) ask(by bot.Actor, place bot.Place, intent bot.Intent) bot.Answer {
	w.t.Helper()
	w.causes++
	fresh := sha256.Sum256(fmt.Append(nil, "fresh ", w.causes))
	return w.give(bot.Input{
		Cause: bot.Cause(fmt.Sprint("test:", w.causes)), Actor: by, Place: place, Intent: intent, Fresh: hex.EncodeToString(fresh[:]),
	})
}

func (w *town) give(in bot.Input) bot.Answer {
	w.t.Helper()
	a, err := w.engine.Handle(context.Background(), in)
	if err != nil {
		w.t.Fatalf("%+v: %v", in.Intent, err)
	}
	synctest.Wait()
	return a
}

// do gives a command in private.
func (w *town) do(alias, path string, args ...string) bot.Answer {
	w.t.Helper()
	return w.ask(w.as(alias), private, bot.Do(path, args...))
}

// must is do that succeeds.
func (w *town) must(alias, path string, args ...string) bot.Answer {
	w.t.Helper()
	a := w.do(alias, path, args...)
	if a.Refused {
		w.t.Fatalf("%s: %s %v is refused: %s", alias, path, args, text(a.Message))
	}
	return a
}

// refused is do that is refused with words that hold want.
func (w *town) refused(want, alias, path string, args ...string) {
	w.t.Helper()
	a := w.do(alias, path, args...)
	if !a.Refused || !strings.Contains(text(a.Message), want) {
		w.t.Fatalf("%s: %s %v: refused %v, want %q: %s", alias, path, args, a.Refused, want, text(a.Message))
	}
}

// report reports and gives the case's name and the reporter's token.
func (w *town) report(alias, about, clause string, more ...string) (name, token string) {
	w.t.Helper()
	before := w.cases()
	a := w.must(alias, "conduct report", append([]string{"about", about, "clause", clause, "text", "They wrote that I know nothing."}, more...)...)
	for _, b := range a.Message.Buttons {
		if b.Call.Path == "conduct follow" {
			token = b.Call.Args["token"]
		}
	}
	for _, id := range w.cases() {
		if !slices.Contains(before, id) {
			return id, token
		}
	}
	w.t.Fatal("no case was opened")
	return "", ""
}

// cases lists every case in the store.
func (w *town) cases() (names []string) {
	for head, err := range w.store.Streams(context.Background(), "case/") {
		if err != nil {
			w.t.Fatal(err)
		}
		name, _ := bot.StreamID(head.Stream).Case()
		names = append(names, name)
	}
	return names
}

// sees reports whether somebody is shown a case when they ask for it.
func (w *town) sees(alias, name string) bool {
	w.t.Helper()
	card := w.do(alias, "conduct case", "case", name)
	listed := strings.Contains(text(w.do(alias, "conduct cases", "closed", "yes").Message), name)
	words := w.do(alias, "conduct words", "case", name)
	if card.Refused == listed || words.Refused == listed {
		w.t.Fatalf("%s: case %s is listed %v, shown %v, its words %v", alias, name, listed, !card.Refused, !words.Refused)
	}
	return listed
}

// onlySeen fails unless exactly these see a case.
func (w *town) onlySeen(name string, who ...string) {
	w.t.Helper()
	for alias := range w.names {
		if w.sees(alias, name) != slices.Contains(who, alias) {
			w.t.Errorf("%s: sees case %s: %v", alias, name, !slices.Contains(who, alias))
		}
	}
}

// text is all that somebody reads of a message, its buttons too.
func text(m chat.Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v", m.Blocks)
	for _, k := range m.Buttons {
		fmt.Fprintf(&b, " [%s %v]", k.Label, k.Call)
	}
	return b.String()
}

// look gives a case as it is folded, for tests that look behind the scenes.
func (w *town) look(name string) (s moderation.State) {
	w.engine.Read(bot.CaseStream(name), bot.Actor{}, hall, func(v bot.View) {
		s = *moderation.Of(v)
		s.Steps, s.Notes, s.Appeals = slices.Clone(s.Steps), slices.Clone(s.Notes), slices.Clone(s.Appeals)
	})
	return s
}

// root gives the list of the last monthly root, after checking its sum.
func (w *town) root() string {
	w.t.Helper()
	var last moderation.Rooted
	kind, _ := w.house.EventType(last.Kind())
	for r, err := range w.store.Read(context.Background(), "community", 0) {
		if err != nil {
			w.t.Fatal(err)
		}
		var b struct {
			Events []struct {
				Kind string          `json:"kind"`
				Body json.RawMessage `json:"body"`
			} `json:"events"`
		}
		if err := json.Unmarshal(r.Body, &b); err != nil {
			w.t.Fatal(err)
		}
		for _, e := range b.Events {
			if e.Kind != last.Kind() {
				continue
			}
			context := fmt.Appendf(nil, "community@%d", r.Version)
			event, err := kind.Decode(e.Body, func(words *bot.Words) error {
				plain, err := w.keys.Open("community", words.Sealed, context)
				words.Text, words.Sealed = string(plain), nil
				return err
			})
			if err != nil {
				w.t.Fatal(err)
			}
			last = event.(moderation.Rooted)
		}
	}
	if last.Root == "" || moderation.RootOf(last.List.Text) != last.Root {
		w.t.Fatalf("the root %q is not the sum of its list", last.Root)
	}
	return last.List.Text
}
