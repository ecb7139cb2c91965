package civil_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/bot/civil"
)

const year = 365 * 24 * time.Hour

func TestParseDurationUnderstands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, text string
		want       time.Duration
	}{
		{"seconds", "90s", 90 * time.Second},
		{"minutes", "2m", 2 * time.Minute},
		{"minutes with a blank", "2 min", 2 * time.Minute},
		{"whole words", "2 hours 5 minutes", 2*time.Hour + 5*time.Minute},
		{"any case", "2 MIN", 2 * time.Minute},
		{"minutes behind hours need no unit", "1h30", 90 * time.Minute},
		{"seconds behind minutes need no unit", "2m30", 150 * time.Second},
		{"a clock is minutes and seconds", "1:30", 90 * time.Second},
		{"a long clock begins with hours", "1:30:00", 90 * time.Minute},
		{"minutes may pass the hour", "90:00", 90 * time.Minute},
		{"a bare number has the unit of the place", "20", 20 * time.Minute},
		{"a day is 24 hours", "1d", 24 * time.Hour},
		{"weeks and days", "1w 2d", 9 * 24 * time.Hour},
		{"the least", "1s", time.Second},
		{"blanks around", "  5 min\u00a0", 5 * time.Minute},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			got, err := civil.ParseDuration(c.text, time.Minute, time.Second, year)
			if err != nil || got != c.want {
				t.Errorf("%q: got %v, %v; want %v", c.text, got, err, c.want)
			}
		})
	}
}

func TestParseDurationRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, text, key, piece string }{
		{"nothing", "", "civil.duration-unread", ""},
		{"words", "a while", "civil.duration-unread", "a while"},
		{"a unit alone", "min", "civil.duration-unread", "min"},
		{"an unknown unit", "2 fortnights", "civil.duration-unread", "2 fortnights"},
		{"decimals, whose comma differs", "1.5h", "civil.duration-unread", "1.5h"},
		{"a unit twice", "1m 2m", "civil.duration-unread", "1m 2m"},
		{"units out of order", "30m 1h", "civil.duration-unread", "30m 1h"},
		{"less than nothing", "-5m", "civil.duration-unread", "-5m"},
		{"sixty seconds on a clock", "1:60", "civil.duration-unread", "1:60"},
		{"one digit of seconds", "1:5", "civil.duration-unread", "1:5"},
		{"a clock of four parts", "1:00:00:00", "civil.duration-unread", "1:00:00:00"},
		{"a bare number behind days", "1d 5", "civil.duration-unread", "1d 5"},
		{"sixty bare minutes", "1h60", "civil.duration-unread", "1h60"},
		{"more digits than anyone means", "1234567s", "civil.duration-unread", "1234567s"},
		{"too short", "9s", "civil.duration-range", "9s"},
		{"too long", "2h1s", "civil.duration-range", "2h1s"},
		{"too long by far", "999999w", "civil.duration-range", "999999w"},
		{"too long in bare minutes", "999999", "civil.duration-range", "999999"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			_, err := civil.ParseDuration(c.text, time.Minute, 10*time.Second, 2*time.Hour)
			checkRefusal(t, err, c.key, c.piece)
		})
	}
}

func TestDurationBounds(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{"10s": true, "9s": false, "2h": true, "2h1s": false} {
		if _, err := civil.ParseDuration(text, 0, 10*time.Second, 2*time.Hour); (err == nil) != ok {
			t.Errorf("%q: got %v", text, err)
		}
	}
	_, err := civil.ParseDuration("20", 0, time.Second, time.Hour)
	checkRefusal(t, err, "civil.duration-unread", "20")
	_, err = civil.ParseDuration("3h", 0, 1500*time.Millisecond, time.Hour)
	checkRefusal(t, err, "civil.duration-range", "3h")
	if _, err := civil.ParseDuration("1s", 0, 1500*time.Millisecond, time.Hour); err == nil {
		t.Error("one second passed where at least one and a half were asked")
	}
}

func TestFormatDuration(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		d           time.Duration
		long, clock string
	}{
		{0, "0 s", "0:00"},
		{45 * time.Second, "45 s", "0:45"},
		{95 * time.Second, "1 min 35 s", "1:35"},
		{90 * time.Minute, "1 h 30 min", "1:30:00"},
		{time.Hour + 2*time.Minute + 5*time.Second, "1 h 2 min 5 s", "1:02:05"},
		{51 * time.Hour, "2 d 3 h", "51:00:00"},
		{1499 * time.Millisecond, "1 s", "0:01"},
		{1500 * time.Millisecond, "2 s", "0:02"},
		{-95 * time.Second, "−1 min 35 s", "−1:35"},
	} {
		if got := civil.FormatDuration(c.d); got != c.long {
			t.Errorf("FormatDuration(%v): got %q, want %q", c.d, got, c.long)
		}
		if got := civil.FormatClock(c.d); got != c.clock {
			t.Errorf("FormatClock(%v): got %q, want %q", c.d, got, c.clock)
		}
	}
}

func TestDurationsAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, int64(999*time.Hour/time.Second)).Draw(t, "seconds")) * time.Second
		for _, text := range []string{civil.FormatDuration(d), civil.FormatClock(d), strings.ReplaceAll(civil.FormatDuration(d), " ", "")} {
			got, err := civil.ParseDuration(text, 0, 0, year)
			if err != nil || got != d {
				t.Fatalf("%v is written %q and read back as %v, %v", d, text, got, err)
			}
		}
	})
}

func FuzzParseDuration(f *testing.F) {
	for _, seed := range []string{"", "90s", "2 min", "1h30", "1:30", "20", "1w2d3h4m5s", "1:00:00", "999999w", "5\u2009min", "٣ min", "-1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := civil.ParseDuration(text, time.Minute, time.Second, year)
		if err != nil {
			checkQuote(t, err)
			return
		}
		if got < time.Second || got > year {
			t.Fatalf("%q: got %v, out of bounds", text, got)
		}
		again, err := civil.ParseDuration(civil.FormatDuration(got), 0, time.Second, year)
		if err != nil || again != got {
			t.Fatalf("%v is read back as %v, %v", got, again, err)
		}
	})
}
