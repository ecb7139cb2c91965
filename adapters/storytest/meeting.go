package storytest

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// atOnce are the members who say themselves that they are here, each in the
// way they like.
var atOnce = []string{"gov1", "gov2", "gov4", "gov5", "cs1", "cs2", "cs3", "ps1", "ps2", "tech1", "tech2", "igo1", "obs1"}

// opening: the Secretariat opens for the Chair, who is late, takes the chair
// and gives it back; who is on the phone is entered by the Secretariat.
func (s *story) opening() {
	s.until(0)
	s.refused("cs1", "/mag meeting open", "Only the Chair or the Secretariat")
	s.says(sec, "/mag meeting open")
	s.channelShows(meetingTitle+" is open", "Nobody holds the chair yet", government, "https://meet.example.org/xiv")
	s.says(sec, "/mag meeting hand-over "+named(sec).name)
	s.channelShows(named(sec).name + " holds the chair")
	for i, who := range atOnce {
		switch i % 3 {
		case 0:
			s.says(who, "present+", "Welcome")
		case 1:
			s.press(who, "I am here", "Welcome")
		default:
			s.says(who, "/mag present add", "Welcome")
		}
	}
	s.refused("cs1", "present+ ps3", "of yourself only")
	s.says(sec, "present+ ps3", named("ps3").name)
	s.says(sec, `/mag guest add "Dana Novak" group: `+society, "Dana Novak")

	s.stage.Advance(s.T, 6*time.Minute)
	s.says(chair, "present+", "Welcome")
	s.says(sec, "/mag meeting hand-over "+named(chair).name)
	s.channelShows(named(chair).name+" holds the chair now", named(sec).name)
	s.told(chair, "You hold the chair")
	s.onlyTold("Your desk", chair, sec)
	a := s.asks("gov5", "/mag attendance", named("gov3").name, "Dana Novak", "entered by "+named(sec).name)
	s.holds("attendance", a.Text, "Regrets")
}

// firstItem: an item is taken and closed; the next is taken by two who press at
// once, in one step.
func (s *story) firstItem() {
	s.refused("gov1", "/mag item take 1", "Only the Chair or the Secretariat")
	s.says(chair, "/mag item take next", itemTitles[0])
	s.channelShows("Item 1 of 4", itemTitles[0], "for decision")
	s.stage.Advance(s.T, 2*time.Minute)
	s.adoptedByCount()
	s.says(chair, "close this item", itemTitles[0])
	next := s.button("cs1", "Take up item 2")
	if a := s.do("cs1", Press{Button: next}); !a.Refused {
		s.fail("a member took an item up: %s", a.Text)
	}
	s.together(chair, Press{Button: next}, sec, Press{Button: next})
	s.channelShows("Item 2 of 4", itemTitles[1])
	s.channelHides("Item 3 of 4")
}

// firstDecision is what the first item is about.
const firstDecision = "The agenda is adopted as it was published."

// adoptedByCount: the Chair counts to six; an objection stops it where
// everybody sees it; answered, it is counted to the end, the bot says what is so
// and the Chair, nobody else, says what was agreed.
func (s *story) adoptedByCount() {
	s.refused("cs1", "/mag consensus count "+firstDecision, "Only the Chair or the Secretariat")
	s.says(chair, "/mag consensus count "+firstDecision, "I count to 6 on proposal 1")
	s.channelShows("Slow count on proposal 1", firstDecision, "Silence of those present counts as no objection")
	s.counts(2)
	s.channelShows("Slow count on proposal 1", "1 · 2 · 3")
	s.says("ps2", "-1 because it was published late", "Your objection is number 1")
	s.channelShows("Slow count on proposal 1 · stopped", "Stopped at 3 of 6: "+named("ps2").name)
	s.counts(6)
	s.channelHides("Counted to 6")
	s.says(chair, "/mag proposal answer 1 It was; it will not be again.", "its author is told")
	s.says("ps2", "/mag proposal withdraw-objection 1", "taken back")
	s.says("ps2", "+1", "counted")
	s.press(chair, "Count again", "I count to 6 again, from one")
	s.counts(6)
	s.channelShows("Counted to 6 on proposal 1", "No objection from 13 present", "Absent: 3.")
	s.refused("cs1", "/mag consensus designate full", "Only the Chair")
	s.refused(sec, "/mag consensus designate full", "Only the Chair")
	s.press(chair, "Full consensus", "Full consensus", "can contest it")
	s.channelShows("Proposal 1: Full consensus", firstDecision)
	s.channelShows("Proposal 1, wording 1: resolution 1")
}

