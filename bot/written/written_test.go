package written_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/roster"
	"magbot/bot/written"
)

var (
	slackHall   = bot.Place{Platform: "slack", Workspace: "T1", Channel: "C1"}
	discordHall = bot.Place{Platform: "discord", Workspace: "9", Channel: "90"}
)

// hall is a desk with a community of eight in the room, on Slack and on Discord.
type hall struct {
	*meetingtest.Desk

	stream bot.StreamID
}

func newHall(t meetingtest.TB) *hall {
	t.Helper()
	h := &hall{Desk: meetingtest.New(t, meetingtest.Feature{
		Events: written.Events(), Apply: written.Apply, Commands: written.Commands(), Shows: written.Shows(), Due: written.Due, Words: written.Words,
	}, meetingtest.Feature{Commands: community.Commands()})}
	h.Community(
		meetingtest.Person{ID: "chair", Group: "Government", Roles: []bot.Role{bot.RoleChair}},
		meetingtest.Member("gov1", "Government"), meetingtest.Member("gov2", "Government"), meetingtest.Member("gov3", "Government"),
		meetingtest.Member("cs1", "Civil Society"), meetingtest.Member("cs2", "Civil Society"), meetingtest.Member("cs3", "Civil Society"),
		meetingtest.Member("tech1", "Technical Community"),
	)
	var events []bot.Event
	for _, p := range []bot.Place{slackHall, discordHall} {
		events = append(events, community.Linked{Place: p})
		for _, who := range []bot.PersonID{"gov1", "cs1", "chair"} {
			events = append(events, roster.AccountLinked{Person: who, Account: account(p, who)})
		}
	}
	h.Record(bot.CommunityStream, bot.Actor{Self: bot.ByCommand}, events...)
	h.stream = bot.MonthStream(h.Now)
	return h
}

func account(p bot.Place, who bot.PersonID) bot.Account {
	return bot.Account{Platform: p.Platform, Workspace: p.Workspace, User: string(who)}
}

// counting switches counting on in a channel, announced and all.
func (h *hall) counting(p bot.Place) {
	h.T.Helper()
	h.Place = p
	h.Must("chair", "channel count")
	h.announce(p)
	h.Now = h.Now.Add(time.Minute)
}

func (h *hall) announce(p bot.Place) {
	h.T.Helper()
	call, is := written.AnnouncedBy(bot.Delivery{Key: "community written.began", Place: p})
	if !is {
		h.T.Fatalf("the announcement is not known as one")
	}
	h.Forward(bot.CommunityStream, call)
}

// wrote is a message of somebody in a channel, written now.
func (h *hall) wrote(id string, p bot.Place, who bot.PersonID, words int) bot.Wrote {
	return bot.Wrote{ID: id, Account: account(p, who), Place: p, At: h.Now, Words: words}
}

func (h *hall) count(all ...bot.Wrote) {
	h.T.Helper()
	call, err := written.Count(all)
	if err != nil {
		h.T.Fatalf("%v", err)
	}
	h.Forward(h.stream, call)
}

func (h *hall) month() *written.Month { return written.In(h.View(bot.CommunityStream, ""), h.stream) }

// words gives the words of a group in a channel.
func (h *hall) tally(p bot.Place, g bot.Group) written.Tally {
	return h.month().Sums[written.Row{Place: p, Group: g}]
}

func (h *hall) want(p bot.Place, g bot.Group, words, messages int) {
	h.T.Helper()
	if got := h.tally(p, g); got != (written.Tally{Words: words, Messages: messages}) {
		h.T.Fatalf("%s in %s: %+v, want %d words in %d messages", g, p.Platform, got, words, messages)
	}
}

