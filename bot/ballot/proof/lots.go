package proof

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"magbot/bot/ballot/tally"
)

// Seed is one person's part in the lots: what they committed to when the ballot
// was opened, and the seed itself, which they open at close.
type Seed struct {
	By         string
	Commitment Hash
	Opened     []byte // nil: not opened
}

// ErrUnopened is returned where a seed was not opened. A tie is then the Chair's.
var ErrUnopened = errors.New("a seed was not opened")

// LeastSeeds is how many people must have committed to a seed, so that none of
// them alone can choose the order.
const LeastSeeds = 2

// A SeedError says whose seed cannot be used, and why.
type SeedError struct {
	By     string
	Reason string
}

func (e *SeedError) Error() string { return fmt.Sprintf("the seed of %q: %s", e.By, e.Reason) }

// CommitSeed is what is published of a seed when the ballot is opened.
func CommitSeed(ballot, by string, seed []byte) (Hash, error) {
	if len(seed) != NonceSize {
		return Hash{}, ErrNonce
	}
	return digest("magbot seed 1", []byte(ballot), []byte(by), seed), nil
}

// Lots is the order of candidates that decides ties which nothing else does: in
// a tie it happens to whoever comes first (tally.Election.Lots). Each candidate's
// lot is the hash of one key and their name, the key being the hash of the
// ballot, the root of all ballots, and the people and seeds in the order of the
// names of the people; the lowest lot is the first. ErrUnopened and *SeedError say
// why there is no order.
func Lots(ballot string, seeds []Seed, root Hash, candidates []string) ([]tally.Candidate, error) {
	if len(seeds) < LeastSeeds {
		return nil, fmt.Errorf("lots need the seeds of at least %d people, not %d", LeastSeeds, len(seeds))
	}
	seeds = slices.SortedFunc(slices.Values(seeds), func(a, b Seed) int { return cmp.Compare(a.By, b.By) })
	fields := [][]byte{[]byte(ballot), root[:]}
	for i, s := range seeds {
		if i > 0 && s.By == seeds[i-1].By {
			return nil, &SeedError{s.By, "one person has one seed"}
		}
		if s.Opened == nil {
			return nil, fmt.Errorf("the seed of %q: %w", s.By, ErrUnopened)
		}
		commitment, err := CommitSeed(ballot, s.By, s.Opened)
		if err != nil || commitment != s.Commitment {
			return nil, &SeedError{s.By, "what was opened is not what was committed to"}
		}
		fields = append(fields, []byte(s.By), s.Opened)
	}
	key := digest("magbot lots 1", fields...)
	lots := make([]Hash, len(candidates))
	order := make([]tally.Candidate, len(candidates))
	for c, name := range candidates {
		lots[c], order[c] = digest("magbot lot 1", key[:], []byte(name)), tally.Candidate(c)
	}
	slices.SortFunc(order, func(a, b tally.Candidate) int { return compare(lots[a], lots[b]) })
	return order, nil
}
