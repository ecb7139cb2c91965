package main_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/adapters/storytest"
	"magbot/bot"
	"magbot/bot/floor"
	"magbot/bot/proposal"
	"magbot/bot/roster"
	"magbot/bot/trouble"
	"magbot/bot/written"
	"magbot/moderation"
)

// somebody gives a name whose owner sits there: where is chance, so names are tried.
func somebody(first string, at int) string {
	for last := 'A'; ; last++ {
		if name := first + " " + string(last) + "o"; place(name) == at {
			return name
		}
	}
}

// crowdEverywhere is a meeting of four, with Kim in Slack and in Discord.
type crowdEverywhere struct {
	*everywhere

	t                  *testing.T
	sec, chair         string
	kim, dan, browsing string
}

func inCrowd(t *testing.T, do func(t *testing.T, c *crowdEverywhere)) {
	t.Helper()
	t.Parallel()
	data := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		c := &crowdEverywhere{
			everywhere: newEverywhere(t, data), t: t, sec: "Luc Moreau", chair: somebody("Cleo", 0),
			kim: somebody("Kim", 0), dan: somebody("Dan", 1), browsing: somebody("Bea", 2),
		}
		c.Found(t, "Example MAG", c.sec)
		for name, group := range map[string]string{c.chair: "Technical Community", c.kim: "Civil Society", c.dan: "Government", c.browsing: "Government"} {
			c.says(c.sec, `/mag roster add name: "`+name+`" group: "`+group+`" role: member`)
		}
		c.says(c.sec, "/mag roster role "+`"`+c.chair+`" chair`)
		c.says(c.sec, "/mag channel link public")
		c.discord.accounts[c.kim] = c.discord.server.AddUser("Kim in Discord")
		code := claimCode.FindString(c.desk(t, "roster link "+c.kim))
		c.discord.Do(t, c.kim, storytest.Line{Text: "/mag me link " + code, Private: true})
		c.settle(t)
		do(t, c)
		c.kept(t)
	})
}

func (c *crowdEverywhere) says(who, line string) {
	c.t.Helper()
	if a := c.Do(c.t, who, storytest.Line{Text: line}); a.Refused {
		c.t.Errorf("%s, %s: %s", who, line, a.Text)
	}
}

// types types a line on one platform.
func (c *crowdEverywhere) types(on storytest.People, who, line string) {
	c.t.Helper()
	on.Do(c.t, who, storytest.Line{Text: line})
	c.settle(c.t)
}

// everyChannel checks that a message in each channel holds the words, and the
// first of them once.
func (c *crowdEverywhere) everyChannel(words ...string) {
	c.t.Helper()
	for _, who := range []string{c.chair, c.dan, c.browsing} {
		found := false
		screen := c.Sees(c.t, who)
		for _, m := range screen.Channel {
			holds := strings.Count(m.Text, words[0]) == 1
			for _, w := range words {
				holds = holds && strings.Contains(m.Text, w)
			}
			found = found || holds
		}
		if !found {
			c.t.Errorf("where %s sits, no message holds %q: %+v", who, words, screen.Channel)
		}
	}
}

func (c *crowdEverywhere) look(do func(v bot.View)) {
	c.engine.Read(bot.MeetingStream("1"), bot.Actor{}, bot.Place{}, do)
}

func TestWhoIsOnTwoPlatformsHasOneTurnAndOneVote(t *testing.T) {
	inCrowd(t, func(t *testing.T, c *crowdEverywhere) {
		c.says(c.chair, `/mag meeting schedule "Call" when: +10m`)
		c.says(c.chair, "/mag meeting open")
		c.types(c.slack, c.kim, "q+ to say it in Slack")
		c.types(c.discord, c.kim, "q+ to say it in Discord")
		c.types(c.room, c.browsing, "q+")
		c.look(func(v bot.View) {
			if n := len(floor.Of(v).Waiting()); n != 2 {
				t.Errorf("%d wait for the floor, not 2", n)
			}
		})
		c.everyChannel(c.kim, "Waiting", c.browsing)
		c.says(c.chair, "PROPOSAL: We meet in June")
		c.types(c.slack, c.kim, "+1")
		c.types(c.discord, c.dan, "+1")
		c.types(c.discord, c.kim, "-1 because of the exams")
		c.look(func(v bot.View) {
			p, open := proposal.Of(v).Open()
			if !open {
				t.Fatal("no proposal is open")
			}
			said := map[bot.PersonID]proposal.Stance{}
			for _, s := range p.Wordings[0].Stances() {
				said[s.Person] = s.Stance
			}
			kim := roster.Of(v).Find(c.kim)[0]
			if len(said) != 2 || said[kim] != proposal.Against {
				t.Errorf("the stances are %v", said)
			}
		})
		c.everyChannel("We meet in June", "1")
		c.says(c.chair, "/mag queue call "+c.kim)
		c.everyChannel(c.kim, "Speaking")
	})
}

