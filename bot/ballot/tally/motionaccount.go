package tally

import (
	"fmt"
	"strings"

	"magbot/bot/lang"
)

// Account tells a motion: what was decided, by which rule and on which base, and
// then each number that it follows from.
func (r *MotionResult) Account() []lang.Text {
	lines := []lang.Text{r.Sentence()}
	say := func(key string, args ...any) { lines = append(lines, lang.T(key, args...)) }
	t := r.Total
	say("tally.motion.said", "yes", t.Said[Yes], "no", t.Said[No], "abstain", t.Said[Abstain], "silent", t.Silent(), "recused", t.Recused)
	say("tally.motion.quorum", "took", t.Took(), "entitled", t.Entitled, "needs", r.NeedsTook)
	say("tally.motion.members", "yes", t.Said[Yes], "needs", r.NeedsYes, "of", r.Base, "threshold", r.Rule.Threshold.text(), "base", r.Rule.Base.text())
	lines = append(lines, r.ByGroups())
	for _, g := range r.Groups {
		key := "tally.motion.group"
		if g.Hidden {
			key = "tally.motion.group.hidden"
		}
		say(key, "group", g.Group, "yes", g.Said[Yes], "no", g.Said[No], "abstain", g.Said[Abstain], "took", g.Took, "entitled", g.Entitled, "needs", g.NeedsTook)
	}
	if r.Unanimous {
		say("tally.motion.unanimous")
	}
	return lines
}

// ByGroups tells how many groups are in favour, or that none has enough votes to count.
func (r *MotionResult) ByGroups() lang.Text {
	if r.GroupsCounted == 0 {
		return lang.T("tally.motion.groups.none")
	}
	return lang.T("tally.motion.groups", "in", r.GroupsFor, "of", r.GroupsCounted, "needs", r.GroupsNeeded)
}

// Sentence is the one sentence that says what was decided, by which rule and on
// which base.
func (r *MotionResult) Sentence() lang.Text {
	key := "tally.motion." + string(r.Outcome)
	if r.Outcome == NoGroupQuorum {
		var short []string
		for _, g := range r.Groups {
			if !g.Quorate {
				short = append(short, fmt.Sprintf("%s (%d/%d)", g.Group, g.Took, g.NeedsTook))
			}
		}
		return lang.T(key, "groups", strings.Join(short, ", "))
	}
	if r.GroupsCounted == 0 && (r.Outcome == Carried || r.Outcome == Lost) {
		key += ".no-group" // none counts, which is not the same as none being in favour
		if !r.Rule.Double {
			key = "tally.motion." + string(r.Outcome) + ".total"
		}
	}
	rule := lang.T("tally.rule", "threshold", r.Rule.Threshold.text(), "base", r.Rule.Base.text())
	if r.Rule.Double {
		rule = lang.T("tally.rule.double", "threshold", r.Rule.Threshold.text(), "base", r.Rule.Base.text())
	}
	return lang.T(key, "yes", r.Total.Said[Yes], "no", r.Total.Said[No], "needs", r.NeedsYes, "of", r.Base,
		"in", r.GroupsFor, "counted", r.GroupsCounted, "took", r.Total.Took(), "quorum", r.NeedsTook, "rule", rule)
}

func (s Share) text() lang.Text {
	switch {
	case s == MoreThanHalf:
		return lang.T("tally.share.half")
	case s.Num == s.Den:
		return lang.T("tally.share.all")
	case s.More:
		return lang.T("tally.share.more", "share", fmt.Sprintf("%d/%d", s.Num, s.Den))
	}
	return lang.T("tally.share.least", "share", fmt.Sprintf("%d/%d", s.Num, s.Den))
}

func (b Base) text() lang.Text {
	if b == OfYesNo {
		return lang.T("tally.base.yes-no")
	}
	return lang.T("tally.base." + string(b))
}
