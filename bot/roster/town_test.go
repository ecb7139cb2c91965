package roster_test

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// town is a community's stream with the commands of these two packages: it
// decides, writes what was decided as the record would, reads it back and folds
// it, so that every test also proves that facts survive the record.
type town struct {
	t       testing.TB
	table   *command.Table
	words   *lang.Catalogue
	types   map[string]bot.EventType
	state   *bot.State
	now     time.Time
	inputs  int
	record  []record
	effects []bot.Effect // of the last decision
	events  []bot.Event  // of the last decision
	gone    map[bot.PersonID]bool
}

type record struct {
	meta bot.Meta
	kind string
	raw  []byte
}

var start = time.Date(2027, time.March, 1, 9, 0, 0, 0, time.UTC)

func newTown(t testing.TB) *town {
	t.Helper()
	table, err := command.NewTable(community.Commands(), roster.Commands(roster.Exporter{
		Name: "agenda", Export: func(_ bot.View, id bot.PersonID) (any, error) { return map[string]string{"of": string(id)}, nil },
	}))
	if err != nil {
		t.Fatal(err)
	}
	words, err := lang.Load(community.Words, roster.Words)
	if err != nil {
		t.Fatal(err)
	}
	w := &town{
		t: t, table: table, words: words, types: map[string]bot.EventType{}, state: bot.NewState(bot.CommunityStream),
		now: start, gone: map[bot.PersonID]bool{},
	}
	for _, e := range append(community.Events(), roster.Events()...) {
		w.types[e.Kind] = e
	}
	return w
}

// exampleTown has the example roster in it.
func exampleTown(t testing.TB) *town {
	t.Helper()
	w := newTown(t)
	w.must(operator, "community found", "name", "Example Forum", "example", "true")
	w.importFile(operator, roster.Example())
	return w
}

// importFile presses the button beneath the preview.
func (w *town) importFile(who bot.Actor, file string) bot.Reply {
	w.t.Helper()
	r := w.must(who, "roster import", "file", file)
	if r.Form == nil {
		return r
	}
	args := map[string]string{"file": r.Form.Fields[0].Value}
	maps.Copy(args, r.Form.Call.Args)
	return w.call(who, bot.Call{Path: r.Form.Call.Path, Args: args})
}

var operator = bot.Actor{Self: bot.ByCommand}

func account(user string) bot.Account { return bot.Account{Platform: "room", User: user} }

// stranger acts from an account that may or may not be linked.
func stranger(user string) bot.Actor { return bot.Actor{Account: account(user)} }

// as acts as the person of an alias.
func (w *town) as(alias string) bot.Actor { return bot.Actor{Person: w.id(alias)} }

func (w *town) id(name string) bot.PersonID {
	w.t.Helper()
	found := w.roster().Find(name)
	if len(found) != 1 {
		w.t.Fatalf("Find(%q) = %v, want one", name, found)
	}
	return found[0]
}

func (w *town) view(who bot.Actor) bot.View {
	v := bot.View{
		Now: w.now, Here: w.state, Community: w.state,
		Reader: bot.Reader{Person: who.Person, Zone: time.UTC}, Print: w.words.For("en"),
	}
	s := roster.Of(v)
	if who.Person == "" && who.Self == bot.NotSelf {
		v.Reader.Person, _ = s.ByAccount(who.Account)
	}
	switch {
	case who.Self == bot.ByCommand:
		v.Reader.Roles = []bot.Role{bot.RoleBot, bot.RoleOperator}
	case who.Self != bot.NotSelf:
		v.Reader.Roles = []bot.Role{bot.RoleBot}
	default:
		if v.Reader.Roles = roster.RolesAt(s, v.Reader.Person, w.now); len(v.Reader.Roles) == 0 {
			v.Reader.Roles = []bot.Role{bot.RoleUnknown}
		}
	}
	return v
}

func (w *town) roster() *roster.State       { return roster.Of(w.view(operator)) }
func (w *town) community() *community.State { return community.Of(w.view(operator)) }

