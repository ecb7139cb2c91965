package moderation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/moderation"
	"magbot/moderation/watch"
)

// watching switches on that messages of the hall are looked at, as the shell does
// once the announcement is delivered.
func (w *town) watching(level string) {
	w.t.Helper()
	a := w.ask(w.as("ada"), hall, bot.Do("conduct watch set", "level", level))
	if a.Refused {
		w.t.Fatalf("watching is refused: %s", text(a.Message))
	}
	w.give(bot.Input{
		Cause: bot.Cause(fmt.Sprint("announced ", w.causes)), Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream,
		Intent: bot.Do("conduct watch announced", "platform", hall.Platform, "channel", hall.Channel),
	})
}

// say looks at a message as the shell does, and gives the paths of what it asked.
func (w *town) say(alias string, number int, words string) (asked []string) {
	w.t.Helper()
	return w.sayFrom(w.as(alias).Account, number, words)
}

// sayFrom is say of an account.
func (w *town) sayFrom(from bot.Account, number int, words string) (asked []string) {
	w.t.Helper()
	m := watch.Message{Wrote: bot.Wrote{
		ID: fmt.Sprint("room:general:", number), Account: from, Place: hall, At: w.now(),
	}, Link: messageLink(number), Text: words}
	var calls []bot.Call
	w.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		scene, on := watch.At(v, m.Place, m.At)
		if !on {
			return
		}
		people := watch.PeopleOf(v)
		found := scene.Find(words, people.Context(m.Account, "", watch.Rates{Messages: 1, Same: 1}), watch.PhrasesAt(v, m.Place))
		calls = people.Calls(m, append(found, people.Interest(scene, m.Account, words)...))
	})
	for _, call := range calls {
		asked = append(asked, call.Path)
		w.causes++
		a := w.give(bot.Input{Cause: bot.Cause(fmt.Sprint("look:", w.causes)), Actor: bot.Actor{Self: bot.ByRecord}, Place: hall, Intent: call})
		if a.Refused {
			w.t.Fatalf("%v is refused: %s", call, text(a.Message))
		}
	}
	return asked
}

func messageLink(number int) string {
	return fmt.Sprint("https://room.example/c/general#m-general-", number)
}

const (
	insult      = "You are an idiot, Rita."
	otherInsult = "Shut up and crawl back where you came from, you moron."
	embargoed   = "CONFIDENTIAL: the budget falls by half."
)

func TestNothingIsLookedAtBeforeTheChannelWasTold(t *testing.T) {
	inTown(t, func(w *town) {
		if asked := w.say("sam", 1, insult); len(asked) > 0 {
			t.Errorf("off by default, and asked %v", asked)
		}
		w.refusedIn(hall, "Chair", "rita", "conduct watch set", "level", "normal")
		w.refusedIn(private, "channel", "ada", "conduct watch set", "level", "normal")
		w.ask(w.as("cleo"), hall, bot.Do("conduct watch set", "level", "normal"))
		if asked := w.say("sam", 1, insult); len(asked) > 0 {
			t.Errorf("the channel is not told, and asked %v", asked)
		}
		w.watching("low")
		w.later(time.Second)
		if asked := w.say("sam", 1, insult); !slices.Equal(asked, []string{"conduct flag"}) {
			t.Errorf("asked %v", asked)
		}
		shown := text(w.ask(w.as("rita"), hall, bot.Do("conduct watch")).Message)
		if !strings.Contains(shown, "low setting") || !strings.Contains(shown, "Ada") {
			t.Errorf("everybody is shown %s", shown)
		}
		w.ask(w.as("ada"), hall, bot.Do("conduct watch set", "level", "off"))
		if asked := w.say("sam", 2, otherInsult); len(asked) > 0 {
			t.Errorf("it is off, and asked %v", asked)
		}
	})
}

// refusedIn is refused in a place.
func (w *town) refusedIn(place bot.Place, want, alias, path string, args ...string) {
	w.t.Helper()
	a := w.ask(w.as(alias), place, bot.Do(path, args...))
	if !a.Refused || !strings.Contains(text(a.Message), want) {
		w.t.Fatalf("%s: %s %v: refused %v, want %q: %s", alias, path, args, a.Refused, want, text(a.Message))
	}
}

