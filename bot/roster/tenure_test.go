package roster_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/roster"
)

func day(text string) time.Time { return roster.StartOf(text) }

func TestRightsEndAtTheInstant(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, "name,role,role from,role until,term start,term end\n"+
		"Ana,chair,2027-03-01,2027-03-31,2026-01-01,2028-12-31\n"+
		"Bo,member,,,2027-03-01,2027-03-31\n"+
		"Cy,\"observer ..2027-03-31; member 2027-04-01..\",,,,\n"+
		"Di,,,,2027-03-01,2027-03-31\n")
	for name, c := range map[string]struct {
		who  string
		at   time.Time
		want []bot.Role
	}{
		"before the first day":                          {"Ana", day("2027-03-01").Add(-1), []bot.Role{bot.RoleAnyone}},
		"from the first instant of the first day":       {"Ana", day("2027-03-01"), []bot.Role{bot.RoleChair, bot.RoleAnyone}},
		"until the last instant of the last day":        {"Ana", day("2027-04-01").Add(-1), []bot.Role{bot.RoleChair, bot.RoleAnyone}},
		"its own dates come before the term's":          {"Ana", day("2027-04-01"), []bot.Role{bot.RoleAnyone}},
		"a role without dates runs with the term":       {"Bo", day("2027-04-01").Add(-1), []bot.Role{bot.RoleMember, bot.RoleAnyone}},
		"and ends with the term":                        {"Bo", day("2027-04-01"), []bot.Role{bot.RoleAnyone}},
		"one role may follow another without a gap":     {"Cy", day("2027-04-01"), []bot.Role{bot.RoleMember, bot.RoleAnyone}},
		"and without an overlap":                        {"Cy", day("2027-04-01").Add(-1), []bot.Role{bot.RoleObserver, bot.RoleAnyone}},
		"who has no role is still on the roster":        {"Di", day("2027-03-15"), []bot.Role{bot.RoleAnyone}},
		"the hour of the reader's zone does not matter": {"Ana", day("2027-04-01").Add(-1).In(time.FixedZone("", 9*3600)), []bot.Role{bot.RoleChair, bot.RoleAnyone}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, roster.RolesAt(w.roster(), w.id(c.who), c.at)); d != "" {
				t.Error(d)
			}
		})
	}
	if roles := roster.RolesAt(w.roster(), "p-nobody", start); roles != nil {
		t.Errorf("a stranger has %v", roles)
	}
}

func TestWhoseTimeIsOver(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, "name,role,role from,role until,term start,term end\n"+
		"Ana,chair,2027-03-01,2027-03-31,2026-01-01,2028-12-31\n"+
		"Bo,member,,,2027-03-01,2027-03-31\n"+
		"Cy,\"observer ..2027-03-31; member 2027-05-01..\",,,,\n"+
		"Di,,,,2027-03-01,2027-03-31\n"+
		"Ed,,,,,\n"+
		"Flo,moderator,2027-03-01,2027-12-31,2026-01-01,2027-03-31\n")
	for name, c := range map[string]struct {
		who  string
		at   time.Time
		want bool
	}{
		"the last instant of the term":            {"Bo", day("2027-04-01").Add(-1), false},
		"the first instant after it":              {"Bo", day("2027-04-01"), true},
		"before it began":                         {"Bo", day("2027-02-01"), false},
		"a role has ended, and nothing follows":   {"Ana", day("2027-04-01"), true},
		"between two roles":                       {"Cy", day("2027-04-15"), false},
		"a term without a role":                   {"Di", day("2027-04-01"), true},
		"a role that goes on after the term":      {"Flo", day("2027-04-01"), false},
		"and when that has ended too":             {"Flo", day("2028-01-01"), true},
		"who never had a role or a term is there": {"Ed", day("2040-01-01"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := roster.Over(w.roster(), w.id(c.who), c.at); got != c.want {
				t.Errorf("over: %t", got)
			}
		})
	}
	if roster.Over(w.roster(), "p-nobody", start) {
		t.Error("a stranger's time is over")
	}
}

