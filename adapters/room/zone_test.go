package room_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"magbot/bot"
	"magbot/bot/chat"
)

var tags = regexp.MustCompile(`<[^>]*>`)

// living says where people live.
func (s *scene) living(zones map[bot.PersonID]string) {
	s.t.Helper()
	s.house.set(func(h *house) {
		for i, seat := range h.seats {
			name, ok := zones[seat.Person]
			if !ok {
				continue
			}
			zone, err := time.LoadLocation(name)
			if err != nil {
				s.t.Fatal(err)
			}
			h.seats[i].Zone = zone
		}
	})
}

// times delivers each form of an instant: late on the first Sunday on
// which Europe has summer time.
func (s *scene) times() {
	s.t.Helper()
	at := time.Date(2027, 3, 28, 22, 30, 0, 0, time.UTC)
	m := chat.Message{Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(
		"full ", chat.Time{At: at}, "; hour ", chat.Time{At: at, Form: chat.TimeOnly}, "; day ", chat.Time{At: at, Form: chat.DateOnly})}}}
	s.deliver(bot.Delivery{ID: "t", Kind: bot.Post, Place: general(), Message: m})
}

func TestHoursAreShownWhereTheReaderLives(t *testing.T) {
	s := open(t)
	s.living(map[bot.PersonID]string{
		"p-chair": "Africa/Nairobi", "p-sec": "Europe/Zurich", "p-gov1": "America/Sao_Paulo", "p-cs2": "Asia/Kolkata", "p-ps1": "UTC",
	})
	s.times()
	for person, want := range map[bot.PersonID]string{
		"p-chair": "full Mon 29 Mar 2027, 01:30 EAT; hour 01:30 EAT; day Mon 29 Mar 2027",
		"p-sec":   "full Mon 29 Mar 2027, 00:30 CEST; hour 00:30 CEST; day Mon 29 Mar 2027",
		"p-gov1":  "full Sun 28 Mar 2027, 19:30 UTC-03; hour 19:30 UTC-03; day Sun 28 Mar 2027",
		"p-cs2":   "full Mon 29 Mar 2027, 04:00 IST; hour 04:00 IST; day Mon 29 Mar 2027",
		"p-ps1":   "full Sun 28 Mar 2027, 22:30 UTC; hour 22:30 UTC; day Sun 28 Mar 2027",
		"p-tech3": "full Sun 28 Mar 2027, 22:30 UTC; hour 22:30 UTC; day Sun 28 Mar 2027", // nobody knows where
	} {
		p := s.sit(person).general()
		if got := tags.ReplaceAllString(p.text(), ""); !strings.Contains(got, want) {
			t.Errorf("%s does not read %q: %s", person, want, got)
		}
	}
	if p := s.sit("p-chair").general(); !strings.Contains(p.body, `data-zone="Africa/Nairobi"`) ||
		!strings.Contains(p.text(), `title="Mon 29 Mar 2027, 01:30 EAT (Africa/Nairobi) · Sun 28 Mar 2027, 22:30 UTC"`) {
		t.Error("the zone is not named in full")
	}
	if p := s.sit("p-tech3").general(); strings.Contains(p.body, "data-zone") {
		t.Error("a zone that nobody gave is taken for known")
	}
}

func TestTheBrowsersZoneCountsOnlyWhereNoOtherIsKnown(t *testing.T) {
	s := open(t, sketches)
	s.living(map[bot.PersonID]string{"p-chair": "Africa/Nairobi"})
	s.clock.pass(time.Since(s.clock.now())) // stamps are of today
	s.times()
	s.sit("p-ps1").say("hello")
	browser := chromium(t)
	for person, want := range map[bot.PersonID]string{
		"p-chair": "full Mon 29 Mar 2027, 01:30 EAT; hour 01:30 EAT",
		"p-tech3": "full Mon, 29 Mar 2027, 11:30 NZDT; hour 11:30 NZDT",
	} {
		w := s.window(browser, 1280, 800)
		w.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Pacific/Auckland"})
			return err
		}))
		w.sit(person)
		w.until(`document.querySelectorAll("#talk time[data-local]").length >= 4`)
		if got := ask(w, chromedp.Text("#talk")); !strings.Contains(got, want) && !strings.Contains(got, strings.ReplaceAll(want, "NZDT", "GMT+13")) {
			t.Errorf("%s reads %s", person, got)
		}
		w.until(`[...document.querySelectorAll("#talk header time")].every((t) => {
			const timeZone = t.dataset.zone || "Pacific/Auckland";
			return t.innerText === new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone }).format(new Date(t.dateTime));
		})`)
	}
}
