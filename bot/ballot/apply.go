package ballot

import (
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"magbot/bot"
)

// Apply folds one fact.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	if applyDirectory(st, e) {
		return
	}
	switch e := e.(type) {
	case Drafted, Imported, Redrafted, Planned, Unopened, SeedCommitted, Opened, Recused, Returned:
		slot.Change(st).onBefore(m, e)
	case Cast:
		slot.Change(st).onCast(e)
	case TooEarly:
		slot.Change(st).onTooEarly(e)
	case Voted:
		slot.Change(st).onVoted(e)
	case Extended, Closed, Gathered, SeedOpened, Counted, Settled, Published, Withdrawn:
		slot.Change(st).onAfter(m, e)
	case OutcomeStated, ReviewDue:
		slot.Change(st).onStated(m, e)
	}
}

func (s *State) onBefore(m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Drafted:
		if s.Phase == PhaseNone {
			s.Draft, s.By, s.Phase = e.Draft, e.By, PhaseDraft
		}
	case Imported:
		if s.Phase == PhaseNone {
			s.Draft, s.By, s.Phase = e.Draft, e.By, PhaseCounted
		}
	case Redrafted:
		if s.Phase == PhaseDraft {
			s.Draft = e.Draft
		}
	case Planned:
		s.From = e.From
		s.plan++
	case Unopened:
		s.From = time.Time{}
	case SeedCommitted:
		s.Seeds = slices.DeleteFunc(slices.Clone(s.Seeds), func(x Seed) bool { return x.By == e.By })
		s.Seeds = append(s.Seeds, Seed{By: e.By, Commitment: e.Commitment})
	case Opened:
		s.open(m, e)
	case Recused:
		s.recuse(e)
	case Returned:
		s.onReturned(e)
	}
}

func (s *State) open(m bot.Meta, e Opened) {
	if s.Phase != PhaseDraft {
		return
	}
	s.Phase, s.OpenedAt, s.OpenedBy, s.ClosesAt = PhaseOpen, m.At, e.By, e.Until
	s.Voters, s.VotersRoot, s.Receipts = e.Voters, e.Root, e.Receipts
	s.OpenedHead, s.Advice = e.Head, e.Advisory
	s.voters = make(map[bot.PersonID]int, len(e.Voters))
	for i, w := range e.Voters {
		s.voters[w.Person] = i
	}
	s.Casts, s.Voted, s.took = map[bot.PersonID]Cast{}, map[bot.PersonID]bool{}, countTurnout(e.Voters)
	s.causes = map[bot.Cause]bool{}
	for p := range s.recused { // before the opening
		s.leavesBase(p)
	}
}

// leavesBase keeps the turnout when a voter is recused.
func (s *State) leavesBase(p bot.PersonID) {
	if row := s.took.of(s, p); row != nil {
		row.Entitled--
		row.Recused++
	}
}

func (s *State) recuse(e Recused) {
	if s.recused == nil {
		s.recused = map[bot.PersonID]bool{}
	}
	if s.recused[e.Person] {
		return
	}
	s.counts(e.Person, false)
	s.recused[e.Person] = true
	s.Recusals = append(s.Recusals, e)
	delete(s.Casts, e.Person)
	s.leavesBase(e.Person)
}

func (s *State) onCast(e Cast) {
	if s.Phase == PhaseOpen && s.MayVote(e.Person) {
		s.Casts[e.Person] = e
		if _, cause := e.unseal(); cause != "" {
			s.causes[cause] = true
		}
		s.counts(e.Person, true)
	}
}

func (s *State) onTooEarly(e TooEarly) {
	if e.Sealed.Gone {
		return
	}
	if s.early == nil {
		s.early = map[bot.Cause]bool{}
	}
	s.early[bot.Cause(strings.TrimRight(e.Sealed.Text, " "))] = true
}

func (s *State) onVoted(e Voted) {
	if s.Phase == PhaseOpen && s.MayVote(e.Person) {
		s.counts(e.Person, true)
	}
}

// counts keeps who has cast a ballot that counts, and the turnout with it.
func (s *State) counts(p bot.PersonID, took bool) {
	if s.Voted[p] == took {
		return
	}
	by := int64(1)
	if took {
		s.Voted[p] = true
	} else {
		delete(s.Voted, p)
		by = -1
	}
	if row := s.took.of(s, p); row != nil {
		row.Took += by
	}
}

func (s *State) onAfter(m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Extended:
		s.Extensions = append(s.Extensions, Extension{From: s.ClosesAt, Until: e.Until, By: e.By, Reason: e.Reason, At: m.At})
		s.ClosesAt = e.Until
		s.plan++
	case Closed:
		if s.Phase == PhaseOpen {
			s.Phase, s.ClosedAt, s.ClosedBy, s.EarlyWhy = PhaseClosed, m.At, e.By, e.Reason
		}
	case Gathered:
		s.Gathered = e
		for _, p := range e.Lost {
			delete(s.Casts, p)
			s.counts(p, false)
		}
	case SeedOpened:
		for i := range s.Seeds {
			if s.Seeds[i].By == e.By {
				s.Seeds[i].Opened = e.Seed
			}
		}
	case Counted:
		if s.Phase == PhaseClosed {
			s.Phase, s.Count = PhaseCounted, e
		}
	case Settled:
		s.Settled = e
		s.settlements++
	case Published:
		s.Phase, s.EndedBy, s.EndedAt = PhasePublished, e.By, m.At
	case Withdrawn:
		s.Phase, s.EndedBy, s.EndedAt, s.Why = PhaseWithdrawn, e.By, m.At, e.Reason
	}
}

// Papers are the ballots that count, once the ballot is closed.
func (s *State) Papers() []Paper {
	var papers []Paper
	for line := range strings.SplitSeq(s.Gathered.Papers.Text, "\n") {
		if group, choice, ok := strings.Cut(line, "\t"); ok {
			papers = append(papers, Paper{Group: bot.Group(group), Choice: choice})
		}
	}
	return papers
}

// write is what Papers reads.
func write(papers []Paper) string {
	lines := make([]string, len(papers))
	for i, p := range papers {
		lines[i] = string(p.Group) + "\t" + p.Choice
	}
	slices.Sort(lines) // so that their order tells nothing
	return strings.Join(lines, "\n")
}

func unhex(text string) []byte {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) == 0 {
		return nil
	}
	return b
}
