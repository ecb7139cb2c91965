// Package house is the one list of features. It puts them together into one
// table of commands, one fold and one catalogue of words, and is the only
// place that knows them all: adding a feature is adding its folder and naming
// it in Features.
package house
