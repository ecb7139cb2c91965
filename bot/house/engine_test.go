package house_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"maps"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/community"
	"magbot/bot/engine"
	"magbot/bot/meeting"
	"magbot/bot/roster"
	"magbot/store"
	"magbot/store/memory"
	"magbot/store/seal"
)

var (
	start   = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	general = bot.Place{Platform: "room", Channel: "general"}
)

const people = `name,group,roles,role from,role until,email
Ada Sec,,secretariat,,,ada@example.org
Bela Chair,Civil Society,chair,,2027-06-30,bela@example.org
Chidi Gov,Government,member,,,chidi@example.org
Dana Tech,Technical Community,member,,,dana@example.org
`

// town is a community on the whole house, with a platform that remembers.
type town struct {
	t      *testing.T
	engine *engine.Engine
	store  store.Store
	keys   *seal.Keyring
	kept   engine.Cache // none when nil
	build  string       // which release it is
	log    *bytes.Buffer
	mu     sync.Mutex
	now    time.Time
	n      int
	sent   []bot.Delivery
}

func (w *town) Platform() string { return "room" }

func (w *town) Deliver(_ context.Context, d bot.Delivery) (bot.Posted, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, d)
	return bot.Posted{Message: fmt.Sprint("m", len(w.sent))}, nil
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{t: t, store: memory.New(), keys: seal.NewMemory(rand.Reader), now: start, log: &bytes.Buffer{}}
	w.make()
	w.engine.Attach(w)
	w.begin()
	w.operate("community found", "name", "The Group")
	w.operate("channel link")
	preview := w.operate("roster import", "file", people)
	if preview.Form == nil {
		t.Fatalf("no preview: %v", said(preview.Message))
	}
	w.operate("roster import", "file", people, "confirm", preview.Form.Call.Args["confirm"])
	return w
}

// make makes an engine on what the town keeps; it serves nothing yet.
func (w *town) make() {
	w.t.Helper()
	e, err := engine.New(engine.Config{
		Store: w.store, Keys: w.keys, House: newHouse(w.t),
		Now:    func() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now },
		Logger: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Cache:  w.kept, Release: w.build,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.engine = e
}

func (w *town) begin() {
	w.t.Helper()
	if err := w.engine.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(w.engine.Stop)
}

// later lets time pass for the inputs; the clock of the engine sleeps on.
func (w *town) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *town) input(actor bot.Actor, intent bot.Intent) bot.Input {
	w.n++
	return bot.Input{Cause: bot.Cause(fmt.Sprint("t:", w.n)), Actor: actor, Place: general, Intent: intent}
}

func (w *town) handle(in bot.Input) bot.Answer {
	w.t.Helper()
	a, err := w.engine.Handle(w.t.Context(), in)
	if err != nil {
		w.t.Fatalf("%v: %v", in.Intent, err)
	}
	return a
}

func (w *town) operate(path string, args ...string) bot.Answer {
	w.t.Helper()
	a := w.handle(w.input(bot.Actor{Self: bot.ByCommand}, bot.Do(path, args...)))
	if a.Refused && a.Form == nil {
		w.t.Fatalf("%s: %s", path, said(a.Message))
	}
	return a
}

// as is the person whose last name this is, or an account that nobody has.
func (w *town) as(name string) bot.Actor {
	w.t.Helper()
	p := bot.PersonID(name)
	w.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		if found := roster.Of(v).Find(name); len(found) == 1 {
			p = found[0]
		}
	})
	if p == bot.PersonID(name) {
		return bot.Actor{Account: bot.Account{Platform: "room", User: name}}
	}
	return bot.Actor{Person: p, Account: bot.Account{Platform: "room", User: string(p)}}
}

// types is a person's line, which must be taken.
func (w *town) types(p, text string) {
	w.t.Helper()
	if a := w.handle(w.input(w.as(p), bot.Typed{Text: text, Addressed: true})); a.Refused {
		w.t.Fatalf("%s: %q: %s", p, text, said(a.Message))
	}
}

func (w *town) settle() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 10*time.Second)
	defer cancel()
	if err := w.engine.Settle(ctx); err != nil {
		w.t.Fatal(err)
	}
}

