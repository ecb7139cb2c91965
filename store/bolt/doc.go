// Package bolt keeps the record in one file (go.etcd.io/bbolt) for one process:
// the store of an installation on one machine.
//
// Rules:
//
//   - Append returns nil only after the file was synced; appends that come at the
//     same time share one transaction and its syncs. When the disk refuses
//     to confirm that (a failed sync), nothing more is written until the store
//     is opened again, because what the disk holds is then unknown.
//   - A full disk is store.ErrFull; nothing was written and all can be read.
//   - Every page of the file is checked before it is used, under the lock.
//     Damage is a *store.CorruptError that names the file, never a panic.
//   - Readers copy a piece at a time and hold no transaction between pieces, so
//     that a slow reader neither stops a writer nor makes the file grow.
//   - The file never shrinks, may be read by its owner only, and is copied while
//     in use by Backup alone, never by copying the file.
//
// # Inside the file
//
//	meta     "format"                      -> "1"
//	records  stream, 0x00, version (8)     -> previous hash (32), hash (32), body
//	heads    stream                        -> version (8), hash (32)
//	order    position (8)                  -> version (8), hash (32), stream
//	urns     stream, 0x00, random key (16) -> what was sealed
//
// Integers are big-endian; no stream contains 0x00. The sequence of order is the
// number of the transaction that wrote last, so that an older state which came
// back beneath a newer head page is noticed.
//
// # Example
//
//	s, err := bolt.Open("magbot.db")
//	if err != nil {
//		return err
//	}
//	defer s.Close()
package bolt
