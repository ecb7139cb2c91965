package roster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/roster"
)

func everybody(w *town) []roster.Person { return w.roster().All() }

func kinds(events []bot.Event) []string {
	var all []string
	for _, e := range events {
		all = append(all, e.Kind())
	}
	return all
}

// TestWrongRowsApplyNothing is step 1 of the story: a date that does not exist
// and a group spelt unlike the others.
func TestWrongRowsApplyNothing(t *testing.T) {
	w := exampleTown(t)
	before := len(w.record)
	bad := strings.Replace(roster.Example(), "gov3@example.org,Government", "gov3@example.org,Guvernment", 1)
	bad = strings.Replace(bad, "cs4@example.org,Civil Society; Technical Community,Asia-Pacific Group,Jordan,member,,,2026-01-01,2036-12-31", "cs4@example.org,Civil Society; Technical Community,Asia-Pacific Group,Jordan,member,,,2026-01-01,2037-02-29", 1)
	r := w.must(w.as("sec"), "roster import", "file", bad)
	said := text(*r.Message)
	for _, want := range []string{"Line 6, stakeholder group:", "Guvernment", "Line 12, term end:", "2037-02-29", "Nothing was changed"} {
		if !strings.Contains(said, want) {
			t.Errorf("the answer lacks %q:\n%s", want, said)
		}
	}
	if !r.Refused || r.Form != nil || len(w.record) != before {
		t.Error("something was offered or applied")
	}
}

func TestImportShowsBeforeItApplies(t *testing.T) {
	w := newTown(t)
	r := w.must(operator, "roster import", "file", plain)
	if r.Form == nil || len(w.events) != 0 || len(everybody(w)) != 0 {
		t.Fatalf("the preview applied something, or offers no button: %+v", r)
	}
	f := r.Form.Fields[0]
	if f.Kind != chat.Upload || f.Value != plain || r.Form.Call.Args["confirm"] == "" {
		t.Errorf("the form does not send back what was seen: %+v", r.Form)
	}
	r = w.importFile(operator, plain)
	if r.Text.Key != "roster.imported" {
		t.Fatalf("answer %+v", r)
	}
	want := []string{"roster.person-added.v1", "roster.person-added.v1", "roster.imported.v1"}
	if d := cmp.Diff(want, kinds(w.events)); d != "" {
		t.Error(d)
	}
	for _, p := range everybody(w) {
		if !strings.HasPrefix(string(p.ID), "p-") || len(p.ID) != 12 || p.Name.By != p.ID || p.Email.By != p.ID {
			t.Errorf("%+v: the identifier says something, or the words are not the person's own", p)
		}
	}
}

func TestWhatIsAppliedIsWhatWasSeen(t *testing.T) {
	w := newTown(t)
	seen := w.must(operator, "roster import", "file", plain).Form.Call.Args["confirm"]
	t.Run("another file is shown first", func(t *testing.T) {
		r := w.must(operator, "roster import", "file", strings.Replace(plain, "Ana", "Eva", 1), "confirm", seen)
		if r.Form == nil || len(w.events) != 0 || !strings.Contains(text(*r.Message), "has changed since you looked") {
			t.Errorf("answer %+v", r)
		}
	})
	t.Run("a roster that has changed is shown first", func(t *testing.T) {
		w.must(operator, "roster add", "name", "Bo")
		r := w.must(operator, "roster import", "file", plain, "confirm", seen)
		if r.Form == nil || len(w.events) != 0 {
			t.Errorf("answer %+v", r)
		}
	})
	t.Run("the same press again changes nothing", func(t *testing.T) {
		w.importFile(operator, plain)
		r := w.must(operator, "roster import", "file", plain, "confirm", seen)
		if r.Form != nil || len(w.events) != 0 || !strings.Contains(text(*r.Message), "changes nothing") {
			t.Errorf("answer %+v", r)
		}
	})
}

