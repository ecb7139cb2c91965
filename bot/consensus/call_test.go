package consensus_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/consensus"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/roster"
)

func TestWhoIsAskedIsFrozenAtTheOpening(t *testing.T) {
	d := opened(t)
	var asked []bot.PersonID
	for _, e := range d.one(t).Asked {
		asked = append(asked, e.Person)
	}
	if !slices.Equal(asked, members) {
		t.Fatalf("asked are %v: not the chair, the Secretariat or an observer", asked)
	}
	name := bot.Write("new1", "new1")
	d.Record(bot.CommunityStream, bot.Actor{Self: bot.ByCommand},
		roster.PersonAdded{Person: "new1", Facts: roster.Facts{Name: &name, Roles: []roster.Tenure{{Role: bot.RoleMember}}}})
	d.Refused("consensus.not-asked", "new1", "consensus no-objection", "call", "1")
	d.Refused("consensus.not-asked", "obs1", "consensus object", "call", "1", "reason", "I watch")
	d.Refused("consensus.not-asked", "chair", "consensus no-objection")
	view := d.View("consensus/1", "")
	holds(t, d.shown(t, consensus.ShowOpened, "consensus/1", ""), "Consensus call 1 is open. It asks 5 people", "head is "+view.Here.Head)
	if view.Here.Head == "" {
		t.Error("the record has no head")
	}
	if d.one(t).Stream != "consensus/1" {
		t.Errorf("it is kept in %s", d.one(t).Stream)
	}
}

func TestWhoMayBeAsked(t *testing.T) {
	for _, c := range []struct {
		rule string
		args []string
		want []bot.PersonID
	}{
		{"members of some groups alone", []string{"groups", "civil society, TECHNICAL community"}, []bot.PersonID{"cs1", "cs2", "tech1"}},
		{"people who are named, an observer only so", []string{"people", "obs1, cs1"}, []bot.PersonID{"obs1", "cs1"}},
		{"never whoever holds the chair", []string{"people", "chair, cs1"}, []bot.PersonID{"cs1"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var asked []bot.PersonID
			for _, e := range opened(t, c.args...).one(t).Asked {
				asked = append(asked, e.Person)
			}
			if !slices.Equal(asked, c.want) {
				t.Errorf("asked are %v, not %v", asked, c.want)
			}
		})
	}
}

func TestWhatACallIsRefusedFor(t *testing.T) {
	for _, c := range []struct {
		rule, key string
		who       bot.PersonID
		args      []string
	}{
		{"only who leads opens one", "command.not-allowed.leads", "cs1", []string{"until", "+1d", "text", "x"}},
		{"its end lies ahead", "consensus.too-soon", "chair", []string{"until", "2028-02-01 10:00", "text", "x"}},
		{"its end is not years away", "consensus.too-late", "chair", []string{"until", "2029-02-01 10:00", "text", "x"}},
		{"a group is one of the roster's", "consensus.no-such-group", "chair", []string{"until", "+1d", "text", "x", "groups", "Sailors"}},
		{"there is somebody to ask", "consensus.nobody-to-ask", "chair", []string{"until", "+1d", "text", "x", "people", "chair"}},
		{"who is recused is asked otherwise", "consensus.recused-not-asked", "chair", []string{"until", "+1d", "text", "x", "recused", "obs1"}},
		{"a level can be contested for a while", "consensus.contest-window", "chair", []string{"until", "+1d", "text", "x", "contest", "1m"}},
	} {
		t.Run(c.rule, func(t *testing.T) { newDesk(t).Refused(c.key, c.who, "consensus open", c.args...) })
	}
}

