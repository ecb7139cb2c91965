package replay

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"magbot/bot"
	"magbot/bot/chatlog"
	"magbot/bot/house"
	"magbot/bot/minutes"
	"magbot/bot/roster"
)

// Options are what is known of a log beside the log itself. All may be empty.
type Options struct {
	People map[string][]string  // real name -> nicks
	Groups map[string]bot.Group // real name -> stakeholder group
	Format chatlog.Format       // Unknown: look at the file
	Name   string               // of the file; a date in it dates a log that has none
	House  *house.House         // nil: the house as it is; for those who read many logs
}

// Result is a meeting as its log tells it.
type Result struct {
	Format chatlog.Format
	Lines  int // of the log
	View   bot.View
	Doc    minutes.Doc
	// Unread names the places where a line begins like one of the format and
	// breaks off: a log cut in the middle of a line, for instance. What stands
	// there is kept as a note; no more than maxUnread places are named. So are
	// those that look like a command and are talk by the custom of the log.
	Unread []*chatlog.Error

	parts map[uint64]bool // records of parts of topics
	day   time.Time       // midnight before the first line
}

const maxUnread = 20

// Run reads a whole log. The error names the place in the log (*chatlog.Error)
// or is the reader's; a log with nothing in it is an error, a line that cannot
// be understood is not.
func Run(r io.Reader, o Options) (*Result, error) {
	who := newNames(o.People, o.Groups)
	lines, format, err := chatlog.ReadWith(r, chatlog.Options{Format: o.Format, Known: func(name string) bool {
		_, known := who.who(name)
		return known
	}})
	if err != nil {
		return nil, err
	}
	h := o.House
	if h == nil {
		if h, err = house.New(house.Features()); err != nil {
			return nil, fmt.Errorf("put the house together: %w", err)
		}
	}
	date(lines, o.Name)
	run := newRunner(h, lines, who, o)
	day := run.now.Truncate(24 * time.Hour)
	if err := run.all(); err != nil {
		return nil, err
	}
	res := &Result{Format: format, Lines: len(lines), View: run.view, Unread: append(unread(lines), untagged(run.script)...), parts: run.parts, day: day}
	res.Doc = minutes.Document(run.view)
	return res, nil
}

// unread finds the lines that break off.
func unread(lines []chatlog.Line) []*chatlog.Error {
	var places []*chatlog.Error
	for i, l := range lines {
		cut := l.Kind == chatlog.System && stampLike(l.Text) && !passing(l.Text)
		if !cut && (i+1 < len(lines) || !strings.HasSuffix(l.Text, string(utf8.RuneError))) {
			continue
		}
		if len(places) == maxUnread {
			break
		}
		places = append(places, &chatlog.Error{
			Line: l.Number, Reason: "it begins like a line of the log and breaks off; it is kept as a note. Is the file complete?",
		})
	}
	return places
}

// untagged names the lines that would be a topic, a resolution or an action if
// they had the "#" that a log of MeetBot wants.
func untagged(s *script) []*chatlog.Error {
	var places []*chatlog.Error
	for _, i := range s.untagged[:min(len(s.untagged), maxUnread)] {
		places = append(places, &chatlog.Error{Line: s.lines[i].Number, Reason: "it looks like a topic, a resolution or an action, and is kept as talk: " +
			"in a log with #startmeeting these need their “#”. Write #topic, #agreed or #action there, or take #startmeeting out"})
	}
	return places
}

// stampLike says that a text begins like a line: "[20", "16:0", "<ana".
func stampLike(text string) bool {
	if strings.HasPrefix(text, "<") {
		return !strings.Contains(text, ">") // a nick without its end
	}
	text = strings.TrimLeft(text, "[(")
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		digits++
	}
	if digits == 0 || digits > 4 {
		return false
	}
	return digits == len(text) || strings.IndexByte(":-", text[digits]) >= 0
}

var dateInName = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)[0-9]{2})[-_.]?([01][0-9])[-_.]?([0-3][0-9])(?:[^0-9]|$)`)

// date gives the lines of a log without a date the one in its name.
func date(lines []chatlog.Line, name string) {
	found := dateInName.FindStringSubmatch(name)
	if found == nil {
		return
	}
	day, err := time.Parse("20060102", found[1]+found[2]+found[3])
	if err != nil {
		return
	}
	shift := func(t time.Time) time.Time {
		if t.IsZero() || t.Year() > 1 {
			return t
		}
		return day.Add(t.Sub(chatlog.Base()))
	}
	for i := range lines {
		lines[i].At, lines[i].End = shift(lines[i].At), shift(lines[i].End)
	}
}

// people is the roster of a log.
func people(o Options) *roster.State {
	return roster.NewArchive(o.People, o.Groups)
}
