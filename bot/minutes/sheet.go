package minutes

import (
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/community"
	"magbot/bot/meeting"
)

// piece is one block of the document as it is laid out, before any markup.
type piece struct {
	form   form
	level  int // of a heading, from 1; of a line, how deep it stands
	text   []run
	record uint64  // where it comes from; 0 for none
	rows   []cells // of a table, the header first
	right  []int   // columns of a table that hold figures
}

type cells [][]run

type form uint8

const (
	heading form = iota
	paragraph
	line
	table
)

// run is a stretch of text in one manner.
type run struct {
	manner manner
	text   string
}

type manner uint8

const (
	plain manner = iota
	strong
	deleted
	inserted
	faint
	address
)

// sheet lays a document out. Its labels are read once each.
type sheet struct {
	v      bot.View
	zone   *time.Location
	labels map[string]string
	pieces []piece
}

func layOut(v bot.View, d Doc) []piece {
	s := &sheet{v: v, zone: documentZone(v), labels: map[string]string{}, pieces: make([]piece, 0, 64+len(d.Parts)*2)}
	s.head(d)
	s.people(d)
	s.inputs(d)
	s.outcomes(d)
	s.discussion(d)
	s.changes(d)
	s.queue(d.Queue)
	s.balance(d.Balance)
	s.foot(d)
	return s.pieces
}

