package moderation

import (
	"slices"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// give has another handler look after a case. Why somebody cannot is not said: they may
// be a party to it, know nothing of cases, or take a break.
func give(c *command.Context) (bot.Decision, error) {
	s, err := openCase(c)
	if err != nil {
		return bot.Decision{}, err
	}
	to := c.Person("to")
	name := roster.Name(c.View, to)
	switch {
	case s.Taken == to && to == c.Me():
		return bot.Decision{Reply: bot.Say("conduct.yours", "case", s.Name)}, nil
	case s.Taken == to && canTake(c.View, s, to):
		return bot.Decision{Reply: bot.Say("conduct.given-before", "case", s.Name, "name", name)}, nil
	case to == c.Me():
		return bot.Decision{}, lang.Refuse("conduct.give-yourself", "case", s.Name)
	case !canTake(c.View, s, to):
		return bot.Decision{}, lang.Refuse("conduct.give-nobody", "case", s.Name, "name", name)
	}
	return bot.Decision{
		Events:  []bot.Event{Taken{Person: to, Given: true}},
		Effects: []bot.Effect{card(), {Do: bot.Direct, Key: "given " + string(to), Show: ShowGiven, To: bot.ToPerson(to), With: map[string]string{"by": string(c.Me())}}},
		Reply:   bot.Say("conduct.given", "case", s.Name, "name", name),
	}, nil
}

// canTake reports whether somebody can be given a case: they handle it, take no break,
// and can be told.
func canTake(v bot.View, s *State, person bot.PersonID) bool {
	return slices.Contains(handlers(v, s), person) && MaySee(v, s, person) && !rests(v, person) && !slices.Contains(s.Unreached, person)
}

// showGiven tells somebody that they were given a case, while they look after it.
func showGiven(v bot.View, e bot.Effect) (chat.Message, error) {
	s := Of(v)
	if s.Taken != v.Reader.Person || !MaySee(v, s, v.Reader.Person) || s.Cleared || !s.Open() {
		return chat.Message{}, nil
	}
	return chat.Message{
		Seen:   v.Say("conduct.seen"),
		Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(v.Say("conduct.given-you", "case", s.Name, "name", roster.Name(v, bot.PersonID(e.With["by"]))))}},
		Buttons: []chat.Button{
			{Label: s.Name, Call: chat.Do("conduct case", "case", s.Name)},
			{Label: v.Say("conduct.button.give"), Call: chat.Do("conduct give", "case", s.Name), Ask: true},
		},
	}, nil
}
