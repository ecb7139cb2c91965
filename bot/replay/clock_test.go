package replay_test

import (
	"errors"

	"magbot/bot/replay"
)

// moment is a time of a summary as the cases write it: "-" for none.
type moment struct{ at *replay.Moment }

func stamp(at *replay.Moment) moment { return moment{at} }

func (m moment) Format(layout string) string {
	if m.at == nil {
		return "-"
	}
	return m.at.Instant().Format(layout)
}

func errorsAs[E error](err error, target *E) bool { return errors.As(err, target) }
