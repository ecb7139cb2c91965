package roomtest

import (
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/objection"
	"magbot/bot/roster"
)

// TB is what tests and properties have in common.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// Start is when the meeting begins.
func Start() time.Time { return time.Date(2027, 3, 15, 13, 0, 0, 0, time.UTC) }

// Stream is that of the meeting.
const Stream = bot.StreamID("meeting/14")

// Feature is what a package brings to the room, as to the house.
type Feature struct {
	Words    fs.FS
	Commands []command.Command
	Shows    map[string]bot.Show
	Apply    func(s *bot.State, m bot.Meta, e bot.Event)
	Of       func(v bot.View) any // what it folds, to be compared; nil when it folds nothing
}

// Recorded is one record of a stream.
type Recorded struct {
	Meta   bot.Meta
	Events []bot.Event
}

// Room is a community with one meeting, decided and folded the way the engine
// does it: one record a decision, forwards asked at once, an undone record left
// out when the stream is folded again.
type Room struct {
	T       TB
	Now     time.Time
	Table   *command.Table
	Printer *lang.Printer
	Logs    map[bot.StreamID][]Recorded
	Archive bool
	Last    bot.Decision   // of the call that was made, not of what it forwarded
	Shown   []chat.Message // what its effects show, in order

	features []Feature
	shows    map[string]bot.Show
	states   map[bot.StreamID]*bot.State
	typed    string // what people gave so far: that may stand in what is said
}

func catalogue(t TB, features []Feature) *lang.Printer {
	t.Helper()
	words := []fs.FS{objection.Words, roster.Words, civil.Words}
	for _, f := range features {
		if f.Words != nil {
			words = append(words, f.Words)
		}
	}
	c, err := lang.Load(words...)
	if err != nil {
		t.Fatalf("load words: %v", err)
	}
	return c.For("en")
}

// New is the community before anything is planned. Besides roster, meetings and the
// agenda it has these features.
func New(t TB, features ...Feature) *Room {
	t.Helper()
	features = append([]Feature{
		{Apply: roster.Apply},
		{Words: meeting.Words, Commands: meeting.Commands(), Shows: meeting.Shows(), Apply: meeting.Apply, Of: func(v bot.View) any { return meeting.Of(v) }},
		{Words: agenda.Words, Commands: agenda.Commands(), Shows: agenda.Shows(), Apply: agenda.Apply, Of: func(v bot.View) any { return agenda.Of(v) }},
	}, features...)
	var commands [][]command.Command
	for _, f := range features {
		commands = append(commands, f.Commands)
	}
	table, err := command.NewTable(commands...)
	if err != nil {
		t.Fatalf("commands: %v", err)
	}
	r := &Room{
		T: t, Now: Start(), Table: table, Printer: catalogue(t, features), features: features, shows: map[string]bot.Show{},
		states: map[bot.StreamID]*bot.State{}, Logs: map[bot.StreamID][]Recorded{},
	}
	for _, f := range features {
		maps.Copy(r.shows, f.Shows)
	}
	for _, p := range people() {
		r.Happens(bot.CommunityStream, p)
	}
	return r
}

// State is a stream as it is now.
func (r *Room) State(id bot.StreamID) *bot.State {
	if r.states[id] == nil {
		r.states[id] = bot.NewState(id)
	}
	return r.states[id]
}

func (r *Room) apply(s *bot.State, rec Recorded) {
	for i, e := range rec.Events {
		m := rec.Meta
		m.Index = i
		for _, f := range r.features {
			if f.Apply != nil {
				f.Apply(s, m, e)
			}
		}
	}
}

// Refold computes a stream from its records, without those that were undone.
func (r *Room) Refold(id bot.StreamID) *bot.State {
	undone := map[uint64]bool{}
	for _, rec := range r.Logs[id] {
		for _, e := range rec.Events {
			if u, ok := e.(bot.Undone); ok {
				undone[u.Version] = true
			}
		}
	}
	s := bot.NewState(id)
	for _, rec := range r.Logs[id] {
		s.Version, s.Last, s.Head = rec.Meta.Version, rec.Meta.At, fmt.Sprintf("head%d", rec.Meta.Version)
		if !undone[rec.Meta.Version] {
			r.apply(s, rec)
		}
	}
	return s
}

// Happens records facts as one record.
func (r *Room) Happens(id bot.StreamID, events ...bot.Event) { r.Record(id, bot.Actor{}, events) }

// Record records facts of somebody as one record.
func (r *Room) Record(id bot.StreamID, by bot.Actor, events []bot.Event) {
	s := r.State(id)
	s.Version++
	s.Last, s.Head = r.Now, fmt.Sprintf("head%d", s.Version)
	rec := Recorded{bot.Meta{Stream: id, Version: s.Version, At: r.Now, Actor: by}, events}
	r.Logs[id] = append(r.Logs[id], rec)
	if slices.ContainsFunc(events, func(e bot.Event) bool { _, is := e.(bot.Undone); return is }) {
		r.states[id] = r.Refold(id)
		return
	}
	r.apply(s, rec)
}

// Wait lets time pass. Nothing is done by that.
func (r *Room) Wait(d time.Duration) { r.Now = r.Now.Add(d) }

// View is a stream as somebody sees it; nobody is the bot.
func (r *Room) View(id bot.StreamID, who bot.PersonID) bot.View {
	v := bot.View{
		Now: r.Now, Here: r.State(id), Community: r.State(bot.CommunityStream), Work: r.State(bot.WorkStream),
		Other: r.State, Print: r.Printer, Reader: bot.Reader{Person: who, Zone: time.UTC},
	}
	if who != "" {
		v.Reader.Roles = roster.RolesAt(roster.Of(v), who, r.Now)
		if meeting.Of(v).Chair == who {
			v.Reader.Roles = append(v.Reader.Roles, bot.RoleActingChair)
		}
	}
	return v
}

