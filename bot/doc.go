// Package bot holds the types that every room of the house shares: what comes
// in (Input), what is recorded (Event), what follows from it (Effect), what
// answers at once (Reply), and the folded State of a stream.
//
// Rules: nothing here does I/O, asks the clock or draws a random number. An
// Event is a fact that happened; its kind carries a version and its fields are
// only ever added. Whatever a person wrote, and whatever names a person, is
// Words, so that the shell seals it before it is hashed. Effects and calls
// that cross streams carry identifiers, never words.
//
//	func (Asked) Kind() string { return "floor.asked.v1" }
package bot
