// Package storetest is the one suite that every store passes.
//
// A store's own test opens it in a [Harness] and calls [Run]. The suite knows
// what each [Kind] of store must be able to do, and fails when a hook for it is
// absent, or present where the kind has no use for it; what a kind does not
// have is logged with the reason. So nothing is left out silently.
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) storetest.Harness {
//			return storetest.Harness{Kind: storetest.Volatile, Store: memory.New(), …}
//		})
//	}
package storetest
