package agenda_test

import (
	"fmt"
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/agenda"
)

func TestAThousandInputsAreShownAPageAtATime(t *testing.T) {
	t.Parallel()
	d := desk(t)
	for n := 1; n <= 1000; n++ {
		d.Must("cs1", "agenda add", "title", fmt.Sprintf("Topic %04d", n))
	}
	d.Refused("agenda.too-many-inputs", "cs1", "agenda add", "title", "One more")
	first := d.Must("gov1", "agenda list").Reply
	said := d.Reply(first)
	if !strings.Contains(said, "Topic 0040") || strings.Contains(said, "Topic 0041") {
		t.Errorf("the first page says %s", said)
	}
	more := first.Message.Buttons[len(first.Message.Buttons)-1]
	if more.Label != "Show more (960)" {
		t.Fatalf("the last button is %+v", more)
	}
	second, err := d.Press("gov1", bot.Call(more.Call))
	if err != nil {
		t.Fatal(err)
	}
	if said := d.Reply(second.Reply); !strings.Contains(said, "Topic 0041") || strings.Contains(said, "Topic 0040") {
		t.Errorf("the second page says %s", said)
	}
	if said := d.Reply(d.Must("gov1", "agenda list", "after", "1000").Reply); !strings.Contains(said, "Topic 1000") {
		t.Errorf("after the last: %s", said)
	}
	proposed := d.Must("chair", "agenda propose").Reply
	if said := d.Reply(proposed); !strings.Contains(said, "and 960 more") {
		t.Errorf("the proposed order says %s", said)
	}
	d.Must("chair", "agenda accept", "inputs", "1,2,3")
	if _, err := d.Press("chair", bot.Call(proposed.Message.Buttons[0].Call)); err != nil {
		t.Errorf("the proposed order cannot be used: %v", err)
	}
}

func TestALongAgendaShowsWhatIsAroundTheCurrentItem(t *testing.T) {
	t.Parallel()
	d := desk(t)
	for n := 1; n <= 100; n++ {
		d.Record(one, bot.Actor{}, agenda.ItemAdded{Number: n, Title: bot.Write("", fmt.Sprintf("Topic %03d", n))})
	}
	live := func() string { return d.Show(one, "", bot.Effect{Show: "agenda.items"}) }
	if said := live(); !strings.Contains(said, "Topic 040") || strings.Contains(said, "Topic 041") || !strings.Contains(said, "and 60 more") {
		t.Errorf("before the first item: %s", said)
	}
	d.Record(one, bot.Actor{}, agenda.ItemTaken{Item: 70})
	if said := live(); !strings.Contains(said, "49 items before these") || !strings.Contains(said, "Now: Item 70") || !strings.Contains(said, "and 11 more") {
		t.Errorf("at item 70: %s", said)
	}
	d.Record(one, bot.Actor{}, agenda.ItemTaken{Item: 100})
	if said := live(); !strings.Contains(said, "60 items before these") || !strings.Contains(said, "Now: Item 100") || strings.Contains(said, "more") {
		t.Errorf("at the last item: %s", said)
	}
}

func TestSupportEnteredForSomebodyIsShownAsThat(t *testing.T) {
	t.Parallel()
	d := handed(t, "cs1")
	d.Refused("agenda.only-yourself", "gov1", "agenda support", "input", "1", "person", "gov2")
	if said := d.Reply(d.Must("sec", "agenda support", "input", "1", "person", "gov2").Reply); !strings.Contains(said, "gov2 supports input 1") || !strings.Contains(said, "entered by you") {
		t.Errorf("the answer says %s", said)
	}
	d.Must("ps1", "agenda support", "input", "1")
	if said := d.Reply(d.Must("obs1", "agenda show", "input", "1").Reply); !strings.Contains(said, "Supported by gov2, entered by sec; ps1") {
		t.Errorf("the input says %s", said)
	}
	if said := d.Reply(d.Must("sec", "agenda unsupport", "input", "1", "person", "gov2").Reply); !strings.Contains(said, "The support of gov2 for input 1 is taken back") {
		t.Errorf("the answer says %s", said)
	}
}

func TestWhoLeadsDecidesWithAPressAndOthersSupport(t *testing.T) {
	t.Parallel()
	d := handed(t, "cs1", "cs2")
	paths := func(who bot.PersonID, path string, args ...string) string {
		var all []string
		for _, b := range d.Must(who, path, args...).Reply.Message.Buttons {
			all = append(all, b.Call.Path)
		}
		return strings.Join(all, ", ")
	}
	for _, c := range []struct {
		who        bot.PersonID
		list, show string
	}{
		{"chair", "agenda show, agenda show", "agenda support, agenda accept, agenda defer, agenda decline"},
		{"gov1", "agenda support, agenda support", "agenda support"},
		{"cs1", "agenda support", "agenda change, agenda withdraw"},
	} {
		if got := paths(c.who, "agenda list"); got != c.list {
			t.Errorf("%s is offered in the list: %s", c.who, got)
		}
		if got := paths(c.who, "agenda show", "input", "1"); got != c.show {
			t.Errorf("%s is offered with input 1: %s", c.who, got)
		}
	}
}
