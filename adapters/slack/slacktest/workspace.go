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
		triggers: map[string]time.Time{}, reply: map[string]*address{}, files: map[string][]byte{},
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

// needed is the scope that a method asks for.
// Source: https://docs.slack.dev/reference/methods
var needed = map[string]string{
	"chat.postMessage": "chat:write", "chat.postEphemeral": "chat:write", "chat.update": "chat:write", "chat.delete": "chat:write",
	"conversations.open": "im:write", "conversations.info": "channels:read", "conversations.history": "channels:history",
	"conversations.replies": "channels:history", "reactions.add": "reactions:write", "users.info": "users:read",
	"files.getUploadURLExternal": "files:write", "files.completeUploadExternal": "files:write",
}

// Grant gives the bot's token these scopes; before it is called it has all.
func (w *Workspace) Grant(scopes []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.scopes = scopes
}

func (w *Workspace) granted(method string) bool {
	return w.scopes == nil || needed[method] == "" || slices.Contains(w.scopes, needed[method])
}

func yes(more object) object {
	out := object{"ok": true}
	maps.Copy(out, more)
	return out
}

func no(code string) object { return object{"ok": false, "error": code} }

var methods = map[string]func(*Workspace, map[string]string) object{
	"auth.test": func(*Workspace, map[string]string) object {
		return yes(object{"team_id": Team, "user_id": Self, "bot_id": "B0BOT", "team": "Test", "user": "magbot"})
	},
	"apps.connections.open": func(w *Workspace, _ map[string]string) object {
		return yes(object{"url": w.Socket})
	},
	"chat.postMessage":      (*Workspace).post,
	"chat.postEphemeral":    (*Workspace).ephemeral,
	"chat.update":           (*Workspace).update,
	"chat.delete":           (*Workspace).remove,
	"conversations.open":    (*Workspace).open,
	"conversations.info":    (*Workspace).info,
	"conversations.history": (*Workspace).history,
	"conversations.replies": (*Workspace).replies,
	"reactions.add":         (*Workspace).react,
	"users.info":            (*Workspace).user,
	"views.open":            (*Workspace).openView,
	"views.update":          (*Workspace).updateView,
	"views.publish": func(w *Workspace, a map[string]string) object {
		w.homes[a["user_id"]] = rawOf(a["view"])
		return yes(object{"view": object{"id": "VH" + a["user_id"]}})
	},
	"chat.getPermalink": func(_ *Workspace, a map[string]string) object {
		return yes(object{"permalink": "https://test.slack.com/archives/" + a["channel"] + "/p" + strings.ReplaceAll(a["message_ts"], ".", "")})
	},
	"files.getUploadURLExternal": func(w *Workspace, a map[string]string) object {
		id := w.next("F")
		w.files[id+" name"] = []byte(a["filename"])
		return yes(object{"file_id": id, "upload_url": w.Base + "/upload/" + id})
	},
	"files.completeUploadExternal": (*Workspace).completeUpload,
}

// in gives a channel in which the bot may write.
func (w *Workspace) in(id string) (*room, object) {
	c := w.channels[id]
	switch {
	case c == nil:
		return nil, no("channel_not_found")
	case c.archived:
		return nil, no("is_archived")
	case !c.bot:
		return nil, no("not_in_channel")
	case c.only != nil && !slices.Contains(c.only, Self):
		return nil, no("restricted_action")
	}
	return c, nil
}

func (w *Workspace) post(a map[string]string) object {
	c, bad := w.in(a["channel"])
	if bad != nil {
		return bad
	}
	m := &Message{Channel: c.id, User: Self, Text: a["text"], TS: w.ts(), Thread: a["thread_ts"], Broadcast: a["reply_broadcast"] == "true"}
	m.Blocks, m.Metadata = rawOf(a["blocks"]), rawOf(a["metadata"])
	if m.Thread != "" && c.find(m.Thread) == nil {
		return no("thread_not_found")
	}
	c.messages = append(c.messages, m)
	return yes(object{"channel": c.id, "ts": m.TS, "message": object{"type": "message", "ts": m.TS, "text": m.Text}})
}

func rawOf(s string) json.RawMessage {
	if s == "" || s == "null" {
		return nil
	}
	return json.RawMessage(s)
}

func (w *Workspace) ephemeral(a map[string]string) object {
	c, bad := w.in(a["channel"])
	if bad != nil {
		return bad
	}
	m := &Message{Channel: c.id, User: Self, Text: a["text"], TS: w.ts(), Thread: a["thread_ts"], OnlyFor: a["user"], Blocks: rawOf(a["blocks"])}
	c.messages = append(c.messages, m)
	return yes(object{"message_ts": m.TS})
}

func (c *room) find(ts string) *Message {
	for _, m := range c.messages {
		if m.TS == ts && !m.Deleted && m.OnlyFor == "" {
			return m
		}
	}
	return nil
}

