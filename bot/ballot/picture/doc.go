// Package picture draws results of ballots: bars by group, the votes as they go
// from round to round, and the comparison of all with all. It draws what package
// tally has counted, and counts nothing.
//
// Rules: each picture comes with the sentence of the result and, as its
// description, the same in words; nothing is in a picture that the words do not
// say, and what the mode of a ballot hides is in neither.
//
//	flow, ok := picture.Of(printer, sentence, election, result)
//	svg, alt := flow.SVG, flow.Alt
package picture
