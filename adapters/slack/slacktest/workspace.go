package slacktest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Workspace is a Slack of its own in memory, for tests in which weeks pass at
// once or the network may not be touched: the methods of the Web API that a bot
// needs, from their documentation, behind a Gate. People act in it by Type,
// Command, Press and Submit, which come to the bot as signed requests.
type Workspace struct {
	Gate

	Base   string       // where it is: "https://slack.test" while nothing listens
	Secret string       // signs what is sent to the bot
	Bot    http.Handler // gets what people do; nil for nobody
	Socket string       // the address that apps.connections.open gives

	mu       sync.Mutex
	users    map[string]object
	channels map[string]*room
	views    map[string]*window
	homes    map[string]json.RawMessage
	triggers map[string]time.Time
	reply    map[string]*address
	files    map[string][]byte
	groups   map[string]object
	last     int64
	serial   int
	scopes   []string // of the token of the bot; nil for all there are
}

// room is a channel or a direct conversation.
type room struct {
	id, name string
	with     string // the other one in a direct conversation
	bot      bool   // the bot is a member
	archived bool
	only     []string // who may post; nil for everybody
	messages []*Message
}

// Message is a message as it stands in a channel.
type Message struct {
	Channel, User, Text string
	TS, Thread          string
	Broadcast           bool
	Blocks              json.RawMessage
	Metadata            json.RawMessage
	OnlyFor             string // the one who sees it; empty for everybody there
	Edited              bool
	Signs               []string
	File                string // the name of a file
	FileBody            []byte
	Deleted             bool
}

// window is a modal that stands open before somebody.
type window struct {
	id, user string
	raw      json.RawMessage
	open     bool
	errors   map[string]string
}

// address is a response_url.
type address struct {
	channel, user string
	uses          int
	until         time.Time
}

// Team is the workspace's ID, Self the bot's user ID.
const (
	Team = "T01TEST"
	Self = "U0BOT"
)

// NewWorkspace makes a workspace with the bot alone in it.
func NewWorkspace() *Workspace {
	w := &Workspace{
		Base: "https://slack.test", Secret: "the-signing-secret", Socket: "wss://slack.test/link", users: map[string]object{}, channels: map[string]*room{}, views: map[string]*window{}, homes: map[string]json.RawMessage{},
		triggers: map[string]time.Time{}, reply: map[string]*address{}, files: map[string][]byte{}, groups: map[string]object{},
	}
	w.Token, w.AppToken = "xoxb-1-a", "xapp-1-a"
	w.Next = inner{w}
	return w
}

// AddUser adds a member of the workspace.
func (w *Workspace) AddUser(id, name, email string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.users[id] = object{
		"id": id, "team_id": Team, "name": strings.ToLower(name), "real_name": name, "is_email_confirmed": true,
		"profile": object{"display_name": name, "real_name": name, "email": email},
	}
}

// ChangeUser changes what is known of a member.
func (w *Workspace) ChangeUser(id, field string, value any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.users[id][field] = value
}

// SetGroup makes a user group, or changes who is in it and what it is called.
func (w *Workspace) SetGroup(id, name, handle string, users ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.groups[id] = object{"id": id, "team_id": Team, "is_usergroup": true, "name": name, "handle": handle, "users": users, "user_count": len(users)}
}

// userGroups lists the user groups; with their users when that is asked for.
func (w *Workspace) userGroups(args map[string]string) object {
	all := []object{}
	for _, id := range slices.Sorted(maps.Keys(w.groups)) {
		g := maps.Clone(w.groups[id])
		if args["include_users"] != "true" {
			delete(g, "users")
		}
		all = append(all, g)
	}
	return yes(object{"usergroups": all})
}

// AddChannel adds a channel; the bot is in it or not.
func (w *Workspace) AddChannel(id, name string, bot bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.channels[id] = &room{id: id, name: name, bot: bot}
}

// Invite brings the bot into a channel.
func (w *Workspace) Invite(channel string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.channels[channel].bot = true
}

// Archive archives a channel.
func (w *Workspace) Archive(channel string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.channels[channel].archived = true
}

// Restrict lets only some people post in a channel.
func (w *Workspace) Restrict(channel string, users ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.channels[channel].only = users
}

