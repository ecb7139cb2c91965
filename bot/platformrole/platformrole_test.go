package platformrole_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/platformrole"
	"magbot/bot/roster"
)

var server = bot.Place{Platform: "discord", Workspace: "g"}

func on(user string) bot.Account {
	return bot.Account{Platform: "discord", Workspace: "g", User: user}
}

// desk is a community of a Secretariat, two members and an observer, all with an
// account named like them but the last.
func desk(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := meetingtest.New(t, meetingtest.Feature{
		Events: platformrole.Events(), Apply: platformrole.Apply, Commands: platformrole.Commands(), Shows: platformrole.Shows(),
		Due: platformrole.Due, Words: platformrole.Words,
	})
	d.Community(
		meetingtest.Person{ID: "sec", Roles: []bot.Role{bot.RoleSecretariat}}, meetingtest.Member("gov1", "Government"),
		meetingtest.Member("cs1", "Civil Society"), meetingtest.Person{ID: "obs1", Roles: []bot.Role{bot.RoleObserver}},
	)
	for _, p := range []bot.PersonID{"sec", "gov1", "cs1"} {
		d.Record(bot.CommunityStream, bot.Actor{}, roster.AccountLinked{Person: p, Account: on(string(p))})
	}
	d.Place = server
	return d
}

// lists tells which roles there are on the server, and sees which an account has;
// both say whether it was news.
func lists(d *meetingtest.Desk, names ...string) bool {
	return news(d, bot.Do("roles listed", "names", strings.Join(names, "\n")))
}

func sees(d *meetingtest.Desk, user string, names ...string) bool {
	return news(d, bot.Do("roles seen", "user", user, "names", strings.Join(names, "\n")))
}

func leaves(d *meetingtest.Desk, user string) bool {
	return news(d, bot.Do("roles seen", "user", user, "away", "yes"))
}

func news(d *meetingtest.Desk, call bot.Call) bool {
	before := len(d.Log(bot.CommunityStream))
	d.Forward(bot.CommunityStream, call)
	return len(d.Log(bot.CommunityStream)) > before
}

// differs writes what differs.
func differs(d *meetingtest.Desk) []string {
	all := []string{}
	for _, one := range platformrole.Differences(d.View(bot.CommunityStream, "sec")) {
		sign := "lacks"
		if one.Extra {
			sign = "extra"
		}
		all = append(all, fmt.Sprint(one.Person, " ", sign, " ", one.Role, one.Group, " ", one.Names))
	}
	return all
}

func want(t *testing.T, d *meetingtest.Desk, all ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, all...), differs(d)); diff != "" {
		t.Errorf("what differs: %s", diff)
	}
}

// told gives the differences that were told since the last time, each telling in
// one text, and to whom.
func told(t *testing.T, d *meetingtest.Desk) (all []string) {
	t.Helper()
	for _, e := range d.Effects {
		if e.Do != bot.Direct || e.To != bot.ToRole(bot.RoleSecretariat) {
			t.Errorf("%s goes to %+v", e.Show, e.To)
		}
		all = append(all, shown(t, d, e))
	}
	d.Effects = nil
	return all
}

func shown(t *testing.T, d *meetingtest.Desk, e bot.Effect) string {
	t.Helper()
	m, err := platformrole.Shows()[e.Show](d.View(bot.CommunityStream, "sec"), e)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Blocks) > 0 && m.Seen == "" {
		t.Error("who can see it is not said")
	}
	return fmt.Sprint(m.Blocks)
}

