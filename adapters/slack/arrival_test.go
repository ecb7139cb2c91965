package slack_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"magbot/adapters/kept/kepttest"
	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// The ways in which something arrives.
const (
	bySocket = iota
	byEvent
	byForm // a slash command, or anything that says so
	byInteraction
	byForgery // signed with another secret
	byDelay   // signed six minutes ago
	ways
)

// Whatever arrives, by the socket or signed over HTTP, is answered once and breaks
// nothing; what makes it to the bot has an account, a workspace and a cause. What
// Slack did not sign just now never does.
func FuzzWhatArrives(f *testing.F) {
	for _, seed := range []string{
		`{"envelope_id":"e","type":"events_api","retry_attempt":1,"payload":{"type":"event_callback","event_id":"Ev1","event":{"type":"message","user":"UANA","text":"q+","ts":"1.2","channel":"CGEN"}}}`,
		`{"envelope_id":"e","type":"slash_commands","payload":{"user_id":"UBO","text":"help <@UANA> <!date^1^{time}|x> <#C1>","trigger_id":"T"}}`,
		`{"envelope_id":"e","type":"interactive","payload":null}`,
		`{"type":"hello"}`,
	} {
		f.Add(uint8(bySocket), []byte(seed))
	}
	for _, seed := range []string{
		`{"type":"event_callback","event":{"type":"app_mention","user":"UBO","text":"<@U0BOT> agenda add","ts":"1.2","channel":"DUBO"}}`,
		`{"type":"event_callback","event":{"type":"message","subtype":"message_changed","channel":"CGEN","ts":"3.1","message":{"user":"UANA","text":"q+","ts":"1.2","subtype":"tombstone"},"previous_message":{"user":"UANA"}}}`,
		`{"type":"event_callback","event":{"type":"message","subtype":"message_deleted","channel":"CGEN","deleted_ts":"1.2"}}`,
		`{"type":"event_callback","event_id":"E","event":{"type":"app_home_opened","tab":"home","user":"UANA","view":null}}`,
		`{"type":"event_callback","event":{"type":"tokens_revoked"}}`, `{"type":"app_rate_limited"}`, `{"type":"url_verification","challenge":"x"}`,
		`{"event":{"type":"message","user":"UANA","ts":"","channel":""}}`, `{"event":[]}`, `[]`, `null`,
	} {
		f.Add(uint8(byEvent), []byte(seed))
		f.Add(uint8(byForgery), []byte(seed))
		f.Add(uint8(byDelay), []byte(seed))
	}
	for _, seed := range []string{
		`{"type":"block_actions","user":{"id":"UANA"},"actions":[{"action_id":"do.0","value":"{\"p\":\"queue next\"}","action_ts":"1.2"}],"response_url":"https://slack.test/respond/R1","message":null,"container":null}`,
		`{"type":"block_actions","user":{"id":"UANA"},"actions":[{"action_id":"ask.0","value":"{\"p\":\"agenda add\"}"}],"trigger_id":"T","view":{"type":"home"}}`,
		`{"type":"block_actions","actions":[{"action_id":"link.0","value":"p1"}]}`, `{"type":"block_actions","actions":[{"action_id":"do.0","value":"@00"}]}`, `{"type":"block_actions","actions":null}`,
		`{"type":"view_submission","user":{"id":"UANA"},"view":{"id":"V1","callback_id":"mag.form","private_metadata":"{\"f\":{\"Call\":{\"Path\":\"agenda add\"},\"Fields\":[{\"Name\":\"title\",\"Required\":true}]}}","state":{"values":{"f.x.0.0":{"v":{"type":"plain_text_input","value":"a"}}}}}}`,
		`{"type":"view_submission","view":{"callback_id":"mag.form","private_metadata":"{\"k\":\"@zz\"}"}}`, `{"type":"view_submission"}`, `{"type":"view_closed","view":{}}`,
		`{"type":"message_action","callback_id":"report","user":{"id":"UANA"},"channel":{"id":"CGEN"},"message":{"user":"UBO","text":"<@UANA>","ts":"1.2"}}`,
		`{"type":"message_action","callback_id":"report","message":null}`, `{"type":"message_action","callback_id":"report","message":{"ts":""}}`, `{"type":"shortcut","callback_id":"new"}`, `{"type":"shortcut","callback_id":"none"}`,
	} {
		f.Add(uint8(byInteraction), []byte(seed))
	}
	for _, seed := range []string{`command=%2Fmag&text=help&user_id=UANA&trigger_id=T&channel_id=CGEN`, `command=%2Fmag`, `payload=`, `%zz`, ``} {
		f.Add(uint8(byForm), []byte(seed))
	}
	words := catalogue(f)
	f.Fuzz(func(t *testing.T, way uint8, body []byte) {
		w := newArrival(t, words)
		way %= ways
		if way == bySocket {
			w.frame(body)
		} else {
			w.request(way, body)
		}
		w.slack.Close()
		for _, in := range w.brain.inputs() {
			if in.Cause == "" || in.Actor.Account.Platform != "slack" || in.Actor.Account.User == "" || in.Actor.Account.Workspace != slacktest.Team || in.Place.Workspace != slacktest.Team || in.Actor.Person != "" || in.Actor.Self != "" {
				t.Errorf("the bot was asked %+v", in)
			}
		}
		if log := w.log.String(); strings.Contains(log, "the Slack adapter broke") {
			t.Errorf("it broke: %s", log)
		}
	})
}

