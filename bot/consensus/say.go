package consensus

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
)

// so says what is so: a sentence, and a table by group.
func (c *Call) so(v bot.View) []chat.Block {
	if c.Phase == PhaseLapsed || c.Phase == PhaseStopped {
		return nil
	}
	st := c.Standing(v)
	t := chat.Table{
		Header: []string{
			v.Say("consensus.column.group"), v.Say("consensus.column.agreed"), v.Say("consensus.column.objecting"),
			v.Say("consensus.column.recused"), v.Say("consensus.column.silent"),
		},
		Numbers: []int{1, 2, 3, 4},
	}
	if st.Present {
		t.Header, t.Numbers = append(t.Header, v.Say("consensus.column.absent")), append(t.Numbers, 5)
	}
	row := func(label chat.Span, g GroupStanding) {
		line := []chat.Text{{label}}
		for _, n := range []int{g.Agreed, g.Objecting, g.Recused, g.Silent} {
			line = append(line, chat.Line(strconv.Itoa(n)))
		}
		if st.Present {
			line = append(line, chat.Line(strconv.Itoa(g.Absent)))
		}
		t.Rows = append(t.Rows, line)
	}
	for _, g := range st.Groups {
		row(chat.Plain(groupName(v, g.Group)), g)
	}
	row(chat.Strong(v.Say("consensus.row.total", "count", st.Sum().Asked)), st.Sum())
	return []chat.Block{chat.Paragraph{Text: chat.Line(c.Sentence(v, st))}, t}
}

// brief is how a call stands while it is open, in one line: the groups that have
// most to say yet are named.
func (s Standing) brief(v bot.View) string {
	sum := s.Sum()
	parts := []string{
		v.Say("consensus.brief.agreed", "count", sum.Agreed), v.Say("consensus.brief.objecting", "count", sum.Objecting),
	}
	if sum.Recused > 0 {
		parts = append(parts, v.Say("consensus.brief.recused", "count", sum.Recused))
	}
	if s.Present {
		parts = append(parts, v.Say("consensus.brief.silent", "count", sum.Silent)+s.most(v, func(g GroupStanding) int { return g.Silent }))
		return strings.Join(append(parts, v.Say("consensus.brief.absent", "count", sum.Absent)+s.most(v, func(g GroupStanding) int { return g.Absent })), " · ")
	}
	return strings.Join(append(parts, v.Say("consensus.brief.unheard", "count", sum.Silent)+s.most(v, func(g GroupStanding) int { return g.Silent })), " · ")
}

// most names how many of each group, the groups with most first.
func (s Standing) most(v bot.View, of func(GroupStanding) int) string {
	groups := slices.DeleteFunc(slices.Clone(s.Groups), func(g GroupStanding) bool { return of(g) == 0 })
	slices.SortStableFunc(groups, func(a, b GroupStanding) int { return cmp.Compare(of(b), of(a)) })
	var names []string
	for _, g := range groups {
		names = append(names, groupName(v, g.Group)+" "+strconv.Itoa(of(g)))
	}
	if len(names) == 0 {
		return ""
	}
	return ": " + strings.Join(names, ", ")
}

// Sentence says in one sentence what is so, by the call's own rule of silence.
func (c *Call) Sentence(v bot.View, st Standing) string {
	sum := st.Sum()
	present := sum.Agreed + sum.Silent
	var parts []string
	switch {
	case sum.Objecting > 0:
		parts = append(parts, v.Say("consensus.so.objecting", "count", sum.Objecting))
		parts = append(parts, v.Say("consensus.so.others", "agreed", sum.Agreed, "silent", sum.Silent))
	case c.Silence == Counts && st.Present:
		parts = append(parts, v.Say("consensus.so.counts-present", "count", present, "agreed", sum.Agreed, "silent", sum.Silent))
	case c.Silence == Counts:
		parts = append(parts, v.Say("consensus.so.counts-asked", "count", present, "agreed", sum.Agreed, "silent", sum.Silent))
	case st.Present:
		parts = append(parts, v.Say("consensus.so.present", "count", present, "agreed", sum.Agreed, "silent", sum.Silent))
	default:
		parts = append(parts, v.Say("consensus.so.asked", "agreed", sum.Agreed, "silent", sum.Silent))
	}
	if sum.Recused > 0 {
		parts = append(parts, v.Say("consensus.so.recused", "count", sum.Recused))
	}
	if st.Present && sum.Absent > 0 {
		parts = append(parts, v.Say("consensus.so.absent", "count", sum.Absent))
	}
	var away []bot.Group
	for _, g := range st.Groups {
		if st.Present && g.away() || !st.Present && g.mute() {
			away = append(away, g.Group)
		}
	}
	switch {
	case len(away) > 0 && st.Present:
		parts = append(parts, v.Say("consensus.so.groups-absent", "count", len(away), "groups", joinGroups(v, away)))
	case len(away) > 0:
		parts = append(parts, v.Say("consensus.so.groups-unheard", "count", len(away), "groups", joinGroups(v, away)))
	}
	return strings.Join(parts, " ")
}

func joinGroups(v bot.View, groups []bot.Group) string {
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = groupName(v, g)
	}
	return strings.Join(names, ", ")
}
