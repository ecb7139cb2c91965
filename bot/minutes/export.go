package minutes

import (
	"time"

	"magbot/bot"
	"magbot/bot/meeting"
)

// Own is what the person wrote into the minutes of one meeting, as it is
// exported: as it was written, whatever was corrected since.
type Own struct {
	Meeting     bot.MeetingID   `json:"meeting"`
	Lines       []OwnLine       `json:"lines,omitempty"`
	Corrections []OwnCorrection `json:"corrections,omitempty"`
	Requests    []OwnRequest    `json:"requests,omitempty"`
	Answers     []OwnAnswer     `json:"answers,omitempty"` // to requests
	Undone      []OwnUndone     `json:"undone,omitempty"`
}

// OwnLine is a line of the person.
type OwnLine struct {
	At   time.Time `json:"at"`
	Item int       `json:"item,omitempty"`
	Text string    `json:"text"`
}

// OwnCorrection is a correction of the person.
type OwnCorrection struct {
	Old string `json:"old,omitempty"`
	New string `json:"new,omitempty"`
}

// OwnRequest is a wish of the person for a correction.
type OwnRequest struct {
	Number   int       `json:"number"`
	At       time.Time `json:"at"`
	Text     string    `json:"text,omitempty"`
	Decided  bool      `json:"decided"`
	Accepted bool      `json:"accepted"`
}

// OwnAnswer is what the person answered to a wish for a correction.
type OwnAnswer struct {
	Number   int    `json:"number"`
	Accepted bool   `json:"accepted"`
	Reason   string `json:"reason,omitempty"`
}

// OwnUndone is a step that the person took back, and why.
type OwnUndone struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
}

// Export gives what a person wrote into the minutes of every meeting, in order
// of number; meetings that hold nothing are left out.
func Export(v bot.View, id bot.PersonID) []Own {
	var all []Own
	for _, m := range meeting.ToExport(v, id) {
		own := In(v, m.ID).export(id)
		if len(own.Lines)+len(own.Corrections)+len(own.Requests)+len(own.Answers)+len(own.Undone) > 0 {
			own.Meeting = m.ID
			all = append(all, own)
		}
	}
	return all
}

func (s *State) export(id bot.PersonID) Own {
	var own Own
	for _, l := range s.Lines {
		if l.About != AboutNote && l.About != AboutInserted || l.Text.Own(id) == "" && (l.Text.By != id || l.Was == "") {
			continue // what else has words is exported by the feature it belongs to
		}
		text := l.Text.Own(id)
		if l.Was != "" {
			text = l.Was
		}
		own.Lines = append(own.Lines, OwnLine{l.At, l.Item, text})
	}
	for _, c := range s.Corrections {
		if c.By == id {
			own.Corrections = append(own.Corrections, OwnCorrection{c.Old.Own(id), c.New.Own(id)})
		}
	}
	for _, r := range s.Requests {
		if r.Person == id {
			own.Requests = append(own.Requests, OwnRequest{r.Number, r.At, r.Text.Own(id), r.Decided, r.Accepted})
		}
		if r.Decided && r.By == id {
			own.Answers = append(own.Answers, OwnAnswer{r.Number, r.Accepted, r.Reason.Own(id)})
		}
	}
	for _, u := range s.Undone {
		if u.By == id {
			own.Undone = append(own.Undone, OwnUndone{u.At, u.Reason.Own(id)})
		}
	}
	return own
}
