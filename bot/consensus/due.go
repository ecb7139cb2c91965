package consensus

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/command"
)

// Due says when time brings something to the calls of v.Here: the next step of a
// slow count, the end of a window, the end of the time for contests.
func Due(v bot.View) []bot.Due {
	if v.Here == nil {
		return nil
	}
	var due []bot.Due
	for _, c := range Of(v).calls {
		if at, what, waits := c.next(); waits {
			due = append(due, bot.Due{
				Key: "consensus." + strconv.Itoa(c.Number) + "." + what, At: at, Call: bot.Do(onTick, "number", strconv.Itoa(c.Number)),
			})
		}
	}
	return due
}

// next gives the next instant of a call, and a name of what it brings that is
// another for every occasion.
func (c *Call) next() (at time.Time, what string, waits bool) {
	switch {
	case c.Phase == PhaseOpen && c.Count():
		return c.SteppedAt.Add(c.Every), fmt.Sprintf("step.%d.%d", c.Begins, c.Step+1), true
	case c.Phase == PhaseOpen:
		return c.Until, fmt.Sprintf("close.%d.%d", len(c.Wordings), c.Until.Unix()), true
	case c.Phase == PhaseOutcome && len(c.Pending()) == 0:
		d, _ := c.Level()
		return d.Until, fmt.Sprintf("settle.%d.%d", len(c.Designations), len(c.Contests)), true
	}
	return time.Time{}, "", false
}

// Rests reports whether time brings nothing to the calls of v.Here unless
// somebody acts.
func Rests(v bot.View) bool {
	for _, c := range Of(v).calls {
		if _, _, waits := c.next(); waits {
			return false
		}
	}
	return true
}

// ByItself reports whether a stream is that of a call by itself.
func ByItself(s bot.StreamID) bool { return strings.HasPrefix(string(s), prefix) }

// tick decides what time has brought to a call.
func tick(c *command.Context) (bot.Decision, error) {
	call, ok := Of(c.View).Call(c.Number("number"))
	if !ok {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	at, _, waits := call.next()
	switch {
	case !waits || c.Now.Before(at):
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	case call.Phase == PhaseOutcome:
		return bot.Decision{
			Events:  []bot.Event{Settled{Call: call.Number}},
			Effects: append(live(call.Number), post(call, ShowSettled, "")),
		}, nil
	case call.Count() && call.Step < call.Steps:
		return bot.Decision{
			Events: []bot.Event{Stepped{Call: call.Number, Step: call.Step + 1}}, Effects: []bot.Effect{liveCall(call.Number)},
		}, nil
	}
	return call.closed(c, bot.Reply{}), nil
}