// arrival is an adapter that gets one thing.
type arrival struct {
	*slacktest.Workspace

	t     *testing.T
	slack *slack.Slack
	brain *brain
	log   *journal
}

// journal is what was logged.
type journal struct {
	mu sync.Mutex
	bytes.Buffer
}

// Write implements io.Writer.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.Buffer.Write(p)
}

func newArrival(t *testing.T, words *lang.Catalogue) *arrival {
	t.Helper()
	w := &arrival{Workspace: slacktest.NewWorkspace(), t: t, log: &journal{}, brain: &brain{causes: map[bot.Cause]bool{}, form: agendaForm}}
	w.brain.handle = func(in bot.Input) (bot.Answer, error) {
		if c, ok := in.Intent.(bot.Call); ok && c.Path == "agenda add" {
			return agendaForm(in)
		}
		return bot.Answer{Message: chat.Say("Done."), Record: recorded}, nil
	}
	w.AddUser("UANA", "Ana", "ana@example.org")
	w.AddChannel("CGEN", "general", true)
	s, err := slack.New(t.Context(), slack.Config{
		Bot: w.brain, People: people{"UANA": {Person: "p1", Name: "Ana"}}, Log: kepttest.NewLog(), Sealer: &kepttest.Sealer{}, Words: words, Now: time.Now, Alone: true,
		Logger: slog.New(slog.NewTextHandler(w.log, nil)), Home: []chat.Call{chat.Do("home")},
		BotToken: w.Token, SigningSecret: w.Secret, API: "https://slack.test/api/", HTTP: &http.Client{Transport: w.Workspace, Timeout: time.Minute},
		Shortcuts: []slack.Shortcut{
			{ID: "report", Name: "Report", Call: chat.Do("conduct report"), OnMessage: true, TextArg: "words", LinkArg: "message", FromArg: "about"},
			{ID: "new", Name: "Propose an agenda item", Call: chat.Do("agenda add")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.slack, w.Bot = s, s.Handler()
	return w
}

// frame hands over a frame of the socket, which is answered once.
func (w *arrival) frame(raw []byte) {
	answered := make(chan error, 2)
	if err := w.slack.TakeFrame(raw, func(err error) { answered <- err }); err != nil {
		return // no frame
	}
	if err := <-answered; err != nil {
		w.t.Errorf("it is left to Slack: %v", err)
	}
	w.slack.Close()
	if len(answered) > 0 {
		w.t.Error("it was answered twice")
	}
}

// request hands over a request, and looks at its status.
func (w *arrival) request(way uint8, body []byte) {
	kind, secret, at := "application/json", w.Secret, time.Now()
	want := []int{http.StatusOK, http.StatusBadRequest}
	switch way {
	case byForm:
		kind = "application/x-www-form-urlencoded"
	case byInteraction:
		kind, body = "application/x-www-form-urlencoded", []byte(url.Values{"payload": {string(body)}}.Encode())
	case byForgery:
		secret, want = "another", []int{http.StatusUnauthorized}
	case byDelay:
		at, want = at.Add(-6*time.Minute), []int{http.StatusUnauthorized}
	}
	sent := w.SendSigned(kind, body, secret, at)
	if !slices.Contains(want, sent.Status) {
		w.t.Errorf("it was answered with %d", sent.Status)
	}
	if w.slack.Close(); want[0] == http.StatusUnauthorized && len(w.brain.inputs()) > 0 {
		w.t.Error("what Slack did not sign made it to the bot")
	}
}

// What people wrote reaches no log, whatever fails on its way.
func TestNoWordsReachTheLog(t *testing.T) {
	const words = "a word that nobody may read"
	for name, payload := range map[string]string{
		"a report":        `{"type":"message_action","callback_id":"report","user":{"id":"UANA"},"channel":{"id":"CGONE"},"trigger_id":"T","message":{"user":"UGONE","text":"` + words + `","ts":"1.2"}}`,
		"a form":          `{"type":"view_submission","user":{"id":"UANA"},"view":{"id":"V1","callback_id":"mag.form","private_metadata":"{\"f\":{\"Call\":{\"Path\":\"x\"},\"Fields\":[{\"Name\":\"words\"}]}}","state":{"values":{"f.x.0.0":{"v":{"type":"plain_text_input","value":"` + words + `"}}}}}}`,
		"what is no form": `{"type":"view_submission","user":{"id":"UANA"},"view":{"id":"V1","callback_id":"mag.form","private_metadata":"` + words + `"}}`,
		"a button":        `{"type":"block_actions","user":{"id":"UANA"},"actions":[{"action_id":"do.0","value":"` + words + `"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newArrival(t, catalogue(t))
			w.brain.handle = func(bot.Input) (bot.Answer, error) { panic(words) }
			w.brain.form = func(bot.Input) (bot.Answer, error) { return bot.Answer{}, errBroken }
			w.SendSigned("application/x-www-form-urlencoded", []byte(url.Values{"payload": {payload}}.Encode()), w.Secret, time.Now())
			w.slack.Close()
			if log := w.log.String(); strings.Contains(log, words) || log == "" && name != "what is no form" {
				t.Errorf("the log says: %s", log)
			}
		})
	}
}
