package ballot

import (
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/ballot/proof"
	"magbot/bot/ballot/tally"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// errNoChance is a mistake in the shell: it draws chance for every input.
var errNoChance = errors.New("an input without 32 fresh bytes cannot make a ballot or a seed")

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
	gathered := Gathered{Papers: bot.Words{Text: write(papers)}, Root: root.String(), Commitments: texts(commitments), Lost: lost}
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
		for _, x := range s.Seeds {
			to := bot.ToPerson(bot.PersonID(x.By))
			if x.By == operator {
				to = bot.ToRole(bot.RoleSecretariat)
			}
			if x.Opened == "" {
				d.Effects = append(d.Effects, bot.Effect{Do: bot.Direct, Key: "ballot.seed." + x.By, Show: ShowSeed, To: to, With: map[string]string{"by": x.By}})
			}
		}
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
	return s.counting(c.View, bot.Decision{Effects: append(s.live(), s.note())})
}

// operator is by whom a seed is committed to that is typed at the machine.
const operator = "operator"

func seedBy(c *command.Context) string {
	if c.Me() != "" {
		return string(c.Me())
	}
	return operator
}

// mayDraw reports whether a tie of this ballot can be broken by lots.
func (s *State) mayDraw() bool { return s.Rules.Kind != YesNo && s.Rules.Kind != Gradients }

// seed commits to one's part in the lots, before the opening. The bot draws it
// and shows it once, or takes the commitment to a seed that somebody made.
func seed(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	by := seedBy(c)
	if err := s.mustBe(PhaseDraft); err != nil {
		return bot.Decision{}, err
	}
	if !s.mayDraw() {
		return bot.Decision{}, lang.Refuse("ballot.seed-none")
	}
	if given := strings.ToLower(strings.TrimSpace(c.Text("commitment"))); given != "" {
		var h proof.Hash
		if err := h.UnmarshalText([]byte(given)); err != nil {
			return bot.Decision{}, lang.Refuse("ballot.commitment-how", "text", shorten(given))
		}
		return bot.Decision{
			Events: []bot.Event{SeedCommitted{By: by, Commitment: given}},
			Reply:  bot.Say("ballot.seed-taken", "number", s.Number),
		}, nil
	}
	chance, err := hex.DecodeString(c.Fresh)
	if err != nil || len(chance) != proof.NonceSize {
		return bot.Decision{}, errNoChance
	}
	own := proof.SeedOf(chance)
	commitment, err := proof.CommitSeed(s.name(), by, own)
	if err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events: []bot.Event{SeedCommitted{By: by, Commitment: commitment.String()}},
		Reply:  bot.Say("ballot.seed-made", "number", s.Number, "seed", hex.EncodeToString(own), "hours", int(seedWait.Hours())),
	}, nil
}

// reveal opens a seed after the close. With the last one the count is made.
func reveal(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	by := seedBy(c)
	at := slices.IndexFunc(s.Seeds, func(x Seed) bool { return x.By == by })
	switch {
	case at < 0:
		return bot.Decision{}, lang.Refuse("ballot.no-seed", "number", s.Number)
	case s.Seeds[at].Opened != "":
		return nothing("ballot.seed-open-already", "number", s.Number)
	case s.Phase == PhaseOpen || s.Phase == PhaseDraft:
		return bot.Decision{}, lang.Refuse("ballot.seed-early", "number", s.Number)
	case s.Phase != PhaseClosed:
		return bot.Decision{}, lang.Refuse("ballot.seed-late", "number", s.Number)
	}
	text := strings.ToLower(strings.TrimSpace(c.Text("seed")))
	opened := unhex(text)
	h, err := proof.CommitSeed(s.name(), by, opened)
	if err != nil || h.String() != s.Seeds[at].Commitment {
		return bot.Decision{}, lang.Refuse("ballot.seed-other")
	}
	after := *s
	after.Seeds = slices.Clone(s.Seeds)
	after.Seeds[at].Opened = text
	d := bot.Decision{
		Events: []bot.Event{SeedOpened{By: by, Seed: text}}, Effects: s.live(), Reply: bot.Say("ballot.seed-opened", "number", s.Number),
	}
	if !after.seedsOpen() || !s.gathered() {
		return d, nil
	}
	d.Effects = append(d.Effects, s.note())
	return after.counting(c.View, d)
}

// settle records whom the Chair chose where the count left a tie.
func settle(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if err := s.mustBe(PhaseCounted); err != nil {
		return bot.Decision{}, err
	}
	if s.Count.Outcome != Tied {
		return bot.Decision{}, lang.Refuse("ballot.no-tie", "number", s.Number)
	}
	var chosen []tally.Candidate
	for _, piece := range pieces(c.Text("winners"), ",;\n") {
		x, err := s.named(piece)
		if err != nil {
			return bot.Decision{}, err
		}
		if !slices.Contains(s.Count.Tied, x) || slices.Contains(chosen, x) {
			return bot.Decision{}, lang.Refuse("ballot.not-tied", "name", s.Options[x].Name.Text, "names", s.listed(s.Count.Tied))
		}
		chosen = append(chosen, x)
	}
	slices.Sort(chosen)
	if !s.ends(chosen) {
		return bot.Decision{}, lang.Refuse("ballot.settle-count", "count", s.Count.Open, "names", s.listed(s.Count.Tied))
	}
	e, err := s.settled(c, chosen)
	if err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events:  []bot.Event{e},
		Effects: append(s.live(), toChair(c.View)),
		Reply:   bot.Say("ballot.settled", "names", s.listed(chosen), "number", s.Number),
	}, nil
}

