package house_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	feeds "magbot/adapters/calendar"
	"magbot/bot"
	"magbot/bot/calendar"
	"magbot/bot/chat"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/roster"
	"magbot/store"
	"magbot/store/memory"
	"magbot/store/seal"
)

// Whatever people type, press and fill in, in any order, with lines delivered
// twice and the process started anew in between: nothing breaks inside, every
// answer is in words, time comes to rest, and a restart changes nothing.
func TestAnyHistory(t *testing.T) { anyHistory(t, "", 40) }

// The same after a meeting from its agenda to its close, so that the late
// commands have something to work on; and in the middle of it.
func TestAnyHistoryAfterAMeeting(t *testing.T) { anyHistory(t, story, 25) }

func TestAnyHistoryInTheMiddleOfAMeeting(t *testing.T) {
	before, _, _ := strings.Cut(story, "chair RESOLUTION")
	anyHistory(t, before, 25)
}

// The same while ballots of several kinds are open.
func TestAnyHistoryWithBallots(t *testing.T) { anyHistory(t, ballots, 25) }

const ballots = `
chair /mag ballot draft "Do we meet in June?" until: +2d
chair /mag ballot open 1
chair /mag ballot draft Where kind: pick-one options: Bonn; Lima; Nairobi mode: confidential
chair /mag ballot open 2
chair /mag ballot draft Who kind: election seats: 2 options: Ana; Bo; Cy; Di minimum: 10
sec /mag ballot seed 3
chair /mag ballot seed 3
chair /mag ballot open 3 until: +1d
chair /mag ballot draft Detached mode: detached kind: ranked options: X; Y; Z
chair /mag ballot open 4
cs1 /mag ballot cast 4 say: 13
cs2 /mag ballot cast 4 say: 2
gov1 /mag ballot cast 1 yes
gov2 /mag ballot cast 2 Lima
cs1 /mag ballot cast 2 Bonn
ps1 /mag ballot cast 2 2
cs2 /mag ballot cast 3 2 > 1 = 3
ps1 /mag ballot recuse 3 my firm bids
chair /mag ballot draft "From tomorrow on" kind: approval options: P; Q
chair /mag ballot open 5 from: +1d until: +2d
chair /mag ballot change 5 question: "From tomorrow"
chair /mag ballot extend 1 until: +3d reason: a holiday
gov1 /mag agenda add "Meet in June" kind: decision
chair /mag agenda accept 1
chair /mag agenda publish really: yes
chair /mag meeting open
chair next item
chair /mag ballot draft "In the meeting"
chair /mag ballot open 6
gov1 /mag ballot cast 6 yes
chair /mag ballot close 6
chair /mag ballot publish 6 seen: 1
chair /mag ballot draft "A slip"
chair /mag ballot withdraw 7 a slip
`

// anyHistory draws a name for each step, from which all that happens in it is
// made, so that a history that fails is cut down to the steps that matter.
// It runs in a bubble, where days pass at once; a panic of the house passes
// through.
func anyHistory(t *testing.T, begin string, most int) {
	t.Helper()
	happened := map[string]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.StringMatching(`[a-z]{9}`), most/4, most).Draw(rt, "steps")
		var wrong failure
		synctest.Test(t, func(*testing.T) {
			crowd := newCrowd()
			defer func() {
				if crowd.engine != nil {
					crowd.engine.Stop()
				}
				if said := recover(); said != nil {
					if f, ok := said.(failure); ok {
						wrong = f + failure("\n\nafter:\n"+strings.Join(crowd.told, "\n"))
						return
					}
					panic(said)
				}
			}()
			crowd.live(begin, steps)
			crowd.kinds(happened)
		})
		if wrong != "" {
			rt.Fatalf("%s", wrong)
		}
	})
	all := 0
	for _, e := range newHouse(t).EventTypes() {
		if !strings.HasPrefix(e.Kind, "moderation.") { // those lie sealed, where nobody can count them
			all++
		}
	}
	if len(happened) < all/20 { // far below what is seen, as chance has its say and fifteen histories are few
		t.Errorf("of %d kinds of facts only %d have happened: the histories are too tame", all, len(happened))
	}
	t.Logf("%d kinds of facts happened", len(happened))
}

// live tells the beginning, takes the steps, and looks at the record.
func (w *crowd) live(begin string, steps []string) {
	w.start()
	w.found()
	for line := range strings.Lines(strings.TrimSpace(begin)) {
		alias, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		w.must(alias, text)
	}
	for _, name := range steps {
		var seed [32]byte
		copy(seed[:], name)
		w.rand = rand.New(rand.NewChaCha8(seed))
		w.step()
	}
	w.restart()
	w.chained()
}

// failure is what a crowd finds wrong.
type failure string

func (w *crowd) failf(format string, args ...any) { panic(failure(fmt.Sprintf(format, args...))) }

