package slacktest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Sent is what came of something that was sent to the bot.
type Sent struct {
	Status int
	Body   []byte
	again  func() Sent
}

// Again sends the very same once more, as Slack does when it was not answered.
func (s Sent) Again() Sent { return s.again() }

// Type lets somebody type a line in a channel, or in their conversation with the
// bot; as a reply when thread is not empty.
func (w *Workspace) Type(user, channel, text, thread string) (ts string, sent Sent) {
	w.mu.Lock()
	m := &Message{Channel: channel, User: user, Text: text, TS: w.ts(), Thread: thread}
	w.channels[channel].messages = append(w.channels[channel].messages, m)
	w.mu.Unlock()
	return m.TS, w.Event(w.lineOf(m, "message"))
}

// Mention sends a line once more, as the mention of the bot that it is.
func (w *Workspace) Mention(channel, ts string) Sent {
	w.mu.Lock()
	m := w.channels[channel].find(ts)
	w.mu.Unlock()
	return w.Event(w.lineOf(m, "app_mention"))
}

func (w *Workspace) lineOf(m *Message, kind string) object {
	e := object{"type": kind, "user": m.User, "text": m.Text, "ts": m.TS, "channel": m.Channel, "event_ts": m.TS}
	if kind == "message" {
		e["channel_type"] = "channel"
		if strings.HasPrefix(m.Channel, "D") {
			e["channel_type"] = "im"
		}
	}
	if m.Thread != "" {
		e["thread_ts"] = m.Thread
	}
	return e
}

// Edit changes a line that somebody typed, Delete takes it away.
func (w *Workspace) Edit(channel, ts, text string) Sent {
	w.mu.Lock()
	m := w.channels[channel].find(ts)
	before := object{"user": m.User, "text": m.Text, "ts": ts}
	m.Text = text
	now := w.ts()
	w.mu.Unlock()
	return w.Event(object{
		"type": "message", "subtype": "message_changed", "channel": channel, "hidden": true, "ts": now,
		"message":          object{"user": m.User, "text": text, "ts": ts, "edited": object{"user": m.User, "ts": now}},
		"previous_message": before,
	})
}

// Delete takes a line away that somebody typed.
func (w *Workspace) Delete(channel, ts string) Sent {
	w.mu.Lock()
	m := w.channels[channel].find(ts)
	m.Deleted = true
	w.mu.Unlock()
	return w.Event(object{
		"type": "message", "subtype": "message_deleted", "channel": channel, "deleted_ts": ts,
		"previous_message": object{"user": m.User, "text": m.Text, "ts": ts},
	})
}

// Event sends any event to the bot.
func (w *Workspace) Event(e map[string]any) Sent {
	w.mu.Lock()
	id := w.next("Ev")
	w.mu.Unlock()
	body := jsonOf(object{"type": "event_callback", "team_id": Team, "event_id": id, "event": e})
	return w.send("application/json", []byte(body))
}

// Command gives a slash command.
func (w *Workspace) Command(user, channel, text string) Sent {
	trigger, answerTo := w.ways(user, channel)
	form := url.Values{
		"team_id": {Team}, "channel_id": {channel}, "user_id": {user}, "command": {"/mag"}, "text": {text},
		"trigger_id": {trigger}, "response_url": {answerTo}, "token": {"x"},
	}
	sent := w.send("application/x-www-form-urlencoded", []byte(form.Encode()))
	w.acknowledged(user, channel, sent)
	return sent
}

// ways makes a trigger and an address for answers.
func (w *Workspace) ways(user, channel string) (trigger, answerTo string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	trigger = w.next("TR") + " " + user
	w.triggers[trigger] = time.Now()
	path := "/respond/" + w.next("R")
	w.reply[path] = &address{channel: channel, user: user, until: time.Now().Add(30 * time.Minute)}
	return trigger, w.Base + path
}

// acknowledged shows what came with the acknowledgement of a command.
func (w *Workspace) acknowledged(user, channel string, sent Sent) {
	var said struct {
		Text   string          `json:"text"`
		Blocks json.RawMessage `json:"blocks"`
	}
	if len(sent.Body) == 0 || json.Unmarshal(sent.Body, &said) != nil || said.Text == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.channels[channel]
	c.messages = append(c.messages, &Message{Channel: channel, User: Self, Text: said.Text, Blocks: said.Blocks, TS: w.ts(), OnlyFor: user})
}

