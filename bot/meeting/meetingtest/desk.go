package meetingtest

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/objection"
	"magbot/bot/roster"
)

// Feature is what a package brings to the desk, as to the house.
type Feature struct {
	Events   []bot.EventType
	Apply    func(s *bot.State, m bot.Meta, e bot.Event)
	Commands []command.Command
	Shows    map[string]bot.Show
	Due      func(v bot.View) []bot.Due
	Words    fs.FS
}

// Record is one decision as the log keeps it.
type Record struct {
	Meta    bot.Meta
	Events  []Raw
	Effects []bot.Effect
}

// Raw is an event as written.
type Raw struct {
	Kind string
	Body []byte
}

// Desk holds the streams of one community.
type Desk struct {
	T       TB
	Now     time.Time
	Archive bool
	// Place is where calls are made; empty is a private conversation.
	Place bot.Place
	// Effects are all that records have named, oldest first.
	Effects []bot.Effect
	// Urns are what lies beside the streams; Hold keeps what gathers it from being
	// done, as if the machine had stopped in between.
	Urns map[bot.StreamID][]string
	Hold bool
	// Cause is that of the last call; Again, when set, is that of the next ones, as
	// of an input that is delivered again.
	Cause, Again bot.Cause

	features []Feature
	types    map[string]bot.EventType
	table    *command.Table
	words    *lang.Catalogue
	states   map[bot.StreamID]*bot.State
	log      map[bot.StreamID][]Record
	clocked  map[string]bool
	causes   int
}

// TB is the part of testing.TB and rapid.TB that the desk needs.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

var _ TB = (*testing.T)(nil)

// Begin is the desk's first instant: a Wednesday, 1 March 2028, 12:00 UTC.
func Begin() time.Time { return time.Date(2028, time.March, 1, 12, 0, 0, 0, time.UTC) }

// Channel is the channel that the desk's community has linked.
func Channel() bot.Place { return bot.Place{Platform: "room", Channel: "mag"} }

// New makes a desk with the roster, the community, meetings and the features
// given.
func New(t TB, features ...Feature) *Desk {
	t.Helper()
	base := []Feature{
		{Events: community.Events(), Apply: community.Apply, Words: community.Words},
		{Events: roster.Events(), Apply: roster.Apply, Words: roster.Words},
		{
			Events: meeting.Events(), Apply: meeting.Apply, Commands: meeting.Commands(),
			Shows: meeting.Shows(), Words: meeting.Words,
		},
	}
	d := &Desk{
		T: t, Now: Begin(), Place: Channel(), features: append(base, features...),
		types: map[string]bot.EventType{}, states: map[bot.StreamID]*bot.State{},
		log: map[bot.StreamID][]Record{}, clocked: map[string]bool{}, Urns: map[bot.StreamID][]string{},
	}
	var commands [][]command.Command
	words := []fs.FS{civil.Words, objection.Words}
	for _, f := range d.features {
		commands = append(commands, f.Commands)
		if f.Words != nil {
			words = append(words, f.Words)
		}
		for _, e := range f.Events {
			d.types[e.Kind] = e
		}
	}
	var err error
	if d.table, err = command.NewTable(commands...); err != nil {
		t.Fatalf("table: %v", err)
	}
	if d.words, err = lang.Load(words...); err != nil {
		t.Fatalf("words: %v", err)
	}
	return d
}

// Words gives the catalogue.
func (d *Desk) Words() *lang.Catalogue { return d.words }

// Table gives the table of commands.
func (d *Desk) Table() *command.Table { return d.table }

// Community links the desk's channel and puts people on the roster: each is an
// identifier, a group and the roles.
func (d *Desk) Community(people ...Person) {
	d.T.Helper()
	events := []bot.Event{community.Linked{Place: Channel()}}
	for _, p := range people {
		name := bot.Write(p.ID, string(p.ID))
		f := roster.Facts{Name: &name}
		if p.Group != "" {
			f.Groups = []bot.Group{p.Group}
		}
		for _, r := range p.Roles {
			f.Roles = append(f.Roles, roster.Tenure{Role: r})
		}
		events = append(events, roster.PersonAdded{Person: p.ID, Facts: f})
	}
	d.Record(bot.CommunityStream, bot.Actor{Self: bot.ByCommand}, events...)
}

// Person is somebody for the roster.
type Person struct {
	ID    bot.PersonID
	Group bot.Group
	Roles []bot.Role
}

// Member makes a member of a group.
func Member(id bot.PersonID, g bot.Group) Person {
	return Person{ID: id, Group: g, Roles: []bot.Role{bot.RoleMember}}
}

// State gives a folded stream.
func (d *Desk) State(id bot.StreamID) *bot.State {
	if s := d.states[id]; s != nil {
		return s
	}
	return bot.NewState(id)
}

