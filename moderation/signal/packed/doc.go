// Package packed compresses what the training of package signal writes and the program
// embeds: the weights of package model and the usual words of package lexicon.
//
// Rules:
//
//   - What is unpacked has a bound: nothing that is embedded or read is larger.
//   - Two packings of the same are the same however the bytes differ, for another version
//     of the library may pack otherwise (Same).
//
// An example:
//
//	b, err := packed.Pack(plain)
//	// …
//	plain, err = packed.Unpack(b, 1<<24)
package packed