// do gives a command; args alternate name and value.
func (w *town) do(who bot.Actor, path string, args ...string) (bot.Reply, error) {
	w.t.Helper()
	return w.decide(who, bot.Do(path, args...), bot.Place{Platform: "room"})
}

func (w *town) must(who bot.Actor, path string, args ...string) bot.Reply {
	w.t.Helper()
	return w.call(who, bot.Do(path, args...))
}

func (w *town) call(who bot.Actor, call bot.Call) bot.Reply {
	w.t.Helper()
	r, err := w.decide(who, call, bot.Place{Platform: "room"})
	if err != nil {
		w.t.Fatalf("/mag %s %v: %v", call.Path, call.Args, err)
	}
	return r
}

// refused gives a command that must be refused with a sentence that there is.
func (w *town) refused(key string, who bot.Actor, path string, args ...string) {
	w.t.Helper()
	before := len(w.record)
	_, err := w.do(who, path, args...)
	said, ok := lang.AsError(err)
	if !ok || said.Key != key {
		w.t.Fatalf("/mag %s %v = %v, want refusal %s", path, args, err, key)
	}
	if !w.words.Has(key) && !strings.HasPrefix(key, "command.") && !strings.HasPrefix(key, "civil.") {
		w.t.Errorf("no sentence for %s", key)
	}
	if text := w.words.For("en").Text(said.Text); strings.Contains(text, "<no value>") {
		w.t.Errorf("%s has an empty place: %s", key, text)
	}
	if len(w.record) != before {
		w.t.Errorf("a refusal was recorded")
	}
}

func (w *town) decide(who bot.Actor, call bot.Call, place bot.Place) (bot.Reply, error) {
	w.t.Helper()
	c := w.context(who)
	c.Place, c.Reader.Place, c.Call = place, place, call
	who = c.Actor
	cmd, err := w.table.Bind(c, readers)
	if err != nil {
		return bot.Reply{}, err
	}
	if cmd.Show != nil {
		r, err := cmd.Show(c)
		w.checkReply(r)
		return r, err
	}
	d, err := cmd.Decide(c)
	if err != nil {
		return bot.Reply{}, err
	}
	w.checkReply(d.Reply)
	w.checkDecision(d)
	w.effects, w.events = d.Effects, d.Events
	w.append(who, d.Events)
	for _, e := range d.Effects {
		w.show(e)
	}
	return d.Reply, nil
}

// context is what a rule may look at when somebody acts.
func (w *town) context(who bot.Actor) *command.Context {
	w.inputs++
	v := w.view(who)
	who.Person = v.Reader.Person
	return &command.Context{
		View: v, Actor: who, Cause: bot.Cause(fmt.Sprint(w.inputs)),
		Fresh: fmt.Sprintf("%064x", w.inputs), Archive: w.roster().Archive(),
	}
}

// checkDecision holds decisions to what the engine relies on.
func (w *town) checkDecision(d bot.Decision) {
	w.t.Helper()
	if len(d.Events) == 0 && len(d.Effects) > 0 {
		w.t.Error("effects without a fact")
	}
	keys := map[string]bool{}
	for _, e := range d.Effects {
		if e.Key == "" || keys[e.Key] {
			w.t.Errorf("effect key %q is empty or stands twice", e.Key)
		}
		keys[e.Key] = true
	}
}

// show performs an effect, so that each has words.
func (w *town) show(e bot.Effect) chat.Message {
	w.t.Helper()
	if e.Do == bot.Restart {
		w.gone[bot.PersonID(e.With["person"])] = true
		w.fold()
		return chat.Message{}
	}
	shows := roster.Shows()
	maps.Copy(shows, community.Shows())
	show, ok := shows[e.Show]
	if !ok {
		w.t.Fatalf("nothing shows %q", e.Show)
	}
	m, err := show(w.view(operator), e)
	if err != nil {
		w.t.Fatalf("show %s: %v", e.Show, err)
	}
	w.checkWords(text(m))
	return m
}