func TestChangesAreShownFieldByField(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, plain)
	ana := w.id("Ana Silva")
	for name, c := range map[string]struct {
		file string
		says []string
		want func(p *roster.Person)
	}{
		"only what the file says changes": {
			"e-mail,name,zone\nana@example.org,Ana Silva,Europe/Lisbon\n",
			[]string{"Ana Silva · Time zone: America/Sao_Paulo → Europe/Lisbon", "Not in the file", "王芳"},
			func(p *roster.Person) { p.Zone = "Europe/Lisbon" },
		},
		"an empty cell says nothing": {
			"name,email,group,term end\nAna Silva,,,2028-06-30\n",
			[]string{"Term: 2027-01-01..2027-12-31 → 2027-01-01..2028-06-30"},
			func(p *roster.Person) { p.Term.Until = time.Date(2028, 7, 1, 0, 0, 0, 0, time.UTC) },
		},
		"a dash says unknown": {
			"name,group,zone\nAna Silva,-,unknown\n",
			[]string{"Stakeholder group: Government → unknown", "Time zone: America/Sao_Paulo → unknown"},
			func(p *roster.Person) { p.Groups, p.Zone = []bot.Group{}, "" },
		},
		"the e-mail finds the person whose name has changed": {
			"name,email\nAna Silva Costa,ANA@example.org\n",
			[]string{"Name: Ana Silva → Ana Silva Costa"},
			func(p *roster.Person) { p.Name.Text, p.Email.Text = "Ana Silva Costa", "ANA@example.org" },
		},
		"the name finds the person whose e-mail has changed": {
			"name,email\nana silva,ana@example.net\n",
			[]string{"E-mail: ana@example.org → ana@example.net"},
			func(p *roster.Person) { p.Name.Text, p.Email.Text = "ana silva", "ana@example.net" },
		},
		"the identifier finds the person whatever else has changed": {
			"id,name,email\n" + string(ana) + ",Anita,anita@example.net\n",
			[]string{"Name: Ana Silva → Anita"},
			func(p *roster.Person) { p.Name.Text, p.Email.Text = "Anita", "anita@example.net" },
		},
		"organisations and sealed words": {
			"name,organisation,gender,newcomer,language,country,alias\nAna Silva,Net Lab (NL) 2020-01-01..,woman,no,Portuguese,Brazil,\"as;ana_s\"\n",
			[]string{"Organisation: unknown → Net Lab (NL) 2020-01-01..", "Other names: unknown → as; ana_s"},
			func(p *roster.Person) {
				p.Organisations = []roster.Organisation{{Name: bot.Write(ana, "Net Lab"), Aliases: []bot.Words{bot.Write(ana, "NL")}, From: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}}
				p.Gender, p.Newcomer, p.Language = bot.Write(ana, "woman"), bot.Write(ana, "no"), "pt"
				p.Country, p.Aliases = bot.Write(ana, "Brazil"), []bot.Words{bot.Write(ana, "as"), bot.Write(ana, "ana_s")}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.importFile(operator, plain)
			want, _ := w.roster().Person(ana)
			c.want(&want)
			said := text(*w.must(operator, "roster import", "file", c.file).Message)
			for _, s := range c.says {
				if !strings.Contains(said, s) {
					t.Errorf("the preview lacks %q:\n%s", s, said)
				}
			}
			w.importFile(operator, c.file)
			if d := cmp.Diff([]string{"roster.person-changed.v1", "roster.imported.v1"}, kinds(w.events)); d != "" {
				t.Error(d)
			}
			got, _ := w.roster().Person(ana)
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
			if n := len(everybody(w)); n != 2 {
				t.Errorf("%d people: somebody was removed or doubled", n)
			}
		})
	}
}

func TestRowsThatMayBeSeveralAreRefused(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, "name,email\nAna,a1@example.org\nAna,a2@example.org\nBo,bo@example.org\n")
	gone := w.id("Bo")
	w.must(operator, "roster erase", "person", "Bo", "really", "yes")
	for name, c := range map[string]struct {
		file string
		key  string
	}{
		"two of that name":             {"name,region\nAna,African Group\n", "Give the e-mail"},
		"an identifier nobody has":     {"id,name\np-nobody,Ana\n", "Nobody on the roster has the identifier"},
		"an identifier that is erased": {"id,name\n" + string(gone) + ",Bo\n", "was erased"},
		"two rows for one person":      {"id,name,email\n" + string(w.roster().All()[0].ID) + ",Ana,new@example.org\n,Anna,a1@example.org\n", "is the person of line 2 too"},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.must(operator, "roster import", "file", c.file)
			if !r.Refused || !strings.Contains(text(*r.Message), c.key) {
				t.Errorf("answer: %s", text(*r.Message))
			}
		})
	}
	t.Run("somebody new of the same name has another e-mail", func(t *testing.T) {
		w.importFile(operator, "name,email\nAna,a3@example.org\n")
		if n := len(everybody(w)); n != 4 {
			t.Errorf("%d people, want 4", n)
		}
	})
	t.Run("an erased person comes back as somebody new", func(t *testing.T) {
		w.importFile(operator, "name,email\nBo,bo@example.org\n")
		if w.id("Bo") == gone {
			t.Error("the identifier was used again")
		}
	})
}

func TestImportNeverLeavesTheCommunityWithoutSecretariat(t *testing.T) {
	w := exampleTown(t)
	r := w.must(w.as("sec"), "roster import", "file", "name,email,role\nSélène Modèle,sec@example.org,observer\n")
	if !r.Refused || !strings.Contains(text(*r.Message), "nobody would be the Secretariat") {
		t.Errorf("answer %s", text(*r.Message))
	}
	r = w.must(w.as("sec"), "roster import", "file", "name,email,role\nSélène Modèle,sec@example.org,observer\nNoor,noor@example.org,secretariat\n")
	if r.Form == nil {
		t.Errorf("a successor in the file is enough: %s", text(*r.Message))
	}
}

