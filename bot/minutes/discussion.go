package minutes

import (
	"strconv"
	"strings"

	"magbot/bot/floor"
)

func (s *sheet) discussion(d Doc) {
	if len(d.Parts) == 0 {
		return
	}
	s.section("discussion")
	for i := range d.Parts {
		p := &d.Parts[i]
		if p.Item != 0 {
			s.part(p)
		}
		for j := range p.Entries {
			s.entry(&p.Entries[j])
		}
	}
}

func (s *sheet) part(p *Part) {
	var text []run
	if p.Place > 0 {
		text = append(text, run{plain, strconv.Itoa(p.Place) + ". "})
	}
	title := p.Title
	if title == "" {
		title = s.label("untitled")
	}
	text = append(text, reading(title, p.Was)...)
	if p.Again {
		text = append(text, run{plain, " " + s.label("continued")})
	}
	s.put(piece{form: heading, level: 2 + p.Level, text: text, record: p.Record})
	if p.Spent > 0 && !p.Again {
		spent := s.label("spent") + ": " + length(p.Spent)
		if p.Minutes > 0 {
			spent += " / " + length(p.Minutes*60)
		}
		s.say(run{faint, spent})
	}
}

func (s *sheet) entry(e *Entry) {
	switch e.About {
	case AboutNote:
		s.note(e)
	case AboutInserted:
		s.line(0, e.Record, append([]run{{faint, s.label("inserted") + " "}}, reading(e.Text, e.Was)...)...)
	case AboutTurn:
		s.turn(e)
	case AboutProposal:
		s.proposed(e)
	case AboutResolution, AboutRejection:
		s.decided(e)
	case AboutVote:
		s.vote(e)
	case AboutConsensus:
		s.consensusCall(e)
	case AboutAction:
		text := append([]run{{strong, s.label("action") + " " + strconv.Itoa(e.Number) + ": "}}, reading(e.Text, e.Was)...)
		s.line(0, e.Record, append(text, run{plain, bracketed(s.duty(*e))})...)
	case AboutCorrection:
		s.line(0, e.Record, run{faint, s.label("correction") + " "}, run{deleted, e.Was}, run{plain, " → "}, run{inserted, e.Text}, run{faint, tail(" · ", e.By)})
	case AboutChair:
		s.line(0, e.Record, run{plain, s.label("chair-to") + " "}, run{strong, e.Who}, run{faint, tail(" · ", differs(e.By, e.Who))})
	case AboutScribe:
		key := "scribe-on"
		if e.Off {
			key = "scribe-off"
		}
		s.line(0, e.Record, run{plain, s.label(key) + " "}, run{strong, e.Who})
	case AboutBallot:
		s.line(0, e.Record, run{strong, e.Text})
	case AboutPaper:
		s.line(0, e.Record, run{plain, s.label("paper") + ": "}, run{address, e.Text}, run{faint, tail(" · ", e.By)})
	case AboutInvited:
		s.line(0, e.Record, run{plain, s.label("invited") + " "}, run{strong, e.Group})
	case AboutUndone:
		s.line(0, e.Record, run{plain, s.v.Say("minutes.undone", "record", e.Number)}, run{plain, tail(" ", e.Text)}, run{faint, tail(" · ", e.By)})
	case AboutItem, AboutClosed, AboutWording:
	case AboutSkipped, AboutReopened, AboutOff, AboutOn, AboutOpened, AboutEnded, AboutAgain, AboutReleased, AboutCleared:
		s.step(e)
	}
}

func differs(a, b string) string {
	if a == b {
		return ""
	}
	return a
}

// step is a line that says that something happened: when, who, why.
func (s *sheet) step(e *Entry) {
	var text string
	switch e.About {
	case AboutCleared:
		text = s.v.Say("minutes.cleared", "count", e.Number)
	case AboutSkipped:
		text = s.label("step-skipped") + " " + strconv.Itoa(e.Number)
	default:
		text = s.label("step-" + string(e.About))
	}
	if dated(e.At) {
		text = s.clock(e.At) + " " + text
	}
	s.line(0, e.Record, run{faint, text + tail(" · ", e.By) + tail(": ", e.Text)})
}

