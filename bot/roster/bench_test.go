package roster_test

import (
	"fmt"
	"strings"
	"testing"

	"magbot/bot/roster"
)

func BenchmarkParseTenThousand(b *testing.B) {
	var text strings.Builder
	text.WriteString("name,e-mail,group,role,term end\n")
	for i := range roster.MaxPeople {
		fmt.Fprintf(&text, "Person Number %d,p%d@example.org,Civil Society,member,2027-12-31\n", i, i)
	}
	file := text.String()
	for b.Loop() {
		if _, problems := roster.ParseCSV(file); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

func BenchmarkFindInThousand(b *testing.B) {
	w := newTown(b)
	var text strings.Builder
	text.WriteString("name,e-mail\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "Person Number %d,p%d@example.org\n", i, i)
	}
	w.importFile(operator, text.String())
	s := w.roster()
	for b.Loop() {
		if len(s.Find("number 999")) != 1 {
			b.Fatal("not found")
		}
	}
}