func TestAnswersAreOpenAndTheLastCounts(t *testing.T) {
	d := opened(t)
	d.Must("gov1", "consensus no-objection")
	d.Must("gov1", "consensus no-objection") // twice is once
	d.Must("gov1", "consensus object", "reason", "Annex B is missing")
	d.Must("cs1", "consensus recuse", "reason", "I wrote it")
	m := d.shown(t, consensus.ShowCall, "consensus/1", "")
	holds(t, m, "Consensus call 1 · open", "2028-03-04 12:00Z", "No objection 0 · Object 1 · Recused 1 · Not heard from 3: Civil Society 1, Government 1, Technical Community 1", "Objection 1 (open) gov1 (Government): “Annex B is missing”",
		"Answers are open: everybody sees who said what", "Silence is reported as silence", "The Chair says what was agreed", "can be contested for 3 d.",
		"[No objection] consensus no-objection call=#1 wording=1")
	page := d.Reply(d.Must("obs1", "consensus show", "call", "1").Reply)
	holds(t, page, "gov1 (Government): objects “Annex B is missing”", "cs1 (Civil Society): not my call “I wrote it”",
		"| Government | 0 | 1 | 0 | 1 |", "| Civil Society | 0 | 0 | 1 | 1 |", "| All 5 asked | 0 | 1 | 1 | 3 |", "file: consensus-call-1.txt")
	sum := d.one(t).Standing(d.View("consensus/1", "")).Sum()
	if sum.Base() != 4 {
		t.Errorf("the base is %d: who is recused lies outside", sum.Base())
	}
}

func TestAnObjectionHasALifeOfItsOwn(t *testing.T) {
	d := opened(t)
	d.Must("cs1", "consensus object", "reason", "too soon")
	d.Must("cs1", "consensus object", "reason", "too soon, by a month") // renews the same
	if n := len(d.one(t).Objections); n != 1 {
		t.Fatalf("%d objections", n)
	}
	refused := d.Must("cs1", "consensus no-objection")
	if !refused.Reply.Refused || len(refused.Events) > 0 {
		t.Fatal("an objection was passed over")
	}
	holds(t, d.Reply(refused.Reply), "Your objection 1 still stands", "[Take objection 1 back] consensus withdraw-objection call=#1 objection=1")
	d.Refused("consensus.not-yours-to-answer", "gov2", "consensus answer", "objection", "1", "text", "no")
	d.Refused("consensus.not-your-objection", "gov2", "consensus withdraw-objection", "objection", "1")
	d.Refused("consensus.no-such-objection", "chair", "consensus answer", "objection", "7", "text", "no")
	d.Must("chair", "consensus answer", "objection", "1", "text", "In June, then.")
	holds(t, d.shown(t, consensus.ShowAnswered, "consensus/1", "cs1"), "Your objection 1 to consensus call 1 was answered", "In June, then.", "It still stands")
	d.Must("cs1", "consensus sustain", "objection", "1", "text", "July!")
	if got := d.one(t).Open(); !slices.Equal(got, []int{1}) {
		t.Errorf("open are %v", got)
	}
	holds(t, d.shown(t, consensus.ShowCall, "consensus/1", ""), "Objection 1 (stands after the answer)", "Answer to 1, chair: “In June, then.”", "cs1 says that objection 1 still stands: “July!”")
	again := d.Must("chair", "consensus answer", "objection", "1", "text", "In July, then.")
	holds(t, d.Reply(again.Reply), "It stands until they take it back")
	if got := d.one(t).Open(); !slices.Equal(got, []int{1}) {
		t.Errorf("after another answer open are %v", got)
	}
	holds(t, d.shown(t, consensus.ShowAnswered, "consensus/1", "cs1"), "In July, then.", "It still stands")
	if text := d.shown(t, consensus.ShowCall, "consensus/1", ""); strings.Index(text, "“July!”") > strings.Index(text, "In July, then.") {
		t.Errorf("what was said is not in the order of time:\n%s", text)
	}
	d.Must("cs1", "consensus withdraw-objection", "objection", "1")
	if got := d.one(t).Heard("cs1"); got != consensus.NoObjection {
		t.Errorf("who took the objection back is counted as %q", got)
	}
	holds(t, d.shown(t, consensus.ShowCall, "consensus/1", ""), "Objection 1 (taken back)")
}

