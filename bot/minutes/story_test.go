package minutes_test

import (
	"flag"
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/chairing"
	"magbot/bot/consensus"
	"magbot/bot/floor"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/minutes"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

var update = flag.Bool("update", false, "write the golden files")

const (
	gov  = bot.Group("Government")
	cs   = bot.Group("Civil Society")
	tech = bot.Group("Technical Community")
	here = bot.StreamID("meeting/1")
)

// newDesk is a community with a Chair, a Secretariat, four members and an
// observer, and every feature that the minutes look at.
func newDesk(t meetingtest.TB) *meetingtest.Desk {
	d := meetingtest.New(t,
		meetingtest.Feature{Events: []bot.EventType{bot.EventOf[bot.Undone]()}, Words: os.DirFS("../house")},
		meetingtest.Feature{Events: agenda.Events(), Apply: agenda.Apply, Commands: agenda.Commands(), Shows: agenda.Shows(), Words: agenda.Words},
		meetingtest.Feature{Events: floor.Events(), Apply: floor.Apply, Commands: floor.Commands(), Words: floor.Words},
		meetingtest.Feature{Events: proposal.Events(), Apply: proposal.Apply, Commands: proposal.Commands(), Words: proposal.Words},
		meetingtest.Feature{Events: consensus.Events(), Apply: consensus.Apply, Commands: consensus.Commands(), Shows: consensus.Shows(), Due: consensus.Due, Words: consensus.Words},
		meetingtest.Feature{Events: action.Events(), Apply: action.Apply, Commands: action.Commands(), Words: action.Words},
		meetingtest.Feature{Events: chairing.Events(), Apply: chairing.Apply, Commands: chairing.Commands(), Words: chairing.Words},
		meetingtest.Feature{Events: minutes.Events(), Apply: minutes.Apply, Commands: minutes.Commands(), Shows: minutes.Shows(), Due: minutes.Due, Words: minutes.Words},
	)
	d.Community(
		meetingtest.Person{ID: "chair", Group: gov, Roles: []bot.Role{bot.RoleChair}},
		meetingtest.Person{ID: "sec", Roles: []bot.Role{bot.RoleSecretariat}},
		meetingtest.Member("gov1", gov), meetingtest.Member("cs1", cs), meetingtest.Member("cs2", cs), meetingtest.Member("tech1", tech),
		meetingtest.Person{ID: "obs1", Group: cs, Roles: []bot.Role{bot.RoleObserver}},
	)
	return d
}

// opened is a desk with a meeting that has begun.
func opened(t meetingtest.TB) *meetingtest.Desk {
	d := newDesk(t)
	d.Must("chair", "meeting schedule", "title", "Virtual Meeting XIV", "when", "2028-03-01 13:00 UTC")
	d.Now = d.Now.Add(time.Hour)
	d.Must("chair", "meeting open")
	for _, who := range []bot.PersonID{"gov1", "cs1", "cs2", "tech1", "obs1"} {
		d.Must(who, "present add")
	}
	return d
}

// story tells the meeting of which the golden files are the minutes.
func story(t meetingtest.TB) *meetingtest.Desk {
	d := newDesk(t)
	d.Must("chair", "meeting schedule", "title", "Virtual Meeting XIV", "when", "2028-03-01 13:00 UTC")
	d.Must("cs1", "agenda add", "title", "Themes for 2028", "why", "They are <open> since March", "minutes", "20", "kind", "decision")
	d.Must("gov1", "agenda add", "title", "Budget", "kind", "information")
	d.Must("tech1", "agenda add", "title", "Venue", "kind", "discussion")
	d.Must("cs2", "agenda support", "input", "1")
	d.Must("tech1", "agenda support", "input", "1")
	d.Must("chair", "agenda accept", "inputs", "1")
	d.Must("chair", "agenda decline", "input", "2", "reason", "It belongs to the Secretariat")
	d.Must("chair", "agenda accept", "inputs", "3")
	d.Must("chair", "agenda publish", "really", "yes")
	d.Must("gov1", "regrets add", "note", "travelling")
	d.Now = d.Now.Add(time.Hour)
	d.Must("sec", "meeting open")
	d.Must("sec", "meeting hand-over", "person", "sec")
	d.Must("cs1", "present add")
	d.Must("cs2", "present add")
	d.Must("obs1", "present add")
	d.Must("sec", "scribe", "person", "sec")
	wait(d, 10*time.Minute)
	d.Must("chair", "present add")
	d.Must("sec", "meeting hand-over", "person", "chair")
	d.Must("sec", "present add", "persons", "tech1")
	d.Must("chair", "item take", "item", "next")
	talk(d)
	decide(d)
	d.Must("chair", "meeting close", "really", "yes")
	return d
}

func wait(d *meetingtest.Desk, t time.Duration) { d.Now = d.Now.Add(t) }

func talk(d *meetingtest.Desk) {
	d.Must("cs1", "queue add", "note", "say why <b>June</b> suits")
	d.Must("tech1", "queue add")
	d.Must("chair", "queue call", "next", "yes")
	wait(d, 2*time.Minute)
	d.Must("cs1", "record info", "text", "The host offers Jnue, see https://example.org/a_b?c=1&d=2.")
	d.Must("cs2", "record correct", "old", "Jnue", "new", "June")
	d.Must("chair", "queue call", "next", "yes")
	wait(d, time.Minute)
	d.Must("tech1", "queue done")
	d.Must("chair", "record off")
	wait(d, 2*time.Minute)
	d.Refused("minutes.off-the-record", "cs1", "record info", "text", "secret")
	d.Must("chair", "record on")
}

func decide(d *meetingtest.Desk) {
	d.Must("cs1", "proposal make", "text", "Choose three themes")
	d.Must("tech1", "proposal say", "stance", "+1")
	d.Must("cs2", "proposal say", "stance", "-1", "reason", "three are too few")
	d.Must("chair", "proposal answer", "objection", "1", "text", "four fit as well")
	d.Must("cs1", "proposal reword", "text", "Choose four themes")
	d.Must("tech1", "proposal say", "stance", "+1")
	d.Must("cs2", "proposal say", "stance", "0")
	d.Must("chair", "proposal resolve", "text", "Choose four themes")
	d.Must("chair", "action add", "text", "tech1 to write to the host by 2028-03-20", "owners", "tech1", "due", "2028-03-20")
	d.Must("cs2", "record insert", "anchor", "The host offers", "text", "Two hosts had answered")
}

func TestMinutesOfAMeeting(t *testing.T) {
	d := story(t)
	v := d.View(here, "cs1")
	doc := minutes.Document(v)
	golden(t, "testdata/story.md", minutes.Markdown(v, doc))
	golden(t, "testdata/story.html", minutes.HTML(v, doc))
	golden(t, "testdata/story.txt", everyPart(v, doc))
	if diff := cmp.Diff(doc, minutes.Document(withHere(v, d.Replay(here)))); diff != "" {
		t.Errorf("folded again it reads otherwise (-first +again):\n%s", diff)
	}
}

func withHere(v bot.View, s *bot.State) bot.View { v.Here = s; return v }

func TestEveryLineLeadsToItsRecord(t *testing.T) {
	d := story(t)
	v := d.View(here, "cs1")
	doc := minutes.Document(v)
	for _, p := range doc.Parts {
		for _, e := range p.Entries {
			if e.Record == 0 || e.Record > doc.Records {
				t.Errorf("%s %q comes from record %d of %d", e.About, e.Text, e.Record, doc.Records)
			}
		}
	}
	for name, text := range map[string]string{"Markdown": minutes.Markdown(v, doc), "HTML": minutes.HTML(v, doc)} {
		ids := map[string]bool{}
		for _, m := range regexp.MustCompile(`id="(r[0-9]+)"`).FindAllStringSubmatch(text, -1) {
			if ids[m[1]] {
				t.Errorf("%s: %s is the name of two places", name, m[1])
			}
			ids[m[1]] = true
		}
		links := regexp.MustCompile(`#(r[0-9]+)`).FindAllStringSubmatch(text, -1)
		if len(links) < 20 {
			t.Errorf("%s: %d links", name, len(links))
		}
		for _, m := range links {
			if !ids[m[1]] {
				t.Errorf("%s: a link to %s leads nowhere", name, m[1])
			}
		}
	}
}

func TestNothingPeopleWriteBecomesMarkup(t *testing.T) {
	for _, text := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "[click](javascript:alert(1))", "`code` **bold** ~~gone~~",
		"# heading", "| a | b |", "https://example.org/\"onmouseover=alert(1)", "http://a<b>c", "- list", "1. list", "&lt;", "a\\`b", "\u202egnp.exe", "<https://x>",
	} {
		d := opened(t)
		d.Must("cs1", "record info", "text", text)
		v := d.View(here, "cs1")
		doc := minutes.Document(v)
		page := minutes.HTML(v, doc)
		allowed := regexp.MustCompile(`^</?(?:!doctype html|html lang="en"|html|head|meta [^<>]*|title|style|body|article class="minutes"|article|h[1-4](?: id="r[0-9]+")?|p dir="auto"|p|ul|li(?: dir="auto"(?: id="r[0-9]+")?)?|strong|small|ins|del|table|tr|th(?: class="n")?|td(?: class="n")?|a class="ref" href="#r[0-9]+"|a href="https?://[^"<>]*" rel="nofollow noreferrer"|a)>$`)
		for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(page, -1) {
			if !allowed.MatchString(tag) {
				t.Errorf("%q made the tag %s", text, tag)
			}
		}
		shown := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, ""))
		if !strings.Contains(shown, strings.ReplaceAll(text, "\u202e", "")) {
			t.Errorf("%q is not shown as it was written", text)
		}
	}
}

