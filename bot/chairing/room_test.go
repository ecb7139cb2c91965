package chairing_test

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/chairing"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/consensus"
	"magbot/bot/floor"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
	"magbot/bot/objection"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// failer is what tests and properties have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

var start = time.Date(2027, 3, 15, 13, 0, 0, 0, time.UTC)

const here = bot.StreamID("meeting/14")

// recorded is one record of a stream.
type recorded struct {
	meta   bot.Meta
	events []bot.Event
}

// room is a community with one meeting, decided and folded the way the engine
// does it: one record a decision, forwards asked at once, an undone record left
// out when the stream is folded again.
type room struct {
	t       failer
	now     time.Time
	table   *command.Table
	printer *lang.Printer
	shows   map[string]bot.Show
	states  map[bot.StreamID]*bot.State
	logs    map[bot.StreamID][]recorded
	archive bool
	last    bot.Decision   // of the call that was made, not of what it forwarded
	shown   []chat.Message // what its effects show, in order
}

func catalogue(t failer) *lang.Printer {
	t.Helper()
	c, err := lang.Load(os.DirFS("../house"), minutes.Words, chairing.Words, action.Words, proposal.Words, objection.Words, floor.Words,
		agenda.Words, meeting.Words, roster.Words, civil.Words)
	if err != nil {
		t.Fatalf("load words: %v", err)
	}
	return c.For("en")
}

func newRoom(t failer) *room {
	t.Helper()
	table, err := command.NewTable(meeting.Commands(), agenda.Commands(), floor.Commands(), proposal.Commands(), consensus.Commands(),
		action.Commands(), chairing.Commands(), minutes.Commands())
	if err != nil {
		t.Fatalf("commands: %v", err)
	}
	r := &room{
		t: t, now: start, table: table, printer: catalogue(t), shows: map[string]bot.Show{},
		states: map[bot.StreamID]*bot.State{}, logs: map[bot.StreamID][]recorded{},
	}
	for _, shows := range []map[string]bot.Show{
		meeting.Shows(), agenda.Shows(), floor.Shows(), proposal.Shows(), action.Shows(), chairing.Shows(), minutes.Shows(),
	} {
		maps.Copy(r.shows, shows)
	}
	for _, p := range people() {
		r.happens(bot.CommunityStream, p)
	}
	return r
}

const (
	gov = bot.Group("Government")
	cs  = bot.Group("Civil Society")
	ps  = bot.Group("Private Sector")
)

// people are three members of three groups, the Chair, one of the Secretariat
// and an observer.
func people() []roster.PersonAdded {
	var all []roster.PersonAdded
	add := func(id string, role bot.Role, groups ...bot.Group) {
		p := bot.PersonID(id)
		name := bot.Write(p, strings.ToUpper(id[:len(id)-1])+"-"+id[len(id)-1:])
		all = append(all, roster.PersonAdded{Person: p, Facts: roster.Facts{Name: &name, Groups: groups, Roles: []roster.Tenure{{Role: role}}}})
	}
	for i := 1; i <= 3; i++ {
		add(fmt.Sprintf("gov%d", i), bot.RoleMember, gov)
		add(fmt.Sprintf("cs%d", i), bot.RoleMember, cs)
		add(fmt.Sprintf("ps%d", i), bot.RoleMember, ps)
	}
	add("chair1", bot.RoleChair, gov)
	add("sec1", bot.RoleSecretariat)
	add("obs1", bot.RoleObserver, cs)
	return all
}