// records counts what all streams hold.
func (w *town) records() (n uint64) {
	w.t.Helper()
	for head, err := range w.store.Streams(w.t.Context(), "") {
		if err != nil {
			w.t.Fatal(err)
		}
		if engine.Decided(head.Stream) {
			n += uint64(head.Version)
		}
	}
	return n
}

func said(m chat.Message) string { return fmt.Sprint(m.Blocks) }

func (w *town) twoMeetings() {
	w.t.Helper()
	w.types("sec", "/mag meeting schedule when:2027-04-01 14:00 title:First")
	w.types("sec", "/mag meeting schedule when:2027-05-01 14:00 title:Second")
}

func TestAFormGoesToTheMeetingThatWasNamed(t *testing.T) {
	w := newTown(t)
	w.twoMeetings()
	a := w.handle(w.input(w.as("gov"), bot.Typed{Text: "/mag agenda add meeting: 2", Addressed: true}))
	if a.Form == nil {
		t.Fatalf("no form: %+v", a)
	}
	call := bot.Call{Path: a.Form.Call.Path, Args: map[string]string{"title": "Fees", "kind": "discussion", "why": "x"}}
	maps.Copy(call.Args, a.Form.Call.Args)
	sent := w.handle(w.input(w.as("gov"), call))
	if sent.Refused || sent.Record.Stream != bot.MeetingStream("2") {
		t.Errorf("it went to %v: %s", sent.Record, said(sent.Message))
	}
}

func TestPeopleNameNoStream(t *testing.T) {
	w := newTown(t)
	w.twoMeetings()
	before := w.records()
	in := w.input(w.as("sec"), bot.Do("settings set", "setting", "room", "value", "http://127.0.0.1:1"))
	in.Stream = bot.MeetingStream("1")
	if a, err := w.engine.Handle(t.Context(), in); err == nil {
		t.Errorf("it was taken: %+v", a)
	}
	if w.records() != before {
		t.Error("something was recorded")
	}
}

func TestAStreamIsAskedOnlyWhatItDecides(t *testing.T) {
	w := newTown(t)
	w.twoMeetings()
	for stream, call := range map[bot.StreamID]bot.Call{
		bot.MeetingStream("1"): bot.Do("settings set", "setting", "room", "value", "http://127.0.0.1:1"),
		bot.WorkStream:         bot.Do("agenda add", "title", "x"),
		bot.CommunityStream:    bot.Do("meeting schedule", "when", "2027-08-01 10:00", "title", "x"),
		"":                     bot.Do("nothing like it"),
		"somewhere":            bot.Do("agenda add", "title", "x"),
	} {
		before := w.records()
		in := w.input(bot.Actor{Self: bot.ByRecord}, call)
		in.Stream = stream
		if a, err := w.engine.Handle(t.Context(), in); err == nil && !a.Refused {
			t.Errorf("%s took %s: %+v", stream, call.Path, a)
		}
		if w.records() != before {
			t.Errorf("%s recorded %s", stream, call.Path)
		}
	}
}

func TestACommandThatIsNoneIsAnsweredHoweverItComes(t *testing.T) {
	w := newTown(t)
	for _, path := range []string{"agenda add x", "Agenda Add", "help me", "", " ", "\x00", "agenda\u202eadd", strings.Repeat("agenda ", 10_000)} {
		for name, ask := range map[string]func(context.Context, bot.Input) (bot.Answer, error){"press": w.engine.Handle, "form": w.engine.Form} {
			if a, err := ask(t.Context(), w.input(w.as("gov"), bot.Call{Path: path})); err != nil || !a.Refused || a.Message.IsZero() {
				t.Errorf("%s of %.20q: %+v %v", name, path, a, err)
			}
		}
	}
}

// Whoever asks and however, an Inner command is none.
func TestNoPersonReachesAnInnerCommand(t *testing.T) {
	w := newTown(t)
	w.twoMeetings()
	w.types("sec", "/mag meeting open meeting:1")
	before := w.records()
	for _, c := range newHouse(t).Table().All() {
		if !c.Inner {
			continue
		}
		for _, who := range []bot.Actor{w.as("sec"), w.as("chair"), {}, {Account: bot.Account{Platform: "room", User: "nobody"}}} {
			for _, intent := range []bot.Intent{bot.Do(c.Path), bot.Typed{Text: "/mag " + c.Path, Addressed: true}, bot.Typed{Text: c.Path, Addressed: true}} {
				in := w.input(who, intent)
				if a, err := w.engine.Handle(t.Context(), in); err != nil || (!a.Refused && a.Record.Version > 0) {
					t.Errorf("%v by %v: %+v %v", intent, who, a, err)
				}
				if a, err := w.engine.Form(t.Context(), in); err != nil || a.Form != nil && a.Form.Call.Path == c.Path {
					t.Errorf("form of %v by %v: %+v %v", intent, who, a, err)
				}
			}
		}
	}
	if after := w.records(); after != before {
		t.Errorf("%d records were made", after-before)
	}
}

