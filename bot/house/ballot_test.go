package house_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/community"
	"magbot/store"
)

// electors are members that a town is given besides its own.
const electors = `name,group,roles,role from,role until,email
Emil Civ,Civil Society,member,,,emil@example.org
Fola Civ2,Civil Society,member,,,fola@example.org
Gita Priv,Private Sector,member,,,gita@example.org
Hugo Priv2,Private Sector,member,,,hugo@example.org
`

var voters = []string{"Gov", "Tech", "Civ", "Civ2", "Priv", "Priv2"}

// newPolity is a town with six members who vote.
func newPolity(t *testing.T) *town {
	t.Helper()
	w := newTown(t)
	preview := w.operate("roster import", "file", electors)
	if preview.Form == nil {
		t.Fatalf("no preview: %v", said(preview.Message))
	}
	w.operate("roster import", "file", electors, "confirm", preview.Form.Call.Args["confirm"])
	return w
}

func (w *town) press(who, path string, args ...string) bot.Answer {
	w.t.Helper()
	a := w.handle(w.input(w.as(who), bot.Do(path, args...)))
	if a.Refused {
		w.t.Fatalf("%s: %s %v: %s", who, path, args, said(a.Message))
	}
	return a
}

// everything is all that is stored: every record of every stream, receipts of
// messages and urns included.
func (w *town) everything() string {
	w.t.Helper()
	var b strings.Builder
	for head, err := range w.store.Streams(w.t.Context(), "") {
		if err != nil {
			w.t.Fatal(err)
		}
		for r, err := range w.store.Read(w.t.Context(), head.Stream, 0) {
			if err != nil {
				w.t.Fatal(err)
			}
			fmt.Fprintf(&b, "%s %s\n", head.Stream, r.Body)
		}
		slips, err := w.store.Slips(w.t.Context(), head.Stream)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, s := range slips {
			fmt.Fprintf(&b, "%s urn %x %s\n", head.Stream, s.Key, s.Sealed)
		}
	}
	return b.String()
}

// delivered is all that was posted or sent so far.
func (w *town) delivered() string {
	w.settle()
	w.mu.Lock()
	defer w.mu.Unlock()
	var b strings.Builder
	for _, d := range w.sent {
		fmt.Fprintf(&b, "%s %v %s\n%s\n", d.Key, d.Place, d.Account.User, said(d.Message))
	}
	return b.String()
}

// A vote from before the opening that is delivered again is refused again, in so many
// words, by the process that refused it as by one that has only read the record; it is
// never called done, and never taken.
func TestAVoteFromBeforeTheOpeningIsRefusedAgain(t *testing.T) {
	w := newPolity(t)
	w.press("Chair", "ballot draft", "question", "Do we meet?")
	early := w.input(w.as("Gov"), bot.Do("ballot cast", "ballot", "1", "choice", "yes"))
	if a := w.handle(early); !a.Refused || !strings.Contains(said(a.Message), "is not open yet") {
		t.Fatalf("before the opening: %+v", a)
	}
	w.press("Chair", "ballot open", "ballot", "1")
	again := func() {
		t.Helper()
		if a := w.handle(early); !a.Refused || a.Done || !strings.Contains(said(a.Message), "is not now") {
			t.Errorf("delivered again: %+v", a)
		}
	}
	again()
	w.engine.Stop()
	w.make()
	w.engine.Attach(w)
	w.begin()
	again()
	if posted := w.delivered(); strings.Contains(posted, "1 of 6 have voted") {
		t.Error("it was taken")
	}
}

