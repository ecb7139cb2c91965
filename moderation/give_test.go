package moderation_test

import (
	"strings"
	"testing"
)

// A case goes to another one who handles it, who is told; whoever cannot have it is
// refused in the same words, whatever the reason.
func TestACaseIsGivenToAnotherHandler(t *testing.T) {
	for rule, c := range map[string]struct {
		first   func(w *town, name string)
		to      string
		refused string
		says    string
	}{
		"to somebody who handles it":           {nil, "pim", "", "Pim looks after case"},
		"when somebody else looks after it":    {func(w *town, name string) { w.must("pim", "conduct take", "case", name) }, "pim", "", "Pim looks after case"},
		"to oneself":                           {nil, "nia", "/mag conduct take", ""},
		"to oneself, who looks after it":       {func(w *town, name string) { w.must("nia", "conduct take", "case", name) }, "nia", "", "You look after case"},
		"to one of the subject's organisation": {nil, "mo", "for whichever reason", ""},
		"to the subject":                       {nil, "sam", "for whichever reason", ""},
		"to the reporter":                      {nil, "rita", "for whichever reason", ""},
		"to one who comes next only":           {nil, "fay", "for whichever reason", ""},
		"to the Chair":                         {nil, "cleo", "for whichever reason", ""},
		"to one who said they are involved":    {func(w *town, name string) { w.must("pim", "conduct involved", "case", name) }, "pim", "for whichever reason", ""},
		"to one who takes a break":             {func(w *town, _ string) { w.must("pim", "conduct rest", "lasts", "3d") }, "pim", "for whichever reason", ""},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				name, _ := w.report("rita", "sam", "2")
				if c.first != nil {
					c.first(w, name)
				}
				w.forget()
				before := w.look(name).Taken
				if c.refused != "" {
					w.refused(c.refused, "nia", "conduct give", "case", name, "to", c.to)
				} else if got := text(w.must("nia", "conduct give", "case", name, "to", c.to).Message); !strings.Contains(got, c.says) {
					t.Errorf("Nia reads: %s", got)
				}
				after, told := w.look(name).Taken, strings.Contains(w.gotText(c.to), "asks you to look after case "+name)
				if gave := after != before; told != gave || gave && after != w.names[c.to] {
					t.Errorf("it went from %s to %s, who was told: %v", before, after, told)
				}
				if after != before && !strings.Contains(strings.Join(w.history("nia", name), "\n"), "Nia gave it to Pim") {
					t.Errorf("what happened: %q", w.history("nia", name))
				}
			})
		})
	}
}

// Why somebody is refused cannot be told from the words.
func TestARefusalToGiveACaseDoesNotSayWhy(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		said := map[string]bool{}
		for _, to := range []string{"mo", "sam", "rita", "fay", "ora", "cleo"} {
			a := w.do("nia", "conduct give", "case", name, "to", to)
			said[strings.ReplaceAll(text(a.Message), strings.ToUpper(to[:1])+to[1:], "NAME")] = true
		}
		if len(said) != 1 {
			t.Errorf("it says: %v", said)
		}
		w.refused("I know no case", "mo", "conduct give", "case", name, "to", "pim")
		w.must("nia", "conduct take", "case", name)
		if got := text(w.must("nia", "conduct case", "case", name).Message); !strings.Contains(got, "conduct give") {
			t.Errorf("the card: %s", got)
		}
	})
}
