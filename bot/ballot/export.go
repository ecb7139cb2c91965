package ballot

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/roster"
)

// Own is what a ballot holds about a person, as it is exported.
type Own struct {
	Ballot  bot.BallotID `json:"ballot"`
	Mode    Mode         `json:"mode"`
	Opened  time.Time    `json:"opened,omitzero"`
	Entered bool         `json:"may_vote,omitempty"`
	Voted   bool         `json:"voted,omitempty"`
	Choice  string       `json:"choice,omitempty"` // their own; of a detached ballot nobody knows it
	Recused bool         `json:"recused,omitempty"`
	Reason  string       `json:"recusal_reason,omitempty"`
	Wrote   []string     `json:"wrote,omitempty"` // reasons they gave
}

// Export lists what the ballots hold about a person. What others wrote is theirs.
func Export(v bot.View, id bot.PersonID) []Own {
	if p, ok := roster.Of(v).Person(id); !ok || p.Erased {
		return nil
	}
	var all []Own
	for _, e := range DirectoryOf(v).All() {
		s := In(v, e.ID)
		_, may := s.voters[id]
		own := Own{Ballot: e.ID, Mode: s.Rules.Mode, Opened: s.OpenedAt, Entered: may, Voted: s.Voted[id], Recused: s.recused[id]}
		if s.Rules.Mode != Detached && !s.outside() {
			own.Choice, _ = s.said(s.Mine(id))
		}
		if at := slices.IndexFunc(s.Recusals, func(r Recused) bool { return r.Person == id }); at >= 0 {
			own.Reason = s.Recusals[at].Reason.Own(id)
		}
		for _, w := range s.reasons() {
			if text := w.Own(id); text != "" {
				own.Wrote = append(own.Wrote, text)
			}
		}
		if may || own.Recused || len(own.Wrote) > 0 {
			all = append(all, own)
		}
	}
	return all
}

func (s *State) reasons() []bot.Words {
	all := []bot.Words{s.EarlyWhy, s.Why, s.Settled.Reason, s.Elsewhere.Source, s.Elsewhere.Outcome}
	for _, x := range s.Extensions {
		all = append(all, x.Reason)
	}
	for _, x := range s.Statements {
		all = append(all, x.Text)
	}
	return all
}
