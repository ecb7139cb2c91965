package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"

	"magbot/bot"
)

// retries is how often something is asked again of which nobody knows whether it
// was recorded. Discord sends nothing twice by itself.
const retries = 5

// arrived takes an event of the gateway. It must not wait: the library reads on
// only when it returns.
func (d *Discord) arrived(kind string, raw json.RawMessage) {
	var err error
	switch kind {
	case "READY":
		d.catchUp()
		d.run(func(ctx context.Context) { d.works(ctx, whatGateway) })
	case "GUILD_CREATE", "VOICE_STATE_UPDATE":
		err = d.voiced(kind, raw)
	case "GUILD_SCHEDULED_EVENT_USER_ADD", "GUILD_SCHEDULED_EVENT_USER_REMOVE":
		err = d.interested(raw, kind == "GUILD_SCHEDULED_EVENT_USER_ADD")
	case "AUTO_MODERATION_ACTION_EXECUTION":
		err = d.alerted(raw)
	case "INTERACTION_CREATE":
		var i interaction
		if err = json.Unmarshal(raw, &i); err == nil {
			d.interacted(i)
		}
	case "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE":
		var m said
		if err = json.Unmarshal(raw, &m); err == nil && (m.GuildID == "" || m.GuildID == d.Guild) {
			d.heard(kind, m)
		}
	case "MESSAGE_DELETE_BULK":
		var all manyGone
		if err = json.Unmarshal(raw, &all); err == nil && all.GuildID == d.Guild {
			for _, id := range all.IDs {
				d.heard("MESSAGE_DELETE", said{ID: id, ChannelID: all.ChannelID, GuildID: all.GuildID})
			}
		}
	}
	if err != nil {
		d.Logger.Error("an event of Discord cannot be read", "kind", kind, "error", fmt.Sprintf("%T", err))
	}
}

// input makes what the bot is asked. What is asked in a direct conversation has
// no channel.
func (d *Discord) input(user, channel string, direct bool, cause bot.Cause, intent bot.Intent) bot.Input {
	in := bot.Input{
		Cause: cause, At: d.Now().UTC(), Intent: intent, Actor: bot.Actor{Account: d.account(user)},
		Place: bot.Place{Platform: platform, Workspace: d.Guild},
	}
	if !direct {
		in.Place.Channel = channel
	}
	return in
}

// insist asks the bot, again and again while nobody knows whether it is recorded:
// the same Cause is decided once.
func (d *Discord) insist(ctx context.Context, in bot.Input) (bot.Answer, error) {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval = 200*time.Millisecond, 10*time.Second
	for try := 0; ; try++ {
		answer, err := d.ask(ctx, in)
		if err == nil || try == retries || ctx.Err() != nil {
			return answer, err
		}
		d.Logger.Error("what was asked in Discord is not known to be recorded", "try", try+1, "error", err)
		if err := sleep(ctx, wait.NextBackOff()); err != nil {
			return answer, err
		}
	}
}

// ask asks the bot, and makes an error of a mistake of ours.
func (d *Discord) ask(ctx context.Context, in bot.Input) (answer bot.Answer, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the bot broke: %T", r)
		}
	}()
	if answer, err = d.Bot.Handle(ctx, in); err != nil {
		return answer, fmt.Errorf("ask the bot: %w", err)
	}
	return answer, nil
}

// greet has somebody told once, over all platforms, what is kept of what they do
// and how to end it.
func (d *Discord) greet(_ context.Context, user string) {
	if d.Greeter == nil {
		return
	}
	d.run(func(ctx context.Context) {
		answer, err := d.Greeter.Greet(ctx, d.account(user))
		if err == nil && !answer.Message.IsZero() {
			var pages []page
			if pages, err = d.draw(ctx, user).message(answer.Message); err == nil {
				err = d.confide(ctx, user, pages)
			}
		}
		if err != nil {
			d.Logger.Info("somebody could not be greeted", "error", err)
		}
	})
}

// tell says a sentence to one person, in their own conversation.
func (d *Discord) tell(ctx context.Context, user, key string) {
	drawn := d.draw(ctx, user)
	m := drawn.sentence(key)
	m.Seen = drawn.words.Say("discord.only-you")
	pages, err := drawn.message(m)
	if err == nil {
		err = d.confide(ctx, user, pages)
	}
	if err != nil {
		d.Logger.Info("somebody could not be told something", "what", key, "error", err)
	}
}
