package main_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// fits fails when something on the page is wider than the window: on a phone one
// would have to push it from side to side to read a ballot.
func (w *window) fits(when string) {
	w.t.Helper()
	w.until(when+" fits the width of the window", `[...document.querySelectorAll("#talk article *, #cards article *")].every(e =>
		e.closest(".table, .drawn, .hidden") !== null || e.getBoundingClientRect().right <= innerWidth + 1)
		&& document.scrollingElement.scrollWidth <= innerWidth`)
}

// The other papers on a phone: points, dots, approvals and a scale of agreement are
// pressed together, and nothing of them is wider than the screen.
func TestEveryPaperIsFilledInOnAPhone(t *testing.T) {
	t.Parallel()
	p := running(t, t.TempDir(), "127.0.0.1:0")
	browser := chromium(t)
	chair, phone := browser.sit(p.address, wanjiru), browser.sit(p.address, temilade)
	phone.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	const long = "Host country commitments and visa letters for all"
	const options = "options: " + long + "; Bonn; Nairobi"
	for i, c := range []struct {
		kind   string
		direct bool // people press on the message that all see
		press  []string
		in     string
	}{
		{"score", false, []string{long, "4", "Bonn", "5", "Hand in"}, "Bonn 5"},
		{"dots", false, []string{long + " (0) +1", "Bonn (0) +1", "Bonn (1) +1", "Hand in"}, "Bonn 2"},
		{"approval", false, []string{"☐ " + long, "☐ Nairobi", "☑ " + long, "Hand in"}, "Nairobi"},
		{"gradients", true, []string{"I stand aside"}, "I stand aside"},
	} {
		n := i + 1
		line := fmt.Sprintf(`/mag ballot draft "Which %s do we need most in the next year?" kind: %s`, c.kind, c.kind)
		if !c.direct {
			line += " " + options
		}
		chair.types(line)
		chair.shows(talk, fmt.Sprintf("Draft of ballot %d", n))
		chair.types(fmt.Sprintf("/mag ballot open %d", n))
		phone.shows(now, fmt.Sprintf("Ballot %d:", n))
		phone.picture("phone-" + c.kind + "-open")
		if !c.direct {
			phone.types(fmt.Sprintf("/mag ballot paper %d", n))
			phone.shows(talk, "Nothing is chosen yet.")
			phone.picture("phone-" + c.kind + "-empty")
		}
		phone.fits("the " + c.kind + " paper")
		for k, label := range c.press {
			if c.direct {
				phone.press(now, label)
			} else {
				phone.press(talk, label)
			}
			phone.picture(fmt.Sprintf("phone-%s-%d", c.kind, k+1))
			phone.fits("the " + c.kind + " paper, pressed")
		}
		phone.shows(talk, "Your vote on ballot", c.in)
		chair.types(fmt.Sprintf("/mag ballot close %d the room has spoken", n))
		chair.types(fmt.Sprintf("/mag ballot publish %d", n))
		chair.press(talk, "Publish the result")
		phone.shows(talk, fmt.Sprintf("Result of ballot %d", n))
		phone.picture("phone-" + c.kind + "-result")
		phone.fits("the result of the " + c.kind + " ballot")
		phone.until("a picture whose words can be read", `(() => { const img = document.querySelector("#talk .drawn img");
			return img.naturalWidth > 500 && img.getBoundingClientRect().width >= img.naturalWidth; })()`)
	}
}
