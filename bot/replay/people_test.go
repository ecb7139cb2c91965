package replay_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot/action"
	"magbot/bot/replay"
)

func TestARemarkIsNoPerson(t *testing.T) {
	people := map[string][]string{"Bo Chen": {"bo"}, "Carla Diaz": {"carla"}, "David I. Lehn": {"dil"}}
	h := newHouse(t)
	for _, c := range []struct {
		rule string
		log  string
		want []string
	}{
		{"what stands in brackets is said of the writer", tabbed("ana present+ (on phone)"), []string{"ana"}},
		{"so are words such as too, here, now", tabbed("ana present+ too", "bo present+ here", "carla present+ now", "zoe present+ via audio"), []string{"ana", "Bo Chen", "Carla Diaz", "zoe"}},
		{"other words that are no name are nobody", tabbed("ana present+ but cannot speak", "bo present+ eating lunch"), []string{"ana", "Bo Chen"}},
		{"a remark behind a name is cut off", tabbed("ana present+ carla too, Zoe King (on phone)", "ana present+ bo - on phone"), []string{"Carla Diaz", "Zoe King", "Bo Chen"}},
		{"a list with commas, and, or blanks between nicks", tabbed("ana present+", "ana present+ bo, carla", "ana present+ Li and Zoe"), []string{"ana", "Bo Chen", "Carla Diaz", "Li", "Zoe"}},
		{"nicks that are known may stand without commas", tabbed("ana present+ bo carla"), []string{"Bo Chen", "Carla Diaz"}},
		{"a remark about leaving is the writer's", tabbed("ana present+", "bo present+", "ana present- early"), []string{"ana", "Bo Chen"}},
		{"a scribe who is nobody is no person", tabbed("ana present+", "ana scribe: to be found", "bo present+"), []string{"ana", "Bo Chen"}},
		{"initials in the middle do not matter where only one has them", tabbed("David_Lehn present+", "Bo_X._Chen present+", "David_J._Lehn present+"), []string{"David I. Lehn", "Bo Chen", "David J. Lehn"}},
		{"a Matrix user is who the first half says", irc("@bo:fedora.im present+", "zoe:matrix.org present+", "zoe present+"), []string{"Bo Chen", "zoe"}},
		{"two servers, two people", irc("zoe:matrix.org present+", "zoe:fedora.im present+"), []string{"zoe:matrix.org", "zoe:fedora.im"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := run(t, c.log, replay.Options{House: h, People: people}).Summary().Present
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\nin\n%s", diff, c.log)
			}
		})
	}
}

func TestSeveralPeopleOfOneLine(t *testing.T) {
	people := map[string][]string{"Bo Chen": {"bo"}, "Carla Diaz": {"carla"}}
	h := newHouse(t)
	for _, c := range []struct {
		rule string
		log  string
		want []string
	}{
		{"ack calls one after the other", tabbed("bo q+", "carla q+", "ana ack bo, carla", "ana bye"), []string{"Bo Chen 16:00:00 16:00:02 16:00:02", "Carla Diaz 16:00:01 16:00:02 16:00:03"}},
		{"ack with a word of thanks calls nobody of that name", tabbed("bo q+", "ana ack bo, thanks", "ana bye"), []string{"Bo Chen 16:00:00 16:00:01 16:00:02"}},
		{"ack and", tabbed("bo q+", "zoe q+", "ana ack Bo and zoe", "ana bye"), []string{"Bo Chen 16:00:00 16:00:02 16:00:02", "zoe 16:00:01 16:00:02 16:00:03"}},
		{"q- takes each off", tabbed("bo q+", "carla q+", "zoe q+", "ana q- bo, carla", "ana ack next", "ana bye"), []string{"Bo Chen 16:00:00 - -", "Carla Diaz 16:00:01 - -", "zoe 16:00:02 16:00:04 16:00:05"}},
		{"q+ puts each on", tabbed("ana q+ bo, carla", "ana q+ zoe and bo", "zoe hello"), []string{"Bo Chen 16:00:00 - -", "Carla Diaz 16:00:00 - -", "zoe 16:00:01 - -"}},
		{"q+ with a remark is the writer's, with a note", tabbed("ana q+ too", "bo q+ (phone)"), []string{"ana 16:00:00 - - too", "Bo Chen 16:00:01 - - (phone)"}},
		{"ack me calls the writer", tabbed("ana q+", "ana ack me", "bo bye"), []string{"ana 16:00:00 16:00:01 16:00:02"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := hold(run(t, c.log, replay.Options{House: h, People: people}).Summary()).queue
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\nin\n%s", diff, c.log)
			}
		})
	}
	r := run(t, tabbed("ana ACTION: Bo and carla to write", "ana ACTION: bo, zoe to read", "ana ACTION: me to call"), replay.Options{House: h, People: people})
	var owners []string
	for _, a := range action.Of(r.View).Items {
		var of []string
		for _, o := range a.Owners {
			of = append(of, string(o))
		}
		owners = append(owners, strings.Join(of, "|"))
	}
	if diff := cmp.Diff([]string{"Bo Chen|Carla Diaz", "Bo Chen|zoe", "ana"}, owners); diff != "" {
		t.Errorf("owners (-want +got):\n%s", diff)
	}
}

