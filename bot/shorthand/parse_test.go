package shorthand_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"magbot/bot/shorthand"
)

type args = map[string]string

// row is a line and what it asks for; no path means that it is no command.
type row struct {
	line, path string
	args       args
}

func table(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		got, ok := shorthand.Parse(r.line)
		if ok != (r.path != "") {
			t.Errorf("%q: got %+v, %v", r.line, got, ok)
			continue
		}
		if diff := cmp.Diff(shorthand.Command{Path: r.path, Args: r.args}, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", r.line, diff)
		}
	}
}

func TestAskingForTheFloor(t *testing.T) {
	table(t, []row{
		{"q+", "queue add", nil},
		{"Q+", "queue add", nil},
		{"  q+  ", "queue add", nil},
		{"q +", "queue add", nil},
		{"queue+", "queue add", nil},
		{"q+_", "queue add", nil},
		{"q++", "queue add", nil},
		{"q+.", "queue add", nil},
		{"q+ me", "queue add", args{"text": "me"}},
		{"q+ to say hello", "queue add", args{"note": "say hello", "text": "to say hello"}},
		{"q+ me to say hello", "queue add", args{"note": "say hello", "text": "me to say hello"}},
		{"q+ TO ask", "queue add", args{"note": "ask", "text": "TO ask"}},
		{"q+to ask", "queue add", args{"note": "ask", "text": "to ask"}},
		{"q+ : quorum", "queue add", args{"note": "quorum", "text": ": quorum"}},
		{"q+ also to ask", "queue add", args{"note": "ask", "text": "also to ask"}},
		{"q+ about quorum", "queue add", args{"note": "about quorum", "text": "about quorum"}},
		{"q+ re quorum", "queue add", args{"note": "re quorum", "text": "re quorum"}},
		{"q+ re: quorum", "queue add", args{"note": "re: quorum", "text": "re: quorum"}},
		{"q+ regarding quorum", "queue add", args{"note": "regarding quorum", "text": "regarding quorum"}},
		{"q+ on making it pretty", "queue add", args{"note": "on making it pretty", "text": "on making it pretty"}},
		{"q+ Ana", "queue add", args{"person": "Ana", "text": "Ana"}},
		{"q+ @ana.", "queue add", args{"person": "ana", "text": "@ana."}},
		{"q+ Jack_Tanner_(Gimly)", "queue add", args{"person": "Jack_Tanner_(Gimly)", "text": "Jack_Tanner_(Gimly)"}},
		{"q+ Ana, Ben", "queue add", args{"person": "Ana, Ben", "text": "Ana, Ben"}},
		{"q+ Jorge Cancio", "queue add", args{"person": "Jorge Cancio", "text": "Jorge Cancio"}},
		{"q+ Ana to ask about it", "queue add", args{"person": "Ana", "note": "ask about it", "text": "Ana to ask about it"}},
		{"q+ Ana: quorum", "queue add", args{"person": "Ana", "note": "quorum", "text": "Ana: quorum"}},
		{"q+ Ana also to ask", "queue add", args{"person": "Ana", "note": "ask", "text": "Ana also to ask"}},
		{"q+ Ana about quorum", "queue add", args{"person": "Ana", "note": "about quorum", "text": "Ana about quorum"}},
		{"q+ Jorge Cancio to ask", "queue add", args{"person": "Jorge Cancio", "note": "ask", "text": "Jorge Cancio to ask"}},
		{"q+ does this type help?", "queue add", args{"note": "does this type help?", "text": "does this type help?"}},
		{"q+ (would like it)", "queue add", args{"note": "(would like it)", "text": "(would like it)"}},
		{"q+ why?", "queue add", args{"note": "why?", "text": "why?"}},
		{"q+ https://example.org", "queue add", args{"note": "https://example.org", "text": "https://example.org"}},
		{"q+ service endpoints", "queue add", args{"note": "service endpoints", "text": "service endpoints"}},
		{"q+ yes, but not now", "queue add", args{"note": "yes, but not now", "text": "yes, but not now"}},
		{"q+ Ana, to be clear", "queue add", args{"person": "Ana", "note": "be clear", "text": "Ana, to be clear"}},
		{"q+ later", "queue add", args{"position": "later", "text": "later"}},
		{"q+ later to ask", "queue add", args{"position": "later", "note": "ask", "text": "later to ask"}},
		{"qq+", "queue add", args{"position": "front"}},
		{"qq+ to answer", "queue add", args{"position": "front", "note": "answer", "text": "to answer"}},
		{"qq+ Ana", "queue add", args{"position": "front", "person": "Ana", "text": "Ana"}},
		{"q+ point of order", "queue add", args{"point": "true", "text": "point of order"}},
		{"q+ on a Point of Order: quorum", "queue add", args{"point": "true", "note": "quorum", "text": "on a Point of Order: quorum"}},
		{"q+ point of order to ask", "queue add", args{"point": "true", "note": "ask", "text": "point of order to ask"}},
		{"q+ point of orders", "queue add", args{"note": "point of orders", "text": "point of orders"}},
		{"/me q+", "queue add", nil},
		{"/me raises hand", "queue add", nil},
		{"raises hand", "queue add", nil},
		{"Ana raises hand", "queue add", args{"person": "Ana", "text": "Ana"}},
		{"Ôrigine raises hand.", "queue add", args{"person": "Ôrigine", "text": "Ôrigine"}},
		{"sees Ana's hand", "queue add", args{"person": "Ana", "text": "Ana"}},
		{"/me sees Ana's hand up", "queue add", args{"person": "Ana", "text": "Ana"}},
		{"sees Ana’s, Ben’s hands up", "queue add", args{"person": "Ana, Ben", "text": "Ana, Ben"}},
		{"sees Ana, Ben raise hands", "queue add", args{"person": "Ana, Ben", "text": "Ana, Ben"}},
		{"* Zakim sees kaz on the speaker queue", "", nil},
		{"sees kaz on the speaker queue", "", nil},
		{"everybody who agrees raises hand", "", nil},
		{"q: to Joe, are you -1?", "", nil},
		{"quite so", "", nil},
		{"q", "", nil},
		{"queue is long", "", nil},
		{"ana: q+", "", nil},
		{"type q+ to join", "", nil},
		{"“q+” to add yourself", "", nil},
	})
}

