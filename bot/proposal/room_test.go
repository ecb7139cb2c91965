package proposal_test

import (
	"os"

	"magbot/bot"
	"magbot/bot/agenda/roomtest"
	"magbot/bot/consensus"
	"magbot/bot/proposal"
)

const (
	here = roomtest.Stream
	gov  = roomtest.Gov
	cs   = roomtest.CS
	ps   = roomtest.PS
)

// room is a meeting in which proposals are made.
type room struct{ *roomtest.Room }

func features() []roomtest.Feature {
	return []roomtest.Feature{
		{Words: os.DirFS("../house")},
		{
			Words: proposal.Words, Commands: proposal.Commands(), Shows: proposal.Shows(), Apply: proposal.Apply,
			Of: func(v bot.View) any { return proposal.Of(v) },
		},
		{Commands: consensus.Commands()},
	}
}

func newRoom(t roomtest.TB) *room { return &room{roomtest.New(t, features()...)} }

func openRoom(t roomtest.TB) *room { return &room{roomtest.Open(t, features()...)} }
