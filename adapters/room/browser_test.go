package room_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"magbot/adapters/browser/browsertest"
	"magbot/bot"
	"magbot/bot/chat"
)

// step is one thing done in a window.
type step = chromedp.Action[chromedp.Void]

// chromium starts one browser for a test, which ends with it.
func chromium(t *testing.T) *window {
	t.Helper()
	return &window{t: t, ctx: browsertest.Start(t, 2*time.Minute)}
}

// window is one tab of the browser.
type window struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // a tab is its context
}

// window opens a tab of a certain size.
func (s *scene) window(browser *window, width, height int64) *window {
	s.t.Helper()
	ctx, stop := chromedp.NewContext(browser.ctx)
	s.t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		s.t.Fatalf("open a window: %v", err)
	}
	w := &window{t: s.t, ctx: ctx}
	browsertest.Watch(w.ctx, w.t)
	w.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(s.config.Origin+"/"), chromedp.WaitVisible(".seats"))
	return w
}

// tab opens a window and takes a seat in it.
func (s *scene) tab(browser *window, person bot.PersonID) *window {
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
		w.t.Fatalf("wait for %s: %v; the focus is on %s", script, err, ask(w, chromedp.Evaluate[string](`document.activeElement.outerHTML.slice(0, 300)`)))
	}
}

func quote(text string) string { return "`" + strings.ReplaceAll(text, "`", "\\`") + "`" }

// types writes where one writes; "\r" is Enter.
func (w *window) types(text string) {
	w.t.Helper()
	w.do(chromedp.SendKeys("#text", text))
}

// keys presses keys, wherever the focus is.
func (w *window) keys(keys string) {
	w.t.Helper()
	w.do(chromedp.KeyEvent(keys))
}

func TestTwoWindowsHoldTwoPeople(t *testing.T) {
	s := open(t, sketches)
	s.meeting()
	browser := chromium(t)
	s.window(browser, 1280, 800).picture("door")
	chair, member := s.tab(browser, "p-chair"), s.tab(browser, "p-ps1")
	chair.shows("#cards", "Next, if you agree")
	member.types("Good morning from Madrid. The paper is at https://example.org/criteria")
	member.types("\r")
	member.shows("#talk", "Good morning from Madrid")
	member.types("q+ to say why\r")
	member.until(`document.querySelectorAll("#cards li").length == 5`)
	member.picture("member")
	chair.shows("#talk", "Good morning from Madrid")
	chair.shows("#talk", "recorded")
	chair.types("/mag balance\r")
	chair.shows("#talk", "28 % of the time")
	chair.picture("chair")
	seen := ask(member, chromedp.Text("body"))
	for _, private := range []string{"Next, if you agree", "28 % of the time"} {
		if strings.Contains(seen, private) {
			t.Errorf("the member's window shows %q", private)
		}
	}
}

func TestByKeyboardAlone(t *testing.T) {
	s := open(t, sketches)
	s.meeting()
	w := s.window(chromium(t), 1280, 800)
	w.keys("\t\r")
	w.do(chromedp.WaitVisible("#write"))
	w.keys("\t\t")
	w.until(`document.activeElement.matches(".skip[href='#text']") && document.activeElement.getBoundingClientRect().top >= 0`)
	w.keys("\r")
	w.until(`document.activeElement.id == "text"`)
	w.keys("/mag agenda a")
	w.until(`[...document.querySelectorAll("#suggest li:not([hidden])")].map(o => o.dataset.path).join() == "agenda add"`)
	w.picture("suggest")
	w.keys(kb.ArrowDown + "\r")
	w.until(`document.getElementById("text").value == "/mag agenda add "`)
	w.keys("\r")
	w.until(`document.activeElement.name == "f.title" && document.getElementById("dialog").open`)
	w.keys("Hybrid speaking rules")
	w.until(`document.activeElement.name == "f.title" && document.activeElement.value == "Hybrid speaking rules"`)
	w.keys("\r")
	w.shows("#dialog", "One answer needs another look")
	w.until(`document.activeElement.name == "f.kind" && document.querySelector("[name='f.title']").value == "Hybrid speaking rules"`)
	w.picture("form")
	w.keys("for dec\t \t\t\t \t\t\r")
	w.until(`!document.getElementById("dialog").open && document.activeElement.id == "text"`)
	call := s.house.heard()[1].Intent.(bot.Call)
	if call.Args["title"] != "Hybrid speaking rules" || call.Args["kind"] != "decision" || call.Args["groups"] != "Government" || call.Args["behalf"] != "true" {
		t.Errorf("the bot was asked %+v", call)
	}
	w.do(chromedp.Click("#actions"))
	w.until(`document.activeElement.matches("[data-find]")`)
	w.keys("queue")
	w.until(`document.querySelectorAll(".palette li:not([hidden])").length == 3`)
	w.picture("actions")
	w.keys(kb.Escape)
	w.until(`!document.getElementById("dialog").open && document.activeElement.id == "actions"`)
}

