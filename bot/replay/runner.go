package replay

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chatlog"
	"magbot/bot/command"
	"magbot/bot/house"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
	"magbot/bot/roster"
	"magbot/bot/shorthand"
)

// runner decides one line of a log after the other.
type runner struct {
	house   *house.House
	script  *script
	names   *names
	view    bot.View
	now     time.Time
	came    map[bot.PersonID]bool // taken to be present
	scribes map[bot.PersonID]bool
	voice   bot.PersonID // of whom the scribe wrote last
	speech  speech
	open    bool
	back    map[int]uint64  // lines that are taken back -> their place in the record
	parts   map[uint64]bool // records of parts of topics, also where there is no topic
}

const meetingID bot.MeetingID = "1"

func newRunner(h *house.House, lines []chatlog.Line, who *names, o Options) *runner {
	r := &runner{
		house: h, script: scan(lines), names: who,
		came: map[bot.PersonID]bool{}, scribes: map[bot.PersonID]bool{}, back: map[int]uint64{}, parts: map[uint64]bool{},
	}
	here := bot.NewState(bot.MeetingStream(meetingID))
	community, work := bot.NewState(bot.CommunityStream), bot.NewState(bot.WorkStream)
	roster.Put(community, people(o))
	r.names.meet(r.script.lines)
	r.view = bot.View{
		Here: here, Community: community, Work: work, Other: bot.NewState,
		Reader: bot.Reader{Zone: time.UTC}, Print: h.Words().For("en"),
	}
	r.now = chatlog.Base()
	for i := range lines {
		if !lines[i].At.IsZero() {
			r.now = lines[i].At
			break
		}
	}
	return r
}

// all replays the log from the first line to the last.
func (r *runner) all() error {
	if err := r.must(bot.Do("meeting opened")); err != nil {
		return err
	}
	r.open = true
	for i := range r.script.lines {
		r.tick(&r.script.lines[i])
		if err := r.line(i); err != nil {
			return fmt.Errorf("line %d of the log: %w", r.script.lines[i].Number, err)
		}
	}
	if err := r.flush(); err != nil {
		return err
	}
	return r.end()
}

// tick moves the clock to a line; it never goes back.
func (r *runner) tick(l *chatlog.Line) {
	if l.At.After(r.now) {
		r.now = l.At
	}
}

// end closes the meeting, once.
func (r *runner) end() error {
	if !r.open {
		return nil
	}
	r.open = false
	return r.must(bot.Do("meeting close"))
}

// must decides what can only fail by a mistake of the house.
func (r *runner) must(call bot.Call) error {
	_, err := r.decide("", call)
	if err != nil {
		return fmt.Errorf("decide %s: %w", call.Path, err)
	}
	return nil
}

// decide runs one call and folds what it decides into the state. It reports
// whether anything was recorded.
func (r *runner) decide(who bot.PersonID, call bot.Call) (bool, error) {
	actor := bot.Actor{Person: who}
	if who == "" {
		actor.Self = bot.ByCommand
	}
	r.view.Now = r.now
	d, err := r.house.Decide(r.view, bot.Input{At: r.now, Actor: actor, Stream: r.view.Here.Stream, Intent: call}, house.Routed{
		Actor: actor, Call: call, Stream: r.view.Here.Stream,
	})
	if err != nil || len(d.Events) == 0 {
		return false, err
	}
	r.record(actor, d.Events...)
	return true, nil
}

// record folds the events of one decision.
func (r *runner) record(actor bot.Actor, events ...bot.Event) {
	here := r.view.Here
	here.Version++
	here.Last = r.now
	meta := bot.Meta{Stream: here.Stream, Version: here.Version, At: r.now, Actor: actor}
	for i, e := range events {
		meta.Index = i
		r.house.Apply(here, meta, e)
	}
}

// line replays one line.
func (r *runner) line(i int) error {
	l := &r.script.lines[i]
	switch {
	case l.Kind == chatlog.Spoken:
		return r.spoken(i)
	case l.Kind == chatlog.System:
		r.names.pass(i)
		if _, _, renamed := chatlog.Renamed(l.Text); renamed || passing(l.Text) {
			return nil
		}
		return r.note(l, "", minutes.Kept)
	case r.script.robot(l.Nick) && !r.script.agreed[i]:
		return nil
	}
	who := r.names.person(l.Nick)
	if r.script.robot(l.Nick) {
		who = "" // a bot's word for what somebody did
	}
	c := r.script.commands[i]
	if c.Path == "" {
		if l.Kind == chatlog.Action {
			return nil
		}
		return r.talk(l, who)
	}
	switch {
	case r.script.taken[i]:
		if err := r.comes(who); err != nil {
			return err
		}
		r.view.Here.Version++ // its place in the record; the fold leaves it out
		r.back[i] = r.view.Here.Version
		return nil
	case c.Path == "record undo":
		return r.undo(i, who)
	}
	return r.command(l, who, c)
}

