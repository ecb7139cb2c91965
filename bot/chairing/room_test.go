package chairing_test

import (
	"os"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda/roomtest"
	"magbot/bot/chairing"
	"magbot/bot/consensus"
	"magbot/bot/floor"
	"magbot/bot/minutes"
	"magbot/bot/proposal"
)

const here = roomtest.Stream

var start = roomtest.Start()

// room is a meeting with all that can happen in it.
type room struct{ *roomtest.Room }

func features() []roomtest.Feature {
	return []roomtest.Feature{
		{Words: os.DirFS("../house")},
		{Words: floor.Words, Commands: floor.Commands(), Shows: floor.Shows(), Apply: floor.Apply, Of: func(v bot.View) any { return floor.Of(v) }},
		{Words: proposal.Words, Commands: proposal.Commands(), Shows: proposal.Shows(), Apply: proposal.Apply, Of: func(v bot.View) any { return proposal.Of(v) }},
		{Commands: consensus.Commands()},
		{Words: action.Words, Commands: action.Commands(), Shows: action.Shows(), Apply: action.Apply, Of: func(v bot.View) any { return action.Of(v) }},
		{Words: chairing.Words, Commands: chairing.Commands(), Shows: chairing.Shows(), Apply: chairing.Apply, Of: func(v bot.View) any { return chairing.Of(v) }},
		{Words: minutes.Words, Commands: minutes.Commands(), Shows: minutes.Shows(), Apply: minutes.Apply},
	}
}

func newRoom(t roomtest.TB) *room { return &room{roomtest.New(t, features()...)} }

func openRoom(t roomtest.TB) *room { return &room{roomtest.Open(t, features()...)} }