func TestWordsAreCountedOverAllPlatformsForOnePerson(t *testing.T) {
	inCrowd(t, func(t *testing.T, c *crowdEverywhere) {
		c.types(c.slack, c.kim, "before anybody was told")
		for _, who := range []string{c.chair, c.sec} {
			c.says(who, "/mag channel count")
		}
		c.says(c.sec, "/mag roster role \""+c.dan+"\" chair") // somebody who leads in Discord
		c.says(c.dan, "/mag channel count")
		c.everyChannel("From now on I count", "never what was written")
		c.runs(time.Minute)
		c.types(c.slack, c.kim, "four words in Slack")
		c.types(c.discord, c.kim, "and five words in Discord")
		c.types(c.room, c.browsing, "two words")
		c.types(c.slack, c.kim, "q+")
		mine := func() string { return c.Do(t, c.kim, storytest.Line{Text: "/mag me written", Private: true}).Text }
		if text := mine(); strings.Count(text, "one message") != 2 || !strings.Contains(text, "4 words") || !strings.Contains(text, "5 words") {
			t.Errorf("Kim reads %q", text)
		}
		for _, m := range c.discord.server.Messages(c.discord.hall) {
			if m.Message.Content == "and five words in Discord" {
				c.discord.server.Edit(c.discord.hall, m.ID, "two words")
			}
		}
		for _, m := range c.slack.workspace.Messages(meetingPlace, "") {
			if m.Text == "four words in Slack" {
				c.slack.workspace.Delete(meetingPlace, m.TS)
			}
		}
		c.settle(t)
		if text := mine(); strings.Count(text, "one message, 2 words") != 1 || strings.Contains(text, "slack: ") && strings.Contains(text, "4 words") {
			t.Errorf("after a change and a deletion Kim reads %q", text)
		}
		c.end(t)
		c.start(t)
		sum := written.Tally{}
		c.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
			for _, t := range written.In(v, bot.MonthStream(c.Now())).Sums {
				sum.Words, sum.Messages = sum.Words+t.Words, sum.Messages+t.Messages
			}
		})
		if sum != (written.Tally{Words: 4, Messages: 2}) {
			t.Errorf("after a new start the sums are %+v", sum)
		}
	})
}

func TestWhatTheBotMayNotDoIsToldToTheChairOnceAndThatItWorksAgain(t *testing.T) {
	inCrowd(t, func(t *testing.T, c *crowdEverywhere) {
		told := func(words string) (n int) {
			for _, m := range c.slack.Sees(t, c.chair).Private {
				n += strings.Count(m.Text, words)
			}
			return n
		}
		// While the channel is closed the bot does not come to rest: it tries again.
		says := func(line string) {
			cause, err := c.engine.NewCause("test")
			if err != nil {
				t.Fatal(err)
			}
			a, err := c.engine.Handle(t.Context(), bot.Input{
				Cause: cause, Place: c.places()[0], Intent: bot.Typed{Text: line},
				Actor: bot.Actor{Account: bot.Account{Platform: "slack", Workspace: c.places()[0].Workspace, User: c.slack.members[c.chair].user}},
			})
			if err != nil || a.Refused {
				t.Fatalf("%s: %v %s", line, err, saidIn(a.Message))
			}
			<-time.After(20 * time.Second)
			synctest.Wait()
		}
		c.discord.server.CloseChannel(c.discord.hall, true)
		says(`/mag meeting schedule "Call" when: +10m`)
		says("/mag meeting open")
		says("q+")
		if n := told("add magbot, and allow"); n != 1 {
			t.Errorf("the Chair is told %d times what to grant", n)
		}
		c.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
			if open := trouble.Of(v).Open; len(open) != 1 {
				t.Errorf("in the way: %+v", open)
			}
		})
		c.discord.server.CloseChannel(c.discord.hall, false)
		<-time.After(3 * time.Minute) // in which the bot tries again
		c.settle(t)
		if n := told("This works again"); n != 1 {
			t.Errorf("the Chair is told %d times that it works", n)
		}
		c.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
			if open := trouble.Of(v).Open; len(open) != 0 {
				t.Errorf("still in the way: %+v", open)
			}
		})
		c.everyChannel(c.chair, "Waiting")
	})
}

