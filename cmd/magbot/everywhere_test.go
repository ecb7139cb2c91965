package main_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/adapters/room"
	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
	"magbot/adapters/storytest"
	"magbot/bot"
	"magbot/bot/roster"
	program "magbot/cmd/magbot"
	"magbot/cmd/magbot/ops"
	"magbot/store"
	"magbot/store/seal"
)

// One meeting on all platforms at once: a third of the people sit in Slack, a
// third in Discord, a third in the browser; one house is behind them, and the
// record is that of every other stage.
func TestTheStoryEverywhere(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		e := newEverywhere(t, data)
		storytest.Tell(t, e)
		e.kept(t)
	})
}

// everywhere is a magbot in this process that is in Slack, in Discord and in the
// browser, in a synctest bubble. Each part is the stage of its platform, with one
// engine for all. The clock of the bot stands still but where the story lets time
// pass: what the pace of a platform makes it wait for takes no time.
type everywhere struct {
	*life
	storyClock

	room    *roomStage
	slack   *slackStage
	discord *discordStage
	ears    *program.Ears

	mu sync.Mutex
	// channels is what stood in the channel of each platform when all was quiet
	// last: of two who press at once, both still see the button.
	channels [3][]storytest.Message
	linked   bool // the channels of Slack and of Discord are the community's
}

func newEverywhere(t *testing.T, data string) *everywhere {
	t.Helper()
	<-time.After(time.Until(discordYear))
	wire := newPipes()
	one := make(chan struct{}, 1) // waits for the bot to come to rest; of two who act at once the other waits after it
	e := &everywhere{life: &life{data: data}}
	e.stand(time.Now())
	e.room = &roomStage{life: e.life, people: map[string]*guest{}}
	e.slack = &slackStage{
		life: e.life, workspace: slacktest.NewWorkspace(), members: map[string]*member{}, idle: one,
		meant: func(name string) bool { return place(name) == 0 }, desk: e.desk,
	}
	e.slack.workspace.AddChannel(meetingPlace, "meetings", true)
	e.discord = &discordStage{
		life: e.life, wire: wire, server: discordtest.Serve(t, wire), accounts: map[string]string{}, answers: map[bot.Cause]bot.Answer{},
		resting: one, meant: func(name string) bool { return place(name) == 1 }, desk: e.desk,
	}
	e.discord.hall = e.discord.server.AddChannel("general")
	e.start(t)
	t.Cleanup(func() { e.end(t) })
	return e
}

// place says where somebody sits: 0 in Slack, 1 in Discord, 2 in the browser, as
// the Secretariat.
func place(name string) int {
	sum := 0
	for _, b := range []byte(name) {
		sum += int(b)
	}
	if name == "Luc Moreau" {
		return 2
	}
	return sum % 3
}

// at gives the part of the stage where somebody sits.
func (e *everywhere) at(name string) storytest.People {
	return []storytest.People{e.slack, e.discord, e.room}[place(name)]
}

// desk asks the Secretariat, in the browser.
func (e *everywhere) desk(t testing.TB, command string) string {
	t.Helper()
	return e.room.secretariat.say(t, own, "/mag "+command).answer().Text
}

// start opens the data folder and goes everywhere.
func (e *everywhere) start(t testing.TB) {
	t.Helper()
	e.begin(t, e.Now)
	e.engine.Expect("slack", "discord", "room")
	var err error
	if e.ears, err = program.Listening(e.ctx, e.engine); err != nil {
		t.Fatal(err)
	}
	e.slack.enter(t, func(to slack.Bot) slack.Bot { return &timed{to, e} })
	e.slack.slack.Counter = e.ears
	e.attach(e.slack.slack)
	e.slack.visit()
	e.discord.enter(t, func(c *discord.Config) {
		c.Logger, c.Bot, c.Counter = slog.New(slog.DiscardHandler), &timed{c.Bot, e}, e.ears
		c.Trouble, c.Works = program.DiscordTrouble(e.engine, e.house)
	})
	e.attach(&mortalDiscord{e.discord.discord, e.line})
	e.discord.listen()
	if len(e.room.people) > 0 {
		e.open(t)
	}
	e.settle(t)
}

func (e *everywhere) attach(p ops.Platform) { e.ears.Attach(e.engine, p) }

// open opens the room, once there is a community.
func (e *everywhere) open(t testing.TB) {
	t.Helper()
	e.room.enter(t)
	e.room.room.Bot, e.room.room.Counter = &timed{e.room.room.Bot, e}, e.ears
	e.attach(&mortalRoom{e.room.room, e.line})
	e.room.serve()
}

// timed has the adapters ask by the clock of the story.
type timed struct {
	room.Bot

	stage *everywhere
}

func (b *timed) Handle(ctx context.Context, in bot.Input) (bot.Answer, error) {
	in.At = b.stage.Now()
	return b.Bot.Handle(ctx, in)
}

func (b *timed) Form(ctx context.Context, in bot.Input) (bot.Answer, error) {
	in.At = b.stage.Now()
	return b.Bot.Form(ctx, in)
}

// end cuts the bot off from its store and from everybody.
func (e *everywhere) end(t testing.TB) {
	t.Helper()
	if !e.cut() {
		return
	}
	e.room.hangUp()
	e.shut()
	e.room.leave(t)
	e.slack.slack.Close()
	e.discord.leave(t)
	e.ears.Close()
	e.bury(t)
}

// Kill implements storytest.Process.
func (e *everywhere) Kill(t testing.TB) {
	t.Helper()
	e.end(t)
	e.start(t)
}

// Record implements storytest.Process.
func (e *everywhere) Record(t testing.TB) (store.Store, *seal.Keyring) {
	t.Helper()
	e.settle(t)
	e.end(t)
	return e.record(t)
}

