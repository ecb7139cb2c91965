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
