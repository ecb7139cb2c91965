package replay_test

import (
	"errors"
	"time"
)

// moment is a time of a summary as the cases write it: "-" for none.
type moment struct{ at *time.Time }

func stamp(at *time.Time) moment { return moment{at} }

func (m moment) Format(layout string) string {
	if m.at == nil {
		return "-"
	}
	return m.at.Format(layout)
}

func errorsAs[E error](err error, target *E) bool { return errors.As(err, target) }
