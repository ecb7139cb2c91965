package storytest_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"maps"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	feeds "magbot/adapters/calendar"
	"magbot/adapters/storytest"
	"magbot/bot"
	"magbot/bot/calendar"
	"magbot/bot/chat"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/roster"
	"magbot/store"
	"magbot/store/bolt"
	"magbot/store/memory"
	"magbot/store/seal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The bot dies without a word: what it still tries reaches neither the store
// nor the platform.
func TestTheStoryInMemory(t *testing.T) {
	kept := memory.New()
	tell(t, &houseStage{open: func(testing.TB) store.Store { return kept }})
}

// The bot is stopped and its file is opened anew.
func TestTheStoryOnAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.db")
	tell(t, &houseStage{onFile: true, open: func(t testing.TB) store.Store {
		s, err := bolt.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}})
}

func tell(t *testing.T, s *houseStage) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s.platform = &platform{seen: map[string]int{}}
		s.keys = seal.NewMemory(rand.Reader)
		s.start(t)
		t.Cleanup(func() {
			for _, e := range s.engines {
				e.Stop()
			}
		})
		storytest.Tell(t, s)
	})
}

// houseStage is the whole house in this process, with a platform made of
// memory: accounts are named like their persons, there is one channel.
type houseStage struct {
	open   func(testing.TB) store.Store
	onFile bool

	keys     *seal.Keyring
	platform *platform

	line    *lifeline
	engines []*engine.Engine // every one that lived, the last one alive
	causes  atomic.Int64
}

var channel = bot.Place{Platform: "room", Channel: "general"}

