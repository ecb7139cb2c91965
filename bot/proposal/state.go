package proposal

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"magbot/bot"
	"magbot/bot/objection"
)

// Stance is what a person says to a wording, in its one written form: "+1",
// "0", "-1", or a signed decimal between ("+0.5").
type Stance string

// The usual stances.
const (
	InFavour Stance = "+1"
	Neutral  Stance = "0"
	Against  Stance = "-1"
)

// Side is -1 for a stance against, 0 for a neutral one and 1 for one in favour.
func (s Stance) Side() int {
	switch {
	case strings.HasPrefix(string(s), "-"):
		return -1
	case strings.HasPrefix(string(s), "+"):
		return 1
	}
	return 0
}

// Outcome is how a proposal ended.
type Outcome string

// The outcomes.
const (
	Pending    Outcome = ""           // still open
	Agreed     Outcome = "agreed"     // resolved in one of its wordings
	Refused    Outcome = "rejected"   // the Chair said that it was not agreed
	Superseded Outcome = "superseded" // another took its place
	Dropped    Outcome = "closed"     // ended without a decision
	Lapsed     Outcome = "lapsed"     // open when the meeting closed
)

// Proposal is one proposal with all of its wordings.
type Proposal struct {
	Number     int
	Wordings   []Wording // from the first to the last
	Item       int
	Follows    int // the earlier proposal whose place it took; 0 none
	By         bot.PersonID
	Group      bot.Group
	At         time.Time
	Ref        bot.Ref
	Outcome    Outcome
	Resolution int       // when agreed
	Ended      time.Time // zero while open
}

// Now gives the wording that counts.
func (p Proposal) Now() Wording { return p.Wordings[len(p.Wordings)-1] }

// Wording is one text of a proposal, and what was said to it.
type Wording struct {
	Proposal int
	Number   int // from 1 within the proposal
	Text     bot.Words
	By       bot.PersonID
	Group    bot.Group
	At       time.Time
	Ref      bot.Ref
	Said     []Saying // all of it, in order
}

// Saying is one thing a person said to a wording.
type Saying struct {
	Person    bot.PersonID
	Group     bot.Group
	Member    bool
	Stance    Stance
	Reason    bot.Words
	Objection int // 0: none
	At        time.Time
	Ref       bot.Ref
}

// Stances gives what counts: the last that each person said, in the order in
// which they first spoke.
func (w Wording) Stances() []Saying {
	at := map[bot.PersonID]int{}
	var last []Saying
	for _, said := range w.Said {
		if i, ok := at[said.Person]; ok {
			last[i] = said
			continue
		}
		at[said.Person] = len(last)
		last = append(last, said)
	}
	return last
}

// ObjectionState is where an objection stands.
type ObjectionState = objection.State

// The states of an objection.
const (
	Open      = objection.Open
	Met       = objection.Met
	Withdrawn = objection.Withdrawn
	Upheld    = objection.Upheld
)

// Objection is a -1 with a reason; its number is from 1 within the meeting.
type Objection struct {
	objection.Objection

	Proposal int
	Wording  int
}

// Remark is an answer to an objection, or its author's reply to one.
type Remark = objection.Remark

// Decision is what whoever leads said of a proposal, or without one.
type Decision struct {
	Number   int
	Text     bot.Words
	Item     int
	Proposal int // 0: none in these words
	Wording  int
	Reason   bot.Words // of a rejection
	By       bot.PersonID
	Standing Standing
	At       time.Time
	Ref      bot.Ref
}

// Vote is an open straw poll.
type Vote struct {
	Number   int
	Question bot.Words
	Options  []bot.Words
	Item     int
	By       bot.PersonID
	At       time.Time
	Ref      bot.Ref
	Cast     []Choice  // all of it, in order
	Ended    time.Time // zero while open
}

// Choice is one vote in a straw poll.
type Choice struct {
	Person bot.PersonID
	Group  bot.Group
	Member bool
	Option int // from 1
	At     time.Time
	Ref    bot.Ref
}

// Choices gives the last vote of each person, in the order in which they first
// voted.
func (v Vote) Choices() []Choice {
	at := map[bot.PersonID]int{}
	var last []Choice
	for _, c := range v.Cast {
		if i, ok := at[c.Person]; ok {
			last[i] = c
			continue
		}
		at[c.Person] = len(last)
		last = append(last, c)
	}
	return last
}

// State is everything proposed in one meeting.
type State struct {
	Proposals   []Proposal  // by number, from 1
	Objections  []Objection // by number, from 1
	Resolutions []Decision  // by number, from 1
	Rejections  []Decision  // by number, from 1
	Votes       []Vote      // by number, from 1

	open int // number of the open proposal, 0 none
	vote int // number of the open straw poll, 0 none
}

var slot = bot.NewSlot("proposal", func() *State { return &State{} })

// Of gives the proposals of the meeting that decides or is shown. It must not
// be changed.
func Of(v bot.View) *State { return slot.Of(v.Here) }

// In gives the proposals of any meeting.
func In(v bot.View, id bot.MeetingID) *State { return slot.Of(v.Stream(bot.MeetingStream(id))) }

// Open gives the open proposal.
func (s *State) Open() (Proposal, bool) { return s.Proposal(s.open) }

// OpenVote gives the open straw poll.
func (s *State) OpenVote() (Vote, bool) { return s.Vote(s.vote) }

// Proposal gives a proposal by number.
func (s *State) Proposal(n int) (Proposal, bool) {
	if n < 1 || n > len(s.Proposals) {
		return Proposal{}, false
	}
	return s.Proposals[n-1], true
}

// Vote gives a straw poll by number.
func (s *State) Vote(n int) (Vote, bool) {
	if n < 1 || n > len(s.Votes) {
		return Vote{}, false
	}
	return s.Votes[n-1], true
}

// Objection gives an objection by number.
func (s *State) Objection(n int) (Objection, bool) {
	if n < 1 || n > len(s.Objections) {
		return Objection{}, false
	}
	return s.Objections[n-1], true
}

// Chain gives every wording that led to the last one of a proposal, those of
// the proposals whose place it took first. It is nil where there is none.
func (s *State) Chain(n int) []Wording {
	p, ok := s.Proposal(n)
	if !ok {
		return nil
	}
	var before []Wording
	if p.Follows < n { // a proposal follows an earlier one alone
		before = s.Chain(p.Follows)
	}
	return append(before, p.Wordings...)
}

// ObjectionsTo lists the objections to a proposal and to those whose place it
// took, in order of number.
func (s *State) ObjectionsTo(n int) []Objection {
	chain := map[int]bool{}
	for _, w := range s.Chain(n) {
		chain[w.Proposal] = true
	}
	var all []Objection
	for _, o := range s.Objections {
		if chain[o.Proposal] {
			all = append(all, o)
		}
	}
	return all
}

// Standing lists the objections to a proposal that still stand, by number.
func (s *State) Standing(n int) []Objection {
	return slices.DeleteFunc(s.ObjectionsTo(n), func(o Objection) bool { return !o.State.Stands() })
}

// Same reports whether two texts have the same words, whatever their case,
// punctuation and white space.
func Same(a, b string) bool { return folded(a) == folded(b) }

func folded(s string) string {
	var b strings.Builder
	for word := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !wordRune(r) }) {
		b.WriteString(word)
		b.WriteByte(' ')
	}
	return b.String()
}

// wordRune keeps letters with their marks, digits and symbols, so that "+5 %"
// and "5" differ.
func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) || r == '%' || r == '-'
}
