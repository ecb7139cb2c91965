package agenda

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// title writes a title; that of an erased person is gone.
func title(v bot.View, w bot.Words) string {
	if w.Text == "" {
		return v.Say("agenda.title-erased")
	}
	return w.Text
}

// seen says who can see a message, by where it is shown.
func seen(v bot.View, m chat.Message) chat.Message {
	key := "seen.channel"
	if v.Reader.Place.Private() {
		key = "seen.only-you"
	}
	m.Seen = v.Say(key)
	return m
}

// showItems is the live message of the agenda: every item with its state.
func showItems(v bot.View, _ bot.Effect) (chat.Message, error) {
	s := Of(v)
	if len(s.Items) == 0 {
		return chat.Message{}, nil
	}
	m := seen(v, itemsMessage(v, s))
	if phase := meeting.Of(v).Phase; phase == meeting.PhaseClosed || phase == meeting.PhaseCancelled {
		m.Rank = chat.Over
	}
	return m, nil
}

func itemsMessage(v bot.View, s *State) chat.Message {
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: v.Say("agenda.of", "title", meeting.Of(v).Title.Text)},
		chat.Paragraph{Text: chat.Line(s.summary(v))},
	}}
	m.Blocks = append(m.Blocks, chat.List{Lines: s.itemLines(v)})
	if off := s.keptOff(v); len(off) > 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("agenda.kept-off"))}, chat.List{Lines: off})
	}
	mt := meeting.Of(v)
	m.Blocks = append(m.Blocks, meeting.Where(v, mt.Join, mt.Papers, 0)...)
	if mt.Phase.Ahead() || mt.IsOpen() {
		m.Buttons = []chat.Button{{Label: v.Say("agenda.button.input"), Call: chat.Do("agenda add"), Ask: true}}
	}
	return m
}

// itemLines lists the items; of a long agenda those around the one that is
// being dealt with, and how many there are before and after.
func (s *State) itemLines(v bot.View) []chat.Text {
	var on []Item
	current := 0
	for _, i := range s.Items {
		if i.State == ItemOff {
			continue
		}
		if i.State == ItemCurrent {
			current = len(on)
		}
		on = append(on, i)
	}
	from := max(0, min(current-itemsShown/2, len(on)-itemsShown))
	to := min(from+itemsShown, len(on))
	var lines []chat.Text
	if from > 0 {
		lines = append(lines, chat.Line(v.Say("agenda.before", "count", from)))
	}
	for _, i := range on[from:to] {
		lines = append(lines, itemLine(v, i))
	}
	if more := len(on) - to; more > 0 {
		lines = append(lines, chat.Line(v.Say("agenda.and-more", "count", more)))
	}
	return lines
}

// keptOff lists what was handed in and is not on the agenda, with the reason,
// so that everybody sees what became of it. What its author took back is left
// out, and so is what the close passed on: that was on it.
func (s *State) keptOff(v bot.View) []chat.Text {
	phase := meeting.Of(v).Phase
	over := !phase.Ahead() && phase != meeting.PhaseOpen
	var lines []chat.Text
	more := 0
	for _, in := range s.Inputs {
		if in.Fate == Deferred && over && (in.Left != 0 || in.Ref == in.Decided) { // made at the close for an item without one
			continue
		}
		switch in.Fate {
		case Declined, OutOfScope, Deferred:
			if len(lines) >= namesShown {
				more++
				continue
			}
			lines = append(lines, chat.Line(v.Say("agenda.kept-off-line", "input", in.Number, "title", title(v, in.Title), "fate", FateOf(v, in))))
		case Undecided, Accepted, Merged, Withdrawn:
		}
	}
	if more > 0 {
		lines = append(lines, chat.Line(v.Say("agenda.and-more", "count", more)))
	}
	return lines
}

// summary says how many items there are, how many for decision, and the time
// they want.
func (s *State) summary(v bot.View) string {
	_, count := s.Place(0)
	decisions, minutes := 0, 0
	for _, i := range s.Items {
		if i.State == ItemOff {
			continue
		}
		if i.Parent == 0 && i.Kind == ForDecision {
			decisions++
		}
		minutes += i.Minutes
	}
	parts := []string{v.Say("agenda.items", "count", count)}
	if decisions > 0 {
		parts = append(parts, v.Say("agenda.for-decision", "count", decisions))
	}
	if minutes > 0 {
		parts = append(parts, v.Say("agenda.minutes", "count", minutes))
	}
	return strings.Join(parts, " · ")
}

