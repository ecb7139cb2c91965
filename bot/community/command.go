package community

import (
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// ClaimLives is how long a claim code can be used (design §5).
const ClaimLives = time.Hour

// Commands lists the commands of this package.
func Commands() []command.Command {
	secretariat := []bot.Role{bot.RoleSecretariat, bot.RoleOperator}
	var names []string
	for _, s := range AllSettings() {
		names = append(names, string(s))
	}
	return []command.Command{
		{Path: "community found", On: command.Community, Who: []bot.Role{bot.RoleOperator}, Inner: true, Decide: found, Args: []command.Arg{
			{Name: "name", Required: true, Max: 200},
			{Name: "example", Kind: command.Flag},
		}},
		{Path: "community claim-code", On: command.Community, Who: []bot.Role{bot.RoleOperator}, Inner: true, Decide: offerClaim},
		{Path: "community head", On: command.Community, Who: command.Bot, Inner: true, Decide: noteHead, Args: []command.Arg{
			{Name: "stream", Required: true, Max: 200},
			{Name: "when", Kind: command.Choice, Required: true, Choices: Whens()},
		}},
		{Path: "settings", On: command.Community, Who: command.Leads, Show: showSettings},
		{Path: "settings set", On: command.Community, Who: secretariat, Decide: set, Args: []command.Arg{
			{Name: "setting", Kind: command.Choice, Required: true, Choices: names},
			{Name: "value", Required: true, Rest: true, Max: 500},
		}},
		{Path: "channel link", On: command.Community, Who: secretariat, Decide: link, Args: []command.Arg{
			{Name: "visibility", Kind: command.Choice, Choices: Visibilities()},
		}},
		{Path: "channel unlink", On: command.Community, Who: secretariat, Decide: unlink},
	}
}

// found decides the first record. Only the machine's operator can found a
// community, and only once.
func found(c *command.Context) (bot.Decision, error) {
	if Of(c.View).Founded {
		return bot.Decision{}, lang.Refuse("community.founded-before", "name", Of(c.View).Name)
	}
	if c.Here.Version > 0 {
		return bot.Decision{}, lang.Refuse("community.not-first")
	}
	name := c.Text("name")
	return bot.Decision{
		Events: []bot.Event{Founded{Name: bot.Write("", name), Example: c.Flag("example")}},
		Reply:  bot.Say("community.founded", "name", name),
	}, nil
}

// offerClaim makes the code that the operator hands to the first Secretariat.
func offerClaim(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	switch {
	case !s.Founded:
		return bot.Decision{}, lang.Refuse("community.not-founded")
	case s.Claimed:
		return bot.Decision{}, lang.Refuse("community.claimed-before")
	}
	code, offer := NewCode(c.Fresh, "claim", c.Now.Add(ClaimLives))
	return bot.Decision{
		Events: []bot.Event{ClaimOffered{Offer: offer}},
		Reply:  bot.Say("community.claim-code", "code", code, "name", s.Name),
	}, nil
}

func set(c *command.Context) (bot.Decision, error) {
	name := Setting(c.Text("setting"))
	value, err := ParseSetting(name, c.Text("value"), c.Place)
	if err != nil {
		return bot.Decision{}, err
	}
	event := Set{Setting: name, Value: bot.Write("", value)}
	before := Of(c.View)
	after := *before
	after.set(event)
	shown := after.Settings.Show(c.View, name)
	if shown == before.Settings.Show(c.View, name) {
		return bot.Decision{Reply: bot.Say("community.set-already", "setting", lang.T("choice.setting."+string(name)), "value", shown)}, nil
	}
	return bot.Decision{
		Events: []bot.Event{event},
		Reply:  bot.Say("community.set", "setting", lang.T("choice.setting."+string(name)), "value", shown),
	}, nil
}

// link makes the channel it is given in one of the community's. Linking again
// with another visibility changes that.
func link(c *command.Context) (bot.Decision, error) {
	if c.Place.Private() {
		return bot.Decision{}, lang.Refuse("community.not-in-private")
	}
	s := Of(c.View)
	visibility := Visibility(c.Text("visibility"))
	if visibility == "" {
		visibility = s.VisibilityOf(c.Place)
	}
	said := lang.T("community.visibility." + string(visibility))
	if s.Linked(c.Place) && s.VisibilityOf(c.Place) == visibility {
		return bot.Decision{Reply: bot.Say("community.linked-already", "visibility", said)}, nil
	}
	return bot.Decision{
		Events: []bot.Event{Linked{Place: channel(c.Place), Visibility: visibility}},
		Effects: []bot.Effect{{
			Do: bot.Post, Key: "community.linked", Show: "community.linked", To: bot.Audience{Place: channel(c.Place)},
			With: map[string]string{"visibility": string(visibility)},
		}},
		Reply: bot.Say("community.linked", "visibility", said),
	}, nil
}

func unlink(c *command.Context) (bot.Decision, error) {
	if c.Place.Private() {
		return bot.Decision{}, lang.Refuse("community.not-in-private")
	}
	if !Of(c.View).Linked(c.Place) {
		return bot.Decision{Reply: bot.Say("community.unlinked-already")}, nil
	}
	return bot.Decision{
		Events: []bot.Event{Unlinked{Place: channel(c.Place)}},
		Reply:  bot.Say("community.unlinked"),
	}, nil
}