func TestWhatDiffers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		matches [][2]string
		listed  []string
		has     map[string][]string
		want    []string
	}{
		"who has the role of the platform and is that agrees": {
			[][2]string{{"MAG", "member"}},
			[]string{"MAG"},
			map[string][]string{"gov1": {"MAG", "painters"}, "sec": nil},
			nil,
		},
		"who has it and is not that has too much": {
			[][2]string{{"MAG", "member"}},
			[]string{"MAG"},
			map[string][]string{"sec": {"MAG"}},
			[]string{"sec extra member [MAG]"},
		},
		"who is that and has it not lacks it": {
			[][2]string{{"MAG", "member"}},
			[]string{"MAG"},
			map[string][]string{"gov1": {"painters"}},
			[]string{"gov1 lacks member [MAG]"},
		},
		"a group is compared as a role is": {
			[][2]string{{"States", "government"}},
			[]string{"States"},
			map[string][]string{"gov1": nil, "cs1": {"States"}},
			[]string{"cs1 extra Government [States]", "gov1 lacks Government [States]"},
		},
		"case, blanks and an @ do not matter": {
			[][2]string{{"@mag  Member", "Member"}},
			[]string{"MAG member"},
			map[string][]string{"gov1": {"@Mag Member"}},
			nil,
		},
		"one of several that mean the same is enough": {
			[][2]string{{"MAG 2027", "member"}, {"MAG 2028", "member"}},
			[]string{"MAG 2027", "MAG 2028"},
			map[string][]string{"gov1": {"MAG 2028"}, "cs1": nil},
			[]string{"cs1 lacks member [MAG 2027 MAG 2028]"},
		},
		"nobody lacks what the platform does not have": {
			[][2]string{{"MAG", "member"}, {"Old MAG", "member"}, {"Press", "observer"}},
			[]string{"painters"},
			map[string][]string{"gov1": nil},
			nil,
		},
		"of those who would do, only those there are are named": {
			[][2]string{{"MAG", "member"}, {"Old MAG", "member"}},
			[]string{"MAG"},
			map[string][]string{"gov1": nil},
			[]string{"gov1 lacks member [MAG]"},
		},
		"who was not looked at is not compared": {
			[][2]string{{"MAG", "member"}},
			[]string{"MAG"},
			nil,
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := desk(t)
			for _, m := range c.matches {
				d.Must("sec", "roles match", "name", m[0], "as", m[1])
			}
			lists(d, c.listed...)
			for user, names := range c.has {
				sees(d, user, names...)
			}
			want(t, d, c.want...)
		})
	}
}

func TestOnlyWhatIsNewOfLinkedAccountsIsAFact(t *testing.T) {
	d := desk(t)
	if lists(d, "MAG") || sees(d, "gov1", "MAG") {
		t.Error("something is kept before anything is compared")
	}
	d.Must("sec", "roles match", "name", "MAG as member")
	if !lists(d, "MAG") || lists(d, "MAG") || !lists(d, "MAG", "Press") {
		t.Error("which roles there are")
	}
	if !sees(d, "gov1") || sees(d, "gov1") || !sees(d, "gov1", "MAG") || sees(d, "gov1", "MAG") || !leaves(d, "gov1") || leaves(d, "gov1") || !sees(d, "gov1", "MAG") {
		t.Error("which roles somebody has")
	}
	if !sees(d, "gov1") || !leaves(d, "gov1") || !sees(d, "gov1") {
		t.Error("to have none is one thing, and to have left another")
	}
	if sees(d, "stranger", "MAG") {
		t.Error("an account that is not linked is kept")
	}
}

func TestWhoHasLeftTheServerIsNotCompared(t *testing.T) {
	d := desk(t)
	d.Must("sec", "roles match", "name", "MAG as member")
	lists(d, "MAG")
	leaves(d, "gov1")
	want(t, d)
	if text := fmt.Sprint(d.Must("sec", "roles compare").Reply.Message.Blocks); !strings.Contains(text, "left the server: gov1.") {
		t.Errorf("shown: %s", text)
	}
}

// What differs is told when it has changed, ten minutes after the last that was
// seen, once a day at most, and when all agrees again.
func TestTheSecretariatIsToldOnceADayAtMost(t *testing.T) {
	d := desk(t)
	d.Must("sec", "roles match", "name", "MAG as member")
	lists(d, "MAG")
	sees(d, "gov1")
	after := func(wait time.Duration) []string {
		d.Now = d.Now.Add(wait)
		d.Clock()
		return told(t, d)
	}
	if got := after(9 * time.Minute); len(got) > 0 {
		t.Errorf("at once was told %q", got)
	}
	sees(d, "cs1")
	if got := after(9 * time.Minute); len(got) > 0 {
		t.Errorf("while more is seen was told %q", got)
	}
	if got := after(time.Minute); len(got) != 1 || !strings.Contains(got[0], "gov1 has the role Member on the roster, but not “MAG” on Discord.") || !strings.Contains(got[0], "cs1") {
		t.Errorf("told %q", got)
	}
	if got := after(30 * 24 * time.Hour); len(got) > 0 {
		t.Errorf("nothing has changed, and was told %q", got)
	}
	sees(d, "gov1", "MAG")
	if got := after(10 * time.Minute); len(got) != 1 || strings.Contains(got[0], "gov1") {
		t.Errorf("of a change was told %q", got)
	}
	sees(d, "cs1", "MAG")
	if got := after(23 * time.Hour); len(got) > 0 {
		t.Errorf("twice in a day was told %q", got)
	}
	if got := after(time.Hour); len(got) != 1 || !strings.Contains(got[0], "agree") {
		t.Errorf("that all agrees was told as %q", got)
	}
	sees(d, "cs1")
	sees(d, "cs1", "MAG") // back before it could be told
	if got := after(48 * time.Hour); len(got) > 0 {
		t.Errorf("nothing differs, and was told %q", got)
	}
}

