package ballot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/ballot/tally"
	"magbot/bot/meeting/meetingtest"
)

// arrival is what one process is given: what, and when its clock says so.
type arrival struct {
	what string
	at   time.Duration // after the close that people were told
}

// Around the close, and with two processes whose clocks and queues differ, what holds
// follows from the times that people were told: a vote before the close counts and
// one at the close or after it does not, a change of the close holds when it is made
// before it, and the clock of a process that is late or early closes nothing else.
func TestAroundTheCloseTheOrderOfArrivalChangesNothing(t *testing.T) {
	const (
		vote, change, extend, recuse, clock, byHand = "vote", "change", "extend", "recuse", "clock", "by hand"
		before, at, after                           = -time.Second, time.Duration(0), time.Second
	)
	for name, c := range map[string]struct {
		come     []arrival
		refused  string // by the number of each that is refused
		yes, no  int64  // m1 to m3 have said yes before
		entitled int64
		extended bool
	}{
		"a vote just before":                            {[]arrival{{vote, before}, {clock, at}}, "", 3, 1, 12, false},
		"a vote at the close, before the clock":         {[]arrival{{vote, at}, {clock, at}}, "0", 3, 0, 12, false},
		"a vote at the close, after the clock":          {[]arrival{{clock, at}, {vote, at}}, "1", 3, 0, 12, false},
		"a vote just before that comes after the clock": {[]arrival{{clock, at}, {vote, before}}, "1", 3, 0, 12, false},
		"a change just before":                          {[]arrival{{change, before}, {clock, at}}, "", 2, 1, 12, false},
		"a change at the close":                         {[]arrival{{change, at}, {clock, after}}, "0", 3, 0, 12, false},
		"longer just before, then the clock":            {[]arrival{{extend, before}, {clock, at}, {vote, after}}, "", 3, 1, 12, true},
		"longer just before, vote at the old close":     {[]arrival{{extend, before}, {vote, at}, {clock, at}}, "", 3, 1, 12, true},
		"longer at the close, before the clock":         {[]arrival{{extend, at}, {clock, at}, {vote, after}}, "02", 3, 0, 12, false},
		"longer at the close, after the clock":          {[]arrival{{clock, at}, {extend, at}, {vote, after}}, "12", 3, 0, 12, false},
		"longer after the close, and the clock is late": {[]arrival{{vote, at}, {extend, after}, {vote, after}, {clock, after}}, "012", 3, 0, 12, false},
		"recused just before":                           {[]arrival{{recuse, before}, {clock, at}}, "", 2, 0, 11, false},
		"recused at the close, before the clock":        {[]arrival{{recuse, at}, {clock, at}}, "0", 3, 0, 12, false},
		"recused at the close, after the clock":         {[]arrival{{clock, at}, {recuse, at}}, "1", 3, 0, 12, false},
		"a clock that is early":                         {[]arrival{{clock, before}, {vote, before}, {clock, at}}, "", 3, 1, 12, false},
		"two clocks":                                    {[]arrival{{clock, at}, {clock, at}, {clock, after}}, "", 3, 0, 12, false},
		"by hand just before, which needs its reason":   {[]arrival{{byHand, before}, {vote, before}, {clock, at}}, "1", 3, 0, 12, false},
		"by hand at the close, then the clock":          {[]arrival{{byHand, at}, {clock, at}}, "", 3, 0, 12, false},
		"the clock, then by hand":                       {[]arrival{{clock, at}, {byHand, after}}, "", 3, 0, 12, false},
		"extended twice, the clocks of both come":       {[]arrival{{extend, before}, {extend, before}, {clock, at}, {vote, at}}, "1", 3, 1, 12, true},
	} {
		for _, mode := range []string{"open", "confidential"} {
			t.Run(mode+", "+name, func(t *testing.T) {
				r := newRoom(t)
				s := r.opened("mode", mode, "until", "+3d")
				for _, m := range members()[1:4] {
					r.vote(m, s, "yes")
				}
				told := meetingtest.Begin().Add(3 * day)
				var refused strings.Builder
				for i, a := range c.come {
					if r.Now = told.Add(a.at); r.State(s).Last.After(r.Now) {
						r.Now = r.State(s).Last // as the engine has it
					}
					var err error
					switch a.what {
					case vote:
						_, err = r.Do("m0", "ballot cast", "ballot", "1", "choice", "no")
					case change:
						_, err = r.Do("m1", "ballot cast", "ballot", "1", "choice", "no")
					case extend:
						_, err = r.Do("chair", "ballot extend", "ballot", "1", "until", told.Add(day).Format("2006-01-02 15:04"), "reason", "a holiday")
					case recuse:
						_, err = r.Do("m1", "ballot recuse", "ballot", "1")
					case byHand:
						_, err = r.Do("chair", "ballot close", "ballot", "1", "reason", "all is said")
					case clock:
						r.Forward(s, bot.Do("ballot end"))
					}
					if err != nil {
						fmt.Fprint(&refused, i)
					}
				}
				if refused.String() != c.refused {
					t.Errorf("refused are %q, want %q", refused.String(), c.refused)
				}
				if p := r.state(s).Phase; (p == ballot.PhaseOpen) != c.extended {
					t.Errorf("it is %s", p)
				}
				r.RunTo(told.Add(2 * day))
				if n := len(slices.DeleteFunc(r.Kinds(s), func(k string) bool { return k != "ballot.closed.v1" })); n != 1 {
					t.Errorf("it was closed %d times", n)
				}
				res, err := r.state(s).Result()
				if err != nil {
					t.Fatal(err)
				}
				if m := res.Motion.Total; m.Said[tally.Yes] != c.yes || m.Said[tally.No] != c.no || res.Turnout.Total.Entitled != c.entitled {
					t.Errorf("%d yes, %d no of %d; want %d, %d of %d", m.Said[tally.Yes], m.Said[tally.No], res.Turnout.Total.Entitled, c.yes, c.no, c.entitled)
				}
			})
		}
	}
}
