package ballot

import (
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/ballot/proof"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// errNoChance is a mistake in the shell: it draws chance for every input.
var errNoChance = errors.New("an input without 32 fresh bytes cannot make a ballot or a seed")

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

// toSeeder asks for a seed to be opened, for as long as it can be.
func toSeeder(by string) bot.Effect {
	e := bot.Effect{Do: bot.Live, Key: "ballot.seed." + by, Show: ShowSeed, To: bot.ToPerson(bot.PersonID(by)), With: map[string]string{"by": by}}
	if by == operator {
		e.To = bot.ToRole(bot.RoleSecretariat)
	}
	return e
}

// toSeeders asks all whose seed is not open.
func (s *State) toSeeders() (effects []bot.Effect) {
	for _, x := range s.Seeds {
		if x.Opened == "" {
			effects = append(effects, toSeeder(x.By))
		}
	}
	return effects
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
		Events: []bot.Event{SeedOpened{By: by, Seed: text}}, Effects: append(s.live(), toSeeder(by)), Reply: bot.Say("ballot.seed-opened", "number", s.Number),
	}
	if !after.seedsOpen() || !s.gathered() {
		return d, nil
	}
	d.Effects = append(d.Effects, s.note())
	return after.counting(c.View, d)
}
