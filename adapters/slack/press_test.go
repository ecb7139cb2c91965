package slack_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
	"magbot/bot"
	"magbot/bot/chat"
)

// shows puts a message with buttons in the channel.
func (w *town) shows(buttons ...chat.Button) slacktest.Message {
	w.t.Helper()
	m := chat.Say("What now?")
	m.Buttons = buttons
	w.deliver(bot.Delivery{ID: "buttons", Kind: bot.Live, Key: "meeting/7 desk", Place: general, Message: m, Order: 1})
	return w.sees("CGEN", "")
}

func (w *town) press(m slacktest.Message, label string) slacktest.Sent {
	w.t.Helper()
	sent, err := w.Press("UANA", m, label)
	if err != nil {
		w.t.Fatal(err)
	}
	synctest.Wait()
	return sent
}

func TestAPressIsItsCallAlsoAfterARestart(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		long := strings.Repeat("長", 2500)
		m := w.shows(chat.Button{Label: "Next", Call: chat.Do("queue next", "meeting", "7")}, chat.Button{Label: "Add", Call: chat.Do("agenda add", "why", long)})
		w.slack.Close()
		w.start()
		w.says("Bo has the floor.", recorded)
		sent := w.press(m, "Next")
		w.press(m, "Add")
		sent.Again()
		synctest.Wait()
		all := w.brain.inputs()
		if len(all) != 2 || call(all[0]) != "queue next map[meeting:7]" || !strings.Contains(call(all[1]), long) {
			t.Errorf("asked %v", all)
		}
		wants(t, w.sees("CGEN", "UANA").Shown(), "Bo has the floor.")
		if got := w.sees("CGEN", "UBO"); got.TS != m.TS {
			t.Error("everybody sees the answer")
		}
	})
}

func TestTwoPressesAreTwo(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		m := w.shows(chat.Button{Label: "Next", Call: chat.Do("queue next")})
		w.says("ok", recorded)
		w.press(m, "Next")
		w.press(m, "Next")
		all := w.brain.inputs()
		if len(all) != 2 || all[0].Cause == all[1].Cause {
			t.Errorf("asked %v", all)
		}
	})
}

// agendaForm is the form of a command with what its call holds filled in.
func agendaForm(in bot.Input) (bot.Answer, error) {
	c, _ := in.Intent.(bot.Call)
	if c.Path == "" { // a typed line
		c.Path = "agenda add"
	}
	return bot.Answer{Form: &chat.Form{Title: "Add to the agenda", Call: chat.Do(c.Path, "meeting", "7"), Submit: "Add", Fields: []chat.Field{
		{Name: "title", Label: "Title", Kind: chat.ShortText, Required: true, Value: c.Args["title"], Max: 200},
		{Name: "why", Label: "Why", Kind: chat.LongText, Value: c.Args["why"]},
	}}}, nil
}

func (w *town) modal() *slacktest.Modal {
	w.t.Helper()
	synctest.Wait()
	m, _, err := w.Modal("UANA")
	if err != nil {
		w.t.Fatal(err)
	}
	if m == nil {
		w.t.Fatal("no modal is open")
	}
	return m
}

func (w *town) submit(fields ...string) slacktest.Sent {
	w.t.Helper()
	m := w.modal()
	for i := 0; i < len(fields); i += 2 {
		if err := m.Set(fields[i], fields[i+1]); err != nil {
			w.t.Fatal(err)
		}
	}
	sent, err := w.Submit("UANA", m)
	if err != nil {
		w.t.Fatal(err)
	}
	synctest.Wait()
	return sent
}

// beside is what stands beside the inputs of the open modal.
func (w *town) beside() string {
	_, wrong, err := w.Modal("UANA")
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(values(wrong), " ")
}

func (w *town) closed() bool {
	m, _, err := w.Modal("UANA")
	if err != nil {
		w.t.Fatal(err)
	}
	return m == nil
}