func (w *Workspace) update(a map[string]string) object {
	c, bad := w.in(a["channel"])
	if bad != nil {
		return bad
	}
	m := c.find(a["ts"])
	switch {
	case m == nil:
		return no("message_not_found")
	case m.User != Self:
		return no("cant_update_message")
	}
	m.Text, m.Blocks, m.Edited = a["text"], rawOf(a["blocks"]), true
	if raw := rawOf(a["metadata"]); raw != nil {
		m.Metadata = raw
	}
	return yes(object{"channel": c.id, "ts": m.TS, "text": m.Text})
}

func (w *Workspace) remove(a map[string]string) object {
	c, bad := w.in(a["channel"])
	if bad != nil {
		return bad
	}
	m := c.find(a["ts"])
	switch {
	case m == nil:
		return no("message_not_found")
	case m.User != Self:
		return no("cant_delete_message")
	}
	m.Deleted = true
	return yes(object{"channel": c.id, "ts": m.TS})
}

func (w *Workspace) open(a map[string]string) object {
	if w.users[a["users"]] == nil {
		return no("user_not_found")
	}
	return yes(object{"channel": object{"id": w.direct(a["users"]).id}})
}

func (w *Workspace) info(a map[string]string) object {
	c := w.channels[a["channel"]]
	if c == nil {
		return no("channel_not_found")
	}
	about := object{"id": c.id, "name": c.name, "is_member": c.bot, "is_archived": c.archived}
	if c.only != nil {
		about["properties"] = object{"posting_restricted_to": object{"type": []string{}, "user": c.only}}
	}
	return yes(object{"channel": about})
}

func (w *Workspace) history(a map[string]string) object {
	return w.read(a, func(m *Message) bool { return m.Thread == "" || m.Broadcast })
}

func (w *Workspace) replies(a map[string]string) object {
	return w.read(a, func(m *Message) bool { return m.TS == a["ts"] || m.Thread == a["ts"] })
}

func (w *Workspace) read(a map[string]string, want func(*Message) bool) object {
	c, bad := w.in(a["channel"])
	if bad != nil {
		return bad
	}
	list := []any{}
	for _, m := range slices.Backward(c.messages) {
		if m.Deleted || m.OnlyFor != "" || !want(m) {
			continue
		}
		o := object{"type": "message", "ts": m.TS, "user": m.User, "text": m.Text}
		if m.Thread != "" {
			o["thread_ts"] = m.Thread
		}
		if m.Metadata != nil && a["include_all_metadata"] != "" && a["include_all_metadata"] != "0" {
			o["metadata"] = m.Metadata
		}
		list = append(list, o)
	}
	return yes(object{"messages": list, "has_more": false})
}

func (w *Workspace) react(a map[string]string) object {
	c, bad := w.in(a["channel"])
	if bad != nil {
		return bad
	}
	m := c.find(a["timestamp"])
	switch {
	case m == nil:
		return no("message_not_found")
	case slices.Contains(m.Signs, a["name"]):
		return no("already_reacted")
	}
	m.Signs = append(m.Signs, a["name"])
	return yes(nil)
}

func (w *Workspace) user(a map[string]string) object {
	u := w.users[a["user"]]
	if u == nil {
		return no("user_not_found")
	}
	return yes(object{"user": u})
}

// triggerFor is how long a trigger opens a modal.
const triggerFor = 3 * time.Second

func (w *Workspace) openView(a map[string]string) object {
	at, known := w.triggers[a["trigger_id"]]
	switch {
	case !known:
		return no("invalid_trigger_id")
	case time.Since(at) > triggerFor:
		return no("expired_trigger_id")
	}
	_, user, _ := strings.Cut(a["trigger_id"], " ")
	v := &window{id: w.next("V"), user: user, raw: rawOf(a["view"]), open: true}
	w.views[v.id] = v
	return yes(object{"view": object{"id": v.id}})
}

func (w *Workspace) updateView(a map[string]string) object {
	v := w.views[a["view_id"]]
	if v == nil || !v.open {
		return no("not_found")
	}
	v.raw, v.errors = rawOf(a["view"]), nil
	return yes(object{"view": object{"id": v.id}})
}

func (w *Workspace) completeUpload(a map[string]string) object {
	c, bad := w.in(a["channel_id"])
	if bad != nil {
		return bad
	}
	var files []struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal([]byte(a["files"]), &files); err != nil {
		return no("invalid_arguments")
	}
	list := []any{}
	for _, f := range files {
		m := &Message{Channel: c.id, User: Self, TS: w.ts(), Thread: a["thread_ts"], File: string(w.files[f.ID+" name"]), FileBody: w.files[f.ID]}
		c.messages = append(c.messages, m)
		list = append(list, object{"id": f.ID, "title": m.File})
	}
	return yes(object{"files": list})
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
