package discord_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/adapters/discord/discordtest"
	"magbot/bot"
	"magbot/bot/chat"
)

func TestCommandsAsTheyAreGiven(t *testing.T) {
	t.Parallel()
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if _, err := w.Write([]byte("\uFEFFName\nليلى\n")); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(files.Close)
	for name, c := range map[string]struct {
		command, sub string
		options      []discordtest.Give
		want         string
	}{
		"with its options": {"queue", "add", []discordtest.Give{{Name: "note", Value: "to say <b>"}, {Name: "minutes", Value: 5}, {Name: "really", Value: true}}, "queue add map[minutes:5 note:to say <b> really:true]"},
		"without any":      {"queue", "add", nil, "queue add map[]"},
		"in words":         {"mag", "", []discordtest.Give{{Name: "command", Value: "queue add x"}}, `"/mag queue add x" true`},
		"with a file":      {"roster", "import", []discordtest.Give{{Name: "file", Value: discordtest.File{Name: "r.csv", Size: 10, URL: "FILE"}}}, "roster import map[file:Name\nليلى\n]"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.says("Done with it.", recorded)
			w.listen()
			for i, o := range c.options {
				if f, ok := o.Value.(discordtest.File); ok {
					f.URL = files.URL
					c.options[i].Value = f
				}
			}
			i := w.answered(w.Slash(w.ana, w.hall, c.command, c.sub, c.options...))
			if got := intent(w.brain.inputs()[0]); got != c.want {
				t.Errorf("the bot is asked %s", got)
			}
			if i.Callback != discordtest.Replied || len(i.Messages) != 1 || !i.Messages[0].Ephemeral {
				t.Errorf("the answer is %+v", i)
			}
			if in := w.brain.inputs()[0]; in.Actor.Account != w.account(w.ana) || in.Place.Channel != w.hall {
				t.Errorf("%+v in %+v", in.Actor, in.Place)
			}
			w.told(w.ana, "I am magbot") // once, of itself
		})
	}
}

func TestACommandThatDiscordHasFromBeforeIsSaidToBeGone(t *testing.T) {
	w := newTown(t)
	w.listen()
	i := w.answered(w.Slash(w.ana, w.hall, "vanished", "add"))
	wants(t, i.Text(), "too old")
	if n := len(w.brain.inputs()); n != 0 {
		t.Errorf("the bot was asked %d times", n)
	}
}

func TestAnInteractionThatComesTwiceIsOne(t *testing.T) {
	w := newTown(t)
	w.says("Done with it.", recorded)
	w.listen()
	i := w.Slash(w.ana, w.hall, "queue", "add")
	w.Redeliver(i)
	w.answered(i)
	w.Redeliver(i)
	w.hears("q+ afterwards")
	n := 0
	for _, in := range w.brain.inputs() {
		if strings.HasPrefix(intent(in), "queue add") {
			n++
		}
	}
	if n != 1 || len(w.Look(i).Messages) != 1 {
		t.Errorf("asked %d times, answered with %d messages", n, len(w.Look(i).Messages))
	}
}

func TestWhatTakesLongIsPromisedAndFollows(t *testing.T) {
	w := newTown(t)
	release := make(chan struct{})
	w.brain.answers(func(bot.Input) (bot.Answer, error) {
		<-release
		return bot.Answer{Message: chat.Say(strings.Repeat("A long answer. ", 600)), Record: recorded}, nil
	})
	w.listen()
	i := w.Slash(w.ana, w.hall, "queue", "add")
	if got := w.answered(i); got.Callback != discordtest.Deferred || got.Answered.Sub(got.Began) > 3*time.Second {
		t.Errorf("promised by %d after %s", got.Callback, got.Answered.Sub(got.Began))
	}
	close(release)
	w.Wait(t, "the answer", func() bool { return len(w.Look(i).Messages) == 3 })
	got := w.Look(i)
	if strings.Count(got.Text(), "A long answer.") != 600 {
		t.Error("something of the answer is lost")
	}
	for _, m := range got.Messages {
		if !m.Ephemeral {
			t.Error("everybody sees it")
		}
	}
}