func TestNothingIsCountedBeforeTheChannelWasTold(t *testing.T) {
	h := newHall(t)
	before := h.wrote("1", slackHall, "gov1", 5)
	h.count(before)
	h.Place = slackHall
	h.Must("chair", "channel count")
	if e := h.Effects[len(h.Effects)-1]; e.Do != bot.Post || e.To.Place != slackHall {
		t.Fatalf("the channel is not told: %+v", e)
	}
	h.count(h.wrote("2", slackHall, "gov1", 5)) // the announcement is not there yet
	h.want(slackHall, "Government", 0, 0)
	h.Now = h.Now.Add(time.Minute)
	h.announce(slackHall)
	h.count(before) // heard late, written before
	h.want(slackHall, "Government", 0, 0)
	h.Now = h.Now.Add(time.Minute)
	h.count(h.wrote("3", slackHall, "gov1", 5), h.wrote("4", discordHall, "gov1", 7))
	h.want(slackHall, "Government", 5, 1)
	h.want(discordHall, "Government", 0, 0) // there nobody has switched it on
}

func TestOnlyWhoLeadsSwitchesItOnAndOffAndOnlyWhereTheChannelIsLinked(t *testing.T) {
	h := newHall(t)
	h.Place = slackHall
	h.Refused("command.not-allowed.leads", "gov1", "channel count")
	h.Place = bot.Place{Platform: "slack", Workspace: "T1", Channel: "C9"}
	h.Refused("written.not-linked", "chair", "channel count")
	h.Place = bot.Place{Platform: "slack", Workspace: "T1"}
	h.Refused("community.not-in-private", "chair", "channel count")
	h.counting(slackHall)
	if d := h.Must("chair", "channel count"); len(d.Events) > 0 {
		t.Error("it was switched on twice")
	}
	late := h.wrote("late", slackHall, "gov1", 3)
	h.Must("chair", "channel count stop")
	if d := h.Must("chair", "channel count stop"); len(d.Events) > 0 {
		t.Error("it was switched off twice")
	}
	h.count(late, h.wrote("1", slackHall, "gov1", 5))
	h.want(slackHall, "Government", 0, 0)
	h.announce(slackHall) // of a wish that has ended meanwhile
	h.count(h.wrote("2", slackHall, "gov1", 5))
	h.want(slackHall, "Government", 0, 0)
}

func TestAChannelThatIsUnlinkedIsCountedNoMore(t *testing.T) {
	h := newHall(t)
	h.counting(slackHall)
	h.Record(bot.CommunityStream, bot.Actor{}, community.Unlinked{Place: slackHall})
	h.count(h.wrote("1", slackHall, "gov1", 5))
	h.want(slackHall, "Government", 0, 0)
}

func TestOnlyLinkedPeopleAreCountedAndNobodyWhoHasSaidNo(t *testing.T) {
	h := newHall(t)
	h.counting(slackHall)
	h.count(h.wrote("1", slackHall, "gov2", 5), h.wrote("2", slackHall, "nobody", 5), h.wrote("3", slackHall, "cs1", 4))
	h.want(slackHall, "Government", 0, 0) // gov2 has no account there
	h.want(slackHall, "Civil Society", 4, 1)
	h.Must("cs1", "me written stop")
	h.count(h.wrote("4", slackHall, "cs1", 10))
	h.want(slackHall, "Civil Society", 4, 1)
	changed := h.wrote("3", slackHall, "cs1", 9)
	changed.Changed = h.Now.Add(time.Second)
	h.count(changed) // more words are not counted any more
	h.want(slackHall, "Civil Society", 4, 1)
	changed.Words, changed.Changed = 2, h.Now.Add(2*time.Second)
	h.count(changed) // fewer are
	h.want(slackHall, "Civil Society", 2, 1)
	h.Must("cs1", "me written resume")
	h.count(h.wrote("5", slackHall, "cs1", 10))
	h.want(slackHall, "Civil Society", 12, 2)
}

func TestTheRoomKnowsItsPeople(t *testing.T) {
	h := newHall(t)
	h.counting(meetingtest.Channel())
	h.count(h.wrote("1", meetingtest.Channel(), "tech1", 5))
	h.want(meetingtest.Channel(), "Technical Community", 5, 1)
}

