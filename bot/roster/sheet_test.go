package roster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

var sameRows = cmp.Options{cmpopts.IgnoreUnexported(roster.Row{}), cmpopts.EquateEmpty()}

const plain = `name,e-mail,group,role,term start,term end,time zone
Ana Silva,ana@example.org,Government,member,2027-01-01,2027-12-31,America/Sao_Paulo
王芳,wang@example.org,Civil Society,chair; member,2027-01-01,2027-12-31,Asia/Shanghai
`

func wide(text string, little bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		if little {
			b = append(b, byte(u), byte(u>>8))
		} else {
			b = append(b, byte(u>>8), byte(u))
		}
	}
	return string(b)
}

func TestOneSheetHoweverItIsWritten(t *testing.T) {
	want, problems := roster.ParseCSV(plain)
	if len(problems) > 0 || len(want.Rows) != 2 {
		t.Fatalf("%d rows, problems %v", len(want.Rows), problems)
	}
	semicolons := strings.ReplaceAll(strings.ReplaceAll(plain, "chair; member", "chair| member"), ",", ";")
	quoted := strings.ReplaceAll(plain, "chair; member", "\"chair\nmember\"")
	for name, text := range map[string]string{
		"semicolons part the cells":                 semicolons,
		"tabs part the cells":                       strings.ReplaceAll(plain, ",", "\t"),
		"a byte order mark is no part of a name":    "\ufeff" + plain,
		"UTF-16, little end first, with mark":       wide("\ufeff"+plain, true),
		"UTF-16, big end first, with mark":          wide("\ufeff"+plain, false),
		"UTF-16 without mark":                       wide(plain, true),
		"lines end as on Windows":                   strings.ReplaceAll(plain, "\n", "\r\n"),
		"lines end as on an old Macintosh":          strings.ReplaceAll(plain, "\n", "\r"),
		"the last line has no end":                  strings.TrimSuffix(plain, "\n"),
		"a cell runs over lines":                    quoted,
		"blank lines and lines of separators":       "\n,,,\n" + strings.ReplaceAll(plain, "\n", "\n\n,,,,,,\n"),
		"Excel says which separator":                "sep=;\n" + semicolons,
		"headers in other words":                    strings.Replace(plain, "name,e-mail,group,role,term start,term end,time zone", "Full Name,EMAIL address,Stakeholder-Group (SG),Role(s),Start of term,END,Timezone", 1),
		"marks of direction are not part of a name": strings.Replace(plain, "Ana Silva", "\u202aAna\u200f Silva\u202c", 1),
		"dates with slashes, or with their month":   strings.NewReplacer("2027-01-01", "1 January 2027", "2027-12-31", "2027/12/31").Replace(plain),
		"dates as a spreadsheet writes them":        strings.ReplaceAll(plain, "2027-01-01", "2027-01-01 00:00:00"),
		"zones in any case":                         strings.Replace(plain, "America/Sao_Paulo", "america/sao_paulo", 1),
		"a group in another case":                   strings.Replace(plain, "Government", "government", 1) + "",
		"given and family name in columns of their own": "given name,surname,e-mail,group,role,term start,term end,time zone\n" +
			"Ana,Silva,ana@example.org,Government,member,2027-01-01,2027-12-31,America/Sao_Paulo\n" +
			"王芳,,wang@example.org,Civil Society,chair; member,2027-01-01,2027-12-31,Asia/Shanghai\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := roster.ParseCSV(text)
			if len(problems) > 0 {
				t.Fatalf("problems: %v", problems)
			}
			for i := range got.Rows {
				got.Rows[i].Line = want.Rows[i].Line
				if name == "a group in another case" && i == 0 {
					got.Rows[i].Groups = want.Rows[i].Groups
				}
			}
			if d := cmp.Diff(want.Rows, got.Rows, sameRows); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestEveryFieldIsRead(t *testing.T) {
	sheet, problems := roster.ParseCSV("name;aka;irc;email;sector;region;country;roles;role from;role until;appointed;term ends;terms;tz;language;affiliation;gender;newcomer\n" +
		`"Åsa  Öberg";Asa, oberg;aasa;asa@example.se;"Technical Community; Civil Society";Western European and Others Group;Sweden;` +
		`"member; WG co-chair (2027-02-01..2027-06-30); observer 2026-01-01..";2027-03-01;2027-09-30;2027-01-01;2027-12-31;2;Europe/Stockholm;Swedish;` +
		`"Net Lab (NL, Netlab) 2020-01-01..2022-12-31; Group of 77; Chair to the Board";woman;Yes` + "\n")
	if len(problems) != 1 || problems[0].Text.Key != "roster.csv.language" {
		t.Fatalf("problems %v: Swedish is a word we do not know, and sv is asked for", problems)
	}
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	want := roster.Row{
		Line: 2, Name: "Åsa Öberg", Aliases: []string{"Asa", "oberg", "aasa"}, Email: "asa@example.se",
		Groups: []bot.Group{"Technical Community", "Civil Society"}, Region: "Western European and Others Group", Country: "Sweden",
		Roles: []roster.Tenure{
			{Role: bot.RoleMember, From: day(2027, 3, 1), Until: day(2027, 10, 1)},
			{Role: bot.RoleWorkingGroup, From: day(2027, 2, 1), Until: day(2027, 7, 1)},
			{Role: bot.RoleObserver, From: day(2026, 1, 1)},
		},
		Term: roster.Term{From: day(2027, 1, 1), Until: day(2028, 1, 1), Count: 2}, Zone: "Europe/Stockholm",
		Organisations: []roster.Membership{
			{Name: "Net Lab", Aliases: []string{"NL", "Netlab"}, Dates: roster.Tenure{From: day(2020, 1, 1), Until: day(2023, 1, 1)}},
			{Name: "Group of 77"},
			{Name: "Chair to the Board"},
		},
		Gender: "woman", Newcomer: "yes",
	}
	if d := cmp.Diff([]roster.Row{want}, sheet.Rows, sameRows); d != "" {
		t.Error(d)
	}
}

// place is a problem without its words.
type place struct {
	Line   int
	Column string
	Key    string
}

func places(problems []roster.Problem) []place {
	var all []place
	for _, p := range problems {
		all = append(all, place{p.Line, p.Column, p.Text.Key})
	}
	return all
}

func TestProblemsNameLineAndColumn(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []place
	}{
		"an empty file":                {"", []place{{1, "", "roster.csv.empty"}}},
		"nobody in it":                 {"name\n", []place{{0, "", "roster.csv.nobody"}}},
		"no header":                    {"Ana,Government\n", []place{{1, "", "roster.csv.no-name-column"}}},
		"a column twice":               {"name,email,Mail\nAna,a@b.org,\n", []place{{1, "Mail", "roster.csv.column-twice"}}},
		"a date that does not exist":   {"Name,Term end\nAna,2027-02-29\n", []place{{2, "Term end", "roster.csv.no-such-date"}}},
		"a date that reads two ways":   {"Name,Term end\nAna,03/04/2027\n", []place{{2, "Term end", "roster.csv.date"}}},
		"a term that ends too early":   {"name,term start,term end\nAna,2027-05-01,2027-04-30\n", []place{{2, "", "roster.csv.ends-before"}}},
		"dates without a role":         {"name,role,until\nAna,,2027-04-30\n", []place{{2, "", "roster.csv.date-without-role"}}},
		"an unknown role":              {"name,role\nAna,treasurer\n", []place{{2, "role", "roster.csv.role"}}},
		"an unknown zone":              {"name,zone\nAna,Europe/Atlantis\nBo,Local\nCy,CET\nDi,+02:00\n", []place{{2, "zone", "roster.csv.zone"}, {3, "zone", "roster.csv.zone"}, {4, "zone", "roster.csv.zone"}, {5, "zone", "roster.csv.zone"}}},
		"no name":                      {"name,email\n,a@b.org\n", []place{{2, "", "roster.csv.no-name"}}},
		"no e-mail address":            {"name,email\nAna,ana at b.org\n", []place{{2, "email", "roster.csv.email"}}},
		"one e-mail twice":             {"name,email\nAna,a@b.org\nBo,A@B.org\n", []place{{3, "email", "roster.csv.email-twice"}}},
		"one name twice":               {"name,email\nAna,a@b.org\nÁNA,\n", []place{{3, "name", "roster.csv.name-twice"}}},
		"an identifier twice":          {"id,name\np-1,Ana\np-1,Bo\n", []place{{3, "id", "roster.csv.id-twice"}}},
		"a count that is none":         {"name,term\nAna,first\n", []place{{2, "term", "roster.csv.count"}}},
		"neither yes nor no":           {"name,newcomer\nAna,perhaps\n", []place{{2, "newcomer", "roster.csv.yes-no"}}},
		"more cells than columns":      {"name,group\nSilva, Ana,Government\n", []place{{2, "", "roster.csv.cells"}}},
		"a quotation mark in a cell":   {"name\nRobert \"Bob\" Roe\nAna\n", []place{{2, "", "roster.csv.quote"}}},
		"a quotation mark left open":   {"name\n\"Ana\nBo\n", []place{{2, "", "roster.csv.quote-open"}}},
		"a control character":          {"name\nA\x07na\n", []place{{2, "name", "roster.csv.control"}}},
		"the control character zero":   {"name\nA\x00na\n", []place{{2, "name", "roster.csv.control"}}},
		"characters that were lost":    {"name,group\nAna,Gov\ufffdernment\n", []place{{2, "group", "roster.csv.lost"}}},
		"another encoding":             {"name\nAna\nJos\xe9\n", []place{{3, "", "roster.csv.encoding"}}},
		"half a character of UTF-16":   {wide("\ufeffname\nAna", true) + "x", []place{{2, "", "roster.csv.cut"}}},
		"a cell too long":              {"name,country\nAna," + strings.Repeat("x", 501) + "\n", []place{{2, "country", "roster.csv.long"}}},
		"lines count after a long one": {"name,alias,term end\n\"Ana\",\"a\nb\nc\",2027-01-01\nBo,,2027-13-01\n", []place{{5, "term end", "roster.csv.no-such-date"}}},
		"a line inside a long cell":    {"name,alias,term end\n\"Ana\",\"a\nb\nc\",2027-13-01\n", []place{{4, "term end", "roster.csv.no-such-date"}}},
		"each problem, in order":       {"name,email,term end\nAna,x,2027-02-30\nBo,b@b.org,y\n", []place{{2, "email", "roster.csv.email"}, {2, "term end", "roster.csv.no-such-date"}, {3, "term end", "roster.csv.date"}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := roster.ParseCSV(c.text)
			if d := cmp.Diff(c.want, places(problems)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestProblemsHaveWords(t *testing.T) {
	words, err := lang.Load(roster.Words)
	if err != nil {
		t.Fatal(err)
	}
	_, problems := roster.ParseCSV("name,group,term end\nAna,Civil Society,2027-02-30\nBo,Civil Society,\nCy,Civil Societey,\n")
	var said []string
	for _, p := range problems {
		said = append(said, words.For("en").Text(p.Text))
	}
	want := []string{
		"There is no such day as 2027-02-30. Write a day that exists, as 2027-03-15.",
		"“Civil Societey” is spelt unlike the others. Did you mean Civil Society? That stands elsewhere 2 times.",
	}
	if d := cmp.Diff(want, said); d != "" {
		t.Error(d)
	}
}

func TestGroupsAreSpeltAsTheCommunityDoes(t *testing.T) {
	for name, c := range map[string]struct {
		groups   []string
		want     []string
		problems int
		notes    int
	}{
		"case and hyphens are mended":                      {[]string{"Civil Society", "civil-society", "CIVIL SOCIETY", "Civil Society"}, []string{"Civil Society", "Civil Society", "Civil Society", "Civil Society"}, 0, 0},
		"another letter is asked about":                    {[]string{"Civil Society", "Civil Societey"}, nil, 1, 0},
		"the beginning of a word is asked about":           {[]string{"Government", "Government", "Gov"}, nil, 1, 0},
		"the usual spelling is right where it stands once": {[]string{"Privat Sector", "Private Sector"}, nil, 1, 0},
		"a community may have other groups":                {[]string{"Academia", "Youth", "Academia"}, []string{"Academia", "Youth", "Academia"}, 0, 2},
		"a community may spell in its own way":             {[]string{"Governments", "Governments"}, []string{"Governments", "Governments"}, 0, 1},
		"two usual groups are never one":                   {[]string{"Government", "Civil Society", "Civil Society"}, []string{"Government", "Civil Society", "Civil Society"}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			text := "name,group\n"
			for i, g := range c.groups {
				text += fmt.Sprintf("Person %c,%s\n", 'A'+i, g)
			}
			sheet, problems := roster.ParseCSV(text)
			if len(problems) != c.problems || len(sheet.Notes) != c.notes {
				t.Fatalf("problems %v, notes %v", problems, sheet.Notes)
			}
			if c.want == nil {
				return
			}
			var got []string
			for _, r := range sheet.Rows {
				got = append(got, string(r.Groups[0]))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestUnknownColumnsAreNamedAndLeftOut(t *testing.T) {
	sheet, problems := roster.ParseCSV("name,emial,shoe size\nAna,a@b.org,38\n")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := []place{{1, "emial", "roster.csv.column-unknown-near"}, {1, "shoe size", "roster.csv.column-unknown"}}
	if d := cmp.Diff(want, places(sheet.Notes)); d != "" {
		t.Error(d)
	}
}

func TestAMillionLinesAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("name,e-mail\n")
	for i := range 1_000_000 {
		fmt.Fprintf(&b, "Person %d,p%d@example.org\n", i, i)
	}
	_, problems := roster.ParseCSV(b.String())
	if d := cmp.Diff([]place{{roster.MaxPeople + 2, "", "roster.csv.too-many"}}, places(problems)); d != "" {
		t.Error(d)
	}
}

func TestManyProblemsAreBounded(t *testing.T) {
	_, problems := roster.ParseCSV("name,e-mail\n" + strings.Repeat("Ana,x\n", 5000))
	if len(problems) != 201 || problems[200].Text.Key != "roster.csv.more-problems" {
		t.Errorf("%d problems, the last %v", len(problems), problems[len(problems)-1])
	}
}

func TestMuchTextIsBounded(t *testing.T) {
	row := strings.Repeat("x", 499)
	var b strings.Builder
	b.WriteString("name,country\n")
	for i := range 9000 {
		fmt.Fprintf(&b, "Person %d,%s\n", i, row)
	}
	_, problems := roster.ParseCSV(b.String())
	if len(problems) != 1 || problems[0].Text.Key != "roster.csv.too-much" {
		t.Errorf("problems %v", places(problems))
	}
	_, problems = roster.ParseCSV(strings.Repeat(" ", roster.MaxFile+1))
	if d := cmp.Diff([]place{{1, "", "roster.csv.too-big"}}, places(problems)); d != "" {
		t.Error(d)
	}
}

// TestColumnsMayStandInAnyOrder shuffles the example and parts its cells in
// each way.
func TestColumnsMayStandInAnyOrder(t *testing.T) {
	want, _ := roster.ParseCSV(roster.Example())
	lines := strings.Split(strings.TrimSpace(roster.Example()), "\n")
	rapid.Check(t, func(rt *rapid.T) {
		order := rapid.Permutation(indices(len(strings.Split(lines[0], ",")))).Draw(rt, "order")
		comma := rapid.SampledFrom([]string{",", "\t", ";"}).Draw(rt, "comma")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(rt, "end")
		var b strings.Builder
		for _, line := range lines {
			cells := strings.Split(line, ",")
			var moved []string
			for _, i := range order {
				cell := cells[i]
				if strings.Contains(cell, comma) {
					cell = `"` + cell + `"`
				}
				moved = append(moved, cell)
			}
			b.WriteString(strings.Join(moved, comma) + end)
		}
		got, problems := roster.ParseCSV(b.String())
		if len(problems) > 0 {
			rt.Fatalf("problems %v", places(problems))
		}
		if d := cmp.Diff(want.Rows, got.Rows, sameRows); d != "" {
			rt.Fatal(d)
		}
	})
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func FuzzParseCSV(f *testing.F) {
	f.Add(plain)
	f.Add(roster.Example())
	f.Add(wide("\ufeff"+plain, true))
	f.Add("name\n\"a\nb")
	f.Add("sep=|\nname|role\nAna|chair (2027-01-01..)")
	f.Add("name;organisation\nAna;(x) ..2027-01-01; y (a")
	f.Add("id,name,term\np-1,\u202eAna,9")
	words, err := lang.Load(roster.Words)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sheet, problems := roster.ParseCSV(text)
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		for _, p := range slices.Concat(problems, sheet.Notes) {
			if p.Line < 0 || p.Line > lines {
				t.Fatalf("a problem on line %d of %d: %v", p.Line, lines, p)
			}
			if said := words.For("en").Text(p.Text); strings.Contains(said, "<no value>") || said == "" || strings.HasPrefix(said, "roster.") {
				t.Fatalf("no words for %v: %q", p, said)
			}
		}
		if len(problems) > 0 {
			return
		}
		if len(sheet.Rows) == 0 || len(sheet.Rows) > roster.MaxPeople {
			t.Fatalf("%d rows and no problem", len(sheet.Rows))
		}
		plan, problems := roster.NewArchive(nil, nil).Plan(sheet, start, 40)
		if len(problems) > 0 || len(plan.Added) != len(sheet.Rows) {
			if slices.ContainsFunc(sheet.Rows, func(r roster.Row) bool { return r.ID != "" }) {
				return
			}
			t.Fatalf("%d of %d rows would be added, problems %v", len(plan.Added), len(sheet.Rows), problems)
		}
	})
}
