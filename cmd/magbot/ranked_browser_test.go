package main_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// A ranked ballot on a phone: pressed in order, a slip taken back, handed in; its
// result has the pairwise matrix beside it.
func TestARankedBallotOnAPhone(t *testing.T) {
	t.Parallel()
	p := running(t, t.TempDir(), "127.0.0.1:0")
	browser := chromium(t)
	chair, phone := browser.sit(p.address, wanjiru), browser.sit(p.address, temilade)
	phone.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	chair.types(`/mag ballot draft "Where do we meet?" kind: ranked options: Lima; Bonn; Nairobi mode: open`)
	chair.shows(talk, "Where do we meet?")
	chair.types("/mag ballot open 1")
	phone.shows(now, "Put them in order, the one you want most first")
	phone.press(now, "Vote …")
	phone.shows(talk, "Nothing is chosen yet.")
	phone.picture("ranked-first")
	phone.press(talk, "1. Bonn")
	phone.shows(talk, "1. Bonn")
	phone.press(talk, "2. Lima")
	phone.shows(talk, "2. Lima")
	phone.press(talk, "Undo")
	phone.press(talk, "2. Nairobi")
	phone.picture("ranked-ordered")
	phone.press(talk, "Hand in")
	phone.shows(talk, "1. Bonn", "2. Nairobi")
	phone.picture("ranked-in")
	chair.types("/mag ballot close 1 the room has spoken")
	phone.shows(talk, "It is closed")
	chair.types("/mag ballot publish 1")
	chair.press(talk, "Publish the result")
	phone.shows(talk, "Bonn")
	phone.picture("ranked-result-phone")
	chair.picture("ranked-result")
}

// An open proposal of a meeting becomes a call over some days: its form holds the
// proposal's words, and what it says is asked.
func TestAProposalIsAskedOverSomeDays(t *testing.T) {
	t.Parallel()
	p := running(t, t.TempDir(), "127.0.0.1:0")
	browser := chromium(t)
	chair := browser.sit(p.address, wanjiru)
	chair.types(`/mag meeting schedule "Open consultation" when: +1h`)
	chair.shows(talk, "is planned")
	chair.types("/mag meeting open")
	chair.types("PROPOSAL: The MAG meets in June.")
	chair.press(now, "Ask over some days …")
	chair.until("the form", `document.querySelector("#dialog").open`)
	chair.picture("days-form")
	chair.fill(map[string]string{"until": "+3d"})
	chair.shows(talk, "Consensus call 1.1 is open")
	chair.shows(now, "Consensus call 1.1 · open", "The MAG meets in June.")
	chair.picture("days-open")
}
