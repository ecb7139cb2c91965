package minutes

import (
	"slices"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/chatlog"
	"magbot/bot/floor"
	"magbot/bot/meeting"
)

// chairs lists who chaired: by hand-over or, in a log, as it was typed.
func (w *writer) chairs() []Officer {
	var all []Officer
	for _, c := range w.meeting.Chairs {
		all = append(all, Officer{Name: w.name(c.Person), From: c.From, To: c.To, By: w.name(c.By), Record: c.Ref.Version})
	}
	for _, o := range w.officers(w.own.Chairs) {
		if !holds(all, o.Name) {
			all = append(all, o)
		}
	}
	return all
}

func holds(list []Officer, name string) bool {
	for _, o := range list {
		if o.Name == name {
			return true
		}
	}
	return false
}

func (w *writer) officers(list []Office) []Officer {
	all := make([]Officer, 0, len(list))
	for _, o := range list {
		all = append(all, Officer{Name: w.name(o.Person), From: o.From, To: o.To, By: w.name(o.By), Record: o.Ref.Version})
	}
	return all
}

// present lists everybody who was there, once each, in order of coming.
func (w *writer) present() []Attendee {
	left := map[bot.PersonID]meeting.Stay{}
	for _, st := range w.meeting.Stays {
		left[st.Person] = st // the last one counts
	}
	var all []Attendee
	for _, st := range w.meeting.Attended() {
		a := Attendee{
			Person: st.Person, Name: w.name(st.Person), Group: w.group(st.Group), Seat: st.Seat,
			Late: st.Late, From: st.From, By: w.name(st.By), Record: st.Ref.Version,
			Fixed: st.Corrected,
		}
		if to := left[st.Person].To; !to.IsZero() && (w.meeting.ClosedAt.IsZero() || to.Before(w.meeting.ClosedAt)) {
			a.Left = to
		}
		all = append(all, a)
	}
	return all
}

func (w *writer) notices(list []meeting.Notice) []Attendee {
	var all []Attendee
	for _, n := range list {
		all = append(all, Attendee{
			Person: n.Person, Name: w.name(n.Person), Group: w.group(n.Group), Note: w.words(n.Note),
			By: w.name(n.By), Record: n.Ref.Version,
		})
	}
	return all
}

func (w *writer) inputs() []Input {
	var all []Input
	for _, in := range w.agenda.Inputs {
		i := Input{
			Number: in.Number, Title: w.words(in.Title), Why: w.words(in.Why), OnBehalf: w.words(in.OnBehalf), By: w.name(in.By),
			Fate: in.Fate, Into: in.Into, To: string(in.To), Reason: w.words(in.Reason),
			Record: in.Ref.Version, Decided: in.Decided.Version, Support: w.support(in),
		}
		for _, p := range in.Authors {
			i.Authors = append(i.Authors, w.name(p))
		}
		for _, c := range in.Contests {
			i.Contests = append(i.Contests, Remark{Who: w.name(c.Person), Text: w.words(c.Text), Record: c.Ref.Version})
		}
		all = append(all, i)
	}
	return all
}

func (w *writer) papers() []Paper {
	var all []Paper
	for _, p := range w.meeting.Papers {
		all = append(all, Paper{Link: chatlog.Display(p.Link), Title: w.words(p.Title), Item: p.Item})
	}
	return all
}

// support counts by group, in the order in which groups first supported.
func (w *writer) support(in agenda.Input) []Count {
	var counts []Count
	at := map[bot.Group]int{}
	for _, s := range in.Support {
		i, ok := at[s.Group]
		if !ok {
			i = len(counts)
			at[s.Group] = i
			counts = append(counts, Count{Group: w.group(s.Group)})
		}
		counts[i].Count++
	}
	return counts
}

func (w *writer) sittings() []Stretch {
	var all []Stretch
	for _, s := range w.meeting.Sittings {
		all = append(all, Stretch{From: s.From, To: s.To, Reason: w.words(s.Reason), Record: s.Ref.Version})
	}
	return all
}

func (w *writer) pauses() []Stretch {
	var all []Stretch
	for _, p := range w.meeting.Pauses {
		all = append(all, Stretch{From: p.From, To: p.To, Record: p.Ref.Version})
	}
	return all
}

func (w *writer) fixes() []Fix {
	var all []Fix
	for _, c := range w.own.Corrections {
		all = append(all, Fix{
			Old: w.words(c.Old), New: w.words(c.New), Scope: c.Scope, By: w.name(c.By), Lines: c.Lines, Record: c.Ref.Version,
		})
	}
	return all
}

func (w *writer) wishes() []Wish {
	var all []Wish
	for _, r := range w.own.Requests {
		all = append(all, Wish{
			Number: r.Number, Text: w.words(r.Text), Line: r.Line, Who: w.name(r.Person), Group: w.group(r.Group),
			Decided: r.Decided, Accepted: r.Accepted, Reason: w.words(r.Reason), By: w.name(r.By),
			Record: r.Ref.Version, Answer: r.Answer.Version,
		})
	}
	return all
}

func (w *writer) queue() []Ask {
	var all []Ask
	for _, r := range floor.Of(w.v).Requests() {
		all = append(all, Ask{
			Who: w.name(r.Person), Group: w.group(r.Group), Asked: r.Asked, Called: r.Called, Done: r.Done,
			Way: r.Way, Note: w.words(r.Note), By: w.name(r.By), Taken: !r.Withdrawn.IsZero() && !r.Dropped, TakeBy: w.name(r.Remover), Off: r.Dropped,
		})
	}
	return all
}

// balance counts turns at the floor, or contributions where nobody was called.
func (w *writer) balance() Balance {
	measured, base := floor.Measured(w.v, floor.Whole)
	b := Balance{
		Unit: measured.Unit, Base: base, Turns: measured.Turns,
		Shift: measured.Shift.Amount, Band: measured.Shift.Band, Known: measured.Shift.Known, Outside: measured.Outside(),
	}
	turns := func(r floor.Row) int { return r.Lines }
	if slices.ContainsFunc(measured.Rows, func(r floor.Row) bool { return r.Turns > 0 }) {
		turns = func(r floor.Row) int { return r.Turns }
	}
	for _, r := range measured.Rows {
		b.Rows = append(b.Rows, Row{
			Group: r.Group, Name: w.group(r.Group), Seconds: r.Seconds, Words: r.Words, Turns: turns(r),
			Asked: r.Asked, Called: r.Called, Share: r.Share, Base: r.Base, Wait: r.Wait,
		})
	}
	return b
}
