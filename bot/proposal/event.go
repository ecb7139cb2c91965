package proposal

import "magbot/bot"

// Made is a new proposal. Follows is the earlier one whose place it takes.
type Made struct {
	Number  int          `json:"number"` // from 1 within the meeting
	Text    bot.Words    `json:"text,omitzero"`
	Item    int          `json:"item,omitempty"` // 0: before the first item
	Follows int          `json:"follows,omitempty"`
	By      bot.PersonID `json:"by,omitempty"`
	Group   bot.Group    `json:"group,omitempty"`
}

// Reworded gives the open proposal another wording; the count starts afresh.
type Reworded struct {
	Proposal int          `json:"proposal"`
	Wording  int          `json:"wording"` // from 2
	Text     bot.Words    `json:"text,omitzero"`
	By       bot.PersonID `json:"by,omitempty"`
	Group    bot.Group    `json:"group,omitempty"`
}

// Said is one person's stance on one wording.
type Said struct {
	Proposal  int          `json:"proposal"`
	Wording   int          `json:"wording"`
	Person    bot.PersonID `json:"person"`
	Group     bot.Group    `json:"group,omitempty"`
	Member    bool         `json:"member,omitempty"` // of the body; others are shown apart
	Stance    Stance       `json:"stance"`
	Reason    bot.Words    `json:"reason,omitzero"`
	Objection int          `json:"objection,omitempty"` // the objection that the reason opens or renews
}

// Answered is an answer to an objection.
type Answered struct {
	Objection int          `json:"objection"`
	Text      bot.Words    `json:"text,omitzero"`
	By        bot.PersonID `json:"by,omitempty"`
}

// ObjectionWithdrawn is taken back by its author.
type ObjectionWithdrawn struct {
	Objection int          `json:"objection"`
	By        bot.PersonID `json:"by,omitempty"`
}

// Sustained is the author's word that an answer does not settle the objection.
type Sustained struct {
	Objection int          `json:"objection"`
	Text      bot.Words    `json:"text,omitzero"`
	By        bot.PersonID `json:"by,omitempty"`
}

// Resolved is what whoever leads said was agreed.
type Resolved struct {
	Number   int          `json:"number"` // from 1 within the meeting
	Text     bot.Words    `json:"text,omitzero"`
	Item     int          `json:"item,omitempty"`
	Proposal int          `json:"proposal,omitempty"` // 0: nothing was proposed in these words
	Wording  int          `json:"wording,omitempty"`
	By       bot.PersonID `json:"by,omitempty"`
	Standing Standing     `json:"standing,omitzero"`
}

// Rejected is what whoever leads said was not agreed.
type Rejected struct {
	Number   int          `json:"number"` // from 1 within the meeting
	Text     bot.Words    `json:"text,omitzero"`
	Item     int          `json:"item,omitempty"`
	Proposal int          `json:"proposal,omitempty"`
	Wording  int          `json:"wording,omitempty"`
	Reason   bot.Words    `json:"reason,omitzero"`
	By       bot.PersonID `json:"by,omitempty"`
	Standing Standing     `json:"standing,omitzero"`
}

// Closed ends a proposal without a decision.
type Closed struct {
	Proposal int          `json:"proposal"`
	By       bot.PersonID `json:"by,omitempty"`
}

// Standing is how a wording stood when something was said of it.
type Standing struct {
	Present int          `json:"present,omitempty"` // members here
	For     int          `json:"for,omitempty"`     // members, by the last they said
	Neutral int          `json:"neutral,omitempty"`
	Against int          `json:"against,omitempty"`
	Open    []int        `json:"open,omitempty"`    // objections that stood
	Unheard []GroupCount `json:"unheard,omitempty"` // members here who said nothing
	Absent  []bot.Group  `json:"absent,omitempty"`  // groups with seats of whom nobody was here
}

// GroupCount is a number of people of one group; the empty group is unknown.
type GroupCount struct {
	Group bot.Group `json:"group,omitempty"`
	Count int       `json:"count"`
}

// VoteStarted opens a straw poll.
type VoteStarted struct {
	Number   int          `json:"number"` // from 1 within the meeting
	Question bot.Words    `json:"question,omitzero"`
	Options  []bot.Words  `json:"options"`
	Item     int          `json:"item,omitempty"`
	By       bot.PersonID `json:"by,omitempty"`
}

// VoteCast is one person's choice; the last one counts.
type VoteCast struct {
	Vote   int          `json:"vote"`
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
	Member bool         `json:"member,omitempty"`
	Option int          `json:"option"` // from 1
}

// VoteEnded closes a straw poll.
type VoteEnded struct {
	Vote int          `json:"vote"`
	By   bot.PersonID `json:"by,omitempty"`
}

// Kind names the fact.
func (Made) Kind() string { return "proposal.made.v1" }

// Kind names the fact.
func (Reworded) Kind() string { return "proposal.reworded.v1" }

// Kind names the fact.
func (Said) Kind() string { return "proposal.said.v1" }

// Kind names the fact.
func (Answered) Kind() string { return "proposal.answered.v1" }

// Kind names the fact.
func (ObjectionWithdrawn) Kind() string { return "proposal.objection-withdrawn.v1" }

// Kind names the fact.
func (Sustained) Kind() string { return "proposal.sustained.v1" }

// Kind names the fact.
func (Resolved) Kind() string { return "proposal.resolved.v1" }

// Kind names the fact.
func (Rejected) Kind() string { return "proposal.rejected.v1" }

// Kind names the fact.
func (Closed) Kind() string { return "proposal.closed.v1" }

// Kind names the fact.
func (VoteStarted) Kind() string { return "proposal.vote-started.v1" }

// Kind names the fact.
func (VoteCast) Kind() string { return "proposal.vote-cast.v1" }

// Kind names the fact.
func (VoteEnded) Kind() string { return "proposal.vote-ended.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Made](), bot.EventOf[Reworded](), bot.EventOf[Said](),
		bot.EventOf[Answered](), bot.EventOf[ObjectionWithdrawn](), bot.EventOf[Sustained](),
		bot.EventOf[Resolved](), bot.EventOf[Rejected](), bot.EventOf[Closed](),
		bot.EventOf[VoteStarted](), bot.EventOf[VoteCast](), bot.EventOf[VoteEnded](),
	}
}