func TestLeavingAndRunningTheQueue(t *testing.T) {
	table(t, []row{
		{"q-", "queue remove", nil},
		{"queue-", "queue remove", nil},
		{"q - ", "queue remove", nil},
		{"q- me", "queue remove", nil},
		{"q- ana", "queue remove", args{"person": "ana"}},
		{"q- Ana, Ben", "queue remove", args{"person": "Ana, Ben"}},
		{"q- yield to orie re call", "queue remove", nil},
		{"lowers hand", "queue remove", nil},
		{"Ana lowers hand", "queue remove", args{"person": "Ana"}},
		{"sees Ana's hand down", "queue remove", args{"person": "Ana"}},
		{"q- later", "queue later", nil},
		{"q- LATER", "queue later", nil},
		{"q?", "queue show", nil},
		{"q ?", "queue show", nil},
		{"q??", "queue show", nil},
		{"queue?", "queue show", nil},
		{"vq?", "queue show", nil},
		{"vqueue?", "queue show", nil},
		{"qv?", "queue show", nil},
		{"who's on the queue?", "queue show", nil},
		{"who is on queue?", "queue show", nil},
		{"please show the full queue", "queue show", nil},
		{"q? - brings up queue / q+ - joins", "", nil},
		{"ack", "queue call", args{"next": "true"}},
		{"ack next", "queue call", args{"next": "true"}},
		{"acks next speaker", "queue call", args{"next": "true"}},
		{"Ack NEXT.", "queue call", args{"next": "true"}},
		{"ack ana", "queue call", args{"person": "ana"}},
		{"ack mike.v", "queue call", args{"person": "mike.v"}},
		{"ack Jorge Cancio", "queue call", args{"person": "Jorge Cancio"}},
		{"ack Frederic de Vaulx", "queue call", args{"person": "Frederic de Vaulx"}},
		{"ack me", "queue call", args{"person": "me"}},
		{"recognize Ana", "queue call", args{"person": "Ana"}},
		{"chair recognises Ana", "queue call", args{"person": "Ana"}},
		{"chair acks next", "queue call", args{"next": "true"}},
		{"ack, thanks", "", nil},
		{"ack thanks", "", nil},
		{"ack that point about quorum", "", nil},
		{"acknowledged", "", nil},
		{"recognize", "", nil},
		{"recognize that we have no quorum", "", nil},
		{"q done", "queue done", nil},
		{"done speaking", "queue done", nil},
		{"I'm done", "queue done", nil},
		{"I’m done.", "queue done", nil},
		{"i am done speaking", "queue done", nil},
		{"I'm done with this topic", "", nil},
		{"done", "", nil},
		{"q=", "queue clear", nil},
		{"q =", "queue clear", nil},
		{"queue= Ana, ben", "queue set", args{"persons": "Ana, ben"}},
		{"q= A, B", "queue set", args{"persons": "A, B"}},
		{"q= whatever comes to mind", "", nil},
		{"close the queue", "queue close", nil},
		{"please close the queue", "queue close", nil},
		{"Close queue please.", "queue close", nil},
		{"the queue is closed", "queue close", nil},
		{"queue is closed", "queue close", nil},
		{"reopen the queue", "queue open", nil},
		{"re-open the queue", "queue open", nil},
		{"open queue", "queue open", nil},
		{"queue is open", "queue open", nil},
		{"close the queue before lunch", "", nil},
		{"Ana has the last word", "queue last", args{"person": "Ana"}},
		{"give Jorge Cancio the last word", "queue last", args{"person": "Jorge Cancio"}},
		{"I think that nobody has the last word", "", nil},
		{"time speakers at 2m", "queue timer", args{"duration": "2m"}},
		{"time each speaker at 90 seconds", "queue timer", args{"duration": "90 seconds"}},
		{"allow each speaker 2 minutes", "queue timer", args{"duration": "2 minutes"}},
		{"give speakers 3 min please", "queue timer", args{"duration": "3 min"}},
		{"stop timing", "queue timer", args{"off": "true"}},
		{"stop timing speakers", "queue timer", args{"off": "true"}},
		{"time speakers", "", nil},
		{"time to go", "", nil},
		{"time speakers at 2", "", nil},
	})
}

