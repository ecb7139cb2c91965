package minutes

import (
	"strconv"
	"time"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/floor"
	"magbot/bot/objection"
	"magbot/bot/proposal"
)

// Proposal is a proposal with all of its wordings.
type Proposal struct {
	Follows    int              `json:"follows,omitempty"` // the earlier one whose place it took
	Outcome    proposal.Outcome `json:"outcome,omitempty"`
	Resolution int              `json:"resolution,omitempty"`
	Wordings   []Wording        `json:"wordings"`
	Objections []Objection      `json:"objections,omitempty"`
}

// Wording is one text of a proposal, and what was said to it.
type Wording struct {
	Number  int     `json:"number"`
	Text    string  `json:"text"`
	Was     string  `json:"was,omitempty"` // before a correction
	Who     string  `json:"who,omitempty"`
	Group   string  `json:"group,omitempty"`
	Tallies []Tally `json:"tallies,omitempty"`
	Record  uint64  `json:"record"`
}

// Tally is what the people of one group said, each by their last word.
type Tally struct {
	Group   string   `json:"group"`
	For     []string `json:"for,omitempty"`
	Neutral []string `json:"neutral,omitempty"`
	Against []string `json:"against,omitempty"`
}

// Objection is a stance against with its reason, and how it was met.
type Objection struct {
	Number    int                     `json:"number"`
	Wording   int                     `json:"wording"`
	Who       string                  `json:"who"`
	Group     string                  `json:"group,omitempty"`
	Text      string                  `json:"text"`
	State     proposal.ObjectionState `json:"state"`
	Answers   []Remark                `json:"answers,omitempty"`
	Sustained []Remark                `json:"sustained,omitempty"`
	Record    uint64                  `json:"record"`
}

// Remark is what somebody said to something.
type Remark struct {
	Who    string    `json:"who,omitempty"`
	Text   string    `json:"text"`
	At     time.Time `json:"at,omitzero"`
	Record uint64    `json:"record"`
}

// Decision is how a resolution or a rejection stood.
type Decision struct {
	Proposal int      `json:"proposal,omitempty"`
	Wording  int      `json:"wording,omitempty"`
	Reason   string   `json:"reason,omitempty"`
	Present  int      `json:"present,omitempty"` // members
	For      int      `json:"for,omitempty"`
	Neutral  int      `json:"neutral,omitempty"`
	Against  int      `json:"against,omitempty"`
	Open     []int    `json:"open,omitempty"` // objections that stood
	Unheard  []Count  `json:"unheard,omitempty"`
	Absent   []string `json:"absent,omitempty"` // groups with seats of whom nobody was here
}

// Vote is a straw poll.
type Vote struct {
	Options []Option `json:"options"`
	Ended   bool     `json:"ended,omitempty"`
}

// Option is one choice of a straw poll and how many made it, by group.
type Option struct {
	Text   string  `json:"text"`
	Count  int     `json:"count"`
	Groups []Count `json:"groups,omitempty"`
}

// parts goes through the lines once and begins a part wherever another item is
// taken up.
func (w *writer) parts() []Part {
	w.lines = make([]Entry, len(w.own.Lines))
	order := w.order()
	var parts []Part
	taken := map[int]int{} // how often an item was taken up
	for _, i := range order {
		l := &w.own.Lines[i]
		w.lines[i] = w.entry(l)
		switch {
		case l.About == AboutItem || l.About == AboutReopened:
			parts = append(parts, w.part(l, taken))
			if l.About == AboutItem {
				continue
			}
		case len(parts) == 0 || parts[len(parts)-1].Item != l.Item && l.Item == 0:
			parts = append(parts, Part{Level: 1, At: l.At})
		}
		if hidden(l) {
			continue
		}
		last := &parts[len(parts)-1]
		last.Entries = append(last.Entries, w.lines[i])
	}
	return filled(parts)
}

// hidden says that a line is told elsewhere: a wording beneath its proposal,
// the end of an item by the beginning of the next.
func hidden(l *Line) bool { return l.About == AboutWording || l.About == AboutClosed }

// filled leaves out parts that say nothing: without a title and without lines.
func filled(parts []Part) []Part {
	kept := parts[:0]
	for _, p := range parts {
		if p.Item != 0 || len(p.Entries) > 0 {
			kept = append(kept, p)
		}
	}
	return kept
}

