package trouble_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/trouble"
)

func desk(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := meetingtest.New(t, meetingtest.Feature{
		Events: trouble.Events(), Apply: trouble.Apply, Commands: trouble.Commands(), Shows: trouble.Shows(), Words: trouble.Words,
	})
	d.Community(
		meetingtest.Person{ID: "chair", Roles: []bot.Role{bot.RoleChair, bot.RoleSecretariat}},
		meetingtest.Person{ID: "sec", Roles: []bot.Role{bot.RoleSecretariat}}, meetingtest.Member("gov1", "Government"),
	)
	return d
}

func report(d *meetingtest.Desk, key, what string) {
	d.Forward(bot.CommunityStream, bot.Do("trouble report", "key", key, "platform", "slack", "what", what, "text", "Add the scope "+key+"."))
}

func works(d *meetingtest.Desk, what string) {
	d.Forward(bot.CommunityStream, bot.Do("trouble works", "platform", "slack", "what", what))
}

// told lists who was told what since the last time.
func told(d *meetingtest.Desk) []string {
	var all []string
	for _, e := range d.Effects {
		all = append(all, fmt.Sprint(e.Show, " ", e.To.Person))
	}
	d.Effects = nil
	return all
}

func TestAProblemIsToldOnceUntilItIsMended(t *testing.T) {
	d := desk(t)
	report(d, "im:write", "conversations.open")
	shown := d.Effects[0]
	report(d, "im:write", "conversations.open")
	d.Now = d.Now.AddDate(1, 0, 0)
	report(d, "im:write", "conversations.open")
	if got := told(d); strings.Join(got, ", ") != "trouble.found chair, trouble.found sec" {
		t.Errorf("told %q", got)
	}
	show := func(e bot.Effect) string {
		m, err := trouble.Shows()[e.Show](d.View(bot.CommunityStream, "chair"), e)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(m.Blocks)
	}
	if text := show(shown); !strings.Contains(text, "Add the scope im:write.") {
		t.Errorf("shown: %s", text)
	}
	works(d, "users.info") // something else
	if len(told(d)) > 0 || len(trouble.Of(d.View(bot.CommunityStream, "")).Open) != 1 {
		t.Error("something else that works mends it")
	}
	works(d, "conversations.open")
	mended := d.Effects[0]
	works(d, "conversations.open")
	if got := told(d); strings.Join(got, ", ") != "trouble.mended chair, trouble.mended sec" {
		t.Errorf("told %q", got)
	}
	if text := show(mended); !strings.Contains(text, "works again") || !strings.Contains(text, "im:write") {
		t.Errorf("shown: %s", text)
	}
	if text := show(shown); text != "[]" {
		t.Errorf("of what is mended is shown: %s", text)
	}
	report(d, "im:write", "conversations.open")
	if len(told(d)) != 2 {
		t.Error("met again after that it is not told")
	}
}

func TestWhatNothingCanShowToBeOverIsToldAgainAfterADay(t *testing.T) {
	d := desk(t)
	report(d, "app_rate_limited", "")
	d.Now = d.Now.Add(23 * time.Hour)
	report(d, "app_rate_limited", "")
	if n := len(told(d)); n != 2 {
		t.Errorf("%d told", n)
	}
	d.Now = d.Now.Add(2 * time.Hour)
	report(d, "app_rate_limited", "")
	if n := len(told(d)); n != 2 {
		t.Errorf("%d told a day later", n)
	}
}

func TestWhoLeadsSeesWhatIsInTheWay(t *testing.T) {
	d := desk(t)
	if r := d.Must("sec", "trouble").Reply; r.Text.Key != "trouble.none" {
		t.Errorf("%+v", r)
	}
	report(d, "im:write", "conversations.open")
	m := d.Must("sec", "trouble").Reply.Message
	if list, ok := m.Blocks[1].(chat.List); !ok || len(list.Lines) != 1 {
		t.Errorf("%+v", m)
	}
	d.Refused("command.not-allowed.leads", "gov1", "trouble")
}

// Whatever is met and mended in any order: a problem is open once, and folding
// the record again gives the same.
func TestAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := desk(t)
		open := map[string]bool{}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			what := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "what")
			if rapid.Bool().Draw(t, "works") {
				works(d, what)
				delete(open, what)
			} else {
				report(d, "key of "+what, what)
				open[what] = true
			}
			s := trouble.Of(d.View(bot.CommunityStream, ""))
			again := trouble.Of(bot.View{Community: d.Replay(bot.CommunityStream)})
			if len(s.Open) != len(open) || len(again.Open) != len(open) {
				t.Fatalf("%d open, %d folded again, want %d", len(s.Open), len(again.Open), len(open))
			}
			for w := range open {
				if !s.Concerns("slack", w) || s.Concerns("discord", w) {
					t.Fatalf("%s is not in trouble", w)
				}
			}
		}
	})
}

func TestEverySentenceIsThere(t *testing.T) {
	words, err := lang.Load(trouble.Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"help.trouble", "trouble.once", "trouble.works", "trouble.none", "trouble.open"} {
		if !words.Has(key) {
			t.Errorf("no words for %s", key)
		}
	}
}
