package reminder_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/meeting"
	"magbot/bot/reminder"
	"magbot/bot/roster"
	"magbot/bot/series"
	"magbot/store"
	"magbot/store/memory"
	"magbot/store/seal"
)

// A year of a busy community: three series in three zones, meetings that are
// moved and skipped, held and closed, actions, a forum that moves; the process
// stops for minutes and for days, and the clock of its machine is set forward
// and back. Every slot is decided once, in time or as missed, and nothing is
// posted twice.
func TestAYearOfABusyCommunity(t *testing.T) { aYear(t, 1, 365) }

// aYear tells it from a seed, for so many days.
func aYear(t *testing.T, seed byte, days int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &year{
			t: t, store: memory.New(), began: time.Now(), people: map[string]bot.PersonID{}, posted: map[string]int{},
			rand: rand.New(rand.NewChaCha8([32]byte{seed})), random: rand.NewChaCha8([32]byte{seed, 1}),
		}
		w.keys = seal.NewMemory(w.random)
		w.run()
		w.found()
		for range days {
			w.day()
		}
		w.rest()
		w.engine.Stop()
		w.look()
	})
}

type year struct {
	t      *testing.T
	rand   *rand.Rand
	random *rand.ChaCha8
	store  *memory.Store
	keys   *seal.Keyring
	engine *engine.Engine
	began  time.Time
	skew   atomic.Int64 // how wrong the machine's clock is
	people map[string]bot.PersonID
	causes int

	mu     sync.Mutex
	posted map[string]int // by the ID of the delivery
	faults []string
}

var hall = bot.Place{Platform: "room", Channel: "general"}

// The year begins on a Monday of 2027, and holds every change of the clocks.
func (w *year) now() time.Time {
	return time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC).Add(time.Since(w.began) + time.Duration(w.skew.Load()))
}

