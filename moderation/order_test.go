package moderation_test

import (
	"slices"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
)

// listed is how somebody reads the list of their cases, in an order.
func (w *town) listed(alias, order string) (names []string) {
	w.t.Helper()
	for _, b := range w.must(alias, "conduct cases", "order", order).Message.Blocks {
		if list, ok := b.(chat.List); ok {
			for _, line := range list.Lines {
				names = append(names, string(line[0].(chat.Strong)))
			}
		}
	}
	return names
}

// closed makes a report and closes its case.
func (w *town) closed(reporter, about, handler, finding string, more ...string) {
	w.t.Helper()
	name, _ := w.report(reporter, about, "2", more...)
	w.must(handler, "conduct decide", "case", name, "finding", finding, "reason", "done")
	w.later(time.Hour)
}

func TestCasesAreListedInTheOrderThatIsAskedFor(t *testing.T) {
	inTown(t, func(w *town) {
		w.closed("rita", "sam", "nia", "agree")
		w.closed("rita", "sam", "nia", "agree")
		w.closed("cleo", "sam", "nia", "disagree")
		w.closed("cleo", "sam", "nia", "agree")
		first, _ := w.report("ora", "sam", "3")
		w.later(time.Hour)
		second, _ := w.report("cleo", "sam", "3")
		w.later(time.Hour)
		third, _ := w.report("rita", "sam", "3")
		fourth, _ := w.report("rita", "cleo", "4", "how", "anonymous")
		byName := []string{first, second, third, fourth}
		slices.Sort(byName)
		if got := w.listed("nia", "name"); !slices.Equal(got, byName) {
			t.Errorf("by names: %v instead of %v", got, byName)
		}
		if got, want := w.listed("nia", "waiting"), []string{first, second, third, fourth}; !slices.Equal(got, want) {
			t.Errorf("by waiting: %v instead of %v", got, want)
		}
		want := append([]string{third}, slices.DeleteFunc(slices.Clone(byName), func(n string) bool { return n == third })...)
		if got := w.listed("nia", "reports"); !slices.Equal(got, want) {
			t.Errorf("by reports: %v instead of %v", got, want)
		}
		w.later(2 * day)
		w.must("nia", "conduct note", "case", third, "text", "I look at it.")
		w.later(time.Hour)
		if got := w.listed("nia", "reports"); got[3] != third {
			t.Errorf("what waits for two days stands before what somebody has touched: %v", got)
		}
	})
}

// The order is made of what the reader may see: a case that they may not see moves nothing,
// whoever reported it and however it ended, and neither do reports of whom they do not know.
func TestTheOrderTellsNothingOfCasesThatTheReaderMayNotSee(t *testing.T) {
	inTown(t, func(w *town) {
		w.closed("rita", "sam", "nia", "agree")
		one, _ := w.report("ora", "sam", "3")
		other, _ := w.report("rita", "sam", "3")
		names := []string{one, other}
		slices.Sort(names)
		w.closed("rita", "nia", "pim", "agree") // Nia may not know of it
		w.closed("rita", "cleo", "pim", "agree", "how", "anonymous")
		if got := w.listed("nia", "reports"); !slices.Equal(got, names) {
			t.Errorf("Nia reads %v instead of %v", got, names)
		}
		if got := w.listed("pim", "reports"); !slices.Equal(got, []string{other, one}) {
			t.Errorf("Pim, who may see both, reads %v", got)
		}
	})
}

// The form of a button on a card is about that case, says so, and does not ask which: nobody
// writes into another by a slip.
func TestTheFormOfACaseDoesNotAskWhich(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		asked := func(args ...string) (chat.Form, bool) {
			a, err := w.engine.Form(t.Context(), bot.Input{Cause: "form", Actor: w.as("nia"), Place: private, Intent: bot.Do("conduct note", args...)})
			if err != nil || a.Form == nil {
				t.Fatalf("no form: %s, %v", text(a.Message), err)
			}
			return *a.Form, slices.ContainsFunc(a.Form.Fields, func(f chat.Field) bool { return f.Name == "case" })
		}
		form, asks := asked("case", name)
		if asks || form.Call.Args["case"] != name || form.Note != "Case "+name {
			t.Errorf("it asks which: %t; it is about %q and says %q", asks, form.Call.Args["case"], form.Note)
		}
	})
}

// What is done to a case together with one that the reader may not see moves nothing either.
func TestTheOrderTellsNothingOfACaseThatWasPartOfAnother(t *testing.T) {
	inTown(t, func(w *town) {
		first, _ := w.report("rita", "sam", "2")
		w.later(time.Hour)
		second, _ := w.report("cleo", "sam", "3")
		w.later(time.Hour)
		hidden, _ := w.report("ora", "nia", "2") // Nia may not know of it
		before := w.listed("nia", "waiting")
		if !slices.Equal(before, []string{first, second}) {
			t.Fatalf("Nia reads %v", before)
		}
		w.later(time.Hour)
		w.must("pim", "conduct merge", "case", first, "into", hidden)
		w.later(time.Hour)
		w.must("pim", "conduct split", "case", first)
		for _, order := range []string{"waiting", "reports"} {
			if got := w.listed("nia", order); order == "waiting" && !slices.Equal(got, before) || order == "reports" && !slices.IsSorted(got) {
				t.Errorf("by %s: %v instead of %v", order, got, before)
			}
		}
	})
}

func TestClosedCasesAreListedAfterThoseThatWait(t *testing.T) {
	inTown(t, func(w *town) {
		w.closed("rita", "sam", "nia", "disagree")
		w.later(3 * day)
		open, _ := w.report("cleo", "sam", "3")
		for _, order := range []string{"waiting", "reports"} {
			list := w.must("nia", "conduct cases", "order", order, "closed", "yes").Message
			if first := list.Buttons[0].Label; first != open || len(list.Buttons) != 2 {
				t.Errorf("by %s, %s stands first of %d", order, first, len(list.Buttons))
			}
		}
	})
}
