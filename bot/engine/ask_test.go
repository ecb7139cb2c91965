package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/house"
	"magbot/bot/roster"
)

// asking is a feature that asks a platform, and keeps what it answers.
type heard struct {
	Answer string `json:"answer"`
}

func (heard) Kind() string { return "tally.heard.v1" }

func asking() house.Feature {
	kept := bot.NewSlot("asking", func() *[]string { return &[]string{} })
	requests := map[string]bot.Request{
		"members": {Members: &channel},
		"around":  {Around: &bot.Around{Link: "fake://1", Most: 3}},
		"hide":    {Act: &bot.Act{Do: bot.HideMessage, Link: "fake://1"}},
		"quiet":   {Act: &bot.Act{Do: bot.TimeOut, Person: "p-1"}},
		"away":    {Members: &bot.Place{Platform: "elsewhere", Channel: "x"}},
	}
	ask := func(c *command.Context) (bot.Decision, error) {
		return bot.Decision{Events: []bot.Event{rung{}}, Effects: []bot.Effect{{
			Do: bot.Ask, Key: "ask", Show: "asking." + c.Text("what"), Send: &bot.Forwarded{Call: bot.Do("asking heard", "note", "kept")},
		}}}, nil
	}
	told := func(c *command.Context) (bot.Decision, error) {
		return bot.Decision{Events: []bot.Event{rung{}}, Effects: []bot.Effect{{
			Do: bot.Direct, Key: "told", Show: "asking.note", To: bot.ToPerson(bot.PersonID(c.Text("what"))),
			Send: &bot.Forwarded{Call: bot.Do("asking heard", "note", "never")},
		}}}, nil
	}
	hear := func(c *command.Context) (bot.Decision, error) {
		return bot.Decision{Events: []bot.Event{heard{c.Text("note") + " " + c.Text("person") + c.Text(bot.AnswerArg)}}}, nil
	}
	everybody := []bot.Role{bot.RoleUnknown, bot.RoleAnyone, bot.RoleBot, bot.RoleOperator}
	what := command.Arg{Name: "what", Required: true}
	f := house.Feature{
		Name: "asking", Events: []bot.EventType{bot.EventOf[heard](), bot.EventOf[roster.PersonAdded]()}, Asks: map[string]bot.MakeRequest{},
		Shows: map[string]bot.Show{"asking.note": func(bot.View, bot.Effect) (chat.Message, error) { return chat.Say("a note"), nil }},
		Apply: func(s *bot.State, m bot.Meta, e bot.Event) {
			roster.Apply(s, m, e)
			if e, ok := e.(heard); ok {
				all := kept.Change(s)
				*all = append(*all, e.Answer)
			}
		},
		Commands: []command.Command{
			{Path: "asking ask", On: command.Work, Who: everybody, Decide: ask, Args: []command.Arg{what}},
			{Path: "asking tell", On: command.Work, Who: everybody, Decide: told, Args: []command.Arg{what}},
			{Path: "asking heard", On: command.Work, Who: []bot.Role{bot.RoleBot}, Inner: true, Decide: hear, Args: []command.Arg{
				{Name: "note"}, {Name: "person"}, {Name: bot.AnswerArg, Kind: command.Long},
			}},
			{Path: "asking seat", On: command.Community, Who: everybody, Decide: fact(roster.PersonAdded{Person: "p-1"})},
			{Path: "asking show", On: command.Work, Who: everybody, Show: func(c *command.Context) (bot.Reply, error) {
				m := chat.Say(strings.Join(*kept.Of(c.Here), "\n"))
				return bot.Reply{Message: &m}, nil
			}},
		},
	}
	for name, req := range requests {
		f.Asks["asking."+name] = func(bot.View, bot.Effect) (bot.Request, bool) { return req, true }
	}
	f.Asks["asking.nothing"] = func(bot.View, bot.Effect) (bot.Request, bool) { return bot.Request{}, false }
	return f
}

// knowing is a platform that can be asked.
type knowing struct {
	*fake

	fails  int
	unable bot.Inability
	acts   []bot.Act
	many   int
}

func (k *knowing) answer() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fails > 0 {
		k.fails--
		return errors.New("try later")
	}
	if k.unable != "" {
		return &bot.Unable{Why: k.unable}
	}
	return nil
}

func (k *knowing) Members(context.Context, bot.Place) (bot.Members, error) {
	return bot.Members{Accounts: make([]bot.Account, 1+k.many)}, k.answer()
}

func (k *knowing) Around(_ context.Context, a bot.Around) ([]bot.Said, error) {
	return []bot.Said{{Text: a.Link}}, k.answer()
}

func (k *knowing) Act(_ context.Context, a bot.Act) error {
	err := k.answer()
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		k.acts = append(k.acts, a)
	}
	return err
}

