package main_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/chromedp"

	"magbot/adapters/browser/browsertest"
)

// screenshots keeps the pictures that the story takes:
//
//	go test ./cmd/magbot -run Browser -screenshots DIR
var screenshots = flag.String("screenshots", "", "folder in which pictures of the room are kept")

type step = chromedp.Action[chromedp.Void]

// chromium starts one browser for a test, which ends with it.
func chromium(t *testing.T) *window {
	t.Helper()
	return &window{t, "the browser", browsertest.Start(t, 6*time.Minute)}
}

// window is one tab of the browser in which somebody sits.
type window struct {
	t    *testing.T
	who  string
	page context.Context //nolint:containedctx // a tab is its context
}

// sit opens a tab and takes the seat of that name.
func (w *window) sit(address, name string) *window {
	w.t.Helper()
	ctx, stop := chromedp.NewContext(w.page)
	w.t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		w.t.Fatalf("open a window: %v", err)
	}
	w = &window{w.t, name, ctx}
	w.do(chromedp.EmulateViewport(1440, 900), chromedp.Navigate(address+"/"))
	w.takes(name)
	return w
}

// takes takes the seat of that name at the door.
func (w *window) takes(name string) {
	w.t.Helper()
	w.do(chromedp.WaitVisible(".seats"), chromedp.Click(`//ul[@class="seats"]//button[contains(., "`+name+`")]`), chromedp.WaitVisible("#write"))
	w.who = name
	w.until("the seat of "+name, `document.querySelector(".me").innerText.includes(`+script(name)+`)`)
}

// changesTo leaves the seat for another one.
func (w *window) changesTo(name string) {
	w.t.Helper()
	w.do(chromedp.Click(chromedp.CSS(".me button")))
	w.takes(name)
}

// opens goes to another conversation.
func (w *window) opens(conversation string) {
	w.t.Helper()
	w.do(chromedp.Click(`//*[@id="nav"]//a[bdi="` + conversation + `"]`))
	w.until(conversation, `document.querySelector(".place h1 bdi")?.innerText === `+script(conversation)+` && !!document.getElementById("write")`)
}

// chooses opens the form of a command from the list of actions, with the mouse,
// when its name was typed in the field above the list.
func (w *window) chooses(command string) {
	w.t.Helper()
	w.do(chromedp.Click(chromedp.CSS("#actions")), chromedp.SendKeys(chromedp.CSS(dialog+" [data-find]"), command), chromedp.Click(`//*[@id="dialog"]//a[span[1]="`+command+`"]`), chromedp.WaitVisible(chromedp.CSS(dialog+" form.ask")))
}

// attaches chooses a file in the form of the dialog, and sends it. What comes
// back is another form.
func (w *window) attaches(field, path string) {
	w.t.Helper()
	w.do(chromedp.SetUploadFiles(chromedp.CSS(dialog+` [name="f.`+field+`"][type=file]`), []string{path}))
	w.sends()
}

// sends sends the form of the dialog.
func (w *window) sends() {
	w.t.Helper()
	w.do(chromedp.Click(chromedp.CSS(dialog + " button.primary")))
}

func (w *window) do(steps ...step) {
	w.t.Helper()
	bounded, stop := context.WithTimeout(w.page, patience)
	defer stop()
	if err := chromedp.Do(bounded, steps...); err != nil {
		w.broken(fmt.Errorf("in the browser: %w", err))
	}
}

// broken ends the test with what the window shows.
func (w *window) broken(err error) {
	w.t.Helper()
	bounded, stop := context.WithTimeout(w.page, 5*time.Second)
	defer stop()
	shown, seen := chromedp.Run(bounded, chromedp.Text("body"))
	if seen != nil {
		shown = seen.Error()
	}
	w.picture("failed")
	w.t.Fatalf("%s: %v\nThe window shows:\n%s", w.who, err, shown)
}

// until waits for what a script finds true, on the page after this one too when
// the window goes on to another.
func (w *window) until(what, script string) {
	w.t.Helper()
	bounded, stop := context.WithTimeout(w.page, patience)
	defer stop()
	for {
		_, err := chromedp.Run(bounded, chromedp.Poll[bool](script, chromedp.WithPollingInterval(30*time.Millisecond)))
		if err == nil {
			return
		}
		if bounded.Err() != nil || !wentOn(err) {
			w.broken(fmt.Errorf("wait for %s: %w", what, err))
		}
	}
}

// wentOn reports whether a script ended because its page was left.
func wentOn(err error) bool {
	problem, ok := errors.AsType[*cdproto.Error](err)
	return ok && (strings.Contains(problem.Message, "ontext") || strings.Contains(problem.Message, "navigated"))
}