// The whole of a ballot whose votes are not open, and every way in which a vote
// could leak while it is open: what is stored, posted, sent, exported, listed and
// logged. The options have names that are found nowhere else.
func TestAVoteThatIsNotOpenLeaksNowhere(t *testing.T) {
	for _, mode := range []string{"confidential", "detached"} {
		t.Run(mode, func(t *testing.T) {
			w := newPolity(t)
			w.press("Chair", "ballot draft", "question", "Where?", "kind", "ranked", "options", "Aardvark\nBuzzard\nCormorant", "mode", mode)
			w.press("Chair", "ballot open", "ballot", "1")
			before := w.delivered()
			for i, v := range voters {
				a := w.press(v, "ballot cast", "ballot", "1", "say", []string{"21", "321", "23"}[i%3])
				if text := said(a.Message); !strings.Contains(text, " > ") {
					t.Errorf("%s is not told what was taken: %s", v, text)
				}
			}
			ballots := map[string]bool{"2>1": true, "3>2>1": true, "2>3": true, "21": true, "321": true, "23": true}
			for line := range strings.SplitSeq(w.everything(), "\n") {
				for choice := range ballots {
					if strings.HasPrefix(line, "ballot/1") && strings.Contains(line, `"`+choice+`"`) || strings.Contains(line, " "+choice+" ") {
						t.Errorf("%q stands in the clear: %.200s", choice, line)
					}
				}
			}
			posted := strings.TrimPrefix(w.delivered(), before)
			for _, v := range voters {
				if strings.Contains(posted, v) {
					t.Errorf("what is posted while it is open names %s:\n%s", v, posted)
				}
			}
			if strings.Contains(posted, " > ") || !strings.Contains(posted, "6 of 6 have voted") {
				t.Errorf("what is posted while it is open:\n%s", posted)
			}
			for _, v := range append([]string{"Chair", "Sec"}, voters...) {
				for _, q := range [][]string{{"ballot show", "ballot", "1"}, {"ballot list"}, {"me export"}} {
					text := said(w.press(v, q[0], q[1:]...).Message)
					own, rest := "", text
					if before, after, ok := strings.Cut(text, "Your vote: "); ok {
						own, rest, _ = strings.Cut(after, "]")
						rest = before + rest
					}
					if strings.Contains(rest, " > ") || own != "" && (mode == "detached" || v == "Chair" || v == "Sec") {
						t.Errorf("%s is shown by %v: %s", v, q, text)
					}
				}
			}
			w.press("Chair", "ballot close", "ballot", "1")
			w.press("Chair", "ballot publish", "ballot", "1", "seen", "1")
			if log := w.log.String(); strings.Contains(log, "Aardvark") || strings.Contains(log, "2>1") {
				t.Errorf("the log tells of it:\n%s", log)
			}
			w.joinable(mode)
		})
	}
}

// joinable tries to join voters and votes by what is stored: a record of a
// detached ballot that holds both, or their order.
func (w *town) joinable(mode string) {
	w.t.Helper()
	if mode != "detached" {
		return
	}
	for r, err := range w.store.Read(w.t.Context(), "ballot/1", 0) {
		if err != nil {
			w.t.Fatal(err)
		}
		var body struct {
			Cause  string
			Actor  bot.Actor
			Events []struct {
				Kind string
				Body json.RawMessage
			}
		}
		if err := json.Unmarshal(r.Body, &body); err != nil {
			w.t.Fatal(err)
		}
		for _, e := range body.Events {
			if e.Kind == "ballot.voted.v1" && (len(body.Events) != 1 || strings.Count(string(e.Body), ":") != 1) {
				w.t.Errorf("a vote stands beside more than a name: %s", r.Body)
			}
			if e.Kind == "ballot.gathered.v1" && (body.Actor.Person != "" || body.Actor.Account != (bot.Account{})) {
				w.t.Errorf("the votes stand beside a person: %s", r.Body)
			}
		}
	}
	if slips, err := w.store.Slips(w.t.Context(), "ballot/1"); err != nil || len(slips) != 0 {
		w.t.Errorf("%d slips are left: %v", len(slips), err)
	}
}

// The community's stream notes the head of a ballot when it opens and closes, and
// both heads are posted; reminders go to those alone who have not voted; a ballot
// that is over rests; and all of it is the same after a restart.
func TestABallotFromItsOpeningToItsEnd(t *testing.T) {
	synctest.Test(t, fromOpeningToEnd)
}

