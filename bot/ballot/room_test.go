package ballot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/ballot/tally"
	"magbot/bot/meeting/meetingtest"
)

// room is a community of twelve members in four groups, with a Chair, a
// Secretariat and an observer.
type room struct {
	*meetingtest.Desk
}

var groups = []bot.Group{"Government", "Civil Society", "Private Sector", "Technical Community"}

// members are m0 to m11: m0, m4 and m8 of the first group, and so on.
func members() []bot.PersonID {
	var all []bot.PersonID
	for i := range 12 {
		all = append(all, bot.PersonID(fmt.Sprint("m", i)))
	}
	return all
}

func newRoom(t meetingtest.TB) *room { t.Helper(); return newSigningRoom(t, ballot.Outside{}) }

func newSigningRoom(t meetingtest.TB, o ballot.Outside) *room {
	t.Helper()
	b := ballot.New(o)
	r := &room{meetingtest.New(
		t,
		meetingtest.Feature{Words: tally.Words},
		meetingtest.Feature{
			Events: ballot.Events(), Apply: ballot.Apply, Commands: b.Commands(), Shows: ballot.Shows(), Due: ballot.Due, Words: ballot.Words,
		},
		shared(), minutesStub(),
	)}
	people := []meetingtest.Person{
		{ID: "chair", Group: "Civil Society", Roles: []bot.Role{bot.RoleChair}},
		{ID: "sec", Roles: []bot.Role{bot.RoleSecretariat}},
		{ID: "co", Group: "Government", Roles: []bot.Role{bot.RoleCoChair}},
		{ID: "obs", Group: "Government", Roles: []bot.Role{bot.RoleObserver}},
	}
	for i, m := range members() {
		people = append(people, meetingtest.Member(m, groups[i%len(groups)]))
	}
	r.Community(people...)
	return r
}

// draft drafts ballot n and gives its stream.
func (r *room) draft(args ...string) bot.StreamID {
	r.T.Helper()
	r.Must("chair", "ballot draft", append([]string{"question", "Do we meet in June?"}, args...)...)
	all := ballot.DirectoryOf(r.View(bot.WorkStream, "")).All()
	return bot.BallotStream(all[len(all)-1].ID)
}

func id(s bot.StreamID) string { b, _ := s.Ballot(); return string(b) }

// opened drafts and opens a ballot.
func (r *room) opened(args ...string) bot.StreamID {
	r.T.Helper()
	s := r.draft(args...)
	r.Must("chair", "ballot open", "ballot", id(s))
	return s
}

func (r *room) vote(who bot.PersonID, s bot.StreamID, choice string) string {
	r.T.Helper()
	return r.Reply(r.Must(who, "ballot cast", "ballot", id(s), "choice", choice).Reply)
}

// press hands in what buttons hold, for a choice as it would be typed.
func (r *room) press(who bot.PersonID, s bot.StreamID, choice string) string {
	r.T.Helper()
	letter := strings.NewReplacer(" ", "", ">", "", "yes", "1", "no", "2", "abstain", "3", "blank", "!")
	return r.Reply(r.Must(who, "ballot cast", "ballot", id(s), "say", letter.Replace(choice)).Reply)
}

func (r *room) state(s bot.StreamID) *ballot.State { return ballot.Of(r.View(s, "")) }

// closed closes a ballot.
func (r *room) closed(s bot.StreamID) {
	r.T.Helper()
	r.Must("chair", "ballot close", "ballot", id(s), "reason", "all have spoken")
}

// tied is a closed ballot of two options that have a vote each.
func (r *room) tied() bot.StreamID {
	r.T.Helper()
	s := r.opened("kind", "pick-one", "options", "Ana\nBo")
	r.vote("m0", s, "1")
	r.vote("m1", s, "2")
	r.closed(s)
	return s
}

// published publishes a closed ballot and gives the message that everybody reads.
func (r *room) published(s bot.StreamID) string {
	r.T.Helper()
	r.publish(s)
	return r.shown(s, "", ballot.ShowResult)
}

