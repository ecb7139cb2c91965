package replay_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot/chatlog"
	"magbot/bot/replay"
)

// held is what a log gives, as far as a case says it.
type held struct {
	topics, resolutions, actions, present []string
	queue                                 []string // "person asked-called-done note"
}

func hold(s replay.Summary) held {
	h := held{topics: s.Topics, resolutions: s.Resolutions, actions: s.ActionItems, present: s.Present}
	for _, q := range s.Queue {
		line := q.Person
		for _, at := range []interface{ Format(string) string }{stamp(q.Asked), stamp(q.Called), stamp(q.Done)} {
			line += " " + at.Format("15:04:05")
		}
		if q.Note != "" {
			line += " " + q.Note
		}
		h.queue = append(h.queue, line)
	}
	return h
}

func run(tb testing.TB, log string, o replay.Options) *replay.Result {
	tb.Helper()
	r, err := replay.Run(strings.NewReader(log), o)
	if err != nil {
		tb.Fatalf("%v in\n%s", err, log)
	}
	return r
}

// tabbed writes a log a line for each second from 16:00:00. A line is "nick
// text".
func tabbed(lines ...string) string {
	var b strings.Builder
	for i, l := range lines {
		nick, text, _ := strings.Cut(l, " ")
		b.WriteString("[2026-11-20T16:" + two(i/60) + ":" + two(i%60) + "Z]\t<" + nick + ">\t" + text + "\n")
	}
	return b.String()
}

func two(n int) string { return string([]byte{byte('0' + n/10%10), byte('0' + n%10)}) }

func irc(lines ...string) string {
	var b strings.Builder
	for i, l := range lines {
		nick, text, _ := strings.Cut(l, " ")
		b.WriteString("16:" + two(i/60) + ":" + two(i%60) + " <" + nick + "> " + text + "\n")
	}
	return b.String()
}

