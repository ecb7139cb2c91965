package room_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"magbot/adapters/room"
	"magbot/bot"
	"magbot/bot/chat"
)

// sketches fills a room with a meeting that is under way.
func sketches(s *scene) {
	s.house.answer = s.actor
	s.house.form = agendaForm
	s.config.Commands = commands
}

func commands(_ context.Context, _ bot.PersonID) ([]room.Command, error) {
	return []room.Command{
		{Path: "agenda add", Usage: "agenda add TITLE [WHY…]", Help: "Hand in an input for the agenda"},
		{Path: "agenda list", Help: "See the inputs and what became of them"},
		{Path: "agenda support", Usage: "agenda support INPUT", Help: "Support an input"},
		{Path: "meeting show", Help: "When and where the meeting is"},
		{Path: "queue add", Usage: "queue add [NOTE…]", Help: "Ask for the floor"},
		{Path: "queue done", Help: "Say that you have finished speaking"},
		{Path: "queue show", Help: "Who is waiting"},
		{Path: "me show", Help: "What is known about you"},
		{Path: "me export", Help: "Everything the record holds about you"},
	}, nil
}

func agendaForm(in bot.Input) (bot.Answer, error) {
	call, ok := in.Intent.(bot.Call)
	if !ok {
		return bot.Answer{}, fmt.Errorf("a form of %T", in.Intent)
	}
	return bot.Answer{Form: &chat.Form{
		Title: "Hand in an input for the agenda", Call: chat.Call{Path: call.Path, Args: map[string]string{"meeting": "14"}},
		Note: "Everybody in the channel will see it, with your name.", Submit: "Hand it in",
		Fields: []chat.Field{
			{Name: "title", Label: "Title", Kind: chat.ShortText, Required: true, Max: 120, Value: call.Args["title"]},
			{Name: "why", Label: "Why it matters", Kind: chat.LongText, Max: 2000},
			{Name: "minutes", Label: "Minutes wanted", Kind: chat.Number, Hint: "Most items take 10 to 20."},
			{Name: "kind", Label: "Kind", Kind: chat.Pick, Required: true, Choices: []chat.Choice{
				{Value: "information", Label: "for information"}, {Value: "discussion", Label: "for discussion"}, {Value: "decision", Label: "for decision"},
			}},
			{Name: "groups", Label: "Groups it concerns", Kind: chat.PickMany, Choices: []chat.Choice{
				{Value: "Government", Label: "Government"}, {Value: "Civil Society", Label: "Civil Society"}, {Value: "Private Sector", Label: "Private Sector"},
			}},
			{Name: "behalf", Label: "I hand this in on behalf of my organisation", Kind: chat.Check},
			{Name: "paper", Label: "Paper", Kind: chat.Upload, Hint: "Plain text."},
		},
	}}, nil
}

// queueCard is what everybody sees of the item and its queue.
func queueCard(now time.Time, waiting ...chat.Text) chat.Message {
	return chat.Message{
		Blocks: []chat.Block{
			chat.Heading{Text: "Item 3 of 6 · Workshop evaluation: criteria"},
			chat.Paragraph{Text: chat.Line("for decision · ", chat.Clock{Since: now.Add(-12 * time.Minute), Allowed: 20 * time.Minute})},
			chat.Paragraph{Text: chat.Line("Speaking  ", chat.Strong("Grace Adeyemi"), " (Technical Community)  ", chat.Clock{Since: now.Add(-95 * time.Second), Allowed: 3 * time.Minute})},
			chat.Paragraph{Text: chat.Line(chat.Strong("Waiting"))},
			chat.List{Numbered: true, Lines: waiting},
		},
		Buttons: []chat.Button{
			{Label: "Ask for the floor", Call: chat.Do("queue add"), Style: chat.Primary},
			{Label: "I am done", Call: chat.Do("queue done", "turn", "12")},
			{Label: "Withdraw", Call: chat.Do("queue remove")},
			{Label: "With a note …", Call: chat.Do("queue add"), Ask: true},
		},
		Seen: "Everybody in the channel sees this. Or type  q+ to say …",
	}
}

