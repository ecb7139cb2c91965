package roster

import (
	"magbot/bot"
	"magbot/bot/command"
)

// Commands lists the commands of this package.
func Commands() []command.Command { return nil }

// Shows names what effects of this package show.
func Shows() map[string]bot.Show { return nil }

// Due lists the notices about terms that end.
func Due(bot.View) []bot.Due { return nil }
