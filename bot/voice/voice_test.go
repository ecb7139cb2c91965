package voice_test

import (
	"crypto/rand"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/meeting"
	"magbot/bot/roster"
	"magbot/bot/voice"
	"magbot/store/memory"
	"magbot/store/seal"
)

var (
	hall  = bot.Place{Platform: "far", Workspace: "w", Channel: "hall"}
	annex = bot.Place{Platform: "far", Workspace: "w", Channel: "annex"}
	aside = bot.Place{Platform: "far", Workspace: "w", Channel: "aside"}
)

// town is the example community with a meeting that is open in two channels.
type town struct {
	t      *testing.T
	engine *engine.Engine
	ids    map[string]bot.PersonID
	causes int
}

func inTown(t *testing.T, do func(w *town)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		<-time.After(time.Until(time.Date(2027, 3, 1, 13, 0, 0, 0, time.UTC)))
		h, err := house.New(house.Features())
		if err != nil {
			t.Fatal(err)
		}
		w := &town{t: t, ids: map[string]bot.PersonID{}}
		if w.engine, err = engine.New(engine.Config{Store: memory.New(), Keys: seal.NewMemory(rand.Reader), House: h}); err != nil {
			t.Fatal(err)
		}
		if err := w.engine.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer w.engine.Stop()
		w.begin()
		do(w)
	})
}

func (w *town) begin() {
	operator := bot.Actor{Self: bot.ByCommand}
	w.handle(operator, hall, bot.Do("community found", "name", "Example", "example", "yes"))
	w.handle(operator, hall, bot.Do("channel link"))
	w.handle(operator, annex, bot.Do("channel link"))
	preview := w.handle(operator, hall, bot.Do("roster import", "file", roster.Example()))
	w.handle(operator, hall, bot.Do("roster import", "file", roster.Example(), "confirm", preview.Form.Call.Args["confirm"]))
	w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			w.ids[p.Aliases[0].Text] = p.ID
		}
	})
	w.handle(w.as("chair"), hall, bot.Typed{Text: `/mag meeting schedule "Meeting I" when: +1h`})
	w.handle(w.as("chair"), hall, bot.Typed{Text: `/mag meeting open`})
}

func (w *town) as(alias string) bot.Actor {
	return bot.Actor{Account: bot.Account{Platform: "room", User: string(w.ids[alias])}}
}

func (w *town) handle(who bot.Actor, where bot.Place, intent bot.Intent) bot.Answer {
	w.t.Helper()
	w.causes++
	a, err := w.engine.Handle(w.t.Context(), bot.Input{Cause: bot.Cause(strconv.Itoa(w.causes)), Actor: who, Place: where, Intent: intent})
	if err != nil || a.Refused {
		w.t.Fatalf("%v: %v %+v", intent, err, a.Message)
	}
	return a
}

