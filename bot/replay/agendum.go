package replay

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"magbot/bot/proposal"
	"magbot/bot/shorthand"
)

// agendum is an item of the agenda that Zakim keeps: "agenda+ Budget".
type agendum struct {
	number int
	title  string
	past   bool // taken up, closed, skipped or dropped
}

// agenda follows what Zakim would know, to tell which topic "take up agendum 2"
// and "next agendum" begin. As in scribe.perl a topic is what Zakim says is taken
// up; where Zakim does not say it, what the command means by the agenda+ lines.
// A Topic line that follows before anybody speaks, or has the same title, is the
// topic instead.
type agenda struct {
	items []agendum
	topic string // title of the present topic
	plan  plan
}

// plan is the last step to another agendum.
type plan struct {
	line   int // of the command
	asked  bool
	title  string // of the topic that it makes; "" for none
	item   int    // its number; 0 where it is not known
	before string // the topic before
	fresh  bool   // nobody has spoken since
}

// aside is the path of a line that is kept as a note: it asks for something of a
// bot, or has been done already.
const aside = "aside"

// follow reads a command of the agenda, and may make another of it.
func (s *script) follow(i int) {
	c, a := s.commands[i], &s.agenda
	switch c.Path {
	case "topic":
		a.typed(s, c.Args["title"])
	case "agenda add":
		a.add(0, c.Args["title"])
	case "agenda order":
		a.order(c.Args["order"])
	case "item take":
		a.take(s, i)
	case "item drop", "item close", "item skip":
		a.leave(s, i)
	}
}

func (a *agenda) add(number int, title string) {
	if title == "" || number > 0 && a.numbered(number) != nil {
		return
	}
	if number == 0 {
		for _, it := range a.items {
			number = max(number, it.number)
		}
		number++
	}
	a.items = append(a.items, agendum{number: number, title: title})
}

func (a *agenda) numbered(number int) *agendum {
	for i := range a.items {
		if a.items[i].number == number {
			return &a.items[i]
		}
	}
	return nil
}

// clears recognises "clear agenda", with or without a bot's name before it.
func clears(text string) bool {
	text = strings.TrimSpace(strings.TrimRight(text, ".! "))
	if at := len(text) - len("agenda"); at < 0 || !strings.EqualFold(text[at:], "agenda") {
		return false
	}
	words := strings.Fields(strings.ToLower(text))
	if len(words) > 2 && strings.TrimRight(words[0], ",:") == "zakim" {
		words = words[1:]
	}
	said := strings.Join(words, " ")
	return said == "clear agenda" || said == "clear the agenda"
}

// wanted is the agendum that a command means: "next", a number, or words of one
// title only.
func (a *agenda) wanted(item string) *agendum {
	if n, err := strconv.Atoi(item); err == nil {
		return a.numbered(n)
	}
	var found *agendum
	for i := range a.items {
		it := &a.items[i]
		switch {
		case item == "next" && !it.past:
			return it
		case item != "next" && strings.Contains(strings.ToLower(it.title), strings.ToLower(item)):
			if found != nil {
				return nil
			}
			found = it
		}
	}
	return found
}

// order puts the items of "3, 1-2" first.
func (a *agenda) order(text string) {
	var first []agendum
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		from, to, span := strings.Cut(part, "-")
		n, err := strconv.Atoi(from)
		last, errLast := strconv.Atoi(to)
		if err != nil || span && errLast != nil {
			return
		}
		if !span {
			last = n
		}
		for _, it := range a.items {
			if it.number >= n && it.number <= last && !slices.ContainsFunc(first, func(f agendum) bool { return f.number == it.number }) {
				first = append(first, it)
			}
		}
	}
	rest := slices.DeleteFunc(slices.Clone(a.items), func(it agendum) bool {
		return slices.ContainsFunc(first, func(f agendum) bool { return f.number == it.number })
	})
	a.items = slices.Concat(first, rest)
}