func TestANewWordingIsAskedAfresh(t *testing.T) {
	d := opened(t, "recused", "tech1")
	d.Must("gov1", "consensus no-objection", "wording", "1")
	d.Must("cs1", "consensus object", "reason", "June is too soon", "wording", "1")
	d.Now = d.Now.Add(2 * 24 * time.Hour)
	d.Refused("consensus.not-yours", "gov2", "consensus reword", "text", "The MAG adopts version 4.")
	d.Refused("consensus.reword-time", "chair", "consensus reword", "text", "Version 4.", "until", "+1d")
	d.Must("chair", "consensus reword", "text", "The MAG adopts version 4.", "wording", "1")
	c := d.one(t)
	if want := d.Now.Add(72 * time.Hour); !c.Until.Equal(want) {
		t.Errorf("until %s and not as long as the first wording", c.Until)
	}
	if c.Heard("gov1") != consensus.Nothing || c.Heard("tech1") != consensus.NotMyCall {
		t.Errorf("gov1 %q, tech1 %q", c.Heard("gov1"), c.Heard("tech1"))
	}
	d.Refused("consensus.wording-changed", "gov2", "consensus no-objection", "wording", "1")
	holds(t, d.shown(t, consensus.ShowReworded, "consensus/1", ""), "its 2", "version 4")
	holds(t, d.shown(t, consensus.ShowCall, "consensus/1", ""), "version 4", "This is wording 2", "Objection 1 (open)", "June is too soon")
	holds(t, d.Reply(d.Must("gov1", "consensus show").Reply), "version 3", "version 4", "wording 1, chair", "tech1 (Technical Community): not my call, said before the opening")
	d.Must("tech1", "consensus no-objection") // one's own word goes before
	if d.one(t).Heard("tech1") != consensus.NoObjection {
		t.Error("the own word of who was recused does not count")
	}
}

func TestTimeIsPromised(t *testing.T) {
	d := opened(t)
	d.Refused("consensus.not-later", "chair", "consensus extend", "until", "+1d", "reason", "x")
	d.Must("chair", "consensus extend", "until", "+5d", "reason", "A holiday")
	holds(t, d.shown(t, consensus.ShowExtended, "consensus/1", ""), "more time", "2028-03-06 12:00Z", "A holiday")
	d.Refused("consensus.not-yet", "chair", "consensus close")
	for _, p := range members {
		d.Must(p, "consensus no-objection")
	}
	d.Must("chair", "consensus close")
	before := len(d.Log("consensus/1"))
	d.Must("sec", "consensus close") // the second press says so and changes nothing
	d.RunTo(d.Now.Add(6 * 24 * time.Hour))
	if n := len(d.Log("consensus/1")); n != before {
		t.Errorf("it was closed %d times more", n-before)
	}
	closing := d.View("consensus/1", "")
	holds(t, d.shown(t, consensus.ShowClosed, "consensus/1", ""), "Consensus call 1 is closed", "Said that they have no objection: 5; not heard from: 0", "records; head "+closing.Here.Head)
}

func TestTheClockClosesAndSaysWhatIsSo(t *testing.T) {
	for _, c := range []struct {
		rule string
		args []string
		want string
	}{
		{"silence is reported", nil, "Nobody objects. Said that they have no objection: 1; not heard from: 4. 2 groups were not heard at all: Civil Society, Technical Community."},
		{"silence counts where the call says so", []string{"silence", "counts"}, "No objection from 5 asked (1 said so, 4 silent). 2 groups were not heard at all: Civil Society, Technical Community."},
	} {
		t.Run(c.rule, func(t *testing.T) {
			d := opened(t, c.args...)
			d.Must("gov1", "consensus no-objection")
			d.RunTo(d.Now.Add(3*24*time.Hour - time.Second))
			if d.one(t).Phase != consensus.PhaseOpen {
				t.Fatal("it closed too early")
			}
			d.RunTo(d.Now.Add(2 * time.Second))
			holds(t, d.shown(t, consensus.ShowClosed, "consensus/1", ""), c.want)
			lacks(t, d.shown(t, consensus.ShowCall, "consensus/1", ""), "[No objection]")
			d.Refused("consensus.not-asking", "gov2", "consensus no-objection")
			holds(t, d.shown(t, consensus.ShowChair, "consensus/1", "chair"), "[Full consensus] consensus designate call=#1 level=full", "[Divergence]")
		})
	}
}

