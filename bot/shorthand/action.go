package shorthand

import "strings"

// actionLine reads what follows the word "action": "ACTION: Ana to write by
// Friday", "ACTION Ana, Ben to write", "Action Ana: write".
func actionLine(rest string) (Command, bool) {
	if text, ok := afterColon(rest); ok {
		return actionAdd(text, false)
	}
	if !startsBlank(rest) {
		return Command{}, false // "action-20: see the document"
	}
	text := trim(rest)
	who, what := cutOwners(text)
	if who == "" || what == "" || reserved(who) {
		return Command{}, false
	}
	return actionAdd(text, false)
}

// reserved are words after "action" that name no person: "action items to …".
func reserved(who string) bool {
	switch strings.ToLower(who) {
	case "item", "items", "point", "points", "plan", "plans", "needed", "required", "is", "was", "will", "on", "for", "this":
		return true
	}
	return false
}

// actionAdd gives an action: its text as typed, the candidates for its owners
// and the day it is due. After "#action" the first word is an owner even
// without "to" ("#action ana writes to Ben").
func actionAdd(text string, firstWord bool) (Command, bool) {
	owners, _ := cutOwners(text)
	if owners == "" && firstWord {
		if first, more, ok := strings.Cut(text, " "); ok && trim(more) != "" {
			owners, _ = name(strings.TrimRight(first, ",:"))
		}
	}
	return command("action add", "text", text, "owners", owners, "due", due(text))
}

// cutOwners splits "Ana and Ben to write" or "Ana: write" into owners and what
// they do; both are "" when the text does not begin with names.
func cutOwners(text string) (owners, what string) {
	head := text[:min(len(text), maxName*4)]
	at, size := len(head), 0
	for _, mark := range [...]string{" to ", ": ", " will ", " shall ", " - ", " – ", " — "} {
		if i := strings.Index(head, mark); i > 0 && i < at {
			at, size = i, len(mark)
		}
	}
	if size == 0 {
		return "", ""
	}
	owners, ok := names(text[:at])
	if !ok {
		return "", ""
	}
	return owners, trim(text[at+size:])
}

// maxDue is the number of words that a day can have: "the end of next week".
const maxDue = 7

// due finds a day at the end of an action: "by 2026-11-20", "due Friday",
// "until the next meeting". It gives the words as typed, and "" where what
// follows does not look like a day ("by the Secretariat").
func due(text string) string {
	tail := strings.TrimRight(text, " .!)]")
	from := max(0, len(tail)-maxName)
	best := -1
	for _, mark := range [...]string{"by ", "due ", "until "} {
		for i := len(tail) - len(mark); i >= from; i-- {
			if i > 0 && strings.EqualFold(tail[i:i+len(mark)], mark) && boundary(tail[i-1:]) {
				if d := day(tail[i+len(mark):]); d && i+len(mark) > best {
					best = i + len(mark)
				}
				break
			}
		}
	}
	if best < 0 {
		return ""
	}
	return strings.TrimLeft(tail[best:], ": ")
}

// day says whether words look like a day or a moment.
func day(s string) bool {
	n, found := 0, false
	for word := range strings.FieldsSeq(s) {
		n++
		if n > maxDue {
			return false
		}
		found = found || dayWord(strings.Trim(word, ",:;()"))
	}
	return found
}

func dayWord(w string) bool {
	if isoDay(w) {
		return true
	}
	switch strings.ToLower(w) {
	case "today", "tonight", "tomorrow", "eod", "eow", "eom", "cob", "noon", "midnight", "week", "weeks", "day", "days",
		"month", "months", "year", "quarter", "meeting", "call", "session",
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
		"mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
		"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return true
	}
	return false
}

// isoDay takes 2026-11-20 and the looser 20/11/2026, 20.11.26, 20/11 and +2w.
func isoDay(w string) bool {
	if len(w) > 1 && w[0] == '+' && w[1] >= '0' && w[1] <= '9' {
		return true
	}
	parts, seps := 1, 0
	for i := range len(w) {
		switch c := w[i]; {
		case c >= '0' && c <= '9':
		case (c == '-' || c == '/' || c == '.') && i > 0 && i < len(w)-1:
			parts++
			if c == '/' {
				seps++
			}
		default:
			return false
		}
	}
	return parts == 3 || parts == 2 && seps == 1
}

func actionDone(id string) (Command, bool) {
	if id == "" || number(id) != id {
		return Command{}, false
	}
	return command("action done", "action", id)
}

// actionsShow reads "actions?", "my actions" and "my actions?".
func actionsShow(key, rest string) (Command, bool) {
	if key == "my" {
		after, ok := cutWords(trim(rest), "actions")
		if !ok || !punctuation(after) {
			return Command{}, false
		}
		return command("action show")
	}
	if op, after := sign(rest); op == '?' && punctuation(after) {
		return command("action show")
	}
	return Command{}, false
}