// crowd is the example community in one process on a store in memory.
type crowd struct {
	rand   *rand.Rand // of the step
	store  *memory.Store
	keys   *seal.Keyring
	random *rand.ChaCha8 // of the process
	began  time.Time
	engine *engine.Engine
	house  *house.House
	table  []string // paths of what people can command
	people map[string]bot.PersonID
	desk   *counter
	causes int
	before []bot.Input // what was handled, to be delivered again
	told   []string    // the same for people, and what was answered
	forms  []chat.Form
	faults faults
	roster string // what the Secretariat imports
	// ask has an input decided; by the engine directly when nil.
	ask func(bot.Input) (bot.Answer, error)
}

var (
	hall    = bot.Place{Platform: "room", Channel: "general"}
	aside   = bot.Place{Platform: "room", Channel: "elsewhere"}
	private = bot.Place{Platform: "room"}
)

// inTerm is an instant at which the example's people are in office: a Monday.
var inTerm = time.Date(2027, time.March, 1, 9, 0, 0, 0, time.UTC)

func newCrowd() *crowd {
	w := &crowd{
		store: memory.New(), random: rand.NewChaCha8([32]byte{1}), began: time.Now(), people: map[string]bot.PersonID{}, desk: &counter{},
		roster: roster.Example(),
	}
	w.keys, w.desk.crowd = seal.NewMemory(w.random), w
	return w
}

// oneHouse is the house for all checks: it holds no state.
var oneHouse = sync.OnceValues(func() (*house.House, error) {
	return house.New(house.FeaturesWith(house.Outside{Calendar: calendar.Outside{Write: feeds.Write}}))
})

// found makes the example community with one meeting to come.
func (w *crowd) found() {
	operator := bot.Actor{Self: bot.ByCommand}
	w.handle(operator, hall, bot.Do("community found", "name", "Example", "example", "yes"))
	w.handle(operator, hall, bot.Do("channel link"))
	preview := w.handle(operator, hall, bot.Do("roster import", "file", w.roster))
	if preview.Form == nil {
		w.failf("no preview of the import: %+v", preview)
	}
	if done := w.handle(operator, hall, bot.Do("roster import", "file", w.roster, "confirm", preview.Form.Call.Args["confirm"])); done.Refused {
		w.failf("no import: %s", written(done.Message))
	}
	w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			w.people[p.Aliases[0].Text] = p.ID
		}
	})
	w.forms, w.told = nil, nil
	w.must("chair", `/mag meeting schedule "Meeting XIV" 2027-03-01 13:00`)
}

func (w *crowd) now() time.Time { return inTerm.Add(time.Since(w.began)) }

func (w *crowd) start() {
	h, err := oneHouse()
	if err != nil {
		w.failf("%v", err)
	}
	w.house, w.table = h, nil
	for _, c := range h.Table().All() {
		if !c.Inner {
			w.table = append(w.table, c.Path)
		}
	}
	e, err := engine.New(engine.Config{
		Store: w.store, Keys: w.keys, House: h, Now: w.now, Random: w.random, Logger: slog.New(&w.faults),
	})
	if err != nil {
		w.failf("%v", err)
	}
	w.engine = e
	e.Attach(w.desk)
	if err := e.Start(context.Background()); err != nil {
		w.failf("%v", err)
	}
	w.settled()
}

// restart compares what everybody is answered before and after.
func (w *crowd) restart() {
	before := w.answers()
	w.engine.Stop()
	w.start()
	w.restful()
	after := w.answers()
	for _, q := range slices.Sorted(maps.Keys(before)) {
		if d := cmp.Diff(before[q], after[q]); d != "" {
			w.failf("%s is answered otherwise after a restart:\n%s", q, d)
		}
	}
}

// restful looks whether a meeting that is said to rest, now or in years, is left
// alone by time from then on.
func (w *crowd) restful() {
	for head, err := range w.store.Streams(context.Background(), "") {
		if err != nil {
			w.failf("%v", err)
		}
		over := func(prefix string) bool { return strings.HasPrefix(string(head.Stream), prefix) }
		if !over("meeting/") && !over("consensus/") && !over("ballot/") {
			continue
		}
		w.engine.Read(bot.StreamID(head.Stream), bot.Actor{}, hall, func(v bot.View) {
			now, rests := v.Now, false
			for _, days := range []int{0, 1, 15, 30, 400, 417, 800} {
				v.Now = now.AddDate(0, 0, days)
				was := rests
				rests = w.house.Rests(bot.View{Now: v.Now, Here: v.Here})
				if due := w.house.Due(v); (rests || was) && len(due) > 0 {
					w.failf("%s is said to rest, and after %d days %+v is due", head.Stream, days, due)
				}
				if was && !rests {
					w.failf("%s no longer rests after %d days", head.Stream, days)
				}
			}
		})
	}
}

// answers asks every question that needs no more said, as three people.
func (w *crowd) answers() map[string]chat.Message {
	answers := map[string]chat.Message{}
	for _, q := range []string{
		"minutes show", "queue show", "agenda list", "agenda show", "attendance", "status", "balance", "proposal show", "consensus show", "consensus list", "action show",
		"meeting list", "meeting show", "record head", "roster show", "settings", "me show", "me export",
		"ballot list",
	} {
		for _, alias := range []string{"chair", "sec", "cs4"} {
			answers[alias+" asks "+q] = w.handle(w.as(alias), hall, bot.Do(q)).Message
		}
	}
	return answers
}

