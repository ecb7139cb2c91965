package discordtest

import (
	"slices"
	"time"
)

// AddChannel makes a channel of the server and gives its identifier.
func (s *Server) AddChannel(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &Channel{ID: s.id(), Name: name}
	s.channels[c.ID] = c
	return c.ID
}

// AddUser makes a person and gives their identifier.
func (s *Server) AddUser(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.id()
	s.users[id] = name
	return id
}

// CloseChannel takes the right to write in a channel, or in somebody's direct
// conversation, from the bot.
func (s *Server) CloseChannel(id string, closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[id].Closed = closed
}

// RemoveChannel takes a channel away, as somebody who manages the server may.
func (s *Server) RemoveChannel(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.channels, id)
}

// Messages are those that stand in a channel, oldest first.
func (s *Server) Messages(channel string) []Posted {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Posted
	if c := s.channels[channel]; c != nil {
		for _, m := range c.Messages {
			all = append(all, *m)
		}
	}
	return all
}

// Direct gives the direct conversation with somebody; empty while there is none.
func (s *Server) Direct(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.direct(user)
}

func (s *Server) direct(user string) string {
	for id, c := range s.channels {
		if c.User == user {
			return id
		}
	}
	return ""
}

// DeleteUnheard takes a message away of which no event arrives, as while a
// connection is away.
func (s *Server) DeleteUnheard(channel, message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[channel]
	c.Messages = slices.DeleteFunc(c.Messages, func(m *Posted) bool { return m.ID == message })
	s.happened()
}

// Delete takes a message away, as a moderator may, and tells the gateway.
func (s *Server) Delete(channel, message string) {
	s.DeleteUnheard(channel, message)
	s.Dispatch("MESSAGE_DELETE", map[string]any{"id": message, "channel_id": channel, "guild_id": Guild})
}

// Say types a line as somebody, and tells the gateway; it gives the message.
func (s *Server) Say(user, channel, text string) string {
	event := s.say(user, channel, text)
	s.Dispatch("MESSAGE_CREATE", event)
	return event["id"].(string)
}

// SayUnheard types a line of which no event arrives, as while a connection is
// away.
func (s *Server) SayUnheard(user, channel, text string) string {
	return s.say(user, channel, text)["id"].(string)
}

func (s *Server) say(user, channel, text string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[channel]
	m := &Posted{ID: s.id(), Author: user, Message: Message{Content: text}}
	c.Messages = append(c.Messages, m)
	s.happened()
	return s.event(c, m)
}

// event is a message as the API and the gateway give it (Message Object).
func (s *Server) event(c *Channel, m *Posted) map[string]any {
	out := map[string]any{
		"id": m.ID, "channel_id": c.ID, "type": 0, "content": m.Message.Content, "embeds": m.Message.Embeds, "attachments": []any{},
		"author":    map[string]any{"id": m.Author, "username": s.users[m.Author], "bot": m.Author == Bot},
		"timestamp": time.Now().UTC().Format(time.RFC3339), "edited_timestamp": nil, "tts": false, "mention_everyone": false,
		"mentions": []any{}, "mention_roles": []any{}, "pinned": false, "a_field_of_next_year": true,
	}
	if m.Edited != "" {
		out["edited_timestamp"] = m.Edited
	}
	if c.User == "" {
		out["guild_id"] = Guild
	}
	return out
}

// Tell types a line in somebody's own conversation with the bot.
func (s *Server) Tell(user, text string) string { return s.Say(user, s.Direct(user), text) }

// Edit changes a line as its author, and tells the gateway.
func (s *Server) Edit(channel, message, text string) {
	s.Dispatch("MESSAGE_UPDATE", s.EditUnheard(channel, message, text))
}

// EditUnheard changes a line of which no event arrives, and gives the event.
func (s *Server) EditUnheard(channel, message, text string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[channel]
	i := slices.IndexFunc(c.Messages, func(m *Posted) bool { return m.ID == message })
	c.Messages[i].Message.Content = text
	c.Messages[i].Edited = time.Now().UTC().Format("2006-01-02T15:04:05.000000+00:00")
	s.happened()
	return s.event(c, c.Messages[i])
}

// Upload is a file that somebody sends along.
func (s *Server) Upload(name, text string) File {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := File{ID: s.id(), Name: name, Size: len(text)}
	f.URL = s.URL + "/attachments/" + f.ID
	s.uploads[f.ID] = text
	return f
}

// Converse opens somebody's own conversation with the bot, as they may.
func (s *Server) Converse(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.converse(user)
}

func (s *Server) converse(user string) string {
	id := s.direct(user)
	if id == "" {
		id = s.id()
		s.channels[id] = &Channel{ID: id, User: user}
	}
	return id
}
