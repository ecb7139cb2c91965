package moderation_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/moderation"
)

// mods is the moderators' channel, and reported the link to a message that the
// platform of the town knows.
var mods = bot.Place{Platform: "room", Channel: "mods"}

const reported = "https://town.example.org/c/general#7"

// desk is what the platform of the town is asked, and what it answers.
type desk struct {
	members []string // aliases of those in the moderators' channel; "" is an account of nobody
	open    bool
	unable  bot.Inability // of all that is asked, unless empty
	around  []bot.Said
	readers []string // aliases of those who can read the message; everybody where it is nil
	acts    []bot.Act
	late    map[string]int                  // how often nobody says what was said around the message of a link, before somebody does
	unread  bot.Inability                   // of who is in a channel, unless empty
	fails   int                             // how often what is asked fails before it works
	blocked map[string]bool                 // who cannot be told anything
	shown   map[bot.Place]map[string]string // live messages in channels, by key: what they say now
	read    map[string][]string             // by alias: what was written in the moderators' channel while they could read it
}

var errAway = errors.New("the platform is away")

// answers gives why the platform cannot answer at the moment. w.mu must be held.
func (w *town) answers() error {
	if w.desk.fails > 0 {
		w.desk.fails--
		return errAway
	}
	if w.desk.unable != "" {
		return &bot.Unable{Why: w.desk.unable}
	}
	return nil
}

func (w *town) Members(_ context.Context, place bot.Place) (bot.Members, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.answers(); err != nil {
		return bot.Members{}, err
	}
	if w.desk.unread != "" {
		return bot.Members{}, &bot.Unable{Why: w.desk.unread}
	}
	m, members := bot.Members{Open: w.desk.open}, w.desk.members
	if place.Channel != mods.Channel {
		m.Open, members = w.desk.readers == nil, w.desk.readers
	}
	for _, alias := range members {
		m.Accounts = append(m.Accounts, bot.Account{Platform: "room", User: string(w.names[alias])})
	}
	return m, nil
}

func (w *town) Around(_ context.Context, a bot.Around) ([]bot.Said, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !strings.HasPrefix(a.Link, reported) {
		return nil, &bot.Unable{Why: bot.NotHere}
	}
	if w.desk.late[a.Link] > 0 {
		w.desk.late[a.Link]--
		return nil, errAway
	}
	if err := w.answers(); err != nil {
		return nil, err
	}
	return slices.Clone(w.desk.around[:min(len(w.desk.around), a.Most)]), nil
}

func (w *town) Act(_ context.Context, a bot.Act) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if a.Do.OfMessage() && a.Link != reported {
		return &bot.Unable{Why: bot.NotHere}
	}
	if err := w.answers(); err != nil {
		return err
	}
	w.desk.acts = append(w.desk.acts, a)
	return nil
}

// did lists what the platform has done.
func (w *town) did() []bot.Act {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.desk.acts)
}

// set changes how the platform answers.
func (w *town) set(change func(*desk)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.desk)
}

// wroteIt makes talk around the reported message, which this person wrote.
func (w *town) wroteIt(alias string) []bot.Said {
	all := w.said("The item is open.", "You know nothing.")
	all[1].Account.User = string(w.names[alias])
	return all
}

// said makes the talk around the reported message.
func (w *town) said(texts ...string) (all []bot.Said) {
	for i, text := range texts {
		s := bot.Said{
			ID: "room:general:" + string(rune('1'+i)), Place: hall, Account: bot.Account{Platform: "room", User: string(w.names["sam"])},
			At: began.Add(time.Duration(i) * time.Minute), Text: text, Root: i == 0, Meant: i == len(texts)-1,
		}
		all = append(all, s)
	}
	return all
}

// show keeps what a channel shows. w.mu must be held.
func (w *town) show(d bot.Delivery) {
	for alias := range w.names {
		if d.Place == mods && !d.Message.IsZero() && (w.desk.open || slices.Contains(w.desk.members, alias)) {
			if w.desk.read == nil {
				w.desk.read = map[string][]string{}
			}
			w.desk.read[alias] = append(w.desk.read[alias], text(d.Message))
		}
	}
	if d.Kind != bot.Live || d.Place.Channel == "" || d.Account.User != "" {
		return
	}
	if w.desk.shown == nil {
		w.desk.shown = map[bot.Place]map[string]string{}
	}
	if w.desk.shown[d.Place] == nil {
		w.desk.shown[d.Place] = map[string]string{}
	}
	if d.Message.IsZero() {
		delete(w.desk.shown[d.Place], d.Key)
		return
	}
	w.desk.shown[d.Place][d.Key] = text(d.Message) + d.Message.Seen
}

// stands gives all that stands in a channel now.
func (w *town) stands(at bot.Place) (all string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, shown := range w.desk.shown[at] {
		all += shown
	}
	return all
}

// looks has the shell look who is in the moderators' channel, as it does now and
// then.
func (w *town) looks() {
	w.t.Helper()
	var place bot.Place
	w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) { place, _ = moderation.Watched(v) })
	a, err := w.engine.Inquire(context.Background(), bot.Request{Members: &place})
	if err != nil {
		w.t.Fatal(err)
	}
	call, err := moderation.Seen(place, a)
	if err != nil {
		w.t.Fatal(err)
	}
	w.ask(bot.Actor{Self: bot.ByRecord}, bot.Place{}, call)
}
