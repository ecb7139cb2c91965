// Package roomtest is one open meeting with an agenda, for the tests of what happens
// in it: the rules are asked and folded as the engine does it, without a store or a
// clock, and every word and button that they give is looked at.
package roomtest
