package shorthand

import (
	"strconv"
	"strings"
)

// topic reads "Topic: x" and "Subtopic: x" ("sub-topic" and "sub topic" too).
func topic(key, rest string) (Command, bool) {
	path := "topic"
	switch key {
	case "subtopic":
		path = "subtopic"
	case "sub":
		after, ok := cutPrefixFold(strings.TrimLeft(rest, "- \t"), "topic")
		if !ok {
			return Command{}, false
		}
		path, rest = "subtopic", after
	}
	return labelled(path, "title", rest)
}

// agenda reads "agenda+ x", "agenda?", "agenda- 3", "Agenda: URL" and "agenda
// order is 3, 2".
func agenda(rest string) (Command, bool) {
	switch op, after := sign(rest); op {
	case '+':
		return command("agenda add", "title", strings.TrimLeft(after, ": "))
	case '?':
		if punctuation(after) {
			return command("agenda show")
		}
		return Command{}, false
	case '-':
		if item := number(after); item != "" {
			return command("item drop", "item", item)
		}
		return Command{}, false
	}
	if words, ok := afterColon(rest); ok {
		return agendaLink(words)
	}
	if !startsBlank(rest) {
		return Command{}, false
	}
	after, ok := cutWords(trim(rest), "order")
	if !ok {
		return Command{}, false
	}
	after = trim(after)
	if is, ok := cutWords(after, "is"); ok {
		after = trim(is)
	}
	after = strings.TrimRight(strings.TrimLeft(after, ":= "), ".")
	if after == "" || strings.Trim(after, "0123456789,- ") != "" {
		return Command{}, false
	}
	return command("agenda order", "order", after)
}

// agendaLink finds the address after "Agenda:". Without one the words are
// somebody's talk about the agenda.
func agendaLink(words string) (Command, bool) {
	for word := range strings.FieldsSeq(words) {
		if strings.Contains(word, "://") {
			return command("agenda link", "url", strings.Trim(word, "<>()"))
		}
	}
	return Command{}, false
}

// itemMinus reads "item- 3".
func itemMinus(rest string) (Command, bool) {
	op, after := sign(rest)
	if item := number(after); op == '-' && item != "" {
		return command("item drop", "item", item)
	}
	return Command{}, false
}

// byVerb reads phrases such as "take up item 3", "close the queue".
func byVerb(key, rest string) (Command, bool) {
	switch key {
	case "close", "really", "open", "reopen", "re", "take", "move", "next", "skip",
		"drop", "delete", "forget", "remove", "allow", "give", "time", "stop", "list", "show",
		"what", "who", "my", "actions", "the", "full", "verbose", "off", "on", "back", "go", "now", "we", "count", "i":
	default:
		return Command{}, false
	}
	if key == "re" { // "re-open the queue"
		after, ok := cutPrefixFold(rest, "-open")
		if !ok {
			return Command{}, false
		}
		key, rest = "reopen", after
	}
	if (key == "what" || key == "who") && len(rest) > 2 {
		for _, is := range [...]string{"'s", "’s"} {
			rest = strings.TrimPrefix(rest, is)
		}
	}
	if key == "actions" || key == "my" {
		return actionsShow(key, rest)
	}
	raw, low := phrase(rest)
	switch key {
	case "count", "i":
		return counting(key, low)
	case "close", "really":
		return closing(key, raw, low)
	case "open", "reopen", "take", "move", "next":
		return taking(key, raw, low)
	case "skip", "drop", "delete", "forget", "remove":
		return dropping(key, raw, low)
	case "allow", "give", "time", "stop":
		return timing(key, raw, low)
	}
	return asking(key, low)
}

