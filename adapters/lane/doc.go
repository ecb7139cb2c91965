// Package lane keeps in order what happens in one place: each does its work when
// the one before it in its lane is done. Lanes of other places go on meanwhile.
// It starts no goroutine and knows nothing of what is done.
//
//	wait, leave := lanes.Enter(channel) // in the order in which things arrived
//	go func() {
//		defer leave()
//		wait()
//		handle(message)
//	}()
package lane