func TestAttendance(t *testing.T) {
	table(t, []row{
		{"present+", "present add", nil},
		{"Present+", "present add", nil},
		{"present +", "present add", nil},
		{"PRESENT+ ", "present add", nil},
		{"present+ me", "present add", nil},
		{"present+ (on phone)", "present add", nil},
		{"present+ [phone]", "present add", nil},
		{"present+ too", "present add", nil},
		{"present+ On phone only", "present add", nil},
		{"present+ via audio", "present add", nil},
		{"present+, now", "present add", nil},
		{"present+ - sorry, late", "present add", nil},
		{"present- early", "present remove", nil},
		{"regrets+ for today", "regrets add", nil},
		{"present+ Ana (on phone)", "present add", args{"persons": "Ana (on phone)"}},
		{"present+ ana, too", "present add", args{"persons": "ana, too"}},
		{"present+ Ana, Jorge Cancio", "present add", args{"persons": "Ana, Jorge Cancio"}},
		{"Pierre-Antoine Champin present+", "present add", args{"persons": "Pierre-Antoine Champin"}},
		{"present: Ana, Ben", "present add", args{"persons": "Ana, Ben"}},
		{"present", "present add", nil},
		{"#here Ana", "present add", args{"persons": "Ana"}},
		{"present-", "present remove", nil},
		{"present- Ana", "present remove", args{"persons": "Ana"}},
		{"regrets+", "regrets add", nil},
		{"regrets+ Ana", "regrets add", args{"persons": "Ana"}},
		{"Regrets: Ana, Ben", "regrets add", args{"persons": "Ana, Ben"}},
		{"regrets-", "regrets remove", nil},
		{"guests+ Eve", "guests add", args{"persons": "Eve"}},
		{"guest+ Eve", "guests add", args{"persons": "Eve"}},
		{"/me present+", "present add", nil},
		{"present company excepted", "", nil},
		{"regrets about that", "", nil},
		{"you have to type present+", "", nil},
	})
}

