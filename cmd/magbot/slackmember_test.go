package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/adapters/slack/slacktest"
	"magbot/adapters/storytest"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/roster"
)

// member is somebody in the workspace.
type member struct {
	name, user string
	acts       int // what they type is a command, a mention or a message in turn

	refused bool       // something of what they did last was refused
	asked   *chat.Form // the form that they were given last
	words   string     // what the bot answered last
}

// The handles of what stands before somebody.
type (
	slackButton struct {
		message slacktest.Message
		label   string
	}
	slackForm struct {
		origin storytest.Act // what opens it anew
		form   chat.Form
		title  string
	}
)

// Found implements storytest.People: the operator founds, and the Secretariat
// claims with a command in Slack.
func (s *slackStage) Found(t testing.TB, community, secretariat string) {
	t.Helper()
	operate(t, s.engine, "community found", "name", community)
	code := claimCode.FindString(operate(t, s.engine, "community claim-code"))
	s.secretariat = s.arrives(secretariat, "")
	s.command(t, s.secretariat, "community claim "+code+" "+secretariat)
}

// arrives adds somebody to the workspace.
func (s *slackStage) arrives(name, email string) *member {
	m := &member{name: name, user: fmt.Sprintf("U%03d", len(s.members)+1)}
	s.workspace.AddUser(m.user, name, email)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members[name] = m
	return m
}

func (s *slackStage) command(t testing.TB, m *member, text string) string {
	t.Helper()
	since := s.lastSeen(m)
	if sent := s.workspace.Command(m.user, meetingPlace, text); sent.Status != http.StatusOK {
		t.Errorf("%s, /mag %s: status %d", m.name, text, sent.Status)
	}
	s.settle(t)
	return s.answer(t, m, since).Text
}

// strangers are on the roster and not linked in Slack.
func (s *slackStage) strangers() (all []roster.Person) {
	s.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		for _, p := range roster.Of(v).All() {
			linked := func(a bot.Account) bool { return a.Platform == "slack" }
			if s.meant != nil && !s.meant(p.Name.Text) {
				continue
			}
			if !p.Guest && !p.Erased && !slices.ContainsFunc(p.Accounts, linked) {
				all = append(all, p)
			}
		}
	})
	return all
}

// enrol links everybody who has come to the roster: by their e-mail address in
// Slack where the roster has one, which the Secretariat confirms for people with
// a role, else by a code that the Secretariat hands them.
func (s *slackStage) enrol(t testing.TB) {
	t.Helper()
	s.joining.Lock()
	defer s.joining.Unlock()
	strangers := s.strangers()
	if len(strangers) == 0 {
		return
	}
	for _, p := range strangers {
		m := s.members[p.Name.Text]
		if m == nil {
			m = s.arrives(p.Name.Text, p.Email.Text)
		}
		if s.desk != nil {
			s.command(t, m, "me link "+claimCode.FindString(s.desk(t, "roster link "+p.Name.Text)))
			continue
		}
		if p.Email.Text == "" {
			code := claimCode.FindString(s.command(t, s.secretariat, "roster link "+p.Name.Text))
			s.command(t, m, "me link "+code)
			continue
		}
		since := s.lastSeen(m)
		s.command(t, m, "me show")
		s.pressed(t, m, s.find(t, s.answer(t, m, since).Buttons, "Yes, that is me"), 1)
		for _, wait := range slices.Backward(s.reads(t, s.workspace.Direct(s.secretariat.user))) {
			if strings.Contains(wait.Text, m.user) {
				s.pressed(t, s.secretariat, s.find(t, wait.Buttons, "It is theirs"), 1)
				break
			}
		}
	}
	s.visit()
	if left := s.strangers(); len(left) > 0 {
		t.Fatalf("%q could not be linked", left[0].Name.Text)
	}
}

// visit lets everybody look at their Home tab, which is then kept current.
func (s *slackStage) visit() {
	for _, m := range s.members {
		s.workspace.OpenHome(m.user, "home")
	}
}

func (s *slackStage) find(t testing.TB, all []storytest.Button, label string) slackButton {
	t.Helper()
	for _, b := range all {
		if b.Label == label {
			return b.Handle.(slackButton)
		}
	}
	t.Fatalf("there is no button %q among %v", label, all)
	return slackButton{}
}

