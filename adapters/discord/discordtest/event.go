package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

// Event is a scheduled event of the server (Guild Scheduled Event Object).
type Event struct {
	ID       string    `json:"id"`
	Guild    string    `json:"guild_id"`
	Channel  *string   `json:"channel_id"`
	Creator  string    `json:"creator_id"`
	Name     string    `json:"name"`
	About    string    `json:"description"`
	From     time.Time `json:"scheduled_start_time"`
	To       time.Time `json:"scheduled_end_time"`
	Privacy  int       `json:"privacy_level"`
	Status   int       `json:"status"`
	Entity   int       `json:"entity_type"`
	Metadata struct {
		Location string `json:"location"`
	} `json:"entity_metadata"`
	Changes int `json:"-"`
}

// Events are the events of the server, in order of their identifiers.
func (s *Server) Events() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Event
	for _, id := range slices.Sorted(maps.Keys(s.events)) {
		all = append(all, *s.events[id])
	}
	return all
}

// ForbidEvents says that the bot may not create events.
func (s *Server) ForbidEvents(yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.eventless = yes
}

// RemoveEvent has a moderator take an event away.
func (s *Server) RemoveEvent(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.events, id)
}

// Interested has somebody say that they are interested in an event.
func (s *Server) Interested(user, event string) {
	s.Dispatch("GUILD_SCHEDULED_EVENT_USER_ADD", map[string]any{"guild_scheduled_event_id": event, "user_id": user, "guild_id": Guild})
}

// NotInterested has somebody take that back.
func (s *Server) NotInterested(user, event string) {
	s.Dispatch("GUILD_SCHEDULED_EVENT_USER_REMOVE", map[string]any{"guild_scheduled_event_id": event, "user_id": user, "guild_id": Guild})
}

// scheduled is List, Create and Modify Guild Scheduled Event.
func (s *Server) scheduled(c Call, parts []string) answer {
	if s.eventless && c.Method != http.MethodGet {
		return failed(http.StatusForbidden, 50013, "Missing Permissions")
	}
	switch {
	case len(parts) == 3 && c.Method == http.MethodGet:
		all := []*Event{}
		for _, id := range slices.Sorted(maps.Keys(s.events)) {
			if s.events[id].Status < 3 { // what has ended is listed no more
				all = append(all, s.events[id])
			}
		}
		return answer{http.StatusOK, all}
	case len(parts) == 3 && c.Method == http.MethodPost:
		e := &Event{ID: s.id(), Guild: Guild, Creator: Bot}
		if err := e.take(s, c.Body); err != nil {
			return failed(http.StatusBadRequest, 50035, err.Error())
		}
		if e.Status > 1 || !e.From.After(time.Now()) {
			return failed(http.StatusBadRequest, 50035, "Cannot schedule event in the past.")
		}
		e.Status = 1
		s.events[e.ID] = e
		return answer{http.StatusOK, e}
	case len(parts) != 4 || s.events[parts[3]] == nil:
		return failed(http.StatusNotFound, 10070, "Unknown Guild Scheduled Event")
	case c.Method == http.MethodPatch:
		e := *s.events[parts[3]]
		before := e
		if err := e.take(s, c.Body); err != nil {
			return failed(http.StatusBadRequest, 50035, err.Error())
		}
		if err := e.follows(before); err != nil {
			return failed(http.StatusBadRequest, 180000, err.Error())
		}
		e.Changes++
		s.events[e.ID] = &e
		return answer{http.StatusOK, e}
	}
	return failed(http.StatusMethodNotAllowed, 0, "405: Method Not Allowed")
}

// take reads fields, refusing what Discord refuses (Field Requirements By Entity
// Type).
func (e *Event) take(s *Server, body []byte) error {
	if err := json.Unmarshal(body, e); err != nil {
		return err
	}
	all := []error{most("name", e.Name, 1, 100), most("description", e.About, 0, 1000)}
	if e.Privacy != 2 {
		all = append(all, fmt.Errorf("privacy_level %d", e.Privacy))
	}
	switch e.Entity {
	case 1, 2:
		kind := map[int]int{1: StageChannel, 2: VoiceChannel}[e.Entity]
		if e.Channel == nil || s.channels[*e.Channel] == nil || s.channels[*e.Channel].Kind != kind {
			all = append(all, errors.New("channel_id is no channel of that type"))
		}
	case 3:
		all = append(all, most("location", e.Metadata.Location, 1, 100))
		if e.Channel != nil || e.To.IsZero() {
			all = append(all, errors.New("an external event has an end and no channel"))
		}
	default:
		all = append(all, fmt.Errorf("entity_type %d", e.Entity))
	}
	if !e.To.IsZero() && !e.To.After(e.From) {
		all = append(all, errors.New("the end is not after the start"))
	}
	return errors.Join(all...)
}

// follows holds to Event Status: scheduled, then active or canceled; active, then
// completed; what has ended never changes, and what has begun keeps its start.
func (e *Event) follows(before Event) error {
	switch {
	case before.Status > 2:
		return errors.New("cannot update a finished event")
	case e.Status != before.Status && (e.Status != 2 || before.Status != 1) && (e.Status != 3 || before.Status != 2) && (e.Status != 4 || before.Status != 1):
		return fmt.Errorf("invalid Guild Scheduled Event Status Transition: %d to %d", before.Status, e.Status)
	case before.Status == 2 && !e.From.Equal(before.From):
		return errors.New("cannot update the start of an active event")
	}
	return nil
}
