package calendar_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/adapters/calendar"
	"magbot/bot/chat/ical"
	"magbot/bot/civil/zonetest"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// day is 13:00 UTC on 15 March 2028.
func day() time.Time { return time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC) }

func entry(t *testing.T) ical.Entry {
	t.Helper()
	return ical.Entry{
		UID: "meeting-7@magbot", Sequence: 3, Created: day().AddDate(0, 0, -20), Changed: day().AddDate(0, 0, -10),
		Start: day(), End: day().Add(2 * time.Hour), Zone: zone(t, "Europe/Zurich"), Title: "Virtual Meeting XIV",
		Status: ical.Confirmed,
	}
}

// tb is the part of testing.TB and rapid.TB that is needed.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
}

func write(t tb, c ical.Calendar) string {
	t.Helper()
	text, err := calendar.Write(c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return text
}

func TestAMeetingAsAFile(t *testing.T) {
	e := entry(t)
	alarm := 15 * time.Minute
	e.About, e.Where, e.Link, e.Alarm = "Agenda inputs until 5 March;\nlate ones, too.", "Room 1, Geneva", "https://meet.example.org/x?a=1,2;b", &alarm
	got := write(t, ical.Calendar{Name: "Example; Group", Entries: []ical.Entry{e}})
	wellFormed(t, got)
	want := strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//magbot//magbot//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
NAME:Example\; Group
X-WR-CALNAME:Example\; Group
BEGIN:VTIMEZONE
TZID:Europe/Zurich
BEGIN:STANDARD
DTSTART:20271031T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20270328T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:meeting-7@magbot
DTSTAMP:20280305T130000Z
CREATED:20280224T130000Z
LAST-MODIFIED:20280305T130000Z
SEQUENCE:3
DTSTART;TZID=Europe/Zurich:20280315T140000
DTEND;TZID=Europe/Zurich:20280315T160000
SUMMARY:Virtual Meeting XIV
DESCRIPTION:Agenda inputs until 5 March\;\nlate ones\, too.
LOCATION:Room 1\, Geneva
URL:https://meet.example.org/x?a=1,2;b
STATUS:CONFIRMED
TRANSP:OPAQUE
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
DESCRIPTION:Virtual Meeting XIV
END:VALARM
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestWhatARuleSays(t *testing.T) {
	for _, c := range []struct {
		rule   string
		change func(*ical.Calendar)
		has    []string
		hasNot []string
	}{
		{
			"a feed says how often to ask", func(c *ical.Calendar) { c.Refresh = time.Hour },
			[]string{"REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"},
			nil,
		},
		{"a file does not", func(*ical.Calendar) {}, nil, []string{"REFRESH-INTERVAL", "X-PUBLISHED-TTL"}},
		{"nobody is rung up who did not wish it", func(*ical.Calendar) {}, nil, []string{"VALARM"}},
		{
			"nobody is rung up for what is called off", func(c *ical.Calendar) {
				c.Entries[0].Alarm, c.Entries[0].Status = new(time.Duration), ical.Cancelled
			},
			[]string{"STATUS:CANCELLED"},
			[]string{"VALARM"},
		},
		{
			"an alarm at the start", func(c *ical.Calendar) { c.Entries[0].Alarm = new(time.Duration) },
			[]string{"TRIGGER:-PT0M"},
			nil,
		},
		{
			"UTC needs no zone", func(c *ical.Calendar) { c.Entries[0].Zone = time.UTC },
			[]string{"DTSTART:20280315T130000Z", "DTEND:20280315T150000Z"},
			[]string{"VTIMEZONE", "TZID"},
		},
		{
			"a deadline is an instant and leaves its owner free", func(c *ical.Calendar) { c.Entries[0].End, c.Entries[0].Free = day(), true },
			[]string{"TRANSP:TRANSPARENT"},
			[]string{"DTEND"},
		},
		{
			"a distance with seconds", func(c *ical.Calendar) {
				e := &c.Entries[0]
				e.Zone = zone(t, "Africa/Monrovia")
				e.Start, e.End = time.Date(1971, 1, 7, 0, 44, 30, 0, time.UTC), time.Date(1971, 1, 7, 1, 0, 0, 0, time.UTC)
			},
			[]string{"TZOFFSETFROM:-004430", "TZOFFSETTO:-004430", "DTSTART;TZID=Africa/Monrovia:19710107T000000"},
			[]string{"RRULE"},
		},
		{
			"a zone that keeps no yearly rule is not named, and its entries stand in UTC", func(c *ical.Calendar) {
				e := &c.Entries[0]
				e.Zone = zone(t, "Africa/Casablanca")
				e.Start, e.End = time.Date(2028, 1, 22, 12, 0, 0, 0, time.UTC), time.Date(2028, 3, 6, 12, 0, 0, 0, time.UTC)
			},
			[]string{"DTSTART:20280122T120000Z", "DTEND:20280306T120000Z"},
			[]string{"BEGIN:VTIMEZONE", "TZID"},
		},
		{
			"the first Sunday after the first of a month", func(c *ical.Calendar) { c.Entries[0].Zone = zone(t, "America/New_York") },
			[]string{"RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"},
			nil,
		},
		{
			"no text begins a line", func(c *ical.Calendar) { c.Entries[0].Title = "A\r\nATTENDEE:x\rB\u2028C\x00\u0085D\xff" },
			[]string{`SUMMARY:A\nATTENDEE:x\nB\nC\nD` + "\uFFFD"},
			nil,
		},
		{
			"no address begins a line", func(c *ical.Calendar) { c.Entries[0].Link = "https://x\r\nATTENDEE:y" },
			nil,
			[]string{"URL", "ATTENDEE"},
		},
		{"a link is of the web", func(c *ical.Calendar) { c.Entries[0].Link = "javascript:alert(1)" }, nil, []string{"URL"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			cal := ical.Calendar{Name: "Example", Entries: []ical.Entry{entry(t)}}
			c.change(&cal)
			text := write(t, cal)
			for _, want := range c.has {
				if !strings.Contains(text, want+"\r\n") {
					t.Errorf("%q is not a line of\n%s", want, text)
				}
			}
			for _, bad := range c.hasNot {
				for line := range strings.SplitSeq(text, "\r\n") {
					if strings.HasPrefix(line, bad) || strings.Contains(line, ";"+bad) || strings.HasSuffix(line, ":"+bad) {
						t.Errorf("%q stands in\n%s", bad, text)
					}
				}
			}
		})
	}
}

func TestAnEntryThatNoProgramCouldKeepIsAnError(t *testing.T) {
	for rule, change := range map[string]func(*ical.Calendar){
		"without a UID":                 func(c *ical.Calendar) { c.Entries[0].UID = "" },
		"that ends before it begins":    func(c *ical.Calendar) { c.Entries[0].End = day().Add(-time.Minute) },
		"with the UID of another entry": func(c *ical.Calendar) { c.Entries = append(c.Entries, c.Entries[0]) },
	} {
		c := ical.Calendar{Entries: []ical.Entry{entry(t)}}
		change(&c)
		if text, err := calendar.Write(c); err == nil {
			t.Errorf("an entry %s was written: %s", rule, text)
		}
	}
}

// drawText draws what people write: several scripts, and what iCalendar must
// escape.
func drawText(t *rapid.T, name string) string {
	pieces := []string{"word", " ", "  ", "\n", ";", ",", `\`, `\n`, ":", "\"", "é", "会議", "👩‍👩‍👧", "اجتماع", "<b>", "\t", "a-very-long-word-that-cannot-be-broken-anywhere-because-it-holds-no-blank-at-all"}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(t, name), "")
}

func drawCalendar(t *rapid.T, zones []*time.Location) ical.Calendar {
	c := ical.Calendar{Name: "Group " + drawText(t, "name")}
	for i := range rapid.IntRange(0, 8).Draw(t, "entries") {
		start := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "start"), 0).UTC()
		e := ical.Entry{
			UID: fmt.Sprintf("%d@magbot", i), Sequence: rapid.IntRange(0, 1000).Draw(t, "sequence"), Changed: start.Add(-time.Hour), Created: start.Add(-2 * time.Hour),
			Start: start, End: start.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "minutes")) * time.Minute),
			Zone: zones[rapid.IntRange(0, len(zones)-1).Draw(t, "zone")], Title: drawText(t, "title"), About: drawText(t, "about"),
			Where: drawText(t, "where"), Status: rapid.SampledFrom([]ical.Status{ical.Confirmed, ical.Tentative, ical.Cancelled}).Draw(t, "status"),
			Free: rapid.Bool().Draw(t, "free"),
		}
		if rapid.Bool().Draw(t, "rings") {
			d := time.Duration(rapid.IntRange(0, 3000).Draw(t, "alarm")) * time.Minute
			e.Alarm = &d
		}
		c.Entries = append(c.Entries, e)
	}
	return c
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	zones := zonetest.All(t)
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, zones)
		text := write(t, c)
		wellFormed(t, text)
		if text != write(t, c) {
			t.Fatalf("the same calendar was written otherwise")
		}
		back, err := ics.ParseCalendar(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if len(back.Events()) != len(c.Entries) {
			t.Fatalf("%d entries of %d", len(back.Events()), len(c.Entries))
		}
		for i, e := range back.Events() {
			want := c.Entries[i]
			for property, value := range map[ics.ComponentProperty]string{
				ics.ComponentPropertyUniqueId: want.UID, ics.ComponentPropertySummary: want.Title, ics.ComponentPropertyDescription: want.About,
				ics.ComponentPropertyStatus: string(want.Status), ics.ComponentPropertySequence: fmt.Sprint(want.Sequence),
			} {
				got := ""
				if p := e.GetProperty(property); p != nil {
					got = p.Value
				}
				if got != value {
					t.Fatalf("%s is %q, not %q", property, got, value)
				}
			}
			if at, err := e.GetStartAt(); err != nil || !at.Equal(want.Start) {
				t.Fatalf("%s begins at %s (%v), not %s", want.Zone, at, err, want.Start)
			}
		}
	})
}

// understood is what testdata/read.py prints.
type understood struct {
	Name, Method, Version, TTL string
	Zones, Errors              []string
	Events                     []event
}

type event struct {
	UID                       string
	Sequence                  int
	Start, End, Stamp         string
	Title, About, Where, Link string
	Status                    string
	Free                      bool
	Alarms                    []float64
}

// python finds the Python that has the libraries: a Debian package puts them
// beside the system's own.
func python(t *testing.T) string {
	t.Helper()
	var said []string
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		out, err := exec.CommandContext(t.Context(), name, "-c", "import icalendar, dateutil").CombinedOutput()
		if err == nil {
			return name
		}
		said = append(said, fmt.Sprintf("%s: %v %s", name, err, out))
	}
	t.Fatalf("no Python with icalendar (scripts/needs installs it; on Debian: apt-get install python3-icalendar): %s", strings.Join(said, "\n"))
	return ""
}

// others gives what libraries of another language read in a file.
func others(t *testing.T, python, text string) understood {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), python, "testdata/read.py")
	cmd.Stdin = strings.NewReader(text)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s in\n%s", err, errs.String(), text)
	}
	var u understood
	if err := json.Unmarshal(out.Bytes(), &u); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	return u
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// One entry on each side of every change of every zone in three years, and at
// every hour of the day of one in which the clocks go back.
func TestOtherLibrariesReadTheSameInstantsByOurZonesAlone(t *testing.T) {
	from, to := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2030, 12, 31, 0, 0, 0, 0, time.UTC)
	c := ical.Calendar{Name: "Every zone"}
	add := func(loc *time.Location, at time.Time) {
		c.Entries = append(c.Entries, ical.Entry{
			UID: fmt.Sprintf("%d@magbot", len(c.Entries)), Created: from, Changed: from, Start: at, End: at.Add(45 * time.Minute), Zone: loc, Title: loc.String(),
		})
	}
	for _, loc := range zonetest.All(t) {
		add(loc, from)
		add(loc, to)
		for _, change := range zonetest.Changes(loc, from, to) {
			for _, off := range []time.Duration{-90 * time.Minute, -time.Minute, 0, time.Minute, 2 * time.Hour} {
				add(loc, change.Add(off))
			}
		}
	}
	text := write(t, c)
	wellFormed(t, text)
	got := others(t, python(t), text)
	if len(got.Events) != len(c.Entries) || len(got.Errors) > 0 {
		t.Fatalf("%d entries of %d; faults: %v", len(got.Events), len(c.Entries), got.Errors)
	}
	for i, e := range got.Events {
		if want := c.Entries[i]; e.Start != stamp(want.Start) || e.End != stamp(want.End) {
			t.Errorf("%s: from %s to %s, not from %s to %s", want.Zone, e.Start, e.End, stamp(want.Start), stamp(want.End))
		}
	}
}

func TestOtherLibrariesReadEveryWord(t *testing.T) {
	reader := python(t)
	e := entry(t)
	alarm := 90 * time.Minute
	e.Alarm, e.Free, e.Link = &alarm, true, "https://meet.example.org/?q=1"
	e.Title = `Réunion; "ouverte", 第14回 \ 👩‍👩‍👧 ` + strings.Repeat("très long ", 20)
	e.About, e.Where = "One line\nand another:\n\twith a tab; and, a comma", "اجتماع"
	c := ical.Calendar{Name: "Groupe, d’études", Refresh: 90 * time.Minute, Entries: []ical.Entry{e}}
	want := understood{
		Name: c.Name, Method: "PUBLISH", Version: "2.0", TTL: "PT90M", Zones: []string{"Europe/Zurich"}, Errors: []string{},
		Events: []event{{
			UID: e.UID, Sequence: 3, Start: stamp(e.Start), End: stamp(e.End), Stamp: stamp(e.Changed), Title: e.Title, About: e.About,
			Where: e.Where, Link: e.Link, Status: "CONFIRMED", Free: true, Alarms: []float64{-5400},
		}},
	}
	if diff := cmp.Diff(want, others(t, reader, write(t, c))); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("Virtual Meeting XIV", "Inputs until 5 March;\r\nall, of them", "https://meet.example.org/x")
	f.Add("\u2028\u0085\x00\r", strings.Repeat("会議 ", 60), "http://x\n")
	f.Add("", "", "http://")
	f.Add("", "", "https://:80/")
	f.Fuzz(func(t *testing.T, title, about, link string) {
		start := day()
		text := write(t, ical.Calendar{Name: title, Entries: []ical.Entry{{
			UID: "1@magbot", Created: start, Changed: start, Start: start, End: start, Title: title, About: about, Where: about, Link: link,
		}}})
		wellFormed(t, text)
		back, err := ics.ParseCalendar(strings.NewReader(text))
		if err != nil || len(back.Events()) != 1 || len(back.Components) != 1 {
			t.Fatalf("%v: %q", err, text)
		}
		for _, p := range back.Events()[0].Properties {
			switch p.IANAToken {
			case "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "TRANSP":
			default:
				t.Fatalf("a property %q got in: %q", p.IANAToken, text)
			}
		}
	})
}
