package action_test

import (
	"os"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda/roomtest"
)

const here = roomtest.Stream

// room is a meeting in which actions are taken on.
type room struct{ *roomtest.Room }

func features() []roomtest.Feature {
	return []roomtest.Feature{{Words: os.DirFS("../house")}, {
		Words: action.Words, Commands: action.Commands(), Shows: action.Shows(), Apply: action.Apply,
		Of: func(v bot.View) any { return []any{action.Of(v), action.WorkOf(v)} },
	}}
}

func newRoom(t roomtest.TB) *room { return &room{roomtest.New(t, features()...)} }

func openRoom(t roomtest.TB) *room { return &room{roomtest.Open(t, features()...)} }
