package room_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"magbot/bot"
)

// beside is another process that serves the same room: its own address and
// memory, and the same log, keys and bot.
func (s *scene) beside() *scene {
	s.t.Helper()
	return open(s.t, func(other *scene) {
		other.log, other.keys, other.house, other.clock = s.log, s.keys, s.house, s.clock
		other.config.Log, other.config.Sealer, other.config.Now = s.log, s.keys, s.clock.now
		other.config.Bot, other.config.Door = s.house, s.house
	})
}

// comes asks again until the page shows a text.
func (b *browser) comes(path, text string) page {
	b.s.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		p := b.get(b.base + path)
		if strings.Contains(p.text(), text) {
			return p
		}
		if time.Now().After(deadline) {
			b.s.t.Fatalf("%s never shows %q: %s", path, text, p.body)
		}
	}
}

func TestWhatIsSaidInOneProcessIsShownInTheOther(t *testing.T) {
	first := open(t)
	second := first.beside()
	ana, grace := first.sit("p-chair"), second.sit("p-tech3")
	for i := range 5 {
		ana.say(fmt.Sprint("good morning ", i))
		grace.comes("/c/general", fmt.Sprint("good morning ", i))
		grace.say(fmt.Sprint("and to you ", i))
		ana.comes("/c/general", fmt.Sprint("and to you ", i))
	}
	second.deliver(bot.Delivery{ID: "a", Kind: bot.Direct, Account: to("p-chair"), Message: sayOne("for your eyes")})
	ana.comes("/c/magbot", "for your eyes")
}

func TestASessionOfOneProcessHoldsInTheOther(t *testing.T) {
	first := open(t)
	second := first.beside()
	ana := first.sit("p-chair")
	there := second.browser()
	there.base = ana.base
	there.comes("/c/general", "general")
	if err := first.room.Forget(t.Context(), "p-chair"); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(10 * time.Second)
	for there.general().status == http.StatusOK {
		if time.Now().After(deadline) {
			t.Fatal("the session that was ended goes on in the other process")
		}
	}
}

// However two processes race to deliver the same messages, each stands there
// once, and both give the same receipt.
func TestTwoProcessesDeliverOnce(t *testing.T) {
	first := open(t)
	second := first.beside()
	const many = 60
	receipts := make([][many]bot.Posted, 2)
	var wait sync.WaitGroup
	for i, s := range []*scene{first, second} {
		wait.Go(func() {
			for n := range many {
				posted, err := s.room.Deliver(t.Context(), bot.Delivery{
					ID: fmt.Sprint("rec-", n), Kind: bot.Post, Place: general(), Message: sayOne(fmt.Sprintf("message %d.", n)),
				})
				if err != nil {
					t.Error(err)
				}
				receipts[i][n] = posted
			}
		})
	}
	wait.Wait()
	if receipts[0] != receipts[1] {
		t.Errorf("the receipts are\n%v and\n%v", receipts[0], receipts[1])
	}
	for _, s := range []*scene{first, second} {
		p := s.sit("p-chair").comes("/c/general", fmt.Sprintf("message %d.", many-1))
		for n := many - 10; n < many; n++ {
			if got := strings.Count(p.body, fmt.Sprintf("message %d.", n)); got != 1 {
				t.Errorf("message %d stands there %d times", n, got)
			}
		}
	}
}

// A live message has one place and never goes back, whichever process renews it.
func TestALiveMessageOfTwoProcessesNeverGoesBack(t *testing.T) {
	first := open(t)
	second := first.beside()
	renew := func(s *scene, order uint64) bot.Posted {
		return s.deliver(bot.Delivery{
			ID: fmt.Sprint("queue@", order), Kind: bot.Live, Key: "queue", Order: order, Place: general(), Message: sayOne(fmt.Sprintf("queue as of %d.", order)),
		})
	}
	place := renew(first, 1)
	for _, step := range []struct {
		by    *scene
		order uint64
		shown uint64
	}{{second, 3, 3}, {first, 2, 3}, {second, 2, 3}, {first, 5, 5}, {second, 4, 5}, {second, 6, 6}} {
		if got := renew(step.by, step.order); got != place {
			t.Errorf("renewal %d is at %v, want %v", step.order, got, place)
		}
		for _, s := range []*scene{first, second} {
			p := s.sit("p-sec").comes("/c/general", fmt.Sprintf("queue as of %d.", step.shown))
			if strings.Count(p.body, "queue as of") != 2 { // in its place and under Now
				t.Errorf("after renewal %d: %s", step.order, p.body)
			}
		}
	}
	first.restart()
	if renew(first, 5); !strings.Contains(first.sit("p-sec").general().body, "queue as of 6.") {
		t.Error("it went back after a restart")
	}
}

// One line that a browser sends to both processes is said once.
func TestALineSentToBothProcessesIsSaidOnce(t *testing.T) {
	first := open(t)
	second := first.beside()
	ana := first.sit("p-chair")
	there := second.browser()
	there.base = ana.base
	there.comes("/c/general", "general")
	form := url.Values{"text": {"once only"}, "key": {freshKey()}}
	var wait sync.WaitGroup
	for _, b := range []*browser{ana, there} {
		wait.Go(func() { b.post(b.base+"/c/general/say", form, "HX-Request", "true") })
	}
	wait.Wait()
	for _, b := range []*browser{ana, there} {
		if p := b.comes("/c/general", "once only"); strings.Count(p.body, "once only") != 1 {
			t.Errorf("it was said more than once: %s", p.body)
		}
	}
}
