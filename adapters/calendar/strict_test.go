package calendar_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"magbot/bot/chat/ical"
)

// The grammar of RFC 5545, 3.1 and 3.3, as far as it is used here.
var (
	contentLine = regexp.MustCompile(`^([A-Z-]+)((?:;[A-Z-]+=[A-Za-z0-9/_+-]+)*):(.*)$`)
	zoneParam   = regexp.MustCompile(`;TZID=([^;:]+)`)
	textValue   = regexp.MustCompile(`^(?:[^\\;,\x00-\x08\x0A-\x1F\x7F]|\\[\\;,n])*$`)
	values      = map[string]*regexp.Regexp{
		"SUMMARY": textValue, "DESCRIPTION": textValue, "LOCATION": textValue, "NAME": textValue, "X-WR-CALNAME": textValue, "TZNAME": textValue,
		"DTSTAMP": utcValue, "CREATED": utcValue, "LAST-MODIFIED": utcValue,
		"DTSTART": regexp.MustCompile(`^\d{8}T\d{6}Z?$`), "DTEND": regexp.MustCompile(`^\d{8}T\d{6}Z?$`),
		"SEQUENCE": regexp.MustCompile(`^\d+$`), "UID": regexp.MustCompile(`^\S+$`), "URL": regexp.MustCompile(`^https?://\S+$`),
		"TZOFFSETFROM": offsetValue, "TZOFFSETTO": offsetValue, "STATUS": regexp.MustCompile(`^(CONFIRMED|TENTATIVE|CANCELLED)$`),
		"TRANSP": regexp.MustCompile(`^(OPAQUE|TRANSPARENT)$`), "TRIGGER": regexp.MustCompile(`^-P(\d+D|T\d+[HM])$`), "ACTION": regexp.MustCompile(`^DISPLAY$`),
		"RRULE":            regexp.MustCompile(`^FREQ=YEARLY;BYMONTH=(\d|1[0-2]);BYDAY=(-1|[1-4])(SU|MO|TU|WE|TH|FR|SA)$`),
		"REFRESH-INTERVAL": lengthValue, "X-PUBLISHED-TTL": lengthValue, "TZID": regexp.MustCompile(`^\S+$`), "VERSION": regexp.MustCompile(`^2\.0$`),
		"PRODID": textValue, "CALSCALE": regexp.MustCompile(`^GREGORIAN$`), "METHOD": regexp.MustCompile(`^PUBLISH$`),
	}
	utcValue    = regexp.MustCompile(`^\d{8}T\d{6}Z$`)
	offsetValue = regexp.MustCompile(`^[+-]\d{4}(\d\d)?$`)
	lengthValue = regexp.MustCompile(`^P(\d+D|T\d+[HM])$`)
)

// needs is what each component must hold, once (RFC 5545, 3.6); whatever it may
// hold beside that, it may hold once too.
var needs = map[string][]string{
	"VCALENDAR": {"VERSION", "PRODID", "CALSCALE", "METHOD"}, "VTIMEZONE": {"TZID"},
	"STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"}, "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
	"VEVENT": {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "TRANSP"}, "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
}

// inside is what a component stands in.
var inside = map[string]string{
	"VCALENDAR": "", "VTIMEZONE": "VCALENDAR", "STANDARD": "VTIMEZONE", "DAYLIGHT": "VTIMEZONE", "VEVENT": "VCALENDAR", "VALARM": "VEVENT",
}

// component is one that is still open while a file is read.
type component struct {
	name string
	has  map[string]int
}

// wellFormed fails when a file is no iCalendar to the letter: its lines, their
// folds, the components, and the form of every value.
func wellFormed(t tb, text string) {
	t.Helper()
	if !utf8.ValidString(text) || !strings.HasSuffix(text, "\r\n") {
		t.Fatalf("no UTF-8, or no end of the last line:\n%q", text)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			t.Fatalf("a line of %d octets, or one that breaks a character: %q", len(line), line)
		}
	}
	if !strings.HasPrefix(text, "BEGIN:VCALENDAR\r\n") || strings.Count(text, "BEGIN:VCALENDAR") != 1 {
		t.Fatalf("it is no one calendar: %q", text)
	}
	var open []component
	var described, named []string
	for line := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n") {
		m := contentLine.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("no line of iCalendar: %q", line)
		}
		switch name, value := m[1], m[3]; name {
		case "BEGIN":
			open = begins(t, open, value)
		case "END":
			open = ends(t, open, value)
		default:
			if len(open) == 0 {
				t.Fatalf("%q stands in nothing", line)
			}
			open[len(open)-1].has[name]++
			if form := values[name]; form == nil || !form.MatchString(value) {
				t.Fatalf("a value that has no such form: %q", line)
			}
			if zone := zoneParam.FindStringSubmatch(m[2]); zone != nil {
				named = append(named, zone[1])
			}
			if name == "TZID" {
				described = append(described, value)
			}
		}
	}
	if len(open) > 0 {
		t.Fatalf("%s is never closed", open[len(open)-1].name)
	}
	if !strings.Contains(text, "BEGIN:VEVENT") {
		named = append(named, "UTC") // else there would be no component at all
	}
	slices.Sort(named)
	if zones := slices.Compact(named); !slices.Equal(slices.Sorted(slices.Values(described)), zones) {
		t.Fatalf("described are %v, named %v", described, zones)
	}
}

