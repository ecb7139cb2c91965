// Package control lets the operator's other commands ask a running magbot for
// what only it can do, because it alone has the record open: write a backup,
// verify the chain, post again after a restore.
//
// Rules:
//
//   - It listens on a free port of 127.0.0.1 alone. Which one, and a token drawn
//     at each start, stand in the file "control" of the data folder, which its
//     owner alone can read: whoever may read the record's folder may ask.
//   - Everything else is refused, what comes from a web page too.
//   - An answer that breaks off is an error for who asked, never a short answer.
//
// A socket file in the folder would do without the token, but its path may have
// no more than about 100 bytes and not every shared folder of a container can
// hold one.
//
// # Example
//
//	s, err := control.Serve(ctx, folder, map[string]control.Handler{"verify": verify})
//	if err != nil {
//		return err
//	}
//	defer s.Close()
//
//	err = control.Ask(ctx, folder, "verify", out) // in another process
package control
