package agenda_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

var noon = time.Date(2028, 3, 15, 12, 0, 0, 0, time.UTC)

// items is an agenda of three items after these facts, one a minute.
func items(events ...bot.Event) *agenda.State {
	s := bot.NewState(one)
	all := []bot.Event{agenda.ItemAdded{Number: 1}, agenda.ItemAdded{Number: 2}, agenda.ItemAdded{Number: 3}}
	for i, e := range append(all, events...) {
		agenda.Apply(s, bot.Meta{Stream: one, Version: uint64(i + 1), At: noon.Add(time.Duration(i-2) * time.Minute)}, e)
	}
	return agenda.Of(bot.View{Here: s})
}

func TestRulesOfItems(t *testing.T) {
	t.Parallel()
	type rule func(*agenda.State, int) (bool, error)
	taking, closing, skipping := (*agenda.State).Taking, (*agenda.State).Closing, (*agenda.State).Skipping
	dropping, reopening := (*agenda.State).Dropping, (*agenda.State).Reopening
	for name, c := range map[string]struct {
		before  []bot.Event
		rule    rule
		item    int
		already bool
		refusal string
	}{
		"a planned item is taken":                 {nil, taking, 1, false, ""},
		"a second next naming the same is done":   {[]bot.Event{agenda.ItemTaken{Item: 1}}, taking, 1, true, ""},
		"another is taken while one is current":   {[]bot.Event{agenda.ItemTaken{Item: 1}}, taking, 2, false, ""},
		"a skipped item can still be taken":       {[]bot.Event{agenda.ItemSkipped{Item: 1}}, taking, 1, false, ""},
		"a closed item is reopened, not taken":    {[]bot.Event{agenda.ItemTaken{Item: 1}, agenda.ItemClosed{Item: 1}}, taking, 1, false, "agenda.item-is-closed"},
		"a dropped item is not taken":             {[]bot.Event{agenda.ItemDropped{Item: 1}}, taking, 1, false, "agenda.item-is-dropped"},
		"an item that is not there":               {nil, taking, 7, false, "agenda.no-such-item"},
		"the current item is closed":              {[]bot.Event{agenda.ItemTaken{Item: 1}}, closing, 1, false, ""},
		"a planned item is not closed":            {nil, closing, 1, false, "agenda.item-not-taken"},
		"closing twice is done":                   {[]bot.Event{agenda.ItemTaken{Item: 1}, agenda.ItemClosed{Item: 1}}, closing, 1, true, ""},
		"taking the next closes the one before":   {[]bot.Event{agenda.ItemTaken{Item: 1}, agenda.ItemTaken{Item: 2}}, closing, 1, true, ""},
		"the current item is skipped":             {[]bot.Event{agenda.ItemTaken{Item: 1}}, skipping, 1, false, ""},
		"skipping twice is done":                  {[]bot.Event{agenda.ItemSkipped{Item: 1}}, skipping, 1, true, ""},
		"a closed item is not skipped":            {[]bot.Event{agenda.ItemTaken{Item: 1}, agenda.ItemClosed{Item: 1}}, skipping, 1, false, "agenda.item-is-closed"},
		"a dropped item is not skipped":           {[]bot.Event{agenda.ItemDropped{Item: 1}}, skipping, 1, false, "agenda.item-is-dropped"},
		"the current item is not dropped":         {[]bot.Event{agenda.ItemTaken{Item: 1}}, dropping, 1, false, "agenda.item-is-current"},
		"a closed item is not dropped":            {[]bot.Event{agenda.ItemTaken{Item: 1}, agenda.ItemClosed{Item: 1}}, dropping, 1, false, "agenda.item-is-closed"},
		"dropping twice is done":                  {[]bot.Event{agenda.ItemDropped{Item: 1}}, dropping, 1, true, ""},
		"a planned item is dropped":               {nil, dropping, 1, false, ""},
		"a closed item is reopened":               {[]bot.Event{agenda.ItemTaken{Item: 1}, agenda.ItemClosed{Item: 1}}, reopening, 1, false, ""},
		"a planned item is taken, not reopened":   {nil, reopening, 1, false, "agenda.item-not-taken"},
		"reopening the current item is done":      {[]bot.Event{agenda.ItemTaken{Item: 1}}, reopening, 1, true, ""},
		"none is reopened while one is current":   {[]bot.Event{agenda.ItemTaken{Item: 1}, agenda.ItemTaken{Item: 2}}, reopening, 1, false, "agenda.another-is-current"},
		"the close of the meeting closes an item": {[]bot.Event{agenda.ItemTaken{Item: 1}, meeting.Closed{}}, closing, 1, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			already, err := c.rule(items(c.before...), c.item)
			key := ""
			if refusal, ok := lang.AsError(err); ok {
				key = refusal.Key
			}
			if already != c.already || key != c.refusal || (err != nil) != (c.refusal != "") {
				t.Errorf("already %v, %v; want %v, %q", already, err, c.already, c.refusal)
			}
		})
	}
}

