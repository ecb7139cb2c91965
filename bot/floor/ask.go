package floor

import (
	"maps"
	"strings"
	"unicode/utf8"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// wish is what somebody asks for, read from the arguments.
type wish struct {
	people []bot.PersonID
	note   string
	way    Way
	notNow bool
	as     string
}

func decideAdd(c *command.Context) (bot.Decision, error) {
	w := wish{note: c.Text("note"), as: c.Text("as"), notNow: c.Text("position") == "later"}
	switch {
	case c.Flag("point"):
		w.way = PointOfOrder
	case c.Text("position") == "front":
		w.way = DirectReply
	}
	return ask(c, w)
}

func decidePoint(c *command.Context) (bot.Decision, error) {
	return ask(c, wish{note: c.Text("note"), as: c.Text("as"), way: PointOfOrder})
}

func decideDirect(c *command.Context) (bot.Decision, error) {
	return ask(c, wish{note: c.Text("note"), as: c.Text("as"), way: DirectReply})
}

// forWhom reads "person". In what was typed as "q+ …" it is a candidate only:
// where it names nobody, all that was typed is the note.
func (w *wish) forWhom(c *command.Context) error {
	typed := c.Text("person")
	if typed == "" {
		return w.forMe(c)
	}
	for name := range strings.FieldsFuncSeq(typed, func(r rune) bool { return r == ',' || r == ';' }) {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		p, err := one(c.View, name)
		if c.Has("text") && (err != nil || c.Archive && p != c.Me() && !Of(c.View).took(c.View, p)) {
			w.note = c.Text("text")
			return w.forMe(c)
		}
		if err != nil {
			return err
		}
		w.people = append(w.people, p)
	}
	if len(w.people) == 0 {
		return w.forMe(c)
	}
	for _, p := range w.people {
		if p != c.Me() && !mayLead(c) {
			return lang.Refuse("floor.not-for-others", "name", nameOf(c.View, p))
		}
	}
	return nil
}

func (w *wish) forMe(c *command.Context) error {
	if c.Me() == "" {
		return lang.Refuse("floor.for-whom")
	}
	w.people = []bot.PersonID{c.Me()}
	return nil
}

func ask(c *command.Context, w wish) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	if err := w.forWhom(c); err != nil {
		return bot.Decision{}, err
	}
	w.note = strings.TrimSpace(w.note)
	if n := utf8.RuneCountInString(w.note); n > noteMax && !c.Archive {
		return bot.Decision{}, lang.Refuse("floor.note-too-long", "length", n, "most", noteMax)
	}
	unkept := w.note != "" && meeting.Of(c.View).OffRecord && !c.Archive
	if unkept {
		w.note = ""
	}
	s := Of(c.View)
	if s.closed && w.way != PointOfOrder && !c.Archive && !s.allWait(w.people) {
		return bot.Decision{}, lang.Refuse("floor.queue-is-closed")
	}
	var events, here []bot.Event
	for _, p := range w.people {
		group, choice, err := w.capacity(c, p)
		if err != nil || choice != nil {
			return bot.Decision{Reply: bot.Reply{Message: choice, Refused: choice != nil}}, err
		}
		if e := s.request(c, w, p, group); e != nil {
			events = append(events, e)
		}
		if p == c.Me() { // who is asked for by the Chair may still be on the way
			here = meeting.AtFloor(c, p, group)
		}
	}
	events = append(events, here...)
	switch {
	case len(events) == 0 && unkept:
		return nothing("floor.renewed-off-record"), nil
	case len(events) == 0:
		return s.waitsAlready(c, w.people), nil
	case unkept:
		return changed(bot.Say("floor.asked-off-record"), events...), nil
	}
	return changed(askedReply(c, s, w, len(here) > 0), events...), nil
}

// pointWaits reports whether a point of order waits.
func (s *State) pointWaits() bool {
	for r := range s.inOrder() {
		return r.Way == PointOfOrder
	}
	return false
}

// waitsAlready tells who asked again where they stand.
func (s *State) waitsAlready(c *command.Context, people []bot.PersonID) bot.Decision {
	n := s.ahead(people[0])
	mine := len(people) == 1 && people[0] == c.Me()
	switch {
	case mine && n > 0:
		return nothing("floor.waits", "count", n)
	case mine:
		return nothing("floor.waits-first")
	case n > 0:
		return nothing("floor.already-waiting", "name", names(c.View, people), "count", n)
	}
	return nothing("floor.already-first", "name", names(c.View, people))
}

func (s *State) allWait(people []bot.PersonID) bool {
	for _, p := range people {
		if _, ok := s.open[p]; !ok {
			return false
		}
	}
	return true
}

