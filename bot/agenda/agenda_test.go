package agenda_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/meeting"
	"magbot/bot/meeting/meetingtest"
)

const one = bot.StreamID("meeting/1")

// desk is a community of four groups with one meeting planned.
func desk(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := meetingtest.New(t,
		meetingtest.Feature{
			Events: agenda.Events(), Apply: agenda.Apply, Commands: agenda.Commands(),
			Shows: agenda.Shows(), Due: agenda.Due, Words: agenda.Words,
		},
		meetingtest.Feature{Words: os.DirFS("../house")},
	)
	people := []meetingtest.Person{
		{ID: "chair", Roles: []bot.Role{bot.RoleChair}},
		{ID: "sec", Roles: []bot.Role{bot.RoleSecretariat}},
		{ID: "obs1", Roles: []bot.Role{bot.RoleObserver}},
	}
	for prefix, g := range groups {
		for n := 1; n <= 6; n++ {
			people = append(people, meetingtest.Member(bot.PersonID(fmt.Sprint(prefix, n)), g))
		}
	}
	slices.SortFunc(people, func(a, b meetingtest.Person) int { return strings.Compare(string(a.ID), string(b.ID)) })
	d.Community(people...)
	d.Must("chair", "meeting schedule", "title", "Virtual Meeting XIV", "when", "2028-03-15 13:00 UTC")
	return d
}

var groups = map[string]bot.Group{
	"gov": "Government", "cs": "Civil Society", "ps": "Private Sector", "tech": "Technical Community",
}

// handed is desk with inputs of these people, one each, in order.
func handed(t meetingtest.TB, authors ...bot.PersonID) *meetingtest.Desk {
	t.Helper()
	d := desk(t)
	for i, p := range authors {
		d.Must(p, "agenda add", "title", fmt.Sprint("Topic ", i+1))
	}
	return d
}

func of(d *meetingtest.Desk) *agenda.State { return agenda.Of(d.View(one, "")) }

func fate(d *meetingtest.Desk, n int) agenda.Fate {
	in, _ := of(d).Input(n)
	return in.Fate
}

// told lists who is told by these effects, as "show input person".
func told(effects []bot.Effect) []string {
	var all []string
	for _, e := range effects {
		if e.To.Person != "" {
			all = append(all, fmt.Sprintf("%s %s %s", e.Show, e.With["input"], e.To.Person))
		}
	}
	return all
}