func TestTheFocusStaysWhereTheQueueMoves(t *testing.T) {
	s := open(t, sketches)
	s.meeting()
	w := s.tab(chromium(t), "p-tech3")
	w.until(`(document.querySelector("#cards button.primary").focus(), true)`)
	w.keys("\r")
	w.shows("#talk", "You are on the queue")
	w.until(`document.querySelectorAll("#cards li").length == 5 && document.activeElement.innerText == "Ask for the floor"`)
	key := `document.querySelector("#cards form[data-press]").elements.key.value`
	first := ask(w, chromedp.Evaluate[string](key))
	w.keys("\r")
	w.until(key + " != " + quote(first))
	in := s.house.heard()
	if in[0].Cause == in[len(in)-1].Cause {
		t.Error("a second press is taken for a retry of the first")
	}
}

func TestWhereTheFocusGoesWhenWhatWasPressedIsGone(t *testing.T) {
	s := open(t, sketches)
	call := func(id, name string) {
		m := chat.Say("Next, if you agree: " + name)
		m.Buttons = []chat.Button{{Label: "Call " + name, Call: chat.Do("queue call", "person", name), Style: chat.Primary}, {Label: "Close the queue", Call: chat.Do("queue close")}}
		if name == "" {
			m = chat.Message{}
		}
		s.deliver(bot.Delivery{ID: id, Kind: bot.Live, Key: "next", Account: to("p-chair"), Message: m})
	}
	call("1", "Sam")
	s.house.set(func(h *house) {
		h.answer = func(bot.Input) (bot.Answer, error) {
			call("2", "Grace")
			return recorded(chat.Message{}), nil
		}
	})
	w := s.tab(chromium(t), "p-chair")
	w.until(`(document.querySelector("#cards button.primary").focus(), true)`)
	w.keys("\r")
	w.shows("#cards", "Call Grace")
	w.until(`document.activeElement.matches("#cards article")`)
	w.keys("\r")
	w.keys("\t")
	w.until(`document.activeElement.innerText === "Call Grace"`)
	w.keys("\t\t")
	w.until(`!document.activeElement.closest("#cards article")`)
	if n := len(s.house.heard()); n != 1 {
		t.Errorf("the bot was asked %d times", n)
	}
	w.until(`(document.querySelector("#cards button.primary").focus(), true)`)
	call("3", "")
	w.until(`document.activeElement.id === "cards"`)
}

