package look_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"go.uber.org/goleak"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/roster"
	"magbot/cmd/magbot/look"
	"magbot/store/memory"
	"magbot/store/seal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const people = `name,alias,stakeholder group,role,organisation
Ada,ada,,secretariat,Secretariat
Nia,nia,Civil Society,moderator,Citizens
Pim,pim,Private Sector,moderator,Traders
Sam,sam,Technical Community,member,Lake
Rita Moss,rita,Government,member,Ministry of the Sea
`

var hall = bot.Place{Platform: "room", Channel: "general"}

// hallOf is the whole house on a store in memory, with a Looker beside it.
type hallOf struct {
	t      *testing.T
	engine *engine.Engine
	names  map[string]bot.PersonID
	looker *look.Looker
	causes atomic.Int64
	alarms chan struct{}
	broken atomic.Bool   // the record takes nothing
	held   chan struct{} // not nil: the record waits for it
	log    *bytes.Buffer // read once the looker is closed

	mu      sync.Mutex
	handled []bot.Call
	sent    []bot.Delivery
}

func open(t *testing.T, hook *look.Hook) *hallOf {
	t.Helper()
	pending := &look.Pending{}
	built, err := house.New(house.FeaturesWith(house.Outside{Looks: pending.Any}))
	if err != nil {
		t.Fatal(err)
	}
	h := &hallOf{t: t, names: map[string]bot.PersonID{}, alarms: make(chan struct{}, 10), log: &bytes.Buffer{}}
	h.engine, err = engine.New(engine.Config{Store: memory.New(), Keys: seal.NewMemory(rand.NewChaCha8([32]byte{1})), House: built})
	if err != nil {
		t.Fatal(err)
	}
	h.engine.Attach(h)
	if err := h.engine.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.engine.Stop)
	operator := bot.Actor{Self: bot.ByCommand}
	h.ask(operator, bot.Do("community found", "name", "Town"))
	h.ask(operator, bot.Do("channel link"))
	preview := h.ask(operator, bot.Do("roster import", "file", people))
	h.ask(operator, bot.Do("roster import", "file", people, "confirm", preview.Form.Call.Args["confirm"]))
	h.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			h.names[p.Aliases[0].Text] = p.ID
		}
	})
	h.ask(h.as("ada"), bot.Do("conduct watch set", "level", "normal"))
	h.give(bot.Input{
		Cause: "announced", Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream,
		Intent: bot.Do("conduct watch announced", "platform", "room", "channel", "general"),
	})
	h.looker = look.New(look.Config{
		Engine: h, Pending: pending, Speaker: func(string) look.Speaker { return h }, Hook: hook, Alarm: h, Now: time.Now, Bytes: 1 << 20,
		Logger: slog.New(slog.NewTextHandler(h.log, nil)),
	})
	t.Cleanup(h.looker.Close)
	return h
}

func (*hallOf) Platform() string { return "room" }

func (h *hallOf) Deliver(_ context.Context, d bot.Delivery) (bot.Posted, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sent = append(h.sent, d)
	return bot.Posted{Message: fmt.Sprint("m", len(h.sent))}, nil
}

func (*hallOf) LinkTo(_ context.Context, w bot.Wrote) (string, error) {
	if strings.HasSuffix(w.ID, ":nolink") {
		return "", errors.New("there is none")
	}
	if strings.HasSuffix(w.ID, ":never") { // a platform whose messages have none
		return "", nil
	}
	return "https://room.example/" + w.ID, nil
}

func (*hallOf) NameOf(_ context.Context, a bot.Account) (string, error) {
	if a.User == "stranger" {
		return "Rita M\u043ess", nil // with a Cyrillic letter
	}
	return "", nil
}

func (h *hallOf) Dropped(context.Context) { h.alarms <- struct{}{} }

func (h *hallOf) Read(id bot.StreamID, a bot.Actor, p bot.Place, do func(bot.View)) {
	h.engine.Read(id, a, p, do)
}

func (h *hallOf) Handle(ctx context.Context, in bot.Input) (bot.Answer, error) {
	if h.held != nil {
		<-h.held
	}
	if h.broken.Load() {
		return bot.Answer{Refused: true}, nil
	}
	call, _ := in.Intent.(bot.Call)
	h.mu.Lock()
	h.handled = append(h.handled, call)
	h.mu.Unlock()
	return h.engine.Handle(ctx, in)
}

func (h *hallOf) as(alias string) bot.Actor {
	return bot.Actor{Account: bot.Account{Platform: "room", User: string(h.names[alias])}}
}

func (h *hallOf) ask(by bot.Actor, call bot.Call) bot.Answer {
	h.t.Helper()
	return h.give(bot.Input{Cause: bot.Cause(fmt.Sprint("test:", h.causes.Add(1))), Actor: by, Place: hall, Intent: call})
}

func (h *hallOf) give(in bot.Input) bot.Answer {
	h.t.Helper()
	a, err := h.engine.Handle(h.t.Context(), in)
	if err != nil || a.Refused {
		h.t.Fatalf("%+v: %v %v", in.Intent, err, a.Message)
	}
	return a
}

// wrote is a message of somebody.
func (h *hallOf) wrote(alias, number string) bot.Wrote {
	return bot.Wrote{ID: "room:general:" + number, Account: h.as(alias).Account, Place: hall, At: time.Now()}
}

// calls gives what was asked, once all that waited was looked at.
func (h *hallOf) calls() []bot.Call {
	h.looker.Close()
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.handled
}

const insult = "You are an idiot, Rita."

func TestAMessageBecomesACardOfAModerator(t *testing.T) {
	h := open(t, nil)
	h.looker.Look(h.wrote("sam", "1"), insult)
	h.looker.Look(h.wrote("sam", "1"), insult) // told of twice
	h.looker.Look(h.wrote("rita", "2"), "Thank you, I will look at it tomorrow.")
	elsewhere := h.wrote("sam", "3")
	elsewhere.Place.Channel = "other"
	h.looker.Look(elsewhere, insult)
	before := h.wrote("sam", "4")
	before.At = before.At.Add(-time.Hour)
	h.looker.Look(before, insult)
	private := h.wrote("sam", "5")
	private.Place.Channel = ""
	h.looker.Look(private, insult)
	gone := h.wrote("sam", "6")
	gone.Gone = true
	h.looker.Look(gone, insult)
	calls := h.calls()
	if len(calls) != 2 || calls[0].Path != "conduct flag" || calls[0].Args["message"] != "https://room.example/room:general:1" || calls[0].Args["words"] != insult {
		t.Fatalf("asked %v", calls)
	}
	if h.looker.Looked() != 3 || h.looker.Dropped() != 0 {
		t.Errorf("looked at %d, dropped %d", h.looker.Looked(), h.looker.Dropped())
	}
	m := h.ask(h.as("nia"), bot.Do("conduct cases")).Message
	if n := len(m.Buttons); n != 1 {
		t.Errorf("a moderator sees %d cases", n)
	}
	if why := fmt.Sprint(h.ask(h.as("sam"), bot.Do("conduct why")).Message.Blocks); !strings.Contains(why, "insult.you") {
		t.Errorf("the author sees %s", why)
	}
}

func TestAMessageWithoutALinkIsKnownByItsName(t *testing.T) {
	for number, logged := range map[string]string{"nolink": `error="there is none"`, "never": "a message has no link"} {
		h := open(t, nil)
		h.looker.Look(h.wrote("sam", number), insult)
		if calls := h.calls(); len(calls) != 1 || calls[0].Args["message"] != "room:general:"+number {
			t.Errorf("asked %v", calls)
		}
		if log := h.log.String(); !strings.Contains(log, logged) || strings.Contains(log, "<nil>") {
			t.Errorf("%s: logged %s", number, log)
		}
	}
}

func TestAFloodIsToldOfOnce(t *testing.T) {
	h := open(t, nil)
	for n := range 40 {
		h.looker.Look(h.wrote("sam", fmt.Sprint(n)), fmt.Sprintf("And here is point %d of my list.", n))
	}
	for n := range 30 { // read late from history, far apart
		w := h.wrote("rita", fmt.Sprint("r", n))
		w.At = w.At.Add(time.Duration(n) * time.Minute)
		h.looker.Look(w, fmt.Sprintf("Point %d of another list.", n))
	}
	calls := h.calls()
	if len(calls) != 1 || calls[0].Args["rule"] != "flooding" || calls[0].Args["about"] != string(h.names["sam"]) {
		t.Errorf("asked %v", calls)
	}
}

func TestTheSameTextAgainAndAgainIsAFlood(t *testing.T) {
	h := open(t, nil)
	for n := range 4 {
		w := h.wrote("sam", fmt.Sprint(n))
		h.looker.Look(w, "Please  read my paper")
		h.looker.Look(w, "Please  read my paper") // told of twice: it counts once
		if n == 2 {
			h.looker.Look(h.wrote("rita", "x"), "please read MY paper")
		}
	}
	if calls := h.calls(); len(calls) != 1 || calls[0].Args["rule"] != "flooding" {
		t.Errorf("asked %v", calls)
	}
}

func TestANameThatCanBeTakenForAnotherIsToldOfOnce(t *testing.T) {
	h := open(t, nil)
	for n := range 3 {
		w := h.wrote("sam", fmt.Sprint(n))
		w.Account = bot.Account{Platform: "room", User: "stranger"}
		h.looker.Look(w, fmt.Sprintf("Good morning, number %d.", n))
	}
	calls := h.calls()
	if len(calls) != 1 || calls[0].Args["rule"] != "impersonation" || !strings.Contains(calls[0].Args["reason"], "Rita Moss") || calls[0].Args["about"] != "" {
		t.Errorf("asked %v", calls)
	}
}

func TestSpeakingForAnOrganisationOfOthers(t *testing.T) {
	h := open(t, nil)
	h.looker.Look(h.wrote("sam", "1"), "I speak for the Ministry of the Sea when I say yes.")
	h.looker.Look(h.wrote("rita", "2"), "I speak for the Ministry of the Sea when I say no.")
	if calls := h.calls(); len(calls) != 1 || calls[0].Args["rule"] != "speaking-for" || calls[0].Args["about"] != string(h.names["sam"]) {
		t.Errorf("asked %v", calls)
	}
}

func TestWhatDoesNotFitIsCountedAndToldAndNobodyWaits(t *testing.T) {
	h := open(t, nil)
	h.held = make(chan struct{})
	h.looker.Look(h.wrote("sam", "first"), insult) // holds whoever looks
	long := strings.Repeat("We should read the second paragraph again. ", 100)
	for n := range 400 {
		h.looker.Look(h.wrote("rita", fmt.Sprint(n)), long)
	}
	if h.looker.Dropped() == 0 {
		t.Error("everything fits")
	}
	close(h.held)
	<-h.alarms
	h.looker.Close()
	h.looker.Look(h.wrote("sam", "late"), insult)
	if h.looker.Looked()+h.looker.Dropped() != 402 {
		t.Errorf("looked at %d, dropped %d of 402", h.looker.Looked(), h.looker.Dropped())
	}
}

// Looking takes its time beside the chat. Whoever asks why meanwhile is told that, not
// that nothing is kept; nobody else is told anything of it.
func TestWhoAsksWhyWhileAMessageIsLookedAtIsToldSo(t *testing.T) {
	const pending, nothing = "still being looked at", "No flag on that message"
	h := open(t, nil)
	why := func(alias string) string { return fmt.Sprint(h.ask(h.as(alias), bot.Do("conduct why")).Message.Blocks) }
	if got := why("sam"); !strings.Contains(got, nothing) || strings.Contains(got, pending) {
		t.Errorf("before: %s", got)
	}
	h.held = make(chan struct{})
	h.looker.Look(h.wrote("sam", "1"), insult)
	h.looker.Look(h.wrote("sam", "2"), "You are a moron, Rita.")
	if got := why("sam"); !strings.Contains(got, pending) || strings.Contains(got, nothing) {
		t.Errorf("while it is looked at: %s", got)
	}
	if got := why("rita"); !strings.Contains(got, nothing) || strings.Contains(got, pending) {
		t.Errorf("somebody else: %s", got)
	}
	h.held <- struct{}{}
	for !strings.Contains(why("sam"), "insult.you") { // the first is recorded by another thread
		runtime.Gosched()
	}
	if got := why("sam"); !strings.Contains(got, pending) {
		t.Errorf("the second is still being looked at: %s", got)
	}
	close(h.held)
	h.looker.Close()
	if got := why("sam"); !strings.Contains(got, "moron") || strings.Contains(got, pending) {
		t.Errorf("after it: %s", got)
	}
}

// What an outside service has not answered yet is pending, too, and what is dropped is
// not, nor what breaks.
func TestNothingIsPendingForEver(t *testing.T) {
	let := make(chan struct{})
	asked := make(chan struct{}, 1)
	h := open(t, service(t, func(w http.ResponseWriter, _ *http.Request) {
		asked <- struct{}{}
		<-let
		w.WriteHeader(http.StatusInternalServerError)
	}))
	why := func() string { return fmt.Sprint(h.ask(h.as("sam"), bot.Do("conduct why")).Message.Blocks) }
	h.looker.Look(h.wrote("sam", "1"), "Thank you, I will look at it tomorrow.")
	<-asked
	if got := why(); !strings.Contains(got, "still being looked at") {
		t.Errorf("while the service is asked: %s", got)
	}
	h.broken.Store(true)
	close(let)
	h.looker.Look(h.wrote("sam", "2"), insult)
	h.looker.Close()
	h.looker.Look(h.wrote("sam", "3"), insult)
	if got := why(); strings.Contains(got, "still being looked at") {
		t.Errorf("after it: %s", got)
	}
}

func TestAFlagThatTheRecordDoesNotTakeIsTold(t *testing.T) {
	h := open(t, nil)
	h.broken.Store(true)
	h.looker.Look(h.wrote("sam", "1"), insult)
	<-h.alarms
	if h.looker.Dropped() != 1 {
		t.Errorf("dropped %d", h.looker.Dropped())
	}
}

// Whatever comes of a look: it is in one count, once.
func TestALookCountsOnce(t *testing.T) {
	finds := func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"signals":[{"id":"tone","clause":"1","score":0.9}]}`) // who asked sees what is missing
	}
	fails := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }
	for name, c := range map[string]struct {
		text            string
		broken          bool
		outside         http.HandlerFunc
		looked, dropped uint64
	}{
		"nothing is found":                          {"We meet on Tuesday.", false, nil, 1, 0},
		"something is found":                        {insult, false, nil, 1, 0},
		"it is not recorded":                        {insult, true, nil, 0, 1},
		"the service finds nothing it is told":      {"We meet on Tuesday.", false, fails, 1, 0},
		"the service finds something":               {"We meet on Tuesday.", false, finds, 1, 0},
		"what the service finds is not recorded":    {"We meet on Tuesday.", true, finds, 0, 1},
		"neither is recorded":                       {insult, true, finds, 0, 1},
		"it is not recorded, and the service fails": {insult, true, fails, 0, 1},
	} {
		var hook *look.Hook
		if c.outside != nil {
			hook = service(t, c.outside)
		}
		h := open(t, hook)
		h.broken.Store(c.broken)
		h.looker.Look(h.wrote("sam", "1"), c.text)
		h.calls()
		if looked, dropped := h.looker.Looked(), h.looker.Dropped(); looked != c.looked || dropped != c.dropped {
			t.Errorf("%s: looked at %d, dropped %d", name, looked, dropped)
		}
		ruled := open(t, nil)
		ruled.broken.Store(c.broken)
		ruled.looker.Ruled(ruled.wrote("sam", "1"), c.text, listed)
		ruled.calls()
		if looked, dropped := ruled.looker.Looked(), ruled.looker.Dropped(); looked+dropped != 1 || c.broken != (dropped == 1) {
			t.Errorf("%s, by a rule: looked at %d, dropped %d", name, looked, dropped)
		}
	}
}

