package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
)

// SlipKey is the random name under which a slip lies in an urn.
type SlipKey [16]byte

// Slip is something that lies beside a stream until a record takes its place, and
// of which nothing else is known: not who laid it there, not when, not why, not
// after which other. What it says is sealed before it comes here.
type Slip struct {
	Key    SlipKey
	Sealed []byte
}

// UrnChange is what an append does to the urn of its stream: Empty takes out all
// that lies there, and then Lay lays slips in.
type UrnChange struct {
	Empty bool
	Lay   []Slip
}

// Urn keeps slips beside a stream. They are in no record and no hash, are never
// followed, and are the one thing that a store forgets.
type Urn interface {
	// AppendUrn is Append, and changes the urn of the stream in the same
	// transaction: both are done or neither. A key that lies there already is laid
	// once.
	AppendUrn(ctx context.Context, stream Stream, at Version, change UrnChange, records ...Record) error

	// Slips gives what lies in the urn of a stream, in the order of the keys,
	// which tells nothing because they are random.
	Slips(ctx context.Context, stream Stream) ([]Slip, error)

	// Lay lays slips into the urn of a stream without a record: for a copy of a
	// record, and for nothing else.
	Lay(ctx context.Context, stream Stream, slips ...Slip) error
}

// MaxSlip is the largest slip, in bytes.
const MaxSlip = 1 << 16

// CheckSlips returns what is wrong with slips before any store is asked.
func CheckSlips(stream Stream, slips []Slip) error {
	if err := stream.Check(); err != nil {
		return err
	}
	for _, s := range slips {
		if len(s.Sealed) > MaxSlip {
			return fmt.Errorf("the urn of stream %s: a slip has %d bytes; the most is %d", stream, len(s.Sealed), MaxSlip)
		}
	}
	return nil
}

// SortSlips puts slips in the order of their keys.
func SortSlips(slips []Slip) {
	slices.SortFunc(slips, func(a, b Slip) int { return bytes.Compare(a.Key[:], b.Key[:]) })
}

// copyUrns carries the slips over that lie beside the streams of a record, where
// both sides keep urns.
func copyUrns(ctx context.Context, from Lister, source, target any) error {
	out, has := source.(Urn)
	in, takes := target.(Urn)
	if !has || !takes {
		return nil
	}
	for head, err := range from.Streams(ctx, "") {
		if err != nil {
			return fmt.Errorf("list the streams: %w", err)
		}
		lying, err := out.Slips(ctx, head.Stream)
		if err == nil && len(lying) > 0 {
			err = in.Lay(ctx, head.Stream, lying...)
		}
		if err != nil {
			return fmt.Errorf("copy the urn of stream %s: %w", head.Stream, err)
		}
	}
	return nil
}

// sameUrn refuses two urns that do not hold the same.
func sameUrn(ctx context.Context, one, other any, stream Stream) error {
	a, is := one.(Urn)
	b, too := other.(Urn)
	if !is || !too {
		return nil
	}
	here, err := a.Slips(ctx, stream)
	if err != nil {
		return err
	}
	there, err := b.Slips(ctx, stream)
	if err != nil {
		return err
	}
	if slipSum(here) != slipSum(there) {
		return &DifferentError{Stream: stream, Problem: "what lies in its urn is not the same"}
	}
	return nil
}

func slipSum(list []Slip) [sha256.Size]byte {
	sum := sha256.New()
	for _, s := range list {
		one := sha256.Sum256(s.Sealed)
		sum.Write(s.Key[:])
		sum.Write(one[:])
	}
	return [sha256.Size]byte(sum.Sum(nil))
}
