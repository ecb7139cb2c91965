package action_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/agenda/roomtest"
	"magbot/bot/command"
	"magbot/bot/meeting"
)

// recordedAs gives the last action of the meeting and of the community.
func (r *room) recordedAs() (action.Item, action.Action) {
	items := action.Of(r.Here()).Items
	kept := action.WorkOf(r.Here()).Actions
	return items[len(items)-1], kept[len(kept)-1]
}

func TestRecording(t *testing.T) {
	t.Run("the words are kept as typed, the owner is told, the community keeps it", func(t *testing.T) {
		r := openRoom(t)
		r.Happens(here, agenda.ItemTaken{Item: 2})
		r.Does("chair1", "action add", "text", "PS-1 to write the note by 2027-04-01", "owners", "PS-1", "due", "2027-04-01")
		item, kept := r.recordedAs()
		if item.Text.Text != "PS-1 to write the note by 2027-04-01" || item.Due != "2027-04-01" || item.Item != 2 || item.By != "chair1" ||
			!slices.Equal(item.Owners, []bot.PersonID{"ps1"}) || !item.Named.IsZero() {
			t.Errorf("recorded %+v", item)
		}
		if kept.Number != 1 || kept.From != item.Ref || kept.Meeting() != "14" || kept.Text.Text != item.Text.Text || kept.State != action.ToDo {
			t.Errorf("kept %+v", kept)
		}
		last := r.Logs[bot.WorkStream][len(r.Logs[bot.WorkStream])-1]
		if _, ok := last.Events[0].(action.Taken); !ok {
			t.Errorf("the work stream holds %+v", last.Events)
		}
	})
	t.Run("several owners, names that nobody has are kept as typed", func(t *testing.T) {
		r := openRoom(t)
		said := r.Does("chair1", "action add", "text", "x", "owners", "PS-1 and GOV-2, The Host")
		item, _ := r.recordedAs()
		if !slices.Equal(item.Owners, []bot.PersonID{"ps1", "gov2"}) || item.Named.Text != "The Host" {
			t.Errorf("%+v", item)
		}
		if !strings.Contains(said, "nobody called “The Host”") {
			t.Errorf("said %q", said)
		}
	})
	t.Run("me is who says it", func(t *testing.T) {
		r := openRoom(t)
		r.Does("cs1", "action add", "text", "me to call them", "owners", "me")
		if item, _ := r.recordedAs(); !slices.Equal(item.Owners, []bot.PersonID{"cs1"}) {
			t.Errorf("%+v", item)
		}
	})
	t.Run("part of a name is nobody's name", func(t *testing.T) {
		r := openRoom(t)
		r.Does("cs1", "action add", "text", "Cha to call them", "owners", "Cha")
		if item, _ := r.recordedAs(); len(item.Owners) != 0 || item.Named.Text != "Cha" {
			t.Errorf("%+v", item)
		}
	})
	t.Run("a long beginning that fits one person alone is theirs", func(t *testing.T) {
		r := openRoom(t)
		r.Does("cs1", "action add", "text", "chai to call them", "owners", "chai")
		if item, _ := r.recordedAs(); !slices.Equal(item.Owners, []bot.PersonID{"chair1"}) || !item.Named.IsZero() {
			t.Errorf("%+v", item)
		}
	})
	t.Run("a day that is over is no day to do it by", func(t *testing.T) {
		r := openRoom(t)
		if key, sentence := r.Refused("cs1", "action add", "text", "me to call by 2027-03-14", "owners", "me", "due", "2027-03-14"); key != "action.due-over" || !strings.Contains(sentence, "2027-03-14") {
			t.Errorf("%s: %s", key, sentence)
		}
		r.Does("cs1", "action add", "text", "me to call by 2027-03-15", "owners", "me", "due", "2027-03-15") // today
		if item, _ := r.recordedAs(); item.Due != "2027-03-15" {
			t.Errorf("%+v", item)
		}
	})
	t.Run("a name that several have is asked for", func(t *testing.T) {
		r := openRoom(t)
		if key, sentence := r.Refused("cs1", "action add", "text", "GOV to call them", "owners", "GOV"); key != "action.several" || !strings.Contains(sentence, "GOV-2") {
			t.Errorf("%s: %s", key, sentence)
		}
	})
	t.Run("without a date none is set, and it says so", func(t *testing.T) {
		r := openRoom(t)
		said := r.Does("cs1", "action add", "text", "CS-2 to write", "owners", "CS-2")
		if item, _ := r.recordedAs(); item.Due != "" || !strings.Contains(said, "no date set") {
			t.Errorf("%+v, said %q", item, said)
		}
	})
	t.Run("typed words that are no date stay words; a date given as such must be one", func(t *testing.T) {
		r := openRoom(t)
		said := r.Does("cs1", "action add", "text", "CS-2 to write by the next meeting", "owners", "CS-2", "due", "the next meeting")
		if item, _ := r.recordedAs(); item.Due != "" || !strings.Contains(said, "not a date") {
			t.Errorf("%+v, said %q", item, said)
		}
		if key, _ := r.Refused("cs1", "action add", "text", "CS-2 to write", "due", "2027-02-30"); key != "civil.no-such-date" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("nothing is taken off the record or in a meeting that is not open", func(t *testing.T) {
		r := openRoom(t)
		r.Happens(here, meeting.OffRecord{})
		if key, _ := r.Refused("cs1", "action add", "text", "x"); key != "action.off-record" {
			t.Errorf("refused with %s", key)
		}
		if key, _ := newRoom(t).Refused("cs1", "action add", "text", "x"); key != "action.not-open" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("asked for twice by one record it is kept once", func(t *testing.T) {
		r := openRoom(t)
		r.Does("cs1", "action add", "text", "x")
		item, _ := r.recordedAs()
		args := []string{"of", "14", "record", strconv.FormatUint(item.Ref.Version, 10)}
		if _, err := r.Call(bot.WorkStream, bot.Actor{Self: bot.ByRecord}, "action taken", args...); err != nil {
			t.Fatal(err)
		}
		if n := len(action.WorkOf(r.Here()).Actions); n != 1 {
			t.Errorf("kept %d times", n)
		}
	})
	t.Run("a record that is not there leads to nothing", func(t *testing.T) {
		r := openRoom(t)
		if _, err := r.Call(bot.WorkStream, bot.Actor{Self: bot.ByRecord}, "action taken", "of", "14", "record", "3"); err != nil {
			t.Fatal(err)
		}
		if n := len(action.WorkOf(r.Here()).Actions); n != 0 {
			t.Errorf("%d actions", n)
		}
	})
	t.Run("people cannot give the commands of records", func(t *testing.T) {
		r := openRoom(t)
		if _, err := r.Call(bot.WorkStream, bot.Actor{Person: "chair1"}, "action taken", "of", "14", "record", "3"); err == nil {
			t.Error("the Chair may")
		}
	})
	t.Run("in a log every nick is a person and no date is refused", func(t *testing.T) {
		r := openRoom(t)
		r.Archive = true
		r.Does("gov1", "action add", "text", "ps1 to do it by whenever", "owners", "ps1", "due", "whenever")
		if item, _ := r.recordedAs(); !slices.Equal(item.Owners, []bot.PersonID{"ps1"}) || item.Due != "" {
			t.Errorf("%+v", item)
		}
	})
}

func TestUntilItIsDone(t *testing.T) {
	started := func(t *testing.T) *room {
		r := openRoom(t)
		r.Does("chair1", "action add", "text", "CS-1 to write", "owners", "CS-1", "due", "2027-03-20")
		return r
	}
	for who, may := range map[bot.PersonID]bool{"cs1": true, "chair1": true, "sec1": true, "gov1": false, "obs1": false} {
		t.Run("done is said by an owner, the Chair or the Secretariat: "+string(who), func(t *testing.T) {
			r := started(t)
			if !may {
				if key, _ := r.Refused(who, "action done", "action", "1"); key != "action.not-yours" {
					t.Errorf("refused with %s", key)
				}
				return
			}
			r.Does(who, "action done", "action", "1", "note", "sent")
			if _, a := r.recordedAs(); a.State != action.Finished || a.EndedBy != who || a.Note.Text != "sent" || len(action.Open(r.Here())) != 0 {
				t.Errorf("%+v", a)
			}
			r.Does(who, "action done", "action", "1")
		})
	}
	t.Run("a date moves with a reason, and the owners are told", func(t *testing.T) {
		r := started(t)
		if key, _ := r.Refused("cs1", "action change", "action", "1", "due", "2027-04-20"); key != "action.change-reason" {
			t.Errorf("refused with %s", key)
		}
		r.Does("chair1", "action change", "action", "1", "due", "2027-04-20", "owners", "CS-2", "reason", "she is away")
		_, a := r.recordedAs()
		if a.Due != "2027-04-20" || !slices.Equal(a.Owners, []bot.PersonID{"cs2"}) || a.Changes[0].Reason.Text != "she is away" {
			t.Errorf("%+v", a)
		}
		told := map[bot.PersonID]string{}
		for _, e := range r.Last.Effects {
			told[e.To.Person] = e.Show
		}
		if told["cs1"] != action.ShowChanged || told["cs2"] != action.ShowYours {
			t.Errorf("told %v", told)
		}
		if key, _ := r.Refused("chair1", "action change", "action", "1", "due", "2027-04-20"); key != "action.nothing-to-change" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("a first date needs no reason", func(t *testing.T) {
		r := openRoom(t)
		r.Does("cs1", "action add", "text", "x", "owners", "me")
		r.Does("cs1", "action change", "action", "1", "due", "Friday")
		if _, a := r.recordedAs(); a.Due != "2027-03-19" {
			t.Errorf("due %s", a.Due)
		}
	})
	t.Run("dropping is for who leads, with a reason, and what is over stays over", func(t *testing.T) {
		r := started(t)
		if key, _ := r.Refused("cs1", "action drop", "action", "1", "reason", "x"); key != "command.not-allowed.leads" {
			t.Errorf("refused with %s", key)
		}
		r.Does("chair1", "action drop", "action", "1", "reason", "not needed")
		for _, path := range []string{"action done", "action change"} {
			if key, _ := r.Refused("cs1", path, "action", "1"); key != "action.over" {
				t.Errorf("%s: %s", path, key)
			}
		}
		if key, _ := r.Refused("cs1", "action done", "action", "9"); key != "action.no-such" {
			t.Errorf("refused with %s", key)
		}
	})
	t.Run("what is due first is shown first, what is overdue stands out", func(t *testing.T) {
		r := openRoom(t)
		r.Does("chair1", "action add", "text", "no date", "owners", "CS-1")
		r.Does("chair1", "action add", "text", "late", "owners", "GOV-1", "due", "2027-05-01")
		r.Does("chair1", "action add", "text", "early", "owners", "CS-1", "due", "2027-03-20")
		r.Wait(7 * 24 * time.Hour)
		want := `# 3 actions are still to be done
| No. | What | Who | When
| 3 | early | CS-1 | *overdue since 2027-03-20*
| 2 | late | GOV-1 | due 2027-05-01
| 1 | no date | CS-1 | no date set
[3 is done] [1 is done]
~ Only you see this.
`
		if got := r.Does("cs1", "action show"); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		if got := r.Does("gov1", "action show", "whose", "mine"); strings.Contains(got, "early") || !strings.Contains(got, "late") {
			t.Errorf("GOV-1 sees\n%s", got)
		}
		if got := r.Does("ps1", "action show", "whose", "mine"); !strings.Contains(got, "No action of yours") {
			t.Errorf("PS-1 sees\n%s", got)
		}
	})
}

func TestShown(t *testing.T) {
	r := openRoom(t)
	r.Does("chair1", "action add", "text", "CS-1 to write", "owners", "CS-1")
	want := `# Action 1
> CS-1 to write / 
CS-1 · no date set
[Done] [Set a date …]
~ Everybody in the channel sees this.
`
	if got := roomtest.Plain(r.Shown[0]); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	yours := bot.Effect{Show: action.ShowYours, To: bot.ToPerson("cs1"), With: map[string]string{"action": "1"}}
	want = `# You have an action: number 1, from Virtual Meeting XIV
> CS-1 to write / 
no date set
[Done] [Set a date …]
~ Only you see this.
`
	if got := roomtest.Plain(r.Show(bot.WorkStream, yours)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Who can be erased may be named anywhere: erased words are said to be gone.
func TestErasedWords(t *testing.T) {
	r := openRoom(t)
	r.Happens(here, action.Recorded{Number: 1, Text: bot.Words{By: "cs1", Gone: true}, Owners: []bot.PersonID{"cs1"}})
	e := bot.Effect{Show: action.ShowRecorded, To: bot.ToChannels(), With: map[string]string{"record": strconv.FormatUint(r.State(here).Version, 10)}}
	if got := roomtest.Plain(r.Show(here, e)); !strings.Contains(got, "(erased)") {
		t.Errorf("shown\n%s", got)
	}
}

// Any order of calls keeps the numbers, and the records give the state.
func TestAnyOrderOfCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := openRoom(t)
		for range rapid.IntRange(1, 30).Draw(t, "calls") {
			who := rapid.SampledFrom([]bot.PersonID{"chair1", "cs1", "cs2", "gov1"}).Draw(t, "who")
			n := strconv.Itoa(rapid.IntRange(0, 4).Draw(t, "number"))
			due := rapid.SampledFrom([]string{"+1d", "Friday", "never", "2027-12-01"}).Draw(t, "due")
			owner := rapid.SampledFrom([]string{"me", "CS-1", "GOV-1, CS-2", "Nobody Known", "GOV"}).Draw(t, "owner")
			call := rapid.SampledFrom([][]string{
				{"action add", "text", "do it by " + due, "owners", owner, "due", due},
				{"action done", "action", n},
				{"action drop", "action", n, "reason", "x"},
				{"action change", "action", n, "due", due, "owners", owner, "reason", "y"},
				{"action show"},
			}).Draw(t, "call")
			over := map[int]action.Condition{}
			for _, a := range action.WorkOf(r.Here()).Actions {
				if a.State != action.ToDo {
					over[a.Number] = a.State
				}
			}
			_, err := r.Call(r.StreamOf(call[0]), bot.Actor{Person: who}, call[0], call[1:]...)
			_ = err // refused or not: what holds is looked at below
			for i, a := range action.WorkOf(r.Here()).Actions {
				if a.Number != i+1 || over[a.Number] != "" && over[a.Number] != a.State {
					t.Fatalf("action %d is %+v, and was %q", i+1, a, over[a.Number])
				}
			}
		}
		r.SameFold(here)
		r.SameFold(bot.WorkStream)
		if len(action.Of(r.Here()).Items) != len(action.WorkOf(r.Here()).Actions) {
			t.Fatal("an action of the meeting is not kept, or one is kept that it never recorded")
		}
	})
}

// Every event can be kept and read back.
func TestEveryEventIsListed(t *testing.T) {
	listed := map[string]bool{}
	for _, e := range action.Events() {
		listed[e.Kind] = e.New().Kind() == e.Kind
	}
	for _, e := range []bot.Event{action.Recorded{}, action.Taken{}, action.Done{}, action.Changed{}, action.Dropped{}, action.Retracted{}} {
		if !listed[e.Kind()] {
			t.Errorf("%q is not listed", e.Kind())
		}
	}
}

// Whatever is typed as an action is recorded as it was typed, or refused in
// words that a person can use; nothing is half done.
func FuzzAdd(f *testing.F) {
	for _, seed := range [][3]string{
		{"CS-1 to write", "CS-1", "Friday"},
		{"\u202ex\x00", "\u202eCS-1", "\xff"},
		{"x", "and and & ,;\n,", "2027-02-30"},
		{"two\r\nlines\rand\u2028three\xff\n\xfe", "CS-1", ""},
		{"by by by", strings.Repeat("a,", 50), strings.Repeat("1", 300)},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, text, owners, due string) {
		r := openRoom(t)
		before := len(action.Of(r.Here()).Items)
		_, err := r.Call(here, bot.Actor{Person: "cs1"}, "action add", "text", text, "owners", owners, "due", due)
		items, kept := action.Of(r.Here()).Items, action.WorkOf(r.Here()).Actions
		if err != nil {
			if len(items) != before || len(kept) != before {
				t.Fatalf("refused (%v) and kept: %+v", err, items)
			}
			return
		}
		want := strings.TrimSpace(command.Clean(text, true)) // an action may have several lines
		if len(items) != 1 || len(kept) != 1 || items[0].Text.Text != want {
			t.Fatalf("kept %+v of %q", items, text)
		}
	})
}
