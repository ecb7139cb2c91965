package discord

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/lang"
)

// Voice and Stage channels. Discord tells who is in one and is muted there, never
// who speaks: from it comes floor time. Who may be heard is changed when the bot
// asks for it (Conduct). Source: resources/voice, Voice State Object; resources/
// guild, Modify Guild Member; resources/voice, Modify User Voice State.

// Types of channels (Channel Types).
const (
	channelVoice = 2
	channelStage = 13
)

// notConnected is the refusal of a change to somebody who has left (JSON Error
// Codes).
const notConnected = 40032

// gather is how long changes of a channel are gathered before they are told.
const gather = 300 * time.Millisecond

// voiceState is Voice State Object.
type voiceState struct {
	User     string  `json:"user_id"`
	Channel  string  `json:"channel_id"`
	Guild    string  `json:"guild_id"`
	Member   *member `json:"member"`
	Mute     bool    `json:"mute"`
	Deaf     bool    `json:"deaf"`
	SelfMute bool    `json:"self_mute"`
	Suppress bool    `json:"suppress"`
	Asked    string  `json:"request_to_speak_timestamp"`
}

// heard reports whether the others can hear somebody who speaks.
func (v voiceState) heard() bool { return !v.Mute && !v.SelfMute && !v.Suppress }

// silent reports whether the server lets nobody hear them: in the audience of a
// Stage, or muted in a voice channel.
func (v voiceState) silent(stage bool) bool {
	if stage {
		return v.Suppress
	}
	return v.Mute
}

func (v voiceState) with(stage, silent bool) voiceState {
	if stage {
		v.Suppress = silent
	} else {
		v.Mute = silent
	}
	return v
}

func (v voiceState) bot() bool { return v.Member != nil && v.Member.User != nil && v.Member.User.Bot }

// voiced takes an event about voice.
func (d *Discord) voiced(kind string, raw json.RawMessage) error {
	if kind == "GUILD_CREATE" {
		var g guildCreated
		if err := json.Unmarshal(raw, &g); err != nil || g.ID != d.Guild {
			return err
		}
		for _, channel := range d.voices.all(g) {
			d.tellVoice(channel)
		}
		d.run(d.conductAll)
		return nil
	}
	var s voiceState
	if err := json.Unmarshal(raw, &s); err != nil || (s.Guild != "" && s.Guild != d.Guild) || s.User == "" {
		return err
	}
	before := d.voices.one(s, d.Now())
	for _, channel := range []string{before.Channel, s.Channel} {
		if channel != "" {
			d.tellVoice(channel)
		}
	}
	if s.Channel == "" {
		return nil
	}
	if s.Asked != "" && s.Asked != before.Asked {
		d.raisedHand(s)
	}
	d.in("stage", func(ctx context.Context) {
		if err := d.conductOne(ctx, s.User); err != nil {
			d.Logger.Warn("somebody's voice could not be set", "error", err)
		}
	})
	return nil
}

// tellVoice tells the bot who is in a voice channel, once all that happens there
// at this moment has happened. It may be told at any time: only what has changed
// becomes a fact.
func (d *Discord) tellVoice(channel string) {
	if !d.voices.wake(channel) {
		return
	}
	d.run(func(ctx context.Context) {
		err := sleep(ctx, gather)
		d.voices.told(channel)
		if err == nil {
			err = d.showVoice(ctx, channel)
		}
		if err != nil && ctx.Err() == nil {
			d.Logger.Error("who is in a voice channel is not known to be recorded", "error", err)
		}
	})
}

func (d *Discord) showVoice(ctx context.Context, channel string) error {
	wait, leave := d.lanes.Enter("voice " + channel)
	defer leave()
	wait()
	var heard, muted []string
	for _, s := range d.voices.in(channel) {
		seat, ok := d.People.Person(ctx, d.account(s.User))
		switch {
		case !ok:
		case s.heard():
			heard = append(heard, string(seat.Person))
		default:
			muted = append(muted, string(seat.Person))
		}
	}
	_, err := d.insist(ctx, bot.Input{
		Cause: bot.Cause("discord:voice:" + channel + ":" + rand.Text()), At: d.Now().UTC(), Actor: bot.Actor{Self: bot.ByRecord},
		Place:  bot.Place{Platform: platform, Workspace: d.Guild, Channel: channel},
		Intent: bot.Do("voice seen", "heard", strings.Join(heard, " "), "muted", strings.Join(muted, " ")),
	})
	return err
}

// raisedHand is what "q+" is: the hand of a Stage.
func (d *Discord) raisedHand(s voiceState) {
	m := said{ID: s.User + " " + s.Asked, ChannelID: s.Channel, Author: &account{ID: s.User}}
	d.in("channel "+s.Channel, func(ctx context.Context) {
		cause := bot.Cause("discord:hand:" + s.Channel + ":" + s.User + ":" + s.Asked)
		answer, err := d.insist(ctx, d.input(s.User, s.Channel, false, cause, bot.Typed{Text: "q+"}))
		switch {
		case err != nil:
			d.Logger.Error("a hand is not known to be recorded", "error", err)
			d.tell(ctx, s.User, "discord.failed")
		case answer.Ignored || answer.Done:
		default:
			pages, err := d.answerPages(ctx, m.by(), answer)
			if err == nil && len(pages) > 0 {
				err = d.confide(ctx, m.by(), pages)
			}
			if err != nil {
				d.Logger.Info("who raised a hand could not be told", "error", err)
			}
		}
	})
}

