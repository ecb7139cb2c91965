package minutes

import (
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/consensus"
	"magbot/bot/proposal"
)

// Consensus is a consensus call of the meeting, or a slow count, as far as it
// has come.
type Consensus struct {
	Name       string                    `json:"name"`
	Count      int                       `json:"count,omitempty"`    // how far a slow count goes
	Proposal   int                       `json:"proposal,omitempty"` // that a slow count is on
	Phase      consensus.Phase           `json:"phase"`
	Asked      int                       `json:"asked"`
	Silence    consensus.Silence         `json:"silence,omitempty"`
	Wordings   []Wording                 `json:"wordings"`
	Heard      []Heard                   `json:"heard,omitempty"` // to the wording that counts
	Objections []Objection               `json:"objections,omitempty"`
	So         string                    `json:"so,omitempty"` // what was so, in a sentence
	Groups     []consensus.GroupStanding `json:"groups,omitempty"`
	Reason     string                    `json:"reason,omitempty"` // why it was taken back
	Levels     []Level                   `json:"levels,omitempty"` // the last one counts
	Minorities []Remark                  `json:"minority_statements,omitempty"`
	Contests   []Contest                 `json:"contests,omitempty"`
}

// Heard is what the people of one group answered, each by their last word.
type Heard struct {
	Group     string   `json:"group"`
	Agreed    []string `json:"no_objection,omitempty"`
	Objecting []string `json:"objecting,omitempty"`
	Recused   []string `json:"recused,omitempty"`
}

// Level is a level of consensus that the Chair designated.
type Level struct {
	Level  consensus.Level `json:"level"`
	Who    string          `json:"who,omitempty"`
	Note   string          `json:"note,omitempty"`
	Until  time.Time       `json:"until"` // it could be contested until then
	Record uint64          `json:"record"`
}

// Contest is a word against a designation, and the answer.
type Contest struct {
	Number   int    `json:"number"`
	Who      string `json:"who"`
	Group    string `json:"group,omitempty"`
	Text     string `json:"text"`
	Answered bool   `json:"answered,omitempty"`
	Kept     bool   `json:"kept,omitempty"` // the level stood
	Answer   string `json:"answer,omitempty"`
	By       string `json:"by,omitempty"`
	Record   uint64 `json:"record"`
	Reply    uint64 `json:"answer_record,omitempty"`
}

func (w *writer) consensus(l *Line) *Consensus {
	c, ok := consensus.Of(w.v).Call(l.Number)
	if !ok {
		return nil
	}
	out := &Consensus{
		Name: c.Name(), Count: c.Steps, Proposal: c.Proposal, Phase: c.Phase, Asked: len(c.Asked), Silence: c.Silence,
		Heard: w.heard(c), Reason: w.words(c.Reason),
	}
	for _, wd := range c.Wordings {
		x := Wording{Number: wd.Number, Text: w.words(wd.Text), Who: w.name(wd.By), Record: wd.Ref.Version}
		if wd.Number == 1 && l.Was != "" {
			x.Text, x.Was = w.words(l.Text), w.words(bot.Words{Text: l.Was})
		}
		out.Wordings = append(out.Wordings, x)
	}
	for _, o := range c.Objections {
		out.Objections = append(out.Objections, w.objection(proposal.Objection{Objection: o.Objection, Wording: o.Wording}))
	}
	if c.Phase != consensus.PhaseStopped && c.Phase != consensus.PhaseLapsed {
		st := c.Standing(w.v)
		out.So, out.Groups = c.Sentence(w.v, st), st.Groups
	}
	for _, d := range c.Designations {
		out.Levels = append(out.Levels, Level{d.Level, w.name(d.By), w.words(d.Note), d.Until, d.Ref.Version})
	}
	for _, m := range c.Minorities {
		out.Minorities = append(out.Minorities, Remark{Who: w.name(m.Person) + ", " + w.group(m.Group), Text: w.words(m.Text), At: m.At, Record: m.Ref.Version})
	}
	for _, x := range c.Contests {
		out.Contests = append(out.Contests, Contest{
			x.Number, w.name(x.Person), w.group(x.Group), w.words(x.Reason), x.Answered, x.Kept,
			w.words(x.Answer), w.name(x.By), x.Ref.Version, x.Answers.Version,
		})
	}
	return out
}

