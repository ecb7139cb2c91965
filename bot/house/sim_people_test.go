package house_test

import (
	"fmt"
	"strings"

	"magbot/bot"
	"magbot/bot/roster"
)

// forty is the example's roster with as many more as make forty.
func forty() string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(roster.Example()) + "\n")
	groups := []string{"Government", "Civil Society", "Private Sector", "Technical Community"}
	zones := []string{"Pacific/Kiritimati", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"}
	for n := strings.Count(b.String(), "\n"); n <= 40; n++ {
		fmt.Fprintf(&b, "Member Number%d,more%d,more%d@example.org,%s,African Group,Kenya,member,,,2026-01-01,2036-12-31,1,%s,en,,,\n",
			n, n, n, groups[n%4], zones[n%4])
	}
	return b.String()
}

// newInput is what one of the forty does next: often the next thing of a
// meeting, else anything.
func (w *sim) newInput() bot.Input {
	w.causes++
	in := bot.Input{Cause: bot.Cause(fmt.Sprint("input:", w.causes)), Place: w.anywhere()}
	switch n := w.rand.IntN(10); {
	case n < 5:
		alias, text, _ := strings.Cut(w.scripted(), " ")
		in.Actor, in.Place, in.Intent = w.as(alias), hall, bot.Typed{Text: text}
	case n < 7:
		in.Actor, in.Intent = w.somebody(), bot.Typed{Text: w.line(), Addressed: w.chance(2)}
	case n < 8:
		in.Actor, in.Intent = w.somebody(), w.call(pick(w.crowd, w.table), nil)
	default:
		in.Actor, in.Intent = w.somebody(), w.pressed()
	}
	w.before = append(w.before, in)
	return in
}

func (w *sim) somebody() bot.Actor {
	if w.rand.IntN(3) == 0 {
		return w.anybody()
	}
	return w.as(pick(w.crowd, w.aliases))
}

// pressed is a button that somebody was shown, with what it asks filled in.
func (w *sim) pressed() bot.Intent {
	if len(w.desk.seen) == 0 {
		return bot.Typed{Text: w.line()}
	}
	b := pick(w.crowd, w.desk.seen)
	if b.Ask {
		return w.call(b.Call.Path, b.Call.Args)
	}
	return bot.Call(b.Call)
}

// scripted is the next line of the meeting that is being held; after it comes
// the next meeting.
func (w *sim) scripted() string {
	if len(w.script) == 0 {
		w.meeting++
		in := fmt.Sprintf("+%dh", 1+w.rand.IntN(5))
		w.script = append(w.script, fmt.Sprintf(`chair /mag meeting schedule "Round %d" %s`, w.meeting, in))
		for line := range strings.SplitSeq(strings.TrimSpace(story), "\n") {
			w.script = append(w.script, line)
			if w.rand.IntN(12) == 0 {
				w.script = append(w.script, "chair /mag record undo a slip", "chair /mag record undo a second slip")
			}
		}
		w.script = append(w.script, "chair /mag minutes show", "cs1 /mag minutes request It was June", "chair /mag minutes approve", "sec /mag minutes release")
	}
	next := w.script[0]
	w.script = w.script[1:]
	return next
}
