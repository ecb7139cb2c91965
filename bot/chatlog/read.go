package chatlog

import (
	"fmt"
	"html"
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

const formats = `formats that are read: "[2021-07-13T20:00:15Z]<TAB><nick><TAB>text"; IRC and MeetBot logs such as "20:00:15 <nick> text" or "(20:00:15) nick: text"; WebVTT; SubRip; captions with ">> NAME: words"`

// source is one line of the file, decoded.
type source struct {
	number int
	text   string
}

// Options are what is known of a log before it is read. All may be empty.
type Options struct {
	// Format is how it is written; Unknown finds it out by looking.
	Format Format
	// Known says whether a name is somebody's, as it stands before a colon in
	// captions. One that is known counts as a label even if it stands once.
	Known func(name string) bool
}

// ReadWith reads a whole log. Its error is an *Error when the file is at fault,
// otherwise the reader's.
func ReadWith(r io.Reader, o Options) ([]Line, Format, error) {
	if o.Known == nil {
		o.Known = func(string) bool { return false }
	}
	if o.Format != Unknown {
		lines, err := readAs(o, r)
		return lines, o.Format, err
	}
	return find(r, o)
}

// Read reads a whole log and finds out its format, as [ReadWith] does.
func Read(r io.Reader) ([]Line, Format, error) { return ReadWith(r, Options{}) }

func find(r io.Reader, o Options) ([]Line, Format, error) {
	src, err := load(r)
	if err != nil {
		return nil, Unknown, err
	}
	format := detect(src)
	if format == Unknown {
		return nil, Unknown, &Error{Reason: "this is no log that can be read; " + formats}
	}
	o.Format = format
	lines := parse(o, src)
	if len(lines) == 0 {
		return nil, Unknown, &Error{Reason: fmt.Sprintf("it is written as %s, but nobody says anything in it", format)}
	}
	return lines, format, nil
}

// ReadAs reads a whole log of a known format. A file in which nothing is
// written that way is an *Error.
func ReadAs(format Format, r io.Reader) ([]Line, error) {
	return readAs(Options{Format: format, Known: func(string) bool { return false }}, r)
}

func readAs(o Options, r io.Reader) ([]Line, error) {
	switch format := o.Format; format {
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
	lines := parse(o, src)
	for _, l := range lines {
		if l.Kind != System {
			return lines, nil
		}
	}
	return nil, &Error{Line: src[0].number, Reason: fmt.Sprintf("nothing in this file is written as %s; %s", o.Format, formats)}
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
			return fromPage(src), nil
		}
	}
	return nil, &Error{Reason: "the file is empty; " + formats}
}

// fromPage resolves the entities of a log that was copied out of a web page's
// source, where "<nick>" is "&lt;nick&gt;". Others are left alone: there "&amp;"
// is what somebody wrote.
func fromPage(src []source) []source {
	found := false
	for i, s := range src {
		if strings.Contains(s.text, "<") {
			return src
		}
		found = found || i < sample && strings.Contains(s.text, "&lt;") && messageOnPage(s.text)
	}
	if !found {
		return src
	}
	plain := make([]source, len(src))
	for i, s := range src {
		plain[i] = source{s.number, strings.ReplaceAll(html.UnescapeString(s.text), "\u00a0", " ")}
	}
	return plain
}

func messageOnPage(line string) bool {
	line = strings.ReplaceAll(html.UnescapeString(line), "\u00a0", " ")
	return isTabbed(line) || isStamped(line) || isBareMessage(strings.TrimSpace(line))
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

func parse(o Options, src []source) []Line {
	switch o.Format {
	case Tabbed:
		return parseTabbed(src)
	case IRC:
		return parseIRC(src)
	case WebVTT, SubRip:
		return parseCues(src, o.Known)
	case Captions:
		return parseCaptions(src, o.Known)
	case Unknown:
	}
	return nil
}

// sample is the number of lines that detect looks at.
const sample = 400

// detect finds the format from the first lines that are not blank.
func detect(src []source) Format {
	var tabbed, stamped, bare, turns, labels, seen int
	var plain plainNicks
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
		default:
			plain.add(s.text)
		}
	}
	switch {
	case tabbed > 0 && tabbed >= stamped:
		return Tabbed
	case stamped > 0, bare > turns && bare > 1 && bare*2 >= seen:
		return IRC
	case turns > 0 || labels > 1:
		return Captions
	case plain.sure:
		return IRC
	}
	return Unknown
}

// blank says that a line holds nothing that could be lost.
func blank(line string) bool {
	return strings.Trim(line, " \t\r\u00a0\ufeff") == ""
}