// heard lists who answered what, by group in the order of who is asked.
func (w *writer) heard(c *consensus.Call) []Heard {
	var all []Heard
	at := map[bot.Group]int{}
	for _, e := range c.Asked {
		a := c.Heard(e.Person)
		if a == consensus.Nothing {
			continue
		}
		i, ok := at[e.Group]
		if !ok {
			i = len(all)
			at[e.Group] = i
			all = append(all, Heard{Group: w.group(e.Group)})
		}
		switch h, name := &all[i], w.name(e.Person); a {
		case consensus.NoObjection:
			h.Agreed = append(h.Agreed, name)
		case consensus.Objects:
			h.Objecting = append(h.Objecting, name)
		case consensus.NotMyCall:
			h.Recused = append(h.Recused, name)
		case consensus.Nothing:
		}
	}
	return all
}

// consensusCall lays a consensus call or a slow count out.
func (s *sheet) consensusCall(e *Entry) {
	c := e.Consensus
	if c == nil {
		s.line(0, e.Record, append([]run{{strong, s.label("consensus") + ": "}}, reading(e.Text, e.Was)...)...)
		return
	}
	title := s.label("consensus") + " " + c.Name
	if c.Count > 0 {
		title = s.v.Say("minutes.slow-count", "steps", c.Count, "number", c.Proposal)
	}
	s.line(0, e.Record, run{strong, title}, run{faint, " [" + s.v.Say("consensus.phase."+string(c.Phase)) + "]"})
	for _, w := range c.Wordings {
		var text []run
		if len(c.Wordings) > 1 {
			text = append(text, run{faint, s.label("wording") + " " + strconv.Itoa(w.Number) + ": "})
		}
		s.line(1, w.Record, append(text, reading(w.Text, w.Was)...)...)
	}
	for _, h := range c.Heard {
		s.line(2, e.Record, run{strong, h.Group}, run{plain, ": " + s.answers(h)})
	}
	for _, o := range c.Objections {
		s.objection(o)
	}
	if c.So != "" {
		s.line(1, e.Record, run{plain, c.So})
	}
	if c.Reason != "" {
		s.line(1, e.Record, run{plain, s.label("reason") + ": " + c.Reason})
	}
	s.concluded(c)
}

func (s *sheet) answers(h Heard) string {
	var parts []string
	for _, side := range []struct {
		answer consensus.Answer
		names  []string
	}{{consensus.NoObjection, h.Agreed}, {consensus.Objects, h.Objecting}, {consensus.NotMyCall, h.Recused}} {
		if len(side.names) > 0 {
			parts = append(parts, s.v.Say("consensus.answer."+string(side.answer))+" × "+strconv.Itoa(len(side.names))+" ("+strings.Join(side.names, ", ")+")")
		}
	}
	return strings.Join(parts, "; ")
}

// concluded tells what the Chair designated, and what was said to it.
func (s *sheet) concluded(c *Consensus) {
	for _, l := range c.Levels {
		s.line(1, l.Record, run{strong, s.v.Say("choice.level." + string(l.Level))}, run{plain, tail(" · ", l.Who) + tail(": ", l.Note)},
			run{faint, " " + s.v.Say("minutes.contestable", "until", s.stamp(l.Until))})
	}
	for _, m := range c.Minorities {
		s.line(1, m.Record, run{plain, s.label("minority") + " "}, run{strong, m.Who}, run{plain, ": " + m.Text})
	}
	for _, x := range c.Contests {
		s.line(1, x.Record, run{plain, s.label("contest") + " " + strconv.Itoa(x.Number) + " "}, run{strong, x.Who}, run{plain, " (" + x.Group + "): " + x.Text})
		key := "contest-open"
		switch {
		case x.Answered && x.Kept:
			key = "contest-kept"
		case x.Answered:
			key = "contest-changed"
		}
		s.line(2, max(x.Reply, x.Record), run{plain, s.label(key) + tail(" ", x.By) + tail(": ", x.Answer)})
	}
}
