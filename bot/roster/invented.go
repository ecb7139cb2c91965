package roster

import (
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/community"
	"magbot/bot/lang"
)

// MayBeReal reports whether a person of the roster may exist: who has an account
// on a platform other than room, or no e-mail address that shows they were
// invented. Guests and those who were erased do not count.
func (p Person) MayBeReal(room string) bool {
	if p.Guest || p.Erased {
		return false
	}
	elsewhere := slices.ContainsFunc(p.Accounts, func(a bot.Account) bool { return a.Platform != room })
	return elsewhere || !invented(p.Email.Text)
}

// invented reports whether an e-mail address is of a name that RFC 2606 keeps
// for examples, so that it can be nobody's.
func invented(email string) bool {
	_, domain, ok := strings.Cut(strings.ToLower(email), "@")
	if !ok {
		return false
	}
	return slices.ContainsFunc([]string{"example", "invalid", "test", "localhost", "example.com", "example.net", "example.org"},
		func(kept string) bool { return domain == kept || strings.HasSuffix(domain, "."+kept) })
}

// endsRehearsal is the note that a file with people who may exist ends the
// rehearsal of an example community; empty where it does not.
func (p Plan) endsRehearsal(v bot.View) []Problem {
	if !community.Of(v).Example {
		return nil
	}
	mayBeReal := slices.ContainsFunc(p.Added, func(r Row) bool { return !invented(r.Email) }) ||
		slices.ContainsFunc(p.Changed, func(c Change) bool { return c.Facts.Email != nil && !invented(c.Facts.Email.Text) })
	if !mayBeReal {
		return nil
	}
	return []Problem{{Text: lang.T("roster.import-ends-rehearsal")}}
}