func fromOpeningToEnd(t *testing.T) {
	w := newPolity(t)
	w.press("Chair", "ballot draft", "question", "Where?", "until", "+3d")
	w.press("Chair", "ballot open", "ballot", "1")
	for _, v := range voters[:4] {
		w.press(v, "ballot cast", "ballot", "1", "say", "1")
	}
	w.later(2*24*time.Hour + time.Minute)
	w.again()
	reminded := map[string]bool{}
	w.mu.Lock()
	for _, d := range w.sent {
		if d.Kind == bot.Live && d.Account.User != "" && strings.Contains(said(d.Message), "Where?") {
			reminded[d.Account.User] = true
		}
	}
	w.mu.Unlock()
	want := map[string]bool{string(w.as("Priv").Person): true, string(w.as("Priv2").Person): true}
	if fmt.Sprint(reminded) != fmt.Sprint(want) {
		t.Errorf("reminded are %v, want %v", reminded, want)
	}
	w.asked("at first", "Priv", "Priv2")
	w.press("Priv", "ballot cast", "ballot", "1", "say", "2")
	w.asked("after a vote", "Priv2")
	w.press("Priv2", "ballot recuse", "ballot", "1")
	w.asked("after a recusal")
	w.press("Priv2", "ballot return", "ballot", "1")
	w.asked("after its return", "Priv2")
	w.later(25 * time.Hour)
	w.again()
	w.asked("after the close")
	w.press("Chair", "ballot publish", "ballot", "1", "seen", "1")
	w.press("Chair", "ballot outcome", "ballot", "1", "text", "We go there.", "review", w.now.AddDate(0, 0, 3).Format(time.DateOnly))
	w.settle()
	w.again()
	if posted := w.delivered(); strings.Contains(posted, "The day has come to look again") {
		t.Errorf("the day of review has come too early:\n%s", posted)
	}
	w.later(4 * 24 * time.Hour)
	w.again()
	if n := strings.Count(w.delivered(), "The day has come to look again"); n != 1 {
		t.Errorf("the day of review was told %d times", n)
	}
	var noted []string
	for r, err := range w.store.Read(t.Context(), "community", 0) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(r.Body), `"stream":"ballot/1"`) {
			for _, when := range []string{string(community.AtOpening), string(community.AtClosing)} {
				if strings.Contains(string(r.Body), `"when":"`+when+`"`) && strings.Contains(string(r.Body), "head-noted") {
					noted = append(noted, when)
				}
			}
		}
	}
	if !slices.Equal(noted, []string{"opened", "closed", "closed"}) {
		t.Errorf("heads were noted when %v", noted)
	}
	posted := w.delivered()
	if n := strings.Count(posted, "Head of its record before this: "); n != 2 {
		t.Errorf("%d heads were posted:\n%s", n, posted)
	}
	result := said(w.press("Gov", "ballot result", "ballot", "1").Message)
	if !strings.Contains(result, "Carried: 4 yes, 1 no") {
		t.Errorf("the result is %s", result)
	}
	w.engine.Read("ballot/1", bot.Actor{}, general, func(v bot.View) {
		if h := newHouse(t); !h.Rests(bot.View{Here: v.Here, Now: v.Now}) || len(h.Due(v)) > 0 {
			t.Errorf("a ballot that is over does not rest: %v", h.Due(v))
		}
		if p := ballot.Of(v).Phase; p != ballot.PhasePublished {
			t.Errorf("it is %s", p)
		}
	})
}

// asked makes sure that these people, and nobody else, are asked to vote by a
// reminder that they still see.
func (w *town) asked(when string, who ...string) {
	w.t.Helper()
	w.settle()
	left := map[string]bot.Delivery{} // by what is live for one person
	w.mu.Lock()
	for _, d := range w.sent {
		if d.Kind == bot.Live && d.Account.User != "" && strings.HasPrefix(d.Key, "ballot/1 ballot/") {
			left[d.Account.User+" "+d.Key] = d
		}
	}
	w.mu.Unlock()
	got := map[string]bool{}
	for name, m := range left {
		if user, _, _ := strings.Cut(name, " "); !m.Message.IsZero() {
			got[user] = true
			if len(m.Message.Buttons) == 0 || !strings.Contains(said(m.Message), "have not voted yet") {
				w.t.Errorf("%s: a reminder does not ask to vote: %s", when, said(m.Message))
			}
		}
	}
	want := map[string]bool{}
	for _, name := range who {
		want[string(w.as(name).Person)] = true
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Errorf("%s the reminder asks %v, want %v", when, got, want)
	}
}

