package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// MaxBody is the largest body of a record, in bytes (16 MiB). A file belongs
// beside the record, its hash into it.
const MaxBody = 16 << 20

// domain keeps a record's hash from ever being the hash of something else.
const domain = "magbot record 1\x00"

// Hash is a SHA-256 sum. The zero Hash stands before the first record.
type Hash [sha256.Size]byte

// String returns all 64 hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Short returns the first 8 hexadecimal digits, enough for people to compare.
func (h Hash) Short() string { return h.String()[:8] }

// MarshalText writes the 64 lower-case hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads exactly what MarshalText writes.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(h)) {
		return fmt.Errorf("a hash has %d hexadecimal digits, not %d characters", hex.EncodedLen(len(h)), len(text))
	}
	var sum Hash
	if _, err := hex.Decode(sum[:], text); err != nil {
		return fmt.Errorf("a hash has hexadecimal digits only: %w", err)
	}
	if lower := bytes.ToLower(text); !bytes.Equal(lower, text) {
		return fmt.Errorf("a hash is written in lower case: %s", lower)
	}
	*h = sum
	return nil
}

// Record is one link of a stream's chain.
type Record struct {
	Version Version // place in the stream, from 1
	Prev    Hash    // hash of the record before it; zero for the first
	Hash    Hash    // over stream, Version, Prev and Body: see the package comment
	Body    []byte  // opaque to the store; may be empty
}

// Chain builds the records that follow the one at version after with the hash
// prev, one for each body, in order. The bodies are not copied.
func Chain(stream Stream, after Version, prev Hash, bodies ...[]byte) []Record {
	records := make([]Record, 0, len(bodies))
	for _, body := range bodies {
		after++
		r := Record{Version: after, Prev: prev, Body: body}
		r.Hash = r.sum(stream)
		records = append(records, r)
		prev = r.Hash
	}
	return records
}

// Check returns nil when r is the record of stream at the version at and
// follows the record with the hash prev, and otherwise a [*ChainError] that
// says what is wrong.
func (r Record) Check(stream Stream, at Version, prev Hash) error {
	switch {
	case r.Version > at:
		return &ChainError{Stream: stream, Version: at, Problem: fmt.Sprintf("it is missing; record %d follows instead", r.Version)}
	case r.Version < at:
		return &ChainError{Stream: stream, Version: at, Problem: fmt.Sprintf("record %d stands in its place", r.Version)}
	case r.Prev != prev:
		return &ChainError{Stream: stream, Version: at, Problem: fmt.Sprintf(
			"it follows a record with the hash %s, but the record before it has %s", r.Prev.Short(), prev.Short())}
	case r.sum(stream) != r.Hash:
		return &ChainError{Stream: stream, Version: at, Problem: "its content does not match its hash"}
	}
	return nil
}

// sum computes the hash of r as the package comment lays down.
func (r Record) sum(stream Stream) Hash {
	head := make([]byte, 0, len(domain)+2+len(stream)+8+sha256.Size)
	head = append(head, domain...)
	head = binary.BigEndian.AppendUint16(head, uint16(len(stream)))
	head = append(head, stream...)
	head = binary.BigEndian.AppendUint64(head, uint64(r.Version))
	head = append(head, r.Prev[:]...)
	sum := sha256.New()
	sum.Write(head)
	sum.Write(r.Body)
	return Hash(sum.Sum(nil))
}

// ChainError names the first place where a stream is not the chain it should
// be: a record that is missing, changed, or follows another one than it says.
type ChainError struct {
	Stream  Stream
	Version Version
	Problem string
}

func (e *ChainError) Error() string {
	return fmt.Sprintf("stream %s record %d: %s", e.Stream, e.Version, e.Problem)
}