func TestAgendaAndTopics(t *testing.T) {
	table(t, []row{
		{"agenda+ Budget", "agenda add", args{"title": "Budget"}},
		{"Agenda +  Budget [Ana]", "agenda add", args{"title": "Budget [Ana]"}},
		{"agendum+ Budget", "agenda add", args{"title": "Budget"}},
		{"agenda+", "agenda add", nil},
		{"agenda?", "agenda show", nil},
		{"zakim, agenda?", "agenda show", nil},
		{"what's on the agenda?", "agenda show", nil},
		{"show the agenda", "agenda show", nil},
		{"agenda order is 3,2", "agenda order", args{"order": "3,2"}},
		{"the agenda", "", nil},
		{"agenda order 3, 1-2", "agenda order", args{"order": "3, 1-2"}},
		{"agenda order is wrong", "", nil},
		{"Agenda: https://example.org/a (draft)", "agenda link", args{"url": "https://example.org/a"}},
		{"agenda: intros, updates", "", nil},
		{"drop item 3", "item drop", args{"item": "3"}},
		{"remove agendum 3", "item drop", args{"item": "3"}},
		{"agenda- 3", "item drop", args{"item": "3"}},
		{"item- 3", "item drop", args{"item": "3"}},
		{"drop item", "", nil},
		{"drop the ball", "", nil},
		{"Topic: Budget: first reading", "topic", args{"title": "Budget: first reading"}},
		{"TOPIC:Budget", "topic", args{"title": "Budget"}},
		{"topic : Budget", "topic", args{"title": "Budget"}},
		{"#topic Budget", "topic", args{"title": "Budget"}},
		{"#TOPIC Budget", "topic", args{"title": "Budget"}},
		{"[TOPIC] Budget", "topic", args{"title": "Budget"}},
		{"\ufeffTopic: Budget\u200b", "topic", args{"title": "Budget"}},
		{"Topic:", "topic", nil},
		{"topic drift", "", nil},
		{"Topics: many", "", nil},
		{"ana: Topic: Budget", "", nil},
		{"... Topic: Budget", "", nil},
		{"Subtopic: Travel", "subtopic", args{"title": "Travel"}},
		{"sub-topic: Travel", "subtopic", args{"title": "Travel"}},
		{"Sub topic: Travel", "subtopic", args{"title": "Travel"}},
		{"#subtopic Travel", "subtopic", args{"title": "Travel"}},
		{"#topical", "", nil},
	})
}

func TestItems(t *testing.T) {
	table(t, []row{
		{"take up item 3", "item take", args{"item": "3"}},
		{"Zakim, take up agendum 3", "item take", args{"item": "3"}},
		{"zakim take up agenda item 3.", "item take", args{"item": "3"}},
		{"take up 3", "item take", args{"item": "3"}},
		{"take up item budget", "item take", args{"item": "budget"}},
		{"take up item next steps", "item take", args{"item": "next steps"}},
		{"move to item 3", "item take", args{"item": "3"}},
		{"open item 3", "item take", args{"item": "3"}},
		{"next item", "item take", args{"item": "next"}},
		{"next agendum", "item take", args{"item": "next"}},
		{"take up next", "item take", args{"item": "next"}},
		{"take up the next item", "item take", args{"item": "next"}},
		{"move to next agendum", "item take", args{"item": "next"}},
		{"let's take up item 3", "", nil},
		{"take up item 3 at the next meeting", "", nil},
		{"next week", "", nil},
		{"move to Geneva", "", nil},
		{"open item on the list", "", nil},
		{"close item 3", "item close", args{"item": "3"}},
		{"close this item", "item close", nil},
		{"close agendum 3", "item close", args{"item": "3"}},
		{"really close this agendum", "item close", args{"really": "true"}},
		{"really close item 3", "item close", args{"item": "3", "really": "true"}},
		{"really close to the end", "", nil},
		{"close the door", "", nil},
		{"skip item 3", "item skip", args{"item": "3"}},
		{"skip this item", "item skip", nil},
		{"skip the details", "", nil},
		{"allow this item 5 minutes", "item time", args{"duration": "5 minutes"}},
		{"give this agenda item 5m", "item time", args{"duration": "5m"}},
		{"allow this item five minutes", "", nil},
		{"give this item some thought", "", nil},
	})
}

