package meeting_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/meeting"
	"magbot/bot/meeting/meetingtest"
)

func TestAClosedMeetingOpensAgainWhenItHasClaimedItsChannels(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Record(one, bot.Actor{}, meeting.Closed{})
	d.Record(bot.WorkStream, bot.Actor{}, meeting.Released{ID: "1"})
	d.Now = d.Now.Add(time.Hour)
	d.Record(bot.WorkStream, bot.Actor{Person: "sec"}, meeting.Claimed{
		ID: "1", Places: []bot.Place{meetingtest.Channel()}, By: "sec", Again: true, Reason: bot.Write("sec", "Item 3 was forgotten"),
	})
	d.Forward(one, bot.Do("meeting opened"))
	d.Forward(one, bot.Do("meeting opened")) // sent twice, opened once
	s := of(d)
	if !s.IsOpen() || len(s.Sittings) != 2 || s.Sittings[1].Reason.Text != "Item 3 was forgotten" || s.Sittings[1].By != "sec" {
		t.Errorf("sittings: %+v", s.Sittings)
	}
	if !s.IsPresent("sec") || s.IsPresent("chair") {
		t.Error("who opened it is here, and nobody else an hour later")
	}
	i := slices.IndexFunc(d.Effects, func(e bot.Effect) bool { return e.Show == "meeting.reopened" })
	if i < 0 {
		t.Fatal("nobody is told")
	}
	if said := d.Show(one, "", d.Effects[i]); !strings.HasPrefix(said, "# Virtual Meeting XIV goes on\n") || !strings.Contains(said, "> Item 3 was forgotten") {
		t.Error(said)
	}
}

func TestAMeetingThatHoldsNoChannelsDoesNotOpen(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	decision, err := d.Press("", bot.Do("meeting opened"))
	if err == nil || len(decision.Events) > 0 {
		t.Errorf("opened by nobody: %v", decision)
	}
	if of(d).IsOpen() {
		t.Error("open")
	}
}

func TestInAnArchiveAMeetingOpensWhereItIsRead(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Archive = true
	d.Must("gov1", "meeting opened")
	if s := of(d); !s.IsOpen() || s.Sittings[0].By != "gov1" || len(s.Places) != 1 {
		t.Errorf("meeting: %+v", s)
	}
	if again := d.Must("gov1", "meeting opened"); len(again.Events) != 0 {
		t.Error("opened twice")
	}
}
