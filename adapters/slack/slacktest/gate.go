package slacktest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Gate stands between a bot and a Slack that lets too much pass: it checks the
// token, the limits of what is shown and the pace of calls, and does what it is
// told to do wrong. It is the transport of the bot's HTTP client.
type Gate struct {
	Next     http.RoundTripper
	Token    string // xoxb-…
	AppToken string // xapp-…, for apps.connections.open
	// Bearer sends the token on as a header too: emulate reads it nowhere else.
	Bearer bool

	mu     sync.Mutex
	faults []*Fault
	calls  []Call
	recent map[string][]time.Time
	posted []stamp
}

// Fault is one thing that goes wrong with calls of a method.
type Fault struct {
	Method     string // "chat.postMessage"; "response_url" for addresses of answers
	Times      int
	Status     int    // of HTTP: 429, 503; 0 for 200
	Error      string // Slack's code; with Status 0
	RetryAfter int    // seconds, with 429
	// Lost lets the call arrive and its answer get lost.
	Lost bool
}

// Call is one call that the bot made.
type Call struct {
	Method string
	Args   map[string]string
	Error  string // what the gate refused it with
	At     time.Time
}

// stamp is a message that was posted, as far as Slack keeps what is only in the
// metadata.
type stamp struct {
	channel, ts, thread string
	broadcast           bool
	metadata            json.RawMessage
}

// Break makes something go wrong from now on.
func (g *Gate) Break(f Fault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.faults = append(g.faults, &f)
}

// Calls lists the calls of a method so far; of all methods when it is empty.
func (g *Gate) Calls(method string) []Call {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []Call
	for _, c := range g.calls {
		if method == "" || c.Method == method {
			all = append(all, c)
		}
	}
	return all
}

// Refused lists the calls that broke a limit.
func (g *Gate) Refused() []Call {
	var all []Call
	for _, c := range g.Calls("") {
		if c.Error != "" {
			all = append(all, c)
		}
	}
	return all
}

// RoundTrip implements http.RoundTripper.
func (g *Gate) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := readBody(req)
	if err != nil {
		return nil, err
	}
	call, err := readCall(req, body)
	if err != nil {
		return nil, err
	}
	refusal := g.check(req, call)
	g.mu.Lock()
	call.Error = refusal
	g.calls = append(g.calls, call)
	fault := g.fault(call.Method)
	g.mu.Unlock()
	switch {
	case strings.HasPrefix(refusal, "ratelimited"):
		return answer(req, http.StatusTooManyRequests, map[string]string{"Retry-After": "2"}, `{"ok":false,"error":"ratelimited"}`), nil
	case refusal != "":
		code, _, _ := strings.Cut(refusal, ":")
		return answer(req, http.StatusOK, nil, fmt.Sprintf(`{"ok":false,"error":%q,"response_metadata":{"messages":[%q]}}`, code, refusal)), nil
	case fault != nil && !fault.Lost:
		return fault.answer(req), nil
	}
	resp, err := g.pass(req, call, body)
	if err == nil && fault != nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		return nil, fmt.Errorf("the answer to %s got lost", call.Method)
	}
	return resp, err
}

func (g *Gate) fault(method string) *Fault {
	for i, f := range g.faults {
		if f.Method == method && f.Times > 0 {
			if f.Times--; f.Times == 0 {
				g.faults = append(g.faults[:i:i], g.faults[i+1:]...)
			}
			return f
		}
	}
	return nil
}

func (f *Fault) answer(req *http.Request) *http.Response {
	if f.Status == 0 {
		return answer(req, http.StatusOK, nil, fmt.Sprintf(`{"ok":false,"error":%q,"needed":"some:scope"}`, f.Error))
	}
	header := map[string]string{}
	if f.RetryAfter > 0 {
		header["Retry-After"] = strconv.Itoa(f.RetryAfter)
	}
	return answer(req, f.Status, header, `{"ok":false,"error":"ratelimited"}`)
}

// pass hands a call on, and adds what the Slack behind does not keep.
func (g *Gate) pass(req *http.Request, call Call, body []byte) (*http.Response, error) {
	out := req.Clone(req.Context())
	out.Body = io.NopCloser(bytes.NewReader(body))
	if g.Bearer && out.Header.Get("Authorization") == "" {
		out.Header.Set("Authorization", "Bearer "+call.Args["token"])
	}
	resp, err := g.Next.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	switch call.Method {
	case "chat.postMessage", "conversations.history", "conversations.replies":
	default:
		return resp, nil
	}
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var reply object
	if json.Unmarshal(raw, &reply) == nil && jsonOf(reply["ok"]) == "true" {
		g.remember(call, reply)
		if raw, err = json.Marshal(reply); err != nil {
			return nil, err
		}
	}
	return answer(req, resp.StatusCode, nil, string(raw)), nil
}

