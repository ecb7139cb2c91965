package agenda

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// leads reports whether the actor may act for others: as Chair, Secretariat or
// the bot itself, or in an archive.
func leads(c *command.Context) bool {
	return c.Archive || c.Reader.Has(bot.RoleBot) || c.Reader.Has(command.Leads...)
}

// person is whom a call is about: the actor, or whom the Chair or the
// Secretariat enters it for.
func person(c *command.Context) (who, by bot.PersonID, err error) {
	who = c.Me()
	if p := c.Person("person"); p != "" && p != who {
		if !leads(c) {
			return "", "", lang.Refuse("agenda.only-yourself")
		}
		return p, who, nil
	}
	if who == "" {
		return "", "", lang.Refuse("agenda.who")
	}
	return who, "", nil
}

// going refuses what needs a meeting that is still to come or open.
func going(c *command.Context) error {
	switch m := meeting.Of(c.View); {
	case m.Phase == meeting.PhaseNone && !c.Archive:
		return lang.Refuse("agenda.no-meeting")
	case over(c):
		return lang.Refuse("agenda.meeting-over", "title", m.Title.Text)
	}
	return nil
}

// over reports whether nothing can be handed in for the meeting any more.
func over(c *command.Context) bool {
	phase := meeting.Of(c.View).Phase
	return !c.Archive && (phase == meeting.PhaseClosed || phase == meeting.PhaseCancelled)
}

// input gives an input by number, or refuses.
func (s *State) input(n int) (Input, error) {
	if in, ok := s.Input(n); ok {
		return in, nil
	}
	if len(s.Inputs) == 0 {
		return Input{}, lang.Refuse("agenda.no-inputs")
	}
	return Input{}, lang.Refuse("agenda.no-such-input", "input", n, "most", len(s.Inputs))
}

// late reports whether the agenda has gone out or the meeting has opened.
func (s *State) late() bool { return s.Published() || s.opened }

// add hands an input in and answers with its number.
func add(c *command.Context) (bot.Decision, error) {
	if err := going(c); err != nil {
		return bot.Decision{}, err
	}
	who, by, err := person(c)
	if err != nil {
		return bot.Decision{}, err
	}
	title := strings.Join(strings.Fields(c.Text("title")), " ")
	s := Of(c.View)
	switch {
	case title == "":
		return bot.Decision{}, lang.Refuse("agenda.no-title")
	case len(s.Inputs) >= maxInputs:
		return bot.Decision{}, lang.Refuse("agenda.too-many-inputs", "most", maxInputs)
	}
	if first, ok := s.same(who, title, c.Text("why")); ok && !c.Archive {
		return bot.Decision{}, lang.Refuse("agenda.same-input", "input", first.Number, "title", title)
	}
	e := InputAdded{
		Number: len(s.Inputs) + 1, Title: bot.Write(who, title), Minutes: c.Number("minutes"),
		Purpose: Purpose(c.Text("kind")), Authors: []bot.PersonID{who},
		Groups: []bot.Group{roster.GroupOf(c.View, who, bot.Group(c.Text("group")))}, Late: s.late(), By: by,
	}
	if why := c.Text("why"); why != "" {
		e.Why = bot.Write(who, why)
	}
	if of := c.Text("behalf"); of != "" {
		e.OnBehalf = bot.Write(who, of)
	}
	m := receipt(c.View, e.Number, title)
	d := bot.Decision{Events: []bot.Event{e}, Reply: bot.Reply{Message: &m}}
	if by != "" {
		d.Effects = append(d.Effects, tell("agenda.entered", e.Number, who))
	}
	if e.Late {
		d.Effects = append(d.Effects, tellLeads(c, "agenda.late", e.Number)...)
	}
	return d, nil
}

// same finds an input with the same words of the same author: handed in twice
// by mistake, or because nobody knew that it had arrived.
func (s *State) same(author bot.PersonID, title, why string) (Input, bool) {
	alike := func(a, b string) bool {
		return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
	}
	i := slices.IndexFunc(s.Inputs, func(in Input) bool {
		return in.IsAuthor(author) && in.Fate != Withdrawn && alike(in.Title.Text, title) && alike(in.Why.Text, why)
	})
	if i < 0 {
		return Input{}, false
	}
	return s.Inputs[i], true
}