func (s *houseStage) start(t testing.TB) {
	t.Helper()
	h, err := house.New(house.FeaturesWith(house.Outside{Calendar: calendar.Outside{Write: feeds.Write}}))
	if err != nil {
		t.Fatal(err)
	}
	s.line = &lifeline{Store: s.open(t), platform: s.platform}
	e, err := engine.New(engine.Config{Store: s.line, Keys: s.keys, House: h})
	if err != nil {
		t.Fatal(err)
	}
	s.engines = append(s.engines, e)
	e.Attach(s.line)
	if err := e.Start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func (s *houseStage) engine() *engine.Engine { return s.engines[len(s.engines)-1] }

// Kill cuts the bot off in the middle of whatever it does. A file has one
// process at a time, so there it is stopped too.
func (s *houseStage) Kill(t testing.TB) {
	t.Helper()
	s.end(t)
	s.start(t)
}

func (s *houseStage) end(t testing.TB) {
	t.Helper()
	s.line.cut.Store(true)
	if s.onFile {
		s.engine().Stop()
		if err := s.line.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func (s *houseStage) Record(t testing.TB) (store.Store, *seal.Keyring) {
	t.Helper()
	synctest.Wait()
	s.end(t)
	kept := s.open(t)
	if s.onFile {
		t.Cleanup(func() {
			if err := kept.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return kept, s.keys
}

func (s *houseStage) Now() time.Time { return time.Now() }

// Advance lets time pass. Through days the bot in memory is down; the one on a
// file runs on.
func (s *houseStage) Advance(t testing.TB, d time.Duration) {
	t.Helper()
	if !s.onFile && d > 24*time.Hour {
		s.Sleep(t, d-time.Hour)
		d = time.Hour
	}
	<-time.After(d)
	synctest.Wait()
}

// Sleep implements storytest.Process.
func (s *houseStage) Sleep(t testing.TB, d time.Duration) {
	t.Helper()
	synctest.Wait()
	s.end(t)
	if !s.onFile {
		s.engine().Stop()
	}
	<-time.After(d)
	s.start(t)
	synctest.Wait()
}

func (s *houseStage) Found(t testing.TB, community, secretariat string) {
	t.Helper()
	operator := bot.Actor{Self: bot.ByCommand}
	s.must(t, operator, bot.Do("community found", "name", community))
	a := s.must(t, operator, bot.Do("community claim-code"))
	code := claimCode(t, text(a.Message))
	s.must(t, bot.Actor{Account: bot.Account{Platform: "room", User: "first"}}, bot.Do("community claim", "code", code, "name", secretariat))
}

// claimCode finds the code in what the operator reads.
func claimCode(t testing.TB, said string) string {
	t.Helper()
	for word := range strings.FieldsSeq(said) {
		if word = strings.Trim(word, ".,:;“”\""); len(word) == 14 && strings.Count(word, "-") == 2 {
			return word
		}
	}
	t.Fatalf("no claim code in %q", said)
	return ""
}

func (s *houseStage) must(t testing.TB, who bot.Actor, call bot.Call) bot.Answer {
	t.Helper()
	a, err := s.engine().Handle(t.Context(), bot.Input{Cause: s.cause(), Actor: who, Place: bot.Place{Platform: "room"}, Intent: call})
	if err != nil || a.Refused {
		t.Fatalf("%s: %v %s", call.Path, err, text(a.Message))
	}
	return a
}

func (s *houseStage) cause() bot.Cause {
	return bot.Cause("stage:" + strconv.FormatInt(s.causes.Add(1), 10))
}

// actor is the person's account: in the room it is named like the person.
func (s *houseStage) actor(t testing.TB, name string) bot.Actor {
	t.Helper()
	var found []bot.PersonID
	s.engine().Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { found = roster.Of(v).Find(name) })
	if len(found) != 1 {
		t.Errorf("%q names %d people on the roster", name, len(found))
		return bot.Actor{}
	}
	return bot.Actor{Account: bot.Account{Platform: "room", User: string(found[0])}}
}

// pressed is what stands behind a button, filled what stands behind a form.
type (
	pressed struct {
		button chat.Button
		place  bot.Place
	}
	filled struct {
		form  chat.Form
		place bot.Place
	}
)

func (s *houseStage) Do(t testing.TB, name string, act storytest.Act) storytest.Answer {
	t.Helper()
	in := bot.Input{Cause: s.cause(), Actor: s.actor(t, name), Place: bot.Place{Platform: "room"}}
	times, ask := 1, false
	switch act := act.(type) {
	case storytest.Line:
		if in.Intent = (bot.Typed{Text: act.Text, Addressed: act.Private}); !act.Private {
			in.Place = channel
		}
	case storytest.Press:
		p := act.Button.Handle.(pressed)
		in.Place, in.Intent, ask, times = p.place, bot.Call(p.button.Call), p.button.Ask, max(1, act.Times)
	case storytest.Fill:
		f := act.Form.Handle.(filled)
		in.Place, in.Intent = f.place, answered(f.form, act.Values)
	}
	handle := s.engine().Handle
	if ask {
		handle = s.engine().Form
	}
	var first bot.Answer
	for i := range times {
		a, err := handle(t.Context(), in)
		if err != nil {
			t.Errorf("%s: %+v: %v", name, act, err)
		}
		if i == 0 {
			first = a
		} else if !a.Done {
			t.Errorf("%s: the same press was taken for another one: %+v", name, a)
		}
	}
	return answer(first, in.Place)
}

// answered is the call of a form that was filled in.
func answered(f chat.Form, values map[string]string) bot.Call {
	call := bot.Call{Path: f.Call.Path, Args: map[string]string{}}
	maps.Copy(call.Args, f.Call.Args)
	for _, field := range f.Fields {
		value, given := values[field.Name]
		if !given {
			value = field.Value
		}
		if value != "" {
			call.Args[field.Name] = value
		}
	}
	return call
}

func answer(a bot.Answer, place bot.Place) storytest.Answer {
	shown := storytest.Answer{Message: message(a.Message, place), Refused: a.Refused}
	if a.Form != nil {
		shown.Form = &storytest.Form{Title: a.Form.Title, Handle: filled{*a.Form, place}}
		for _, f := range a.Form.Fields {
			shown.Form.Fields = append(shown.Form.Fields, f.Name)
		}
	}
	return shown
}

func message(m chat.Message, place bot.Place) storytest.Message {
	shown := storytest.Message{Text: text(m)}
	for _, b := range m.Buttons {
		shown.Buttons = append(shown.Buttons, storytest.Button{Label: b.Label, Handle: pressed{b, place}})
	}
	return shown
}

func (s *houseStage) Sees(t testing.TB, name string) storytest.Screen {
	t.Helper()
	synctest.Wait()
	account := s.actor(t, name).Account
	var screen storytest.Screen
	for _, d := range s.platform.shown() {
		switch {
		case d.Place.Channel != "":
			screen.Channel = append(screen.Channel, message(d.Message, channel))
		case d.Account == account:
			screen.Private = append(screen.Private, message(d.Message, bot.Place{Platform: "room"}))
		}
	}
	return screen
}

// platform keeps what was delivered. It outlives the bot.
type platform struct {
	mu    sync.Mutex
	posts []bot.Delivery
	seen  map[string]int // by Delivery.ID, and by the name that a post was given
}

func (p *platform) Deliver(_ context.Context, d bot.Delivery) (bot.Posted, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d.Replaces != "" {
		at, err := strconv.Atoi(d.Replaces)
		if err != nil || at >= len(p.posts) {
			return bot.Posted{}, fmt.Errorf("there is no message %q", d.Replaces)
		}
		p.posts[at] = d
		return bot.Posted{Message: d.Replaces}, nil
	}
	at, again := p.seen[d.ID]
	if !again {
		at = len(p.posts)
		p.posts = append(p.posts, d)
		p.seen[d.ID] = at
	}
	return bot.Posted{Message: strconv.Itoa(at)}, nil
}

// shown gives what stands there now, oldest first.
func (p *platform) shown() []bot.Delivery {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []bot.Delivery
	for _, d := range p.posts {
		if !d.Message.IsZero() {
			all = append(all, d)
		}
	}
	return all
}

// lifeline is all that the bot reaches the world by. Once it is cut, nothing
// of what the bot still does is kept or seen.
type lifeline struct {
	store.Store

	platform *platform
	cut      atomic.Bool
}

var errDead = errors.New("the process is gone")

func (l *lifeline) Append(ctx context.Context, stream store.Stream, at store.Version, records ...store.Record) error {
	if l.cut.Load() {
		return errDead
	}
	return l.Store.Append(ctx, stream, at, records...)
}

func (l *lifeline) Read(ctx context.Context, stream store.Stream, after store.Version) iter.Seq2[store.Record, error] {
	if l.cut.Load() {
		return func(yield func(store.Record, error) bool) { yield(store.Record{}, errDead) }
	}
	return l.Store.Read(ctx, stream, after)
}

// Platform implements engine.Platform.
func (l *lifeline) Platform() string { return "room" }

// Deliver implements engine.Platform.
func (l *lifeline) Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error) {
	if l.cut.Load() {
		return bot.Posted{}, errDead
	}
	return l.platform.Deliver(ctx, d)
}

// text is a message as somebody reads it aloud.
func text(m chat.Message) string {
	var lines []string
	for _, b := range m.Blocks {
		switch b := b.(type) {
		case chat.Heading:
			lines = append(lines, b.Text)
		case chat.Paragraph:
			lines = append(lines, line(b.Text))
		case chat.List:
			for _, l := range b.Lines {
				lines = append(lines, line(l))
			}
		case chat.Table:
			lines = append(lines, strings.Join(b.Header, " | "))
			for _, row := range b.Rows {
				cells := make([]string, len(row))
				for i, cell := range row {
					cells[i] = line(cell)
				}
				lines = append(lines, strings.Join(cells, " | "))
			}
		case chat.Quote:
			lines = append(lines, strings.TrimSpace(b.Text+" — "+b.From))
		case chat.Note:
			lines = append(lines, line(b.Text))
		case chat.Picture:
			lines = append(lines, b.Alt)
		case chat.File:
			lines = append(lines, b.Name)
		}
	}
	return strings.Join(append(lines, m.Seen), "\n")
}

func line(t chat.Text) string {
	var b strings.Builder
	for _, span := range t {
		switch span := span.(type) {
		case chat.Plain:
			b.WriteString(string(span))
		case chat.Strong:
			b.WriteString(string(span))
		case chat.Time:
			b.WriteString(span.At.UTC().Format("2006-01-02 15:04"))
		case chat.Clock:
			fmt.Fprintf(&b, "since %s of %s", span.Since.UTC().Format(time.TimeOnly), span.Allowed)
		case chat.Link:
			b.WriteString(span.Label + " " + span.URL)
		}
	}
	return b.String()
}
