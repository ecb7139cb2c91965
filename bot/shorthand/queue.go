package shorthand

import "strings"

// byQueueWord reads the words of the speaker queue.
func byQueueWord(key, rest string) (Command, bool) {
	switch key {
	case "q", "queue", "qq":
		return queue(key, rest)
	case "vq", "vqueue", "qv":
		if op, after := sign(rest); op == '?' && punctuation(after) {
			return command("queue show")
		}
	case "ack", "acks", "recognize", "recognizes", "recognise", "recognises":
		return call(key, rest)
	case "sees":
		return sees(rest)
	case "raises", "lowers":
		if _, low := phrase(rest); matches(low, "hand") || matches(low, "my hand") {
			return hand(key == "raises", "")
		}
	case "done":
		if _, low := phrase(rest); matches(low, "speaking") {
			return command("queue done")
		}
	case "i":
		return iAmDone(rest)
	}
	return Command{}, false
}

// queue reads what follows "q", "queue" or "qq".
func queue(key, rest string) (Command, bool) {
	op, after := sign(rest)
	switch {
	case op == '+':
		return queueAdd(after, key == "qq")
	case key == "qq":
		return Command{}, false
	case op == '-':
		return queueRemove(after)
	case op == '=':
		return queueSet(after)
	case op == '?' && punctuation(after):
		return command("queue show")
	}
	_, low := phrase(rest)
	switch {
	case matches(low, "done"):
		return command("queue done")
	case key == "q":
	case matches(low, "is closed"), matches(low, "closed"), matches(low, "is now closed"):
		return command("queue close")
	case matches(low, "is open"), matches(low, "open"), matches(low, "is now open"), matches(low, "is open again"):
		return command("queue open")
	}
	return Command{}, false
}

// queueAdd reads what follows "q+": who, where and why.
//
//	q+ [NAME, …] [also] to NOTE | q+ NAME: NOTE | q+ later … | q+ point of order
//	q+ about NOTE | q+ any other words
func queueAdd(rest string, front bool) (Command, bool) {
	text := trim(rest)
	if punctuation(strings.TrimLeft(text, "_")) {
		text = "" // "q+_", "q++", "q+."
	}
	var position, point string
	if front {
		position = "front"
	}
	body := text
	if after, ok := cutWords(body, "later"); ok && position == "" {
		position, body = "later", trim(after)
	}
	if after, ok := cutPoint(body); ok {
		point, body = "true", trim(strings.TrimLeft(after, ":,-–—. "))
	}
	person, note := who(body)
	if point != "" && person != "" {
		person, note = "", body // a point of order is one's own
	}
	return command("queue add", "person", person, "note", note, "position", position, "point", point, "text", text)
}

// cutPoint cuts "point of order", with what people say before it.
func cutPoint(s string) (string, bool) {
	for _, before := range [...]string{"", "on a ", "for a ", "a ", "on ", "to raise a ", "to make a "} {
		if rest, ok := cutWords(s, before+"point of order"); ok {
			return rest, true
		}
	}
	return s, false
}

// who splits "Ana to ask" into the candidate for a person and the note.
func who(body string) (person, note string) {
	if after, ok := cutWords(body, "me"); ok {
		body = trim(after)
	}
	if after, ok := cutWords(body, "also"); ok {
		body = trim(after)
	}
	if after, ok := noteMark(body); ok {
		return "", after
	}
	for _, about := range [...]string{"about", "re", "regarding", "concerning", "on", "for", "because", "just", "with"} {
		if after, ok := cutWords(body, about); ok && after != "" {
			return "", body
		}
	}
	if left, right, ok := cutNote(body); ok {
		if p, ok := names(left); ok {
			return p, right
		}
	}
	if p, ok := names(body); ok {
		return p, ""
	}
	return "", body
}

// noteMark cuts "to" or ":" from the front of a note.
func noteMark(body string) (string, bool) {
	if after, ok := afterColon(body); ok {
		return after, true
	}
	after, ok := cutWords(body, "to")
	return trim(after), ok && after != ""
}

// cutNote splits at the first " to ", ": ", " about ", " re " or "regarding".
func cutNote(body string) (left, right string, ok bool) {
	head := body[:min(len(body), maxName*4)]
	at, size := len(head), 0
	for _, mark := range [...]string{" to ", " also to ", ": "} {
		if i := strings.Index(head, mark); i >= 0 && i < at {
			at, size = i, len(mark)
		}
	}
	for _, mark := range [...]string{" about ", " re ", " re: ", " regarding "} {
		if i := strings.Index(head, mark); i >= 0 && i < at {
			at, size = i, 1 // the word stays in the note
		}
	}
	if size == 0 {
		return "", "", false
	}
	return trim(body[:at]), trim(body[at+size:]), true
}

