package house_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/meeting"
	"magbot/store"
)

// story is a meeting from its agenda to its report, as it was typed.
const story = `
gov1 /mag agenda add "Meet in June" why: "Because of the exams" minutes: 20 kind: decision
cs1 /mag agenda add "Schools" kind: discussion
cs4 /mag agenda add "Cables" kind: information
ps1 /mag agenda support 1
chair /mag agenda accept 1, 2
chair /mag agenda defer 3 no time
chair /mag agenda publish really: yes
chair /mag meeting open
sec present+ gov1, gov2, cs1, cs2, ps1, tech1
chair next item
gov1 q+ to say why June
cs1 q+
chair ack gov1
gov1 I am done
chair ack next
chair /mag consensus open +2h "We meet in May." contest: 3h
gov2 /mag consensus no-objection
cs2 /mag consensus object the exams
chair PROPOSAL: We meet in June.
gov2 +1
cs2 -1 because of the exams
chair /mag proposal answer 1 They end in May.
cs2 +1
chair RESOLUTION: We meet in June.
chair ACTION: gov1 to book the room by 2027-04-01
cs1 #info The host will help with visas
chair next item
ps1 q+
chair #startvote Which room? Blue, Red
gov1 #vote Blue
chair #endvote
chair /mag meeting close really: yes
`

// step is one thing that somebody does.
func (w *crowd) step() {
	switch pick(w, []string{
		"type", "type", "type", "type", "command", "command", "command", "press", "press", "press", "form", "again", "wait", "wait", "restart",
	}) {
	case "type":
		w.handle(w.anybody(), w.anywhere(), bot.Typed{Text: w.line(), Addressed: w.chance(2)})
	case "command":
		w.handle(w.anybody(), w.anywhere(), w.call(pick(w, w.table), nil))
	case "press":
		w.press()
	case "form":
		if len(w.forms) > 0 {
			f := pick(w, w.forms)
			w.handle(w.anybody(), w.anywhere(), w.call(f.Call.Path, f.Call.Args))
		}
	case "again":
		w.again(pick(w, w.before))
	case "wait":
		<-time.After(pick(w, []time.Duration{
			time.Second, time.Second, 4 * time.Second, time.Minute, 3 * time.Minute, 25 * time.Minute, 5 * time.Hour, 25 * time.Hour,
		}))
		w.settled()
	case "restart":
		w.restart()
	}
}

// again delivers what was delivered before: nothing is recorded a second time.
func (w *crowd) again(in bot.Input) {
	before := w.records()
	known := w.decided(in)
	w.give(in)
	if after := w.records(); known && after != before {
		w.failf("%+v was decided twice", in)
	}
}

// decided reports whether a record answers the input.
func (w *crowd) decided(in bot.Input) bool {
	return slices.ContainsFunc(w.decisions(), func(r store.Record) bool {
		return strings.Contains(string(r.Body), `"cause":"`+string(in.Cause)+`"`)
	})
}

// press presses a button that somebody was shown, or fills in what it asks.
func (w *crowd) press() {
	w.desk.mu.Lock()
	seen := append([]chat.Button(nil), w.desk.seen...)
	w.desk.mu.Unlock()
	if len(seen) == 0 {
		return
	}
	b := pick(w, seen)
	by, place := w.anybody(), w.anywhere()
	if b.Ask {
		answer, err := w.engine.Form(context.Background(), bot.Input{Cause: "form", Actor: by, Place: place, Intent: bot.Call(b.Call)})
		if err != nil {
			w.failf("the form of %+v: %v", b.Call, err)
		}
		w.checkAnswer(bot.Input{Intent: bot.Call(b.Call)}, answer)
		if answer.Form != nil {
			w.handle(by, place, w.call(answer.Form.Call.Path, answer.Form.Call.Args))
		}
		return
	}
	w.handle(by, place, bot.Call(b.Call))
}

func (w *crowd) anybody() bot.Actor {
	alias := pick(w, []string{
		"chair", "chair", "chair", "chair", "chair", "chair", "chair", "chair", "chair", "chair", "sec", "sec", "sec", "sec", "sec",
		"gov1", "gov2", "cs1", "cs3", "cs4", "ps1", "tech1", "igo1", "obs1", "stranger",
	})
	if alias == "stranger" {
		return bot.Actor{Account: bot.Account{Platform: "slack", Workspace: "T1", User: "U9"}}
	}
	return w.as(alias)
}

