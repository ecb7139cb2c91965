package civil_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/bot/civil"
)

func TestParseDateUnderstands(t *testing.T) {
	t.Parallel()
	zurich := zone(t, "Europe/Zurich")
	for _, c := range []struct{ rule, text, want string }{
		{"ISO", "2027-04-15", "2027-04-15"},
		{"by in front", "by 2027-04-15", "2027-04-15"},
		{"today", "today", "2027-03-15"},
		{"tomorrow", "Tomorrow", "2027-03-16"},
		{"a weekday to come", "Friday", "2027-03-19"},
		{"a full stop behind", "by Fri.", "2027-03-19"},
		{"today's weekday is in a week", "Monday", "2027-03-22"},
		{"a whole date", "15 March 2028", "2028-03-15"},
		{"a month in short", "15 Apr", "2027-04-15"},
		{"September has two short forms", "1 Sept", "2027-09-01"},
		{"today's date is today", "15 Mar", "2027-03-15"},
		{"a date that is past is next year's", "14 March", "2028-03-14"},
		{"a leap day is the next one", "29 Feb", "2028-02-29"},
		{"a weekday and its date", "Friday, 19 March 2027", "2027-03-19"},
		{"days from now", "+3d", "2027-03-18"},
		{"weeks from now", "in 2 weeks", "2027-03-29"},
		{"weeks and days", "+1w 1d", "2027-03-23"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			got, err := civil.ParseDate(c.text, monday, zurich)
			if err != nil || got.String() != c.want {
				t.Errorf("%q: got %v, %v; want %s", c.text, got, err, c.want)
			}
		})
	}
}

func TestParseDateIsReadInItsZone(t *testing.T) {
	t.Parallel()
	late := time.Date(2027, 3, 15, 23, 0, 0, 0, time.UTC)
	for name, want := range map[string]string{
		"UTC": "2027-03-15", "Europe/Zurich": "2027-03-16", "America/New_York": "2027-03-15", "Asia/Tokyo": "2027-03-16",
	} {
		got, err := civil.ParseDate("today", late, zone(t, name))
		if err != nil || got.String() != want {
			t.Errorf("%s: got %v, %v; want %s", name, got, err, want)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, text, key, piece string }{
		{"nothing", " ", "civil.date-unread", ""},
		{"by alone", "by", "civil.date-unread", "by"},
		{"a clock", "2027-04-15 14:00", "civil.date-unread", "14:00"},
		{"a distance on the clock", "+2h", "civil.date-unread", "+2h"},
		{"a distance without a unit", "in 3", "civil.date-unread", "in 3"},
		{"natural language", "end of month", "civil.date-unread", "end of month"},
		{"slashes", "3/4/2027", "civil.date-unread", "3/4/2027"},
		{"a month without a day", "March 2027", "civil.date-unread", "March 2027"},
		{"a short year", "15 March 27", "civil.date-unread", "27"},
		{"a day that does not exist", "2027-13-01", "civil.no-such-date", "2027-13-01"},
		{"the year 0", "0000-01-01", "civil.no-such-date", "0000-01-01"},
		{"the 32nd", "32 March", "civil.no-such-date", "32 March"},
		{"too far", "+20000d", "civil.too-far", "+20000d"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			_, err := civil.ParseDate(c.text, monday, time.UTC)
			checkRefusal(t, err, c.key, c.piece)
		})
	}
}

func TestDatesAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(-5e10, 2e11).Draw(t, "at"), 0).UTC()
		want := civil.DateOf(at)
		if !want.Valid() {
			t.Fatalf("%v is not valid", want)
		}
		for _, layout := range []string{"2006-01-02", "2 January 2006", "Mon 02 Jan 2006", "by Monday, 2 January 2006"} {
			got, err := civil.ParseDate(at.Format(layout), monday, time.UTC)
			if err != nil || got != want {
				t.Fatalf("%q: got %v, %v", at.Format(layout), got, err)
			}
		}
	})
}

