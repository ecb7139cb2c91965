package minutes

import (
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/chatlog"
	"magbot/bot/community"
	"magbot/bot/floor"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// Doc is the minutes as data, with everybody's name as it may be shown. Record
// numbers are those of the meeting's own stream.
type Doc struct {
	Community string    `json:"community,omitempty"`
	Title     string    `json:"title"`
	Number    int       `json:"number,omitempty"`
	Start     time.Time `json:"start,omitzero"` // as planned
	Opened    time.Time `json:"opened,omitzero"`
	Closed    time.Time `json:"closed,omitzero"`
	Papers    []Paper   `json:"papers,omitempty"`
	Phase     Phase     `json:"phase"`
	Version   int       `json:"version"`
	Until     time.Time `json:"until,omitzero"` // end of the window for corrections
	Released  time.Time `json:"released,omitzero"`
	Head      string    `json:"head,omitempty"` // of the chain, at the release or now
	Records   uint64    `json:"records"`

	Chairs  []Officer  `json:"chairs,omitempty"`
	Scribes []Officer  `json:"scribes,omitempty"`
	Present []Attendee `json:"present,omitempty"`
	Regrets []Attendee `json:"regrets,omitempty"`
	Late    []Attendee `json:"late,omitempty"` // said that they would come later
	Inputs  []Input    `json:"inputs,omitempty"`
	Parts   []Part     `json:"parts,omitempty"`

	Resolutions []Entry    `json:"resolutions,omitempty"`
	Rejections  []Entry    `json:"rejections,omitempty"`
	Actions     []Entry    `json:"actions,omitempty"`
	Fixes       []Fix      `json:"corrections,omitempty"`
	Amendments  []Presence `json:"attendance_corrections,omitempty"`
	Requests    []Wish     `json:"requests,omitempty"`
	Undone      []Entry    `json:"undone,omitempty"`
	Sittings    []Stretch  `json:"sittings,omitempty"` // more than one when it was reopened
	Pauses      []Stretch  `json:"off_record,omitempty"`
	Queue       []Ask      `json:"queue,omitempty"` // every request for the floor, in order of asking
	Balance     Balance    `json:"balance"`
}

// Ask is one request for the floor. Called and Done are zero when they never
// came.
type Ask struct {
	Who    string    `json:"who"`
	Group  string    `json:"group,omitempty"`
	Asked  time.Time `json:"asked,omitzero"`
	Called time.Time `json:"called,omitzero"`
	Done   time.Time `json:"done,omitzero"`
	Way    floor.Way `json:"way,omitempty"` // a point of order, a direct reply
	Note   string    `json:"note,omitempty"`
	By     string    `json:"by,omitempty"` // who entered it
	Taken  bool      `json:"taken_back,omitempty"`
	TakeBy string    `json:"taken_back_by,omitempty"` // who entered that
	Off    bool      `json:"taken_off,omitempty"`     // the queue was cleared, or set anew without them
}

// Paper is a document for the meeting or for one item of it.
type Paper struct {
	Link  string `json:"link"`
	Title string `json:"title,omitempty"`
	Item  int    `json:"item,omitempty"`
}

// Officer is who chaired or wrote, and when.
type Officer struct {
	Name   string    `json:"name"`
	From   time.Time `json:"from,omitzero"`
	To     time.Time `json:"to,omitzero"`
	By     string    `json:"by,omitempty"` // who handed it over
	Record uint64    `json:"record"`
}

// Attendee is somebody who was there, or said that they would not be.
type Attendee struct {
	Person bot.PersonID `json:"person"`
	Name   string       `json:"name"`
	Group  string       `json:"group,omitempty"`
	Seat   meeting.Seat `json:"seat,omitempty"`
	Late   bool         `json:"late,omitempty"`
	From   time.Time    `json:"from,omitzero"`
	Left   time.Time    `json:"left,omitzero"`       // before the end
	By     string       `json:"by,omitempty"`        // who entered it
	Fixed  bool         `json:"corrected,omitempty"` // after the close
	Note   string       `json:"note,omitempty"`
	Record uint64       `json:"record"`
}

// Input is an agenda input and what became of it.
type Input struct {
	Number   int         `json:"number"`
	Title    string      `json:"title"`
	Why      string      `json:"why,omitempty"`
	Authors  []string    `json:"authors"`
	OnBehalf string      `json:"on_behalf,omitempty"`
	By       string      `json:"by,omitempty"` // who entered it
	Support  []Count     `json:"support,omitempty"`
	Fate     agenda.Fate `json:"fate,omitempty"`
	Into     int         `json:"into,omitempty"`
	To       string      `json:"to,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	Contests []Remark    `json:"contests,omitempty"`
	Record   uint64      `json:"record"`
	Decided  uint64      `json:"decided,omitempty"`
}

// Count is a number of people of one group.
type Count struct {
	Group string `json:"group"`
	Count int    `json:"count"`
}

// Part is what was said under one item, each time it was taken up; Item 0 is
// what was said under none.
type Part struct {
	Item    int       `json:"item,omitempty"`
	Place   int       `json:"place,omitempty"` // on the agenda, from 1; parts of items have none
	Level   int       `json:"level"`           // 1: an item; 2: a part of one
	Title   string    `json:"title,omitempty"`
	Was     string    `json:"was,omitempty"` // before a correction
	Again   bool      `json:"again,omitempty"`
	Minutes int       `json:"minutes,omitempty"` // timebox
	Spent   int       `json:"spent,omitempty"`   // seconds, over all times
	Record  uint64    `json:"record,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Entries []Entry   `json:"entries,omitempty"`
}

// Entry is one line of the minutes.
type Entry struct {
	About   About     `json:"about"`
	Note    NoteKind  `json:"note,omitempty"`
	Number  int       `json:"number,omitempty"`
	Record  uint64    `json:"record"`
	At      time.Time `json:"at,omitzero"`
	Item    int       `json:"item,omitempty"`
	Who     string    `json:"who,omitempty"`
	Group   string    `json:"group,omitempty"`
	By      string    `json:"by,omitempty"` // who wrote it down, when somebody else
	Text    string    `json:"text,omitempty"`
	Was     string    `json:"was,omitempty"`     // before corrections
	Seconds int       `json:"seconds,omitempty"` // of a turn
	Way     floor.Way `json:"way,omitempty"`     // of a turn: how it was asked for
	Due     string    `json:"due,omitempty"`     // of an action, YYYY-MM-DD
	Off     bool      `json:"off,omitempty"`

	Proposal *Proposal `json:"proposal,omitempty"`
	Decision *Decision `json:"decision,omitempty"`
	Vote     *Vote     `json:"vote,omitempty"`

	Consensus *Consensus `json:"consensus,omitempty"`
}

// Fix is a correction.
type Fix struct {
	Old    string `json:"old"`
	New    string `json:"new"`
	Scope  Scope  `json:"scope,omitempty"`
	By     string `json:"by,omitempty"`
	Lines  int    `json:"lines"` // that it changes
	Record uint64 `json:"record"`
}

// Wish is a member's wish for a correction, and the answer.
type Wish struct {
	Number   int    `json:"number"`
	Text     string `json:"text"`
	Line     uint64 `json:"line,omitempty"`
	Who      string `json:"who"`
	Group    string `json:"group,omitempty"`
	Decided  bool   `json:"decided,omitempty"`
	Accepted bool   `json:"accepted,omitempty"`
	Reason   string `json:"reason,omitempty"`
	By       string `json:"by,omitempty"`
	Record   uint64 `json:"record"`
	Answer   uint64 `json:"answer,omitempty"`
}

// Stretch is a stretch of time.
type Stretch struct {
	From   time.Time `json:"from,omitzero"`
	To     time.Time `json:"to,omitzero"`
	Reason string    `json:"reason,omitempty"`
	Record uint64    `json:"record"`
}

// Balance is how the floor was shared among the groups; see floor.Measure for
// what is counted and for the source of the formulas.
type Balance struct {
	Rows    []Row      `json:"rows,omitempty"`
	Unit    floor.Unit `json:"unit,omitempty"`
	Base    floor.Base `json:"base,omitempty"`
	Turns   int        `json:"turns"`
	Shift   float64    `json:"shift"` // of 1
	Band    float64    `json:"band"`  // of 1: what chance alone makes of it
	Known   bool       `json:"known"`
	Outside bool       `json:"outside"`
}

// Row is the balance of one group. Share and Base are parts of 1.
type Row struct {
	Group   bot.Group     `json:"group"`
	Name    string        `json:"name"`
	Seconds float64       `json:"seconds"`
	Words   int           `json:"words"`
	Turns   int           `json:"turns"`
	Asked   int           `json:"asked"`
	Called  int           `json:"called"`
	Share   float64       `json:"share"`
	Base    float64       `json:"base"`
	Wait    time.Duration `json:"wait"` // nanoseconds, median
}

// Document makes the minutes of the meeting v.Here from its record. It may be
// called at any time, also while the meeting goes on.
func Document(v bot.View) Doc {
	w := newWriter(v)
	s, m := w.own, w.meeting
	d := Doc{
		Community: chatlog.Display(community.Of(v).Name), Title: w.title(), Number: m.Number,
		Start: m.Start, Opened: m.OpenedAt, Closed: m.ClosedAt,
		Phase: s.Phase, Version: s.Version, Until: s.Until, Released: s.ReleasedAt, Head: s.Head,
	}
	if v.Here != nil {
		d.Records = v.Here.Version
		if d.Head == "" || s.Phase != Final {
			d.Head = v.Here.Head
		}
	}
	d.Chairs, d.Scribes = w.chairs(), w.officers(s.Scribes)
	d.Present, d.Regrets, d.Late = w.present(), w.notices(m.Regrets), w.notices(m.Late)
	d.Inputs, d.Papers = w.inputs(), w.papers()
	d.Parts = w.parts()
	d.Resolutions, d.Rejections, d.Actions = w.outcomes(AboutResolution), w.outcomes(AboutRejection), w.outcomes(AboutAction)
	d.Undone = w.outcomes(AboutUndone)
	d.Fixes, d.Amendments, d.Requests = w.fixes(), w.amendments(), w.wishes()
	d.Sittings, d.Pauses = w.sittings(), w.pauses()
	d.Queue, d.Balance = w.queue(), w.balance()
	return d
}

// writer holds what is read again and again while a document is made.
type writer struct {
	v       bot.View
	own     *State
	meeting *meeting.State
	agenda  *agenda.State
	names   map[bot.PersonID]string
	unknown string // what an unknown group is called
	lines   []Entry

	wordings map[wording]*Line
	against  map[int][]proposal.Objection
	items    map[int]int // number of an item -> its place in the agenda's list
	places   []int       // of those, as people count them
}

func newWriter(v bot.View) *writer {
	return &writer{
		v: v, own: Of(v), meeting: meeting.Of(v), agenda: agenda.Of(v),
		names: map[bot.PersonID]string{}, unknown: v.Say("minutes.group-unknown"),
	}
}

// name is what a person is called.
func (w *writer) name(p bot.PersonID) string {
	if p == "" {
		return ""
	}
	if n, ok := w.names[p]; ok {
		return n
	}
	n := name(w.v, p)
	w.names[p] = n
	return n
}

func name(v bot.View, p bot.PersonID) string { return chatlog.Display(roster.Name(v, p)) }

// words is somebody's text as it may be shown.
func (w *writer) words(t bot.Words) string { return words(w.v, t) }

func words(v bot.View, t bot.Words) string {
	if t.Gone {
		return v.Say("minutes.erased-words")
	}
	return chatlog.Display(t.Text)
}

func (w *writer) group(g bot.Group) string {
	if g == "" {
		return w.unknown
	}
	return chatlog.Display(string(g))
}

func (w *writer) title() string {
	for _, t := range []bot.Words{w.own.Title, w.meeting.Title} {
		if !t.IsZero() {
			return w.words(t)
		}
	}
	return w.v.Say("minutes.untitled")
}

// wording names one wording of one proposal.
type wording struct{ proposal, number int }

func (w *writer) wordingLines() map[wording]*Line {
	if w.wordings == nil {
		w.wordings = map[wording]*Line{}
		for i := range w.own.Lines {
			if l := &w.own.Lines[i]; l.About == AboutWording {
				w.wordings[wording{l.Number, l.Part}] = l
			}
		}
	}
	return w.wordings
}

// objections lists the objections by the proposal they are against.
func (w *writer) objections() map[int][]proposal.Objection {
	if w.against == nil {
		w.against = map[int][]proposal.Objection{}
		for _, o := range proposal.Of(w.v).Objections {
			w.against[o.Proposal] = append(w.against[o.Proposal], o)
		}
	}
	return w.against
}
