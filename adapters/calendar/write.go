package calendar

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"magbot/bot/chat/ical"
)

// product names who wrote a calendar (RFC 5545, 3.7.3).
const product = "-//magbot//magbot//EN"

// The forms of an instant: on the wall of a zone, and in UTC.
const (
	onTheWall = "20060102T150405"
	inUTC     = "20060102T150405Z"
)

// Write gives a calendar as an iCalendar file: METHOD:PUBLISH, lines of at most
// 75 octets that end with CR LF, and a VTIMEZONE for each zone that is named.
// Entries in a zone that no VTIMEZONE describes as every program reads it
// (ical.Zone) stand in UTC.
// It is an error when an entry has no UID or ends before it begins, or when two
// have one UID.
func Write(c ical.Calendar) (string, error) {
	cal := ics.NewCalendarFor("")
	cal.CalendarProperties = nil
	cal.SetVersion("2.0")
	cal.SetProductId(product)
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(ics.MethodPublish)
	if c.Name != "" {
		cal.SetName(clean(c.Name))       // RFC 7986
		cal.SetXWRCalName(clean(c.Name)) // what most programs read
	}
	if c.Refresh > 0 {
		cal.SetRefreshInterval(length(c.Refresh)) // RFC 7986; the library says that it is a DURATION
		cal.SetXPublishedTTL(length(c.Refresh))
	}
	if len(c.Entries) == 0 {
		addZone(cal, nothing) // a calendar holds at least one component (RFC 5545, 3.6)
	}
	named := map[string]bool{}
	for _, z := range c.Zones() {
		named[z.Name] = true
		addZone(cal, z)
	}
	seen := map[string]bool{}
	for _, e := range c.Entries {
		if e.UID == "" || e.End.Before(e.Start) || seen[e.UID] {
			return "", fmt.Errorf("write the calendar entry %q from %s to %s: %w", e.UID, e.Start, e.End, errEntry)
		}
		seen[e.UID] = true
		if e.InUTC() || !named[e.Zone.String()] {
			e.Zone = time.UTC
		}
		addEntry(cal, e)
	}
	var b strings.Builder
	if err := cal.SerializeTo(&b, ics.WithNewLineWindows, ics.WithLineLength(75)); err != nil {
		return "", fmt.Errorf("write a calendar: %w", err)
	}
	return b.String(), nil
}

// nothing stands in a calendar that has no entry yet.
var nothing = ical.Zone{Name: "UTC", Observances: []ical.Observance{{Onset: time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC), Name: "UTC"}}}

var errEntry = errors.New("an entry needs a UID of its own and an end that is not before its start")

func addZone(cal *ics.Calendar, z ical.Zone) {
	zone := cal.AddTimezone(z.Name)
	for _, o := range z.Observances {
		var base *ics.ComponentBase
		if o.Daylight {
			daylight := &ics.Daylight{}
			zone.Components = append(zone.Components, daylight)
			base = &daylight.ComponentBase
		} else {
			base = &zone.AddStandard().ComponentBase
		}
		base.AddProperty(ics.ComponentPropertyDtStart, o.Onset.Format(onTheWall))
		base.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), ahead(o.From))
		base.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), ahead(o.To))
		base.AddProperty(ics.ComponentProperty(ics.PropertyTzname), o.Name)
		if o.Yearly != (ical.Rule{}) {
			base.AddProperty(ics.ComponentPropertyRrule, yearly(o.Yearly))
		}
	}
}

// yearly writes a rule (RFC 5545, 3.3.10): FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU.
func yearly(r ical.Rule) string {
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", int(r.Month), r.Nth, strings.ToUpper(r.Day.String()[:2]))
}

func addEntry(cal *ics.Calendar, e ical.Entry) {
	event := cal.AddEvent(e.UID)
	// DTSTAMP is when this entry became what it is, not when the file was
	// written: so the same entry is the same bytes.
	event.SetDtStampTime(e.Changed)
	event.SetCreatedTime(e.Created)
	event.SetLastModifiedAt(e.Changed)
	event.SetSequence(e.Sequence)
	setTime(event, ics.ComponentPropertyDtStart, e, e.Start)
	if e.End.After(e.Start) {
		setTime(event, ics.ComponentPropertyDtEnd, e, e.End)
	}
	event.SetSummary(clean(e.Title))
	if e.About != "" {
		event.SetDescription(clean(e.About))
	}
	if e.Where != "" {
		event.SetLocation(clean(e.Where))
	}
	if link := address(e.Link); link != "" {
		event.SetURL(link)
	}
	if e.Status != "" {
		event.SetStatus(ics.ObjectStatus(e.Status))
	}
	event.SetTimeTransparency(ics.TransparencyOpaque)
	if e.Free {
		event.SetTimeTransparency(ics.TransparencyTransparent)
	}
	if e.Alarm != nil && e.Status != ical.Cancelled {
		alarm := event.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetTrigger("-" + length(*e.Alarm))
		alarm.SetDescription(clean(e.Title))
	}
}

// setTime writes an instant by the clock of the entry's zone.
func setTime(event *ics.VEvent, property ics.ComponentProperty, e ical.Entry, at time.Time) {
	if e.Zone == time.UTC {
		event.SetProperty(property, at.UTC().Format(inUTC))
		return
	}
	event.SetProperty(property, at.In(e.Zone).Format(onTheWall), ics.WithTZID(e.Zone.String()))
}

// ahead writes a distance from UTC (RFC 5545, 3.3.14): +0100, -004430.
func ahead(d time.Duration) string {
	sign, s := '+', int(d/time.Second)
	if s < 0 {
		sign, s = '-', -s
	}
	text := fmt.Sprintf("%c%02d%02d", sign, s/3600, s/60%60)
	if s%60 != 0 {
		text += fmt.Sprintf("%02d", s%60)
	}
	return text
}

// length writes a length of time in whole minutes (RFC 5545, 3.3.6).
func length(d time.Duration) string {
	minutes := int(d / time.Minute)
	switch {
	case minutes == 0:
		return "PT0M"
	case minutes%(24*60) == 0:
		return fmt.Sprintf("P%dD", minutes/(24*60))
	case minutes%60 == 0:
		return fmt.Sprintf("PT%dH", minutes/60)
	}
	return fmt.Sprintf("PT%dM", minutes)
}

// clean leaves what a text may hold (RFC 5545, 3.1): no control characters but
// the line break and the tab. Every kind of line break becomes the one that is
// escaped, so that no text can begin a line of the file.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\v', r == '\f', r == '\u0085', r == '\u2028', r == '\u2029':
			return '\n'
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			return -1
		}
		return r
	}, text)
}

// address leaves a link of http and https that names a host and holds no
// blank and no control character; anything else is none.
func address(link string) string {
	if !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") {
		return ""
	}
	if strings.ContainsFunc(link, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) || r == '\uFFFD' }) {
		return ""
	}
	if u, err := url.Parse(link); err != nil || u.Hostname() == "" {
		return ""
	}
	return link
}
