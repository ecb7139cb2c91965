package room_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/chat"
)

// changing is what differs each time a page is drawn: keys, and their names.
var changing = regexp.MustCompile(`(name="key"[^>]*value="[^"]*")|(data-clock="\d+")|(after=[\d.]+)`)

// TestAnyHistoryIsTheSameAfterARestart: what a page shows is folded from the
// log, so a new process shows the same.
func TestAnyHistoryIsTheSameAfterARestart(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := open(t)
		defer s.stop()
		ana, grace := s.sit("p-chair"), s.sit("p-tech3")
		for i := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			text := fmt.Sprintf("text %d", i)
			live := rapid.SampledFrom([]string{"queue", "agenda"}).Draw(rt, "live")
			number := rapid.IntRange(1, 12).Draw(rt, "number")
			switch rapid.SampledFrom([]string{"say", "post", "live", "blank", "direct", "edit", "delete", "chair"}).Draw(rt, "step") {
			case "say":
				rapid.SampledFrom([]*browser{ana, grace}).Draw(rt, "who").say(text)
			case "post":
				s.deliver(bot.Delivery{ID: text, Kind: bot.Post, Place: general(), Message: sayOne(text)})
			case "live":
				s.deliver(bot.Delivery{ID: text, Kind: bot.Live, Key: live, Place: general(), Message: sayOne(text)})
			case "blank":
				s.deliver(bot.Delivery{ID: text, Kind: bot.Live, Key: live, Place: general(), Message: chat.Message{}})
			case "direct":
				s.deliver(bot.Delivery{ID: text, Kind: bot.Direct, Account: to("p-chair"), Message: sayOne(text)})
			case "chair":
				s.deliver(bot.Delivery{ID: text, Kind: bot.Live, Key: live, Account: to("p-chair"), Message: sayOne(text)})
			case "edit":
				ana.post(fmt.Sprintf("%s/c/general/edit/%d", ana.base, number), url.Values{"text": {text}})
			case "delete":
				ana.post(fmt.Sprintf("%s/c/general/delete/%d", ana.base, number), url.Values{})
			}
		}
		looks := func() []string {
			var pages []string
			for range 2 { // first everything is read, then looked at
				pages = nil
				for _, b := range []*browser{ana, grace} {
					for _, path := range []string{"/c/general", "/c/magbot"} {
						pages = append(pages, changing.ReplaceAllString(b.get(b.base+path).body, ""))
					}
				}
			}
			return pages
		}
		before := looks()
		s.restart()
		for i, after := range looks() {
			if diff := cmp.Diff(strings.Split(before[i], "\n"), strings.Split(after, "\n")); diff != "" {
				rt.Fatalf("page %d differs after a restart: %s", i, diff)
			}
		}
	})
}

// FuzzWhatPeopleType types any text and draws it for somebody else.
func FuzzWhatPeopleType(f *testing.F) {
	for _, seed := range append(attacks, "", "q+", "/mag", "/", "@magbot", "\x00", "\u202E\u2066", "http://a.b/c?d#e.", "https://", "\xff", strings.Repeat("x", 2000), "a\r\n\r\ndata: x") {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := open(t)
		ana := s.sit("p-chair")
		if p := ana.say(text); p.status != 200 && p.status != 413 {
			t.Fatalf("status %d", p.status)
		}
		p := s.sit("p-tech3").general()
		if p.status != 200 {
			t.Fatalf("status %d", p.status)
		}
		harmless(t, "the room", p.body)
		if n := strings.Count(p.body, "<article"); n > 1 || strings.Count(p.body, "</article>") != n {
			t.Fatalf("%d messages", n)
		}
	})
}