// receipt is the answer to whoever handed in an input.
func receipt(v bot.View, n int, title string) chat.Message {
	m := chat.Say(v.Say("agenda.receipt", "input", n, "title", title, "meeting", meeting.Of(v).Title.Text), v.Say("agenda.receipt.fate"))
	m.Buttons = changeButtons(v, n)
	m.Seen = v.Say("seen.only-you")
	return m
}

func changeButtons(v bot.View, n int) []chat.Button {
	return []chat.Button{
		{Label: v.Say("agenda.button.change"), Call: chat.Do("agenda change", "input", strconv.Itoa(n)), Ask: true},
		{Label: v.Say("agenda.button.withdraw"), Call: chat.Do("agenda withdraw", "input", strconv.Itoa(n))},
	}
}

// tell names a private message about an input to one person.
func tell(show string, input int, p bot.PersonID) bot.Effect {
	return bot.Effect{
		Do: bot.Direct, Key: fmt.Sprintf("%s %d %s", show, input, p), Show: show,
		To: bot.ToPerson(p), With: map[string]string{"input": strconv.Itoa(input)},
	}
}

// tellLeads names a private message about an input to whoever chairs, and to
// the Secretariat.
func tellLeads(c *command.Context, show string, input int) []bot.Effect {
	var effects []bot.Effect
	chairs := []bot.PersonID{meeting.Of(c.View).Chair}
	if chairs[0] == "" {
		chairs = roster.Of(c.View).With(bot.RoleChair, c.Now)
	}
	for _, p := range append(chairs, roster.Of(c.View).With(bot.RoleSecretariat, c.Now)...) {
		e := tell(show, input, p)
		if p != c.Me() && !slices.ContainsFunc(effects, func(o bot.Effect) bool { return o.Key == e.Key }) {
			effects = append(effects, e)
		}
	}
	return effects
}

// own gives an input that the actor may change: an author, or whoever may act
// for others.
func own(c *command.Context) (Input, error) {
	if err := going(c); err != nil {
		return Input{}, err
	}
	in, err := Of(c.View).input(c.Number("input"))
	if err != nil {
		return Input{}, err
	}
	if !in.IsAuthor(c.Me()) && (in.By == "" || in.By != c.Me()) && !c.Archive {
		return Input{}, lang.Refuse("agenda.not-yours", "input", in.Number)
	}
	return in, nil
}

