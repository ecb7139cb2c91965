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
	Remarks   []Remark // answers, and what its author replied, in the order of time
	Withdrawn bot.Ref  // the record that took it back
}

// Remark is an answer to an objection, or its author's reply to one.
type Remark struct {
	Sustains bool // it is its author's word that the objection stands
	Text     bot.Words
	By       bot.PersonID
	At       time.Time
	Ref      bot.Ref
}

// Answer keeps an answer. What was taken back stays so, and what its author has
// said to stand stands until they take it back.
func (o *Objection) Answer(r Remark) {
	r.Sustains = false
	o.Remarks = append(o.Remarks, r)
	if o.State == Open {
		o.State = Met
	}
}

// Sustain keeps its author's word that it stands.
func (o *Objection) Sustain(r Remark) {
	r.Sustains = true
	o.Remarks = append(o.Remarks, r)
	o.State = Upheld
}

// TakeBack notes that its author took it back, and in which record.
func (o *Objection) TakeBack(by bot.Ref) { o.State, o.Withdrawn = Withdrawn, by }

// Answers are what others said to it, in order.
func (o *Objection) Answers() []Remark { return o.remarks(false) }

// Replies are what its author said to answers, in order.
func (o *Objection) Replies() []Remark { return o.remarks(true) }

func (o *Objection) remarks(sustain bool) []Remark {
	var some []Remark
	for _, r := range o.Remarks {
		if r.Sustains == sustain {
			some = append(some, r)
		}
	}
	return some
}

// Asked gives the answer to which its author has said nothing yet.
func (o *Objection) Asked() (Remark, bool) {
	n := len(o.Remarks)
	if n == 0 || o.State == Withdrawn || o.Remarks[n-1].Sustains {
		return Remark{}, false
	}
	return o.Remarks[n-1], true
}

// AnsweredBy reports whether the last that was said to it is this very answer.
func (o *Objection) AnsweredBy(p bot.PersonID, text string) bool {
	last, asked := o.Asked()
	return asked && last.By == p && last.Text.Text == text
}
