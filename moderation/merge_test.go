package moderation_test

import (
	"strings"
	"testing"
	"time"
)

// Who said that they are involved in a report sees nothing of it in the case that it
// is put to either; nor afterwards, when what they said was said of both.
func TestWhoIsInvolvedInAReportSeesItInNoCase(t *testing.T) {
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "sam", "2", "text", "The first matter.")
		other, _ := w.report("cleo", "sam", "3", "text", "The second matter.")
		w.onlySeen(other, "nia", "pim")
		w.must("pim", "conduct involved", "case", other)
		w.must("nia", "conduct merge", "case", other, "into", lead)
		w.onlySeen(lead, "nia")
		w.must("nia", "conduct split", "case", other)
		w.onlySeen(lead, "nia", "pim")
		w.onlySeen(other, "nia")
	})
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "cleo", "2", "text", "The first matter.")
		other, _ := w.report("rita", "cleo", "3", "text", "The second matter.")
		w.onlySeen(other, "mo", "nia", "pim")
		w.must("nia", "conduct merge", "case", other, "into", lead)
		w.later(time.Hour)
		w.must("pim", "conduct involved", "case", lead)
		w.later(time.Hour)
		w.must("nia", "conduct party", "case", lead, "person", "sam")
		w.onlySeen(lead, "nia")
		w.later(day)
		w.must("nia", "conduct split", "case", other)
		w.onlySeen(lead, "nia")
		w.onlySeen(other, "nia")
		if got := strings.Join(w.history("nia", other), "\n"); !strings.Contains(got, "1 10:00 Pim stepped aside") || !strings.Contains(got, "1 11:00 It is about Sam, too, as was said while") {
			t.Errorf("Nia reads:\n%s", got)
		}
	})
}

// Of two reports of one message one names its author, and the other nobody: they are one
// case when the platform has said that it is the author, and not by the word of a report.
func TestAReportOfNobodyIsOneCaseWithThatOfTheMessagesAuthor(t *testing.T) {
	for rule, c := range map[string]struct {
		first, second, wrote, other string // other than rita, who reports first
		begun, one                  bool
		seen                        []string // the second report
	}{
		"the author was named first":                  {"sam", "unknown", "sam", "ora", false, true, []string{"nia", "pim"}},
		"the author was named first, and it is taken": {"sam", "unknown", "sam", "ora", true, true, []string{"nia", "pim"}},
		"nobody was named first":                      {"unknown", "sam", "sam", "ora", false, true, []string{"nia", "pim"}},
		"nobody was named first, and it is taken":     {"unknown", "sam", "sam", "ora", true, false, []string{"nia", "pim"}},
		"somebody else was named":                     {"cleo", "unknown", "sam", "ora", false, false, []string{"fay"}},
		"a moderator wrote it, and Sam was named":     {"sam", "unknown", "nia", "ora", false, false, []string{"fay"}},
		"nobody was named twice":                      {"unknown", "unknown", "sam", "ora", true, true, []string{"fay"}},
		"the author reports it":                       {"sam", "unknown", "sam", "sam", false, false, []string{"fay"}},
		"of an organisation with the author":          {"sam", "unknown", "sam", "mo", false, false, []string{"fay"}},
		"nobody knows the author":                     {"sam", "unknown", "stranger", "ora", false, false, []string{"fay"}},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				w.set(func(d *desk) { d.around = w.wroteIt(c.wrote) })
				first, _ := w.report("rita", c.first, "2", "message", reported)
				w.later(time.Minute)
				if c.begun {
					w.must(map[bool]string{true: "fay", false: "nia"}[c.first == "unknown"], "conduct take", "case", first)
				}
				second, token := w.report(c.other, c.second, "2", "message", reported)
				w.later(time.Minute)
				if got := w.look(second).Into == first; got != c.one {
					t.Errorf("one case: %v", got)
				}
				if c.one {
					second = first
				}
				w.onlySeen(second, c.seen...)
				if got := text(w.must(c.other, "conduct follow", "token", token).Message); !strings.Contains(got, "Nothing has been noted about it since.") {
					t.Errorf("the second reporter reads: %s", got)
				}
			})
		})
	}
	inTown(t, func(w *town) { // a rule asked to look, and the platform has told of the message with its author
		w.watching("normal")
		w.later(time.Second)
		w.say("sam", 1, insult)
		second, _ := w.report("rita", "unknown", "1", "message", messageLink(1))
		if got := w.look(second).Into; got != w.cases()[0] && got != w.cases()[1] {
			t.Errorf("the report is a case of its own: %q", got)
		}
	})
}

// Whoever is of an organisation of a party does not come to see the case because the roster
// forgets that: the party or they are entered with another organisation, or the party is
// erased. Who comes to the organisation only then does not either.
func TestWhoIsOfAnOrganisationOfAPartyStaysOutWhateverTheRosterForgets(t *testing.T) {
	moves := func(alias, organisation string) func(w *town) {
		return func(w *town) {
			w.imports("name,alias,organisation\n" + strings.ToUpper(alias[:1]) + alias[1:] + "," + alias + "," + organisation + "\n")
		}
	}
	erase := func(alias string) func(w *town) {
		return func(w *town) { w.must(alias, "me erase", "really", "true") }
	}
	for rule, c := range map[string]struct {
		changes []func(w *town)
		seen    []string
	}{
		"the subject is erased":                     {[]func(*town){erase("sam")}, []string{"nia", "pim"}},
		"the subject moves":                         {[]func(*town){moves("sam", "Elsewhere")}, []string{"nia", "pim"}},
		"the moderator moves":                       {[]func(*town){moves("mo", "Elsewhere")}, []string{"nia", "pim"}},
		"another comes, and the subject is erased":  {[]func(*town){moves("pim", "LNO"), erase("sam")}, []string{"nia"}},
		"the subject is erased, and another comes":  {[]func(*town){erase("sam"), moves("pim", "LNO")}, []string{"nia"}},
		"the subject moves to another, and is gone": {[]func(*town){moves("sam", "Traders"), erase("sam")}, []string{"nia"}},
		"another comes, and goes":                   {[]func(*town){moves("pim", "LNO"), moves("pim", "Traders")}, []string{"nia", "pim"}},
		"the reporter is erased":                    {[]func(*town){moves("pim", "Ministry"), erase("rita")}, []string{"nia"}},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				name, _ := w.report("rita", "sam", "2")
				for _, change := range c.changes {
					change(w)
				}
				w.onlySeen(name, c.seen...)
				w.restart()
				w.onlySeen(name, c.seen...)
				for _, alias := range []string{"mo", "cleo"} {
					if got := w.gotText(alias); strings.Contains(got, name) {
						t.Errorf("%s was sent: %s", alias, got)
					}
				}
			})
		})
	}
	inTown(t, func(w *town) { // also where they turn out to be a party afterwards
		name, _ := w.report("rita", "ora", "2")
		w.onlySeen(name, "mo", "nia", "pim")
		w.must("nia", "conduct party", "case", name, "person", "sam")
		w.must("sam", "me erase", "really", "true")
		w.onlySeen(name, "nia", "pim")
	})
}
