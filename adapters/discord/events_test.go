package discord_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/bot"
	"magbot/bot/chat"
)

// diary is what meetings there are.
type diary struct {
	mu  sync.Mutex
	all []discord.Gathering
}

func (d *diary) Gatherings(context.Context) []discord.Gathering {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.all)
}

// has sets the meetings, and posts something, as whatever changes a meeting does.
func (w *town) has(d *diary, all ...discord.Gathering) {
	w.t.Helper()
	d.mu.Lock()
	d.all = all
	d.mu.Unlock()
	w.posts++
	id := strings.Repeat("n", w.posts)
	if _, err := w.discord.Deliver(w.t.Context(), bot.Delivery{ID: id, Kind: bot.Post, Place: w.place(), Message: chat.Say("news")}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) events(what string, ok func(all []discordtest.Event) bool) {
	w.t.Helper()
	w.Wait(w.t, what, func() bool { return ok(w.Events()) })
}

func soon() discord.Gathering {
	from := time.Now().Add(2 * time.Hour).UTC().Truncate(time.Second)
	return discord.Gathering{Meeting: "7", Title: "Meeting VII", About: "Three items.", Where: "https://meet.example.org/7", From: from, To: from.Add(time.Hour), Phase: discord.Coming}
}

// A meeting becomes one event, which follows its changes, begins and ends with it.
func TestAMeetingStandsAmongTheEvents(t *testing.T) {
	w, d := newTown(t), &diary{}
	w.config.Calendar = d
	g := soon()
	d.all = []discord.Gathering{g}
	w.listen()
	w.events("an event", func(all []discordtest.Event) bool {
		return len(all) == 1 && all[0].Name == g.Title && all[0].From.Equal(g.From) && all[0].Entity == 3 &&
			all[0].Metadata.Location == g.Where && strings.HasPrefix(all[0].About, g.About)
	})
	g.From, g.To, g.Title = g.From.Add(time.Hour), g.To.Add(time.Hour), strings.Repeat("A very long title ", 20)
	w.has(d, g)
	w.events("the change", func(all []discordtest.Event) bool {
		return len(all) == 1 && all[0].From.Equal(g.From) && strings.HasSuffix(all[0].Name, "…")
	})
	w.listen() // a restart makes no second one
	w.has(d, g)
	g.Phase = discord.GoingOn
	w.has(d, g)
	w.events("the beginning", func(all []discordtest.Event) bool { return len(all) == 1 && all[0].Status == 2 })
	g.To = g.To.Add(time.Hour)
	w.has(d, g)
	w.events("a longer meeting", func(all []discordtest.Event) bool { return all[0].To.Equal(g.To) })
	g.Phase = discord.Over
	w.has(d, g)
	w.events("the end", func(all []discordtest.Event) bool { return len(all) == 1 && all[0].Status == 3 })
}

// In a voice channel or a Stage it is an event of that channel; one that is called
// off is cancelled; one that nobody was told of has none.
func TestEventsOfVoiceChannels(t *testing.T) {
	w, d := newTown(t), &diary{}
	w.config.Calendar = d
	voice, stage := w.AddVoice("talk", discordtest.VoiceChannel), w.AddVoice("podium", discordtest.StageChannel)
	one, two, late := soon(), soon(), soon()
	one.Channels, two.Channels, two.Meeting = []string{w.hall, voice}, []string{stage}, "8"
	late.Meeting, late.From, late.Phase = "9", time.Now().Add(-time.Minute), discord.GoingOn
	d.all = []discord.Gathering{one, two, late}
	w.listen()
	w.events("two events", func(all []discordtest.Event) bool {
		return len(all) == 2 && all[0].Entity == 2 && *all[0].Channel == voice && all[1].Entity == 1 && *all[1].Channel == stage
	})
	two.Phase = discord.CalledOff
	w.has(d, one, two)
	w.events("one is cancelled", func(all []discordtest.Event) bool { return all[0].Status == 1 && all[1].Status == 4 })
}

// When the answer to the creation is lost, or a crash comes before it is noted, the
// event is found again; one that a moderator took away is made again only when the
// meeting changes.
func TestAnEventIsMadeOnce(t *testing.T) {
	w, d := newTown(t), &diary{}
	w.config.Calendar = d
	g := soon()
	d.all = []discord.Gathering{g}
	w.Break(discordtest.Fault{Method: "POST", Path: "/guilds/" + discordtest.Guild + "/scheduled-events", Times: 1, Lost: true})
	w.listen()
	w.events("an event", func(all []discordtest.Event) bool { return len(all) == 1 })
	w.has(d, g)
	w.events("it is found again", func(all []discordtest.Event) bool { return len(all) == 1 && all[0].Changes == 1 })
	w.RemoveEvent(w.Events()[0].ID)
	w.has(d, g)
	w.listen()
	g.Title = "Another title"
	w.has(d, g)
	w.Wait(t, "that it is gone is known", func() bool {
		w.has(d, g)
		return len(w.Events()) == 1
	})
	if e := w.Events()[0]; e.Name != g.Title {
		t.Errorf("it is called %q", e.Name)
	}
}

// What the bot may not do is told with what to grant.
func TestEventsWithoutPermission(t *testing.T) {
	w, d := newTown(t), &diary{all: []discord.Gathering{soon()}}
	w.config.Calendar = d
	w.ForbidEvents(true)
	w.listen()
	w.Wait(t, "the trouble is told", func() bool { return slices.Contains(w.troubles(), "discord.cure-events") })
}

// Whoever is interested in a meeting that is to come says that they will be there;
// after it has begun, or when nobody knows who they are, it says nothing.
func TestInterestIsAnAnswer(t *testing.T) {
	w, d := newTown(t), &diary{}
	w.config.Calendar = d
	w.brain.stirs(w.Server)
	g := soon()
	d.all = []discord.Gathering{g}
	w.listen()
	w.events("an event", func(all []discordtest.Event) bool { return len(all) == 1 })
	g.Title = "Meeting VII, in June"
	w.has(d, g)
	w.events("the new title", func(all []discordtest.Event) bool { return all[0].Name == g.Title }) // so it is remembered whose event it is
	event := w.Events()[0].ID
	coming := func() (n int) {
		for _, in := range w.brain.inputs() {
			if call, ok := in.Intent.(bot.Call); ok && call.Path == "present add" && call.Args["meeting"] == "7" {
				n++
			}
		}
		return n
	}
	w.Interested(w.bo, event)
	w.Interested(w.ana, event)
	w.Wait(t, "an answer", func() bool { return coming() > 0 })
	if in := w.brain.inputs()[len(w.brain.inputs())-1]; in.Actor.Account.User != w.ana || !in.Place.Private() {
		t.Errorf("the answer is %+v", in)
	}
	said := func() (all []string) {
		for _, in := range w.brain.inputs() {
			if call, ok := in.Intent.(bot.Call); ok && call.Args["way"] == "discord event" && call.Args["meeting"] == "7" && in.Actor.Account.User == w.ana {
				all = append(all, call.Path)
			}
		}
		return all
	}
	w.NotInterested(w.bo, event)
	w.NotInterested(w.ana, event)
	w.Interested(w.ana, event)
	w.NotInterested(w.ana, event)
	want := []string{"present add", "present remove", "present add", "present remove"}
	w.Wait(t, "three more answers", func() bool { return slices.Equal(said(), want) })
	causes := map[bot.Cause]bool{}
	for _, in := range w.brain.inputs() {
		if causes[in.Cause] {
			t.Errorf("%s came twice", in.Cause)
		}
		causes[in.Cause] = true
	}
	g.Phase = discord.GoingOn
	w.has(d, g)
	w.events("the beginning", func(all []discordtest.Event) bool { return all[0].Status == 2 })
}