func (w *year) run() {
	h, err := house.New(house.Features())
	if err != nil {
		w.t.Fatal(err)
	}
	w.engine, err = engine.New(engine.Config{
		Store: w.store, Keys: w.keys, House: h, Now: w.now, Random: w.random, Sweep: 12 * time.Hour, Logger: slog.New(w),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.engine.Attach(w)
	if err := w.engine.Start(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	synctest.Wait()
}

// Platform, Deliver: a room that counts what is posted.
func (w *year) Platform() string { return "room" }

func (w *year) Deliver(_ context.Context, d bot.Delivery) (bot.Posted, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if d.Kind != bot.Live {
		w.posted[d.ID]++
	}
	return bot.Posted{Message: d.ID}, nil
}

// Enabled, Handle, WithAttrs, WithGroup: the engine has nothing to complain of.
func (*year) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelWarn }
func (w *year) WithAttrs([]slog.Attr) slog.Handler         { return w }
func (w *year) WithGroup(string) slog.Handler              { return w }

func (w *year) Handle(_ context.Context, r slog.Record) error {
	said := r.Message
	r.Attrs(func(a slog.Attr) bool { said += " " + a.String(); return true })
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, said)
	return nil
}

// give handles one input and waits until all is at rest.
func (w *year) give(by bot.Actor, intent bot.Intent) bot.Answer {
	w.t.Helper()
	w.causes++
	a, err := w.engine.Handle(context.Background(), bot.Input{Cause: bot.Cause(fmt.Sprint("in:", w.causes)), Actor: by, Place: hall, Intent: intent})
	if err != nil {
		w.t.Fatalf("%+v: %v", intent, err)
	}
	synctest.Wait()
	return a
}

// says types a line as somebody; refusals are part of life.
func (w *year) says(alias, line string) bot.Answer {
	w.t.Helper()
	return w.give(bot.Actor{Account: bot.Account{Platform: "room", User: string(w.people[alias])}}, bot.Typed{Text: line})
}

func (w *year) must(alias, line string) {
	w.t.Helper()
	if a := w.says(alias, line); a.Refused || a.Ignored {
		w.t.Fatalf("%s: %s: refused: %+v", alias, line, a.Message)
	}
}

// few are some of the example's people: the same rules with less to post.
func few() string {
	var list []string
	for line := range strings.Lines(roster.Example()) {
		for _, alias := range []string{"name,alias", ",chair,", ",sec,", ",gov1,", ",gov2,", ",cs1,"} {
			if strings.Contains(line, alias) {
				list = append(list, line)
				break
			}
		}
	}
	return strings.Join(list, "")
}

func (w *year) found() {
	operator := bot.Actor{Self: bot.ByCommand}
	w.give(operator, bot.Do("community found", "name", "Example", "example", "yes"))
	w.give(operator, bot.Do("channel link"))
	preview := w.give(operator, bot.Do("roster import", "file", few()))
	w.give(operator, bot.Do("roster import", "file", few(), "confirm", preview.Form.Call.Args["confirm"]))
	w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			w.people[p.Aliases[0].Text] = p.ID
		}
	})
	w.must("gov1", "/mag remind quiet 22:00-07:00")
	w.must("cs1", "/mag remind quiet 23:30-06:00")
	w.must("gov2", "/mag remind me off")
	w.must("sec", "/mag remind me off inputs")
	w.must("chair", `/mag series start "Virtual Meeting I" when: "2027-01-13 13:00" every: "2 weeks" slots: 8h zone: UTC`)
	w.must("chair", `/mag series start "Working Group Call 1" when: "2027-01-07 15:00" every: week zone: America/New_York length: 1h`)
	w.must("sec", `/mag series start "Night Call" when: "2027-01-17 02:30" every: month zone: Europe/Zurich length: 30m`)
	w.must("chair", "/mag series remind meeting 2d, 2h, 15m series: 2")
	for n := range 3 {
		w.must("chair", fmt.Sprintf("/mag series invite series: %d really: yes", n+1))
	}
	w.must("sec", `/mag cycle deadline "Workshop call closes" 200`)
	w.must("sec", `/mag cycle deadline "Reports" 30 after`)
	w.must("sec", "/mag cycle forum 2027-11-15")
}

// day is one day: somebody does something, a meeting is held, the machine has
// its troubles.
func (w *year) day() {
	end := w.began.Add(time.Since(w.began).Truncate(24*time.Hour) + 24*time.Hour)
	for range 2 {
		w.wait(time.Duration(w.rand.IntN(600)) * time.Minute)
		w.something()
	}
	w.trouble()
	w.wait(time.Until(end))
}

func (w *year) wait(d time.Duration) {
	if d > 0 {
		<-time.After(d)
	}
	synctest.Wait()
}

func (w *year) something() {
	who := []string{"gov1", "gov2", "cs1"}[w.rand.IntN(3)]
	switch w.rand.IntN(14) {
	case 0:
		if w.rand.IntN(4) > 0 {
			return
		}
		w.says("chair", fmt.Sprintf("/mag series skip %s \"a holiday\" series: 2 really: yes", w.comingOf(2)))
	case 1:
		w.says("chair", fmt.Sprintf("/mag series move %s when: +%dd reason: \"the room\" series: 1 really: yes", w.comingOf(1), 3+w.rand.IntN(20)))
	case 2:
		w.says("chair", fmt.Sprintf("/mag meeting change when: +%dh reason: late really: yes", 5+w.rand.IntN(200)))
	case 3:
		if w.rand.IntN(6) == 0 {
			w.says("chair", "/mag meeting cancel \"too few\" really: yes")
		}
	case 4, 5:
		w.says(who, "/mag regrets add")
	case 6, 7:
		w.says(who, "/mag agenda add Schools")
		w.says("chair", "/mag agenda accept 1")
		if w.rand.IntN(2) == 0 {
			w.says("chair", "/mag agenda publish really: yes")
		}
	case 8:
		w.says(who, fmt.Sprintf("/mag remind quiet %02d:00-%02d:30", w.rand.IntN(24), w.rand.IntN(24)))
	case 9:
		w.says("sec", fmt.Sprintf("/mag cycle forum 2027-%02d-15 the host really: yes", 10+w.rand.IntN(3)))
	case 10, 11, 12:
		w.hold(who)
	case 13:
		w.says(who, "/mag action done 1")
	}
}

