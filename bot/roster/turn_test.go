package roster_test

import (
	"testing"
	"time"

	"magbot/bot/roster"
)

func TestWhenTheRosterNextMakesADifference(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, "name,role,role from,role until,term start,term end,organisation\n"+
		"Ana,chair,2027-03-01,2027-03-31,2026-01-01,2028-12-31,\n"+
		"Bo,member,,,2027-05-01,2027-06-30,\n")
	for rule, c := range map[string]struct {
		now, want time.Time
	}{
		"a role begins":                      {day("2027-02-01"), day("2027-03-01")},
		"it has begun at this instant":       {day("2027-03-01"), day("2027-04-01")},
		"just before it ends":                {day("2027-04-01").Add(-1), day("2027-04-01")},
		"a term begins":                      {day("2027-04-01"), day("2027-05-01")},
		"a term ends":                        {day("2027-06-01"), day("2027-07-01")},
		"the last of them":                   {day("2028-01-01"), day("2029-01-01")},
		"after that nothing comes by itself": {day("2029-01-01"), time.Time{}},
	} {
		t.Run(rule, func(t *testing.T) {
			v := w.view(operator)
			v.Now = c.now
			got, found := roster.NextTurn(v)
			if !got.Equal(c.want) || found == c.want.IsZero() {
				t.Errorf("%v, %v; want %v", got, found, c.want)
			}
		})
	}
}