func TestAnInputGetsANumberAndAReceipt(t *testing.T) {
	t.Parallel()
	d := handed(t, "cs1")
	reply := d.Must("obs1", "agenda add", "title", " Hybrid   speaking rules ", "why", "remote members wait", "minutes", "20", "kind", "decision").Reply
	want := `Thank you. Your input is number 2 for Virtual Meeting XIV: “Hybrid speaking rules”.
You will be told what becomes of it.
[Change] agenda change input=2 (asks)
[Withdraw] agenda withdraw input=2
(Only you see this.)
`
	if diff := cmp.Diff(want, d.Reply(reply)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	in, _ := of(d).Input(2)
	if !in.IsAuthor("obs1") || in.Kind != agenda.ForDecision || in.Minutes != 20 || !in.Personal() || in.Title.By != "obs1" {
		t.Errorf("input: %+v", in)
	}
}

func TestTheSameInputOfTheSamePersonIsNotTakenTwice(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("cs1", "agenda add", "title", "Other")
	d.Must("cs1", "agenda add", "title", "Hybrid rules", "why", "unfair")
	if sentence := d.Refused("agenda.same-input", "cs1", "agenda add", "title", " hybrid  RULES", "why", "unfair"); !strings.Contains(sentence, "input 2") || !strings.Contains(sentence, "/mag agenda change 2") {
		t.Errorf("it does not name the first one: %s", sentence)
	}
	d.Refused("agenda.same-input", "sec", "agenda add", "title", "Other", "person", "cs1")
	d.Must("cs1", "agenda add", "title", "Hybrid rules", "why", "costs") // not the same
	d.Must("cs2", "agenda add", "title", "Other")                        // of somebody else
	d.Must("cs1", "agenda withdraw", "input", "2")
	d.Must("cs1", "agenda add", "title", "Hybrid rules", "why", "unfair")
}

func TestWhatIsEnteredForSomebodyElseIsShownAsEntered(t *testing.T) {
	t.Parallel()
	d := desk(t)
	decision := d.Must("sec", "agenda add", "title", "Phone lines", "person", "gov1")
	in, _ := of(d).Input(1)
	if !in.IsAuthor("gov1") || in.By != "sec" || in.Groups[0] != "Government" {
		t.Errorf("input: %+v", in)
	}
	said := d.Show(one, "gov1", decision.Effects[0])
	if !strings.HasPrefix(said, "sec handed in an input for you: number 1") {
		t.Error(said)
	}
	if list := d.Reply(d.Must("cs1", "agenda list").Reply); !strings.Contains(list, "gov1 (Government), entered by sec") {
		t.Error(list)
	}
	d.Refused("agenda.only-yourself", "gov2", "agenda add", "title", "x", "person", "gov1")
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key string
		who bot.PersonID
		do  []string
	}{
		"nobody supports their own input":          {"agenda.supports-own", "cs1", []string{"agenda support", "input", "1"}},
		"an input that is not there":               {"agenda.no-such-input", "cs1", []string{"agenda support", "input", "9"}},
		"only an author changes an input":          {"agenda.not-yours", "gov1", []string{"agenda change", "input", "1", "title", "Mine"}},
		"the Chair does not withdraw for others":   {"agenda.not-yours", "chair", []string{"agenda withdraw", "input", "1"}},
		"a member does not decide":                 {"command.not-allowed.leads", "cs1", []string{"agenda accept", "inputs", "1"}},
		"merging needs something to merge into":    {"agenda.merge-into-what", "chair", []string{"agenda merge", "inputs", "1,2"}},
		"merging one input with itself is nothing": {"agenda.merge-two", "chair", []string{"agenda merge", "inputs", "1", "into", "1"}},
		"an order names each once":                 {"agenda.order-twice", "chair", []string{"agenda order", "order", "1,1"}},
		"an undecided input is not contested":      {"agenda.undecided", "cs1", []string{"agenda contest", "input", "1", "text", "no"}},
		"an empty agenda is not published":         {"agenda.blocked.undecided", "chair", []string{"agenda publish", "really", "yes"}},
		"a change of nothing":                      {"agenda.nothing-to-change", "cs1", []string{"agenda change", "input", "1"}},
		"deferring to a meeting nobody knows":      {"agenda.no-such-meeting", "chair", []string{"agenda defer", "input", "1", "to", "77"}},
		"deferring to the same meeting":            {"agenda.same-meeting", "chair", []string{"agenda defer", "input", "1", "to", "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := handed(t, "cs1", "gov2").Refused(c.key, c.who, c.do[0], c.do[1:]...)
			if !strings.Contains(said, "Nothing was") && !strings.Contains(said, "Nothing of") {
				t.Errorf("the refusal does not say that nothing was changed: %s", said)
			}
		})
	}
}