// Conduct lets those be heard in a channel who may be. In a Stage they become
// speakers and, when it is over, listeners again; in a voice channel the others
// are muted, and have their voice again afterwards. What the bot may not do is
// told to Config.Trouble, and is no error.
func (d *Discord) Conduct(ctx context.Context, s bot.Stage) error {
	if s.Place.Workspace != d.Guild {
		return nil
	}
	kind, err := d.kindOf(ctx, s.Place.Channel)
	if err != nil || (kind != channelVoice && kind != channelStage) {
		return err
	}
	entry := stage{Channel: s.Place.Channel, Formal: s.Formal}
	for _, a := range s.Heard {
		entry.Heard = append(entry.Heard, a.User)
	}
	if err := d.state.keep(ctx, memoEntry{Stage: &entry}); err != nil {
		return err
	}
	wait, leave := d.lanes.Enter("stage")
	defer leave()
	wait()
	return d.conduct(ctx, s.Place.Channel)
}

// kindOf gives the type of a channel.
func (d *Discord) kindOf(ctx context.Context, channel string) (int, error) {
	d.voices.mu.Lock()
	kind, known := d.voices.kinds[channel]
	d.voices.mu.Unlock()
	if known {
		return kind, nil
	}
	var c struct {
		Type int `json:"type"`
	}
	if err := d.rest.do(ctx, request{method: http.MethodGet, path: "/channels/" + channel, route: "/channels/x"}, &c); err != nil {
		return 0, fmt.Errorf("ask what a channel is: %w", err)
	}
	d.voices.mu.Lock()
	defer d.voices.mu.Unlock()
	d.voices.kinds[channel] = c.Type
	return c.Type, nil
}

// conductAll sets the voices of everybody, after the connection was away.
func (d *Discord) conductAll(ctx context.Context) {
	wait, leave := d.lanes.Enter("stage")
	defer leave()
	wait()
	d.voices.mu.Lock()
	users := slices.Sorted(maps.Keys(d.voices.now))
	d.voices.mu.Unlock()
	for _, user := range users {
		if err := d.conductOne(ctx, user); err != nil {
			d.Logger.Warn("somebody's voice could not be set", "error", err)
			return
		}
	}
}

func (d *Discord) conduct(ctx context.Context, channel string) error {
	for _, s := range d.voices.in(channel) {
		if err := d.conductOne(ctx, s.User); err != nil {
			return err
		}
	}
	return nil
}

// What was changed of somebody's voice, and is to be set back.
const (
	lowered = "lowered" // muted, though they were not
	raised  = "raised"  // let speak, though they were muted or in the audience
)

// conductOne sets the voice of one person as it should be in the channel that
// they are in. The caller is in the lane "stage".
func (d *Discord) conductOne(ctx context.Context, user string) error {
	s, there := d.voices.of(user)
	if !there {
		return nil
	}
	set, changed := d.state.stage(s.Channel), d.state.voiceOf(user)
	if !set.Formal && changed == "" {
		return nil
	}
	kind, err := d.kindOf(ctx, s.Channel)
	if err != nil {
		return err
	}
	heard := set.Formal && slices.Contains(set.Heard, user)
	silent := s.silent(kind == channelStage)
	switch {
	case heard && silent:
		return d.setVoice(ctx, kind, s, false, opposite(changed, lowered, raised))
	case heard:
		return nil
	case set.Formal && kind == channelVoice && !silent:
		return d.setVoice(ctx, kind, s, true, opposite(changed, raised, lowered))
	case changed == raised && !silent:
		return d.setVoice(ctx, kind, s, true, "")
	case changed == lowered && silent && !set.Formal:
		return d.setVoice(ctx, kind, s, false, "")
	case changed != "" && !set.Formal, changed == raised && kind == channelStage:
		return d.state.keep(ctx, memoEntry{Voice: user}) // somebody has set it back already
	}
	return nil
}

// opposite is what is to be remembered of a change: nothing when it takes one back.
func opposite(before, back, now string) string {
	if before == back {
		return ""
	}
	return now
}

// setVoice lets somebody be heard, or not. What changes is remembered before, so
// that it is set back even after a crash.
func (d *Discord) setVoice(ctx context.Context, kind int, s voiceState, silent bool, change string) error {
	if change != "" {
		if err := d.state.keep(ctx, memoEntry{Voice: s.User, Changed: change}); err != nil {
			return err
		}
	}
	c := request{
		method: http.MethodPatch, path: "/guilds/" + d.Guild + "/members/" + s.User, route: "/guilds/" + d.Guild + "/members/x",
		body: map[string]any{"mute": silent},
	}
	if kind == channelStage {
		c.path, c.route = "/guilds/"+d.Guild+"/voice-states/"+s.User, "/guilds/"+d.Guild+"/voice-states/x"
		c.body = map[string]any{"channel_id": s.Channel, "suppress": silent}
	}
	d.voices.makes(s.User, kind == channelStage, silent, d.Now())
	err := d.rest.do(ctx, c, nil)
	if err != nil {
		d.voices.unmade(s.User)
	}
	switch code(err) {
	case notConnected, unknownVoice:
		return nil // gone; they are looked at again when they come
	case missingPermissions, missingAccess:
		key := "discord.cure-voice"
		if kind == channelStage {
			key = "discord.cure-stage"
		}
		d.tellTrouble(ctx, Trouble{
			Key: key + " " + s.Channel, Text: lang.T(key, "channel", d.channelName(ctx, s.Channel)),
			Place: bot.Place{Platform: platform, Workspace: d.Guild, Channel: s.Channel}, What: c.what(),
		})
		if change != "" { // nothing is to be set back
			return d.state.keep(ctx, memoEntry{Voice: s.User})
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("set a voice: %w", err)
	}
	if change == "" {
		return d.state.keep(ctx, memoEntry{Voice: s.User})
	}
	return nil
}

// unknownVoice is the refusal of a change to a voice state that is not there.
const unknownVoice = 10065