func TestACallIsTakenBackWithAReason(t *testing.T) {
	d := opened(t)
	d.Must("chair", "consensus withdraw", "reason", "The text was the wrong one")
	d.Must("sec", "consensus withdraw", "reason", "again")
	holds(t, d.shown(t, consensus.ShowWithdrawn, "consensus/1", ""), "taken back", "The text was the wrong one")
	d.RunTo(d.Now.Add(10 * 24 * time.Hour))
	if k := d.Kinds("consensus/1"); len(k) != 2 {
		t.Errorf("after it was taken back: %v", k)
	}
	d.Refused("consensus.over", "chair", "consensus designate", "level", "full")
	if !consensus.Rests(d.View("consensus/1", "")) {
		t.Error("it does not rest")
	}
}

func closed(t meetingtest.TB) desk {
	t.Helper()
	d := opened(t)
	d.Must("cs1", "consensus object", "reason", "too soon")
	d.Must("gov1", "consensus no-objection")
	d.RunTo(d.Now.Add(3 * 24 * time.Hour))
	return d
}

func TestTheChairDesignatesAndNobodyElse(t *testing.T) {
	d := opened(t)
	d.Refused("consensus.still-asking", "chair", "consensus designate", "level", "consensus")
	d = closed(t)
	d.Refused("command.not-allowed.chair", "sec", "consensus designate", "level", "consensus")
	d.Refused("command.not-allowed.chair", "cs1", "consensus designate", "level", "consensus")
	d.Refused("consensus.nothing-to-contest", "cs1", "consensus contest", "reason", "no")
	asked := d.Must("chair", "consensus designate", "level", "full", "note", "I heard you all.")
	if !asked.Reply.Refused || len(asked.Events) > 0 {
		t.Fatal("full consensus was recorded over an objection")
	}
	holds(t, d.Reply(asked.Reply), "One person objects", "[Full consensus all the same] consensus designate call=#1 level=full note=I heard you all. really=yes")
	d.Must("chair", "consensus designate", "level", "consensus", "note", "One objection, on the date.")
	d.Must("chair", "consensus designate", "level", "consensus")
	d.Refused("consensus.designated-before", "chair", "consensus designate", "level", "divergence")
	d.Must("cs1", "consensus minority", "statement", "We would have waited.")
	d.Must("cs1", "consensus minority", "statement", "We would have waited for June.")
	d.Refused("consensus.not-asked", "obs1", "consensus minority", "statement", "me too")
	m := d.shown(t, consensus.ShowOutcome, "consensus/1", "")
	holds(t, m, "Consensus call 1: Consensus", "designated by chair. “One objection, on the date.”", "One person objects",
		"Minority statement of cs1 (Civil Society): “We would have waited for June.”", "contest it until 2028-03-07 12:00Z", "[Contest the level …]")
	lacks(t, m, "“We would have waited.”")
	d.Must("cs1", "consensus withdraw-minority")
	d.Refused("consensus.no-minority", "cs1", "consensus withdraw-minority")
	d.RunTo(d.Now.Add(72 * time.Hour))
	holds(t, d.shown(t, consensus.ShowSettled, "consensus/1", ""), "Consensus call 1 is settled: Consensus", "head")
	d.Refused("consensus.over", "cs1", "consensus contest", "reason", "late")
	d.Refused("consensus.over", "cs1", "consensus minority", "statement", "late")
}

