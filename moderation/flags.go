package moderation

import (
	"cmp"
	"slices"
	"time"

	"magbot/bot"
)

// flagsJoin is for how long, from its beginning, a case that began with a flag takes
// in the other flags on messages of the same person: hundreds of them are one case.
const flagsJoin = 24 * time.Hour

// DatedFlag is a flag and when it was made.
type DatedFlag struct {
	Report

	At time.Time
}

// FlagsAbout lists the flags on messages of a person, the newest first. It is the
// same whatever became of them, and has nothing of what people reported.
func FlagsAbout(v bot.View, person bot.PersonID) (flags []DatedFlag) {
	for _, s := range all(v) {
		if s.Report.How == Flagged && s.Report.About == person && person != "" {
			flags = append(flags, DatedFlag{s.Report, s.At})
		}
	}
	slices.SortStableFunc(flags, func(a, b DatedFlag) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Link.Text, b.Link.Text), cmp.Compare(a.Rule, b.Rule))
	})
	return flags
}

// FlagOf gives the flag that a case is about: its own, else the first of those that
// are dealt with in it.
func FlagOf(v bot.View, s *State) (Report, bool) {
	if s.Into != "" {
		return Report{}, false
	}
	for _, one := range group(v, s) {
		if one.Report.How == Flagged {
			return one.Report, true
		}
	}
	return Report{}, false
}

// Cases lists every case there is. It is for rules alone: whoever shows something of
// one asks MaySee first.
func Cases(v bot.View) []*State { return all(v) }

// SameMessage reports whether two links lead to the same message.
func SameMessage(a, b string) bool { return sameLink(a, b) }

// flaggedBefore reports whether the same words of a message were flagged by the same
// rule before: platforms tell of a message more than once.
func flaggedBefore(v bot.View, r Report) bool {
	return slices.ContainsFunc(all(v), func(s *State) bool {
		o := s.Report
		return o.How == Flagged && o.Rule == r.Rule && o.About == r.About && o.Quote.Text == r.Quote.Text &&
			r.Link.Text != "" && sameLink(o.Link.Text, r.Link.Text)
	})
}

// sameAuthor reports whether a flag joins the case of another flag on messages of
// the same person, or of the same account, where that is nobody's. Harassment goes another way (tiers), so it stays apart.
func sameAuthor(v bot.View, s *State, r Report) bool {
	o := s.Report
	whose := o.About == r.About && (r.About != "" || r.Account != (bot.Account{}) && o.Account == r.Account)
	return r.How == Flagged && o.How == Flagged && whose &&
		(o.Clause == Harassment) == (r.Clause == Harassment) && v.Now.Sub(s.At) < flagsJoin
}
