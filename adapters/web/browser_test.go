package web_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"magbot/adapters/browser/browsertest"
	"magbot/bot"
)

type step = chromedp.Action[chromedp.Void]

// tab is a tab of a browser.
type tab struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // a tab is its context
}

// served is a town that browsers reach.
func served(t *testing.T) *town {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := newTown(t, "http://"+l.Addr().String())
	server := httptest.NewUnstartedServer(http.HandlerFunc(w.pages.ServeHTTP))
	if err := server.Listener.Close(); err != nil {
		t.Fatal(err)
	}
	server.Listener = l
	server.Start()
	t.Cleanup(server.Close)
	return w
}

// chromium starts one browser for a test, which ends with it.
func chromium(t *testing.T) *tab {
	t.Helper()
	w := &tab{t, browsertest.Start(t, 2*time.Minute)}
	browsertest.Watch(w.ctx, t)
	return w
}

func (w *tab) do(steps ...step) {
	w.t.Helper()
	bounded, stop := context.WithTimeout(w.ctx, 20*time.Second)
	defer stop()
	if err := chromedp.Do(bounded, steps...); err != nil {
		w.picture("failed")
		w.t.Fatalf("in the browser: %v", err)
	}
}

func ask[T any](w *tab, what chromedp.Action[T]) T {
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
func (w *tab) picture(name string) {
	w.t.Helper()
	shot := ask(w, chromedp.CaptureScreenshot())
	if err := os.WriteFile(filepath.Join(w.t.ArtifactDir(), name+".png"), shot, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// until waits for what a script finds true. While a page makes way for the next
// there is none that could be asked.
func (w *tab) until(script string) {
	w.t.Helper()
	bounded, stop := context.WithTimeout(w.ctx, 30*time.Second)
	defer stop()
	again := time.NewTicker(30 * time.Millisecond)
	defer again.Stop()
	for {
		found, err := chromedp.Run(bounded, chromedp.Evaluate[bool](script))
		if err == nil && found {
			return
		}
		select {
		case <-again.C:
		case <-bounded.Done():
			w.picture("failed")
			w.t.Fatalf("wait for %s: %v; the page says %s", script, err, ask(w, chromedp.Evaluate[string](`document.body.innerText.slice(0, 600)`)))
		}
	}
}

// says waits until the page holds a text.
func (w *tab) says(text string) {
	w.t.Helper()
	w.until("document.readyState === 'complete' && document.body.innerText.replace(/\\s+/g, ' ').includes(`" + text + "`)")
}

func (w *tab) keys(keys string) {
	w.t.Helper()
	w.do(chromedp.KeyEvent(keys))
}

// colours changes between light and dark.
func (w *tab) colours(scheme string) {
	w.t.Helper()
	w.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}))
}

// faint lists texts whose colour is less than 4.5 to 1 against what is behind them
// (WCAG 2.2, 1.4.3), controls without a name, and what sticks out of the window.
const faint = `(() => {
	const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
	const parse = s => (s.match(/[\d.]+/g) || []).map(Number);
	const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > .99) return c.slice(0, 3); } return [255, 255, 255]; };
	const wrong = [];
	for (const e of document.querySelectorAll("body *")) {
		if (!e.checkVisibility() || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
		const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
		if ((a + .05) / (b + .05) < 4.5) wrong.push("faint: " + e.innerText.slice(0, 40));
	}
	for (const e of document.querySelectorAll("input:not([type=hidden]), textarea, select")) if (!e.labels.length) wrong.push("no label: " + e.name);
	for (const e of document.querySelectorAll("a, button, summary")) if (e.checkVisibility() && !e.innerText.trim()) wrong.push("no name: " + e.outerHTML.slice(0, 60));
	if (document.documentElement.scrollWidth > innerWidth) wrong.push("wider than the window: " + document.documentElement.scrollWidth);
	return wrong.join("; ");
})()`