// When the same people differ in another way, that is a change.
func TestAnotherDifferenceOfTheSamePersonIsTold(t *testing.T) {
	d := desk(t)
	d.Must("sec", "roles match", "name", "MAG as member")
	d.Must("sec", "roles match", "name", "NGOs as Civil Society")
	lists(d, "MAG", "NGOs")
	sees(d, "gov1", "MAG", "NGOs")
	for _, want := range []string{"not the group Civil Society", "not “MAG”"} {
		d.Now = d.Now.Add(25 * time.Hour)
		d.Clock()
		if got := told(t, d); len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("told %q, want %s", got, want)
		}
		sees(d, "gov1")
	}
}

// A role on the roster ends by time alone, and that is a difference from then on.
func TestTheEndOfATermIsADifference(t *testing.T) {
	d := desk(t)
	end := d.Now.Add(50 * time.Hour)
	d.Record(bot.CommunityStream, bot.Actor{}, roster.RoleEnded{Person: "gov1", Role: bot.RoleMember, At: d.Now},
		roster.RoleGiven{Person: "gov1", Tenure: roster.Tenure{Role: bot.RoleMember, Until: end}})
	d.Must("sec", "roles match", "name", "MAG as member")
	lists(d, "MAG")
	sees(d, "gov1", "MAG")
	want(t, d)
	due := platformrole.Due(d.View(bot.CommunityStream, ""))
	if len(due) != 1 || !due[0].At.Equal(end) {
		t.Fatalf("due: %+v", due)
	}
	d.Now = end
	d.Clock()
	if got := told(t, d); len(got) != 1 || !strings.Contains(got[0], "gov1 has “MAG” on Discord, but not the role Member on the roster.") {
		t.Errorf("told %q", got)
	}
}

func TestMatchingAndTakingBack(t *testing.T) {
	d := desk(t)
	if r := d.Must("sec", "roles compare").Reply; r.Text.Key != "platformrole.nothing" {
		t.Errorf("%+v", r)
	}
	d.Refused("command.not-allowed.secretariat", "gov1", "roles match", "name", "MAG as member")
	d.Refused("command.not-allowed.secretariat", "gov1", "roles compare")
	d.Refused("platformrole.as-what", "sec", "roles match", "name", "MAG")
	d.Refused("platformrole.no-name", "sec", "roles match", "name", "@", "as", "member")
	if text := d.Refused("roster.no-such-group", "sec", "roles match", "name", "MAG as Painters"); !strings.Contains(text, "Civil Society, Government") {
		t.Errorf("refused with %q", text)
	}
	d.Refused("platformrole.not-matched", "sec", "roles unmatch", "name", "MAG")
	for _, c := range []struct{ name, as, key string }{
		{"MAG", "member", "platformrole.matched"},
		{"MAG", "member", "platformrole.matched-already"},
		{"mag", "civil society", "platformrole.matched"}, // the same name: it means something else now
		{`"Such as it is" as Secretariat`, "", "platformrole.matched"},
	} {
		args := []string{"name", c.name}
		if c.as != "" {
			args = append(args, "as", c.as)
		}
		if r := d.Must("sec", "roles match", args...).Reply; r.Text.Key != c.key {
			t.Errorf("%s: %+v", c.name, r.Text)
		}
	}
	wantMatches := []platformrole.Match{
		{Name: "mag", Target: platformrole.Target{Group: "Civil Society"}}, {Name: "Such as it is", Target: platformrole.Target{Role: bot.RoleSecretariat}},
	}
	if diff := cmp.Diff(wantMatches, platformrole.Of(d.View(bot.CommunityStream, "")).Matches()); diff != "" {
		t.Error(diff)
	}
	if text := fmt.Sprint(d.Must("sec", "roles compare").Reply.Message.Blocks); !strings.Contains(text, "looked at yet") || !strings.Contains(text, "“mag” means the group Civil Society.") {
		t.Errorf("shown: %s", text)
	}
	lists(d, "Others")
	if r := d.Must("sec", "roles match", "name", "Press", "as", "observer").Reply; r.Text.Key != "platformrole.matched-nowhere" {
		t.Errorf("a name that no platform has: %+v", r)
	}
	d.Must("sec", "roles unmatch", "name", "@MAG")
	if n := len(platformrole.Of(d.View(bot.CommunityStream, "")).Matches()); n != 2 {
		t.Errorf("%d names mean something", n)
	}
}