func TestAnAgendaWithoutItemsSaysHowToBegin(t *testing.T) {
	t.Parallel()
	_, err := agenda.Of(bot.View{Here: bot.NewState(one)}).Taking(1)
	if refusal, ok := lang.AsError(err); !ok || refusal.Key != "agenda.no-items" {
		t.Errorf("got %v", err)
	}
}

func TestTimeSpentOnAnItemIsTheSumOfItsSpells(t *testing.T) {
	t.Parallel()
	s := items( // one fact a minute, from noon+1
		agenda.ItemTaken{Item: 1}, agenda.ItemTimed{Item: 1, Minutes: 3}, agenda.ItemClosed{Item: 1},
		agenda.ItemTaken{Item: 2}, agenda.ItemSkipped{Item: 2}, agenda.ItemReopened{Item: 1, Reason: bot.Words{Text: "a new fact"}},
	)
	item, _ := s.Current()
	now := noon.Add(10 * time.Minute)
	if item.Number != 1 || item.Spent(now) != 2*time.Minute+4*time.Minute || item.Minutes != 3 || item.Reason.Text != "a new fact" {
		t.Errorf("item %+v spent %v", item, item.Spent(now))
	}
	clock := item.Clock()
	if clock.Spent != 2*time.Minute || !clock.Since.Equal(noon.Add(6*time.Minute)) || clock.Allowed != 3*time.Minute || clock.Paused {
		t.Errorf("clock %+v", clock)
	}
}

func TestPartsStandAfterTheirItem(t *testing.T) {
	t.Parallel()
	s := items(agenda.ItemAdded{Number: 4, Parent: 1}, agenda.ItemAdded{Number: 5, Parent: 1}, agenda.ItemAdded{Number: 6})
	var got []int
	for _, i := range s.Items {
		got = append(got, i.Number)
	}
	if diff := cmp.Diff([]int{1, 4, 5, 2, 3, 6}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if s.NextItemNumber() != 7 {
		t.Errorf("next number %d", s.NextItemNumber())
	}
	if at, total := s.Place(2); at != 2 || total != 4 {
		t.Errorf("item 2 stands %d of %d", at, total)
	}
}

func TestNextIsThePlannedOneAndThenWhatWasSkipped(t *testing.T) {
	t.Parallel()
	s := items(agenda.ItemSkipped{Item: 1}, agenda.ItemTaken{Item: 2})
	if next, _ := s.Next(); next.Number != 3 {
		t.Errorf("next is %d", next.Number)
	}
	s = items(agenda.ItemSkipped{Item: 1}, agenda.ItemTaken{Item: 2}, agenda.ItemTaken{Item: 3})
	if next, ok := s.Next(); next.Number != 1 || !ok {
		t.Errorf("next is %d", next.Number)
	}
	s = items(agenda.ItemDropped{Item: 1}, agenda.ItemTaken{Item: 2}, agenda.ItemTaken{Item: 3})
	if next, ok := s.Next(); ok {
		t.Errorf("next is %d", next.Number)
	}
}

func TestAPaperGivenBeforeItsItemStandsWithIt(t *testing.T) {
	t.Parallel()
	s := items(meeting.PaperAdded{Link: "https://docs.example/4", Item: 4}, agenda.ItemAdded{Number: 4})
	if i, _ := s.Item(4); len(i.Papers) != 1 {
		t.Errorf("papers: %v", i.Papers)
	}
}

func TestEveryFactCanBeReadBack(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range agenda.Events() {
		if seen[e.Kind] {
			t.Errorf("%s is declared twice", e.Kind)
		}
		seen[e.Kind] = true
		if _, err := e.Decode([]byte(`{}`), func(*bot.Words) error { return nil }); err != nil {
			t.Errorf("%s: %v", e.Kind, err)
		}
	}
}