// queueRemove reads what follows "q-". Words that name nobody ("q- yield to
// Orie") are a remark of the one who leaves.
func queueRemove(rest string) (Command, bool) {
	rest = trim(rest)
	switch {
	case punctuation(rest) || strings.EqualFold(rest, "me"):
		return command("queue remove")
	case strings.EqualFold(rest, "later"):
		return command("queue later")
	}
	if after, ok := cutWords(rest, "later"); ok && noteOnly(after) {
		return command("queue later")
	}
	person, _ := names(rest)
	return command("queue remove", "person", person)
}

func noteOnly(s string) bool {
	_, ok := noteMark(trim(s))
	return ok || punctuation(s)
}

func queueSet(rest string) (Command, bool) {
	rest = trim(rest)
	if rest == "" {
		return command("queue clear")
	}
	persons, ok := names(rest)
	if !ok {
		return Command{}, false
	}
	return command("queue set", "persons", persons)
}

// call reads what follows "ack" or "recognize". Alone, "ack" calls the next;
// "ack thanks" and "ack that" only say that something was understood.
func call(key, rest string) (Command, bool) {
	if rest != "" && !startsBlank(rest) {
		return Command{}, false
	}
	who := strings.TrimRight(trim(rest), ".!")
	switch strings.ToLower(who[:min(len(who), maxName)]) {
	case "":
		if key == "ack" {
			return command("queue call", "next", "true")
		}
		return Command{}, false
	case "next", "next speaker", "the next", "the next speaker", "next please":
		return command("queue call", "next", "true")
	case "that", "this", "it", "thanks", "thx", "ok", "okay", "yes", "yep", "all", "understood", "agreed", "thank you", "to", "and", "the":
		return Command{}, false
	}
	person, ok := names(who)
	if !ok {
		return Command{}, false
	}
	return command("queue call", "person", person)
}

// sees reads "sees Ana's hand up", "sees Ana, Ben raise hands" and the same
// downwards: what a chair types for people without a keyboard.
func sees(rest string) (Command, bool) {
	raw, low := phrase(rest)
	if len(raw) < 2 {
		return Command{}, false
	}
	up := true
	if last := low[len(low)-1]; last == "up" || last == "down" {
		up, raw, low = last == "up", raw[:len(raw)-1], low[:len(low)-1]
	}
	if last := low[len(low)-1]; last != "hand" && last != "hands" || len(raw) < 2 {
		return Command{}, false
	}
	raw, low = raw[:len(raw)-1], low[:len(low)-1]
	last := low[len(low)-1]
	switch {
	case last == "raise" || last == "lower":
		up, raw = last == "raise", raw[:len(raw)-1]
	case !possessive(last):
		return Command{}, false
	}
	for i, w := range raw {
		comma := strings.HasSuffix(w, ",")
		raw[i] = strings.TrimSuffix(w, ",")
		if possessive(raw[i]) {
			raw[i] = strings.TrimSuffix(strings.TrimSuffix(raw[i], "'s"), "’s")
		}
		if comma {
			raw[i] += ","
		}
	}
	person, ok := names(strings.Join(raw, " "))
	if !ok {
		return Command{}, false
	}
	return hand(up, person)
}

func possessive(w string) bool {
	w = strings.TrimSuffix(w, ",")
	return strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "’s")
}

func hand(up bool, person string) (Command, bool) {
	if up {
		return command("queue add", "person", person, "text", person)
	}
	return command("queue remove", "person", person)
}

// iAmDone reads "I'm done" and "I am done speaking" when nothing else stands
// in the line. Longer sentences that begin so are talk.
func iAmDone(rest string) (Command, bool) {
	if len(rest) > 24 {
		return Command{}, false
	}
	for _, am := range [...]string{"'m", "’m", " am"} {
		if after, ok := cutPrefixFold(rest, am); ok {
			if _, low := phrase(after); matches(low, "done") || matches(low, "done speaking") {
				return command("queue done")
			}
		}
	}
	return Command{}, false
}

// bySuffix reads the few commands that begin with a name.
func bySuffix(line string) (Command, bool) {
	if len(line) > maxPhrase {
		return Command{}, false
	}
	switch line[len(line)-1] | 0x20 {
	case '+' | 0x20:
		if who, ok := cutSuffixFold(line, " present+"); ok {
			return oneName("present add", "persons", who)
		}
	case 'd', '.' | 0x20:
		line = strings.TrimRight(line, ".")
		if who, ok := cutSuffixFold(line, " raises hand"); ok {
			if person, ok := names(who); ok {
				return hand(true, person)
			}
			return Command{}, false
		}
		if who, ok := cutSuffixFold(line, " lowers hand"); ok {
			return oneName("queue remove", "person", who)
		}
		if who, ok := cutSuffixFold(line, " has the last word"); ok {
			return oneName("queue last", "person", who)
		}
	}
	return Command{}, false
}

func oneName(path, arg, who string) (Command, bool) {
	person, ok := names(who)
	if !ok {
		return Command{}, false
	}
	return command(path, arg, person)
}

// punctuation says that s holds nothing to read.
func punctuation(s string) bool {
	return strings.Trim(s, " \t.,;:!+?_") == ""
}
