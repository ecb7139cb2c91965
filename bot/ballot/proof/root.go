package proof

import (
	"bytes"
	"errors"
	"math/bits"
	"slices"
)

// ErrTwice is returned where two ballots have the same commitment: one of them
// was copied, because nonces do not repeat.
var ErrTwice = errors.New("two ballots have the same commitment")

// Root is one hash over all commitments, whatever the order in which they come:
// the Merkle tree of RFC 9162, section 2.1, over the sorted commitments. No
// ballots have a root too.
func Root(commitments []Hash) (Hash, error) {
	sorted, err := inOrder(commitments)
	if err != nil {
		return Hash{}, err
	}
	return tree(sorted), nil
}

func inOrder(commitments []Hash) ([]Hash, error) {
	sorted := slices.Clone(commitments)
	slices.SortFunc(sorted, compare)
	if len(slices.Compact(slices.Clone(sorted))) != len(sorted) {
		return nil, ErrTwice
	}
	return sorted, nil
}

func compare(a, b Hash) int { return bytes.Compare(a[:], b[:]) }

func leafOf(commitment Hash) Hash { return digest("magbot leaf 1", commitment[:]) }

func nodeOf(left, right Hash) Hash { return digest("magbot node 1", left[:], right[:]) }

func tree(sorted []Hash) Hash {
	switch len(sorted) {
	case 0:
		return digest("magbot no ballots 1")
	case 1:
		return leafOf(sorted[0])
	}
	cut := split(len(sorted))
	return nodeOf(tree(sorted[:cut]), tree(sorted[cut:]))
}

// split is the greatest power of two below n, which is at least 2.
func split(n int) int { return 1 << (bits.Len(uint(n-1)) - 1) }

// Proof shows that one commitment is under a root, without the others.
type Proof struct {
	At    int    // the place of the commitment among the sorted ones, from 0
	Of    int    // how many there are
	Sides []Hash // what stands beside it, from the bottom up
}

// Prove makes the Proof of one commitment; false where it is not among them.
func Prove(commitments []Hash, one Hash) (Proof, bool) {
	sorted, err := inOrder(commitments)
	if err != nil {
		return Proof{}, false
	}
	at, found := slices.BinarySearchFunc(sorted, one, compare)
	if !found {
		return Proof{}, false
	}
	p := Proof{At: at, Of: len(sorted)}
	for len(sorted) > 1 {
		cut := split(len(sorted))
		if at < cut {
			p.Sides = append(p.Sides, tree(sorted[cut:]))
			sorted = sorted[:cut]
		} else {
			p.Sides = append(p.Sides, tree(sorted[:cut]))
			sorted, at = sorted[cut:], at-cut
		}
	}
	slices.Reverse(p.Sides)
	return p, true
}

// Shows says whether the proof leads from the commitment to the root.
func (p Proof) Shows(root, commitment Hash) bool {
	if p.At < 0 || p.At >= p.Of {
		return false
	}
	// on which side the commitment stands, from the top down
	var right []bool
	for at, n := p.At, p.Of; n > 1; {
		cut := split(n)
		right = append(right, at >= cut)
		if at < cut {
			n = cut
		} else {
			at, n = at-cut, n-cut
		}
	}
	if len(right) != len(p.Sides) {
		return false
	}
	h := leafOf(commitment)
	for i, side := range p.Sides {
		if right[len(right)-1-i] {
			h = nodeOf(side, h)
		} else {
			h = nodeOf(h, side)
		}
	}
	return h == root
}
