// Package kept is what an adapter keeps over a restart: sequences of opaque
// entries (Log), text that is sealed under the key of its author (Sealer), and
// texts that are too long for the button or form that needs them (Keeper). What a
// sequence comes to is folded (Fold) and can be kept beside it (KeepWhole), so that nobody need fold it
// from its beginning. It belongs to no platform; cmd/magbot puts the store and the
// keys behind it.
//
//	k := kept.Keeper{Log: log, Sealer: keys, Context: "slack kept\n"}
//	key, err := k.Keep(ctx, person, text) // goes into the button
//	text, err = k.Fetch(ctx, key)         // when it is pressed
package kept