func TestALongAnswerIsReadFromItsBeginning(t *testing.T) {
	s := open(t, sketches)
	lines := func(n int) chat.Message {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf("Line %d of %d", i+1, n))
		}
		return chat.Say(all...)
	}
	long := 80
	s.house.set(func(h *house) {
		h.answer = func(bot.Input) (bot.Answer, error) { return bot.Answer{Message: lines(long)}, nil }
	})
	w := s.tab(chromium(t), "p-chair")
	w.types("/mag help\r")
	w.shows("#talk", "Line 80 of 80")
	const place = `(() => {
		const pane = document.getElementById("talk").getBoundingClientRect();
		const note = [...document.querySelectorAll("#talk .note")].at(-1).getBoundingClientRect();
		return [note.top - pane.top, pane.bottom - note.bottom].map(Math.round);
	})()`
	if at := ask(w, chromedp.Evaluate[[]int](place)); at[0] < 0 || at[0] > 20 {
		t.Errorf("the answer begins %d pixels under the top of the pane", at[0])
	}
	s.sit("p-ps1").say("meanwhile")
	w.shows("#talk", "meanwhile")
	if at := ask(w, chromedp.Evaluate[[]int](place)); at[0] < 0 || at[0] > 20 {
		t.Errorf("what comes moves it to %d pixels under the top", at[0])
	}
	long = 3
	w.types("/mag help\r")
	w.shows("#talk", "Line 3 of 3")
	if at := ask(w, chromedp.Evaluate[[]int](place)); at[1] < 0 || at[1] > 40 {
		t.Errorf("a short answer ends %d pixels above the end of the pane", at[1])
	}
}

func TestAWindowFindsItsWayBack(t *testing.T) {
	s := open(t, sketches)
	w := s.tab(chromium(t), "p-tech3")
	grace := s.sit("p-chair")
	grace.say("before")
	w.shows("#talk", "before")
	w.types("half a line")
	s.stop()
	w.shows("#status", "The connection is gone")
	s.restartAt()
	grace.say("after")
	w.shows("#talk", "after")
	w.until(`document.querySelectorAll("#talk article.message").length == 2 && document.getElementById("text").value == "half a line"`)
}

func TestAWindowSaysWhenItIsNotUpToDate(t *testing.T) {
	s := open(t, sketches)
	w := s.tab(chromium(t), "p-chair")
	s.deliver(bot.Delivery{ID: "1", Kind: bot.Live, Key: "next", Account: to("p-chair"), Message: chat.Say("Next: Sam")})
	w.shows("#cards", "Next: Sam")
	w.shows("#fresh", "Kept up to date")
	s.stop()
	w.shows("#fresh", "the connection is gone")
	s.restartAt()
	// What the record held when it was killed is delivered after the start.
	s.deliver(bot.Delivery{ID: "2", Kind: bot.Live, Key: "next", Account: to("p-chair"), Message: chat.Say("Next: Grace")})
	w.shows("#cards", "Next: Grace")
	w.shows("#fresh", "Kept up to date")
}

// A browser keeps six connections to one address; a rehearsal may have more
// windows than that, of which most are behind others.
func TestAHiddenWindowGivesItsConnectionBackAndCatchesUp(t *testing.T) {
	s := open(t, sketches)
	w := s.tab(chromium(t), "p-tech3")
	ana := s.sit("p-chair")
	ana.say("before")
	w.shows("#talk", "before")
	w.until(`(() => {
		const close = EventSource.prototype.close;
		EventSource.prototype.close = function () { window.gaveBack = true; close.call(this); };
		Object.defineProperty(document, "hidden", { value: true, configurable: true });
		document.dispatchEvent(new Event("visibilitychange"));
		return true;
	})()`)
	w.until(`window.gaveBack`)
	ana.say("meanwhile")
	w.until(`(() => {
		Object.defineProperty(document, "hidden", { value: false, configurable: true });
		document.dispatchEvent(new Event("visibilitychange"));
		return true;
	})()`)
	w.shows("#talk", "meanwhile")
	ana.say("afterwards")
	w.shows("#talk", "afterwards")
	w.until(`document.querySelectorAll("#talk article.message").length == 3`)
}

// What comes while a request is under way waits for its answer; what comes
// between the answer and that moment must not be overtaken by it.
func TestWhatComesIsShownInTheOrderItCame(t *testing.T) {
	s := open(t, sketches)
	w := s.tab(chromium(t), "p-tech3")
	w.until(`(() => {
		const tell = (name, detail) => document.body.dispatchEvent(new CustomEvent("htmx:" + name, { detail, cancelable: true }));
		const cards = (rev, text) => tell("sseBeforeMessage", {
			type: "now", lastEventId: "", data: "<article id=now-c-1 data-rev=" + rev + ">" + text + "</article>",
		});
		const xhr = new EventTarget();
		tell("beforeSend", { xhr });
		cards(1, "older");
		xhr.dispatchEvent(new Event("loadend"));
		cards(2, "newer");
		setTimeout(() => { window.after = true; });
		return true;
	})()`)
	w.until(`window.after`)
	w.until(`document.querySelector("#cards").innerText.trim() === "newer"`)
}

