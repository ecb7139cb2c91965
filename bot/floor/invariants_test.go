package floor_test

import (
	"fmt"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/floor"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// everybody is who acts in the properties.
func everybody() []bot.PersonID {
	var all []bot.PersonID
	for _, p := range members() {
		all = append(all, p.Person)
	}
	return all
}

// steps draws the commands of a meeting; following keeps to the suggestion
// whenever somebody is called.
func steps(t *rapid.T, r *room, following bool) {
	person := rapid.SampledFrom(everybody())
	turn := func() string {
		return strconv.Itoa(max(0, r.state().LastTurn()-rapid.IntRange(0, 1).Draw(t, "turns ago")))
	}
	try := func(who bot.PersonID, path string, args ...string) {
		if _, err := r.try(who, path, args...); err != nil {
			if _, ok := lang.AsError(err); !ok {
				t.Fatalf("%s by %s: %v", path, who, err)
			}
		}
	}
	actions := map[string]func(*rapid.T){
		"": func(t *rapid.T) { invariants(t, r) },
		"ask": func(t *rapid.T) {
			try(person.Draw(t, "who"), "queue add", "as", "", "note", rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "note"),
				"position", rapid.SampledFrom([]string{"", "", "front", "later"}).Draw(t, "position"))
		},
		"ask again":      func(t *rapid.T) { try(person.Draw(t, "who"), "queue add") },
		"point of order": func(t *rapid.T) { try(person.Draw(t, "who"), "queue point") },
		"enter": func(t *rapid.T) {
			try("sec1", "queue add", "person", string(person.Draw(t, "whom")), "as", string(rapid.SampledFrom([]bot.Group{"", cs}).Draw(t, "as")))
		},
		"withdraw": func(t *rapid.T) { try(person.Draw(t, "who"), "queue remove") },
		"not now":  func(t *rapid.T) { try(person.Draw(t, "who"), "queue later") },
		"call the suggestion": func(*rapid.T) {
			if next, _ := floor.Suggested(r.view("chair1")); next.Person != "" {
				try("chair1", "queue call", "person", string(next.Person), "after", strconv.Itoa(r.state().LastTurn()))
			}
		},
		"done":  func(t *rapid.T) { try(person.Draw(t, "who"), "queue done", "turn", turn()) },
		"yield": func(t *rapid.T) { try(r.speaker(), "queue yield", "person", string(person.Draw(t, "to"))) },
		"wait":  func(t *rapid.T) { r.wait(time.Duration(rapid.IntRange(1, 200).Draw(t, "seconds")) * time.Second) },
		"close": func(*rapid.T) { try("chair1", "queue close") },
		"open":  func(*rapid.T) { try("chair1", "queue open") },
		"timer": func(t *rapid.T) {
			try("chair1", "queue timer", "duration", rapid.SampledFrom([]string{"off", "1m"}).Draw(t, "limit"))
		},
		"clock":  func(*rapid.T) { tick(r) },
		"item":   func(t *rapid.T) { r.happens(agenda.ItemTaken{Item: rapid.IntRange(1, 2).Draw(t, "item")}) },
		"speaks": func(t *rapid.T) { try("sec1", "floor spoke", "person", string(person.Draw(t, "who")), "words", "20") },
	}
	if !following {
		actions["call"] = func(t *rapid.T) {
			try("chair1", "queue call", "person", string(person.Draw(t, "whom")), "after", turn())
		}
		actions["call next"] = func(*rapid.T) { try("chair1", "queue call", "next", "true") }
		actions["last word"] = func(t *rapid.T) { try("chair1", "queue last", "person", string(person.Draw(t, "whom"))) }
		actions["set"] = func(t *rapid.T) {
			try("chair1", "queue set", "persons", fmt.Sprintf("%s, %s", person.Draw(t, "first"), person.Draw(t, "second")))
		}
		actions["clear"] = func(*rapid.T) { try("chair1", "queue clear") }
	}
	t.Repeat(actions)
}

// tick lets the clock give what is due now.
func tick(r *room) {
	for _, d := range floor.Due(r.view("")) {
		if d.At.After(r.now) {
			continue
		}
		var args []string
		for k, v := range d.Call.Args {
			args = append(args, k, v)
		}
		r.do("", d.Call.Path, args...)
		for _, again := range floor.Due(r.view("")) {
			if again.Key == d.Key {
				r.t.Errorf("%s is due again although it was decided", d.Key)
			}
		}
	}
}

func invariants(t *rapid.T, r *room) {
	s := r.state()
	open := map[bot.PersonID]int{}
	for i, w := range s.Requests() {
		if w.Number != i+1 {
			t.Fatalf("request %d has number %d", i+1, w.Number)
		}
		if w.Open() {
			open[w.Person]++
		}
		if !w.Called.IsZero() && !w.Withdrawn.IsZero() {
			t.Fatalf("request %d was called and withdrawn", w.Number)
		}
	}
	for p, n := range open {
		if n > 1 {
			t.Fatalf("%s has %d open requests", p, n)
		}
	}
	if len(open) != s.Count() || len(s.Waiting()) != s.Count() {
		t.Fatalf("%d wait, %d are listed, %d counted", len(open), len(s.Waiting()), s.Count())
	}
	running := 0
	for i, turn := range s.Turns() {
		if turn.Number != i+1 {
			t.Fatalf("turn %d has number %d", i+1, turn.Number)
		}
		if turn.Ended.IsZero() {
			running++
		}
	}
	if _, on := s.Speaking(); running > 1 || on != (running == 1) {
		t.Fatalf("%d turns are running", running)
	}
	rank := map[floor.Way]int{floor.PointOfOrder: 0, floor.DirectReply: 1, floor.Ordinary: 2}
	for i, w := range s.Waiting()[:max(0, s.Count()-1)] {
		if next := s.Waiting()[i+1]; rank[w.Way] > rank[next.Way] {
			t.Fatalf("%s (%s) stands before %s (%s)", w.Person, w.Way, next.Person, next.Way)
		}
	}
}