// openRoom is an open meeting with three planned items, in which two members
// of each group but the Private Sector's third are present.
func openRoom(t failer) *room {
	t.Helper()
	r := newRoom(t)
	place := bot.Place{Platform: "room", Channel: "main"}
	facts := meeting.Facts{ID: "14", Number: 14, Title: bot.Words{Text: "Virtual Meeting XIV"}, Start: start, Places: []bot.Place{place}}
	r.happens(bot.WorkStream, meeting.Scheduled{Facts: facts})
	r.happens(bot.WorkStream, meeting.Claimed{ID: "14", Places: facts.Places})
	r.happens(here, meeting.Created{Facts: facts})
	r.happens(
		here, agenda.InputAdded{Number: 1, Title: bot.Write("cs1", "Evaluation"), Authors: []bot.PersonID{"cs1"}},
		agenda.InputAdded{Number: 2, Title: bot.Write("gov1", "Hybrid rules"), Authors: []bot.PersonID{"gov1"}},
		agenda.InputAccepted{Number: 1}, agenda.InputAccepted{Number: 2},
		agenda.ItemAdded{Number: 1, Title: bot.Write("cs1", "Evaluation"), Purpose: agenda.ForDecision, Inputs: []int{1}},
		agenda.ItemAdded{Number: 2, Title: bot.Write("gov1", "Hybrid rules"), Inputs: []int{2}},
		agenda.ItemAdded{Number: 3, Title: bot.Words{Text: "Any other business"}}, agenda.Published{})
	r.happens(here, meeting.Opened{By: "chair1", Chair: "chair1", Places: facts.Places, Seats: []meeting.Seats{
		{Group: cs, Count: 3}, {Group: gov, Count: 3}, {Group: ps, Count: 3}, {Group: "Technical Community", Count: 2},
	}})
	r.happens(here, meeting.Present{Person: "chair1", Group: gov, Seat: meeting.SeatChair})
	r.happens(here, meeting.Present{Person: "sec1", Seat: meeting.SeatSecretariat})
	for _, p := range []struct {
		id    bot.PersonID
		group bot.Group
	}{{"gov1", gov}, {"gov2", gov}, {"cs1", cs}, {"cs2", cs}, {"ps1", ps}, {"ps2", ps}} {
		r.happens(here, meeting.Present{Person: p.id, Group: p.group, Seat: meeting.SeatMember})
	}
	return r
}

func (r *room) state(id bot.StreamID) *bot.State {
	if r.states[id] == nil {
		r.states[id] = bot.NewState(id)
	}
	return r.states[id]
}

func apply(s *bot.State, rec recorded) {
	for i, e := range rec.events {
		m := rec.meta
		m.Index = i
		roster.Apply(s, m, e)
		meeting.Apply(s, m, e)
		agenda.Apply(s, m, e)
		floor.Apply(s, m, e)
		proposal.Apply(s, m, e)
		action.Apply(s, m, e)
		chairing.Apply(s, m, e)
		minutes.Apply(s, m, e)
	}
}

// refold computes a stream from its records, without those that were undone.
func (r *room) refold(id bot.StreamID) *bot.State {
	undone := map[uint64]bool{}
	for _, rec := range r.logs[id] {
		for _, e := range rec.events {
			if u, ok := e.(bot.Undone); ok {
				undone[u.Version] = true
			}
		}
	}
	s := bot.NewState(id)
	for _, rec := range r.logs[id] {
		s.Version, s.Last, s.Head = rec.meta.Version, rec.meta.At, fmt.Sprintf("head%d", rec.meta.Version)
		if !undone[rec.meta.Version] {
			apply(s, rec)
		}
	}
	return s
}

// happens records facts as one record.
func (r *room) happens(id bot.StreamID, events ...bot.Event) { r.record(id, bot.Actor{}, events) }

func (r *room) record(id bot.StreamID, by bot.Actor, events []bot.Event) {
	s := r.state(id)
	s.Version++
	s.Last, s.Head = r.now, fmt.Sprintf("head%d", s.Version)
	rec := recorded{bot.Meta{Stream: id, Version: s.Version, At: r.now, Actor: by}, events}
	r.logs[id] = append(r.logs[id], rec)
	if slices.ContainsFunc(events, func(e bot.Event) bool { _, is := e.(bot.Undone); return is }) {
		r.states[id] = r.refold(id)
		return
	}
	apply(s, rec)
}

func (r *room) wait(d time.Duration) { r.now = r.now.Add(d) }

func (r *room) view(id bot.StreamID, who bot.PersonID) bot.View {
	v := bot.View{
		Now: r.now, Here: r.state(id), Community: r.state(bot.CommunityStream), Work: r.state(bot.WorkStream),
		Other: r.state, Print: r.printer, Reader: bot.Reader{Person: who, Zone: time.UTC},
	}
	if who != "" {
		v.Reader.Roles = roster.RolesAt(roster.Of(v), who, r.now)
		if meeting.Of(v).Chair == who {
			v.Reader.Roles = append(v.Reader.Roles, bot.RoleActingChair)
		}
	}
	return v
}

