package chatlog

import (
	"fmt"
	"strings"
	"time"
)

// Kind says how the words of a line came into the log.
type Kind uint8

const (
	// Typed is a message typed by Nick.
	Typed Kind = iota
	// Spoken is speech: a caption, or a line of a machine that writes down what
	// Nick says. Consecutive lines of a Nick are fragments of one turn.
	Spoken
	// Action is what Nick typed after "/me". By custom it is off the record; a
	// command in it can be tried by putting "/me " before the Text again.
	Action
	// System is everything else: joins and parts, changes of the channel's
	// topic, headings, remarks such as "(Applause.)", and what could not be read.
	System
)

// String gives the name of the kind in lower case.
func (k Kind) String() string {
	switch k {
	case Typed:
		return "typed"
	case Spoken:
		return "spoken"
	case Action:
		return "action"
	case System:
		return "system"
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// Line is one line of a log.
type Line struct {
	// Number is the line in the file, from 1. A line in which two people speak
	// gives two Lines of the same Number.
	Number int
	// At is when it was said, in UTC; zero where the format has no time. Without
	// a date in the file it counts from Base: see Dated.
	At time.Time
	// End is when the words ended, for formats of timed captions; else zero.
	End time.Time
	// Nick is the name as the file has it, "" where it has none. Show it with
	// Name.
	Nick string
	Text string
	Kind Kind
}

// Base is the first instant of a log that has times and no date: 2 January of
// the year 1, so that its midnight is not the zero time, which means "none".
func Base() time.Time { return time.Date(1, time.January, 2, 0, 0, 0, 0, time.UTC) }

// Dated says whether At is a real instant, not one that counts from Base.
func (l Line) Dated() bool { return l.At.Year() > 1 }

// Name is Nick as people write it: "_" stands for a blank.
func (l Line) Name() string {
	return Display(strings.TrimSpace(strings.ReplaceAll(l.Nick, "_", " ")))
}

// Format is the way a log is written.
type Format uint8

const (
	// Unknown is no format.
	Unknown Format = iota
	// Tabbed is "[2021-07-13T20:00:15.203Z]<TAB><nick><TAB>text".
	Tabbed
	// IRC is a log of an IRC client or bot: a stamp and "<nick> text".
	IRC
	// WebVTT is https://www.w3.org/TR/webvtt1/.
	WebVTT
	// SubRip is the .srt format.
	SubRip
	// Captions is plain text with turns such as ">> NAME: words".
	Captions
)

// String gives the name of the format as a person would write it.
func (f Format) String() string {
	switch f {
	case Tabbed:
		return "tab-separated"
	case IRC:
		return "IRC"
	case WebVTT:
		return "WebVTT"
	case SubRip:
		return "SubRip"
	case Captions:
		return "captions"
	case Unknown:
	}
	return "unknown"
}

// Error says what is wrong with a log and where; Line is 0 when it is about
// the whole file.
type Error struct {
	Line   int
	Reason string
}

// Error gives the place and the reason as one sentence.
func (e *Error) Error() string {
	if e.Line == 0 {
		return "meeting log: " + e.Reason
	}
	return fmt.Sprintf("meeting log, line %d: %s", e.Line, e.Reason)
}
