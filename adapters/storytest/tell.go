package storytest

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// Tell tells the story on a stage, and compares the record that it leaves with
// testdata/record.golden. The stage must be new, and it is used up.
func Tell(t *testing.T, stage Stage) {
	t.Helper()
	s := &story{T: t, stage: stage, there: map[string]bool{}}
	for _, part := range []struct {
		name string
		tell func()
	}{
		{"the roster", s.roster},
		{"the invitation", s.invitation},
		{"the inputs", s.inputs},
		{"the fate of the inputs", s.fates},
		{"the reminders", s.reminders},
		{"the opening", s.opening},
		{"the first item", s.firstItem},
		{"the queue", s.queue},
		{"the turns", s.turns},
		{"the group that was not heard", s.unheard},
		{"the proposal", s.proposal},
		{"the decision", s.decision},
		{"the end of the meeting", s.closing},
		{"the minutes", s.minutes},
		{"the erasure", s.erasure},
		{"the record", s.record},
	} {
		s.part = part.name
		part.tell()
		if t.Failed() {
			t.Fatalf("the story ends with %s", part.name)
		}
	}
}

// story is the stage and what the story keeps in mind.
type story struct {
	*testing.T

	stage Stage
	part  string
	there map[string]bool // who is on the roster by now, by short name
	start time.Time       // of the meeting
}

// fail reports what is not as the story says.
func (s *story) fail(format string, args ...any) {
	s.Helper()
	s.Errorf(s.part+": "+format, args...)
}

// do lets somebody act.
func (s *story) do(who string, act Act) Answer {
	s.Helper()
	return s.stage.Do(s.T, named(who).name, act)
}

// says types a line in the channel that is taken, and looks for the wanted
// words in its answer.
func (s *story) says(who, line string, want ...string) Answer {
	s.Helper()
	return s.accepted(who, line, s.do(who, Line{Text: line}), want)
}

// asks types a line to the bot alone.
func (s *story) asks(who, line string, want ...string) Answer {
	s.Helper()
	return s.accepted(who, line, s.do(who, Line{Text: line, Private: true}), want)
}

func (s *story) accepted(who, what string, a Answer, want []string) Answer {
	s.Helper()
	if a.Refused {
		s.fail("%s, %q was refused: %s", who, what, a.Text)
	}
	if a.Signed && a.Text == "" {
		return a
	}
	s.holds(who+", "+what, a.Text, want...)
	return a
}

// refused types a line in the channel that is refused, and looks for the wanted
// words in the answer.
func (s *story) refused(who, line string, want ...string) Answer {
	s.Helper()
	a := s.do(who, Line{Text: line})
	if !a.Refused {
		s.fail("%s, %q was taken: %s", who, line, a.Text)
	}
	s.holds(who+", "+line, a.Text, want...)
	return a
}

// press presses the newest button of that label that somebody sees.
func (s *story) press(who, label string, want ...string) Answer {
	s.Helper()
	return s.accepted(who, "["+label+"]", s.do(who, Press{Button: s.button(who, label)}), want)
}

// goOn lets the Chair press a button of an answer.
func (s *story) goOn(a Answer, label string, want ...string) Answer {
	s.Helper()
	for _, b := range a.Buttons {
		if b.Label == label {
			return s.accepted(chair, "["+label+"]", s.do(chair, Press{Button: b}), want)
		}
	}
	s.Fatalf("%s: the Chair got no button %q with the answer: %s", s.part, label, a.Text)
	return Answer{}
}

// button finds the newest button of that label before somebody's eyes.
func (s *story) button(who, label string) Button {
	s.Helper()
	screen := s.sees(who)
	for _, place := range [][]Message{screen.Private, screen.Channel} {
		for _, m := range slices.Backward(place) {
			for _, b := range m.Buttons {
				if b.Label == label {
					return b
				}
			}
		}
	}
	s.Fatalf("%s: %s sees no button %q", s.part, who, label)
	return Button{}
}

