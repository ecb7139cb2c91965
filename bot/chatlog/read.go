package chatlog

import (
	"fmt"
	"io"
	"strings"
)

const (
	// MaxSize is the largest log that is read, in bytes: a year of meetings.
	MaxSize = 64 << 20
	// MaxLine is the longest line that is read, in bytes: captions of a whole
	// meeting without a line break.
	MaxLine = 1 << 20
)

const formats = `formats that are read: "[2021-07-13T20:00:15Z]<TAB><nick><TAB>text"; IRC and MeetBot logs such as "20:00:15 <nick> text"; WebVTT; SubRip; captions with ">> NAME: words"`

// source is one line of the file, decoded.
type source struct {
	number int
	text   string
}

// Read reads a whole log and finds out its format. Its error is an *Error when
// the file is at fault, otherwise the reader's.
func Read(r io.Reader) ([]Line, Format, error) {
	src, err := load(r)
	if err != nil {
		return nil, Unknown, err
	}
	format := detect(src)
	if format == Unknown {
		return nil, Unknown, &Error{Reason: "this is no log that can be read; " + formats}
	}
	lines := parse(format, src)
	if len(lines) == 0 {
		return nil, Unknown, &Error{Reason: fmt.Sprintf("it is written as %s, but nobody says anything in it", format)}
	}
	return lines, format, nil
}

// ReadAs reads a whole log of a known format. A file in which nothing is
// written that way is an *Error.
func ReadAs(format Format, r io.Reader) ([]Line, error) {
	switch format {
	case Tabbed, IRC, WebVTT, SubRip, Captions:
	case Unknown:
		return nil, &Error{Reason: "no format was named; " + formats}
	default:
		return nil, &Error{Reason: fmt.Sprintf("format %d does not exist; %s", format, formats)}
	}
	src, err := load(r)
	if err != nil {
		return nil, err
	}
	lines := parse(format, src)
	for _, l := range lines {
		if l.Kind != System {
			return lines, nil
		}
	}
	return nil, &Error{Line: src[0].number, Reason: fmt.Sprintf("nothing in this file is written as %s; %s", format, formats)}
}

// load reads, decodes and splits the file. It gives at least one line that is
// not blank, or an error.
func load(r io.Reader) ([]source, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("reading a meeting log: %w", err)
	}
	if len(raw) > MaxSize {
		return nil, &Error{Reason: fmt.Sprintf("larger than %d MB; split it into meetings", MaxSize>>20)}
	}
	text, err := decode(raw)
	if err != nil {
		return nil, err
	}
	src, err := split(text)
	if err != nil {
		return nil, err
	}
	for _, s := range src {
		if !blank(s.text) {
			return src, nil
		}
	}
	return nil, &Error{Reason: "the file is empty; " + formats}
}

// split cuts the text into lines at LF, CR LF, or CR where there is no LF.
func split(text string) ([]source, error) {
	mark := "\n"
	if !strings.Contains(text, mark) && strings.Contains(text, "\r") {
		mark = "\r"
	}
	last := strings.Count(text, mark) + 1
	src := make([]source, 0, last)
	for line := range strings.SplitSeq(text, mark) {
		number := len(src) + 1
		if len(line) > MaxLine {
			return nil, &Error{Line: number, Reason: fmt.Sprintf("%d bytes long; a line may have %d. Is a line break missing?", len(line), MaxLine)}
		}
		src = append(src, source{number, repair(strings.TrimRight(line, "\r"), number == last)})
	}
	return src, nil
}

func parse(format Format, src []source) []Line {
	switch format {
	case Tabbed:
		return parseTabbed(src)
	case IRC:
		return parseIRC(src)
	case WebVTT, SubRip:
		return parseCues(src)
	case Captions:
		return parseCaptions(src)
	case Unknown:
	}
	return nil
}

// sample is the number of lines that detect looks at.
const sample = 400

// detect finds the format from the first lines that are not blank.
func detect(src []source) Format {
	var tabbed, stamped, bare, turns, labels, seen int
	for _, s := range src {
		line := strings.TrimSpace(s.text)
		if line == "" {
			continue
		}
		if seen++; seen > sample {
			break
		}
		switch {
		case seen == 1 && isVTTHeader(line):
			return WebVTT
		case isTiming(line):
			return SubRip
		case isTabbed(s.text):
			tabbed++
		case isStamped(s.text):
			stamped++
		case isBareMessage(line):
			bare++
		case strings.HasPrefix(line, ">>") || strings.HasPrefix(line, escapedMark):
			turns++
		case capitalLabel(line):
			labels++
		}
	}
	switch {
	case tabbed > 0 && tabbed >= stamped:
		return Tabbed
	case stamped > 0, bare > turns && bare > 1 && bare*2 >= seen:
		return IRC
	case turns > 0 || labels > 1:
		return Captions
	}
	return Unknown
}

// blank says that a line holds nothing that could be lost.
func blank(line string) bool {
	return strings.Trim(line, " \t\r\u00a0\ufeff") == ""
}