func TestAChannelSwitchesASignalOffAndOn(t *testing.T) {
	inTown(t, func(w *town) {
		const shout = "WE WILL NOT SPEND ANOTHER MEETING ON THIS TOPIC AGAIN"
		w.refusedIn(hall, "not looked at", "ada", "conduct watch signal", "signal", "shouting", "switch", "off")
		w.watching("normal")
		w.later(time.Second)
		if asked := w.say("rita", 1, shout); len(asked) != 1 {
			t.Fatalf("asked %v", asked)
		}
		w.refusedIn(hall, "shouting", "ada", "conduct watch signal", "signal", "nothing", "switch", "off")
		switches := func(signal, to, want string) {
			if a := w.ask(w.as("cleo"), hall, bot.Do("conduct watch signal", "signal", signal, "switch", to)); a.Refused || !strings.Contains(text(a.Message), want) {
				t.Errorf("the Chair is told: %s", text(a.Message))
			}
		}
		switches("Shouting", "off", "shouting is switched off in this channel.")
		if shown := text(w.ask(w.as("sam"), hall, bot.Do("conduct watch")).Message); !strings.Contains(shown, "Switched off here: shouting") {
			t.Errorf("everybody is shown %s", shown)
		}
		if asked := w.say("rita", 2, shout); len(asked) > 0 {
			t.Errorf("asked %v", asked)
		}
		switches("shouting", "on", "shouting is switched on again in this channel.")
		if asked := w.say("rita", 3, shout); len(asked) != 1 {
			t.Errorf("asked %v", asked)
		}
	})
}

// The way of a flag: message, card to a free moderator, why, disagree, a second
// person, and the same message asks nobody any more.
func TestFromAMessageToAPhraseThatIsLeftAlone(t *testing.T) {
	inTown(t, func(w *town) {
		w.watching("normal")
		w.later(time.Second)
		w.forget()
		w.say("sam", 1, insult)
		cases := w.cases()
		if len(cases) != 1 {
			t.Fatalf("cases %v", cases)
		}
		name := cases[0]
		w.onlySeen(name, "nia", "pim")
		if got := w.gotText("nia"); !strings.Contains(got, name) || strings.Contains(got, "idiot") {
			t.Errorf("the card: %s", got)
		}
		if got := w.gotText("mo") + w.gotText("sam") + w.gotText("cleo"); got != "" {
			t.Errorf("who may not see it got %s", got)
		}
		why := text(w.must("sam", "conduct why", "message", messageLink(1)).Message)
		for _, want := range []string{"insult.you", "Clause 1", "idiot", "Please look", "you can appeal"} {
			if !strings.Contains(why, want) {
				t.Errorf("%q is missing in %s", want, why)
			}
		}
		closed := text(w.must("nia", "conduct decide", "case", name, "finding", "disagree", "reason", "They are friends and joke.").Message)
		if !strings.Contains(closed, "Nobody reported it") || strings.Contains(closed, "The reporters") {
			t.Errorf("who closed it reads: %s", closed)
		}
		if again := text(w.must("sam", "conduct why").Message); again != why {
			t.Errorf("what became of it shows:\n%s\n%s", why, again)
		}
		w.refused("Somebody else", "nia", "conduct allow", "case", name)
		w.refused("no case", "mo", "conduct allow", "case", name)
		if got := text(w.must("mo", "conduct phrases").Message); strings.Contains(got, "idiot") || strings.Contains(got, name) {
			t.Errorf("who may not see the case sees its phrase: %s", got)
		}
		if asked := w.say("sam", 2, insult); len(asked) != 1 {
			t.Errorf("one person alone allowed it: %v", asked)
		}
		if got := w.gotText("pim"); !strings.Contains(got, "conduct allow") {
			t.Errorf("the second person is not asked: %s", got)
		}
		w.must("pim", "conduct allow", "case", name)
		if got := text(w.must("pim", "conduct phrases").Message); !strings.Contains(got, "you are an idiot") {
			t.Errorf("listed: %s", got)
		}
		before := len(w.cases())
		w.forget()
		if asked := w.say("sam", 3, insult); len(asked) > 0 || len(w.cases()) != before || w.gotText("nia") != "" {
			t.Errorf("the same message asks %v", asked)
		}
		if asked := w.say("sam", 4, insult+" "+otherInsult); len(asked) != 1 {
			t.Errorf("an attack behind an allowed phrase asks %v", asked)
		}
		w.must("nia", "conduct not-allow", "case", name)
		if asked := w.say("sam", 5, insult); len(asked) != 1 {
			t.Errorf("the phrase is ended, and the message asks %v", asked)
		}
	})
}

