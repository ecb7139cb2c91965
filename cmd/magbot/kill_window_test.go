package main_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Wherever the program is killed after a press — before the record holds it,
// before the channel is told, before the receipt is kept — the window that was
// open finds back to what a page drawn anew shows, by itself.
func TestAWindowThatWasOpenWhenItWasKilledShowsWhatIsTrue(t *testing.T) {
	data := t.TempDir()
	p := running(t, data, "127.0.0.1:0")
	browser := chromium(t)
	chair := browser.sit(p.address, wanjiru)
	chair.types(`/mag meeting schedule "Virtual Meeting XIV" when: +1h`)
	chair.shows(talk, "is planned")
	chair.types("/mag meeting open")
	chair.shows(now, "is open")
	for i, delay := range []time.Duration{0, time.Millisecond, 2 * time.Millisecond, 6 * time.Millisecond} {
		for _, name := range []string{temilade, desmond} {
			c, err := take(p.address, name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.say(fmt.Sprint(name, i), "q+"); err != nil {
				t.Fatal(err)
			}
		}
		chair.until("two who wait", `document.querySelectorAll("#cards ol li").length >= 2 && [...document.querySelectorAll("#cards button.primary")].some(b => b.innerText.startsWith("Call "))`)
		chair.until("a press", `([...document.querySelectorAll("#cards button.primary")].find(b => b.innerText.startsWith("Call ")).click(), true)`)
		moment := time.NewTimer(delay)
		<-moment.C
		if err := p.kill(); err != nil {
			t.Fatal(err)
		}
		chair.until("that the connection is gone", `document.getElementById("fresh").innerText === document.getElementById("fresh").dataset.lost`)
		p = running(t, data, p.host())
		chair.until("the connection", `document.getElementById("fresh").innerText === document.getElementById("fresh").dataset.found`)
		chair.until("what a page drawn anew shows", `(() => {
			const shown = (root) => [...root.querySelectorAll("#cards .body")].map(b => b.innerHTML.replace(/<(span|time)[^>]*>[^<]*/g, "")).join();
			if (!window.asked) {
				window.asked = true;
				fetch(location.href).then(r => r.text()).then(text => {
					window.anew = shown(new DOMParser().parseFromString(text, "text/html"));
					setTimeout(() => { window.asked = false; }, 200);
				});
			}
			return window.anew === shown(document);
		})()`)
		chair.until("a suggestion that is not who speaks", `(() => {
			const cards = document.getElementById("cards").innerText;
			const [speaking, next] = [/Speaking (\w+)/, /Next, if you agree: (\w+)/].map(r => r.exec(cards)?.[1]);
			return speaking && next && speaking !== next;
		})()`)
		chair.do(chromedp.Reload(), chromedp.WaitVisible("#write"))
		chair.types("/mag queue clear")
		chair.shows(now, "Waiting nobody")
	}
}