func TestEachPersonIsGreetedOnceOverAllPlatforms(t *testing.T) {
	inCrowd(t, func(t *testing.T, c *crowdEverywhere) {
		c.Do(t, c.kim, storytest.Line{Text: "/mag me show", Private: true})
		c.discord.Do(t, c.kim, storytest.Line{Text: "/mag me show", Private: true})
		c.settle(t)
		n := 0
		for _, screen := range []storytest.Screen{c.slack.Sees(t, c.kim), c.discord.Sees(t, c.kim)} {
			for _, m := range screen.Private {
				n += strings.Count(m.Text, "You are told this once.")
			}
		}
		for _, m := range c.slack.workspace.Messages(c.slack.workspace.Direct(c.slack.members[c.kim].user), "") {
			if m.Metadata == nil { // of those, Sees leaves out what was said on the spot
				n += strings.Count(m.Shown(), "You are told this once.")
			}
		}
		if n != 1 {
			t.Errorf("Kim is greeted %d times", n)
		}
	})
}

// What is typed to the bot where others read it is looked at like all that is said to
// them, on every platform; what the bot alone reads is not. None of it counts as words
// of the discussion.
func TestWhatIsTypedToTheBotBeforeOthersIsLookedAt(t *testing.T) {
	inCrowd(t, func(t *testing.T, c *crowdEverywhere) {
		sits := []struct {
			on   storytest.People
			name string
		}{{c.slack, c.kim}, {c.discord, c.dan}, {c.room, c.browsing}}
		c.says(c.sec, `/mag roster add name: "Mo Moran" role: moderator`)
		c.says(c.chair, `/mag meeting schedule "Call" when: +10m`)
		c.says(c.chair, "/mag meeting open")
		for _, s := range sits {
			c.says(c.sec, `/mag roster role "`+s.name+`" chair`)
			c.types(s.on, s.name, "/mag channel count")
			c.types(s.on, s.name, "/mag conduct watch set normal")
		}
		c.runs(time.Minute)
		flagged := map[string][]string{}
		for _, s := range sits {
			for _, line := range []string{
				"q+ to say: You are an idiot, Rita.", "#info You are an idiot, Rita.", "PROPOSAL: You are an idiot, Rita.", "+1 You are an idiot, Rita.",
				"/mag queue add You are an idiot, Rita.",
			} {
				c.types(s.on, s.name, line)
				if !strings.HasPrefix(line, "/") {
					flagged[s.name] = append(flagged[s.name], line)
				}
			}
			s.on.Do(t, s.name, storytest.Line{Text: "You are an idiot, Rita.", Private: true})
		}
		c.settle(t)
		got, counted := map[string][]string{}, 0
		c.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
			for _, id := range v.Streams(string(bot.CaseStream(""))) {
				v.Here = v.Stream(id)
				r := moderation.Of(v).Report
				name := roster.Name(v, r.About)
				got[name] = append(got[name], r.Quote.Text)
			}
			for _, sum := range written.In(v, bot.MonthStream(c.Now())).Sums {
				counted += sum.Words
			}
		})
		for _, lines := range got {
			slices.Sort(lines)
		}
		for _, lines := range flagged {
			slices.Sort(lines)
		}
		if d := cmp.Diff(flagged, got); d != "" {
			t.Errorf("asked to look at (-want +got):\n%s", d)
		}
		if counted != 0 {
			t.Errorf("%d words are counted", counted)
		}
	})
}
