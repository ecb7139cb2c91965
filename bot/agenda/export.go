package agenda

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/meeting"
)

// Own is what the agenda of one meeting holds about a person, as it is
// exported. The words are the person's own, but for the reason of a fate: that
// is addressed to the authors of the input, and they have been told it.
type Own struct {
	Meeting bot.MeetingID `json:"meeting"`
	Inputs  []OwnInput    `json:"inputs,omitempty"`
	Support []OwnSupport  `json:"support,omitempty"`
	Decided []OwnDecided  `json:"decided,omitempty"`
	Topics  []string      `json:"topics,omitempty"` // items that they named
}

// OwnInput is an input of which the person is an author.
type OwnInput struct {
	Number   int        `json:"number"`
	At       time.Time  `json:"at"`
	Title    string     `json:"title,omitempty"`
	Why      string     `json:"why,omitempty"`
	OnBehalf string     `json:"on_behalf_of,omitempty"`
	Minutes  int        `json:"minutes,omitempty"`
	Kind     Purpose    `json:"kind,omitempty"`
	Group    bot.Group  `json:"group,omitempty"`
	Entered  bool       `json:"entered_by_others,omitempty"`
	From     *Origin    `json:"from,omitempty"`
	Fate     Fate       `json:"fate,omitempty"` // empty: undecided
	Reason   string     `json:"reason,omitempty"`
	Into     int        `json:"merged_into,omitempty"`
	To       string     `json:"deferred_to,omitempty"`
	Contests []OwnWords `json:"contests,omitempty"`
}

// OwnWords is something the person wrote, and when.
type OwnWords struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// OwnSupport is the person's support of an input.
type OwnSupport struct {
	Input   int       `json:"input"`
	At      time.Time `json:"at"`
	Group   bot.Group `json:"group,omitempty"`
	Entered bool      `json:"entered_by_others,omitempty"`
}

// OwnDecided is the fate that the person gave to an input, and why.
type OwnDecided struct {
	Input  int    `json:"input"`
	Fate   Fate   `json:"fate"`
	Reason string `json:"reason,omitempty"`
}

// Export gives what the agenda of every meeting holds about a person, in order
// of number; meetings that hold nothing are left out.
func Export(v bot.View, id bot.PersonID) []Own {
	var all []Own
	for _, m := range meeting.ToExport(v, id) {
		own := Own{Meeting: m.ID}
		s := In(v, m.ID)
		for _, in := range s.Inputs {
			own.add(in, id)
		}
		for _, item := range s.Items {
			if title := item.Title.Own(id); title != "" && len(item.Inputs) == 0 {
				own.Topics = append(own.Topics, title)
			}
		}
		if len(own.Inputs)+len(own.Support)+len(own.Decided)+len(own.Topics) > 0 {
			all = append(all, own)
		}
	}
	return all
}

func (o *Own) add(in Input, id bot.PersonID) {
	if at := slices.Index(in.Authors, id); at >= 0 {
		o.Inputs = append(o.Inputs, ownInput(in, at, id))
	}
	for _, s := range in.Support {
		if s.Person == id {
			o.Support = append(o.Support, OwnSupport{in.Number, s.At, s.Group, s.By != "" && s.By != id})
		}
	}
	if in.DecidedBy == id && in.Fate != Undecided {
		o.Decided = append(o.Decided, OwnDecided{in.Number, in.Fate, in.Reason.Own(id)})
	}
}

func ownInput(in Input, author int, id bot.PersonID) OwnInput {
	own := OwnInput{
		Number: in.Number, At: in.At, Title: in.Title.Own(id), Why: in.Why.Own(id), OnBehalf: in.OnBehalf.Own(id),
		Minutes: in.Minutes, Kind: in.Kind, Entered: in.By != "" && in.By != id, From: in.From,
		Fate: in.Fate, Reason: in.Reason.Text, Into: in.Into, To: string(in.To),
	}
	if author < len(in.Groups) {
		own.Group = in.Groups[author]
	}
	for _, c := range in.Contests {
		if c.Person == id {
			own.Contests = append(own.Contests, OwnWords{c.At, c.Text.Own(id)})
		}
	}
	return own
}