func TestProposalsAndDecisions(t *testing.T) {
	table(t, []row{
		{"PROPOSAL: Adopt it", "proposal make", args{"text": "Adopt it"}},
		{"proposed: Adopt it", "proposal make", args{"text": "Adopt it"}},
		{"Proposed Resolution: Adopt it", "proposal make", args{"text": "Adopt it"}},
		{"PROPOSAL 2: Adopt it", "proposal make", args{"text": "Adopt it"}},
		{"#proposal Adopt it", "proposal make", args{"text": "Adopt it"}},
		{"#proposed Adopt it", "proposal make", args{"text": "Adopt it"}},
		{"Pre-Proposal: Adopt it", "", nil},
		{"Proposed charter text to read: https://example.org", "", nil},
		{"RESOLUTION: Adopt it", "proposal resolve", args{"text": "Adopt it"}},
		{"Resolved: Adopt it", "proposal resolve", args{"text": "Adopt it"}},
		{"RESOLUTION 3: Adopt it", "proposal resolve", args{"text": "Adopt it"}},
		{"RESOLVED:", "proposal resolve", nil},
		{"#agreed Adopt it", "proposal resolve", args{"text": "Adopt it"}},
		{"#agree Adopt it", "proposal resolve", args{"text": "Adopt it"}},
		{"#agreed: Adopt it", "proposal resolve", args{"text": "Adopt it"}},
		{"#accepted Adopt it", "proposal resolve", args{"text": "Adopt it"}},
		{"#resolved Adopt it", "proposal resolve", args{"text": "Adopt it"}},
		{"[AGREED] Adopt it", "proposal resolve", args{"text": "Adopt it"}},
		{"resolved, I think", "", nil},
		{"#rejected Adopt it", "proposal reject", args{"text": "Adopt it"}},
		{"close the proposal", "proposal close", nil},
		{"I count to six", "consensus count", args{"steps": "6"}},
		{"count to 6.", "consensus count", args{"steps": "6"}},
		{"Count to three", "consensus count", args{"steps": "3"}},
		{"I count to six people here", "", nil},
		{"I counted to six", "", nil},
		{"#startvote Adopt it? Yes, No, Needs more time", "vote start", args{"question": "Adopt it?", "options": "Yes, No, Needs more time"}},
		{"#startvote Adopt it? (+1, 0, -1)", "vote start", args{"question": "Adopt it?", "options": "+1, 0, -1"}},
		{"#startvote Adopt it? Yes No", "vote start", args{"question": "Adopt it?", "options": "Yes, No"}},
		{"#startvote Which? Day one / Day two", "vote start", args{"question": "Which?", "options": "Day one, Day two"}},
		{"#startvote See https://x.org/?a=b now? Yes, No", "vote start", args{"question": "See https://x.org/?a=b now?", "options": "Yes, No"}},
		{"#startvote Adopt it", "vote start", args{"question": "Adopt it"}},
		{"#startvote", "vote start", nil},
		{"#vote Needs more time", "vote cast", args{"choice": "Needs more time"}},
		{"#vote", "vote cast", nil},
		{"#endvote", "vote end", nil},
	})
}

func TestStances(t *testing.T) {
	say := func(stance, reason string) args {
		a := args{"stance": stance}
		if reason != "" {
			a["reason"] = reason
		}
		return a
	}
	rows := []row{
		{"+1", "proposal say", say("+1", "")},
		{" -1 ", "proposal say", say("-1", "")},
		{"0", "proposal say", say("0", "")},
		{"+0", "proposal say", say("0", "")},
		{"-0", "proposal say", say("0", "")},
		{"±0", "proposal say", say("0", "")},
		{"−1", "proposal say", say("-1", "")},
		{"–1 no", "proposal say", say("-1", "no")},
		{"＋1", "proposal say", say("+1", "")},
		{"+1!", "proposal say", say("+1", "")},
		{"+1.", "proposal say", say("+1", "")},
		{"+1.0", "proposal say", say("+1", "")},
		{"+1 👍", "proposal say", say("+1", "👍")},
		{"+0.5", "proposal say", say("+0.5", "")},
		{"+.5", "proposal say", say("+0.5", "")},
		{"-0.20", "proposal say", say("-0.2", "")},
		{"+.25 (like it (mostly))", "proposal say", say("+0.25", "(like it (mostly))")},
		{"+1.023", "proposal say", say("+1", "")},
		{"+100", "proposal say", say("+1", "")},
		{"-2!", "proposal say", say("-1", "")},
		{"-1 (not now)", "proposal say", say("-1", "not now")},
		{"-1: not now", "proposal say", say("-1", "not now")},
		{"-1 - not now", "proposal say", say("-1", "not now")},
		{"+1, it's an option", "proposal say", say("+1", "it's an option")},
		{"-1 must be RAR", "proposal say", say("-1", "must be RAR")},
		{"-1 in this version, +1 in a future version", "proposal say", say("-1", "in this version, +1 in a future version")},
		{"-0 (not objecting)", "proposal say", say("0", "not objecting")},
		{"0 (no view)", "proposal say", say("0", "no view")},
		{"0, no view", "proposal say", say("0", "no view")},
		{"0 abstain", "proposal say", say("0", "abstain")},
		{"+1 Ana", "proposal say", say("+1", "Ana")},
	}
	for _, line := range []string{
		"big +1 to the work item", "1", "2", "10", "00", "0.5", "0 people", "0. Scribe", "0-based", "0 - 5 people", "+", "-", "+-1", "++1",
		"+1h", "+1s all around", "+1/-1", "+1?", "+1:1 meeting", "+1 202 555 0100", "+1 (202) 555 0100", "+5 minutes", "-10 degrees outside",
		"-1,500 members", "-Juan_Caballero", "-->", "--", "1. first", "+1%", "+1_", "+1-ing", "+12345678", "-é", ".5", "...", ".. and", "ana: +1",
	} {
		rows = append(rows, row{line: line})
	}
	table(t, rows)
}

