package chatlog

import "strings"

// Renamed reads a line of Kind System as the change of a nick, in the forms of
// the clients: "*** carla is now known as zebra", "-!- carla is now known as
// zebra", "carla is now known as zebra", "* carla → zebra", "Nick change: carla
// -> zebra", "carla changed nick to zebra".
func Renamed(text string) (before, after string, ok bool) {
	if !strings.Contains(text, "nick") && !strings.Contains(text, "Nick") && !strings.Contains(text, "now known as") &&
		!strings.Contains(text, "→") && !strings.Contains(text, "->") {
		return "", "", false
	}
	words := strings.Fields(text)
	for len(words) > 0 && strings.Trim(words[0], "*-!=>→—•") == "" {
		words = words[1:]
	}
	if len(words) > 2 && words[0] == "Nick" && words[1] == "change:" {
		words = words[2:]
	}
	n := len(words)
	if n < 3 {
		return "", "", false
	}
	switch strings.ToLower(strings.Join(words[1:n-1], " ")) {
	case "is now known as", "→", "->", "changed nick to", "changes nick to":
	default:
		return "", "", false
	}
	before, after = bareNick(words[0]), bareNick(strings.TrimRight(words[n-1], "."))
	if before == "" || after == "" || strings.EqualFold(before, "you") {
		return "", "", false
	}
	return before, after, true
}

// bareNick is a nick without its sign of rank, its brackets, and its address.
func bareNick(s string) string {
	s, _, _ = strings.Cut(strings.Trim(s, "<>[]\""), "!")
	if s = strings.TrimLeft(s, "@+%&~"); len(s) > maxNick {
		return ""
	}
	return s
}

func renamed(text string) bool {
	_, _, ok := Renamed(text)
	return ok
}
