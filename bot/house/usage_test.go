package house_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/command"
)

// What is typed in the order that a command's usage shows is read as it was meant:
// nothing that was typed ends in another argument.
func TestEveryCommandIsReadInTheOrderThatItShows(t *testing.T) {
	table := newHouse(t).Table()
	seen := 0
	for _, c := range table.All() {
		if c.Inner {
			continue
		}
		want, line := map[string]string{}, c.Path
		for word := range strings.FieldsSeq(strings.TrimPrefix(c.Usage(), c.Path)) {
			if word = strings.Trim(word, "[]…"); word == "" {
				continue // of "name: …"
			}
			name := strings.ToLower(strings.TrimSuffix(word, ":"))
			value := "7"
			if name == command.TokenArg {
				value = "ABCD-EFGH-JKLM"
			}
			for _, a := range c.Args {
				if a.Name == name && (a.Rest || a.Named) && a.Kind != command.Numbers {
					value = "several words of " + name
				}
			}
			want[name] = value
			if strings.HasSuffix(word, ":") {
				line += " " + word
			}
			line += " " + value
		}
		shown := 0
		for _, a := range c.Args {
			if !a.Hidden() && (!a.Carried || a.Name != command.MeetingArg) {
				shown++
			}
		}
		if len(want) != shown {
			t.Errorf("the usage %q shows %d of %d arguments", c.Usage(), len(want), shown)
		}
		seen += shown
		got, err := table.Parse(line, bot.Reader{Roles: c.Who})
		if err != nil {
			t.Errorf("%q is not read: %v", line, err)
			continue
		}
		if got.Args == nil {
			got.Args = map[string]string{}
		}
		if d := cmp.Diff(want, got.Args); d != "" {
			t.Errorf("%q is read as %v", line, got.Args)
		}
	}
	if seen < 200 {
		t.Errorf("only %d arguments were tried", seen)
	}
}