// runs lets the clock run for so long, and stops it again.
func (e *everywhere) runs(d time.Duration) {
	until := e.Now().Add(d)
	e.run()
	<-time.After(d)
	synctest.Wait()
	e.stand(until)
}

// Advance implements storytest.Clock. Through days the bot is down and comes back
// an hour before, and people sign in anew.
func (e *everywhere) Advance(t testing.TB, d time.Duration) {
	t.Helper()
	for d > 24*time.Hour {
		away := min(d, longestAway)
		e.Sleep(t, away-time.Hour)
		e.runs(time.Hour)
		e.settle(t)
		d -= away
	}
	e.runs(d)
	e.settle(t)
}

// Sleep implements storytest.Process.
func (e *everywhere) Sleep(t testing.TB, d time.Duration) {
	t.Helper()
	e.room.signInAnew(t)
	e.settle(t)
	e.end(t)
	e.runs(d)
	e.start(t)
}

// settle waits until everything has been shown everywhere.
func (e *everywhere) settle(t testing.TB) {
	t.Helper()
	for calls := -1; calls != e.calls(); {
		calls = e.calls()
		e.slack.settle(t)
		e.discord.rest()
	}
}

// calls counts what was asked of the platforms.
func (e *everywhere) calls() int {
	return len(e.slack.workspace.Calls("")) + len(e.discord.server.Calls("", ""))
}

// Found implements storytest.People: the Secretariat claims in the browser.
func (e *everywhere) Found(t testing.TB, community, secretariat string) {
	t.Helper()
	operate(t, e.engine, "community found", "name", community)
	code := claimCode.FindString(operate(t, e.engine, "community claim-code"))
	e.room.secretariat = newGuest(t, e.room, secretariat)
	e.room.people[secretariat] = e.room.secretariat
	e.open(t)
	e.room.secretariat.claim(t, code)
	e.settle(t)
}

// Do implements storytest.People. When the Secretariat links the channel in the
// browser, those of Slack and Discord are linked too.
func (e *everywhere) Do(t testing.TB, name string, act storytest.Act) storytest.Answer {
	t.Helper()
	if press, is := act.(storytest.Press); is {
		press.Button = e.own(t, name, press.Button)
		act = press
	}
	a := e.at(name).Do(t, name, act)
	if line, is := act.(storytest.Line); is && strings.HasPrefix(line.Text, "/mag channel link") && !e.linked {
		e.linked = true
		for _, p := range e.places() {
			cause, err := e.engine.NewCause("operator")
			if err != nil {
				t.Fatal(err)
			}
			linked, err := e.engine.Handle(t.Context(), bot.Input{Cause: cause, Actor: bot.Actor{Self: bot.ByCommand}, Place: p, Intent: bot.Do("channel link", "visibility", "public")})
			if err != nil || linked.Refused {
				t.Fatalf("link %+v: %+v, %v", p, linked, err)
			}
		}
	}
	e.settle(t)
	e.enrol(t)
	return a
}

// own gives the button as it stands before somebody: two people on two platforms
// press what is one button of the bot.
func (e *everywhere) own(t testing.TB, name string, b storytest.Button) storytest.Button {
	t.Helper()
	there := -1
	switch b.Handle.(type) {
	case slackButton:
		there = 0
	case clicked:
		there = 1
	case pressed:
		there = 2
	}
	if there == place(name) {
		return b
	}
	e.mu.Lock()
	screen := e.channels[place(name)]
	e.mu.Unlock()
	for _, m := range slices.Backward(screen) {
		if i := slices.IndexFunc(m.Buttons, func(o storytest.Button) bool { return o.Label == b.Label }); i >= 0 {
			return m.Buttons[i]
		}
	}
	t.Errorf("%s sees no button %q", name, b.Label)
	return b
}

// enrol links everybody who has come to the roster, where they sit.
func (e *everywhere) enrol(t testing.TB) {
	t.Helper()
	var names []string
	e.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			if !p.Guest && !p.Erased {
				names = append(names, roster.Name(v, p.ID))
			}
		}
	})
	e.slack.enrol(t)
	for _, name := range names {
		if place(name) == 1 {
			e.discord.account(t, name)
		}
	}
	e.settle(t)
	var channels [3][]storytest.Message
	for _, name := range names {
		if at := place(name); channels[at] == nil {
			channels[at] = e.looks(t, name).Channel
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.channels = channels
}

// places are the channels in Slack and Discord.
func (e *everywhere) places() []bot.Place {
	return []bot.Place{
		{Platform: "slack", Workspace: e.slack.slack.Workspace(), Channel: meetingPlace},
		{Platform: "discord", Workspace: e.discord.discord.Workspace(), Channel: e.discord.hall},
	}
}

// Sees implements storytest.People.
func (e *everywhere) Sees(t testing.TB, name string) storytest.Screen {
	t.Helper()
	e.settle(t)
	return e.looks(t, name)
}

// looks gives what stands before somebody.
func (e *everywhere) looks(t testing.TB, name string) storytest.Screen {
	t.Helper()
	if place(name) == 2 { // the room waits for the bot to come to rest
		e.slack.idle <- struct{}{}
		defer func() { <-e.slack.idle }()
	}
	return e.at(name).Sees(t, name)
}

// kept checks that the limits of the platforms were kept.
func (e *everywhere) kept(t *testing.T) {
	t.Helper()
	for _, c := range e.slack.workspace.Refused() {
		t.Errorf("%s broke a limit of Slack: %s", c.Method, c.Error)
	}
	for _, refused := range e.discord.server.Refused() {
		t.Errorf("Discord would refuse: %s", refused)
	}
}
