package main_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/discord/discordtest"
	"magbot/adapters/storytest"
	"magbot/bot"
	"magbot/bot/chat"
)

// clicked is what stands behind a button: where it stands, and its custom_id.
type clicked struct{ channel, id string }

// paper is a form that somebody was shown.
type paper struct {
	form    chat.Form // what the bot asks
	channel string
	modal   []byte                    // it stands open
	button  string                    // opens it
	again   func(t testing.TB) *paper // asks for it anew
}

// Do implements storytest.People.
func (s *discordStage) Do(t testing.TB, name string, act storytest.Act) storytest.Answer {
	t.Helper()
	user := s.account(t, name)
	switch act := act.(type) {
	case storytest.Line:
		return s.says(t, user, act)
	case storytest.Press:
		b := act.Button.Handle.(clicked)
		i := s.server.Press(user, b.channel, b.id)
		for range act.Times - 1 {
			s.server.Redeliver(i)
		}
		return s.answer(t, i, nil)
	case storytest.Fill:
		return s.fill(t, user, act.Form.Handle.(*paper), act.Values)
	}
	t.Fatalf("nobody can do %T", act)
	return storytest.Answer{}
}

// rest waits until the bot has come to rest: until it asks nothing of Discord for
// longer than its own limit of fifty requests a second lets one wait. The clock of
// the story stands still meanwhile. Two people may wait at once.
func (s *discordStage) rest() {
	s.resting <- struct{}{}
	defer func() { <-s.resting }()
	s.stand(s.Now())
	defer s.run()
	for {
		synctest.Wait()
		before := len(s.server.Calls("", ""))
		<-time.After(pause)
		synctest.Wait()
		if len(s.server.Calls("", "")) == before {
			return
		}
	}
}

const pause = 25 * time.Millisecond

// says says a line. "/mag …" is a command of Discord; half of what is for the
// bot alone is typed into the conversation with it.
func (s *discordStage) says(t testing.TB, user string, act storytest.Line) storytest.Answer {
	t.Helper()
	conversation := s.server.Converse(user)
	place := s.hall
	if act.Private {
		place = conversation
	}
	words, command := strings.CutPrefix(act.Text, "/mag ")
	if typed := act.Private && len(words)%2 == 0; command && !typed {
		again := func(t testing.TB) *paper {
			t.Helper()
			return s.says(t, user, act).Form.Handle.(*paper)
		}
		return s.answer(t, s.server.Slash(user, place, "mag", "", discordtest.Give{Name: "command", Value: words}), again)
	}
	before := s.server.Messages(conversation)
	line := s.server.Say(user, place, act.Text)
	s.rest()
	said := s.answerTo("discord:line:" + place + ":" + line)
	shown := storytest.Answer{Refused: said.Refused}
	for _, m := range s.server.Messages(conversation) {
		known := slices.ContainsFunc(before, func(b discordtest.Posted) bool { return b.ID == m.ID })
		if m.Author == discordtest.Bot && !m.Once && !known {
			shown.Message = joined(shown.Message, legible(conversation, m))
		}
	}
	shown.Signed = slices.ContainsFunc(s.server.Messages(place), func(m discordtest.Posted) bool {
		return m.ID == line && slices.Contains(m.Reactions, "✅")
	})
	if said.Refused && shown.Text == "" {
		t.Errorf("%q was refused without a word", act.Text)
	}
	s.form(t, &shown, said, paper{channel: conversation})
	return shown
}

// answer waits for the answer to an interaction.
func (s *discordStage) answer(t testing.TB, i *discordtest.Interaction, again func(testing.TB) *paper) storytest.Answer {
	t.Helper()
	s.rest()
	seen := s.server.Look(i)
	if seen.Callback == 0 || (seen.Callback == discordtest.Deferred && len(seen.Text()) < 2) {
		t.Errorf("an interaction was not answered: %+v", seen)
	}
	said := s.answerTo("discord:interaction:" + i.ID)
	shown := storytest.Answer{Refused: said.Refused}
	for _, m := range seen.Messages {
		shown.Message = joined(shown.Message, legible(i.Channel, *m))
		if !m.Ephemeral {
			t.Errorf("everybody sees the answer to one: %s", m.Text())
		}
	}
	s.form(t, &shown, said, paper{channel: i.Channel, modal: seen.Modal, again: again})
	return shown
}

