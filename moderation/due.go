package moderation

import (
	"fmt"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

const (
	remindEvery   = 2 * 24 * time.Hour // while nobody touches an open case
	mostReminders = 10
	escalateAfter = 7 * 24 * time.Hour // untouched, the next to be asked are told
	eraseAfter    = 24 * time.Hour     // its messages are taken away, so that they are gone before
)

// Due is what time brings to cases, and to the community for the sake of them.
func Due(v bot.View) []bot.Due {
	if v.Here.Stream == bot.CommunityStream {
		return dueSetup(v)
	}
	s := Of(v)
	if _, isCase := v.Here.Stream.Case(); !isCase || !s.Exists() {
		return nil
	}
	due := slices.Concat(dueSteps(s), dueWriter(v, s), dueBound(v, s), dueChannel(v, s), dueCards(v, s))
	if at, over := keptUntil(v, s); over {
		return append(due, dueEnd(s, at))
	}
	if s.Into != "" || !s.Open() && !s.Appeal().Open() {
		return due
	}
	due = append(due, dueReplies(v, s)...)
	since := fmt.Sprint(s.Touched.Unix())
	if s.Reminded < mostReminders {
		n := s.Reminded + 1
		due = append(due, bot.Due{
			Key: fmt.Sprint("remind/", since, "/", n), At: s.Touched.Add(time.Duration(n) * remindEvery),
			Call: bot.Do("conduct remind", "times", number(n)),
		})
	}
	if n := s.Escalated + 1; n < len(tiers(v, s)) {
		due = append(due, bot.Due{
			Key: fmt.Sprint("escalate/", since, "/", n), At: s.Touched.Add(time.Duration(n) * escalateAfter),
			Call: bot.Do("conduct escalate", "times", number(n)),
		})
	}
	return due
}

// Rests reports that time brings nothing to any stream but the community's and
// those of cases, which never rest.
func Rests(bot.View) bool { return true }

func dueSteps(s *State) (due []bot.Due) {
	for _, p := range s.Steps {
		if p.State == Running {
			due = append(due, bot.Due{
				Key: fmt.Sprint("end/", p.Number, "/", p.Until.Unix()), At: p.Until, Call: bot.Do("conduct end-step", "number", number(p.Number)),
			})
		}
	}
	return due
}

// keptUntil gives the instant at which a closed case is taken away: when the year
// after the one in which it was closed is over, so that the transparency report of
// its year can be made. A report that is dealt with in another case goes with that.
func keptUntil(v bot.View, s *State) (time.Time, bool) {
	l := s
	if s.Into != "" {
		if l = in(v, s.Into); !l.Exists() {
			return s.At, true // that case is erased, and this goes at once
		}
	}
	if l.Open() || l.Appeal().Open() {
		return time.Time{}, false
	}
	return time.Date(l.Closed.UTC().Year()+2, time.January, 1, 0, 0, 0, 0, time.UTC), true
}

func dueEnd(s *State, at time.Time) bot.Due {
	if s.Cleared {
		return bot.Due{Key: "erase", At: at.Add(eraseAfter), Call: bot.Do("conduct erase")}
	}
	return bot.Due{Key: fmt.Sprint("clear/", s.Closed.Unix()), At: at, Call: bot.Do("conduct clear")}
}

// remind tells those who may see a case that it is still open. Where it steps up
// at the same instant, they are told by that, and not twice.
func remind(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	n := c.Number("times")
	if !s.Exists() || n != s.Reminded+1 || c.Now.Before(s.Touched.Add(time.Duration(n)*remindEvery)) {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	d := bot.Decision{Events: []bot.Event{Reminded{Times: n}}, Effects: []bot.Effect{card()}}
	if !stepsUp(c.View, s, time.Duration(n)*remindEvery) {
		d.Effects = append(d.Effects, alarm(fmt.Sprint("remind ", n)))
	}
	return d, nil
}

// stepsUp reports whether a case is brought to the next to be asked when it has
// been untouched for just so long.
func stepsUp(v bot.View, s *State, untouched time.Duration) bool {
	n := s.Escalated + 1
	return n < len(tiers(v, s)) && untouched == time.Duration(n)*escalateAfter
}

// escalate brings a case that nobody has touched to those who come next.
func escalate(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	n := c.Number("times")
	if !s.Exists() || n != s.Escalated+1 || c.Now.Before(s.Touched.Add(time.Duration(n)*escalateAfter)) {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	return bot.Decision{Events: []bot.Event{Escalated{}}, Effects: []bot.Effect{card(), alarm(fmt.Sprint("escalate ", n))}}, nil
}

func alarm(key string) bot.Effect {
	return bot.Effect{Do: bot.Direct, Key: "alarm " + key, Show: ShowAlarm, To: bot.ToRole(bot.RoleHandler)}
}

func showAlarm(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if !MaySee(v, s, v.Reader.Person) || s.Cleared || !s.Open() && !s.Appeal().Open() {
		return chat.Message{}, nil
	}
	days := int(v.Now.Sub(s.Touched) / (24 * time.Hour))
	return chat.Message{
		Seen:    v.Say("conduct.seen"),
		Blocks:  []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("conduct.alarm", "case", s.Name, "count", days))}},
		Buttons: []chat.Button{{Label: s.Name, Call: chat.Do("conduct case", "case", s.Name)}},
	}, nil
}

