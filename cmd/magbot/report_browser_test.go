package main_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// A message is reported from beside it: the form shows whose message it is about, and
// asks for what it needs, kindly, until it has it.
func TestAReportFromAMessageInTheBrowser(t *testing.T) {
	t.Parallel()
	p := running(t, t.TempDir(), "127.0.0.1:0")
	browser := chromium(t)
	author, reader := browser.sit(p.address, wanjiru), browser.sit(p.address, temilade)
	const words = "Nobody from your group understands what we talk about here."
	author.types(words)
	reader.shows(talk, words)
	reader.do(chromedp.Click(chromedp.CSS(`#talk a[href*="/look/"]`)), chromedp.WaitVisible(chromedp.CSS(dialog+" form.ask")))
	reader.shows(dialog, words, "The message of "+wanjiru+", as it is now.", "Choose …")
	reader.hides(dialog, "(no answer)")
	reader.until("the author's name", `document.querySelector('#dialog [name="f.about"]').value === `+script(wanjiru))
	reader.picture("report-form")
	reader.do(chromedp.SendKeys(chromedp.CSS(dialog+` [name="f.text"]`), "It was aimed at us."))
	reader.sends()
	reader.shows(dialog, "Please answer this.", words, "Choose …")
	reader.picture("report-form-refused")
	reader.until("what was typed to stay", `document.querySelector('#dialog [name="f.text"]').value === "It was aimed at us."`)
	reader.do(chromedp.SetValue(chromedp.CSS(dialog+` [name="f.clause"]`), "2"))
	reader.sends()
	reader.shows(talk, "Your report has been taken")
	reader.picture("report-taken")
}