// What an account has is its person's: exported, and gone with the link, the
// account's next person and the erasure.
func TestWhatIsKeptIsThePersons(t *testing.T) {
	prepared := func(t *testing.T) *meetingtest.Desk {
		t.Helper()
		d := desk(t)
		d.Must("sec", "roles match", "name", "MAG as member")
		lists(d, "MAG")
		sees(d, "gov1", "painters", "press")
		sees(d, "cs1")
		d.Now = d.Now.Add(time.Hour)
		d.Clock()
		return d
	}
	d := prepared(t)
	wantOwn := []platformrole.Own{{Account: on("gov1"), Roles: []string{"painters", "press"}, Seen: meetingtest.Begin()}}
	if diff := cmp.Diff(wantOwn, platformrole.Export(d.View(bot.CommunityStream, "gov1"), "gov1")); diff != "" {
		t.Error(diff)
	}
	for _, r := range d.Log(bot.CommunityStream) {
		for _, e := range r.Events {
			if slices.Contains([]string{"platformrole.seen.v1", "platformrole.told.v1"}, e.Kind) {
				sealedForWhomItIsOf(t, e)
			}
		}
	}
	for name, e := range map[string]bot.Event{
		"erased": roster.Erased{Person: "gov1"}, "unlinked": roster.AccountUnlinked{Person: "gov1", Account: on("gov1")},
		"linked to another": roster.AccountLinked{Person: "obs1", Account: on("gov1")},
	} {
		d := prepared(t)
		d.Record(bot.CommunityStream, bot.Actor{}, e)
		if _, kept := platformrole.Of(d.View(bot.CommunityStream, "")).Seen(on("gov1")); kept {
			t.Errorf("%s: it is kept", name)
		}
		want(t, d, "cs1 lacks member [MAG]")
		if name == "erased" {
			d.Now = d.Now.Add(48 * time.Hour)
			d.Effects = nil
			d.Clock()
			if got := told(t, d); len(got) > 0 {
				t.Errorf("an erasure is no change, and was told %q", got)
			}
		}
	}
}

// sealedForWhomItIsOf checks that an account's roles, and what differs, are sealed
// under the key of the person whom they are about.
func sealedForWhomItIsOf(t *testing.T, e meetingtest.Raw) {
	t.Helper()
	type sealed struct{ By string }
	var body struct {
		Person      string
		Names       sealed
		Differences []sealed
	}
	if err := json.Unmarshal(e.Body, &body); err != nil {
		t.Fatal(err)
	}
	if body.Names.By != body.Person {
		t.Errorf("the roles of %s are sealed under the key of %q", body.Person, body.Names.By)
	}
	if e.Kind == "platformrole.told.v1" && !slices.Equal(body.Differences, []sealed{{"cs1"}, {"gov1"}}) {
		t.Errorf("what differs is sealed under the keys of %v", body.Differences)
	}
}

// What the key of an erased person opened is not there in a fold after that.
func TestWhatWasErasedIsNotFolded(t *testing.T) {
	s := bot.NewState(bot.CommunityStream)
	gone := bot.Words{By: "gov1", Gone: true}
	for _, e := range []bot.Event{
		platformrole.Matched{Name: bot.Write("", "MAG"), Target: platformrole.Target{Role: bot.RoleMember}},
		platformrole.Listed{Space: platformrole.Space{Platform: "discord", Workspace: "g"}, Names: []bot.Words{bot.Write("", "MAG")}},
		platformrole.Seen{Person: "gov1", Account: on("gov1"), Names: gone},
		platformrole.Told{Differences: []bot.Words{gone}},
	} {
		platformrole.Apply(s, bot.Meta{}, e)
	}
	v := bot.View{Here: s, Community: s, Now: meetingtest.Begin()}
	if _, kept := platformrole.Of(v).Seen(on("gov1")); kept || len(platformrole.Due(v)) > 0 {
		t.Errorf("it is kept, or to be told: %v", platformrole.Due(v))
	}
}

