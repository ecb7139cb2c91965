package ballot_test

import (
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/meeting/meetingtest"
)

// Every kind is cast by typing and by pressing, counted and told.
func TestEveryKindIsCastAndCounted(t *testing.T) {
	three := "Alpha\nBravo\nCharlie"
	for name, c := range map[string]struct {
		draft  []string
		votes  []string // of m0, m1, …
		result []string
	}{
		"yes and no":                         {nil, []string{"yes", "no", "abstain", "yes"}, []string{"Carried: 2 yes, 1 no", "needed: 2 of 3"}},
		"a tie of yes and no is told as one": {nil, []string{"yes", "no"}, []string{"A tie, so not carried"}},
		"two thirds of all who took part": {
			[]string{"threshold", "2/3", "base", "cast"},
			[]string{"yes", "yes", "no", "abstain"},
			[]string{"Not carried: 2 yes, 1 no", "needed: 3 of 4", "at least 2/3 of all who took part"},
		},
		"pick one": {[]string{"kind", "pick-one", "options", three}, []string{"2", "Bravo", "alph", "blank"}, []string{"Chosen: Bravo (most first preferences; votes: 4)"}},
		"pick one with a threshold that nobody reaches": {
			[]string{"kind", "pick-one", "options", three, "threshold", "half"}, []string{"1", "2", "2", "3"}, []string{"Nobody is chosen", "more than half of those who chose something", "Bravo has 2 of 4, and 3 are needed. That is not enough"},
		},
		"a threshold that is reached": {
			[]string{"kind", "approval", "options", three, "threshold", "2/3", "base", "cast"}, []string{"1", "1, 2", "2", "1"}, []string{"Chosen: Alpha", "Alpha has 3 of 4, and 3 are needed. That is enough", "chose nothing"},
		},
		"a tie of two whom a threshold bars is not for the Chair": {
			[]string{"kind", "pick-one", "options", three, "threshold", "half"}, []string{"1", "2", "1", "2", "3"}, []string{"Nobody is chosen", "Alpha has 2 of 5, and 3 are needed", "Bravo has 2 of 5, and 3 are needed"},
		},
		"approval": {[]string{"kind", "approval", "options", three}, []string{"1, 2", "2, Charlie", "2"}, []string{"Chosen: Bravo"}},
		"score":    {[]string{"kind", "score", "options", three}, []string{"1:5, 2:3", "2:5, 3:1", "2:4"}, []string{"Chosen: Bravo", "Points from 0 to 5"}},
		"dots":     {[]string{"kind", "dots", "options", three, "budget", "4"}, []string{"1:4", "3:3, 2:1", "3:2, 1:2"}, []string{"Chosen: Alpha", "You have 4 dots"}},
		"ranked":   {[]string{"kind", "ranked", "options", three}, []string{"3 > 1 > 2", "3 > 2", "1 > 3"}, []string{"Chosen: Charlie (Schulze, winning votes; votes: 3)"}},
		"gradients": {
			[]string{"kind", "gradients"}, []string{"1", "3", "I cannot go forward with this", "2"}, []string{"4 people answered: 3 in support, 1 objecting", "I endorse it, with a minor point", "Level | Government | Civil Society | Private Sector | Technical Community | Total"},
		},
		"an election of two": {
			[]string{"kind", "election", "seats", "2", "options", three}, []string{"1 > 2", "1 > 2", "3", "2 > 1", "1"}, []string{"Elected are Alpha, Bravo. Rule: single transferable vote, Scottish rules. Base: 5 ballots, of which 5 name somebody; seats: 2; quota: 2"},
		},
		"none of these leaves the seat empty": {
			[]string{"kind", "election", "options", three}, []string{"None of these > 1", "4", "4 > 2"}, []string{"Nobody is elected. Rule: "},
		},
		"an election with a threshold says so": {
			[]string{"kind", "election", "method", "approval", "options", three, "threshold", "half"},
			[]string{"1", "2", "3"},
			[]string{"Nobody is elected. Rule: approval. Base: 3 ballots", "Needed: more than half of those who chose something.", "Charlie has 1 of 3, and 2 are needed"},
		},
		"a reserved seat changes who is elected": {
			[]string{"kind", "election", "method", "approval", "seats", "2", "options", "Ana | Civil Society\nBo | Civil Society\nCy | Government", "bounds", "group Government: 1"},
			[]string{"1, 2", "1, 2", "1, 3", "1"},
			[]string{"Reserved for Government: at least 1", "Cy"},
		},
		"a quorum that is missed": {
			[]string{"quorum", "1/2"}, []string{"yes", "yes", "yes"}, []string{"Nothing is decided: 3 of 12 took part, and the quorum is 6."},
		},
		"a quorum of each group that is missed": {
			[]string{"group-quorum", "2"}, []string{"yes", "yes", "yes", "yes", "yes"}, []string{"Nothing is decided", "Civil Society (1"},
		},
		"a double majority that groups refuse": {
			[]string{"double", "yes"}, []string{"yes", "no", "no", "no", "yes", "abstain", "abstain", "abstain", "yes", "yes"}, []string{"Not carried: 4 yes, 3 no, and 1 of 4 groups in favour"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			s := r.drafted(c.draft...)
			r.Must("chair", "ballot open", "ballot", "1")
			for i, v := range c.votes {
				r.vote(members()[i], s, v)
			}
			r.closed(s)
			has(t, r.published(s), c.result...)
		})
	}
}

