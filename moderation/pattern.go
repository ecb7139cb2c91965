package moderation

import (
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/roster"
)

// lookBack is over what time cases are looked at together: one policy speaks of a
// pattern of messages rather than of one (RFC 9945), and a ladder has an end.
const lookBack = 365 * 24 * time.Hour

// pattern says with which other cases about the same person people agreed lately,
// of those that the reader may see. It concludes nothing.
func pattern(v bot.View, s *State) (blocks []chat.Block) {
	if s.Into != "" {
		return nil // the case that it is dealt with in says it
	}
	for _, person := range subjects(v, s) {
		var names []string
		for _, other := range Visible(v) {
			if other.Name != s.Name && other.marks(v, person) && slices.Contains(subjects(v, other), person) {
				names = append(names, other.Name)
			}
		}
		if len(names) > 0 {
			slices.Sort(names)
			blocks = append(blocks, chat.Paragraph{Text: chat.Line(v.Say("conduct.card.pattern",
				"count", len(names), "name", roster.Name(v, person), "cases", strings.Join(names, ", ")))})
		}
	}
	return blocks
}

// marks reports whether a case counts in a pattern of one person: it was agreed with
// and closed lately, no appeal took anything of it back, and what was done to them was
// more than a talk, which leaves no mark.
func (s *State) marks(v bot.View, person bot.PersonID) bool {
	upheld := func(a Appeal) bool { return a.Upheld }
	if s.Finding != Agree || s.Open() || v.Now.Sub(s.Closed) > lookBack || slices.ContainsFunc(s.Appeals, upheld) {
		return false
	}
	talked := false
	for _, p := range s.Steps {
		if p.State == Waiting || p.State == Declined || p.Rung == Redact || p.To != "" && p.To != person {
			continue
		}
		if p.Rung != Talk {
			return true
		}
		talked = true
	}
	return !talked
}
