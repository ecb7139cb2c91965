package ballot

import (
	"strconv"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// Statement is what the Chair or the Secretariat says follows from a result.
type Statement struct {
	Text   bot.Words
	Review string // the day to look at it again, YYYY-MM-DD; empty: never
	By     bot.PersonID
	At     time.Time
}

// Stands is the statement that holds: the last.
func (s *State) Stands() (_ Statement, ok bool) {
	if len(s.Statements) == 0 {
		return Statement{}, false
	}
	return s.Statements[len(s.Statements)-1], true
}

func (s *State) onStated(m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case OutcomeStated:
		s.Statements = append(s.Statements, Statement{Text: e.Text, Review: e.Review, By: e.By, At: m.At})
		s.reviewed = false
		s.plan++
	case ReviewDue:
		s.reviewed = true
	}
}

// state records what follows from a published result. It takes the place of what
// was said before, which stays in the record.
func state(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if err := s.mustBe(PhasePublished); err != nil {
		return bot.Decision{}, err
	}
	e := OutcomeStated{Text: bot.Write(c.Me(), c.Text("text")), Review: c.Text("review"), By: c.Me()}
	if e.Review != "" && !reviewAt(e.Review).After(c.Now) {
		return bot.Decision{}, lang.Refuse("ballot.review-later", "date", e.Review)
	}
	d := bot.Decision{
		Events:  []bot.Event{e},
		Effects: []bot.Effect{post("ballot.outcome", ShowOutcome, nil)},
		Reply:   bot.Say("ballot.outcome-stated", "number", s.Number),
	}
	if s.Meeting != "" {
		told := s.minute("outcome")
		told.Send.Call.Args["part"] = strconv.Itoa(len(s.Statements) + 1)
		d.Effects = append(d.Effects, told)
	}
	return d, nil
}

// review tells everybody that the day has come to look again.
func review(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if s.reviewAt().IsZero() || c.Now.Before(s.reviewAt()) {
		return done()
	}
	return bot.Decision{Events: []bot.Event{ReviewDue{}}, Effects: []bot.Effect{post("ballot.review", ShowReview, nil)}}, nil
}

// reviewAt is when people are to be told to look again; zero: they are not, or
// have been.
func (s *State) reviewAt() time.Time {
	if last, ok := s.Stands(); ok && !s.reviewed && last.Review != "" {
		return reviewAt(last.Review)
	}
	return time.Time{}
}

// reviewAt is the instant of a day at which people are told: its noon in UTC, when
// it is that day nearly everywhere.
func reviewAt(day string) time.Time { return roster.StartOf(day).Add(12 * time.Hour) }

func showOutcome(v bot.View, _ bot.Effect) (chat.Message, error) {
	return Of(v).statementMessage(v, "ballot.say-outcome"), nil
}

func showReview(v bot.View, _ bot.Effect) (chat.Message, error) {
	return Of(v).statementMessage(v, "ballot.say-review"), nil
}

func (s *State) statementMessage(v bot.View, key string) chat.Message {
	m := s.notice(v, key)
	if sentence := s.Sentence(v); sentence != "" {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(sentence)})
	}
	m.Blocks = append(m.Blocks, s.statement(v)...)
	return m
}

// statement is what follows from the result, in the words of who said it.
func (s *State) statement(v bot.View) []chat.Block {
	last, ok := s.Stands()
	if !ok {
		return nil
	}
	blocks := []chat.Block{chat.Quote{Text: written(v, last.Text), From: roster.Name(v, last.By)}}
	if last.Review != "" {
		blocks = append(blocks, chat.Note{Text: chat.Line(v.Say("ballot.review-at", "date", last.Review))})
	}
	return blocks
}