func (r *room) here() bot.View { return r.view(here, "") }

// readers read arguments as the house does.
func readers() command.Readers {
	return command.Readers{
		Person: roster.ReadPerson,
		Duration: func(text string) (time.Duration, error) {
			return civil.ParseDuration(text, time.Minute, time.Second, 24*time.Hour)
		},
	}
}

// call asks for a command and records what is decided.
func (r *room) call(id bot.StreamID, actor bot.Actor, path string, args ...string) (bot.Reply, error) {
	r.t.Helper()
	c := &command.Context{View: r.view(id, actor.Person), Actor: actor, Call: bot.Do(path, args...), Archive: r.archive}
	if actor.Self != bot.NotSelf {
		c.Reader.Roles = []bot.Role{bot.RoleBot}
	}
	cmd, err := r.table.Bind(c, readers())
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
			r.t.Fatalf("%s: %v is nothing a person can mend", path, err)
		}
		r.checkText(r.printer.Text(mustSay(err)))
		return bot.Reply{}, err
	}
	r.check(d.Reply)
	if len(d.Events) == 0 {
		if len(d.Effects) > 0 {
			r.t.Fatalf("%s names effects without a fact", path)
		}
		return d.Reply, nil
	}
	r.record(id, actor, d.Events)
	r.perform(id, d.Effects)
	if actor.Self == bot.NotSelf {
		r.last = d
	}
	return d.Reply, nil
}

func mustSay(err error) lang.Text {
	e, _ := lang.AsError(err)
	return e.Text
}

// perform asks other streams what they are asked, and shows every message.
func (r *room) perform(id bot.StreamID, effects []bot.Effect) {
	r.t.Helper()
	keys := map[string]bool{}
	for _, e := range effects {
		if keys[e.Key] {
			r.t.Errorf("the effect key %q stands twice in one record", e.Key)
		}
		keys[e.Key] = true
		if e.Do == bot.Forward {
			if _, err := r.call(e.Send.Stream, bot.Actor{Self: bot.ByRecord}, e.Send.Call.Path, flat(e.Send.Call.Args)...); err != nil {
				r.t.Errorf("forward %s: %v", e.Send.Call.Path, err)
			}
		}
	}
	r.shown = nil
	for _, e := range effects {
		if e.Do != bot.Forward {
			r.shown = append(r.shown, r.show(id, e))
		}
	}
}

func flat(args map[string]string) []string {
	var list []string
	for k, v := range args {
		list = append(list, k, v)
	}
	return list
}

func (r *room) show(id bot.StreamID, e bot.Effect) chat.Message {
	r.t.Helper()
	show, ok := r.shows[e.Show]
	if !ok {
		r.t.Fatalf("nothing shows %q", e.Show)
	}
	m, err := show(r.view(id, e.To.Person), e)
	if err != nil {
		r.t.Fatalf("show %s: %v", e.Show, err)
	}
	r.checkText(plain(m))
	r.checkButtons(m.Buttons)
	return m
}

// check makes sure that every sentence of a reply is in the catalogue, and
// that every button leads to a command that takes its arguments.
func (r *room) check(reply bot.Reply) {
	r.t.Helper()
	r.checkText(r.printer.Text(reply.Text))
	if reply.Message != nil {
		r.checkText(plain(*reply.Message))
		r.checkButtons(reply.Message.Buttons)
	}
}

var bare = regexp.MustCompile(`\b(chairing|proposal|vote|action|agenda|floor|meeting|seen|arg|roster|civil)\.[a-z][a-z.-]+|<no value>|%!`)

func (r *room) checkText(text string) {
	r.t.Helper()
	if found := bare.FindString(text); found != "" {
		r.t.Errorf("a word is missing: %q in %q", found, text)
	}
}

