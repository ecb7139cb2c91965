package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"magbot/adapters/browser"
	"magbot/adapters/web"
	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/lang"
	"magbot/bot/roster"
	"magbot/moderation/page"
	"magbot/store/memory"
	"magbot/store/seal"
)

// TestMain draws three histories for a property instead of rapid's hundred, unless it is
// told how many: each is the work of whole communities.
func TestMain(m *testing.M) {
	flag.Parse()
	told := false
	flag.Visit(func(f *flag.Flag) { told = told || f.Name == "rapid.checks" })
	if !told {
		if err := flag.Set("rapid.checks", "3"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	goleak.VerifyTestMain(m)
}

// people of the town: Mo and the subject Sam are of one organisation under two
// names, Rita reports.
const people = `name,alias,e-mail,stakeholder group,role,organisation
Ada,ada,ada@example.org,,secretariat,Secretariat of the Forum
Fay,fay,fay@example.org,,secretariat; focal-point,Office of Fay
Cleo,cleo,cleo@example.org,Civil Society,chair; member,Chairs United
Mo,mo,mo@example.org,Technical Community,moderator,Lakeside Network Operators (LNO)
Nia,nia,nia@example.org,Civil Society,moderator,Citizens
Pim,pim,pim@example.org,Private Sector,moderator,Traders
Sam,sam,sam@example.org,Technical Community,member,LNO
Rita,rita,rita@example.org,Government,member,Ministry
`

const origin = "http://127.0.0.1:8737"

var (
	hall     = bot.Place{Platform: "room", Channel: "general"}
	private  = bot.Place{Platform: "room"}
	began    = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	oneHouse = sync.OnceValues(func() (*house.House, error) {
		return house.New(append(house.Features(), house.Feature{Name: "browser", Words: browser.Words}, house.Feature{Name: "web", Words: web.Words}))
	})
)

// town is the whole house on a store in memory, with the pages before it.
type town struct {
	t      testing.TB
	house  *house.House
	engine *engine.Engine
	pages  *web.Pages
	names  map[string]bot.PersonID
	asked  atomic.Int64
	passed atomic.Int64 // nanoseconds since began
	broken atomic.Bool  // the bot does not answer
	log    *safeBuffer
	zone   *time.Location // of those who come in; nil when unknown
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *safeBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *safeBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newTown(t testing.TB, at string) *town {
	t.Helper()
	h, err := oneHouse()
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, house: h, names: map[string]bot.PersonID{}, log: &safeBuffer{}}
	logger := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.engine, err = engine.New(engine.Config{Store: memory.New(), Keys: seal.NewMemory(rand.NewChaCha8([32]byte{7})), House: h, Now: w.now, Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.engine.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.engine.Stop)
	operator := bot.Actor{Self: bot.ByCommand}
	w.ask(operator, hall, "community found", "name", "Town")
	w.ask(operator, hall, "channel link")
	w.ask(operator, hall, "settings set", "setting", "room", "value", at)
	preview := w.ask(operator, hall, "roster import", "file", people)
	w.ask(operator, hall, "roster import", "file", people, "confirm", preview.Form.Call.Args["confirm"])
	w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			w.names[p.Aliases[0].Text] = p.ID
		}
	})
	w.pages, err = web.New(web.Config{
		Bot: w, Door: w, Words: h.Words(), Now: w.now, Name: "Town", Origin: at, Platform: "room", Acts: w.acts, Logger: logger,
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *town) now() time.Time { return began.Add(time.Duration(w.passed.Load())) }

func (w *town) later(d time.Duration) { w.passed.Add(int64(d)) }

func (w *town) acts(words *lang.Printer) (acts []web.Act) {
	for _, cmd := range w.house.Table().All() {
		if cmd.On == command.Case && !cmd.Inner && cmd.Decide != nil && cmd.May(bot.Reader{Roles: command.Handlers}) {
			acts = append(acts, web.Act{Path: cmd.Path, Help: words.Say(cmd.HelpKey())})
		}
	}
	return acts
}

// Handle implements web.Bot.
func (w *town) Handle(ctx context.Context, in bot.Input) (bot.Answer, error) {
	if w.broken.Load() {
		return bot.Answer{}, errors.New("the disk is gone")
	}
	return w.engine.Handle(ctx, in)
}

// Form implements web.Bot.
func (w *town) Form(ctx context.Context, in bot.Input) (bot.Answer, error) {
	return w.engine.Form(ctx, in)
}

// Open implements web.Door.
func (w *town) Open(ctx context.Context, link, session string) error {
	answer, err := w.engine.Handle(ctx, bot.Input{
		Cause: bot.Cause("page-open:" + page.Hash(link)), Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream,
		Intent: bot.Do("conduct page-open", "link", page.Hash(link), "session", page.Hash(session)),
	})
	if err == nil && (answer.Refused || answer.Done) {
		return lang.Refuse("page.link-dead")
	}
	return err
}

// Session implements web.Door.
func (w *town) Session(_ context.Context, token string) (who web.Visitor, err error) {
	err = web.ErrOver
	w.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		s, ok := page.Whose(v, token)
		if !ok {
			return
		}
		who, err = web.Visitor{Person: s.Person, Name: roster.Name(v, s.Person), Zone: w.zone, Session: s.Hash}, nil
		for _, one := range page.Of(v, s.Person) {
			who.Sessions = append(who.Sessions, web.Session{Name: one.Hash, Opened: one.Opened, Until: one.Until})
		}
	})
	return who, err
}