// change gives an input other words, as long as nothing has become of it.
func change(c *command.Context) (bot.Decision, error) {
	in, err := own(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if in.Fate != Undecided && (!in.Fate.OnAgenda() || Of(c.View).late()) {
		return bot.Decision{}, lang.Refuse("agenda.decided-already", "input", in.Number, "fate", lang.T("agenda.fate-is."+string(in.Fate)))
	}
	e := InputChanged{
		Number: in.Number, Title: in.Title, Why: in.Why, Minutes: in.Minutes, Purpose: in.Kind, OnBehalf: in.OnBehalf, By: c.Me(),
	}
	writer := in.Title.By
	if title := strings.Join(strings.Fields(c.Text("title")), " "); title != "" {
		e.Title = bot.Write(writer, title)
	}
	if c.Has("why") {
		e.Why = bot.Write(writer, c.Text("why"))
	}
	if c.Has("minutes") {
		e.Minutes = c.Number("minutes")
	}
	if c.Has("kind") {
		e.Purpose = Purpose(c.Text("kind"))
	}
	if c.Has("behalf") {
		e.OnBehalf = bot.Write(writer, c.Text("behalf"))
	}
	if e.Title.Text == in.Title.Text && e.Why.Text == in.Why.Text && e.Minutes == in.Minutes && e.Purpose == in.Kind && e.OnBehalf.Text == in.OnBehalf.Text {
		return bot.Decision{}, lang.Refuse("agenda.nothing-to-change", "input", in.Number)
	}
	return bot.Decision{Events: []bot.Event{e}, Reply: bot.Say("agenda.changed", "input", in.Number, "title", e.Title.Text)}, nil
}

// withdraw takes an input back. Once its item has been taken it stays.
func withdraw(c *command.Context) (bot.Decision, error) {
	in, err := own(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if in.Fate == Withdrawn {
		return bot.Decision{Reply: bot.Say("agenda.withdrawn-already", "input", in.Number)}, nil
	}
	s := Of(c.View)
	if err := s.movable(in); err != nil {
		return bot.Decision{}, err
	}
	d := bot.Decision{
		Events: []bot.Event{InputWithdrawn{Number: in.Number, By: c.Me()}},
		Reply:  bot.Say("agenda.withdrawn", "input", in.Number, "title", in.Title.Text),
	}
	if in.Fate.OnAgenda() {
		d.Effects = tellLeads(c, "agenda.withdrawn", in.Number)
	}
	return s.follow(c, d), nil
}

// support backs an input of somebody else. Twice counts once.
func support(c *command.Context) (bot.Decision, error) {
	if err := going(c); err != nil {
		return bot.Decision{}, err
	}
	in, err := Of(c.View).input(c.Number("input"))
	if err != nil {
		return bot.Decision{}, err
	}
	who, by, err := person(c)
	if err != nil {
		return bot.Decision{}, err
	}
	switch {
	case in.Supports(who):
		return bot.Decision{Reply: bot.Say("agenda.supported-already", "input", in.Number)}, nil
	case in.IsAuthor(who):
		return bot.Decision{}, lang.Refuse("agenda.supports-own", "input", in.Number)
	case in.Fate == Withdrawn || in.Fate == Deferred:
		return bot.Decision{}, lang.Refuse("agenda.decided-already", "input", in.Number, "fate", lang.T("agenda.fate-is."+string(in.Fate)))
	}
	group := roster.GroupOf(c.View, who, bot.Group(c.Text("group")))
	reply := bot.Say("agenda.supported", "input", in.Number, "title", in.Title.Text)
	if by != "" {
		reply = bot.Say("agenda.supported-for", "name", roster.Name(c.View, who), "input", in.Number, "title", in.Title.Text)
	}
	return bot.Decision{
		Events: []bot.Event{InputSupported{Number: in.Number, Backer: Backer{Person: who, Group: group, By: by}}},
		Reply:  reply,
	}, nil
}

// unsupport takes support back.
func unsupport(c *command.Context) (bot.Decision, error) {
	if err := going(c); err != nil {
		return bot.Decision{}, err
	}
	in, err := Of(c.View).input(c.Number("input"))
	if err != nil {
		return bot.Decision{}, err
	}
	who, by, err := person(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if !in.Supports(who) {
		return bot.Decision{Reply: bot.Say("agenda.unsupported-already", "input", in.Number)}, nil
	}
	reply := bot.Say("agenda.unsupported", "input", in.Number)
	if by != "" {
		reply = bot.Say("agenda.unsupported-for", "name", roster.Name(c.View, who), "input", in.Number)
	}
	return bot.Decision{Events: []bot.Event{SupportWithdrawn{Number: in.Number, Person: who, By: by}}, Reply: reply}, nil
}

// contest records an author's word that what became of the input misses it,
// and tells whoever decides.
func contest(c *command.Context) (bot.Decision, error) {
	in, err := Of(c.View).input(c.Number("input"))
	if err != nil {
		return bot.Decision{}, err
	}
	switch {
	case !in.IsAuthor(c.Me()) && !c.Archive:
		return bot.Decision{}, lang.Refuse("agenda.not-yours", "input", in.Number)
	case in.Fate == Undecided:
		return bot.Decision{}, lang.Refuse("agenda.undecided", "input", in.Number)
	}
	return bot.Decision{
		Events:  []bot.Event{InputContested{Number: in.Number, Person: c.Me(), Text: bot.Write(c.Me(), c.Text("text"))}},
		Effects: tellLeads(c, "agenda.contested", in.Number),
		Reply:   bot.Say("agenda.contest-noted", "input", in.Number),
	}, nil
}

// link adds the paper that a log calls the agenda.
func link(c *command.Context) (bot.Decision, error) {
	for _, p := range meeting.Of(c.View).Papers {
		if p.Link == c.Text("url") {
			return bot.Decision{Reply: bot.Say("agenda.linked-already")}, nil
		}
	}
	return bot.Decision{
		Events: []bot.Event{meeting.PaperAdded{Link: c.Text("url"), By: c.Me()}},
		Reply:  bot.Say("agenda.linked"),
	}, nil
}