// counts are how far a Chair says to count.
var counts = [...]string{"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}

// counting reads "count to six" and "I count to 6".
func counting(key string, low []string) (Command, bool) {
	if key == "i" {
		if len(low) == 0 || low[0] != "count" {
			return Command{}, false
		}
		low = low[1:]
	}
	if len(low) != 2 || low[0] != "to" {
		return Command{}, false
	}
	far := strings.TrimRight(low[1], ".!")
	for i, word := range counts {
		if far == word {
			far = strconv.Itoa(i + 2)
		}
	}
	if number(far) != far || far == "" {
		return Command{}, false
	}
	return command("consensus count", "steps", far)
}

// closing reads "close the queue", "close item 3", "close this item", "really
// close item 3", "close #4", "close action-4" and "close the proposal".
func closing(key string, raw, low []string) (Command, bool) {
	really := ""
	if key == "really" {
		if len(low) < 2 || low[0] != "close" {
			return Command{}, false
		}
		really, raw, low = "true", raw[1:], low[1:]
	}
	if item, ok := itemOf(raw, low); ok && item != "next" && (item == "" || number(item) == item) {
		return command("item close", "item", item, "really", really)
	}
	if really != "" {
		return Command{}, false
	}
	switch {
	case matches(low, "queue"):
		return command("queue close")
	case matches(low, "proposal"), matches(low, "this proposal"):
		return command("proposal close")
	case len(low) == 1 && strings.HasPrefix(low[0], "#"):
		return actionDone(low[0][1:])
	case len(low) == 1 && strings.HasPrefix(low[0], "action-"):
		return actionDone(low[0][len("action-"):])
	case len(low) == 2 && low[0] == "action":
		return actionDone(strings.TrimPrefix(low[1], "#"))
	}
	return Command{}, false
}

// taking reads "take up item 3", "take up next", "open item 3", "move to item
// 3", "next item", and "open the queue".
func taking(key string, raw, low []string) (Command, bool) {
	if (key == "open" || key == "reopen") && matches(low, "queue") {
		return command("queue open")
	}
	switch key {
	case "next":
		if matches(low, "item") || matches(low, "agendum") || matches(low, "agenda") || matches(low, "agenda item") {
			return command("item take", "item", "next")
		}
		return Command{}, false
	case "take":
		if len(low) < 2 || low[0] != "up" {
			return Command{}, false
		}
		raw, low = raw[1:], low[1:]
		if matches(low, "next") || len(low) == 1 && number(low[0]) == low[0] {
			return command("item take", "item", raw[0])
		}
	case "move":
		if len(low) > 1 && low[0] == "on" {
			raw, low = raw[1:], low[1:]
		}
		if len(low) < 2 || low[0] != "to" {
			return Command{}, false
		}
		raw, low = raw[1:], low[1:]
	case "reopen":
		return Command{}, false
	}
	item, ok := itemOf(raw, low)
	if !ok || item == "" || key != "take" && item != "next" && number(item) != item {
		return Command{}, false
	}
	return command("item take", "item", item)
}

// itemOf reads "item 3", "this agendum", "next agenda item" or "item PATTERN"
// and gives the number, "next", the pattern, or "" for the present item.
func itemOf(raw, low []string) (item string, ok bool) {
	this, next := false, false
	if len(low) > 0 && (low[0] == "this" || low[0] == "current" || low[0] == "next") {
		this, next = true, low[0] == "next"
		raw, low = raw[1:], low[1:]
	}
	switch {
	case len(low) == 0:
		return "", false
	case low[0] == "agenda" && len(low) > 1 && low[1] == "item":
		raw, low = raw[2:], low[2:]
	case low[0] == "item" || low[0] == "agendum" || low[0] == "agenda":
		raw, low = raw[1:], low[1:]
	default:
		return "", false
	}
	switch {
	case len(low) == 0 && next:
		return "next", true
	case len(low) == 0:
		return "", true
	case this:
		return "", false
	case len(low) == 1:
		return strings.TrimPrefix(raw[0], "#"), true
	case number(low[0]) != "" || len(low) > 6:
		return "", false // "item 4 at the next meeting": talk
	}
	return strings.Join(raw, " "), true
}

// dropping reads "drop item 3" and "skip this item".
func dropping(key string, raw, low []string) (Command, bool) {
	item, ok := itemOf(raw, low)
	if !ok || item != "" && number(item) != item {
		return Command{}, false
	}
	if key == "skip" {
		return command("item skip", "item", item)
	}
	if item == "" {
		return Command{}, false
	}
	return command("item drop", "item", item)
}

// timing reads "allow this item 5 minutes", "time speakers at 2m", "stop
// timing" and "give Ana the last word". A duration is a number and a unit; it
// is left as typed.
func timing(key string, raw, low []string) (Command, bool) {
	if key == "stop" {
		if matches(low, "timing") || matches(low, "timing speakers") {
			return command("queue timer", "off", "true")
		}
		return Command{}, false
	}
	if n := len(low); key == "give" && n > 2 && low[n-2] == "last" && low[n-1] == "word" {
		return oneName("queue last", "person", strings.Join(raw[:n-2], " "))
	}
	path := ""
	switch {
	case len(low) == 0:
	case len(low) > 2 && low[0] == "each" && low[1] == "speaker":
		path, raw = "queue timer", raw[2:]
	case low[0] == "speakers":
		path, raw = "queue timer", raw[1:]
	case len(low) > 3 && low[0] == "this" && low[1] == "agenda" && low[2] == "item" && key != "time":
		path, raw = "item time", raw[3:]
	case len(low) > 2 && low[0] == "this" && (low[1] == "item" || low[1] == "agendum") && key != "time":
		path, raw = "item time", raw[2:]
	}
	if len(raw) > 0 && strings.EqualFold(raw[0], "at") && path == "queue timer" {
		raw = raw[1:]
	}
	if d, ok := duration(raw); ok && path != "" {
		return command(path, "duration", d)
	}
	return Command{}, false
}

// duration reads "2m", "90 s", "2 minutes", "2 more minutes" is talk.
func duration(raw []string) (string, bool) {
	if len(raw) == 0 || len(raw) > 2 {
		return "", false
	}
	d := strings.Join(raw, " ")
	n := number(d)
	if n == "" {
		return "", false
	}
	switch strings.ToLower(trim(d[len(n):])) {
	case "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes", "h", "hour", "hours":
		return d, true
	}
	return "", false
}

// asking reads the questions and the frame of the record.
func asking(key string, low []string) (Command, bool) {
	text := strings.Join(low, " ")
	switch key {
	case "list", "show", "what", "who":
		switch text {
		case "agenda", "is on agenda", "on agenda", "is agenda":
			return command("agenda show")
		case "queue", "is on queue", "on queue", "full queue", "verbose queue":
			return command("queue show")
		case "my actions", "my action items", "actions", "action items", "open actions", "open action items", "all actions", "are actions", "are action items":
			return command("action show")
		}
	case "full", "verbose":
		if text == "queue" {
			return command("queue show")
		}
	case "the":
		switch text {
		case "queue is closed", "queue is now closed":
			return command("queue close")
		case "queue is open", "queue is now open", "queue is open again":
			return command("queue open")
		}
	case "off", "on", "go", "back", "now", "we":
		return frame(key + " " + text)
	}
	return Command{}, false
}

// frame reads where a stretch off the record begins and ends, said by itself.
func frame(text string) (Command, bool) {
	for _, before := range []string{"we are ", "we go ", "now ", "go ", "back "} {
		text = strings.TrimPrefix(text, before)
	}
	for _, after := range []string{" please", " now", " again"} {
		text = strings.TrimSuffix(text, after)
	}
	switch text {
	case "off record":
		return command("record off")
	case "on record":
		return command("record on")
	}
	return Command{}, false
}

// number gives the digits at the front of s, "" when there are none.
func number(s string) string {
	s = strings.TrimPrefix(trim(s), "#")
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n > 9 {
		return ""
	}
	return s[:n]
}
