package ballot

import (
	"slices"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// returns takes a recusal back while people can still vote. Whoever is recused can do
// that themselves, so that nobody takes another's vote by entering a recusal that they
// never asked for; the Chair or the Secretariat only where one of them entered it, so
// that nobody is put back into a matter that they left themselves. A vote that was
// taken out stays out: the person votes once more.
func returns(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	who := c.Me()
	if p := c.Person("person"); p != "" {
		who = p
	}
	at := slices.IndexFunc(s.Recusals, func(r Recused) bool { return r.Person == who })
	switch {
	case who != c.Me() && !c.Reader.Has(command.Leads...):
		return bot.Decision{}, lang.Refuse("ballot.return-other")
	case s.Phase != PhaseDraft && s.Phase != PhaseOpen:
		return bot.Decision{}, s.mustBe(PhaseOpen)
	case s.over(c.Now):
		return bot.Decision{}, s.tooLate()
	case at < 0:
		return nothing("ballot.return-none", "name", roster.Name(c.View, who), "number", s.Number)
	case who != c.Me() && s.Recusals[at].By == who:
		return bot.Decision{}, lang.Refuse("ballot.return-own", "name", roster.Name(c.View, who))
	}
	d := bot.Decision{
		Events: []bot.Event{Returned{Person: who, By: c.Me()}},
		Reply:  bot.Say("ballot.returned", "name", roster.Name(c.View, who), "number", s.Number),
	}
	if s.Phase == PhaseOpen {
		d.Effects = s.live()
	}
	if who != c.Me() {
		d.Effects = append(d.Effects, bot.Effect{
			Do: bot.Direct, Key: "ballot.returned." + string(who), Show: ShowReturned, To: bot.ToPerson(who), With: map[string]string{"by": string(c.Me())},
		})
	}
	return d, nil
}

func (s *State) onReturned(e Returned) {
	if !s.recused[e.Person] {
		return
	}
	delete(s.recused, e.Person)
	s.Recusals = slices.DeleteFunc(slices.Clone(s.Recusals), func(r Recused) bool { return r.Person == e.Person })
	if row := s.took.of(s, e.Person); row != nil {
		row.Entitled++
		row.Recused--
	}
}

func showReturned(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.recused[v.Reader.Person] {
		return chat.Message{}, nil
	}
	m := s.notice(v, "ballot.say-returned", "name", roster.Name(v, bot.PersonID(e.With["by"])))
	m.Seen = v.Say("seen.only-you")
	if s.Phase == PhaseOpen && s.MayVote(v.Reader.Person) {
		m.Buttons = s.votes(v)
	}
	return m, nil
}
