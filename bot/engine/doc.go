// Package engine is the shell around the pure rules: it folds streams into
// states, decides what arrives, appends the record, performs what follows and
// keeps the receipts, and lets the clock in.
//
// What it promises: an input is answered only when the record holds it; the
// same Cause is decided once, also after a crash; a reader never sees what is
// not durable, and never waits for the disk, but for a stream that rests; what a
// record names is performed at least once, and once where the platform recognises
// the delivery's ID; what one stream asks of another comes in the order of its
// records; a rule or an adapter that breaks harms neither the process nor anybody
// else's input, and a fact on which the fold breaks is never recorded.
//
// How it is built. Each stream has two folds: readers see the durable one, and
// a writer decides on one that may be a batch ahead. Inputs that wait for the
// same stream are decided one after another and appended in one go. After a
// conflict, an unclear error or an undo, the folds are computed again from the
// record. Where several processes share a store, a batch asks once what the others
// have recorded, and what that may have changed is understood anew. Receipts are kept in a stream of their own ("receipts/meeting/7")
// that nobody needs in order to verify the first. A stream rests when neither
// time nor another stream can bring it anything: it is folded when somebody asks
// for it, and a Cache spares the next start from finding out. Nothing here knows a
// meeting.
//
//	e, err := engine.New(engine.Config{Store: store, Keys: keys, House: h})
//	answer, err := e.Handle(ctx, input)
package engine
