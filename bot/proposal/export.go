package proposal

import (
	"time"

	"magbot/bot"
	"magbot/bot/meeting"
)

// Own is what the proposals of one meeting hold about a person, as it is
// exported. What somebody else wrote is named by its number alone.
type Own struct {
	Meeting    bot.MeetingID  `json:"meeting"`
	Wordings   []OwnWording   `json:"wordings,omitempty"`
	Stances    []OwnStance    `json:"stances,omitempty"`
	Objections []OwnObjection `json:"objections,omitempty"`
	Answers    []OwnRemark    `json:"answers,omitempty"` // to objections
	Replies    []OwnRemark    `json:"replies,omitempty"` // to answers
	Decisions  []OwnDecision  `json:"decisions,omitempty"`
	Polls      []OwnPoll      `json:"polls,omitempty"`
	Votes      []OwnVote      `json:"votes,omitempty"`
}

// OwnWording is a wording that the person proposed.
type OwnWording struct {
	Proposal int       `json:"proposal"`
	Wording  int       `json:"wording"`
	At       time.Time `json:"at"`
	Text     string    `json:"text"`
}

// OwnStance is what the person said to a wording; each time counts.
type OwnStance struct {
	Proposal int       `json:"proposal"`
	Wording  int       `json:"wording"`
	At       time.Time `json:"at"`
	Stance   Stance    `json:"stance"`
	Group    bot.Group `json:"group,omitempty"`
	Reason   string    `json:"reason,omitempty"`
}

// OwnObjection is an objection of the person.
type OwnObjection struct {
	Number   int            `json:"number"`
	Proposal int            `json:"proposal"`
	Wording  int            `json:"wording"`
	At       time.Time      `json:"at"`
	Reason   string         `json:"reason,omitempty"`
	State    ObjectionState `json:"state"`
}

// OwnRemark is what the person wrote about an objection.
type OwnRemark struct {
	Objection int       `json:"objection"`
	At        time.Time `json:"at"`
	Text      string    `json:"text,omitempty"`
}

// OwnDecision is a decision that the person wrote down: Agreed, or not.
type OwnDecision struct {
	Number int       `json:"number"`
	Agreed bool      `json:"agreed"`
	At     time.Time `json:"at"`
	Text   string    `json:"text,omitempty"`
	Reason string    `json:"reason,omitempty"`
}

// OwnPoll is a straw poll that the person began.
type OwnPoll struct {
	Number   int      `json:"number"`
	Question string   `json:"question,omitempty"`
	Options  []string `json:"options,omitempty"`
}

// OwnVote is a vote of the person in a straw poll; each time counts.
type OwnVote struct {
	Poll   int       `json:"poll"`
	Option int       `json:"option"` // from 1
	At     time.Time `json:"at"`
	Group  bot.Group `json:"group,omitempty"`
}

// Export gives what the proposals of every meeting hold about a person, in
// order of number; meetings that hold nothing are left out.
func Export(v bot.View, id bot.PersonID) []Own {
	var all []Own
	for _, m := range meeting.ToExport(v, id) {
		own := Own{Meeting: m.ID}
		own.addProposals(In(v, m.ID), id)
		own.addDecisions(In(v, m.ID), id)
		own.addPolls(In(v, m.ID), id)
		if !own.empty() {
			all = append(all, own)
		}
	}
	return all
}

func (o *Own) addProposals(s *State, id bot.PersonID) {
	for _, p := range s.Proposals {
		for _, w := range p.Wordings {
			if text := w.Text.Own(id); text != "" {
				o.Wordings = append(o.Wordings, OwnWording{p.Number, w.Number, w.At, text})
			}
			for _, said := range w.Said {
				if said.Person == id {
					o.Stances = append(o.Stances, OwnStance{p.Number, w.Number, said.At, said.Stance, said.Group, said.Reason.Own(id)})
				}
			}
		}
	}
	for _, b := range s.Objections {
		if b.By == id {
			o.Objections = append(o.Objections, OwnObjection{b.Number, b.Proposal, b.Wording, b.At, b.Reason.Own(id), b.State})
		}
		o.Answers = append(o.Answers, ownRemarks(b.Number, b.Answers(), id)...)
		o.Replies = append(o.Replies, ownRemarks(b.Number, b.Replies(), id)...)
	}
}

func ownRemarks(objection int, remarks []Remark, id bot.PersonID) []OwnRemark {
	var own []OwnRemark
	for _, r := range remarks {
		if r.By == id {
			own = append(own, OwnRemark{objection, r.At, r.Text.Own(id)})
		}
	}
	return own
}

func (o *Own) addDecisions(s *State, id bot.PersonID) {
	for _, d := range s.Resolutions {
		if d.By == id {
			o.Decisions = append(o.Decisions, OwnDecision{d.Number, true, d.At, d.Text.Own(id), d.Reason.Own(id)})
		}
	}
	for _, d := range s.Rejections {
		if d.By == id {
			o.Decisions = append(o.Decisions, OwnDecision{d.Number, false, d.At, d.Text.Own(id), d.Reason.Own(id)})
		}
	}
}

func (o *Own) addPolls(s *State, id bot.PersonID) {
	for _, vote := range s.Votes {
		if vote.By == id {
			poll := OwnPoll{Number: vote.Number, Question: vote.Question.Own(id)}
			for _, option := range vote.Options {
				if text := option.Own(id); text != "" {
					poll.Options = append(poll.Options, text)
				}
			}
			o.Polls = append(o.Polls, poll)
		}
		for _, c := range vote.Cast {
			if c.Person == id {
				o.Votes = append(o.Votes, OwnVote{vote.Number, c.Option, c.At, c.Group})
			}
		}
	}
}

func (o *Own) empty() bool {
	return len(o.Wordings)+len(o.Stances)+len(o.Objections)+len(o.Answers)+len(o.Replies)+
		len(o.Decisions)+len(o.Polls)+len(o.Votes) == 0
}