// order gives the places of the lines with inserted ones where they belong.
func (w *writer) order() []int {
	before := map[int][]int{}
	moved := 0
	for i := range w.own.Lines {
		if l := &w.own.Lines[i]; l.About == AboutInserted && l.Before >= 0 {
			before[l.Before] = append(before[l.Before], i)
			moved++
		}
	}
	order := make([]int, 0, len(w.own.Lines))
	var put func(i int)
	put = func(i int) {
		for _, n := range before[i] {
			put(n)
		}
		order = append(order, i)
	}
	for i := range w.own.Lines {
		if l := &w.own.Lines[i]; l.About != AboutInserted || l.Before < 0 {
			put(i)
		}
	}
	return order
}

func (w *writer) part(l *Line, taken map[int]int) Part {
	taken[l.Number]++
	p := Part{Item: l.Number, Level: 1, Record: l.Ref.Version, At: l.At, Again: taken[l.Number] > 1, Title: w.words(l.Text), Was: l.Was}
	item, place, ok := w.item(l.Number)
	if !ok {
		return p
	}
	if l.About == AboutReopened || l.Was == "" {
		p.Title, p.Was = w.words(item.Title), ""
	}
	if item.Parent != 0 {
		p.Level = 2
	} else {
		p.Place = place
	}
	p.Minutes, p.Spent = item.Minutes, int(item.Spent(w.end())/time.Second)
	return p
}

// item gives an item and its place on the agenda, as agenda.State.Place counts.
func (w *writer) item(number int) (item *agenda.Item, place int, ok bool) {
	if w.items == nil {
		w.items = make(map[int]int, len(w.agenda.Items))
		w.places = make([]int, len(w.agenda.Items))
		n := 0
		for i := range w.agenda.Items {
			w.items[w.agenda.Items[i].Number] = i
			if it := &w.agenda.Items[i]; it.Parent == 0 && it.State != agenda.ItemOff {
				n++
				w.places[i] = n
			}
		}
	}
	i, ok := w.items[number]
	if !ok {
		return nil, 0, false
	}
	return &w.agenda.Items[i], w.places[i], true
}

// end is up to when running times count.
func (w *writer) end() time.Time {
	if w.meeting.IsOpen() || w.meeting.ClosedAt.IsZero() {
		return w.v.Now
	}
	return w.meeting.ClosedAt
}

func (w *writer) entry(l *Line) Entry {
	e := Entry{
		About: l.About, Note: l.Note, Number: l.Number, Record: l.Ref.Version, At: l.At, Item: l.Item,
		Who: w.name(l.Person), By: w.name(l.By), Text: w.words(l.Text), Off: l.Off,
	}
	if l.Was != "" && !l.Text.Gone {
		e.Was = w.words(bot.Words{Text: l.Was})
	}
	switch l.About { //nolint:exhaustive // the others say all in the line itself
	case AboutTurn:
		e.Group = w.group(l.Group)
		if t, ok := floor.Of(w.v).Turn(l.Number); ok {
			e.Seconds = int(t.Length(w.end()) / time.Second)
			e.Text, e.Way = w.words(t.Note), t.Way
		}
	case AboutInvited:
		e.Group = w.group(l.Group)
	case AboutProposal:
		e.Group = w.group(l.Group)
		e.Proposal = w.proposal(l)
	case AboutResolution, AboutRejection:
		e.Decision = w.decision(l)
	case AboutVote:
		e.Vote = w.vote(l.Number)
	case AboutConsensus:
		e.Consensus = w.consensus(l)
	case AboutAction:
		if a, ok := action.Of(w.v).Item(l.Number); ok {
			e.Who, e.Due = w.owners(a), a.Due
		}
	case AboutCorrection:
		c := w.own.Corrections[l.Number-1]
		e.Text, e.Was = w.words(c.New), w.words(c.Old)
	}
	return e
}

func (w *writer) owners(a action.Item) string {
	names := ""
	for i, p := range a.Owners {
		if i > 0 {
			names += ", "
		}
		names += w.name(p)
	}
	if names == "" {
		return w.words(a.Named)
	}
	if a.Named.Text != "" {
		names += ", " + w.words(a.Named)
	}
	return names
}

// outcomes collects the lines of one kind, for the lists at the end.
func (w *writer) outcomes(about About) []Entry {
	var all []Entry
	for i := range w.own.Lines {
		if w.own.Lines[i].About == about {
			all = append(all, w.lines[i])
		}
	}
	return all
}

