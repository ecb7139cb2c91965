package room_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
)

func TestADeliveryThatComesTwiceIsShownOnce(t *testing.T) {
	s := open(t)
	d := bot.Delivery{ID: "rec-7/decided", Kind: bot.Post, Key: "decided", Place: general(), Message: sayOne("It is decided.")}
	first := s.deliver(d)
	d.Message = sayOne("It is decided, said again.")
	second := s.deliver(d)
	s.restart()
	third := s.deliver(d)
	if first != second || first != third || first.Message == "" {
		t.Errorf("receipts %q, %q, %q", first, second, third)
	}
	if n := strings.Count(s.sit("p-chair").general().body, "It is decided"); n != 1 {
		t.Errorf("it stands there %d times", n)
	}
}

func TestALiveMessageIsRenewedInPlace(t *testing.T) {
	s := open(t)
	live := func(id, replaces, text string) bot.Posted {
		return s.deliver(bot.Delivery{ID: id, Kind: bot.Live, Key: "meeting/1 floor.queue", Replaces: replaces, Place: general(), Message: sayOne(text)})
	}
	first := live("a", "", "the queue is empty")
	s.deliver(bot.Delivery{ID: "x", Kind: bot.Post, Place: general(), Message: sayOne("in between")})
	for name, p := range map[string]bot.Posted{
		"by its receipt":               live("b", first.Message, "one waits"),
		"though the receipt was lost":  live("c", "", "two wait"),
		"though the receipt is wrong":  live("d", "channel/general#99", "three wait"),
		"though it is another message": live("e", "nonsense", "four wait"),
	} {
		if p != first {
			t.Errorf("%s: receipt %q, want %q", name, p.Message, first.Message)
		}
	}
	p := s.sit("p-chair").general()
	if strings.Count(p.body, "four wait") != 2 || strings.Contains(p.body, "three wait") {
		t.Errorf("the page: %s", p.body)
	}
	before, _, _ := strings.Cut(p.body, "in between")
	if !strings.Contains(before, "four wait") {
		t.Error("it did not stay in its place")
	}
	if _, now, _ := strings.Cut(p.body, `id="cards"`); !strings.Contains(now, "four wait") {
		t.Error("it is not under Now")
	}
}

var cardText = regexp.MustCompile(`(?s)<article id="now-[^"]*" class="card".*?<p>(.*?)</p>`)

// cards gives the first paragraph of each card in a page or an event.
func cards(body string) string {
	var texts []string
	for _, m := range cardText.FindAllStringSubmatch(body, -1) {
		texts = append(texts, m[1])
	}
	return strings.Join(texts, ", ")
}

func TestWhatIsForemostStandsFirstLiveAndOnReload(t *testing.T) {
	s := open(t)
	live := func(id, key, text string, rank chat.Rank, account bot.Account) {
		t.Helper()
		d := bot.Delivery{ID: id, Kind: bot.Live, Key: key, Message: sayOne(text), Account: account}
		if d.Message.Rank = rank; account.User == "" {
			d.Place = general()
		}
		s.deliver(d)
		s.clock.pass(time.Minute)
	}
	everybody, chair := bot.Account{}, to("p-chair")
	live("1", "desk-1", "old desk", chat.InView, chair)
	live("2", "desk-2", "desk", chat.Ahead, chair)
	live("3", "agenda", "agenda", chat.InView, everybody)
	live("4", "queue", "queue", chat.Foremost, everybody)
	live("5", "next", "next", chat.Foremost, chair)
	for i := range 8 { // more than a panel holds
		live(fmt.Sprint("w", i), fmt.Sprint("wording-", i), fmt.Sprint("wording ", i), chat.Pending, everybody)
		if i < 7 {
			live(fmt.Sprint("o", i), fmt.Sprint("wording-", i), fmt.Sprint("earlier wording ", i), chat.Over, everybody)
		}
	}
	const want = "queue, next, wording 7, desk, agenda, old desk"
	ana := s.sit("p-chair")
	l := ana.listen("0.0.0")
	if got := cards(l.next("now").data); got != want {
		t.Errorf("live: %s", got)
	}
	live("6", "agenda", "agenda", chat.InView, everybody)
	if got := cards(l.next("now").data); got != want {
		t.Errorf("after the agenda was renewed: %s", got)
	}
	for name, p := range map[string]page{"reload": ana.general(), "private conversation": ana.get(ana.base + "/c/magbot")} {
		if got := cards(p.body); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	s.restart()
	p := ana.general()
	if got := cards(p.body); got != want {
		t.Errorf("after a restart: %s", got)
	}
	if talk, _, _ := strings.Cut(p.body, `id="cards"`); !strings.Contains(talk, "<p>earlier wording 3</p>") {
		t.Error("what is over does not stand in full where it was posted")
	}
}

func TestALiveMessageWithNothingToShowIsGone(t *testing.T) {
	s := open(t)
	d := bot.Delivery{ID: "a", Kind: bot.Live, Key: "q", Place: general(), Message: sayOne("the queue")}
	s.deliver(d)
	d.ID, d.Message = "b", chat.Message{}
	s.deliver(d)
	p := s.sit("p-chair").general()
	if strings.Contains(p.body, "the queue") || !strings.Contains(p.body, "Nothing is under way") {
		t.Error("it is still there")
	}
	d.ID, d.Message = "c", sayOne("the queue again")
	s.deliver(d)
	if p := s.sit("p-chair").general(); !strings.Contains(p.body, "the queue again") {
		t.Error("it does not come back")
	}
}

func TestTheChairsCardIsForTheChairAlone(t *testing.T) {
	s := open(t)
	s.meeting()
	if p := s.sit("p-chair").general(); !strings.Contains(p.body, "Next, if you agree") {
		t.Error("the Chair does not see the suggestion beside the talk")
	}
	if p := s.sit("p-sec").general(); strings.Contains(p.body, "Next, if you agree") {
		t.Error("somebody else does")
	}
}

func TestADirectMessageIsMarkedUntilItIsRead(t *testing.T) {
	s := open(t)
	s.meeting()
	xiao := s.sit("p-cs2")
	const mark = `class="unread"`
	if p := xiao.general(); !strings.Contains(p.body, mark) || strings.Contains(p.body, "You stay named") {
		t.Error("it is not marked, or shown outside the private conversation")
	}
	if p := xiao.get(xiao.base + "/c/magbot"); !strings.Contains(p.body, "You stay named as an author.") {
		t.Error("it is not in the private conversation")
	}
	s.restart()
	if p := xiao.general(); strings.Contains(p.body, mark) {
		t.Error("it is marked after it was read")
	}
}

func TestWhereNothingCanBeDeliveredIsSaid(t *testing.T) {
	s := open(t)
	s.house.seats[5].Gone = true
	for name, d := range map[string]bot.Delivery{
		"no such channel":           {ID: "1", Place: bot.Place{Platform: "room", Channel: "none"}},
		"nobody's private":          {ID: "1", Place: bot.Place{Platform: "room", Channel: "magbot"}},
		"neither place nor account": {ID: "1"},
		"an unknown person":         {ID: "1", Account: to("p-none")},
		"a person who was erased":   {ID: "1", Account: to("p-tech3")},
		"a delivery without an ID":  {Place: general()},
	} {
		d.Message = sayOne("hello")
		if _, err := s.room.Deliver(t.Context(), d); err == nil {
			t.Errorf("%s: it was delivered", name)
		}
	}
}
