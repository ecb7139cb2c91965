package ballot

import (
	"time"

	"magbot/bot"
	"magbot/bot/ballot/tally"
)

// Kind is what voters are asked for.
type Kind string

// The kinds.
const (
	YesNo     Kind = "yes-no"    // yes, no or abstain
	PickOne   Kind = "pick-one"  // one of the options
	Approval  Kind = "approval"  // any of the options
	Score     Kind = "score"     // points from Low to High for each option
	Dots      Kind = "dots"      // a budget of dots over the options
	Ranked    Kind = "ranked"    // the options in order
	Gradients Kind = "gradients" // one level of a scale of agreement
	Election  Kind = "election"  // people for seats, by any counting rule
)

// Kinds lists them as the choices of an argument.
func Kinds() []string {
	return []string{
		string(YesNo), string(PickOne), string(Approval), string(Score), string(Dots), string(Ranked), string(Gradients), string(Election),
	}
}

// Mode says who can know how somebody voted.
type Mode string

// The modes (notes on integrity, §4).
const (
	Open         Mode = "open"
	Confidential Mode = "confidential"
	Detached     Mode = "detached"
)

// Modes lists them as the choices of an argument.
func Modes() []string { return []string{string(Open), string(Confidential), string(Detached)} }

// Rules say how a ballot is cast and counted. They are fixed at the opening.
type Rules struct {
	Kind    Kind         `json:"kind"`
	Method  tally.Method `json:"method,omitempty"` // none of YesNo and Gradients
	Mode    Mode         `json:"mode"`
	Binding bool         `json:"binding,omitempty"` // else advisory
	Seats   int          `json:"seats"`
	None    bool         `json:"none,omitempty"` // the last option is none of these

	Threshold   tally.Share  `json:"threshold,omitzero"` // YesNo, PickOne, Approval; zero: more than half of YesNo, none of the others
	Base        tally.Base   `json:"base,omitempty"`
	Quorum      tally.Quorum `json:"quorum,omitzero"`
	GroupQuorum tally.Quorum `json:"group_quorum,omitzero"`
	Double      bool         `json:"double,omitempty"` // also a majority of groups
	Counts      tally.Quorum `json:"counts,omitzero"`  // who takes part for a group to count

	Most   int   `json:"most,omitempty"` // how many may be chosen; 0: any number
	Low    int64 `json:"low,omitempty"`
	High   int64 `json:"high,omitempty"`
	Budget int64 `json:"budget,omitempty"`

	Supports int `json:"supports,omitempty"` // Gradients: how many of the first levels
	Objects  int `json:"objects,omitempty"`  // and how many of the last

	// Sheet says that the votes are given to everybody without names after the
	// close, which has to be announced: a long ranking can tell who wrote it.
	Sheet bool `json:"sheet,omitempty"`

	Bounds  []Bound       `json:"bounds,omitempty"`
	Minimum time.Duration `json:"minimum,omitempty"` // it stays open at least so long, in nanoseconds
}

// Bound reserves or limits seats for a group or a region.
type Bound struct {
	Axis string `json:"axis"` // "group" or "region"
	Part string `json:"part"`
	Min  int    `json:"min,omitempty"`
	Max  int    `json:"max,omitempty"` // 0: no upper bound
}

// The axes of a Bound.
const (
	byGroup  = "group"
	byRegion = "region"
)

// Option is one choice of a ballot.
type Option struct {
	Name   bot.Words  `json:"name"`
	Group  bot.Group  `json:"group,omitempty"` // of a candidate, for bounds on seats
	Region bot.Region `json:"region,omitempty"`
}

// Asked says who is to vote.
type Asked struct {
	Roles     []bot.Role  `json:"roles"`
	Groups    []bot.Group `json:"groups,omitempty"` // empty: all
	Observers bool        `json:"observers,omitempty"`
}

// Draft is everything that is written of a ballot before it opens.
type Draft struct {
	ID       bot.BallotID  `json:"id"`
	Number   int           `json:"number"`
	Question bot.Words     `json:"question"`
	Details  bot.Words     `json:"details,omitzero"`
	Options  []Option      `json:"options"`
	Rules    Rules         `json:"rules"`
	Asked    Asked         `json:"asked"`
	Meeting  bot.MeetingID `json:"meeting,omitempty"`
	Until    time.Time     `json:"until,omitzero"` // when it closes by itself; zero: when the Chair closes it

	// Elsewhere is set where it was held and counted outside; then it has neither
	// Options nor Rules nor an electorate.
	Elsewhere Elsewhere `json:"elsewhere,omitzero"`
}

// way is how a ballot is filled in.
func (r Rules) way() Kind {
	if r.Kind != Election {
		return r.Kind
	}
	switch r.Method {
	case tally.PickOne:
		return PickOne
	case tally.Approval, tally.Phragmen, tally.EqualShares:
		return Approval
	case tally.Score:
		return Score
	case tally.Dots:
		return Dots
	case tally.Schulze, tally.SchulzeMargins, tally.RankedPairs, tally.RankedPairsMargins, tally.IRV, tally.ScottishSTV, tally.MeekSTV:
	}
	return Ranked
}

// usual is the counting rule of a kind where none is named.
func (k Kind) usual(seats int) tally.Method {
	switch k {
	case PickOne:
		return tally.PickOne
	case Approval:
		return tally.Approval
	case Score:
		return tally.Score
	case Dots:
		return tally.Dots
	case Ranked:
		return tally.Schulze
	case Election:
		if seats > 1 {
			return tally.ScottishSTV
		}
		return tally.Schulze
	case YesNo, Gradients:
	}
	return ""
}

// takes lists the counting rules that a kind can have.
func (k Kind) takes() []tally.Method {
	ranked := []tally.Method{
		tally.Schulze, tally.SchulzeMargins, tally.RankedPairs, tally.RankedPairsMargins, tally.IRV, tally.ScottishSTV, tally.MeekSTV,
	}
	switch k {
	case PickOne:
		return []tally.Method{tally.PickOne}
	case Approval:
		return []tally.Method{tally.Approval, tally.Phragmen, tally.EqualShares}
	case Score:
		return []tally.Method{tally.Score}
	case Dots:
		return []tally.Method{tally.Dots}
	case Ranked:
		return ranked
	case Election:
		return tally.Methods()
	case YesNo, Gradients:
	}
	return nil
}

// withThreshold reports whether votes are measured against a threshold.
func (r Rules) withThreshold() bool {
	return r.Kind == YesNo || r.Method == tally.PickOne || r.Method == tally.Approval
}

// changeable reports whether a ballot that was cast can be changed.
func (m Mode) changeable() bool { return m != Detached }

// hides reports whether small numbers are left out.
func (m Mode) hides() bool { return m != Open }

// counts is who must take part for a group to count: three where small numbers
// are hidden, because where a smaller group stands would tell of a person.
func (r Rules) counts() tally.Quorum {
	q := r.Counts
	if r.Mode.hides() {
		q.Number = max(q.Number, leastTold)
	}
	return q
}