func TestStepsTakenBackAreShown(t *testing.T) {
	d := opened(t)
	d.Must("chair", "topic", "title", "Budget")
	d.Must("chair", "record undo", "reason", "wrong item", "step", fmt.Sprint(d.State(here).Version))
	doc := minutes.Document(d.View(here, "cs1"))
	if len(doc.Undone) != 1 || doc.Undone[0].Text != "wrong item" || doc.Undone[0].By != "chair" {
		t.Fatalf("taken back: %+v", doc.Undone)
	}
}

func TestNamesAreReadWhenTheDocumentIsMade(t *testing.T) {
	d := story(t)
	text := func() string {
		v := d.View(here, "cs1")
		return minutes.Markdown(v, minutes.Document(v))
	}
	if !strings.Contains(text(), "**obs1**") {
		t.Fatal("obs1 is not in the minutes")
	}
	d.Record(bot.CommunityStream, bot.Actor{Person: "sec"}, roster.Erased{Person: "obs1"})
	if strings.Contains(text(), "obs1") {
		t.Error("an erased person is still named")
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; go test -update writes it):\n%s", path, diff)
	}
}

func TestEverySentenceIsWritten(t *testing.T) {
	d := story(t)
	d.Must("chair", "minutes approve")
	d.Must("cs1", "minutes request", "text", "x", "line", "3")
	v := d.View(here, "cs1")
	doc := minutes.Document(v)
	texts := []string{minutes.Markdown(v, doc), minutes.HTML(v, doc), d.Reply(d.Must("cs1", "record head").Reply), everyPart(v, doc)}
	for _, e := range d.Effects {
		if strings.HasPrefix(e.Show, "minutes.") {
			texts = append(texts, d.Show(here, "chair", e))
		}
	}
	for _, text := range texts {
		if key := regexp.MustCompile(`(?:minutes|seen|command)\.[a-z.-]+[a-z]`).FindString(text); key != "" {
			t.Errorf("%s has no sentence", key)
		}
	}
}

// everyPart reads the minutes as somebody does who presses "Next part".
func everyPart(v bot.View, doc minutes.Doc) string {
	var text strings.Builder
	for part := 1; part > 0; {
		m, next := minutes.Message(v, doc, part)
		text.WriteString(meetingtest.Text(m))
		part = next
	}
	return text.String()
}