// remember keeps the metadata of what is posted, and adds it to what is read.
func (g *Gate) remember(call Call, reply object) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if call.Method == "chat.postMessage" {
		s := stamp{channel: str(reply["channel"]), ts: str(reply["ts"]), thread: call.Args["thread_ts"], broadcast: call.Args["reply_broadcast"] == "true"}
		if m := call.Args["metadata"]; m != "" {
			s.metadata = json.RawMessage(m)
		}
		g.posted = append(g.posted, s)
		return
	}
	messages, _ := reply["messages"].([]any)
	there := map[string]bool{}
	for _, m := range messages {
		message, _ := m.(object)
		there[str(message["ts"])] = true
		for _, s := range g.posted {
			if s.ts == message["ts"] && s.metadata != nil {
				message["metadata"] = s.metadata
			}
		}
	}
	if call.Method == "conversations.history" {
		for _, s := range g.posted {
			if s.channel == call.Args["channel"] && s.broadcast && !there[s.ts] {
				user := ""
				for _, m := range messages {
					if message, _ := m.(object); message["metadata"] != nil {
						user = str(message["user"])
					}
				}
				messages = append(messages, object{"type": "message", "subtype": "thread_broadcast", "ts": s.ts, "thread_ts": s.thread, "user": user, "metadata": s.metadata})
			}
		}
		reply["messages"] = messages
	}
}

func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer req.Body.Close() //nolint:errcheck // it was read
	return io.ReadAll(req.Body)
}

// readCall takes a request apart: a method of the Web API with its arguments, or
// an answer at a response_url.
func readCall(req *http.Request, body []byte) (Call, error) {
	call := Call{Method: "response_url", Args: map[string]string{}, At: time.Now()}
	if _, method, ok := strings.Cut(req.URL.Path, "/api/"); ok {
		call.Method = method
	} else if strings.Contains(req.URL.Path, "upload") || strings.Contains(req.URL.Path, "/files/") {
		call.Method = "file"
		return call, nil
	}
	for name := range req.URL.Query() {
		call.Args[name] = req.URL.Query().Get(name)
	}
	kind, params, _ := mime.ParseMediaType(req.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		var args map[string]json.RawMessage
		if err := json.Unmarshal(body, &args); err != nil && len(body) > 0 {
			return call, fmt.Errorf("the bot sent no JSON: %w", err)
		}
		for name, value := range args {
			var s string
			if json.Unmarshal(value, &s) != nil {
				s = string(value)
			}
			call.Args[name] = s
		}
	case "multipart/form-data":
		form, err := multipart.NewReader(bytes.NewReader(body), params["boundary"]).ReadForm(8 << 20)
		if err != nil {
			return call, err
		}
		for name := range form.Value {
			call.Args[name] = form.Value[name][0]
		}
	default:
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return call, err
		}
		for name := range form {
			call.Args[name] = form.Get(name)
		}
	}
	if token, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer "); ok {
		call.Args["token"] = token
	}
	return call, nil
}

// check gives what Slack would refuse a call with; empty when it would not.
func (g *Gate) check(req *http.Request, call Call) string {
	if call.Method == "file" {
		return ""
	}
	if req.URL.RawQuery != "" && strings.Contains(req.URL.RawQuery, "xox") {
		return "token_in_url: a token stands in an address"
	}
	want := g.Token
	if call.Method == "apps.connections.open" {
		want = g.AppToken
	}
	if call.Method != "response_url" && call.Args["token"] != want {
		return "invalid_auth"
	}
	for name, err := range map[string]error{
		"blocks": checkArg(call.Args["blocks"], func(raw []byte) error { return CheckBlocks(raw, InMessage) }),
		"view":   checkArg(call.Args["view"], CheckView),
		"text":   CheckText(call.Args["text"]),
	} {
		if err != nil {
			return fmt.Sprintf("%v (in %s)", err, name)
		}
	}
	if strings.HasPrefix(call.Method, "chat.") && strings.HasSuffix(call.Method, "Message") && call.Args["text"] == "" && call.Args["blocks"] == "" {
		return "no_text"
	}
	return g.tooFast(call)
}

func checkArg(raw string, check func([]byte) error) error {
	if raw == "" || raw == "null" {
		return nil
	}
	return check([]byte(raw))
}

// Slack's pace: one message a second in a channel, with a little more at once,
// and the tiers of the other methods, by the minute.
var perMinute = map[string]int{
	"chat.update": 50, "chat.delete": 50, "conversations.open": 50, "conversations.history": 50, "conversations.replies": 50,
	"conversations.info": 50, "reactions.add": 50, "views.open": 100, "views.update": 100, "views.publish": 100, "users.info": 100, "chat.postEphemeral": 100,
}

func (g *Gate) tooFast(call Call) string {
	key, span, most := call.Method, time.Minute, perMinute[call.Method]*2 // Slack lets bursts pass
	if call.Method == "chat.postMessage" {
		key, span, most = key+" "+call.Args["channel"], 3*time.Second, 4
	}
	if most == 0 {
		return ""
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.recent == nil {
		g.recent = map[string][]time.Time{}
	}
	var within []time.Time
	for _, at := range g.recent[key] {
		if call.At.Sub(at) < span {
			within = append(within, at)
		}
	}
	if len(within) >= most {
		return "ratelimited: " + key
	}
	g.recent[key] = append(within, call.At)
	return ""
}

// answer makes a response.
func answer(req *http.Request, status int, header map[string]string, body string) *http.Response {
	resp := &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: req,
	}
	for name, value := range header {
		resp.Header.Set(name, value)
	}
	return resp
}