// What a person may not do, they may not do by a press, a line or a form.
func TestWhoMayNotIsRefusedHoweverTheyAsk(t *testing.T) {
	w := newTown(t)
	w.twoMeetings()
	w.types("sec", "/mag meeting open meeting:1")
	before := w.records()
	gov, stranger := bot.Reader{Roles: []bot.Role{bot.RoleMember, bot.RoleAnyone}}, bot.Reader{Roles: []bot.Role{bot.RoleUnknown}}
	for _, c := range newHouse(t).Table().All() {
		for reader, actor := range map[*bot.Reader]bot.Actor{&gov: w.as("gov"), &stranger: w.as("who")} {
			if c.Inner || c.May(*reader) {
				continue
			}
			call := w.input(actor, bot.Do(c.Path))
			if a, err := w.engine.Handle(t.Context(), call); err != nil || !a.Refused || a.Form != nil {
				t.Errorf("%s by %s: %+v %v", c.Path, actor.Person, a, err)
			}
			if a, err := w.engine.Form(t.Context(), call); err != nil || !a.Refused || a.Form != nil {
				t.Errorf("form of %s by %s: %+v %v", c.Path, actor.Person, a, err)
			}
		}
	}
	if after := w.records(); after != before {
		t.Errorf("%d records were made", after-before)
	}
}

func TestTheSecretariatHearsOfAnExpiredChairHoweverTheyAsk(t *testing.T) {
	chair := func(w *town, path string) bot.Input { return w.input(w.as("chair"), bot.Do(path)) }
	for name, ask := range map[string]func(w *town) (bot.Answer, error){
		"a press":    func(w *town) (bot.Answer, error) { return w.engine.Handle(w.t.Context(), chair(w, "meeting cancel")) },
		"a question": func(w *town) (bot.Answer, error) { return w.engine.Handle(w.t.Context(), chair(w, "settings")) },
		"a form":     func(w *town) (bot.Answer, error) { return w.engine.Form(w.t.Context(), chair(w, "meeting cancel")) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.twoMeetings()
			w.later(150 * 24 * time.Hour)
			for range 3 {
				if a, err := ask(w); err != nil || !a.Refused {
					t.Fatalf("%+v %v", a, err)
				}
			}
			w.settle()
			told, sec := 0, w.as("sec").Person
			w.mu.Lock()
			defer w.mu.Unlock()
			for _, d := range w.sent {
				if d.Account.User == string(sec) && strings.Contains(said(d.Message), "Bela Chair") {
					told++
				}
			}
			if told != 1 {
				t.Errorf("the Secretariat was told %d times", told)
			}
		})
	}
}

// When the chair changes, what the old Chair alone was shown is emptied.
func TestWhatTheChairSeesMovesWithTheChair(t *testing.T) {
	w := newTown(t)
	w.twoMeetings()
	w.types("chair", "/mag meeting open meeting:1")
	w.types("gov", "q+ to say one thing")
	w.settle()
	w.types("chair", "/mag meeting hand-over tech")
	w.settle()
	chair, tech := string(w.as("chair").Person), string(w.as("tech").Person)
	w.mu.Lock()
	defer w.mu.Unlock()
	shown := map[string]map[string]bool{} // by account and key: whether there is something to see
	for _, d := range w.sent {
		if d.Kind == bot.Live && d.Account.User != "" && strings.HasPrefix(d.Key, "meeting/1 ") {
			if shown[d.Account.User] == nil {
				shown[d.Account.User] = map[string]bool{}
			}
			shown[d.Account.User][d.Key] = !d.Message.IsZero()
		}
	}
	if len(shown[chair]) == 0 || len(shown[tech]) == 0 {
		t.Fatalf("nobody was shown anything: %v", shown)
	}
	for key, still := range shown[chair] {
		if still {
			t.Errorf("the old Chair is still shown %q", key)
		}
		if !shown[tech][key] {
			t.Errorf("the new Chair is not shown %q", key)
		}
	}
}

