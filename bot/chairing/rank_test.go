package chairing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/chairing"
	"magbot/bot/chat"
	"magbot/bot/floor"
	"magbot/bot/proposal"
)

// ranks gives how high the live messages of a meeting stand in view; what has
// nothing to show is left out.
func (r *room) ranks() map[string]chat.Rank {
	r.T.Helper()
	effects := append(agenda.LiveEffects(), floor.LiveEffects()...)
	effects = append(effects, proposal.Effects(r.View(here, "chair1"))...)
	effects = append(effects, bot.Effect{Do: bot.Live, Key: chairing.ShowDesk, Show: chairing.ShowDesk, To: bot.ToRole(bot.RoleActingChair)})
	ranks := map[string]chat.Rank{}
	for _, e := range effects {
		if m := r.Show(here, e); !m.IsZero() {
			ranks[e.Key] = m.Rank
		}
	}
	return ranks
}

func TestWhatIsDecidedNowStandsAboveWhatIsLedAndWhatIsOverIsOver(t *testing.T) {
	r := openRoom(t)
	r.Does("chair1", "item take", "item", "1")
	r.Does("gov1", "proposal make", "text", "We meet in June.")
	r.Does("gov1", "proposal reword", "text", "We meet in July.")
	want := map[string]chat.Rank{
		"floor.queue": chat.Foremost, "floor.chair": chat.Foremost,
		"proposal.1.1": chat.Over, "proposal.1.2": chat.Pending, "proposal.chair.1": chat.Pending,
		"chairing.desk": chat.Underway, "agenda.items": chat.InView,
	}
	if diff := cmp.Diff(want, r.ranks()); diff != "" {
		t.Errorf("while a proposal is open (-want +got):\n%s", diff)
	}
	r.Does("chair1", "proposal resolve")
	r.Does("chair1", "vote start", "question", "Which week?", "options", "first; second")
	want["proposal.1.2"], want["vote.1"] = chat.Over, chat.Pending
	delete(want, "proposal.chair.1")
	if diff := cmp.Diff(want, r.ranks()); diff != "" {
		t.Errorf("while a straw poll is open (-want +got):\n%s", diff)
	}
	r.Does("chair1", "vote end")
	r.Does("chair1", "meeting close")
	want = map[string]chat.Rank{
		"proposal.1.1": chat.Over, "proposal.1.2": chat.Over, "vote.1": chat.Over, "agenda.items": chat.Over,
		"chairing.desk": chat.InView,
	}
	if diff := cmp.Diff(want, r.ranks()); diff != "" {
		t.Errorf("when the meeting is closed (-want +got):\n%s", diff)
	}
}
