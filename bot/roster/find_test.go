package roster_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

const names = `name,alias,e-mail
Ana Silva,asilva,1@example.org
Ana María López,,2@example.org
Lynn St. Amour,Saint-Amour,3@example.org
İpek Işık,,4@example.org
أحمد المصري,,5@example.org
لَيْلى مُحَمَّد,,6@example.org
王芳,,7@example.org
王小明,,8@example.org
山田 太郎,Yamada Tarō,9@example.org
Søren Ærø Łukasz,,10@example.org
Sinéad O’Brien-Núñez,,11@example.org
Ana Silva,other,12@example.org
Groß Weiß,,13@example.org
`

func TestFindUnderstandsNamesAsPeopleTypeThem(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, names)
	mail := map[bot.PersonID]string{}
	for _, p := range w.roster().All() {
		mail[p.ID], _, _ = strings.Cut(p.Email.Text, "@")
	}
	for typed, want := range map[string]string{
		"asilva": "1", "@ASILVA": "1", "ana silva": "1 12", "silva, ana": "1 12", "ana": "1 2 12",
		"ana maria": "2", "LOPEZ": "2", "lóp": "2", "Ana M": "2",
		"St Amour": "3", "amour": "3", "saint amour": "3", "Lynn": "3",
		"ipek": "4", "IPEK IŞIK": "4", "ipek isik": "4", "İPEK": "4", "ışık": "4",
		"احمد": "5", "أحمد المصرى": "5", "المصري": "5",
		"ليلى": "6", "ليلي محمد": "6",
		"王芳": "7", "王 芳": "7", "王": "7 8", "王小": "8",
		"山田太郎": "9", "yamada": "9", "Yamada Taro": "9",
		"soren": "10", "aero lukasz": "10", "SØREN ÆRØ": "10",
		"sinead obrien nunez": "11", "O'Brien": "11", "obr": "11",
		"gross": "13", "GROSS WEISS": "13",
		"s": "", "nobody": "", "": "", "  ": "", "…": "", "ana silva lopez": "",
	} {
		var got []string
		for _, id := range w.roster().Find(typed) {
			got = append(got, mail[id])
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("Find(%q) = %q, want %q", typed, g, want)
		}
	}
}

func TestReadPersonSaysWhomItMayBe(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, names)
	v := w.view(bot.Actor{Person: w.id("asilva")})
	if id, err := roster.ReadPerson(v, "Me"); err != nil || id != w.id("asilva") {
		t.Errorf("me = %s, %v", id, err)
	}
	for typed, want := range map[string]string{
		"lynm":     "roster.no-person-nearest",
		"Amuor":    "roster.no-person-nearest",
		"Zanzibar": "roster.no-person",
		"王":        "roster.ambiguous",
		"guest:Bo": "roster.no-guest",
		"":         "roster.no-person",
	} {
		_, err := roster.ReadPerson(v, typed)
		said, ok := lang.AsError(err)
		if !ok || said.Key != want {
			t.Errorf("ReadPerson(%q) = %v, want %s", typed, err, want)
		}
	}
	_, err := roster.ReadPerson(v, "ana silva")
	said, _ := lang.AsError(err)
	sentence := v.Print.Text(said.Text)
	if id := string(w.id("asilva")); !strings.Contains(sentence, "Ana Silva ["+id+"], Ana Silva [") {
		t.Errorf("two of one name cannot be told apart: %s", sentence)
	}
	_, err = roster.ReadPerson(v, "lynm st amour")
	said, _ = lang.AsError(err)
	if sentence := v.Print.Text(said.Text); !strings.Contains(sentence, "Did you mean Lynn St. Amour?") {
		t.Errorf("nearest: %s", sentence)
	}
}

// TestEverybodyIsFoundByName: however a name is decorated, its owner is among
// those found.
func TestEverybodyIsFoundByName(t *testing.T) {
	w := newTown(t)
	w.importFile(operator, names)
	rapid.Check(t, func(rt *rapid.T) {
		p := rapid.SampledFrom(w.roster().All()).Draw(rt, "person")
		typed := p.Name.Text
		switch rapid.IntRange(0, 4).Draw(rt, "how") {
		case 0:
			typed = strings.ToUpper(typed)
		case 1:
			typed = strings.ToLower(typed)
		case 2:
			typed = " @" + strings.ReplaceAll(typed, " ", "  ") + " "
		case 3:
			typed = strings.ReplaceAll(typed, " ", "-")
		}
		if !slices.Contains(w.roster().Find(typed), p.ID) {
			rt.Fatalf("Find(%q) lacks %s", typed, p.Name.Text)
		}
	})
}

func FuzzFind(f *testing.F) {
	w := newTown(f)
	w.importFile(operator, names)
	s, v := w.roster(), w.view(operator)
	f.Add("ana")
	f.Add("guest:")
	f.Add("王\u202e")
	f.Add("p-\x00")
	f.Fuzz(func(t *testing.T, typed string) {
		found := s.Find(typed)
		id, err := roster.ReadPerson(v, typed)
		if err != nil {
			if _, ok := lang.AsError(err); !ok {
				t.Fatalf("ReadPerson(%q) = %v: nobody can mend that", typed, err)
			}
			return
		}
		if !slices.Contains(found, id) && !strings.HasPrefix(strings.ToLower(strings.TrimSpace(typed)), "guest:") {
			t.Fatalf("ReadPerson(%q) = %s, Find = %v", typed, id, found)
		}
	})
}

func TestArchiveKnowsEverybody(t *testing.T) {
	s := roster.NewArchive(map[string][]string{"Dave Longley": {"dlongley", "dlongley_"}, "Manu Sporny": {"manu"}, "Adam Bradley": {}},
		map[string]bot.Group{"Manu Sporny": "Private Sector", "dlongley": "Technical Community"})
	for typed, want := range map[string]bot.PersonID{
		"manu": "Manu Sporny", "MANU": "Manu Sporny", "@manu": "Manu Sporny", "dlongley_": "Dave Longley", "manu__": "Manu Sporny",
		"adam bradley": "Adam Bradley", "nobody-knows": "nobody-knows", "Some One": "Some One",
	} {
		if got := s.Find(typed); len(got) != 1 || got[0] != want {
			t.Errorf("Find(%q) = %v, want %s", typed, got, want)
		}
		if got, ok := s.ByAccount(account(typed)); !ok || got != want {
			t.Errorf("ByAccount(%q) = %s", typed, got)
		}
	}
	state := bot.NewState(bot.CommunityStream)
	roster.Put(state, s)
	v := bot.View{Community: state, Now: start}
	if !roster.Of(v).Archive() || len(roster.Of(v).All()) != 3 {
		t.Error("the archive was not put in place")
	}
	if got := roster.Name(v, "Manu Sporny"); got != "Manu Sporny" {
		t.Errorf("name %q", got)
	}
	if got := roster.GroupOf(v, "Dave Longley", ""); got != "Technical Community" {
		t.Errorf("group %q", got)
	}
	if got, err := roster.ReadPerson(v, "who ever"); err != nil || got != "who ever" {
		t.Errorf("ReadPerson = %s, %v", got, err)
	}
	roles := roster.RolesAt(s, "anybody", start)
	for _, r := range append(bot.Roles(), bot.RoleAnyone) {
		if !slices.Contains(roles, r) {
			t.Errorf("%s is withheld", r)
		}
	}
	if got := s.Find(" "); got != nil {
		t.Errorf("nobody is %v", got)
	}
	if due := roster.Due(bot.View{Here: state, Now: start}); due != nil {
		t.Errorf("due %v", due)
	}
}
