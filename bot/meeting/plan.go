package meeting

import (
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// Where a meeting is held.
const (
	everywhere = "all"
	here       = "here"
)

// schedule gives a meeting its number and asks its own stream to begin.
func schedule(c *command.Context) (bot.Decision, error) {
	length, err := lengthOf(c, UsualTime)
	if err != nil {
		return bot.Decision{}, err
	}
	if err := inTime(c, c.When("when")); err != nil {
		return bot.Decision{}, err
	}
	f := Facts{
		Title: bot.Words{Text: oneLine(c.Text("title"))},
		Start: c.When("when").UTC(), Length: length, Mode: Mode(c.Text("mode")),
		Join: bot.Words{Text: c.Text("join")}, Everywhere: c.Text("where") != here,
	}
	if f.Mode == "" {
		f.Mode = ModeMAG
	}
	if !c.Place.Private() {
		f.Places = []bot.Place{Channel(c.Place)}
	} else if !f.Everywhere {
		return bot.Decision{}, lang.Refuse("meeting.here-is-private")
	}
	event, created, err := Enter(c.View, f, c.Me(), 0)
	if err != nil {
		return bot.Decision{}, err
	}
	f = event.Facts
	m := chat.Message{Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(c.Say("meeting.scheduled", "number", f.Number, "title", f.Title.Text))},
		chat.Paragraph{Text: whenLine(c.View, f.Start, f.Length)},
		chat.Note{Text: chat.Line(c.Say("meeting.nobody-told"))},
	}, Buttons: []chat.Button{
		{Label: c.Say("meeting.button.invite"), Call: chat.Do("meeting invite", command.MeetingArg, string(f.ID)), Style: chat.Primary},
		{Label: c.Say("meeting.button.change"), Call: chat.Do("meeting change", command.MeetingArg, string(f.ID)), Ask: true},
	}, Seen: c.Say("seen.only-you")}
	return bot.Decision{
		Events:  []bot.Event{event},
		Effects: []bot.Effect{created},
		Reply:   bot.Reply{Message: &m},
	}, nil
}

// Enter gives a meeting of these facts the next number: the fact and the effect
// of a decision on the work stream. Before says how many meetings the same
// decision has entered already.
func Enter(v bot.View, f Facts, by bot.PersonID, before int) (Scheduled, bot.Effect, error) {
	n := DirectoryOf(v).following() + before
	if n > maxMeeting {
		return Scheduled{}, bot.Effect{}, lang.Refuse("meeting.too-many")
	}
	f.ID, f.Number = bot.MeetingID(strconv.Itoa(n)), n
	key := "created"
	if before > 0 {
		key += " " + string(f.ID)
	}
	return Scheduled{Facts: f, By: by}, forward(key, bot.MeetingStream(f.ID), bot.Do("meeting created")), nil
}

// oneLine takes line breaks and doubled blanks out of a title.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func forward(key string, stream bot.StreamID, call bot.Call) bot.Effect {
	return bot.Effect{Do: bot.Forward, Key: key, Send: &bot.Forwarded{Stream: stream, Call: call}}
}

// note tells the directory that the meeting has changed.
func note(v bot.View) bot.Effect {
	return forward("noted", bot.WorkStream, bot.Do("meeting noted", command.MeetingArg, string(Of(v).ID)))
}

func lengthOf(c *command.Context, fallback time.Duration) (time.Duration, error) {
	if !c.Has("length") {
		return fallback, nil
	}
	length := c.Duration("length")
	if length < 5*time.Minute || length > maxLength {
		return 0, lang.Refuse("meeting.length", "hours", int(maxLength.Hours()))
	}
	return length, nil
}

// inTime refuses a start that is over; a few minutes are somebody's clock.
func inTime(c *command.Context, start time.Time) error {
	if !c.Archive && start.Before(c.Now.Add(-Breather)) {
		return lang.Refuse("meeting.past", "when", utc(c.View, start))
	}
	return nil
}

