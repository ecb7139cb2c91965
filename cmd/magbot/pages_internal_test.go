package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"magbot/bot"
)

// What the pages about setting up tell people to type is there: commands in the
// chat, commands of the program, and variables.
func TestThePagesNameWhatIsThere(t *testing.T) {
	h, err := newHouse()
	if err != nil {
		t.Fatal(err)
	}
	everybody := bot.Reader{Roles: []bot.Role{bot.RoleAnyone, bot.RoleUnknown, bot.RoleSecretariat, bot.RoleChair}}
	sources := ""
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if raw, err := os.ReadFile(file); err != nil {
			t.Fatal(err)
		} else if !strings.HasSuffix(file, "_test.go") {
			sources += string(raw)
		}
	}
	for _, page := range []string{"slack.md", "discord.md"} {
		raw, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, m := range regexp.MustCompile("/mag ([a-z][^`\n]*)").FindAllStringSubmatch(string(raw), -1) {
			if _, err := h.Table().Parse(m[1], everybody); err != nil {
				t.Errorf("%s says /mag %s: %v", page, m[1], err)
			}
			found++
		}
		for _, name := range regexp.MustCompile(`\bMAGBOT_[A-Z_]+`).FindAllString(string(raw), -1) {
			if !strings.Contains(sources, `"`+strings.TrimSuffix(name, "_FILE")+`"`) {
				t.Errorf("%s names %s, which nothing reads", page, name)
			}
			found++
		}
		if found < 3 {
			t.Errorf("%s: only %d names were found: the search is broken", page, found)
		}
	}
}