// comingOf names a day of a series to come.
func (w *year) comingOf(id int) (day string) {
	w.engine.Read(bot.WorkStream, bot.Actor{}, hall, func(v bot.View) {
		s, _ := series.Of(v).Get(id)
		if days := s.Ahead(v, 6); len(days) > 0 {
			day = days[w.rand.IntN(len(days))].Date.String()
		}
	})
	return day
}

// hold opens the next meeting at its time, records an action, and closes it.
func (w *year) hold(who string) {
	var at time.Time
	w.engine.Read(bot.WorkStream, bot.Actor{}, hall, func(v bot.View) {
		if e, ok := meeting.DirectoryOf(v).Next(v.Now); ok {
			at = e.Start
		}
	})
	until := at.Sub(w.now()) + time.Duration(w.rand.IntN(10)-3)*time.Minute
	if at.IsZero() || until > 16*time.Hour {
		return
	}
	w.wait(until)
	w.says("chair", "/mag meeting open")
	w.wait(20 * time.Minute)
	w.says("chair", fmt.Sprintf("ACTION: %s to write by %s", who, w.now().AddDate(0, 0, w.rand.IntN(20)).Format(time.DateOnly)))
	w.says("chair", "/mag meeting close really: yes")
}

// trouble stops the process, or sets the clock of its machine.
func (w *year) trouble() {
	switch w.rand.IntN(40) {
	case 0:
		w.engine.Stop()
		w.run()
	case 1, 2:
		w.engine.Stop()
		w.wait(time.Duration(1+w.rand.IntN(40)) * time.Minute)
		w.run()
	case 3:
		w.engine.Stop()
		w.wait(time.Duration(1+w.rand.IntN(50)) * time.Hour)
		w.run()
	case 4, 5:
		w.skew.Add(int64(w.rand.IntN(90)) * int64(time.Minute))
	case 6, 7:
		w.skew.Add(-int64(w.rand.IntN(90)) * int64(time.Minute))
	}
}

func (w *year) rest() {
	w.wait(7 * 24 * time.Hour)
	if len(w.faults) > 0 {
		w.t.Fatalf("the engine complains: %s", strings.Join(w.faults[:min(5, len(w.faults))], "\n"))
	}
}

// decision is a record as it stands in the store.
type decision struct {
	At     time.Time `json:"at"`
	Events []struct {
		Kind string          `json:"kind"`
		Body json.RawMessage `json:"body"`
	} `json:"events"`
	Effects []struct {
		Show string `json:"show"`
	} `json:"effects"`
}

// look reads the whole record and judges it.
func (w *year) look() {
	w.chained()
	decided := map[string]bool{}
	count := map[string]int{}
	for _, stream := range w.streams() {
		for r, err := range w.store.Read(context.Background(), store.Stream(stream), 0) {
			if err != nil {
				w.t.Fatal(err)
			}
			var d decision
			if err := json.Unmarshal(r.Body, &d); err != nil {
				w.t.Fatal(err)
			}
			w.judge(stream, d, decided, count)
		}
	}
	for id, n := range w.posted {
		if n != 1 {
			w.t.Errorf("%s was posted %d times", id, n)
		}
	}
	for what, least := range map[string]int{"sent": 300, "late": 2, "missed": 10, "held": 50} {
		if count[what] < least {
			w.t.Errorf("the year was too calm: %d were %s", count[what], what)
		}
	}
	w.complete(decided)
	w.t.Logf("%v, %d messages", count, len(w.posted))
}