func TestAFormIsOpenedFilledInAndSent(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.form = agendaForm
		m := w.shows(chat.Button{Label: "Add …", Call: chat.Do("agenda add", "title", "Hybrid rules"), Ask: true})
		w.press(m, "Add …")
		w.submit("Title", "")
		wants(t, w.beside(), "Please fill this in.")
		w.says("There is no such meeting.", bot.Ref{})
		w.submit("Title", "Hybrid rules", "Why", "a\nb")
		wants(t, w.beside(), "There is no such meeting.")
		w.slack.Close()
		w.start()
		w.says("Noted as input 3.", recorded)
		sent := w.submit("Title", "Hybrid rules", "Why", "a\nb")
		if !w.closed() {
			t.Error("the form is still open")
		}
		sent.Again()
		wants(t, w.sees("CGEN", "UANA").Shown(), "Noted as input 3.")
		all := w.brain.inputs()
		last := all[len(all)-1]
		if call(last) != "agenda add map[meeting:7 title:Hybrid rules why:a\nb]" || last.Place.Channel != "CGEN" {
			t.Errorf("asked %s at %+v", call(last), last.Place)
		}
	})
}

func TestALongRefusalStandsAboveTheForm(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.form = agendaForm
		m := w.shows(chat.Button{Label: "Add …", Call: chat.Do("agenda add"), Ask: true})
		w.press(m, "Add …")
		w.says(strings.Repeat("It cannot be. ", 60), bot.Ref{})
		w.submit("Title", "Hybrid rules")
		<-time.After(time.Second)
		open := w.modal()
		wants(t, open.Text(), "It cannot be.")
		wants(t, string(open.State()), "Hybrid rules")
	})
}

func TestAFormLeadsToTheNext(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.form = agendaForm
		m := w.shows(chat.Button{Label: "Import", Call: chat.Do("roster import"), Ask: true})
		w.press(m, "Import")
		for _, rows := range []int{1, 80} { // the second does not fit into an acknowledgement
			var preview chat.Message
			for range rows {
				preview.Blocks = append(preview.Blocks, chat.Paragraph{Text: chat.Line(strings.Repeat("17 people will be added. ", 20))})
			}
			w.brain.handle = func(bot.Input) (bot.Answer, error) {
				return bot.Answer{Message: preview, Form: &chat.Form{Title: "Sure?", Call: chat.Do("roster import", "sure", "yes"), Fields: []chat.Field{{Name: "title", Label: "Title", Kind: chat.ShortText, Value: "x"}}}}, nil
			}
			w.submit("Title", "x")
			<-time.After(time.Second)
			wants(t, w.modal().Text(), "17 people will be added.")
		}
	})
}

func TestASlowFormOpensAsOneThatWaits(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.form = func(in bot.Input) (bot.Answer, error) {
			<-time.After(8 * time.Second)
			return agendaForm(in)
		}
		m := w.shows(chat.Button{Label: "Add …", Call: chat.Do("agenda add"), Ask: true})
		w.press(m, "Add …")
		<-time.After(time.Second)
		wants(t, w.modal().Text(), "One moment")
		<-time.After(8 * time.Second)
		if labels := w.modal().Labels(); len(labels) != 2 {
			t.Errorf("the form asks %q", labels)
		}
	})
}

func TestASlowAnswerToAFormComesIntoTheModal(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.form = agendaForm
		m := w.shows(chat.Button{Label: "Add …", Call: chat.Do("agenda add"), Ask: true})
		w.press(m, "Add …")
		w.brain.handle = func(bot.Input) (bot.Answer, error) {
			<-time.After(5 * time.Second)
			return bot.Answer{Message: chat.Say("Noted as input 3."), Record: recorded}, nil
		}
		w.submit("Title", "x")
		wants(t, w.modal().Text(), "One moment")
		<-time.After(6 * time.Second)
		wants(t, w.modal().Text(), "Noted as input 3.")
	})
}

func TestACommandThatLacksSomethingOpensItsForm(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.handle = agendaForm
		w.Command("UANA", "CGEN", "agenda add")
		if labels := w.modal().Labels(); len(labels) != 2 {
			t.Errorf("the form asks %q", labels)
		}
	})
}

