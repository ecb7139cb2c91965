package discordtest

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// AddRole makes a role of the server and gives its identifier.
func (s *Server) AddRole(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.id()
	s.roles[id] = name
	return id
}

// RenameRole renames a role of the server.
func (s *Server) RenameRole(id, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.roles[id] = name
}

// GiveRoles gives somebody these roles and no others.
func (s *Server) GiveRoles(user string, roles ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holds[user] = roles
}

// naming is what somebody calls themselves, everywhere and in the server.
type naming struct{ global, nick string }

// Name says what somebody calls themselves in Discord, and in the server; either may
// be empty (User Object, global_name; Guild Member Object, nick).
func (s *Server) Name(user, global, nick string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[user] = naming{global, nick}
}

// Leave has somebody leave the server.
func (s *Server) Leave(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left[user] = true
}

// allRoles are the roles of the server (Role Object). The caller holds mu.
func (s *Server) allRoles() []any {
	text := func(bits uint64) string { return strconv.FormatUint(bits, 10) }
	all := []any{
		map[string]any{"id": Guild, "name": "@everyone", "permissions": text(s.everyone)},
		map[string]any{"id": botRole, "name": "magbot", "permissions": text(s.own)},
		map[string]any{"id": "300000000000000002", "name": "others", "permissions": text(1 << 3)},
	}
	for _, id := range slices.Sorted(maps.Keys(s.roles)) {
		all = append(all, map[string]any{"id": id, "name": s.roles[id], "permissions": "0"})
	}
	return all
}

// memberOf is Get Guild Member of somebody else than the bot. The caller holds mu.
func (s *Server) memberOf(user string) answer {
	name, known := s.users[user]
	if !known || s.left[user] {
		return failed(http.StatusNotFound, 10007, "Unknown Member")
	}
	roles := append([]string{}, s.holds[user]...)
	n := s.names[user]
	return answer{http.StatusOK, map[string]any{
		"user": map[string]any{"id": user, "username": name, "global_name": orNull(n.global)}, "nick": orNull(n.nick), "roles": roles, "mute": false, "deaf": false,
	}}
}

// listMembers is List Guild Members. The caller holds mu.
func (s *Server) listMembers(c Call) answer {
	limit, err := strconv.Atoi(cmp.Or(c.Query.Get("limit"), "1"))
	if err != nil || limit < 1 || limit > 1000 {
		return failed(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	byAge := func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }
	page := []any{}
	for _, user := range slices.SortedFunc(maps.Keys(s.users), byAge) {
		if s.left[user] || byAge(user, cmp.Or(c.Query.Get("after"), "0")) <= 0 || len(page) == limit {
			continue
		}
		page = append(page, s.memberOf(user).body)
	}
	return answer{http.StatusOK, page}
}

// Raise gives somebody a role above the bot's.
func (s *Server) Raise(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.above[user] = true
}

// TimedOut is until when somebody can write nothing; zero where they can.
func (s *Server) TimedOut(user string) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.silenced[user]
}

// timeOut is Modify Guild Member, as far as communication_disabled_until goes: it
// takes the permission to moderate members, a lower role than the bot's, and 28 days
// at most. The caller holds mu.
func (s *Server) timeOut(c Call, user string) answer {
	var in struct {
		Until *time.Time `json:"communication_disabled_until"`
	}
	if err := json.Unmarshal(c.Body, &in); err != nil {
		return failed(http.StatusBadRequest, 50035, err.Error())
	}
	const moderate = 1 << 40
	switch {
	case s.users[user] == "" || s.left[user]:
		return failed(http.StatusNotFound, 10007, "Unknown Member")
	case (s.everyone|s.own)&moderate == 0 || s.above[user]:
		return failed(http.StatusForbidden, 50013, "Missing Permissions")
	case in.Until == nil:
		delete(s.silenced, user)
	case time.Until(*in.Until) > 28*24*time.Hour+time.Minute:
		return failed(http.StatusBadRequest, 50035, "cannot be disabled for more than 28 days")
	default:
		s.silenced[user] = *in.Until
	}
	return s.memberOf(user)
}