func (w *town) checkReply(r bot.Reply) {
	w.t.Helper()
	if !r.Text.IsZero() {
		w.checkWords(w.words.For("en").Text(r.Text))
	}
	if r.Message != nil {
		w.checkWords(text(*r.Message))
	}
	if r.Form != nil {
		w.checkWords(r.Form.Title + r.Form.Note)
	}
}

var unsaid = regexp.MustCompile(`<no value>|%!|\b(roster|community|choice|arg)\.[a-z]`)

// checkWords finds keys without a sentence and sentences with empty places.
func (w *town) checkWords(said string) {
	w.t.Helper()
	if at := unsaid.FindStringIndex(said); at != nil {
		w.t.Errorf("people would read %q", said[max(0, at[0]-40):min(len(said), at[1]+60)])
	}
}

// append writes events as the record holds them and folds what is read back.
func (w *town) append(who bot.Actor, events []bot.Event) {
	w.t.Helper()
	for i, e := range events {
		sealed, err := bot.SealWords(e, func(words bot.Words) ([]byte, error) { return []byte(words.Text), nil })
		if err != nil {
			w.t.Fatal(err)
		}
		r := record{kind: e.Kind(), raw: encode(w.t, sealed)}
		r.meta = bot.Meta{Stream: bot.CommunityStream, Version: w.state.Version + 1, Index: i, At: w.now, Actor: who}
		w.record = append(w.record, r)
		w.apply(w.state, r)
	}
	if len(events) > 0 {
		w.state.Version++
	}
}

func (w *town) apply(s *bot.State, r record) {
	w.t.Helper()
	e, err := w.types[r.kind].Decode(r.raw, func(words *bot.Words) error {
		words.Text, words.Sealed = string(words.Sealed), nil
		if w.gone[words.By] && words.By != "" {
			words.Text, words.Gone = "", true
		}
		return nil
	})
	if err != nil {
		w.t.Fatalf("read %s: %v", r.kind, err)
	}
	community.Apply(s, r.meta, e)
	roster.Apply(s, r.meta, e)
}

// fold computes the state anew from the record.
func (w *town) fold() {
	w.t.Helper()
	version := w.state.Version
	w.state = w.folded()
	w.state.Version = version
}

func (w *town) folded() *bot.State {
	w.t.Helper()
	s := bot.NewState(bot.CommunityStream)
	for _, r := range w.record {
		w.apply(s, r)
	}
	return s
}

var readers = command.Readers{
	Person: roster.ReadPerson,
	When: func(v bot.View, text string) (time.Time, error) {
		when, err := civil.ParseWhen(text, v.Now, v.Reader.Zone)
		return when.At, err
	},
	Date: func(v bot.View, text string) (string, error) {
		d, err := civil.ParseDate(text, v.Now, v.Reader.Zone)
		return d.String(), err
	},
	Duration: func(string) (time.Duration, error) { return 0, errors.New("no command here has a duration") },
}

// text is a message as a person reads it, without what the client adds.
func text(m chat.Message) string {
	var b strings.Builder
	line := func(t chat.Text) {
		for _, s := range t {
			switch s := s.(type) {
			case chat.Plain:
				b.WriteString(string(s))
			case chat.Strong:
				b.WriteString(string(s))
			case chat.Link:
				b.WriteString(s.URL)
			}
		}
		b.WriteByte('\n')
	}
	for _, block := range m.Blocks {
		switch k := block.(type) {
		case chat.Heading:
			b.WriteString(k.Text + "\n")
		case chat.Paragraph:
			line(k.Text)
		case chat.Note:
			line(k.Text)
		case chat.Quote:
			b.WriteString(k.Text + "\n")
		case chat.List:
			for _, l := range k.Lines {
				line(l)
			}
		case chat.Table:
			b.WriteString(strings.Join(k.Header, " | ") + "\n")
			for _, row := range k.Rows {
				for _, cell := range row {
					line(cell)
				}
			}
		}
	}
	for _, button := range m.Buttons {
		b.WriteString("[" + button.Label + "]\n")
	}
	return b.String()
}
