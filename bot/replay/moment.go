package replay

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"magbot/bot/chatlog"
)

// Moment is an instant of a log. Where the log has a date it is written as RFC
// 3339 has it, in UTC: "2026-11-20T14:00:18Z". Where it has none there is no date
// to write, and it is the time of day, or the time since captions began, in
// hours, minutes and seconds: "14:00:18", "00:04:05.5". The hours go on behind
// the midnight after the first line: "24:10:00".
type Moment struct{ at, day time.Time }

// Instant is the moment as an instant; without a date it counts from
// [chatlog.Base].
func (m Moment) Instant() time.Time { return m.at }

// String writes the moment, to the millisecond where it has no date.
func (m Moment) String() string {
	if dated := (chatlog.Line{At: m.at}).Dated(); dated {
		return m.at.Format(time.RFC3339Nano)
	}
	d := m.at.Sub(m.day).Round(time.Millisecond)
	text := fmt.Sprintf("%02d:%02d:%02d", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60)
	if rest := d % time.Second; rest > 0 {
		text += (time.Time{}).Add(rest).Format(".999")
	}
	return text
}

// MarshalJSON writes the moment as a string.
func (m Moment) MarshalJSON() ([]byte, error) {
	raw, err := json.Marshal(m.String())
	if err != nil {
		return nil, fmt.Errorf("write a moment: %w", err)
	}
	return raw, nil
}

// moment is an instant of the log, nil for none.
func (r *Result) moment(t time.Time) *Moment {
	if t.IsZero() {
		return nil
	}
	return &Moment{at: t, day: r.day}
}

// milliseconds rounds seconds: more is not known of any log.
func milliseconds(seconds float64) float64 { return math.Round(seconds*1000) / 1000 }
