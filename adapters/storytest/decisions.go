package storytest

import (
	"slices"
	"strings"
	"time"
)

// The wordings of the proposal, and what else the meeting writes down.
const (
	firstWording  = "From June on, speakers in the room and online take turns."
	secondWording = "From September on, speakers in the room and online take turns, and the host provides two cameras."
	whyNot        = "the hosts cannot do it before the summer"
	theAnswer     = "We begin in September instead, after the summer."
)

// proposal: stances with one objection; the answer reaches its author alone,
// the wording changes, and a press on the old one does not count for the new.
func (s *story) proposal() {
	s.says("cs1", "+1") // no proposal is open: ordinary talk
	s.says("cs1", "PROPOSAL: "+firstWording, "Proposal 2 is open")
	s.channelShows("Proposal 2", firstWording)
	s.refused("gov5", "PROPOSAL: Something else altogether.", "Proposal 2 is still open")
	s.says("gov2", "+1", "counted", government)
	s.press("tech2", "+1", "counted")
	s.says("cs2", "+1")
	s.says("ps1", "0", "counted", private)
	s.says("obs1", "+1", "shown apart")
	s.says("gov1", "-1 because "+whyNot, "Your objection is number 2")
	s.channelShows("Proposal 2", firstWording, whyNot, named("gov1").name, "Objection 2 (open)")
	s.refused("cs3", "/mag proposal answer 2 I think it is fine.", "Nothing was changed")
	old := s.button("gov2", "+1")
	s.says(chair, "/mag proposal answer 2 "+theAnswer, "its author is told")
	s.told("gov1", "Your objection 2", theAnswer)
	s.says("cs1", "PROPOSAL: "+secondWording, "wording")
	s.channelShows("Proposal 2, wording 2", secondWording)
	if a := s.do("gov2", Press{Button: old}); !a.Refused {
		s.fail("a press on the old wording counted for the new one: %s", a.Text)
	} else {
		s.holds("the old button", a.Text, "wording", "changed")
	}
	for _, who := range []string{"gov1", "gov2", "gov4", "cs2", "tech2", "ps1"} {
		s.says(who, "+1", "counted")
	}
	s.says("ps1", "+1", "counted already")
}

// decision: the Chair says what was agreed, with who is absent named; a wrong
// step is taken back; an action, a correction, two minutes off the record.
func (s *story) decision() {
	s.says("gov1", "/mag proposal withdraw-objection 2", "taken back")
	s.says("igo1", "present-", "Goodbye")
	s.refused("cs2", "RESOLUTION: "+secondWording, "Only the Chair or the Secretariat")
	s.says(chair, "/mag consensus count steps: 3", "I count to 3 on proposal 2")
	s.counts(3)
	s.channelShows("Counted to 3 on proposal 2", secondWording, "No objection from 12 present", "6 said so, 6 silent", "Entirely absent: one group, "+igo)
	s.says(chair, "/mag consensus designate consensus", "Consensus", "can contest it")
	s.channelShows("Proposal 2: Consensus", secondWording, "Entirely absent: one group, "+igo)
	s.channelShows("Proposal 2, wording 2: resolution 2")
	s.says("gov4", "/mag consensus minority We would have begun in June.", "attached")
	s.says("cs2", "/mag consensus contest Two of us could not speak.", "Your contest is number 1")
	s.told(chair, "Two of us could not speak.", named("cs2").name)
	s.says(chair, "/mag consensus answer-contest 1 kept You were both called.", "is told")
	s.told("cs2", "Your contest 1", "the level stands", "You were both called.")
	s.channelShows("Proposal 2: Consensus", "We would have begun in June.", named("gov4").name, "Two of us could not speak.", "You were both called.")

	due := s.stage.Now().AddDate(0, 0, 20).Format("2006-01-02")
	s.says(chair, "ACTION: tech1 to write the rules for hybrid rooms by "+due, due)
	s.channelShows("write the rules for hybrid rooms", named("tech1").name)
	s.told("tech1", "You have an action", "write the rules for hybrid rooms")
	s.onlyTold("You have an action", "tech1")

	s.says("cs3", "#info The pilot room opens in June.", "Noted")
	s.says("cs3", "s/June/July/", "July")

	s.says(chair, "/mag record off", "Off the record")
	s.channelShows("off the record")
	s.refused("cs1", "#info between us, nobody likes the new room", "off the record")
	s.refused("cs1", "PROPOSAL: Not to be written down.", "off the record")
	s.stage.Advance(s.T, 2*time.Minute)
	s.says(chair, "/mag record on", "On the record again")

	s.says(chair, "close this item", itemTitles[1])
	s.says(chair, "/mag item take 4", itemTitles[3])
	s.refused("gov1", "/mag record undo", "Only the Chair or the Secretariat")
	why := s.do(chair, Line{Text: "/mag record undo"})
	s.fill(chair, why, map[string]string{"reason": "Item 3 comes first."}, "Taken back")
	s.channelShows("took back the last step", "Item 3 comes first.")
	s.says(chair, "/mag item take next", itemTitles[2])
	s.channelShows("Item 3 of 4", itemTitles[2])
	if m := s.channelShows("Speaking", "Waiting"); strings.Contains(m.Text, "Item 4") {
		s.fail("what was taken back is still shown:\n%s", m.Text)
	}
	s.says(chair, "/mag item close")
}

// closing: what was not dealt with goes to the next meeting, and the channel
// gets the head of the record.
func (s *story) closing() {
	s.refused("cs1", "/mag meeting close", "Only the Chair or the Secretariat")
	s.says(chair, "/mag meeting close", meetingTitle)
	ended := s.channelShows(meetingTitle+" is closed", itemTitles[3], "head ")
	if !slices.ContainsFunc(strings.Fields(ended.Text), isHash) {
		s.fail("no head of the record stands in:\n%s", ended.Text)
	}
	s.press("gov5", "The minutes", meetingTitle, "Draft")
	s.told("tech1", handedIn[2].title, "waits for the next meeting")
	for _, m := range s.sees("gov1").Channel {
		for _, b := range m.Buttons {
			if b.Label == "Ask for the floor" && strings.Contains(m.Text, "Waiting") {
				s.fail("the queue stands open after the close:\n%s", m.Text)
			}
		}
	}
	s.refused("cs1", "/mag queue add", "not open")
	s.says(chair, "/mag meeting close", "closed already")
}

// isHash reports whether a word is a SHA-256 sum in hexadecimal digits.
func isHash(word string) bool {
	return len(word) == 64 && strings.Trim(word, "0123456789abcdef") == ""
}
