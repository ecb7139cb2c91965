package replay_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/chatlog"
	"magbot/bot/replay"
)

const captions = `WEBVTT

NOTE Third preparatory meeting

1
00:00:00.000 --> 00:00:10.000
>> CHAIR ST. AMOUR: Welcome to all. Topic: is what we say now.

2
00:00:10.000 --> 00:00:20.000
We begin with the agenda.

3
00:00:20.000 --> 00:00:50.000
>> JORGE CANCIO: Thank you, Chair. The programme needs work.

4
00:00:45.000 --> 00:01:00.000
I agree with the Secretariat.
>> ANA SOUZA: Two words.
`

func groups() map[string]bot.Group {
	return map[string]bot.Group{"Lynn St. Amour": "Technical Community", "Jorge Cancio": "Government", "Ana Souza": "Civil Society"}
}

func TestCaptionsGiveSecondsAndWordsByGroup(t *testing.T) {
	r := run(t, captions, replay.Options{House: newHouse(t), Groups: groups(), People: map[string][]string{"Lynn St. Amour": {"St. Amour"}}})
	s := r.Summary()
	if diff := cmp.Diff([]string{"Lynn St. Amour", "Jorge Cancio", "Ana Souza"}, s.Present); diff != "" {
		t.Errorf("present (-want +got):\n%s", diff)
	}
	want := []replay.Share{
		// Cue 4 begins five seconds before cue 3 has ended: they count once. Its
		// ten seconds are shared by words, five to two.
		{Group: "Civil Society", Seconds: 3, Words: 2, Turns: 1},
		{Group: "Government", Seconds: 37, Words: 12, Turns: 1},
		{Group: "Technical Community", Seconds: 20, Words: 14, Turns: 1},
	}
	if diff := cmp.Diff(want, s.Balance); diff != "" {
		t.Errorf("balance (-want +got):\n%s", diff)
	}
	if len(s.Topics) != 0 {
		t.Errorf("what is spoken is no command, got topics %q", s.Topics)
	}
}