// publish types that a result is to be published, is shown it first, and presses the
// button beside it.
func (r *room) publish(s bot.StreamID) {
	r.T.Helper()
	looked := r.Must("chair", "ballot publish", "ballot", id(s))
	if len(looked.Events) > 0 {
		r.T.Fatalf("a result that nobody looked at is published: %v", looked.Events)
	}
	for _, b := range looked.Reply.Message.Buttons {
		if b.Call.Path == "ballot publish" {
			if _, err := r.Press("chair", bot.Call(b.Call)); err != nil {
				r.T.Fatalf("%v", err)
			}
			return
		}
	}
	r.T.Fatalf("nothing publishes it: %s", r.Reply(looked.Reply))
}

// shown is the newest message of that name.
func (r *room) shown(s bot.StreamID, who bot.PersonID, name string) string {
	r.T.Helper()
	for _, e := range slices.Backward(r.effectsOf(s)) {
		if e.Show == name {
			return r.Show(s, who, e)
		}
	}
	r.T.Fatalf("nothing shows %s", name)
	return ""
}

func (r *room) effectsOf(s bot.StreamID) []bot.Effect {
	var all []bot.Effect
	for _, rec := range r.Log(s) {
		all = append(all, rec.Effects...)
	}
	return all
}

func has(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
}

func hasNot(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if strings.Contains(text, want) {
			t.Errorf("%q is in:\n%s", want, text)
		}
	}
}

const day = 24 * time.Hour

func TestAMotionIsCastClosedAndPublished(t *testing.T) {
	r := newRoom(t)
	s := r.opened("binding", "yes")
	live := r.shown(s, "", ballot.ShowLive)
	has(t, live, "Ballot 1: Do we meet in June?", "Binding", "Needed: more than half of those who said yes or no.", "Quorum of all who may vote: none.",
		"12 people may vote", "Open: everybody will see who chose what", "0 of 12 have voted", "[Yes] ballot cast ballot=1 say=1")
	for i, m := range members()[:7] {
		r.vote(m, s, []string{"yes", "no", "Yes", "1", "abstain", "yes", "3"}[i])
	}
	live = r.shown(s, "", ballot.ShowLive)
	has(t, live, "7 of 12 have voted")
	r.Refused("ballot.no-result", "m1", "ballot result", "ballot", "1")
	r.closed(s)
	r.Refused("ballot.unpublished", "m1", "ballot result", "ballot", "1")
	has(t, r.shown(s, "chair", ballot.ShowCounted), "Carried: 4 yes, 1 no", "[Publish the result]")
	has(t, r.published(s), "Carried: 4 yes, 1 no", "needed: 3 of 5", "Took part: 7 of 12", "m1 (Civil Society): No", "| Government | 1 | 0 | 1 |")
	if !slices.ContainsFunc(r.Log(s)[len(r.Log(s))-1].Effects, func(e bot.Effect) bool { return e.Do == bot.Live && e.Show == ballot.ShowCounted }) {
		t.Error("the Chair's message is not renewed by the publication")
	}
	hasNot(t, r.shown(s, "chair", ballot.ShowCounted), "Publish")
	if _, due := ballot.DirectoryOf(r.View(bot.WorkStream, "")).Get("1"); !due {
		t.Error("the directory does not know it")
	}
}

// What a confidential ballot says stands sealed to the voter, in the record and
// nowhere else: in no message, no other fact, no answer to anybody else.
func TestAConfidentialVoteIsSealedAndToldToNobody(t *testing.T) {
	r := newRoom(t)
	s := r.opened("mode", "confidential", "kind", "pick-one", "options", "Alpha\nBravo\nCharlie")
	before := r.shown(s, "", ballot.ShowLive)
	has(t, before, "members and Chair see totals; the operator could see your vote")
	hasNot(t, before, "secret")
	for i, m := range members()[:9] {
		has(t, r.vote(m, s, fmt.Sprint(i%3+1)), []string{"Alpha", "Bravo", "Charlie"}[i%3], "You can change it until the close.")
	}
	r.vote("m0", s, "Bravo")
	for _, rec := range r.Log(s) {
		for _, e := range rec.Events {
			if e.Kind == "ballot.cast.v1" && strings.Contains(string(e.Body), `"choice"`) {
				t.Errorf("a choice stands in the clear: %s", e.Body)
			}
		}
	}
	for _, who := range []bot.PersonID{"", "chair", "sec", "m1"} {
		for _, e := range r.effectsOf(s) {
			if e.Show == ballot.ShowLive {
				text := r.Show(s, who, e)
				hasNot(t, text, "Your vote")
				has(t, text, "9 of 12 have voted")
			}
		}
		hasNot(t, r.Reply(r.Must(orChair(who), "ballot show", "ballot", "1").Reply), "m0: ", "Your vote: Alpha")
	}
	has(t, r.Reply(r.Must("m0", "ballot show", "ballot", "1").Reply), "Your vote: Bravo")
	r.closed(s)
	text := r.published(s)
	has(t, text, "Took part: 9 of 12", "A dot stands for a number that is not told")
	hasNot(t, text, "m0", "m1 ")
}

