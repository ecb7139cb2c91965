package chairing

import "magbot/bot"

// ItemWarned is the fact that little of an item's time was left.
type ItemWarned struct {
	Item    int `json:"item"`
	Minutes int `json:"minutes"` // of its timebox then
}

// ItemOverran is the fact that an item's time was over.
type ItemOverran struct {
	Item    int `json:"item"`
	Minutes int `json:"minutes"`
}

// CarriedOver is the fact that items were not dealt with when the meeting
// closed. Their inputs are deferred by the same record.
type CarriedOver struct {
	Items  []int         `json:"items,omitempty"`
	Inputs []int         `json:"inputs,omitempty"` // handed in, and nobody decided on them
	To     bot.MeetingID `json:"to,omitempty"`     // empty: to the next one scheduled
}

// Kind names the fact.
func (ItemWarned) Kind() string { return "chairing.item-warned.v1" }

// Kind names the fact.
func (ItemOverran) Kind() string { return "chairing.item-overran.v1" }

// Kind names the fact.
func (CarriedOver) Kind() string { return "chairing.carried-over.v1" }

// DeskRenewed is the fact that those who lead changed on the roster, so that
// the desk is shown to whoever leads now.
type DeskRenewed struct{}

// Kind names the fact.
func (DeskRenewed) Kind() string { return "chairing.desk-renewed.v1" }

// Events lists every fact of this package. That a step was taken back is
// bot.Undone, which the house declares, because the fold itself reads it.
func Events() []bot.EventType {
	return []bot.EventType{bot.EventOf[ItemWarned](), bot.EventOf[ItemOverran](), bot.EventOf[CarriedOver](), bot.EventOf[DeskRenewed]()}
}