func itemLine(v bot.View, i Item) chat.Text {
	name := v.Say("agenda.item", "item", i.Number) + " · " + title(v, i.Title)
	if i.Parent != 0 {
		name = "– " + title(v, i.Title)
	}
	var rest []string
	if i.Kind != "" {
		rest = append(rest, v.Say("agenda.for."+string(i.Kind)))
	}
	if i.Minutes > 0 {
		rest = append(rest, v.Say("agenda.minutes", "count", i.Minutes))
	}
	if len(i.Inputs) > 0 {
		rest = append(rest, v.Say("agenda.from-inputs", "inputs", numbers(v, i.Inputs), "count", len(i.Inputs)))
	}
	if i.State != ItemPlanned && i.State != ItemCurrent {
		rest = append(rest, v.Say("agenda.state."+string(i.State)))
	}
	tail := ""
	if len(rest) > 0 {
		tail = " · " + strings.Join(rest, " · ")
	}
	if i.State != ItemCurrent {
		return chat.Line(name + tail)
	}
	return chat.Line(chat.Strong(v.Say("agenda.now")+" "+name), tail+" · ", i.Clock())
}

// Clock is the running clock of an item, as clients draw it: from when it was
// taken, what it was spent on before counted in, of its timebox.
func (i Item) Clock() chat.Clock {
	return chat.Clock{
		Since: i.TakenAt, Spent: i.Spent(i.TakenAt), Allowed: time.Duration(i.Minutes) * time.Minute, Paused: i.State != ItemCurrent,
	}
}

// inputOf gives the input that an effect is about.
func inputOf(v bot.View, e bot.Effect) (Input, error) {
	n, err := strconv.Atoi(e.With["input"])
	if err != nil {
		return Input{}, fmt.Errorf("read which input: %w", err)
	}
	in, ok := Of(v).Input(n)
	if !ok {
		return Input{}, fmt.Errorf("there is no input %d", n)
	}
	return in, nil
}

// showFate tells an author what has become of the input.
func showFate(v bot.View, e bot.Effect) (chat.Message, error) {
	in, err := inputOf(v, e)
	if err != nil || in.Fate == Undecided || in.Fate == Withdrawn {
		return chat.Message{}, err
	}
	m := chat.Say(fateSentence(v, in))
	if !in.Reason.IsZero() {
		m.Blocks = append(m.Blocks, chat.Quote{Text: in.Reason.Text, From: nameOf(v, in.DecidedBy)})
	}
	if in.Fate == Merged || len(others(Of(v), in)) > 0 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(v.Say("agenda.still-author"))})
	}
	n := strconv.Itoa(in.Number)
	if in.Fate.OnAgenda() {
		m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("agenda.button.see"), Call: chat.Do("agenda show")})
	}
	m.Buttons = append(m.Buttons, chat.Button{Label: v.Say("agenda.button.contest"), Call: chat.Do("agenda contest", "input", n), Ask: true})
	return seen(v, m), nil
}

func nameOf(v bot.View, p bot.PersonID) string {
	if p == "" {
		return ""
	}
	return roster.Name(v, p)
}

// others lists the inputs that stand in the same topic.
func others(s *State, in Input) []int {
	t, _ := s.TopicOf(in.Number)
	return slices.DeleteFunc(slices.Clone(t.Inputs), func(n int) bool { return n == in.Number })
}

func fateSentence(v bot.View, in Input) string {
	s := Of(v)
	args := []any{"input", in.Number, "title", title(v, in.Title)}
	switch in.Fate {
	case Accepted, Merged:
		t, _ := s.TopicOf(in.Number)
		with := others(s, in)
		args = append(args, "item", t.Item, "topic", title(v, s.TopicTitle(t)), "others", numbers(v, with), "count", len(with))
		key := "agenda.fate.accepted"
		switch {
		case in.Fate == Merged && len(with) == 0:
			key = "agenda.fate.merged-alone"
		case in.Fate == Merged:
			key = "agenda.fate.merged"
		case len(with) > 0:
			key = "agenda.fate.joined"
		}
		if t.Item == 0 {
			key += "-unnumbered"
		}
		return v.Say(key, args...)
	case Deferred:
		if e, ok := meeting.DirectoryOf(v).Get(in.To); ok {
			return v.Say("agenda.fate.deferred", append(args, "meeting", e.Title.Text)...)
		}
		return v.Say("agenda.fate.deferred-later", args...)
	case Declined, OutOfScope:
		return v.Say("agenda.fate."+string(in.Fate), args...)
	case Undecided, Withdrawn:
	}
	return ""
}