func (s *slackStage) member(t testing.TB, name string) *member {
	t.Helper()
	if s.line != nil {
		s.enrol(t)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.members[name]
	if m == nil {
		t.Fatalf("%s is not in Slack", name)
	}
	return m
}

// Do implements storytest.People.
func (s *slackStage) Do(t testing.TB, name string, act storytest.Act) storytest.Answer {
	t.Helper()
	m := s.member(t, name)
	form := slackForm{origin: act}
	if fill, fills := act.(storytest.Fill); fills {
		form = fill.Form.Handle.(slackForm)
		s.opens(t, m, form)
	}
	since := s.lastSeen(m)
	s.forgets(m)
	s.did()
	switch act := act.(type) {
	case storytest.Line:
		s.types(t, m, act)
	case storytest.Press:
		s.pressed(t, m, act.Button.Handle.(slackButton), max(1, act.Times))
	case storytest.Fill:
		s.fills(t, m, form, act.Values)
		<-time.After(calm)
	}
	s.settle(t)
	if s.unruly {
		<-time.After(again)
		s.settle(t)
	}
	a := s.answer(t, m, since)
	if i := slices.IndexFunc(a.Buttons, func(b storytest.Button) bool { return b.Label == "Fill in" }); i >= 0 && a.Form == nil {
		s.pressed(t, m, a.Buttons[i].Handle.(slackButton), 1)
		s.settle(t)
		a = s.answer(t, m, since)
	}
	if a.Form != nil {
		form.form, form.title = *s.formOf(m), a.Form.Title
		a.Form.Handle = form
	}
	return a
}

// forgets begins anew with what somebody is answered.
func (s *slackStage) forgets(m *member) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m.refused, m.asked, m.words = false, nil, ""
}

func (s *slackStage) formOf(m *member) *chat.Form {
	s.mu.Lock()
	defer s.mu.Unlock()
	return m.asked
}

// address is what Slack makes a link of in what people type.
var address = regexp.MustCompile(`https?://[^\s<>]+`)

// typedIn writes a line as Slack hands it on.
func typedIn(line string) string {
	line = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(line)
	return address.ReplaceAllString(line, "<$0>")
}

// types types a line: a command as a slash command, as a mention, or as a direct
// message, in turn.
func (s *slackStage) types(t testing.TB, m *member, line storytest.Line) {
	t.Helper()
	command, isCommand := strings.CutPrefix(line.Text, "/mag ")
	channel := meetingPlace
	if line.Private {
		channel = s.workspace.Direct(m.user)
	}
	m.acts++
	var sent slacktest.Sent
	switch {
	case isCommand && m.acts%3 != 2:
		sent = s.workspace.Command(m.user, channel, typedIn(command))
	case isCommand && !line.Private:
		var ts string
		ts, sent = s.workspace.Type(m.user, channel, "<@"+slacktest.Self+"> "+typedIn(command), "")
		s.workspace.Mention(channel, ts)
	default:
		_, sent = s.workspace.Type(m.user, channel, typedIn(strings.TrimPrefix(line.Text, "/mag ")), "")
	}
	if sent.Status != http.StatusOK {
		t.Errorf("%s, %q: status %d", m.name, line.Text, sent.Status)
	}
	if s.unruly {
		sent.Again()
		s.upset(m.acts)
	}
}

// upset makes the next calls to Slack fail in some way, another one each time.
func (s *slackStage) upset(turn int) {
	post, update := "chat.postMessage", "chat.update"
	s.workspace.Break([]slacktest.Fault{
		{Method: post, Times: 1, Status: http.StatusTooManyRequests, RetryAfter: 1},
		{Method: update, Times: 1, Lost: true},
		{Method: post, Times: 1, Lost: true},
		{Method: "response_url", Times: 1, Status: http.StatusInternalServerError},
		{Method: update, Times: 2, Status: http.StatusTooManyRequests, RetryAfter: 1},
		{Method: "conversations.history", Times: 1, Status: http.StatusServiceUnavailable},
		{Method: "reactions.add", Times: 1, Status: http.StatusTooManyRequests, RetryAfter: 1},
	}[turn%7])
}

// pressed presses a button; what is more than one time is the same press, sent
// again.
func (s *slackStage) pressed(t testing.TB, m *member, b slackButton, times int) {
	t.Helper()
	sent, err := s.workspace.Press(m.user, b.message, b.label)
	if err != nil {
		t.Errorf("%s presses %q: %v", m.name, b.label, err)
		return
	}
	if s.unruly {
		times++
	}
	for range times - 1 {
		sent.Again()
	}
	s.settle(t)
}

// opens opens a form again when another one, or none, stands before somebody.
func (s *slackStage) opens(t testing.TB, m *member, f slackForm) {
	t.Helper()
	modal, _, err := s.workspace.Modal(m.user)
	if err != nil {
		t.Errorf("%s, the modal %q: %v", m.name, f.title, err)
	}
	if modal != nil && modal.Title() == f.title {
		return
	}
	if again := s.Do(t, m.name, f.origin); again.Form == nil || again.Form.Title != f.title {
		t.Errorf("%s cannot open %q again: %s", m.name, f.title, again.Text)
	}
}