// created begins the meeting's stream with what the directory says.
func created(c *command.Context) (bot.Decision, error) {
	id, ok := c.Here.Stream.Meeting()
	if !ok || Of(c.View).Phase != PhaseNone {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	entry, ok := DirectoryOf(c.View).Get(id)
	if !ok {
		return bot.Decision{}, lang.Refuse("meeting.unknown", "meeting", string(id))
	}
	return bot.Decision{Events: []bot.Event{Created{Facts: entry.Facts, By: entry.By}}}, nil
}

// noted brings the directory up to date with the meeting's stream.
func noted(c *command.Context) (bot.Decision, error) {
	id := bot.MeetingID(c.Text(command.MeetingArg))
	entry, ok := DirectoryOf(c.View).Get(id)
	s := In(c.View, id)
	if !ok || s.Phase == PhaseNone {
		return bot.Decision{}, lang.Refuse("meeting.unknown", "meeting", string(id))
	}
	e := Noted{Facts: s.Facts(), Phase: s.Phase}
	after := entry
	after.note(e)
	if sameEntry(entry, after) {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	return bot.Decision{Events: []bot.Event{e}}, nil
}

func sameEntry(a, b Entry) bool {
	return a.Phase == b.Phase && sameFacts(a.Facts, b.Facts)
}

func sameFacts(a, b Facts) bool {
	return a.Title.Text == b.Title.Text && a.Start.Equal(b.Start) && a.Length == b.Length && a.Mode == b.Mode &&
		a.Join.Text == b.Join.Text && a.Everywhere == b.Everywhere
}

// change gives a meeting that is still to come other facts. When people have
// been invited, they are told, and the one who changes it sees first what.
func change(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if !s.Phase.Ahead() {
		return bot.Decision{}, s.refuse(c.View)
	}
	f := s.Facts()
	length, err := lengthOf(c, f.Length)
	if err != nil {
		return bot.Decision{}, err
	}
	f.Length = length
	if c.Has("title") {
		f.Title = bot.Words{Text: oneLine(c.Text("title"))}
	}
	if c.Has("when") {
		if err := inTime(c, c.When("when")); err != nil {
			return bot.Decision{}, err
		}
		f.Start = c.When("when").UTC()
	}
	if c.Has("mode") {
		f.Mode = Mode(c.Text("mode"))
	}
	if c.Has("join") {
		f.Join = bot.Words{Text: c.Text("join")}
	}
	if sameFacts(f, s.Facts()) {
		return bot.Decision{}, lang.Refuse("meeting.nothing-to-change")
	}
	var reason bot.Words
	if c.Has("reason") {
		reason = bot.Write(c.Me(), c.Text("reason"))
	}
	if s.Phase == PhaseInvited && reason.IsZero() {
		return bot.Decision{}, lang.Refuse("meeting.change-reason")
	}
	if s.Phase == PhaseInvited && !c.Flag("really") {
		return bot.Decision{Reply: preview(c, changedMessage(c.View, f, s.Papers, reason), "meeting.preview.change")}, nil
	}
	d := s.changeTo(c.View, f, c.Me(), reason, true)
	d.Reply = bot.Say("meeting.changed.done", "title", f.Title.Text, "when", utc(c.View, f.Start))
	return d, nil
}

// changeTo gives the meeting other facts. Tell says whether everybody is told,
// if they have been invited.
func (s *State) changeTo(v bot.View, f Facts, by bot.PersonID, reason bot.Words, tell bool) bot.Decision {
	d := bot.Decision{Events: []bot.Event{Changed{Facts: f, By: by, Reason: reason}}, Effects: []bot.Effect{note(v)}}
	if tell && s.Phase == PhaseInvited {
		d.Effects = append(d.Effects, everybody(v, "meeting.changed")...)
	}
	return d
}

// Alter gives the meeting that decides other facts, for a feature that has
// asked and shown it first. What is so already, or is no longer to come, is left
// as it is. Tell says whether everybody who was invited is told with it.
func Alter(v bot.View, f Facts, by bot.PersonID, reason bot.Words, tell bool) bot.Decision {
	s := Of(v)
	if !s.Phase.Ahead() || sameFacts(f, s.Facts()) {
		return bot.Decision{Reply: bot.Reply{Done: true}}
	}
	f.Start = f.Start.UTC()
	return s.changeTo(v, f, by, reason, tell)
}

// CallOff cancels the meeting that decides, as Alter alters it.
func CallOff(v bot.View, by bot.PersonID, reason bot.Words, tell bool) bot.Decision {
	s := Of(v)
	if !s.Phase.Ahead() {
		return bot.Decision{Reply: bot.Reply{Done: true}}
	}
	d := bot.Decision{Events: []bot.Event{Cancelled{Reason: reason, By: by}}, Effects: []bot.Effect{note(v)}}
	if tell && s.Phase == PhaseInvited {
		d.Effects = append(d.Effects, everybody(v, "meeting.cancelled")...)
	}
	return d
}

// Invite records that everybody has been invited to the meeting that decides,
// by an invitation to all meetings of its kind.
func Invite(v bot.View, by bot.PersonID) bot.Decision {
	if Of(v).Phase != PhaseScheduled {
		return bot.Decision{Reply: bot.Reply{Done: true}}
	}
	return bot.Decision{Events: []bot.Event{Invited{By: by}}, Effects: []bot.Effect{note(v)}}
}

// preview shows what everybody will get, with the button that sends it.
func preview(c *command.Context, m chat.Message, button string) bot.Reply {
	places, people := reach(c.View)
	m.Blocks = append([]chat.Block{
		chat.Paragraph{Text: chat.Line(chat.Strong(c.Say("meeting.preview", "channels", places, "count", len(people))))},
	}, m.Blocks...)
	call := chat.Call{Path: c.Call.Path, Args: map[string]string{"really": "yes"}}
	for k, v := range c.Call.Args {
		if k != "really" {
			call.Args[k] = v
		}
	}
	for _, name := range []string{"when"} { // "+2h" must not move while somebody reads
		if c.Has(name) {
			call.Args[name] = c.When(name).UTC().Format(time.RFC3339)
		}
	}
	m.Buttons = []chat.Button{{Label: c.Say(button), Call: call, Style: chat.Primary}}
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}
}

// Invitees lists whom an invitation goes to: all who hold a role of the roster
// today.
func Invitees(v bot.View) []bot.PersonID {
	_, people := reach(v)
	return people
}

// Everybody names one message for the channels and for each of the Invitees.
func Everybody(v bot.View, show string) []bot.Effect { return everybody(v, show) }

// Preview shows what everybody will get, with the button that sends it.
func Preview(c *command.Context, m chat.Message, button string) bot.Reply {
	return preview(c, m, button)
}

// reach says how many channels a message to everybody goes to, and which
// people get it directly: all who hold a role of the roster today.
func reach(v bot.View) (places int, people []bot.PersonID) {
	r := roster.Of(v)
	for _, p := range r.All() {
		if !p.Guest && !p.Erased && len(roster.RolesAt(r, p.ID, v.Now)) > 0 {
			people = append(people, p.ID)
		}
	}
	places = len(Of(v).Places)
	if places == 0 {
		places = len(community.Of(v).Places())
	}
	return places, people
}

// everybody names one message for the channels and for each person.
func everybody(v bot.View, show string) []bot.Effect {
	effects := []bot.Effect{{Do: bot.Post, Key: show, Show: show, To: bot.ToChannels()}}
	_, people := reach(v)
	for _, p := range people {
		effects = append(effects, bot.Effect{Do: bot.Direct, Key: show + " " + string(p), Show: show, To: bot.ToPerson(p)})
	}
	return effects
}

// cancel calls a meeting off and tells everybody who was invited.
func cancel(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if s.Phase == PhaseCancelled {
		return bot.Decision{Reply: bot.Say("meeting.cancelled.already", "title", s.Title.Text)}, nil
	}
	if !s.Phase.Ahead() {
		return bot.Decision{}, s.refuse(c.View)
	}
	reason := bot.Write(c.Me(), c.Text("reason"))
	if s.Phase == PhaseInvited && !c.Flag("really") {
		return bot.Decision{Reply: preview(c, cancelledMessage(c.View, reason.Text), "meeting.preview.cancel")}, nil
	}
	d := CallOff(c.View, c.Me(), reason, true)
	d.Reply = bot.Say("meeting.cancelled.done", "title", s.Title.Text)
	return d, nil
}

// invite shows what everybody will get, and sends it when that was seen.
func invite(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if !s.Phase.Ahead() {
		return bot.Decision{}, s.refuse(c.View)
	}
	if !c.Flag("really") {
		m := invitation(c.View, s.Facts(), s.Papers)
		r := preview(c, m, "meeting.preview.send")
		if s.Phase == PhaseInvited {
			r.Message.Blocks = append(r.Message.Blocks, chat.Note{Text: chat.Line(c.Say("meeting.invited.again"))})
		}
		return bot.Decision{Reply: r}, nil
	}
	_, people := reach(c.View)
	return bot.Decision{
		Events:  []bot.Event{Invited{By: c.Me()}},
		Effects: append(everybody(c.View, "meeting.invitation"), note(c.View)),
		Reply:   bot.Say("meeting.invited.done", "count", len(people)),
	}, nil
}

// refuse says why what concerns a coming meeting cannot be done any more.
func (s *State) refuse(v bot.View) error {
	switch s.Phase {
	case PhaseOpen:
		return lang.Refuse("meeting.is-open", "title", s.Title.Text)
	case PhaseClosed:
		return lang.Refuse("meeting.is-over", "title", s.Title.Text, "when", utc(v, s.ClosedAt))
	case PhaseCancelled:
		return lang.Refuse("meeting.is-cancelled", "title", s.Title.Text)
	case PhaseNone, PhaseScheduled, PhaseInvited:
	}
	return lang.Refuse("meeting.none")
}

// changing is the decision of one changed fact.
func changing(c *command.Context, f Facts, reply bot.Reply) bot.Decision {
	return bot.Decision{
		Events:  []bot.Event{Changed{Facts: f, By: c.Me()}},
		Effects: []bot.Effect{note(c.View)},
		Reply:   reply,
	}
}

// join sets the link by which people come in; while the meeting is open it is
// shown in the channels at once.
func join(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if !s.Phase.Ahead() && !s.IsOpen() {
		return bot.Decision{}, s.refuse(c.View)
	}
	if s.Join == c.Text("link") {
		return bot.Decision{Reply: bot.Say("meeting.join.already")}, nil
	}
	f := s.Facts()
	f.Join = bot.Words{Text: c.Text("link")}
	d := changing(c, f, bot.Say("meeting.join.done"))
	if s.IsOpen() {
		d.Effects = append(d.Effects, bot.Effect{Do: bot.Post, Key: "meeting.join", Show: "meeting.join", To: bot.ToChannels()})
	}
	return d, nil
}

// mode sets who goes first at the floor.
func mode(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if !s.Phase.Ahead() && !s.IsOpen() {
		return bot.Decision{}, s.refuse(c.View)
	}
	f := s.Facts()
	f.Mode = Mode(c.Text("mode"))
	if f.Mode == s.Mode {
		return bot.Decision{Reply: bot.Say("meeting.mode.already." + string(f.Mode))}, nil
	}
	return changing(c, f, bot.Say("meeting.mode.done."+string(f.Mode))), nil
}

// paper adds a document; the same link for the same item is added once.
func paper(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if s.Phase == PhaseNone && !c.Archive || s.Phase == PhaseCancelled {
		return bot.Decision{}, s.refuse(c.View)
	}
	e := PaperAdded{Link: c.Text("link"), Item: c.Number("item"), By: c.Me()}
	for _, p := range s.Papers {
		if p.Link == e.Link && p.Item == e.Item {
			return bot.Decision{Reply: bot.Say("meeting.paper.already")}, nil
		}
	}
	if len(s.Papers) >= maxPapers {
		return bot.Decision{}, lang.Refuse("meeting.paper.too-many", "most", maxPapers)
	}
	if title := c.Text("title"); title != "" {
		e.Title = bot.Write(c.Me(), title)
	}
	return bot.Decision{Events: []bot.Event{e}, Reply: bot.Say("meeting.paper.done", "item", e.Item)}, nil
}