// Whatever roles of a platform are matched, listed and seen, in any order: the
// roster is as it was, nobody may do more or less, and folding the record again
// gives the same.
func TestAPlatformRoleNeverChangesAGroupOrARight(t *testing.T) {
	names := []string{"MAG", "Secretariat", "Chair", "States", "NGOs"}
	targets := []string{"member", "secretariat", "chair", "Government", "Civil Society"}
	rapid.Check(t, func(t *rapid.T) {
		d := desk(t)
		before := rights(d)
		some := rapid.SliceOfN(rapid.SampledFrom(names), 0, 4)
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			name := rapid.SampledFrom(names).Draw(t, "name")
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0, 1:
				d.Must("sec", "roles match", "name", name, "as", rapid.SampledFrom(targets).Draw(t, "target"))
			case 2:
				if slices.ContainsFunc(platformrole.Of(d.View(bot.CommunityStream, "")).Matches(), func(m platformrole.Match) bool { return m.Name == name }) {
					d.Must("sec", "roles unmatch", "name", name)
				}
			case 3:
				lists(d, some.Draw(t, "there")...)
			case 4:
				user := rapid.SampledFrom([]string{"sec", "gov1", "cs1", "stranger"}).Draw(t, "user")
				if rapid.Bool().Draw(t, "away") {
					leaves(d, user)
				} else {
					sees(d, user, some.Draw(t, "has")...)
				}
			case 5:
				d.Now = d.Now.Add(time.Duration(rapid.IntRange(1, 2000).Draw(t, "minutes")) * time.Minute)
				d.Clock()
			}
		}
		if diff := cmp.Diff(before, rights(d)); diff != "" {
			t.Fatalf("rights and groups: %s", diff)
		}
		for _, e := range d.Effects {
			if e.Do != bot.Direct || e.To != bot.ToRole(bot.RoleSecretariat) {
				t.Fatalf("%+v", e)
			}
		}
		v := d.View(bot.CommunityStream, "sec")
		again := v
		again.Here = d.Replay(bot.CommunityStream)
		again.Community = again.Here
		if diff := cmp.Diff(platformrole.Differences(v), platformrole.Differences(again)); diff != "" {
			t.Fatalf("folded again: %s", diff)
		}
		if diff := cmp.Diff(platformrole.Due(v), platformrole.Due(again)); diff != "" {
			t.Fatalf("due when folded again: %s", diff)
		}
	})
}

// rights are the people of the roster, and what each may do.
func rights(d *meetingtest.Desk) map[bot.PersonID]string {
	all := map[bot.PersonID]string{}
	v := d.View(bot.CommunityStream, "")
	for _, p := range roster.Of(v).All() {
		var may []string
		roles := roster.RolesAt(roster.Of(v), p.ID, v.Now)
		for _, c := range d.Table().All() {
			if c.May(bot.Reader{Person: p.ID, Roles: roles}) {
				may = append(may, c.Path)
			}
		}
		all[p.ID] = fmt.Sprint(p, roles, roster.GroupOf(v, p.ID, ""), may)
	}
	return all
}

// However much differs, all is shown or it is said how much more there is.
func TestManyDifferencesAreCounted(t *testing.T) {
	d := desk(t)
	d.Must("sec", "roles match", "name", "MAG as member")
	lists(d, "MAG")
	for i := range 130 {
		id := bot.PersonID(fmt.Sprintf("many%03d", i))
		name := bot.Write(id, string(id))
		d.Record(bot.CommunityStream, bot.Actor{}, roster.PersonAdded{Person: id, Facts: roster.Facts{Name: &name}}, roster.AccountLinked{Person: id, Account: on(string(id))})
		sees(d, string(id), "MAG")
	}
	blocks := d.Must("sec", "roles compare").Reply.Message.Blocks
	list, ok := blocks[1].(chat.List)
	if !ok || len(list.Lines) != 101 || !strings.Contains(fmt.Sprint(list.Lines[100]), "30 more") || !strings.Contains(fmt.Sprint(blocks[0]), "130") {
		t.Errorf("shown: %v", blocks[:2])
	}
}

func TestEverySentenceIsThere(t *testing.T) {
	words, err := lang.Load(platformrole.Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range platformrole.Commands() {
		if !c.Inner && !words.Has(c.HelpKey()) {
			t.Errorf("no help for %s", c.Path)
		}
	}
}
