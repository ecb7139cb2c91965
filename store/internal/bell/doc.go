// Package bell wakes those who wait for something to be appended.
//
// A waiter first takes Heard, then looks, and waits on the channel only when
// there was nothing, so that no ring is missed:
//
//	heard := b.Heard()
//	if nothing new {
//		<-heard
//	}
package bell
