package main

import (
	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/roster"
)

// linked is whom a linked account belongs to, as the adapters of platforms take it.
type linked struct {
	Person   bot.PersonID
	Name     string
	Language bot.Language
}

// linkedTo finds a person by an account, unless the person was erased.
func linkedTo(e *engine.Engine, account bot.Account) (s linked, known bool) {
	e.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		id, is := roster.Of(v).ByAccount(account)
		if !is {
			return
		}
		person, there := roster.Of(v).Person(id)
		if there && !person.Erased {
			s, known = linked{Person: id, Name: roster.Name(v, id), Language: person.Language}, true
		}
	})
	return s, known
}
