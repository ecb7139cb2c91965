package room_test

import (
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"magbot/bot"
	"magbot/bot/chat"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestAMessageIsSeenByEverybodyInTheChannel(t *testing.T) {
	s := open(t)
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	if p := ana.say("Good morning, all"); p.status != http.StatusOK {
		t.Fatalf("status %d: %s", p.status, p.body)
	}
	p := grace.general()
	for _, want := range []string{"Good morning, all", "Ana Ferreira", "Chair · Technical Community"} {
		if !strings.Contains(p.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	in := s.house.heard()
	if len(in) != 1 || in[0].Intent != (bot.Typed{Text: "Good morning, all"}) {
		t.Fatalf("the bot heard %+v", in)
	}
	if in[0].Place != general() || in[0].Actor.Account != to("p-chair") || in[0].At != s.clock.now() || len(in[0].Fresh) != 64 {
		t.Errorf("input %+v", in[0])
	}
}

// A command may answer with a message that stands in the channel too.
func TestAnAnswerSaysThatTheActorAloneSeesIt(t *testing.T) {
	const everybody = "Everybody in the channel sees this."
	s := open(t)
	agenda := chat.Say("Item 1 of 3")
	agenda.Seen = everybody
	s.house.answer = func(bot.Input) (bot.Answer, error) { return bot.Answer{Message: agenda}, nil }
	s.house.form = func(in bot.Input) (bot.Answer, error) {
		a, err := agendaForm(in)
		a.Message = agenda
		return a, err
	}
	ana := s.sit("p-chair")
	for name, p := range map[string]page{
		"a line":  ana.say("/mag agenda show"),
		"a press": ana.press(chat.Do("agenda show"), "k"),
		"a form":  ana.get(ana.base+"/c/general/form?path=agenda+add", "HX-Request", "true"),
	} {
		if !strings.Contains(p.body, "Item 1 of 3") || !strings.Contains(p.body, "Only you see this.") || strings.Contains(p.body, everybody) {
			t.Errorf("%s: %s", name, p.body)
		}
	}
	s.deliver(bot.Delivery{ID: "a", Kind: bot.Live, Key: "agenda", Place: general(), Message: agenda})
	if p := ana.general(); !strings.Contains(p.body, everybody) {
		t.Error("what everybody sees does not say so")
	}
}

func TestTheAnswerIsForTheActorAlone(t *testing.T) {
	s := open(t)
	s.house.answer = func(bot.Input) (bot.Answer, error) {
		return bot.Answer{Message: chat.Say("You are third on the queue."), Record: bot.Ref{Stream: "meeting/1", Version: 1}}, nil
	}
	ana, grace := s.sit("p-chair"), s.sit("p-tech3")
	p := ana.say("q+ to say hello")
	if !strings.Contains(p.body, "You are third on the queue.") || !strings.Contains(p.body, "Only you see this.") {
		t.Errorf("answer: %s", p.body)
	}
	if p := grace.general(); strings.Contains(p.body, "third on the queue") || !strings.Contains(p.body, "✓ recorded") {
		t.Errorf("somebody else's page: %s", p.body)
	}
}