func (r *room) checkButtons(buttons []chat.Button) {
	r.t.Helper()
	for _, b := range buttons {
		cmd, ok := r.table.Get(b.Call.Path)
		if !ok {
			if b.Call.Path != "minutes show" { // of a higher feature
				r.t.Errorf("the button %q leads to no command: %q", b.Label, b.Call.Path)
			}
			continue
		}
		for name := range b.Call.Args {
			if !slices.ContainsFunc(cmd.Args, func(a command.Arg) bool { return a.Name == name }) {
				r.t.Errorf("the button %q gives %q, which %q does not take", b.Label, name, b.Call.Path)
			}
		}
	}
}

// does is a call that must be allowed; it gives what the actor reads.
func (r *room) does(who bot.PersonID, path string, args ...string) string {
	r.t.Helper()
	reply, err := r.call(r.stream(path), bot.Actor{Person: who}, path, args...)
	if err != nil {
		r.t.Fatalf("%s cannot %s %v: %v", who, path, args, err)
	}
	return r.said(reply)
}

// refused is a call that must be refused; it gives the key of the sentence and
// the sentence.
func (r *room) refused(who bot.PersonID, path string, args ...string) (key, sentence string) {
	r.t.Helper()
	before := r.state(r.stream(path)).Version
	_, err := r.call(r.stream(path), bot.Actor{Person: who}, path, args...)
	if err == nil {
		r.t.Fatalf("%s may %s %v", who, path, args)
	}
	if r.state(r.stream(path)).Version != before {
		r.t.Errorf("%s was refused and recorded all the same", path)
	}
	said := mustSay(err)
	return said.Key, r.printer.Text(said)
}

func (r *room) stream(path string) bot.StreamID {
	cmd, ok := r.table.Get(path)
	if ok && cmd.On == command.Work {
		return bot.WorkStream
	}
	return here
}

func (r *room) said(reply bot.Reply) string {
	if reply.Message != nil {
		return plain(*reply.Message)
	}
	return r.printer.Text(reply.Text)
}

// plain is a message as lines of text.
func plain(m chat.Message) string {
	var b strings.Builder
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	for _, block := range m.Blocks {
		switch k := block.(type) {
		case chat.Heading:
			line("# ", k.Text)
		case chat.Paragraph:
			line(text(k.Text))
		case chat.Note:
			line("(", text(k.Text), ")")
		case chat.Quote:
			line("> ", k.Text, " / ", k.From)
		case chat.List:
			for _, l := range k.Lines {
				line("- ", text(l))
			}
		case chat.Table:
			line("| ", strings.Join(k.Header, " | "))
			for _, row := range k.Rows {
				cells := make([]string, len(row))
				for i, c := range row {
					cells[i] = text(c)
				}
				line("| ", strings.Join(cells, " | "))
			}
		}
	}
	if len(m.Buttons) > 0 {
		labels := make([]string, len(m.Buttons))
		for i, button := range m.Buttons {
			labels[i] = "[" + button.Label + "]"
		}
		line(strings.Join(labels, " "))
	}
	if m.Seen != "" {
		line("~ ", m.Seen)
	}
	return b.String()
}

func text(t chat.Text) string {
	var b strings.Builder
	for _, span := range t {
		switch s := span.(type) {
		case chat.Plain:
			b.WriteString(string(s))
		case chat.Strong:
			b.WriteString("*" + string(s) + "*")
		case chat.Clock:
			fmt.Fprintf(&b, "<clock of %v>", s.Allowed)
		case chat.Link:
			b.WriteString(s.Label + " " + s.URL)
		case chat.Time:
			b.WriteString(s.At.UTC().Format(time.DateTime))
		}
	}
	return b.String()
}

// sameFold reports what differs between the state that grew and the one that
// the records give.
func (r *room) sameFold(id bot.StreamID) {
	r.t.Helper()
	grown, again := r.view(id, ""), r.view(id, "")
	again.Here = r.refold(id)
	pairs := map[string][2]any{
		"proposal": {proposal.Of(grown), proposal.Of(again)}, "action": {action.Of(grown), action.Of(again)},
		"chairing": {chairing.Of(grown), chairing.Of(again)}, "agenda": {agenda.Of(grown), agenda.Of(again)},
		"meeting": {meeting.Of(grown), meeting.Of(again)},
	}
	for name, pair := range pairs {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			r.t.Errorf("%s: the records do not give the state\n grown %+v\n again %+v", name, pair[0], pair[1])
		}
	}
}