func (w *crowd) anywhere() bot.Place {
	return pick(w, []bot.Place{hall, hall, hall, hall, private, aside})
}

// line is what somebody types.
func (w *crowd) line() string {
	if w.chance(6) {
		return pick(w, []string{"", "/mag ", "/mag agenda ", "q+ ", "Topic: ", "PROPOSAL: ", "#info ", "s/", "ACTION: ", "-1 "}) + w.text()
	}
	if w.isOpen() && !w.chance(4) || w.chance(8) {
		return pick(w, lines)
	}
	return pick(w, plans)
}

func (w *crowd) isOpen() (open bool) {
	w.engine.Read(bot.WorkStream, bot.Actor{}, hall, func(v bot.View) { _, open = meeting.DirectoryOf(v).OnlyOpen() })
	return open
}

// call fills in arguments of a command, some right, some wrong, some left out.
func (w *crowd) call(path string, given map[string]string) bot.Call {
	c, ok := w.house.Table().Get(path)
	if !ok {
		w.failf("somebody was shown %q, which is no command", path)
	}
	call := bot.Call{Path: path, Args: map[string]string{}}
	for _, a := range c.Args {
		if v, ok := given[a.Name]; ok {
			call.Args[a.Name] = v
			continue
		}
		if a.Name != command.MeetingArg && (a.Required || w.chance(2)) {
			call.Args[a.Name] = w.argument(a)
		}
	}
	if v, ok := given[command.MeetingArg]; ok {
		call.Args[command.MeetingArg] = v
	} else if w.chance(10) {
		call.Args[command.MeetingArg] = pick(w, []string{"1", "2", "9", "Meeting XIV", "\u202e1"})
	}
	return call
}

func (w *crowd) argument(a command.Arg) string {
	if w.chance(5) {
		return w.text()
	}
	var pool []string
	switch a.Kind {
	case command.Text, command.Long, command.File:
		pool = slices.Concat(lines[:12], []string{"gov1", "next", "1", "2", "a, b", "2m", "+1", "-1", "0", "yes", "Government", "chair", "Tomorrow's work", "https://example.org/x"})
	case command.Person, command.People:
		pool = []string{"gov1", "cs4", "me", "Aroha Sample", "أمينة المثال", "gov1, cs1", "李示范", "Nobody at all", "chair", "sec"}
	case command.Number, command.Numbers:
		pool = []string{"1", "2", "3", "1, 2", "0", "7", "99999999999999999999", "-1", "#1"}
	case command.When:
		pool = []string{"+2h", "tomorrow 14:00", "2027-03-28 02:30", "2027-03-08 13:00", "1999-01-01 10:00", "never"}
	case command.Date:
		pool = []string{"2027-04-01", "tomorrow", "+3d", "2027-02-30", "1 May"}
	case command.Duration:
		pool = []string{"2m", "90s", "1h30m", "10", "0", "-5m", "99999h"}
	case command.Choice:
		pool = slices.Concat(a.Choices, []string{"perhaps"})
	case command.Flag:
		pool = []string{"yes", "yes", "no", "maybe"}
	case command.Zone:
		pool = []string{"Europe/Zurich", "Asia/Kolkata", "Local", "../etc"}
	case command.Link:
		pool = []string{"https://example.org/a?b=c", "javascript:alert(1)", "http://[::1"}
	}
	return pick(w, pool)
}

// text is what nobody expects.
func (w *crowd) text() string {
	if w.chance(2) {
		return pick(w, nasty)
	}
	r := make([]rune, w.rand.IntN(60))
	for i := range r {
		r[i] = pick(w, []rune("abc XYZ019,;:!?'\"()[]/\\+-=_#@&*~^|\t\n\u00e9\u00df\u0130\u0627\u05d0\u4f60\u0301\u200d\u2028\u202e\u2066\ufeff\u0007\U0001f600"))
	}
	return string(r)
}

func pick[T any](w *crowd, from []T) T { return from[w.rand.IntN(len(from))] }

// chance is true once in so many times.
func (w *crowd) chance(n int) bool { return w.rand.IntN(n) == 0 }

