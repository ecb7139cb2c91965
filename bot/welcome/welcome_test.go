package welcome_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/roster"
	"magbot/bot/welcome"
)

func desk(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := meetingtest.New(t, meetingtest.Feature{
		Events: welcome.Events(), Apply: welcome.Apply, Commands: welcome.Commands(), Shows: welcome.Shows(), Words: welcome.Words,
	})
	d.Community(meetingtest.Member("gov1", "Government"), meetingtest.Member("cs1", "Civil Society"))
	return d
}

var (
	slack   = bot.Account{Platform: "slack", Workspace: "T1", User: "U1"}
	discord = bot.Account{Platform: "discord", Workspace: "9", User: "77"}
)

func link(d *meetingtest.Desk, who bot.PersonID, a bot.Account) {
	d.Record(bot.CommunityStream, bot.Actor{}, roster.AccountLinked{Person: who, Account: a})
}

func greet(d *meetingtest.Desk, a bot.Account) { d.Forward(bot.CommunityStream, welcome.Greet(a)) }

func greeted(d *meetingtest.Desk) (n int) {
	for _, kind := range d.Kinds(bot.CommunityStream) {
		if kind == "welcome.greeted.v1" {
			n++
		}
	}
	return n
}

func TestAPersonIsToldOnceOverAllPlatforms(t *testing.T) {
	d := desk(t)
	link(d, "gov1", slack)
	link(d, "gov1", discord)
	for _, a := range []bot.Account{slack, discord, slack} {
		greet(d, a)
	}
	if len(d.Effects) != 1 || d.Effects[0].To.Person != "gov1" || greeted(d) != 1 {
		t.Fatalf("%d greeted, effects %+v", greeted(d), d.Effects)
	}
	m, err := welcome.Shows()[d.Effects[0].Show](d.View(bot.CommunityStream, "gov1"), d.Effects[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"What I keep", "/mag me export", "/mag me erase", "/mag me written stop"} {
		if !strings.Contains(fmt.Sprint(m.Blocks), want) {
			t.Errorf("%q is not said", want)
		}
	}
}

func TestWhoWasToldBeforeTheyWereLinkedIsNotToldAgain(t *testing.T) {
	d := desk(t)
	greet(d, slack)
	greet(d, slack)
	if len(d.Effects) != 0 || greeted(d) != 1 {
		t.Fatalf("%d greeted, effects %+v", greeted(d), d.Effects)
	}
	link(d, "gov1", slack)
	link(d, "gov1", discord)
	greet(d, discord)
	if greeted(d) != 1 || !welcome.Met(d.View(bot.CommunityStream, ""), discord) {
		t.Error("they are told a second time")
	}
	link(d, "cs1", bot.Account{Platform: "slack", Workspace: "T1", User: "U2"})
	greet(d, bot.Account{Platform: "slack", Workspace: "T1", User: "U2"})
	if greeted(d) != 2 {
		t.Error("somebody else is not told")
	}
}

func TestTheRecordDoesNotNameAnAccountThatIsNotLinked(t *testing.T) {
	d := desk(t)
	greet(d, slack)
	log := d.Log(bot.CommunityStream)
	body := log[len(log)-1].Events[0].Body
	if strings.Contains(string(body), "U1") || !json.Valid(body) {
		t.Errorf("the record holds %s", body)
	}
	if !welcome.Met(bot.View{Community: d.Replay(bot.CommunityStream)}, slack) {
		t.Error("it is forgotten when the record is folded again")
	}
}