// Press presses the button of a label under a message.
func (w *Workspace) Press(user string, m Message, label string) (Sent, error) {
	button, err := buttonOf(m.Blocks, label)
	if err != nil {
		return Sent{}, err
	}
	trigger, answerTo := w.ways(user, m.Channel)
	w.mu.Lock()
	at := w.ts()
	w.mu.Unlock()
	message := object{"user": m.User, "text": m.Text, "ts": m.TS}
	if m.Thread != "" {
		message["thread_ts"] = m.Thread
	}
	return w.interact(object{
		"type": "block_actions", "team": object{"id": Team}, "user": object{"id": user}, "channel": object{"id": m.Channel},
		"container": object{"type": "message", "channel_id": m.Channel, "message_ts": m.TS, "thread_ts": m.Thread}, "message": message,
		"trigger_id": trigger, "response_url": answerTo,
		"actions": []any{object{"type": "button", "action_id": button["action_id"], "block_id": "b", "value": button["value"], "action_ts": at}},
	}), nil
}

// OpenHome lets somebody open the Home tab of the app, or another tab of it.
func (w *Workspace) OpenHome(user, tab string) Sent {
	e := object{"type": "app_home_opened", "user": user, "channel": w.Direct(user), "tab": tab, "event_ts": "1.1"}
	w.mu.Lock()
	if w.homes[user] != nil {
		e["view"] = object{"id": "VH" + user, "type": "home", "hash": "h"}
	}
	w.mu.Unlock()
	return w.Event(e)
}

// Home gives the Home tab as somebody sees it; its Blocks are nil while there is
// nothing.
func (w *Workspace) Home(user string) Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	var view struct {
		Blocks json.RawMessage `json:"blocks"`
	}
	if raw := w.homes[user]; raw != nil && json.Unmarshal(raw, &view) != nil {
		return Message{Text: "the Home tab cannot be read"}
	}
	return Message{User: Self, Blocks: view.Blocks}
}

// PressAtHome presses a button of the Home tab.
func (w *Workspace) PressAtHome(user, label string) (Sent, error) {
	button, err := buttonOf(w.Home(user).Blocks, label)
	if err != nil {
		return Sent{}, err
	}
	w.mu.Lock()
	at := w.ts()
	trigger := w.next("TR") + " " + user
	w.triggers[trigger] = time.Now()
	w.mu.Unlock()
	id := "VH" + user
	return w.interact(object{
		"type": "block_actions", "team": object{"id": Team}, "user": object{"id": user}, "trigger_id": trigger,
		"container": object{"type": "view", "view_id": id}, "view": object{"id": id, "type": "home"},
		"actions": []any{object{"type": "button", "action_id": button["action_id"], "block_id": "b", "value": button["value"], "action_ts": at}},
	}), nil
}

// Shortcut uses a shortcut, of a message when one is given.
func (w *Workspace) Shortcut(user, callback string, m *Message) Sent {
	channel := ""
	if m != nil {
		channel = m.Channel
	}
	trigger, answerTo := w.ways(user, channel)
	p := object{"type": "shortcut", "team": object{"id": Team}, "user": object{"id": user}, "callback_id": callback, "trigger_id": trigger}
	if m != nil {
		p["type"], p["response_url"] = "message_action", answerTo
		p["channel"] = object{"id": channel}
		p["message"] = object{"user": m.User, "text": m.Text, "ts": m.TS}
	}
	return w.interact(p)
}

func (w *Workspace) interact(payload object) Sent {
	return w.send("application/x-www-form-urlencoded", []byte(url.Values{"payload": {jsonOf(payload)}}.Encode()))
}

// Modal gives the modal that stands before somebody, and what is said beside its
// inputs. It is nil when there is none.
func (w *Workspace) Modal(user string) (*Modal, map[string]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	v := w.window(user)
	if v == nil {
		return nil, nil, nil
	}
	m, err := OpenModal(v.raw)
	return m, v.errors, err
}

func (w *Workspace) window(user string) *window {
	var found *window
	for _, v := range w.views {
		if v.open && v.user == user && (found == nil || v.id > found.id) {
			found = v
		}
	}
	return found
}