// sees tells what a platform sees of a channel, and whether it was news.
func (w *town) sees(where bot.Place, heard, muted string) (news bool) {
	w.t.Helper()
	w.causes++
	a, err := w.engine.Handle(w.t.Context(), bot.Input{
		Cause: bot.Cause(strconv.Itoa(w.causes)), Actor: bot.Actor{Self: bot.ByRecord}, Place: where,
		Intent: bot.Do("voice seen", "heard", heard, "muted", muted),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return a.Record != (bot.Ref{})
}

func (w *town) channels(look func(c *voice.Channels, now time.Time)) {
	w.engine.Read(bot.MeetingStream("1"), bot.Actor{}, hall, func(v bot.View) { look(voice.Of(v), v.Now) })
}

func (w *town) groups() map[bot.Group]time.Duration {
	times := map[bot.Group]time.Duration{}
	w.channels(func(c *voice.Channels, now time.Time) {
		for _, r := range c.ByGroup(time.Time{}, now) {
			times[r.Group] += r.Time
		}
	})
	return times
}

// What is told again is no news; a stretch lasts while somebody can be heard, and
// ends with the mute, with leaving, and with the meeting.
func TestFloorTimeCountsWhoCanBeHeard(t *testing.T) {
	inTown(t, func(w *town) {
		gov, cs := string(w.ids["gov1"]), string(w.ids["cs1"])
		if !w.sees(hall, gov, cs) || w.sees(hall, gov, cs) {
			t.Error("only what changed is a fact")
		}
		<-time.After(10 * time.Second)
		w.sees(hall, gov+" "+cs, "")
		<-time.After(20 * time.Second)
		w.sees(hall, cs, gov)
		<-time.After(5 * time.Second)
		w.sees(hall, "", "")
		<-time.After(time.Minute)
		want := map[bot.Group]time.Duration{"Government": 30 * time.Second, "Civil Society": 25 * time.Second}
		if d := cmp.Diff(want, w.groups()); d != "" {
			t.Error(d)
		}
		w.sees(hall, gov, "")
		<-time.After(7 * time.Second)
		w.handle(w.as("chair"), hall, bot.Typed{Text: "/mag meeting close"})
		<-time.After(time.Hour)
		want["Government"] += 7 * time.Second
		if d := cmp.Diff(want, w.groups()); d != "" {
			t.Error(d)
		}
		if w.sees(hall, cs, "") {
			t.Error("after the close nothing is a fact")
		}
	})
}

// Who moves to another channel is where they were told of last, in whatever order
// the two channels are told.
func TestMovingFromChannelToChannel(t *testing.T) {
	for name, order := range map[string][]bot.Place{"the new one first": {annex, hall}, "the old one first": {hall, annex}} {
		t.Run(name, func(t *testing.T) {
			inTown(t, func(w *town) {
				cs := string(w.ids["cs1"])
				w.sees(hall, cs, "")
				<-time.After(10 * time.Second)
				for _, place := range order {
					there := ""
					if place == annex {
						there = cs
					}
					w.sees(place, there, "")
				}
				<-time.After(10 * time.Second)
				w.channels(func(c *voice.Channels, _ time.Time) {
					if c.State(bot.PersonID(cs)) != voice.Heard {
						t.Errorf("the person is %s", c.State(bot.PersonID(cs)))
					}
				})
				if got := w.groups()["Civil Society"]; got != 20*time.Second {
					t.Errorf("the floor time is %s", got)
				}
			})
		})
	}
}

// Nothing is kept of strangers, of channels without the meeting, or by people who
// type the command themselves; the Chair's time is left out of what is shown.
func TestWhatIsNotCounted(t *testing.T) {
	inTown(t, func(w *town) {
		if w.sees(hall, "nobody p999", "") || w.sees(aside, string(w.ids["cs1"]), "") {
			t.Error("what does not belong to the meeting was recorded")
		}
		a, err := w.engine.Handle(t.Context(), bot.Input{Cause: "typed", Actor: w.as("chair"), Place: hall, Intent: bot.Do("voice seen", "heard", string(w.ids["cs1"]))})
		if err != nil || !a.Refused {
			t.Errorf("somebody said themselves who can be heard: %+v %v", a, err)
		}
		w.sees(hall, string(w.ids["chair"]), "")
		<-time.After(time.Minute)
		if got := w.groups(); len(got) > 0 {
			t.Errorf("the Chair is counted: %v", got)
		}
	})
}

// The balance shows floor time beneath the turns, apart from them and by its name.
func TestTheBalanceShowsFloorTimeApart(t *testing.T) {
	inTown(t, func(w *town) {
		before := w.handle(w.as("chair"), hall, bot.Typed{Text: "/mag balance"}).Message
		w.sees(hall, string(w.ids["cs1"])+" "+string(w.ids["cs2"]), string(w.ids["gov1"]))
		<-time.After(30 * time.Second)
		after := w.handle(w.as("chair"), hall, bot.Typed{Text: "/mag balance"}).Message
		if len(after.Blocks) != len(before.Blocks)+3 || cmp.Diff(before.Blocks, after.Blocks[:len(before.Blocks)]) != "" {
			t.Errorf("the turns are shown otherwise:\n%+v\n%+v", before.Blocks, after.Blocks)
		}
		table := after.Blocks[len(after.Blocks)-2].(chat.Table)
		want := [][]chat.Text{{chat.Line("Civil Society"), chat.Line("1:00"), chat.Line("2")}}
		if d := cmp.Diff(want, table.Rows); d != "" {
			t.Error(d)
		}
		export := w.handle(w.as("cs1"), bot.Place{Platform: "room"}, bot.Typed{Text: "/mag me export", Addressed: true})
		if d := cmp.Diff(1, w.exported("cs1")); d != "" || export.Refused {
			t.Errorf("the export: %s", d)
		}
	})
}

func (w *town) exported(alias string) (n int) {
	w.engine.Read(bot.MeetingStream("1"), bot.Actor{}, hall, func(v bot.View) { n = len(voice.Export(v, w.ids[alias])) })
	return n
}

// However channels are told of, nobody has more floor time than has passed, nor
// two stretches at once.
func TestAnyTalesOfChannels(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		type tale struct {
			place, heard, muted, after int
		}
		tales := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tale {
			return tale{rapid.IntRange(0, 2).Draw(t, "place"), rapid.IntRange(0, 7).Draw(t, "heard"), rapid.IntRange(0, 7).Draw(t, "muted"), rapid.IntRange(0, 9).Draw(t, "after")}
		}), 1, 20).Draw(rt, "tales")
		s, at := bot.NewState(bot.MeetingStream("1")), time.Date(2027, 3, 1, 13, 0, 0, 0, time.UTC)
		began := at
		for n, one := range tales {
			at = at.Add(time.Duration(one.after) * time.Second)
			for p := range 3 {
				state := voice.Away
				if one.muted>>p&1 == 1 {
					state = voice.Muted
				}
				if one.heard>>p&1 == 1 {
					state = voice.Heard
				}
				e := voice.Seen{Person: bot.PersonID(strconv.Itoa(p)), State: state, Place: []bot.Place{hall, annex, aside}[one.place]}
				voice.Apply(s, bot.Meta{At: at, Version: uint64(n + 1)}, e)
			}
		}
		voice.Apply(s, bot.Meta{At: at}, meeting.Closed{})
		last := map[bot.PersonID]time.Time{}
		var total time.Duration
		c := voice.Of(bot.View{Here: s})
		for _, spell := range c.Spells() {
			if spell.To.IsZero() || spell.From.Before(last[spell.Person]) || spell.To.Before(spell.From) {
				rt.Fatalf("a stretch from %s to %s after %s", spell.From, spell.To, last[spell.Person])
			}
			last[spell.Person] = spell.To
			total += spell.To.Sub(spell.From)
		}
		for _, r := range c.ByGroup(began, at) {
			if r.Time != total || r.Time > time.Duration(3)*at.Sub(began) {
				rt.Fatalf("%s of %s", r.Time, total)
			}
		}
	})
}
