package consensus

import (
	"time"

	"magbot/bot"
)

// Terms are what a call says of itself at its opening.
type Terms struct {
	Text    bot.Words      `json:"text,omitzero"`
	Until   time.Time      `json:"until,omitzero"` // of the first wording; zero for a slow count
	Silence Silence        `json:"silence,omitempty"`
	Window  time.Duration  `json:"contest"` // for how long a designation may be contested, in nanoseconds
	By      bot.PersonID   `json:"by,omitempty"`
	Group   bot.Group      `json:"group,omitempty"`   // of whoever opened it
	Among   []bot.Group    `json:"among,omitempty"`   // only members of these groups
	Named   bool           `json:"named,omitempty"`   // people were named, who need not be members
	Recused []bot.PersonID `json:"recused,omitempty"` // said so before
}

// Entered gives a call by itself its number, in the work stream.
type Entered struct {
	Terms

	Number int            `json:"number"` // from 1 within the community
	People []bot.PersonID `json:"people,omitempty"`
}

// Opened begins a call; who is asked is frozen by it.
type Opened struct {
	Terms

	Number   int           `json:"number"`
	Asked    []Elector     `json:"asked"`
	Item     int           `json:"item,omitempty"`
	Proposal int           `json:"proposal,omitempty"` // of a slow count
	Wording  int           `json:"wording,omitempty"`  // of the proposal
	Steps    int           `json:"steps,omitempty"`    // of a slow count; 0: it is none
	Every    time.Duration `json:"every,omitempty"`    // between two steps, in nanoseconds
}

// Elector is somebody who is asked, with the group they are counted in.
type Elector struct {
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
}

// Answered is what one person says to one wording.
type Answered struct {
	Call      int          `json:"call"`
	Wording   int          `json:"wording"`
	Person    bot.PersonID `json:"person"`
	Answer    Answer       `json:"answer"`
	Reason    bot.Words    `json:"reason,omitzero"`
	Objection int          `json:"objection,omitempty"` // the objection that the reason opens or renews
}

// Reworded gives a call another wording, which everybody is asked about afresh.
type Reworded struct {
	Call    int          `json:"call"`
	Wording int          `json:"wording"` // from 2
	Text    bot.Words    `json:"text,omitzero"`
	Until   time.Time    `json:"until"`
	By      bot.PersonID `json:"by,omitempty"`
}

// Met is an answer to an objection.
type Met struct {
	Call      int          `json:"call"`
	Objection int          `json:"objection"`
	Text      bot.Words    `json:"text,omitzero"`
	By        bot.PersonID `json:"by,omitempty"`
}

// ObjectionWithdrawn is taken back by its author.
type ObjectionWithdrawn struct {
	Call      int          `json:"call"`
	Objection int          `json:"objection"`
	By        bot.PersonID `json:"by,omitempty"`
}

// Sustained is the author's word that an answer does not settle the objection.
type Sustained struct {
	Call      int          `json:"call"`
	Objection int          `json:"objection"`
	Text      bot.Words    `json:"text,omitzero"`
	By        bot.PersonID `json:"by,omitempty"`
}

