package ballot

import (
	"strconv"

	"magbot/bot"
)

// Due lists what time brings: the opening, the close, the end of the wait for
// seeds, and the day on which an outcome is looked at again.
func Due(v bot.View) []bot.Due {
	s := Of(v)
	switch {
	case s.Phase == PhaseDraft && !s.From.IsZero():
		return []bot.Due{{Key: s.due("open"), At: s.From, Call: bot.Do("ballot begin")}}
	case s.Phase == PhaseOpen && !s.ClosesAt.IsZero():
		return []bot.Due{{Key: s.due("close"), At: s.ClosesAt, Call: bot.Do("ballot end")}}
	case s.Phase == PhaseClosed && s.gathered():
		return []bot.Due{{Key: s.due("count"), At: s.revealed(), Call: bot.Do("ballot count")}}
	case s.Phase == PhasePublished && !s.reviewAt().IsZero():
		return []bot.Due{{Key: s.due("review"), At: s.reviewAt(), Call: bot.Do("ballot review")}}
	}
	return nil
}

// Rests reports whether time brings nothing more to the ballot: it is over, and no
// outcome of it is to be looked at again.
func Rests(v bot.View) bool {
	_, own := v.Here.Stream.Ballot()
	s := Of(v)
	return !own || s.Phase.Over() && s.reviewAt().IsZero()
}

// due names an occasion; another one whenever the times were changed.
func (s *State) due(what string) string { return "ballot." + what + "." + strconv.Itoa(s.plan) }
