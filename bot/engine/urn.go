package engine

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/store"
	"magbot/store/seal"
)

// slipSize is what the text of a slip is filled up to a multiple of, in bytes, so
// that its length does not tell what it says.
const slipSize = 512

// urnKey names the key under which lies what is in the urn of a stream.
func urnKey(id bot.StreamID) seal.KeyID { return seal.KeyID("urn/" + string(id)) }

// sealSlip makes a slip of a line. It says nothing of the record that it is laid
// with, and its key is drawn.
func (e *Engine) sealSlip(id bot.StreamID, line string) (*store.Slip, error) {
	if strings.ContainsAny(line, "\n\x00") {
		return nil, errors.New("a slip is one line of text")
	}
	filled := make([]byte, (len(line)/slipSize+1)*slipSize)
	copy(filled, line)
	var slip store.Slip
	if _, err := io.ReadFull(e.random, slip.Key[:]); err != nil {
		return nil, fmt.Errorf("draw random bytes: %w", err)
	}
	var err error
	if slip.Sealed, err = e.codec.keys.Seal(urnKey(id), filled, []byte("urn of "+id)); err != nil {
		return nil, fmt.Errorf("seal a slip: %w", err)
	}
	return &slip, nil
}

// recorded is the cause as the record holds it: the input's own, or a drawn one
// where that could tell what was asked.
func (e *Engine) recorded(j *job, d bot.Decision) (bot.Cause, error) {
	if j.veiled = d.Veiled || d.Slip != ""; !j.veiled {
		return j.in.Cause, nil
	}
	var drawn [16]byte
	if _, err := io.ReadFull(e.random, drawn[:]); err != nil {
		return "", fmt.Errorf("draw random bytes: %w", err)
	}
	return bot.Cause("veiled:" + hex.EncodeToString(drawn[:])), nil
}

// remember keeps the causes that the record does not hold, now that it holds what
// they asked. What was refused is left to the rule, which knows it again and refuses
// it again: it must never be called done. s.write must be held.
func (s *stream) remember(done []*job) {
	for _, j := range done {
		if !j.veiled || j.ref.Version == 0 || j.reply.Refused {
			continue
		}
		if s.veiled == nil {
			s.veiled = map[causeSum]uint64{}
		}
		s.veiled[sumCause(j.in.Cause)] = j.ref.Version
	}
}

// openSlips reads what lies in the urn of a stream, sorted, so that not even the
// order of the random keys is left.
func (e *Engine) openSlips(id bot.StreamID) ([]string, error) {
	slips, err := e.store.Slips(e.ctx, store.Stream(id))
	if err != nil {
		return nil, err
	}
	lines := make([]string, 0, len(slips))
	for _, s := range slips {
		plain, err := e.codec.keys.Open(urnKey(id), s.Sealed, []byte("urn of "+id))
		if errors.Is(err, seal.ErrErased) || errors.Is(err, seal.ErrUnknownKey) || errors.Is(err, seal.ErrTampered) {
			e.log.Error("a slip of the urn cannot be read, now or ever", "stream", id, "error", err)
			continue // who gathers counts what is missing
		}
		if err != nil {
			return nil, fmt.Errorf("open a slip of the urn of %s: %w", id, err)
		}
		lines = append(lines, strings.TrimRight(string(plain), "\x00"))
	}
	slices.Sort(lines)
	return lines, nil
}

// append appends what was decided, and changes the urn where that belongs to it.
func (e *Engine) append(s *stream, b decided) error {
	if b.after != nil {
		return e.store.(store.Shared).AppendNext(e.ctx, *b.after, store.Stream(s.id), store.Version(b.at), b.urn, b.records...)
	}
	if !b.urn.Empty && len(b.urn.Lay) == 0 {
		return e.store.Append(e.ctx, store.Stream(s.id), store.Version(b.at), b.records...)
	}
	return e.store.AppendUrn(e.ctx, store.Stream(s.id), store.Version(b.at), b.urn, b.records...)
}

// errUrnFull is the error for an urn that its stream did not empty: the same is
// asked again later, and what lies there stays.
func errUrnFull(left []store.Slip) error {
	if len(left) == 0 {
		return nil
	}
	return fmt.Errorf("%d slips still lie in the urn", len(left))
}
