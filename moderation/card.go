package moderation

import (
	"fmt"
	"slices"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// Who may see a case changes without anything happening in it: roles are given and
// end, organisations are entered, accounts are linked and unlinked. The case then
// notes who has the card (ShownTo), and its live message follows: who may see the case
// no more reads that in its place, and who may see it now gets it.

// Shown is who has the card, and how often that was noted.
type Shown struct {
	ShownTo

	Times int
}

// holders are those who are to have the card: who may see the case. One that is over,
// or part of another, comes to nobody new: they find it when they look for it.
func holders(v bot.View, s *State) []bot.PersonID {
	people := Sees(v, s)
	over := !s.Open() && !s.Appeal().Open() || s.Into != ""
	if !over || s.Shown.Times == 0 { // of a case from before this was noted nobody knows who has it
		return people
	}
	return slices.DeleteFunc(slices.Clone(people), func(p bot.PersonID) bool { return !slices.Contains(s.Shown.People, p) })
}

// shownTo is the fact that these have the card.
func shownTo(v bot.View, people []bot.PersonID) ShownTo {
	e := ShownTo{People: slices.Sorted(slices.Values(people))}
	var where []string
	for _, id := range e.People {
		p, _ := roster.Of(v).Person(id)
		for _, a := range p.Accounts {
			where = append(where, string(id), a.Platform, a.Workspace, a.User)
		}
	}
	e.Where = sum(append([]string{"magbot card"}, where...)...)[:16]
	return e
}

// strays gives who is to have the card now, where that is not as was noted last.
func strays(v bot.View, s *State) (ShownTo, bool) {
	if !s.Exists() || s.Cleared || s.Shown.Times == 0 && (!s.Open() || s.Into != "") {
		return ShownTo{}, false
	}
	now := shownTo(v, holders(v, s))
	return now, now.Where != s.Shown.Where || !slices.Equal(now.People, s.Shown.People)
}

// cards has the card follow who may see the case. When nobody may any more, its reporters
// are told where to write.
func cards(c *command.Context) (bot.Decision, error) {
	now, strayed := strays(c.View, Of(c.View))
	if !strayed {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	d := bot.Decision{Events: []bot.Event{now}, Effects: []bot.Effect{card()}}
	if s := Of(c.View); len(s.Shown.People) > 0 && s.Open() && s.Into == "" && len(handlers(c.View, s)) == 0 {
		d.Effects = append(d.Effects, news(c.View, s)...)
	}
	return d, nil
}

// dueCards is that, at once or when the roster next makes a difference by itself.
func dueCards(v bot.View, s *State) (due []bot.Due) {
	key := fmt.Sprint("cards/", s.Shown.Times)
	if _, strayed := strays(v, s); strayed {
		return []bot.Due{{Key: key, At: s.At, Call: bot.Do("conduct cards")}}
	}
	if s.awaits(v.Now) {
		due = append(due, bot.Due{Key: fmt.Sprint(key, "/writer"), At: s.Asked.Add(writerWithin), Call: bot.Do("conduct cards")})
	}
	if at, ok := roster.NextTurn(v); ok && !s.Cleared {
		due = append(due, bot.Due{Key: fmt.Sprint(key, "/", at.Unix()), At: at, Call: bot.Do("conduct cards")})
	}
	return due
}

// showLeft stands where the card stood for somebody who may see the case no more. It
// does not say which it was, nor why.
func showLeft(v bot.View, _ bot.Effect) (chat.Message, error) {
	return chat.Message{Seen: v.Say("seen.only-you"), Rank: chat.Over, Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(v.Say("conduct.card.left"))},
	}}, nil
}