func TestAnAnswerThatNobodyTakesGoesToThePerson(t *testing.T) {
	w := newTown(t)
	w.says("Here you are.", recorded)
	w.listen()
	w.Break(discordtest.Fault{Method: "POST", Path: "/interactions/", Times: 20, Status: http.StatusInternalServerError})
	w.Slash(w.ana, w.hall, "queue", "add")
	w.told(w.ana, "Here you are.")
}

func TestALostAnswerToTheCallbackIsNoFailure(t *testing.T) {
	w := newTown(t)
	w.says("Here you are.", recorded)
	w.listen()
	w.Break(discordtest.Fault{Method: "POST", Path: "/interactions/", Times: 1, Status: http.StatusServiceUnavailable})
	i := w.answered(w.Slash(w.ana, w.hall, "queue", "add"))
	wants(t, i.Text(), "Here you are.")
}

func TestWhatIsNotKnownToBeRecordedIsAskedAgainAndThenSaid(t *testing.T) {
	w := newTown(t)
	tries := 0
	w.brain.answers(func(bot.Input) (bot.Answer, error) {
		if tries++; tries < 3 {
			return bot.Answer{}, errBroken
		}
		return bot.Answer{Message: chat.Say("Recorded.")}, nil
	})
	w.listen()
	i := w.Slash(w.ana, w.hall, "queue", "add")
	w.Wait(t, "an answer", func() bool { return strings.Contains(w.Look(i).Text(), "Recorded.") })
	causes := map[bot.Cause]bool{}
	for _, in := range w.brain.inputs() {
		causes[in.Cause] = true
	}
	if len(causes) != 1 || tries != 3 {
		t.Errorf("%d causes in %d tries", len(causes), tries)
	}
	w.brain.answers(func(bot.Input) (bot.Answer, error) { panic("a rule broke") })
	i = w.Slash(w.ana, w.hall, "queue", "add")
	w.Wait(t, "an answer", func() bool { return strings.Contains(w.Look(i).Text(), "could not make sure") })
}

func TestAFormThatBreaksIsSaid(t *testing.T) {
	w := newTown(t)
	w.brain.form = func(bot.Input) (bot.Answer, error) { panic("a rule broke") }
	w.start()
	m := w.withButtons(chat.Button{Label: "Ask", Ask: true, Call: chat.Do("queue add")})
	w.says("Done with it.", recorded)
	w.listen()
	wants(t, w.answered(w.Press(w.ana, w.hall, m.Button("Ask"))).Text(), "could not make sure")
	wants(t, w.answered(w.Slash(w.ana, w.hall, "queue", "add")).Text(), "Done with it.")
}

// withButtons makes the bot post a message of buttons, and gives it.
func (w *town) withButtons(buttons ...chat.Button) discordtest.Posted {
	w.t.Helper()
	d := w.post(fmt.Sprint("buttons ", time.Now().UnixNano()), "Choose.")
	d.Message.Buttons = buttons
	w.deliver(d)
	all := w.Messages(w.hall)
	return all[len(all)-1]
}

func TestAButtonWorksAfterARestart(t *testing.T) {
	w := newTown(t)
	w.start()
	long := strings.Repeat("長", 500)
	m := w.withButtons(chat.Button{Label: "Short", Call: chat.Do("queue add", "note", "x")}, chat.Button{Label: "Long", Call: chat.Do("queue add", "note", long)})
	w.says("", recorded)
	w.listen()
	for label, want := range map[string]string{"Short": "x", "Long": long} {
		i := w.answered(w.Press(w.bo, w.hall, m.Button(label)))
		asked := w.brain.inputs()
		if got := intent(asked[len(asked)-1]); got != "queue add map[note:"+want+"]" {
			t.Errorf("%s asks %.40s", label, got)
		}
		if i.Callback != discordtest.DeferredUpdate || len(i.Messages) != 0 {
			t.Errorf("a press that changes what all see says %d %q", i.Callback, i.Text())
		}
	}
	i := w.answered(w.Press(w.bo, w.hall, "d0:@00112233445566778899aabbccddeeff"))
	wants(t, i.Text(), "too old")
}

