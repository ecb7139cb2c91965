package storytest

import (
	"slices"
	"strings"
	"time"
)

// meetingTitle is what the meeting is called.
const meetingTitle = "Virtual Meeting XIV"

// roster: the Secretariat adds the Chair and imports everybody else; a file
// with two wrong rows changes nothing and says where they are.
func (s *story) roster() {
	s.stage.Found(s.T, "Example MAG", named(sec).name)
	s.there[sec] = true
	s.asks(sec, `/mag roster add "`+named(chair).name+`" group: "`+technical+`" role: chair`, named(chair).name)
	s.there[chair] = true
	s.says(sec, "/mag channel link public")
	s.channelShows("Example MAG", "public")
	s.asks(sec, "/mag settings set speaker-time 3 min", "3 min")

	form := s.do(sec, Line{Text: "/mag roster import", Private: true})
	wrong := s.send(sec, form, map[string]string{"file": roll(s.stage.Now(), true)})
	if !wrong.Refused {
		s.fail("a roster with two wrong rows was taken")
	}
	s.holds("the preview", wrong.Text, "Line 5", "-02-30", "Line 12", "Privat Sector", private)
	if a := s.asks(sec, "/mag roster show"); strings.Contains(a.Text, named("gov1").name) {
		s.fail("a refused file was applied in part")
	}

	preview := s.fill(sec, form, map[string]string{"file": roll(s.stage.Now(), false)}, named("ps1").name, named("gov5").name)
	if a := s.asks(sec, "/mag roster show"); strings.Contains(a.Text, named("gov1").name) {
		s.fail("a preview was applied")
	}
	s.fill(sec, preview, nil)
	a := s.asks(sec, "/mag roster show")
	for _, p := range cast {
		s.holds("the roster", a.Text, p.name)
		s.there[p.short] = true
	}
	if again := s.send(sec, form, map[string]string{"file": roll(s.stage.Now(), false)}); again.Form != nil {
		s.fail("the same file a second time would change something: %s", again.Text)
	}
	if stranger := s.do("gov1", Line{Text: "/mag roster import", Private: true}); !stranger.Refused || stranger.Form != nil {
		s.fail("a member may import a roster: %s", stranger.Text)
	}
}

// wednesday is 13:00 UTC on the Wednesday that is about three weeks ahead.
func wednesday(now time.Time) time.Time {
	day := now.UTC().AddDate(0, 0, 18)
	for day.Weekday() != time.Wednesday {
		day = day.AddDate(0, 0, 1)
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 13, 0, 0, 0, time.UTC)
}

// invitation: the Chair plans the meeting, sees what everybody will get, and
// only then sends it.
func (s *story) invitation() {
	s.start = wednesday(s.stage.Now())
	when := s.start.Format("2006-01-02 15:04") + " UTC"
	s.refused("cs1", `/mag meeting schedule "`+meetingTitle+`" when: `+when, "Only the Chair or the Secretariat")
	s.refused(chair, `/mag meeting schedule "`+meetingTitle+`" when: 25:00`, "25:00", "Nothing was changed")
	s.refused(chair, "/mag meating schedule", "Did you mean", "meeting schedule")
	planned := s.asks(chair, `/mag meeting schedule "`+meetingTitle+`" when: `+when+` join: https://meet.example.org/xiv`, meetingTitle, "Nobody has been told yet")
	s.channelHides(meetingTitle)

	preview := s.goOn(planned, "See the invitation", "Nothing has been sent", meetingTitle)
	s.channelHides(meetingTitle)
	s.goOn(preview, "Send it to everybody")
	s.channelShows(meetingTitle, "13:00 UTC", "https://meet.example.org/xiv")
	for _, who := range s.everybody() {
		s.told(who, meetingTitle, "https://meet.example.org/xiv")
		if n := s.times(who, "You can hand in what should be on the agenda"); n != 1 {
			s.fail("%s was invited %d times", who, n)
		}
	}
	s.press("gov1", "I will be there", "Thank you")
}

// input is one that is handed in.
type input struct{ by, title, kind, minutes string }

var handedIn = []input{
	{"cs1", "Workshop evaluation: criteria", "decision", "30"},
	{"gov2", "Hybrid speaking rules", "discussion", "20"},
	{"tech1", "Captions in every room", "information", "10"},
	{"ps2", "Rules for hybrid meetings", "decision", "20"},
	{"obs1", "Colours of the badges", "information", "5"},
	{"gov2", "Travel support for members", "discussion", "15"},
	{"tech1", "Open data of the programme", "discussion", "15"},
}

