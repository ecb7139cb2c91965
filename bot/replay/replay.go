package replay

import (
	"fmt"
	"io"
	"regexp"
	"time"

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
}

// Run reads a whole log. The error names the place in the log (*chatlog.Error)
// or is the reader's; a log with nothing in it is an error, a line that cannot
// be understood is not.
func Run(r io.Reader, o Options) (*Result, error) {
	lines, format, err := read(r, o.Format)
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
	run, err := newRunner(h, lines, o)
	if err != nil {
		return nil, err
	}
	if err := run.all(); err != nil {
		return nil, err
	}
	res := &Result{Format: format, Lines: len(lines), View: run.view}
	res.Doc = minutes.Document(run.view)
	return res, nil
}

func read(r io.Reader, format chatlog.Format) ([]chatlog.Line, chatlog.Format, error) {
	if format == chatlog.Unknown {
		return chatlog.Read(r)
	}
	lines, err := chatlog.ReadAs(format, r)
	return lines, format, err
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