func TestImportNotesAreNeverInTheWay(t *testing.T) {
	for name, c := range map[string]struct{ file, says string }{
		"more governments than the guidance":   {"name,group,role\nA One,Government,member\nB Two,Government,member\nC Three,Civil Society,member\n", "Governments would hold 2 of 3 seats, 67 %; the guidance says up to 40 %."},
		"members whose group is unknown":       {"name,role\nAna,member\n", "The stakeholder group of one member is unknown."},
		"no column for roles":                  {"name\nAna\n", "The file has no column for roles"},
		"a group that the community never had": {"name,group,role\nAna,Youth,member\n", "“Youth” is a new stakeholder group, with one person."},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			r := w.must(operator, "roster import", "file", c.file)
			if said := text(*r.Message); !strings.Contains(said, c.says) {
				t.Errorf("the preview lacks %q:\n%s", c.says, said)
			}
			if w.importFile(operator, c.file).Text.Key != "roster.imported" {
				t.Error("the note was in the way")
			}
		})
	}
	t.Run("the Chair's time is over in the file", func(t *testing.T) {
		w := exampleTown(t)
		r := w.must(w.as("sec"), "roster import", "file", "name,email,term end\nWanjiru Example,chair@example.org,2027-02-27\n")
		if !strings.Contains(text(*r.Message), "nobody would be Chair") {
			t.Error(text(*r.Message))
		}
	})
}

func TestOnlyTheSecretariatImports(t *testing.T) {
	w := exampleTown(t)
	for _, alias := range []string{"chair", "gov1", "obs1"} {
		w.refused("command.not-allowed.secretariat", w.as(alias), "roster import", "file", plain)
	}
}

func TestTenThousandPeopleAreOneRecordAndAPreviewThatCanBeRead(t *testing.T) {
	var b strings.Builder
	b.WriteString("name,e-mail,group,role\n")
	for i := range roster.MaxPeople {
		fmt.Fprintf(&b, "Person Number %d,p%d@example.org,Civil Society,member\n", i, i)
	}
	w := newTown(t)
	r := w.must(operator, "roster import", "file", b.String())
	if n := strings.Count(text(*r.Message), "\n"); n > 60 {
		t.Errorf("the preview has %d lines", n)
	}
	w.importFile(operator, b.String())
	if len(w.events) != roster.MaxPeople+1 || w.state.Version != 1 {
		t.Errorf("%d events in %d records", len(w.events), w.state.Version)
	}
	size := 0
	for _, r := range w.record {
		size += len(r.raw)
	}
	if size > 12<<20 {
		t.Errorf("the record has %d bytes; with the seals it would not fit", size)
	}
}

// TestImportTwiceChangesNothing draws rosters, imports them, and imports them
// again with the rows in another order.
func TestImportTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newTown(t)
		rows := rapid.SliceOfNDistinct(drawRow(), 1, 8, func(row []string) string { return strings.ToLower(row[1]) }).Draw(rt, "rows")
		file := write(rows)
		if r := w.importFile(operator, file); r.Text.Key != "roster.imported" {
			rt.Fatalf("the first import: %s", text(*r.Message))
		}
		before := everybody(w)
		slices.Reverse(rows)
		r := w.must(operator, "roster import", "file", write(rows))
		if r.Form != nil || r.Refused || len(w.events) != 0 {
			rt.Fatalf("the second import would change: %s", text(*r.Message))
		}
		if d := cmp.Diff(before, roster.Of(bot.View{Community: w.folded()}).All()); d != "" {
			rt.Fatalf("the record says otherwise: %s", d)
		}
	})
}

func drawRow() *rapid.Generator[[]string] {
	return rapid.Custom(func(rt *rapid.T) []string {
		name := rapid.SampledFrom([]string{"Ana Silva", "王芳", "ليلى", "İpek Ö", "Bo-Erik O'Neil", "ΑΘΗΝΑ", "X Æ"}).Draw(rt, "name")
		day := rapid.SampledFrom([]string{"", "2026-01-01", "2026-06-30"})
		last := rapid.SampledFrom([]string{"", "2027-12-31", "2030-02-28"})
		return []string{
			name,
			fmt.Sprintf("%s@example.org", rapid.StringMatching(`[a-zA-Z]{1,4}`).Draw(rt, "mail")),
			strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"Government", "Civil Society", "Private Sector"}), 0, 2).Draw(rt, "groups"), ";"),
			rapid.SampledFrom([]string{"", "member", "chair; member", "observer 2026-01-01..2026-12-31; member", "-"}).Draw(rt, "roles"),
			day.Draw(rt, "start"), last.Draw(rt, "end"),
			rapid.SampledFrom([]string{"", "1", "3"}).Draw(rt, "count"),
			rapid.SampledFrom([]string{"", "UTC", "Asia/Tokyo", "unknown"}).Draw(rt, "zone"),
			rapid.SampledFrom([]string{"", "Net Lab (NL) 2020-01-01..", "A; B (b, bb)"}).Draw(rt, "organisation"),
		}
	})
}

func write(rows [][]string) string {
	var b strings.Builder
	b.WriteString("name\tmail\tgroup\trole\tterm start\tterm end\tterm count\tzone\torganisation\n")
	for _, row := range rows {
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
	return b.String()
}