// A tie is the Chair's to decide among those who reach the threshold, and nobody's
// where all of the tied miss it.
func TestTheChairDecidesNoTieThatAThresholdBars(t *testing.T) {
	for name, c := range map[string]struct {
		votes   []string
		outcome ballot.Outcome
	}{
		"both reach it": {[]string{"1, 2", "2, 1", "3"}, ballot.Tied},
		"both miss it":  {[]string{"1", "2", "3"}, ballot.Decided},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			s := r.drafted("kind", "approval", "options", "Alpha\nBravo\nCharlie", "threshold", "half")
			r.Must("chair", "ballot open", "ballot", "1")
			for i, v := range c.votes {
				r.vote(members()[i], s, v)
			}
			r.closed(s)
			if got := r.state(s).Count.Outcome; got != c.outcome {
				t.Fatalf("it is %q", got)
			}
			if c.outcome == ballot.Tied {
				r.Must("chair", "ballot settle", "ballot", "1", "winners", "Bravo", "reason", "it is nearer")
				has(t, r.published(s), "Chosen: Bravo", "Bravo has 2 of 3, and 2 are needed. That is enough")
				return
			}
			r.Refused("ballot.no-tie", "chair", "ballot settle", "ballot", "1", "winners", "Bravo", "reason", "it is nearer")
			text := r.published(s)
			has(t, text, "Nobody is chosen")
			hasNot(t, text, "which the Chair decides")
		})
	}
}

// drafted gives a draft what its own command takes and the rest to the rule.
func (r *room) drafted(args ...string) bot.StreamID {
	r.T.Helper()
	rules := map[string]bool{"threshold": true, "base": true, "quorum": true, "group-quorum": true, "double": true, "counts": true, "most": true, "budget": true, "bounds": true, "high": true, "low": true}
	var draft, rule []string
	for i := 0; i < len(args); i += 2 {
		if rules[args[i]] {
			rule = append(rule, args[i:i+2]...)
			continue
		}
		draft = append(draft, args[i:i+2]...)
	}
	s := r.draft(draft...)
	if len(rule) > 0 {
		r.Must("chair", "ballot rule", append([]string{"ballot", id(s)}, rule...)...)
	}
	return s
}

// What cannot be counted whole is refused with how to mend it, and nothing of it
// is recorded.
func TestAVoteThatCannotBeCountedIsRefused(t *testing.T) {
	three := "Alpha\nBravo\nCharlie"
	for name, c := range map[string]struct {
		draft []string
		who   bot.PersonID
		vote  string
		key   string
	}{
		"nothing chosen":                             {nil, "m0", "", "tally.ballot.blank"},
		"blank where one can abstain":                {nil, "m0", "blank", "tally.ballot.blank"},
		"no such option":                             {[]string{"kind", "pick-one", "options", three}, "m0", "4", "ballot.no-option"},
		"an unknown name":                            {[]string{"kind", "pick-one", "options", three}, "m0", "Delta", "ballot.no-option"},
		"two where one is asked":                     {[]string{"kind", "pick-one", "options", three}, "m0", "1, 2", "ballot.no-option"},
		"twice the same":                             {[]string{"kind", "ranked", "options", three}, "m0", "1 > 2 > 1", "tally.ballot.twice"},
		"more than may be chosen":                    {[]string{"kind", "approval", "options", three, "most", "2"}, "m0", "1, 2, 3", "tally.ballot.too-many"},
		"points out of range":                        {[]string{"kind", "score", "options", three}, "m0", "1:6", "tally.ballot.range"},
		"points without a colon":                     {[]string{"kind", "score", "options", three}, "m0", "1", "ballot.points-how"},
		"more dots than there are":                   {[]string{"kind", "dots", "options", three}, "m0", "1:9, 2:9", "tally.ballot.budget"},
		"by an observer":                             {nil, "obs", "yes", "ballot.not-yours"},
		"by the Chair, who is not of the electorate": {nil, "chair", "yes", "ballot.not-yours"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			s := r.drafted(c.draft...)
			r.Must("chair", "ballot open", "ballot", "1")
			r.Refused(c.key, c.who, "ballot cast", "ballot", id(s), "choice", c.vote)
		})
	}
}

func TestADraftThatCannotBeHeldIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		key  string
		args []string
	}{
		"options of a yes-no":             {"ballot.options-fixed", []string{"options", "A\nB"}},
		"one option":                      {"ballot.options", []string{"kind", "pick-one", "options", "A"}},
		"no options":                      {"ballot.options", []string{"kind", "ranked"}},
		"an option twice":                 {"ballot.option-twice", []string{"kind", "pick-one", "options", "A\na"}},
		"an option with too many parts":   {"ballot.option-how", []string{"kind", "pick-one", "options", "A | B | C | D\nE"}},
		"a method of another kind":        {"ballot.method", []string{"kind", "pick-one", "options", "A\nB", "method", "schulze"}},
		"instant runoff for two":          {"ballot.irv", []string{"kind", "election", "options", "A\nB\nC", "method", "irv", "seats", "2"}},
		"more seats than candidates":      {"ballot.seats-many", []string{"kind", "election", "options", "A\nB", "seats", "3"}},
		"no seats":                        {"ballot.seats-kind", []string{"seats", "0"}},
		"a close that is over":            {"ballot.until-past", []string{"until", "2020-01-01 10:00"}},
		"points that do not fit a button": {"ballot.detached-points", []string{"kind", "dots", "mode", "detached", "options", "A1\nA2\nA3\nA4\nA5\nA6\nA7\nA8\nA9\nA10\nA11\nA12\nA13"}},
		"a meeting that nobody knows of":  {"house.no-such-meeting", []string{"meeting", "77"}},
	} {
		t.Run(name, func(t *testing.T) {
			newRoom(t).Refused(c.key, "chair", "ballot draft", append([]string{"question", "Q"}, c.args...)...)
		})
	}
	for name, c := range map[string]struct {
		key, path string
		draft     []string
		args      []string
	}{
		"a threshold of a ranking":    {"ballot.threshold-kind", "ballot rule", []string{"kind", "ranked", "options", "A\nB"}, []string{"threshold", "half"}},
		"a share that is none":        {"ballot.share-how", "ballot rule", nil, []string{"threshold", "3/2"}},
		"a quorum that is none":       {"ballot.quorum-how", "ballot rule", nil, []string{"quorum", "many"}},
		"bounds of a poll":            {"ballot.bounds-kind", "ballot rule", nil, []string{"bounds", "group Government: 1"}},
		"a bound that is none":        {"ballot.bound-how", "ballot rule", nil, []string{"bounds", "Government"}},
		"groups of a detached ballot": {"ballot.double-detached", "ballot rule", []string{"mode", "detached"}, []string{"double", "yes"}},
		"observers by accident":       {"ballot.observers", "ballot electorate", nil, []string{"roles", "member, observer"}},
		"a role that is none":         {"ballot.role-how", "ballot electorate", nil, []string{"roles", "king"}},
		"bounds that nobody can keep": {"ballot.uncountable", "ballot rule", []string{"kind", "election", "options", "A\nB\nC"}, []string{"bounds", "group Nowhere: 1"}},
		"a close before the minimum":  {"ballot.until-short", "ballot open", []string{"minimum", "1d"}, []string{"until", "+2h"}},
		"an electorate of nobody":     {"ballot.nobody", "ballot open", nil, nil},
		"too few for a vote not open": {"ballot.too-few-voters", "ballot open", []string{"mode", "confidential"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			s := r.draft(c.draft...)
			switch c.key {
			case "ballot.nobody":
				r.Must("chair", "ballot electorate", "ballot", id(s), "groups", "Martians")
			case "ballot.too-few-voters":
				r.Must("chair", "ballot electorate", "ballot", id(s), "roles", "chair, secretariat")
			}
			r.Refused(c.key, "chair", c.path, append([]string{"ballot", id(s)}, c.args...)...)
		})
	}
}

