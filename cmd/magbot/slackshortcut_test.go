package main_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
	"magbot/adapters/storytest"
)

// shortcutTown is a workspace with Ana for the Secretariat, Mo as moderator, and
// Bo and Cleo as members. Gus is in Slack and not on the roster.
func shortcutTown(t *testing.T, do func(t *testing.T, s *slackStage)) {
	t.Helper()
	data := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := &slackStage{life: &life{data: data}, workspace: slacktest.NewWorkspace(), members: map[string]*member{}, idle: make(chan struct{}, 1)}
		s.workspace.AddChannel(meetingPlace, "meetings", true)
		s.begin(t, nil)
		s.enter(t, func(to slack.Bot) slack.Bot { return to })
		s.engine.Attach(s.slack)
		t.Cleanup(func() { s.end(t) })
		s.Found(t, "Example Board", "Ana Alvarez")
		s.command(t, s.secretariat, "channel link public")
		for _, add := range []string{`name: "Mo Moran" role: moderator`, `name: "Bo Bergman" group: Government`, `name: "Cleo Costa" group: "Civil society"`} {
			s.command(t, s.secretariat, "roster add "+add)
		}
		s.enrol(t)
		s.arrives("Gus", "gus@example.org")
		do(t, s)
		for _, c := range s.workspace.Refused() {
			t.Errorf("%s broke a limit of Slack: %s", c.Method, c.Error)
		}
	})
}

// says lets somebody type a line, and gives it as others see it.
func (s *slackStage) says(t testing.TB, name, text string) slacktest.Message {
	t.Helper()
	ts, sent := s.workspace.Type(s.members[name].user, meetingPlace, typedIn(text), "")
	if sent.Status != http.StatusOK {
		t.Errorf("%s, %q: status %d", name, text, sent.Status)
	}
	s.settle(t)
	return s.standing(t, ts)
}

// standing is a line of the channel as it stands there now.
func (s *slackStage) standing(t testing.TB, ts string) slacktest.Message {
	t.Helper()
	all := s.workspace.Messages(meetingPlace, "")
	i := slices.IndexFunc(all, func(m slacktest.Message) bool { return m.TS == ts })
	if i < 0 {
		t.Fatalf("no such line: %s", ts)
	}
	return all[i]
}

// takes uses a shortcut, and gives the form that it opens.
func (s *slackStage) takes(t testing.TB, name, shortcut string, of *slacktest.Message) *slacktest.Modal {
	t.Helper()
	m := s.members[name]
	s.forgets(m)
	if sent := s.workspace.Shortcut(m.user, shortcut, of); sent.Status != http.StatusOK {
		t.Fatalf("%s uses %s: status %d", name, shortcut, sent.Status)
	}
	s.settle(t)
	modal, _, err := s.workspace.Modal(m.user)
	if err != nil || modal == nil {
		t.Fatalf("%s uses %s: no form, %v", name, shortcut, err)
	}
	return modal
}

// sends fills in fields by their names and sends the form, and gives what the
// person alone was shown.
func (s *slackStage) sends(t testing.TB, name string, modal *slacktest.Modal, values map[string]string) storytest.Answer {
	t.Helper()
	m := s.members[name]
	since := s.lastSeen(m)
	s.mu.Lock()
	m.refused = false
	s.mu.Unlock()
	s.fills(t, m, slackForm{form: *s.formOf(m), title: modal.Title()}, values)
	s.settle(t)
	return s.answer(t, m, since)
}

// kept is all that the data folder's record and logs hold, as bytes.
func (s *slackStage) kept(t testing.TB) []byte {
	t.Helper()
	var all bytes.Buffer
	for head, err := range s.line.Streams(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		for r, err := range s.line.Read(t.Context(), head.Stream, 0) {
			if err != nil {
				t.Fatal(err)
			}
			all.Write(r.Body)
		}
	}
	return all.Bytes()
}