// chained reads the whole record and checks its chain.
func (w *crowd) chained() {
	for head, err := range store.Verify(context.Background(), w.store) {
		if err != nil {
			w.failf("%s: %v", head.Stream, err)
		}
	}
}

// kinds adds every kind of fact that the record holds.
func (w *crowd) kinds(to map[string]bool) {
	for _, r := range w.decisions() {
		for _, m := range kindOf.FindAllSubmatch(r.Body, -1) {
			to[string(m[1])] = true
		}
	}
}

var kindOf = regexp.MustCompile(`"kind":"([a-z.-]+\.v[0-9]+)"`)

// decisions reads every record but the receipts.
func (w *crowd) decisions() []store.Record {
	var all []store.Record
	for head, err := range w.store.Streams(context.Background(), "") {
		if err != nil {
			w.failf("%v", err)
		}
		if !engine.Decided(head.Stream) {
			continue
		}
		for r, err := range w.store.Read(context.Background(), head.Stream, 0) {
			if err != nil {
				w.failf("%v", err)
			}
			all = append(all, r)
		}
	}
	return all
}

func (w *crowd) as(alias string) bot.Actor {
	return bot.Actor{Account: bot.Account{Platform: "room", User: string(w.people[alias])}}
}

func (w *crowd) must(alias, text string) {
	if a := w.handle(w.as(alias), hall, bot.Typed{Text: text}); a.Refused || a.Ignored {
		w.failf("%s: %s: %s", alias, text, written(a.Message))
	}
}

// handle gives one input, checks the answer, and waits until everything that
// follows from it has come to rest.
func (w *crowd) handle(by bot.Actor, place bot.Place, intent bot.Intent) bot.Answer {
	w.causes++
	in := bot.Input{Cause: bot.Cause(fmt.Sprint("input:", w.causes)), Actor: by, Place: place, Intent: intent}
	w.before = append(w.before, in)
	return w.give(in)
}

func (w *crowd) give(in bot.Input) bot.Answer {
	w.told = append(w.told, fmt.Sprintf("%s by %s%s: %+v", in.Cause, in.Actor.Account.User, in.Actor.Self, in.Intent))
	ask := w.ask
	if ask == nil {
		ask = func(in bot.Input) (bot.Answer, error) { return w.engine.Handle(context.Background(), in) }
	}
	answer, err := ask(in)
	if err != nil {
		w.failf("%+v by %+v: %v", in.Intent, in.Actor, err)
	}
	w.settled()
	w.told = append(w.told, "    "+firstRunes(written(answer.Message)))
	w.checkAnswer(in, answer)
	if answer.Form != nil {
		w.forms = append(w.forms, *answer.Form)
	}
	return answer
}

// settled waits for the clock and the deliveries, and looks at what they
// complained about. Time never brings more than a few records at once.
func (w *crowd) settled() {
	before := w.records()
	synctest.Wait()
	if more := w.records() - before; more > 200 {
		w.failf("%d records came of themselves", more)
	}
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	if len(w.faults.said) > 0 {
		w.failf("the engine complains: %s", strings.Join(w.faults.said, "\n"))
	}
}

func (w *crowd) records() (n uint64) {
	for head, err := range w.store.Streams(context.Background(), "") {
		if err != nil {
			w.failf("%v", err)
		}
		n += uint64(head.Version)
	}
	return n
}

// faults keeps what the engine warns of.
type faults struct {
	mu   sync.Mutex
	said []string
}

func (f *faults) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelWarn }
func (f *faults) WithAttrs([]slog.Attr) slog.Handler           { return f }
func (f *faults) WithGroup(string) slog.Handler                { return f }

func (f *faults) Handle(_ context.Context, r slog.Record) error {
	said := r.Message
	r.Attrs(func(a slog.Attr) bool { said += " " + a.String(); return true })
	f.add(said)
	return nil
}

func (f *faults) add(said string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.said = append(f.said, said)
}

// counter is the platform: it looks at every message that is posted.
type counter struct {
	crowd *crowd
	mu    sync.Mutex
	n     int
	seen  []chat.Button
}

func (*counter) Platform() string { return "room" }

func (c *counter) Deliver(_ context.Context, d bot.Delivery) (bot.Posted, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	if wrong := wrongWords(d.Message); wrong != "" {
		c.crowd.faults.add("shown: " + wrong + " in: " + written(d.Message))
	}
	c.seen = append(c.seen, d.Message.Buttons...)
	c.seen = c.seen[max(0, len(c.seen)-60):]
	return bot.Posted{Message: fmt.Sprint("m", c.n)}, nil
}

func firstRunes(text string) string {
	r := []rune(strings.ReplaceAll(text, "\n", " / "))
	return string(r[:min(len(r), 200)])
}
