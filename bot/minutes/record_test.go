package minutes_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/minutes"
)

// notes are the lines of discussion as they read, with what they were.
func notes(d *meetingtest.Desk) []string {
	var all []string
	for _, p := range minutes.Document(d.View(here, "cs1")).Parts {
		for _, e := range p.Entries {
			if e.About != minutes.AboutNote && e.About != minutes.AboutInserted {
				continue
			}
			text := e.Text
			if e.Was != "" {
				text += " (was: " + e.Was + ")"
			}
			all = append(all, text)
		}
	}
	return all
}

func TestCorrectionsApplyAsFarAsTheyReach(t *testing.T) {
	for rule, c := range map[string]struct {
		lines []string // "s/old/new/scope" corrects, others are notes
		want  []string
	}{
		"the nearest earlier line alone":       {[]string{"July", "July", "s/July/June/", "July"}, []string{"July", "June (was: July)", "July"}},
		"one occurrence in it":                 {[]string{"a a", "s/a/b/"}, []string{"b a (was: a a)"}},
		"g: every earlier line":                {[]string{"July July", "July", "s/July/June/g", "July"}, []string{"June June (was: July July)", "June (was: July)", "July"}},
		"G: every line, also to come":          {[]string{"July", "s/July/June/G", "July"}, []string{"June (was: July)", "June (was: July)"}},
		"one after the other":                  {[]string{"a", "s/a/b/", "s/b/c/"}, []string{"c (was: a)"}},
		"nothing new deletes":                  {[]string{"not so", "s/not //"}, []string{"so (was: not so)"}},
		"case counts":                          {[]string{"July", "s/Jul/Jun/"}, []string{"Juny (was: July)"}},
		"a correction is no line to correct":   {[]string{"a", "s/a/b/", "s/b/c/"}, []string{"c (was: a)"}},
		"what doubles does not grow for ever":  {append([]string{"a"}, many("s/a/aa/g", 40)...), nil},
		"words that hold each other come once": {[]string{"aba", "s/ab/ba/g"}, []string{"baa (was: aba)"}},
	} {
		t.Run(rule, func(t *testing.T) {
			d := opened(t)
			for _, line := range c.lines {
				if rest, ok := strings.CutPrefix(line, "s/"); ok {
					part := strings.Split(rest, "/")
					d.Must("cs2", "record correct", "old", part[0], "new", part[1], "scope", part[2])
					continue
				}
				d.Must("cs1", "record info", "text", line)
			}
			got := notes(d)
			if c.want == nil {
				if len(got[0]) > 70_000 {
					t.Errorf("%d bytes", len(got[0]))
				}
				return
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func many(line string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = line
	}
	return all
}

func TestCorrectionsReachTitlesProposalsAndDecisions(t *testing.T) {
	d := opened(t)
	d.Must("chair", "topic", "title", "Bugdet")
	d.Must("cs1", "record correct", "old", "Bugdet", "new", "Budget")
	d.Must("cs1", "proposal make", "text", "Meet in Jnue")
	d.Must("cs1", "record correct", "old", "Jnue", "new", "June")
	d.Must("cs1", "proposal reword", "text", "Meet in Mya")
	d.Must("cs1", "record correct", "old", "Mya", "new", "May")
	d.Must("chair", "proposal resolve", "text", "Meet in Mai")
	d.Must("cs1", "record correct", "old", "Mai", "new", "May")
	d.Must("chair", "action add", "text", "cs1 to wirte")
	d.Must("cs1", "record correct", "old", "wirte", "new", "write")
	doc := minutes.Document(d.View(here, "cs1"))
	part := doc.Parts[len(doc.Parts)-1]
	if part.Title != "Budget" || part.Was != "Bugdet" {
		t.Errorf("title %q was %q", part.Title, part.Was)
	}
	var got []string
	for _, e := range part.Entries {
		if e.Proposal != nil {
			for _, w := range e.Proposal.Wordings {
				got = append(got, w.Text+" was "+w.Was)
			}
		}
	}
	got = append(got, doc.Resolutions[0].Text+" was "+doc.Resolutions[0].Was, doc.Actions[0].Text+" was "+doc.Actions[0].Was)
	want := []string{"Meet in June was Meet in Jnue", "Meet in May was Meet in Mya", "Meet in May was Meet in Mai", "cs1 to write was cs1 to wirte"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAForgottenLineStandsWhereItBelongs(t *testing.T) {
	d := opened(t)
	for _, text := range []string{"one", "three"} {
		d.Must("cs1", "record info", "text", text)
	}
	d.Must("cs1", "record insert", "anchor", "three", "text", "two")
	d.Must("cs1", "record insert", "anchor", "two", "text", "one and a half")
	if diff := cmp.Diff([]string{"one", "one and a half", "two", "three"}, notes(d)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	d.Refused("minutes.not-found", "cs1", "record insert", "anchor", "four", "text", "x")
}

func TestWhatCannotBeCorrectedIsToldSo(t *testing.T) {
	d := opened(t)
	if sentence := d.Refused("minutes.not-found", "cs1", "record correct", "old", "never said", "new", "x"); !strings.Contains(sentence, "never said") {
		t.Errorf("%s", sentence)
	}
	d.Refused("minutes.no-such-scope", "cs1", "record correct", "old", "a", "new", "x", "scope", "z")
	d.Refused("minutes.use-hand-over", "chair", "chair", "person", "sec")
	d.Refused("minutes.use-change", "chair", "meeting title", "text", "x")
	d.Refused("minutes.use-open", "chair", "meeting start")
	d.Refused("minutes.use-close", "chair", "meeting end")
	before := d.State(here).Version
	if said := d.Must("cs1", "record off-line", "text", "hush"); said.Reply.Text.Key != "minutes.off-line" || d.State(here).Version != before {
		t.Error("a line off the record was recorded")
	}
	d.Must("chair", "meeting close", "really", "yes")
	d.Refused("minutes.not-open", "cs1", "record info", "text", "late")
}

func TestTheHeadOfTheChainIsShown(t *testing.T) {
	d := opened(t)
	text := d.Reply(d.Must("cs1", "record head").Reply)
	if !strings.Contains(text, d.State(here).Head) {
		t.Errorf("no head in %q", text)
	}
}

func TestWhoWritesIsNamed(t *testing.T) {
	d := opened(t)
	d.Must("sec", "scribe")
	d.Must("chair", "scribe", "person", "cs1")
	d.Must("sec", "scribe", "off", "yes")
	doc := minutes.Document(d.View(here, "cs1"))
	if len(doc.Scribes) != 2 || doc.Scribes[0].Name != "sec" || doc.Scribes[0].To.IsZero() || doc.Scribes[1].By != "chair" || !doc.Scribes[1].To.IsZero() {
		t.Errorf("%+v", doc.Scribes)
	}
}

// Whatever is typed, the document can be made, every line of it has a record,
// and it reads the same when the record is folded again.
func TestAnyMeetingHasMinutes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := opened(t)
		people := []bot.PersonID{"chair", "sec", "gov1", "cs1", "cs2", "tech1", "obs1"}
		text := rapid.SampledFrom([]string{"a", "June", "a <b> & c", "s/a/b/", "王伟 a", "\u202e", "*x*", "| a |"})
		for range rapid.IntRange(0, 25).Draw(t, "steps") {
			who := rapid.SampledFrom(people).Draw(t, "who")
			path := rapid.SampledFrom([]string{
				"record info", "record help", "record correct", "record insert", "scribe", "topic", "subtopic", "record off", "record on",
				"queue add", "queue call", "queue done", "proposal make", "proposal reword", "proposal say", "proposal resolve", "action add", "meeting close",
				"minutes approve", "minutes request", "minutes release", "present remove", "vote start", "item close",
			}).Draw(t, "path")
			args := map[string][]string{
				"record correct": {"old", "a", "new", text.Draw(t, "new"), "scope", rapid.SampledFrom([]string{"", "g", "G"}).Draw(t, "scope")},
				"record insert":  {"anchor", "a", "text", text.Draw(t, "text")}, "scribe": nil, "queue call": {"next", "yes"}, "queue done": nil,
				"topic": {"title", text.Draw(t, "title"), "really", "yes"}, "subtopic": {"title", text.Draw(t, "title")},
				"record off": nil, "record on": nil, "queue add": {"note", text.Draw(t, "note")}, "meeting close": {"really", "yes"},
				"proposal say":    {"stance", rapid.SampledFrom([]string{"+1", "0", "-1"}).Draw(t, "stance"), "reason", text.Draw(t, "reason")},
				"minutes approve": nil, "minutes release": nil, "present remove": nil, "vote start": {"question", "Now?", "options", "yes, no"}, "item close": {"really", "yes"},
			}
			given, known := args[path]
			if !known {
				given = []string{"text", text.Draw(t, "text")}
			}
			if _, err := d.Do(who, path, given...); err != nil && !mendable(err) {
				t.Fatalf("%s: %s %v: %v", who, path, given, err)
			}
		}
		v := d.View(here, "cs1")
		doc := minutes.Document(v)
		for _, p := range doc.Parts {
			for _, e := range p.Entries {
				if e.Record == 0 || e.Record > doc.Records {
					t.Fatalf("%s %q comes from record %d of %d", e.About, e.Text, e.Record, doc.Records)
				}
			}
		}
		again := minutes.Document(withHere(v, d.Replay(here)))
		if diff := cmp.Diff(minutes.Markdown(v, doc), minutes.Markdown(v, again)); diff != "" {
			t.Fatalf("folded again it reads otherwise:\n%s", diff)
		}
		page := minutes.HTML(v, doc)
		if strings.Count(page, "<ul>") != strings.Count(page, "</ul>") || strings.Count(page, "<li") != strings.Count(page, "</li>") {
			t.Fatalf("lists are not closed:\n%s", page)
		}
	})
}

func TestACorrectionIsShownWithOneArrow(t *testing.T) {
	d := opened(t)
	d.Must("cs1", "record info", "text", "We meet in June")
	shown := func() string { return meetingtest.Text(*d.Must("cs1", "minutes show").Reply.Message) }
	d.Must("cs1", "record correct", "old", "June", "new", "July")
	if text := shown(); strings.Contains(text, "→ →") || !strings.Contains(text, "“June” → July") || !strings.Contains(text, "“We meet in June” → We meet in July") {
		t.Errorf("arrows of a correction:\n%s", text)
	}
	d.Must("cs1", "record correct", "old", "July", "new", "June")
	if text := shown(); strings.Contains(text, "“We meet in June” →") || !strings.Contains(text, "“July” → June") {
		t.Errorf("a line that reads as it was written again is shown as corrected:\n%s", text)
	}
}
