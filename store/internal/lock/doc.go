// Package lock lets one process at a time use a file, and says who that is.
//
// The lock is held on a small file beside the one that it guards, with the
// suffix ".lock", whose text is the holder's note: process, command, since
// when. The operating system drops the lock when the process ends, however it
// ends, so a note that was left behind never keeps anybody out. The file stays:
// removing it would let two processes lock two different files of one name.
//
//	held, err := lock.Acquire(ctx, "record.db", time.Second)
//	if err != nil {
//		return err // *store.LockedError: who holds it and how to mend it
//	}
//	defer held.Release()
package lock