func begins(t tb, open []component, name string) []component {
	t.Helper()
	in := ""
	if len(open) > 0 {
		in = open[len(open)-1].name
	}
	around, known := inside[name]
	if !known || around != in {
		t.Fatalf("%q begins in %q", name, in)
	}
	return append(open, component{name, map[string]int{}})
}

func ends(t tb, open []component, name string) []component {
	t.Helper()
	if len(open) == 0 || open[len(open)-1].name != name {
		t.Fatalf("%q ends where it has not begun", name)
	}
	last := open[len(open)-1]
	for _, need := range needs[name] {
		if last.has[need] != 1 {
			t.Fatalf("%s has %d of %s", name, last.has[need], need)
		}
	}
	for property, n := range last.has {
		if n > 1 {
			t.Fatalf("%s has %d of %s", name, n, property)
		}
	}
	return open[:len(open)-1]
}

// refusal is a test that has failed.
type refusal string

// judge is a tb that says why a test fails.
type judge struct{}

func (judge) Helper() {}

func (judge) Fatalf(format string, args ...any) { panic(refusal(fmt.Sprintf(format, args...))) }

func refused(text string) (why refusal) {
	defer func() {
		if r, ok := recover().(refusal); ok {
			why = r
		}
	}()
	wellFormed(judge{}, text)
	return ""
}

// What the tests of this package rely on refuses what it should.
func TestWhatIsWellFormedIsTold(t *testing.T) {
	whole := write(t, ical.Calendar{Name: "Example", Entries: []ical.Entry{entry(t)}})
	if why := refused(whole); why != "" {
		t.Fatalf("a good one: %s", why)
	}
	for rule, c := range map[string][2]string{
		"a bare line feed":             {"SUMMARY:Virtual", "SUMMARY:Vir\ntual"},
		"a line of 76 octets":          {"SUMMARY:", "SUMMARY:" + strings.Repeat("x", 49)},
		"a comma that is not escaped":  {"SUMMARY:Virtual", "SUMMARY:Virtual, or not"},
		"half an escape":               {"SUMMARY:Virtual", "SUMMARY:\\Virtual"},
		"a number with a sign":         {"SEQUENCE:3", "SEQUENCE:-3"},
		"a stamp on a wall":            {"DTSTAMP:20280305T130000Z", "DTSTAMP:20280305T130000"},
		"no UID":                       {"UID:meeting-7@magbot\r\n", ""},
		"a status that there is not":   {"STATUS:CONFIRMED", "STATUS:MAYBE"},
		"a property that is not known": {"STATUS:CONFIRMED", "ATTENDEE:mailto:x@example.org"},
		"a property twice":             {"STATUS:CONFIRMED", "SEQUENCE:4"},
		"a zone that is not described": {"DTEND;TZID=Europe/Zurich", "DTEND;TZID=Europe/Paris"},
		"a component that stays open":  {"END:DAYLIGHT\r\n", ""},
		"one in the wrong place":       {"BEGIN:DAYLIGHT", "BEGIN:VALARM"},
		"two calendars":                {"END:VCALENDAR\r\n", "END:VCALENDAR\r\n" + whole},
		"no end of the last line":      {"END:VCALENDAR\r\n", "END:VCALENDAR"},
		"a character that is broken":   {"SUMMARY:Virtual", "SUMMARY:\xc3"},
	} {
		bad := strings.Replace(whole, c[0], c[1], 1)
		if bad == whole {
			t.Errorf("%s: nothing was spoilt", rule)
		}
		if refused(bad) == "" {
			t.Errorf("%s was let through", rule)
		}
	}
}

func TestACalendarWithoutEntriesHoldsAComponent(t *testing.T) {
	text := write(t, ical.Calendar{Name: "Example"})
	wellFormed(t, text)
	if !strings.Contains(text, "BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\n") {
		t.Errorf("it holds %s", text)
	}
	if got := others(t, python(t), text); len(got.Errors) > 0 || len(got.Events) > 0 || got.Name != "Example" {
		t.Errorf("others read %+v", got)
	}
}