// asksFor makes the bot ask for a form.
func (w *town) asksFor(form chat.Form, above chat.Message) {
	w.brain.form = func(in bot.Input) (bot.Answer, error) {
		return bot.Answer{Form: &form, Message: above}, nil
	}
}

func TestAButtonOpensAFormThatComesBack(t *testing.T) {
	w := newTown(t)
	w.asksFor(chat.Form{Title: "Decline", Call: chat.Do("agenda decline", "input", "3"), Fields: []chat.Field{{Name: "reason", Label: "Reason", Kind: chat.LongText, Required: true}}}, chat.Message{})
	w.start()
	m := w.withButtons(chat.Button{Label: "Decline", Ask: true, Call: chat.Do("agenda decline", "input", "3")})
	w.says("Declined.", recorded)
	w.listen()
	i := w.answered(w.Press(w.ana, w.hall, m.Button("Decline")))
	if i.Callback != discordtest.Asked {
		t.Fatalf("the answer is %d %q", i.Callback, i.Text())
	}
	modal, err := discordtest.OpenModal(i.Modal)
	if err != nil {
		t.Fatal(err)
	}
	w.listen() // a restart while somebody types
	if err := modal.Set("Reason", "Out of <scope>\nof ours"); err != nil {
		t.Fatal(err)
	}
	sent, err := w.Submit(w.ana, w.hall, modal)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, w.answered(sent).Text(), "Declined.")
	if got := intent(w.brain.inputs()[0]); got != "agenda decline map[input:3 reason:Out of <scope>\nof ours]" {
		t.Errorf("the bot is asked %s", got)
	}
}

func TestAFormOfManyQuestionsIsAskedInPartsAndMendedWhole(t *testing.T) {
	w := newTown(t)
	form := chat.Form{Title: "Input", Call: chat.Do("agenda add")}
	for i := range 7 {
		form.Fields = append(form.Fields, chat.Field{Name: fmt.Sprintf("f%d", i), Label: fmt.Sprintf("Field %d", i), Kind: chat.ShortText})
	}
	form.Fields[6].Kind = chat.Number
	w.asksFor(form, chat.Message{})
	w.start()
	m := w.withButtons(chat.Button{Label: "Add", Ask: true, Call: chat.Do("agenda add")})
	w.says("Added.", recorded)
	w.listen()
	press := func(id string) *discordtest.Modal {
		i := w.answered(w.Press(w.ana, w.hall, id))
		modal, err := discordtest.OpenModal(i.Modal)
		if err != nil {
			t.Fatalf("%v; %d %q", err, i.Callback, i.Text())
		}
		return modal
	}
	send := func(modal *discordtest.Modal) discordtest.Interaction {
		i, err := w.Submit(w.ana, w.hall, modal)
		if err != nil {
			t.Fatal(err)
		}
		return w.answered(i)
	}
	fill := func(modal *discordtest.Modal) {
		for _, label := range modal.Labels() {
			if err := modal.Set(label, "answer to "+label); err != nil {
				t.Fatal(err)
			}
		}
	}
	one := press(m.Button("Add"))
	fill(one)
	more := send(one)
	wants(t, more.Text(), "Nothing is sent yet")
	two := press(more.Messages[0].Button("Go on"))
	fill(two)
	wrong := send(two)
	wants(t, wrong.Text(), "Field 6: please write a whole number")
	if n := len(w.brain.inputs()); n != 0 {
		t.Fatalf("the bot was asked %d times", n)
	}
	more = send(press(wrong.Messages[0].Button("Open the form again"))) // as it was
	two = press(more.Messages[0].Button("Go on"))
	if err := two.Set("Field 6", "6"); err != nil {
		t.Fatal(err)
	}
	wants(t, send(two).Text(), "Added.")
	want := "agenda add map[f0:answer to Field 0 f1:answer to Field 1 f2:answer to Field 2 f3:answer to Field 3 f4:answer to Field 4 f5:answer to Field 5 f6:6]"
	if got := intent(w.brain.inputs()[0]); got != want {
		t.Errorf("the bot is asked %s", got)
	}
}