func TestActions(t *testing.T) {
	table(t, []row{
		{"ACTION: Ana to write the report", "action add", args{"text": "Ana to write the report", "owners": "Ana"}},
		{"Action: Add SDS calls to announcement", "action add", args{"text": "Add SDS calls to announcement"}},
		{"ACTION: Ana to write by 2026-11-20", "action add", args{"text": "Ana to write by 2026-11-20", "owners": "Ana", "due": "2026-11-20"}},
		{"ACTION: Ana and Jorge Cancio to write, due Friday.", "action add", args{"text": "Ana and Jorge Cancio to write, due Friday.", "owners": "Ana, Jorge Cancio", "due": "Friday"}},
		{"ACTION: Ana, Ben to write until the end of next week", "action add", args{"text": "Ana, Ben to write until the end of next week", "owners": "Ana, Ben", "due": "the end of next week"}},
		{"ACTION: Ana: write (due 12 May 2027)", "action add", args{"text": "Ana: write (due 12 May 2027)", "owners": "Ana", "due": "12 May 2027"}},
		{"ACTION: Ana to check the text written by the Secretariat", "action add", args{"text": "Ana to check the text written by the Secretariat", "owners": "Ana"}},
		{"ACTION: Ana to go by bus by tomorrow", "action add", args{"text": "Ana to go by bus by tomorrow", "owners": "Ana", "due": "tomorrow"}},
		{"ACTION: Ana to pay dues", "action add", args{"text": "Ana to pay dues", "owners": "Ana"}},
		{"ACTION Ana, Ben to write", "action add", args{"text": "Ana, Ben to write", "owners": "Ana, Ben"}},
		{"Action baz: do the same", "action add", args{"text": "baz: do the same", "owners": "baz"}},
		{"action : bar do this, too", "action add", args{"text": "bar do this, too"}},
		{"action: ana - write it", "action add", args{"text": "ana - write it", "owners": "ana"}},
		{"#action Ana will write", "action add", args{"text": "Ana will write", "owners": "Ana"}},
		{"#action ana writes to ben", "action add", args{"text": "ana writes to ben", "owners": "ana"}},
		{"#action Jorge Cancio to write by next meeting", "action add", args{"text": "Jorge Cancio to write by next meeting", "owners": "Jorge Cancio", "due": "next meeting"}},
		{"#action", "action add", nil},
		{"#action blah", "action add", args{"text": "blah"}},
		{"[ACTION] Ana to write", "action add", args{"text": "Ana to write", "owners": "Ana"}},
		{"ACTION:", "action add", nil},
		{"action-20: look at it", "", nil},
		{"action items to be reviewed", "", nil},
		{"Action required to avoid this", "", nil},
		{"actions speak louder", "", nil},
		{"ACTION 3 = new text", "", nil},
		{"close #12", "action done", args{"action": "12"}},
		{"close action-12", "action done", args{"action": "12"}},
		{"close action 12", "action done", args{"action": "12"}},
		{"gb, close #12", "action done", args{"action": "12"}},
		{"close #mag", "", nil},
		{"list my actions", "action show", nil},
		{"my actions?", "action show", nil},
		{"actions?", "action show", nil},
		{"rrsagent, please list the action items", "action show", nil},
		{"what are the actions?", "action show", nil},
		{"my actions are done", "", nil},
	})
}