func TestWhoChangesTheirNickIsTheSamePerson(t *testing.T) {
	people := map[string][]string{"Bo Chen": {"bo"}, "Carla Diaz": {"carla"}}
	h := newHouse(t)
	log := func(line string) string {
		return "16:00:00 <dora> present+\n16:00:01 <dora> q+\n" + line + "\n16:00:03 <ana> ack zebra\n16:00:04 <zebra> hello\n16:00:05 <zebra> q+\n16:00:06 <ana> present+\n"
	}
	for _, line := range []string{
		"16:00:02 *** dora is now known as zebra", "16:00:02 -!- dora is now known as zebra", "16:00:02 dora is now known as zebra", "16:00:02 * dora → zebra", "dora is now known as zebra",
	} {
		s := run(t, log(line), replay.Options{House: h, People: people}).Summary()
		if diff := cmp.Diff([]string{"dora", "ana"}, s.Present); diff != "" {
			t.Errorf("%s: present (-want +got):\n%s", line, diff)
		}
		if diff := cmp.Diff([]string{"dora 16:00:01 16:00:03 16:00:06", "dora 16:00:05 - -"}, hold(s).queue); diff != "" {
			t.Errorf("%s: queue (-want +got):\n%s", line, diff)
		}
	}
	for _, c := range []struct {
		rule, log string
		want      []string
	}{
		{"to a nick of the people file, and it was them before", "16:00:00 <guest7> present+\n16:00:01 *** guest7 is now known as bo\n16:00:02 <bo> present+\n", []string{"Bo Chen"}},
		{"from a nick of the people file", "16:00:00 <carla> present+\n16:00:01 *** carla is now known as zebra\n16:00:02 <zebra> present+\n", []string{"Carla Diaz"}},
		{"a nick of somebody else stays theirs", "16:00:00 <carla> present+\n16:00:01 *** carla is now known as bo\n16:00:02 <bo> present+\n", []string{"Carla Diaz", "Bo Chen"}},
		{"a nick that another takes over is another", "16:00:00 <eve> present+\n16:00:01 *** eve is now known as zebra\n16:00:02 <fred> present+\n16:00:03 *** fred is now known as eve\n16:00:04 <eve> present+\n16:00:05 <zebra> present+\n", []string{"eve", "fred"}},
	} {
		got := run(t, c.log, replay.Options{House: h, People: people}).Summary().Present
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.rule, diff)
		}
	}
}

func TestAConventionIsNobodysName(t *testing.T) {
	r := run(t, tabbed("ana present+", "ana scribe: ben", "ben AGREED: not sure", "ben Note: a draft", "ben SUMMARY: all", "ben ana: I agree"), replay.Options{House: newHouse(t)})
	var b strings.Builder
	if err := r.Markdown(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"**ben**: AGREED: not sure", "**ben**: Note: a draft", "**ben**: SUMMARY: all", "**ana**: I agree"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
	if s := r.Summary(); len(s.Resolutions) != 0 {
		t.Errorf("resolutions %q", s.Resolutions)
	}
}