func TestTopicsResolutionsAndActionsByConvention(t *testing.T) {
	people := map[string][]string{"Ana Souza": {"ana", "asouza"}, "Ben Okoro": {"ben"}, "Li Wei": {"liwei"}}
	h := newHouse(t)
	for _, c := range []struct {
		rule string
		log  string
		want held
	}{
		{"a scribe's words for somebody are no command", tabbed("ana scribe: ben", "ben ana: Topic: Budget", "ben ana: RESOLVED: x", "ben ana: ACTION: y"), held{}},
		{"RESOLVED and RESOLUTION are the same, with numbers too", tabbed("ana RESOLVED: a", "ana RESOLUTION: b", "ana resolution 3: c", "ana Resolved : d"), held{resolutions: []string{"a", "b", "c", "d"}}},
		{"a proposed resolution is not one", tabbed("ana PROPOSED RESOLUTION: a", "ben +1", "ana PROPOSAL: b", "ana PROPOSED: c"), held{}},
		{"an action in the middle of a sentence is talk", tabbed("ana I think ACTION: Ben to write is wrong", "ana the topic: budget", "ana we RESOLVED: nothing", "ana Action items: none yet", "ana action Ben to write"), held{}},
		{"a topic without a title is none", tabbed("ana Topic:", "ana Topic: ", "ana Topic: Budget"), held{topics: []string{"Budget"}}},
		{"a topic that comes again is listed again", tabbed("ana Topic: Budget", "ana Topic: Venue", "ana topic: budget"), held{topics: []string{"Budget", "Venue", "budget"}}},
		{"a part of a topic is no topic", tabbed("ana Topic: Budget", "ana Subtopic: Travel", "ana sub-topic: Hotels", "ana Topic: Venue"), held{topics: []string{"Budget", "Venue"}}},
		{"corrections do not change what is published", tabbed("ana Topic: Bugdet", "ben s/Bugdet/Budget/", "ana RESOLVED: Jnue", "ben s/Jnue/June/"), held{topics: []string{"Bugdet"}, resolutions: []string{"Jnue"}}},
		{"case, blanks and a bot's name before it do not matter", tabbed("ana topic:Budget", "ana   TOPIC:   Venue  ", "ana zakim, topic: Date", "ana action: Ben to write"), held{topics: []string{"Budget", "Venue", "Date"}, actions: []string{"Ben to write"}}},
		{"an action keeps every word after the keyword", tabbed("ana ACTION: Ana and Ben to write by Friday", "ana ACTION: write it: soon", "ana Action: https://example.org/x?a=b"), held{actions: []string{"Ana and Ben to write by Friday", "write it: soon", "https://example.org/x?a=b"}}},
		{"lines of bots are nobody's", tabbed("RRSAgent Topic: x", "Zakim RESOLVED: y", "trackbot ACTION: z", "ana Topic: Budget"), held{topics: []string{"Budget"}}},
		{"/me is off the record", tabbed("ana /me Topic: x", "ana Topic: Budget"), held{topics: []string{"Budget"}}},
		{"off the record nothing is lost that was decided", tabbed("ana Topic: A", "ana off the record", "ana hush", "ana back on the record", "ana Topic: B"), held{topics: []string{"A", "B"}}},
		{"pasted lines go on with the message before", "[2026-11-20T16:00:00Z]\t<ana>\tTopic: A\nwith more\n[2026-11-20T16:00:01Z]\t<ana>\tTopic: B\n", held{topics: []string{"A", "B"}}},
		{"control characters and colours are not shown", tabbed("ana Topic: \x0304Bud\u202eget\x03"), held{topics: []string{"Budget"}}},
		{"Arabic and Chinese stay as they are", tabbed("ana Topic: 预算：讨论", "ana RESOLVED: اتفقنا على الميزانية"), held{topics: []string{"预算：讨论"}, resolutions: []string{"اتفقنا على الميزانية"}}},
		{"MeetBot: topic, agreed, action", irc("ana #startmeeting MAG", "MeetBot Meeting started Fri Nov 20 16:00:00 2026 UTC.  The chair is ana.", "ana #topic Budget", "ana #agreed June it is", "ana #action ben writes", "ana #accepted two", "ana #endmeeting"), held{topics: []string{"Budget"}, resolutions: []string{"June it is", "two"}, actions: []string{"ben writes"}}},
		{"MeetBot: #rejected is no resolution", irc("ana #startmeeting", "ana #rejected June", "ana #endmeeting"), held{}},
		{"MeetBot: what comes before and after the meeting is not of it", irc("ana #topic before", "ana #startmeeting", "ana #topic in it", "ana #endmeeting", "ana #topic after", "ana #action after"), held{topics: []string{"in it"}}},
		{"MeetBot: only what has its mark counts", irc("ana #startmeeting", "ana Topic: quoted", "ana RESOLVED: quoted", "ana ACTION: quoted", "ana #topic Budget", "ana #endmeeting"), held{topics: []string{"Budget"}}},
		{"MeetBot: what the bot says again does not count twice", irc("ana #startmeeting", "meetbot Meeting started Fri.  The chair is ana.", "ana #agreed June", "meetbot AGREED: June", "meetbot #agreed June", "ana #endmeeting"), held{resolutions: []string{"June"}}},
		{"MeetBot: a bot of any name is known by how it opens", irc("ana #startmeeting", "assistant Meeting started Fri Nov 20.  The chair is ana.", "assistant #topic x", "ana #topic Budget", "ana #endmeeting"), held{topics: []string{"Budget"}}},
		{"MeetBot: #undo takes back the last line of the minutes", irc("ana #startmeeting", "ana #topic A", "ana #agreed wrong", "ana oh no", "ana #undo", "ana #agreed right", "ana #undo", "ana #undo", "ana #topic B", "ana #endmeeting"), held{topics: []string{"B"}}},
		{"MeetBot: #undo with nothing to take back is a note", irc("ana #startmeeting", "ana #undo", "ana #topic A", "ana #endmeeting"), held{topics: []string{"A"}}},
		{"Fedora: ! as the mark", irc("ana !startmeeting MAG", "ana !topic Budget", "ana !agreed June", "ana !action ben to write", "ana !endmeeting"), held{topics: []string{"Budget"}, resolutions: []string{"June"}, actions: []string{"ben to write"}}},
		{"two meetings in one log follow each other", irc("ana #startmeeting", "ana #topic A", "ana #endmeeting", "ana #startmeeting", "ana #topic B", "ana #endmeeting"), held{topics: []string{"A", "B"}}},
		{"take up agendum is a topic that the agenda names", tabbed("ana agenda+ Budget", "ben agenda+ Venue", "ana zakim, take up agendum 2", "ben words"), held{topics: []string{"Venue"}}},
		{"next agendum is the first that has not been", tabbed("ana agenda+ Budget", "ben agenda+ Venue", "ana next agendum", "ben words", "ana next item", "ben words", "ana next item"), held{topics: []string{"Budget", "Venue"}}},
		{"what was dropped or put first is known", tabbed("ana agenda+ A", "ana agenda+ B", "ana agenda+ C", "ana agenda order is 3, 1-2", "ana drop item 1", "ana next item", "ben words", "ana next item"), held{topics: []string{"C", "B"}}},
		{"a Topic line that follows is the topic instead", tabbed("ana agenda+ Budget", "ana zakim, take up agendum 1", "Zakim agendum 1 -- Budget -- taken up [from ana]", "ana Topic: The budget of 2027", "ben words"), held{topics: []string{"The budget of 2027"}}},
		{"a Topic line of the same title is the same topic", tabbed("ana agenda+ Budget", "ana take up item 1", "ben words", "ana Topic: budget", "ana Topic: Venue"), held{topics: []string{"budget", "Venue"}}},
		{"a Topic line that is another one follows", tabbed("ana agenda+ Budget", "ana take up item 1", "ben words", "ana Topic: Venue"), held{topics: []string{"Budget", "Venue"}}},
		{"an agendum that is the topic already is no new one", tabbed("ana agenda+ Budget", "ana Topic: Budget", "ana take up item 1", "ben words"), held{topics: []string{"Budget"}}},
		{"a number that no agenda gave names nothing", tabbed("ana Topic: A", "ana Topic: B", "ana take up item 1", "ana take up item 7"), held{topics: []string{"A", "B"}}},
		{"Zakim's word for an agenda from before the log", tabbed("ana zakim, take up agendum 4", "Zakim agendum 4 -- Budget -- taken up [from ben]", "ben words", "Zakim agendum 5. \"Venue\" taken up [from ben]"), held{topics: []string{"Budget", "Venue"}}},
		{"Zakim's list names the agenda too", tabbed("ana agenda?", "Zakim I see 1 item remaining on the agenda:", "Zakim 4. Budget [from ben]", "ana take up item 4"), held{topics: []string{"Budget"}}},
		{"Zakim's word goes before what the command seemed to mean", tabbed("ana agenda+ A", "ana agenda+ B", "ana next item", "Zakim agendum 2 -- B -- taken up [from ana]", "ben words"), held{topics: []string{"B"}}},
		{"Zakim declines", tabbed("ana agenda+ A", "ana agenda+ B", "ana next item", "ben words", "ana next item", "Zakim I see a speaker queue remaining and respectfully decline to close this agendum, ana", "ana next item", "ben words"), held{topics: []string{"A", "B"}}},
		{"a cleared agenda names nothing", tabbed("ana agenda+ A", "ana zakim, clear agenda", "ana agenda+ B", "ana take up item 1"), held{topics: []string{"B"}}},
		{"MeetBot knows no agenda", irc("ana #startmeeting", "ana agenda+ A", "ana take up item 1", "ana #endmeeting"), held{}},
		{"a topic is put in at its place", tabbed("ana Topic: A", "ben words on money", "ana Topic: B", "ben i/words on/Topic: Budget/"), held{topics: []string{"A", "Budget", "B"}}},
		{"resolutions and actions too, each where it belongs", tabbed("ben words on money", "ana RESOLVED: second", "ana ACTION: Ben to go", "ben i/words/RESOLVED: first/", "ben i|Ben to go|ACTION: Ana to write|"), held{resolutions: []string{"first", "second"}, actions: []string{"Ana to write", "Ben to go"}}},
		{"what is put in can hold what is put in next", tabbed("ben words", "ben i/words/Topic: B/", "ben i/Topic: B/Topic: A/"), held{topics: []string{"A", "B"}}},
		{"without its anchor nothing is put in", tabbed("ben words", "ben i/other/Topic: A/"), held{}},
		{"words that are put in are no topic", tabbed("ben words", "ben i/words/about the Topic: A/"), held{}},
		{"[NEW] ACTION is an action, [DONE] and ACTION-12 are not", tabbed("ana [NEW] ACTION: Ben to write", "ana [DONE] ACTION: Ben to read", "ana ACTION-12: Ben to call"), held{actions: []string{"Ben to write"}}},
		{"AGREED without # is how a bot repeats it", tabbed("ana AGREED: June"), held{}},
		{"a log without #startmeeting takes its tags as well", tabbed("ana #topic Budget", "ana [TOPIC] Venue", "ana #agreed June"), held{topics: []string{"Budget", "Venue"}, resolutions: []string{"June"}}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := hold(run(t, c.log, replay.Options{House: h, People: people}).Summary())
			got.present, got.queue = nil, nil
			if diff := cmp.Diff(full(c.want), full(got), cmp.AllowUnexported(held{})); diff != "" {
				t.Errorf("(-want +got):\n%s\nin\n%s", diff, c.log)
			}
		})
	}
}

