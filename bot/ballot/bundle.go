package ballot

import (
	"fmt"
	"slices"

	"magbot/bot"
	"magbot/bot/ballot/bundle"
	"magbot/bot/ballot/proof"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// Bundle is everything that others need to count the ballot again, offline
// (magbot verify). Of a ballot that is not open it holds choices without names, or
// none where they are not given out.
func (s *State) Bundle() (*bundle.Bundle, error) {
	b := &bundle.Bundle{
		Form: bundle.Form1, Ballot: s.name(), Question: s.Question.Text, Mode: bundle.Mode(s.Rules.Mode), Kind: bundle.Choice,
		Opened: bundle.Moment{At: s.OpenedAt, Head: s.OpenedHead}, Closed: bundle.Moment{At: s.ClosedAt, Head: s.Gathered.Head},
		Advisory: s.Advice, ReceiptKey: s.Receipts, Missing: s.Gathered.Missing,
		Rules: bundle.Rules{
			Method: s.Rules.Method, Seats: s.Rules.Seats, None: s.Rules.None, Threshold: s.Rules.Threshold, Base: s.Rules.Base,
			Quorum: s.Rules.Quorum, GroupQuorum: s.Rules.GroupQuorum, Double: s.Rules.Double, Counts: s.Rules.counts(),
			Budget: s.Rules.Budget, Supports: s.Rules.Supports, Objects: s.Rules.Objects,
		},
	}
	switch s.Rules.Kind {
	case YesNo:
		b.Kind = bundle.Motion
	case Gradients:
		b.Kind = bundle.Gradient
	case PickOne, Approval, Score, Dots, Ranked, Election:
	}
	s.bundleOptions(b)
	s.bundleVoters(b)
	if err := s.bundleBallots(b); err != nil {
		return nil, err
	}
	if err := s.bundleSettled(b); err != nil {
		return nil, err
	}
	if err := b.Finish(); err != nil {
		return nil, fmt.Errorf("make the bundle: %w", err)
	}
	if !s.mayBundle() && len(b.Ballots) > 0 {
		if err := b.Withhold(); err != nil {
			return nil, fmt.Errorf("make the bundle: %w", err)
		}
	}
	return b, nil
}

func (s *State) bundleSettled(b *bundle.Bundle) error {
	if s.Settled.Elected == nil {
		return nil
	}
	b.Settled = &bundle.Settled{By: string(s.Settled.By), Reason: s.Settled.Reason.Text, Nonce: s.Settled.Nonce.Text}
	if text := s.Settled.Commitment; text != "" {
		if err := b.Settled.Commitment.UnmarshalText([]byte(text)); err != nil {
			return fmt.Errorf("the commitment to the reason: %w", err)
		}
	}
	for _, c := range s.Settled.Elected {
		b.Settled.Elected = append(b.Settled.Elected, s.Options[c].Name.Text)
	}
	return nil
}

func (s *State) bundleOptions(b *bundle.Bundle) {
	axes := s.countOptions().Axes
	for _, a := range axes {
		x := bundle.Axis{Name: a.Name}
		for _, l := range a.Limits {
			x.Limits = append(x.Limits, bundle.Limit{Part: l.Part, Min: l.Min, Max: l.Max})
		}
		b.Rules.Seating = append(b.Rules.Seating, x)
	}
	for i, o := range s.Options {
		option := bundle.Option{Name: o.Name.Text}
		for _, a := range axes {
			if a.Of[i] == "" {
				continue
			}
			if option.Parts == nil {
				option.Parts = map[string]string{}
			}
			option.Parts[a.Name] = a.Of[i]
		}
		b.Options = append(b.Options, option)
	}
}

func (s *State) bundleVoters(b *bundle.Bundle) {
	for _, w := range s.Voters {
		b.Electorate.Voters = append(b.Electorate.Voters, bundle.Voter{Person: string(w.Person), Group: string(w.Group)})
		switch {
		case s.recused[w.Person]:
			b.Electorate.Recused = append(b.Electorate.Recused, string(w.Person))
		case s.Voted[w.Person]:
			b.Electorate.Voted = append(b.Electorate.Voted, string(w.Person))
		}
	}
	for _, x := range s.proofSeeds() {
		seed := bundle.Seed{By: x.By, Commitment: x.Commitment}
		if at := slices.IndexFunc(s.Seeds, func(y Seed) bool { return y.By == x.By }); at >= 0 {
			seed.Opened = s.Seeds[at].Opened
		}
		b.Seeds = append(b.Seeds, seed)
	}
}

// bundleBallots puts the votes in as their mode promised, and what groups said
// of a double majority, which nobody else can know.
func (s *State) bundleBallots(b *bundle.Bundle) error {
	for _, text := range s.Gathered.Commitments {
		var h proof.Hash
		if err := h.UnmarshalText([]byte(text)); err != nil {
			return fmt.Errorf("a commitment of the ballot: %w", err)
		}
		b.Commits = append(b.Commits, h)
	}
	if s.Rules.Mode == Open {
		for _, w := range s.Voters {
			if e, ok := s.Casts[w.Person]; ok {
				b.Ballots = append(b.Ballots, bundle.Ballot{Choice: e.Choice, Person: string(w.Person), Group: string(w.Group), Nonce: e.Nonce})
			}
		}
		return nil
	}
	papers := s.Papers()
	if len(papers) < leastTold {
		return nil
	}
	for _, p := range papers {
		b.Ballots = append(b.Ballots, bundle.Ballot{Choice: p.Choice})
	}
	if !s.Rules.Double {
		return nil
	}
	r, err := s.Result()
	if err != nil {
		return err
	}
	b.Result.Motion = &bundle.MotionSum{Groups: r.Motion.GroupsCounted, GroupsFor: r.Motion.GroupsFor, GroupsNeeded: r.Motion.GroupsNeeded}
	return nil
}

// mayBundle reports whether the votes can be given to others. Where totals tell
// as much as the list of them, they can; a ranking may tell who wrote it, so that
// it has to have been announced.
func (s *State) mayBundle() bool {
	one := s.Rules.way() == YesNo || s.Rules.way() == PickOne || s.Rules.way() == Gradients
	return s.Rules.Mode == Open || s.Rules.Sheet || one
}

// sealNote is the seal of the bundle, posted with the result: whoever is handed a
// bundle later can see that it is the one of that day.
func (s *State) sealNote(v bot.View) []chat.Block {
	if s.Phase != PhasePublished || s.outside() {
		return nil
	}
	b, err := s.Bundle()
	if err != nil {
		return nil
	}
	return []chat.Block{chat.Note{Text: chat.Line(v.Say("ballot.posted-seal", "number", s.Number, "seal", b.Seal.String()))}}
}

// showBundle gives the file that anybody can count again.
func showBundle(c *command.Context) (bot.Reply, error) {
	s := Of(c.View)
	switch {
	case s.Phase != PhasePublished:
		return bot.Reply{}, lang.Refuse("ballot.unpublished", "number", s.Number)
	case s.outside():
		return bot.Reply{}, lang.Refuse("ballot.bundle-outside", "number", s.Number)
	}
	b, err := s.Bundle()
	if err != nil {
		return bot.Reply{}, err
	}
	text, err := b.Format()
	if err != nil {
		return bot.Reply{}, err
	}
	about := "ballot.bundle"
	if b.Withheld {
		about = "ballot.bundle-withheld"
	}
	return only(c.View, chat.Message{Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(c.Say(about))},
		chat.File{Name: "ballot-" + string(s.ID) + ".json", Type: "application/json", Text: string(text)},
		chat.Note{Text: chat.Line(c.Say("ballot.bundle-seal", "seal", b.Seal.String()))},
	}}), nil
}