// fill fills in the form of an answer.
func (s *story) fill(who string, a Answer, values map[string]string, want ...string) Answer {
	s.Helper()
	return s.accepted(who, "form", s.send(who, a, values), want)
}

func (s *story) send(who string, a Answer, values map[string]string) Answer {
	s.Helper()
	if a.Form == nil {
		s.Fatalf("%s: %s got no form: %s", s.part, who, a.Text)
	}
	for name := range values {
		if !slices.Contains(a.Form.Fields, name) {
			s.fail("the form %q does not ask for %q but for %v", a.Form.Title, name, a.Form.Fields)
		}
	}
	return s.do(who, Fill{Form: *a.Form, Values: values})
}

func (s *story) sees(who string) Screen { return s.stage.Sees(s.T, named(who).name) }

// holds looks for words in a text.
func (s *story) holds(where, text string, want ...string) {
	s.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			s.fail("%s: %q is missing in:\n%s", where, w, text)
		}
	}
}

// channelShows looks for one message in the channel that holds all the words,
// and gives the newest; everybody sees the same.
func (s *story) channelShows(want ...string) Message {
	s.Helper()
	m, ok := find(s.sees(chair).Channel, want)
	if !ok {
		s.fail("no message in the channel holds %q; the last is:\n%s", want, last(s.sees(chair).Channel))
	}
	return m
}

// channelHides makes sure that no message in the channel holds the words.
func (s *story) channelHides(words string) {
	s.Helper()
	if m, ok := find(s.sees(chair).Channel, []string{words}); ok {
		s.fail("everybody in the channel sees %q:\n%s", words, m.Text)
	}
}

// told looks for one private message that holds all the words.
func (s *story) told(who string, want ...string) Message {
	s.Helper()
	m, ok := find(s.sees(who).Private, want)
	if !ok {
		s.fail("%s was not told %q; the last is:\n%s", who, want, last(s.sees(who).Private))
	}
	return m
}

// onlyTold makes sure that these people see the words and nobody else does,
// anywhere.
func (s *story) onlyTold(words string, who ...string) {
	s.Helper()
	for _, p := range cast {
		if !s.there[p.short] {
			continue
		}
		screen := s.sees(p.short)
		_, sees := find(append(screen.Channel, screen.Private...), []string{words})
		if meant := slices.Contains(who, p.short); sees != meant {
			s.fail("%s sees %q: %t", p.short, words, sees)
		}
	}
}

// times counts the private messages that hold the words.
func (s *story) times(who, words string) int {
	n := 0
	for _, m := range s.sees(who).Private {
		if strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}

// find gives the newest message that holds all the words.
func find(all []Message, want []string) (Message, bool) {
	for _, m := range slices.Backward(all) {
		if !slices.ContainsFunc(want, func(w string) bool { return !strings.Contains(m.Text, w) }) {
			return m, true
		}
	}
	return Message{}, false
}

func last(all []Message) string {
	if len(all) == 0 {
		return "(nothing)"
	}
	return all[len(all)-1].Text
}

// everybody lists all who are on the roster by now.
func (s *story) everybody() []string {
	var all []string
	for _, p := range cast {
		if s.there[p.short] {
			all = append(all, p.short)
		}
	}
	return all
}

// queued lists who waits, as the live message in the channel shows them: the
// lines after "Waiting".
func (s *story) queued() []string {
	s.Helper()
	m := s.channelShows("Speaking", "Waiting")
	_, rest, _ := strings.Cut(m.Text, "Waiting")
	var waiting []string
	for p := range strings.SplitSeq(strings.TrimSpace(rest), "\n") {
		for _, c := range cast {
			if strings.HasPrefix(strings.TrimLeft(p, "0123456789. "), c.name) {
				waiting = append(waiting, c.short)
			}
		}
	}
	return waiting
}