// look takes pictures of the page, wide and narrow, light and dark, and fails when
// something of it cannot be read.
func (w *tab) look(name string) {
	w.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		w.colours(scheme)
		for width, wide := range map[int64]string{1280: "wide", 390: "narrow"} {
			w.do(chromedp.EmulateViewport(width, 844))
			if wrong := ask(w, chromedp.Evaluate[string](faint)); wrong != "" {
				w.t.Errorf("%s, %s, %d px: %s", name, scheme, width, wrong)
			}
			w.picture(name + "-" + wide + "-" + scheme)
		}
	}
	w.colours("light")
	w.do(chromedp.EmulateViewport(1280, 844))
}

func TestAModeratorHandlesACaseInABrowserByKeyboard(t *testing.T) {
	w := served(t)
	name := w.report("sam", "2", "They wrote that I know nothing, and that nobody asked me.\nIt was the third time this week.")
	w.report("sam", "1", "Another one.")
	b := chromium(t)
	at := w.pages.Origin
	b.do(chromedp.Navigate(at + "/cases/case/" + name))
	b.says("You are not signed in here")
	b.look("signed-out")
	b.do(chromedp.Navigate(at + w.link("nia")))
	b.says("serves once")
	b.look("link")
	b.keys("\t\r")
	b.says("Case by name")
	b.look("list")
	b.keys("\t")
	b.until(`document.activeElement.matches(".skip") && document.activeElement.getBoundingClientRect().top >= 0`)
	b.keys("\r\t\r") // into the page, and to its first case
	b.says("Please look")
	b.do(chromedp.Navigate(at + "/cases/case/" + name))
	b.says("Nothing has been done")
	if text := ask(b, chromedp.Evaluate[string](`document.documentElement.outerHTML`)); strings.Contains(text, "third time this week") {
		t.Error("the words are there before they are asked for")
	}
	b.look("case")
	w.later(time.Hour)
	for _, did := range [][]string{
		{"nia", "conduct take"},
		{"pim", "conduct note", "text", "Seen."},
		{"nia", "conduct propose", "step", "cooling-off", "text", "Please rest for a while."},
		{"pim", "conduct second"},
		{"nia", "conduct decide", "finding", "agree", "reason", "It was so."},
		{"pim", "conduct reopen", "reason", "There is more."},
		{"nia", "conduct give", "to", "pim"},
		{"pim", "conduct tell", "within", "5d", "text", "When was it?"},
	} {
		w.later(70 * time.Minute)
		w.does(did[0], did[1], append([]string{"case", name}, did[2:]...)...)
	}
	b.do(chromedp.Navigate(at + "/cases/case/" + name))
	b.says("Pim agreed to a step, which was done: Voluntary cooling-off")
	b.says("Nia gave it to Pim.")
	b.says("The reporters are asked to answer by")
	b.look("history")
	b.do(chromedp.EmulateViewport(1440, 900))
	b.picture("history-1440")
	b.do(chromedp.EmulateViewport(1280, 844), chromedp.Navigate(at+"/cases/case/"+name))
	b.says("What happened")
	b.until(`(document.querySelector("#unfold").focus(), true)`)
	b.keys("\r")
	b.says("third time this week")
	b.look("words")
	b.do(chromedp.Navigate(at + "/cases/case/" + name + "/form?path=conduct+propose"))
	b.says("Propose a step")
	b.do(chromedp.SetAttributeValue(chromedp.CSS(`[name="f.lasts"]`), "value", "30d"))
	b.until(`(document.querySelector("[name='f.step']").focus(), true)`)
	b.keys("Restr\t\t\t\tPlease pause for some days.")
	b.look("form")
	b.keys("\t\r")
	b.says("lasts 14 days at most")
	b.until(`document.querySelector("textarea").value === "Please pause for some days." && document.querySelector("[role=alert]") !== null`)
	b.look("refused")
	for act, says := range map[string]string{"give": "Who looks after it from now on", "redact": "The name of the report", "tell": "then one reminder"} {
		b.do(chromedp.Navigate(at + "/cases/case/" + name + "/form?path=conduct+" + act))
		b.says(says)
		b.look("form-" + act)
	}
}

