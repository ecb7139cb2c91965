package main

import (
	"fmt"
	"slices"

	"magbot/adapters/discord"
	"magbot/bot"
	"magbot/bot/lang"
)

// discord looks at Discord, when there is a token: whether it is taken, what the
// application may, whether the bot is in the server, and what it lacks in each
// channel that is linked.
func (e *examination) discord() {
	const check, why = "discord", "magbot does not come into Discord without it"
	token, err := secret(e.world, discordTokenEnv)
	switch {
	case err != nil:
		e.broken(check, oneLine(err)+".", why, "# docs/discord.md says where the token belongs")
		return
	case token == "":
		return
	}
	var channels []string
	if e.known != nil {
		for _, p := range e.known.Channels {
			if p.Platform == "discord" {
				channels = append(channels, p.Channel)
			}
		}
	}
	found, err := discord.Examine(e.world.ctx, token, e.DiscordServer, e.DiscordAPI, channels)
	switch said, mendable := lang.AsError(err); {
	case mendable:
		words, loadErr := lang.Load(discord.Words)
		if loadErr != nil {
			e.broken(check, oneLine(loadErr)+".", why, "# install magbot anew")
			return
		}
		e.broken(check, "Discord does not let magbot in.", why, "# "+words.For("en").Text(said.Text))
		return
	case discord.Unreachable(err):
		e.note(check, "Discord could not be reached: "+oneLine(err)+".", "until it can be, nothing is posted there and nothing is heard", "# see that this machine reaches https://discord.com, then once more:", e.withKey("doctor"))
		return
	case err != nil:
		e.broken(check, "Discord does not answer what magbot must know: "+oneLine(err)+".", why, "# see docs/discord.md; then once more:", e.withKey("doctor"))
		return
	}
	e.fine(check, "Discord takes the token, and magbot is in %s.", found.Name)
	e.discordRights(found)
	for _, c := range found.Channels {
		e.discordChannel(c)
	}
}

// discordRights looks at what the application and its role may in all.
func (e *examination) discordRights(found discord.Examined) {
	if !found.Content {
		e.note("discord-intents", "magbot may not read what is typed in channels.", "shorthand such as q+ does nothing there; commands, buttons and direct messages work",
			"# discord.com/developers/applications, magbot, “Bot”: switch “Message Content Intent” on, save, and start magbot again")
	}
	if !found.Events {
		e.note("discord-events", "magbot may not put meetings among the events of the server.", "people do not find the meetings there",
			"# in Discord, the server's settings, “Roles”, “magbot”: allow “Create Events”")
	}
	watched := func(p bot.Place) bool { return p.Platform == "discord" }
	if e.known != nil && found.Content && !found.AutoMod && slices.ContainsFunc(e.known.Watched, watched) {
		e.note("discord-automod", "magbot is not told what Discord's AutoMod finds in the channels that are watched.", "nobody is asked to look at it but those to whom Discord itself tells it; the signals of magbot work",
			"# if you want it: in Discord, the server's settings, “Roles”, “magbot”: allow “Manage Server”. It is a strong right; magbot uses it for nothing else")
	}
	if e.known != nil && len(found.Channels) == 0 {
		e.note("discord-channels", "No channel of Discord is linked.", "nothing is posted there, and no meeting can be held there", "# in the channel, the Secretariat: /channel link")
	}
}

// discordChannel looks at one channel.
func (e *examination) discordChannel(c discord.ExaminedChannel) {
	const check = "discord-channels"
	settings := func(rights []string) string {
		return fmt.Sprintf("# in Discord, the settings of %s, “Permissions”: add magbot, and allow %s", c.Name, discord.Quoted(rights))
	}
	switch {
	case c.Gone:
		e.broken(check, "The linked channel "+c.Name+" is gone from Discord.", "what is due there cannot be posted", "# link another one; in it, the Secretariat: /channel link")
		return
	case len(c.Lacks) > 0:
		e.broken(check, "In "+c.Name+" magbot lacks "+discord.Quoted(c.Lacks)+".", "what is due there cannot be posted, or what is typed there not be heard", settings(c.Lacks))
	default:
		e.fine(check, "In %s magbot may do what it needs.", c.Name)
	}
	if len(c.Unvoiced) > 0 {
		e.note("discord-voice", "In "+c.Name+" magbot lacks "+discord.Quoted(c.Unvoiced)+".", "formal mode does nothing there", settings(c.Unvoiced))
	}
}
