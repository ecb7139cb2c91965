package civil_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot/civil"
	"magbot/bot/lang"
)

// monday is Monday 15 March 2027, 10:20:30 in Zurich.
var monday = time.Date(2027, 3, 15, 9, 20, 30, 0, time.UTC)

func TestParseWhenUnderstands(t *testing.T) {
	t.Parallel()
	zurich := zone(t, "Europe/Zurich")
	for _, c := range []struct{ rule, text, want string }{
		{"an ISO date and clock", "2027-04-15 14:00", "2027-04-15 12:00 UTC (14:00 Europe/Zurich)"},
		{"an ISO instant", "2027-03-15T14:00Z", "2027-03-15 14:00 UTC"},
		{"an ISO instant with seconds", "2027-03-15T14:00:00Z", "2027-03-15 14:00 UTC"},
		{"an ISO instant with offset", "2027-03-15T14:00+02:00", "2027-03-15 12:00 UTC (14:00 +02:00)"},
		{"a place", "2027-03-15 14:00 America/New_York", "2027-03-15 18:00 UTC (14:00 America/New_York)"},
		{"a place in any case", "2027-03-15 14:00 america/port_of_spain", "2027-03-15 18:00 UTC (14:00 America/Port_of_Spain)"},
		{"UTC by name", "2027-03-15 14:00 utc", "2027-03-15 14:00 UTC"},
		{"an offset as a word", "2027-03-15 14:00 -0330", "2027-03-15 17:30 UTC (14:00 -03:30)"},
		{"an offset from UTC", "2027-03-15 14:00 UTC+2", "2027-03-15 12:00 UTC (14:00 +02:00)"},
		{"the date is repeated where it differs", "2027-03-15 20:00 America/New_York", "2027-03-16 00:00 UTC (2027-03-15 20:00 America/New_York)"},
		{"a clock still to come is today", "14:00", "2027-03-15 13:00 UTC (14:00 Europe/Zurich)"},
		{"a clock that is past is tomorrow", "9:30", "2027-03-16 08:30 UTC (09:30 Europe/Zurich)"},
		{"the minute that runs is past", "10:20", "2027-03-16 09:20 UTC (10:20 Europe/Zurich)"},
		{"the next such clock is looked for in its own zone", "06:00 America/New_York", "2027-03-15 10:00 UTC (06:00 America/New_York)"},
		{"tomorrow", "tomorrow 14:00", "2027-03-16 13:00 UTC (14:00 Europe/Zurich)"},
		{"tomorrow at", "Tomorrow at 14:00", "2027-03-16 13:00 UTC (14:00 Europe/Zurich)"},
		{"today may be past", "today 9:30", "2027-03-15 08:30 UTC (09:30 Europe/Zurich)"},
		{"today is today in the zone that is named", "today 9:30 Pacific/Kiritimati", "2027-03-14 19:30 UTC (2027-03-15 09:30 Pacific/Kiritimati)"},
		{"a weekday to come", "Wednesday 13:00", "2027-03-17 12:00 UTC (13:00 Europe/Zurich)"},
		{"a weekday in short, with a comma", "wed, 13:00", "2027-03-17 12:00 UTC (13:00 Europe/Zurich)"},
		{"today's weekday with a clock to come is today", "Monday 13:00", "2027-03-15 12:00 UTC (13:00 Europe/Zurich)"},
		{"today's weekday with a clock that is past is in a week", "Monday 9:00", "2027-03-22 08:00 UTC (09:00 Europe/Zurich)"},
		{"a weekday and its date", "Wednesday 17 March 2027 13:00", "2027-03-17 12:00 UTC (13:00 Europe/Zurich)"},
		{"a day of a month", "15 Apr 14:00", "2027-04-15 12:00 UTC (14:00 Europe/Zurich)"},
		{"a day of a month that is past is next year's", "1 March 14:00", "2028-03-01 13:00 UTC (14:00 Europe/Zurich)"},
		{"a leap day is the next one", "29 Feb 14:00", "2028-02-29 13:00 UTC (14:00 Europe/Zurich)"},
		{"in hours", "in 2 hours", "2027-03-15 11:20 UTC (12:20 Europe/Zurich)"},
		{"plus hours", "+2h", "2027-03-15 11:20 UTC (12:20 Europe/Zurich)"},
		{"plus hours and minutes", "+1h30", "2027-03-15 10:50 UTC (11:50 Europe/Zurich)"},
		{"plus days", "+3d", "2027-03-18 09:20 UTC (10:20 Europe/Zurich)"},
		{"plus weeks keep the clock over a change of clocks", "+2w", "2027-03-29 08:20 UTC (10:20 Europe/Zurich)"},
		{"plus hours do not", "+336h", "2027-03-29 09:20 UTC (11:20 Europe/Zurich)"},
		{"days and hours", "+1d 2h", "2027-03-16 11:20 UTC (12:20 Europe/Zurich)"},
		{"a day alone is its beginning", "2027-04-15", "2027-04-14 22:00 UTC (2027-04-15 00:00 Europe/Zurich)"},
		{"now", "now", "2027-03-15 09:20 UTC (10:20 Europe/Zurich)"},
		{"no-break spaces are spaces", "tomorrow\u00a014:00", "2027-03-16 13:00 UTC (14:00 Europe/Zurich)"},
		{"an hour that comes twice is the first", "2026-10-25 02:30", "2026-10-25 00:30 UTC (02:30 Europe/Zurich)"},
		{"an hour that is skipped is moved on", "2027-03-28 02:30", "2027-03-28 01:30 UTC (03:30 Europe/Zurich)"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			got, err := civil.ParseWhen(c.text, monday, zurich)
			if err != nil {
				t.Fatalf("%q: %v", c.text, err)
			}
			if got.String() != c.want {
				t.Errorf("%q: got %s, want %s", c.text, got, c.want)
			}
		})
	}
}

func TestParseWhenRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, text, key, piece string }{
		{"nothing", "", "civil.time-unread", ""},
		{"an hour that no day has", "25:00", "civil.time-unread", "25:00"},
		{"a minute that no hour has", "tomorrow 14:60", "civil.time-unread", "14:60"},
		{"24:00, which may be either midnight", "24:00", "civil.time-unread", "24:00"},
		{"half a clock", "14:", "civil.time-unread", "14:"},
		{"twelve-hour clocks", "2pm", "civil.time-unread", "2pm"},
		{"natural language", "next week sometime", "civil.time-unread", "next week sometime"},
		{"next, which means two things", "next Friday 14:00", "civil.time-unread", "next Friday 14:00"},
		{"slashes, which mean two dates", "03/04/2027 14:00", "civil.time-unread", "03/04/2027 14:00"},
		{"seconds", "14:00:30", "civil.time-unread", "14:00:30"},
		{"a day that does not exist", "2027-02-30 14:00", "civil.no-such-date", "2027-02-30"},
		{"a day that no April has", "31 April 14:00", "civil.no-such-date", "31 April"},
		{"a leap day in another year", "29 February 2027", "civil.no-such-date", "29 February 2027"},
		{"a weekday that is not the date's", "Friday 2027-03-17 14:00", "civil.no-such-date", "Friday 2027-03-17"},
		{"a zone that does not exist", "14:00 Europe/Atlantis", "civil.zone-unread", "Europe/Atlantis"},
		{"an abbreviation of several zones", "14:00 CST", "civil.zone-unread", "CST"},
		{"a legacy zone", "14:00 EST", "civil.zone-unread", "EST"},
		{"a sign turned round", "14:00 Etc/GMT+2", "civil.zone-unread", "Etc/GMT+2"},
		{"leap seconds", "14:00 right/Europe/Zurich", "civil.zone-unread", "right/Europe/Zurich"},
		{"a path", "14:00 ../../etc/passwd", "civil.zone-unread", "../../etc/passwd"},
		{"an offset that no zone has", "14:00 +15:00", "civil.zone-unread", "+15:00"},
		{"two zones", "14:00Z Europe/Zurich", "civil.time-unread", "Europe/Zurich"},
		{"words behind", "14:00 UTC or so", "civil.time-unread", "UTC or so"},
		{"a distance without a unit", "+2", "civil.time-unread", "+2"},
		{"a distance without a number", "in hours", "civil.time-unread", "in hours"},
		{"a distance backwards", "in -2 hours", "civil.time-unread", "in -2 hours"},
		{"units out of order", "+30m2h", "civil.time-unread", "+30m2h"},
		{"a distance out of reach", "+999999w", "civil.too-far", "+999999w"},
		{"a clock out of reach", "+999999h", "civil.too-far", "+999999h"},
		{"digits of another script", "１４:00", "civil.time-unread", "１４:00"},
		{"invisible characters are shown", "14:00\u202e", "civil.time-unread", "14:00\ufffd"},
		{"bytes that are no text are shown", "14:0\xff", "civil.time-unread", "14:0\ufffd"},
		{"text without end is cut", strings.Repeat("9", 1e6), "civil.time-unread", strings.Repeat("9", 40) + "…"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			got, err := civil.ParseWhen(c.text, monday, zone(t, "Europe/Zurich"))
			checkRefusal(t, err, c.key, c.piece)
			if diff := cmp.Diff(civil.When{}, got); diff != "" {
				t.Errorf("something was understood all the same: %s", diff)
			}
		})
	}
}

func checkRefusal(t *testing.T, err error, key, piece string) {
	t.Helper()
	refusal, ok := lang.AsError(err)
	if !ok {
		t.Fatalf("got error %v, want a refusal with %s", err, key)
	}
	if refusal.Key != key || len(refusal.Args) < 2 || refusal.Args[1] != piece {
		t.Errorf("got %v, want %s with %q", refusal, key, piece)
	}
}