// Messages is what somebody sees in a channel, oldest first, threads included;
// with an empty user, what everybody sees.
func (w *Workspace) Messages(channel, user string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []Message
	c := w.channels[channel]
	if c == nil {
		return nil
	}
	for _, m := range c.messages {
		if !m.Deleted && (m.OnlyFor == "" || m.OnlyFor == user) {
			all = append(all, *m)
		}
	}
	return all
}

// Direct gives the ID of somebody's conversation with the bot.
func (w *Workspace) Direct(user string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.direct(user).id
}

func (w *Workspace) direct(user string) *room {
	id := "D" + user
	if w.channels[id] == nil {
		w.channels[id] = &room{id: id, with: user, bot: true}
	}
	return w.channels[id]
}

// ts makes the next time stamp, each later than the one before.
func (w *Workspace) ts() string {
	at := max(time.Now().UnixMicro(), w.last+1)
	w.last = at
	return fmt.Sprintf("%d.%06d", at/1_000_000, at%1_000_000)
}

func (w *Workspace) next(prefix string) string {
	w.serial++
	return fmt.Sprintf("%s%05d", prefix, w.serial)
}

// ServeHTTP lets a bot of another process reach the workspace; Base must then say
// where it listens.
func (w *Workspace) ServeHTTP(rw http.ResponseWriter, req *http.Request) {
	resp, err := w.RoundTrip(req)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadGateway)
		return
	}
	defer resp.Body.Close() //nolint:errcheck // it is in memory
	for name := range resp.Header {
		rw.Header().Set(name, resp.Header.Get(name))
	}
	rw.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(rw, resp.Body) // a bot that has gone needs nothing
}

// inner is the workspace behind its gate.
type inner struct{ w *Workspace }

// RoundTrip implements http.RoundTripper.
func (i inner) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := readBody(req)
	if err != nil {
		return nil, err
	}
	call, err := readCall(req, body)
	if err != nil {
		return nil, err
	}
	i.w.mu.Lock()
	defer i.w.mu.Unlock()
	var reply object
	switch {
	case call.Method == "file":
		return i.w.file(req, body), nil
	case call.Method == "response_url":
		return i.w.respond(req, call), nil
	case methods[call.Method] == nil:
		reply = no("unknown_method")
	case !i.w.granted(call.Method):
		reply = object{"ok": false, "error": "missing_scope", "needed": needed[call.Method], "provided": strings.Join(i.w.scopes, ",")}
	default:
		reply = methods[call.Method](i.w, call.Args)
	}
	header := map[string]string{}
	if i.w.scopes != nil {
		header["X-OAuth-Scopes"] = strings.Join(i.w.scopes, ",")
	}
	return answer(req, http.StatusOK, header, jsonOf(reply)), nil
}

// Grant gives the bot's token these scopes; before it is called it has all.
func (w *Workspace) Grant(scopes []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.scopes = scopes
}

// file takes an upload, or gives a file that somebody sent.
func (w *Workspace) file(req *http.Request, body []byte) *http.Response {
	id := req.URL.Path[strings.LastIndexByte(req.URL.Path, '/')+1:]
	if req.Method == http.MethodGet {
		return answer(req, http.StatusOK, nil, string(w.files[id]))
	}
	w.files[id] = fileOf(req.Header.Get("Content-Type"), body)
	return answer(req, http.StatusOK, nil, "OK")
}

// respond takes an answer at a response_url: five within half an hour.
func (w *Workspace) respond(req *http.Request, call Call) *http.Response {
	a := w.reply[req.URL.Path]
	if a == nil || a.uses == 5 || time.Now().After(a.until) {
		return answer(req, http.StatusNotFound, nil, "used_url")
	}
	a.uses++
	c := w.channels[a.channel]
	m := &Message{Channel: a.channel, User: Self, Text: call.Args["text"], TS: w.ts(), Thread: call.Args["thread_ts"], OnlyFor: a.user, Blocks: rawOf(call.Args["blocks"])}
	if call.Args["response_type"] == "in_channel" {
		m.OnlyFor = ""
	}
	c.messages = append(c.messages, m)
	return answer(req, http.StatusOK, map[string]string{"Content-Type": "text/plain"}, "ok")
}
