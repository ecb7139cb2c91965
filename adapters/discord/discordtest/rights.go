package discordtest

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
)

// all is what the bot's role may do, unless Grant says otherwise: everything but
// to administer.
const all = 1<<50 - 1 - 1<<3

// botRole is the role that Discord makes for the bot.
const botRole = "300000000000000001"

// Grant says what everybody and what the bot's role may do in the server.
func (s *Server) Grant(everyone, own uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.everyone, s.own = everyone, own
}

// Overwrite says what a channel takes from everybody, and what it gives to the bot
// itself.
func (s *Server) Overwrite(channel string, denied, allowed uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[channel].Denied, s.channels[channel].Allowed = denied, allowed
}

// readsHistory reports whether the bot has “Read Message History” in a channel.
func (s *Server) readsHistory(c *Channel) bool {
	const history = 1 << 16
	return c.User != "" || s.may(c)&history != 0
}

// manages reports whether the bot has “Manage Messages” in a channel.
func (s *Server) manages(c *Channel) bool {
	const manage = 1 << 13
	return c.User == "" && s.may(c)&manage != 0
}

func (s *Server) may(c *Channel) uint64 { return (s.everyone|s.own)&^c.Denied | c.Allowed }

// lookAt is Get Guild, Get Guild Roles, Get Guild Channels, List Guild Members and Get
// Guild Member; a zero answer for anything else.
func (s *Server) lookAt(c Call, parts []string) answer {
	text := func(bits uint64) string { return strconv.FormatUint(bits, 10) }
	switch {
	case len(parts) == 2:
		return answer{http.StatusOK, map[string]any{
			"id": Guild, "name": "Server " + Guild, "owner_id": "1", "roles": s.allRoles(),
		}}
	case parts[2] == "roles":
		return answer{http.StatusOK, s.allRoles()}
	case parts[2] == "channels":
		var list []any
		for _, id := range slices.Sorted(maps.Keys(s.channels)) {
			c := s.channels[id]
			if c.User != "" {
				continue
			}
			list = append(list, map[string]any{"id": id, "name": c.Name, "type": c.Kind, "permission_overwrites": []any{
				map[string]any{"id": Guild, "type": 0, "allow": "0", "deny": text(c.Denied)},
				map[string]any{"id": Bot, "type": 1, "allow": text(c.Allowed), "deny": "0"},
			}})
		}
		return answer{http.StatusOK, list}
	case parts[2] == "members" && len(parts) == 3:
		return s.listMembers(c)
	case parts[2] == "members" && len(parts) == 4 && parts[3] == Bot:
		return answer{http.StatusOK, map[string]any{"user": map[string]any{"id": Bot}, "roles": []any{botRole}}}
	case parts[2] == "members" && len(parts) == 4:
		return s.memberOf(parts[3])
	}
	return answer{}
}
