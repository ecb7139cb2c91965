package objection

import (
	"time"

	"magbot/bot"
)

// State is where an objection stands.
type State string

// The states of an objection.
const (
	Open      State = "open"
	Met       State = "answered"
	Withdrawn State = "withdrawn"
	Upheld    State = "sustained" // its author says that the answer does not settle it
)

// Stands reports whether the objection still has to be dealt with.
func (s State) Stands() bool { return s == Open || s == Upheld }

// Objection is a stance against with a reason, and what became of it.
type Objection struct {
	Number    int // from 1 within what keeps it
	By        bot.PersonID
	Group     bot.Group
	Member    bool
	Reason    bot.Words
	State     State
	At        time.Time
	Ref       bot.Ref
	Answers   []Remark // in order
	Sustained []Remark // what its author replied
	Withdrawn bot.Ref  // the record that took it back
}

// Remark is an answer to an objection, or its author's reply to one.
type Remark struct {
	Text bot.Words
	By   bot.PersonID
	At   time.Time
	Ref  bot.Ref
}

// Answer keeps an answer. What was taken back stays so.
func (o *Objection) Answer(r Remark) {
	o.Answers = append(o.Answers, r)
	if o.State.Stands() {
		o.State = Met
	}
}

// Sustain keeps its author's word that it stands.
func (o *Objection) Sustain(r Remark) {
	o.Sustained = append(o.Sustained, r)
	o.State = Upheld
}

// TakeBack notes that its author took it back, and in which record.
func (o *Objection) TakeBack(by bot.Ref) { o.State, o.Withdrawn = Withdrawn, by }

// AnsweredBy reports whether the last answer, which settled it, is this very one.
func (o *Objection) AnsweredBy(p bot.PersonID, text string) bool {
	n := len(o.Answers)
	return o.State == Met && n > 0 && o.Answers[n-1].By == p && o.Answers[n-1].Text.Text == text
}
