package shorthand

import (
	"slices"
	"strings"
)

// hashCommand reads a line that began with "#", as MeetBot and its family do.
func hashCommand(line string) (Command, bool) {
	var buf [maxKeyword]byte
	key, rest := keyword(line, &buf)
	if rest != "" && !startsBlank(rest) && !strings.HasPrefix(rest, ":") {
		return Command{}, false
	}
	return tagged(key, trim(strings.TrimPrefix(rest, ":")))
}

// bracketed reads "[off] …" and the older "[TOPIC] …" of MootBot.
func bracketed(line string) (Command, bool) {
	inside, rest, ok := strings.Cut(line[1:], "]")
	if !ok || len(inside) > 2*maxKeyword {
		return Command{}, false
	}
	rest = trim(rest)
	switch tag := strings.ToLower(trim(inside)); tag {
	case "off", "off record", "off the record", "off-record", "off-the-record":
		return command("record off-line", "text", rest)
	case "topic", "action", "agreed", "idea", "link", "info", "endvote", "subtopic":
		return tagged(tag, rest)
	case "vote":
		return startVote(rest)
	case "new": // "[NEW] ACTION: x" of W3C minutes; "[DONE] ACTION: x" is an old one
		var buf [maxKeyword]byte
		if key, after := keyword(rest, &buf); key == "action" {
			return actionLine(after)
		}
	}
	return Command{}, false
}

func tagged(key, rest string) (Command, bool) {
	switch key {
	case "topic":
		return command("topic", "title", rest)
	case "subtopic":
		return command("subtopic", "title", rest)
	case "proposal", "proposed", "propose", "motion":
		return command("proposal make", "text", rest)
	case "agreed", "agree", "accepted", "accept", "resolved", "resolution":
		return command("proposal resolve", "text", rest)
	case "rejected", "reject":
		return command("proposal reject", "text", rest)
	case "close":
		return command("proposal close")
	case "startvote":
		return startVote(rest)
	case "vote":
		return command("vote cast", "choice", rest)
	case "endvote":
		return command("vote end")
	case "action":
		return actionAdd(rest, true)
	case "info", "idea", "link":
		return command("record info", "text", rest)
	case "help", "halp":
		return command("record help", "text", rest)
	case "undo":
		return command("record undo")
	case "here":
		return command("present add", "persons", rest)
	}
	return framed(key, rest)
}

// framed reads the tags that open, name and close a meeting.
func framed(key, rest string) (Command, bool) {
	switch key {
	case "startmeeting":
		return command("meeting start", "title", rest)
	case "endmeeting":
		return command("meeting end")
	case "meetingname", "meetingtopic":
		return command("meeting title", "text", rest)
	case "chair":
		return command("chair", "person", spaced(rest))
	case "unchair":
		return command("chair", "off", "true", "person", spaced(rest))
	}
	return Command{}, false
}

// spaced turns a list of nicks with blanks between, as MeetBot takes it, into
// one with commas.
func spaced(s string) string {
	nicks := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
	nicks = slices.DeleteFunc(nicks, func(nick string) bool { return trim(nick) == "" }) // nothing that can be seen
	return strings.Join(nicks, ", ")
}

// correction reads "s/old/new/", "s|old|new|g" and "i/at/new line/". The last
// stroke may be missing, and the new words may hold the stroke themselves, as
// scribe.perl allows; a stroke in the old words is written "\/". Blanks are kept,
// for they may be what is corrected; no "new" means that the words are deleted.
//
// The scope "g" means every earlier occurrence, "G" the whole log.
func correction(key, rest string) (Command, bool) {
	if rest == "" || rest[0] != '/' && rest[0] != '|' && rest[0] != '!' {
		return Command{}, false
	}
	stroke := rest[0]
	old, tail, ok := cutStroke(rest[1:], stroke)
	if !ok || trim(old) == "" {
		return Command{}, false
	}
	replacement, scope, ok := cutScope(trim(tail), stroke)
	if !ok {
		return Command{}, false
	}
	old, replacement = unescaped(old, stroke), unescaped(replacement, stroke)
	if key == "i" {
		if trim(replacement) == "" || scope != "" {
			return Command{}, false
		}
		return command("record insert", "anchor", old, "text", replacement)
	}
	c, _ := command("record correct", "scope", scope)
	if c.Args == nil {
		c.Args = make(map[string]string, 2)
	}
	c.Args["old"] = old // blanks count: "s/ ,/,/"
	if replacement != "" {
		c.Args["new"] = replacement
	}
	return c, true
}

func unescaped(s string, stroke byte) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	return strings.ReplaceAll(s, string([]byte{'\\', stroke}), string(stroke))
}

// cutStroke splits at the first stroke that no backslash escapes.
func cutStroke(s string, stroke byte) (before, after string, ok bool) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case stroke:
			return s[:i], s[i+1:], true
		}
	}
	return "", "", false
}

// cutScope takes the last stroke and what may follow it from the new words. A
// stroke with other words behind it ("s/a/b/ in the last line") is a remark
// about a correction and no command.
func cutScope(tail string, stroke byte) (replacement, scope string, ok bool) {
	n := len(tail)
	switch {
	case n > 0 && tail[n-1] == stroke:
		return tail[:n-1], "", true
	case n > 1 && tail[n-2] == stroke && (tail[n-1] == 'g' || tail[n-1] == 'G'):
		return tail[:n-2], tail[n-1:], true
	}
	if i := strings.IndexByte(tail, stroke); i >= 0 && startsBlank(tail[i+1:]) {
		return "", "", false
	}
	return tail, "", true
}