func TestAPhraseEndsByItselfAndWithTheReopening(t *testing.T) {
	inTown(t, func(w *town) {
		w.watching("normal")
		w.later(time.Second)
		w.say("sam", 1, insult)
		name := w.cases()[0]
		w.must("nia", "conduct decide", "case", name, "finding", "disagree", "reason", "A joke.")
		w.must("pim", "conduct allow", "case", name)
		w.must("pim", "conduct reopen", "case", name, "reason", "It was none.")
		if asked := w.say("sam", 2, insult); len(asked) != 1 {
			t.Errorf("reopened, and asks %v", asked)
		}
		w.must("nia", "conduct decide", "case", name, "finding", "disagree", "reason", "It was.")
		w.must("pim", "conduct allow", "case", name, "everywhere", "yes")
		w.later(179 * 24 * time.Hour)
		if asked := w.say("sam", 3, insult); len(asked) > 0 {
			t.Errorf("within its time it asks %v", asked)
		}
		w.later(2 * 24 * time.Hour)
		if asked := w.say("sam", 4, insult); len(asked) != 1 {
			t.Errorf("after its time it asks %v", asked)
		}
		if got := text(w.must("pim", "conduct phrases").Message); strings.Contains(got, "idiot") {
			t.Errorf("listed after its time: %s", got)
		}
	})
}

func TestAMarkOfConfidenceIsAWordToTheAuthorAndNoCase(t *testing.T) {
	inTown(t, func(w *town) {
		w.watching("normal")
		w.later(time.Second)
		w.forget()
		if asked := w.say("sam", 1, embargoed); !slices.Equal(asked, []string{"conduct whisper"}) {
			t.Fatalf("asked %v", asked)
		}
		w.say("sam", 1, embargoed) // told of twice
		if got := w.got("sam"); len(got) != 1 || !strings.Contains(text(got[0].Message), "under embargo") {
			t.Errorf("the author got %d: %s", len(got), w.gotText("sam"))
		}
		for alias := range w.names {
			if alias != "sam" && w.gotText(alias) != "" {
				t.Errorf("%s got %s", alias, w.gotText(alias))
			}
			if got := text(w.must(alias, "conduct why").Message); strings.Contains(got, "Rule: confidential") != (alias == "sam") {
				t.Errorf("%s asks why: %s", alias, got)
			}
		}
		for _, alias := range []string{"nia", "pim", "ada", "fay"} {
			if got := text(w.must(alias, "conduct cases", "closed", "yes").Message); strings.Contains(got, w.cases()[0]) {
				t.Errorf("%s sees a case: %s", alias, got)
			}
		}
		w.later(31 * 24 * time.Hour)
		if got := text(w.must("sam", "conduct why").Message); strings.Contains(got, "Rule: confidential") {
			t.Errorf("after a month it is still kept: %s", got)
		}
	})
}