func TestAFormThatIsRefusedKeepsWhatWasTyped(t *testing.T) {
	w := newTown(t)
	w.asksFor(chat.Form{Title: "T", Call: chat.Do("queue add"), Fields: []chat.Field{{Name: "note", Label: "Note", Kind: chat.LongText}}}, chat.Message{})
	w.start()
	m := w.withButtons(chat.Button{Label: "Ask", Ask: true, Call: chat.Do("queue add")})
	w.says("The queue is closed.", bot.Ref{})
	w.listen()
	modal, err := discordtest.OpenModal(w.answered(w.Press(w.ana, w.hall, m.Button("Ask"))).Modal)
	if err != nil {
		t.Fatal(err)
	}
	if err := modal.Set("Note", "long thought of"); err != nil {
		t.Fatal(err)
	}
	sent, err := w.Submit(w.ana, w.hall, modal)
	if err != nil {
		t.Fatal(err)
	}
	refused := w.answered(sent)
	wants(t, refused.Text(), "The queue is closed.")
	again := w.answered(w.Press(w.ana, w.hall, refused.Messages[0].Button("Open the form again")))
	wants(t, string(again.Modal), "long thought of")
}

func TestWhereNoModalCanBeOpenedAButtonOffersIt(t *testing.T) {
	t.Parallel()
	form := chat.Form{Title: "Import", Call: chat.Do("roster import"), Fields: []chat.Field{{Name: "note", Label: "Note", Kind: chat.ShortText}}}
	for name, c := range map[string]struct {
		above chat.Message
		slow  bool
	}{
		"what is decided is longer than a modal": {chat.Say(strings.Repeat("17 people will be added. ", 300)), false},
		"the answer comes late":                  {chat.Say("17 people will be added."), true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			release := make(chan struct{})
			w.brain.answers(func(bot.Input) (bot.Answer, error) {
				if c.slow {
					<-release
				}
				return bot.Answer{Form: &form, Message: c.above}, nil
			})
			w.listen()
			i := w.Slash(w.ana, w.hall, "roster", "import")
			w.answered(i)
			close(release)
			find := func() string {
				for _, m := range w.Look(i).Messages {
					if id := m.Button("Fill in"); id != "" {
						return id
					}
				}
				return ""
			}
			w.Wait(t, "a button", func() bool { return find() != "" })
			wants(t, w.Look(i).Text(), "17 people")
			opened := w.answered(w.Press(w.ana, w.hall, find()))
			if opened.Callback != discordtest.Asked {
				t.Errorf("the answer is %d", opened.Callback)
			}
		})
	}
}

func TestATypedLineWhoseAnswerIsAFormOffersIt(t *testing.T) {
	w := newTown(t)
	form := chat.Form{Title: "Add", Note: "Say why.", Call: chat.Do("queue add"), Fields: []chat.Field{{Name: "note", Label: "Note", Kind: chat.ShortText}}}
	w.brain.answers(func(bot.Input) (bot.Answer, error) { return bot.Answer{Form: &form, Refused: true}, nil })
	w.listen()
	w.Say(w.ana, w.hall, "agenda+")
	w.told(w.ana, "Say why.")
	id := ""
	for _, m := range w.Messages(w.Direct(w.ana)) {
		if b := m.Button("Fill in"); b != "" {
			id = b
		}
	}
	if i := w.answered(w.Press(w.ana, w.Direct(w.ana), id)); i.Callback != discordtest.Asked {
		t.Errorf("the answer is %d", i.Callback)
	}
}

// suggestions offers names that begin so.
type suggestions []string