func waiting() []chat.Text {
	return []chat.Text{
		chat.Line(chat.Strong("محمد الأمين"), " (Government) · point of order"),
		chat.Line(chat.Strong("王小明"), " (Civil Society) “weights of the criteria”"),
		chat.Line(chat.Strong("Óscar Núñez"), " (Private Sector)"),
		chat.Line(chat.Strong("GOV-4"), " (Government) · first time today"),
	}
}

func chairCard() chat.Message {
	return chat.Message{
		Blocks: []chat.Block{
			chat.Paragraph{Text: chat.Line("Next, if you agree: ", chat.Strong("Óscar Núñez"), ". Private Sector has had 2 % of the time and is 22 % of the members present.")},
			chat.Note{Text: chat.Line("In order of asking it would be ", chat.Strong("王小明"), ".")},
		},
		Buttons: []chat.Button{
			{Label: "Call Óscar Núñez", Call: chat.Do("queue call", "person", "p-ps1", "after", "12"), Style: chat.Primary},
			{Label: "Call 王小明", Call: chat.Do("queue call", "person", "p-cs2", "after", "12")},
			{Label: "Call someone …", Call: chat.Do("queue call"), Ask: true},
			{Label: "Close the queue", Call: chat.Do("queue close"), Style: chat.Danger},
		},
		Seen: "Only you, as Chair, see this.",
	}
}

func balanceCard() chat.Message {
	row := func(group, had, present, asked, called, note string) []chat.Text {
		return []chat.Text{chat.Line(group), chat.Line(had), chat.Line(present), chat.Line(asked), chat.Line(called), chat.Line(note)}
	}
	return chat.Message{
		Blocks: []chat.Block{
			chat.Heading{Text: "Item 3 so far: 14 turns, 31 minutes"},
			chat.Table{
				Header: []string{"", "had", "present", "asked", "called", ""}, Numbers: []int{1, 2, 3, 4},
				Rows: [][]chat.Text{
					row("Government", "46 %", "31 %", "9", "6", ""), row("Technical Community", "27 %", "18 %", "4", "3", ""),
					row("Civil Society", "21 %", "24 %", "4", "3", ""), row("Private Sector", "2 %", "22 %", "3", "1", "asked twice more, not called"),
					row("Intergovernmental", "0 %", "5 %", "0", "0", ""), row("unknown", "4 %", "0 %", "1", "1", ""),
				},
			},
			chat.Note{Text: chat.Line("28 % of the time would have to move to match. With 14 turns, about 20 % can be chance.")},
			chat.Picture{Alt: "Share of the floor by group", SVG: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 40" width="320" height="40"><rect width="147" height="24" y="8" fill="#37688c"/><rect x="147" width="86" height="24" y="8" fill="#2f7268"/><rect x="233" width="67" height="24" y="8" fill="#86496b"/><rect x="300" width="6" height="24" y="8" fill="#9a4a36"/><rect x="306" width="14" height="24" y="8" fill="#999"/></svg>`},
		},
		Buttons: []chat.Button{
			{Label: "Invite Private Sector", Call: chat.Do("queue invite", "group", "Private Sector")},
			{Label: "Show the channel", Call: chat.Do("balance post")},
		},
		Seen: "Only you see this.",
	}
}

func reminder(at time.Time) chat.Message {
	return chat.Message{
		Blocks: []chat.Block{
			chat.Heading{Text: "MAG Virtual Meeting XIV"},
			chat.Paragraph{Text: chat.Line(chat.Time{At: at})},
			chat.Paragraph{Text: chat.Line("6 items, 2 for decision. Your input ", chat.Strong("“Hybrid speaking rules”"), " is item 4. ", chat.Link{Label: "Papers", URL: "https://example.org/papers"})},
			chat.Note{Text: chat.Line("It is night for 7 members; the next meeting in the rotation is at ", chat.Time{At: at.Add(19 * time.Hour), Form: chat.TimeOnly}, ".")},
		},
		Buttons: []chat.Button{
			{Label: "I will be there", Call: chat.Do("present add"), Style: chat.Primary},
			{Label: "Regrets", Call: chat.Do("regrets add")},
			{Label: "Agenda", Call: chat.Do("agenda show")},
		},
	}
}

// meeting puts the sketches in the room.
func (s *scene) meeting() {
	s.t.Helper()
	now := s.clock.now()
	s.deliver(bot.Delivery{ID: "r1", Kind: bot.Post, Key: "reminder", Place: general(), Message: reminder(now.Add(24 * time.Hour))})
	s.deliver(bot.Delivery{ID: "r2", Kind: bot.Live, Key: "meeting/14 floor.queue", Place: general(), Message: queueCard(now, waiting()...)})
	s.deliver(bot.Delivery{ID: "r3", Kind: bot.Live, Key: "meeting/14 floor.chair", Account: to("p-chair"), Message: chairCard()})
	s.deliver(bot.Delivery{ID: "r4", Kind: bot.Post, Key: "decided", Place: general(), Message: chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: "Decided under item 2"},
		chat.Quote{Text: "The MAG adopts the evaluation criteria, version 3.", From: "王小明"},
		chat.Paragraph{Text: chat.Line("No objection 21 · Objections 1 (answered) · Not heard from 18")},
	}, Seen: "Everybody in the channel sees this."}})
	s.deliver(bot.Delivery{ID: "r5", Kind: bot.Direct, Key: "fate", Account: to("p-cs2"), Message: chat.Say(
		"Your input 7 “Hybrid speaking rules” is now part of item 4 “Rules for hybrid meetings”, with inputs 2 and 9.", "You stay named as an author.")})
}