// Who asked for it is told of a flag on their own message, alone and beside the case,
// which is the same as that of anybody else; `why` says it once.
func TestWhoAskedForItIsToldOfAFlagOnTheirOwnMessage(t *testing.T) {
	inTown(t, func(w *town) {
		w.watching("normal")
		w.must("sam", "conduct nudge", "switch", "on")
		w.must("sam", "conduct nudge", "switch", "on")
		w.later(time.Second)
		w.forget()
		if asked := w.say("sam", 1, insult); !slices.Equal(asked, []string{"conduct whisper", "conduct flag"}) {
			t.Fatalf("asked %v", asked)
		}
		w.say("sam", 1, insult) // told of twice
		if got := w.gotText("sam"); len(w.got("sam")) != 1 || !strings.Contains(got, "because you asked for it") || !strings.Contains(got, "idiot") {
			t.Errorf("the author got %d: %s", len(w.got("sam")), got)
		}
		if got := text(w.must("sam", "conduct why").Message); strings.Count(got, "Rule: ") != 1 {
			t.Errorf("why says it more than once: %s", got)
		}
		for alias := range w.names {
			if alias != "sam" && strings.Contains(w.gotText(alias), "asked for it") {
				t.Errorf("%s got %s", alias, w.gotText(alias))
			}
		}
		if !strings.Contains(w.gotText("nia"), "Please look") {
			t.Errorf("a moderator got %s", w.gotText("nia"))
		}
		w.forget()
		if asked := w.say("rita", 2, insult); !slices.Equal(asked, []string{"conduct flag"}) || w.gotText("rita") != "" {
			t.Errorf("who asked for nothing: %v, %s", asked, w.gotText("rita"))
		}
		w.must("sam", "conduct nudge", "switch", "off")
		if asked := w.say("sam", 3, insult); !slices.Equal(asked, []string{"conduct flag"}) {
			t.Errorf("switched off: %v", asked)
		}
		w.later(31 * 24 * time.Hour)
		if got := text(w.must("sam", "conduct why", "message", messageLink(1)).Message); strings.Count(got, "Rule: ") != 1 {
			t.Errorf("a month later: %s", got)
		}
	})
}

func TestReportsAndHundredsOfFlagsOfOnePersonAreOneCase(t *testing.T) {
	inTown(t, func(w *town) {
		w.watching("normal")
		w.later(time.Second)
		w.report("rita", "sam", "1", "message", messageLink(1))
		lead := w.cases()[0]
		w.say("sam", 1, insult)
		if s := w.look(lead); len(s.With) != 1 {
			t.Errorf("the flag on the reported message is no part of its case: %v", s.With)
		}
		for n := range 200 {
			w.say("sam", n+2, insult)
			w.say("sam", n+2, insult) // told of twice
		}
		if n := len(w.cases()); n != 202 {
			t.Errorf("%d streams of 1 report and 201 flags", n)
		}
		open := 0
		for _, name := range w.cases() {
			if w.look(name).Into == "" {
				open++
			}
		}
		if open != 2 { // the reported message, and all others
			t.Errorf("%d cases", open)
		}
		w.say("nia", 500, insult)
		if last := w.cases(); len(last) != 203 {
			t.Errorf("%d streams", len(last))
		}
	})
}

// What somebody writes whom nobody knows, a guest or a stranger with an advertisement, is one
// case as well, and two who report the same message without knowing whose it is made one.
// Who links the account later is party to it.
func TestFlagsOnMessagesOfAnAccountOfNobodyAreOneCase(t *testing.T) {
	account := bot.Account{Platform: "slack", Workspace: "T1", User: "who-slack"}
	at := bot.Place{Platform: "slack", Workspace: "T1"}
	inTown(t, func(w *town) {
		w.engine.Attach(branch{w})
		w.watching("normal")
		w.later(time.Second)
		leads := func() (open []string) {
			for _, name := range w.cases() {
				if w.look(name).Into == "" {
					open = append(open, name)
				}
			}
			return open
		}
		for n := range 50 {
			w.sayFrom(account, n, insult)
		}
		if len(w.cases()) != 50 || len(leads()) != 1 {
			t.Fatalf("%d flags are %d cases", len(w.cases()), len(leads()))
		}
		lead := leads()[0]
		other := account
		other.User = "another"
		w.sayFrom(other, 100, insult)
		if len(leads()) != 2 {
			t.Errorf("another account: %d cases", len(leads()))
		}
		w.report("rita", "unknown", "1", "message", messageLink(7))
		w.report("ora", "unknown", "1", "message", messageLink(200))
		w.report("rita", "unknown", "1", "message", messageLink(200))
		if len(leads()) != 3 {
			t.Errorf("with three reports of two messages: %d cases", len(leads()))
		}
		w.onlySeen(lead, "fay")
		code := w.must("ada", "roster link", "person", "fay")
		for _, do := range []bot.Call{bot.Do("me link", "code", codes.FindString(text(code.Message))), bot.Do("me unlink")} {
			if a := w.ask(bot.Actor{Account: account}, at, do); a.Refused {
				t.Fatal(text(a.Message))
			}
			w.onlySeen(lead, "ada")
		}
	})
}

