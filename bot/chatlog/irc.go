package chatlog

import "strings"

func isStamped(line string) bool {
	_, rest, ok := cutStamp(line)
	if !ok {
		return false
	}
	_, _, kind := body(rest)
	return kind != System || marked(strings.TrimLeft(rest, " \t"))
}

// plainNicks is how a log with "nick: text" after its stamps shows itself: no
// "<nick>" stands anywhere, and a stamp is in brackets or has seconds, or the
// nick comes again. "10:00 Opening: words of the Chair" alone is an agenda.
type plainNicks struct {
	times map[string]int
	sure  bool
}

// add looks at a line that is nothing else.
func (p *plainNicks) add(line string) {
	st, rest, ok := cutStamp(line)
	if !ok {
		return
	}
	nick, _, ok := cutPlainNick(rest)
	if !ok {
		return
	}
	if p.times == nil {
		p.times = map[string]int{}
	}
	p.times[nick]++
	p.sure = p.sure || st.exact || p.times[nick] > 1
}

// cutPlainNick reads "nick: text" and "Ana Souza: text".
func cutPlainNick(rest string) (nick, text string, ok bool) {
	rest = strings.Trim(rest, " \t")
	head := rest[:min(len(rest), maxNick)]
	end := strings.Index(head, ": ")
	if end < 0 && strings.HasSuffix(head, ":") {
		end = len(head) - 1
	}
	if end <= 0 {
		return "", "", false
	}
	nick = strings.TrimLeft(head[:end], "@+%&~!")
	if nick == "" || convention(nick) || strings.ContainsAny(nick, "\"?!,;<>*=") || strings.HasPrefix(nick, "-") {
		return "", "", false
	}
	if strings.ContainsAny(nick, " \t") && !named(nick) {
		return "", "", false
	}
	return nick, strings.TrimSpace(rest[end+1:]), true
}

func isBareMessage(line string) bool {
	nick, _, ok := cutNick(line)
	return ok && !strings.ContainsAny(nick, "/= ")
}

// parseIRC reads the logs of IRC clients and bots. IRC has no messages of
// several lines, but bridges do: a line without a stamp is one more line of the
// message before it, unless it is a heading or somebody changes their nick.
func parseIRC(src []source) []Line {
	var now clock
	now.strokes(src)
	plain := plainly(src)
	lines := make([]Line, 0, len(src))
	for _, s := range src {
		if blank(s.text) {
			continue
		}
		st, rest, ok := cutStamp(s.text)
		switch {
		case ok:
			l := Line{Number: s.number, At: now.at(st)}
			l.fromBody(rest)
			if l.Kind == System && plain {
				l.fromPlain(rest)
			}
			lines = append(lines, l)
		case heading(s.text) || renamed(s.text):
			now.heading(s.text)
			lines = append(lines, Line{Number: s.number, Text: strings.TrimSpace(s.text), Kind: System})
		case isBareMessage(strings.TrimSpace(s.text)):
			l := Line{Number: s.number}
			l.fromBody(s.text)
			lines = append(lines, l)
		default:
			broken := brokenStamp(s.text) || isDigit(s.text[0]) && s.number == src[len(src)-1].number
			lines = append(lines, continued(lines, s, broken))
		}
	}
	return lines
}

// plainly says that a log is written "nick: text" after its stamps.
func plainly(src []source) bool {
	var p plainNicks
	seen := 0
	for _, s := range src {
		if blank(s.text) {
			continue
		}
		if seen++; seen > sample {
			break
		}
		if isStamped(s.text) && strings.Contains(s.text, "<") || isBareMessage(strings.TrimSpace(s.text)) {
			return false
		}
		p.add(s.text)
	}
	return p.sure
}

// fromPlain fills in who said what from "nick: text", and from "***nick waves",
// which is how Pidgin writes an action.
func (l *Line) fromPlain(rest string) {
	if act, ok := strings.CutPrefix(strings.Trim(rest, " \t"), "***"); ok && act != "" && act[0] != ' ' {
		if nick, text, ok := strings.Cut(act, " "); ok {
			l.Nick, l.Text, l.Kind = nick, strings.TrimSpace(text), Action
		}
		return
	}
	if nick, text, ok := cutPlainNick(rest); ok {
		l.said(nick, text)
	}
}