func TestRefusalSaysHowToWriteIt(t *testing.T) {
	t.Parallel()
	words, err := lang.Load(fs.FS(civil.Words))
	if err != nil {
		t.Fatal(err)
	}
	_, err = civil.ParseWhen("25:00", monday, time.UTC)
	var refusal *lang.Error
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v", err)
	}
	want := `I could not read the time "25:00". Write 14:00, 2027-03-15 14:00 Europe/Zurich or +2h. Nothing was changed.`
	if got := words.For("en").Text(refusal.Text); got != want {
		t.Errorf("got %s", got)
	}
}

func TestEcho(t *testing.T) {
	t.Parallel()
	words, err := lang.Load(fs.FS(civil.Words))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ rule, text, want string }{
		{"both clocks", "14:00", "2027-03-15 13:00 UTC (14:00 Europe/Zurich)"},
		{"one clock where they agree", "14:00 UTC", "2027-03-15 14:00 UTC"},
		{"a clock that comes twice", "2026-10-25 02:30", "2026-10-25 00:30 UTC (02:30 Europe/Zurich; the clocks go back there, so that time comes twice, and the first is meant)"},
		{"a clock that is skipped", "2027-03-28 02:30", "2027-03-28 01:30 UTC (03:30 Europe/Zurich; the clocks go forward there and skip 02:30, so it is moved on)"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			when, err := civil.ParseWhen(c.text, monday, zone(t, "Europe/Zurich"))
			if err != nil {
				t.Fatal(err)
			}
			if got := words.For("en").Text(when.Echo()); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestWholeDayIsSaid(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"2027-04-15": true, "Friday": true, "2027-04-15 00:00": false, "+3d": false} {
		got, err := civil.ParseWhen(text, monday, time.UTC)
		if err != nil || got.WholeDay != want {
			t.Errorf("%q: got %v, %v; want %v", text, got.WholeDay, err, want)
		}
	}
}

func TestWhenIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		at := time.Unix(rapid.Int64Range(1704067200, 1924991999).Draw(t, "at")/60*60, 0).In(loc)
		for _, layout := range []string{"2006-01-02 15:04Z07:00", "2006-01-02T15:04:05Z07:00", "Monday 2 January 2006, 15:04Z07:00"} {
			text := at.Format(layout)
			got, err := civil.ParseWhen(text, monday, time.UTC)
			if err != nil || !got.At.Equal(at) {
				t.Fatalf("%q: got %v, %v", text, got, err)
			}
		}
	})
}

func TestNextClockIsWithinTwoDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		now := time.Unix(rapid.Int64Range(1704067200, 1924991999).Draw(t, "now"), 0)
		text := time.Unix(rapid.Int64Range(0, 86399).Draw(t, "clock"), 0).UTC().Format("15:04")
		got, err := civil.ParseWhen(text, now, loc)
		if err != nil {
			t.Fatal(err)
		}
		if !got.At.After(now) || got.At.Sub(now) > 50*time.Hour {
			t.Fatalf("%s at %v: got %v", text, now.In(loc), got)
		}
		if got.How != civil.Gap && got.At.Format("15:04") != text {
			t.Fatalf("%s at %v: got %v", text, now.In(loc), got.At)
		}
	})
}

func FuzzParseWhen(f *testing.F) {
	for _, seed := range []string{
		"", "14:00", "2027-03-15T14:00Z", "tomorrow at 14:00 Europe/Zurich", "+1w2d", "in 2 hours", "Wed, 15 Mar 2028 09:30 +02:00",
		"4001-01-01", "2040-12-31", "29 Feb", "now", "25:00", "\x00", "\u202e14:00", "9999-12-31 23:59 -12:00", "0001-01-01 00:00 +14:00", "0000-00-00",
	} {
		f.Add(seed, int64(1805275230))
	}
	loc := zone(f, "Australia/Lord_Howe")
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		now := time.Unix(unix%200000000000, 0)
		got, err := civil.ParseWhen(text, now, loc)
		if err != nil {
			checkQuote(t, err)
			return
		}
		if got.String() == "" || !got.Asked.Valid() {
			t.Fatalf("%q: understood as %q", text, got)
		}
	})
}

// checkQuote makes sure that a refusal can be shown as it is.
func checkQuote(t *testing.T, err error) {
	t.Helper()
	refusal, ok := lang.AsError(err)
	if !ok {
		t.Fatalf("not a refusal: %v", err)
	}
	piece, ok := refusal.Args[1].(string)
	if !ok || !utf8.ValidString(piece) || utf8.RuneCountInString(piece) > 41 {
		t.Fatalf("quoted %q", piece)
	}
	for _, r := range piece {
		if !unicode.IsPrint(r) {
			t.Fatalf("quoted %q", piece)
		}
	}
}
