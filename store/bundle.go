package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// A bundle carries whole streams to somebody who has no store, such as a
// verifier outside. It is text, one JSON object a line, without blanks:
//
//	{"bundle":"magbot","format":1}
//	{"stream":"meeting/7","version":1,"prev":"000…","hash":"9f2…","body":"eyJ…"}
//	…
//	{"heads":[{"stream":"meeting/7","version":2,"hash":"c41…"}]}
//
// Hashes are 64 lower-case hexadecimal digits, bodies are standard base64. The
// records of a stream stand together, from the first to the last; the last line
// names the head of each stream, in the order in which they stand. A line may
// end as Windows ends it, because mail does that to files; nothing else may
// differ.

const (
	bundleFormat = 1
	longestLine  = MaxBody/3*4 + 1<<12
)

var errSpelling = errors.New("it is not written as a bundle is: another field, blank or spelling")

type bundleFirst struct {
	Bundle string `json:"bundle"`
	Format int    `json:"format"`
}

type bundleRecord struct {
	Stream  Stream  `json:"stream"`
	Version Version `json:"version"`
	Prev    Hash    `json:"prev"`
	Hash    Hash    `json:"hash"`
	Body    []byte  `json:"body"`
}

type bundleHead struct {
	Stream  Stream  `json:"stream"`
	Version Version `json:"version"`
	Hash    Hash    `json:"hash"`
}

type bundleLast struct {
	Heads []bundleHead `json:"heads"`
}

// Report says what a sound bundle holds.
type Report struct {
	Heads   []Head // of its streams, in the order of the bundle
	Records int
}

// BundleError names the line at which a bundle is not what it should be. Err is
// a *ChainError when a record is wrong.
type BundleError struct {
	Line int // from 1
	Err  error
}

func (e *BundleError) Error() string { return fmt.Sprintf("line %d of the bundle: %v", e.Line, e.Err) }

// Unwrap returns Err.
func (e *BundleError) Unwrap() error { return e.Err }

// WriteBundle writes whole streams to w, as far as they go when each is read.
// A stream without records, or named twice, is an error. What was written
// before an error is not a bundle.
func WriteBundle(ctx context.Context, w io.Writer, log Log, streams ...Stream) error {
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	if err := lines.Encode(bundleFirst{Bundle: "magbot", Format: bundleFormat}); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	last := bundleLast{Heads: []bundleHead{}}
	for i, stream := range streams {
		if slices.Contains(streams[:i], stream) {
			return fmt.Errorf("write bundle: stream %s is named twice", stream)
		}
		head, err := writeStream(ctx, lines, log, stream)
		if err != nil {
			return fmt.Errorf("write bundle: %w", err)
		}
		last.Heads = append(last.Heads, head)
	}
	if err := errors.Join(lines.Encode(last), out.Flush()); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return nil
}

func writeStream(ctx context.Context, lines *json.Encoder, log Log, stream Stream) (bundleHead, error) {
	head := bundleHead{Stream: stream}
	for r, err := range log.Read(ctx, stream, 0) {
		if err != nil {
			return head, err
		}
		if r.Body == nil {
			r.Body = []byte{} // null would be a second way to write the same
		}
		line := bundleRecord{Stream: stream, Version: r.Version, Prev: r.Prev, Hash: r.Hash, Body: r.Body}
		if err := lines.Encode(line); err != nil {
			return head, err
		}
		head.Version, head.Hash = r.Version, r.Hash
	}
	if head.Version == 0 {
		return head, fmt.Errorf("stream %s has no records", stream)
	}
	return head, nil
}

// CheckBundle reads a bundle and checks every record, offline. The first thing
// that is wrong is a *BundleError that names the line and, where a record is
// wrong, its stream and version.
func CheckBundle(r io.Reader) (Report, error) {
	return ReadBundle(r, func(Stream, Record) error { return nil })
}

