package main_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A whole consensus call in four windows: it is opened by form, answered with the
// mouse, by keyboard alone and on a phone; an objection is answered and the text
// reworded; the Chair closes and designates, and what the Chair said is contested
// and answered. In the end the page and its file tell all of it.
func TestAConsensusCallInTheBrowser(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := running(t, data, "127.0.0.1:0")
	browser := chromium(t)
	chair, society := browser.sit(p.address, wanjiru), browser.sit(p.address, temilade)
	government, phone := browser.sit(p.address, aroha), browser.sit(p.address, desmond)
	phone.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))

	chair.chooses("consensus open")
	chair.picture("consensus-form")
	chair.fill(map[string]string{
		"until": "+2h", "text": "The MAG adopts the evaluation criteria, version 3.", "people": aroha + ", " + temilade + ", " + desmond,
	})
	chair.shows(talk, "Consensus call 1 is open. It asks 3 people.")
	for _, w := range []*window{chair, society, government, phone} {
		w.shows(now, "Consensus call 1 · open", "version 3", "Asked: 3 people by name", "Answers are open", "The Chair says what was agreed")
	}

	society.press(now, "I object …")
	society.fill(map[string]string{"reason": "Nobody has read annex B."})
	society.shows(talk, "Your objection is number 1")
	government.tabTo(now, "No objection")
	government.key("\r")
	government.shows(talk, "You have no objection to consensus call 1; you are counted with Government")
	phone.shows(now, "Nobody has read annex B.", "No objection 1 · Object 1 · Not heard from 1: Technical Community 1")
	phone.picture("consensus-phone")
	society.picture("consensus-desktop")

	chair.press(now, "Answer objection 1 …")
	chair.fill(map[string]string{"text": "It goes out today."})
	society.opens(private)
	society.shows(talk, "Your objection 1 to consensus call 1 was answered", "It goes out today.")
	chair.press(now, "New wording …")
	chair.fill(map[string]string{"text": "The MAG adopts the evaluation criteria, version 4, with annex B."})
	phone.shows(talk, "Consensus call 1 has a new wording, its 2")
	phone.press(now, "Not my call …")
	phone.fill(map[string]string{"reason": "I wrote annex B."})
	phone.shows(talk, "You are left out of the base of consensus call 1")
	government.shows(now, "This is wording 2", "Recused 1") // before that the button is of wording 1
	government.tabTo(now, "No objection")
	government.key(" ")
	phone.shows(now, "No objection 1 · ")
	society.press(talk, "Take objection 1 back")
	society.shows(talk, "Objection 1 to consensus call 1 is taken back")
	society.opens(channel)
	society.press(now, "No objection")

	chair.press(now, "Everybody has answered: close")
	for _, w := range []*window{society, government, phone} {
		w.shows(talk, "Consensus call 1 is closed", "Said that they have no objection: 2; not heard from: 0", "Recused, outside the base: one")
	}
	chair.press(now, "Full consensus")
	society.shows(now, "Consensus call 1: Full consensus", "designated by "+wanjiru)
	government.tabTo(now, "Contest the level …")
	government.key("\r")
	government.until("the form", `document.querySelector("#dialog").open`)
	government.tab("the reason", `at.name === "f.reason"`)
	government.key("One was left out.")
	government.tab("Send", `at.matches("#dialog button.primary")`)
	government.key("\r")
	government.shows(talk, "Your contest is number 1")
	chair.press(now, "Answer contest 1 …")
	chair.picture("consensus-contest")
	chair.do(chromedp.SendKeys(chromedp.CSS(dialog+` [name="f.outcome"]`), "The level stands"))
	chair.fill(map[string]string{"text": "By their own word."})
	phone.shows(now, "Contest 1", "One was left out.", "the level stands", "By their own word.")
	phone.picture("consensus-outcome")

	society.press(now, "Who said what")
	society.shows(talk, "wording 1, "+wanjiru, "version 4, with annex B.", "not my call “I wrote annex B.”", "Objection 1 (taken back)", "What the Chair said")
	society.picture("consensus-page")
	file := society.saves(talk, "consensus-call-1.txt")
	for _, want := range []string{"version 3", "version 4", aroha, "By their own word.", "head "} {
		if !strings.Contains(file, want) {
			t.Errorf("%q is not in the file:\n%s", want, file)
		}
	}
}