func TestAContestIsAnsweredBeforeTheCallIsSettled(t *testing.T) {
	d := closed(t)
	d.Must("chair", "consensus designate", "level", "consensus")
	d.Must("cs1", "consensus contest", "reason", "Two of us objected")
	d.Must("cs1", "consensus contest", "reason", "Two of us objected") // once
	d.Refused("consensus.contest-pending", "cs1", "consensus contest", "reason", "and more")
	d.Must("cs2", "consensus contest", "reason", "It was not asked in June")
	d.Refused("command.not-allowed.chair", "sec", "consensus answer-contest", "contest", "1", "outcome", "kept", "text", "no")
	d.Refused("consensus.no-such-contest", "chair", "consensus answer-contest", "contest", "9", "outcome", "kept", "text", "no")
	d.RunTo(d.Now.Add(80 * time.Hour))
	if d.one(t).Phase != consensus.PhaseOutcome {
		t.Fatal("it was settled over contests that nobody answered")
	}
	d.Refused("consensus.contest-over", "gov1", "consensus contest", "reason", "late")
	d.Must("chair", "consensus answer-contest", "contest", "1", "outcome", "strong", "text", "You are right.")
	holds(t, d.shown(t, consensus.ShowContestAnswered, "consensus/1", "cs1"), "Your contest 1", "another level is designated", "You are right.")
	m := d.shown(t, consensus.ShowOutcome, "consensus/1", "")
	holds(t, m, "Consensus call 1: Strong support but significant opposition", "Consensus, designated by chair", "Contest 2, cs2 (Civil Society): “It was not asked in June”")
	d.RunTo(d.Now.Add(100 * time.Hour))
	if d.one(t).Phase != consensus.PhaseOutcome {
		t.Fatal("it was settled over contest 2")
	}
	d.Must("chair", "consensus answer-contest", "contest", "2", "outcome", "kept", "text", "It was, on 1 March.")
	d.Must("chair", "consensus answer-contest", "contest", "2", "outcome", "kept", "text", "It was, on 1 March.")
	d.Clock()
	if d.one(t).Phase != consensus.PhaseSettled {
		t.Error("it is not settled")
	}
}

// What is asked at the first designation is asked when a contest is answered with it.
func TestFullConsensusAsTheAnswerToAContestIsAskedAboutOnceMore(t *testing.T) {
	d := closed(t)
	d.Must("chair", "consensus designate", "level", "consensus")
	d.Must("gov1", "consensus contest", "reason", "Nobody meant it")
	answer := []string{"contest", "1", "outcome", "full", "text", "So it was."}
	asked := d.Must("chair", "consensus answer-contest", answer...)
	if !asked.Reply.Refused || len(asked.Events) > 0 {
		t.Fatal("full consensus was recorded over an objection")
	}
	holds(t, d.Reply(asked.Reply), "One person objects",
		"[Full consensus all the same] consensus answer-contest call=#1 contest=1 outcome=full really=yes text=So it was.")
	if now, _ := d.one(t).Level(); now.Level != consensus.Consensus {
		t.Errorf("it is %s", now.Level)
	}
	d.Must("chair", "consensus answer-contest", append(answer, "really", "yes")...)
	if now, _ := d.one(t).Level(); now.Level != consensus.Full {
		t.Errorf("said twice, it is %s", now.Level)
	}
}

func TestOneIsMeantWhereNoneIsNamed(t *testing.T) {
	d := newDesk(t)
	d.Refused("consensus.none", "cs1", "consensus show")
	d = opened(t)
	d.Must("chair", "consensus open", "until", "+3d", "text", "Another.")
	d.Refused("consensus.several", "cs1", "consensus no-objection")
	d.Refused("consensus.no-such", "cs1", "consensus no-objection", "call", "7")
	d.Refused("consensus.no-such", "cs1", "consensus no-objection", "call", "3.1")
	d.Refused("consensus.name-unread", "cs1", "consensus no-objection", "call", "the first")
	d.Must("cs1", "consensus no-objection", "call", "#2")
	holds(t, d.Reply(d.Must("cs1", "consensus list").Reply), "| 2 | open | Another. |", "| 1 | open | The MAG adopts version 3. |")
}
