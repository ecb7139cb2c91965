package consensus_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/consensus"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/proposal"
)

// desk is a community with a chair, a Secretariat, members of three groups and
// an observer.
type desk struct{ *meetingtest.Desk }

var members = []bot.PersonID{"gov1", "gov2", "cs1", "cs2", "tech1"}

func newDesk(t meetingtest.TB) desk {
	d := desk{meetingtest.New(t,
		meetingtest.Feature{Events: agenda.Events(), Apply: agenda.Apply, Words: agenda.Words},
		meetingtest.Feature{
			Events: proposal.Events(), Apply: proposal.Apply, Commands: proposal.Commands(), Shows: proposal.Shows(), Words: proposal.Words,
		},
		meetingtest.Feature{
			Events: consensus.Events(), Apply: consensus.Apply, Commands: consensus.Commands(), Shows: consensus.Shows(), Due: consensus.Due,
			Words: consensus.Words,
		},
	)}
	d.Community(
		meetingtest.Person{ID: "chair", Group: "Government", Roles: []bot.Role{bot.RoleChair, bot.RoleMember}},
		meetingtest.Person{ID: "sec", Roles: []bot.Role{bot.RoleSecretariat}},
		meetingtest.Member("gov1", "Government"), meetingtest.Member("gov2", "Government"),
		meetingtest.Member("cs1", "Civil Society"), meetingtest.Member("cs2", "Civil Society"),
		meetingtest.Member("tech1", "Technical Community"),
		meetingtest.Person{ID: "obs1", Roles: []bot.Role{bot.RoleObserver}},
	)
	return d
}

// opened is a desk with consensus call 1 by itself, for three days.
func opened(t meetingtest.TB, more ...string) desk {
	t.Helper()
	d := newDesk(t)
	d.Must("chair", "consensus open", append([]string{"until", "+3d", "text", "The MAG adopts version 3."}, more...)...)
	return d
}

// meets is a desk with an open meeting in which some are present.
func meets(t meetingtest.TB) desk {
	t.Helper()
	d := newDesk(t)
	d.Must("chair", "meeting schedule", "title", "Call XIV", "when", "+1m")
	d.Now = d.Now.Add(time.Minute)
	d.Must("chair", "meeting open")
	for _, p := range []bot.PersonID{"gov1", "gov2", "cs1"} {
		d.Must(p, "present add")
	}
	return d
}

func (d desk) one(t meetingtest.TB) *consensus.Call { return d.first(t, consensus.Stream(1)) }

// first gives call 1 of a stream.
func (d desk) first(t meetingtest.TB, s bot.StreamID) *consensus.Call {
	t.Helper()
	c, ok := consensus.Of(d.View(s, "")).Call(1)
	if !ok {
		t.Fatalf("%s holds no call", s)
	}
	return c
}

// shown writes the newest message of a kind for a reader.
func (d desk) shown(t meetingtest.TB, show string, stream bot.StreamID, who bot.PersonID) string {
	t.Helper()
	for _, e := range slices.Backward(d.Effects) {
		if e.Show == show {
			return d.Show(stream, who, e)
		}
	}
	t.Fatalf("nothing was shown as %s", show)
	return ""
}

func holds(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not in:\n%s", w, text)
		}
	}
}

func lacks(t *testing.T, text string, not ...string) {
	t.Helper()
	for _, w := range not {
		if strings.Contains(text, w) {
			t.Errorf("%q is in:\n%s", w, text)
		}
	}
}