// take plans the topic that a command begins. A number that no agenda+ line gave
// means nothing: the numbers of topics are other ones.
func (a *agenda) take(s *script, i int) {
	c := s.commands[i]
	it := a.wanted(c.Args["item"])
	a.plan = plan{line: i, asked: true, before: a.topic, fresh: true}
	if it == nil {
		if _, err := strconv.Atoi(c.Args["item"]); err == nil {
			s.commands[i] = shorthand.Command{Path: aside}
		}
		return
	}
	it.past = true
	a.plan.item = it.number
	a.begin(s, it.title)
}

// begin makes the planned command a topic, unless that is the topic already.
func (a *agenda) begin(s *script, title string) {
	if proposal.Same(title, a.topic) {
		s.commands[a.plan.line] = shorthand.Command{Path: aside}
		return
	}
	s.commands[a.plan.line] = shorthand.Command{Path: "topic", Args: map[string]string{"title": title}}
	s.agreed[a.plan.line] = true
	a.plan.title, a.topic = title, title
}

// undo leaves the topic before as it was.
func (a *agenda) undo(s *script) {
	if a.plan.title == "" {
		return
	}
	s.commands[a.plan.line] = shorthand.Command{Path: aside}
	delete(s.agreed, a.plan.line)
	a.topic = a.plan.before
	a.plan.title = ""
}

// typed is a Topic line.
func (a *agenda) typed(s *script, title string) {
	if title == "" {
		return
	}
	if a.plan.fresh || proposal.Same(title, a.plan.title) {
		a.undo(s)
	}
	a.topic, a.plan = title, plan{}
}

// leave reads "close agendum 2" and its like. By its number it means the present
// topic only where that is the agendum.
func (a *agenda) leave(s *script, i int) {
	c := s.commands[i]
	it := a.wanted(c.Args["item"])
	if c.Args["item"] == "" || it == nil {
		return
	}
	it.past = true
	if c.Path == "item close" && a.topic != "" && proposal.Same(it.title, a.topic) {
		s.commands[i] = shorthand.Command{Path: c.Path}
		return
	}
	s.commands[i] = shorthand.Command{Path: aside}
}

var (
	takenUp = regexp.MustCompile(`^agendum (\d{1,6})(?:\. "(.*)" taken up| -- (.*))`)
	listed  = regexp.MustCompile(`^(\d{1,6})\. (.+) \[from [^\]]*\]$`)
)

// zakim reads what Zakim says of its agenda.
func (s *script) zakim(i int, text string) {
	a := &s.agenda
	if m := listed.FindStringSubmatch(text); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			a.add(n, strings.Trim(m[2], `"`))
		}
		return
	}
	if strings.Contains(text, "decline to close this agendum") {
		if it := a.numbered(a.plan.item); it != nil && a.plan.title != "" {
			it.past = false
		}
		a.undo(s)
		return
	}
	m := takenUp.FindStringSubmatch(text)
	if m == nil {
		return
	}
	n, err := strconv.Atoi(m[1])
	title, whole := m[2], true
	if title == "" {
		title, _, whole = strings.Cut(m[3], " -- taken up")
	}
	if err != nil || title == "" {
		return
	}
	it := a.numbered(n)
	if it == nil {
		a.add(n, title)
		it = a.numbered(n)
	}
	if it.past = true; !whole {
		title = it.title // a long one goes on in Zakim's next line
	}
	s.said(i, n, title)
}

// said is Zakim's word that an agendum is taken up. It goes before what the
// command seemed to mean.
func (s *script) said(i, number int, title string) {
	a := &s.agenda
	switch {
	case a.plan.asked && (a.plan.item == number || proposal.Same(a.plan.title, title)):
		a.plan.asked = false
		return
	case !a.plan.asked || !a.plan.fresh: // what was asked is another thing
		a.plan = plan{line: i, before: a.topic, fresh: true}
	default:
		a.undo(s)
	}
	a.plan.asked, a.plan.item = false, number
	a.begin(s, title)
}
