package main

import (
	"context"

	"magbot/adapters/discord"
	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/platformrole"
	"magbot/bot/roster"
)

// discordRoll says whose roles are compared with the roster: those of every linked
// account, once the Secretariat has said what a role means.
type discordRoll struct{ engine *engine.Engine }

// Roll implements discord.Roll.
func (r discordRoll) Roll(_ context.Context, server string) (accounts []discord.Held, listed []string) {
	r.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		s := platformrole.Of(v)
		if !s.Compares() {
			return
		}
		listed, _ = s.Listed(platformrole.Space{Platform: "discord", Workspace: server})
		for _, p := range roster.Of(v).All() {
			if p.Erased || p.Guest {
				continue
			}
			for _, a := range p.Accounts {
				if a.Platform != "discord" || a.Workspace != server {
					continue
				}
				seen, known := s.Seen(a)
				accounts = append(accounts, discord.Held{Account: a, Known: known, Away: seen.Away, Roles: seen.Names})
			}
		}
	})
	return accounts, listed
}
