package ballot

import (
	"maps"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/ballot/proof"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// closeNow ends the voting by hand: not before the minimum, and before its time
// only when all have voted or with a reason. Two who press at once close it once.
func closeNow(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if s.Phase == PhaseClosed || s.Phase == PhaseCounted || s.Phase == PhasePublished {
		return nothing("ballot.closed-already", "number", s.Number, "when", utc(s.ClosedAt))
	}
	if err := s.mustBe(PhaseOpen); err != nil {
		return bot.Decision{}, err
	}
	least := s.OpenedAt.Add(s.Rules.Minimum)
	early := !s.ClosesAt.IsZero() && c.Now.Before(s.ClosesAt) && len(s.Waiting()) > 0
	switch {
	case c.Now.Before(least):
		return bot.Decision{}, lang.Refuse("ballot.minimum", "number", s.Number, "least", utc(least))
	case early && !c.Has("reason"):
		return bot.Decision{}, lang.Refuse("ballot.early", "number", s.Number, "when", utc(s.ClosesAt), "count", len(s.Waiting()))
	}
	var why bot.Words
	if c.Has("reason") {
		why = bot.Write(c.Me(), c.Text("reason"))
	}
	return s.closing(c, why)
}

// end closes a ballot whose time has come.
func end(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if !s.over(c.Now) {
		return done()
	}
	return s.closing(c, bot.Words{})
}

// closing ends the voting and gathers the ballots, in one record: a crash leaves
// the ballot open or closed whole. Where nobody has to open a seed first, it is
// counted in the same record.
func (s *State) closing(c *command.Context, why bot.Words) (bot.Decision, error) {
	if s.Rules.Mode == Detached {
		return s.closingUrn(c, why), nil
	}
	papers, commitments, lost := s.collect()
	root, err := proof.Root(commitments)
	if err != nil {
		return bot.Decision{}, err
	}
	gathered := Gathered{Papers: bot.Words{Text: write(papers)}, Root: root.String(), Commitments: texts(commitments), Lost: lost, Head: c.Here.Head}
	d := bot.Decision{
		Events:  []bot.Event{Closed{By: c.Me(), Reason: why, Voted: len(papers)}, gathered},
		Effects: append(s.live(), s.note(), post("ballot.closed", ShowClosed, map[string]string{"head": c.Here.Head})),
		Reply:   bot.Say("ballot.closed", "number", s.Number, "count", len(papers)),
	}
	after := *s
	after.Phase, after.Gathered, after.ClosedAt = PhaseClosed, gathered, c.Now
	after.Voted, after.took.rows = maps.Clone(s.Voted), slices.Clone(s.took.rows)
	for _, p := range lost {
		after.counts(p, false)
	}
	return after.counting(c.View, d)
}

// closingUrn ends the voting; the ballots come when the shell has opened the urn,
// which a crash in between only delays.
func (s *State) closingUrn(c *command.Context, why bot.Words) bot.Decision {
	return bot.Decision{
		Events: []bot.Event{Closed{By: c.Me(), Reason: why, Voted: len(s.Voted)}},
		Effects: append(s.live(), s.note(),
			bot.Effect{Do: bot.Gather, Key: "ballot.urn", Send: &bot.Forwarded{Stream: c.Here.Stream, Call: bot.Do("ballot gathered")}}),
		Reply: bot.Say("ballot.closed", "number", s.Number, "count", len(s.Voted)),
	}
}

// gathered takes the ballots of a detached one out of the urn, in one record. One
// that cannot be read, or is not there, is missed and told.
func gathered(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if s.Phase != PhaseClosed || s.gathered() {
		return done()
	}
	var papers []Paper
	var commitments []proof.Hash
	for line := range strings.SplitSeq(c.Text(bot.SlipsArg), "\n") {
		nonce, choice, _ := strings.Cut(line, " ")
		h, err := proof.CommitBallot(s.name(), unhex(nonce), []byte(choice))
		if _, wrong := s.pressed(choice); err != nil || wrong != nil {
			continue
		}
		papers, commitments = append(papers, Paper{Choice: choice}), append(commitments, h)
	}
	root, err := proof.Root(commitments)
	if err != nil {
		return bot.Decision{}, err
	}
	e := Gathered{
		Papers: bot.Words{Text: write(papers)}, Root: root.String(), Commitments: texts(commitments), Missing: len(s.Voted) - len(papers),
		Head: c.Here.Head,
	}
	d := bot.Decision{
		Events: []bot.Event{e}, EmptyUrn: true,
		Effects: append(s.live(), s.note(), post("ballot.closed", ShowClosed, map[string]string{"head": c.Here.Head})),
	}
	after := *s
	after.Gathered = e
	return after.counting(c.View, d)
}

// gathered reports whether the ballots are there to be counted.
func (s *State) gathered() bool { return s.Gathered.Root != "" }

// counting adds the count to what closes a ballot, or asks for the seeds first.
func (s *State) counting(v bot.View, d bot.Decision) (bot.Decision, error) {
	if s.seeded() && !s.seedsOpen() && v.Now.Before(s.revealed()) {
		d.Effects = append(d.Effects, s.toSeeders()...)
		return d, nil
	}
	fact, err := s.fact()
	if err != nil {
		return bot.Decision{}, err
	}
	d.Events = append(d.Events, fact)
	d.Effects = append(d.Effects, toChair(v))
	return d, nil
}

// toChair shows a result to the Chair, or without one to the Secretariat, for as
// long as it waits for them.
func toChair(v bot.View) bot.Effect {
	e := bot.Effect{Do: bot.Live, Key: "ballot.counted", Show: ShowCounted, To: bot.ToRole(bot.RoleChair)}
	if len(roster.Of(v).With(bot.RoleChair, v.Now)) == 0 {
		e.To = bot.ToRole(bot.RoleSecretariat)
	}
	return e
}

// collect takes the ballots that count, and what was committed to. The vote of
// somebody who was erased meanwhile cannot be read any more.
func (s *State) collect() (papers []Paper, commitments []proof.Hash, lost []bot.PersonID) {
	for _, w := range s.Voters {
		e, ok := s.Casts[w.Person]
		if !ok {
			continue
		}
		var h proof.Hash
		if err := h.UnmarshalText([]byte(e.Commitment)); err != nil || s.Rules.Mode == Confidential && e.Sealed.Gone {
			lost = append(lost, w.Person)
			continue
		}
		papers = append(papers, Paper{Group: w.Group, Choice: s.Mine(w.Person)})
		commitments = append(commitments, h)
	}
	return papers, commitments, lost
}

func texts(hashes []proof.Hash) []string {
	list := make([]string, len(hashes))
	for i, h := range hashes {
		list[i] = h.String()
	}
	slices.Sort(list)
	return list
}

// count counts what waited for seeds: all are open, or the time for it is over.
func count(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if s.Phase != PhaseClosed || !s.gathered() || !s.seedsOpen() && c.Now.Before(s.revealed()) {
		return done()
	}
	return s.counting(c.View, bot.Decision{Effects: append(append(s.live(), s.note()), s.toSeeders()...)})
}
