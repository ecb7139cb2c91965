package storytest

import (
	"slices"
	"strings"
)

// minutes: everybody can read them at the close; they are a draft until the
// Chair approves, and members ask for corrections in a window.
func (s *story) minutes() {
	text := s.readMinutes("obs1")
	s.holds("the minutes", text, append([]string{meetingTitle, "Draft"}, itemTitles...)...)
	s.holds("decisions", text, firstWording, secondWording, whyNot, theAnswer, "write the rules for hybrid rooms", named("tech1").name)
	s.holds("attendance", text, named("gov3").name, "Regrets", "Dana Novak", named("chair").name, "late", "entered by")
	s.holds("balance", text, government, private, "Share of the floor")
	s.holds("the fate of the inputs", text, "Merged", "Deferred", "Declined", "The host decides about badges.", handedIn[4].title)
	s.asks("obs1", "/mag proposal show 2", firstWording, secondWording, whyNot, theAnswer)
	if head := s.asks("obs1", "/mag record head"); !slices.ContainsFunc(strings.FieldsFunc(head.Text, func(r rune) bool { return r == ' ' || r == '.' }), isHash) {
		s.fail("the head of the record is not told: %s", head.Text)
	}

	if a := s.do("cs2", Line{Text: "/mag minutes request The pilot room is on the second floor.", Private: true}); !a.Refused {
		s.fail("a correction was asked for before the draft was approved: %s", a.Text)
	}
	if a := s.do("cs2", Line{Text: "/mag minutes approve", Private: true}); !a.Refused {
		s.fail("a member approved the minutes: %s", a.Text)
	}
	s.asks(chair, "/mag minutes approve", "approved")
	s.channelShows("approved the draft minutes")
	s.asks("cs2", "/mag minutes request The pilot room is on the second floor.", "is number 1")
	s.told(chair, "The pilot room is on the second floor.", named("cs2").name)
	s.onlyTold("The pilot room is on the second floor.", chair)
	form := s.press(chair, "Accept")
	s.fill(chair, form, map[string]string{"reason": "It is."}, "accepted")
	s.told("cs2", "was accepted", "It is.")
}

// erasure: a member takes what is held about them and is erased; nothing names
// them any more.
func (s *story) erasure() {
	gone := named("cs3")
	export := s.asks(gone.short, "/mag me export", gone.short+"@example.org", gone.name, gone.country)
	if strings.Contains(export.Text, named("gov1").name) {
		s.fail("an export of one person holds another:\n%s", export.Text)
	}
	ask := s.asks(gone.short, "/mag me erase", gone.name)
	if len(ask.Buttons) != 1 {
		s.Fatalf("erasing asks for one confirmation, not %v", ask.Buttons)
	}
	s.accepted(gone.short, ask.Buttons[0].Label, s.do(gone.short, Press{Button: ask.Buttons[0]}), nil)
	delete(s.there, gone.short)
	s.told(sec, "erased")
	s.onlyTold(gone.name)
	for _, question := range []string{"/mag minutes source", "/mag roster show", "/mag attendance", "/mag agenda list"} {
		if a := s.asks("cs1", question); strings.Contains(a.Text, gone.name) || strings.Contains(a.Text, "pilot room opens") {
			s.fail("%s still shows what was erased:\n%s", question, a.Text)
		}
	}
	s.holds("the minutes", s.readMinutes("cs1"), "an erased person", secondWording)
	s.stage.Kill(s.T)
	text := s.readMinutes("cs1")
	s.holds("the minutes after a restart", text, "an erased person", secondWording)
	if strings.Contains(text, gone.name) {
		s.fail("after a restart the minutes name who was erased")
	}
}

// readMinutes reads the minutes to their end, a part after the other.
func (s *story) readMinutes(who string) string {
	s.Helper()
	a := s.asks(who, "/mag minutes show")
	text := a.Text
	for range 20 {
		i := slices.IndexFunc(a.Buttons, func(b Button) bool { return b.Label == "Next part" })
		if i < 0 {
			return text
		}
		a = s.accepted(who, "Next part", s.do(who, Press{Button: a.Buttons[i]}), nil)
		text += "\n" + a.Text
	}
	s.fail("the minutes have no end")
	return text
}
