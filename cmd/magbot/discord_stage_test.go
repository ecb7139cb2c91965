package main_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/adapters/storytest"
	"magbot/bot"
	"magbot/bot/roster"
	program "magbot/cmd/magbot"
	"magbot/store"
	"magbot/store/seal"
)

// The story in a Discord server, as serve wires it: people type, give commands,
// press and fill in as Discord's client lets them, and the record is that of
// every other stage.
func TestTheStoryInDiscord(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		<-time.After(time.Until(discordYear))
		wire := newPipes()
		s := &discordStage{
			life: &life{data: data}, wire: wire, server: discordtest.Serve(t, wire), accounts: map[string]string{}, answers: map[bot.Cause]bot.Answer{},
			resting: make(chan struct{}, 1),
		}
		s.hall = s.server.AddChannel("general")
		s.start(t)
		t.Cleanup(func() { s.end(t) })
		storytest.Tell(t, s)
		if all := s.server.Events(); len(all) != 1 || all[0].Name != "Virtual Meeting XIV" || all[0].Status != 3 {
			t.Errorf("the events of the server are %+v", all)
		}
		for _, refused := range s.server.Refused() {
			t.Errorf("Discord would refuse: %s", refused)
		}
	})
}

// discordYear is an instant that an identifier of Discord can hold: those begin
// in 2015, and a bubble in 2000.
var discordYear = time.Date(2027, time.March, 1, 9, 0, 0, 0, time.UTC)

// discordStage is a magbot in this process and a Discord server that it reaches
// by pipes, in a synctest bubble; see roomStage.
type discordStage struct {
	*life
	storyClock

	wire    *pipes
	server  *discordtest.Server
	hall    string
	discord *discord.Discord
	ran     chan error

	resting     chan struct{} // one at a time waits for the bot to come to rest
	mu          sync.Mutex
	accounts    map[string]string // of who has come in, by name
	secretariat string
	meant       func(name string) bool                    // who comes here; nil for everybody
	desk        func(t testing.TB, command string) string // what the Secretariat is answered; nil where it sits here
	answers     map[bot.Cause]bot.Answer
}

func (s *discordStage) start(t testing.TB) {
	t.Helper()
	s.begin(t, s.Now)
	s.enter(t, func(c *discord.Config) {
		c.Logger, c.Trouble, c.Now = slog.New(slog.NewTextHandler(t.Output(), nil)), noTrouble{t}, s.Now
	})
	s.engine.Attach(&mortalDiscord{s.discord, s.line})
	s.listen()
	s.rest()
}

// enter goes to Discord as serve does, but for what is changed of that; listen
// hears what happens there.
func (s *discordStage) enter(t testing.TB, change func(*discord.Config)) {
	t.Helper()
	c := program.DiscordConfig(s.line, s.keys, s.engine, s.house)
	c.Token, c.API, c.Dial = discordtest.Token, s.server.URL, s.wire.dialed
	change(&c)
	c.Bot = &notedBot{c.Bot, s}
	var err error
	if s.discord, err = discord.New(s.ctx, c); err != nil {
		t.Fatal(err)
	}
}

func (s *discordStage) listen() {
	s.ran = make(chan error, 1)
	go func(ctx context.Context, d *discord.Discord, ran chan<- error) { ran <- d.Run(ctx) }(s.ctx, s.discord, s.ran)
}

// leave is for a bot that was shut.
func (s *discordStage) leave(t testing.TB) {
	t.Helper()
	if err := <-s.ran; err != nil {
		t.Errorf("the way to Discord ended with %v", err)
	}
	s.discord.Close()
}

// end cuts the bot off in the middle of whatever it does.
func (s *discordStage) end(t testing.TB) {
	t.Helper()
	if !s.cut() {
		return
	}
	s.stand(s.Now()) // what is dead takes a while to be cleared away
	defer s.run()
	s.shut()
	s.leave(t)
	s.bury(t)
}

// Kill implements storytest.Process.
func (s *discordStage) Kill(t testing.TB) {
	t.Helper()
	s.end(t)
	s.start(t)
}

// Record implements storytest.Process.
func (s *discordStage) Record(t testing.TB) (store.Store, *seal.Keyring) {
	t.Helper()
	s.rest()
	s.end(t)
	return s.record(t)
}

