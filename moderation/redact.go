package moderation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// What a reporter writes is sealed under a key of that report alone, so that it can be
// erased while the case goes on: it is for personal data, and for reports that were made
// to harm. What a reporter takes back stays, until people decide.

// wordsOf names the key of what is written in a report, until it is erased for the next
// time.
func wordsOf(name string, erasures int) bot.PersonID {
	return bot.PersonID(fmt.Sprint(bot.CaseStream(name), "/words/", erasures))
}

// Erasure is what became of a reporter's words.
type Erasure struct {
	Times int
	At    time.Time // of the last
}

// isWritten reports whether a report holds words of its reporter.
func (s *State) isWritten() bool {
	return s.Report.How != Flagged && (s.Report.Text.Text != "" || s.Report.Quote.Text != "" || len(s.Added) > 0)
}

// eraseWords forgets what a reporter wrote.
func (s *State) eraseWords(at time.Time) {
	s.Report.Text, s.Report.Quote, s.Added = bot.Words{}, bot.Words{}, nil
	s.Erased = Erasure{Times: s.Erased.Times + 1, At: at}
}

// redact proposes to erase what the reporter of one report of a case wrote. A second
// person has to agree, as to every step.
func redact(c *command.Context) (bot.Decision, error) {
	s, err := openCase(c)
	if err != nil {
		return bot.Decision{}, err
	}
	one, err := reportIn(c, s)
	p, waits := s.Pending()
	switch {
	case err != nil:
		return bot.Decision{}, err
	case waits:
		return bot.Decision{}, lang.Refuse("conduct.step-waits", "case", s.Name, "step", stepName(p.Rung))
	case !one.isWritten():
		return bot.Decision{}, lang.Refuse("conduct.redact-nothing", "report", one.Name)
	case !legible(c.Text("reason")):
		return bot.Decision{}, lang.Refuse("conduct.nothing-to-read")
	}
	step := Step{Rung: Redact, Text: bot.Write("", c.Text("reason")), Report: one.Name}
	if len(seconders(c.View, s, Progress{Step: step, By: c.Me()})) == 0 {
		return bot.Decision{}, lang.Refuse("conduct.no-second", "address", elsewhere(c.View))
	}
	return bot.Decision{
		Events: []bot.Event{Proposed{Step: step}}, Effects: []bot.Effect{card()},
		Reply: bot.Say("conduct.redact-proposed", "report", one.Name),
	}, nil
}

// reportIn finds the report of a case that is meant: the one that is named or, where
// there is but one, that.
func reportIn(c *command.Context, s *State) (*State, error) {
	all := group(c.View, s)
	if !c.Has("report") {
		if len(all) > 1 {
			return nil, lang.Refuse("conduct.redact-which", "case", s.Name, "reports", reportNames(all))
		}
		return s, nil
	}
	name := strings.ToUpper(strings.TrimSpace(c.Text("report")))
	at := slices.IndexFunc(all, func(one *State) bool { return one.Name == name })
	if at < 0 {
		return nil, lang.Refuse("conduct.redact-which", "case", s.Name, "reports", reportNames(all))
	}
	return all[at], nil
}

func reportNames(all []*State) string {
	var names []string
	for _, one := range all {
		names = append(names, one.Name)
	}
	return strings.Join(names, ", ")
}

// redacted erases what the reporter wrote, because two people of the case in which the
// report is dealt with have agreed.
func redacted(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if !s.Exists() || s.Cleared {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	p := lead(c.View, s).step(c.Number("number"))
	if p == nil || p.Rung != Redact || p.State != Done || p.Report != s.Name || !s.isWritten() {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	return bot.Decision{
		Events: []bot.Event{Redacted{}},
		Effects: []bot.Effect{{Do: bot.Restart, Key: fmt.Sprint("words ", s.Erased.Times), With: map[string]string{
			"stream": string(c.Here.Stream), "words": string(wordsOf(s.Name, s.Erased.Times)),
		}}, card()},
	}, nil
}

// withdraw is the reporter's word that they take the report back. What becomes of the
// case is for those who handle it to say.
func withdraw(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	switch {
	case !s.holds(c.Text("token"), c.Me()):
		return bot.Decision{}, lang.Refuse("conduct.no-such-token")
	case !s.Withdrawn.IsZero():
		return bot.Decision{Reply: bot.Say("conduct.withdrawn-before")}, nil
	case !lead(c.View, s).Open():
		return bot.Decision{}, lang.Refuse("conduct.closed-for-you")
	}
	d := bot.Decision{
		Events: []bot.Event{Withdrawn{}}, Unnamed: true,
		Effects: []bot.Effect{card(), toldWithdrawn(s.Name)}, Reply: bot.Say("conduct.withdrawn"),
	}
	if s.Into != "" {
		d.Effects = []bot.Effect{forward(s.Into, "conduct joined", "name", s.Name, "withdrawn", "yes")}
	}
	return d, nil
}

// toldWithdrawn tells those who handle the case that a report was taken back.
func toldWithdrawn(report string) bot.Effect {
	return bot.Effect{Do: bot.Direct, Key: "withdrawn " + report, Show: ShowWithdrawn, To: bot.ToRole(bot.RoleHandler)}
}

func showWithdrawn(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if !MaySee(v, s, v.Reader.Person) || s.Cleared || !s.Open() {
		return chat.Message{}, nil
	}
	return chat.Message{
		Seen:    v.Say("conduct.seen"),
		Blocks:  []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("conduct.card.withdrawn", "case", s.Name))}},
		Buttons: []chat.Button{{Label: s.Name, Call: chat.Do("conduct case", "case", s.Name)}},
	}, nil
}

// withdrawals says that reports were taken back.
func withdrawals(v bot.View, s *State) []chat.Block {
	if !s.Open() || !slices.ContainsFunc(group(v, s), func(one *State) bool { return !one.Withdrawn.IsZero() }) {
		return nil
	}
	return []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("conduct.card.withdrawn", "case", s.Name))}}
}