var nasty = []string{
	"", " ", "\u202egnihtyna\u202c", "مرحبا بالعالم", "你好，世界", "a\x00b", "line one\nline two\r\nline three", "\t\t", "\xff\xfe", "👩‍👩‍👧‍👦",
	"<script>alert(1)</script>", "*bold* _it_ `code` [x](y)", "@here <!channel>", strings.Repeat("x", 3000), strings.Repeat("ت", 3000),
	strings.Repeat("a, ", 500), "\"", "'", "\\", "--", "s/a/b/g", "%s %d", "${x}", "0x10", "1e9", "٣", "Ａ", "e\u0301",
}

// lines are what people type, in the order of no meeting.
var lines = []string{
	"q+", "q+ to say that we need time", "q-", "q?", "q+ gov1", "qq+ a direct reply", "q+ point of order", "I am done", "ack next", "ack gov1",
	"ack أمينة المثال", "close the queue", "open the queue", "q= gov1, cs1", "q=", "time speakers at 2m", "stop timing", "gov1 has the last word",
	"Topic: Budget", "Topic: Evaluation", "Subtopic: the room", "next item", "take up item 1", "skip item 1", "close this item", "allow this item 20 minutes",
	"PROPOSAL: We meet in June.", "PROPOSED: We meet in July.", "+1", "-1", "-1 because of the exams", "0", "+0.5", "RESOLUTION: We meet in June.", "#agreed We meet in June.",
	"RESOLVED: We thank the host.", "#rejected Another meeting", "#startvote Which room? Blue, Red", "#vote Blue", "#vote Red", "#endvote",
	"ACTION: gov1 to book the room by 2027-04-01", "ACTION: Ana Nobody to help", "close action 1", "actions?", "#info The host is found", "#help with visas", "#undo",
	"s/June/July/", "s/the/a/g", "i/host/We began late/", "present+", "present+ gov2, cs2", "present-", "regrets+", "regrets+ ps2", "guests+ Zoe Q", "agenda+ Schools 15 min",
	"agenda?", "off the record", "on the record", "Scribe: cs1", "Chair: gov1", "Meeting: XIV", "#startmeeting", "#endmeeting", "good morning everybody", "[off] not for the minutes",
}

