package replay

import (
	"maps"
	"slices"
	"strings"

	"magbot/bot/chatlog"
	"magbot/bot/shorthand"
)

func sorted(m map[string][]string) []string { return slices.Sorted(maps.Keys(m)) }

// script is a log with what each line asks for, and what holds for all of it.
type script struct {
	lines    []chatlog.Line
	commands []shorthand.Command // by line; an empty Path where there is none
	undone   map[int]int         // line of an #undo -> line it takes back
	taken    map[int]bool        // lines that are taken back
	presence bool                // somebody says present+
	speech   bool                // somebody writes down what is said
	framed   bool                // there is a #startmeeting
	untagged []int               // lines in its frame that would be commands with a "#"
	bots     map[string]bool     // nicks found to be bots by what they say
	agenda   agenda
	agreed   map[int]bool // lines that begin a topic of the agenda, also of Zakim

	insertions []insertion
	settled    []bool // lines of insertions that have been made; nil before
}

// scan reads all lines as commands before the first one is decided: some
// conventions of a log are only seen further down.
func scan(lines []chatlog.Line) *script {
	s := scanned(lines, nil)
	if len(s.insertions) > 0 {
		if lines, settled := s.insert(); lines != nil {
			return scanned(lines, settled)
		}
	}
	return s
}

func scanned(lines []chatlog.Line, settled []bool) *script {
	s := &script{
		lines: lines, commands: make([]shorthand.Command, len(lines)), settled: settled,
		undone: map[int]int{}, taken: map[int]bool{}, bots: map[string]bool{}, agreed: map[int]bool{},
	}
	for i := range lines {
		lines[i].Text = chatlog.Display(lines[i].Text)
	}
	s.framed = slices.ContainsFunc(lines, func(l chatlog.Line) bool { return l.Kind == chatlog.Typed && begins(l.Text, "startmeeting") })
	inside := !s.framed
	var undoable []int
	for i := range lines {
		l := &lines[i]
		if l.Kind == chatlog.Spoken {
			s.speech, s.agenda.plan.fresh = true, false
			continue
		}
		if i < len(settled) && settled[i] {
			s.commands[i] = shorthand.Command{Path: aside}
			continue
		}
		if meetbotSays(l.Text) {
			s.bots[l.Nick] = true
		}
		if s.robot(l.Nick) {
			if !s.framed && strings.EqualFold(l.Nick, "zakim") {
				s.zakim(i, strings.TrimSpace(l.Text))
			}
			continue
		}
		c, ok := s.command(l)
		if !ok {
			if inside && s.wantsTag(l) {
				s.untagged = append(s.untagged, i)
			}
			switch {
			case l.Kind != chatlog.Typed:
			case clears(l.Text):
				s.agenda.items = nil
			default:
				s.agenda.plan.fresh = false
			}
			continue
		}
		if c.Path == "meeting start" {
			inside = true
		}
		if !inside {
			continue
		}
		s.commands[i] = c
		if !s.framed && l.Kind == chatlog.Typed {
			s.follow(i)
		}
		switch c.Path {
		case "record insert":
			s.inserts(i, c)
		case "present add":
			s.presence = true
		case "scribe":
			s.speech = true
		case "topic", "subtopic", "proposal resolve", "proposal reject", "action add", "record info", "record help":
			undoable = append(undoable, i)
		case "record undo":
			if n := len(undoable); n > 0 {
				s.undone[i], s.taken[undoable[n-1]] = undoable[n-1], true
				undoable = undoable[:n-1]
			}
		case "meeting end":
			inside = !s.framed
			undoable = nil
		}
	}
	return s
}

func (s *script) robot(nick string) bool { return s.bots[nick] || robot(nick) }

// command reads a line by the customs of its log.
func (s *script) command(l *chatlog.Line) (shorthand.Command, bool) {
	text := l.Text
	switch l.Kind {
	case chatlog.Typed:
	case chatlog.Action:
		text = "/me " + text
	case chatlog.Spoken, chatlog.System:
		return shorthand.Command{}, false
	}
	tag := false
	if s.framed {
		text, tag = tagged(text)
	}
	c, ok := shorthand.Parse(text)
	if !ok {
		return c, false
	}
	if needsTag(c.Path) && (s.framed && !tag || !marked(text)) {
		return shorthand.Command{}, false
	}
	return c, true
}

// wantsTag says that a line is talk for want of a "#" alone: "Topic: x" where
// MeetBot kept the minutes.
func (s *script) wantsTag(l *chatlog.Line) bool {
	if !s.framed || l.Kind != chatlog.Typed {
		return false
	}
	if _, tag := tagged(l.Text); tag || !marked(l.Text) {
		return false
	}
	c, ok := shorthand.Parse(l.Text)
	return ok && needsTag(c.Path)
}

// needsTag lists the commands that MeetBot takes with a "#" alone.
func needsTag(path string) bool {
	switch path {
	case "topic", "subtopic", "proposal resolve", "action add":
		return true
	}
	return false
}

// tagged turns "!topic" and "^topic", as some of MeetBot's family take them,
// into "#topic", and says whether a line is one.
func tagged(text string) (string, bool) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return text, false
	case text[0] == '#':
		return text, true
	case (text[0] == '!' || text[0] == '^') && len(text) > 1 && text[1] >= 'a' && text[1] <= 'z':
		return "#" + text[1:], true
	}
	return text, false
}

// begins says that a line is the given command of MeetBot's family.
func begins(text, command string) bool {
	text, tag := tagged(text)
	if !tag {
		return false
	}
	rest, ok := strings.CutPrefix(strings.ToLower(text), "#"+command)
	return ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

// marked says that a colon, a "#" or a bracket makes a topic, resolution or
// action of a line: "Action items are next" is talk.
func marked(text string) bool {
	text = strings.TrimSpace(text)
	if text != "" && (text[0] == '#' || text[0] == '[') {
		return true
	}
	colon := strings.IndexAny(text, ":：")
	return colon > 0 && colon <= maxLabel && !strings.ContainsAny(strings.TrimSpace(text[:colon]), ".!?;")
}

// maxLabel is how far into a line the colon of "RESOLUTION 12:" can stand, with
// a bot's name before it.
const maxLabel = 40

// meetbotSays recognises a bot of whatever name by how it opens a meeting.
func meetbotSays(text string) bool {
	return strings.HasPrefix(text, "Meeting started ") && strings.Contains(text, "The chair is")
}

// passing says that a line of the system tells of coming and going.
func passing(text string) bool {
	for _, sign := range [...]string{
		" has joined", " has quit", " has left", " joined #", " left #", " is now known as", " sets mode", "mode/#", " has changed the topic", " sets the topic",
		"Quits:", "Joins:", "Parts:", "Quit:", "-!-", "Log opened", "Log closed", "Day changed", " has parted", " set mode", " sets topic", " changed topic",
	} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return strings.HasSuffix(text, " left.") || strings.HasSuffix(text, " quit.")
}