// again starts the engine anew, at the time that it is. It is for a bubble.
func (w *town) again() {
	w.t.Helper()
	w.engine.Stop()
	w.make()
	w.engine.Attach(w)
	w.begin()
	synctest.Wait() // for the clock
	w.settle()
}

// Whatever a voter does, and whichever of it a platform delivers again afterwards,
// to the same process, after a restart or to another that reads the same store: the
// last thing that they did holds.
func TestAVoteIsNotChangedBackByAnOlderOneThatComesAgain(t *testing.T) {
	for _, mode := range []string{"open", "confidential", "detached"} {
		for _, where := range []string{"same process", "restarted", "another process"} {
			t.Run(mode+", "+where, func(t *testing.T) { comesAgain(t, mode, where) })
		}
	}
}

func comesAgain(t *testing.T, mode, where string) {
	w := newPolity(t)
	w.press("Chair", "ballot draft", "question", "Where?", "mode", mode)
	w.press("Chair", "ballot open", "ballot", "1")
	for _, v := range voters[1:] {
		w.press(v, "ballot cast", "ballot", "1", "say", "2")
	}
	const yes, no = "1", "2"
	var given []bot.Input
	for _, say := range []string{yes, yes, no, no, yes, yes, no} {
		in := w.input(w.as("Gov"), bot.Do("ballot cast", "ballot", "1", "say", say))
		given = append(given, in)
		if a := w.handle(in); a.Refused != (mode == "detached" && len(given) > 1) {
			t.Fatalf("%s is answered: %s", say, said(a.Message))
		}
	}
	w.settle()
	if where != "same process" {
		if where == "restarted" {
			w.engine.Stop()
		}
		w.make()
		w.engine.Attach(w)
		w.begin()
	}
	before, posted := w.records(), w.delivered()
	for _, in := range given {
		w.handle(in)
		if got := w.mine("Gov"); mode != "detached" && got != no {
			t.Fatalf("after %v came again the vote is %q", in.Intent, got)
		}
	}
	if after := w.records(); after != before {
		t.Errorf("what came again left %d records", after-before)
	}
	if after := w.delivered(); after != posted {
		t.Errorf("what came again is told:\n%s", strings.TrimPrefix(after, posted))
	}
	w.press("Chair", "ballot close", "ballot", "1")
	w.press("Chair", "ballot publish", "ballot", "1", "seen", "1")
	want := "0 yes, 6 no"
	if mode == "detached" { // the first is final
		want = "1 yes, 5 no"
	}
	if text := said(w.press("Sec", "ballot result", "ballot", "1").Message); !strings.Contains(text, want) {
		t.Errorf("%q is not in the result: %s", want, text)
	}
}

// mine is how somebody's vote stands just now.
func (w *town) mine(who string) (vote string) {
	w.t.Helper()
	w.engine.Read("ballot/1", bot.Actor{}, general, func(v bot.View) { vote = ballot.Of(v).Mine(w.as(who).Person) })
	return vote
}

// A confidential vote that is cast once more leaves what a changed one leaves, to
// the byte, but for what is drawn.
func TestTheRecordDoesNotTellARepeatedVoteFromAChange(t *testing.T) {
	shapes := map[string][]string{}
	for name, second := range map[string]string{"the same": "1", "a change": "2"} {
		w := newPolity(t)
		w.press("Chair", "ballot draft", "question", "Where?", "mode", "confidential")
		w.press("Chair", "ballot open", "ballot", "1")
		w.press("Gov", "ballot cast", "ballot", "1", "say", "1")
		w.press("Gov", "ballot cast", "ballot", "1", "say", second)
		shapes[name] = w.shapes("ballot/1")
	}
	if d := cmp.Diff(shapes["the same"], shapes["a change"]); d != "" {
		t.Errorf("a vote that was cast once more is told from a change:\n%s", d)
	}
}

