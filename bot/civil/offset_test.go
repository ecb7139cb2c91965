package civil_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/bot/civil"
)

func TestOffset(t *testing.T) {
	t.Parallel()
	zurich := zone(t, "Europe/Zurich")
	// The clocks went forward on 28 March 2027, from 02:00 to 03:00.
	start := time.Date(2027, 3, 30, 14, 0, 0, 0, zurich)
	for _, c := range []struct {
		rule, text string
		want       time.Time
	}{
		{"days keep the clock on the wall", "3d", time.Date(2027, 3, 27, 14, 0, 0, 0, zurich)},
		{"hours are exact", "72h", time.Date(2027, 3, 27, 13, 0, 0, 0, zurich)},
		{"weeks are days", "2w", time.Date(2027, 3, 16, 14, 0, 0, 0, zurich)},
		{"days first, then hours", "1d2h", time.Date(2027, 3, 29, 12, 0, 0, 0, zurich)},
		{"minutes", "10m", time.Date(2027, 3, 30, 13, 50, 0, 0, zurich)},
		{"at the instant itself", "0", start},
		{"a minus in front is no other direction", "-10m", time.Date(2027, 3, 30, 13, 50, 0, 0, zurich)},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			o, err := civil.ParseOffset(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := o.Before(start, zurich); !got.Equal(c.want) {
				t.Errorf("%s before %v is %v, want %v", o, start, got.In(zurich), c.want)
			}
		})
	}
	skipped := civil.Offset{Days: 2}.Before(time.Date(2027, 3, 30, 2, 30, 0, 0, zurich), zurich)
	if want := time.Date(2027, 3, 28, 1, 30, 0, 0, time.UTC); !skipped.Equal(want) {
		t.Errorf("a clock that is skipped: got %v, want %v", skipped, want)
	}
}

func TestParseOffsets(t *testing.T) {
	t.Parallel()
	all, err := civil.ParseOffsets("10m, 14d; 1h, 24h, 3d, 1h")
	if err != nil {
		t.Fatal(err)
	}
	text := make([]string, len(all))
	for i, o := range all {
		text[i] = o.String()
	}
	if got := strings.Join(text, " "); got != "14d 3d 24h 1h 10m" {
		t.Errorf("got %s: the longest first, each once", got)
	}
	for _, bad := range []string{"", ",", "soon", "401d", "9601h", "1h 1d", "90s", "1h,,x", "1,2,3", "1m,2m,3m,4m,5m,6m,7m,8m,9m,10m,11m,12m,13m", strings.Repeat("1d,", 1000)} {
		if got, err := civil.ParseOffsets(bad); err == nil && bad != strings.Repeat("1d,", 1000) {
			t.Errorf("%q: got %v", bad, got)
		}
	}
}

func TestOffsetsAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := civil.Offset{
			Days:  rapid.IntRange(0, 400).Draw(t, "days"),
			Exact: time.Duration(rapid.IntRange(0, 3000).Draw(t, "minutes")) * time.Minute,
		}
		if back, err := civil.ParseOffset(o.String()); err != nil || back != o {
			t.Fatalf("%v is read back as %v, %v", o, back, err)
		}
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		at := time.Unix(rapid.Int64Range(1704067200, 1924991999).Draw(t, "at")/60*60, 0)
		before, exact := o.Before(at, loc), at.Add(-time.Duration(o.Days)*24*time.Hour-o.Exact)
		if apart := before.Sub(exact).Abs(); apart > 26*time.Hour {
			t.Fatalf("%v before %v is %v", o, at.In(loc), before.In(loc))
		}
		if before.After(at) {
			t.Fatalf("%v before %v is later: %v", o, at, before)
		}
	})
}

func FuzzParseOffsets(f *testing.F) {
	for _, seed := range []string{"", "14d, 3d, 24h, 1h, 10m", "-1d", "0", "1w2d3h4m", "１d", "999999w", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := civil.ParseOffsets(text)
		if err != nil {
			checkQuote(t, err)
			return
		}
		for i, o := range all {
			if back, err := civil.ParseOffset(o.String()); err != nil || back.Compare(o) != 0 {
				t.Fatalf("%v is read back as %v, %v", o, back, err)
			}
			if i > 0 && all[i-1].Compare(o) < 0 {
				t.Fatalf("%v stands before %v", all[i-1], o)
			}
		}
	})
}
