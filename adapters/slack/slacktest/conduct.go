package slacktest

import "slices"

// Close makes a channel private, with these in it besides the bot.
func (w *Workspace) Close(channel string, users ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.channels[channel].private, w.channels[channel].members = true, slices.Clone(users)
}

// members lists who is in a channel, two at a time.
// Source: https://docs.slack.dev/reference/methods/conversations.members
func (w *Workspace) members(a map[string]string) object {
	c, bad := w.in(a["channel"])
	if bad != nil {
		return bad
	}
	all := append(slices.Clone(c.members), Self)
	from := max(0, slices.Index(all, a["cursor"]))
	to := min(len(all), from+2)
	next := ""
	if to < len(all) {
		next = all[to]
	}
	return yes(object{"members": all[from:to], "response_metadata": object{"next_cursor": next}})
}

// inTime reports whether a message lies in the time that was asked for.
// Source: https://docs.slack.dev/reference/methods/conversations.history
func inTime(m *Message, a map[string]string) bool {
	inclusive := a["inclusive"] == "true" || a["inclusive"] == "1"
	switch {
	case a["latest"] != "" && m.TS > a["latest"], a["oldest"] != "" && m.TS < a["oldest"]:
		return false
	}
	return inclusive || m.TS != a["latest"] && m.TS != a["oldest"]
}
