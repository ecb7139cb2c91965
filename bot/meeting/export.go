package meeting

import (
	"time"

	"magbot/bot"
	"magbot/bot/roster"
)

// ToExport lists the meetings that an export of one's own data looks through:
// all of them, and none for who is erased or not on the roster.
func ToExport(v bot.View, id bot.PersonID) []Entry {
	if p, ok := roster.Of(v).Person(id); !ok || p.Erased {
		return nil
	}
	return DirectoryOf(v).All()
}

// Own is what one meeting holds about a person, as it is exported: their
// attendance, the chair, and the words they wrote. What others wrote is theirs.
type Own struct {
	Meeting   bot.MeetingID `json:"meeting"`
	Start     time.Time     `json:"start"`
	Expected  bool          `json:"expected,omitempty"` // said that they will come
	Present   []OwnStay     `json:"present,omitempty"`
	Regrets   []OwnNotice   `json:"regrets,omitempty"`
	Late      []OwnNotice   `json:"late,omitempty"`
	Chaired   []OwnChair    `json:"chaired,omitempty"`
	Cancelled string        `json:"cancelled,omitempty"` // why they cancelled it
	Reopened  []string      `json:"reopened,omitempty"`  // why they opened it again
	Papers    []OwnPaper    `json:"papers,omitempty"`
	Corrected []string      `json:"attendance_corrected,omitempty"` // why they corrected who was there
}

// OwnStay is a stretch in which the person was present; Entered where somebody
// else said so.
type OwnStay struct {
	From    time.Time `json:"from"`
	To      time.Time `json:"to,omitzero"` // zero while it lasts
	Group   bot.Group `json:"group,omitempty"`
	Seat    Seat      `json:"seat,omitempty"`
	Late    bool      `json:"late,omitempty"`
	Entered bool      `json:"entered_by_others,omitempty"`
}

// OwnNotice is what the person said of not coming, or of coming late.
type OwnNotice struct {
	At      time.Time `json:"at"`
	Note    string    `json:"note,omitempty"`
	Entered bool      `json:"entered_by_others,omitempty"`
}

// OwnChair is a stretch in which the person held the chair.
type OwnChair struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"` // zero while it lasts
}

// OwnPaper is a document that the person added.
type OwnPaper struct {
	Link  string `json:"link"`
	Title string `json:"title,omitempty"`
}

// Export gives what every meeting holds about a person, in order of number;
// meetings that hold nothing are left out.
func Export(v bot.View, id bot.PersonID) []Own {
	var all []Own
	for _, e := range ToExport(v, id) {
		if own := In(v, e.ID).export(id); !own.empty() {
			own.Meeting, own.Start = e.ID, e.Start
			all = append(all, own)
		}
	}
	return all
}

func (s *State) export(id bot.PersonID) Own {
	own := Own{Cancelled: s.Cancelled.Own(id), Regrets: ownNotices(s.Regrets, id), Late: ownNotices(s.Late, id)}
	for _, p := range s.Expects {
		own.Expected = own.Expected || p == id
	}
	for _, st := range s.Stays {
		if st.Person == id {
			own.Present = append(own.Present, OwnStay{st.From, st.To, st.Group, st.Seat, st.Late, byOthers(st.By, id)})
		}
	}
	for _, c := range s.Chairs {
		if c.Person == id {
			own.Chaired = append(own.Chaired, OwnChair{c.From, c.To})
		}
	}
	for _, sitting := range s.Sittings {
		if why := sitting.Reason.Own(id); why != "" {
			own.Reopened = append(own.Reopened, why)
		}
	}
	for _, a := range s.Amendments {
		if why := a.Reason.Own(id); why != "" {
			own.Corrected = append(own.Corrected, why)
		}
	}
	for _, p := range s.Papers {
		if p.By == id {
			own.Papers = append(own.Papers, OwnPaper{p.Link, p.Title.Own(id)})
		}
	}
	return own
}

func ownNotices(list []Notice, id bot.PersonID) []OwnNotice {
	var own []OwnNotice
	for _, n := range list {
		if n.Person == id {
			own = append(own, OwnNotice{n.At, n.Note.Own(id), byOthers(n.By, id)})
		}
	}
	return own
}

// byOthers reports whether somebody else entered it.
func byOthers(by, id bot.PersonID) bool { return by != "" && by != id }

func (o Own) empty() bool {
	return !o.Expected && o.Cancelled == "" &&
		len(o.Present)+len(o.Regrets)+len(o.Late)+len(o.Chaired)+len(o.Reopened)+len(o.Papers)+len(o.Corrected) == 0
}