// Submit sends the modal that stands before somebody.
func (w *Workspace) Submit(user string, m *Modal) (Sent, error) {
	w.mu.Lock()
	v := w.window(user)
	w.mu.Unlock()
	if v == nil {
		return Sent{}, errors.New("no modal is open")
	}
	sent := w.interact(object{
		"type": "view_submission", "team": object{"id": Team}, "user": object{"id": user}, "trigger_id": "T",
		"view": object{"id": v.id, "callback_id": m.Callback(), "private_metadata": m.Metadata(), "state": object{"values": m.State()}},
	})
	return sent, w.became(v, sent)
}

// became does with a modal what the bot answered.
func (w *Workspace) became(v *window, sent Sent) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if sent.Status != http.StatusOK {
		return nil // the person sees "try again"
	}
	var said struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if len(sent.Body) > 0 {
		if err := json.Unmarshal(sent.Body, &said); err != nil {
			return fmt.Errorf("the answer to a form: %w", err)
		}
	}
	switch said.Action {
	case "", "clear":
		v.open = false
	case "update":
		if err := CheckView(said.View); err != nil {
			return err
		}
		v.raw, v.errors = said.View, nil
	case "errors":
		v.errors = said.Errors
		m, err := OpenModal(v.raw)
		if err != nil {
			return err
		}
		for id := range said.Errors {
			if !m.Has(id) {
				return fmt.Errorf("an error stands beside %q, which is no input: Slack shows nothing then", id)
			}
		}
	}
	return nil
}

// SendFile keeps a file that somebody chose in a form, and gives its address.
func (w *Workspace) SendFile(name string, body []byte) (id, address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	id = w.next("F")
	w.files[id] = body
	return id, w.Base + "/files/" + id
}

// send signs a request and hands it to the bot.
func (w *Workspace) send(kind string, body []byte) Sent {
	return w.sendSigned(kind, body, w.Secret, time.Now())
}

// SendSigned hands any request to the bot, signed with a secret at an instant.
func (w *Workspace) SendSigned(kind string, body []byte, secret string, at time.Time) Sent {
	return w.sendSigned(kind, body, secret, at)
}

func (w *Workspace) sendSigned(kind string, body []byte, secret string, at time.Time) Sent {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", stamp, body) // a hash takes everything
	req := httptest.NewRequest(http.MethodPost, "/slack", bytes.NewReader(body))
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	rec := httptest.NewRecorder()
	w.Bot.ServeHTTP(rec, req)
	return Sent{rec.Code, rec.Body.Bytes(), func() Sent { return w.sendSigned(kind, body, secret, time.Now()) }}
}

// Buttons lists the labels of the buttons of some blocks.
func Buttons(blocks json.RawMessage) []string {
	var labels []string
	_, _ = eachButton(blocks, func(label string, _ object) bool { // what is no list has no buttons
		labels = append(labels, label)
		return false
	})
	return labels
}

func buttonOf(blocks json.RawMessage, label string) (object, error) {
	button, err := eachButton(blocks, func(l string, _ object) bool { return l == label })
	if err == nil && button == nil {
		err = fmt.Errorf("no button is labelled %q, there are %q", label, Buttons(blocks))
	}
	return button, err
}

func eachButton(raw json.RawMessage, want func(label string, b object) bool) (object, error) {
	var blocks []object
	if err := json.Unmarshal(raw, &blocks); err != nil {
		return nil, fmt.Errorf("read blocks: %w", err)
	}
	for _, b := range blocks {
		if str(b["type"]) != "actions" {
			continue
		}
		elements, _ := b["elements"].([]any)
		for _, e := range elements {
			button, _ := e.(object)
			text, _ := button["text"].(object)
			if want(str(text["text"]), button) {
				return button, nil
			}
		}
	}
	return nil, nil
}

// Shown is every text of a message as a person reads it.
func (m Message) Shown() string {
	var blocks any
	if m.Blocks == nil || json.Unmarshal(m.Blocks, &blocks) != nil {
		return m.Text
	}
	return Visible(blocks)
}

// fileOf takes the file out of an upload.
func fileOf(contentType string, body []byte) []byte {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" {
		return body
	}
	part, err := multipart.NewReader(bytes.NewReader(body), params["boundary"]).NextPart()
	if err != nil {
		return nil
	}
	raw, err := io.ReadAll(part)
	if err != nil {
		return nil
	}
	return raw
}