func TestDateArithmeticIsTheCalendars(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := civil.DateOf(time.Unix(rapid.Int64Range(-5e10, 2e11).Draw(t, "at"), 0).UTC())
		n := rapid.IntRange(-4000, 4000).Draw(t, "days")
		later := d.AddDays(n)
		if back := later.AddDays(-n); back != d {
			t.Fatalf("%v and %d days and back is %v", d, n, back)
		}
		if got := later.Compare(d); got < 0 != (n < 0) || got > 0 != (n > 0) {
			t.Fatalf("%v compared with %v gives %d", later, d, got)
		}
		if got, want := later.Weekday(), time.Weekday(((int(d.Weekday())+n)%7+7)%7); got != want {
			t.Fatalf("%v is a %v, not a %v", later, got, want)
		}
	})
}

func TestValid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule string
		dt   civil.DateTime
		want bool
	}{
		{"a leap day in a leap year", civil.Date{Year: 2028, Month: 2, Day: 29}.At(0, 0), true},
		{"no leap day in another", civil.Date{Year: 2027, Month: 2, Day: 29}.At(0, 0), false},
		{"no leap day in 2100", civil.Date{Year: 2100, Month: 2, Day: 29}.At(0, 0), false},
		{"no month 0", civil.Date{Year: 2027, Month: 0, Day: 1}.At(0, 0), false},
		{"no five-digit year", civil.Date{Year: 10000, Month: 1, Day: 1}.At(0, 0), false},
		{"the last minute", civil.Date{Year: 2027, Month: 1, Day: 1}.At(23, 59), true},
		{"no 24:00", civil.Date{Year: 2027, Month: 1, Day: 1}.At(24, 0), false},
		{"no minute before the hour", civil.Date{Year: 2027, Month: 1, Day: 1}.At(1, -1), false},
		{"the zero value is no date", civil.DateTime{}, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			if got := c.dt.Valid(); got != c.want {
				t.Errorf("%v: got %v", c.dt, got)
			}
		})
	}
}

func TestCutDeadline(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, text, task, due string
		ok                    bool
	}{
		{"a date at the end", "TECH-2 to send the draft by 2027-04-01", "TECH-2 to send the draft", "2027-04-01", true},
		{"a weekday at the end", "send the draft by Friday.", "send the draft", "2027-03-19", true},
		{"the last by counts", "review the text by the co-chairs by 1 April", "review the text by the co-chairs", "2027-04-01", true},
		{"a by without a date is part of the task", "review the text by the co-chairs", "review the text by the co-chairs", "", false},
		{"words behind the date keep it in the task", "write by Friday if possible", "write by Friday if possible", "", false},
		{"a word that ends in by", "visit Derby Friday", "visit Derby Friday", "", false},
		{"only a date", "by Friday", "", "2027-03-19", true},
		{"nothing", "", "", "", false},
		{"by at the very end", "stand by ", "stand by ", "", false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			task, due, ok := civil.CutDeadline(c.text, monday, time.UTC)
			if task != c.task || ok != c.ok || (ok && due.String() != c.due) || (!ok && due != civil.Date{}) {
				t.Errorf("%q: got %q, %v, %v", c.text, task, due, ok)
			}
		})
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"", "2027-04-15", "by Friday", "15 March 2027", "29 Feb", "+3d", "in 2 weeks", "31 April", "by by by", "\u202e1 May", "9999-12-31"} {
		f.Add(seed, int64(1805275230))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		now := time.Unix(unix%200000000000, 0)
		got, err := civil.ParseDate(text, now, time.UTC)
		if err != nil {
			checkQuote(t, err)
			return
		}
		if !got.Valid() {
			t.Fatalf("%q: understood as %v", text, got)
		}
		again, err := civil.ParseDate(got.String(), now, time.UTC)
		if err != nil || again != got {
			t.Fatalf("%v is read back as %v, %v", got, again, err)
		}
	})
}

func FuzzCutDeadline(f *testing.F) {
	for _, seed := range []string{"", "send it by Friday", "by by 1 May by", "\tby\t", "x by 2027-02-30", "İby Friday"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		task, due, ok := civil.CutDeadline(text, monday, time.UTC)
		switch {
		case !ok && task != text:
			t.Fatalf("%q became %q without a date", text, task)
		case ok && (len(task) >= len(text) || !due.Valid()):
			t.Fatalf("%q became %q with %v", text, task, due)
		}
	})
}
