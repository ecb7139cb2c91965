// Package backup puts files in place whole or not at all: backups, and what is
// restored from them.
//
// Rules:
//
//   - A file has its name only once it is complete, on the disk, and checked.
//     Until then it is called like the file with ".part" added, and whatever
//     happens, such a part counts for nothing.
//   - No file is ever overwritten: a name that is taken is an error.
//   - Files can be read by their owner only.
//
// # Example
//
//	err := backup.Put("2027-03-17.db", func(w io.Writer) error {
//		_, err := record.Backup(ctx, w)
//		return err
//	}, verify)
package backup