// form adds the form that an answer asks to be filled in, as it can be opened.
func (s *discordStage) form(t testing.TB, shown *storytest.Answer, said bot.Answer, p paper) {
	t.Helper()
	if said.Form == nil {
		return
	}
	p.form = *said.Form
	if p.button = opener(shown.Message); p.button == "" && p.modal == nil {
		t.Errorf("the form %q cannot be opened in Discord", p.form.Title)
		return
	}
	f := &storytest.Form{Title: p.form.Title, Handle: &p}
	for _, field := range p.form.Fields {
		f.Fields = append(f.Fields, field.Name)
	}
	shown.Form = f
}

// opener is the custom_id of the button that opens the next modal of a form.
func opener(m storytest.Message) string {
	for _, b := range m.Buttons {
		if c := b.Handle.(clicked); strings.HasPrefix(c.id, "o:") {
			return c.id
		}
	}
	return ""
}

func legible(channel string, m discordtest.Posted) storytest.Message {
	shown := storytest.Message{Text: m.TextAt(time.UTC)}
	for _, row := range m.Message.Components {
		for _, b := range row.Components {
			shown.Buttons = append(shown.Buttons, storytest.Button{Label: b.Label, Handle: clicked{channel, *b.CustomID}})
		}
	}
	return shown
}

func joined(a, b storytest.Message) storytest.Message {
	if a.Text != "" {
		b.Text = a.Text + "\n" + b.Text
	}
	b.Buttons = append(slices.Clone(a.Buttons), b.Buttons...)
	return b
}

// fill fills a form in, one modal after the other, and sends it.
func (s *discordStage) fill(t testing.TB, user string, p *paper, values map[string]string) storytest.Answer {
	t.Helper()
	for range 10 {
		m, err := discordtest.OpenModal(s.open(t, user, p))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range m.Components {
			if c.Component != nil {
				s.write(t, m, c, p.form, values)
			}
		}
		i, err := s.server.Submit(user, p.channel, m)
		if err != nil {
			t.Fatal(err)
		}
		shown := s.answer(t, i, nil)
		p.button = opener(shown.Message)
		said := s.answerTo("discord:interaction:" + i.ID)
		if p.button == "" || shown.Form != nil || said.Refused {
			return shown
		}
	}
	t.Errorf("the form %q has no end", p.form.Title)
	return storytest.Answer{}
}

// open opens the next modal of a form.
func (s *discordStage) open(t testing.TB, user string, p *paper) []byte {
	t.Helper()
	if raw := p.modal; raw != nil {
		p.modal = nil
		return raw
	}
	if p.button == "" && p.again != nil {
		*p = *p.again(t)
		return s.open(t, user, p)
	}
	i := s.server.Press(user, p.channel, p.button)
	s.rest()
	seen := s.server.Look(i)
	if seen.Modal == nil {
		t.Fatalf("the form %q did not open: response %d, %q; refused: %q", p.form.Title, seen.Callback, seen.Text(), s.server.Refused())
	}
	return seen.Modal
}

// write answers one question of a modal.
func (s *discordStage) write(t testing.TB, m *discordtest.Modal, c discordtest.Component, form chat.Form, values map[string]string) {
	t.Helper()
	number, part := 0, 0
	if _, err := fmt.Sscanf(*c.Component.CustomID, "f.%d.%d", &number, &part); err != nil || part > 0 {
		t.Errorf("the question %q: %v", *c.Component.CustomID, err)
		return
	}
	field := form.Fields[number]
	value, given := values[field.Name]
	if !given {
		return
	}
	var err error
	switch {
	case field.Kind == chat.Upload:
		err = m.Upload(c.Label, s.server.Upload("roster.csv", value))
	case len(field.Choices) > 0:
		i := slices.IndexFunc(field.Choices, func(o chat.Choice) bool { return o.Value == value })
		if i < 0 {
			t.Fatalf("%q offers no %q", field.Name, value)
		}
		err = m.Set(c.Label, field.Choices[i].Label)
	default:
		err = m.Set(c.Label, value)
	}
	if err != nil {
		t.Error(err)
	}
}

// Sees implements storytest.People: what stands in the channel and in the
// person's own conversation, answers apart.
func (s *discordStage) Sees(t testing.TB, name string) storytest.Screen {
	t.Helper()
	conversation := s.server.Converse(s.account(t, name))
	s.rest()
	var screen storytest.Screen
	for _, m := range s.server.Messages(s.hall) {
		if m.Author == discordtest.Bot {
			screen.Channel = append(screen.Channel, legible(s.hall, m))
		}
	}
	for _, m := range s.server.Messages(conversation) {
		if m.Author == discordtest.Bot && m.Once {
			screen.Private = append(screen.Private, legible(conversation, m))
		}
	}
	return screen
}