func TestChangesAndDeletionsTakeBackWhatWasCounted(t *testing.T) {
	h := newHall(t)
	h.counting(slackHall)
	first := h.wrote("1", slackHall, "gov1", 10)
	h.count(first)
	change := func(words int, after time.Duration) bot.Wrote {
		w := first
		w.Words, w.Changed = words, first.At.Add(after)
		return w
	}
	h.count(change(4, 2*time.Minute))
	h.want(slackHall, "Government", 4, 1)
	h.count(change(7, time.Minute)) // an older change that comes late
	h.want(slackHall, "Government", 4, 1)
	h.count(first) // the first again
	h.want(slackHall, "Government", 4, 1)
	h.count(change(6, 3*time.Minute), change(6, 3*time.Minute))
	h.want(slackHall, "Government", 6, 1)
	gone := bot.Wrote{ID: "1", Place: slackHall, At: first.At, Gone: true} // no platform says who
	h.count(gone, gone)
	h.want(slackHall, "Government", 0, 0)
	h.count(first, change(9, time.Hour))
	h.want(slackHall, "Government", 0, 0) // it stays deleted
	h.count(bot.Wrote{ID: "unknown", Place: slackHall, At: first.At, Gone: true})
	want := []string{"written.counted.v1", "written.corrected.v1", "written.corrected.v1", "written.corrected.v1"}
	if d := cmp.Diff(want, h.Kinds(h.stream)); d != "" {
		t.Errorf("facts:\n%s", d)
	}
}

func TestWhatIsTypedToTheBotIsNoTalk(t *testing.T) {
	h := newHall(t)
	h.counting(slackHall)
	asked := h.wrote("1", slackHall, "gov1", 10)
	asked.Asked = true
	edited := asked
	edited.Asked, edited.Edit, edited.Changed = false, true, h.Now
	h.count(asked, edited, h.wrote("2", slackHall, "gov1", 3))
	h.want(slackHall, "Government", 3, 1)
}

// What nobody told of, a list of the channel tells.
func TestAListOfTheChannelTakesBackWhatIsNotThereAnyMore(t *testing.T) {
	at := func(w bot.Wrote, after time.Duration) bot.Wrote {
		w.At = w.At.Add(after)
		return w
	}
	for name, c := range map[string]struct {
		from            time.Duration // after the first message
		listed          []string
		words, messages int
	}{
		"what is listed stays":                               {0, []string{"1", "2", "3"}, 111, 3},
		"what is not listed was deleted":                     {0, []string{"2"}, 10, 1},
		"nothing is left":                                    {0, nil, 0, 0},
		"what is older than the list is left alone":          {time.Minute, []string{"3"}, 101, 2},
		"a second that the list has half of is left alone":   {time.Millisecond, []string{"3"}, 101, 2},
		"what was never counted and stands there is nothing": {0, []string{"1", "2", "3", "other"}, 111, 3},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHall(t)
			h.counting(slackHall)
			h.counting(discordHall)
			first := h.wrote("1", slackHall, "gov1", 1)
			list := at(bot.Wrote{Place: slackHall, At: first.At, Listing: &bot.Listing{IDs: c.listed}}, c.from)
			h.count(first, at(h.wrote("2", slackHall, "gov1", 10), time.Minute), h.wrote("elsewhere", discordHall, "gov1", 5))
			h.count(at(h.wrote("3", slackHall, "gov1", 100), 2*time.Minute), list, list) // in the very batch of what it is about
			h.want(slackHall, "Government", c.words, c.messages)
			h.want(discordHall, "Government", 5, 1)
			h.count(list)
			h.want(slackHall, "Government", c.words, c.messages)
		})
	}
}

func TestAMessageChangedBeforeItWasHeardIsCountedAsItIsNow(t *testing.T) {
	h := newHall(t)
	h.counting(slackHall)
	w := h.wrote("1", slackHall, "gov1", 3)
	w.Changed = h.Now.Add(time.Minute)
	h.count(w)
	w.Words, w.Changed = 8, time.Time{}
	h.count(w) // as it was before
	h.want(slackHall, "Government", 3, 1)
}

func TestAChangeOfWhatWasNeverTalkIsNotCounted(t *testing.T) {
	h := newHall(t)
	h.counting(slackHall)
	command := h.wrote("1", slackHall, "gov1", 3)
	command.Changed, command.Edit = h.Now.Add(time.Minute), true
	h.count(command)
	h.want(slackHall, "Government", 0, 0)
}