func TestASpanOfTheOutsideServiceIsFoundWhateverItsBlanks(t *testing.T) {
	const text = "Nobody  likes\n that\u00a0plan of yours."
	for _, c := range []struct {
		span, said string
		from, to   int
	}{
		{"likes", "likes", 8, 13},
		{"  likes ", "likes", 8, 13},
		{"\nlikes\n that", "likes that", 8, 19},
		{"Nobody likes that plan", "Nobody likes that plan", 0, 25},
		{"that plan", "that plan", 15, 25},
		{"(likes|that)", "", 0, 0},
		{"something else", "", 0, 0},
		{" ", "", 0, 0},
		{"", "", 0, 0},
	} {
		raw, err := json.Marshal(map[string]any{"signals": []map[string]any{{"id": "tone", "clause": "1", "score": 1, "span": c.span}}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := look.ReadAnswer(raw, text)
		if err != nil || len(got) != 1 || got[0].Span != c.said || got[0].Start != c.from || got[0].End != c.to {
			t.Errorf("%q: %+v, %v", c.span, got, err)
		}
	}
}

// service is an outside service on this machine.
func service(t *testing.T, answer http.HandlerFunc) *look.Hook {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	hook, err := look.NewHook(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return hook
}

func TestAnOutsideServiceGetsTheTextAloneAndAddsASignal(t *testing.T) {
	var got map[string]any
	h := open(t, service(t, func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(raw, &got)
		}
		if err != nil {
			http.Error(w, "no", http.StatusBadRequest)
			return
		}
		_, _ = io.WriteString(w, `{"signals":[{"id":"tone","clause":"1","span":"that plan","reason":"Please look: the tone.","score":0.9},{"id":"weak","clause":"1","score":0.1}]}`)
	}))
	h.looker.Look(h.wrote("sam", "1"), "Nobody in their right mind likes that plan of yours.")
	calls := h.calls()
	if len(got) != 1 || got["text"] != "Nobody in their right mind likes that plan of yours." {
		t.Errorf("sent %v", got)
	}
	if len(calls) != 1 || calls[0].Args["rule"] != "outside.tone" || calls[0].Args["span"] != "that plan" || strings.Contains(calls[0].Args["reason"], "weak") {
		t.Errorf("asked %v", calls)
	}
}

func TestAnOutsideServiceThatFailsAddsNothingAndIsCounted(t *testing.T) {
	says := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, text) // who asked sees what is missing
		}
	}
	for what, answer := range map[string]http.HandlerFunc{
		"an error":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"no JSON":   says("<p>"),
		"no clause": says(`{"signals":[{"id":"x","clause":"9","score":1}]}`),
		"no score":  says(`{"signals":[{"id":"x","clause":"1","score":7}]}`),
		"too much":  says(strings.Repeat(" ", 70_000) + `{"signals":[]}`),
		"another address": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		},
		"nothing in time": func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // so that the server sees when who asked is gone
			<-r.Context().Done()
		},
	} {
		h := open(t, service(t, answer))
		h.looker.Look(h.wrote("sam", "1"), "We meet on Tuesday.")
		if calls := h.calls(); len(calls) != 0 || h.looker.Failed() != 1 {
			t.Errorf("%s: asked %v, failed %d", what, calls, h.looker.Failed())
		}
	}
}

