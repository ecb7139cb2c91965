package floor_test

import (
	"fmt"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/floor"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// failer is what tests and properties have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

var start = time.Date(2027, 3, 15, 13, 0, 0, 0, time.UTC)

const (
	gov  = bot.Group("Government")
	cs   = bot.Group("Civil Society")
	ps   = bot.Group("Private Sector")
	tech = bot.Group("Technical Community")
)

// members are the people of every room here: four members a group, a Chair, a
// member of the Secretariat, an observer, somebody with two groups, and
// somebody whose group is not known.
func members() []roster.PersonAdded {
	add := func(id string, role bot.Role, groups ...bot.Group) roster.PersonAdded {
		p := bot.PersonID(id)
		name := bot.Write(p, strings.ToUpper(id[:len(id)-1])+"-"+id[len(id)-1:])
		return roster.PersonAdded{Person: p, Facts: roster.Facts{Name: &name, Groups: groups, Roles: []roster.Tenure{{Role: role}}}}
	}
	var all []roster.PersonAdded
	for _, g := range []struct {
		short string
		group bot.Group
	}{{"gov", gov}, {"cs", cs}, {"ps", ps}, {"tech", tech}} {
		for i := 1; i <= 4; i++ {
			all = append(all, add(fmt.Sprintf("%s%d", g.short, i), bot.RoleMember, g.group))
		}
	}
	return append(all,
		add("chair1", bot.RoleChair, gov), add("sec1", bot.RoleSecretariat), add("obs1", bot.RoleObserver, cs),
		add("two1", bot.RoleMember, cs, tech), add("nogroup1", bot.RoleMember))
}

// room is one meeting, folded the way the house folds it.
type room struct {
	t         failer
	community *bot.State
	work      *bot.State
	here      *bot.State
	now       time.Time
	table     *command.Table
	printer   *lang.Printer
	archive   bool
	record    []recorded
	effects   []bot.Effect // of the last decision
}

type recorded struct {
	meta  bot.Meta
	event bot.Event
}

func words(t failer) *lang.Printer {
	t.Helper()
	shared := fstest.MapFS{"words.en.toml": {Data: []byte(
		"[\"seen.only-you\"]\nother = \"Only you see this.\"\n[\"seen.channel\"]\nother = \"Everybody in the channel sees this.\"\n")}}
	c, err := lang.Load(shared, floor.Words, roster.Words)
	if err != nil {
		t.Fatalf("load words: %v", err)
	}
	return c.For("en")
}

// closedRoom is a meeting that has not been opened.
func closedRoom(t failer) *room {
	t.Helper()
	table, err := command.NewTable(floor.Commands())
	if err != nil {
		t.Fatalf("commands: %v", err)
	}
	r := &room{
		t: t, now: start, table: table, printer: words(t),
		community: bot.NewState(bot.CommunityStream), work: bot.NewState(bot.WorkStream), here: bot.NewState(bot.MeetingStream("14")),
	}
	for i, p := range members() {
		roster.Apply(r.community, bot.Meta{Stream: bot.CommunityStream, Version: uint64(i + 1), At: start.AddDate(0, -1, 0)}, p)
	}
	return r
}

// openRoom is a meeting that is open, with everybody present and item 1 taken.
func openRoom(t failer) *room {
	t.Helper()
	r := closedRoom(t)
	r.happens(meeting.Opened{By: "chair1", Chair: "chair1"})
	for _, p := range members() {
		seat := meeting.SeatMember
		if other, ok := map[bot.Role]meeting.Seat{
			bot.RoleChair: meeting.SeatChair, bot.RoleSecretariat: meeting.SeatSecretariat, bot.RoleObserver: meeting.SeatObserver,
		}[p.Facts.Roles[0].Role]; ok {
			seat = other
		}
		g := bot.Group("")
		if len(p.Facts.Groups) > 0 {
			g = p.Facts.Groups[0]
		}
		r.happens(meeting.Present{Person: p.Person, Group: g, Seat: seat})
	}
	r.happens(
		agenda.ItemAdded{Number: 1, Title: bot.Write("", "Workshop evaluation: criteria"), Purpose: agenda.ForDecision, Minutes: 20},
		agenda.ItemAdded{Number: 2, Title: bot.Write("", "Any other business")},
		agenda.ItemTaken{Item: 1})
	return r
}

// happens records facts as one record.
func (r *room) happens(events ...bot.Event) {
	r.here.Version++
	for i, e := range events {
		m := bot.Meta{Stream: r.here.Stream, Version: r.here.Version, Index: i, At: r.now}
		r.record = append(r.record, recorded{m, e})
		fold(r.here, m, e)
	}
}

func fold(s *bot.State, m bot.Meta, e bot.Event) {
	meeting.Apply(s, m, e)
	agenda.Apply(s, m, e)
	floor.Apply(s, m, e)
}

func (r *room) wait(d time.Duration) { r.now = r.now.Add(d) }

func (r *room) view(reader bot.PersonID) bot.View {
	v := bot.View{Now: r.now, Here: r.here, Community: r.community, Work: r.work, Print: r.printer}
	v.Reader = bot.Reader{Person: reader, Zone: time.UTC, Roles: roster.RolesAt(roster.Of(v), reader, r.now)}
	if reader != "" && meeting.Of(v).Chair == reader {
		v.Reader.Roles = append(v.Reader.Roles, bot.RoleActingChair)
	}
	if reader == "" {
		v.Reader.Roles = []bot.Role{bot.RoleBot}
	}
	return v
}

func (r *room) state() *floor.State { return floor.Of(r.view("chair1")) }

// try lets somebody give a command and records what it decides.
func (r *room) try(who bot.PersonID, path string, args ...string) (bot.Reply, error) {
	r.t.Helper()
	call := bot.Do(path, args...)
	c := &command.Context{View: r.view(who), Actor: bot.Actor{Person: who}, Call: call, Archive: r.archive}
	cmd, err := r.table.Bind(c, command.Readers{Person: roster.ReadPerson})
	if err != nil {
		return bot.Reply{}, err
	}
	if cmd.Show != nil {
		return cmd.Show(c)
	}
	d, err := cmd.Decide(c)
	if err != nil {
		return bot.Reply{}, err
	}
	r.check(path, d)
	r.effects = d.Effects
	if len(d.Events) > 0 {
		r.happens(d.Events...)
	}
	return d.Reply, nil
}

// check holds every decision to what the engine relies on.
func (r *room) check(path string, d bot.Decision) {
	r.t.Helper()
	if len(d.Events) == 0 && len(d.Effects) > 0 {
		r.t.Errorf("%s names effects without a fact", path)
	}
	seen := map[string]bool{}
	for _, e := range d.Effects {
		if seen[e.Key] {
			r.t.Errorf("%s names the effect %q twice", path, e.Key)
		}
		seen[e.Key] = true
		if floor.Shows()[e.Show] == nil {
			r.t.Errorf("%s shows %q, which there is not", path, e.Show)
		}
	}
}

// do is try for what must not be refused; it gives the text of the answer.
func (r *room) do(who bot.PersonID, path string, args ...string) string {
	r.t.Helper()
	reply, err := r.try(who, path, args...)
	if err != nil {
		r.t.Fatalf("%s: %s %v was refused: %v", who, path, args, err)
	}
	return r.said(reply)
}

// refused is try for what must be refused, with nothing changed; it gives the
// key of the sentence.
func (r *room) refused(who bot.PersonID, path string, args ...string) string {
	r.t.Helper()
	before := len(r.record)
	_, err := r.try(who, path, args...)
	refusal, ok := lang.AsError(err)
	if !ok {
		r.t.Fatalf("%s: %s %v was not refused with a sentence: %v", who, path, args, err)
	}
	if len(r.record) != before {
		r.t.Fatalf("%s: %s %v was refused and recorded", who, path, args)
	}
	if said := r.printer.Text(refusal.Text); strings.HasPrefix(refusal.Key, "floor.") && (said == refusal.Error() || strings.Contains(said, "<no value>")) {
		r.t.Errorf("the refusal %s has no words: %s", refusal.Key, said)
	}
	return refusal.Key
}

func (r *room) said(reply bot.Reply) string {
	if reply.Message != nil {
		return draw(*reply.Message)
	}
	return r.printer.Text(reply.Text)
}

// show draws what a message shows now, for one reader.
func (r *room) show(name string, reader bot.PersonID, with ...string) string {
	r.t.Helper()
	e := bot.Effect{Show: name, To: bot.ToPerson(reader), With: map[string]string{}}
	for i := 0; i+1 < len(with); i += 2 {
		e.With[with[i]] = with[i+1]
	}
	m, err := floor.Shows()[name](r.view(reader), e)
	if err != nil {
		r.t.Fatalf("show %s: %v", name, err)
	}
	return draw(m)
}

// waiting lists who waits, in the order people see.
func (r *room) waiting() string {
	var ids []string
	for _, w := range r.state().Waiting() {
		ids = append(ids, string(w.Person))
	}
	return strings.Join(ids, " ")
}

func (r *room) speaker() bot.PersonID {
	t, _ := r.state().Speaking()
	return t.Person
}

func (r *room) effect(show string) (bot.Effect, bool) {
	i := slices.IndexFunc(r.effects, func(e bot.Effect) bool { return e.Show == show })
	if i < 0 {
		return bot.Effect{}, false
	}
	return r.effects[i], true
}

// draw writes a message as plain text, a line a block.
func draw(m chat.Message) string {
	var lines []string
	for _, b := range m.Blocks {
		switch b := b.(type) {
		case chat.Heading:
			lines = append(lines, "# "+b.Text)
		case chat.Paragraph:
			lines = append(lines, drawLine(b.Text))
		case chat.Note:
			lines = append(lines, drawLine(b.Text))
		case chat.List:
			for i, l := range b.Lines {
				lines = append(lines, fmt.Sprintf("%d. %s", i+1, drawLine(l)))
			}
		case chat.Table:
			lines = append(lines, strings.Join(b.Header, " | "))
			for _, row := range b.Rows {
				var cells []string
				for _, c := range row {
					cells = append(cells, drawLine(c))
				}
				lines = append(lines, strings.Join(cells, " | "))
			}
		case chat.Quote:
			lines = append(lines, "> "+b.Text)
		case chat.Picture:
			lines = append(lines, "("+b.Alt+")")
		}
	}
	var buttons []string
	for _, b := range m.Buttons {
		buttons = append(buttons, "["+b.Label+"]")
	}
	if len(buttons) > 0 {
		lines = append(lines, strings.Join(buttons, " "))
	}
	if m.Seen != "" {
		lines = append(lines, m.Seen)
	}
	return strings.Join(lines, "\n")
}

func drawLine(t chat.Text) string {
	var b strings.Builder
	for _, s := range t {
		switch s := s.(type) {
		case chat.Plain:
			b.WriteString(string(s))
		case chat.Strong:
			b.WriteString(string(s))
		case chat.Clock:
			fmt.Fprintf(&b, "{since %s +%s of %s}", s.Since.Format("15:04:05"), s.Spent, s.Allowed)
		case chat.Time:
			b.WriteString(s.At.Format(time.RFC3339))
		case chat.Link:
			b.WriteString(s.Label)
		}
	}
	return b.String()
}
