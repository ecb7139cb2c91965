package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Interaction is a command, a press, a form or a wish for choices that somebody
// sends, and what came of it.
type Interaction struct {
	ID, Token     string
	User, Channel string
	Kind          int // of the interaction

	Callback int // type of the response; 0 while there is none
	Answered time.Time
	Began    time.Time
	Messages []*Posted // what only this person sees, or the original and followups
	Modal    json.RawMessage
	Choices  []Choice

	event map[string]any
}

// Choice is one that autocomplete offers.
type Choice struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

// Types of interactions (Interaction Type) and of responses (Interaction Callback
// Type).
const (
	KindCommand      = 2
	KindComponent    = 3
	KindAutocomplete = 4
	KindModal        = 5

	Replied        = 4
	Deferred       = 5
	DeferredUpdate = 6
	Offered        = 8
	Asked          = 9
)

// Give is a value of an option of a command.
type Give struct {
	Name  string
	Value any // a string, a number, a truth, or a File
}

// Slash gives a command: its name, its subcommand or "", and its options.
func (s *Server) Slash(user, channel, name, sub string, options ...Give) *Interaction {
	return s.begin(KindCommand, user, channel, commandData(name, sub, "", options))
}

// Complete asks for choices of an option while somebody types into it.
func (s *Server) Complete(user, channel, name, sub, focused string, options ...Give) *Interaction {
	return s.begin(KindAutocomplete, user, channel, commandData(name, sub, focused, options))
}

// commandData is Application Command Data.
func commandData(name, sub, focused string, options []Give) map[string]any {
	var given []map[string]any
	files := map[string]any{}
	for i, o := range options {
		one := map[string]any{"name": o.Name, "type": 3, "value": o.Value}
		switch v := o.Value.(type) {
		case int:
			one["type"] = 4
		case bool:
			one["type"] = 5
		case File:
			id := fmt.Sprint(900 + i)
			v.ID = id
			one["type"], one["value"], files[id] = 11, id, v
		}
		if o.Name == focused {
			one["focused"] = true
		}
		given = append(given, one)
	}
	data := map[string]any{"id": "5", "name": name, "type": 1}
	if sub != "" {
		data["options"] = []any{map[string]any{"name": sub, "type": 1, "options": given}}
	} else if len(given) > 0 {
		data["options"] = given
	}
	if len(files) > 0 {
		data["resolved"] = map[string]any{"attachments": files}
	}
	return data
}

// Menu chooses a command in the menu of a message; it may come without the message.
func (s *Server) Menu(user, channel, name, message string, resolved bool) *Interaction {
	data := map[string]any{"id": "6", "name": name, "type": 3, "target_id": message}
	if resolved {
		s.mu.Lock()
		for _, m := range s.channels[channel].Messages {
			if m.ID == message {
				data["resolved"] = map[string]any{"messages": map[string]any{message: s.event(s.channels[channel], m)}}
			}
		}
		s.mu.Unlock()
	}
	return s.begin(KindCommand, user, channel, data)
}

// Press presses a button by its custom_id.
func (s *Server) Press(user, channel, id string) *Interaction {
	return s.begin(KindComponent, user, channel, map[string]any{"component_type": 2, "id": 2, "custom_id": id})
}

// Submit sends a modal that was filled in.
func (s *Server) Submit(user, channel string, m *Modal) (*Interaction, error) {
	raw, err := m.Submit()
	if err != nil {
		return nil, err
	}
	return s.begin(KindModal, user, channel, json.RawMessage(raw)), nil
}

// begin makes an interaction and tells the gateway (Interaction Object).
func (s *Server) begin(kind int, user, channel string, data any) *Interaction {
	s.mu.Lock()
	i := &Interaction{ID: s.id(), Token: "token-" + s.id(), User: user, Channel: channel, Kind: kind, Began: time.Now()}
	who := map[string]any{"id": user, "username": s.users[user]}
	i.event = map[string]any{
		"id": i.ID, "application_id": Application, "type": kind, "data": data, "channel_id": channel, "token": i.Token,
		"version": 1, "locale": "en-US", "context": 0, "entitlements": []any{}, "a_field_of_next_year": map[string]any{},
	}
	if c := s.channels[channel]; c != nil && c.User == "" {
		i.event["guild_id"] = Guild
		i.event["member"] = map[string]any{"user": who, "roles": []any{}, "permissions": "0"}
	} else {
		i.event["user"] = who
	}
	s.tokens[i.Token] = i
	s.mu.Unlock()
	s.Redeliver(i)
	return i
}

