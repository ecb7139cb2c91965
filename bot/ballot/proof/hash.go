package proof

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
)

// Hash is a SHA-256. As text it is 64 hexadecimal digits.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes it as String does.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText wrote, in either case.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(h)) {
		return fmt.Errorf("a hash has %d hexadecimal digits, not %d characters", hex.EncodedLen(len(h)), len(text))
	}
	if _, err := hex.Decode(h[:], text); err != nil {
		return fmt.Errorf("read a hash: %w", err)
	}
	return nil
}

// digest hashes a label and fields, each led by its length.
func digest(label string, fields ...[]byte) Hash {
	d := sha256.New()
	for _, f := range append([][]byte{[]byte(label)}, fields...) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(f)))
		d.Write(n[:])
		d.Write(f)
	}
	return Hash(d.Sum(nil))
}

// NonceSize is how many bytes of chance hide a choice or a seed.
const NonceSize = 32

// ErrNonce is returned for a nonce or seed of another size: a shorter one could
// be found by trying.
var ErrNonce = errors.New("a nonce or seed must have 32 bytes")

// CommitReason is what a seal holds of the reason for settling a tie: whoever has
// the reason and its nonce can check it, and when both are erased it tells nothing.
func CommitReason(ballot string, nonce, reason []byte) (Hash, error) {
	if len(nonce) != NonceSize {
		return Hash{}, ErrNonce
	}
	return digest("magbot reason 1", []byte(ballot), nonce, reason), nil
}

// CommitBallot is what is recorded of a ballot before it is opened: whoever has
// it can check the ballot later, and cannot tell the choice now. ballot names the
// poll; choice is the ballot in its canonical form
// (tally.Ballot.Canonical).
func CommitBallot(ballot string, nonce, choice []byte) (Hash, error) {
	if len(nonce) != NonceSize {
		return Hash{}, ErrNonce
	}
	return digest("magbot ballot 1", []byte(ballot), nonce, choice), nil
}
