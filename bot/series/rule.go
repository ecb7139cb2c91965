package series

import (
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"magbot/bot/civil"
	"magbot/bot/lang"
)

// Rule says on which days a series meets: an RRULE of RFC 5545 that names days
// and no hours, so that no clock change can move it.
type Rule string

// Limits of a rule.
const (
	mostInterval = 100
	mostCount    = 1000
	furthest     = 6 // years without a day, after which a rule is over
	longestRule  = 200
)

// ParseRule reads how often a series meets whose first day is given: "week",
// "2 weeks", "month" (on the same weekday of the month, the third Wednesday), "3
// months", or an RRULE such as FREQ=MONTHLY;BYDAY=1WE,3WE;UNTIL=20271231. The
// first day must be one of the rule's. The error is a *lang.Error.
func ParseRule(text string, first civil.Date) (Rule, error) {
	s := strings.Join(strings.Fields(text), " ")
	if len(s) > longestRule {
		return "", lang.Refuse("series.rule-unread", "text", shorten(s))
	}
	rule, ok := plainRule(strings.ToLower(s), first)
	if !ok {
		rule = strings.TrimPrefix(strings.ToUpper(s), "RRULE:")
	}
	option, err := rrule.StrToROption(rule)
	if err != nil || !daysAlone(option) {
		return "", lang.Refuse("series.rule-unread", "text", shorten(s))
	}
	if _, err := rrule.NewRRule(*option); err != nil {
		return "", lang.Refuse("series.rule-unread", "text", shorten(s))
	}
	r := Rule(option.RRuleString())
	switch day, ok := r.Next(first, first.AddDays(-1)); {
	case !ok:
		return "", lang.Refuse("series.rule-never", "text", shorten(s))
	case day != first:
		return "", lang.Refuse("series.rule-first", "text", shorten(s), "first", first.String(), "day", day.String())
	}
	return r, nil
}

// plainRule reads what people say: "every 2 weeks".
func plainRule(s string, first civil.Date) (string, bool) {
	w := strings.Fields(strings.TrimPrefix(s, "every "))
	interval := 1
	if len(w) == 2 {
		n, err := strconv.Atoi(w[0])
		switch {
		case w[0] == "other":
			interval = 2
		case err != nil || n < 1 || n > mostInterval:
			return "", false
		default:
			interval = n
		}
		w = w[1:]
	}
	if len(w) != 1 {
		return "", false
	}
	day := strings.ToUpper(first.Weekday().String()[:2])
	every := ";INTERVAL=" + strconv.Itoa(interval)
	switch strings.TrimSuffix(w[0], "s") {
	case "day":
		return "FREQ=DAILY" + every, true
	case "week":
		return "FREQ=WEEKLY" + every + ";BYDAY=" + day, true
	case "month":
		nth := (first.Day-1)/7 + 1
		if nth == 5 {
			nth = -1 // not every month has a fifth
		}
		return "FREQ=MONTHLY" + every + ";BYDAY=" + strconv.Itoa(nth) + day, true
	}
	return "", false
}

// daysAlone reports whether a rule names days of the calendar and nothing that
// depends on a clock, the number of the week or Easter.
func daysAlone(o *rrule.ROption) bool {
	return o.Freq <= rrule.DAILY && o.Dtstart.IsZero() && o.Interval >= 0 && o.Interval <= mostInterval &&
		o.Count >= 0 && o.Count <= mostCount && (o.Count == 0 || o.Until.IsZero()) &&
		len(o.Byhour)+len(o.Byminute)+len(o.Bysecond)+len(o.Byweekno)+len(o.Byyearday)+len(o.Byeaster) == 0 &&
		(len(o.Bysetpos) == 0 || len(o.Byweekday)+len(o.Bymonthday) > 0)
}

// Next gives the rule's first day after another, for a series that began on
// first; none when the rule is over or names no day within six years.
func (r Rule) Next(first, after civil.Date) (civil.Date, bool) {
	option, err := rrule.StrToROption(string(r))
	if err != nil {
		return civil.Date{}, false
	}
	option.Dtstart = noon(first)
	last := max(after.Year, first.Year) + furthest
	if limit := time.Date(min(last, 9999), 12, 31, 23, 0, 0, 0, time.UTC); option.Until.IsZero() || option.Until.After(limit) {
		option.Until = limit
	} else {
		u := option.Until // the whole of its last day
		option.Until = time.Date(u.Year(), u.Month(), u.Day(), 23, 0, 0, 0, time.UTC)
	}
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return civil.Date{}, false
	}
	day := rule.After(noon(after), false)
	if day.IsZero() {
		return civil.Date{}, false
	}
	return civil.DateOf(day), true
}

// rest gives what is left of a rule that began on first, from one of its days
// on: where it says how many days there are, those that have been count.
func (r Rule) rest(first, from civil.Date) Rule {
	option, err := rrule.StrToROption(string(r))
	if err != nil || option.Count == 0 {
		return r
	}
	for day, ok := r.Next(first, first.AddDays(-1)); ok && day.Compare(from) < 0 && option.Count > 1; day, ok = r.Next(first, day) {
		option.Count--
	}
	return Rule(option.RRuleString())
}

// noon is an instant that stands for a day: rules are reckoned in UTC, where a
// day is a day.
func noon(d civil.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }

func shorten(s string) string {
	const most = 60
	r := []rune(strings.TrimSpace(s))
	if len(r) <= most {
		return string(r)
	}
	return string(r[:most]) + "…"
}
