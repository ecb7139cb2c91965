package minutes_test

import (
	"strings"
	"testing"
	"time"

	"magbot/bot/floor"
	"magbot/bot/minutes"
)

func TestTheMinutesTellWhatBecameOfEveryRequest(t *testing.T) {
	d := opened(t)
	d.Must("gov1", "queue point", "note", "the agenda")
	d.Must("cs1", "queue direct")
	d.Must("cs2", "queue add")
	d.Must("tech1", "queue add")
	d.Must("obs1", "queue add")
	d.Must("chair", "queue call", "next", "yes")
	d.Must("chair", "queue remove", "person", "tech1")
	d.Must("cs2", "queue remove")
	d.Must("chair", "queue clear")
	d.Now = d.Now.Add(time.Minute)

	doc := minutes.Document(d.View(here, "cs1"))
	asks := map[string]minutes.Ask{}
	for _, a := range doc.Queue {
		asks[a.Who] = a
	}
	for who, rule := range map[string]struct {
		says string
		ok   func(a minutes.Ask) bool
	}{
		"gov1": {"a point of order was called", func(a minutes.Ask) bool {
			return a.Way == floor.PointOfOrder && !a.Called.IsZero() && !a.Taken && !a.Off
		}},
		"cs1":   {"a direct reply was taken off when the queue was cleared", func(a minutes.Ask) bool { return a.Way == floor.DirectReply && a.Off && !a.Taken }},
		"cs2":   {"who took it back did so", func(a minutes.Ask) bool { return a.Taken && a.TakeBy == "" && !a.Off }},
		"tech1": {"that the Chair entered it is said", func(a minutes.Ask) bool { return a.Taken && a.TakeBy == "chair" && !a.Off }},
		"obs1":  {"who waited when it was cleared took nothing back", func(a minutes.Ask) bool { return a.Off && !a.Taken }},
	} {
		if a, found := asks[who]; !found || !rule.ok(a) {
			t.Errorf("%s (%s): %+v", rule.says, who, a)
		}
	}
	text := minutes.Markdown(d.View(here, "cs1"), doc)
	for _, want := range []string{
		"point of order the agenda", "direct reply", "not called: the queue was cleared", "taken back (entered by chair)",
		"The queue was cleared; 2 people were waiting · chair", ", point of order",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the minutes lack %q:\n%s", want, text)
		}
	}
	t.Run("a queue that nobody waited in is no line", func(t *testing.T) {
		d := opened(t)
		d.Must("chair", "queue clear")
		if text := minutes.Markdown(d.View(here, "cs1"), minutes.Document(d.View(here, "cs1"))); strings.Contains(text, "cleared") {
			t.Error(text)
		}
	})
}

func TestTheMinutesShowANoteAsTheQueueDoes(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Must("cs1", "queue add", "note", "say remote voices wait longest")
	d.Must("chair", "queue call", "next", "true")
	v := d.View(here, "cs1")
	text := minutes.Markdown(v, minutes.Document(v))
	if strings.Contains(text, "say remote") || strings.Count(text, "remote voices wait longest") != 2 {
		t.Errorf("the turn and the queue say it otherwise: %s", text)
	}
}

func TestAnOfficeSaysEnoughWhereThereIsNoGroup(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Must("sec", "present add")
	v := d.View(here, "cs1")
	if text := minutes.Markdown(v, minutes.Document(v)); !strings.Contains(text, "(Secretariat)") || strings.Contains(text, "group unknown; Secretariat") {
		t.Error(text)
	}
}