// documentZone is the zone of every hour in the minutes: the community's, so
// that the document is the same whoever reads it.
func documentZone(v bot.View) *time.Location {
	zone, err := time.LoadLocation(community.Of(v).Settings.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// label is a word of the catalogue that takes nothing in.
func (s *sheet) label(key string) string {
	l, ok := s.labels[key]
	if !ok {
		l = s.v.Say("minutes.label." + key)
		s.labels[key] = l
	}
	return l
}

func (s *sheet) put(p piece) { s.pieces = append(s.pieces, p) }

func (s *sheet) title(level int, text string, record uint64) {
	s.put(piece{form: heading, level: level, text: []run{{plain, text}}, record: record})
}

func (s *sheet) section(key string) { s.title(2, s.label(key), 0) }

func (s *sheet) line(level int, record uint64, text ...run) {
	s.put(piece{form: line, level: level, text: text, record: record})
}

func (s *sheet) say(text ...run) { s.put(piece{form: paragraph, text: text}) }

// stamp is an instant on the document's clock, with its zone.
func (s *sheet) stamp(t time.Time) string { return t.In(s.zone).Format("2006-01-02 15:04 MST") }

func (s *sheet) clock(t time.Time) string { return t.In(s.zone).Format("15:04") }

// stamp is an instant on the reader's clock, for sentences outside of a document.
func stamp(v bot.View, t time.Time) string {
	return (&sheet{zone: zone(v)}).stamp(t)
}

func zone(v bot.View) *time.Location {
	if v.Reader.Zone == nil {
		return time.UTC
	}
	return v.Reader.Zone
}

func (s *sheet) head(d Doc) {
	s.title(1, d.Title, 0)
	var about []run
	if d.Community != "" {
		about = append(about, run{strong, d.Community}, run{plain, " · "})
	}
	when := d.Opened
	if when.IsZero() {
		when = d.Start
	}
	if dated(when) {
		about = append(about, run{plain, s.stamp(when)})
		if !d.Closed.IsZero() {
			about = append(about, run{plain, "–" + s.clock(d.Closed)})
		}
		about = append(about, run{plain, " · "})
	}
	s.say(append(about, run{plain, s.state(d)})...)
	if s.zone != time.UTC {
		s.say(run{faint, s.v.Say("minutes.zone", "zone", s.zone.String())})
	}
	for _, p := range d.Papers {
		s.line(0, 0, run{plain, s.label("paper") + tail(" ", p.Title) + ": "}, run{address, p.Link})
	}
}

// dated says that an instant is a real one: logs without a date count from the
// year 1.
func dated(t time.Time) bool { return t.Year() > 1 }

func (s *sheet) state(d Doc) string {
	switch d.Phase {
	case Window:
		return s.v.Say("minutes.state.window", "until", s.stamp(d.Until), "version", d.Version)
	case Closed:
		return s.v.Say("minutes.state.settled", "version", d.Version)
	case Final:
		return s.v.Say("minutes.state.released", "at", s.stamp(d.Released), "version", d.Version)
	case Draft:
	}
	return s.v.Say("minutes.state.draft", "version", d.Version)
}

func (s *sheet) people(d Doc) {
	s.officers("chair", d.Chairs)
	s.officers("scribe", d.Scribes)
	if len(d.Present)+len(d.Regrets)+len(d.Late) == 0 {
		return
	}
	s.section("attendance")
	for _, a := range d.Present {
		s.line(0, a.Record, append([]run{{strong, a.Name}}, run{plain, s.attendee(a)})...)
	}
	for _, a := range d.Regrets {
		s.notice("regrets", a)
	}
	for _, a := range d.Late {
		s.notice("said-late", a)
	}
}

func (s *sheet) officers(key string, list []Officer) {
	for _, o := range list {
		text := []run{{plain, s.label(key) + ": "}, {strong, o.Name}}
		var more []string
		if len(list) > 1 && dated(o.From) {
			more = append(more, s.span(o.From, o.To))
		}
		if o.By != "" && o.By != o.Name {
			more = append(more, s.label("by-"+key)+" "+o.By)
		}
		s.line(0, o.Record, append(text, run{plain, bracketed(more)})...)
	}
}

func bracketed(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, "; ") + ")"
}

func (s *sheet) span(from, to time.Time) string {
	if to.IsZero() {
		return s.clock(from) + "–"
	}
	return s.clock(from) + "–" + s.clock(to)
}

func (s *sheet) attendee(a Attendee) string {
	var more []string
	office := a.Seat != meeting.SeatMember && a.Seat != meeting.SeatUnknown
	if !office || a.Group != s.v.Say("minutes.group-unknown") {
		more = append(more, a.Group) // an office says enough where there is no group
	}
	if office {
		more = append(more, s.label("seat-"+string(a.Seat)))
	}
	if a.Late {
		more = append(more, s.label("late")+" "+s.clock(a.From))
	}
	if !a.Left.IsZero() {
		more = append(more, s.label("left")+" "+s.clock(a.Left))
	}
	if a.Fixed {
		more = append(more, s.label("corrected"))
	}
	return bracketed(s.entered(more, a.By))
}

func (s *sheet) entered(more []string, by string) []string {
	if by != "" {
		more = append(more, s.label("entered")+" "+by)
	}
	return more
}

func (s *sheet) notice(key string, a Attendee) {
	text := s.label(key) + ": "
	more := s.entered([]string{a.Group}, a.By)
	tail := bracketed(more)
	if a.Note != "" {
		tail += ": " + a.Note
	}
	s.line(0, a.Record, run{plain, text}, run{strong, a.Name}, run{plain, tail})
}

func (s *sheet) inputs(d Doc) {
	if len(d.Inputs) == 0 {
		return
	}
	s.section("inputs")
	for _, in := range d.Inputs {
		text := []run{{strong, strconv.Itoa(in.Number) + ". " + in.Title}, {plain, " · " + strings.Join(in.Authors, ", ")}}
		var more []string
		if in.OnBehalf != "" {
			more = append(more, s.label("behalf")+" "+in.OnBehalf)
		}
		more = s.entered(more, in.By)
		s.line(0, in.Record, append(text, run{plain, bracketed(more)})...)
		s.line(1, max(in.Decided, in.Record), run{strong, s.fate(in)}, run{plain, tail(": ", in.Reason)})
		if in.Why != "" {
			s.line(1, in.Record, run{plain, in.Why})
		}
		if len(in.Support) > 0 {
			s.line(1, in.Record, run{plain, s.label("support") + ": " + counts(in.Support)})
		}
		for _, c := range in.Contests {
			s.line(1, c.Record, run{plain, s.label("contested") + " "}, run{strong, c.Who}, run{plain, ": " + c.Text})
		}
	}
}

func (s *sheet) fate(in Input) string {
	if in.Fate == "" {
		return s.label("fate-none")
	}
	said := s.label("fate-" + string(in.Fate))
	if in.Into > 0 && in.Into != in.Number {
		said += " (" + s.label("input") + " " + strconv.Itoa(in.Into) + ")"
	}
	if in.To != "" {
		said += " (" + s.label("meeting") + " " + in.To + ")"
	}
	return said
}

func counts(list []Count) string {
	parts := make([]string, len(list))
	for i, c := range list {
		parts[i] = c.Group + " " + strconv.Itoa(c.Count)
	}
	return strings.Join(parts, ", ")
}

func tail(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

func (s *sheet) outcomes(d Doc) {
	s.listed("resolutions", d.Resolutions)
	s.listed("rejections", d.Rejections)
	s.listed("actions", d.Actions)
}

func (s *sheet) listed(key string, list []Entry) {
	if len(list) == 0 {
		return
	}
	s.section(key)
	for _, e := range list {
		text := append([]run{{strong, strconv.Itoa(e.Number) + ". "}}, reading(e.Text, e.Was)...)
		if e.About == AboutAction {
			text = append(text, run{plain, bracketed(s.duty(e))})
		}
		s.line(0, e.Record, text...)
	}
}

func (s *sheet) duty(e Entry) []string {
	var more []string
	if e.Who != "" {
		more = append(more, s.label("owner")+": "+e.Who)
	}
	if e.Due != "" {
		more = append(more, s.label("due")+": "+e.Due)
	}
	return more
}

// reading shows a text and, where it was corrected, what it was.
func reading(text, was string) []run {
	if was == "" {
		return []run{{plain, text}}
	}
	return []run{{deleted, was}, {plain, " "}, {inserted, text}}
}

// second is an instant to the second; nothing for none.
func (s *sheet) second(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(s.zone).Format("15:04:05")
}

func (s *sheet) balance(b Balance) {
	if len(b.Rows) == 0 {
		return
	}
	s.section("balance")
	rows := []cells{{
		one(s.label("group")), one(s.label("time")), one(s.label("words")), one(s.label("turns")),
		one(s.label("asked")), one(s.label("called")), one(s.label("share")), one(s.label("base")),
	}}
	for _, r := range b.Rows {
		rows = append(rows, cells{
			one(r.Name), one(length(int(r.Seconds))), one(strconv.Itoa(r.Words)), one(strconv.Itoa(r.Turns)),
			one(strconv.Itoa(r.Asked)), one(strconv.Itoa(r.Called)), one(percent(r.Share)), one(percent(r.Base)),
		})
	}
	s.put(piece{form: table, rows: rows, right: []int{1, 2, 3, 4, 5, 6, 7}})
	switch {
	case !b.Known:
		s.say(run{faint, s.label("balance-unknown")})
	case b.Outside:
		s.say(run{plain, s.v.Say("minutes.balance-outside", "shift", percent(b.Shift), "band", percent(b.Band), "count", b.Turns)})
	default:
		s.say(run{faint, s.v.Say("minutes.balance-inside", "shift", percent(b.Shift), "band", percent(b.Band), "count", b.Turns)})
	}
}

func one(text string) []run { return []run{{plain, text}} }

func percent(of float64) string { return strconv.Itoa(int(of*100+0.5)) + " %" }

// length is a length of time in words a person reads: "2m 35s".
func length(seconds int) string {
	if seconds == 0 {
		return "0"
	}
	return civil.FormatDuration(time.Duration(seconds) * time.Second)
}

func (s *sheet) foot(d Doc) {
	s.section("record")
	if d.Head == "" {
		s.say(run{plain, s.v.Say("minutes.foot-open", "count", whole(d.Records))})
		return
	}
	s.say(run{plain, s.v.Say("minutes.foot", "count", whole(d.Records), "head", d.Head)})
}