func TestTheFlagOnAnEditBelongsToTheCaseOfTheMessage(t *testing.T) {
	inTown(t, func(w *town) {
		w.watching("normal")
		w.later(time.Second)
		w.say("sam", 1, insult)
		name := w.cases()[0]
		w.say("sam", 1, insult+" I said what I said.")
		if s := w.look(name); len(w.cases()) != 2 || len(s.With) != 1 {
			t.Errorf("cases %v, joined %v", w.cases(), s.With)
		}
	})
}

// Nobody learns of a flag who may not see its case, whatever they ask; the author
// learns the rule, by why alone.
func TestNoRouteShowsAFlagToWhoMayNotSeeIt(t *testing.T) {
	inTown(t, func(w *town) {
		w.watching("normal")
		w.later(time.Second)
		answers := func() map[string]string {
			all := map[string]string{}
			for alias := range w.names {
				for _, call := range []bot.Call{
					bot.Do("conduct watch"), bot.Do("conduct why"), bot.Do("conduct why", "message", messageLink(1)), bot.Do("conduct phrases"),
					bot.Do("conduct cases"), bot.Do("conduct load"), bot.Do("conduct follow"), bot.Do("me export"),
				} {
					all[alias+" "+call.Path+" "+call.Args["message"]] = text(w.ask(w.as(alias), hall, call).Message)
				}
			}
			return all
		}
		before := answers()
		w.forget()
		w.say("sam", 1, insult)
		name := w.cases()[0]
		w.must("nia", "conduct decide", "case", name, "finding", "disagree", "reason", "A joke.")
		for route, shown := range answers() {
			alias, path, _ := strings.Cut(route, " ")
			may := alias == "nia" || alias == "pim" || alias == "sam" && strings.HasPrefix(path, "conduct why")
			if path == "me export " {
				continue // names the instant
			}
			if !may && shown != before[route] {
				t.Errorf("%s: before %q, then %q", route, before[route], shown)
			}
			if alias == "sam" && strings.Contains(shown, name) {
				t.Errorf("%s names the case: %s", route, shown)
			}
		}
		for alias := range w.names {
			if got := w.gotText(alias); got != "" && alias != "nia" && alias != "pim" {
				t.Errorf("%s got %s", alias, got)
			}
		}
		if log := w.log.String(); strings.Contains(log, "idiot") || strings.Contains(log, name) {
			t.Error("the log tells of the flag")
		}
		w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
			if got := moderation.FlagsAbout(v, ""); len(got) > 0 {
				t.Errorf("flags of nobody: %v", got)
			}
		})
	})
}

func TestAnOutsideServiceIsToldOfInTheChannels(t *testing.T) {
	inTown(t, func(w *town) {
		w.watching("normal")
		assist := func(host string) {
			w.give(bot.Input{
				Cause: bot.Cause("assist " + host), Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream,
				Intent: bot.Do("conduct watch assisted", "host", host),
			})
		}
		w.forget()
		assist("looks.example")
		posted := func() (all string) {
			w.mu.Lock()
			defer w.mu.Unlock()
			for _, d := range w.sent {
				if d.Place == hall {
					all += text(d.Message)
				}
			}
			return all
		}
		if got := posted(); !strings.Contains(got, "looks.example") {
			t.Errorf("the channel is told %q", got)
		}
		if shown := text(w.ask(w.as("rita"), hall, bot.Do("conduct watch")).Message); !strings.Contains(shown, "looks.example") {
			t.Errorf("everybody is shown %s", shown)
		}
		w.forget()
		assist("")
		if got := posted(); !strings.Contains(got, "no longer") {
			t.Errorf("the channel is told %q", got)
		}
	})
}
