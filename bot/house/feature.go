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
	Shows    map[string]bot.Show        // by name: "floor.queue"
	Asks     map[string]bot.MakeRequest // by name: what an Ask is about
	Due      func(v bot.View) []bot.Due
	// Rests reports whether Due will never again name anything in v.Here, whatever
	// happens elsewhere and however much time passes, as long as nothing new is
	// recorded there. v has only Here and Now. A feature with Due and without Rests
	// lets nothing rest, and a long record then stays in memory.
	Rests func(v bot.View) bool
	// Also adds effects to what any feature decides on v.Here: a higher feature
	// keeps current what it shows of the facts of lower ones. v is from before
	// the events.
	Also func(v bot.View, events []bot.Event) []bot.Effect
	// Voices says whether only some may be heard in the voice channels of v.Here,
	// and who; it is asked when a Conduct effect is performed.
	Voices func(v bot.View) (formal bool, heard []bot.PersonID)
	Words  fs.FS // words.en.toml, words.fr.toml …
}
