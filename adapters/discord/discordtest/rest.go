package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// readBody reads a request, JSON or a form with files (reference, Uploading
// Files).
func readBody(r *http.Request) (body []byte, files []string, err error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		body, err = io.ReadAll(r.Body)
		return body, nil, err
	}
	reader := multipart.NewReader(r.Body, params["boundary"])
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return body, files, nil
		}
		if err != nil {
			return nil, nil, err
		}
		raw, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, err
		}
		switch name := part.FormName(); {
		case name == "payload_json":
			body = raw
		case strings.HasPrefix(name, "files["):
			files = append(files, part.FileName()+": "+string(raw))
		default:
			return nil, nil, fmt.Errorf("a part called %q", name)
		}
	}
}

// answer does what a request asks. The caller holds mu.
func (s *Server) answer(r *http.Request, c Call, files []string) answer {
	parts := strings.Split(strings.Trim(c.Path, "/"), "/")
	for i, p := range parts {
		if plain, err := url.PathUnescape(p); err == nil {
			parts[i] = plain
		}
	}
	byToken := parts[0] == "webhooks" || (parts[0] == "interactions" && len(parts) > 2)
	if !byToken && c.Path != "/gateway" && r.Header.Get("Authorization") != "Bot "+Token {
		return failed(http.StatusUnauthorized, 0, "401: Unauthorized")
	}
	if parts[0] == "guilds" && len(parts) > 1 && parts[1] == Guild {
		return s.inGuild(c, parts)
	}
	return s.elsewhere(c, parts, files)
}

// elsewhere is what is asked of all but the server itself.
func (s *Server) elsewhere(c Call, parts, files []string) answer {
	switch route := c.Method + " " + parts[0]; {
	case c.Path == "/gateway" || c.Path == "/gateway/bot":
		return answer{http.StatusOK, map[string]any{"url": "ws" + strings.TrimPrefix(s.URL, "http") + "/gateway", "shards": 1}}
	case c.Method == http.MethodGet && c.Path == "/users/@me":
		return answer{http.StatusOK, map[string]any{"id": Bot, "username": "magbot", "bot": true}}
	case c.Method == http.MethodGet && c.Path == "/users/@me/guilds":
		var all []any
		for _, g := range s.guilds {
			all = append(all, map[string]any{"id": g, "name": "Server " + g})
		}
		return answer{http.StatusOK, all}
	case c.Method == http.MethodGet && c.Path == "/applications/@me":
		return answer{http.StatusOK, map[string]any{"id": Application, "flags": s.flags, "name": "magbot"}}
	case c.Method == http.MethodPost && c.Path == "/users/@me/channels":
		return s.openDirect(c)
	case strings.HasSuffix(route, "applications"):
		return s.commandsOf(c, parts)
	case strings.HasSuffix(route, "channels") && len(parts) > 1:
		return s.inChannel(c, parts, files)
	case route == "POST interactions":
		return s.callback(c, parts, files)
	case strings.HasSuffix(route, "webhooks"):
		return s.webhook(c, parts, files)
	}
	return failed(http.StatusNotFound, 0, "404: Not Found")
}

func (s *Server) openDirect(c Call) answer {
	var in struct {
		User string `json:"recipient_id"`
	}
	if err := json.Unmarshal(c.Body, &in); err != nil || s.users[in.User] == "" {
		return failed(http.StatusBadRequest, 50033, "Invalid Recipient(s)")
	}
	return answer{http.StatusOK, map[string]any{"id": s.converse(in.User), "type": 1}}
}

// commandsOf are the global application commands.
func (s *Server) commandsOf(c Call, parts []string) answer {
	if len(parts) != 3 || parts[1] != Application || parts[2] != "commands" {
		return failed(http.StatusNotFound, 10002, "Unknown Application")
	}
	switch c.Method {
	case http.MethodGet:
		return answer{http.StatusOK, s.listed(c.Query.Get("with_localizations") == "true")}
	case http.MethodPut:
		if err := CheckCommands(c.Body); err != nil {
			return failed(http.StatusBadRequest, 50035, err.Error())
		}
		s.commands = c.Body
		return answer{http.StatusOK, s.listed(true)}
	}
	return failed(http.StatusMethodNotAllowed, 0, "405: Method Not Allowed")
}

// listed are the commands with what Discord adds; the names in other languages
// only where they were asked for.
func (s *Server) listed(localized bool) []map[string]any {
	var all []map[string]any
	if err := json.Unmarshal(s.commands, &all); err != nil {
		panic(err) // CheckCommands has read them
	}
	for _, c := range all {
		c["id"], c["application_id"], c["version"], c["default_member_permissions"] = s.id(), Application, s.id(), nil
		if !localized {
			delete(c, "name_localizations")
			delete(c, "description_localizations")
		}
	}
	return all
}

