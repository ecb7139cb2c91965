package consensus

import (
	"slices"
	"strconv"
	"time"

	"magbot/bot"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
)

// The names of what is shown.
const (
	ShowCall            = "consensus.call"     // live, for everybody
	ShowChair           = "consensus.chair"    // live, for who holds the chair: what can be done
	ShowOutcome         = "consensus.outcome"  // live, for everybody: the designation and what was said to it
	ShowOpened          = "consensus.opened"   // to everybody, with the head of the record
	ShowReworded        = "consensus.reworded" // to everybody
	ShowExtended        = "consensus.extended"
	ShowClosed          = "consensus.closed"
	ShowWithdrawn       = "consensus.withdrawn"
	ShowSettled         = "consensus.settled"
	ShowAnswered        = "consensus.answered"         // to the author of an objection
	ShowContestAnswered = "consensus.contest-answered" // to who contested
)

// What effects carry.
const (
	withCall = "call" // its number in the stream
	withPart = "part" // which wording or extension
)

// Shows are the messages that records name.
func Shows() map[string]bot.Show {
	return map[string]bot.Show{
		ShowOpened: about(showOpened), ShowCall: about(showCall), ShowChair: about(showChair), ShowOutcome: about(showOutcome), ShowReworded: about(showReworded),
		ShowExtended: about(showExtended), ShowClosed: about(showClosed), ShowWithdrawn: about(showWithdrawn),
		ShowSettled: about(showSettled), ShowAnswered: about(showAnswered), ShowContestAnswered: about(showContestAnswered),
	}
}

func liveCall(n int) bot.Effect {
	return bot.Effect{
		Do: bot.Live, Key: "consensus." + strconv.Itoa(n), Show: ShowCall, To: bot.ToChannels(),
		With: map[string]string{withCall: strconv.Itoa(n)},
	}
}

func liveOutcome(n int) bot.Effect {
	return bot.Effect{
		Do: bot.Live, Key: "consensus.outcome." + strconv.Itoa(n), Show: ShowOutcome, To: bot.ToChannels(),
		With: map[string]string{withCall: strconv.Itoa(n)},
	}
}

// live names the messages that show how a call stands.
func live(n int) []bot.Effect {
	return []bot.Effect{liveCall(n), {
		Do: bot.Live, Key: "consensus.chair." + strconv.Itoa(n), Show: ShowChair, To: bot.ToRole(bot.RoleActingChair),
		With: map[string]string{withCall: strconv.Itoa(n)},
	}}
}

// liveNow is live with the outcome, where there is one.
func (c *Call) liveNow() []bot.Effect {
	effects := live(c.Number)
	if len(c.Designations) > 0 {
		effects = append(effects, liveOutcome(c.Number))
	}
	return effects
}

// begun names what the opening of a call brings: its live messages, and the head
// of the record, so that what was asked of whom cannot be rewritten unseen while
// people answer.
func begun(n int) []bot.Effect {
	return append(live(n), post(&Call{Number: n}, ShowOpened, ""))
}

// post says something once; part tells one occasion of it from another.
func post(c *Call, show, part string) bot.Effect {
	return bot.Effect{
		Do: bot.Post, Key: show + "." + strconv.Itoa(c.Number) + "." + part, Show: show, To: bot.ToChannels(),
		With: map[string]string{withCall: strconv.Itoa(c.Number), withPart: part},
	}
}

// number reads an effect's identifier; 0 where there is none.
func number(e bot.Effect, name string) int {
	n, err := strconv.Atoi(e.With[name])
	if err != nil {
		return 0
	}
	return n
}

// Also keeps a slow count current when something happens to its proposal or its
// meeting, or when the Chair takes back what was designated.
func Also(v bot.View, events []bot.Event) []bot.Effect {
	var effects []bot.Effect
	undone := slices.ContainsFunc(events, func(e bot.Event) bool { _, is := e.(bot.Undone); return is })
	for _, c := range Of(v).calls {
		switch {
		case c.Count() && undone:
			effects = append(effects, c.liveNow()...)
		case c.Count() && (c.Phase == PhaseOpen || c.Phase == PhaseStopped) && concern(events):
			effects = append(effects, live(c.Number)...)
		}
	}
	return effects
}

func concern(events []bot.Event) bool {
	for _, e := range events {
		switch e.(type) {
		case proposal.Said, proposal.Made, proposal.Reworded, proposal.Resolved, proposal.Rejected, proposal.Closed, meeting.Closed:
			return true
		}
	}
	return false
}

// clock writes an instant on the reader's clock, for a sentence.
func clock(v bot.View, t time.Time) string {
	zone := v.Reader.Zone
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone).Format("2006-01-02 15:04 MST")
}
