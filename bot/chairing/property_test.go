package chairing_test

import (
	"reflect"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/chairing"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
)

func openActions(r *room) []action.Action { return action.Open(r.Here()) }

// move draws one call that somebody may make, right or wrong.
func move(t *rapid.T) (who bot.PersonID, path string, args []string) {
	who = rapid.SampledFrom([]bot.PersonID{"chair1", "sec1", "gov1", "gov2", "cs1", "cs2", "ps1", "obs1"}).Draw(t, "who")
	n := strconv.Itoa(rapid.IntRange(0, 5).Draw(t, "number"))
	text := rapid.SampledFrom([]string{"We meet in June", "we meet in june!", "We meet in July", "Evaluation", "Another thing"}).Draw(t, "text")
	flag := rapid.SampledFrom([]string{"yes", "no"}).Draw(t, "really")
	stance := rapid.SampledFrom([]string{"+1", "0", "-1", "+0.5"}).Draw(t, "stance")
	all := [][]string{
		{"item take", "item", "next", "really", flag},
		{"item take", "item", n, "really", flag},
		{"item take", "item", "next", "after", n},
		{"item close", "really", flag},
		{"item skip", "really", flag},
		{"item reopen", "item", n, "reason", text, "really", flag},
		{"item time", "duration", n},
		{"item drop", "item", n, "reason", text},
		{"topic", "title", text, "really", flag},
		{"subtopic", "title", text},
		{"meeting close", "really", flag},
		{"meeting reopen", "reason", text},
		{"record undo", "reason", text},
		{"record off"},
		{"record on"},
		{"queue add"},
		{"queue call", "next", "yes"},
		{"queue done"},
		{"queue close"},
		{"queue open"},
		{"queue remove"},
		{"proposal make", "text", text},
		{"proposal reword", "text", text},
		{"proposal say", "stance", stance},
		{"proposal say", "stance", stance, "reason", text},
		{"proposal object", "reason", text, "proposal", n, "wording", "1"},
		{"proposal answer", "objection", n, "text", text},
		{"proposal withdraw-objection", "objection", n},
		{"proposal sustain", "objection", n},
		{"proposal resolve"},
		{"proposal resolve", "text", text},
		{"proposal reject", "text", text},
		{"proposal close"},
		{"proposal show"},
		{"status"},
		{"vote start", "question", text, "options", "a, b, " + n},
		{"vote cast", "choice", n},
		{"vote cast", "choice", "a"},
		{"vote end"},
		{"action add", "text", text, "owners", string(who)},
		{"action done", "action", n},
		{"action change", "action", n, "due", "+3d", "reason", text},
		{"action drop", "action", n, "reason", text},
		{"action show"},
	}
	call := rapid.SampledFrom(all).Draw(t, "call")
	return who, call[0], call[1:]
}

// Any order of calls keeps what the rules promise, and the records alone give
// the state.
func TestAnyOrderOfCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := openRoom(t)
		for range rapid.IntRange(1, 40).Draw(t, "calls") {
			who, path, args := move(t)
			r.Wait(time.Duration(rapid.IntRange(0, 300).Draw(t, "seconds")) * time.Second)
			_, err := r.Call(r.StreamOf(path), bot.Actor{Person: who}, path, args...)
			_ = err // refused or not: what holds is looked at below
			invariants(t, r)
		}
		r.SameFold(here)
		r.SameFold(bot.WorkStream)
	})
}

func invariants(t *rapid.T, r *room) {
	v := r.Here()
	current := 0
	for _, i := range agenda.Of(v).Items {
		if i.State == agenda.ItemCurrent {
			current++
		}
	}
	if current > 1 {
		t.Fatalf("%d items are current", current)
	}
	s := proposal.Of(v)
	open := 0
	for _, p := range s.Proposals {
		if p.Outcome == proposal.Pending {
			open++
		}
		for _, w := range p.Wordings {
			counted := map[bot.PersonID]bool{}
			for _, said := range w.Stances() {
				if counted[said.Person] {
					t.Fatalf("%s counts twice on wording %d of proposal %d", said.Person, w.Number, p.Number)
				}
				counted[said.Person] = true
			}
		}
	}
	if open > 1 {
		t.Fatalf("%d proposals are open", open)
	}
	for i, o := range s.Objections {
		if o.Number != i+1 || o.Reason.IsZero() || o.By == "" {
			t.Fatalf("objection %+v", o)
		}
	}
	for _, vote := range s.Votes {
		voted := map[bot.PersonID]bool{}
		for _, c := range vote.Choices() {
			if voted[c.Person] {
				t.Fatalf("%s voted twice", c.Person)
			}
			voted[c.Person] = true
		}
	}
	recorded := len(action.Of(v).Items)
	kept := 0
	for _, a := range action.WorkOf(v).Actions {
		if a.State != action.TakenBack {
			kept++
		}
	}
	if recorded != kept {
		t.Fatalf("the meeting recorded %d actions, the community keeps %d", recorded, kept)
	}
}

// A step that is taken back has never happened, as far as the state goes.
func TestUndoneIsAsIfItHadNeverHappened(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := openRoom(t)
		for range rapid.IntRange(1, 25).Draw(t, "calls") {
			who, path, args := move(t)
			before := r.Refold(here)
			version := before.Version
			if _, err := r.Call(r.StreamOf(path), bot.Actor{Person: who}, path, args...); err != nil || r.State(here).Version != version+1 {
				continue
			}
			step, ok := chairing.Of(r.Here()).Last()
			if !ok || step.Version != version+1 || path == "record undo" || !meeting.Of(r.Here()).IsOpen() {
				continue
			}
			if _, err := r.Call(here, bot.Actor{Person: "sec1"}, "record undo", "reason", "a slip", "step", strconv.FormatUint(step.Version, 10)); err != nil {
				t.Fatalf("undo of %s: %v", path, err)
			}
			then, now := r.Here(), r.Here()
			then.Here = before
			for name, pair := range map[string][2]any{
				"agenda":   {agenda.Of(then), agenda.Of(now)},
				"proposal": {proposal.Of(then), proposal.Of(now)},
				"action":   {action.Of(then), action.Of(now)},
				"steps":    {chairing.Of(then).Steps(), chairing.Of(now).Steps()},
			} {
				if !reflect.DeepEqual(pair[0], pair[1]) {
					t.Fatalf("%s of %s %v: before %+v, after undo %+v", name, path, args, pair[0], pair[1])
				}
			}
		}
	})
}

// A stance never counts without an open proposal, whatever came before.
func TestNoStanceWithoutAnOpenProposal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := openRoom(t)
		for range rapid.IntRange(0, 20).Draw(t, "calls") {
			who, path, args := move(t)
			_, err := r.Call(r.StreamOf(path), bot.Actor{Person: who}, path, args...)
			_ = err // refused or not: the state decides below
		}
		if _, open := proposal.Of(r.Here()).Open(); open {
			return
		}
		version := r.State(here).Version
		reply, err := r.Call(here, bot.Actor{Person: "gov1"}, "proposal say", "stance", "+1")
		if err != nil || !reply.Ignored || r.State(here).Version != version {
			t.Fatalf("reply %+v, %v", reply, err)
		}
	})
}