// counts lets a slow count go on for so many steps.
func (s *story) counts(steps int) {
	for range steps {
		s.stage.Advance(s.T, 5*time.Second)
	}
}

// together lets two people act at the same moment; neither is refused.
func (s *story) together(one string, first Act, other string, second Act) {
	s.Helper()
	var wait sync.WaitGroup
	for who, act := range map[string]Act{one: first, other: second} {
		wait.Go(func() {
			if a := s.do(who, act); a.Refused {
				s.fail("%s was refused: %s", who, a.Text)
			}
		})
	}
	wait.Wait()
}

// asked is the order in which nine people ask for the floor.
var asked = []string{"gov1", "gov2", "gov4", "tech2", "cs2", "cs1", "ps1", "ps2", "obs1"}

// queue: nine ask, three of them twice; one client sends its press three times;
// the closed queue still takes a point of order.
func (s *story) queue() {
	s.says("gov1", "q+ to say what it costs", "on the queue")
	s.says("gov2", "q+", "on the queue")
	s.press("gov4", "Ask for the floor", "on the queue")
	s.says("tech2", "q+ to speak about bandwidth")
	ask := s.button("cs2", "Ask for the floor")
	s.accepted("cs2", "three presses", s.do("cs2", Press{Button: ask, Times: 3}), nil)
	s.says("cs1", "q+ about captions")
	s.says("ps1", "q+ to ask who pays")
	s.says("ps2", "q+")
	s.says("obs1", "q+ for those who watch")
	for _, again := range []string{"gov1", "cs1", "ps1"} {
		s.says(again, "q+ to say it better", "keep your place")
	}
	if got := s.queued(); !slices.Equal(got, asked) {
		s.fail("the queue is %v, not %v", got, asked)
	}
	s.channelShows("Waiting", "it better”", "first time today")
	s.channelHides("what it costs")
	if a := s.says("gov5", "q?", named("obs1").name); a.Form != nil {
		s.fail("a question opened a form")
	}

	s.refused("gov5", "/mag queue close", "Only the Chair or the Secretariat")
	s.press(chair, "Close the queue", "closed")
	s.refused("gov5", "q+ to speak too", "The queue is closed", "point of order")
	s.says("igo1", "q+ point of order", "stands first")
	if got := s.queued(); len(got) != 10 || got[0] != "igo1" {
		s.fail("the point of order does not stand first: %v", got)
	}
	s.told(chair, "Next, if you agree: "+named("igo1").name, "A point of order goes first")
	s.onlyTold("Next, if you agree", chair)
}

