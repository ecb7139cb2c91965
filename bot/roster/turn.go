package roster

import (
	"time"

	"magbot/bot"
)

// NextTurn gives the next instant after now at which the roster makes a difference
// without anybody doing anything: a term, a role or a membership of an organisation
// begins or ends. False where none is entered.
func NextTurn(v bot.View) (next time.Time, found bool) {
	consider := func(at time.Time) {
		if at.After(v.Now) && (!found || at.Before(next)) {
			next, found = at, true
		}
	}
	for _, e := range Of(v).people {
		if e.Erased || e.Guest {
			continue
		}
		consider(e.Term.From)
		consider(e.Term.Until)
		for _, t := range e.Roles {
			consider(t.From)
			consider(t.Until)
		}
		for _, o := range e.Organisations {
			consider(o.From)
			consider(o.Until)
		}
	}
	return next, found
}