// A message is reported from its own menu: the form knows whose it is, where it
// stands and what it says at that moment; the reporter alone sees that something
// was reported, the moderator alone sees what, and neither the channel nor the
// bytes of the record tell anybody.
func TestAMessageOfSlackIsReportedFromItsMenu(t *testing.T) {
	shortcutTown(t, func(t *testing.T, s *slackStage) {
		first := s.says(t, "Bo Bergman", "Nice to see you all.")
		s.workspace.Edit(meetingPlace, first.TS, "Technicians are ignorant clowns, all of them.")
		s.settle(t)
		m := s.standing(t, first.TS)
		before := len(s.workspace.Messages(meetingPlace, ""))
		modal := s.takes(t, "Cleo Costa", "mag_report", &m)
		if state := string(modal.State()); !strings.Contains(state, "Bo Bergman") {
			t.Errorf("the form does not know whose message it is: %s", state)
		}
		if shown := modal.Text(); !strings.Contains(shown, "Technicians are ignorant clowns, all of them.") || !strings.Contains(shown, "The message of Bo Bergman, as it is now") {
			t.Errorf("the form does not show what it is about: %s", shown)
		}
		s.workspace.Edit(meetingPlace, first.TS, "Never mind.") // as the words were, not as they become
		s.settle(t)
		a := s.sends(t, "Cleo Costa", modal, map[string]string{"clause": "2", "text": "He says so every week."})
		if a.Refused || !strings.Contains(a.Text, "Only you see this") {
			t.Fatalf("Cleo was answered: %s", a.Text)
		}
		for name, who := range s.members {
			for _, place := range []string{meetingPlace, s.workspace.Direct(who.user)} {
				for _, said := range s.workspace.Messages(place, who.user) {
					knows := name == "Cleo Costa" || name == "Mo Moran"
					if shown := said.Shown(); said.TS != m.TS && !knows && (strings.Contains(shown, "clowns") || strings.Contains(shown, "every week") || strings.Contains(shown, "reported")) {
						t.Errorf("%s sees: %s", name, shown)
					}
				}
			}
		}
		if n := len(s.workspace.Messages(meetingPlace, "")); n != before {
			t.Errorf("%d messages stand in the channel, %d before the report", n, before)
		}
		s.isOnRecord(t, "Technicians are ignorant clowns, all of them.", "He says so every week.", m.TS)
	})
}

// isOnRecord checks that the moderator finds a report with the words, and where
// they stand, and that the record holds them under seal.
func (s *slackStage) isOnRecord(t *testing.T, words, text, ts string) {
	t.Helper()
	mo := s.members["Mo Moran"]
	var card storytest.Message
	for _, m := range s.reads(t, s.workspace.Direct(mo.user)) {
		if strings.Contains(m.Text, "Please look") {
			card = m
		}
	}
	if !strings.Contains(card.Text, "About Bo Bergman") || strings.Contains(card.Text, words) {
		t.Fatalf("Mo, the moderator, reads: %s", card.Text)
	}
	since := s.lastSeen(mo)
	s.pressed(t, mo, s.find(t, card.Buttons, "Show the words"), 1)
	shown := s.answer(t, mo, since).Text
	for _, part := range []string{words, text, "/archives/" + meetingPlace + "/p" + strings.ReplaceAll(ts, ".", "")} {
		if !strings.Contains(shown, part) {
			t.Errorf("%q is missing in what Mo reads: %s", part, shown)
		}
	}
	for _, secret := range []string{words, text} {
		if bytes.Contains(s.kept(t), []byte(secret)) {
			t.Errorf("%q stands unsealed in the record", secret)
		}
	}
}

// Of somebody who is not on the roster the report names nobody, and says so; of the bot's
// own messages it asks whom it is about.
func TestAReportOfSomebodyWhoIsNotOnTheRoster(t *testing.T) {
	shortcutTown(t, func(t *testing.T, s *slackStage) {
		m := s.says(t, "Gus", "Out with you.")
		modal := s.takes(t, "Cleo Costa", "mag_report", &m)
		if !strings.Contains(modal.Text(), "The roster does not know whose account") {
			t.Errorf("the form says: %s", modal.Text())
		}
		if a := s.sends(t, "Cleo Costa", modal, map[string]string{"clause": "2", "text": "That was aimed at me."}); a.Refused || !strings.Contains(a.Text, "Only you see this") {
			t.Errorf("Cleo was answered: %s", a.Text)
		}
		own := slacktest.Message{Channel: meetingPlace, User: slacktest.Self, Text: "magbot says", TS: m.TS}
		modal = s.takes(t, "Cleo Costa", "mag_report", &own)
		if state := string(modal.State()); strings.Contains(state, "magbot") || !strings.Contains(modal.Text(), "I posted that message myself") {
			t.Errorf("of a message of the bot the form holds %s and says: %s", state, modal.Text())
		}
	})
}

