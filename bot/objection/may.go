package objection

import "magbot/bot"

// Somebody is who wants to do something about an objection.
type Somebody struct {
	Person  bot.PersonID
	Leads   bool // leads the meeting or the call
	Wrote   bool // wrote one of the wordings that are objected to
	Archive bool // a log of the past, in which everything was allowed
}

// Rule is why something may not be done: the last part of the word key with
// which a feature says so, naming its own commands. It is empty where nothing
// stands against it.
type Rule string

// The rules.
const (
	Fine           Rule = ""
	GoneBefore     Rule = "objection-withdrawn-before" // its author has taken it back
	OwnObjection   Rule = "own-objection"              // nobody answers their own
	NotToAnswer    Rule = "not-yours-to-answer"        // neither leads nor wrote a wording
	NotOfThePerson Rule = "not-your-objection"         // its author alone may
)

// MayAnswer says whether somebody may answer the objection.
func (o *Objection) MayAnswer(s Somebody) Rule {
	switch {
	case o.State == Withdrawn:
		return GoneBefore
	case !s.Archive && o.By == s.Person:
		return OwnObjection
	case !s.Archive && !s.Leads && !s.Wrote:
		return NotToAnswer
	}
	return Fine
}

// MayTakeBack says whether somebody may take the objection back.
func (o *Objection) MayTakeBack(s Somebody) Rule {
	if !s.Archive && o.By != s.Person {
		return NotOfThePerson
	}
	return Fine
}

// MaySustain says whether somebody may say that an answer does not settle it.
func (o *Objection) MaySustain(s Somebody) Rule {
	switch {
	case !s.Archive && o.By != s.Person:
		return NotOfThePerson
	case o.State == Withdrawn:
		return GoneBefore
	}
	return Fine
}