// settled is the fact, with a commitment to its reason that outlives the reason.
func (s *State) settled(c *command.Context, chosen []tally.Candidate) (Settled, error) {
	e := Settled{Elected: chosen, By: c.Me(), Reason: bot.Write(c.Me(), c.Text("reason")), Nonce: bot.Write(c.Me(), c.Fresh)}
	h, err := proof.CommitReason(s.name(), unhex(c.Fresh), []byte(e.Reason.Text))
	if err != nil {
		return e, errNoChance
	}
	e.Commitment = h.String()
	return e, nil
}

// ends reports whether the count can end with those of the tied.
func (s *State) ends(chosen []tally.Candidate) bool {
	r, err := s.Result()
	if err != nil || r.Count == nil {
		return false
	}
	if len(r.Count.Committees) == 0 {
		return len(chosen) == s.Count.Open
	}
	return slices.ContainsFunc(r.Count.Committees, func(set []tally.Candidate) bool {
		rest := slices.DeleteFunc(slices.Clone(set), func(x tally.Candidate) bool { return !slices.Contains(s.Count.Tied, x) })
		slices.Sort(rest)
		return slices.Equal(rest, chosen)
	})
}

func (s *State) listed(of []tally.Candidate) string {
	names := make([]string, len(of))
	for i, x := range of {
		names[i] = s.Options[x].Name.Text
	}
	return strings.Join(names, ", ")
}

// publish makes the result known to whoever has looked at it first: without the mark
// that the button beside it carries, it shows what would be told.
func publish(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if s.Phase == PhasePublished {
		return nothing("ballot.published-already", "number", s.Number)
	}
	if err := s.mustBe(PhaseCounted); err != nil {
		return bot.Decision{}, err
	}
	if s.Count.Outcome == Tied && len(s.Settled.Elected) == 0 {
		return bot.Decision{}, lang.Refuse("ballot.settle-first", "names", s.listed(s.Count.Tied))
	}
	if c.Number("seen") != s.looks() {
		return s.lookFirst(c.View)
	}
	d := bot.Decision{
		Events:  []bot.Event{Published{By: c.Me()}},
		Effects: append(s.live(), s.note(), post("ballot.result", ShowResult, nil), toChair(c.View)),
		Reply:   bot.Say("ballot.published", "number", s.Number),
	}
	if s.Meeting != "" {
		d.Effects = append(d.Effects, s.minute("result"))
	}
	return d, nil
}

// looks is what the button to publish carries: another number whenever the Chair has
// decided a tie otherwise.
func (s *State) looks() int { return 1 + s.settlements }

// lookFirst shows what would be published, to be published by its button.
func (s *State) lookFirst(v bot.View) (bot.Decision, error) {
	m, err := s.counted(v)
	if err != nil {
		return bot.Decision{}, err
	}
	m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("ballot.look-first", "number", s.Number))})
	m.Seen = v.Say("seen.only-you")
	return bot.Decision{Reply: bot.Reply{Text: lang.T("ballot.look-first", "number", s.Number), Message: &m}}, nil
}

// withdraw ends a ballot without a result, with a reason that everybody reads.
func withdraw(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	switch s.Phase {
	case PhaseWithdrawn:
		return nothing("ballot.withdrawn-already", "number", s.Number)
	case PhaseNone, PhasePublished:
		return bot.Decision{}, s.mustBe(PhaseOpen)
	case PhaseDraft, PhaseOpen, PhaseClosed, PhaseCounted:
	}
	d := bot.Decision{
		Events:  []bot.Event{Withdrawn{By: c.Me(), Reason: bot.Write(c.Me(), c.Text("reason"))}},
		Effects: []bot.Effect{s.note()},
		Reply:   bot.Say("ballot.withdrawn", "number", s.Number),
	}
	if s.Phase == PhaseCounted {
		d.Effects = append(d.Effects, toChair(c.View))
	}
	if s.Phase != PhaseDraft && !s.outside() { // nobody was told of an outside result yet
		d.Effects = append(d.Effects, append(s.live(), post("ballot.withdrawn", ShowWithdrawn, nil))...)
		if s.Meeting != "" {
			d.Effects = append(d.Effects, s.minute("withdrawn"))
		}
	}
	return d, nil
}

// Due lists what time brings: the opening, the close, the end of the wait for
// seeds, and the day on which an outcome is looked at again.
func Due(v bot.View) []bot.Due {
	s := Of(v)
	switch {
	case s.Phase == PhaseDraft && !s.From.IsZero():
		return []bot.Due{{Key: s.due("open"), At: s.From, Call: bot.Do("ballot begin")}}
	case s.Phase == PhaseOpen && !s.ClosesAt.IsZero():
		return []bot.Due{{Key: s.due("close"), At: s.ClosesAt, Call: bot.Do("ballot end")}}
	case s.Phase == PhaseClosed && s.gathered():
		return []bot.Due{{Key: s.due("count"), At: s.revealed(), Call: bot.Do("ballot count")}}
	case s.Phase == PhasePublished && !s.reviewAt().IsZero():
		return []bot.Due{{Key: s.due("review"), At: s.reviewAt(), Call: bot.Do("ballot review")}}
	}
	return nil
}

// Rests reports whether time brings nothing more to the ballot: it is over, and no
// outcome of it is to be looked at again.
func Rests(v bot.View) bool {
	_, own := v.Here.Stream.Ballot()
	s := Of(v)
	return !own || s.Phase.Over() && s.reviewAt().IsZero()
}

// due names an occasion; another one whenever the times were changed.
func (s *State) due(what string) string { return "ballot." + what + "." + strconv.Itoa(s.plan) }