// undo records that an earlier line was taken back. The fold has left it out.
func (r *runner) undo(i int, who bot.PersonID) error {
	earlier, ok := r.script.undone[i]
	if !ok {
		return r.note(&r.script.lines[i], who, minutes.Kept)
	}
	r.record(bot.Actor{Person: who}, bot.Undone{
		Version: r.back[earlier], Reason: bot.Write(who, r.script.lines[earlier].Text),
	})
	return nil
}

// command gives what a line asks for to the house.
func (r *runner) command(l *chatlog.Line, who bot.PersonID, c shorthand.Command) error {
	if c.Path == "meeting end" {
		if err := r.flush(); err != nil {
			return err
		}
		if err := r.comes(who); err != nil {
			return err
		}
		return r.end()
	}
	if c.Path == aside {
		if err := r.comes(who); err != nil {
			return err
		}
		return r.note(l, who, minutes.Kept)
	}
	cmd, ok := r.house.Table().Get(c.Path)
	if !ok || cmd.On != command.Meeting {
		return r.chatter(l, who, c.Path)
	}
	if breaks(c.Path) {
		if err := r.flush(); err != nil {
			return err
		}
	}
	whom, ok := r.people(who, c)
	if !ok {
		return r.talk(l, who)
	}
	if !ownPresence(c) {
		if err := r.comes(who); err != nil {
			return err
		}
	}
	recorded, err := r.each(who, cmd, c, whom)
	switch {
	case err != nil && !mendable(err):
		return err
	case err != nil:
		return r.note(l, who, minutes.Kept)
	case !recorded:
		return r.chatter(l, who, c.Path)
	}
	switch c.Path {
	case "scribe":
		r.scribing()
	case "subtopic":
		r.parts[r.view.Here.Version] = true
	}
	return nil
}

// ownPresence says that a line tells of its writer's own coming, leaving or
// staying away.
func ownPresence(c shorthand.Command) bool {
	switch c.Path {
	case "present add", "present remove", "regrets add", "regrets remove":
		return c.Args["persons"] == ""
	}
	return false
}

func mendable(err error) bool {
	_, ok := lang.AsError(err)
	return ok || errors.Is(err, house.ErrTalk)
}

// breaks says that a command ends whatever turn was written down before it.
func breaks(path string) bool {
	switch path {
	case "topic", "subtopic", "queue call", "item take", "item close", "queue done":
		return true
	}
	return false
}

// chatter is a command that changed nothing. What was said to the bots alone is
// dropped; anything else stays as a note.
func (r *runner) chatter(l *chatlog.Line, who bot.PersonID, path string) error {
	area, _, _ := strings.Cut(path, " ")
	switch area {
	case "queue", "present", "regrets", "attendance", "minutes", "vote", "scribe", "chair":
		return nil
	}
	switch path {
	case "record off-line", "record on", "record off", "meeting start", "meeting end", "meeting title", "agenda show", "action show":
		return nil
	}
	return r.note(l, who, minutes.Kept)
}

// call makes the call of a command, without arguments that it does not take.
func (r *runner) call(cmd *command.Command, c shorthand.Command) bot.Call {
	args := make(map[string]string, len(c.Args))
	for _, a := range cmd.Args {
		if value, ok := c.Args[a.Name]; ok {
			args[a.Name] = value
		}
	}
	return bot.Call{Path: cmd.Path, Args: args}
}

// comes records that somebody who takes part is present, where the log does not
// say it otherwise: see the package's rules.
func (r *runner) comes(who bot.PersonID) error {
	if who == "" || r.came[who] || !r.open || r.script.presence && !r.names.known[who] {
		return nil
	}
	r.came[who] = true
	if meeting.Of(r.view).WasPresent(who) {
		return nil
	}
	return r.may(r.decide(who, bot.Do("present add")))
}

// may lets a refusal pass of something that no line asked for: the lines that
// led to it are kept all the same.
func (r *runner) may(_ bool, err error) error {
	if err != nil && !mendable(err) {
		return err
	}
	return nil
}

// scribing renews who scribes.
func (r *runner) scribing() {
	r.scribes = map[bot.PersonID]bool{}
	for _, o := range minutes.Of(r.view).Scribes {
		if o.To.IsZero() {
			r.scribes[o.Person] = true
		}
	}
}

func (r *runner) note(l *chatlog.Line, who bot.PersonID, kind minutes.NoteKind) error {
	return r.noteBy(l.Text, who, who, kind)
}

// noteBy keeps a line, unless the meeting is off the record.
func (r *runner) noteBy(text string, who, by bot.PersonID, kind minutes.NoteKind) error {
	if strings.TrimSpace(text) == "" || meeting.Of(r.view).OffRecord {
		return nil
	}
	r.record(bot.Actor{Person: by}, minutes.Note(kind, who, by, text))
	return nil
}