func (w *year) streams() []bot.StreamID {
	var all []bot.StreamID
	for head, err := range w.store.Streams(context.Background(), "") {
		if err != nil {
			w.t.Fatal(err)
		}
		if engine.Decided(head.Stream) {
			all = append(all, bot.StreamID(head.Stream))
		}
	}
	return all
}

func (w *year) chained() {
	for head, err := range store.Verify(context.Background(), w.store) {
		if err != nil {
			w.t.Errorf("%s: %v", head.Stream, err)
		}
	}
}

// judge looks at one record: each slot once, in time or missed, and what was
// missed is told.
func (w *year) judge(stream bot.StreamID, d decision, decided map[string]bool, count map[string]int) {
	missed := false
	for _, e := range d.Events {
		var f reminder.Sent
		if e.Kind != "reminder.sent.v1" && e.Kind != "reminder.missed.v1" {
			continue
		}
		if err := json.Unmarshal(e.Body, &f); err != nil {
			w.t.Fatal(err)
		}
		if decided[string(stream)+" "+f.Slot] {
			w.t.Errorf("%s: %s is decided twice", stream, f.Slot)
		}
		decided[string(stream)+" "+f.Slot] = true
		lag := d.At.Sub(f.Due)
		switch {
		case e.Kind == "reminder.missed.v1":
			missed = true
			count["missed"]++
			if lag <= reminder.Grace {
				w.t.Errorf("%s: %s is missed after %v", stream, f.Slot, lag)
			}
		case f.Moot && len(f.To) == 0:
			count["moot"]++
		case lag < 0 || lag > reminder.Grace || f.Late != (lag > time.Minute):
			w.t.Errorf("%s: %s is sent after %v, late %v", stream, f.Slot, lag, f.Late)
		default:
			count["sent"]++
		}
		if f.Late {
			count["late"]++
		}
		if len(f.Held) > 0 {
			count["held"]++
		}
	}
	told := false
	for _, e := range d.Effects {
		told = told || e.Show == "reminder.missed"
	}
	if told != missed {
		w.t.Errorf("%s: missed %v, told %v", stream, missed, told)
	}
}

// complete: every offset of every meeting that people were invited to, and that
// was still to come then, is decided one way or the other.
func (w *year) complete(decided map[string]bool) {
	w.run()
	defer w.engine.Stop()
	held := 0
	w.engine.Read(bot.WorkStream, bot.Actor{}, hall, func(v bot.View) {
		for _, e := range meeting.DirectoryOf(v).All() {
			m := meeting.In(v, e.ID)
			if m.InvitedAt.IsZero() || m.Phase == meeting.PhaseCancelled || m.Start.After(v.Now.AddDate(0, 0, -1)) {
				continue
			}
			held++
			s, _, ok := series.Of(v).ByMeeting(e.ID)
			if !ok {
				w.t.Errorf("meeting %s is of no series", e.ID)
				continue
			}
			w.meeting(m, s, decided)
		}
	})
	if held < 60 {
		w.t.Errorf("only %d meetings", held)
	}
}

func (w *year) meeting(m *meeting.State, s *series.Series, decided map[string]bool) {
	for _, before := range s.Reminders(series.TheMeeting) {
		due := before.Before(m.Start, s.Zone)
		since := m.InvitedAt
		for _, t := range []time.Time{m.MovedAt, s.Set[series.TheMeeting]} {
			if t.After(since) {
				since = t
			}
		}
		slot := fmt.Sprintf("meeting/%s meeting/%s/%d/%s", m.ID, m.ID, m.Revision, before)
		wanted := !due.Before(since) && (m.OpenedAt.IsZero() || m.OpenedAt.After(due.Add(reminder.Grace)))
		if wanted && !decided[slot] {
			w.t.Errorf("%s, due %v, of a meeting at %v is not decided", slot, due, civil.DateTimeOf(m.Start))
		}
	}
}
