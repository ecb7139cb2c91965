package chatlog

import (
	"strings"
	"time"
)

// machine is the nick under which speech to text stands in a typed log.
const machine = "transcriber"

func isTabbed(line string) bool {
	_, rest, ok := cutTabbed(line)
	return ok && strings.HasPrefix(strings.TrimLeft(rest, "\t "), "<")
}

// cutTabbed cuts "[RFC 3339 time]<TAB>" from the front of a line.
func cutTabbed(line string) (at time.Time, rest string, ok bool) {
	if !strings.HasPrefix(line, "[") {
		return time.Time{}, "", false
	}
	end := strings.Index(line, "]\t")
	if end < 0 || end > 48 {
		return time.Time{}, "", false
	}
	at, err := time.Parse(time.RFC3339Nano, line[1:end])
	if err != nil || at.Year() < 1 {
		return time.Time{}, "", false
	}
	return at.UTC(), line[end+2:], true
}

// parseTabbed reads the tab-separated format. A line without a stamp is one
// more line of the message before it, as in a pasted text; a line that begins
// like a stamp and is none (a log cut short) is of Kind System.
func parseTabbed(src []source) []Line {
	lines := make([]Line, 0, len(src))
	for _, s := range src {
		at, rest, ok := cutTabbed(s.text)
		switch {
		case ok:
			l := Line{Number: s.number, At: at}
			l.message(strings.Trim(rest, "\t "))
			lines = append(lines, l)
		case blank(s.text):
		default:
			lines = append(lines, continued(lines, s, brokenStamp(s.text) || renamed(s.text)))
		}
	}
	return lines
}

// brokenStamp says that a line was meant to begin with a stamp.
func brokenStamp(line string) bool {
	return strings.HasPrefix(line, "[") && (len(line) == 1 || isDigit(line[1]))
}

// continued makes a line without a stamp part of the message before.
func continued(before []Line, s source, broken bool) Line {
	l := Line{Number: s.number, Text: s.text, Kind: System}
	if len(before) == 0 {
		return l
	}
	last := before[len(before)-1]
	l.At = last.At
	if !broken && last.Kind != System {
		l.Nick, l.Kind = last.Nick, last.Kind
	}
	return l
}

// message fills in who said what from "<nick> text" and its relatives.
func (l *Line) message(body string) {
	nick, text, ok := cutNick(body)
	if !ok {
		l.Nick, l.Text, l.Kind = other(body)
		return
	}
	l.said(nick, text)
}

// said fills in a message: typed, after "/me", or written down by a machine.
func (l *Line) said(nick, text string) {
	l.Nick, l.Text, l.Kind = nick, text, Typed
	switch {
	case strings.HasPrefix(text, "/me ") || text == "/me":
		l.Text, l.Kind = strings.TrimSpace(text[len("/me"):]), Action
	case strings.EqualFold(strings.Trim(nick, "_"), machine):
		if speaker, words, ok := cutSpeaker(text); ok {
			l.Nick, l.Text, l.Kind = speaker, words, Spoken
		}
	case presence(nick, text):
		l.Kind = System
	}
}

// cutNick reads "<nick> text", with blanks or signs of rank before the nick.
func cutNick(body string) (nick, text string, ok bool) {
	if !strings.HasPrefix(body, "<") {
		return "", "", false
	}
	end := strings.IndexByte(body, '>')
	if end < 0 {
		return "", "", false
	}
	nick = strings.TrimLeft(strings.TrimSpace(body[1:end]), "@+%&~!")
	if nick == "" || len(nick) > maxNick {
		return "", "", false
	}
	return nick, strings.Trim(body[end+1:], "\t "), true
}

// maxNick is the longest nick in bytes: some people put their name, pronouns
// and employer there.
const maxNick = 160

// cutSpeaker reads "Speaker_Name: words" of a machine that writes down speech.
// The machine's own commands ("Meeting: weekly") are no speakers.
func cutSpeaker(text string) (speaker, words string, ok bool) {
	speaker, words, ok = strings.Cut(text, ":")
	if !ok || speaker == "" || words != "" && words[0] != ' ' || strings.ContainsAny(speaker, " \t") || convention(speaker) {
		return "", "", false
	}
	return speaker, strings.TrimSpace(words), true
}

// convention says that what stands before a colon belongs to the customs of
// typed minutes and is nobody's name: "AGREED", "ACTION-12", "Proposal 2",
// "Straw poll".
func convention(label string) bool {
	words := 0
	for word := range strings.FieldsFuncSeq(label, func(r rune) bool { return strings.ContainsRune(" \t-_#+[]", r) }) {
		if number(word) && words > 0 {
			continue
		}
		if words++; !customary(word) {
			return false
		}
	}
	return words > 0
}

func number(word string) bool { return strings.Trim(word, "0123456789") == "" }

func customary(word string) bool {
	switch strings.ToLower(word) {
	case "topic", "subtopic", "meeting", "agenda", "scribe", "scribenick", "present", "regrets", "date", "title",
		"proposal", "proposed", "resolution", "resolved", "action", "issue", "issues", "voip", "irc",
		"agreed", "agree", "accepted", "rejected", "consensus", "conclusion", "conclusions", "decision", "decisions", "decided",
		"actions", "topics", "resolutions", "proposals", "item", "items", "next", "previous", "old", "new", "other", "open", "todo", "done", "pending",
		"info", "idea", "summary", "help", "poll", "strawpoll", "straw", "vote", "votes", "question", "answer", "comment",
		"minutes", "recording", "slide", "slides", "slideset", "repo", "repository", "chair", "chairs", "guest", "guests", "agendum",
		"http", "https", "mailto", "ftp", "note", "notes", "nb", "fyi", "ps", "re", "q", "link", "links", "url", "see":
		return true
	}
	return false
}