func TestAnOpenPageShowsWhatOthersDoAndKeepsTheFocus(t *testing.T) {
	w := served(t)
	name := w.report("sam", "2", "They shouted.")
	b := chromium(t)
	b.do(chromedp.Navigate(w.pages.Origin + w.link("nia")))
	b.says("serves once")
	b.keys("\t\r")
	b.says("Case by name")
	b.do(chromedp.Navigate(w.pages.Origin + "/cases/case/" + name))
	b.says("Nothing has been done")
	b.until(`([...document.querySelectorAll("button")].find(e => e.innerText.startsWith("Close")).focus(), true)`)
	w.does("pim", "conduct note", "case", name, "text", "Seen.")
	w.does("pim", "conduct propose", "case", name, "step", "suggestion", "text", "Other words?")
	refresh := `htmx.trigger("#live", "look")`
	b.until(`(document.querySelector("#live").setAttribute("hx-trigger", "look"), htmx.process(document.querySelector("#live")), ` + refresh + `, true)`)
	b.says("Private suggestion of other words: done")
	b.until(`document.activeElement.innerText.startsWith("Close")`)
	w.does("nia", "conduct involved", "case", name)
	b.until(`(document.querySelector("#live").setAttribute("hx-trigger", "look"), htmx.process(document.querySelector("#live")), ` + refresh + `, true)`)
	b.says("There is no such page or case for you")
	b.keys(kb.Tab)
	b.until(`document.activeElement.innerText === "Back to the cases"`)
}

// What comes of putting reports together, of erasing what a reporter wrote, and of a rule
// of the platform stands on the page of the case.
func TestCasesThatArePutTogetherErasedOrFoundByAPlatformAreShown(t *testing.T) {
	w := served(t)
	name, second := w.report("sam", "2", "They wrote that I know nothing."), w.report("sam", "1", "Again, with my number +41 22 000 00 00.")
	found := w.ask(bot.Actor{Self: bot.ByRecord}, hall, "conduct flag", "rule", "automod.98765", "clause", "1", "about", string(w.names["sam"]),
		"span", "know nothing", "words", "You know nothing, as always.",
		"reason", "Please look: Discord’s AutoMod found words of a list that this server keeps.\nNo message with these words stands in the channel: AutoMod held it back, or it was no message. magbot had no part in that.")
	if found.Refused {
		t.Fatalf("%v", found.Message)
	}
	flagged := w.cases()[slices.IndexFunc(w.cases(), func(n string) bool { return n != name && n != second })]
	b := chromium(t)
	b.do(chromedp.Navigate(w.pages.Origin + w.link("nia")))
	b.says("serves once")
	b.keys("\t\r")
	b.says("Case by name")
	show := func(name, says, picture string) {
		b.do(chromedp.Navigate(w.pages.Origin + "/cases/case/" + name))
		b.says(says)
		b.look(picture)
	}
	w.does("nia", "conduct merge", "case", name, "into", second)
	show(second, "What happened", "merged")
	w.does("nia", "conduct redact", "case", second, "report", second, "reason", "Personal data of somebody.")
	show(second, "waits for somebody else to agree", "redaction-waits")
	w.does("pim", "conduct second", "case", second)
	show(second, "Erasing what a reporter wrote: done", "redacted")
	b.do(chromedp.Navigate(w.pages.Origin + "/cases/?order=waiting"))
	b.says("waiting, the longest first")
	b.look("list-in-order")
	show(flagged, "What happened", "automod")
	b.until(`(document.querySelector("#unfold").focus(), true)`)
	b.keys("\r")
	b.says("AutoMod held it back")
	b.look("automod-words")
}