func TestTextsGoOutsideUnderCoverOnly(t *testing.T) {
	for address, right := range map[string]bool{
		"https://looks.example/v1": true, "http://127.0.0.1:9999/": true, "http://[::1]:9999": true, "http://localhost:1": true,
		"http://looks.example/": false, "http://127.0.0.1.example/": false, "ftp://looks.example": false, "looks.example": false, "": false,
		"https://user:word@looks.example/": false, "http://10.0.0.1/": false, "https://": false,
	} {
		if _, err := look.NewHook(address); (err == nil) != right {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func FuzzReadAnswer(f *testing.F) {
	f.Add([]byte(`{"signals":[{"id":"tone","clause":"1","span":"that plan","reason":"Please look.","score":0.9}]}`), "I like that plan.")
	f.Add([]byte(`{"signals":[{"id":"tone","clause":"harassment","score":1}]}`), "")
	f.Add([]byte(`{`), "x")
	f.Fuzz(func(t *testing.T, raw []byte, text string) {
		signals, err := look.ReadAnswer(raw, text)
		if err != nil {
			return
		}
		for _, s := range signals {
			if s.Start < 0 || s.End > len(text) || s.Start > s.End || s.Score < 0 || s.Score > 1 || !strings.HasPrefix(s.ID, "outside.") || s.Private {
				t.Fatalf("%+v", s)
			}
			if there := strings.Join(strings.Fields(text[s.Start:s.End]), " "); utf8.ValidString(text) && there != s.Span {
				t.Fatalf("%q is said to stand where %q stands", s.Span, there)
			}
		}
	})
}
