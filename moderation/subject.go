package moderation

import (
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
)

// Whom a step concerns was told of it with a token. Under their name they need none: what
// concerns them is found for them alone, and anybody else is answered as if there were
// nothing.

// forSubjects are the commands of whom a step concerns, and to which steps they can be given.
var forSubjects = map[string]func(*State, *Progress, time.Time) bool{
	"conduct accept": func(_ *State, p *Progress, _ time.Time) bool { return p.Rung == Cooling && p.State == Offered },
	"conduct answer": func(s *State, _ *Progress, _ time.Time) bool { return s.Open() },
	"conduct appeal": func(s *State, p *Progress, now time.Time) bool {
		return p.acts() && now.Sub(p.Begun) <= appealWithin && !s.Appeal().Open() && s.Appeal().At.Before(p.Begun)
	},
}

// stepsOf gives the steps that a person was told of, as they were done.
func (s *State) stepsOf(person bot.PersonID) (steps []*Progress) {
	for i := range s.Steps {
		if p := &s.Steps[i]; person != "" && p.To == person && p.State != Waiting && p.State != Declined && !s.Cleared {
			steps = append(steps, p)
		}
	}
	return steps
}

// stepReceipt names a step to whom it concerns, and to nobody else.
func (s *State) stepReceipt(p *Progress) string {
	return "s-" + sum("magbot step", s.Name, p.Token)[:6]
}

// concerning gives the step of a case that somebody means: by its token, by its receipt, or
// by nothing; then it is the last to which the command can be given, or the last.
func concerning(c *command.Context) (*Progress, error) {
	s, text := Of(c.View), strings.TrimSpace(c.Text("token"))
	mine := s.stepsOf(c.Me())
	p := s.subjectOf(community.Sum(text))
	if text == "" {
		p = last(s, mine, c.Call.Path, c.Now)
	} else if at := slices.IndexFunc(mine, func(p *Progress) bool { return strings.EqualFold(text, s.stepReceipt(p)) }); at >= 0 {
		p = mine[at]
	}
	if p == nil || p.To != c.Me() || s.Cleared {
		return nil, lang.Refuse("conduct.no-such-token")
	}
	return p, nil
}

// last gives the last of some steps to which a command can be given, or the last of all.
func last(s *State, steps []*Progress, path string, now time.Time) (p *Progress) {
	for _, step := range steps {
		if can := forSubjects[path]; p == nil || can(s, step, now) || !can(s, p, now) {
			p = step
		}
	}
	return p
}

// ownStep gives the stream of the only case with a step of the reader to which the command
// can be given or, where there is none, with their last step: why it cannot is said there.
func ownStep(v bot.View, path string) (bot.StreamID, error) {
	var found *State
	var begun time.Time
	var names []string
	for _, s := range all(v) {
		steps := s.stepsOf(v.Reader.Person)
		p := last(s, steps, path, v.Now)
		switch {
		case p == nil:
		case forSubjects[path](s, p, v.Now):
			names = append(names, s.stepReceipt(p)+" ("+v.Say("choice.step."+string(p.Rung))+", "+p.Begun.In(v.Reader.Zone).Format("2006-01-02 15:04")+")")
			found = s
		case len(names) == 0 && p.Begun.After(begun):
			found, begun = s, p.Begun
		}
	}
	switch {
	case found == nil:
		return "", lang.Refuse("conduct.no-own-step", "command", path)
	case len(names) > 1:
		slices.Sort(names)
		return "", lang.Refuse("conduct.which-step", "command", path, "steps", strings.Join(names, ", "))
	}
	return bot.CaseStream(found.Name), nil
}
