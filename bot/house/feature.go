package house

import (
	"io/fs"

	"magbot/bot"
	"magbot/bot/command"
)

// Feature is what a folder brings. Any part may be absent.
type Feature struct {
	Name     string
	Events   []bot.EventType
	Apply    func(s *bot.State, m bot.Meta, e bot.Event) // sees every event of every stream
	Commands []command.Command
	Shows    map[string]bot.Show // by name: "floor.queue"
	Due      func(v bot.View) []bot.Due
	Words    fs.FS // words.en.toml, words.fr.toml …
}