// inChannel is what is done in a channel: its messages and reactions.
func (s *Server) inChannel(c Call, parts, files []string) answer {
	channel := s.channels[parts[1]]
	if channel == nil {
		return failed(http.StatusNotFound, 10003, "Unknown Channel")
	}
	switch {
	case len(parts) == 2 && c.Method == http.MethodGet:
		return answer{http.StatusOK, map[string]any{"id": channel.ID, "name": channel.Name, "type": kindOf(channel)}}
	case len(parts) == 3 && parts[2] == "messages" && c.Method == http.MethodGet:
		return s.history(c, channel)
	case len(parts) == 3 && parts[2] == "messages" && c.Method == http.MethodPost:
		return s.create(c, channel, files)
	case len(parts) < 4 || parts[2] != "messages":
		return failed(http.StatusNotFound, 0, "404: Not Found")
	}
	i := slices.IndexFunc(channel.Messages, func(m *Posted) bool { return m.ID == parts[3] })
	if i < 0 {
		return failed(http.StatusNotFound, 10008, "Unknown Message")
	}
	m := channel.Messages[i]
	switch {
	case len(parts) == 7 && parts[4] == "reactions" && parts[6] == "@me" && c.Method == http.MethodPut:
		m.Reactions = append(m.Reactions, parts[5])
		return answer{http.StatusNoContent, nil}
	case len(parts) == 4 && c.Method == http.MethodGet:
		return answer{http.StatusOK, s.event(channel, m)}
	case len(parts) == 4 && c.Method == http.MethodDelete:
		channel.Messages = slices.Delete(channel.Messages, i, i+1)
		return answer{http.StatusNoContent, nil}
	case len(parts) == 4 && c.Method == http.MethodPatch:
		if m.Author != Bot {
			return failed(http.StatusForbidden, 50005, "Cannot edit a message authored by another user")
		}
		return s.edit(c, channel, m, files)
	}
	return failed(http.StatusNotFound, 0, "404: Not Found")
}

// history is Get Channel Messages: newest first, 50 at most unless told.
func (s *Server) history(c Call, channel *Channel) answer {
	limit := 50
	if text := c.Query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			return failed(http.StatusBadRequest, 50035, "limit is between 1 and 100")
		}
		limit = n
	}
	number := func(id string) uint64 {
		n, err := strconv.ParseUint(id, 10, 64)
		if err != nil {
			return 0
		}
		return n
	}
	if !s.readsHistory(channel) { // "no messages will be returned"
		return answer{http.StatusOK, []any{}}
	}
	after, before := number(c.Query.Get("after")), number(c.Query.Get("before"))
	all := make([]*Posted, 0, len(channel.Messages))
	for _, m := range channel.Messages {
		if n := number(m.ID); (after == 0 || n > after) && (before == 0 || n < before) {
			all = append(all, m)
		}
	}
	if len(all) > limit && after != 0 {
		all = all[:limit]
	} else if len(all) > limit {
		all = all[len(all)-limit:]
	}
	out := make([]map[string]any, 0, len(all))
	for _, m := range slices.Backward(all) {
		out = append(out, s.event(channel, m))
	}
	return answer{http.StatusOK, out}
}

func (s *Server) create(c Call, channel *Channel, files []string) answer {
	if channel.Closed && channel.User != "" {
		return failed(http.StatusForbidden, 50007, "Cannot send messages to this user")
	}
	if channel.Closed {
		return failed(http.StatusForbidden, 50013, "Missing Permissions")
	}
	m, err := s.posted(c.Body, files)
	if err != nil {
		return failed(http.StatusBadRequest, 50035, err.Error())
	}
	key := channel.ID + " " + string(m.Message.Nonce)
	if m.Message.Enforce {
		for _, known := range channel.Messages { // Create Message, enforce_nonce
			if known.ID == s.nonces[key] {
				return answer{http.StatusOK, s.event(channel, known)}
			}
		}
		s.nonces[key] = m.ID
	}
	channel.Messages = append(channel.Messages, m)
	return answer{http.StatusOK, s.event(channel, m)}
}

// posted reads a message of the bot, refusing what Discord refuses.
func (s *Server) posted(body []byte, files []string) (*Posted, error) {
	m := &Posted{ID: s.id(), Author: Bot, Raw: body, Files: files}
	if err := json.Unmarshal(body, &m.Message); err != nil {
		return nil, err
	}
	if len(m.Message.Attachments) != len(files) {
		return nil, fmt.Errorf("%d files are named and %d are there", len(m.Message.Attachments), len(files))
	}
	m.Ephemeral = m.Message.Flags&(1<<6) != 0
	m.Once = m.Message.Enforce
	return m, m.Message.Check()
}

// edit replaces what is named in an edit and keeps the rest (Edit Message).
func (s *Server) edit(c Call, channel *Channel, m *Posted, files []string) answer {
	if channel.Closed {
		return failed(http.StatusForbidden, 50013, "Missing Permissions")
	}
	if err := s.renew(m, c.Body, files); err != nil {
		return failed(http.StatusBadRequest, 50035, err.Error())
	}
	return answer{http.StatusOK, s.event(channel, m)}
}

func (s *Server) renew(m *Posted, body []byte, files []string) error {
	next := m.Message
	next.Nonce, next.Enforce = nil, false
	if err := json.Unmarshal(body, &next); err != nil {
		return err
	}
	if err := next.Check(); err != nil {
		return err
	}
	m.Message, m.Raw, m.Files = next, body, files
	m.Edits++
	return nil
}

// Text is what a person reads of a message.
func (p Posted) Text() string { return Read(p.markdown()) }

// TextAt is Text with instants as a person's clock shows them.
func (p Posted) TextAt(zone *time.Location) string { return ReadAt(p.markdown(), zone) }

func (p Posted) markdown() string {
	parts := []string{p.Message.Content}
	for _, e := range p.Message.Embeds {
		parts = append(parts, e.Title+e.Description)
	}
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

// Button gives the custom_id of a button by its label.
func (p Posted) Button(label string) string {
	for _, row := range p.Message.Components {
		for _, b := range row.Components {
			if b.Label == label && b.CustomID != nil {
				return *b.CustomID
			}
		}
	}
	return ""
}

// kindOf is the type of a channel: a text channel, or a direct conversation.
func kindOf(c *Channel) int {
	if c.User != "" {
		return 1
	}
	return c.Kind
}
