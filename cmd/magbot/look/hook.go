package look

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"magbot/moderation"
	"magbot/moderation/signal"
)

const (
	// hookTime is how long an outside service may take, and mostAnswer how many bytes
	// it may answer.
	hookTime   = 2 * time.Second
	mostAnswer = 64 << 10
	// mostOutside is how many signals of it are taken, and mostSaid how many characters
	// of each of its words.
	mostOutside = 5
	mostSaid    = 500
	// outside stands before the identifiers of its signals.
	outside = "outside."
)

// Hook is an outside service that looks at texts, too.
type Hook struct {
	address string
	host    string
	client  *http.Client
}

// NewHook reads the address of an outside service. It must be https, or on this
// machine, and hold no user and no password.
func NewHook(address string) (*Hook, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("the address of the outside service is not one: write https://HOST/PATH")
	case u.User != nil:
		return nil, errors.New("the address of the outside service holds a user or password: leave it out")
	case u.Scheme == "http" && !onThisMachine(u.Hostname()):
		return nil, errors.New("the outside service would get texts in the clear: use https, or http only for a service on this machine")
	}
	transport := &http.Transport{
		DialContext: (&net.Dialer{Timeout: hookTime}).DialContext, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: hooks,
		TLSHandshakeTimeout: hookTime, IdleConnTimeout: time.Minute,
	}
	return &Hook{address: u.String(), host: u.Host, client: &http.Client{
		Transport: transport, Timeout: hookTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Host names the service to people.
func (h *Hook) Host() string { return h.host }

// ask sends a text, without anything else, and gives the signals of the answer. Its
// error holds nothing of the text.
func (h *Hook) ask(ctx context.Context, text string) ([]signal.Signal, error) {
	body, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		return nil, fmt.Errorf("write what the outside service is asked: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.address, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("ask the outside service: its address cannot be used")
	}
	req.Header.Set("Content-Type", "application/json")
	answer, err := h.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the outside service: %w", errors.Unwrap(err))
	}
	defer answer.Body.Close() //nolint:errcheck // nothing more is read
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the outside service answers %d", answer.StatusCode)
	}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1))
	if err != nil || len(raw) > mostAnswer {
		return nil, errors.New("the answer of the outside service cannot be read, or is too long")
	}
	return readAnswer(raw, text)
}

// readAnswer reads what "magbot flag" prints, too: {"signals": [{"id", "clause",
// "span", "reason", "score"}]}. What does not hold together is an error.
func readAnswer(raw []byte, text string) ([]signal.Signal, error) {
	var said struct {
		Signals []signal.Signal `json:"signals"`
	}
	if err := json.Unmarshal(raw, &said); err != nil {
		return nil, errors.New("the answer of the outside service is not the JSON that was asked for")
	}
	if len(said.Signals) > mostOutside {
		said.Signals = said.Signals[:mostOutside]
	}
	for i := range said.Signals {
		s := &said.Signals[i]
		if !slices.Contains(moderation.Clauses(), s.Clause) || s.Score < 0 || s.Score > 1 || s.ID == "" {
			return nil, fmt.Errorf("signal %d of the outside service has no identifier, no clause of the Code, or a score that is not between 0 and 1", i+1)
		}
		s.ID, s.Reason = outside+short(s.ID, 50), short(s.Reason, mostSaid)
		s.Span = strings.TrimSpace(short(s.Span, mostSaid))
		if s.Start, s.End = place(text, s.Span); s.End == 0 {
			s.Span = ""
		}
	}
	return said.Signals, nil
}

// place finds where a text has these words, whatever blanks stand between them there;
// 0 and 0 where it has not.
func place(text, words string) (from, to int) {
	all := strings.Fields(words)
	if len(all) == 0 {
		return 0, 0
	}
	for i, w := range all {
		all[i] = regexp.QuoteMeta(w)
	}
	at := regexp.MustCompile(strings.Join(all, `[\s\v\x{85}\p{Z}]+`)).FindStringIndex(text)
	if at == nil {
		return 0, 0
	}
	return at[0], at[1]
}

// short puts a text in one line of so many characters at most.
func short(text string, most int) string {
	r := []rune(strings.Join(strings.Fields(text), " "))
	return string(r[:min(len(r), most)])
}
