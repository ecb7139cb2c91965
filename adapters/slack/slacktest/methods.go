package slacktest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// needed is the scope that a method asks for.
// Source: https://docs.slack.dev/reference/methods
var needed = map[string]string{
	"chat.postMessage": "chat:write", "chat.postEphemeral": "chat:write", "chat.update": "chat:write", "chat.delete": "chat:write",
	"conversations.open": "im:write", "conversations.info": "channels:read", "conversations.history": "channels:history",
	"conversations.replies": "channels:history", "reactions.add": "reactions:write", "users.info": "users:read", "usergroups.list": "usergroups:read",
	"files.getUploadURLExternal": "files:write", "files.completeUploadExternal": "files:write",
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
	"conversations.members": (*Workspace).members,
	"reactions.add":         (*Workspace).react,
	"users.info":            (*Workspace).user,
	"usergroups.list":       (*Workspace).userGroups,
	"views.open":            (*Workspace).openView,
	"views.update":          (*Workspace).updateView,
	"views.publish": func(w *Workspace, a map[string]string) object {
		w.homes[a["user_id"]] = rawOf(a["view"])
		return yes(object{"view": object{"id": "VH" + a["user_id"]}})
	},
	"chat.getPermalink": (*Workspace).permalink,
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
	about := object{"id": c.id, "name": c.name, "is_member": c.bot, "is_archived": c.archived, "is_private": c.private}
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
		if m.Deleted || m.OnlyFor != "" || !want(m) || !inTime(m, a) {
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

// permalink is chat.getPermalink; what is not there has none.
func (w *Workspace) permalink(a map[string]string) object {
	c := w.channels[a["channel"]]
	switch {
	case c == nil:
		return no("channel_not_found")
	case c.find(a["message_ts"]) == nil:
		return no("message_not_found")
	}
	return yes(object{"permalink": "https://test.slack.com/archives/" + c.id + "/p" + strings.ReplaceAll(a["message_ts"], ".", "")})
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