func TestRecordAndCorrections(t *testing.T) {
	table(t, []row{
		{"#info The host is ready", "record info", args{"text": "The host is ready"}},
		{"#idea Use #hash tags", "record info", args{"text": "Use #hash tags"}},
		{"#link https://example.org see", "record info", args{"text": "https://example.org see"}},
		{"#help Who can host?", "record help", args{"text": "Who can host?"}},
		{"#halp", "record help", nil},
		{"#undo", "record undo", nil},
		{"https://example.org", "", nil},
		{"#mag-channel", "", nil},
		{"#259 is fixed", "", nil},
		{"s/old/new/", "record correct", args{"old": "old", "new": "new"}},
		{"s/old/new", "record correct", args{"old": "old", "new": "new"}},
		{"s/old/new/g", "record correct", args{"old": "old", "new": "new", "scope": "g"}},
		{"s/old/new/G ", "record correct", args{"old": "old", "new": "new", "scope": "G"}},
		{"s|a/b|c/d|", "record correct", args{"old": "a/b", "new": "c/d"}},
		{`s/a\/b/c\/d/`, "record correct", args{"old": "a/b", "new": "c/d"}},
		{"s/x/https://example.org/", "record correct", args{"old": "x", "new": "https://example.org"}},
		{"s/ ,/,/", "record correct", args{"old": " ,", "new": ","}},
		{"s/old//", "record correct", args{"old": "old"}},
		{"s/he should go", "", nil},
		{"s//new/", "", nil},
		{"s/a/b/ in the last line", "", nil},
		{"/s :)", "", nil},
		{"i/Ana said/Ben: I agree/", "record insert", args{"anchor": "Ana said", "text": "Ben: I agree"}},
		{"i|Ana said|-> https://example.org list|", "record insert", args{"anchor": "Ana said", "text": "-> https://example.org list"}},
		{"i/at/", "", nil},
		{"I/O and/or memory", "", nil},
		{"[off] between us", "record off-line", args{"text": "between us"}},
		{"[Off the record] between us", "record off-line", args{"text": "between us"}},
		{"[offer] made", "", nil},
		{"[no new agendum]", "", nil},
		{"rrsagent, off", "record off", nil},
		{"go off the record", "record off", nil},
		{"back on the record", "record on", nil},
		{"on the record", "record on", nil},
		{"On the record.", "record on", nil},
		{"on the record again", "record on", nil},
		{"We are back on the record now", "record on", nil},
		{"we are now off the record", "record off", nil},
		{"on the record I should say that I disagree", "", nil},
		{"we are on the record as opposed", "", nil},
		{"Off the record, please", "record off", nil},
		{"RRSAgent, listen", "record on", nil},
		{"off to lunch", "", nil},
		{"stop", "", nil},
	})
}

func TestTheFrameOfAMeeting(t *testing.T) {
	table(t, []row{
		{"Scribe: Ana", "scribe", args{"person": "Ana"}},
		{"scribenick: ana", "scribe", args{"person": "ana"}},
		{"scribe+", "scribe", nil},
		{"scribe+ ana", "scribe", args{"person": "ana"}},
		{"scribe-", "scribe", args{"off": "true"}},
		{"scribe- ana", "scribe", args{"off": "true", "person": "ana"}},
		{"scribe needs help", "", nil},
		{"Chair: Ana", "chair", args{"person": "Ana"}},
		{"chairs: Ana, Ben", "chair", args{"person": "Ana, Ben"}},
		{"#chair ana ben", "chair", args{"person": "ana, ben"}},
		{"#unchair ana", "chair", args{"off": "true", "person": "ana"}},
		{"Chair Note: please engage", "", nil},
		{"chair hat off: +1", "", nil},
		{"Meeting: MAG call", "meeting title", args{"text": "MAG call"}},
		{"#meetingname mag", "meeting title", args{"text": "mag"}},
		{"#meetingtopic MAG call", "meeting title", args{"text": "MAG call"}},
		{"meeting time?", "", nil},
		{"#startmeeting MAG call", "meeting start", args{"title": "MAG call"}},
		{"#startmeeting", "meeting start", nil},
		{"zakim, start meeting", "meeting start", nil},
		{"trackbot, start telcon", "meeting start", nil},
		{"start meeting", "", nil},
		{"#endmeeting", "meeting end", nil},
		{"trackbot, end meeting", "meeting end", nil},
		{"zakim, please end the meeting", "meeting end", nil},
		{"rrsagent, please draft minutes v2", "minutes show", nil},
		{"draft minutes are out", "", nil},
	})
}