func TestWhereNoModalCanBeOpenedAButtonDoes(t *testing.T) {
	for name, ask := range map[string]func(w *town){
		"a typed line": func(w *town) { w.Type("UANA", "CGEN", "<@U0BOT> agenda add", "") },
		"a trigger that is too old": func(w *town) {
			w.brain.handle = func(in bot.Input) (bot.Answer, error) {
				<-time.After(4 * time.Second)
				return agendaForm(in)
			}
			w.Command("UANA", "CGEN", "agenda add")
			<-time.After(10 * time.Second)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inTown(t, func(t *testing.T, w *town) {
				w.brain.handle, w.brain.form = agendaForm, agendaForm
				ask(w)
				w.press(w.sees("CGEN", "UANA"), "Fill in")
				if labels := w.modal().Labels(); len(labels) != 2 {
					t.Errorf("the form asks %q", labels)
				}
			})
		})
	}
}

func TestAShortcutTakesTheMessageAlong(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.form = agendaForm
		w.Type("UBO", "CGEN", "We should talk about &lt;hybrid&gt;", "")
		m := w.sees("CGEN", "UANA")
		w.Shortcut("UANA", "add", &m)
		wants(t, string(w.modal().State()), "We should talk about \\u003chybrid\\u003e")
	})
}

// A report names whom it is about, by the roster where they are on it, and where
// the words stand. Nothing of it is seen by anybody else.
func TestAReportTakesAlongWhoWroteWhatAndWhere(t *testing.T) {
	for author, who := range map[string]string{"UBO": "p2", "UGUS": "unknown"} {
		inTown(t, func(t *testing.T, w *town) {
			w.people["UBO"] = slack.Seat{Person: "p2", Name: "Bo Bergman"}
			w.AddUser("UGUS", "Gus", "gus@example.org")
			asked := make(chan bot.Call, 1)
			w.brain.form = func(in bot.Input) (bot.Answer, error) {
				asked <- in.Intent.(bot.Call)
				return agendaForm(in)
			}
			w.Type(author, "CGEN", "Go away, all of you", "")
			m := w.sees("CGEN", "UANA")
			before := len(w.Messages("CGEN", ""))
			w.Shortcut("UANA", "report", &m)
			if said := w.modal().Text(); strings.Contains(said, "The roster does not know") != (who == "unknown") {
				t.Errorf("the form says: %s", said)
			}
			got := <-asked
			if got.Path != "conduct report" || got.Args["about"] != who || got.Args["words"] != "Go away, all of you" || !strings.Contains(got.Args["message"], "/archives/CGEN/p") {
				t.Errorf("asked %+v", got)
			}
			if len(w.Messages("CGEN", "")) != before {
				t.Error("somebody else sees that a report is made")
			}
		})
	}
}

// Nobody reports what they wrote themselves; that there is nothing to report is for
// them alone.
func TestNobodyReportsTheirOwnMessage(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.form = agendaForm
		w.Type("UANA", "CGEN", "I should not have said that", "")
		m := w.sees("CGEN", "UANA")
		w.Shortcut("UANA", "report", &m)
		wants(t, w.sees("CGEN", "UANA").Shown(), "You wrote that message yourself")
		if len(w.Messages("CGEN", "")) != 1 || !w.closed() {
			t.Error("somebody else sees it, or a form is open")
		}
		w.Shortcut("UANA", "add", &m) // it may be proposed, of course
		w.modal()
	})
}

func TestAGlobalShortcutOpensAnEmptyForm(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.form = agendaForm
		w.Shortcut("UANA", "new", nil)
		w.modal()
	})
}

func TestAButtonTooOldIsSaid(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		m := w.shows(chat.Button{Label: "Add", Call: chat.Do("agenda add", "why", strings.Repeat("x", 3000))})
		w.log.Clear()
		w.press(m, "Add")
		wants(t, w.sees("CGEN", "UANA").Shown(), "too old")
		if len(w.brain.inputs()) != 0 {
			t.Error("the bot was asked")
		}
	})
}
