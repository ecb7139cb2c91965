package moderation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
)

// vera is of organisations whose names are in many scripts, of one that she will leave, one
// that she has left, and one whose name is a word.
const vera = `name,alias,e-mail,stakeholder group,role,organisation
Vera,vera,vera@example.org,Technical Community,member,Lakeside Network Operators (LNO); Réseau du Lac; Red del Lago; Озёрная сеть; شبكة البحيرة; 湖网协会; Old House 2020-01-01..2026-12-31; Next House ..2027-12-31; bridge
`

// Who urges to choose something that names their own organisation is told so alone, where
// they have said nothing of it; and everybody else is left alone.
func TestWhoUrgesToChooseSomethingOfTheirOwnIsToldAlone(t *testing.T) {
	told := []string{
		"We should select the LNO workshop on open standards.",
		"The session of Lakeside Network Operators deserves to be accepted.",
		"In my view LNO's proposal should be approved. It is the most useful one.",
		"I strongly recommend workshop 14 by LNO, for its speakers.",
		"Top marks for the LNO proposal!",
		"Please support the session of LNO, everybody.",
		"L’atelier du Réseau du Lac devrait être retenu.",
		"Je soutiens la proposition de Réseau du Lac.",
		"La propuesta de Red del Lago debería ser aceptada.",
		"Recomiendo el taller de Red del Lago.",
		"Озёрная сеть подала хороший семинар, его следует выбрать.",
		"Поддерживаю заявку, которую подала Озёрная сеть.",
		"أؤيد مقترح شبكة البحيرة.",
		"يجب اختيار ورشة شبكة البحيرة",
		"我支持湖网协会的提案。",
		"应该选湖网协会的工作坊。",
	}
	alone := []string{
		"We should select the workshop on open standards.",
		"We should select the LNO workshop; I work there.",
		"Our LNO workshop should be selected.",
		"Full disclosure: the LNO workshop should be selected, and it is of my colleagues.",
		"The LNO workshop should be selected. Vera, LNO",
		"Should we select the LNO workshop?",
		"We should not select the LNO workshop.",
		"Pim said that we should select the LNO workshop.",
		"> We should select the LNO workshop.\nThanks, noted.",
		"“We should select the LNO workshop” is what stands in the minutes.",
		"The LNO workshop is at three in room 5.",
		"LNO hosted us well. We should select a workshop on standards.",
		"We should select the ALNO workshop.",
		"We should select the workshop on how to bridge divides.",
		"We should select the Old House workshop.",
		"We should select the Next House workshop.",
		"Notre proposition de Réseau du Lac devrait être retenue.",
		"La propuesta de Red del Lago no debería ser aceptada.",
		"Поддерживаю заявку, которую подала Озёрная сеть, я работаю там.",
		"أؤيد مقترح شبكة البحيرة وأنا عضو فيها.",
		"我们的湖网协会提案应该通过。",
	}
	inTown(t, func(w *town) {
		w.imports(vera)
		w.learn()
		w.watching("normal")
		w.later(time.Second)
		w.forget()
		for i, words := range told {
			if asked := w.say("vera", i, words); !slices.Equal(asked, []string{"conduct whisper"}) {
				t.Errorf("%q: asked %v", words, asked)
			}
			if asked := w.say("rita", 100+i, words); len(asked) > 0 {
				t.Errorf("%q, by somebody else: asked %v", words, asked)
			}
		}
		for i, words := range alone {
			if asked := w.say("vera", 200+i, words); len(asked) > 0 {
				t.Errorf("%q: asked %v", words, asked)
			}
		}
		if got := len(w.got("vera")); got != len(told) {
			t.Errorf("the author is told %d times", got)
		}
		if got := text(w.must("vera", "conduct why", "message", messageLink(3)).Message); !strings.Contains(got, "Rule: interest. Clause 6") || !strings.Contains(got, "Clause 6 asks that interests are said openly") {
			t.Errorf("why: %s", got)
		}
		for alias := range w.names {
			if alias != "vera" && w.gotText(alias) != "" {
				t.Errorf("%s got %s", alias, w.gotText(alias))
			}
		}
		for _, alias := range []string{"nia", "pim", "ada", "fay"} {
			if got := text(w.must(alias, "conduct cases", "closed", "yes").Message); !strings.Contains(got, "nothing for you to look at") {
				t.Errorf("%s sees a case: %s", alias, got)
			}
		}
		w.ask(w.as("cleo"), hall, bot.Do("conduct watch signal", "signal", "interest", "switch", "off"))
		if asked := w.say("vera", 300, told[0]); len(asked) > 0 {
			t.Errorf("switched off: asked %v", asked)
		}
	})
}