func TestCaptionsWithoutTimesLastAsLongAsTheirWords(t *testing.T) {
	log := ">> JORGE CANCIO: " + strings.Repeat("word ", 150) + "\n>> ANA SOUZA: " + strings.Repeat("word ", 75) + "\n>> Nobody said this.\n"
	s := run(t, log, replay.Options{House: newHouse(t), Groups: groups()}).Summary()
	want := []replay.Share{{Group: "Civil Society", Seconds: 30, Words: 75, Turns: 1}, {Group: "Government", Seconds: 60, Words: 150, Turns: 1}}
	if diff := cmp.Diff(want, s.Balance); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWordsOfATypedMeetingAreWhatPeopleType(t *testing.T) {
	log := irc("ana #startmeeting", "ana one two three", "ana four", "ben five six", "MeetBot a b c d e f", "ana q+", "ana #endmeeting")
	o := replay.Options{House: newHouse(t), Groups: map[string]bot.Group{"ana": "Civil Society"}}
	want := []replay.Share{{Group: "Civil Society", Words: 4, Turns: 1, Asked: 1}, {Group: "unknown", Words: 2, Turns: 1}}
	if diff := cmp.Diff(want, run(t, log, o).Summary().Balance); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestScribedWordsAreOfWhoSpeaks(t *testing.T) {
	log := tabbed("ana scribe: ana", "ana ben: one two", "ana ... three", "liwei chat is not counted", "ana liwei: four")
	o := replay.Options{House: newHouse(t), Groups: map[string]bot.Group{"ben": "Government", "liwei": "Technical Community"}}
	got := run(t, log, o).Summary().Balance
	want := []replay.Share{{Group: "Government", Words: 3, Turns: 1}, {Group: "Technical Community", Words: 1, Turns: 1}, {Group: "unknown"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLogsOfClientsGiveTheSame(t *testing.T) {
	h := newHouse(t)
	for name, log := range map[string]string{
		"ZNC":      "[16:00:01] <ana> #startmeeting MAG\n[16:00:02] <ana> #topic Budget\n[16:00:03] *** Joins: ben (b@example.org)\n[16:00:04] <ben> #action ben to write\n[16:00:05] <ana> #endmeeting\n",
		"irssi":    "--- Log opened Fri Nov 20 16:00:00 2026\n16:00 <@ana> #startmeeting MAG\n16:00 <@ana> #topic Budget\n16:01 -!- ben [~b@example.org] has joined #mag\n16:01 < ben> #action ben to write\n16:02 <@ana> #endmeeting\n",
		"WeeChat":  "2026-11-20 16:00:01\tana\t#startmeeting MAG\n2026-11-20 16:00:02\tana\t#topic Budget\n2026-11-20 16:00:03\t-->\tben (b@example.org) has joined #mag\n2026-11-20 16:00:04\tben\t#action ben to write\n2026-11-20 16:00:05\tana\t#endmeeting\n",
		"MeetBot":  "16:00:01 <ana> #startmeeting MAG\n16:00:01 <MeetBot> Meeting started Fri Nov 20 16:00:01 2026 UTC.  The chair is ana. Information about MeetBot at http://wiki.debian.org/MeetBot.\n16:00:02 <ana> #topic Budget\n16:00:02 *** MeetBot sets the topic to: Budget (Meeting topic: MAG)\n16:00:04 <ben> #action ben to write\n16:00:05 <ana> #endmeeting\n",
		"eggdrop":  "[16:00] <ana> #startmeeting MAG\n[16:00] <ana> #topic Budget\n[16:01] ben (b@example.org) joined #mag.\n[16:01] <ben> #action ben to write\n[16:02] <ana> #endmeeting\n",
		"CR LF":    "16:00:01 <ana> #startmeeting MAG\r\n16:00:02 <ana> #topic Budget\r\n16:00:04 <ben> #action ben to write\r\n16:00:05 <ana> #endmeeting\r\n",
		"Pidgin":   "Conversation with #mag at Fri 20 Nov 2026 on ana@irc.example.org (irc)\n(16:00:01) ana: #startmeeting MAG\n(16:00:02) ana: #topic Budget\n(16:00:03) ben entered the room.\n(16:00:04) ben: #action ben to write\n(16:00:05) ana: #endmeeting\n",
		"epoch":    "1795190401 <ana> #startmeeting MAG\n1795190402 <ana> #topic Budget\n1795190404 <ben> #action ben to write\n1795190405 <ana> #endmeeting\n",
		"a page":   "16:00:01 &lt;ana&gt; #startmeeting MAG\n16:00:02 &lt;ana&gt; #topic Budget\n16:00:04 &lt;ben&gt; #action ben to write\n16:00:05 &lt;ana&gt; #endmeeting\n",
		"renamed":  "16:00:01 <ana> #startmeeting MAG\n16:00:02 *** ana is now known as chair\n16:00:02 <chair> #topic Budget\n16:00:04 <ben> #action ben to write\n16:00:05 <chair> #endmeeting\n",
		"no stamp": "<ana> #startmeeting MAG\n<ana> #topic Budget\n<ben> #action ben to write\n<ana> #endmeeting\n",
	} {
		t.Run(name, func(t *testing.T) {
			got := hold(run(t, log, replay.Options{House: h}).Summary())
			want := held{topics: []string{"Budget"}, actions: []string{"ben to write"}, present: []string{"ana", "ben"}}
			if diff := cmp.Diff(full(want), full(got), cmp.AllowUnexported(held{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestALogThatBreaksOffNamesThePlace(t *testing.T) {
	whole := tabbed("ana present+", "ana Topic: A", "ben q+", "ana hello")
	for cut, line := range map[string]int{
		"[2026-11-2": 5, "[2026-11-20T16:00:09Z]\t<an": 5, "[": 0, "[2026-11-20T16:00:09Z]\t<ana>\tgr\xc3": 5, "[2026-11-20T16:00:09Z]\t<ana>\tgreat": 0,
	} {
		r := run(t, whole+cut, replay.Options{House: newHouse(t)})
		if s := r.Summary(); len(s.Topics) != 1 || len(s.Queue) != 1 {
			t.Errorf("%q: what stands before was lost: %+v", cut, s)
		}
		found := 0
		for _, u := range r.Unread {
			found = u.Line
			if u.Error() == "" || !strings.Contains(u.Error(), "line") {
				t.Errorf("%q: %q names no place", cut, u.Error())
			}
		}
		if found != line {
			t.Errorf("%q: names line %d, want %d", cut, found, line)
		}
	}
}

func TestCaptionsThatBreakOffNameThePlace(t *testing.T) {
	for tail, line := range map[string]int{
		"2\n00:04.000 --> 00:06.0": 7, "00:04.000 --": 6, "00:04.000 --> 00:06.000\n<v An": 7, "00:04.000 --> 00:06.000\n>> BEN: so": 0, "": 0,
	} {
		r := run(t, "WEBVTT\n\n00:01.000 --> 00:02.000\n>> ANA: one two\n\n"+tail, replay.Options{House: newHouse(t)})
		found := 0
		for _, u := range r.Unread {
			found = u.Line
		}
		if found != line {
			t.Errorf("%q: names line %d, want %d", tail, found, line)
		}
		if s := r.Summary(); len(s.Present) == 0 || s.Present[0] != "ANA" || s.Balance[0].Words < 2 {
			t.Errorf("%q: what stands before was lost: %+v", tail, s)
		}
	}
}

func TestALabelOfCaptionsThatIsInThePeopleFileIsASpeaker(t *testing.T) {
	log := "1\n00:00:00,000 --> 00:00:02,000\nwelcome all\n\n2\n00:00:02,000 --> 00:00:04,000\nana: hello\n\n3\n00:00:04,000 --> 00:00:06,000\nNote: a draft\n"
	got := run(t, log, replay.Options{House: newHouse(t), People: map[string][]string{"Ana Souza": {"ana"}}}).Summary()
	if diff := cmp.Diff([]string{"Ana Souza"}, got.Present); diff != "" {
		t.Errorf("present (-want +got):\n%s", diff)
	}
	if got := run(t, log, replay.Options{House: newHouse(t)}).Summary().Present; len(got) != 0 {
		t.Errorf("without the file %q are present", got)
	}
}

func TestWhatIsNoLogIsRefused(t *testing.T) {
	for name, log := range map[string]string{"empty": "", "blank": " \n\n", "prose": "Dear all,\nthis is a letter.\n", "binary": "\x00\x01\x02\xff\xfe\x00"} {
		r, err := replay.Run(strings.NewReader(log), replay.Options{House: newHouse(t)})
		var place *chatlog.Error
		if err == nil || r != nil {
			t.Errorf("%s: no error, %+v", name, r)
		} else if !errorsAs(err, &place) {
			t.Errorf("%s: %T is no *chatlog.Error", name, err)
		}
	}
}

func TestADateInTheNameDatesALogWithoutOne(t *testing.T) {
	log := irc("ana q+", "ana hello")
	for name, want := range map[string]string{
		"mag-2026-11-20.log": "2026-11-20T16:00:00Z", "20261120.txt": "2026-11-20T16:00:00Z", "#mag.log": "16:00:00", "2026-13-77.log": "16:00:00",
	} {
		q := run(t, log, replay.Options{House: newHouse(t), Name: name}).Summary().Queue
		if got := q[0].Asked.String(); got != want {
			t.Errorf("%s: asked at %s, want %s", name, got, want)
		}
	}
}

func TestALogWithoutADateHasNoDateInItsTimes(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct{ rule, log, asked, called string }{
		{"the time of day", "14:00:18 <ana> q+\n14:00:20 <ben> ack ana\n", "14:00:18", "14:00:20"},
		{"to the millisecond", "14:00:18.25 <ana> q+\n14:00:20.1239 <ben> ack ana\n", "14:00:18.25", "14:00:20.124"},
		{"behind midnight the hours go on", "23:59:18 <ana> q+\n00:10:00 <ben> ack ana\n", "23:59:18", "24:10:00"},
		{"a day without a year is no date", "Dec 31 23:59:18 <ana> q+\nJan 01 00:10:00 <ben> hello\n", "23:59:18", "<nil>"},
		{"a date is one", "2026-11-20 14:00:18 <ana> q+\n2026-11-20 14:00:20 <ben> ack ana\n", "2026-11-20T14:00:18Z", "2026-11-20T14:00:20Z"},
	} {
		q := run(t, c.log, replay.Options{House: h}).Summary().Queue[0]
		called := "<nil>"
		if q.Called != nil {
			called = q.Called.String()
		}
		if q.Asked.String() != c.asked || called != c.called {
			t.Errorf("%s: %s and %s, want %s and %s", c.rule, q.Asked, called, c.asked, c.called)
		}
	}
}

func TestSecondsAreToTheMillisecond(t *testing.T) {
	log := "1\n00:00:00,000 --> 00:00:01,001\n>> ANA SOUZA: one two >> JORGE CANCIO: three\n"
	for _, share := range run(t, log, replay.Options{House: newHouse(t), Groups: groups()}).Summary().Balance {
		if text := strconv.FormatFloat(share.Seconds, 'f', -1, 64); len(text) > len("0.123") {
			t.Errorf("%s has %s seconds", share.Group, text)
		}
	}
	s := run(t, "10:00:00.1 <ana> q+\n10:00:00.2 <ben> ack ana\n10:49:16.032 <ben> bye\n", replay.Options{House: newHouse(t)}).Summary()
	if s.Balance[0].Seconds != 2955.832 {
		t.Errorf("%v seconds, want 2955.832", s.Balance[0].Seconds)
	}
}

func TestJSONHasTheKeysAndNullTimes(t *testing.T) {
	var b bytes.Buffer
	if err := run(t, tabbed("ana q+ <b> & co", "ana hello"), replay.Options{House: newHouse(t)}).JSON(&b); err != nil {
		t.Fatal(err)
	}
	want := `{
  "topics": [],
  "resolutions": [],
  "action_items": [],
  "present": [
    "ana"
  ],
  "queue": [
    {
      "person": "ana",
      "asked": "2026-11-20T16:00:00Z",
      "called": null,
      "done": null,
      "note": "<b> & co"
    }
  ],
  "balance": [
    {
      "group": "unknown",
      "seconds": 0,
      "words": 1,
      "turns": 1,
      "asked": 1,
      "called": 0
    }
  ]
}
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !json.Valid(b.Bytes()) {
		t.Error("no JSON")
	}
}

func TestCSVIsRectangularAndStartsNoFormula(t *testing.T) {
	var b bytes.Buffer
	if err := run(t, tabbed("ana Topic: =cmd|' /C calc'!A0", "ana RESOLVED: +1, \"yes\"\n", "ben q+ @SUM(1)"), replay.Options{House: newHouse(t)}).CSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("%q would be a formula", cell)
			}
		}
	}
	if got := rows[1][4]; got != "'=cmd|' /C calc'!A0" {
		t.Errorf("topic %q", got)
	}
}

func TestWhatMeetBotKeepsAsTalkIsWarnedOf(t *testing.T) {
	t.Parallel()
	talk := []string{"ana Topic: Budget", "ana RESOLUTION: Geneva", "ben ACTION: ana to write", "ben Action items are next"}
	for name, c := range map[string]struct {
		lines []string
		want  []int
	}{
		"with #startmeeting":    {slices.Concat([]string{"ana #startmeeting"}, talk, []string{"ana #topic Venue", "ana #endmeeting", "ana Topic: lunch"}), []int{2, 3, 4}},
		"without #startmeeting": {talk, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := run(t, irc(c.lines...), replay.Options{})
			var got []int
			for _, u := range r.Unread {
				got = append(got, u.Line)
				if !strings.Contains(u.Reason, "#topic, #agreed or #action") {
					t.Errorf("it does not say how to mend it: %v", u)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("warned of the lines %v, want %v", got, c.want)
			}
		})
	}
}