// View is what somebody sees of a stream, at the desk's place.
func (d *Desk) View(id bot.StreamID, who bot.PersonID) bot.View {
	v := bot.View{
		Now: d.Now, Here: d.State(id), Community: d.State(bot.CommunityStream), Work: d.State(bot.WorkStream),
		Other: d.State, Print: d.words.For("en"),
		Reader: bot.Reader{Person: who, Zone: time.UTC, Place: d.Place},
	}
	v.Reader.Roles = roster.RolesAt(roster.Of(v), who, v.Now)
	if len(v.Reader.Roles) == 0 {
		v.Reader.Roles = []bot.Role{bot.RoleUnknown}
	}
	if meeting.Chairs(v, d.Place, who) {
		v.Reader.Roles = append(v.Reader.Roles, bot.RoleActingChair)
	}
	return v
}

// Do gives a call as a person and records what is decided.
func (d *Desk) Do(who bot.PersonID, path string, args ...string) (bot.Decision, error) {
	return d.call(bot.Actor{Person: who}, "", bot.Do(path, args...))
}

// Press gives the call of a button as a person.
func (d *Desk) Press(who bot.PersonID, call bot.Call) (bot.Decision, error) {
	return d.call(bot.Actor{Person: who}, "", call)
}

// Must is Do that has to succeed.
func (d *Desk) Must(who bot.PersonID, path string, args ...string) bot.Decision {
	d.T.Helper()
	decision, err := d.Do(who, path, args...)
	if err != nil {
		d.T.Fatalf("%s: %s %v: %v", who, path, args, err)
	}
	return decision
}

// Refused is Do that has to be refused with this key; it gives the sentence.
func (d *Desk) Refused(key string, who bot.PersonID, path string, args ...string) string {
	d.T.Helper()
	before := d.records()
	_, err := d.Do(who, path, args...)
	refusal, ok := lang.AsError(err)
	if !ok || refusal.Key != key {
		d.T.Fatalf("%s: %s %v: got %v, want refusal %s", who, path, args, err, key)
	}
	if d.records() != before {
		d.T.Fatalf("%s: %s %v: a refusal was recorded", who, path, args)
	}
	return d.words.For("en").Text(refusal.Text)
}

func (d *Desk) records() int {
	n := 0
	for _, log := range d.log {
		n += len(log)
	}
	return n
}