func TestSeatsAndOfficesFollowTheDates(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, "name,group,role,term end\nAna,Government; Civil Society,member,2027-03-31\nBo,,member,\nCy,Government,observer,\n")
	w.must(operator, "roster role", "person", "Ana", "role", "chair")
	for name, c := range map[string]struct {
		at     time.Time
		seats  map[bot.Group]int
		chairs int
	}{
		"in term":        {start, map[bot.Group]int{"Government": 1, "": 1}, 1},
		"after the term": {day("2027-04-01"), map[bot.Group]int{"": 1}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.seats, w.roster().Seats(c.at)); d != "" {
				t.Error(d)
			}
			if got := len(w.roster().With(bot.RoleChair, c.at)); got != c.chairs {
				t.Errorf("%d chairs", got)
			}
		})
	}
}

func TestGivingARole(t *testing.T) {
	w := exampleTown(t)
	sec := w.as("sec")
	w.must(sec, "roster role", "person", "tech1", "role", "moderator", "from", "2027-03-01", "until", "2027-06-30", "reference", "minutes of 24 February")
	p, _ := w.roster().Person(w.id("tech1"))
	want := roster.Tenure{Role: bot.RoleModerator, From: day("2027-03-01"), Until: day("2027-07-01")}
	if !slices.Contains(p.Roles, want) || len(p.Roles) != 2 {
		t.Errorf("roles %+v", p.Roles)
	}
	if len(w.effects) != 1 || w.effects[0].To != bot.ToPerson(p.ID) {
		t.Errorf("the person is not told: %+v", w.effects)
	}
	t.Run("the same again changes nothing", func(t *testing.T) {
		w.must(sec, "roster role", "person", "tech1", "role", "moderator", "from", "2027-03-01", "until", "2027-06-30")
		if len(w.events) != 0 {
			t.Errorf("events %v", w.events)
		}
	})
	t.Run("new dates take the place of a tenure that has not ended", func(t *testing.T) {
		w.must(sec, "roster role", "person", "tech1", "role", "moderator", "until", "2027-12-31")
		p, _ := w.roster().Person(p.ID)
		if len(p.Roles) != 2 || p.Roles[1].Until != day("2028-01-01") {
			t.Errorf("roles %+v", p.Roles)
		}
	})
	t.Run("what begins later leaves no gap", func(t *testing.T) {
		w.must(sec, "roster role", "person", "sec", "role", "secretariat", "from", "2027-06-01", "until", "2028-05-31")
		for at, want := range map[string]bool{"2027-03-02": true, "2027-05-31": true, "2027-06-01": true, "2028-05-31": true, "2028-06-01": false} {
			if got := slices.Contains(roster.RolesAt(w.roster(), w.id("sec"), day(at)), bot.RoleSecretariat); got != want {
				t.Errorf("on %s: %v", at, got)
			}
		}
	})
	t.Run("a tenure that has ended stays in the history", func(t *testing.T) {
		w.now = day("2028-02-01")
		w.must(sec, "roster role", "person", "tech1", "role", "moderator")
		p, _ := w.roster().Person(p.ID)
		if len(p.Roles) != 3 {
			t.Errorf("roles %+v", p.Roles)
		}
		w.now = start
	})
	w.refused("roster.ends-before", sec, "roster role", "person", "gov1", "role", "observer", "from", "2027-05-01", "until", "2027-04-01")
	w.refused("roster.ended-before", sec, "roster role", "person", "gov1", "role", "observer", "until", "2027-02-01")
	w.refused("roster.no-person-nearest", sec, "roster role", "person", "gov7", "role", "observer")
	w.refused("command.not-a-choice", sec, "roster role", "person", "gov1", "role", "king")
	w.refused("command.not-allowed.secretariat", w.as("chair"), "roster role", "person", "gov1", "role", "chair")
}

// TestRenewingTheChairNeedsAReference is clause IV of the terms of reference.
func TestRenewingTheChairNeedsAReference(t *testing.T) {
	w := exampleTown(t)
	sec := w.as("sec")
	w.refused("roster.renewal-reference", sec, "roster role", "person", "chair", "role", "chair", "until", "2028-12-31")
	w.must(sec, "roster role", "person", "chair", "role", "chair", "until", "2028-12-31", "reference", "letter of 12 January")
	given := w.events[0].(roster.RoleGiven)
	if given.Reference.Text != "letter of 12 January" || given.Reference.By != w.id("sec") {
		t.Errorf("reference %+v", given.Reference)
	}
	w.must(sec, "roster role", "person", "gov1", "role", "chair")
}

