// Package community is the founding of a community and what holds for all of
// it: its name, whether it is only an example, its settings, and the channels
// that are linked to it.
//
// Rules: everything stands in the community's own stream, and the first record
// of that stream says whether the community is an example, so that nobody can
// make a real one into a rehearsal later. A code is shown once, in the answer
// to whoever asked for it; the record holds its SHA-256 sum alone. Who the
// people are is not known here: see package roster, which also holds the claim
// of the first Secretariat.
//
//	s := community.Of(v)
//	s.VisibilityOf(place)        // public, internal or chatham
//	s.Settings.CorrectionWindow  // seven days unless the Secretariat chose otherwise
package community