// actor answers as the bot of the sketches would.
func (s *scene) actor(in bot.Input) (bot.Answer, error) {
	switch intent := in.Intent.(type) {
	case bot.Typed:
		return s.typedAnswer(in, intent)
	case bot.Call:
		switch intent.Path {
		case "balance":
			return bot.Answer{Message: balanceCard()}, nil
		case "queue add":
			s.ask(in)
			return recorded(chat.Say("You are on the queue, after GOV-4.")), nil
		}
		return recorded(chat.Message{}), nil
	}
	return bot.Answer{}, fmt.Errorf("no answer to %T", in.Intent)
}

func (s *scene) typedAnswer(in bot.Input, intent bot.Typed) (bot.Answer, error) {
	switch {
	case strings.HasPrefix(intent.Text, "q+"):
		s.ask(in)
		return recorded(chat.Message{}), nil
	case intent.Text == "/mag balance":
		return bot.Answer{Message: balanceCard()}, nil
	case intent.Text == "/mag agenda add":
		return agendaForm(bot.Input{Intent: bot.Do("agenda add")})
	case intent.Addressed:
		m := chat.Say(intent.Text + " — I know no such command. Did you mean /mag agenda add?")
		m.Buttons = []chat.Button{{Label: "Do that", Call: chat.Do("agenda add"), Ask: true}}
		return bot.Answer{Refused: true, Message: m}, nil
	}
	return bot.Answer{Ignored: true}, nil
}

// ask puts the actor at the end of the queue that everybody sees.
func (s *scene) ask(in bot.Input) {
	name := string(in.Actor.Person)
	for _, seat := range people() {
		if seat.Person == in.Actor.Person {
			name = seat.Name
		}
	}
	line := chat.Line(chat.Strong(name))
	s.deliver(bot.Delivery{
		ID: "ask " + string(in.Cause), Kind: bot.Live, Key: "meeting/14 floor.queue", Place: general(),
		Message: queueCard(s.clock.now(), append(waiting(), line)...),
	})
}
