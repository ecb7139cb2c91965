package room_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"magbot/bot"
	"magbot/bot/chat"
)

func row(cells ...string) []chat.Text {
	var r []chat.Text
	for _, c := range cells {
		r = append(r, chat.Line(c))
	}
	return r
}

// tables are those of a long agenda, of a balance, and of a record's hashes.
func tables(s *scene) {
	for id, table := range map[string]chat.Table{
		"inputs": {
			Header: []string{"No.", "Input", "From", "Behind it", "Fate"},
			Rows:   [][]chat.Text{row("1", "Evaluation criteria for workshop proposals", "Temilade Ejemplo (Civil Society)", "1 person: Civil Society 1", "on the agenda")},
		},
		"balance": {
			Header:  []string{"Group", "had", "present", "asked", "called", "median wait", ""},
			Numbers: []int{1, 2, 3, 4, 5},
			Rows:    [][]chat.Text{row("Technical Community", "28 %", "100 %", "12", "11", "4 min 30 s", "asked once more, not called")},
		},
		"long words": {
			Header: []string{"a", "b", "c"},
			Rows:   [][]chat.Text{row(strings.Repeat("a", 50), strings.Repeat("b", 50), strings.Repeat("c", 50))},
		},
	} {
		s.deliver(bot.Delivery{ID: id, Kind: bot.Post, Place: general(), Message: chat.Message{Blocks: []chat.Block{table}}})
	}
}

func TestTablesFitOrScrollInside(t *testing.T) {
	s := open(t, sketches)
	tables(s)
	browser := chromium(t)
	for _, width := range []int64{390, 900, 1280} {
		w := s.window(browser, width, 844)
		w.sit("p-chair")
		w.fits()
		w.picture("tables")
		narrow := ask(w, chromedp.Evaluate[[]string](`[...document.querySelectorAll("#talk td")].filter((td) => td.innerText.trim() && td.scrollWidth > td.clientWidth + 1 || td.innerText.length > 10 && td.clientWidth < 50).map((td) => td.innerText)`))
		if len(narrow) > 0 {
			t.Errorf("at %d pixels these cells are too narrow: %q", width, narrow)
		}
		hidden := ask(w, chromedp.Evaluate[[]bool](`[...document.querySelectorAll("#talk .table")].map((t) => t.scrollWidth > t.clientWidth)`))
		for i, cut := range hidden {
			words := ask(w, chromedp.Evaluate[[]string](`[...document.querySelectorAll("#talk .table")].map((t) => t.innerText)`))[i]
			if wide := strings.Contains(words, "aaaa") || strings.Contains(words, "median wait") && width == 390; cut && !wide {
				t.Errorf("at %d pixels a table is cut: %s", width, words)
			}
		}
		// In a narrow place each cell of a table of text says what it is.
		stacked := ask(w, chromedp.Evaluate[bool](`getComputedStyle([...document.querySelectorAll("#talk td")].find((td) => td.dataset.column === "Fate")).display === "block"`))
		if stacked != (width == 390) {
			t.Errorf("at %d pixels a table of text stands row by row: %v", width, stacked)
		}
	}
}

func TestANarrowWindowShowsWhereOneIsAndWhatIsForemost(t *testing.T) {
	s := open(t, sketches)
	s.meeting()
	s.sit("p-ps1").say(strings.Repeat("a long message ", 200))
	browser := chromium(t)
	w := s.window(browser, 390, 844)
	w.sit("p-chair")
	w.shows("#cards", "Next, if you agree")
	w.fits()
	w.until(`(() => {
		const nav = document.getElementById("nav").getBoundingClientRect();
		const [here, own] = ["a[aria-current]", ".own a"].map((a) => document.querySelector("#nav " + a).getBoundingClientRect());
		return here.left >= nav.left && here.right <= nav.right && here.right <= own.left + 1 && own.left < nav.right;
	})()`)
	w.until(`document.querySelector("aside").getBoundingClientRect().height < innerHeight * 0.4`)
	w.until(`(() => {
		const summary = document.querySelector("details.long summary").getBoundingClientRect();
		return summary.left - document.getElementById("talk").getBoundingClientRect().left >= 24;
	})()`)
	w.types("/mag agenda add\r")
	w.until(`document.getElementById("dialog").open`)
	w.picture("dialog")
	w.until(`(() => {
		const dialog = document.getElementById("dialog"), send = dialog.querySelector("button.primary").getBoundingClientRect();
		const at = document.elementFromPoint((send.left + send.right) / 2, (send.top + send.bottom) / 2);
		return dialog.scrollHeight > dialog.clientHeight && send.bottom <= innerHeight && at.closest("button.primary") !== null;
	})()`)
	// The last question can be reached: the row of buttons does not lie over it.
	w.until(`(() => {
		const dialog = document.getElementById("dialog");
		const last = [...dialog.querySelectorAll(".field")].at(-1).querySelector("input, textarea, select");
		last.focus();
		return last.getBoundingClientRect().bottom <= dialog.querySelector(".buttons:last-child").getBoundingClientRect().top;
	})()`)
}

// From the top to the end and round again: Tab never gets caught.
func TestTabGoesRoundTheWholePage(t *testing.T) {
	s := open(t, sketches)
	s.meeting()
	tables(s)
	w := s.tab(chromium(t), "p-chair")
	w.shows("#cards", "Next, if you agree")
	w.until(`(window.met = new Set(), document.addEventListener("focusin", (e) => met.add(e.target.closest("#talk, #write, #cards, #nav")?.id)), true)`)
	for range 80 {
		w.keys("\t")
	}
	w.until(`["talk", "write", "cards", "nav"].every((id) => met.has(id))`)
}
