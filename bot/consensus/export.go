package consensus

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/meeting"
	"magbot/bot/objection"
	"magbot/bot/roster"
)

// Own is what one consensus call holds about a person, as it is exported: what
// they answered and wrote. What others wrote is theirs.
type Own struct {
	Call       string         `json:"call"`
	Asked      bool           `json:"asked,omitempty"`
	Group      bot.Group      `json:"group,omitempty"` // in which they are counted
	Recused    bool           `json:"recused_at_the_opening,omitempty"`
	Opened     bool           `json:"opened,omitempty"`
	Wordings   []OwnText      `json:"wordings,omitempty"`
	Answers    []OwnAnswer    `json:"answers,omitempty"`
	Objections []OwnObjection `json:"objections,omitempty"`
	Answered   []OwnText      `json:"answers_to_objections,omitempty"` // Number is the objection
	Replies    []OwnText      `json:"replies,omitempty"`               // to answers to their objections
	Extended   []OwnText      `json:"extended,omitempty"`
	Withdrawn  string         `json:"withdrawn,omitempty"` // why they took the call back
	Designated []OwnLevel     `json:"designated,omitempty"`
	Minority   string         `json:"minority_statement,omitempty"`
	Contests   []OwnText      `json:"contests,omitempty"`
	Decided    []OwnText      `json:"answers_to_contests,omitempty"` // Number is the contest
}

// OwnText is something the person wrote.
type OwnText struct {
	Number int       `json:"number"`
	At     time.Time `json:"at,omitzero"`
	Text   string    `json:"text,omitempty"`
}

// OwnAnswer is one answer of the person; each time counts.
type OwnAnswer struct {
	Wording int       `json:"wording"`
	At      time.Time `json:"at"`
	Answer  Answer    `json:"answer"`
	Reason  string    `json:"reason,omitempty"`
}

// OwnObjection is an objection of the person.
type OwnObjection struct {
	Number  int             `json:"number"`
	Wording int             `json:"wording"`
	At      time.Time       `json:"at"`
	Reason  string          `json:"reason,omitempty"`
	State   objection.State `json:"state"`
}

// OwnLevel is a level that the person designated.
type OwnLevel struct {
	Level Level     `json:"level"`
	At    time.Time `json:"at"`
	Note  string    `json:"note,omitempty"`
}

// Export gives what the consensus calls hold about a person, those of meetings
// first; calls that hold nothing are left out. Who is erased or not on the roster
// has none.
func Export(v bot.View, id bot.PersonID) []Own {
	if p, ok := roster.Of(v).Person(id); !ok || p.Erased {
		return nil
	}
	streams := make([]bot.StreamID, 0, DirectoryOf(v).Count())
	for _, m := range meeting.ToExport(v, id) {
		streams = append(streams, bot.MeetingStream(m.ID))
	}
	for n := range DirectoryOf(v).Count() {
		streams = append(streams, Stream(n+1))
	}
	var all []Own
	for _, s := range streams {
		for _, c := range In(v, s).calls {
			if own := c.export(id); !own.empty() {
				all = append(all, own)
			}
		}
	}
	return all
}

func (c *Call) export(id bot.PersonID) Own {
	own := Own{
		Call: c.Name(), Asked: c.IsAsked(id), Group: c.GroupOf(id), Opened: c.By == id, Recused: slices.Contains(c.Terms.Recused, id),
		Withdrawn: c.Reason.Own(id),
	}
	for _, w := range c.Wordings {
		if text := w.Text.Own(id); text != "" {
			own.Wordings = append(own.Wordings, OwnText{w.Number, w.At, text})
		}
		for _, s := range w.Answers {
			if s.Person == id {
				own.Answers = append(own.Answers, OwnAnswer{w.Number, s.At, s.Answer, s.Reason.Own(id)})
			}
		}
	}
	for _, o := range c.Objections {
		if o.By == id {
			own.Objections = append(own.Objections, OwnObjection{o.Number, o.Wording, o.At, o.Reason.Own(id), o.State})
		}
		own.Answered = append(own.Answered, remarks(o.Number, o.Answers(), id)...)
		own.Replies = append(own.Replies, remarks(o.Number, o.Replies(), id)...)
	}
	for i, x := range c.Extensions {
		if x.By == id {
			own.Extended = append(own.Extended, OwnText{i + 1, x.At, x.Reason.Own(id)})
		}
	}
	own.outcome(c, id)
	return own
}

func (o *Own) outcome(c *Call, id bot.PersonID) {
	for _, d := range c.Designations {
		if d.By == id {
			o.Designated = append(o.Designated, OwnLevel{d.Level, d.At, d.Note.Own(id)})
		}
	}
	if m, ok := c.minority(id); ok {
		o.Minority = m.Text.Own(id)
	}
	for _, x := range c.Contests {
		if x.Person == id {
			o.Contests = append(o.Contests, OwnText{x.Number, x.At, x.Reason.Own(id)})
		}
		if x.Answered && x.By == id {
			o.Decided = append(o.Decided, OwnText{x.Number, time.Time{}, x.Answer.Own(id)})
		}
	}
}

func remarks(objection int, all []objection.Remark, id bot.PersonID) []OwnText {
	var own []OwnText
	for _, r := range all {
		if r.By == id {
			own = append(own, OwnText{objection, r.At, r.Text.Own(id)})
		}
	}
	return own
}

func (o *Own) empty() bool {
	return !o.Asked && !o.Opened && !o.Recused && o.Withdrawn == "" && o.Minority == "" &&
		len(o.Wordings)+len(o.Answered)+len(o.Replies)+len(o.Extended)+len(o.Designated)+len(o.Decided) == 0
}
