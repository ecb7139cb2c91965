package discordtest

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"time"
)

// Types of channels (Channel Types).
const (
	TextChannel  = 0
	VoiceChannel = 2
	StageChannel = 13
)

// Voice is how somebody is in a voice channel (Voice State Object).
type Voice struct {
	Channel  string
	Mute     bool // by the server
	SelfMute bool
	Suppress bool // in the audience of a Stage
	Asked    string
}

// Heard reports whether the others hear them.
func (v Voice) Heard() bool { return v.Channel != "" && !v.Mute && !v.SelfMute && !v.Suppress }

// AddVoice makes a voice channel or, with StageChannel, a Stage.
func (s *Server) AddVoice(name string, kind int) string {
	id := s.AddChannel(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[id].Kind = kind
	return id
}

// Deafen says that the bot may not mute anybody or make anybody a speaker.
func (s *Server) Deafen(yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deafened = yes
}

// Move has somebody join a voice channel, go to another one, or leave. In a Stage
// they are in the audience. That the server has muted them stays.
func (s *Server) Move(user, channel string) {
	s.voice(user, func(v *Voice) {
		v.Channel, v.Asked, v.Suppress = channel, "", channel != "" && s.channels[channel].Kind == StageChannel
	})
}

// MoveUnheard is Move while the connection is away.
func (s *Server) MoveUnheard(user, channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.change(user, func(v *Voice) {
		v.Channel, v.Asked, v.Suppress = channel, "", channel != "" && s.channels[channel].Kind == StageChannel
	})
}

// MuteSelf has somebody switch their microphone off or on.
func (s *Server) MuteSelf(user string, yes bool) {
	s.voice(user, func(v *Voice) { v.SelfMute = yes })
}

// MuteServer has a moderator mute somebody, or not.
func (s *Server) MuteServer(user string, yes bool) {
	s.voice(user, func(v *Voice) { v.Mute = yes })
}

// RaiseHand has somebody in the audience of a Stage ask to speak.
func (s *Server) RaiseHand(user string) {
	s.voice(user, func(v *Voice) { v.Asked = time.Now().UTC().Format(time.RFC3339Nano) })
}

// VoiceOf is how somebody is in a voice channel now.
func (s *Server) VoiceOf(user string) Voice {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.voices[user]
}

func (s *Server) voice(user string, do func(v *Voice)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Dispatch("VOICE_STATE_UPDATE", s.change(user, do)) // under the lock, so that changes come in their order
}

// change changes how somebody is in a voice channel; the caller holds mu.
func (s *Server) change(user string, do func(v *Voice)) map[string]any {
	v := s.voices[user]
	do(&v)
	s.voices[user] = v
	s.happened()
	return s.voiceEvent(user)
}

func (s *Server) voiceEvent(user string) map[string]any {
	v := s.voices[user]
	event := map[string]any{
		"guild_id": Guild, "user_id": user, "channel_id": nil, "session_id": "x", "deaf": false, "mute": v.Mute, "self_deaf": false,
		"self_mute": v.SelfMute, "self_video": false, "suppress": v.Suppress, "request_to_speak_timestamp": nil,
		"member": map[string]any{"user": map[string]any{"id": user, "username": s.users[user]}, "roles": []any{}, "a_field_of_next_year": 1},
	}
	if v.Channel != "" {
		event["channel_id"] = v.Channel
	}
	if v.Asked != "" {
		event["request_to_speak_timestamp"] = v.Asked
	}
	return event
}

// guildCreate is what a client is told of the server after READY (Guild Create).
func (s *Server) guildCreate() map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	states, channels, stages := []any{}, []any{}, []any{}
	for _, user := range slices.Sorted(maps.Keys(s.voices)) {
		if s.voices[user].Channel != "" {
			event := s.voiceEvent(user)
			delete(event, "guild_id") // as documented
			delete(event, "member")   // it stands among the members
			states = append(states, event)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.channels)) {
		c := s.channels[id]
		if c.User != "" {
			continue
		}
		channels = append(channels, map[string]any{"id": id, "name": c.Name, "type": c.Kind})
		if c.Kind == StageChannel {
			stages = append(stages, map[string]any{"id": "9" + id, "guild_id": Guild, "channel_id": id, "topic": c.Name, "privacy_level": 2})
		}
	}
	return map[string]any{
		"id": Guild, "name": "Server " + Guild, "voice_states": states, "channels": channels, "stage_instances": stages, "roles": []any{},
		"members": []any{}, "guild_scheduled_events": []any{}, "a_field_of_next_year": true,
	}
}

// inGuild is what is done in the server.
func (s *Server) inGuild(c Call, parts []string) answer {
	if len(parts) == 4 && c.Method == http.MethodPatch && (parts[2] == "members" || parts[2] == "voice-states") {
		return s.setVoice(c, parts)
	}
	if c.Method == http.MethodGet && (len(parts) < 4 || parts[2] == "members") {
		if found := s.lookAt(c, parts); found.status != 0 {
			return found
		}
	}
	if len(parts) > 2 && parts[2] == "scheduled-events" {
		return s.scheduled(c, parts)
	}
	return failed(http.StatusNotFound, 0, "404: Not Found")
}

// setVoice is Modify Guild Member, as far as voice goes, and Modify User Voice
// State. The gateway is told at once.
func (s *Server) setVoice(c Call, parts []string) answer {
	var named map[string]json.RawMessage
	if err := json.Unmarshal(c.Body, &named); err != nil {
		return failed(http.StatusBadRequest, 50109, err.Error())
	}
	if _, is := named["communication_disabled_until"]; is && parts[2] == "members" {
		return s.timeOut(c, parts[3])
	}
	var in struct {
		Mute     *bool  `json:"mute"`
		Channel  string `json:"channel_id"`
		Suppress *bool  `json:"suppress"`
	}
	if err := json.Unmarshal(c.Body, &in); err != nil {
		return failed(http.StatusBadRequest, 50109, err.Error())
	}
	user := parts[3]
	v := s.voices[user]
	stage := parts[2] == "voice-states"
	switch {
	case v.Channel == "" && stage:
		return failed(http.StatusNotFound, 10065, "Unknown Voice State")
	case v.Channel == "":
		return failed(http.StatusBadRequest, 40032, "Target user is not connected to voice.")
	case s.deafened:
		return failed(http.StatusForbidden, 50013, "Missing Permissions")
	case stage && (in.Channel != v.Channel || s.channels[v.Channel].Kind != StageChannel || in.Suppress == nil):
		return failed(http.StatusBadRequest, 50035, "Invalid Form Body")
	case !stage && in.Mute == nil:
		return failed(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	event := s.change(user, func(v *Voice) {
		if stage {
			v.Suppress, v.Asked = *in.Suppress, ""
		} else {
			v.Mute = *in.Mute
		}
	})
	s.Dispatch("VOICE_STATE_UPDATE", event)
	if stage {
		return answer{http.StatusNoContent, nil}
	}
	return answer{http.StatusOK, map[string]any{"user": map[string]any{"id": user}, "mute": v.Mute}}
}