// fills fills in the modal that stands before somebody and sends it.
func (s *slackStage) fills(t testing.TB, m *member, f slackForm, values map[string]string) {
	t.Helper()
	modal, _, err := s.workspace.Modal(m.user)
	if err != nil || modal == nil {
		t.Errorf("%s, the modal %q: %v", m.name, f.title, err)
		return
	}
	for _, field := range f.form.Fields {
		value, given := values[field.Name]
		switch {
		case !given:
		case field.Kind == chat.Upload:
			id, url := s.workspace.SendFile("file.csv", []byte(value))
			err = modal.Upload(id, "file.csv", url, len(value))
		default:
			err = modal.Set(field.Label, value)
		}
		if err != nil {
			t.Errorf("%s, the field %q: %v", m.name, field.Name, err)
		}
	}
	if sent, err := s.workspace.Submit(m.user, modal); err != nil || sent.Status != http.StatusOK {
		t.Errorf("%s sends %q: status %d, %v", m.name, f.title, sent.Status, err)
	}
}

// answer is what somebody alone was shown since: in the channel, in their own
// conversation with the bot, and in a modal.
func (s *slackStage) answer(t testing.TB, m *member, since string) storytest.Answer {
	t.Helper()
	var a storytest.Answer
	for _, place := range []string{meetingPlace, s.workspace.Direct(m.user)} {
		for _, said := range s.workspace.Messages(place, m.user) {
			if said.TS > since && said.User == m.user && len(said.Signs) == 1 {
				a.Text += m.words + "\n" // the sign stands for them
			}
			if said.TS > since && said.User == slacktest.Self && said.Metadata == nil && (place != meetingPlace || said.OnlyFor != "") {
				a.Text += said.Shown() + string(said.FileBody) + "\n"
				a.Buttons = append(a.Buttons, buttonsOf(said)...)
			}
		}
	}
	modal, wrong, err := s.workspace.Modal(m.user)
	if err != nil {
		t.Errorf("%s, the modal: %v", m.name, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a.Refused = m.refused
	if modal != nil && m.asked != nil {
		a.Form = &storytest.Form{Title: modal.Title()}
		for _, f := range m.asked.Fields {
			a.Form.Fields = append(a.Form.Fields, f.Name)
		}
		a.Text += modal.Text()
	}
	for _, text := range wrong {
		a.Text += text + "\n"
	}
	return a
}

// lastSeen is the time stamp of the last thing that somebody sees.
func (s *slackStage) lastSeen(m *member) string {
	last := ""
	for _, place := range []string{meetingPlace, s.workspace.Direct(m.user)} {
		for _, said := range s.workspace.Messages(place, m.user) {
			last = max(last, said.TS)
		}
	}
	return last
}

func buttonsOf(m slacktest.Message) []storytest.Button {
	var all []storytest.Button
	if m.Blocks == nil {
		return nil
	}
	for _, label := range slacktest.Buttons(m.Blocks) {
		all = append(all, storytest.Button{Label: label, Handle: slackButton{m, label}})
	}
	return all
}

// Sees implements storytest.People.
func (s *slackStage) Sees(t testing.TB, name string) storytest.Screen {
	t.Helper()
	m := s.member(t, name)
	return storytest.Screen{Channel: s.reads(t, meetingPlace), Private: s.reads(t, s.workspace.Direct(m.user))}
}

// reads gives what the bot has delivered to a conversation; the parts of a long
// message are one.
func (s *slackStage) reads(t testing.TB, channel string) []storytest.Message {
	t.Helper()
	var all []storytest.Message
	at := map[string]int{}
	for _, m := range s.workspace.Messages(channel, "") {
		if m.User != slacktest.Self || m.Metadata == nil {
			continue
		}
		var of struct {
			Payload struct {
				ID    string  `json:"id"`
				Live  string  `json:"live"`
				Part  float64 `json:"part"`
				Parts float64 `json:"parts"`
			} `json:"event_payload"`
		}
		if err := json.Unmarshal(m.Metadata, &of); err != nil {
			t.Errorf("metadata %s: %v", m.Metadata, err)
		}
		key := of.Payload.ID
		if i, there := at[key]; there && of.Payload.Part > 0 {
			all[i].Text += "\n" + m.Shown()
			all[i].Buttons = append(all[i].Buttons, buttonsOf(m)...)
			continue
		}
		at[key] = len(all)
		all = append(all, storytest.Message{Text: m.Shown(), Buttons: buttonsOf(m)})
	}
	return all
}
