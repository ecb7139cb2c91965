// Package ops tells an operator how magbot is doing: /healthz, /readyz and
// /metrics, on a listener of their own.
//
// Rules:
//
//   - What is counted is counted at the edges: appends to the store, what
//     platforms are given, requests to the room. The rules of meetings know
//     nothing of it.
//   - No name of a person, stream, command or channel is a label, and no text is
//     kept: a label is one of a few words that stand in this package.
//   - Only streams that every member knows of are counted: the community, its
//     work, its meetings, the channels of the room. Of reports, cases, the
//     register and private conversations not even a number is shown, since when
//     something was recorded would tell that it was.
//   - /healthz fails when only a new start can help: the disk did not confirm a
//     write. /readyz fails while magbot starts or ends, and while nothing can be
//     recorded because the disk is full. Beside "ready" it names a platform that is
//     not heard, which is no failure: the others work.
//
// # Example
//
//	o := ops.New()
//	e, err := engine.New(engine.Config{Store: o.Store(record), …})
//	l, err := o.Serve(ctx, "127.0.0.1:9737", logger)
//	defer l.Close()
package ops
