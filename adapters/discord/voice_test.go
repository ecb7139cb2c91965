package discord_test

import (
	"slices"
	"strings"
	"testing"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/bot"
	"magbot/bot/chat"
)

// voiceTown is a town with a voice channel and a Stage, in which both are linked.
func voiceTown(t *testing.T) (w *town, voice, stage string) {
	t.Helper()
	w = newTown(t)
	w.people[w.bo] = discord.Seat{Person: "p2", Name: "Bo Bergman"}
	voice = w.AddVoice("talk", discordtest.VoiceChannel)
	stage = w.AddVoice("podium", discordtest.StageChannel)
	return w, voice, stage
}

// seen waits until the bot was told this of a channel last.
func (w *town) seen(channel, heard, muted string) {
	w.t.Helper()
	last := "nothing"
	ok := func() bool {
		for _, in := range slices.Backward(w.brain.inputs()) {
			call, is := in.Intent.(bot.Call)
			if !is || call.Path != "voice seen" || in.Place.Channel != channel {
				continue
			}
			last = call.Args["heard"] + "|" + call.Args["muted"]
			return last == heard+"|"+muted && in.Actor.Self == bot.ByRecord && in.Actor.Person == ""
		}
		return false
	}
	w.Wait(w.t, "the channel has "+heard+"|"+muted, ok)
}

// Who joins, mutes, leaves and goes elsewhere is told, by channel, as persons;
// whoever is not linked is nobody.
func TestWhoIsInAVoiceChannelIsTold(t *testing.T) {
	w, voice, stage := voiceTown(t)
	w.brain.stirs(w.Server)
	w.Move(w.bo, voice)
	w.listen()
	w.seen(voice, "p2", "")
	w.Move(w.ana, voice)
	w.Move(w.AddUser("cy"), voice)
	w.seen(voice, "p1 p2", "")
	w.MuteSelf(w.ana, true)
	w.seen(voice, "p2", "p1")
	w.MuteServer(w.bo, true)
	w.seen(voice, "", "p1 p2")
	w.Move(w.bo, stage)
	w.seen(voice, "", "p1")
	w.seen(stage, "", "p2")
	w.MuteServer(w.bo, false)
	w.Move(w.ana, "")
	w.seen(voice, "", "")
}

// After the connection was away, what changed meanwhile is told.
func TestVoiceAfterAGap(t *testing.T) {
	w, voice, _ := voiceTown(t)
	w.brain.stirs(w.Server)
	w.listen()
	w.Move(w.ana, voice)
	w.seen(voice, "p1", "")
	w.MoveUnheard(w.ana, "")
	w.MoveUnheard(w.bo, voice)
	w.Greet(discordtest.Invalid)
	w.Drop()
	w.seen(voice, "p2", "")
}

// A message in the chat of a voice channel may say that a meeting has begun there:
// who is there is told again.
func TestWhatIsPostedInAVoiceChannelTellsWhoIsThere(t *testing.T) {
	w, voice, _ := voiceTown(t)
	w.brain.stirs(w.Server)
	w.Move(w.ana, voice)
	w.listen()
	w.seen(voice, "p1", "")
	before := len(w.brain.inputs())
	if _, err := w.discord.Deliver(t.Context(), bot.Delivery{ID: "1", Kind: bot.Post, Place: w.placeOf(voice), Message: chat.Say("open")}); err != nil {
		t.Fatal(err)
	}
	w.Wait(t, "told again", func() bool { return len(w.brain.inputs()) > before })
	w.seen(voice, "p1", "")
}

// The hand of a Stage is q+ in its channel, once.
func TestAHandIsARequest(t *testing.T) {
	w, _, stage := voiceTown(t)
	w.brain.stirs(w.Server)
	w.listen()
	w.Move(w.ana, stage)
	w.RaiseHand(w.ana)
	asks := func() (n int) {
		for _, in := range w.brain.inputs() {
			if typed, ok := in.Intent.(bot.Typed); ok && typed.Text == "q+" && !typed.Addressed && in.Place.Channel == stage && in.Actor.Account.User == w.ana {
				n++
			}
		}
		return n
	}
	w.Wait(t, "a request", func() bool { return asks() == 1 })
	w.seen(stage, "", "p1")
	w.MuteSelf(w.ana, true)
	w.MuteSelf(w.ana, false)
	w.MuteSelf(w.ana, true)
	w.Move(w.ana, "")
	w.seen(stage, "", "")
	if asks() != 1 {
		t.Errorf("%d requests", asks())
	}
}