// full makes absent and empty lists the same.
func full(h held) held {
	for _, list := range []*[]string{&h.topics, &h.resolutions, &h.actions, &h.present, &h.queue} {
		if len(*list) == 0 {
			*list = nil
		}
	}
	return h
}

func TestPresence(t *testing.T) {
	people := map[string][]string{"Ana Souza": {"ana", "Ana_S"}, "Ben Okoro": {"ben"}, "Li Wei": {"liwei"}, "Zoe King": {}}
	h := newHouse(t)
	for _, c := range []struct {
		rule string
		log  string
		want []string
	}{
		{"present+ says who is here, in that order", tabbed("ben present+", "ana present+", "ben present+"), []string{"Ben Okoro", "Ana Souza"}},
		{"present+ names others", tabbed("ben present+ ana, Zoe_King", "ben present: liwei"), []string{"Ben Okoro", "Ana Souza", "Zoe King", "Li Wei"}},
		{"who is known and takes part is here", tabbed("ben present+", "ana hello", "stranger hello"), []string{"Ben Okoro", "Ana Souza"}},
		{"where nobody says present+, everybody who types is here", tabbed("ben hello", "stranger hello"), []string{"Ben Okoro", "stranger"}},
		{"a nick is found in whatever case, without _ and digits", tabbed("ANA present+", "ben_ present+", "Liwei2 present+", "Zoe_King_ present+"), []string{"Ana Souza", "Ben Okoro", "Li Wei", "Zoe King"}},
		{"a nick with a bracket is who stands before it", tabbed("Ana_Souza_(MAG) present+", "ben|away present+", "Mira_(NGO) present+"), []string{"Ana Souza", "Ben Okoro", "Mira (NGO)"}},
		{"a nick of nobody known is shown as people write it", tabbed("Mira_Patel present+", "mira_patel_ present+"), []string{"Mira Patel"}},
		{"bots are never here", tabbed("Zakim present+", "RRSAgent hello", "ana present+", "trackbot present+", "zodbot hello"), []string{"Ana Souza"}},
		{"regrets are no presence", tabbed("ana present+", "ana regrets+ ben"), []string{"Ana Souza"}},
		{"who left was here", tabbed("ana present+", "ben present+", "ben present-"), []string{"Ana Souza", "Ben Okoro"}},
		{"who is scribed and known is here", tabbed("ana present+", "ana scribe: ana", "ana ben: I agree", "ana stranger: me too"), []string{"Ana Souza", "Ben Okoro"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := run(t, c.log, replay.Options{House: h, People: people}).Summary().Present
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestQueueHistory(t *testing.T) {
	people := map[string][]string{"Ana Souza": {"ana"}, "Ben Okoro": {"ben"}, "Li Wei": {"liwei"}}
	h := newHouse(t)
	for _, c := range []struct {
		rule string
		log  string
		want []string
	}{
		{"ack calls, and the next ack ends the turn", tabbed("ana q+ to say hello", "ben q+", "liwei ack ana", "liwei ack ben", "liwei bye"), []string{
			"Ana Souza 16:00:00 16:00:02 16:00:03 say hello", "Ben Okoro 16:00:01 16:00:03 16:00:04",
		}},
		{"a topic ends the turn", tabbed("ana q+", "liwei ack ana", "liwei Topic: B", "liwei bye"), []string{"Ana Souza 16:00:00 16:00:01 16:00:02"}},
		{"q- takes back", tabbed("ana q+", "ana q-", "liwei bye"), []string{"Ana Souza 16:00:00 - -"}},
		{"q- names another", tabbed("ana q+", "ben q+", "liwei q- ana", "liwei ack next", "liwei bye"), []string{"Ana Souza 16:00:00 - -", "Ben Okoro 16:00:01 16:00:03 16:00:04"}},
		{"asking again keeps the place", tabbed("ana q+", "ben q+", "ana q+ about money", "liwei ack ana"), []string{"Ana Souza 16:00:00 16:00:03 16:00:03 about money", "Ben Okoro 16:00:01 - -"}},
		{"who is called without asking asked then", tabbed("liwei present+", "ana present+", "liwei ack ana", "liwei bye"), []string{"Ana Souza 16:00:02 16:00:02 16:00:03"}},
		{"a note is not a person", tabbed("ana q+ Kudos to all", "liwei hello"), []string{"Ana Souza 16:00:00 - - Kudos to all"}},
		{"added by somebody else", tabbed("ben present+", "ana q+ ben to ask", "liwei hello"), []string{"Ben Okoro 16:00:01 - - ask"}},
		{"/me q+ counts", tabbed("ana /me q+", "liwei hello"), []string{"Ana Souza 16:00:00 - -"}},
		{"bots do not queue", tabbed("Zakim q+", "ana q+", "liwei hello"), []string{"Ana Souza 16:00:01 - -"}},
		{"part of a name is enough to call who waits", tabbed("ana q+", "ben q+", "liwei ack Souza", "liwei bye"), []string{"Ana Souza 16:00:00 16:00:02 16:00:03", "Ben Okoro 16:00:01 - -"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := hold(run(t, c.log, replay.Options{House: h, People: people}).Summary()).queue
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFormatsAreFoundAndCanBeNamed(t *testing.T) {
	h := newHouse(t)
	log := tabbed("ana Topic: A")
	if r := run(t, log, replay.Options{House: h}); r.Format != chatlog.Tabbed {
		t.Errorf("found %s", r.Format)
	}
	if _, err := replay.Run(strings.NewReader(log), replay.Options{House: h, Format: chatlog.WebVTT}); err == nil {
		t.Error("a log that is no WebVTT was read as one")
	}
}