// heading says that a line without a stamp stands outside the conversation:
// "--- Log opened …", "**** BEGIN LOGGING", "# comment", "Session Start: …".
func heading(line string) bool {
	line = strings.TrimSpace(line)
	for _, mark := range [...]string{"---", "***", "===", "# ", "-!-", "Session ", "Start of "} {
		if strings.HasPrefix(line, mark) {
			return true
		}
	}
	return line == "#"
}

// fromBody fills in who said what from what follows the stamp.
func (l *Line) fromBody(rest string) {
	l.Nick, l.Text, l.Kind = body(rest)
	if l.Kind == Typed {
		l.said(l.Nick, l.Text)
	}
}

// body reads what follows a stamp.
func body(rest string) (nick, text string, kind Kind) {
	if n, t, ok := cutColumns(rest); ok {
		return columns(n, t)
	}
	trimmed := strings.Trim(rest, " \t")
	if n, t, ok := cutBip(trimmed); ok {
		return n, t, Typed
	}
	if n, t, ok := cutNick(trimmed); ok {
		return n, t, Typed
	}
	return other(trimmed)
}

// cutColumns reads the columns of WeeChat, "nick<TAB>text". There is always a
// tab before the nick, and never a "<" around it.
func cutColumns(rest string) (nick, text string, ok bool) {
	if !strings.HasPrefix(rest, "\t") {
		return "", "", false
	}
	nick, text, ok = strings.Cut(rest[1:], "\t")
	nick = strings.TrimSpace(nick)
	return nick, text, ok && nick != "" && nick[0] != '<' && !strings.Contains(nick, " ")
}

func columns(nick, text string) (string, string, Kind) {
	text = strings.TrimSpace(text)
	switch nick {
	case "-->", "<--", "--", "=!=":
		return "", nick + " " + text, System
	case "*":
		return other("* " + text)
	}
	return strings.TrimLeft(nick, "@+%&~!"), text, Typed
}

// cutBip reads "< nick!user@host: text" and "> nick: text" of bip.
func cutBip(s string) (nick, text string, ok bool) {
	if !strings.HasPrefix(s, "< ") && !strings.HasPrefix(s, "> ") {
		return "", "", false
	}
	own := s[0] == '>'
	s = strings.TrimLeft(s[2:], " ")
	if strings.HasPrefix(s, "* ") {
		return "", "", false
	}
	mask, text, ok := strings.Cut(s, ": ")
	nick, _, host := strings.Cut(mask, "!")
	if !ok || nick == "" || strings.ContainsAny(mask, " >") || !host && !own {
		return "", "", false
	}
	return nick, strings.TrimSpace(text), true
}

// other reads what is no message: an action, a join, a notice.
func other(s string) (nick, text string, kind Kind) {
	act := s
	if strings.HasPrefix(act, "< * ") || strings.HasPrefix(act, "> * ") {
		act = act[2:]
	}
	for _, mark := range [...]string{"* ", "*\t", "— ", "• "} {
		after, ok := strings.CutPrefix(act, mark)
		if !ok {
			continue
		}
		nick, text, _ = strings.Cut(strings.TrimLeft(after, " \t"), " ")
		nick, _, _ = strings.Cut(nick, "!")
		nick = strings.TrimLeft(nick, "@+%&~")
		if nick == "" || strings.HasSuffix(nick, ":") || movement(text) {
			break
		}
		return nick, strings.TrimSpace(text), Action
	}
	return "", s, System
}

// marked says that a body begins with a sign that clients put before joins,
// parts and notices.
func marked(s string) bool {
	for _, mark := range [...]string{"***", "-!-", "-->", "<--", "--", "→", "←", "⇐", "* ", "*\t", "— "} {
		if strings.HasPrefix(s, mark) {
			return true
		}
	}
	return false
}

// movement recognises joins and parts that a client writes like an action.
func movement(text string) bool {
	for _, phrase := range [...]string{"has joined", "has left", "has quit", "is now known as", "sets mode", "sets topic", "changes topic", "has changed the topic", "→ ", "joined (", "quit (", "left (", "talking on #", "talking in #", "changed nick to", "changes nick to", "-> "} {
		if i := strings.Index(text, phrase); i == 0 || i > 0 && text[0] == '(' {
			return true
		}
	}
	return false
}

// presence recognises "<RRSAgent> RRSAgent has joined #channel", which is how
// RRSAgent writes down joins and parts.
func presence(nick, text string) bool {
	after, ok := strings.CutPrefix(text, nick)
	return ok && (strings.HasPrefix(after, " has joined #") || strings.HasPrefix(after, " has left #") || strings.HasPrefix(after, " has quit"))
}