// The electorate is frozen at the opening: who joins later has no vote, who
// leaves keeps theirs, and observers vote where it was said twice.
func TestTheElectorateIsFrozenAtTheOpening(t *testing.T) {
	r := newRoom(t)
	s := r.draft()
	r.Must("chair", "ballot electorate", "ballot", "1", "roles", "members, observers", "observers", "yes", "groups", "government, civil society")
	r.Must("chair", "ballot open", "ballot", "1")
	st := r.state(s)
	if n := len(st.Voters); n != 7 {
		t.Fatalf("%d may vote: %v", n, st.Voters)
	}
	r.vote("obs", s, "no")
	r.Refused("ballot.not-yours", "m2", "ballot cast", "ballot", "1", "choice", "yes")
	r.endTerms()
	r.vote("m0", s, "yes")
	r.Refused("ballot.phase.open", "chair", "ballot change", "ballot", "1", "question", "Another?")
	r.Refused("ballot.phase.open", "chair", "ballot rule", "ballot", "1", "quorum", "none")
}

// endTerms ends the term of every member but one.
func (r *room) endTerms() {
	r.T.Helper()
	r.Now = r.Now.AddDate(0, 0, 1)
	var ended []bot.Event
	for _, m := range members()[:11] {
		ended = append(ended, endRole(m, r.Now))
	}
	r.Record(bot.CommunityStream, bot.Actor{Self: bot.ByCommand}, ended...)
}

// Whoever is recused is in no base, and a vote they cast before is not counted.
func TestTheRecusedAreInNoBase(t *testing.T) {
	r := newRoom(t)
	s := r.draft()
	r.Must("chair", "ballot rule", "ballot", "1", "base", "entitled", "quorum", "all")
	r.Must("m11", "ballot recuse", "ballot", "1", "reason", "my firm bids")
	r.Must("obs", "ballot recuse", "ballot", "1") // who would have no vote anyway
	r.Must("chair", "ballot open", "ballot", "1")
	has(t, r.shown(s, "", ballot.ShowOpened), "It is open. 11 people may vote.")
	has(t, r.shown(s, "", ballot.ShowLive), "11 people may vote, as the roster was when it opened; recused, and in no base: 1.")
	for _, m := range members()[:11] {
		r.vote(m, s, "yes")
	}
	r.Refused("ballot.you-are-recused", "m11", "ballot cast", "ballot", "1", "choice", "no")
	r.Refused("ballot.recuse-other", "m1", "ballot recuse", "ballot", "1", "person", "m2")
	r.Refused("ballot.recuse-reason", "sec", "ballot recuse", "ballot", "1", "person", "m0")
	r.Must("sec", "ballot recuse", "ballot", "1", "person", "m0", "reason", "they asked me to")
	has(t, r.shown(s, "m0", ballot.ShowRecused), "sec has recorded that you are recused", "they asked me to")
	r.Must("m0", "ballot recuse", "ballot", "1") // again: nothing
	r.closed(s)
	has(t, r.published(s), "Carried: 10 yes, 0 no", "needed: 6 of 10", "Took part: 10 of 10; recused, and in no base: 2")
}

// A recusal that was a mistake is taken back while people vote: by whoever it is
// about, or by those who enter one for others where one of them did.
func TestARecusalIsTakenBack(t *testing.T) {
	for _, mode := range []string{"open", "confidential", "detached"} {
		r := newRoom(t)
		s := r.opened("mode", mode)
		returned := func(who bot.PersonID, args ...string) string {
			t.Helper()
			return r.Reply(r.Must(who, "ballot return", append([]string{"ballot", "1"}, args...)...).Reply)
		}
		r.Must("m0", "ballot recuse", "ballot", "1", "reason", "my firm bids")
		r.Must("sec", "ballot recuse", "ballot", "1", "person", "m1", "reason", "they asked me to")
		r.Must("sec", "ballot recuse", "ballot", "1", "person", "m2", "reason", "they asked me to")
		has(t, r.shown(s, "m1", ballot.ShowRecused), "I am not recused", "/mag ballot return 1")
		r.Refused("ballot.return-own", "chair", "ballot return", "ballot", "1", "person", "m0")
		r.Refused("ballot.return-other", "m3", "ballot return", "ballot", "1", "person", "m1")
		has(t, returned("m4"), "is not recused")
		has(t, returned("m0"), "is taken back")
		has(t, returned("m1"), "is taken back")
		has(t, returned("chair", "person", "m2"), "is taken back")
		has(t, r.shown(s, "m2", ballot.ShowReturned), "chair has taken back", "you can vote once more")
		has(t, r.shown(s, "", ballot.ShowLive), "12 people may vote, as the roster was when it opened; recused, and in no base: 0.")
		for _, m := range members()[:3] {
			r.press(m, s, "yes")
		}
		r.closed(s)
		r.Refused("ballot.phase.counted", "m0", "ballot return", "ballot", "1")
		has(t, r.published(s), "Carried: 3 yes, 0 no", "Took part: 3 of 12; recused, and in no base: 0")
	}
}