// replayed folds the record anew.
func replayed(r *room) *bot.State {
	again := bot.NewState(r.here.Stream)
	for _, rec := range r.record {
		fold(again, rec.meta, rec.event)
	}
	again.Version = r.here.Version
	return again
}

func TestAnyOrderOfCommands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := openRoom(t)
		steps(t, r, false)
		v := r.view("chair1")
		again := v
		again.Here = replayed(r)
		if !reflect.DeepEqual(floor.Of(v), floor.Of(again)) {
			t.Fatalf("replay differs: %s", cmp.Diff(floor.Of(v).Requests(), floor.Of(again).Requests(), cmp.AllowUnexported(floor.Request{})))
		}
	})
}

func TestNobodyIsOvertakenMoreThanTwiceWhenSuggestionsAreFollowed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := openRoom(t)
		steps(t, r, true)
		for _, w := range r.state().Requests() {
			if w.Overtaken > 2 {
				t.Fatalf("%s was overtaken %d times", w.Person, w.Overtaken)
			}
		}
	})
}

// TestSuggestionsServeEverybody empties a queue by suggestions alone: everybody
// is called once, and the order differs from that of asking by two calls at most
// for each who asked before.
func TestSuggestionsServeEverybody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := openRoom(t)
		asked := rapid.SliceOfDistinct(rapid.SampledFrom(everybody()), func(p bot.PersonID) bot.PersonID { return p }).Draw(t, "asked")
		for _, p := range asked {
			r.do("sec1", "queue add", "person", string(p), "as", string(map[bot.PersonID]bot.Group{"two1": tech}[p]))
		}
		for range asked {
			next, _ := floor.Suggested(r.view("chair1"))
			r.do("chair1", "queue call", "person", string(next.Person), "after", strconv.Itoa(r.state().LastTurn()))
			r.wait(time.Duration(rapid.IntRange(5, 300).Draw(t, "seconds")) * time.Second)
		}
		place := map[bot.PersonID]int{}
		for i, p := range asked {
			place[p] = i
		}
		for _, w := range r.state().Requests() {
			before := 0
			for _, turn := range r.state().Turns()[:w.Turn-1] {
				if place[turn.Person] > place[w.Person] {
					before++
				}
			}
			if before > 2 {
				t.Fatalf("%d who asked later spoke before %s", before, w.Person)
			}
		}
		if r.waiting() != "" || len(r.state().Turns()) != len(asked) {
			t.Fatalf("still waiting: %s", r.waiting())
		}
	})
}

// TestTenThousandAskAndAreCalled goes the whole way: commands, decisions, fold.
func TestTenThousandAskAndAreCalled(t *testing.T) {
	const many = 10_000
	r := closedRoom(t)
	r.archive = true
	roster.Put(r.community, roster.NewArchive(nil, nil))
	for i := range many {
		r.do(bot.PersonID("p"+strconv.Itoa(i)), "queue add", "note", "note "+strconv.Itoa(i))
	}
	if r.state().Count() != many {
		t.Fatalf("%d wait", r.state().Count())
	}
	r.do("p0", "queue call", "person", "p"+strconv.Itoa(many-1))
	if w, _ := r.state().Request("p5000"); w.Overtaken != 1 {
		t.Errorf("request %+v", w)
	}
	for i := range many - 1 {
		r.do("p0", "queue call", "next", "true")
		if want := bot.PersonID("p" + strconv.Itoa(i)); r.speaker() != want {
			t.Fatalf("%s has the floor, not %s", r.speaker(), want)
		}
	}
	if r.state().Count() != 0 {
		t.Errorf("%d still wait", r.state().Count())
	}
}

// TestTenThousandRequests must take time that grows with the requests alone.
func TestTenThousandRequests(t *testing.T) {
	const many = 10_000
	s := bot.NewState(bot.MeetingStream("1"))
	version := uint64(0)
	happens := func(e bot.Event) {
		version++
		floor.Apply(s, bot.Meta{Stream: s.Stream, Version: version, At: start.Add(time.Duration(version) * time.Second)}, e)
	}
	id := func(i int) bot.PersonID { return bot.PersonID("p" + strconv.Itoa(i)) }
	for i := range many {
		happens(floor.Asked{Person: id(i), Group: gov})
		happens(floor.Renewed{Person: id(i), Group: gov, Note: bot.Write(id(i), "note")})
	}
	for i := 0; i < many; i += 2 {
		happens(floor.Withdrawn{Person: id(i)})
	}
	for i := 1; i < many; i += 2 {
		happens(floor.TurnBegan{Turn: i, Person: id(i), Group: gov})
	}
	got := floor.Of(bot.View{Here: s})
	if got.Count() != 0 || len(got.History()) != many || len(got.Turns()) != many/2 {
		t.Errorf("%d wait, %d asked, %d spoke", got.Count(), len(got.History()), len(got.Turns()))
	}
	waiting := make([]floor.Candidate, many)
	for i := range waiting {
		waiting[i] = floor.Candidate{Person: id(i), Group: gov, Member: true, Turns: i % 2}
	}
	if got := floor.Suggest(waiting, nil, floor.MAGDay); got.Person != "p0" {
		t.Errorf("suggests %s", got.Person)
	}
}
