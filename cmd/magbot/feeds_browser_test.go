package main_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// comesIn uses a personal link in the window.
func (w *window) comesIn(link, name string) {
	w.t.Helper()
	w.do(chromedp.EmulateViewport(1440, 900), chromedp.Navigate(link), chromedp.Click(chromedp.CSS("form button.primary")), chromedp.WaitVisible(chromedp.CSS("#write")))
	w.who = name
}

// text is what a part holds.
func (w *window) text(part string) string {
	w.t.Helper()
	bounded, stop := context.WithTimeout(w.page, patience)
	defer stop()
	text, err := chromedp.Run(bounded, chromedp.Text(chromedp.CSS(part)))
	if err != nil {
		w.broken(err)
	}
	return text
}

// saves clicks on a file that a part offers, and gives what the browser kept.
func (w *window) saves(part, name string) string {
	w.t.Helper()
	dir, asked := w.t.TempDir(), true
	bounded, stop := context.WithTimeout(w.page, patience)
	defer stop()
	progress := chromedp.Events(bounded, browser.DownloadProgress)
	w.do(
		chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			_, err := chromedp.Call(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
				Behavior: browser.SetDownloadBehaviorBehaviorAllowAndName, DownloadPath: dir, EventsEnabled: &asked,
			})
			return err
		}),
		chromedp.Click(chromedp.CSS(part+` a[download="`+name+`"]`)),
	)
	for e, err := range progress {
		if err != nil {
			w.broken(err)
		}
		switch e.State {
		case browser.DownloadProgressStateCompleted:
			raw, err := os.ReadFile(filepath.Join(dir, e.GUID))
			if err != nil {
				w.t.Fatal(err)
			}
			return string(raw)
		case browser.DownloadProgressStateInProgress:
		case browser.DownloadProgressStateCanceled:
			w.broken(errors.New("the download was broken off"))
		}
	}
	w.broken(errors.New("nothing was downloaded"))
	return ""
}

// Grace presses Calendar under the invitation, saves the file, takes an address
// instead, and answers by the link that stands in the entry there.
func TestACalendarFromTheInvitationInTheBrowser(t *testing.T) {
	t.Parallel()
	b := newBoard(t)
	b.sec.says(t, `/mag meeting schedule "Virtual Meeting XIV" when: `+time.Now().UTC().AddDate(0, 0, 20).Format(`"2006-01-02 15:04"`), "is planned")
	b.sec.says(t, "/mag meeting invite really: yes", "")
	link := signInLink.FindString(b.hears(b.sec, "/mag person signin Grace Okafor", "serves once"))
	w := chromium(t)
	w.comesIn(b.p.address+link, "Grace Okafor")
	w.press(talk, "Calendar")
	w.shows(talk, "meeting-1.ics", "Have it come by itself", "what you answer in your calendar itself does not reach magbot")
	saved, err := ics.ParseCalendar(strings.NewReader(w.saves(talk, "meeting-1.ics")))
	if err != nil || len(saved.Events()) != 1 {
		t.Fatalf("the file holds %+v (%v)", saved, err)
	}
	w.press(talk, "Have it come by itself")
	w.shows(talk, "/calendar/", "Keep it to yourself", "Google Calendar", "Outlook", "Thunderbird")
	address := feedLink.FindString(w.text(talk))
	entry := b.only(address, "CONFIRMED")
	if entry.Id() != saved.Events()[0].Id() {
		t.Errorf("the feed calls it %s, the file %s", entry.Id(), saved.Events()[0].Id())
	}
	_, after, ok := strings.Cut(value(entry, ics.ComponentPropertyDescription), "Regrets: ")
	if !ok {
		t.Fatalf("it says %q", value(entry, ics.ComponentPropertyDescription))
	}
	answer, _, _ := strings.Cut(after, "\n")
	w.do(chromedp.Navigate(answer), chromedp.WaitVisible(chromedp.CSS("form.ask")))
	w.until("which meeting it is", `document.querySelector("form.ask").innerText.includes("Virtual Meeting XIV")`)
	w.do(chromedp.Click(chromedp.CSS("form.ask button.primary")), chromedp.WaitVisible(chromedp.CSS("#write")))
	if value(b.only(address, "CONFIRMED"), ics.ComponentPropertyTransp) != "TRANSPARENT" {
		t.Error("the answer did not reach the record")
	}
}