func (d *Desk) call(actor bot.Actor, stream bot.StreamID, call bot.Call) (bot.Decision, error) {
	cmd, ok := d.table.Get(call.Path)
	if !ok {
		return bot.Decision{}, fmt.Errorf("no command %q", call.Path)
	}
	args := maps.Clone(call.Args)
	if args == nil {
		args = map[string]string{}
	}
	if stream == "" {
		var err error
		if stream, err = d.route(cmd, args); err != nil {
			return bot.Decision{}, err
		}
	}
	if cmd.On == command.Meeting {
		delete(args, command.MeetingArg)
	}
	v := d.View(stream, actor.Person)
	if actor.Self != bot.NotSelf {
		v.Reader.Roles = []bot.Role{bot.RoleBot}
	}
	d.causes++
	if d.Cause = bot.Cause(fmt.Sprint("test ", d.causes)); d.Again != "" {
		d.Cause = d.Again
	}
	c := &command.Context{
		View: v, Actor: actor, Place: d.Place, Cause: d.Cause,
		Call: bot.Call{Path: call.Path, Args: args}, Fresh: fmt.Sprintf("%064x", d.causes), Archive: d.Archive,
	}
	if _, err := d.table.Bind(c, readers()); err != nil {
		return bot.Decision{}, err
	}
	if cmd.Show != nil {
		reply, err := cmd.Show(c)
		return bot.Decision{Reply: reply}, err
	}
	decision, err := cmd.Decide(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if len(decision.Events) == 0 {
		if len(decision.Effects) > 0 {
			d.T.Fatalf("%s names effects without a fact", call.Path)
		}
		return decision, nil
	}
	if decision.EmptyUrn {
		delete(d.Urns, stream)
	}
	if decision.Slip != "" {
		d.Urns[stream] = append(d.Urns[stream], decision.Slip)
	}
	d.record(stream, actor, decision.Events, decision.Effects)
	return decision, nil
}

func (d *Desk) route(cmd *command.Command, args map[string]string) (bot.StreamID, error) {
	switch cmd.On {
	case command.Community:
		return bot.CommunityStream, nil
	case command.Work:
		return bot.WorkStream, nil
	case command.Found:
		return cmd.Find(d.View(bot.WorkStream, ""), d.Place, args)
	case command.Meeting, command.Month, command.Case, command.NewCase: // no feature that is tested here has cases
	}
	dir := meeting.DirectoryOf(d.View(bot.WorkStream, ""))
	if e, ok := dir.Find(args[command.MeetingArg]); ok {
		return bot.MeetingStream(e.ID), nil
	}
	if e, ok := dir.Meant(d.Place, d.Now); ok {
		return bot.MeetingStream(e.ID), nil
	}
	return bot.MeetingStream("1"), nil
}

// Forward gives a call as another stream's record does; it has to succeed.
func (d *Desk) Forward(stream bot.StreamID, call bot.Call) {
	d.T.Helper()
	if _, err := d.call(bot.Actor{Self: bot.ByRecord}, stream, call); err != nil {
		d.T.Fatalf("forward %s to %s: %v", call.Path, stream, err)
	}
}

// Gather gives a stream what lies in its urn, as the shell does.
func (d *Desk) Gather(stream bot.StreamID, e bot.Effect) {
	d.T.Helper()
	d.Forward(stream, bot.Do(e.Send.Call.Path, bot.SlipsArg, strings.Join(slices.Sorted(slices.Values(d.Urns[stream])), "\n")))
}

// Record appends facts as they are.
func (d *Desk) Record(stream bot.StreamID, actor bot.Actor, events ...bot.Event) {
	d.T.Helper()
	d.record(stream, actor, events, nil)
}

func (d *Desk) record(stream bot.StreamID, actor bot.Actor, events []bot.Event, effects []bot.Effect) {
	d.T.Helper()
	state := d.states[stream]
	if state == nil {
		state = bot.NewState(stream)
		d.states[stream] = state
	}
	r := Record{Effects: effects, Meta: bot.Meta{
		Stream: stream, Version: uint64(len(d.log[stream]) + 1), At: d.Now, Actor: actor, Place: d.Place,
	}}
	keys := map[string]bool{}
	for _, e := range effects {
		if keys[e.Key] {
			d.T.Fatalf("effect key %q stands twice in one record", e.Key)
		}
		keys[e.Key] = true
	}
	for _, e := range events {
		r.Events = append(r.Events, d.write(e))
	}
	d.log[stream] = append(d.log[stream], r)
	d.fold(state, r)
	d.Effects = append(d.Effects, effects...)
	for _, e := range effects {
		if e.Do == bot.Forward {
			d.Forward(e.Send.Stream, e.Send.Call)
		}
		if e.Do == bot.Gather && !d.Hold {
			d.Gather(stream, e)
		}
	}
}

func (d *Desk) write(e bot.Event) Raw {
	d.T.Helper()
	sealed, err := bot.SealWords(e, func(w bot.Words) ([]byte, error) { return []byte(w.Text), nil })
	if err != nil {
		d.T.Fatalf("seal %s: %v", e.Kind(), err)
	}
	body, err := json.Marshal(sealed)
	if err != nil {
		d.T.Fatalf("write %s: %v", e.Kind(), err)
	}
	return Raw{e.Kind(), body}
}

func (d *Desk) fold(state *bot.State, r Record) {
	d.T.Helper()
	state.Version, state.Last, state.Head = r.Meta.Version, r.Meta.At, fmt.Sprintf("head-%d", r.Meta.Version)
	for i, raw := range r.Events {
		m := r.Meta
		m.Index = i
		e, err := d.types[raw.Kind].Decode(raw.Body, func(w *bot.Words) error {
			w.Text, w.Sealed = string(w.Sealed), nil
			return nil
		})
		if err != nil {
			d.T.Fatalf("read %s back: %v", raw.Kind, err)
		}
		for _, f := range d.features {
			if f.Apply != nil {
				f.Apply(state, m, e)
			}
		}
	}
}

// Replay folds a stream again from its log.
func (d *Desk) Replay(stream bot.StreamID) *bot.State {
	d.T.Helper()
	state := bot.NewState(stream)
	for _, r := range d.log[stream] {
		d.fold(state, r)
	}
	return state
}

// Log gives the records of a stream.
func (d *Desk) Log(stream bot.StreamID) []Record { return slices.Clone(d.log[stream]) }

// Kinds lists the kinds of all events of a stream.
func (d *Desk) Kinds(stream bot.StreamID) []string {
	var kinds []string
	for _, r := range d.log[stream] {
		for _, e := range r.Events {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

// readers reads people, times and lengths as the house does.
func readers() command.Readers {
	return command.Readers{
		Person: roster.ReadPerson,
		When: func(v bot.View, text string) (time.Time, error) {
			when, err := civil.ParseWhen(text, v.Now, v.Reader.Zone)
			return when.At, err
		},
		Date: func(v bot.View, text string) (string, error) {
			day, err := civil.ParseDate(text, v.Now, v.Reader.Zone)
			return day.String(), err
		},
		Duration: func(text string) (time.Duration, error) {
			return civil.ParseDuration(text, time.Minute, time.Second, 48*time.Hour)
		},
	}
}
