package minutes

import (
	"strings"

	"magbot/bot"
)

// The reach of corrections: one of the nearest line looks at no more than reach
// lines, and those that change many lines are told but not applied after
// maxWide. No meeting comes near; without them a log of nothing but
// corrections takes for ever.
const (
	reach   = 5000
	maxWide = 200
	// maxReading is how long a line may become by corrections, in bytes: one
	// that doubles a letter, given forty times, would fill any memory.
	maxReading = 32 << 10
)

func (s *State) correct(m bot.Meta, e Corrected) {
	s.Corrections = append(s.Corrections, Correction{Corrected: e, Ref: m.Ref()})
	number := len(s.Corrections)
	wide := e.Scope != Nearest && s.wide < maxWide
	switch {
	case e.Scope == Nearest:
		if i := s.nearest(e.Old.Text); i >= 0 {
			s.mend(&s.Lines[i], number)
		}
	case wide:
		s.wide++
		for i := range s.Lines {
			s.mend(&s.Lines[i], number)
		}
	}
	s.add(m, Line{About: AboutCorrection, Number: number, By: e.By})
	if e.Scope == Everywhere && wide {
		s.coming = append(s.coming, number)
	}
}

// mend makes a line read as a correction wants it. The nearest line loses one
// occurrence of the words, as in scribe.perl; "g" and "G" change all.
func (s *State) mend(l *Line, number int) {
	c := &s.Corrections[number-1]
	old, text := c.Old.Text, l.Text.Text
	if old == "" || !l.correctable() || !strings.Contains(text, old) {
		return
	}
	times := -1
	if c.Scope == Nearest {
		times = 1
	}
	reading := strings.Replace(text, old, c.New.Text, times)
	if len(reading) > max(maxReading, len(text)) {
		return
	}
	if l.Was == "" {
		l.Was = text
	}
	l.Text.Text = reading
	if reading == l.Was {
		l.Was = "" // corrected back: it reads as it was written
	}
	l.Corrections = append(l.Corrections, number)
	c.Lines++
}

// nearest finds the last line that holds the words as it reads now; -1 where
// none does.
func (s *State) nearest(words string) int {
	if words == "" {
		return -1
	}
	for i := len(s.Lines) - 1; i >= max(0, len(s.Lines)-reach); i-- {
		if l := &s.Lines[i]; l.correctable() && strings.Contains(l.Text.Text, words) {
			return i
		}
	}
	return -1
}

// correctable says that the words are part of the discussion: not the reason
// of a step taken back or of a reopening.
func (l *Line) correctable() bool {
	switch l.About { //nolint:exhaustive // all others are
	case AboutUndone, AboutAgain, AboutSkipped, AboutReopened, AboutPaper, AboutBallot:
		return false
	}
	return true
}

// insert puts a line before the nearest one that holds the words of the
// anchor, and where it was typed when none does.
func (s *State) insert(m bot.Meta, e Inserted) {
	before := s.nearest(e.Anchor.Text)
	s.add(m, Line{About: AboutInserted, By: e.By, Text: e.Text, Before: before})
}