// answers gives what the stream was told, in order.
func (b *bundle) answers() (all []string) {
	b.t.Helper()
	for _, block := range b.do("asking show").Message.Blocks {
		if p, ok := block.(chat.Paragraph); ok && len(p.Text) > 0 {
			all = append(all, strings.Split(string(p.Text[0].(chat.Plain)), "\n")...)
		}
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

func (b *bundle) answered() bot.Answered {
	b.t.Helper()
	all := b.answers()
	if len(all) != 1 {
		b.t.Fatalf("it was told %d answers: %q", len(all), all)
	}
	var a bot.Answered
	if err := json.Unmarshal([]byte(strings.TrimPrefix(all[0], "kept ")), &a); err != nil {
		b.t.Fatalf("%q: %v", all[0], err)
	}
	return a
}

func TestAStreamIsToldWhatAPlatformAnswers(t *testing.T) {
	for what, right := range map[string]func(a bot.Answered) bool{
		"members": func(a bot.Answered) bool { return a.Members != nil && len(a.Members.Accounts) == 1 && a.On == "fake" },
		"around":  func(a bot.Answered) bool { return len(a.Said) == 1 && a.Said[0].Text == "fake://1" && a.On == "fake" },
		"hide":    func(a bot.Answered) bool { return a.Done && a.On == "fake" },
		"quiet":   func(a bot.Answered) bool { return !a.Done && a.Unable == bot.NoAccount },
		"away":    func(a bot.Answered) bool { return a.Members == nil && a.Unable == bot.NotHere },
	} {
		t.Run(what, func(t *testing.T) {
			b := setup(t)
			b.engine.Attach(&knowing{fake: b.fake, fails: 0})
			b.do("asking ask", "what", what)
			b.settle()
			if a := b.answered(); !right(a) {
				t.Errorf("the answer is %+v", a)
			}
			b.restart() // what is answered is not asked again
			b.settle()
			b.answered()
		})
	}
}

func TestAPlatformThatFailsIsAskedAgainAndItsRefusalIsTheAnswer(t *testing.T) {
	b := setup(t)
	k := &knowing{fake: b.fake, fails: 1, unable: bot.NoRight}
	b.engine.Attach(k)
	b.do("asking ask", "what", "members")
	b.settle()
	if a := b.answered(); a.Unable != bot.NoRight || a.Members != nil {
		t.Errorf("the answer is %+v", a)
	}
}

func TestAPlatformThatCannotBeAskedSaysSo(t *testing.T) {
	b := setup(t)
	for _, what := range []string{"members", "around", "hide"} {
		b.do("asking ask", "what", what)
	}
	b.settle()
	for _, answer := range b.answers() {
		if !strings.Contains(answer, string(bot.Unsupported)) {
			t.Errorf("the answer is %s", answer)
		}
	}
}

func TestWhatThereIsNothingToAskAboutIsNotAsked(t *testing.T) {
	b := setup(t)
	b.do("asking ask", "what", "nothing")
	b.settle()
	if all := b.answers(); len(all) != 0 {
		t.Errorf("it was told %q", all)
	}
}

func TestAChannelOfMoreThanCanBeComparedIsTooMany(t *testing.T) {
	b := setup(t)
	b.engine.Attach(&knowing{fake: b.fake, many: bot.MostMembers})
	b.do("asking ask", "what", "members")
	b.settle()
	if a := b.answered(); a.Unable != bot.TooMany {
		t.Errorf("the answer is %+v", a)
	}
}

func TestAnActHasTheSameNameHoweverOftenItIsTried(t *testing.T) {
	b := setup(t)
	k := &knowing{fake: b.fake}
	b.engine.Attach(k)
	b.do("asking ask", "what", "hide")
	b.do("asking ask", "what", "hide")
	b.settle()
	if len(k.acts) != 2 || k.acts[0].ID == "" || k.acts[0].ID == k.acts[1].ID {
		t.Errorf("what was done: %+v", k.acts)
	}
}

func TestAStreamIsToldWhomAMessageCanNeverReach(t *testing.T) {
	b := setup(t)
	b.engine.Attach(roomFake{b.fake})
	b.do("asking seat")
	b.do("asking tell", "what", "p-1")
	b.settle()
	all := b.answers()
	if len(all) != 1 || !strings.HasPrefix(all[0], "never p-1") {
		t.Errorf("it was told %q", all)
	}
	b.restart()
	b.settle()
	if again := b.answers(); len(again) != 1 {
		t.Errorf("it was told %q", again)
	}
}

// roomFake is the room, in which nobody can be reached.
type roomFake struct{ *fake }

func (roomFake) Platform() string { return "room" }

func (roomFake) Deliver(context.Context, bot.Delivery) (bot.Posted, error) {
	return bot.Posted{}, &bot.Undeliverable{Why: "away"}
}
