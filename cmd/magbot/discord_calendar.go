package main

import (
	"context"
	"time"

	"magbot/adapters/discord"
	"magbot/bot"
	"magbot/bot/community"
	"magbot/bot/engine"
	"magbot/bot/meeting"
)

// discordCalendar lists meetings as events of a Discord server.
type discordCalendar struct{ engine *engine.Engine }

const (
	usualLength = time.Hour          // of a meeting whose length nobody has said
	recently    = 7 * 24 * time.Hour // how long after its time a meeting is still listed
)

var gatheringPhases = map[meeting.Phase]discord.GatheringPhase{
	meeting.PhaseInvited: discord.Coming, meeting.PhaseOpen: discord.GoingOn, meeting.PhaseClosed: discord.Over,
	meeting.PhaseCancelled: discord.CalledOff,
}

// Gatherings implements discord.Calendar: meetings that nobody was told of yet are
// left out.
func (c discordCalendar) Gatherings(context.Context) (all []discord.Gathering) {
	c.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		for _, m := range meeting.DirectoryOf(v).All() {
			phase, told := gatheringPhases[m.Phase]
			if !told || v.Now.Sub(m.Start) > recently {
				continue
			}
			g := discord.Gathering{
				Meeting: m.ID, Title: m.Title.Text, About: community.Of(v).Name, Where: m.Join.Text, Phase: phase, From: m.Start, To: m.Start.Add(m.Length),
			}
			if m.Length == 0 {
				g.To = m.Start.Add(usualLength)
			}
			places := m.Places
			if len(places) == 0 {
				places = community.Of(v).Places()
			}
			for _, p := range places {
				if p.Platform == "discord" {
					g.Channels = append(g.Channels, p.Channel)
				}
			}
			all = append(all, g)
		}
	})
	return all
}