// turns: two presses call one person, two who say "done" end one turn, the
// speaker alone is warned, the suggestion follows the balance, and the bot is
// killed while somebody speaks.
func (s *story) turns() {
	call := s.button(chair, "Call "+named("igo1").name)
	s.accepted(chair, "call", s.do(chair, Press{Button: call, Times: 2}), []string{named("igo1").name})
	s.accepted(chair, "the same button again", s.do(chair, Press{Button: call}), []string{"Nothing was changed"})
	s.stage.Advance(s.T, 30*time.Second)
	done := s.button("igo1", "I am done")
	if a := s.do("cs3", Press{Button: done}); !a.Refused {
		s.fail("somebody else ended a turn: %s", a.Text)
	}
	s.together(chair, Press{Button: done}, "igo1", Press{Button: done})
	s.speaks("nobody")

	s.press(chair, "Call "+named("gov1").name)
	s.told("gov2", "You are next on the queue")
	s.onlyTold("You are next on the queue", "gov1", "gov2")
	s.stage.Advance(s.T, 155*time.Second)
	s.told("gov1", "left. Please come to your point")
	s.onlyTold("left. Please come to your point", "gov1")
	s.stage.Advance(s.T, 35*time.Second)
	s.told("gov1", "are over. Please finish")
	s.channelShows("Speaking", named("gov1").name, "time is over")
	s.says("gov1", "/mag queue done")

	s.told(chair, "Next, if you agree: "+named("tech2").name, "In order of asking it would be "+named("gov2").name, technical+" has had 0 % of the time")
	s.press(chair, "Call "+named("tech2").name)
	s.stage.Advance(s.T, time.Minute)
	before := s.channelShows("Speaking", named("tech2").name, "Waiting").Text
	old := s.button("tech2", "I am done")
	s.stage.Kill(s.T)
	s.stage.Advance(s.T, 30*time.Second)
	if after := s.channelShows("Speaking", named("tech2").name, "Waiting").Text; after != before {
		s.fail("after the bot was killed the queue reads\n%s\nand not\n%s", after, before)
	}
	s.accepted("tech2", "a button from before", s.do("tech2", Press{Button: old}), nil)
	s.speaks("nobody")
	s.told(chair, "Next, if you agree: "+named("cs2").name)
	s.press(chair, "Call "+named("cs2").name)
	s.stage.Advance(s.T, time.Minute)
	s.press("cs2", "I am done")
}

// speaks makes sure who has the floor.
func (s *story) speaks(who string) {
	s.Helper()
	m := s.channelShows("Speaking", "Waiting")
	_, rest, _ := strings.Cut(m.Text, "Speaking")
	line, _, _ := strings.Cut(rest, "\n")
	if !strings.Contains(line, who) {
		s.fail("%q has the floor, not %s", strings.TrimSpace(line), who)
	}
}

// unheard: nobody is passed over more than twice; the Chair alone is told of
// the group that asked and was not called, before the item can be closed.
func (s *story) unheard() {
	s.told(chair, "Next, if you agree: "+named("gov2").name, "first in order of asking")
	s.told(chair, private+" has asked 2 times")
	s.onlyTold(private+" has asked 2 times", chair)
	if n := s.times(chair, private+" has asked 2 times"); n != 1 {
		s.fail("the Chair was told %d times of a silent group", n)
	}
	s.refused(chair, "/mag item close", "6 people still wait", private, "asked 2 times")
	a := s.refused(sec, "/mag item close", "6 people still wait")
	if strings.Contains(a.Text, private) {
		s.fail("the Secretariat was told what is for the Chair alone: %s", a.Text)
	}

	s.says(chair, "ack ps1", named("ps1").name) // not whom the bot suggests
	s.speaks(named("ps1").name)
	s.stage.Advance(s.T, time.Minute)
	s.says(chair, "/mag queue done")
	s.told(chair, "Next, if you agree: "+named("gov2").name)
	s.press(chair, "Call "+named("gov2").name)
	s.stage.Advance(s.T, 30*time.Second)
	s.says("gov2", "/mag queue yield gov4", named("gov4").name)
	s.speaks(named("gov4").name)
	s.stage.Advance(s.T, 10*time.Second)
	s.says("gov4", "/mag queue done")
	s.says("ps2", "q-", "no longer on the queue")
	s.told(chair, "Next, if you agree: "+named("cs1").name)
	s.says(chair, "ack next", named("cs1").name)
	s.stage.Advance(s.T, 20*time.Second)
	s.press("cs1", "I am done")
	s.says(chair, "q- obs1")
	s.press(chair, "Open the queue")
	if got := s.queued(); len(got) != 0 {
		s.fail("somebody still waits: %v", got)
	}
	s.asks(chair, "/mag balance", government, society, private, technical, "can be chance", "asked")
	s.onlyTold("can be chance")
	if b := s.do("cs2", Line{Text: "/mag balance", Private: true}); !b.Refused {
		s.fail("a member was shown the balance: %s", b.Text)
	}
}
