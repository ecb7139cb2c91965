// Package seal keeps personal text readable for those who hold its key, and for
// nobody once the key is erased. Text is sealed before it enters the record, so
// the chain of the record can still be checked after an erasure.
//
// Rules:
//
//   - One key for each person or audience, made at first use and durable before
//     Seal returns: no sealed text ever waits for its key to be saved.
//   - Keys lie in a file of their own, itself sealed by a [Master]. A backup of
//     the record holds no keys; back this file up apart from it.
//   - Erasing deletes the key for ever. The erasure is written down in a second
//     file, named like the first with ".erased" added, before the key goes.
//     Never restore that one from a backup: it is what makes an erasure outlive
//     the restore of an older key file, whose erased keys Open deletes again.
//   - Both files are replaced whole (written beside, synced, renamed, folder
//     synced) and can be read by their owner only. A process that has them open
//     keeps others out.
//   - What was erased may still be in backups of the key file, for as long as
//     these and the master are kept. Say so to the person.
//
// Algorithms: XChaCha20-Poly1305 (golang.org/x/crypto) with a random nonce of 24
// bytes for text and for the file; HKDF and HMAC with SHA-256 (standard library)
// to part the uses of the master and to sign the list of erasures.
//
// # Example
//
//	ring, err := seal.Open("magbot.keys", master)
//	if err != nil {
//		return err
//	}
//	defer ring.Close()
//	sealed, err := ring.Seal("person/p-1", []byte("my note"), []byte("meeting/7"))
//	plain, err := ring.Open("person/p-1", sealed, []byte("meeting/7"))
package seal