func TestTheSameMessageInOneBatchIsCountedOnce(t *testing.T) {
	h := newHall(t)
	h.counting(slackHall)
	w := h.wrote("1", slackHall, "gov1", 3)
	changed := w
	changed.Words, changed.Changed = 5, h.Now.Add(time.Second)
	h.count(w, w, changed, w, bot.Wrote{ID: "1", Place: slackHall, At: w.At, Gone: true}, changed)
	h.want(slackHall, "Government", 0, 0)
	h.count(h.wrote("2", slackHall, "gov1", 3), h.wrote("3", slackHall, "gov1", 4))
	h.want(slackHall, "Government", 7, 2)
}

func TestAMessageOfAnotherMonthOrWithoutAChannelIsNoneOfThisStream(t *testing.T) {
	h := newHall(t)
	h.counting(slackHall)
	later, private, empty := h.wrote("1", slackHall, "gov1", 3), h.wrote("2", slackHall, "gov1", 3), h.wrote("3", slackHall, "gov1", 0)
	later.At = later.At.AddDate(0, 1, 0)
	private.Place.Channel = ""
	h.count(later, private, empty)
	if n := len(h.Log(h.stream)); n > 0 {
		t.Errorf("%d records", n)
	}
}

func TestTheRecordHoldsNoTextAndSealsWhatIsAPersonsOwn(t *testing.T) {
	h := newHall(t)
	h.counting(slackHall)
	h.count(h.wrote("slack:C1:123.45", slackHall, "gov1", 3))
	body := string(h.Log(h.stream)[0].Events[0].Body)
	if strings.Contains(body, "123.45") {
		t.Errorf("the record names the message: %s", body)
	}
	var fact struct {
		Lines []struct {
			By     string
			Sealed []byte
		}
	}
	if err := json.Unmarshal([]byte(body), &fact); err != nil || len(fact.Lines) != 1 || fact.Lines[0].By != "gov1" || !strings.Contains(string(fact.Lines[0].Sealed), `"w":3`) {
		t.Errorf("%v: %s", err, body)
	}
}

