package main

import (
	"context"

	"magbot/adapters/roll"
	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/platformrole"
	"magbot/bot/roster"
)

// platformRoll says whose roles on a platform are compared with the roster: those of
// every linked account, once the Secretariat has said what a role means.
type platformRoll struct {
	engine   *engine.Engine
	platform string
}

// Roll implements roll.Roll.
func (r platformRoll) Roll(_ context.Context, space string) (accounts []roll.Held, listed []string) {
	r.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		s := platformrole.Of(v)
		if !s.Compares() {
			return
		}
		listed, _ = s.Listed(platformrole.Space{Platform: r.platform, Workspace: space})
		for _, p := range roster.Of(v).All() {
			if p.Erased || p.Guest {
				continue
			}
			for _, a := range p.Accounts {
				if a.Platform != r.platform || a.Workspace != space {
					continue
				}
				seen, known := s.Seen(a)
				accounts = append(accounts, roll.Held{Account: a, Known: known, Away: seen.Away, Roles: seen.Names})
			}
		}
	})
	return accounts, listed
}