func TestEndingARole(t *testing.T) {
	w := exampleTown(t)
	sec := w.as("sec")
	t.Run("rights end at once", func(t *testing.T) {
		w.must(sec, "roster end-role", "person", "gov1", "role", "member")
		if w.view(w.as("gov1")).Reader.Has(bot.RoleMember) {
			t.Error("gov1 is still a member")
		}
		if !slices.Contains(roster.RolesAt(w.roster(), w.id("gov1"), w.now.Add(-1)), bot.RoleMember) {
			t.Error("the history has changed")
		}
	})
	t.Run("a role not held is not ended", func(t *testing.T) {
		w.must(sec, "roster end-role", "person", "gov1", "role", "member")
		if len(w.events) != 0 {
			t.Errorf("events %v", w.events)
		}
	})
	t.Run("a role that has not begun is dropped", func(t *testing.T) {
		w.must(sec, "roster role", "person", "gov2", "role", "moderator", "from", "2027-06-01")
		w.must(sec, "roster end-role", "person", "gov2", "role", "moderator")
		if p, _ := w.roster().Person(w.id("gov2")); len(p.Roles) != 1 {
			t.Errorf("roles %+v", p.Roles)
		}
	})
	t.Run("the last in office needs a successor", func(t *testing.T) {
		w.refused("roster.last", sec, "roster end-role", "person", "chair", "role", "chair")
		w.refused("roster.last", sec, "roster end-role", "person", "sec", "role", "secretariat")
		w.refused("roster.last", sec, "roster erase", "person", "chair", "really", "yes")
	})
}

func TestASuccessorFollowsInTheSameRecord(t *testing.T) {
	w := exampleTown(t)
	sec := w.as("sec")
	w.refused("roster.bad-successor", sec, "roster end-role", "person", "chair", "role", "chair", "successor", "chair")
	w.must(sec, "roster end-role", "person", "chair", "role", "chair", "successor", "gov2", "reference", "letter")
	if d := cmp.Diff([]string{"roster.role-ended.v1", "roster.role-given.v1"}, kinds(w.events)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]bot.PersonID{w.id("gov2")}, w.roster().With(bot.RoleChair, w.now)); d != "" {
		t.Error(d)
	}
}

func TestExpiredRolesAreThoseNotHeldAnyMore(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, "name,role\n"+
		"Ana,chair 2025-01-01..2025-12-31; chair 2026-01-01..2026-12-31; member 2025-01-01..2025-12-31; member 2027-01-01..\n")
	want := []roster.Tenure{{Role: bot.RoleChair, From: day("2026-01-01"), Until: day("2027-01-01")}}
	if d := cmp.Diff(want, roster.ExpiredRoles(w.roster(), w.id("Ana"), start)); d != "" {
		t.Error(d)
	}
	if got := roster.ExpiredRoles(w.roster(), w.id("Ana"), day("2026-06-01")); len(got) != 1 || got[0].Role != bot.RoleMember {
		t.Errorf("in 2026: %+v", got)
	}
}

// TestTheSecretariatIsToldOfAnExpiredChair: once a day for each role.
func TestTheSecretariatIsToldOfAnExpiredChair(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, "name,role\nAna,chair ..2027-02-28\nSam,secretariat\n")
	tell := func() []bot.Effect {
		w.must(bot.Actor{Self: bot.ByRecord}, "roster expired", "person", string(w.id("Ana")), "role", "chair", "command", "meeting close")
		return w.effects
	}
	effects := tell()
	if len(effects) != 1 || effects[0].To != bot.ToRole(bot.RoleSecretariat) || effects[0].Do != bot.Direct {
		t.Fatalf("effects %+v", effects)
	}
	said := text(w.show(effects[0]))
	for _, want := range []string{"Ana wanted to use /mag meeting close", "their time as Chair ended on 2027-02-28", "[Enter the renewal …]"} {
		if !strings.Contains(said, want) {
			t.Errorf("it lacks %q: %s", want, said)
		}
	}
	if again := tell(); len(again) != 0 || len(w.events) != 0 {
		t.Errorf("told twice on one day: %+v", again)
	}
	w.now = w.now.Add(24 * time.Hour)
	if next := tell(); len(next) != 1 {
		t.Error("not told on the next day")
	}
	w.must(operator, "roster role", "person", "Ana", "role", "chair", "reference", "letter")
	if m := w.show(effects[0]); !m.IsZero() {
		t.Errorf("after the renewal there is nothing to tell: %s", text(m))
	}
}