func TestOfAnErasedPersonOnlyTheSumsStay(t *testing.T) {
	h := newHall(t)
	h.counting(slackHall)
	h.count(h.wrote("1", slackHall, "gov1", 3), h.wrote("2", slackHall, "cs1", 4))
	if own := written.Export(h.View(bot.CommunityStream, ""), "gov1"); len(own) != 1 || len(own[0].Messages) != 1 || own[0].Messages[0].Words != 3 {
		t.Fatalf("exported: %+v", own)
	}
	state := bot.NewState(h.stream)
	for _, r := range h.Log(h.stream) {
		for _, raw := range r.Events {
			e, err := bot.EventOf[written.Counted]().Decode(raw.Body, func(w *bot.Words) error {
				w.Text, w.Gone = string(w.Sealed), w.By == "gov1"
				if w.Gone {
					w.Text = ""
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			written.Apply(state, r.Meta, e)
		}
	}
	v := h.View(bot.CommunityStream, "")
	v.Other = func(id bot.StreamID) *bot.State {
		if id == h.stream {
			return state
		}
		return bot.NewState(id)
	}
	if got := written.In(v, h.stream).Sums[written.Row{Place: slackHall, Group: "Government"}]; got.Words != 3 {
		t.Errorf("the sum of the group is %+v", got)
	}
	if own := written.Export(v, "gov1"); len(own) > 0 {
		t.Errorf("still there: %+v", own)
	}
	if own := written.Export(v, "cs1"); len(own) != 1 {
		t.Errorf("of another person: %+v", own)
	}
}

func TestAMonthIsClosedAWeekAfterItsEndAndRestsThen(t *testing.T) {
	h := newHall(t)
	h.counting(slackHall)
	first := h.wrote("1", slackHall, "gov1", 3)
	h.count(first)
	rests := func() bool { return written.Rests(h.View(h.stream, "")) }
	heads := func() int { return len(h.Kinds(bot.CommunityStream)) }
	noted := heads()
	h.RunTo(time.Date(2028, time.April, 7, 23, 0, 0, 0, time.UTC))
	if h.month().Closed || rests() {
		t.Fatal("it is closed too soon")
	}
	h.RunTo(time.Date(2028, time.April, 8, 1, 0, 0, 0, time.UTC))
	if !h.month().Closed || !rests() || heads() != noted+1 {
		t.Fatalf("closed %v, rests %v, heads noted %d", h.month().Closed, rests(), heads()-noted)
	}
	h.count(bot.Wrote{ID: "1", Place: slackHall, At: first.At, Gone: true})
	h.want(slackHall, "Government", 0, 0)
	if heads() != noted+2 {
		t.Error("the community's stream does not know where the month ends now")
	}
	if got := written.Of(h.View(bot.CommunityStream, "")).Months(); !slices.Equal(got, []bot.StreamID{"written/2028-03"}) {
		t.Errorf("months %v", got)
	}
}

func text(m *chat.Message) string {
	var b strings.Builder
	for _, block := range m.Blocks {
		fmt.Fprintf(&b, "%v\n", block)
	}
	return b.String()
}

func TestTheBalanceIsOfGroupsAndNeverOfOnePerson(t *testing.T) {
	h := newHall(t)
	h.counting(slackHall)
	h.counting(meetingtest.Channel())
	h.count(h.wrote("1", slackHall, "gov1", 60), h.wrote("2", slackHall, "cs1", 30), h.wrote("3", meetingtest.Channel(), "tech1", 10),
		h.wrote("4", slackHall, "chair", 500))
	shown := text(h.Must("chair", "written balance").Reply.Message)
	for _, want := range []string{"3 messages", "Civil Society, Technical Community (together)", "40 %", "60 %", "57 %", "43 %", "slack: C1, room: mag"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is missing in\n%s", want, shown)
		}
	}
	if strings.Contains(shown, "10 %") || strings.Contains(shown, "tech1") {
		t.Errorf("one person's count is shown:\n%s", shown)
	}
	h.Refused("command.not-allowed.leads", "gov1", "written balance")
	h.Refused("written.no-month", "chair", "written balance", "month", "May")
	if before := text(h.Must("chair", "written balance", "month", "2028-02").Reply.Message); !strings.Contains(before, "Nothing was counted") {
		t.Errorf("the month before:\n%s", before)
	}
	own := text(h.Must("cs1", "me written").Reply.Message)
	if !strings.Contains(own, "one message, 30 words") || strings.Contains(own, "60") {
		t.Errorf("own count:\n%s", own)
	}
}

func TestEveryRowStandsForAtLeastThreePeopleAndNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.MapOfN(rapid.SampledFrom([]bot.Group{"", "A", "B", "C", "D", "E"}), rapid.IntRange(0, 5), 0, 6).Draw(t, "people")
		rows, total, sum := measured(t, people)
		shown := written.Careful(rows, people)
		got, seen := 0, map[bot.Group]int{}
		for _, s := range shown {
			n := 0
			for _, g := range s.Groups {
				n += people[g]
				seen[g]++
			}
			if s.People < written.Few || n != s.People {
				t.Fatalf("a row of %d people: %+v", s.People, s)
			}
			got += s.Words
		}
		for g, n := range seen {
			if n != 1 {
				t.Fatalf("%q stands in %d rows", g, n)
			}
		}
		if total >= written.Few && got != sum {
			t.Fatalf("%d of %d words are shown", got, sum)
		}
		if total < written.Few && len(shown) > 0 {
			t.Fatalf("of %d people in all something is shown: %+v", total, shown)
		}
	})
}