// Redeliver sends an interaction once more, as happens.
func (s *Server) Redeliver(i *Interaction) { s.Dispatch("INTERACTION_CREATE", i.event) }

// Look gives an interaction as it is now.
func (s *Server) Look(i *Interaction) Interaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := *i
	out.Messages = nil
	for _, m := range i.Messages {
		c := *m
		out.Messages = append(out.Messages, &c)
	}
	return out
}

// Text is all that the person reads as an answer.
func (i Interaction) Text() string {
	var b strings.Builder
	for _, m := range i.Messages {
		b.WriteString(m.Text() + "\n")
	}
	return b.String()
}

// callback is Create Interaction Response.
func (s *Server) callback(c Call, parts, files []string) answer {
	if len(parts) != 4 || parts[3] != "callback" {
		return failed(http.StatusNotFound, 0, "404: Not Found")
	}
	i := s.tokens[parts[2]]
	if i == nil || i.ID != parts[1] || time.Since(i.Began) > 3*time.Second {
		return failed(http.StatusNotFound, 10062, "Unknown interaction")
	}
	if i.Callback != 0 {
		return failed(http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	}
	var in struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(c.Body, &in); err != nil {
		return failed(http.StatusBadRequest, 50109, err.Error())
	}
	if err := i.respond(s, in.Type, in.Data, files); err != nil {
		return failed(http.StatusBadRequest, 50035, err.Error())
	}
	i.Callback, i.Answered = in.Type, time.Now()
	return answer{http.StatusNoContent, nil}
}

func (i *Interaction) respond(s *Server, kind int, data json.RawMessage, files []string) error {
	completing := i.Kind == KindAutocomplete
	if completing != (kind == Offered) {
		return fmt.Errorf("a response of type %d to an interaction of type %d", kind, i.Kind)
	}
	switch kind {
	case Replied:
		m, err := s.posted(data, files)
		i.Messages = append(i.Messages, m)
		return err
	case Deferred:
		var in struct {
			Flags int `json:"flags"`
		}
		if len(data) > 0 {
			if err := json.Unmarshal(data, &in); err != nil {
				return err
			}
		}
		i.Messages = append(i.Messages, &Posted{ID: s.id(), Author: Bot, Ephemeral: in.Flags&(1<<6) != 0})
	case DeferredUpdate:
		if i.Kind != KindComponent && i.Kind != KindModal {
			return fmt.Errorf("nothing to update")
		}
	case Offered:
		var in struct {
			Choices []Choice `json:"choices"`
		}
		if err := json.Unmarshal(data, &in); err != nil {
			return err
		}
		if len(in.Choices) > 25 {
			return fmt.Errorf("%d choices, 25 at most", len(in.Choices))
		}
		for _, c := range in.Choices {
			if err := most("choice", c.Name, 1, 100); err != nil {
				return err
			}
		}
		i.Choices = in.Choices
	case Asked:
		if i.Kind == KindModal {
			return fmt.Errorf("a modal cannot answer a modal")
		}
		if err := CheckModal(data); err != nil {
			return err
		}
		i.Modal = data
	default:
		return fmt.Errorf("no response of type %d", kind)
	}
	return nil
}

// webhook is Edit Original Interaction Response and Create Followup Message.
func (s *Server) webhook(c Call, parts, files []string) answer {
	if len(parts) < 3 || parts[1] != Application {
		return failed(http.StatusNotFound, 10015, "Unknown Webhook")
	}
	i := s.tokens[parts[2]]
	if i == nil || i.Callback == 0 || time.Since(i.Began) > 15*time.Minute {
		return failed(http.StatusNotFound, 50027, "Invalid Webhook Token")
	}
	if c.Method == http.MethodPost && len(parts) == 3 {
		m, err := s.posted(c.Body, files)
		if err != nil {
			return failed(http.StatusBadRequest, 50035, err.Error())
		}
		i.Messages = append(i.Messages, m)
		return answer{http.StatusOK, map[string]any{"id": m.ID}}
	}
	if c.Method != http.MethodPatch || len(parts) != 5 || parts[4] != "@original" || len(i.Messages) == 0 {
		return failed(http.StatusNotFound, 10008, "Unknown Message")
	}
	if err := s.renew(i.Messages[0], c.Body, files); err != nil {
		return failed(http.StatusBadRequest, 50035, err.Error())
	}
	return answer{http.StatusOK, map[string]any{"id": i.Messages[0].ID}}
}