// TestTermNotices walks through the year: −90 and −30 days, once each, one
// notice for all whose term ends together.
func TestTermNotices(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, "name,role,term end\nSam,secretariat,\nAna,chair; member,2027-12-31\nBo,member,2027-12-31\nCy,observer,2027-12-31\nDi,member,2028-06-30\nEd,member 2027-01-01..2027-12-31; member 2028-01-01..2028-12-31,\n")
	end := day("2028-01-01")
	clock := bot.Actor{Self: bot.ByClock}
	due := func() []bot.Due { return roster.Due(w.view(clock)) }
	first := func() bot.Due {
		all := due()
		slices.SortFunc(all, func(a, b bot.Due) int { return a.At.Compare(b.At) })
		return all[0]
	}
	d := first()
	if d.At != end.AddDate(0, 0, -90) || d.Call.Args["days"] != "90" {
		t.Fatalf("the first notice is %+v", d)
	}
	keys := map[string]bool{}
	for _, d := range due() {
		if keys[d.Key] {
			t.Errorf("%s is due twice", d.Key)
		}
		keys[d.Key] = true
	}
	w.call(clock, d.Call)
	if len(w.events) != 0 {
		t.Error("it is not time yet")
	}
	w.now = d.At
	w.call(clock, d.Call)
	noticed, ok := w.events[0].(roster.TermNoticed)
	if !ok || !slices.Equal(noticed.People, []bot.PersonID{w.id("Ana"), w.id("Bo")}) {
		t.Fatalf("events %+v: Cy is an observer and Ed goes on", w.events)
	}
	if len(w.effects) != 2 {
		t.Fatalf("Secretariat and Chair are told: %+v", w.effects)
	}
	if said := text(w.show(w.effects[0])); !strings.Contains(said, "2 terms end on 2027-12-31, within 90 days") || !strings.Contains(said, "Bo") {
		t.Errorf("the notice says: %s", said)
	}
	old := w.effects[0]
	w.call(clock, d.Call)
	if len(w.events) != 0 {
		t.Error("noticed twice")
	}
	if d = first(); d.At != end.AddDate(0, 0, -30) {
		t.Errorf("then comes %+v", d)
	}

	t.Run("a term that begins to be known late has one notice, not two", func(t *testing.T) {
		w.now = end.AddDate(0, 0, -10)
		w.importFile(operator, "name,role,term end\nFay,member,2027-12-31\n")
		for _, d := range due() {
			if d.Call.Args["days"] == "90" && d.At.Before(w.now) {
				t.Errorf("due %+v", d)
			}
		}
		w.call(clock, first().Call)
		if n := w.events[0].(roster.TermNoticed); len(n.People) != 3 || n.Days != 30 {
			t.Errorf("noticed %+v", n)
		}
	})
	t.Run("what was renewed is shown no more", func(t *testing.T) {
		w.importFile(operator, "name,term end\nAna,2028-12-31\nBo,2028-12-31\n")
		if m := w.show(old); !m.IsZero() {
			t.Errorf("shown: %s", text(m))
		}
	})
	t.Run("what is over is not announced", func(t *testing.T) {
		w.now = day("2040-01-01")
		if all := due(); len(all) != 0 {
			t.Errorf("due %+v", all)
		}
	})
}

func TestRosterShowsWhatIsUnknown(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, "name,group,role,email\nAna,Government,member ..2027-02-28,ana@example.org\nBo,,secretariat,bo@example.org\n")
	said := text(*w.must(w.as("Ana"), "roster show").Message)
	for _, want := range []string{"Roster: 2 people", "unknown", "Member until 2027-02-28 (ended)", "Secretariat"} {
		if !strings.Contains(said, want) {
			t.Errorf("the roster lacks %q:\n%s", want, said)
		}
	}
	if own := text(*w.must(w.as("Ana"), "roster show", "person", "Bo").Message); strings.Contains(own, "bo@example.org") {
		t.Error("others see the e-mail")
	}
	if all := text(*w.must(w.as("Bo"), "roster show", "person", "Ana").Message); !strings.Contains(all, "ana@example.org") {
		t.Error("the Secretariat does not see the e-mail")
	}
	m := *w.must(w.as("Ana"), "roster show").Message
	if _, ok := m.Blocks[1].(chat.Table); !ok {
		t.Errorf("blocks %T", m.Blocks[1])
	}
}