// Whatever arrives, how often and in whatever order, each message counts with
// its newest words, and folding the record again gives the same.
func TestAnyOrderOfDeliveries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHall(t)
		h.counting(slackHall)
		began := h.Now
		type truth struct {
			words, newest int
			heard, gone   bool
		}
		model := map[string]*truth{}
		for range rapid.IntRange(1, 25).Draw(t, "batches") {
			var batch []bot.Wrote
			for range rapid.IntRange(1, 5).Draw(t, "size") {
				id := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "id")
				w := bot.Wrote{ID: id, Account: account(slackHall, "gov1"), Place: slackHall, At: began}
				m := model[id]
				if m == nil {
					m = &truth{}
					model[id] = m
				}
				switch kind := rapid.IntRange(0, 5).Draw(t, "kind"); kind {
				case 5: // a list in which this one alone is missing
					w = bot.Wrote{Place: slackHall, At: began, Listing: &bot.Listing{IDs: slices.DeleteFunc([]string{"a", "b", "c", "d"}, func(other string) bool { return other == id })}}
					if m.heard {
						m.gone, m.words = true, 0
					}
				case 0:
					w.Gone, w.Account = true, bot.Account{}
					if m.heard {
						m.gone, m.words = true, 0
					}
				default: // version kind of the message has 3 + kind words; version 1 is as it was written
					w.Words = 3 + kind
					if kind > 1 {
						w.Changed = began.Add(time.Duration(kind) * time.Second)
					}
					if !m.gone && (!m.heard || kind > m.newest) {
						m.heard, m.newest, m.words = true, kind, w.Words
					}
				}
				batch = append(batch, w)
			}
			h.count(batch...)
		}
		words, messages := 0, 0
		for _, m := range model {
			if m.heard && !m.gone {
				words, messages = words+m.words, messages+1
			}
		}
		h.want(slackHall, "Government", words, messages)
		if len(h.Log(h.stream)) == 0 {
			return
		}
		again := bot.View{Here: h.Replay(h.stream)}
		if d := cmp.Diff(h.month(), written.In(again, h.stream), cmp.AllowUnexported(written.Month{}), cmpopts.IgnoreFields(written.Month{}, "lines")); d != "" {
			t.Fatalf("folded again:\n%s", d)
		}
	})
}

func TestEverySentenceIsThere(t *testing.T) {
	words, err := lang.Load(written.Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range written.Commands() {
		if !c.Inner && !words.Has(c.HelpKey()) {
			t.Errorf("no help for %s", c.Path)
		}
	}
	h := newHall(t)
	for name, show := range written.Shows() {
		m, err := show(h.View(bot.CommunityStream, ""), bot.Effect{Show: name})
		if err != nil || len(text(&m)) < 20 || strings.Contains(text(&m), "written.channel") {
			t.Errorf("%s shows %q, %v", name, text(&m), err)
		}
	}
}

func FuzzCount(f *testing.F) {
	f.Add(`[{"id":"1","account":{"platform":"slack","workspace":"T1","user":"gov1"},"place":{"platform":"slack","workspace":"T1","channel":"C1"},"at":"2028-03-01T12:05:00Z","words":3}]`)
	f.Add(`[{"id":"1","place":{"platform":"slack"},"at":"2028-03-01T12:05:00Z","gone":true}]`)
	f.Add(`[{"id":"1","account":{"platform":"slack","workspace":"T1","user":"gov1"},"place":{"platform":"slack","workspace":"T1","channel":"C1"},"at":"2028-03-01T12:05:00Z","words":3},{"place":{"platform":"slack","workspace":"T1","channel":"C1"},"at":"2028-03-01T12:04:59.5Z","listing":{"ids":["2"]}}]`)
	f.Add(`[]`)
	f.Add(`{`)
	f.Fuzz(func(t *testing.T, raw string) {
		h := newHall(t)
		h.counting(slackHall)
		before := len(h.Log(h.stream))
		var all []bot.Wrote
		if json.Unmarshal([]byte(raw), &all) != nil || strings.TrimSpace(raw) == "" {
			return
		}
		h.Forward(h.stream, bot.Do("written count", "messages", raw))
		total := 0
		for _, m := range h.month().Sums {
			total += m.Messages
			if m.Words < 0 || m.Messages < 0 {
				t.Fatalf("fewer than nothing was written: %+v", m)
			}
		}
		if total > len(all) || len(h.Log(h.stream)) > before+1 {
			t.Fatalf("%d messages of %d", total, len(all))
		}
	})
}