// capacity is the group in which a person will speak. Who has several and names
// none is asked, unless they wait already.
func (w wish) capacity(c *command.Context, p bot.PersonID) (bot.Group, *chat.Message, error) {
	groups := capacities(c.View, p)
	if w.as != "" {
		g, err := roster.Capacity(c.View, p, w.as)
		return g, nil, err
	}
	if r, ok := Of(c.View).Request(p); ok {
		return r.Group, nil, nil
	}
	if len(groups) < 2 || c.Archive {
		return capacity(c.View, p), nil, nil
	}
	m := chat.Say(c.Say("floor.which-capacity", "name", nameOf(c.View, p)))
	for _, g := range groups {
		call := chat.Call{Path: c.Call.Path, Args: map[string]string{}}
		maps.Copy(call.Args, c.Call.Args)
		call.Args["as"] = string(g)
		m.Buttons = append(m.Buttons, chat.Button{Label: string(g), Call: call})
	}
	m.Seen = c.Say("seen.only-you")
	return "", &m, nil
}

func groupList(v bot.View, groups []bot.Group) string {
	var said []string
	for _, g := range groups {
		said = append(said, groupName(v, g))
	}
	return strings.Join(said, ", ")
}

// request is the fact that a person asks, or asks again and changes something;
// nil where nothing would change.
func (s *State) request(c *command.Context, w wish, p bot.PersonID, g bot.Group) bot.Event {
	by := bot.PersonID("")
	if p != c.Me() {
		by = c.Me()
	}
	note := bot.Words{}
	if w.note != "" {
		note = bot.Write(p, w.note)
	}
	old, waits := s.Request(p)
	if !waits {
		return Asked{Person: p, Group: g, Note: note, Way: w.way, NotNow: w.notNow, By: by}
	}
	e := Renewed{Person: p, Group: g, Note: old.Note, Way: old.Way, NotNow: w.notNow, By: by}
	if w.note != "" {
		e.Note = note
	}
	if w.way != Ordinary {
		e.Way = w.way
	}
	if e.Group == old.Group && e.Note.Text == old.Note.Text && e.Way == old.Way && e.NotNow == old.NotNow {
		return nil
	}
	return e
}

// ahead is how many stand before a person; before a new ordinary request, all.
func (s *State) ahead(p bot.PersonID) int {
	if _, ok := s.open[p]; !ok {
		return s.Count()
	}
	n := 0
	for r := range s.inOrder() {
		if r.Person == p {
			break
		}
		n++
	}
	return n
}

// askedReply tells who asked where they stand, and that they are marked as here
// by it where they were not.
func askedReply(c *command.Context, s *State, w wish, marked bool) bot.Reply {
	p := w.people[0]
	if len(w.people) > 1 || p != c.Me() {
		return bot.Say("floor.asked-for", "name", names(c.View, w.people))
	}
	if old, waits := s.Request(p); waits && (w.way == Ordinary || w.way == old.Way) {
		return bot.Say("floor.renewed")
	}
	key, args := "floor.asked", []any{"count", s.Count()}
	switch {
	case w.way == PointOfOrder && s.pointWaits():
		key, args = "floor.asked-point-after", nil
	case w.way == PointOfOrder:
		key, args = "floor.asked-point", nil
	case w.way == DirectReply:
		key, args = "floor.asked-direct", nil
	case s.Count() == 0:
		key, args = "floor.asked-first", nil
	}
	m := chat.Say(c.Say(key, args...))
	if marked {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(c.Say("floor.here-by-asking"))})
	}
	m.Buttons = []chat.Button{
		{Label: c.Say("floor.button.note"), Call: chat.Do("queue add"), Ask: true},
		{Label: c.Say("floor.button.later"), Call: chat.Do("queue later")},
		{Label: c.Say("floor.button.withdraw"), Call: chat.Do("queue remove")},
	}
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}
}

// whose is the person meant by an optional name: who acts where there is none.
// Only who leads may act for others.
func whose(c *command.Context, s *State) (bot.PersonID, error) {
	if c.Text("person") == "" {
		if c.Me() == "" {
			return "", lang.Refuse("floor.for-whom")
		}
		return c.Me(), nil
	}
	p, err := s.atFloor(c.View, c.Text("person"))
	if err != nil {
		return "", err
	}
	if p != c.Me() && !mayLead(c) {
		return "", lang.Refuse("floor.not-of-others", "name", nameOf(c.View, p))
	}
	return p, nil
}

func decideRemove(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	p, err := whose(c, s)
	if err != nil {
		return bot.Decision{}, err
	}
	if _, ok := s.open[p]; !ok {
		if t, on := s.Speaking(); on && t.Person == p && p == c.Me() {
			return nothing("floor.you-speak"), nil
		}
		return nothing("floor.not-waiting", "name", nameOf(c.View, p)), nil
	}
	if p == c.Me() {
		return changed(bot.Say("floor.withdrawn"), Withdrawn{Person: p}), nil
	}
	return changed(bot.Say("floor.withdrawn-for", "name", nameOf(c.View, p)), Withdrawn{Person: p, By: c.Me()}), nil
}

func decideLater(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	p, err := whose(c, s)
	if err != nil {
		return bot.Decision{}, err
	}
	r, ok := s.Request(p)
	switch {
	case !ok:
		return nothing("floor.not-waiting", "name", nameOf(c.View, p)), nil
	case r.NotNow:
		return nothing("floor.put-off-already"), nil
	}
	e := PutOff{Person: p}
	if p != c.Me() {
		e.By = c.Me()
	}
	return changed(bot.Say("floor.put-off"), e), nil
}
