package shorthand

import "strings"

// Command is what a line asks for: the path of a command in the bot's table,
// such as "queue add", and its arguments by name.
type Command struct {
	Path string
	Args map[string]string
}

// Parse reads one line as a command; ok is false when it is none.
//
// What the arguments mean where it is not obvious:
//
//   - "person" and "persons" (names, comma separated) are candidates. For
//     "queue add" one word, a comma list of such, or a run of capitalised words
//     is a candidate; "text" then holds everything that followed "q+", and a
//     caller who knows nobody of that name treats "text" as the note.
//   - "owners" of "action add" are candidates in the same way; "text" is the
//     whole action as typed, which is what minutes publish.
//   - "proposal say" is emitted for every line that is a stance. It counts only
//     under an open proposal; and a "reason" that is nothing but a person's name
//     ("+1 Ana") is agreement with that person's words, which only a caller who
//     knows the people can tell.
func Parse(text string) (Command, bool) {
	line := trim(text)
	addressed := false
	for range 3 { // a bot's name, a courtesy, and the other way round
		rest, bot, ok := cutCourtesy(line)
		if !ok {
			break
		}
		line, addressed = rest, addressed || bot
	}
	if line == "" {
		return Command{}, false
	}
	switch c := line[0]; {
	case c == '#':
		return hashCommand(line[1:])
	case c == '[':
		return bracketed(line)
	case c == '/':
		return thirdPerson(line)
	case c == '+' || c == '-' || c == '.' || c >= '0' && c <= '9':
		return stance(line)
	case c >= 0x80:
		if cmd, ok := stance(line); ok {
			return cmd, ok
		}
		return bySuffix(line)
	}
	return worded(line, addressed)
}

// worded reads a line that begins with a letter or another plain character.
func worded(line string, addressed bool) (Command, bool) {
	var buf [maxKeyword]byte
	key, rest := keyword(line, &buf)
	switch key {
	case "":
		return bySuffix(line)
	case "s":
		return correction(key, rest)
	case "i":
		if c, ok := correction(key, rest); ok && line[0] == 'i' { // "I/O/…" is talk
			return c, true
		}
	}
	if c, ok := byQueueWord(key, rest); ok {
		return c, true
	}
	if c, ok := byLabel(key, rest); ok {
		return c, true
	}
	if c, ok := byVerb(key, rest); ok {
		return c, true
	}
	if addressed {
		if c, ok := toBot(key, rest); ok {
			return c, true
		}
	}
	return bySuffix(line)
}

// byLabel reads the words that are followed by a colon, a plus or a minus, or
// that are the name of such a thing.
func byLabel(key, rest string) (Command, bool) {
	switch key {
	case "present", "regrets", "regret", "guests", "guest":
		return attendance(key, rest)
	case "topic", "subtopic", "sub":
		return topic(key, rest)
	case "agenda", "agendum", "agendums":
		return agenda(rest)
	case "item":
		return itemMinus(rest)
	case "proposal", "proposed", "propose", "draft":
		return propose(rest)
	case "resolution", "resolved":
		return labelled("proposal resolve", "text", unnumbered(rest))
	case "action":
		return actionLine(rest)
	case "scribe", "scribes", "scribenick", "chair", "chairs":
		return office(key, rest)
	case "meeting":
		return labelled("meeting title", "text", rest)
	}
	return Command{}, false
}

// thirdPerson reads "/me q+": what stands after "/me" is off the record, so
// only the queue and the attendance may be changed there (as Zakim does).
func thirdPerson(line string) (Command, bool) {
	rest, ok := cutPrefixFold(line, "/me ")
	if !ok {
		return Command{}, false
	}
	rest = trim(rest)
	c, ok := Parse(rest)
	if !ok || !strings.HasPrefix(c.Path, "queue ") && !strings.HasPrefix(c.Path, "present ") {
		return Command{}, false
	}
	return c, true
}

// cutCourtesy cuts a bot's name or "please" from the front of a line.
func cutCourtesy(line string) (rest string, bot, ok bool) {
	if line != "" && line[0] == '@' {
		line = line[1:]
	}
	var buf [maxKeyword]byte
	key, rest := keyword(line, &buf)
	switch key {
	case "please", "pls":
		return trim(strings.TrimPrefix(rest, ",")), false, startsBlank(rest) || strings.HasPrefix(rest, ",")
	case "zakim", "rrsagent", "trackbot", "agendabot", "magbot", "meetbot":
		if strings.HasPrefix(rest, ",") || strings.HasPrefix(rest, ":") {
			return trim(rest[1:]), true, true
		}
		return trim(rest), true, startsBlank(rest)
	case "gb", "ghurlbot", "mag": // "GB: I think …" are somebody's initials
		if strings.HasPrefix(rest, ",") {
			return trim(rest[1:]), true, true
		}
	}
	return "", false, false
}

// toBot reads what only means something when a bot was named: its recording
// and the frame of the meeting.
func toBot(key, rest string) (Command, bool) {
	_, low := phrase(rest)
	switch key {
	case "start", "begin", "prepare":
		if matches(low, "meeting") || matches(low, "this meeting") || matches(low, "telcon") || matches(low, "teleconference") {
			return command("meeting start")
		}
		if len(low) == 0 && key != "prepare" {
			return command("record on")
		}
	case "end":
		if matches(low, "meeting") || matches(low, "this meeting") || matches(low, "telcon") || matches(low, "teleconference") {
			return command("meeting end")
		}
	case "draft", "make", "create", "generate", "publish", "format":
		if len(low) > 0 && low[0] == "minutes" && len(low) <= 2 {
			return command("minutes show")
		}
	case "off", "stop", "silence", "nolisten":
		if len(low) == 0 {
			return command("record off")
		}
	case "on", "record", "listen", "log", "hello":
		if len(low) == 0 {
			return command("record on")
		}
	}
	return Command{}, false
}

// command builds a Command from pairs of name and value. Values are trimmed
// and empty ones left out.
func command(path string, pairs ...string) (Command, bool) {
	c := Command{Path: path}
	for i := 0; i+1 < len(pairs); i += 2 {
		value := trim(pairs[i+1])
		if value == "" {
			continue
		}
		if c.Args == nil {
			c.Args = make(map[string]string, len(pairs)/2)
		}
		c.Args[pairs[i]] = value
	}
	return c, true
}

// labelled reads ": words" as the one argument of a command.
func labelled(path, name, rest string) (Command, bool) {
	words, ok := afterColon(rest)
	if !ok {
		return Command{}, false
	}
	return command(path, name, words)
}
