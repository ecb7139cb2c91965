// Package kepttest has what tests of adapters put in the place of the house: a
// Log and a Sealer in memory, which outlive the adapters that use them as the
// store and the keys do, and a Greeter. No other code may import it.
//
//	log, keys := kepttest.NewLog(), &kepttest.Sealer{}
//	first := adapter.New(adapter.Config{Log: log, Sealer: keys})
//	second := adapter.New(adapter.Config{Log: log, Sealer: keys}) // after a restart
package kepttest
