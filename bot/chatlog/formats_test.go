package chatlog_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"magbot/bot/chatlog"
)

// line is what a case expects: the number and kind, the time of day (or "-"),
// the nick and the text.
type line struct {
	Number int
	At     string
	Kind   chatlog.Kind
	Nick   string
	Text   string
}

const (
	typed  = chatlog.Typed
	spoken = chatlog.Spoken
	action = chatlog.Action
	system = chatlog.System
)

func brief(lines []chatlog.Line, layout string) []line {
	var out []line
	for _, l := range lines {
		at := "-"
		if !l.At.IsZero() {
			at = l.At.Format(layout)
		}
		out = append(out, line{l.Number, at, l.Kind, l.Nick, l.Text})
	}
	return out
}

func check(t *testing.T, log string, format chatlog.Format, layout string, want []line) {
	t.Helper()
	lines, got := read(t, strings.TrimPrefix(log, "\n"))
	if got != format {
		t.Errorf("format %v, want %v", got, format)
	}
	if diff := cmp.Diff(want, brief(lines, layout)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

const (
	clock = "15:04:05"
	full  = "2006-01-02 15:04:05"
)

func TestTabbedLogs(t *testing.T) {
	check(t, "[2021-07-13T20:00:15.203+02:00]\t<Sanuja_(Diwala)>\tpresent+ \n"+
		"[2021-07-13T20:00:16Z]\t<eve> Topic: Work item: API\t\n"+
		"[2021-07-13T20:00:17Z]\t<eve> \tLink: https://example.org\n"+
		"[2021-07-13T20:00:18Z]\t<eve>\tor more specifically:\n\n"+
		"PROPOSAL: adopt it\n"+
		"  indented: yes\n"+
		"[2021-07-13T20:00:19Z]\t<Transcriber>\tAna_Silva:  of contributors.\n"+
		"Stray_Name\n"+
		"[2021-07-13T20:00:20Z]\t<Transcriber>\tMeeting: weekly\n"+
		"[2021-07-13T20:00:21Z]\t<eve>\t/me puts soapbox away\n"+
		"[2021-07-13T20:00:22Z]\t*\tben has joined #mag\n"+
		"[2021-07-13T20:00:23Z]\t<RRSAgent>\tRRSAgent has joined #mag\n"+
		"[2021-07-13T20:0", chatlog.Tabbed, clock, []line{
		{1, "18:00:15", typed, "Sanuja_(Diwala)", "present+"},
		{2, "20:00:16", typed, "eve", "Topic: Work item: API"},
		{3, "20:00:17", typed, "eve", "Link: https://example.org"},
		{4, "20:00:18", typed, "eve", "or more specifically:"},
		{6, "20:00:18", typed, "eve", "PROPOSAL: adopt it"},
		{7, "20:00:18", typed, "eve", "  indented: yes"},
		{8, "20:00:19", spoken, "Ana_Silva", "of contributors."},
		{9, "20:00:19", spoken, "Ana_Silva", "Stray_Name"},
		{10, "20:00:20", typed, "Transcriber", "Meeting: weekly"},
		{11, "20:00:21", action, "eve", "puts soapbox away"},
		{12, "20:00:22", system, "", "*\tben has joined #mag"},
		{13, "20:00:23", system, "RRSAgent", "RRSAgent has joined #mag"},
		{14, "20:00:23", system, "", "[2021-07-13T20:0"},
	})
}

func TestNamesAreShownWithBlanks(t *testing.T) {
	lines, _ := read(t, "[2021-07-13T20:00:15Z]\t<TallTed_//_Ted_(he/him)>\thi\n[2021-07-13T20:00:15Z]\t<Orie_>\thi")
	if got := lines[0].Name() + "|" + lines[1].Name(); got != "TallTed // Ted (he/him)|Orie" {
		t.Errorf("got %q", got)
	}
}

func TestIRCLogs(t *testing.T) {
	cases := []struct {
		name, log string
		want      []line
	}{
		{"irssi: ranks, actions, midnight, headings", `
--- Log opened Wed Jul 29 23:55:00 2009
23:55 -!- Ana [~ana@example.org] has joined #mag
23:56 <@Ana> #startmeeting MAG call
23:57 < Ben> hi
23:58  * Ben waves
23:59 <+Ben> #topic Budget
00:00 <%Cléo> #agreed Adopt it
--- Day changed Fri Jul 31 2009
00:01 <Ana> #endmeeting
`, []line{
			{1, "-", system, "", "--- Log opened Wed Jul 29 23:55:00 2009"},
			{2, "2009-07-29 23:55:00", system, "", "-!- Ana [~ana@example.org] has joined #mag"},
			{3, "2009-07-29 23:56:00", typed, "Ana", "#startmeeting MAG call"},
			{4, "2009-07-29 23:57:00", typed, "Ben", "hi"},
			{5, "2009-07-29 23:58:00", action, "Ben", "waves"},
			{6, "2009-07-29 23:59:00", typed, "Ben", "#topic Budget"},
			{7, "2009-07-30 00:00:00", typed, "Cléo", "#agreed Adopt it"},
			{8, "-", system, "", "--- Day changed Fri Jul 31 2009"},
			{9, "2009-07-31 00:01:00", typed, "Ana", "#endmeeting"},
		}},
		{"MeetBot: no date, comments, a command over midnight", `
23:13:46 <MrBeige> #startmeeting

# all commands
00:13:50 <T-Rex> #info before the first topic
00:13:49 <T-Rex> a second back is no new day
`, []line{
			{1, "0001-01-02 23:13:46", typed, "MrBeige", "#startmeeting"},
			{3, "-", system, "", "# all commands"},
			{4, "0001-01-03 00:13:50", typed, "T-Rex", "#info before the first topic"},
			{5, "0001-01-03 00:13:49", typed, "T-Rex", "a second back is no new day"},
		}},
		{"ZNC and mIRC", `
[12:00:00] *** Joins: ana (~ana@example.org)
[12:00:01] <ana> present+
[12:00:02] * ana thinks
[12:00:03] -NickServ- This nickname is registered
[12:00] <ben> hello: world
`, []line{
			{1, "0001-01-02 12:00:00", system, "", "*** Joins: ana (~ana@example.org)"},
			{2, "0001-01-02 12:00:01", typed, "ana", "present+"},
			{3, "0001-01-02 12:00:02", action, "ana", "thinks"},
			{4, "0001-01-02 12:00:03", system, "", "-NickServ- This nickname is registered"},
			{5, "0001-01-02 12:00:00", typed, "ben", "hello: world"},
		}},
		{"supybot and eavesdrop", `
2009-07-29T12:34:56  <ana> #startmeeting
2009-07-29T12:34:57  * ben waves
2009-07-29T12:34:58  *** eve has joined #mag
2009-07-29T14:34:59+02:00 <eve> #vote yes
`, []line{
			{1, "2009-07-29 12:34:56", typed, "ana", "#startmeeting"},
			{2, "2009-07-29 12:34:57", action, "ben", "waves"},
			{3, "2009-07-29 12:34:58", system, "", "*** eve has joined #mag"},
			{4, "2009-07-29 12:34:59", typed, "eve", "#vote yes"},
		}},
		{"WeeChat", "2009-07-29 12:34:56\t-->\tana (~ana@x) has joined #mag\n" +
			"2009-07-29 12:34:57\t@ana\t#startmeeting <now>\n" +
			"2009-07-29 12:34:58\t *\tben waves\n" +
			"2009-07-29 12:34:59\tben\tpresent+\n" +
			"2009-07-29 12:35:00\t--\tNotice(x): y\n", []line{
			{1, "2009-07-29 12:34:56", system, "", "--> ana (~ana@x) has joined #mag"},
			{2, "2009-07-29 12:34:57", typed, "ana", "#startmeeting <now>"},
			{3, "2009-07-29 12:34:58", action, "ben", "waves"},
			{4, "2009-07-29 12:34:59", typed, "ben", "present+"},
			{5, "2009-07-29 12:35:00", system, "", "-- Notice(x): y"},
		}},
		{"HexChat: the year comes from the heading", "**** BEGIN LOGGING AT Wed Dec 31 23:59:00 2008\n\n" +
			"Dec 31 23:59:01 *\tNow talking on #mag\n" +
			"Dec 31 23:59:30 <ana>\thello\n" +
			"Dec 31 23:59:31 *\tben waves\n" +
			"Jan 01 00:00:02 <ben>\thappy new year\n", []line{
			{1, "-", system, "", "**** BEGIN LOGGING AT Wed Dec 31 23:59:00 2008"},
			{3, "2008-12-31 23:59:01", system, "", "*\tNow talking on #mag"},
			{4, "2008-12-31 23:59:30", typed, "ana", "hello"},
			{5, "2008-12-31 23:59:31", action, "ben", "waves"},
			{6, "2009-01-01 00:00:02", typed, "ben", "happy new year"},
		}},
		{"bip", `
18-04-2019 09:52:34 -!- ana!~ana@team.cloak has joined #i18n
18-04-2019 09:52:41 < ana!~ana@team.cloak: Topic: one: two
18-04-2019 09:52:50 < * trackbot!trackbot@team.cloak is preparing.
18-04-2019 10:00:46 > * Bert is late.
18-04-2019 10:00:47 > Bert: q+ to say
`, []line{
			{1, "2019-04-18 09:52:34", system, "", "-!- ana!~ana@team.cloak has joined #i18n"},
			{2, "2019-04-18 09:52:41", typed, "ana", "Topic: one: two"},
			{3, "2019-04-18 09:52:50", action, "trackbot", "is preparing."},
			{4, "2019-04-18 10:00:46", action, "Bert", "is late."},
			{5, "2019-04-18 10:00:47", typed, "Bert", "q+ to say"},
		}},
		{"IRCCloud", `
#mag
[2020-07-21 17:28:44] → Joined channel #mag
[2020-07-21 17:28:45] <ana> zakim, start meeting
[2020-07-21 17:28:46] — Zakim notes agendum 1 added
[2020-07-21 17:28:47] * ben_ → ben
`, []line{
			{1, "-", system, "", "#mag"},
			{2, "2020-07-21 17:28:44", system, "", "→ Joined channel #mag"},
			{3, "2020-07-21 17:28:45", typed, "ana", "zakim, start meeting"},
			{4, "2020-07-21 17:28:46", action, "Zakim", "notes agendum 1 added"},
			{5, "2020-07-21 17:28:47", system, "", "* ben_ → ben"},
		}},
		{"RRSAgent, bridges with several lines, unreadable lines, a cut", `
16:52:13 <RRSAgent> RRSAgent has joined #eo
16:52:14 <ana> notes:
#action Ben to write
16:52:15 ??
[99:99] <ana> no time
16:5`, []line{
			{1, "0001-01-02 16:52:13", system, "RRSAgent", "RRSAgent has joined #eo"},
			{2, "0001-01-02 16:52:14", typed, "ana", "notes:"},
			{3, "0001-01-02 16:52:14", typed, "ana", "#action Ben to write"},
			{4, "0001-01-02 16:52:15", system, "", "??"},
			{5, "0001-01-02 16:52:15", system, "", "[99:99] <ana> no time"},
			{6, "0001-01-02 16:52:15", system, "", "16:5"},
		}},
		{"half days, slashes, other zones", `
[07/29/2009 1:02:02 PM] <ana> there is no 29th month
[29/07/2009 1:02:03 PM] <ana> one
2009/07/29 12:30 AM <ben> two
2017-03-15 17:41 -0500<eve> three
(17:42) <eve> four
`, []line{
			{1, "2009-07-29 13:02:02", typed, "ana", "there is no 29th month"},
			{2, "2009-07-29 13:02:03", typed, "ana", "one"},
			{3, "2009-07-29 00:30:00", typed, "ben", "two"},
			{4, "2017-03-15 22:41:00", typed, "eve", "three"},
			{5, "2017-03-15 17:42:00", typed, "eve", "four"},
		}},
		{"weekdays", "[Fri 13:05:34] <manu>\tAgenda: https://example.org\n[Fri 23:30:30] *\tdlongley no audio\n[Sat 00:01:00] <?>\tpresent+\nSat Jan 30 01:00:00 <Manu> hi\n", []line{
			{1, "0001-01-02 13:05:34", typed, "manu", "Agenda: https://example.org"},
			{2, "0001-01-02 23:30:30", action, "dlongley", "no audio"},
			{3, "0001-01-03 00:01:00", typed, "?", "present+"},
			{4, "0001-01-30 01:00:00", typed, "Manu", "hi"},
		}},
		{"no times at all", `
<ana> #startmeeting
<ben> present+
`, []line{
			{1, "-", typed, "ana", "#startmeeting"},
			{2, "-", typed, "ben", "present+"},
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { check(t, c.log, chatlog.IRC, full, c.want) })
	}
}

func TestStampsOfManyClients(t *testing.T) {
	for _, c := range []struct {
		rule, log string
		want      []line
	}{
		{"Pidgin: a stamp in round brackets, the nick without its own", `
(14:00:01) ana: q+ to ask: why
(14:00:02) Ben Okoro: present+
(14:00:03) ***ben waves
(14:00:04) carla entered the room.
(14:00:05) The topic is: budget
(14:00:06) ana: Topic: Budget
`, []line{
			{1, "0001-01-02 14:00:01", typed, "ana", "q+ to ask: why"},
			{2, "0001-01-02 14:00:02", typed, "Ben Okoro", "present+"},
			{3, "0001-01-02 14:00:03", action, "ben", "waves"},
			{4, "0001-01-02 14:00:04", system, "", "carla entered the room."},
			{5, "0001-01-02 14:00:05", system, "", "The topic is: budget"},
			{6, "0001-01-02 14:00:06", typed, "ana", "Topic: Budget"},
		}},
		{"square brackets", "[14:00:01] ana: hello\n[14:00:02] ben: hi\n", []line{{1, "0001-01-02 14:00:01", typed, "ana", "hello"}, {2, "0001-01-02 14:00:02", typed, "ben", "hi"}}},
		{"seconds without brackets", "14:00:01 ana: hello\n14:00:02 Note: a convention is nobody\n", []line{{1, "0001-01-02 14:00:01", typed, "ana", "hello"}, {2, "0001-01-02 14:00:02", system, "", "Note: a convention is nobody"}}},
		{"without seconds, a nick that comes again", "14:00 ana: hello\n14:01 ben: hi\n14:02 ana: so\n", []line{{1, "0001-01-02 14:00:00", typed, "ana", "hello"}, {2, "0001-01-02 14:01:00", typed, "ben", "hi"}, {3, "0001-01-02 14:02:00", typed, "ana", "so"}}},
		{"where nicks have their brackets, a colon makes none", "14:00:01 <ana> hello\n14:00:02 ben: hi\n", []line{{1, "0001-01-02 14:00:01", typed, "ana", "hello"}, {2, "0001-01-02 14:00:02", system, "", "ben: hi"}}},
		{"points in the time", "14.00.01 <ana> hello\n14.00.02 <ben> 10.30 is the time\n", []line{{1, "0001-01-02 14:00:01", typed, "ana", "hello"}, {2, "0001-01-02 14:00:02", typed, "ben", "10.30 is the time"}}},
		{"a comma before the fraction", "14:00:01,123 <ana> hello\n", []line{{1, "0001-01-02 14:00:01", typed, "ana", "hello"}}},
		{"month first, a year of two digits", "11/25/26 14:00 <ana> hello\n12/01/26 14:00 <ana> so\n", []line{{1, "2026-11-25 14:00:00", typed, "ana", "hello"}, {2, "2026-12-01 14:00:00", typed, "ana", "so"}}},
		{"one date that can only be read one way tells for the log", "05/11/26 14:00 <ana> hello\n25/11/26 14:00 <ana> so\n", []line{{1, "2026-11-05 14:00:00", typed, "ana", "hello"}, {2, "2026-11-25 14:00:00", typed, "ana", "so"}}},
		{"the same for a year of four digits", "05/11/2026 14:00 <ana> hello\n05/25/2026 14:00 <ana> so\n", []line{{1, "2026-05-11 14:00:00", typed, "ana", "hello"}, {2, "2026-05-25 14:00:00", typed, "ana", "so"}}},
		{"points in a date of two digits", "25.11.26 14:00 <ana> hello\n", []line{{1, "2026-11-25 14:00:00", typed, "ana", "hello"}}},
		{"seconds since 1970", "1795615201 <ana> hello\n[1795615202.5] <ben> hi\n1795615203 ana joined\n", []line{{1, "2026-11-25 14:00:01", typed, "ana", "hello"}, {2, "2026-11-25 14:00:02", typed, "ben", "hi"}, {3, "2026-11-25 14:00:03", system, "", "ana joined"}}},
		{"copied from the source of a page", "[14:00:01] &lt;ana&gt; R&amp;D\n[14:00:02]&nbsp;&lt;ben&gt; hi\n", []line{{1, "0001-01-02 14:00:01", typed, "ana", "R&D"}, {2, "0001-01-02 14:00:02", typed, "ben", "hi"}}},
		{"entities that somebody wrote stay", "14:00:01 <ana> &lt;ben&gt; means Ben\n", []line{{1, "0001-01-02 14:00:01", typed, "ana", "&lt;ben&gt; means Ben"}}},
		{"a Matrix user", "14:00:01 <@ana:fedora.im> hello\n", []line{{1, "0001-01-02 14:00:01", typed, "ana:fedora.im", "hello"}}},
		{"a change of nick is no message, with or without a stamp", "14:00:01 <ana> hello\ncarla is now known as zebra\n*** ben is now known as lion\n14:00:02 carla is now known as zebra\n14:00:03 -!- carla is now known as zebra\n", []line{
			{1, "0001-01-02 14:00:01", typed, "ana", "hello"},
			{2, "-", system, "", "carla is now known as zebra"},
			{3, "-", system, "", "*** ben is now known as lion"},
			{4, "0001-01-02 14:00:02", system, "", "carla is now known as zebra"},
			{5, "0001-01-02 14:00:03", system, "", "-!- carla is now known as zebra"},
		}},
	} {
		t.Run(c.rule, func(t *testing.T) { check(t, c.log, chatlog.IRC, full, c.want) })
	}
}

func TestAnAgendaWithTimesIsNoLog(t *testing.T) {
	for _, text := range []string{
		"10:00 Opening: words of the Chair\n11:00 Budget: first reading\n", "1795615201 apples\n", "14.00.01 is a version\n", "Note: a\nNote: b\n",
	} {
		if lines, format, err := chatlog.Read(strings.NewReader(text)); err == nil {
			t.Errorf("%q is read as %s: %v", text, format, lines)
		}
	}
}

func TestRenamed(t *testing.T) {
	for text, want := range map[string]string{
		"*** carla is now known as zebra":              "carla zebra",
		"-!- carla!c@x.org is now known as zebra":      "carla zebra",
		"carla is now known as zebra.":                 "carla zebra",
		"-- carla is now known as zebra":               "carla zebra",
		"* carla → zebra":                              "carla zebra",
		"carla → zebra":                                "carla zebra",
		"*** Nick change: carla -> zebra":              "carla zebra",
		"carla changed nick to zebra":                  "carla zebra",
		"* @carla is now known as +zebra":              "carla zebra",
		"-!- You're now known as zebra":                "",
		"the talk is now known as a workshop":          "",
		"carla is now known as the best of all":        "",
		"carla is now known as":                        "",
		"--> ana has joined #mag":                      "",
		"→ Joined channel #mag":                        "",
		"":                                             "",
		"*** you is now known as zebra":                "",
		strings.Repeat("x", 200) + " → zebra":          "",
		"what is now known as zebra was a horse → pig": "",
	} {
		before, after, ok := chatlog.Renamed(text)
		if got := strings.TrimSpace(before + " " + after); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v, want %q", text, got, ok, want)
		}
	}
}

func TestLabelsOfCaptionsAreSpeakersOnlyByAPattern(t *testing.T) {
	known := func(name string) bool { return strings.EqualFold(name, "ana") }
	cue := func(lines ...string) string {
		var b strings.Builder
		for i, l := range lines {
			b.WriteString("\n00:0" + string(rune('0'+i)) + ":00,000 --> 00:0" + string(rune('0'+i)) + ":09,000\n" + l + "\n")
		}
		return strings.TrimPrefix(b.String(), "\n")
	}
	for _, c := range []struct {
		rule  string
		lines []string
		want  []string // nick|text
	}{
		{"one that comes again is a speaker", []string{"Ben: Hello", "and more", "then some", "Ben: So"}, []string{"Ben|Hello", "Ben|and more", "Ben|then some", "Ben|So"}},
		{"one that is known is a speaker, whatever its case", []string{"hello", "we begin", "ana: Hello", "more"}, []string{"|hello", "|we begin", "ana|Hello", "ana|more"}},
		{"one label alone is part of what is said", []string{"hello", "One: we begin", "more", "so"}, []string{"|hello", "|One: we begin", "|more", "|so"}},
		{"a note is never a speaker", []string{"Note: draft", "Note: still", "Next Meeting: Friday", "Question: why"}, []string{"|Note: draft", "|Note: still", "|Next Meeting: Friday", "|Question: why"}},
		{"where most lines have one, each is a speaker", []string{"Ben: Hello", "Li: Hi", "Zoe: Good morning"}, []string{"Ben|Hello", "Li|Hi", "Zoe|Good morning"}},
	} {
		lines, _, err := chatlog.ReadWith(strings.NewReader(cue(c.lines...)), chatlog.Options{Known: known})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range lines {
			got = append(got, l.Nick+"|"+l.Text)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.rule, diff)
		}
	}
}

func TestACueThatIsCutIsKeptAndOnlyThere(t *testing.T) {
	const whole = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nAna Silva: one\n\n"
	for rule, c := range map[string]struct{ tail, kept string }{
		"in its timing":                 {"2\n00:04.000 --> 00:06.0", "00:04.000 --> 00:06.0"},
		"before the arrow":              {"00:04.00", "00:04.00"},
		"with a line end behind it":     {"2\n00:04.000 --> 00:06.0\n", "00:04.000 --> 00:06.0"},
		"in the arrow":                  {"2\n00:04.000 --", "00:04.000 --"},
		"in the tag of a voice":         {"00:04.000 --> 00:06.000\n<v An", "<v An"},
		"a cue without words is no cut": {"00:04.000 --> 00:06.000\n\n", ""},
		"words show no cut":             {"00:04.000 --> 00:06.000\n10:30", "10:30"},
	} {
		lines, _ := read(t, whole+c.tail)
		if c.kept == "" {
			if len(lines) != 1 {
				t.Errorf("%s: %v", rule, lines)
			}
			continue
		}
		last := lines[len(lines)-1]
		wantKind := system
		if rule == "words show no cut" {
			wantKind = spoken
		}
		if len(lines) != 2 || last.Text != c.kept || last.Kind != wantKind {
			t.Errorf("%s: %+v", rule, lines)
		}
	}
}

func TestTimesOfADateAreDatedAndOthersAreNot(t *testing.T) {
	lines, _ := read(t, "2009-07-29T00:00:00 <ana> x")
	if !lines[0].Dated() {
		t.Error("a full date is not dated")
	}
	lines, _ = read(t, "00:00:00 <ana> x")
	if lines[0].Dated() || lines[0].At.IsZero() || !lines[0].At.Equal(chatlog.Base()) {
		t.Errorf("midnight without a date is %v", lines[0].At)
	}
}

func TestWebVTT(t *testing.T) {
	check(t, `
WEBVTT - a meeting
Language: en

NOTE
>> NOBODY: a note

STYLE
::cue { color: red }

1
00:00:01.000 --> 00:00:04.000 align:start
<v Ana Silva>Good <i>morning</i> &amp; welcome.</v> <v.loud Ben &amp; Co>Hi</v>
and more

intro
00:05.500 --> 00:07.000
>> CHAIR: Thank you.
We begin. >> Thanks.

00:08.000 --> 00:09.000
still nameless
00:10.000 --> 00:11.000
Ana Silva: one

01:00:12.000 --> 01:00:13.000
1 < 2, a <3, <00:12.500>{\an8}b
So: it goes on

(stray words)
`, chatlog.WebVTT, clock, []line{
		{12, "00:00:01", spoken, "Ana Silva", "Good morning & welcome."},
		{12, "00:00:01", spoken, "Ben & Co", "Hi"},
		{13, "00:00:01", spoken, "Ben & Co", "and more"},
		{17, "00:00:05", spoken, "CHAIR", "Thank you."},
		{18, "00:00:05", spoken, "CHAIR", "We begin."},
		{18, "00:00:05", spoken, "", "Thanks."},
		{21, "00:00:08", spoken, "", "still nameless"},
		{23, "00:00:10", spoken, "Ana Silva", "one"},
		{26, "01:00:12", spoken, "Ana Silva", "1 < 2, a <3, b"},
		{27, "01:00:12", spoken, "Ana Silva", "So: it goes on"},
		{29, "-", system, "", "(stray words)"},
	})
}

func TestCuesHaveAnEnd(t *testing.T) {
	lines, _ := read(t, "WEBVTT\n\n00:00:01.500 --> 00:01:04.25\nhello")
	if got := lines[0].End.Sub(lines[0].At); got != 62*time.Second+750*time.Millisecond {
		t.Errorf("lasted %v", got)
	}
	if lines[0].Dated() || lines[0].At.Sub(chatlog.Base()) != 1500*time.Millisecond {
		t.Errorf("begins at %v", lines[0].At)
	}
}

func TestSubRip(t *testing.T) {
	check(t, `
1
00:00:00,000 --> 00:00:02,000
{\an8}<i>CHAIR:</i> Hello

2
00:00:03,000 --> 00:00:04,000
- One,
and on
- BEN: Two
`, chatlog.SubRip, clock, []line{
		{3, "00:00:00", spoken, "CHAIR", "Hello"},
		{7, "00:00:03", spoken, "", "One,"},
		{8, "00:00:03", spoken, "", "and on"},
		{9, "00:00:03", spoken, "BEN", "Two"},
	})
}

func TestCaptions(t *testing.T) {
	check(t, `
2019 IGF - MAG - Virtual Meeting - XIV
Next Meeting: Friday
***
>> CHENGETAI MASANGO: Good afternoon.
We are wrapped here: see below.

 >>CHAIR ST. AMOUR:  Thank you.
>> CHAIR; The usual count?
>> Hello. This is Rudolf.
>>> BEN: New story >> ANA: merged; and 3 >> 2
>> CHAIR ST. AMOUR Thanks, all.
(Applause.)
CHAIR: no marker
LYNN SAINT-AMOUR: also none
>> ANA AND BEN: both at once
>> UNESCO: we support: it
>> CAPTIONER: please stand by
>> MAG members agree.
>>
And then I said: no.
>> Mr. Ng (UNESCO): mixed case
>> The point: is this
>> EVE:
her words
`, chatlog.Captions, clock, []line{
		{1, "-", system, "", "2019 IGF - MAG - Virtual Meeting - XIV"},
		{2, "-", system, "", "Next Meeting: Friday"},
		{3, "-", system, "", "***"},
		{4, "-", spoken, "CHENGETAI MASANGO", "Good afternoon."},
		{5, "-", spoken, "CHENGETAI MASANGO", "We are wrapped here: see below."},
		{7, "-", spoken, "CHAIR ST. AMOUR", "Thank you."},
		{8, "-", spoken, "CHAIR", "The usual count?"},
		{9, "-", spoken, "", "Hello. This is Rudolf."},
		{10, "-", spoken, "BEN", "New story"},
		{10, "-", spoken, "ANA", "merged; and 3"},
		{10, "-", spoken, "", "2"},
		{11, "-", spoken, "CHAIR ST. AMOUR", "Thanks, all."},
		{12, "-", system, "", "(Applause.)"},
		{13, "-", spoken, "CHAIR", "no marker"},
		{14, "-", spoken, "LYNN SAINT-AMOUR", "also none"},
		{15, "-", spoken, "ANA AND BEN", "both at once"},
		{16, "-", spoken, "UNESCO", "we support: it"},
		{17, "-", system, "CAPTIONER", "please stand by"},
		{18, "-", spoken, "", "MAG members agree."},
		{20, "-", spoken, "", "And then I said: no."},
		{21, "-", spoken, "Mr. Ng (UNESCO)", "mixed case"},
		{22, "-", spoken, "", "The point: is this"},
		{23, "-", spoken, "EVE", ""},
		{24, "-", spoken, "EVE", "her words"},
	})
}

func TestCaptionsWithoutAnyMarker(t *testing.T) {
	check(t, `
Day 1
CHAIR: Good morning.
ANA SILVA: Thank you.
AGENDA: is what we adopt
`, chatlog.Captions, clock, []line{
		{1, "-", system, "", "Day 1"},
		{2, "-", spoken, "CHAIR", "Good morning."},
		{3, "-", spoken, "ANA SILVA", "Thank you."},
		{4, "-", spoken, "ANA SILVA", "AGENDA: is what we adopt"},
	})
}

func TestCaptionsFromWebPages(t *testing.T) {
	check(t, "&gt;&gt; ANA SILVA:\u00a0R&amp;D first.\n&gt;&gt;\u00a0BEN:thanks\n>> 王伟：大家好\n>> HTTP://example.org\n", chatlog.Captions, clock, []line{
		{1, "-", spoken, "ANA SILVA", "R&D first."},
		{2, "-", spoken, "BEN", "thanks"},
		{3, "-", spoken, "王伟", "大家好"},
		{4, "-", spoken, "", "HTTP://example.org"},
	})
}

func TestScribed(t *testing.T) {
	cases := []struct {
		text, nick, words string
		ok                bool
	}{
		{"kimhd: great to have Anil", "kimhd", "great to have Anil", true},
		{"Jack_Tanner_(Gimly): Hi, I'm Jack", "Jack_Tanner_(Gimly)", "Hi, I'm Jack", true},
		{"Ana Silva: two words", "Ana Silva", "two words", true},
		{"kimhd: danb: both", "kimhd", "danb: both", true},
		{"heathervescent: Topic: IP Note", "heathervescent", "Topic: IP Note", true},
		{"... and so on", "", "and so on", true},
		{".. two dots", "", "two dots", true},
		{"… one character", "", "one character", true},
		{"…", "", "", false},
		{"Topic: x", "", "", false},
		{"https://example.org", "", "", false},
		{"see https: x", "", "", false},
		{"one thing: another", "", "", false},
		{"just words", "", "", false},
		{"ana:", "", "", false},
		{": x", "", "", false},
		{"10:30 is the time", "", "", false},
		{"AGREED: not sure", "", "", false},
		{"Resolved: yes", "", "", false},
		{"Note: a draft", "", "", false},
		{"SUMMARY: all of it", "", "", false},
		{"ACTION-12: see there", "", "", false},
		{"PROPOSAL 2: this", "", "", false},
		{"Straw Poll: who agrees", "", "", false},
		{"[NEW] ACTION: x", "", "", false},
		{"PL: initials are somebody", "PL", "initials are somebody", true},
		{"Nora: Note: x", "Nora", "Note: x", true},
	}
	for _, c := range cases {
		nick, words, ok := chatlog.Scribed(c.text)
		if nick != c.nick || words != c.words || ok != c.ok {
			t.Errorf("Scribed(%q) = %q, %q, %v", c.text, nick, words, ok)
		}
	}
}

func TestSpokenTimeIsAHundredAndFiftyWordsAMinute(t *testing.T) {
	cases := map[string]time.Duration{
		"": 0, "...": 0,
		"one":                         400 * time.Millisecond,
		"don't stop, 3.5 times":       4 * 400 * time.Millisecond,
		strings.Repeat("word ", 150):  time.Minute,
		"大家早上好":                       5 * 200 * time.Millisecond,
		"speech-to-text – it is long": 4 * 400 * time.Millisecond,
	}
	for text, want := range cases {
		if got := chatlog.SpokenTime(text); got != want {
			t.Errorf("SpokenTime(%q) = %v, want %v", text, got, want)
		}
	}
}