func (w *town) conducts(channel string, formal bool, heard ...string) {
	w.t.Helper()
	s := bot.Stage{Place: w.placeOf(channel), Formal: formal}
	for _, user := range heard {
		s.Heard = append(s.Heard, bot.Account{Platform: "discord", Workspace: discordtest.Guild, User: user})
	}
	if err := w.discord.Conduct(w.t.Context(), s); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) canHear(what string, want ...string) {
	w.t.Helper()
	w.Wait(w.t, what, func() bool {
		for _, user := range []string{w.ana, w.bo} {
			if w.VoiceOf(user).Heard() != slices.Contains(want, user) {
				return false
			}
		}
		return true
	})
}

// In a Stage who is called becomes a speaker, and the one before a listener; off
// sets back whom the bot has raised, and leaves other speakers alone.
func TestFormalModeInAStage(t *testing.T) {
	w, _, stage := voiceTown(t)
	w.listen()
	w.Move(w.ana, stage)
	w.Move(w.bo, stage)
	w.settledVoice(stage)
	w.conducts(stage, true)
	w.canHear("nobody")
	w.conducts(stage, true, w.ana)
	w.canHear("ana alone", w.ana)
	w.conducts(stage, true, w.bo)
	w.canHear("bo alone", w.bo)
	w.conducts(stage, false)
	w.canHear("nobody again")
}

// In a voice channel the others are muted, those who come later too, and after a
// restart; then all have their voice again, who left before as soon as they come
// back to any channel. Whom a moderator has muted is muted again.
func TestFormalModeInAVoiceChannel(t *testing.T) {
	w, voice, _ := voiceTown(t)
	other := w.AddVoice("coffee", discordtest.VoiceChannel)
	w.listen()
	w.Move(w.ana, voice)
	w.settledVoice(voice)
	w.conducts(voice, true, w.ana)
	w.canHear("ana", w.ana)
	w.Move(w.bo, voice)
	w.canHear("who comes is muted", w.ana)
	w.conducts(voice, true, w.bo)
	w.canHear("bo was called", w.bo)
	w.conducts(voice, true, w.ana)
	w.canHear("bo is done", w.ana)
	w.listen()
	w.Move(w.bo, "")
	w.settledVoice(voice)
	w.conducts(voice, false)
	w.Move(w.bo, other)
	w.canHear("all", w.ana, w.bo)

	w.MuteServer(w.bo, true)
	w.Move(w.bo, voice)
	w.settledVoice(voice)
	w.conducts(voice, true, w.bo)
	w.canHear("whom a moderator muted, called", w.bo)
	w.conducts(voice, false)
	w.canHear("and set back", w.ana)
}

// settledVoice waits until the adapter knows who is in a channel.
func (w *town) settledVoice(channel string) {
	w.t.Helper()
	w.brain.stirs(w.Server)
	w.Wait(w.t, "who is there is known", func() bool {
		for _, in := range slices.Backward(w.brain.inputs()) {
			if call, ok := in.Intent.(bot.Call); ok && call.Path == "voice seen" && in.Place.Channel == channel {
				there := 0
				for _, user := range []string{w.ana, w.bo} {
					if w.VoiceOf(user).Channel == channel {
						there++
					}
				}
				return len(strings.Fields(call.Args["heard"]+" "+call.Args["muted"])) == there
			}
		}
		return false
	})
}

// What the bot may not do is told with what to grant, is no error, and works once
// it is granted; somebody who has left is no trouble.
func TestFormalModeWithoutPermission(t *testing.T) {
	w, voice, stage := voiceTown(t)
	w.listen()
	w.Deafen(true)
	w.Move(w.ana, voice)
	w.Move(w.bo, stage)
	w.settledVoice(voice)
	w.settledVoice(stage)
	w.conducts(voice, true)
	w.conducts(stage, true, w.bo)
	if got := w.troubles(); !slices.Equal(got, []string{"discord.cure-voice", "discord.cure-stage"}) {
		t.Errorf("trouble: %q", got)
	}
	w.Deafen(false)
	w.conducts(voice, true)
	w.conducts(stage, true, w.bo)
	w.canHear("it was granted", w.bo)
	w.conducts(w.hall, true, w.ana)
	if calls := w.Calls("PATCH", "/guilds/"); len(calls) != 4 {
		t.Errorf("a text channel is no Stage: %d calls", len(calls))
	}
}

func (w *town) placeOf(channel string) bot.Place {
	return bot.Place{Platform: "discord", Workspace: discordtest.Guild, Channel: channel}
}