func TestACardStandsWhereThePageWouldPutIt(t *testing.T) {
	s := open(t, sketches)
	w := s.tab(chromium(t), "p-tech3")
	w.until(`(() => {
		const cards = (...ids) => document.body.dispatchEvent(new CustomEvent("htmx:sseBeforeMessage", { cancelable: true, detail: {
			type: "now", lastEventId: "", data: ids.map((id) => "<article id=now-c-" + id + " data-rev=1><button>" + id + "</button></article>").join(""),
		} }));
		cards("desk", "agenda");
		document.querySelector("#now-c-desk button").focus();
		cards("item", "desk", "agenda");
		return true;
	})()`)
	w.until(`[...document.querySelectorAll("#cards article")].map((a) => a.innerText.trim()).join() === "item,desk,agenda"`)
	w.until(`document.activeElement.innerText === "desk"`)
}

func TestAFileThatIsTooLargeIsNotSentInVain(t *testing.T) {
	s := open(t, sketches)
	w := s.tab(chromium(t), "p-tech3")
	// Not with Enter, which a test sends in several steps: the last of them would
	// reach the form when it opens at once, and send it.
	w.types("/mag agenda add")
	w.do(chromedp.Click("#write button.primary"))
	w.until(`document.getElementById("dialog").open`)
	choose := func(size string) {
		w.until(`(() => {
			const field = document.querySelector("#dialog input[type=file]");
			const files = new DataTransfer();
			files.items.add(new File([new Uint8Array(` + size + `)], "people.csv"));
			field.files = files.files;
			field.dispatchEvent(new Event("change", { bubbles: true }));
			return true;
		})()`)
	}
	choose("5 << 20")
	w.shows("#dialog .wrong", "larger than 4 MB")
	w.until(`document.querySelector("#dialog input[type=file]").files.length === 0`)
	choose("100")
	w.until(`!document.querySelector("#dialog .wrong") && document.querySelector("#dialog input[type=file]").files.length === 1`)
}

func TestOnAPhone(t *testing.T) {
	s := open(t, sketches)
	s.meeting()
	s.sit("p-gov1").say("السلام عليكم، أود أن أتحدث عن المعايير.")
	s.sit("p-cs2").say("大家好，我想谈谈标准的权重。")
	browser := chromium(t)
	w := s.window(browser, 390, 844)
	w.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	w.picture("phone-door")
	w.sit("p-chair")
	w.shows("#cards", "Next, if you agree")
	w.fits()
	w.picture("phone")
	w.do(chromedp.Tap("#now > summary"))
	w.until(`!document.getElementById("now").open`)
	w.types("/mag balance\r")
	w.shows("#talk", "28 % of the time")
	w.fits()
	w.picture("phone-talk")
	w.do(chromedp.Tap("#actions"), chromedp.WaitVisible(".palette"))
	w.fits()
	w.picture("phone-actions")
	w.do(chromedp.Tap(".close"))
	w.until(`!document.getElementById("dialog").open`)
	dark := s.tab(browser, "p-chair")
	dark.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
		})
		return err
	}))
	dark.types("/mag agend\r")
	dark.shows("#talk", "Did you mean")
	dark.picture("dark")
	middle := s.window(browser, 900, 900)
	middle.sit("p-chair")
	middle.shows("#cards", "Next, if you agree")
	middle.fits()
	middle.picture("middle")
}

// fits fails when something stands out of the window, or where one writes is
// out of sight.
func (w *window) fits() {
	w.t.Helper()
	if wide := ask(w, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > innerWidth`)); wide {
		w.picture("wide")
		w.t.Error("the page is wider than the window")
	}
	w.until(`(() => { const r = document.getElementById("text").getBoundingClientRect(); return r.bottom <= innerHeight && r.top >= 0 && r.width > 100; })()`)
}
