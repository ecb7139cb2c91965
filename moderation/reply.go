package moderation

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// Handlers may ask for an answer until a day: of reporters with a note for them, of a
// person with the words of a step. When the day is past, each is reminded once. Nothing
// follows from it by itself.

// mostWithin is the longest that somebody is given to answer.
const mostWithin = 30 * 24 * time.Hour

// question is an answer that is asked for, of the reporters by a note or of the person
// whom a step concerns.
type question struct {
	note, step int // from 1; one of them is 0
	until      time.Time
	late       bool // the day is past, and everybody was reminded
	answered   bool // by one of the reporters, and others may answer still
}

// name names it in calls and effects.
func (q question) name() (what string, n int) {
	if q.note > 0 {
		return "note", q.note
	}
	return "step", q.step
}

// questions lists what is asked and not answered by everybody.
func questions(v bot.View, s *State) (all []question) {
	for i, n := range s.Notes {
		if n.Until.IsZero() {
			continue
		}
		readers := slices.DeleteFunc(group(v, s), func(one *State) bool { return one.Report.How == Flagged || !s.isFor(one, i) })
		answered := func(one *State) bool { return one.AddedAt.After(n.At) }
		left := slices.DeleteFunc(slices.Clone(readers), answered)
		if len(left) > 0 {
			all = append(all, question{note: i + 1, until: n.Until, late: n.Late, answered: len(left) < len(readers)})
		}
	}
	for _, p := range s.Steps {
		if !p.ReplyBy.IsZero() && p.acts() && len(p.Replies) == 0 {
			all = append(all, question{step: p.Number, until: p.ReplyBy, late: p.Late})
		}
	}
	return all
}

// questionOf gives the one that a note or a step asks.
func questionOf(v bot.View, s *State, note, step int) (question, bool) {
	all := questions(v, s)
	at := slices.IndexFunc(all, func(q question) bool { return q.note == note && q.step == step })
	if at < 0 {
		return question{}, false
	}
	return all[at], true
}

func tooLongWithin() error {
	return lang.Refuse("conduct.within-long", "days", int(mostWithin/(24*time.Hour)))
}

// asking says until when an answer is asked for.
func asking(v bot.View, q question) chat.Paragraph {
	key := "conduct.card.asks-" // reporters or the person
	what, _ := q.name()
	if q.late {
		key = "conduct.card.late-"
	}
	return chat.Paragraph{Text: chat.Line(v.Say(key+what), " ", chat.Time{At: q.until})}
}

// waitsFor says to handlers which answers are asked for, or came.
func waitsFor(v bot.View, s *State) (blocks []chat.Block) {
	if !s.Open() {
		return nil
	}
	for _, q := range questions(v, s) {
		if !q.answered {
			blocks = append(blocks, asking(v, q))
		}
	}
	if slices.ContainsFunc(s.Steps, func(p Progress) bool { return len(p.Replies) > 0 }) {
		blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.card.replied"))})
	}
	return blocks
}

// dueReplies is that the time of an answer is past.
func dueReplies(v bot.View, s *State) (due []bot.Due) {
	for _, q := range questions(v, s) {
		if !q.late {
			what, n := q.name()
			due = append(due, bot.Due{Key: fmt.Sprint("overdue/", what, "/", n), At: q.until, Call: bot.Do("conduct overdue", what, number(n))})
		}
	}
	return due
}

// overdue reminds whoever was asked, and those who handle the case, once.
func overdue(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	q, is := questionOf(c.View, s, c.Number("note"), c.Number("step"))
	if !is || q.late || s.Cleared || c.Now.Before(q.until) {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	what, n := q.name()
	with := map[string]string{what: number(n)}
	told := func(who string, to bot.Audience) bot.Effect {
		return bot.Effect{Do: bot.Direct, Key: fmt.Sprint("overdue ", what, " ", n, " ", who), Show: ShowOverdue, To: to, With: with}
	}
	d := bot.Decision{Events: []bot.Event{ReplyLate{Note: q.note, Step: q.step}}, Effects: []bot.Effect{card()}}
	if !q.answered {
		d.Effects = append(d.Effects, told("handlers", bot.ToRole(bot.RoleHandler)))
	}
	for _, person := range asked(c.View, s, q) {
		d.Effects = append(d.Effects, told(string(person), bot.ToPerson(person)))
	}
	return d, nil
}

// asked are those who are asked and can be told: reporters who gave their name, have not
// taken their report back, and have not answered, or the person of a step.
func asked(v bot.View, s *State, q question) (people []bot.PersonID) {
	if q.step > 0 {
		return []bot.PersonID{s.step(q.step).To}
	}
	for _, one := range group(v, s) {
		waits := s.isFor(one, q.note-1) && !one.AddedAt.After(s.Notes[q.note-1].At)
		if by := one.Report.By; by != "" && one.Withdrawn.IsZero() && waits {
			people = join(people, []bot.PersonID{by})
		}
	}
	return people
}

// showOverdue is the reminder: to whoever was asked, how to answer still; to handlers,
// that no answer has come.
func showOverdue(v bot.View, e bot.Effect) (chat.Message, error) {
	s, me := Of(v), v.Reader.Person
	note, _ := strconv.Atoi(e.With["note"])
	step, _ := strconv.Atoi(e.With["step"])
	q, is := questionOf(v, s, note, step)
	if !is || s.Cleared || !s.Open() {
		return chat.Message{}, nil
	}
	m := chat.Message{Seen: v.Say("conduct.seen-person")}
	switch {
	case slices.Contains(asked(v, s, q), me) && step > 0:
		token := s.step(step).Secret
		m.Blocks = []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("conduct.overdue.step", "token", token))}}
		m.Buttons = []chat.Button{{Label: v.Say("conduct.button.answer"), Call: chat.Do("conduct answer", "token", token), Ask: true}}
	case slices.Contains(asked(v, s, q), me):
		m.Blocks = []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("conduct.overdue.note"))}}
		m.Buttons = []chat.Button{{Label: v.Say("conduct.button.follow"), Call: chat.Do("conduct follow")}}
	case MaySee(v, s, me) && !q.answered:
		m.Seen = v.Say("conduct.seen")
		m.Blocks = []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("conduct.overdue.handlers", "case", s.Name))}}
		m.Buttons = []chat.Button{{Label: s.Name, Call: chat.Do("conduct case", "case", s.Name)}}
	default:
		return chat.Message{}, nil
	}
	return m, nil
}

// answer is what somebody whom a step concerns says to those who handle the case.
func answer(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	p, err := concerning(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case !s.Open():
		return bot.Decision{}, lang.Refuse("conduct.answer-late")
	case len(p.Replies) >= mostAdded:
		return bot.Decision{}, lang.Refuse("conduct.added-enough", "most", mostAdded)
	case !legible(c.Text("text")):
		return bot.Decision{}, lang.Refuse("conduct.nothing-to-read")
	}
	return bot.Decision{
		Events:  []bot.Event{Replied{Number: p.Number, Text: bot.Write("", c.Text("text"))}},
		Effects: []bot.Effect{card()}, Reply: bot.Say("conduct.answered"),
	}, nil
}
