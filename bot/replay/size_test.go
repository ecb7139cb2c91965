package replay_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"magbot/bot/replay"
)

// long is a log of n lines.
func long(n int, line func(i int) string) string {
	var b strings.Builder
	for i := range n {
		nick, text, _ := strings.Cut(line(i), " ")
		fmt.Fprintf(&b, "[2026-11-20T%02d:%02d:%02dZ]\t<%s>\t%s\n", i/3600, i/60%60, i%60, nick, text)
	}
	return b.String()
}

func TestTenThousandRequestsKeepTheirOrder(t *testing.T) {
	const n = 10_000
	s := run(t, long(n, func(i int) string { return fmt.Sprintf("n%dx q+ to say %d", i, i) }), replay.Options{House: newHouse(t)}).Summary()
	if len(s.Queue) != n {
		t.Fatalf("%d requests of %d", len(s.Queue), n)
	}
	for i, q := range s.Queue {
		if q.Person != fmt.Sprintf("n%dx", i) || q.Note != fmt.Sprintf("say %d", i) {
			t.Fatalf("request %d is %+v", i, q)
		}
	}
}

func TestLinesWithoutEndAreRefusedWithTheirPlace(t *testing.T) {
	log := tabbed("ana hello") + strings.Repeat("x", 2<<20)
	if _, err := replay.Run(strings.NewReader(log), replay.Options{House: newHouse(t)}); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v, want an error that names line 2", err)
	}
}

func TestALongTitleIsKept(t *testing.T) {
	title := strings.Repeat("word ", 2000)
	r := run(t, tabbed("ana Topic: "+title, "ana Topic: A"), replay.Options{House: newHouse(t)})
	var b bytes.Buffer
	if err := r.Markdown(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), strings.TrimSpace(title)) {
		t.Error("a title that is too long for a topic is lost")
	}
}

func TestPeopleFile(t *testing.T) {
	people, err := replay.ReadPeople(strings.NewReader("\ufeff{\"Ana Souza\": [\"ana\"], \"Li Wei\": []}"))
	if err != nil || len(people) != 2 || people["Ana Souza"][0] != "ana" {
		t.Fatalf("%v, %v", people, err)
	}
	for file, place := range map[string]string{
		"{\"Ana\": [\"a\"],\n\"Ben\": \"b\"}": "line 2", "{\n\n\"Ana\": [}": "line 3", "": "line 1", "[]": "line 1", "{\" \": [\"a\"]}": "empty",
	} {
		if _, err := replay.ReadPeople(strings.NewReader(file)); err == nil || !strings.Contains(err.Error(), place) {
			t.Errorf("%q: %v, want an error that says %s", file, err, place)
		}
	}
}

func TestRosterGivesGroupsAndNicks(t *testing.T) {
	o := replay.Options{House: newHouse(t), People: map[string][]string{"Ana Souza": {"ana"}}}
	if err := o.ReadRoster(strings.NewReader("id,name,aliases,group\nasouza,Ana Souza,Souzinha,Civil Society\nlw,Li Wei,,Technical Community\n")); err != nil {
		t.Fatal(err)
	}
	s := run(t, tabbed("ana one", "Souzinha two", "lw three", "asouza four"), o).Summary()
	if got := strings.Join(s.Present, ", "); got != "Ana Souza, Li Wei" {
		t.Errorf("present %s", got)
	}
	if len(s.Balance) != 2 || s.Balance[0].Group != "Civil Society" || s.Balance[0].Words != 3 || s.Balance[1].Words != 1 {
		t.Errorf("balance %+v", s.Balance)
	}
	err := o.ReadRoster(strings.NewReader("id,name,group,term start\na,Ana,Civil Society,2026-02-30\n"))
	if err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a roster with a date that does not exist: %v", err)
	}
}
