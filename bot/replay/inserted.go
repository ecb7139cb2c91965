package replay

import (
	"slices"
	"strings"

	"magbot/bot/chatlog"
	"magbot/bot/shorthand"
)

// The reach of insertions, as that of the minutes' corrections: no meeting comes
// near, and without it a log of nothing but insertions takes for ever.
const (
	maxInserted = 200
	insertReach = 5000
)

// insertion is an "i/Budget/Topic: Travel/" that puts in a topic, a resolution or
// an action. Other lines that are put in are none of the script's business.
type insertion struct {
	line         int
	anchor, text string
}

// inserts notes a command as an insertion, if it is one.
func (s *script) inserts(i int, c shorthand.Command) {
	if s.settled != nil || len(s.insertions) == maxInserted {
		return
	}
	put := chatlog.Line{Kind: chatlog.Typed, Text: c.Args["text"]}
	switch asked, ok := s.command(&put); {
	case !ok:
	case asked.Path == "topic", asked.Path == "subtopic", asked.Path == "proposal resolve", asked.Path == "action add":
		s.insertions = append(s.insertions, insertion{i, c.Args["anchor"], put.Text})
	}
}

// insert puts each line where it belongs, as scribe.perl does: before the nearest
// earlier line that holds the words of the anchor and is no correction itself.
// It gives the lines with them, and which lines have been done with; nothing when
// no anchor is found.
func (s *script) insert() (lines []chatlog.Line, settled []bool) {
	lines, settled = slices.Clone(s.lines), make([]bool, len(s.lines))
	editing := make([]bool, len(s.lines))
	for i, c := range s.commands {
		editing[i] = c.Path == "record insert" || c.Path == "record correct"
	}
	moved := 0
	for _, in := range s.insertions {
		at := in.line + moved
		before := -1
		for i := at - 1; i >= max(0, at-insertReach) && before < 0; i-- {
			if !editing[i] && lines[i].Kind != chatlog.System && strings.Contains(lines[i].Text, in.anchor) {
				before = i
			}
		}
		if before < 0 {
			continue
		}
		settled[at] = true
		put := chatlog.Line{Number: lines[at].Number, At: lines[before].At, Nick: lines[at].Nick, Text: in.text}
		lines = slices.Insert(lines, before, put)
		settled, editing = slices.Insert(settled, before, false), slices.Insert(editing, before, false)
		moved++
	}
	if moved == 0 {
		return nil, nil
	}
	return lines, settled
}