// A vote that a recusal took out is not there again when that is taken back.
func TestAVoteThatWasTakenOutStaysOut(t *testing.T) {
	r := newRoom(t)
	s := r.opened()
	r.vote("m0", s, "yes")
	r.Must("sec", "ballot recuse", "ballot", "1", "person", "m0", "reason", "they asked me to")
	r.Must("m0", "ballot return", "ballot", "1")
	hasNot(t, r.Reply(r.Must("m0", "ballot show", "ballot", "1").Reply), "Your vote")
	has(t, r.shown(s, "", ballot.ShowLive), "0 of 12 have voted")
}

func TestAVoteCanBeChangedUntilTheClose(t *testing.T) {
	for _, mode := range []string{"open", "confidential"} {
		r := newRoom(t)
		s := r.opened("mode", mode)
		r.vote("m0", s, "yes")
		has(t, r.vote("m0", s, "yes"), "was that already")
		has(t, r.vote("m0", s, "no"), "is changed")
		for _, m := range members()[1:4] {
			r.vote(m, s, "no")
		}
		r.closed(s)
		has(t, r.published(s), "Not carried: 0 yes, 4 no", "Took part: 4 of 12")
	}
}

// Two who close at once close it once; before its time a reason is asked for, and
// before its minimum there is none that helps.
func TestClosingByHand(t *testing.T) {
	r := newRoom(t)
	s := r.draft("minimum", "1d", "until", "+3d")
	r.Must("chair", "ballot open", "ballot", "1")
	r.Refused("ballot.minimum", "chair", "ballot close", "ballot", "1", "reason", "now")
	r.Now = r.Now.Add(day)
	r.Refused("ballot.early", "chair", "ballot close", "ballot", "1")
	r.Must("chair", "ballot close", "ballot", "1", "reason", "the room is needed")
	has(t, r.Reply(r.Must("sec", "ballot close", "ballot", "1", "reason", "me too").Reply), "was closed already")
	has(t, r.shown(s, "", ballot.ShowClosed), "the room is needed", "chair")
	if n := strings.Count(strings.Join(r.Kinds(s), " "), "ballot.closed.v1"); n != 1 {
		t.Errorf("it was closed %d times", n)
	}
	r.RunTo(meetingtest.Begin().Add(9 * day))
	r.Must("chair", "ballot withdraw", "ballot", "1", "reason", "a flaw in the question")
	has(t, r.shown(s, "", ballot.ShowWithdrawn), "a flaw in the question")
	r.Refused("ballot.phase.withdrawn", "chair", "ballot publish", "ballot", "1")
}

// Fewer than three votes that are not open are not told at all.
func TestTwoConfidentialVotesAreNotTold(t *testing.T) {
	r := newRoom(t)
	s := r.opened("mode", "confidential")
	r.vote("m0", s, "yes")
	r.vote("m1", s, "yes")
	r.closed(s)
	text := r.published(s)
	has(t, text, "fewer than 3 voted")
	hasNot(t, text, "Carried", "| Total", "2 yes")
}

// Turnout is shown by group only where it names nobody.
func TestTurnoutNamesNobody(t *testing.T) {
	r := newRoom(t)
	s := r.opened("mode", "confidential")
	r.vote("m0", s, "yes")
	live := r.shown(s, "", ballot.ShowLive)
	has(t, live, "1 of 12 have voted")
	hasNot(t, live, "Government: 1 of 3", "Civil Society: 0 of 3")
	for _, m := range members() {
		r.vote(m, s, "yes")
	}
	has(t, r.shown(s, "", ballot.ShowLive), "12 of 12 have voted", "Government: 3 of 3")
	r.closed(s)
	has(t, r.published(s), "All who took part said the same")
}
