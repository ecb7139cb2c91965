package store

import (
	"fmt"
	"strings"
)

// MaxStream is the longest name of a stream, in bytes.
const MaxStream = 200

// Stream names one chain of records: "community", "meeting/7",
// "receipts/meeting/7". A name is 1 to [MaxStream] bytes of lower-case ASCII
// letters, digits, "-", "." and "/"; no segment between slashes is empty, "."
// or "..", so that a name can also be a path in an export.
type Stream string

// Version is the number of a stream's last record, counted from 1; 0 is an
// empty stream.
type Version uint64

// Position is the place of one append in the order of all appends of a store,
// counted from 1 without gaps; 0 is before the first.
type Position uint64

// Check returns nil for a valid name, or an error that names the place and the
// rule.
func (s Stream) Check() error {
	if len(s) == 0 || len(s) > MaxStream {
		return &StreamError{Stream: s, Problem: fmt.Sprintf("it has %d bytes; a name has 1 to %d", len(s), MaxStream)}
	}
	for i := range len(s) {
		if !allowed(s[i]) {
			return &StreamError{Stream: s, Problem: fmt.Sprintf(
				"byte %d is %q; use lower-case letters a to z, digits, '-', '.' and '/'", i+1, s[i])}
		}
	}
	for segment := range strings.SplitSeq(string(s), "/") {
		switch segment {
		case "":
			return &StreamError{Stream: s, Problem: "a segment is empty; write exactly one '/' between two segments and none at the ends"}
		case ".", "..":
			return &StreamError{Stream: s, Problem: fmt.Sprintf("the segment %q is not a name", segment)}
		}
	}
	return nil
}

func allowed(c byte) bool {
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '/'
}

// StreamError says why a name cannot be the name of a stream.
type StreamError struct {
	Stream  Stream
	Problem string
}

func (e *StreamError) Error() string {
	name := string(e.Stream)
	if len(name) > MaxStream {
		name = name[:MaxStream] + "…"
	}
	return fmt.Sprintf("%q is not the name of a stream: %s", name, e.Problem)
}