// inputs: five people hand in seven inputs, one by a form and one as they are
// used to; others support them, one by accident twice.
func (s *story) inputs() {
	form := s.press("cs1", "Agenda input …")
	first := handedIn[0]
	s.fill("cs1", form, map[string]string{
		"title": first.title, "kind": first.kind, "minutes": first.minutes, "why": "Last year nobody knew why a workshop was refused.",
	}, "Your input is number 1", first.title)
	for i, in := range handedIn[1:] {
		s.asks(in.by, "/mag agenda add "+in.title+" kind: "+in.kind+" minutes: "+in.minutes, "Your input is number "+string(rune('2'+i)), in.title)
	}
	for _, backing := range []struct{ who, input string }{
		{"gov2", "1"},
		{"tech2", "1"}, // with its author three groups
		{"cs3", "4"},
		{"gov1", "6"},
		{"gov3", "6"},
		{"gov4", "6"},
		{"gov5", "6"}, // with its author five people of one group
		{"ps1", "7"},
	} {
		s.asks(backing.who, "/mag agenda support "+backing.input, "You support input "+backing.input)
	}
	s.asks("gov2", "/mag agenda support 1", "counted already, once")
	if a := s.do("tech1", Line{Text: "/mag agenda support 3", Private: true}); !a.Refused {
		s.fail("an author counts twice: %s", a.Text)
	}
	list := s.asks("gov5", "/mag agenda list", first.title, "Travel support for members", "5 people: Government 5")
	s.holds("support by group", list.Text, "3 people")
}

// fates: two are merged, one is deferred, one is declined without a reason,
// which keeps the agenda from going out until there is one; each author is told.
func (s *story) fates() {
	s.refused("cs1", "/mag agenda accept 1", "Only the Chair or the Secretariat")
	s.asks(chair, "/mag agenda merge 2 into: 4", "joined")
	s.asks(chair, "/mag agenda accept 1,3,6")
	s.asks(chair, "/mag agenda defer 7 We take it up when the archive is ready.", "waits for the next meeting")
	s.told("tech1", handedIn[6].title, "waits for the next meeting", "when the archive is ready")
	s.asks(chair, "/mag agenda decline 5", "without a reason")
	if a := s.do(chair, Line{Text: "/mag agenda publish", Private: true}); !a.Refused {
		s.fail("an agenda was published although an input was declined without a reason")
	} else {
		s.holds("publication", a.Text, "5", "without a reason", "Nothing was sent")
	}
	s.onlyTold("will not be on the agenda")
	s.asks(chair, "/mag agenda decline 5 The host decides about badges.")
	s.told("obs1", handedIn[4].title, "will not be on the agenda", "The host decides about badges.")
	s.onlyTold("The host decides about badges.", "obs1")

	order := s.asks(chair, "/mag agenda propose", "More stakeholder groups come first")
	three := strings.Index(order.Text, handedIn[3].title)
	five := strings.Index(order.Text, handedIn[5].title)
	if three < 0 || five < 0 || three > five {
		s.fail("five people of one group stand before three groups:\n%s", order.Text)
	}
	s.goOn(order, "Use this order")
	preview := s.asks(chair, "/mag agenda publish", "Nothing has been sent")
	s.channelHides("Agenda of")
	s.goOn(preview, "Send it to everybody")
	published := s.channelShows("Agenda of "+meetingTitle, "4 items")
	at := 0
	for _, title := range itemTitles {
		next := strings.Index(published.Text, title)
		if next < at {
			s.fail("the items do not stand in the order %v:\n%s", itemTitles, published.Text)
		}
		at = next
	}
	s.told("cs1", "input 1", handedIn[0].title, "item 1")
	s.told("gov2", "input 2", handedIn[1].title, "part of item 2", "You stay named as an author")
	s.told("gov2", "input 6", handedIn[5].title, "item 3")
	s.told("ps2", "input 4", handedIn[3].title, "item 2")
	s.told("tech1", "input 3", handedIn[2].title, "item 4")
	for _, p := range s.everybody() {
		if !slices.Contains([]string{"cs1", "gov2", "ps2", "tech1", "obs1"}, p) && s.times(p, "Your input") > 0 {
			s.fail("%s, who handed in nothing, was told of the fate of an input", p)
		}
	}
}

// itemTitles is the agenda that comes of it.
var itemTitles = []string{handedIn[0].title, handedIn[3].title, handedIn[5].title, handedIn[2].title}