// showEntered gives an author the receipt for what somebody else handed in for
// them, or for what was carried over from another meeting.
func showEntered(v bot.View, e bot.Effect) (chat.Message, error) {
	in, err := inputOf(v, e)
	if err != nil {
		return chat.Message{}, err
	}
	args := []any{"input", in.Number, "title", title(v, in.Title), "meeting", meeting.Of(v).Title.Text}
	said := v.Say("agenda.entered", append(args, "name", nameOf(v, in.By))...)
	if in.From != nil {
		said = v.Say("agenda.carried", args...)
	}
	m := chat.Say(said, v.Say("agenda.receipt.fate"))
	m.Buttons = changeButtons(v, in.Number)
	return seen(v, m), nil
}

// showLate asks whoever chairs what becomes of a late addition.
func showLate(v bot.View, e bot.Effect) (chat.Message, error) {
	in, err := inputOf(v, e)
	if err != nil || in.Fate != Undecided {
		return chat.Message{}, err
	}
	m := chat.Say(v.Say("agenda.late", "input", in.Number, "title", title(v, in.Title), "name", authors(v, in)))
	m.Buttons = decideButtons(v, strconv.Itoa(in.Number))
	return seen(v, m), nil
}

// showContested tells whoever decides that an author does not agree.
func showContested(v bot.View, e bot.Effect) (chat.Message, error) {
	in, err := inputOf(v, e)
	if err != nil || len(in.Contests) == 0 {
		return chat.Message{}, err
	}
	last := in.Contests[len(in.Contests)-1]
	m := chat.Say(v.Say("agenda.contested", "input", in.Number, "title", title(v, in.Title), "name", roster.Name(v, last.Person)))
	m.Blocks = append(m.Blocks, chat.Quote{Text: last.Text.Text, From: roster.Name(v, last.Person)})
	m.Buttons = []chat.Button{
		{Label: v.Say("agenda.button.input-show"), Call: chat.Do("agenda show", "input", strconv.Itoa(in.Number))},
	}
	return seen(v, m), nil
}

// showWithdrawn tells whoever decides that an author took back what was on the
// agenda.
func showWithdrawn(v bot.View, e bot.Effect) (chat.Message, error) {
	in, err := inputOf(v, e)
	if err != nil || in.Fate != Withdrawn {
		return chat.Message{}, err
	}
	return seen(v, chat.Say(v.Say("agenda.withdrawn-by", "input", in.Number, "title", title(v, in.Title), "name", authors(v, in)))), nil
}

// authors names the authors, on whose behalf, and who entered it.
func authors(v bot.View, in Input) string {
	var who []string
	for k, p := range in.Authors {
		name := roster.Name(v, p)
		if g := in.groupOf(k); g != "" {
			name += " (" + string(g) + ")"
		}
		who = append(who, name)
	}
	said := strings.Join(who, ", ")
	if !in.Personal() {
		said = v.Say("agenda.on-behalf", "name", said, "of", title(v, in.OnBehalf))
	}
	if in.By != "" {
		said = v.Say("agenda.entered-by", "name", said, "by", roster.Name(v, in.By))
	}
	return said
}

// backing writes who stands behind something: "5 people: Government 3, Civil
// Society 2".
func backing(v bot.View, b Backing) string {
	if b.People == 0 {
		return v.Say("agenda.nobody-personally")
	}
	groups := make([]string, len(b.Groups))
	for i, g := range b.Groups {
		name := string(g.Group)
		if name == "" {
			name = v.Say("agenda.group-unknown")
		}
		groups[i] = fmt.Sprintf("%s %d", name, g.Count)
	}
	return v.Say("agenda.backing", "count", b.People, "groups", strings.Join(groups, ", "))
}