// drawnOrSealed is what differs from run to run: what is drawn, hashed or sealed.
var drawnOrSealed = regexp.MustCompile(`[A-Za-z0-9+/_=-]{22,}|p-[a-z0-9]{10}`)

// shapes is each record of a stream with its drawn and sealed parts replaced by
// their lengths.
func (w *town) shapes(stream store.Stream) (all []string) {
	w.t.Helper()
	for r, err := range w.store.Read(w.t.Context(), stream, 0) {
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, drawnOrSealed.ReplaceAllStringFunc(string(r.Body), func(s string) string { return fmt.Sprintf("<%d>", len(s)) }))
	}
	return all
}

// What is opened in a meeting, and what comes of it, stands in its minutes.
func TestABallotOfAMeetingStandsInItsMinutes(t *testing.T) {
	w := newPolity(t)
	w.types("Chair", `/mag meeting schedule "First" +1h`)
	w.types("Chair", "/mag meeting open")
	w.types("Chair", `/mag ballot draft "Do we meet in Bonn?"`)
	w.types("Chair", "/mag ballot open 1")
	for _, v := range voters[:3] {
		w.types(v, "/mag ballot cast 1 yes")
	}
	w.types("Chair", "/mag ballot close 1")
	w.types("Chair", "/mag ballot publish 1 seen: 1")
	w.types("Chair", "/mag ballot outcome 1 The host is asked. review: 2099-03-01")
	w.types("Sec", "/mag ballot outcome 1 The host has agreed.")
	w.settle()
	text := said(w.press("Sec", "minutes show", "meeting", "1").Message)
	for _, want := range []string{
		"What follows from ballot 1, as Bela Chair says: The host is asked. To be looked at again on 2099-03-01.",
		"What follows from ballot 1, as Ada Sec says: The host has agreed.",
		"Ballot 1 was opened: Do we meet in Bonn?", "Ballot 1, Do we meet in Bonn? — Carried: 3 yes, 0 no", "more than half of those who said yes or no",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the minutes:\n%s", want, text)
		}
	}
}

// A result that was counted elsewhere and recorded in a meeting stands in its
// minutes from its publication on, and is posted for everybody as what it is.
func TestAnOutsideResultStandsInTheMinutes(t *testing.T) {
	w := newPolity(t)
	w.types("Chair", `/mag meeting schedule "First" +1h`)
	w.types("Chair", "/mag meeting open")
	args := []string{
		"election", `{"name":"Chair of 2028","uuid":"u-1","questions":[{"question":"Who?","answers":["Ann","Bo"],"min":1,"max":1}]}`,
		"result", `{"num_tallied":9,"result":[[2,7]]}`,
	}
	preview := w.press("Sec", "ballot import", args...)
	if preview.Form == nil {
		t.Fatalf("no preview: %v", said(preview.Message))
	}
	w.press("Sec", "ballot import", append([]string{"confirm", preview.Form.Call.Args["confirm"]}, args...)...)
	const sentence = "Counted elsewhere, with Belenios (Chair of 2028), and not here. “Who?”: Bo 7, Ann 2. Base: 9 ballots"
	minutes := func() string {
		w.settle()
		return said(w.press("Sec", "minutes show", "meeting", "1").Message)
	}
	if text := minutes(); strings.Contains(text, "Bo 7") {
		t.Errorf("before the publication the minutes say\n%s", text)
	}
	w.press("Chair", "ballot publish", "ballot", "1", "seen", "1")
	if text := minutes(); !strings.Contains(text, sentence) {
		t.Errorf("%q is not in the minutes:\n%s", sentence, text)
	}
	if text := w.delivered(); !strings.Contains(text, sentence) || !strings.Contains(text, "SHA-256") {
		t.Errorf("it was not posted:\n%s", text)
	}
}