func orChair(p bot.PersonID) bot.PersonID {
	if p == "" {
		return "chair"
	}
	return p
}

// Time opens and closes a planned ballot, moves with an extension, and never
// closes one twice.
func TestTimeOpensAndClosesABallot(t *testing.T) {
	r := newRoom(t)
	s := r.draft()
	r.Must("chair", "ballot open", "ballot", "1", "from", "+1d", "until", "+3d")
	r.RunTo(meetingtest.Begin().Add(day))
	if p := r.state(s).Phase; p != ballot.PhaseOpen {
		t.Fatalf("after a day it is %s", p)
	}
	r.Must("chair", "ballot extend", "ballot", "1", "until", "+4d", "reason", "a holiday")
	r.vote("m0", s, "yes")
	r.RunTo(meetingtest.Begin().Add(4 * day))
	if p := r.state(s).Phase; p != ballot.PhaseOpen {
		t.Fatalf("before its new end it is %s", p)
	}
	r.RunTo(meetingtest.Begin().Add(6 * day))
	if p := r.state(s).Phase; p != ballot.PhaseCounted {
		t.Fatalf("after its end it is %s", p)
	}
	r.Refused("ballot.late", "m1", "ballot cast", "ballot", "1", "choice", "yes")
	if n := len(slices.DeleteFunc(r.Kinds(s), func(k string) bool { return k != "ballot.closed.v1" })); n != 1 {
		t.Errorf("it was closed %d times", n)
	}
}

// What is planned is never changed into a ballot that is over before it opens, or is
// open for less than it says.
func TestAPlannedBallotKeepsItsTimes(t *testing.T) {
	r := newRoom(t)
	s := r.draft("until", "+3d")
	r.Must("chair", "ballot open", "ballot", "1", "from", "+1d")
	r.Refused("ballot.until-past", "chair", "ballot change", "ballot", "1", "until", "+2h")
	has(t, r.Reply(r.Must("chair", "ballot change", "ballot", "1", "minimum", "2d").Reply), "It is open for at least 2 d.")
	r.Refused("ballot.until-short", "chair", "ballot change", "ballot", "1", "until", "+2d")
	late := 6 * time.Hour // the clock stood still
	r.Now = r.Now.Add(day + late)
	r.RunTo(r.Now)
	if got := r.state(s); got.Phase != ballot.PhaseOpen || !got.ClosesAt.Equal(got.OpenedAt.Add(2*day)) {
		t.Errorf("%s, open from %s to %s", got.Phase, got.OpenedAt, got.ClosesAt)
	}
	has(t, r.shown(s, "", ballot.ShowLive), "It is open for at least 2 d.")
}

// A ballot that cannot be opened when it was planned to is told to the Chair, and is
// not opened by itself at another time, which nobody was told.
func TestABallotThatDoesNotOpenAsPlannedIsTold(t *testing.T) {
	r := newRoom(t)
	s := r.draft("kind", "election", "options", "Ana\nBo")
	r.committed("chair", s)
	r.Must("chair", "ballot open", "ballot", "1", "from", "+1d")
	r.RunTo(meetingtest.Begin().Add(day))
	has(t, r.shown(s, "chair", ballot.ShowUnopened), "was not opened", "Only one person has committed to a seed")
	r.committed("sec", s)
	r.RunTo(meetingtest.Begin().Add(2 * day))
	if got := r.state(s); got.Phase != ballot.PhaseDraft {
		t.Fatalf("it is %s", got.Phase)
	}
	if n := times(r.effectsOf(s), ballot.ShowUnopened); n != 1 {
		t.Errorf("the Chair is told %d times", n)
	}
	r.Must("chair", "ballot open", "ballot", "1", "from", "+1d")
	r.RunTo(meetingtest.Begin().Add(4 * day))
	if got := r.state(s); got.Phase != ballot.PhaseOpen {
		t.Errorf("planned again, it is %s", got.Phase)
	}
}
