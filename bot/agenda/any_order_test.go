package agenda_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/meeting/meetingtest"
)

// TestAnyOrderOfCommandsKeepsTheRules gives calls in any order and looks at
// what must hold after each, and at the end that the record folded again says
// the same.
func TestAnyOrderOfCommandsKeepsTheRules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := handed(t, "cs1", "gov2", "tech1")
		if rapid.Bool().Draw(t, "another meeting") {
			d.Must("chair", "meeting schedule", "title", "XV", "when", "2028-04-15 13:00 UTC")
		}
		var titles []string
		for range rapid.IntRange(1, 40).Draw(t, "calls") {
			d.Now = d.Now.Add(time.Minute)
			who := rapid.SampledFrom([]bot.PersonID{"chair", "sec", "cs1", "gov2", "tech1", "obs1"}).Draw(t, "who")
			call := anyCall(t)
			decision, err := d.Do(who, call[0], append(call[1:], "meeting", "1")...)
			if err != nil && len(decision.Events) > 0 {
				t.Fatalf("%v is refused and recorded", call)
			}
			titles = check(t, d, titles)
		}
		d.Clock()
		check(t, d, titles)
		for _, id := range []bot.StreamID{one, "meeting/2", bot.WorkStream} {
			again := bot.View{Here: d.Replay(id), Work: d.Replay(bot.WorkStream)}
			if diff := cmp.Diff(agenda.Of(d.View(id, "")), agenda.Of(again), cmp.AllowUnexported(agenda.State{})); diff != "" {
				t.Fatalf("%s folded again (-was +is)\n%s", id, diff)
			}
			if diff := cmp.Diff(agenda.BacklogOf(d.View(id, "")).All(), agenda.BacklogOf(again).All()); diff != "" {
				t.Fatalf("backlog folded again (-was +is)\n%s", diff)
			}
		}
	})
}

func anyCall(t *rapid.T) []string {
	n := func() string { return fmt.Sprint(rapid.IntRange(1, 5).Draw(t, "n")) }
	switch rapid.IntRange(0, 15).Draw(t, "call") {
	case 0:
		return []string{"agenda add", "title", "More"}
	case 1:
		return []string{"agenda change", "input", n(), "minutes", n()}
	case 2:
		return []string{"agenda withdraw", "input", n()}
	case 3, 4:
		return []string{"agenda support", "input", n()}
	case 5:
		return []string{"agenda unsupport", "input", n()}
	case 6, 7:
		return []string{"agenda accept", "inputs", n() + "," + n()}
	case 8:
		return []string{"agenda merge", "inputs", n() + "," + n(), "into", n()}
	case 9:
		return []string{"agenda merge", "inputs", n() + "," + n(), "title", "Joined"}
	case 10:
		return []string{"agenda defer", "input", n()}
	case 11:
		return []string{"agenda decline", "input", n(), "reason", "a reason"}
	case 12:
		return []string{"agenda decline", "input", n()}
	case 13:
		return []string{"agenda order", "order", n() + "," + n()}
	case 14:
		return []string{"agenda publish", "really", "yes"}
	}
	return []string{"agenda contest", "input", n(), "text", "no"}
}

// check looks at every rule of the package's doc that a state can show. It
// gives the titles of the items, which never change their number.
func check(t *rapid.T, d *meetingtest.Desk, before []string) []string {
	t.Helper()
	s := of(d)
	for i, in := range s.Inputs {
		if in.Number != i+1 {
			t.Fatalf("input %d stands at %d", in.Number, i+1)
		}
		topic, on := s.TopicOf(in.Number)
		if on != in.Fate.OnAgenda() {
			t.Fatalf("input %d is %q and stands in a topic: %v", in.Number, in.Fate, on)
		}
		if on && topic.Title.IsZero() != (accepted(s, topic) == 1) {
			t.Fatalf("topic %+v has %d accepted inputs", topic, accepted(s, topic))
		}
		seen := map[bot.PersonID]bool{}
		for _, b := range in.Support {
			if seen[b.Person] || in.IsAuthor(b.Person) {
				t.Fatalf("%s stands twice behind input %d", b.Person, in.Number)
			}
			seen[b.Person] = true
		}
	}
	var inTopics []int
	for _, topic := range s.Topics {
		if len(topic.Inputs) == 0 {
			t.Fatal("a topic without inputs")
		}
		inTopics = append(inTopics, topic.Inputs...)
		if item, ok := s.Item(topic.Item); topic.Item != 0 && (!ok || !slices.Equal(item.Inputs, topic.Inputs)) {
			t.Fatalf("topic %v is item %d of %v", topic.Inputs, topic.Item, item.Inputs)
		}
		if s.Published() && topic.Item == 0 {
			t.Fatalf("topic %v has no item on a published agenda", topic.Inputs)
		}
	}
	slices.Sort(inTopics)
	if len(slices.Compact(slices.Clone(inTopics))) != len(inTopics) {
		t.Fatalf("an input stands in two topics: %v", inTopics)
	}
	return sameItems(t, s, before)
}

func sameItems(t *rapid.T, s *agenda.State, before []string) []string {
	t.Helper()
	titles := make([]string, len(s.Items))
	current := 0
	for _, i := range s.Items {
		if i.Number < 1 || i.Number > len(s.Items) || titles[i.Number-1] != "" {
			t.Fatalf("item number %d of %d", i.Number, len(s.Items))
		}
		titles[i.Number-1] = i.Title.Text
		if i.State == agenda.ItemCurrent {
			current++
		}
	}
	if current > 1 || len(titles) < len(before) || !slices.Equal(titles[:len(before)], before) {
		t.Fatalf("%d are current; items were %v and are %v", current, before, titles)
	}
	return titles
}

// TestAnyOrderOfItemFactsKeepsOneCurrent folds facts that no rule has checked,
// as an archive may bring them.
func TestAnyOrderOfItemFactsKeepsOneCurrent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var events []bot.Event
		for range rapid.IntRange(0, 30).Draw(t, "facts") {
			n := rapid.IntRange(0, 5).Draw(t, "item")
			events = append(events, rapid.SampledFrom([]bot.Event{
				agenda.ItemAdded{Number: n},
				agenda.ItemTaken{Item: n},
				agenda.ItemClosed{Item: n},
				agenda.ItemSkipped{Item: n},
				agenda.ItemDropped{Item: n},
				agenda.ItemReopened{Item: n},
				agenda.ItemsOrdered{Items: []int{n, 2, n}},
			}).Draw(t, "fact"))
		}
		s := items(events...)
		current, running := 0, 0
		for _, i := range s.Items {
			if i.State == agenda.ItemCurrent {
				current++
			}
			for _, spell := range i.Spells {
				if spell.To.IsZero() {
					running++
				}
			}
		}
		if now, ok := s.Current(); current > 1 || running != current || ok != (current == 1) || ok && now.State != agenda.ItemCurrent {
			t.Fatalf("%d current, %d running", current, running)
		}
		if first := slices.IndexFunc(s.Items, func(i agenda.Item) bool { return i.Number == 1 }); first < 0 || len(s.Items) < 3 {
			t.Fatalf("an item is lost: %+v", s.Items)
		}
	})
}

func accepted(s *agenda.State, topic agenda.Topic) int {
	n := 0
	for _, number := range topic.Inputs {
		if in, _ := s.Input(number); in.Fate == agenda.Accepted {
			n++
		}
	}
	return n
}
