package meetingtest

import (
	"slices"
	"time"

	"magbot/bot"
)

// Clock lets time in: it asks every stream what is due now until nothing is. A
// rule whose Due does not go away by being recorded fails the test.
func (d *Desk) Clock() {
	d.T.Helper()
	for range 100 {
		due, stream := d.due()
		if due == nil {
			return
		}
		d.clocked[string(stream)+" "+due.Key] = true
		if _, err := d.call(bot.Actor{Self: bot.ByClock}, stream, due.Call); err != nil {
			d.T.Fatalf("clock: %s: %v", due.Key, err)
		}
		for _, again := range d.allDue(stream) {
			if again.Key == due.Key {
				d.T.Fatalf("%s is still due after it was recorded", due.Key)
			}
		}
	}
	d.T.Fatalf("the clock never comes to rest")
}

// RunTo lets time pass as a clock that never stops does: from instant to instant
// at which something is due.
func (d *Desk) RunTo(to time.Time) {
	d.T.Helper()
	d.Clock()
	for d.Now.Before(to) {
		next := to
		for id := range d.states {
			for _, due := range d.allDue(id) {
				if due.At.After(d.Now) && due.At.Before(next) {
					next = due.At
				}
			}
		}
		d.Now = next
		d.Clock()
	}
}

func (d *Desk) due() (*bot.Due, bot.StreamID) {
	streams := make([]bot.StreamID, 0, len(d.states))
	for id := range d.states {
		streams = append(streams, id)
	}
	slices.Sort(streams)
	for _, id := range streams {
		for _, due := range d.allDue(id) {
			if !due.At.After(d.Now) && !d.clocked[string(id)+" "+due.Key] {
				return &due, id
			}
		}
	}
	return nil, ""
}

func (d *Desk) allDue(id bot.StreamID) []bot.Due {
	var all []bot.Due
	for _, f := range d.features {
		if f.Due != nil {
			all = append(all, f.Due(d.View(id, ""))...)
		}
	}
	return all
}