// Advance lets time pass. Through days the bot is down and comes back an hour
// before.
func (s *discordStage) Advance(t testing.TB, d time.Duration) {
	t.Helper()
	if d > 24*time.Hour {
		s.Sleep(t, d-time.Hour)
		d = time.Hour
	}
	<-time.After(d)
	s.rest()
}

// Sleep implements storytest.Process.
func (s *discordStage) Sleep(t testing.TB, d time.Duration) {
	t.Helper()
	s.rest()
	s.end(t)
	<-time.After(d)
	s.start(t)
}

// Found implements storytest.People: the operator founds, and the Secretariat
// claims by a command in the server.
func (s *discordStage) Found(t testing.TB, community, secretariat string) {
	t.Helper()
	operate(t, s.engine, "community found", "name", community)
	code := claimCode.FindString(operate(t, s.engine, "community claim-code"))
	s.secretariat = secretariat
	s.accounts[secretariat] = s.server.AddUser("account of " + secretariat)
	if a := s.Do(t, secretariat, storytest.Line{Text: "/mag community claim " + code + " " + secretariat, Private: true}); a.Refused {
		t.Fatalf("the Secretariat did not come in: %s", a.Text)
	}
}

// account gives the account of somebody. When somebody comes for the first time,
// everybody on the roster who is not linked yet is, by a code that the Secretariat
// hands out.
func (s *discordStage) account(t testing.TB, name string) string {
	t.Helper()
	s.mu.Lock()
	known := s.accounts[name]
	s.mu.Unlock()
	if known != "" {
		return known
	}
	var all []string
	s.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			if name := roster.Name(v, p.ID); !p.Guest && !p.Erased && len(p.Accounts) == 0 && (s.meant == nil || s.meant(name)) {
				all = append(all, name)
			}
		}
	})
	for _, one := range all {
		s.mu.Lock()
		s.accounts[one] = s.server.AddUser("account of " + one)
		s.mu.Unlock()
		desk := s.desk
		if desk == nil {
			desk = func(t testing.TB, command string) string {
				t.Helper()
				return s.Do(t, s.secretariat, storytest.Line{Text: "/mag " + command, Private: true}).Text
			}
		}
		code := claimCode.FindString(desk(t, "roster link "+one))
		if a := s.Do(t, one, storytest.Line{Text: "/mag me link " + code, Private: true}); code == "" || a.Refused {
			t.Fatalf("%s was not linked with %q: %s", one, code, a.Text)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accounts[name]
}

// notedBot notes what the bot answers: what is refused, and what the fields of a
// form are called, is not to be seen in Discord.
type notedBot struct {
	discord.Bot

	stage *discordStage
}

func (b *notedBot) note(in bot.Input, a bot.Answer, err error) (bot.Answer, error) {
	b.stage.mu.Lock()
	defer b.stage.mu.Unlock()
	if err == nil && !a.Done {
		b.stage.answers[in.Cause] = a
	}
	return a, err
}

func (b *notedBot) Handle(ctx context.Context, in bot.Input) (bot.Answer, error) {
	a, err := b.Bot.Handle(ctx, in)
	return b.note(in, a, err)
}

func (b *notedBot) Form(ctx context.Context, in bot.Input) (bot.Answer, error) {
	a, err := b.Bot.Form(ctx, in)
	return b.note(in, a, err)
}

func (s *discordStage) answerTo(cause string) bot.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answers[bot.Cause(cause)]
}

// noTrouble is told of what somebody must grant: nothing, in the story.
type noTrouble struct{ testing.TB }

func (n noTrouble) Report(_ context.Context, what discord.Trouble) {
	n.Errorf("Discord does not let me: %s", what.Key)
}

// mortalDiscord takes no deliveries once the bot is dead.
type mortalDiscord struct {
	*discord.Discord

	line *lifeline
}

func (d *mortalDiscord) Deliver(ctx context.Context, in bot.Delivery) (bot.Posted, error) {
	if d.line.cut.Load() {
		return bot.Posted{}, errDead
	}
	return d.Discord.Deliver(ctx, in)
}