// What people write and who they are stands nowhere in the clear: not in the
// record, not in what records ask for, not in receipts, not in the log.
func TestNothingAnybodyWroteStandsInTheClear(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t)
		defer w.engine.Stop()
		w.twoMeetings()
		lines := []struct {
			who  string
			line string
		}{
			{"gov", "/mag agenda add title:ZEBRA why:ZEBRA kind:decision minutes:5"},
			{"tech", "/mag agenda support 1"},
			{"sec", "/mag agenda decline input:1 reason:ZEBRA"},
			{"tech", "/mag agenda add title:ZEBRA2 why:ZEBRA kind:decision minutes:5"},
			{"sec", "/mag agenda accept 2"},
			{"sec", "/mag meeting invite meeting:1"},
			{"chair", "/mag meeting open meeting:1"},
			{"gov", "q+ to say ZEBRA"},
			{"chair", "/mag guest add name:ZEBRA"},
			{"gov", "present+"},
			{"gov", "PROPOSAL: ZEBRA be adopted"},
			{"tech", "-1 because ZEBRA"},
			{"gov", "/mag record info text:ZEBRA"},
			{"chair", "ACTION: gov to write ZEBRA by 2027-04-20"},
			{"chair", "ACTION: ZEBRA Nobody to write ZEBRA"},
			{"chair", "topic: ZEBRA"},
			{"chair", "RESOLUTION: ZEBRA"},
			{"chair", "/mag record undo reason:ZEBRA"},
			{"chair", "s/zzz/ZEBRA/"},
			{"sec", "/mag agenda defer input:2 to:2"},
			{"chair", "/mag meeting close really:yes"},
			{"sec", "/mag person signin gov"},
			{"gov", "/mag me erase"},
			{"gov", "/mag ZEBRA"},
			{"who", "/mag agenda add title:ZEBRA"},
		}
		for _, l := range lines {
			in := w.input(w.as(l.who), bot.Typed{Text: l.line, Addressed: true})
			in.Place = general
			if _, err := w.engine.Handle(t.Context(), in); err != nil {
				t.Fatalf("%s: %v", l.line, err)
			}
			if _, err := w.engine.Form(t.Context(), in); err != nil {
				t.Fatalf("form of %s: %v", l.line, err)
			}
		}
		w.settle()
		recorded := w.records()
		w.inTheClear("ZEBRA", "Chidi", "Dana", "Bela", "Ada Sec", "@example.org")
		if recorded < 25 {
			t.Errorf("only %d records: the story was not told", recorded)
		}
	})
}

// sealed is what was sealed, in which four letters in a row stand by chance now and then.
var sealed = regexp.MustCompile(`[A-Za-z0-9+/]{20,}={0,2}`)

func (w *town) inTheClear(texts ...string) {
	w.t.Helper()
	for head, err := range w.store.Streams(w.t.Context(), "") {
		if err != nil {
			w.t.Fatal(err)
		}
		for r, err := range w.store.Read(w.t.Context(), head.Stream, 0) {
			if err != nil {
				w.t.Fatal(err)
			}
			read := strings.ToLower(sealed.ReplaceAllString(string(r.Body), ""))
			for _, text := range texts {
				if strings.Contains(read, strings.ToLower(text)) {
					w.t.Errorf("%s record %d holds %q: %s", head.Stream, r.Version, text, r.Body)
				}
			}
		}
	}
	for _, text := range texts {
		if strings.Contains(w.log.String(), text) {
			w.t.Errorf("the log holds %q: %s", text, w.log)
		}
	}
}

func TestTheTownIsWhatItSays(t *testing.T) {
	w := newTown(t)
	w.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		if community.Of(v).Name != "The Group" || len(roster.Of(v).All()) != 4 {
			t.Errorf("%q with %d people", community.Of(v).Name, len(roster.Of(v).All()))
		}
	})
	w.twoMeetings()
	w.engine.Read(bot.WorkStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		if n := len(meeting.DirectoryOf(v).All()); n != 2 {
			t.Errorf("%d meetings", n)
		}
	})
}