func (s suggestions) Suggest(_ context.Context, in bot.Input, arg, typed string) []chat.Choice {
	var all []chat.Choice
	for _, name := range s {
		if strings.HasPrefix(name, typed) {
			all = append(all, chat.Choice{Value: name, Label: arg + " " + intent(in) + " " + name})
		}
	}
	return all
}

func TestChoicesAreOfferedWhileSomebodyTypes(t *testing.T) {
	w := newTown(t)
	names := suggestions{"Ana", "Andrea", "Bo", strings.Repeat("An", 80)}
	for i := range 40 {
		names = append(names, fmt.Sprint("An", i))
	}
	w.config.Suggest = names
	w.listen()
	i := w.answered(w.Complete(w.ana, w.hall, "person", "show", "person", discordtest.Give{Name: "person", Value: "An"}))
	if len(i.Choices) != 25 || string(i.Choices[1].Value) != `"Andrea"` || !strings.HasPrefix(i.Choices[0].Name, "person person show") {
		t.Errorf("offered: %d, %v", len(i.Choices), i.Choices[:min(2, len(i.Choices))])
	}
	i = w.answered(w.Complete(w.ana, w.hall, "mag", "", "command", discordtest.Give{Name: "command", Value: "Bo"}))
	if len(i.Choices) != 1 {
		t.Errorf("offered: %v", i.Choices)
	}
	w.config.Suggest = nil
	w.listen()
	if i = w.answered(w.Complete(w.ana, w.hall, "person", "show", "person", discordtest.Give{Name: "person", Value: "An"})); len(i.Choices) != 0 {
		t.Errorf("offered: %v", i.Choices)
	}
	if n := len(w.brain.inputs()); n != 0 {
		t.Errorf("typing asked the bot %d times", n)
	}
}

func TestInteractionsWithMissingFieldsHarmNothing(t *testing.T) {
	w := newTown(t)
	w.says("Done with it.", recorded)
	w.listen()
	who := map[string]any{"id": w.ana}
	for _, event := range []any{
		map[string]any{},
		"no object",
		map[string]any{"id": "1", "token": "t", "type": 2},
		map[string]any{"id": "2", "token": "t", "type": 2, "user": who},
		map[string]any{"id": "3", "token": "t", "type": 3, "user": who, "data": map[string]any{}},
		map[string]any{"id": "4", "token": "t", "type": 5, "member": map[string]any{"user": who}, "data": map[string]any{"components": nil}},
		map[string]any{"id": "5", "token": "t", "type": 4, "user": who, "data": map[string]any{"name": "person"}},
		map[string]any{"id": "6", "token": "t", "type": 99, "user": who},
		map[string]any{"id": "7", "token": "t", "type": 2, "member": map[string]any{}, "guild_id": discordtest.Guild},
		map[string]any{"id": "8", "token": "t", "type": 2, "user": who, "guild_id": "77", "data": map[string]any{"name": "queue"}},
	} {
		w.Dispatch("INTERACTION_CREATE", event)
	}
	i := w.answered(w.Slash(w.bo, w.hall, "queue", "add"))
	wants(t, i.Text(), "Done with it.")
	if n := len(w.brain.inputs()); n != 1 {
		t.Errorf("the bot was asked %d times", n)
	}
	if !slices.ContainsFunc(w.brain.inputs(), func(in bot.Input) bool { return in.Actor.Account == w.account(w.bo) }) {
		t.Error("Bo was not heard")
	}
	w.Forgive()
}

func TestAConversationWithTheBotHasNoChannel(t *testing.T) {
	w := newTown(t)
	w.says("Done with it.", recorded)
	w.start()
	w.deliver(bot.Delivery{ID: "a", Kind: bot.Direct, Key: "x", Account: w.account(w.ana), Message: chat.Say("Hello.")})
	w.listen()
	w.answered(w.Slash(w.ana, w.Direct(w.ana), "queue", "add"))
	if in := w.brain.inputs()[0]; in.Place.Channel != "" || in.Actor.Account != w.account(w.ana) {
		t.Errorf("%+v in %+v", in.Actor, in.Place)
	}
}
