package roster_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/roster"
)

// What docs/roster.md shows can be read, and it names each column and each role.
func TestThePageOnTheRosterIsTrue(t *testing.T) {
	raw, err := os.ReadFile("../../docs/roster.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	var lines []string
	for line := range strings.SplitSeq(page, "\n") {
		if text, indented := strings.CutPrefix(line, "\t"); indented {
			lines = append(lines, text)
		}
	}
	sheet, problems := roster.ParseCSV(strings.Join(lines, "\n") + "\n")
	if len(problems) > 0 || len(sheet.Rows) != 2 || len(sheet.Rows[0].Roles) != 2 || sheet.Rows[0].Organisations[0].Aliases[0] != "LNO" {
		t.Errorf("its example gives %+v, %v", sheet.Rows, problems)
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(page, -1) {
		named[m[1]] = true
	}
	for header := range strings.SplitSeq(strings.SplitN(roster.Example(), "\n", 2)[0], ",") {
		short := map[string]string{"stakeholder group": "group", "UN region": "region"}[header]
		if !named[header] && !named[short] {
			t.Errorf("it does not name the column %q", header)
		}
	}
	for _, role := range bot.Roles() {
		if !named[string(role)] {
			t.Errorf("it does not name the role %q", role)
		}
	}
}