// ReadBundle is CheckBundle that shows each record once it is checked, in the
// order of the bundle. What comes after it may still be wrong, so nothing that
// was seen counts before ReadBundle has returned nil. An error of see ends it
// and is returned as a *BundleError too.
func ReadBundle(r io.Reader, see func(Stream, Record) error) (Report, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	c := bundleCheck{see: see}
	for lines.Scan() {
		c.line++
		if err := c.take(lines.Bytes()); err != nil {
			return Report{}, &BundleError{Line: c.line, Err: err}
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return Report{}, &BundleError{Line: c.line + 1, Err: fmt.Errorf("it is longer than %d bytes", longestLine)}
	case err != nil:
		return Report{}, fmt.Errorf("read bundle: %w", err)
	case !c.ended:
		return Report{}, &BundleError{Line: c.line + 1, Err: errors.New("the line with the heads is missing, so the bundle was cut off: get it again")}
	}
	return c.report, nil
}

type bundleCheck struct {
	see    func(Stream, Record) error
	line   int
	ended  bool
	report Report
}

func (c *bundleCheck) take(line []byte) error {
	switch {
	case c.ended:
		return errors.New("it comes after the line with the heads")
	case c.line == 1:
		return c.first(line)
	case bytes.HasPrefix(line, []byte(`{"heads":`)):
		return c.last(line)
	}
	return c.record(line)
}

func (c *bundleCheck) first(line []byte) error {
	var first bundleFirst
	if err := exact(line, &first); err != nil || first.Bundle != "magbot" {
		return errors.New("this is not a bundle of magbot")
	}
	if first.Format != bundleFormat {
		return fmt.Errorf("it has the format %d and this release reads %d: check it with the release that wrote it", first.Format, bundleFormat)
	}
	return nil
}

func (c *bundleCheck) record(line []byte) error {
	var b bundleRecord
	if err := exact(line, &b); err != nil {
		return err
	}
	if b.Body == nil {
		return errSpelling
	}
	if err := b.Stream.Check(); err != nil {
		return err
	}
	if len(b.Body) > MaxBody {
		return &BodyError{Stream: b.Stream, Version: b.Version, Size: len(b.Body)}
	}
	heads := c.report.Heads
	if len(heads) == 0 || heads[len(heads)-1].Stream != b.Stream {
		if slices.ContainsFunc(heads, func(h Head) bool { return h.Stream == b.Stream }) {
			return fmt.Errorf("stream %s goes on here, after another stream", b.Stream)
		}
		c.report.Heads = append(c.report.Heads, Head{Stream: b.Stream})
	}
	head := &c.report.Heads[len(c.report.Heads)-1]
	r := Record{Version: b.Version, Prev: b.Prev, Hash: b.Hash, Body: b.Body}
	if err := r.Check(b.Stream, head.Version+1, head.Hash); err != nil {
		return err
	}
	head.Version, head.Hash = r.Version, r.Hash
	c.report.Records++
	return c.see(b.Stream, r)
}

func (c *bundleCheck) last(line []byte) error {
	var last bundleLast
	if err := exact(line, &last); err != nil {
		return err
	}
	if last.Heads == nil {
		return errSpelling
	}
	if len(last.Heads) != len(c.report.Heads) {
		return fmt.Errorf("it names %d streams, and the bundle holds %d", len(last.Heads), len(c.report.Heads))
	}
	for i, named := range last.Heads {
		held := c.report.Heads[i]
		switch {
		case named.Stream != held.Stream:
			return fmt.Errorf("it names stream %q where the bundle holds %s", string(named.Stream), held.Stream)
		case named.Version > held.Version:
			return Lost(held.Stream, named.Version, held.Version)
		case Head(named) != held:
			return fmt.Errorf("it names record %d with the hash %s as the head of stream %s, and the bundle ends at record %d with %s",
				named.Version, named.Hash.Short(), held.Stream, held.Version, held.Hash.Short())
		}
	}
	c.ended = true
	return nil
}

// exact decodes a line that is exactly what this package writes: no other
// fields, blanks, spellings or doubled names, which two readers could take for
// two different things.
func exact[T any](line []byte, into *T) error {
	if err := json.Unmarshal(line, into); err != nil {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	again, err := json.Marshal(into)
	if err != nil {
		return fmt.Errorf("it cannot be written again: %w", err)
	}
	if !bytes.Equal(line, again) {
		return errSpelling
	}
	return nil
}