func (w *writer) proposal(l *Line) *Proposal {
	p, ok := proposal.Of(w.v).Proposal(l.Number)
	if !ok {
		return nil
	}
	out := &Proposal{Follows: p.Follows, Outcome: p.Outcome, Resolution: p.Resolution}
	for _, wd := range p.Wordings {
		x := Wording{
			Number: wd.Number, Text: w.words(wd.Text), Who: w.name(wd.By), Group: w.group(wd.Group),
			Tallies: w.tallies(wd), Record: wd.Ref.Version,
		}
		if wl := w.wordingLine(l, wd); wl != nil && wl.Was != "" {
			x.Text, x.Was = w.words(wl.Text), w.words(bot.Words{Text: wl.Was})
		}
		out.Wordings = append(out.Wordings, x)
	}
	for _, o := range w.objections()[p.Number] {
		out.Objections = append(out.Objections, w.objection(o))
	}
	return out
}

// wordingLine finds the line of a wording, which a correction may have changed.
func (w *writer) wordingLine(l *Line, wd proposal.Wording) *Line {
	if wd.Number == l.Part {
		return l
	}
	return w.wordingLines()[wording{wd.Proposal, wd.Number}]
}

func (w *writer) objection(o proposal.Objection) Objection {
	x := Objection{
		Number: o.Number, Wording: o.Wording, Who: w.name(o.By), Group: w.group(o.Group),
		Text: w.words(o.Reason), State: o.State, Record: o.Ref.Version,
	}
	for _, a := range o.Answers() {
		x.Answers = append(x.Answers, w.remark(a))
	}
	for _, a := range o.Replies() {
		x.Sustained = append(x.Sustained, w.remark(a))
	}
	return x
}

func (w *writer) remark(r objection.Remark) Remark {
	return Remark{Who: w.name(r.By), Text: w.words(r.Text), At: r.At, Record: r.Ref.Version}
}

// tallies lists what was said to a wording by group, in the order in which the
// groups first spoke; who is not a member is counted apart, whatever the group.
func (w *writer) tallies(wd proposal.Wording) []Tally {
	var all []Tally
	const others = "\x00others" // no group is called so
	at := map[bot.Group]int{}
	for _, said := range wd.Stances() {
		group, name := said.Group, w.group(said.Group)
		if !said.Member {
			group, name = others, w.v.Say("minutes.not-members")
		}
		i, ok := at[group]
		if !ok {
			i = len(all)
			at[group] = i
			all = append(all, Tally{Group: name})
		}
		who := w.name(said.Person)
		if said.Stance != proposal.InFavour && said.Stance != proposal.Neutral && said.Stance != proposal.Against {
			who += " (" + string(said.Stance) + ")"
		}
		switch t := &all[i]; said.Stance.Side() {
		case 1:
			t.For = append(t.For, who)
		case 0:
			t.Neutral = append(t.Neutral, who)
		default:
			t.Against = append(t.Against, who)
		}
	}
	return all
}

func (w *writer) decision(l *Line) *Decision {
	list := proposal.Of(w.v).Resolutions
	if l.About == AboutRejection {
		list = proposal.Of(w.v).Rejections
	}
	if l.Number < 1 || l.Number > len(list) {
		return nil
	}
	d := list[l.Number-1]
	out := &Decision{
		Proposal: d.Proposal, Wording: d.Wording, Reason: w.words(d.Reason), Present: d.Standing.Present,
		For: d.Standing.For, Neutral: d.Standing.Neutral, Against: d.Standing.Against, Open: d.Standing.Open,
	}
	for _, u := range d.Standing.Unheard {
		out.Unheard = append(out.Unheard, Count{Group: w.group(u.Group), Count: u.Count})
	}
	for _, g := range d.Standing.Absent {
		out.Absent = append(out.Absent, w.group(g))
	}
	return out
}

func (w *writer) vote(number int) *Vote {
	v, ok := proposal.Of(w.v).Vote(number)
	if !ok {
		return nil
	}
	out := &Vote{Ended: !v.Ended.IsZero()}
	for _, o := range v.Options {
		out.Options = append(out.Options, Option{Text: w.words(o)})
	}
	for _, c := range v.Choices() {
		if c.Option < 1 || c.Option > len(out.Options) {
			continue
		}
		o := &out.Options[c.Option-1]
		o.Count++
		o.Groups = counted(o.Groups, w.group(c.Group))
	}
	return out
}

func counted(list []Count, group string) []Count {
	for i := range list {
		if list[i].Group == group {
			list[i].Count++
			return list
		}
	}
	return append(list, Count{Group: group, Count: 1})
}

// Anchor is the name of the place in a rendered document that shows what came
// from a record: "r17".
func Anchor(record uint64) string { return "r" + strconv.FormatUint(record, 10) }
