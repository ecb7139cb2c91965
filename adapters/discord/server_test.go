package discord_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/adapters/kept/kepttest"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
)

// brain is a bot that answers as a test tells it, and does nothing twice.
type brain struct {
	mu     sync.Mutex
	asked  []bot.Input
	causes map[bot.Cause]bool
	stir   func() // is told when the bot was asked something; nil for nobody
	handle func(in bot.Input) (bot.Answer, error)
	form   func(in bot.Input) (bot.Answer, error)
}

func (b *brain) Handle(_ context.Context, in bot.Input) (bot.Answer, error) {
	b.mu.Lock()
	b.asked = append(b.asked, in)
	done, handle, stir := b.causes[in.Cause], b.handle, b.stir
	b.mu.Unlock()
	if stir != nil {
		defer stir()
	}
	if done {
		return bot.Answer{Done: true}, nil
	}
	answer, err := handle(in)
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil && answer.Record != (bot.Ref{}) {
		b.causes[in.Cause] = true
	}
	return answer, err
}

func (b *brain) Form(_ context.Context, in bot.Input) (bot.Answer, error) { return b.form(in) }

// stirs has Wait look again when the bot was asked something.
func (b *brain) stirs(s *discordtest.Server) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stir = s.Stir
}

// answers makes the bot answer everything so.
func (b *brain) answers(handle func(in bot.Input) (bot.Answer, error)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.handle = handle
}

// decided are the wishes that were decided, once each.
func (b *brain) decided() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.causes)
}

func (b *brain) inputs() []bot.Input {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}

// people is who is linked.
type people map[string]discord.Seat

func (p people) Person(_ context.Context, a bot.Account) (discord.Seat, bool) {
	s, ok := p[a.User]
	return s, ok
}

// town is a server with the adapter in it.
type town struct {
	*discordtest.Server

	t       *testing.T
	brain   *brain
	discord *discord.Discord
	log     *kepttest.Log
	seals   *kepttest.Sealer
	people  people
	config  discord.Config
	ana, bo string
	hall    string // a channel

	ran chan error // what Run returned
	end context.CancelFunc

	posts int

	mu      sync.Mutex
	trouble []string
}

// Report implements discord.Reporter.
func (w *town) Report(_ context.Context, tr discord.Trouble) {
	defer w.Stir()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trouble = append(w.trouble, tr.Text.Key)
}

func (w *town) troubles() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.trouble)
}

var recorded = bot.Ref{Stream: "meeting/7", Version: 3}

// newTown makes a server in which Ana is linked and Bo is not, for a test beside
// others: they mostly wait.
func newTown(t *testing.T) *town {
	t.Helper()
	t.Parallel()
	w := &town{
		Server: discordtest.NewServer(t), t: t, log: kepttest.NewLog(), seals: &kepttest.Sealer{Erased: map[bot.PersonID]bool{}}, people: people{},
		brain: &brain{causes: map[bot.Cause]bool{}, handle: func(bot.Input) (bot.Answer, error) { return bot.Answer{Ignored: true}, nil }},
	}
	w.ana, w.bo, w.hall = w.AddUser("ana"), w.AddUser("bo"), w.AddChannel("hall")
	w.people[w.ana] = discord.Seat{Person: "p1", Name: "Ana Alvarez"}
	words := catalogue(t)
	w.config = discord.Config{
		Bot: w.brain, Greeter: &kepttest.Greeter{}, People: w.people, Log: w.log, Sealer: w.seals, Words: words, Now: time.Now, Trouble: w,
		Table: table(t, command.Command{Path: "queue add", Args: []command.Arg{{Name: "note", Rest: true}, {Name: "minutes", Kind: command.Number}, {Name: "really", Kind: command.Flag}}},
			command.Command{Path: "roster import", Args: []command.Arg{{Name: "file", Kind: command.File}}}, command.Command{Path: "person show", Args: []command.Arg{{Name: "person", Kind: command.Person}}}),
		Token: discordtest.Token, API: w.URL, Patience: 5 * time.Second,
	}
	t.Cleanup(func() {
		w.stop()
		for _, refused := range w.Refused() {
			t.Errorf("Discord would refuse: %s", refused)
		}
	})
	return w
}

// start begins a life of the adapter, as after a crash, without the gateway.
func (w *town) start() {
	w.t.Helper()
	w.stop()
	d, err := discord.New(w.t.Context(), w.config)
	if err != nil {
		w.t.Fatal(err)
	}
	w.discord = d
}

// listen begins a life of the adapter that hears what people do.
func (w *town) listen() {
	w.t.Helper()
	w.start()
	w.listenAgain()
	w.Wait(w.t, "a connection", func() bool { return w.Listening() == 1 })
}

func (w *town) listenAgain() {
	ctx, end := context.WithCancel(context.Background())
	w.ran, w.end = make(chan error, 1), end
	d, ran := w.discord, w.ran
	go func() { ran <- d.Run(ctx) }()
}

// ended waits until Run has ended, and gives what it returned.
func (w *town) ended() error {
	w.t.Helper()
	defer func() { w.end(); w.end = nil }()
	select {
	case err := <-w.ran:
		return err
	case <-time.After(discordtest.Patience):
		w.t.Error("Run did not end")
	}
	return nil
}

func (w *town) stop() {
	if w.end != nil {
		w.end()
		if err := w.ended(); err != nil {
			w.t.Errorf("Run ended with %v", err)
		}
	}
	if w.discord != nil {
		w.discord.Close()
		w.discord.Close()
		w.discord = nil
	}
}

// says makes the bot answer everything with a sentence.
func (w *town) says(text string, ref bot.Ref) {
	w.brain.answers(func(bot.Input) (bot.Answer, error) {
		return bot.Answer{Message: chat.Say(text), Record: ref, Refused: ref == (bot.Ref{})}, nil
	})
}

// answered waits until an interaction has an answer and gives it.
func (w *town) answered(i *discordtest.Interaction) discordtest.Interaction {
	w.t.Helper()
	w.Wait(w.t, "an answer", func() bool { return w.Look(i).Callback != 0 })
	return w.Look(i)
}

// told waits until somebody reads something in their own conversation.
func (w *town) told(user, part string) {
	w.t.Helper()
	w.Wait(w.t, fmt.Sprintf("%q in a direct message", part), func() bool {
		return slices.ContainsFunc(w.Messages(w.Direct(user)), func(m discordtest.Posted) bool { return strings.Contains(m.Text(), part) })
	})
}

// wants checks that something is said in it.
func wants(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is missing in %.400q", p, text)
		}
	}
}

var errBroken = errors.New("the store is away")

// intent writes what the bot was asked.
func intent(in bot.Input) string {
	switch i := in.Intent.(type) {
	case bot.Typed:
		return fmt.Sprintf("%q %t", i.Text, i.Addressed)
	case bot.Call:
		return fmt.Sprint(i.Path, " ", i.Args)
	}
	return ""
}
