package slack

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"

	sdk "github.com/slack-go/slack"
)

// mostBody is the longest request that is read, in bytes.
const mostBody = 4 << 20

// Handler takes Slack's signed requests: events, slash commands and interactions
// alike, at one address. What is not signed by Slack within five minutes is
// refused with 401. Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
func (s *Slack) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "Slack sends POST", http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
		if err != nil {
			http.Error(w, "the request is too long or broke off", http.StatusRequestEntityTooLarge)
			return
		}
		if err := s.verify(r.Header, body); err != nil {
			s.Logger.Warn("a request that Slack did not sign", "error", err)
			http.Error(w, "not signed by Slack", http.StatusUnauthorized)
			return
		}
		s.request(w, r, body)
	})
}

func (s *Slack) verify(header http.Header, body []byte) error {
	v, err := sdk.NewSecretsVerifier(header, s.SigningSecret)
	if err != nil {
		return err
	}
	if _, err := v.Write(body); err != nil {
		return err
	}
	return v.Ensure()
}

func (s *Slack) request(w http.ResponseWriter, r *http.Request, body []byte) {
	if challenge, asked := challenged(body); asked {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = io.WriteString(w, challenge) // when Slack is gone, it asks again
		return
	}
	e, err := readRequest(r.Header.Get("Content-Type"), body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	type result struct {
		reply any
		err   error
	}
	answered := make(chan result, 1)
	s.take(e, func(reply any, err error) { answered <- result{reply, err} })
	done := <-answered
	if done.err != nil {
		s.Logger.Error("a request is left to Slack to send again", "error", done.err)
		http.Error(w, "not recorded: please send it again", http.StatusServiceUnavailable)
		return
	}
	if done.reply == nil {
		return // 200 without a body
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(done.reply); err != nil {
		s.Logger.Warn("an answer to Slack was not sent", "error", err)
	}
}

// challenged reads the question with which Slack tries an address.
func challenged(body []byte) (challenge string, asked bool) {
	var q struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
	}
	err := json.Unmarshal(body, &q)
	return q.Challenge, err == nil && q.Type == "url_verification"
}

// readRequest makes an envelope of a request's body.
func readRequest(contentType string, body []byte) (envelope, error) {
	if len(contentType) >= 16 && contentType[:16] == "application/json" {
		return envelope{happening, body}, nil
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return envelope{}, errors.New("the body is neither JSON nor a form")
	}
	if payload := form.Get("payload"); payload != "" {
		return envelope{interaction, []byte(payload)}, nil
	}
	if form.Get("command") == "" {
		return envelope{}, errors.New("the body holds no command and no payload")
	}
	flat := map[string]string{}
	for name := range form {
		flat[name] = form.Get(name)
	}
	raw, err := json.Marshal(flat)
	return envelope{slashCommand, raw}, err
}