// plans are what people type whether a meeting is open or not.
var plans = []string{
	"/mag", "/mag help", "/mag help agenda", "/mag help queue add", "/mag agenda ad", "/mag status", "/mag meeting open", "/mag meeting open", "/mag meeting open", "/mag meeting open 2",
	"/mag meeting close", "/mag meeting close really: yes", "/mag meeting reopen we forgot item 3", "/mag meeting schedule \"Meeting XV\" 2027-03-08 13:00", "/mag meeting invite really: yes",
	"/mag meeting cancel the building burned", "/mag meeting hand-over gov1", "/mag meeting take-back", "/mag agenda add \"Schools first\" why: \"They lack cables\" kind: decision",
	"/mag agenda add Cables", "/mag agenda support 1", "/mag agenda accept 1", "/mag agenda accept 1, 2", "/mag agenda merge 1, 2", "/mag agenda defer 1 no time",
	"/mag agenda decline 1 settled in May", "/mag agenda decline 2", "/mag agenda out-of-scope 2 not ours", "/mag agenda withdraw 1", "/mag agenda propose", "/mag agenda publish", "/mag agenda publish really: yes",
	"/mag agenda order 2, 1", "/mag agenda contest 1 I object", "/mag balance", "/mag balance post", "/mag queue invite Civil Society", "/mag queue timer 2m", "/mag queue yield gov2",
	"/mag proposal answer 1 They end in May", "/mag proposal withdraw-objection 1", "/mag proposal sustain 1 not so", "/mag proposal close", "/mag proposal reject no money",
	"/mag minutes show", "/mag minutes approve", "/mag minutes request It was June", "/mag minutes answer 1 yes true", "/mag minutes release", "/mag record undo a slip", "/mag record head",
	"/mag item reopen 1 it was closed by mistake", "/mag item drop 2", "/mag item time 5m", "/mag action change 1 due: 2027-05-01 \"more time\"", "/mag action drop 1 no money",
	"/mag roster erase cs3 really: yes", "/mag roster add \"New Person\" \"Civil Society\"", "/mag roster end-role chair chair", "/mag roster role gov2 chair", "/mag me export", "/mag me show",
	"/mag me language ar", "/mag me zone Asia/Amman", "/mag settings set speaker-time 1m", "/mag settings set correction-window 2d", "/mag channel unlink", "/mag channel link chatham",
	"/mag guest add \"Zoe Q\" \"Civil Society\"", "/mag attendance", "/mag meeting show", "/mag meeting list", "/mag meeting change title: \"Meeting 14\"",
	"/mag series start \"Call XIV\" when: \"2027-03-03 13:00\" every: \"2 weeks\" slots: 8h zone: Europe/Zurich", "/mag series start Review when: \"2027-03-28 02:30\" every: month zone: Europe/Zurich",
	"/mag series invite really: yes", "/mag series invite series: 1", "/mag series skip XV \"a holiday\" really: yes", "/mag series move XIV when: +2d reason: \"the room\" really: yes", "/mag series show", "/mag series list",
	"/mag series change slots: \"14:00, 22:00\" reason: fairer really: yes", "/mag series change every: week reason: more really: yes", "/mag series fair", "/mag series fair by: person", "/mag series end \"no more\" really: yes",
	"/mag series remind meeting 2d, 1h", "/mag series remind meeting none", "/mag series deadline inputs 5d", "/mag series deadline report none", "/mag remind me off", "/mag remind me on meeting", "/mag remind quiet 22:00-07:00",
	"/mag remind quiet none", "/mag remind show", "/mag cycle forum 2027-11-15", "/mag cycle forum 2027-11-20 the host really: yes", "/mag cycle deadline \"Call closes\" 200", "/mag cycle remove 1", "/mag cycle show",
	"/mag meeting change when: +3h reason: late really: yes",
	"/mag ballot draft \"Do we meet in June?\"", "/mag ballot draft Where kind: pick-one options: Bonn; Lima; Nairobi mode: confidential until: +2d", "/mag ballot open", "/mag ballot open 1",
	"/mag ballot draft Who kind: election seats: 2 method: scottish-stv options: Ana; Bo; Cy; Di", "/mag ballot draft Budget kind: dots options: Roads; Schools", "/mag ballot rule 1 quorum: 1/2 threshold: 2/3 double: yes",
	"/mag ballot electorate 1 roles: member, observer observers: yes", "/mag ballot cast 1 yes", "/mag ballot cast 1 no", "/mag ballot cast 1 abstain", "/mag ballot cast 2 2", "/mag ballot cast 3 2 > 1 = 3", "/mag ballot cast 4 1:5, 2:5", "/mag ballot cast 4 2 > 1", "/mag ballot cast 4 say: 21", "/mag ballot paper 4", "/mag ballot close 4 all are here", "/mag ballot publish 4 seen: 1", "/mag ballot draft Quiet mode: detached",
	"/mag ballot cast 1 yes", "/mag ballot cast 1 yes", "/mag ballot paper 3", "/mag ballot recuse 1 my firm bids", "/mag ballot extend 1 until: +3d reason: a holiday", "/mag ballot close 1 all have voted", "/mag ballot close 2 enough",
	"/mag ballot close 3 enough", "/mag ballot publish 1 seen: 1", "/mag ballot publish 2", "/mag ballot settle 3 winners: Ana reason: she is new", "/mag ballot withdraw 2 a mistake", "/mag ballot result 1", "/mag ballot seed 3", "/mag ballot list",
	"/mag consensus open +2h The text as it stands", "/mag consensus open +26h \"We adopt it\" silence: counts contest: 10m", "/mag consensus open +1d Another recused: gov2 groups: Government",
	"/mag consensus count", "/mag consensus count We meet in June.", "/mag consensus count steps: 3 every: 2s contest: 10m", "/mag consensus no-objection", "/mag consensus no-objection call: 1", "/mag consensus no-objection call: 1.1",
	"/mag consensus object the date", "/mag consensus recuse", "/mag consensus answer 1 in July", "/mag consensus withdraw-objection 1", "/mag consensus sustain 1 no", "/mag consensus reword We meet in July.",
	"/mag consensus extend +3d a holiday", "/mag consensus close", "/mag consensus withdraw the wrong text", "/mag consensus designate consensus", "/mag consensus designate full", "/mag consensus minority We would have waited",
	"/mag consensus withdraw-minority", "/mag consensus contest it was not asked", "/mag consensus answer-contest 1 kept it was", "/mag consensus answer-contest 1 strong you are right", "/mag consensus show", "/mag consensus list",
}
