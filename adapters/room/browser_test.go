package room_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"magbot/bot"
)

// step is one thing done in a window.
type step = chromedp.Action[chromedp.Void]

// chromium starts one browser for a test, which ends with it.
func chromium(t *testing.T) context.Context {
	t.Helper()
	bounded, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	allocator, stopAllocator := chromedp.NewExecAllocator(bounded,
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()),
	)
	ctx, stopBrowser := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil && bounded.Err() == nil {
			t.Errorf("close the browser: %v", err)
		}
		stopBrowser()
		stopAllocator()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	return ctx
}

// window is one tab of the browser.
type window struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // a tab is its context
}

// window opens a tab of a certain size.
func (s *scene) window(browser context.Context, width, height int64) *window {
	s.t.Helper()
	ctx, stop := chromedp.NewContext(browser)
	s.t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		s.t.Fatalf("open a window: %v", err)
	}
	w := &window{s.t, ctx}
	w.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(s.config.Origin+"/"), chromedp.WaitVisible(".seats"))
	return w
}

// tab opens a window and takes a seat in it.
func (s *scene) tab(browser context.Context, person bot.PersonID) *window {
	s.t.Helper()
	w := s.window(browser, 1440, 900)
	w.sit(person)
	return w
}

func (w *window) sit(person bot.PersonID) {
	w.t.Helper()
	w.do(
		chromedp.Click(`//form[input[@value="`+string(person)+`"]]//button`),
		chromedp.WaitVisible("#write"),
	)
}

func (w *window) do(steps ...step) {
	w.t.Helper()
	bounded, stop := context.WithTimeout(w.ctx, 20*time.Second)
	defer stop()
	if err := chromedp.Do(bounded, steps...); err != nil {
		w.picture("failed")
		w.t.Fatalf("in the browser: %v", err)
	}
}

func ask[T any](w *window, what chromedp.Action[T]) T {
	w.t.Helper()
	bounded, stop := context.WithTimeout(w.ctx, 20*time.Second)
	defer stop()
	answer, err := chromedp.Run(bounded, what)
	if err != nil {
		w.t.Fatalf("in the browser: %v", err)
	}
	return answer
}

// picture keeps what the window shows as an artifact of the test.
func (w *window) picture(name string) {
	w.t.Helper()
	shot := ask(w, chromedp.CaptureScreenshot())
	if err := os.WriteFile(filepath.Join(w.t.ArtifactDir(), name+".png"), shot, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// shows waits until an element holds a text.
func (w *window) shows(selector, text string) {
	w.t.Helper()
	w.until(`(document.querySelector(` + quote(selector) + `)?.innerText || "").includes(` + quote(text) + `)`)
}

// until waits for what a script finds true.
func (w *window) until(script string) {
	w.t.Helper()
	bounded, stop := context.WithTimeout(w.ctx, 15*time.Second)
	defer stop()
	if _, err := chromedp.Run(bounded, chromedp.Poll[bool](script, chromedp.WithPollingInterval(30*time.Millisecond))); err != nil {
		w.picture("failed")
		w.t.Fatalf("wait for %s: %v", script, err)
	}
}

func quote(text string) string { return "`" + strings.ReplaceAll(text, "`", "\\`") + "`" }

// types writes into an element; "\r" is Enter.
func (w *window) types(selector, text string) {
	w.t.Helper()
	w.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

func TestTwoWindowsHoldTwoPeople(t *testing.T) {
	s := open(t, sketches)
	s.meeting()
	browser := chromium(t)
	s.window(browser, 1280, 800).picture("door")
	chair, member := s.tab(browser, "p-chair"), s.tab(browser, "p-ps1")
	chair.shows("#cards", "Next, if you agree")
	member.types("#text", "Good morning from Madrid. The paper is at https://example.org/criteria")
	member.types("#text", "\r")
	member.shows("#talk", "Good morning from Madrid")
	member.types("#text", "q+ to say why\r")
	member.until(`document.querySelectorAll("#cards li").length == 5`)
	member.picture("member")
	chair.shows("#talk", "Good morning from Madrid")
	chair.shows("#talk", "recorded")
	chair.types("#text", "/mag balance\r")
	chair.shows("#talk", "28 % of the time")
	chair.picture("chair")
	seen := ask(member, chromedp.Text("body"))
	for _, private := range []string{"Next, if you agree", "28 % of the time"} {
		if strings.Contains(seen, private) {
			t.Errorf("the member's window shows %q", private)
		}
	}
}