// script quotes a text for a script.
func script(text string) string {
	return "`" + strings.NewReplacer("`", "\\`", `\`, `\\`).Replace(text) + "`"
}

// The parts of a window.
const (
	talk   = "#talk"
	now    = "#cards"
	dialog = "#dialog"
)

// shows waits until a part holds all of these words.
func (w *window) shows(part string, words ...string) {
	w.t.Helper()
	for _, text := range words {
		w.until(fmt.Sprintf("%q in %s", text, part), `(document.querySelector("`+part+`")?.innerText || "").includes(`+script(text)+`)`)
	}
}

// hides waits until a part does not hold the words.
func (w *window) hides(part, words string) {
	w.t.Helper()
	w.until(fmt.Sprintf("no %q in %s", words, part), `!(document.querySelector("`+part+`")?.innerText || "").includes(`+script(words)+`)`)
}

// types writes a line and sends it with Enter.
func (w *window) types(line string) {
	w.t.Helper()
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), line+"\r"))
	w.until("an empty line", `document.getElementById("text").value === ""`)
}

// mistypes writes a line that is refused with these words. It stays to be
// mended, and is taken away.
func (w *window) mistypes(line, words string) {
	w.t.Helper()
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), line+"\r"))
	w.shows(talk, words)
	w.until("the line to stay", `document.getElementById("text").value === `+script(line))
	w.until("the line to be marked", `(() => { const at = document.getElementById("text"); at.focus(); at.select(); return true; })()`)
	w.key("\b")
	w.until("an empty line", `document.getElementById("text").value === ""`)
}

// button is the last button of a part with that label.
func button(part, label string) string {
	return `(//*[@id="` + strings.TrimPrefix(part, "#") + `"]//button[normalize-space(.)="` + label + `"])[last()]`
}

// press clicks a button; a double click is what impatient people do.
func (w *window) press(part, label string) {
	w.t.Helper()
	w.still(part, label)
	w.do(chromedp.Click(button(part, label)))
}

func (w *window) pressTwice(part, label string) {
	w.t.Helper()
	w.still(part, label)
	w.do(chromedp.DoubleClick(button(part, label)))
}

// still waits until a button has stood in its place for a moment, as people do
// who aim at it: what is kept up to date moves when something happens.
func (w *window) still(part, label string) {
	w.t.Helper()
	w.until("a button "+label, `(() => {
		const all = [...document.querySelectorAll("`+part+` button")].filter(b => b.innerText.trim() === `+script(label)+`);
		const button = all.at(-1), at = button && JSON.stringify(button.getBoundingClientRect()), was = window.aimed;
		if (!was || was.button !== button || was.at !== at) window.aimed = { button, at, since: Date.now() };
		return !!button && Date.now() - window.aimed.since > 200;
	})()`)
}

// fill fills in the form of the dialog and sends it.
func (w *window) fill(values map[string]string) {
	w.t.Helper()
	for name, value := range values {
		field := dialog + ` [name="f.` + name + `"]`
		w.do(chromedp.WaitVisible(chromedp.CSS(field)))
		w.do(chromedp.SendKeys(chromedp.CSS(field), value))
	}
	w.sends()
	w.until("the form to close", `!document.querySelector("`+dialog+`").open`)
}

// tab goes on with the Tab key until the element that a script names has the
// focus.
func (w *window) tab(what, condition string) {
	w.t.Helper()
	const most = 120
	for range most {
		bounded, stop := context.WithTimeout(w.page, patience)
		there, err := chromedp.Run(bounded, chromedp.Evaluate[bool](`(() => { const at = document.activeElement; return `+condition+`; })()`))
		stop()
		if err != nil {
			w.broken(err)
		}
		if there {
			return
		}
		w.do(chromedp.KeyEvent("\t"))
	}
	w.broken(fmt.Errorf("%s cannot be reached with %d presses of Tab", what, most))
}

// key presses keys where the focus is.
func (w *window) key(keys string) { w.t.Helper(); w.do(chromedp.KeyEvent(keys)) }

// tabTo goes to a button by keyboard.
func (w *window) tabTo(part, label string) {
	w.t.Helper()
	w.until(label, `[...document.querySelectorAll("`+part+` button")].some(b => b.innerText.trim() === `+script(label)+`)`)
	w.tab(label, `at.matches("`+part+` button") && at.innerText.trim() === `+script(label))
}

// keys writes a line by keyboard alone.
func (w *window) keys(line string) {
	w.t.Helper()
	w.tab("the line to write in", `at.id === "text"`)
	w.key(line)
	w.key("\r")
	w.until("an empty line", `document.getElementById("text").value === ""`)
}

// picture keeps what the window shows: in the folder that was asked for, else
// as an artifact of the test.
func (w *window) picture(name string) {
	w.t.Helper()
	bounded, stop := context.WithTimeout(w.page, patience)
	defer stop()
	shot, err := chromedp.Run(bounded, chromedp.CaptureScreenshot())
	if err != nil {
		w.t.Errorf("take a picture: %v", err)
		return
	}
	folder := w.t.ArtifactDir()
	if *screenshots != "" {
		folder = *screenshots
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), shot, 0o600); err != nil {
		w.t.Error(err)
	}
}