func (s *sheet) note(e *Entry) {
	var text []run
	switch e.Note {
	case Info, Help:
		text = append(text, run{strong, s.label(string(e.Note)) + ": "})
	case Said, Kept:
	}
	if e.Who != "" {
		text = append(text, run{strong, e.Who}, run{plain, ": "})
	}
	if e.Was == "" {
		text = append(text, run{plain, e.Text})
	} else {
		text = append(text, reading(e.Text, e.Was)...)
	}
	s.line(0, e.Record, text...)
}

func (s *sheet) turn(e *Entry) {
	about := " (" + e.Group
	if way := s.way(e.Way); way != "" {
		about += ", " + way
	}
	if e.Seconds > 0 {
		about += ", " + length(e.Seconds)
	}
	s.line(0, e.Record, run{faint, s.label("floor") + " "}, run{strong, e.Who}, run{faint, about + ")" + tail(": ", floor.AboutWhat(e.Text))})
}

func (s *sheet) proposed(e *Entry) {
	s.line(0, e.Record, run{strong, s.label("proposal") + " " + strconv.Itoa(e.Number)}, run{faint, s.proposer(e)})
	if e.Proposal == nil {
		s.line(1, e.Record, reading(e.Text, e.Was)...)
		return
	}
	many := len(e.Proposal.Wordings) > 1
	for _, w := range e.Proposal.Wordings {
		var text []run
		if many {
			text = append(text, run{faint, s.label("wording") + " " + strconv.Itoa(w.Number) + ": "})
		}
		s.line(1, w.Record, append(text, reading(w.Text, w.Was)...)...)
		for _, t := range w.Tallies {
			s.line(2, w.Record, run{strong, t.Group}, run{plain, ": " + s.stances(t)})
		}
	}
	for _, o := range e.Proposal.Objections {
		s.objection(o)
	}
}

func (s *sheet) proposer(e *Entry) string {
	var more []string
	if e.Who != "" {
		more = append(more, e.Who+", "+e.Group)
	}
	if p := e.Proposal; p != nil {
		if p.Follows > 0 {
			more = append(more, s.label("follows")+" "+strconv.Itoa(p.Follows))
		}
		if p.Outcome != "" {
			more = append(more, s.label("outcome-"+string(p.Outcome)))
		}
	}
	return bracketed(more)
}

func (s *sheet) stances(t Tally) string {
	var parts []string
	for _, side := range []struct {
		sign  string
		names []string
	}{{"+1", t.For}, {"0", t.Neutral}, {"−1", t.Against}} {
		if len(side.names) > 0 {
			parts = append(parts, side.sign+" × "+strconv.Itoa(len(side.names))+" ("+strings.Join(side.names, ", ")+")")
		}
	}
	return strings.Join(parts, "; ")
}

func (s *sheet) objection(o Objection) {
	s.line(1, o.Record,
		run{strong, s.label("objection") + " " + strconv.Itoa(o.Number)},
		run{plain, " " + o.Who + " (" + o.Group + "): " + o.Text + " "}, run{faint, "[" + s.label("objection-"+string(o.State)) + "]"})
	for answers, replies := o.Answers, o.Sustained; len(answers)+len(replies) > 0; { // in the order of the record
		next, label := &answers, "answer"
		if len(answers) == 0 || len(replies) > 0 && replies[0].Record < answers[0].Record {
			next, label = &replies, "sustained"
		}
		a := (*next)[0]
		*next = (*next)[1:]
		s.line(2, a.Record, run{plain, s.label(label) + " "}, run{strong, a.Who}, run{plain, tail(": ", a.Text)}, run{faint, " [" + s.stamp(a.At) + "]"})
	}
}

