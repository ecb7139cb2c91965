// Package store is the contract of the record: append-only streams of
// hash-chained records, and nothing that can change or remove one.
//
// Rules that every store keeps:
//
//   - Append is all or none, and durable before it returns nil. It succeeds
//     only when the stream stands exactly at the version and at the previous
//     hash that the writer saw, so of two racing writers one wins and the other
//     gets [ErrConflict], reads on and decides again.
//   - An error of Append that is neither a conflict nor one of the other errors
//     named here means that the outcome is not known: read the stream again
//     before telling anybody anything.
//   - Read yields records in order, each checked against the one before it. A
//     gap, a fork or a changed record is a [*ChainError] and ends the sequence:
//     damage is reported by name and never papered over.
//   - Body is opaque. What may not be read by everybody is sealed before it
//     comes here (package seal), so the chain can be checked by those who may
//     not read it, and still after a person has been erased.
//   - A reader that is slow never holds up a writer.
//
// # The hash
//
// The hash of a record is SHA-256 over these bytes, one after another, with no
// padding; integers are unsigned and big-endian:
//
//	16 bytes   the ASCII text "magbot record 1" and one zero byte
//	 2 bytes   length of the stream's name in bytes
//	 n bytes   the stream's name, ASCII
//	 8 bytes   version of the record: 1 for the first record of a stream
//	32 bytes   hash of the record before it; 32 zero bytes for the first
//	 m bytes   the body, up to the end
//
// An outside verifier needs nothing else: see [CheckBundle] for the file format
// that carries records to it.
//
// # Example
//
//	records := store.Chain("meeting/7", at, head, body)
//	err := log.Append(ctx, "meeting/7", at, records...)
//	if errors.Is(err, store.ErrConflict) {
//		// somebody else was first: read after `at`, decide again
//	}
package store