func TestSupportCountsOnce(t *testing.T) {
	t.Parallel()
	d := handed(t, "cs1")
	d.Must("gov2", "agenda support", "input", "1")
	if again := d.Must("gov2", "agenda support", "input", "1"); len(again.Events) != 0 {
		t.Error("supported twice")
	}
	d.Record(one, bot.Actor{}, agenda.InputSupported{Number: 1, Backer: agenda.Backer{Person: "gov2", Group: "Government"}})
	want := agenda.Backing{People: 2, Breadth: 2, Groups: []agenda.GroupCount{{Group: "Civil Society", Count: 1}, {Group: "Government", Count: 1}}}
	if diff := cmp.Diff(want, of(d).Backing(1)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	d.Must("gov2", "agenda unsupport", "input", "1")
	if b := of(d).Backing(1); b.People != 1 {
		t.Errorf("backing: %+v", b)
	}
}

func TestWhatIsOnBehalfOfAnOrganisationIsNeverCountedAsPersonal(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("cs1", "agenda add", "title", "A statement", "behalf", "Some Network")
	if b := of(d).Backing(1); b.People != 0 || len(b.Groups) != 0 || b.Breadth != 1 {
		t.Errorf("backing: %+v", b)
	}
	d.Refused("agenda.supports-own", "cs1", "agenda support", "input", "1")
	want := `# Inputs for Virtual Meeting XIV
| No. | Input | From | Behind it | Fate |
| 1 | A statement | cs1 (Civil Society) on behalf of Some Network | nobody personally | not decided yet |
[Support 1] agenda support input=1
(Only you see this.)
`
	if diff := cmp.Diff(want, d.Reply(d.Must("gov1", "agenda list").Reply)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestProposedOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		authors []bot.PersonID
		support [][]bot.PersonID // by input
		want    []int
	}{
		"five supporters of one group rank below three of three groups": {
			[]bot.PersonID{"gov1", "cs1"},
			[][]bot.PersonID{{"gov2", "gov3", "gov4", "gov5", "gov6"}, {"ps1", "tech1"}},
			[]int{2, 1},
		},
		"with equal breadth more people come first": {
			[]bot.PersonID{"gov1", "cs1"}, [][]bot.PersonID{{"ps1"}, {"ps1", "ps2"}}, []int{2, 1},
		},
		"with equal people the earlier comes first": {
			[]bot.PersonID{"gov1", "cs1", "ps1"}, [][]bot.PersonID{nil, nil, nil}, []int{1, 2, 3},
		},
		"an unknown group adds no breadth": {
			[]bot.PersonID{"obs1", "gov1"}, [][]bot.PersonID{{"gov1"}, {"cs1"}}, []int{2, 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := handed(t, c.authors...)
			for i, supporters := range c.support {
				for _, p := range supporters {
					d.Must(p, "agenda support", "input", fmt.Sprint(i+1))
				}
			}
			var got []int
			for _, p := range of(d).ProposedOrder() {
				got = append(got, p.Topic.Inputs[0])
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestTheProposalSaysWhyAndChangesNothingUntilItIsUsed(t *testing.T) {
	t.Parallel()
	d := handed(t, "gov1", "cs1")
	for _, p := range []bot.PersonID{"gov2", "gov3", "gov4"} {
		d.Must(p, "agenda support", "input", "1")
	}
	d.Must("ps1", "agenda support", "input", "2")
	d.Must("tech1", "agenda support", "input", "2")
	d.Must("chair", "agenda accept", "inputs", "1,2")
	reply := d.Must("chair", "agenda propose").Reply
	want := `# Proposed order
More stakeholder groups come first, then more people, then what was handed in first. You decide.
1. Topic 2 · input 2 — 3 groups support it, 3 people: Civil Society 1, Private Sector 1, Technical Community 1
2. Topic 1 · input 1 — 1 group supports it, 4 people: Government 4
[Use this order] agenda order order=2,1
(Only you see this.)
`
	if diff := cmp.Diff(want, d.Reply(reply)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if plan := of(d).Plan(); plan[0].Inputs[0] != 1 {
		t.Error("looking at the proposal changed the order")
	}
	if _, err := d.Press("chair", bot.Call(reply.Message.Buttons[0].Call)); err != nil {
		t.Fatal(err)
	}
	if plan := of(d).Plan(); plan[0].Inputs[0] != 2 {
		t.Error("the order was not used")
	}
}

func TestPublication(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do  [][]string
		key string
		has string
	}{
		"an undecided input blocks it": {
			[][]string{{"agenda accept", "inputs", "1,2"}}, "agenda.blocked.undecided", "input 3.",
		},
		"a decline without a reason blocks it": {
			[][]string{{"agenda accept", "inputs", "1,2"}, {"agenda decline", "input", "3"}}, "agenda.blocked.unreasoned", "/mag agenda decline 3",
		},
		"out of scope without a reason blocks it": {
			[][]string{{"agenda accept", "inputs", "1,2"}, {"agenda out-of-scope", "input", "3"}}, "agenda.blocked.unreasoned", "input 3",
		},
		"both are named": {
			[][]string{{"agenda decline", "input", "3"}}, "agenda.blocked.both", "Not decided: 1 and 2",
		},
		"nothing on it is nothing to publish": {
			[][]string{{"agenda decline", "input", "1", "reason", "r"}, {"agenda decline", "input", "2", "reason", "r"}, {"agenda decline", "input", "3", "reason", "r"}},
			"agenda.nothing-accepted", "Nothing was sent",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := handed(t, "cs1", "gov2", "tech1")
			for _, call := range c.do {
				d.Must("chair", call[0], call[1:]...)
			}
			for _, really := range []string{"no", "yes"} {
				if said := d.Refused(c.key, "chair", "agenda publish", "really", really); !strings.Contains(said, c.has) {
					t.Errorf("the refusal does not say %q: %s", c.has, said)
				}
			}
		})
	}
}

func TestTheAgendaIsSeenThenSentAndEveryAuthorIsTold(t *testing.T) {
	t.Parallel()
	d := handed(t, "cs1", "gov2", "tech1", "ps2", "obs1")
	d.Must("tech1", "agenda change", "input", "3", "kind", "decision", "minutes", "20")
	d.Must("chair", "agenda merge", "inputs", "1,4", "into", "3")
	d.Must("chair", "agenda accept", "inputs", "2")
	declined := d.Must("chair", "agenda decline", "input", "5")
	if len(told(declined.Effects)) != 0 {
		t.Error("an author was told of a decline without its reason")
	}
	d.Refused("agenda.blocked.unreasoned", "chair", "agenda publish")
	declined = d.Must("chair", "agenda decline", "input", "5", "reason", "It was settled in May")
	if diff := cmp.Diff([]string{"agenda.fate 5 obs1"}, told(declined.Effects)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	preview := d.Must("chair", "agenda publish").Reply
	if of(d).Published() || len(of(d).Items) != 0 {
		t.Fatal("published before it was seen")
	}
	want := `This is what everybody will see, and every author is told what became of their input. Nothing has been sent.
# Agenda of Virtual Meeting XIV
2 items · 1 for decision · 20 minutes
- Item 1 · Topic 3 · for decision · 20 minutes · inputs 3, 1 and 4
- Item 2 · Topic 2 · input 2
Handed in, and not on this agenda:
- Input 5 “Topic 5” · declined: It was settled in May
[Send it to everybody] agenda publish really=yes
[Proposed order] agenda propose
(Only you see this.)
`
	if diff := cmp.Diff(want, d.Reply(preview)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	decision, err := d.Press("chair", bot.Call(preview.Message.Buttons[0].Call))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"agenda.fate 3 tech1", "agenda.fate 1 cs1", "agenda.fate 4 ps2", "agenda.fate 2 gov2"}, told(decision.Effects)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for input, want := range map[string]string{
		"1": `Your input 1 “Topic 1” is now part of item 1 “Topic 3”, with inputs 3 and 4.
You stay named as an author.
[See the agenda] agenda show
[This misses my point …] agenda contest input=1 (asks)
(Only you see this.)
`,
		"2": `Your input 2 “Topic 2” is item 2 of the agenda.
[See the agenda] agenda show
[This misses my point …] agenda contest input=2 (asks)
(Only you see this.)
`,
		"5": `Your input 5 “Topic 5” will not be on the agenda. The reason:
> It was settled in May (chair)
[This misses my point …] agenda contest input=5 (asks)
(Only you see this.)
`,
	} {
		got := d.Show(one, "cs1", bot.Effect{Do: bot.Direct, Show: "agenda.fate", With: map[string]string{"input": input}})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
	if again := d.Must("sec", "agenda publish", "really", "yes"); len(again.Events) != 0 {
		t.Error("published twice")
	}
}

func TestMergingUnderANewTitleKeepsAllAuthors(t *testing.T) {
	t.Parallel()
	d := handed(t, "cs1", "gov2", "tech1")
	d.Must("chair", "agenda merge", "inputs", "1,2", "title", "Rules for hybrid meetings")
	topic, ok := of(d).TopicOf(2)
	if !ok || of(d).TopicTitle(topic).Text != "Rules for hybrid meetings" || fate(d, 1) != agenda.Merged || fate(d, 2) != agenda.Merged {
		t.Fatalf("topic: %+v", topic)
	}
	if b := of(d).Backing(topic.Inputs...); b.People != 2 || b.Breadth != 2 {
		t.Errorf("backing: %+v", b)
	}
	d.Must("chair", "agenda decline", "input", "1", "reason", "not after all")
	if topic, _ := of(d).TopicOf(2); len(topic.Inputs) != 1 || fate(d, 2) != agenda.Merged || fate(d, 1) != agenda.Declined {
		t.Errorf("topic: %+v", topic)
	}
}

func TestALeadThatLeavesPassesItsTopicOn(t *testing.T) {
	t.Parallel()
	d := handed(t, "cs1", "gov2", "tech1")
	d.Must("chair", "agenda merge", "inputs", "2,3", "into", "1")
	d.Must("cs1", "agenda withdraw", "input", "1")
	if fate(d, 2) != agenda.Accepted || fate(d, 3) != agenda.Merged {
		t.Errorf("fates: %s, %s", fate(d, 2), fate(d, 3))
	}
	if in, _ := of(d).Input(3); in.Into != 2 {
		t.Errorf("input 3 is merged into %d", in.Into)
	}
}

func TestAContestIsRecordedAndTheChairTold(t *testing.T) {
	t.Parallel()
	d := handed(t, "cs1")
	d.Must("sec", "agenda decline", "input", "1", "reason", "no time")
	d.Refused("agenda.not-yours", "gov1", "agenda contest", "input", "1", "text", "mine too")
	decision := d.Must("cs1", "agenda contest", "input", "1", "text", "It is about June, not May")
	if diff := cmp.Diff([]string{"agenda.contested 1 chair", "agenda.contested 1 sec"}, told(decision.Effects)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	want := `cs1 says that what became of input 1, “Topic 1”, misses the point:
> It is about June, not May (cs1)
[See the input] agenda show input=1
(Only you see this.)
`
	if diff := cmp.Diff(want, d.Show(one, "chair", decision.Effects[0])); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if said := d.Reply(d.Must("chair", "agenda show", "input", "1").Reply); !strings.Contains(said, "> It is about June, not May (cs1: this misses my point)") {
		t.Error(said)
	}
}

func published(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := handed(t, "cs1", "gov2", "tech1")
	d.Must("chair", "agenda accept", "inputs", "1,2,3")
	d.Must("chair", "agenda publish", "really", "yes")
	d.Now = time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC)
	d.Must("chair", "meeting open")
	return d
}

func TestALateAdditionCanBecomeAnItemOnTheSpot(t *testing.T) {
	t.Parallel()
	d := published(t)
	added := d.Must("ps1", "agenda add", "title", "A venue")
	if diff := cmp.Diff([]string{"agenda.late 4 chair", "agenda.late 4 sec"}, told(added.Effects)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	want := `Late addition: input 4, “A venue”, from ps1 (Private Sector). What becomes of it?
[Put it on the agenda] agenda accept inputs=4
[Next meeting …] agenda defer input=4 (asks)
[Decline …] agenda decline input=4 (asks)
(Only you see this.)
`
	if diff := cmp.Diff(want, d.Show(one, "chair", added.Effects[0])); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	accepted := d.Must("chair", "agenda accept", "inputs", "4")
	item, ok := of(d).Item(4)
	if !ok || item.Title.Text != "A venue" || item.State != agenda.ItemPlanned {
		t.Errorf("item: %+v", item)
	}
	if !slices.ContainsFunc(accepted.Effects, func(e bot.Effect) bool { return e.Key == "agenda.items" && e.Do == bot.Live }) {
		t.Error("the live agenda is not renewed")
	}
	if diff := cmp.Diff([]string{"agenda.fate 4 ps1"}, told(accepted.Effects)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if said := d.Show(one, "chair", added.Effects[0]); said != "" {
		t.Errorf("what is decided is still asked: %s", said)
	}
}

func TestAnItemThatLosesItsInputsIsDropped(t *testing.T) {
	t.Parallel()
	d := published(t)
	d.Must("cs1", "agenda withdraw", "input", "1")
	if i, _ := of(d).Item(1); i.State != agenda.ItemOff {
		t.Errorf("item 1 is %s", i.State)
	}
	d.Record(one, bot.Actor{}, agenda.ItemTaken{Item: 2})
	d.Refused("agenda.item-taken-already", "gov2", "agenda withdraw", "input", "2")
	d.Refused("agenda.item-taken-already", "chair", "agenda defer", "input", "2")
	d.Must("chair", "agenda merge", "inputs", "3", "into", "2")
	if i, _ := of(d).Item(2); !slices.Equal(i.Inputs, []int{2, 3}) {
		t.Errorf("item 2 has inputs %v", i.Inputs)
	}
	if i, _ := of(d).Item(3); i.State != agenda.ItemOff {
		t.Errorf("item 3 is %s", i.State)
	}
}

func TestTheLiveAgendaMarksTheCurrentItem(t *testing.T) {
	t.Parallel()
	d := published(t)
	d.Record(one, bot.Actor{}, agenda.ItemTimed{Item: 2, Minutes: 20}, agenda.ItemTaken{Item: 1})
	d.Now = d.Now.Add(10 * time.Minute)
	d.Record(one, bot.Actor{}, agenda.ItemTaken{Item: 2}, agenda.ItemSkipped{Item: 3, Reason: bot.Words{Text: "no time"}})
	d.Record(one, bot.Actor{}, agenda.ItemAdded{Number: 4, Title: bot.Words{Text: "A part"}, Parent: 2})
	d.Must("sec", "meeting paper", "link", "https://docs.example/2", "title", "Draft", "item", "2")
	want := `# Agenda of Virtual Meeting XIV
3 items · 20 minutes
- Item 1 · Topic 1 · input 1 · done
- Now: Item 2 · Topic 2 · 20 minutes · input 2 · clock since 13:10, 0s before, of 20m0s
- – A part
- Item 3 · Topic 3 · input 3 · passed over
- Paper for item 2: Draft <https://docs.example/2>
[Agenda input …] agenda add (asks)
(Everybody in the channel sees this.)
`
	if diff := cmp.Diff(want, d.Show(one, "", agenda.LiveEffects()[0])); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if i, _ := of(d).Item(2); len(i.Papers) != 1 {
		t.Errorf("papers of item 2: %v", i.Papers)
	}
}

func TestOrderAfterPublicationMovesWhatIsToCome(t *testing.T) {
	t.Parallel()
	d := published(t)
	d.Record(one, bot.Actor{}, agenda.ItemTaken{Item: 1})
	d.Refused("agenda.item-not-to-come", "chair", "agenda order", "order", "1,3")
	d.Must("chair", "agenda order", "order", "3")
	var got []int
	for _, i := range of(d).Items {
		got = append(got, i.Number)
	}
	if diff := cmp.Diff([]int{1, 3, 2}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if at, total := of(d).Place(2); at != 3 || total != 3 {
		t.Errorf("item 2 stands %d of %d", at, total)
	}
	if next, _ := of(d).Next(); next.Number != 3 {
		t.Errorf("next is item %d", next.Number)
	}
	if again := d.Must("chair", "agenda order", "order", "3,2"); len(again.Events) != 0 {
		t.Error("ordered twice")
	}
}

func TestDeferring(t *testing.T) {
	t.Parallel()
	d := handed(t, "cs1", "gov2")
	d.Must("gov1", "agenda support", "input", "1")
	decision := d.Must("chair", "agenda defer", "input", "1", "reason", "after the consultation")
	if diff := cmp.Diff([]string{"agenda.fate 1 cs1"}, told(decision.Effects)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if w := agenda.BacklogOf(d.View(bot.WorkStream, "")).Waiting(); len(w) != 1 {
		t.Fatalf("waiting: %v", w)
	}
	d.Clock() // nothing to carry it to
	if w := agenda.BacklogOf(d.View(bot.WorkStream, "")).Waiting(); len(w) != 1 {
		t.Fatalf("waiting: %v", w)
	}
	d.Must("chair", "meeting schedule", "title", "Virtual Meeting XV", "when", "2028-04-15 13:00 UTC")
	d.Clock()
	b := agenda.BacklogOf(d.View(bot.WorkStream, ""))
	if to, ok := b.Where(agenda.Origin{Meeting: "1", Input: 1}); !ok || to != "2" || len(b.Waiting()) != 0 {
		t.Errorf("carried to %q", to)
	}
	s := agenda.Of(d.View("meeting/2", ""))
	in, ok := s.Input(1)
	if !ok || in.Title.Text != "Topic 1" || !in.IsAuthor("cs1") || !in.Supports("gov1") || in.Title.By != "cs1" || *in.From != (agenda.Origin{Meeting: "1", Input: 1}) {
		t.Errorf("carried: %+v", in)
	}
	d.Must("chair", "agenda defer", "input", "2", "to", "Virtual Meeting XV", "meeting", "1")
	if in, ok := agenda.Of(d.View("meeting/2", "")).Input(2); !ok || in.Title.Text != "Topic 2" {
		t.Errorf("deferred by name: %+v", in)
	}
	said := d.Show(one, "gov2", bot.Effect{Do: bot.Direct, Show: "agenda.fate", With: map[string]string{"input": "2"}})
	if !strings.HasPrefix(said, "Your input 2 “Topic 2” goes to Virtual Meeting XV, with its support. You stay its author.") {
		t.Error(said)
	}
	d.Refused("agenda.decided-already", "chair", "agenda accept", "inputs", "2", "meeting", "1")
}

func TestWhatIsDeferredArrivesOnceHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	d := handed(t, "cs1")
	d.Must("chair", "meeting schedule", "title", "XV", "when", "2028-04-15 13:00 UTC")
	d.Must("chair", "agenda defer", "input", "1", "meeting", "1")
	for range 3 {
		d.Record(one, bot.Actor{}, agenda.PassedOn{Origin: agenda.Origin{Meeting: "1", Input: 1}})
		d.Forward(bot.MeetingStream("2"), bot.Do("agenda carried", "source", "1", "input", "1"))
		d.Forward(bot.WorkStream, bot.Do("agenda kept", "source", "1", "input", "1"))
	}
	d.Clock()
	if n := len(agenda.Of(d.View("meeting/2", "")).Inputs); n != 1 {
		t.Errorf("arrived %d times", n)
	}
}

func TestACancelledMeetingPassesItsInputsOn(t *testing.T) {
	t.Parallel()
	d := handed(t, "cs1", "gov2", "tech1")
	d.Must("chair", "agenda accept", "inputs", "2")
	d.Must("chair", "agenda decline", "input", "3", "reason", "settled")
	d.Must("chair", "meeting schedule", "title", "XV", "when", "2028-04-15 13:00 UTC")
	d.Must("chair", "meeting cancel", "reason", "the host withdrew", "meeting", "1")
	d.Clock()
	if fate(d, 1) != agenda.Deferred || fate(d, 2) != agenda.Deferred || fate(d, 3) != agenda.Declined {
		t.Errorf("fates: %s, %s, %s", fate(d, 1), fate(d, 2), fate(d, 3))
	}
	if n := len(agenda.Of(d.View("meeting/2", "")).Inputs); n != 2 {
		t.Errorf("%d inputs arrived", n)
	}
}

func TestWhatReachesAMeetingThatIsOverGoesOnToTheNext(t *testing.T) {
	t.Parallel()
	d := handed(t, "cs1")
	d.Must("chair", "meeting schedule", "title", "XV", "when", "2028-04-15 13:00 UTC")
	d.Must("chair", "meeting cancel", "reason", "r", "meeting", "2")
	d.Record(one, bot.Actor{}, agenda.InputDeferred{Number: 1, To: "2"})
	d.Forward(bot.MeetingStream("2"), bot.Do("agenda carried", "source", "1", "input", "1"))
	d.Must("chair", "meeting schedule", "title", "XVI", "when", "2028-05-15 13:00 UTC")
	d.Clock()
	if n := len(agenda.Of(d.View("meeting/3", "")).Inputs); n != 1 {
		t.Errorf("%d inputs arrived at the meeting after", n)
	}
}

func TestTheWordsOfAnErasedAuthorAreGoneAndNothingElse(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Record(one, bot.Actor{}, agenda.InputAdded{Number: 1, Title: bot.Words{By: "cs1"}, Authors: []bot.PersonID{"cs1"}})
	d.Must("chair", "agenda accept", "inputs", "1")
	d.Must("chair", "agenda publish", "really", "yes")
	if said := d.Show(one, "", agenda.LiveEffects()[0]); !strings.Contains(said, "- Item 1 · (words of an erased person) · input 1") {
		t.Error(said)
	}
}

func TestInAnArchiveNothingIsWithheld(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Archive = true
	d.Must("gov1", "agenda add", "title", "Roadmap")
	d.Must("gov1", "agenda accept", "inputs", "1")
	d.Must("obs1", "agenda publish")
	d.Record(one, bot.Actor{}, agenda.ItemAdded{Number: 2, Title: bot.Words{Text: "Typed topic"}}, agenda.ItemTaken{Item: 2})
	if current, ok := of(d).Current(); !ok || current.Title.Text != "Typed topic" {
		t.Errorf("current: %+v", current)
	}
	d.Must("gov1", "agenda link", "url", "https://lists.example/agenda")
	if n := len(meeting.Of(d.View(one, "")).Papers); n != 1 {
		t.Errorf("%d papers", n)
	}
	d.Must("gov1", "agenda order", "order", "2,1")
}