// A message is proposed for the agenda from its menu, and an input from nothing
// with the global shortcut. Where two meetings take inputs, nothing is guessed.
func TestAgendaInputsComeFromTheMenusOfSlack(t *testing.T) {
	shortcutTown(t, func(t *testing.T, s *slackStage) {
		s.command(t, s.secretariat, `meeting schedule "First meeting" +48h where: here`)
		m := s.says(t, "Bo Bergman", "We should talk about <hybrid> rooms & captions.")
		modal := s.takes(t, "Cleo Costa", "mag_agenda_from_message", &m)
		if a := s.sends(t, "Cleo Costa", modal, map[string]string{"title": "Hybrid rooms"}); a.Refused {
			t.Fatalf("Cleo was answered: %s", a.Text)
		}
		modal = s.takes(t, "Bo Bergman", "mag_agenda", nil)
		if a := s.sends(t, "Bo Bergman", modal, map[string]string{"title": "Captions", "why": "For all."}); a.Refused {
			t.Fatalf("Bo was answered: %s", a.Text)
		}
		for input, want := range map[string][]string{"1": {"Hybrid rooms", "Cleo Costa", "We should talk about <hybrid> rooms & captions."}, "2": {"Captions", "Bo Bergman", "For all."}} {
			shown := s.command(t, s.secretariat, "agenda show "+input)
			for _, part := range want {
				if !strings.Contains(shown, part) {
					t.Errorf("input %s shows %q, and not %q", input, shown, part)
				}
			}
		}
	})
}

// The buttons of a card mean the meeting that it is about, in the channel and in a
// conversation, whatever else is planned and whatever came since.
func TestACardAnswersForItsOwnMeeting(t *testing.T) {
	shortcutTown(t, func(t *testing.T, s *slackStage) {
		s.command(t, s.secretariat, `meeting schedule "Spring meeting" +48h where: here`)
		s.command(t, s.secretariat, `meeting schedule "Autumn meeting" +96h where: here`)
		for _, n := range []string{"1", "2"} {
			s.command(t, s.secretariat, "meeting invite meeting: "+n+" really: yes")
		}
		card := func(place, title string) slackButton {
			all := s.reads(t, place)
			i := slices.IndexFunc(all, func(m storytest.Message) bool { return strings.HasPrefix(m.Text, title) })
			if i < 0 {
				t.Fatalf("nobody was invited to the %s in %s", title, place)
			}
			return s.find(t, all[i].Buttons, "I will be there")
		}
		bo, cleo := s.members["Bo Bergman"], s.members["Cleo Costa"]
		s.pressed(t, bo, card(meetingPlace, "Autumn meeting"), 1)
		s.pressed(t, cleo, card(meetingPlace, "Spring meeting"), 1)
		s.pressed(t, s.secretariat, card(s.workspace.Direct(s.secretariat.user), "Autumn meeting"), 1)
		for n, who := range map[string]map[string]bool{"1": {"Cleo Costa": true}, "2": {"Bo Bergman": true, "Ana Alvarez": true}} {
			shown := s.command(t, s.secretariat, "attendance meeting: "+n)
			for _, name := range []string{"Ana Alvarez", "Bo Bergman", "Cleo Costa"} {
				if strings.Contains(shown, name) != who[name] {
					t.Errorf("of meeting %s, %s: %s", n, name, shown)
				}
			}
		}
	})
}

// User groups of Slack are compared with the roster, by name or handle: the
// Secretariat is told where they differ, and nobody gains or loses anything by it.
func TestUserGroupsOfSlackAreComparedWithTheRoster(t *testing.T) {
	shortcutTown(t, func(t *testing.T, s *slackStage) {
		bo, cleo := s.members["Bo Bergman"], s.members["Cleo Costa"]
		s.workspace.SetGroup("S1", "Delegations", "gov", cleo.user)
		s.command(t, s.secretariat, "roles match @gov as: Government")
		before := s.command(t, cleo, "me show")
		<-time.After(30 * time.Minute)
		s.settle(t)
		told := ""
		for _, m := range s.reads(t, s.workspace.Direct(s.secretariat.user)) {
			told += m.Text
		}
		for _, want := range []string{"Cleo Costa has “gov” on Slack, but not the group Government on the roster", "Bo Bergman has the group Government on the roster, but not “gov” on Slack"} {
			if !strings.Contains(told, want) {
				t.Errorf("the Secretariat is not told that %s: %s", want, told)
			}
		}
		if after := s.command(t, cleo, "me show"); after != before {
			t.Errorf("Cleo was\n%s\nand is\n%s", before, after)
		}
		s.workspace.SetGroup("S1", "Delegations", "gov", bo.user)
		<-time.After(2 * time.Hour)
		if shown := s.command(t, s.secretariat, "roles compare"); !strings.Contains(shown, "agree") {
			t.Errorf("they differ still: %s", shown)
		}
	})
}