func (w *town) ask(by bot.Actor, place bot.Place, path string, args ...string) bot.Answer {
	w.t.Helper()
	n := w.asked.Add(1)
	fresh := sha256.Sum256(fmt.Append(nil, "fresh ", n))
	a, err := w.engine.Handle(context.Background(), bot.Input{
		Cause: bot.Cause(fmt.Sprint("test:", n)), Actor: by, Place: place, Intent: bot.Do(path, args...), Fresh: hex.EncodeToString(fresh[:]),
	})
	if err != nil {
		w.t.Fatalf("%s: %v", path, err)
	}
	return a
}

// does gives a command in a private conversation, which must succeed.
func (w *town) does(alias, path string, args ...string) bot.Answer {
	w.t.Helper()
	a := w.ask(bot.Actor{Account: bot.Account{Platform: "room", User: string(w.names[alias])}}, private, path, args...)
	if a.Refused {
		w.t.Fatalf("%s: %s %v is refused: %v", alias, path, args, a.Message.Blocks)
	}
	return a
}

var (
	linkForm = regexp.MustCompile(`/cases/in/[a-z2-7]{26}`)
	keyForm  = regexp.MustCompile(`name="key" value="([^"]+)"`)
	formForm = regexp.MustCompile(`name="form" value="([^"]+)"`)
)

// link asks the bot for a link, and gives its path.
func (w *town) link(alias string) string {
	w.t.Helper()
	link := linkForm.FindString(fmt.Sprint(w.does(alias, "conduct page").Message.Blocks))
	if link == "" {
		w.t.Fatal("the bot gave no link")
	}
	return link
}

// window is a browser without script.
type window struct {
	*town
	cookie *http.Cookie
}

// signIn follows a link of the bot and presses the button.
func (w *town) signIn(alias string) *window {
	w.t.Helper()
	in := &window{town: w}
	if got := in.uses(w.link(alias)); got.Code != http.StatusSeeOther {
		w.t.Fatalf("%s is not let in: %d %s", alias, got.Code, got.Body)
	}
	return in
}

// uses presses the button behind a link.
func (b *window) uses(link string) *httptest.ResponseRecorder {
	b.t.Helper()
	token := strings.TrimPrefix(link, "/cases/in/")
	return b.posts("/cases/in", url.Values{"token": {token}})
}

func (b *window) does(req *http.Request) *httptest.ResponseRecorder {
	req.Host = "127.0.0.1:8737"
	if b.cookie != nil {
		req.AddCookie(b.cookie)
	}
	got := httptest.NewRecorder()
	b.pages.ServeHTTP(got, req)
	for _, c := range got.Result().Cookies() {
		b.cookie = c
		if c.MaxAge < 0 {
			b.cookie = nil
		}
	}
	return got
}

func (b *window) gets(path string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.does(httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, path, nil))
}

func (b *window) posts(path string, form url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	req := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.does(req)
}

// shows fails unless a page answers well and holds all of that.
func (b *window) shows(path string, want ...string) string {
	b.t.Helper()
	got := b.gets(path)
	for _, text := range want {
		if !strings.Contains(got.Body.String(), text) {
			b.t.Fatalf("%s: %d, %q is not there:\n%s", path, got.Code, text, got.Body)
		}
	}
	if got.Code != http.StatusOK {
		b.t.Fatalf("%s: %d", path, got.Code)
	}
	return got.Body.String()
}

// report makes a report about Sam and gives the name of its case, which Nia sees.
func (w *town) report(about, clause, text string) string {
	w.t.Helper()
	before := w.cases()
	w.does("rita", "conduct report", "about", about, "clause", clause, "text", text)
	for _, name := range w.cases() {
		if !slices.Contains(before, name) {
			return name
		}
	}
	w.t.Fatal("no case was opened")
	return ""
}

func (w *town) cases() (names []string) {
	w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
		for _, id := range v.Streams("case/") {
			name, _ := id.Case()
			names = append(names, name)
		}
	})
	return names
}
