package moderation

import (
	"time"

	"magbot/bot"
)

// Rung is a step of the ladder, from the lowest.
type Rung string

// The rungs. The order is that of RFC 9945 and of the moderators' procedure of the
// IETF: the private and voluntary before what restricts.
const (
	Suggestion Rung = "suggestion"  // other words, suggested to the author in private
	Talk       Rung = "talk"        // a talk, of which no mark is kept against anybody
	Edit       Rung = "edit"        // a request to edit the message
	Reminder   Rung = "reminder"    // neutral words in the channel, about nobody
	Cooling    Rung = "cooling-off" // some days of silence, if the person accepts
	Restrict   Rung = "restriction" // for a time, and with an end
	Hide       Rung = "hide"        // the platform hides the message
	Delete     Rung = "delete"      // the platform deletes the message
	TimeOut    Rung = "time-out"    // the platform lets the person write nothing for a time
	Referral   Rung = "referral"    // to the Secretariat
	Ombuds     Rung = "ombuds"      // to the outside contact
	Redact     Rung = "redact"      // what a reporter wrote is erased; against nobody, and proposed by a command of its own
)

// Rungs lists the rungs as the choices of an argument.
func Rungs() []string {
	return []string{
		string(Suggestion), string(Talk), string(Edit), string(Reminder),
		string(Cooling), string(Restrict), string(Hide), string(Delete), string(TimeOut), string(Referral), string(Ombuds),
	}
}

const (
	// mostCooling and mostRestricted bound the steps that take time (the IETF
	// moderators' procedure: five and fourteen days).
	mostCooling    = 5 * 24 * time.Hour
	mostRestricted = 14 * 24 * time.Hour
	// appealWithin is how long after a step an appeal can be made.
	appealWithin = 30 * 24 * time.Hour
)

// informal reports whether a rung settles a matter without a formal step, which
// harassment never is (United Nations code for events).
func (r Rung) informal() bool {
	return r == Suggestion || r == Talk || r == Edit || r == Reminder || r == Cooling
}

// toPerson reports whether the step is a message to the person.
func (r Rung) toPerson() bool {
	_, acts := r.deed()
	return r == Suggestion || r == Talk || r == Edit || r == Cooling || r == Restrict || acts
}

// most is the longest that a step may last; 0 when it takes no time.
func (r Rung) most() time.Duration {
	switch r {
	case Cooling:
		return mostCooling
	case Restrict, TimeOut:
		return mostRestricted
	case Suggestion, Talk, Edit, Reminder, Hide, Delete, Referral, Ombuds, Redact:
	}
	return 0
}

// Step is a step of the ladder as it was proposed.
type Step struct {
	Rung  Rung          `json:"rung"`
	Text  bot.Words     `json:"text"` // what goes out
	Lasts time.Duration `json:"lasts,omitempty"`
	To    bot.PersonID  `json:"to,omitempty"`
	// Within is how long the person is given to answer, from when it is done.
	Within time.Duration `json:"within,omitempty"`
	// Report is the one whose words are erased.
	Report string `json:"report,omitempty"`
	Token  string `json:"token,omitempty"` // SHA-256 sum of the token of whom it concerns, in hex
	// Secret is the token itself: it lies in the sealed stream, because the message
	// that carries it may have to be written again.
	Secret string `json:"secret,omitempty"`
}

// Standing says where a step is.
type Standing string

// The standings of a step.
const (
	Waiting  Standing = "waiting"  // for a second person
	Declined Standing = "declined" // by the second person
	Done     Standing = "done"
	Offered  Standing = "offered"  // a cooling-off that the person has not accepted
	Running  Standing = "running"  // it has a time
	Over     Standing = "over"     // its time has run out
	Lifted   Standing = "lifted"   // ended early
	Reversed Standing = "reversed" // an appeal was right about it
)

// Progress is a step and what became of it.
type Progress struct {
	Step
	Number int // from 1 within the case
	By     bot.PersonID
	At     time.Time
	Second bot.PersonID
	State  Standing
	Begun  time.Time // when it was done
	Until  time.Time // of one that runs, or is offered
	RanOut bool      // its time ran out, whatever an appeal said of it afterwards
	Reason string    // of the second person's no
	// Outcomes are what came of what a platform was to do for it, in order.
	Outcomes []Outcome
	Replies  []Note    // of whom it concerns
	ReplyBy  time.Time // an answer is asked for until then; zero when none is
	Late     bool      // none came, and everybody was reminded
}

// begin does a step at an instant.
func (p *Progress) begin(at time.Time) {
	p.Begun, p.State = at, Done
	if p.Within > 0 {
		p.ReplyBy = at.Add(p.Within)
	}
	switch {
	case p.Rung == Cooling:
		p.State = Offered
	case p.Lasts > 0:
		p.State, p.Until = Running, at.Add(p.Lasts)
	}
}

// voided reports whether a step has ended otherwise than by its time: nothing of it is to
// last, on a platform either.
func (p Progress) voided() bool { return p.State == Lifted || p.State == Reversed && !p.RanOut }

// acts reports whether a step was done and can be appealed.
func (p Progress) acts() bool {
	if p.Rung == Redact {
		return false // it is against nobody
	}
	return p.State == Done || p.State == Running || p.State == Offered || p.State == Over
}