// endStep ends a step whose time has run out.
func endStep(c *command.Context) (bot.Decision, error) {
	p := Of(c.View).step(c.Number("number"))
	if p == nil || p.State != Running || c.Now.Before(p.Until) {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	return bot.Decision{
		Events:  []bot.Event{Ended{Number: p.Number}},
		Effects: append([]bot.Effect{card()}, ended(*p)...),
	}, nil
}

// clearCase takes away what is shown of a case, a day before its key is erased.
func clearCase(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	at, over := keptUntil(c.View, s)
	if !s.Exists() || s.Cleared || !over || c.Now.Before(at) {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	return bot.Decision{Events: []bot.Event{Cleared{}}, Effects: []bot.Effect{card()}}, nil
}

// eraseCase has the key of a case erased: nobody can read any of it again.
func eraseCase(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	at, over := keptUntil(c.View, s)
	if !s.Cleared || !over || c.Now.Before(at.Add(eraseAfter)) {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	return bot.Decision{
		Events: []bot.Event{Expired{}},
		Effects: []bot.Effect{{
			Do: bot.Restart, Key: "erase", With: map[string]string{"stream": string(c.Here.Stream)},
		}},
	}, nil
}

// dueSetup is what time brings to the community: the monthly root, and the notice
// that nobody is moderator.
func dueSetup(v bot.View) (due []bot.Due) {
	s := SetupOf(v)
	last, ends := roster.HeldUntil(v, bot.RoleModerator)
	if ends && !last.Equal(s.Unmanned) {
		due = append(due, bot.Due{
			Key: fmt.Sprint("conduct unmanned/", last.Unix()), At: last, Call: bot.Do("conduct unmanned"),
		})
	}
	if len(roster.Of(v).With(bot.RoleModerator, v.Now)) == 0 {
		return due
	}
	now := v.Now.UTC()
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	if s.Month == month.Format(monthForm) {
		month = month.AddDate(0, 1, 0)
	}
	return append(due, bot.Due{Key: "conduct root/" + month.Format(monthForm), At: month, Call: bot.Do("conduct root")})
}

// unmanned tells the Secretariat that nobody is moderator.
func unmanned(c *command.Context) (bot.Decision, error) {
	last, ends := roster.HeldUntil(c.View, bot.RoleModerator)
	if !ends || c.Now.Before(last) || last.Equal(SetupOf(c.View).Unmanned) {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	return bot.Decision{
		Events:  []bot.Event{Unmanned{Since: last}},
		Effects: []bot.Effect{{Do: bot.Direct, Key: "conduct unmanned", Show: ShowUnmanned, To: bot.ToRole(bot.RoleSecretariat)}},
	}, nil
}

func showUnmanned(v bot.View, _ bot.Effect) (chat.Message, error) {
	return chat.Message{Seen: v.Say("seen.only-you"), Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(v.Say("conduct.unmanned"))},
	}}, nil
}