func (s *sheet) decided(e *Entry) {
	key := "resolution"
	if e.About == AboutRejection {
		key = "rejection"
	}
	s.line(0, e.Record, append([]run{{strong, s.label(key) + " " + strconv.Itoa(e.Number) + ": "}}, reading(e.Text, e.Was)...)...)
	d := e.Decision
	if d == nil {
		return
	}
	if d.Reason != "" {
		s.line(1, e.Record, run{plain, s.label("reason") + ": " + d.Reason})
	}
	if d.Proposal > 0 {
		s.line(1, e.Record, run{faint, s.standing(d)})
	}
	if len(d.Open) > 0 {
		s.line(1, e.Record, run{plain, s.label("open-objections") + ": " + numbers(d.Open)})
	}
	if len(d.Unheard) > 0 {
		s.line(1, e.Record, run{plain, s.label("unheard") + ": " + counts(d.Unheard)})
	}
	if len(d.Absent) > 0 {
		s.line(1, e.Record, run{plain, s.label("absent") + ": " + strings.Join(d.Absent, ", ")})
	}
}

func (s *sheet) standing(d *Decision) string {
	text := s.label("proposal") + " " + strconv.Itoa(d.Proposal)
	if d.Wording > 0 {
		text += ", " + s.label("wording") + " " + strconv.Itoa(d.Wording)
	}
	return text + ": +1 × " + strconv.Itoa(d.For) + ", 0 × " + strconv.Itoa(d.Neutral) + ", −1 × " + strconv.Itoa(d.Against)
}

func numbers(list []int) string {
	said := make([]string, len(list))
	for i, n := range list {
		said[i] = strconv.Itoa(n)
	}
	return strings.Join(said, ", ")
}

func (s *sheet) vote(e *Entry) {
	s.line(0, e.Record, append([]run{{strong, s.label("vote") + " " + strconv.Itoa(e.Number) + ": "}}, reading(e.Text, e.Was)...)...)
	if e.Vote == nil {
		return
	}
	for _, o := range e.Vote.Options {
		text := ": " + strconv.Itoa(o.Count)
		if o.Count > 0 {
			text += " (" + counts(o.Groups) + ")"
		}
		s.line(1, e.Record, run{strong, o.Text}, run{plain, text})
	}
}

// changes tells what was corrected, asked for, taken back and left out.
func (s *sheet) changes(d Doc) {
	if len(d.Fixes) > 0 {
		s.section("corrections")
		for _, f := range d.Fixes {
			text := []run{{deleted, f.Old}, {plain, " → "}, {inserted, f.New}, {plain, tail(" · ", f.By)}}
			if f.Lines == 0 {
				text = append(text, run{faint, " " + s.label("nowhere")})
			}
			s.line(0, f.Record, text...)
		}
	}
	s.amendments(d.Amendments)
	if len(d.Requests) > 0 {
		s.section("requests")
		for _, r := range d.Requests {
			s.request(r)
		}
	}
	if len(d.Pauses) > 0 {
		s.section("off-record")
		for _, p := range d.Pauses {
			s.line(0, p.Record, run{plain, s.span(p.From, p.To)})
		}
	}
	s.undone(d.Undone)
	if len(d.Sittings) > 1 {
		s.section("reopenings")
		for _, st := range d.Sittings[1:] {
			s.line(0, st.Record, run{plain, s.span(st.From, st.To) + tail(": ", st.Reason)})
		}
	}
}

func (s *sheet) undone(list []Entry) {
	if len(list) == 0 {
		return
	}
	s.section("undone")
	for i := range list {
		s.entry(&list[i])
	}
}

func (s *sheet) request(r Wish) {
	text := []run{{strong, strconv.Itoa(r.Number) + ". " + r.Who}, {plain, " (" + r.Group + "): " + r.Text}}
	if r.Line > 0 {
		text = append(text, run{faint, " → " + Anchor(r.Line)})
	}
	s.line(0, r.Record, text...)
	key := "request-open"
	switch {
	case r.Decided && r.Accepted:
		key = "request-yes"
	case r.Decided:
		key = "request-no"
	}
	s.line(1, max(r.Answer, r.Record), run{plain, s.label(key) + tail(" ", r.By) + tail(": ", r.Reason)})
}