func TestSpeakingToABot(t *testing.T) {
	table(t, []row{
		{"zakim, q+ to ask", "queue add", args{"note": "ask", "text": "to ask"}},
		{"Zakim q+", "queue add", nil},
		{"magbot: ack next", "queue call", args{"next": "true"}},
		{"@magbot ack next", "queue call", args{"next": "true"}},
		{"zakim, please close the queue", "queue close", nil},
		{"please, zakim, close the queue", "queue close", nil},
		{"mag, q+", "queue add", nil},
		{"MAG members q+", "", nil},
		{"GB: q+", "", nil},
		{"zakim", "", nil},
		{"zakimq+", "", nil},
		{"please", "", nil},
		{"/me Topic: Budget", "", nil},
		{"/me +1", "", nil},
		{"/q+", "", nil},
		{"", "", nil},
		{" \t\u200b", "", nil},
	})
}

// logs of the kinds that people of other bots type, with what they must give.
func TestWholeLogsOfOtherBots(t *testing.T) {
	cases := map[string]struct{ log, want string }{
		"MeetBot": {`#startmeeting MAG call
#chair ana ben
#topic Budget, second reading
hello, #topic is typed first
#info The host pays
#action Ben to send the sheet by Friday
#agreed Adopt the budget
#startvote Meet in Geneva or online? Geneva, Online only
#vote Online only
#endvote
#undo
#endmeeting`, `meeting start|chair|topic|record info|action add|proposal resolve|vote start|vote cast|vote end|record undo|meeting end`},
		"Zakim": {`zakim, start meeting
agenda+ Budget
agenda+ Any other business
present+ Ana, Ben
Zakim, take up item 1
ana: Topic: not mine
... and q+ is no command
q+ to ask about travel
ack ben
q?
zakim, close item 1
next agendum
s/travle/travel/
rrsagent, draft minutes
zakim, end meeting`, `meeting start|agenda add|agenda add|present add|item take|queue add|queue call|queue show|item close|item take|record correct|minutes show|meeting end`},
	}
	for name, c := range cases {
		var paths []string
		for line := range strings.SplitSeq(c.log, "\n") {
			if cmd, ok := shorthand.Parse(line); ok {
				paths = append(paths, cmd.Path)
			}
		}
		if diff := cmp.Diff(c.want, strings.Join(paths, "|")); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestPeopleOfAList(t *testing.T) {
	for text, want := range map[string]string{
		"bo, carla":                   "bo|carla",
		"Ana Souza and Ben; li & zoe": "Ana Souza|Ben|li|zoe",
		"ana too":                     "ana",
		"Ana Souza on phone":          "Ana Souza",
		"Jack Tanner (Gimly)":         "Jack Tanner (Gimly)",
		"Zoe King (on phone)":         "Zoe King",
		"ana - on phone, ben":         "ana|ben",
		"@ana:fedora.im":              "ana:fedora.im",
		"(on phone)":                  "",
		"too":                         "",
		"me":                          "",
		"":                            "",
		" , ,":                        "",
	} {
		if got := strings.Join(shorthand.People(text), "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]bool{"carla": true, "Ana Souza": true, "to be found": false, "who?": false, "": false} {
		if got := shorthand.Namelike(text); got != want {
			t.Errorf("%q looks like a name: %v, want %v", text, got, want)
		}
	}
}

func TestActionsOfW3CMinutes(t *testing.T) {
	table(t, []row{
		{"[NEW] ACTION: Ben to write", "action add", args{"text": "Ben to write", "owners": "Ben"}},
		{"[new] action: Ben to write", "action add", args{"text": "Ben to write", "owners": "Ben"}},
		{"[DONE] ACTION: Ben to write", "", nil},
		{"[PENDING] ACTION: Ben to write", "", nil},
		{"[NEW] feature", "", nil},
		{"ACTION-123: Ben to write", "", nil},
		{"AGREED: June", "", nil},
	})
}