// Extended gives a call more time.
type Extended struct {
	Call   int          `json:"call"`
	Until  time.Time    `json:"until"`
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Begun starts a slow count again, on the wording that its proposal has now.
type Begun struct {
	Call    int           `json:"call"`
	Wording int           `json:"wording"`
	Text    bot.Words     `json:"text,omitzero"`
	Steps   int           `json:"steps"`
	Every   time.Duration `json:"every"`
	By      bot.PersonID  `json:"by,omitempty"`
}

// Stepped is one step of a slow count, from 2: the opening is the first.
type Stepped struct {
	Call int `json:"call"`
	Step int `json:"step"`
}

// Closed ends the asking, and holds what was so.
type Closed struct {
	Call     int          `json:"call"`
	Standing Standing     `json:"standing"`
	By       bot.PersonID `json:"by,omitempty"` // empty: the time was over
}

// Withdrawn takes a call back.
type Withdrawn struct {
	Call   int          `json:"call"`
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Designated is the level that the Chair says was reached.
type Designated struct {
	Call  int          `json:"call"`
	Level Level        `json:"level"`
	Note  bot.Words    `json:"note,omitzero"`
	Until time.Time    `json:"until"` // it may be contested until then
	By    bot.PersonID `json:"by,omitempty"`
}

// MinoritySaid attaches a minority statement, or renews its author's own.
type MinoritySaid struct {
	Call   int          `json:"call"`
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
	Text   bot.Words    `json:"text,omitzero"`
}

// MinorityWithdrawn takes a minority statement back.
type MinorityWithdrawn struct {
	Call   int          `json:"call"`
	Person bot.PersonID `json:"person"`
}

// Contested says that a designation is not what was so.
type Contested struct {
	Call    int          `json:"call"`
	Contest int          `json:"contest"` // from 1 within the call
	Person  bot.PersonID `json:"person"`
	Group   bot.Group    `json:"group,omitempty"`
	Reason  bot.Words    `json:"reason,omitzero"`
}

// ContestAnswered is what the Chair says to a contest; Kept where the
// designation stands.
type ContestAnswered struct {
	Call    int          `json:"call"`
	Contest int          `json:"contest"`
	Kept    bool         `json:"kept,omitempty"`
	Text    bot.Words    `json:"text,omitzero"`
	By      bot.PersonID `json:"by,omitempty"`
}

// Settled ends a call for good.
type Settled struct {
	Call int `json:"call"`
}

// Kind names the fact.
func (Entered) Kind() string { return "consensus.entered.v1" }

// Kind names the fact.
func (Opened) Kind() string { return "consensus.opened.v1" }

// Kind names the fact.
func (Answered) Kind() string { return "consensus.answered.v1" }

// Kind names the fact.
func (Reworded) Kind() string { return "consensus.reworded.v1" }

// Kind names the fact.
func (Met) Kind() string { return "consensus.objection-answered.v1" }

// Kind names the fact.
func (ObjectionWithdrawn) Kind() string { return "consensus.objection-withdrawn.v1" }

// Kind names the fact.
func (Sustained) Kind() string { return "consensus.objection-sustained.v1" }

// Kind names the fact.
func (Extended) Kind() string { return "consensus.extended.v1" }

// Kind names the fact.
func (Begun) Kind() string { return "consensus.count-begun.v1" }

// Kind names the fact.
func (Stepped) Kind() string { return "consensus.count-stepped.v1" }

// Kind names the fact.
func (Closed) Kind() string { return "consensus.closed.v1" }

// Kind names the fact.
func (Withdrawn) Kind() string { return "consensus.withdrawn.v1" }

// Kind names the fact.
func (Designated) Kind() string { return "consensus.designated.v1" }

// Kind names the fact.
func (MinoritySaid) Kind() string { return "consensus.minority-said.v1" }

// Kind names the fact.
func (MinorityWithdrawn) Kind() string { return "consensus.minority-withdrawn.v1" }

// Kind names the fact.
func (Contested) Kind() string { return "consensus.contested.v1" }

// Kind names the fact.
func (ContestAnswered) Kind() string { return "consensus.contest-answered.v1" }

// Kind names the fact.
func (Settled) Kind() string { return "consensus.settled.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Entered](), bot.EventOf[Opened](), bot.EventOf[Answered](), bot.EventOf[Reworded](),
		bot.EventOf[Met](), bot.EventOf[ObjectionWithdrawn](), bot.EventOf[Sustained](),
		bot.EventOf[Extended](), bot.EventOf[Begun](), bot.EventOf[Stepped](), bot.EventOf[Closed](), bot.EventOf[Withdrawn](),
		bot.EventOf[Designated](), bot.EventOf[MinoritySaid](), bot.EventOf[MinorityWithdrawn](),
		bot.EventOf[Contested](), bot.EventOf[ContestAnswered](), bot.EventOf[Settled](),
	}
}