// Here is the meeting as the bot sees it.
func (r *Room) Here() bot.View { return r.View(Stream, "") }

// readers read arguments as the house does.
func readers() command.Readers {
	return command.Readers{
		Person: roster.ReadPerson,
		Duration: func(text string) (time.Duration, error) {
			return civil.ParseDuration(text, time.Minute, time.Second, 24*time.Hour)
		},
	}
}

// Call asks for a command and records what is decided.
func (r *Room) Call(id bot.StreamID, actor bot.Actor, path string, args ...string) (bot.Reply, error) {
	r.T.Helper()
	r.typed += command.Clean(strings.Join(args, " "), true) + "\n"
	c := &command.Context{View: r.View(id, actor.Person), Actor: actor, Call: bot.Do(path, args...), Archive: r.Archive}
	if actor.Self != bot.NotSelf {
		c.Reader.Roles = []bot.Role{bot.RoleBot}
	}
	cmd, err := r.Table.Bind(c, readers())
	if err != nil {
		return bot.Reply{}, err
	}
	if cmd.Show != nil {
		reply, err := cmd.Show(c)
		r.check(reply)
		return reply, err
	}
	d, err := cmd.Decide(c)
	if err != nil {
		if _, mendable := lang.AsError(err); !mendable {
			r.T.Fatalf("%s: %v is nothing a person can mend", path, err)
		}
		r.checkText(r.Printer.Text(mustSay(err)))
		return bot.Reply{}, err
	}
	r.check(d.Reply)
	if len(d.Events) == 0 {
		if len(d.Effects) > 0 {
			r.T.Fatalf("%s names effects without a fact", path)
		}
		return d.Reply, nil
	}
	r.Record(id, actor, d.Events)
	r.perform(id, d.Effects)
	if actor.Self == bot.NotSelf {
		r.Last = d
	}
	return d.Reply, nil
}

func mustSay(err error) lang.Text {
	e, _ := lang.AsError(err)
	return e.Text
}

// perform asks other streams what they are asked, and shows every message.
func (r *Room) perform(id bot.StreamID, effects []bot.Effect) {
	r.T.Helper()
	keys := map[string]bool{}
	for _, e := range effects {
		if keys[e.Key] {
			r.T.Errorf("the effect key %q stands twice in one record", e.Key)
		}
		keys[e.Key] = true
		if e.Do == bot.Forward {
			if _, err := r.Call(e.Send.Stream, bot.Actor{Self: bot.ByRecord}, e.Send.Call.Path, Flat(e.Send.Call.Args)...); err != nil {
				r.T.Errorf("forward %s: %v", e.Send.Call.Path, err)
			}
		}
	}
	r.Shown = nil
	for _, e := range effects {
		if e.Do != bot.Forward {
			r.Shown = append(r.Shown, r.Show(id, e))
		}
	}
}

// Flat gives arguments as Call takes them.
func Flat(args map[string]string) []string {
	var list []string
	for k, v := range args {
		list = append(list, k, v)
	}
	return list
}

// Show is what an effect shows.
func (r *Room) Show(id bot.StreamID, e bot.Effect) chat.Message {
	r.T.Helper()
	show, ok := r.shows[e.Show]
	if !ok {
		r.T.Fatalf("nothing shows %q", e.Show)
	}
	m, err := show(r.View(id, e.To.Person), e)
	if err != nil {
		r.T.Fatalf("show %s: %v", e.Show, err)
	}
	r.checkText(Plain(m))
	r.checkButtons(m.Buttons)
	return m
}

// Does is a call that must be allowed; it gives what the actor reads.
func (r *Room) Does(who bot.PersonID, path string, args ...string) string {
	r.T.Helper()
	reply, err := r.Call(r.StreamOf(path), bot.Actor{Person: who}, path, args...)
	if err != nil {
		r.T.Fatalf("%s cannot %s %v: %v", who, path, args, err)
	}
	return r.Said(reply)
}

// Refused is a call that must be refused; it gives the key of the sentence and
// the sentence.
func (r *Room) Refused(who bot.PersonID, path string, args ...string) (key, sentence string) {
	r.T.Helper()
	before := r.State(r.StreamOf(path)).Version
	_, err := r.Call(r.StreamOf(path), bot.Actor{Person: who}, path, args...)
	if err == nil {
		r.T.Fatalf("%s may %s %v", who, path, args)
	}
	if r.State(r.StreamOf(path)).Version != before {
		r.T.Errorf("%s was refused and recorded all the same", path)
	}
	said := mustSay(err)
	return said.Key, r.Printer.Text(said)
}

// StreamOf is the stream that decides a command.
func (r *Room) StreamOf(path string) bot.StreamID {
	cmd, ok := r.Table.Get(path)
	if ok && cmd.On == command.Work {
		return bot.WorkStream
	}
	return Stream
}

// Said is a reply as its reader sees it.
func (r *Room) Said(reply bot.Reply) string {
	if reply.Message != nil {
		return Plain(*reply.Message)
	}
	return r.Printer.Text(reply.Text)
}

// SameFold reports what differs between the state that grew and the one that
// the records give.
func (r *Room) SameFold(id bot.StreamID) {
	r.T.Helper()
	grown, again := r.View(id, ""), r.View(id, "")
	again.Here = r.Refold(id)
	again.Work = r.Refold(bot.WorkStream)
	for _, f := range r.features {
		if f.Of == nil {
			continue
		}
		if a, b := f.Of(grown), f.Of(again); !reflect.DeepEqual(a, b) {
			r.T.Errorf("the records do not give the state\n grown %+v\n again %+v", a, b)
		}
	}
}
